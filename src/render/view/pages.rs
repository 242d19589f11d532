//! Pages of text, news, and the pages that say that something is elsewhere or gone.

use crate::markup::address;
use crate::markup::markdown;
use crate::plan::urls;
use crate::read::tombstone::Kind;
use crate::render::view::{Day, Link, NewsItem, Scene, View};
use crate::theme::Html;
use serde::Serialize;

/// `/pages/<slug>/`.
#[derive(Debug, Serialize)]
pub struct TextPage {
    /// Its title.
    pub title: String,
    /// One sentence about it.
    pub lead: Option<String>,
    /// Its text.
    pub body: Html,
    /// The forge's editor on its file.
    pub edit: Option<String>,
}

/// `/news/`.
#[derive(Debug, Serialize)]
pub struct NewsPage {
    /// All posts, the newest first.
    pub items: Vec<NewsItem>,
    /// The Atom feed.
    pub feed: String,
}

/// `/news/<slug>/`.
#[derive(Debug, Serialize)]
pub struct NewsPostPage {
    /// Its title.
    pub title: String,
    /// Its day.
    pub date: Day,
    /// Its summary.
    pub lead: Option<String>,
    /// Its text.
    pub body: Html,
    /// The post after it in time.
    pub newer: Option<Link>,
    /// The post before it in time.
    pub older: Option<Link>,
    /// The forge's editor on its file.
    pub edit: Option<String>,
}

/// `/404.html`.
#[derive(Debug, Serialize)]
pub struct NotFoundPage {}

/// A former address.
#[derive(Debug, Serialize)]
pub struct RedirectPage {
    /// Where it is now.
    pub to: Link,
}

/// What was removed.
#[derive(Debug, Serialize)]
pub struct TombstonePage {
    /// `dataset`, `organization` or `group`.
    pub kind: &'static str,
    /// The title it had, else its name.
    pub title: String,
    /// The name it had.
    pub name: String,
    /// The id it had.
    pub id: Option<String>,
    /// When it was removed.
    pub date: Day,
    /// Why; may be empty.
    pub reason: Option<Html>,
    /// What replaces it; without an address where that is not in the catalogue.
    pub replacement: Option<Link>,
}

pub(in crate::render) fn text(scene: &Scene, index: usize) -> View<TextPage> {
    let page = &scene.catalog.pages[index];
    let lead = page.description.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let head = scene
        .head(&page.title, &format!("pages/{}", page.slug))
        .about(lead.map_or_else(|| markdown::to_plain(&page.body, 200), str::to_owned));
    head.with(TextPage {
        title: page.title.clone(),
        lead: lead.map(str::to_owned),
        body: scene.markdown(&page.body, 2),
        edit: scene.edit(&page.file),
    })
}

pub(in crate::render) fn news(scene: &Scene) -> View<NewsPage> {
    let mut head = scene.head(&scene.t("nav.news"), "news").about(scene.t("news.lead"));
    let feed = scene.feed("news");
    head.feed = Some(Link::new(scene.t("nav.news"), feed.clone()));
    let items = scene.catalog.news.iter().map(|post| scene.news_item(post)).collect();
    head.with(NewsPage { items, feed })
}

pub(in crate::render) fn news_post(scene: &Scene, index: usize) -> View<NewsPostPage> {
    let posts = &scene.catalog.news;
    let post = &posts[index];
    let lead = post.summary.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let mut head = scene
        .head(&post.title, "news")
        .step(scene.t("nav.news"), scene.href("news/"))
        .about(lead.map_or_else(|| markdown::to_plain(&post.body, 200), str::to_owned));
    head.og_type = "article";
    let link = |index: usize| {
        posts.get(index).map(|other| Link::new(&*other.title, scene.href(&urls::news_post(other))))
    };
    head.with(NewsPostPage {
        title: post.title.clone(),
        date: scene.date(&post.date),
        lead: lead.map(str::to_owned),
        body: scene.markdown(&post.body, 2),
        newer: index.checked_sub(1).and_then(link),
        older: link(index + 1),
        edit: scene.edit(&post.file),
    })
}

pub(in crate::render) fn not_found(scene: &Scene) -> View<NotFoundPage> {
    let mut head = scene.head(&scene.t("not_found.title"), "");
    head.noindex = true;
    head.canonical = None;
    head.with(NotFoundPage {})
}

pub(in crate::render) fn redirect(scene: &Scene, to: &str) -> View<RedirectPage> {
    let to = to.strip_suffix("index.html").unwrap_or(to);
    let mut head = scene.head(&scene.t("redirect.title"), "");
    head.noindex = true;
    head.canonical = Some(scene.absolute(to));
    head.trail.clear();
    head.with(RedirectPage { to: Link::new(scene.absolute(to), scene.href(to)) })
}

pub(in crate::render) fn tombstone(scene: &Scene, index: usize) -> View<TombstonePage> {
    let stone = &scene.catalog.tombstones[index];
    let (kind, nav) = match stone.kind {
        Kind::Dataset => ("dataset", "nav.datasets"),
        Kind::Organization => ("organization", "nav.organizations"),
        Kind::Group => ("group", "nav.groups"),
    };
    let title = stone.title.as_deref().map(str::trim).filter(|title| !title.is_empty());
    let title = title.unwrap_or(&stone.name).to_owned();
    let mut head = scene.head(&title, kind).step(scene.t(nav), scene.href(&format!("{kind}/")));
    head.noindex = true;
    head.with(TombstonePage {
        kind,
        title,
        name: stone.name.value.clone(),
        id: stone.id.as_ref().map(|id| id.value.clone()),
        date: scene.date(&stone.date),
        reason: scene.markdown_of(Some(&stone.reason), 2),
        replacement: stone.replaced_by.as_ref().map(|name| replacement(scene, stone.kind, name)),
    })
}

/// What a name leads to, as the page of the same kind of thing.
fn replacement(scene: &Scene, kind: Kind, name: &str) -> Link {
    let catalog = scene.catalog;
    let found = match kind {
        Kind::Dataset => {
            let found = catalog.datasets.iter().find(|d| d.name() == name || d.id == name);
            found.map(|d| (d.title(), urls::dataset(d)))
        }
        Kind::Organization => {
            let found = catalog.organizations.iter().find(|o| o.name() == name || o.id == name);
            found.map(|o| (o.title(), urls::organization(o, 1)))
        }
        Kind::Group => {
            let found = catalog.groups.iter().find(|g| g.name() == name || g.id == name);
            found.map(|g| (g.title(), urls::group(g, 1)))
        }
    };
    match found {
        Some((title, path)) => Link::new(title, scene.href(&path)),
        None => Link::new(name, address::external(name).unwrap_or_default()),
    }
}
