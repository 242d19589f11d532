//! Atom feeds (RFC 4287) at CKAN's addresses.

use crate::catalog::{Catalog, DatasetIx};
use crate::markup::markdown;
use crate::markup::xml::Xml;
use crate::plan::{Feed, urls};

/// How many entries a feed has, as in CKAN.
const ENTRIES: usize = 20;
/// How many characters of a description an entry has.
const SUMMARY: usize = 400;
/// How many of a dataset's tags an entry has.
const CATEGORIES: usize = 20;

/// The bytes of a feed; `title` says what it follows, in the portal's language.
pub(super) fn feed(catalog: &Catalog, feed: &Feed, path: &str) -> Vec<u8> {
    let about = match feed {
        Feed::Datasets | Feed::News => None,
        Feed::Organization(handle) => Some(catalog[*handle].title()),
        Feed::Group(handle) => Some(catalog[*handle].title()),
        Feed::Tag(handle) => Some(catalog[*handle].name.as_str()),
    };
    let portal = &catalog.portal;
    let title =
        about.map_or_else(|| portal.title.clone(), |about| format!("{about} · {}", portal.title));
    let entries = match feed {
        Feed::Datasets => datasets(catalog, catalog.dataset_handles()),
        Feed::Organization(handle) => datasets(catalog, catalog[*handle].datasets.iter().copied()),
        Feed::Group(handle) => datasets(catalog, catalog[*handle].datasets.iter().copied()),
        Feed::Tag(handle) => datasets(catalog, catalog[*handle].datasets.iter().copied()),
        Feed::News => news(catalog),
    };
    let page = match feed {
        Feed::Datasets => urls::datasets(1),
        Feed::Organization(handle) => urls::organization(&catalog[*handle], 1),
        Feed::Group(handle) => urls::group(&catalog[*handle], 1),
        Feed::Tag(handle) => urls::tag(&catalog[*handle], 1),
        Feed::News => "news/".to_owned(),
    };
    write(catalog, &title, path, &page, &entries)
}

struct Entry {
    title: String,
    address: String,
    id: String,
    updated: String,
    published: String,
    summary: String,
    author: Option<String>,
    categories: Vec<String>,
}

fn write(catalog: &Catalog, title: &str, path: &str, page: &str, entries: &[Entry]) -> Vec<u8> {
    let mut xml = Xml::new();
    let lang = catalog.portal.languages.first().copied().unwrap_or_default();
    xml.open("feed", &[("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", lang.code())]);
    xml.text("title", title);
    let own = urls::absolute(catalog, path);
    xml.text("id", &own);
    xml.empty("link", &[("rel", "self"), ("type", "application/atom+xml"), ("href", &own)]);
    let page = urls::absolute(catalog, page);
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &page)]);
    let updated = entries.iter().map(|entry| entry.updated.as_str()).max();
    xml.text("updated", updated.unwrap_or(&catalog.portal.epoch.rfc3339()));
    xml.open("author", &[]);
    xml.text("name", &catalog.portal.title);
    xml.close("author");
    for entry in entries {
        xml.open("entry", &[]);
        xml.text("title", &entry.title);
        xml.text("id", &entry.id);
        xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &entry.address)]);
        xml.text("updated", &entry.updated);
        xml.text("published", &entry.published);
        if !entry.summary.is_empty() {
            xml.text("summary", &entry.summary);
        }
        if let Some(author) = &entry.author {
            xml.open("author", &[]);
            xml.text("name", author);
            xml.close("author");
        }
        for category in &entry.categories {
            xml.empty("category", &[("term", category)]);
        }
        xml.close("entry");
    }
    xml.close("feed");
    xml.finish()
}

fn datasets(catalog: &Catalog, handles: impl Iterator<Item = DatasetIx>) -> Vec<Entry> {
    let mut handles: Vec<_> = handles.collect();
    handles.sort_by(|a, b| catalog[*b].modified.cmp(&catalog[*a].modified).then(a.cmp(b)));
    handles.truncate(ENTRIES);
    handles
        .into_iter()
        .map(|handle| {
            let dataset = &catalog[handle];
            let notes = dataset.record.notes.as_ref().map_or("", |notes| notes.as_str());
            Entry {
                title: dataset.title().to_owned(),
                address: urls::absolute(catalog, &urls::dataset(dataset)),
                id: format!("urn:uuid:{}", dataset.id),
                updated: dataset.modified.rfc3339(),
                published: dataset.created.rfc3339(),
                summary: markdown::to_plain(notes, SUMMARY),
                author: dataset.organization.map(|owner| catalog[owner].title().to_owned()),
                categories: dataset
                    .tags
                    .iter()
                    .take(CATEGORIES)
                    .map(|tag| catalog[*tag].name.clone())
                    .collect(),
            }
        })
        .collect()
}

fn news(catalog: &Catalog) -> Vec<Entry> {
    let entry = |post: &crate::read::NewsPost| {
        let address = urls::absolute(catalog, &urls::news_post(post));
        let moment = format!("{}T00:00:00Z", post.date);
        Entry {
            title: post.title.clone(),
            id: address.clone(),
            address,
            updated: moment.clone(),
            published: moment,
            summary: post
                .summary
                .clone()
                .unwrap_or_else(|| markdown::to_plain(&post.body, SUMMARY)),
            author: None,
            categories: Vec::new(),
        }
    };
    catalog.news.iter().take(ENTRIES).map(entry).collect()
}
