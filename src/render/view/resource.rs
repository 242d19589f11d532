//! A resource's page.

use crate::catalog::{Dataset, DatasetIx, Resource};
use crate::markup::address;
use crate::markup::markdown;
use crate::plan::{Action, urls};
use crate::read::{Field, Location};
use crate::render::view::dataset::{format_chip, shown};
use crate::render::view::values::{given, readable};
use crate::render::view::{Fact, FormatChip, Link, Scene, TableView, View};
use crate::text::hex;
use crate::theme::Html;
use serde::Serialize;
use serde_json::Value;

/// `/dataset/<name>/resource/<id>/`.
#[derive(Debug, Serialize)]
pub struct ResourcePage {
    /// Its name.
    pub title: String,
    /// Its dataset.
    pub dataset: Link,
    /// Who publishes it.
    pub organization: Option<Link>,
    /// Its description.
    pub description: Option<Html>,
    /// Its format.
    pub format: Option<FormatChip>,
    /// How big its file is.
    pub size: Option<String>,
    /// How one gets it.
    pub access: Access,
    /// What is known about it.
    pub facts: Vec<Fact>,
    /// Its table, where its file is one and lies beside the dataset.
    pub table: Option<TableView>,
    /// Its data dictionary.
    pub fields: Vec<FieldRow>,
    /// The data dictionary as a Table Schema; none where there is none.
    pub schema: Option<String>,
    /// Ways to look at it.
    pub views: Vec<ViewItem>,
    /// Its answer of CKAN's API.
    pub api: String,
    /// The forge's editor on its dataset's file.
    pub edit: Option<String>,
}

/// How one gets a resource.
#[derive(Debug, Serialize)]
pub struct Access {
    /// `download` (a file of this site), `link` (an address elsewhere), `mail`, or `none`: then
    /// there is only a text, which may be empty.
    pub kind: &'static str,
    /// Where it is.
    pub href: Option<String>,
    /// The file's name, or the address as it was written.
    pub text: String,
    /// The host of an address elsewhere; may be empty.
    pub host: String,
}

/// A column of a data dictionary.
#[derive(Debug, Serialize)]
pub struct FieldRow {
    /// Equal to the file's header.
    pub name: String,
    /// In words.
    pub title: Option<String>,
    /// The interface's word for its type.
    pub kind: String,
    /// What it means.
    pub description: Option<String>,
    /// Its unit, format, limits and example.
    pub notes: Vec<Fact>,
}

/// A way to look at a resource.
#[derive(Debug, Serialize)]
pub struct ViewItem {
    /// Its title.
    pub title: String,
    /// What it shows, plain; may be empty.
    pub description: String,
    /// The image to show, if it is one and a file of this site.
    pub image: Option<String>,
}

/// How one gets a resource: only harmless addresses are links.
pub(super) fn access(scene: &Scene, dataset: &Dataset, resource: &Resource) -> Access {
    let none = |text: &str| Access {
        kind: "none",
        href: None,
        text: text.to_owned(),
        host: String::new(),
    };
    match &resource.record.location {
        Location::Missing => none(""),
        Location::File { path, .. } => match urls::download(dataset, resource) {
            Some(file) => Access {
                kind: "download",
                href: Some(scene.href(&file)),
                text: file.rsplit('/').next().unwrap_or_default().to_owned(),
                host: String::new(),
            },
            None => none(path),
        },
        Location::Url(url) => match address::external(url) {
            Some(href) => Access {
                kind: if address::scheme(&href).as_deref() == Some("mailto") {
                    "mail"
                } else {
                    "link"
                },
                host: address::host(&href).to_owned(),
                href: Some(href),
                text: url.trim().to_owned(),
            },
            None => none(url),
        },
    }
}

/// How big a resource is: its file's size, else what the catalogue says.
pub(super) fn file_size(scene: &Scene, resource: &Resource) -> Option<String> {
    let said = || match resource.record.size.as_ref()? {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    let bytes = resource.file().map(|file| file.size).or_else(said)?;
    Some(scene.locale.size(bytes))
}

pub(in crate::render) fn resource(
    scene: &Scene,
    ix: DatasetIx,
    index: usize,
) -> View<ResourcePage> {
    let dataset = &scene.catalog[ix];
    let resource = &dataset.resources[index];
    let record = &resource.record;
    let title = shown(resource.title(), scene);
    let summary = record.description.as_ref().map(|text| markdown::to_plain(text, 300));
    let parent = Link::new(dataset.title(), scene.href(&urls::dataset(dataset)));
    let head = scene
        .head(&title, "dataset")
        .step(scene.t("nav.datasets"), scene.href("dataset/"))
        .step(dataset.title(), parent.href.clone())
        .about(summary.unwrap_or_default());
    head.with(ResourcePage {
        dataset: parent,
        organization: scene.owner(dataset),
        description: scene.markdown_of(record.description.as_deref(), 3),
        format: format_chip(scene, resource),
        size: file_size(scene, resource),
        access: access(scene, dataset, resource),
        facts: facts(scene, dataset, resource),
        table: scene.table(ix, index),
        fields: record.fields.iter().map(|field| field_row(scene, field)).collect(),
        schema: (!record.fields.is_empty())
            .then(|| scene.href(&urls::table_schema(dataset, resource))),
        views: views(scene, dataset, resource),
        api: scene.api(Action::ResourceShow, &resource.id),
        edit: scene.edit(&dataset.record.file),
        title,
    })
}

fn facts(scene: &Scene, dataset: &Dataset, resource: &Resource) -> Vec<Fact> {
    let record = &resource.record;
    let mut facts = Vec::new();
    let mut add = |key: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            facts.push(Fact::new(scene.label(key), value));
        }
    };
    let day = |moment| scene.day(moment).text;
    add("last_modified", record.last_modified.as_ref().map(day));
    add("metadata_modified", Some(day(&resource.metadata_modified)));
    add("created", Some(day(&resource.created)));
    add("format", Some(resource.format.clone()));
    add("mimetype", resource.mimetype.clone());
    add("size", file_size(scene, resource));
    // Of a file that is here, what it is counts, as in the API's answer.
    let sha256 = resource.file().map(|file| format!("sha256:{}", hex(&file.sha256)));
    add("hash", sha256.or_else(|| record.hash.clone().filter(|hash| !hash.is_empty())));
    add("id", Some(resource.id.clone()));
    if let Some(ix) = dataset.license {
        let license = &scene.catalog[ix];
        let mut fact = Fact::new(scene.label("license"), license.title.clone());
        fact.href = Some(scene.href(&urls::license(license, 1)));
        facts.push(fact);
    }
    facts.extend(scene.own_facts(&scene.catalog.portal.profile.resource, &record.custom));
    facts
}

pub(super) fn field_row(scene: &Scene, field: &Field) -> FieldRow {
    let kind = field.kind.as_deref().map_or("string", String::as_str);
    let mut notes = Vec::new();
    for (key, value) in &field.rest {
        match value {
            Value::Object(inner) => {
                for (key, value) in inner {
                    notes.extend(note(scene, key, value));
                }
            }
            value => notes.extend(note(scene, key, value)),
        }
    }
    FieldRow {
        name: field.name.value.clone(),
        title: given(field.title.as_ref()).map(str::to_owned),
        kind: kind_word(scene, kind),
        description: given(field.description.as_ref()).map(|text| markdown::to_plain(text, 600)),
        notes,
    }
}

/// The interface's word for a type of Table Schema; of another one, its name.
pub(super) fn kind_word(scene: &Scene, kind: &str) -> String {
    let known = format!("portal.fieldtype.{kind}");
    if scene.texts.has(&known) { scene.texts.get(&known, &[]) } else { kind.to_owned() }
}

/// A property of a column; one that merely holds has no value.
fn note(scene: &Scene, key: &str, value: &Value) -> Option<Fact> {
    let text = match value {
        Value::Bool(false) => return None,
        Value::Bool(true) => String::new(),
        value => markdown::shorten(&readable(value)?, 400),
    };
    Some(Fact { label: scene.label(key), value: text, href: None })
}

fn views(scene: &Scene, dataset: &Dataset, resource: &Resource) -> Vec<ViewItem> {
    let item = |view: &crate::read::View| {
        let kind = format!("portal.view.{}", view.view_type.value);
        let named = given(view.title.as_ref()).map(str::to_owned);
        let title = named.unwrap_or_else(|| {
            let known = scene.texts.has(&kind);
            scene.texts.get(if known { &kind } else { "portal.view.other" }, &[])
        });
        let description = view.description.as_ref().map(|text| markdown::to_plain(text, 400));
        let image = (view.view_type.value == "image_view")
            .then(|| image(scene, dataset, resource))
            .flatten();
        ViewItem { title, description: description.unwrap_or_default(), image }
    };
    resource.record.views.iter().map(item).collect()
}

/// The file of a resource that is a picture and nothing else: an SVG may hold a program.
fn image(scene: &Scene, dataset: &Dataset, resource: &Resource) -> Option<String> {
    let harmless = matches!(resource.format.as_str(), "PNG" | "JPEG" | "GIF" | "WebP" | "BMP");
    harmless.then(|| urls::download(dataset, resource)).flatten().map(|file| scene.href(&file))
}
