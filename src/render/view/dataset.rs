//! A dataset's page.

use crate::catalog::{Dataset, DatasetIx, Relationship};
use crate::markup::address;
use crate::markup::markdown;
use crate::plan::{Action, urls};
use crate::render::jsonld;
use crate::render::view::resource::{access, file_size};
use crate::render::view::values::{given, publisher};
use crate::render::view::{Access, Day, Fact, FormatChip, GradeView, Link, Scene, View, listing};
use crate::theme::Html;
use serde::Serialize;
use serde_json::Value;

/// `/dataset/<name>/`.
#[derive(Debug, Serialize)]
pub struct DatasetPage {
    /// Its title.
    pub title: String,
    /// Its name.
    pub name: String,
    /// Who publishes it.
    pub organization: Option<Link>,
    /// Its description.
    pub notes: Option<Html>,
    /// Its formats, each once.
    pub formats: Vec<FormatChip>,
    /// Its resources, in their order.
    pub resources: Vec<ResourceRow>,
    /// Its tags.
    pub tags: Vec<Link>,
    /// The groups it is in.
    pub groups: Vec<Link>,
    /// The licence's page; of one outside the register only what the file says, without an address.
    pub license: Option<Link>,
    /// Whether that licence is open.
    pub open: bool,
    /// Its version.
    pub version: Option<String>,
    /// Where it is explained.
    pub source: Option<Fact>,
    /// Who wrote it.
    pub author: Option<Contact>,
    /// Who looks after it.
    pub maintainer: Option<Contact>,
    /// When it was published.
    pub created: Day,
    /// When it was last changed.
    pub modified: Day,
    /// How good it is; none where the portal does not show it.
    pub grade: Option<GradeView>,
    /// Its own fields and extras.
    pub facts: Vec<Fact>,
    /// Datasets it has to do with.
    pub related: Vec<Related>,
    /// How to cite it.
    pub citation: String,
    /// Its answer of CKAN's API.
    pub api: String,
    /// The forge's editor on its file.
    pub edit: Option<String>,
    /// Whether the public may not see it.
    pub private: bool,
}

/// A resource in its dataset's list.
#[derive(Debug, Serialize)]
pub struct ResourceRow {
    /// Its name.
    pub title: String,
    /// Its page.
    pub href: String,
    /// The beginning of its description, plain; may be empty.
    pub summary: String,
    /// Its format.
    pub format: Option<FormatChip>,
    /// How big its file is.
    pub size: Option<String>,
    /// When it was last changed, where the file says so.
    pub modified: Option<Day>,
    /// How one gets it.
    pub access: Access,
}

/// A person or office.
#[derive(Debug, Serialize)]
pub struct Contact {
    /// The name, the e-mail where there is none.
    pub name: String,
    /// A link that writes to them.
    pub href: Option<String>,
}

/// Another dataset, and what it is to this one.
#[derive(Debug, Serialize)]
pub struct Related {
    /// What it is to this one.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// Its page.
    pub href: String,
    /// A remark.
    pub comment: String,
}

pub(in crate::render) fn dataset(scene: &Scene, ix: DatasetIx) -> View<DatasetPage> {
    let dataset = &scene.catalog[ix];
    let record = &dataset.record;
    let title = dataset.title();
    let summary = record.notes.as_ref().map(|notes| markdown::to_plain(notes, 300));
    let mut json_ld = jsonld::dataset(scene.catalog, dataset);
    if scene.quality.shows_grades() {
        json_ld["subjectOf"] = jsonld::quality(scene.catalog, dataset);
    }
    let json_ld = jsonld::embedded(&json_ld);
    let mut head = scene
        .head(title, "dataset")
        .step(scene.t("nav.datasets"), scene.href("dataset/"))
        .about(summary.unwrap_or_default());
    if let Some(ix) = dataset.organization {
        let organization = &scene.catalog[ix];
        head.trail.extend(scene.owner(dataset));
        let feed = scene.feed(&format!("organization/{}", organization.name()));
        head.feed = Some(Link::new(organization.title(), feed));
    }
    head.og_type = "article";
    head.json_ld = Some(Html::safe(json_ld));
    let license = dataset.license.map(|ix| &scene.catalog[ix]);
    head.with(DatasetPage {
        title: title.to_owned(),
        name: dataset.name().to_owned(),
        organization: scene.owner(dataset),
        notes: scene.markdown_of(record.notes.as_deref(), 3),
        formats: scene.formats(dataset),
        resources: (0..dataset.resources.len()).map(|i| row(scene, dataset, i)).collect(),
        tags: tags(scene, dataset),
        groups: groups(scene, dataset),
        license: license_link(scene, dataset),
        open: license.is_some_and(|license| license.open),
        version: given(record.version.as_deref()).map(str::to_owned),
        source: given(record.url.as_deref()).map(|url| Fact::new("", url)),
        author: contact(record.author.as_deref(), record.author_email.as_deref()),
        maintainer: contact(record.maintainer.as_deref(), record.maintainer_email.as_deref()),
        created: scene.day(&dataset.created),
        modified: scene.day(&dataset.modified),
        grade: scene.grade(ix),
        facts: facts(scene, dataset),
        related: dataset.relationships.iter().filter_map(|r| related(scene, r)).collect(),
        citation: citation(scene, dataset),
        api: scene.api(Action::PackageShow, dataset.name()),
        edit: scene.edit(&record.file),
        private: record.visibility != crate::read::Visibility::Public,
    })
}

fn row(scene: &Scene, dataset: &Dataset, index: usize) -> ResourceRow {
    let resource = &dataset.resources[index];
    let description = resource.record.description.as_ref();
    ResourceRow {
        title: shown(resource.title(), scene),
        href: scene.href(&urls::resource(dataset, resource)),
        summary: description.map_or_else(String::new, |text| markdown::to_plain(text, 240)),
        format: format_chip(scene, resource),
        size: file_size(scene, resource),
        modified: resource.record.last_modified.as_ref().map(|moment| scene.day(moment)),
        access: access(scene, dataset, resource),
    }
}

/// A resource's title; a word for it where it has none at all.
pub(super) fn shown(title: &str, scene: &Scene) -> String {
    if title.is_empty() { scene.t("resource.unnamed") } else { title.to_owned() }
}

pub(super) fn format_chip(
    scene: &Scene,
    resource: &crate::catalog::Resource,
) -> Option<FormatChip> {
    match resource.format_ix {
        Some(ix) => Some(scene.chip(&scene.catalog[ix])),
        None if resource.format.is_empty() => None,
        None => Some(FormatChip {
            name: resource.format.clone(),
            family: listing::family(&resource.format),
            href: None,
        }),
    }
}

fn tags(scene: &Scene, dataset: &Dataset) -> Vec<Link> {
    let tags = dataset.tags.iter().map(|ix| &scene.catalog[*ix]);
    tags.map(|tag| Link::new(&*tag.name, scene.href(&urls::tag(tag, 1)))).collect()
}

fn groups(scene: &Scene, dataset: &Dataset) -> Vec<Link> {
    let groups = dataset.groups.iter().map(|ix| &scene.catalog[*ix]);
    groups.map(|group| Link::new(group.title(), scene.href(&urls::group(group, 1)))).collect()
}

fn license_link(scene: &Scene, dataset: &Dataset) -> Option<Link> {
    match dataset.license {
        Some(ix) => {
            let license = &scene.catalog[ix];
            Some(Link::new(&*license.title, scene.href(&urls::license(license, 1))))
        }
        None => given(dataset.record.license_id.as_deref()).map(|id| Link::new(id, "")),
    }
}

fn contact(name: Option<&String>, email: Option<&String>) -> Option<Contact> {
    let (name, email) = (given(name), given(email));
    let shown = name.or(email)?;
    let href = email.and_then(address::mail).or_else(|| address::external(shown));
    Some(Contact { name: shown.to_owned(), href })
}

/// The dataset's own fields in the profile's order, then its extras.
fn facts(scene: &Scene, dataset: &Dataset) -> Vec<Fact> {
    let record = &dataset.record;
    let extras: Vec<(String, Value)> = record
        .extras
        .iter()
        .map(|extra| (extra.key.value.clone(), Value::String(extra.value.clone())))
        .collect();
    let mut facts = scene.own_facts(&scene.catalog.portal.profile.dataset, &record.custom);
    facts.extend(scene.facts(extras.iter().map(|(key, value)| (key.as_str(), value))));
    facts
}

/// What the other dataset is to this one: `child_of` of the object is `parent_of` of the subject.
fn related(scene: &Scene, relationship: &Relationship) -> Option<Related> {
    const PAIRS: [(&str, &str); 4] = [
        ("depends_on", "dependency_of"),
        ("derives_from", "has_derivation"),
        ("links_to", "linked_from"),
        ("child_of", "parent_of"),
    ];
    let said = relationship.record.kind.as_str();
    let turned = PAIRS.iter().find_map(|(there, back)| match said {
        kind if kind == *there => Some(*back),
        kind if kind == *back => Some(*there),
        _ => None,
    });
    let kind = if relationship.as_subject { said } else { turned.unwrap_or(said) };
    let key = format!("portal.relation.{kind}");
    let other = &scene.catalog[relationship.other?];
    Some(Related {
        kind: if scene.texts.has(&key) {
            scene.texts.get(&key, &[])
        } else {
            super::values::in_words(kind)
        },
        title: other.title().to_owned(),
        href: scene.href(&urls::dataset(other)),
        comment: relationship.record.comment.clone(),
    })
}

/// Publisher (year). Title. Version. Portal. Address.
fn citation(scene: &Scene, dataset: &Dataset) -> String {
    let portal = &scene.catalog.portal.title;
    let publisher = publisher(scene, dataset).unwrap_or(portal);
    let year = dataset.modified.date().get(..4).unwrap_or_default();
    let title = dataset.title();
    let version = given(dataset.record.version.as_deref()).map_or_else(String::new, |version| {
        let version = version.trim_end_matches('.');
        format!(" {}.", scene.texts.get("portal.dataset.cite-version", &[("version", version)]))
    });
    let address = scene.absolute(&urls::dataset(dataset));
    format!("{publisher} ({year}). {title}.{version} {portal}. {address}")
}
