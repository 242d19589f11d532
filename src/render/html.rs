//! A page of the plan → its view → its template → bytes.

use crate::plan::Page;
use crate::quality::Quality;
use crate::render::view::{self, FacetList, Lists, Scene, View};
use crate::theme::{Theme, explain};
use anyhow::{Context as _, Result};
use minijinja::value::{Serde, Value};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How deep a page may lie; what is the same on all pages is made once for each depth.
const DEPTHS: usize = 8;

/// All pages of a catalogue in a theme, each made when it is asked for.
#[derive(Debug)]
pub struct Pages {
    quality: Arc<Quality>,
    theme: Arc<Theme>,
    search_build: String,
    lists: Lists,
    frames: Vec<Frame>,
    /// For pages that answer at any address.
    fixed: Frame,
}

/// What the pages of one depth have in common.
#[derive(Debug, Default)]
struct Frame {
    root: String,
    site: Value,
    /// The foot of the page, ready: it says the same on every page.
    footer: Value,
    facets: Vec<FacetList>,
}

impl Pages {
    /// Makes what pages have in common: the order of every list, and the site-wide values.
    /// `search_build` is the name of the search index.
    pub fn new(quality: Arc<Quality>, theme: Arc<Theme>, search_build: &str) -> Result<Self> {
        let lists = Lists::new(quality.catalog());
        let fixed = base_path(&quality.catalog().portal.base_url);
        let mut pages = Self {
            quality,
            theme,
            search_build: search_build.to_owned(),
            lists,
            frames: Vec::new(),
            fixed: Frame::default(),
        };
        let frames = (0..DEPTHS).map(|depth| pages.frame(relative(depth)));
        pages.frames = frames.collect::<Result<_>>()?;
        pages.fixed = pages.frame(fixed)?;
        Ok(pages)
    }

    /// The bytes of a page at a path of the site (`dataset/a/index.html`).
    ///
    /// # Errors
    /// What a template does wrong, with its file and line.
    pub fn render(&self, path: &str, page: &Page) -> Result<Vec<u8>> {
        let depth = path.matches('/').count();
        let deeper;
        let frame = match (page, self.frames.get(depth)) {
            (Page::NotFound, _) => &self.fixed,
            (_, Some(frame)) => frame,
            (_, None) => {
                deeper = self.frame(relative(depth))?;
                &deeper
            }
        };
        self.page(frame, path, page).with_context(|| format!("rendering {path}"))
    }

    fn page(&self, frame: &Frame, path: &str, page: &Page) -> Result<Vec<u8>> {
        let scene = &self.scene(&frame.root, path.strip_suffix("index.html").unwrap_or(path));
        let fill = Fill { theme: &self.theme, frame };
        match page {
            Page::Home => fill.with("home.html", &view::home(scene)),
            Page::Datasets(n) => {
                fill.with("datasets.html", &view::datasets(scene, &frame.facets, *n))
            }
            Page::Dataset(ix) => fill.with("dataset.html", &view::dataset(scene, *ix)),
            Page::Resource(ix, i) => fill.with("resource.html", &view::resource(scene, *ix, *i)),
            Page::Organizations => fill.with("groups.html", &view::organizations(scene)),
            Page::Organization(ix, n) => {
                fill.with("group.html", &view::organization(scene, *ix, *n))
            }
            Page::Groups => fill.with("groups.html", &view::groups(scene)),
            Page::Group(ix, n) => fill.with("group.html", &view::group(scene, *ix, *n)),
            Page::Tags => fill.with("tags.html", &view::tags(scene)),
            Page::Tag(ix, n) => fill.with("listing.html", &view::tag(scene, *ix, *n)),
            Page::Formats => fill.with("formats.html", &view::formats(scene)),
            Page::Format(ix, n) => fill.with("listing.html", &view::format(scene, *ix, *n)),
            Page::Licenses => fill.with("licenses.html", &view::licenses(scene)),
            Page::License(ix, n) => fill.with("listing.html", &view::license(scene, *ix, *n)),
            Page::Text(i) => fill.with("text.html", &view::text(scene, *i)),
            Page::News => fill.with("news.html", &view::news(scene)),
            Page::NewsPost(i) => fill.with("news_post.html", &view::news_post(scene, *i)),
            Page::Rules => fill.with("rules.html", &view::rules(scene)),
            Page::Rule(rule) => fill.with("rule.html", &view::rule(scene, rule)),
            Page::NotFound => fill.with("not_found.html", &view::not_found(scene)),
            Page::Redirect(to) => fill.with("redirect.html", &view::redirect(scene, to)),
            Page::Tombstone(i) => fill.with("tombstone.html", &view::tombstone(scene, *i)),
        }
    }

    fn scene<'s>(&'s self, root: &'s str, path: &'s str) -> Scene<'s> {
        Scene {
            catalog: self.quality.catalog(),
            quality: &self.quality,
            texts: self.theme.texts(),
            locale: self.theme.locale(),
            lists: &self.lists,
            search_build: &self.search_build,
            root,
            path,
        }
    }

    fn frame(&self, root: String) -> Result<Frame> {
        let scene = self.scene(&root, "");
        let site = Value::from(Serde(&view::site(&scene)));
        let facets = scene.facets();
        let context = BTreeMap::from([("site", site.clone())]);
        let footer = self
            .theme
            .environment()
            .get_template("footer.html")
            .and_then(|template| template.render(Value::from(context)))
            .map_err(|error| explain(&error))?;
        Ok(Frame { footer: Value::from_safe_string(footer), root, site, facets })
    }
}

/// A theme and what is the same on all pages, waiting for a page.
struct Fill<'a> {
    theme: &'a Theme,
    frame: &'a Frame,
}

impl Fill<'_> {
    fn with<T: Serialize>(&self, template: &str, view: &View<T>) -> Result<Vec<u8>> {
        let template =
            self.theme.environment().get_template(template).map_err(|error| explain(&error))?;
        let context = BTreeMap::from([
            ("site", self.frame.site.clone()),
            ("footer", self.frame.footer.clone()),
            ("head", Value::from(Serde(&view.head))),
            ("page", Value::from(Serde(&view.page))),
        ]);
        let html = template.render(Value::from(context)).map_err(|error| explain(&error))?;
        Ok(html.into_bytes())
    }
}

/// What leads from a page of a depth to the site's folder.
fn relative(depth: usize) -> String {
    if depth == 0 { "./".to_owned() } else { "../".repeat(depth) }
}

/// The path of the portal's address: `/`, or `/portal/`.
fn base_path(base_url: &str) -> String {
    let rest = base_url.split_once("://").map_or("", |(_, rest)| rest);
    let path = rest.split_once('/').map_or("", |(_, path)| path.trim_matches('/'));
    if path.is_empty() { "/".to_owned() } else { format!("/{}/", crate::plan::urls::href(path)) }
}

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
