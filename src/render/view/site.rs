//! What is the same on all pages.

use crate::markup::address;
use crate::markup::markdown;
use crate::plan::urls;
use crate::render::view::{Link, Scene};
use serde::Serialize;

/// What is the same on all pages but for the addresses, which start at the page.
#[derive(Debug, Serialize)]
pub struct Site {
    /// The portal's title.
    pub title: String,
    /// Its description, plain; may be empty.
    pub description: String,
    /// The interface's language: `es`.
    pub lang: &'static str,
    /// What leads to the site's folder: goes before any path of the site.
    pub root: String,
    /// The home page.
    pub home: String,
    /// The main menu.
    pub nav: Vec<NavItem>,
    /// The portal's own pages that are not in the menu.
    pub pages: Vec<Link>,
    /// The list of tags.
    pub tags: String,
    /// The list of formats.
    pub formats: String,
    /// The list of licences.
    pub licenses: String,
    /// The list of rules; none where the portal has no pages of them.
    pub rules: Option<String>,
    /// The Atom feed of all datasets.
    pub feed: String,
    /// The API's list of datasets.
    pub api: String,
    /// All datasets in one file.
    pub dump: String,
    /// The grades of all datasets in one file; none where the portal does not show them.
    pub quality: Option<String>,
    /// A link that writes to the portal.
    pub contact: Option<String>,
    /// The catalogue's repository.
    pub forge: Option<String>,
}

/// An entry of the main menu.
#[derive(Clone, Debug, Serialize)]
pub struct NavItem {
    /// What it says.
    pub title: String,
    /// Where it leads.
    pub href: String,
    /// Equal to [`Head::section`](crate::render::view::Head::section) of the pages below it.
    pub section: String,
}

pub(in crate::render) fn site(scene: &Scene) -> Site {
    let catalog = scene.catalog;
    let portal = &catalog.portal;
    let own = |page: &crate::read::Page| Link::new(&*page.title, scene.href(&urls::text(page)));
    Site {
        title: portal.title.clone(),
        description: markdown::to_plain(&portal.description, 200),
        lang: scene.texts.lang().code(),
        root: scene.root.to_owned(),
        home: scene.href(""),
        nav: nav(scene),
        pages: catalog.pages.iter().filter(|page| !page.menu).map(own).collect(),
        tags: scene.href("tag/"),
        formats: scene.href("format/"),
        licenses: scene.href("license/"),
        rules: portal.rule_pages.then(|| scene.href(urls::RULES)),
        feed: scene.feed("dataset"),
        api: scene.href("api/3/action/package_list"),
        dump: scene.href("dump/datasets.jsonl.gz"),
        quality: portal.shows_grades().then(|| scene.href(urls::QUALITY)),
        contact: portal.contact_email.as_deref().and_then(address::mail),
        forge: portal.forge.as_ref().and_then(|forge| address::external(&forge.url)),
    }
}

fn nav(scene: &Scene) -> Vec<NavItem> {
    let catalog = scene.catalog;
    let part = |key: &str, section: &str| NavItem {
        title: scene.t(key),
        href: scene.href(&format!("{section}/")),
        section: section.to_owned(),
    };
    let mut nav = vec![part("nav.datasets", "dataset"), part("nav.organizations", "organization")];
    if !catalog.groups.is_empty() {
        nav.push(part("nav.groups", "group"));
    }
    nav.extend(catalog.pages.iter().filter(|page| page.menu).map(|page| NavItem {
        title: page.title.clone(),
        href: scene.href(&urls::text(page)),
        section: format!("pages/{}", page.slug),
    }));
    if !catalog.news.is_empty() {
        nav.push(part("nav.news", "news"));
    }
    nav
}
