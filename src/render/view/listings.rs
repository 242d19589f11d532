//! The list of all datasets, and tags, formats and licences with theirs.

use crate::catalog::{DatasetIx, FormatIx, LicenseIx, TagIx};
use crate::markup::address;
use crate::plan::urls;
use crate::render::view::{Card, FormatChip, Head, Link, Pager, Scene, View};
use crate::theme::Html;
use serde::Serialize;

/// A page of `/dataset/`.
#[derive(Debug, Serialize)]
pub struct DatasetsPage {
    /// The datasets of this page, the newest change first.
    pub datasets: Vec<Card>,
    /// How many there are.
    pub total: usize,
    /// The way to the others.
    pub pager: Option<Pager>,
    /// Ways to narrow the list down.
    pub facets: Vec<FacetList>,
    /// What the script of the search page is told, ready to stand in a script element; on the first
    /// page alone.
    pub search: Option<Html>,
    /// The name of the search index: its files are below `search/<name>/`.
    pub search_build: String,
}

/// The most frequent values of a property, each leading to its own list.
#[derive(Clone, Debug, Serialize)]
pub struct FacetList {
    /// `organization`, `groups`, `tags`, `res_format` or `license_id`.
    pub name: String,
    /// What it is called.
    pub title: String,
    /// The values, the most frequent first.
    pub items: Vec<TagItem>,
    /// Where all values are.
    pub all: String,
    /// How many further values there are.
    pub more: usize,
}

/// A page of the datasets of a tag, format or licence.
#[derive(Debug, Serialize)]
pub struct ListingPage {
    /// `tag`, `format` or `license`.
    pub kind: &'static str,
    /// What they have in common.
    pub title: String,
    /// Of a format: its chip.
    pub format: Option<FormatChip>,
    /// Of a licence: it.
    pub license: Option<LicenseItem>,
    /// The datasets of this page.
    pub datasets: Vec<Card>,
    /// How many there are.
    pub total: usize,
    /// The way to the others.
    pub pager: Option<Pager>,
    /// Where the other tags, formats or licences are.
    pub up: Link,
}

/// `/tag/`.
#[derive(Debug, Serialize)]
pub struct TagsPage {
    /// All tags, by their first letter.
    pub letters: Vec<FacetList>,
    /// How many there are.
    pub total: usize,
}

/// A value with the number of its datasets.
#[derive(Clone, Debug, Serialize)]
pub struct TagItem {
    /// The value, as a search for it says.
    pub value: String,
    /// What it is called.
    pub title: String,
    /// Its page.
    pub href: String,
    /// How many datasets it has.
    pub datasets: usize,
}

/// `/format/`.
#[derive(Debug, Serialize)]
pub struct FormatsPage {
    /// All formats, the most frequent first.
    pub items: Vec<FormatItem>,
}

/// A format in the list of formats.
#[derive(Debug, Serialize)]
pub struct FormatItem {
    /// Its chip, with its page.
    pub chip: FormatChip,
    /// Its media type; may be empty.
    pub media_type: &'static str,
    /// How many datasets have it.
    pub datasets: usize,
}

/// `/license/`.
#[derive(Debug, Serialize)]
pub struct LicensesPage {
    /// Licences that datasets have, the most frequent first, then the others of the register.
    pub items: Vec<LicenseItem>,
}

/// A licence.
#[derive(Clone, Debug, Serialize)]
pub struct LicenseItem {
    /// `license_id`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Its text, elsewhere.
    pub source: Option<String>,
    /// Whether it conforms to the Open Definition.
    pub open: bool,
    /// How many datasets are under it.
    pub datasets: usize,
}

/// A title of a page of a list: the first says nothing of its number.
pub(super) fn numbered(scene: &Scene, title: &str, n: usize) -> String {
    if n <= 1 {
        return title.to_owned();
    }
    let n = scene.locale.number(n as u64);
    scene.texts.get("portal.list.numbered", &[("title", title), ("number", &n)])
}

pub(in crate::render) fn datasets(
    scene: &Scene,
    facets: &[FacetList],
    n: usize,
) -> View<DatasetsPage> {
    let all = &scene.lists.all;
    let title = scene.t("nav.datasets");
    let mut head = scene.head(&title, "dataset").about(scene.t("datasets.lead"));
    head.title = numbered(scene, &title, n);
    head.feed = Some(Link::new(scene.t("feed.datasets"), scene.feed("dataset")));
    head.with(DatasetsPage {
        datasets: scene.cards(all, n),
        total: all.len(),
        pager: scene.pager(n, all.len(), urls::datasets),
        facets: facets.to_vec(),
        search: (n <= 1).then(|| scene.search_data()),
        search_build: scene.search_build.to_owned(),
    })
}

impl Scene<'_> {
    /// The most frequent values of each facet of the portal.
    pub(in crate::render) fn facets(&self) -> Vec<FacetList> {
        let facets = self.catalog.portal.facets.iter();
        facets.filter_map(|name| self.facet(name)).filter(|f| !f.items.is_empty()).collect()
    }

    fn facet(&self, name: &str) -> Option<FacetList> {
        let catalog = self.catalog;
        let item = |value: &str, title: &str, path: String, list: &[DatasetIx]| TagItem {
            value: value.to_owned(),
            title: title.to_owned(),
            href: self.href(&path),
            datasets: list.len(),
        };
        let (items, all): (Vec<TagItem>, _) = match name {
            "organization" => {
                let all = catalog.organizations.iter();
                let items =
                    all.map(|o| item(o.name(), o.title(), urls::organization(o, 1), &o.datasets));
                (items.collect(), "organization/")
            }
            "groups" => {
                let all = catalog.groups.iter();
                let items = all.map(|g| item(g.name(), g.title(), urls::group(g, 1), &g.datasets));
                (items.collect(), "group/")
            }
            "tags" => {
                let all = catalog.tags.iter();
                let items =
                    all.map(|tag| item(&tag.name, &tag.name, urls::tag(tag, 1), &tag.datasets));
                (items.collect(), "tag/")
            }
            "res_format" => {
                let all = catalog.formats.iter();
                let items = all.map(|f| item(&f.name, &f.name, urls::format(f, 1), &f.datasets));
                (items.collect(), "format/")
            }
            "license_id" => {
                let all = catalog.licenses.iter();
                let items = all.map(|l| item(&l.id, &l.title, urls::license(l, 1), &l.datasets));
                (items.collect(), "license/")
            }
            _ => return None,
        };
        Some(self.most_frequent(name, all, items))
    }

    fn most_frequent(&self, name: &str, all: &str, mut items: Vec<TagItem>) -> FacetList {
        const SHOWN: usize = 8;
        items.retain(|item| item.datasets > 0);
        items.sort_by_key(|item| std::cmp::Reverse(item.datasets));
        let more = items.len().saturating_sub(SHOWN);
        items.truncate(SHOWN);
        let (title, all) = (self.facet_title(name), self.href(all));
        FacetList { name: name.to_owned(), title, items, all, more }
    }

    fn license_item(&self, license: &crate::catalog::License) -> LicenseItem {
        LicenseItem {
            id: license.id.clone(),
            title: license.title.clone(),
            href: self.href(&urls::license(license, 1)),
            source: address::external(&license.url),
            open: license.open,
            datasets: license.datasets.len(),
        }
    }

    /// A page `n` of a list of datasets below a list of lists.
    fn listing(
        &self,
        list: &[DatasetIx],
        n: usize,
        up: Link,
        title: &str,
        path: impl Fn(usize) -> String,
    ) -> (Head, ListingPage) {
        let mut head = self.head(title, "dataset").step(&*up.title, up.href.clone());
        head.title = numbered(self, title, n);
        let page = ListingPage {
            kind: "tag",
            title: title.to_owned(),
            format: None,
            license: None,
            datasets: self.cards(list, n),
            total: list.len(),
            pager: self.pager(n, list.len(), path),
            up,
        };
        (head, page)
    }
}

pub(in crate::render) fn tag(scene: &Scene, ix: TagIx, n: usize) -> View<ListingPage> {
    let tag = &scene.catalog[ix];
    let up = Link::new(scene.t("tags.title"), scene.href("tag/"));
    let list = &scene.lists.tags[ix.index()];
    let (mut head, page) = scene.listing(list, n, up, &tag.name, |n| urls::tag(tag, n));
    let path = urls::tag(tag, 1);
    head.feed = Some(Link::new(&*tag.name, scene.feed(path.trim_end_matches('/'))));
    head.with(page)
}

pub(in crate::render) fn format(scene: &Scene, ix: FormatIx, n: usize) -> View<ListingPage> {
    let format = &scene.catalog[ix];
    let up = Link::new(scene.t("formats.title"), scene.href("format/"));
    let list = &scene.lists.formats[ix.index()];
    let (head, page) = scene.listing(list, n, up, &format.name, |n| urls::format(format, n));
    head.with(ListingPage { kind: "format", format: Some(scene.chip(format)), ..page })
}

pub(in crate::render) fn license(scene: &Scene, ix: LicenseIx, n: usize) -> View<ListingPage> {
    let license = &scene.catalog[ix];
    let up = Link::new(scene.t("licenses.title"), scene.href("license/"));
    let list = &scene.lists.licenses[ix.index()];
    let (head, page) = scene.listing(list, n, up, &license.title, |n| urls::license(license, n));
    head.with(ListingPage { kind: "license", license: Some(scene.license_item(license)), ..page })
}

pub(in crate::render) fn tags(scene: &Scene) -> View<TagsPage> {
    let mut items: Vec<(String, TagItem)> = scene
        .catalog
        .tags
        .iter()
        .map(|tag| {
            let href = scene.href(&urls::tag(tag, 1));
            let (value, title) = (tag.name.clone(), tag.name.clone());
            (urls::slug(&title), TagItem { value, title, href, datasets: tag.datasets.len() })
        })
        .collect();
    items.sort_by(|(a, x), (b, y)| a.cmp(b).then_with(|| x.title.cmp(&y.title)));
    let mut letters: Vec<FacetList> = Vec::new();
    for (slug, item) in items {
        let letter = match slug.chars().next() {
            Some(c) if c.is_ascii_alphabetic() => c.to_ascii_uppercase().to_string(),
            _ => "#".to_owned(),
        };
        match letters.last_mut().filter(|last| last.title == letter) {
            Some(last) => last.items.push(item),
            None => letters.push(FacetList {
                name: if letter == "#" { "otros".to_owned() } else { letter.to_ascii_lowercase() },
                title: letter,
                items: vec![item],
                all: String::new(),
                more: 0,
            }),
        }
    }
    let total = scene.catalog.tags.len();
    let head = scene.head(&scene.t("tags.title"), "dataset").about(scene.t("tags.lead"));
    head.with(TagsPage { letters, total })
}

pub(in crate::render) fn formats(scene: &Scene) -> View<FormatsPage> {
    let mut items: Vec<FormatItem> = scene
        .catalog
        .formats
        .iter()
        .map(|format| FormatItem {
            chip: scene.chip(format),
            media_type: crate::catalog::format::find(&format.name).map_or("", |f| f.media_type),
            datasets: format.datasets.len(),
        })
        .collect();
    items.sort_by_key(|item| std::cmp::Reverse(item.datasets));
    let head = scene.head(&scene.t("formats.title"), "dataset").about(scene.t("formats.lead"));
    head.with(FormatsPage { items })
}

pub(in crate::render) fn licenses(scene: &Scene) -> View<LicensesPage> {
    let mut items: Vec<LicenseItem> =
        scene.catalog.licenses.iter().map(|license| scene.license_item(license)).collect();
    items.sort_by_key(|item| std::cmp::Reverse(item.datasets));
    let head = scene.head(&scene.t("licenses.title"), "dataset").about(scene.t("licenses.lead"));
    head.with(LicensesPage { items })
}
