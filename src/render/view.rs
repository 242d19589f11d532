//! What templates see: for every kind of page one small struct, its fields the contract with themes.
//!
//! A template has four variables: [`Site`] as `site`, the same on all pages but for its addresses;
//! [`Head`] as `head`; the page's own struct as `page`; and `footer`, made of the template
//! `footer.html`, which has `site` alone. Every `href` is ready to use: relative
//! to the page within the site, and elsewhere only with a scheme that cannot run anything. An empty
//! `Option` is `none`, which prints as nothing. Only fields of type [`Html`] are markup.

mod dataset;
mod forge;
mod grade;
mod groups;
mod home;
mod links;
mod listing;
mod listings;
mod own;
mod pages;
mod resource;
mod rules;
mod search;
mod site;
mod table;
mod values;

pub use dataset::{Contact, DatasetPage, Related, ResourceRow};
pub use grade::{Bar, GradeView, GradesView, LossItem};
pub use groups::{GroupCard, GroupPage, GroupsPage};
pub use home::{HomePage, NewsItem};
pub use listing::{Card, FormatChip, Pager, PagerLink};
pub use listings::{
    DatasetsPage, FacetList, FormatItem, FormatsPage, LicenseItem, LicensesPage, ListingPage,
    TagItem, TagsPage,
};
pub use pages::{NewsPage, NewsPostPage, NotFoundPage, RedirectPage, TextPage, TombstonePage};
pub use resource::{Access, FieldRow, ResourcePage, ViewItem};
pub use rules::{RuleExample, RuleFamily, RuleItem, RulePage, RuleWeight, RulesPage};
pub use site::{NavItem, Site};
pub use table::{ColumnRow, FindingItem, Preview, PreviewColumn, Summary, TableView};
pub use values::{Day, Fact, Link, Part};

pub(super) use dataset::dataset;
pub(super) use groups::{group, groups, organization, organizations};
pub(super) use home::home;
pub(super) use listing::Lists;
pub(super) use listings::{datasets, format, formats, license, licenses, tag, tags};
pub(super) use pages::{news, news_post, not_found, redirect, text, tombstone};
pub(super) use resource::resource;
pub(super) use rules::{rule, rules};
pub(super) use site::site;

use crate::catalog::Catalog;
use crate::markup::markdown;
use crate::plan::urls;
use crate::quality::Quality;
use crate::text::Texts;
use crate::theme::{Html, Locale};
use serde::Serialize;

/// A page: what its head says, and its own content.
#[derive(Debug, Serialize)]
pub struct View<T> {
    /// What every page has.
    pub head: Head,
    /// What this kind of page has.
    pub page: T,
}

/// What every page has: its title, its place in the site, what machines are told of it.
#[derive(Debug, Serialize)]
pub struct Head {
    /// The page's title, without the portal's.
    pub title: String,
    /// One or two sentences of plain text for search engines and previews; may be empty.
    pub description: String,
    /// The page's full address; none on pages that have no one place.
    pub canonical: Option<String>,
    /// Whether search engines should leave the page out.
    pub noindex: bool,
    /// The part of the site: `home`, `dataset`, `organization`, `group`, `news`, `rules`, `pages/<slug>` or
    /// nothing; equal to a [`NavItem::section`] where the menu has the part.
    pub section: String,
    /// Open Graph's type: `website` or `article`.
    pub og_type: &'static str,
    /// The way from the home page to here, the page itself left out.
    pub trail: Vec<Link>,
    /// An Atom feed of what the page lists.
    pub feed: Option<Link>,
    /// JSON-LD, ready to stand in a script element.
    pub json_ld: Option<Html>,
}

/// What views are made from, and for which page.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) catalog: &'a Catalog,
    /// What is in its tables.
    pub(super) quality: &'a Quality,
    pub(super) texts: &'a Texts,
    pub(super) locale: &'a Locale,
    pub(super) lists: &'a Lists,
    /// The name of the search index.
    pub(super) search_build: &'a str,
    /// What leads from the page to the site's folder.
    pub(super) root: &'a str,
    /// The page's path in the site, without `index.html`.
    pub(super) path: &'a str,
}

impl Scene<'_> {
    /// The address of a path of the site, from this page.
    fn href(&self, path: &str) -> String {
        format!("{}{}", self.root, urls::href(path))
    }

    /// A text of the interface.
    fn t(&self, key: &str) -> String {
        self.texts.get(&format!("portal.{key}"), &[])
    }

    /// A head for a page of a part of the site; the trail leads to nothing but home.
    fn head(&self, title: &str, section: &str) -> Head {
        Head {
            title: title.to_owned(),
            description: String::new(),
            canonical: Some(urls::absolute(self.catalog, self.path)),
            noindex: false,
            section: section.to_owned(),
            og_type: "website",
            trail: vec![Link::new(self.t("nav.home"), self.href(""))],
            feed: None,
            json_ld: None,
        }
    }

    /// Markdown as HTML, its headings from a level.
    fn markdown(&self, text: &str, heading: u8) -> Html {
        let base_url = &self.catalog.portal.base_url;
        let place = markdown::Place { root: self.root, base_url, heading };
        Html::safe(markdown::to_html_at(text, &place))
    }

    /// A text that is not blank as HTML.
    fn markdown_of(&self, text: Option<&String>, heading: u8) -> Option<Html> {
        let text = text?;
        (!text.trim().is_empty()).then(|| self.markdown(text, heading))
    }
}

impl Head {
    fn step(mut self, title: impl Into<String>, href: String) -> Self {
        self.trail.push(Link::new(title.into(), href));
        self
    }

    fn about(mut self, description: String) -> Self {
        self.description = description;
        self
    }

    fn with<T>(self, page: T) -> View<T> {
        View { head: self, page }
    }
}
