//! `pages/*.md` → [`Page`], `news/*.md` → [`NewsPost`].

use crate::read::fields::{self, Fields, Flag, Others};
use crate::read::{Timestamp, matter};
use crate::report::{Diagnostic, Problems, Severity, Source};

/// A page of the portal's own, such as its terms.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Path of the file from the portal's folder, with `/`.
    pub file: String,
    /// The file's name without `.md`.
    pub slug: String,
    /// `title`, the slug where it is missing.
    pub title: String,
    /// `description`: one sentence for search engines and lists.
    pub description: Option<String>,
    /// `order` in the menu, lowest first.
    pub order: i64,
    /// `menu`: whether the menu shows it.
    pub menu: bool,
    /// Markdown.
    pub body: String,
}

/// A news post.
#[derive(Clone, Debug, Default)]
pub struct NewsPost {
    /// Path of the file from the portal's folder, with `/`.
    pub file: String,
    /// The file's name without its date and `.md`.
    pub slug: String,
    /// From the file's name, `YYYY-MM-DD`.
    pub date: String,
    /// `title`, the slug where it is missing.
    pub title: String,
    /// `summary`: one or two sentences for lists and the feed.
    pub summary: Option<String>,
    /// Markdown.
    pub body: String,
}

impl Page {
    /// The page that `source` says; none where its front matter cannot be read.
    pub fn decode(source: &Source) -> (Option<Self>, Vec<Diagnostic>) {
        let slug = stem(&source.path).to_owned();
        let (matter, mut found) = matter::split(source);
        if !is_slug(&slug) {
            found.push(
                Diagnostic::of_file(Severity::Error, "file-name-invalid", &source.path)
                    .with("name", &slug)
                    .with("slug", format!("{}.md", fields::slug(&slug))),
            );
            return (None, found);
        }
        let Some(node) = matter.node else { return (None, found) };
        let mut problems = Problems::new(source);
        let mut page = Self {
            file: source.path.clone(),
            title: slug.clone(),
            slug,
            menu: true,
            body: matter.body.to_owned(),
            ..Self::default()
        };
        if let Some(mut fields) = Fields::of(&node, &mut problems) {
            if let Some(title) = fields.required("title") {
                page.title = title.value;
            }
            page.description = fields.plain("description");
            page.order = fields.whole("order").map_or(0, |order| order.value);
            page.menu = !matches!(fields.flag("menu"), Flag::Is(false) | Flag::Unreadable);
            fields.finish(Others::Closed, &[]);
        }
        found.extend(problems.into_found());
        (Some(page), found)
    }
}

impl NewsPost {
    /// The post that `source` says; none where its name has no date or its front matter cannot be
    /// read.
    pub fn decode(source: &Source) -> (Option<Self>, Vec<Diagnostic>) {
        let name = stem(&source.path);
        let (matter, mut found) = matter::split(source);
        let parts = name.get(..10).zip(name.get(10..).and_then(|rest| rest.strip_prefix('-')));
        let parts = parts.filter(|(date, slug)| Timestamp::parse(date).is_some() && is_slug(slug));
        let Some((date, slug)) = parts else {
            found.push(
                Diagnostic::of_file(Severity::Error, "news-name-invalid", &source.path)
                    .with("name", name)
                    .with(
                        "slug",
                        fields::slug(name.trim_start_matches(|c: char| !c.is_alphabetic())),
                    ),
            );
            return (None, found);
        };
        let Some(node) = matter.node else { return (None, found) };
        let mut problems = Problems::new(source);
        let mut post = Self {
            file: source.path.clone(),
            slug: slug.to_owned(),
            date: date.to_owned(),
            title: slug.to_owned(),
            summary: None,
            body: matter.body.to_owned(),
        };
        if let Some(mut fields) = Fields::of(&node, &mut problems) {
            if let Some(title) = fields.required("title") {
                post.title = title.value;
            }
            post.summary = fields.plain("summary");
            fields.finish(Others::Closed, &[]);
        }
        found.extend(problems.into_found());
        (Some(post), found)
    }
}

/// A file's name without its folder and ending.
fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_suffix(".md").unwrap_or(name)
}

/// What an address may be made of: a name, or a single letter or digit.
fn is_slug(text: &str) -> bool {
    fields::is_name(text) || (text.len() == 1 && text.bytes().all(|b| b.is_ascii_alphanumeric()))
}
