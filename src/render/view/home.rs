//! The home page.

use crate::markup::markdown;
use crate::plan::urls;
use crate::read::NewsPost;
use crate::render::view::{Card, Day, GroupCard, Link, Scene, View};
use crate::theme::Html;
use serde::Serialize;

/// The page of the portal's own whose text opens the home page, by its file's name.
const WELCOME: [&str; 2] = ["inicio", "home"];

/// `/`.
#[derive(Debug, Serialize)]
pub struct HomePage {
    /// The portal's description.
    pub description: Option<Html>,
    /// The text of the page `inicio` or `home`, if there is one, with its title.
    pub welcome: Option<Welcome>,
    /// How many datasets there are.
    pub datasets: usize,
    /// How many resources there are.
    pub resources: usize,
    /// How many organisations there are.
    pub organizations: usize,
    /// How many groups there are.
    pub groups: usize,
    /// The groups, those with datasets.
    pub topics: Vec<GroupCard>,
    /// The organisations with most datasets.
    pub publishers: Vec<GroupCard>,
    /// The datasets changed last.
    pub recent: Vec<Card>,
    /// The newest posts.
    pub news: Vec<NewsItem>,
}

/// The portal's own words on its home page.
#[derive(Debug, Serialize)]
pub struct Welcome {
    /// Their title.
    pub title: String,
    /// The text.
    pub body: Html,
}

/// A news post in a list.
#[derive(Debug, Serialize)]
pub struct NewsItem {
    /// Its title.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Its day.
    pub date: Day,
    /// Its summary, else its beginning; plain.
    pub summary: String,
}

pub(in crate::render) fn home(scene: &Scene) -> View<HomePage> {
    let catalog = scene.catalog;
    let portal = &catalog.portal;
    let mut topics: Vec<GroupCard> = catalog
        .groups
        .iter()
        .filter(|group| !group.datasets.is_empty())
        .map(|group| scene.topic_card(group))
        .collect();
    topics.sort_by_key(|topic| std::cmp::Reverse(topic.datasets));
    topics.truncate(12);
    let mut publishers: Vec<_> = catalog.organizations.iter().collect();
    publishers.sort_by_key(|organization| std::cmp::Reverse(organization.datasets.len()));
    publishers.truncate(6);
    let mut head = scene.head(&portal.title, "home");
    head.trail.clear();
    head.description = markdown::to_plain(&portal.description, 300);
    head.feed = Some(Link::new(scene.t("feed.datasets"), scene.feed("dataset")));
    head.with(HomePage {
        description: scene.markdown_of(Some(&portal.description), 2),
        welcome: catalog
            .pages
            .iter()
            .find(|page| WELCOME.contains(&page.slug.as_str()))
            .map(|page| Welcome { title: page.title.clone(), body: scene.markdown(&page.body, 3) }),
        datasets: catalog.datasets.len(),
        resources: scene.lists.resources,
        organizations: catalog.organizations.len(),
        groups: catalog.groups.len(),
        topics,
        publishers: publishers.into_iter().map(|o| scene.organization_card(o)).collect(),
        recent: scene.lists.all.iter().take(6).map(|ix| scene.card(*ix)).collect(),
        news: catalog.news.iter().take(3).map(|post| scene.news_item(post)).collect(),
    })
}

impl Scene<'_> {
    /// A news post as a list shows it.
    pub(super) fn news_item(&self, post: &NewsPost) -> NewsItem {
        let summary = post.summary.as_deref().filter(|text| !text.trim().is_empty());
        NewsItem {
            title: post.title.clone(),
            href: self.href(&urls::news_post(post)),
            date: self.date(&post.date),
            summary: markdown::to_plain(summary.unwrap_or(&post.body), 240),
        }
    }
}
