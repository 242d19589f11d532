//! A harvest → the files it becomes: names made valid and unique, references resolved, values
//! that our format does not take moved to where it takes them. All of it is reported.

use crate::import::model::{Dataset, Harvest, Owner, PortalHint, Tag, as_text};
use crate::import::names::{Names, derived_id, is_name, slug, tags, uuid};
use crate::import::report::{Outcome, Report};
use crate::read::Timestamp;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `dataset.yaml`.
    Dataset,
    /// `organization.yaml`.
    Organization,
    /// A file of `groups/`.
    Group,
}

/// A file to be written.
#[derive(Clone, Debug)]
pub(super) struct File {
    /// From the portal's folder, with `/`.
    pub(super) path: String,
    /// Where its content was found.
    pub(super) place: String,
    /// What it holds.
    pub(super) kind: Kind,
    /// Its keys, in the order they are written.
    pub(super) body: Map<String, Value>,
}

/// Everything an import writes.
#[derive(Debug, Default)]
pub(super) struct Settled {
    /// Records.
    pub(super) files: Vec<File>,
    /// Entries for `licenses` of `portal.yaml`.
    pub(super) licenses: Vec<Map<String, Value>>,
    /// Entries for `dataset_fields` of `portal.yaml`.
    pub(super) dataset_fields: BTreeSet<String>,
    /// For a `portal.yaml` that does not exist.
    pub(super) portal: PortalHint,
    /// What was done.
    pub(super) report: Report,
}

/// Deepest value our reader takes, with room for what stands above it.
const DEEPEST: usize = 24;

/// Keys of a dataset's file in their order, the long list of resources last; `""` stands for every
/// key not named here, in its own order.
const DATASET_KEYS: [&str; 25] = [
    "id",
    "aliases",
    "title",
    "notes",
    "license_id",
    "author",
    "author_email",
    "maintainer",
    "maintainer_email",
    "url",
    "version",
    "tags",
    "groups",
    "extras",
    "state",
    "private",
    "type",
    "creator_user_id",
    "metadata_created",
    "metadata_modified",
    "plugin_data",
    "relationships_as_subject",
    "relationships_as_object",
    "",
    "resources",
];

/// Keys that CKAN refuses as an extra, since the dataset has them itself.
const RESERVED: [&str; 22] = [
    "id",
    "name",
    "title",
    "author",
    "author_email",
    "maintainer",
    "maintainer_email",
    "license_id",
    "notes",
    "url",
    "version",
    "state",
    "type",
    "owner_org",
    "private",
    "resources",
    "tags",
    "tag_string",
    "plugin_data",
    "extras",
    "save",
    "groups",
];

/// The files of a harvest, in a fixed order: organisations, groups, datasets.
pub(super) fn settle(harvest: Harvest) -> Settled {
    let Harvest { portal, organizations, groups, datasets, licenses, mut report } = harvest;
    let mut settled = Settled { portal, ..Settled::default() };
    let mut names = Names::default();
    let mut owners = BTreeMap::new();
    for (kind, list) in [(Kind::Organization, organizations), (Kind::Group, groups)] {
        for owner in list {
            let key = (kind == Kind::Group, owner.key.clone());
            let (name, file) = owner_file(kind, owner, &mut names, &mut report);
            owners.insert(key, name);
            settled.files.push(file);
        }
    }
    for licence in licenses.chosen() {
        let id = as_text(&licence.entry["id"]);
        if !licence.others.is_empty() {
            let note = report.note(Outcome::Mapped, "portal.yaml", "license-worded");
            note.arg("id", &id).arg("title", as_text(&licence.entry["title"]));
            note.arg("others", licence.others.join(" · "));
        }
        if licence.needed {
            settled.licenses.push(licence.entry);
        }
    }
    let mut shop = Shop { names: Names::default(), resources: BTreeSet::new(), owners, report };
    // Wanted names that are valid are given first, so that a repaired one never takes them.
    let mut wanted: Vec<Option<String>> = Vec::with_capacity(datasets.len());
    for dataset in &datasets {
        wanted.push(is_name(&dataset.name).then(|| shop.names.take(&dataset.name)));
    }
    for (dataset, name) in datasets.into_iter().zip(wanted) {
        settled.dataset_fields.extend(dataset.custom.iter().cloned());
        let file = shop.dataset_file(dataset, name);
        settled.files.push(file);
    }
    settled.report = shop.report;
    settled
}

fn owner_file(kind: Kind, owner: Owner, names: &mut Names, report: &mut Report) -> (String, File) {
    let fallback = if kind == Kind::Group { "group" } else { "organization" };
    let Owner { place, name: wanted, derived, mut body, .. } = owner;
    let valid = if is_name(&wanted) { wanted.clone() } else { slug(&wanted, fallback) };
    let name = names.take(&valid);
    if name != wanted {
        let code = if is_name(&wanted) { "name-taken" } else { "renamed" };
        report.note(Outcome::Mapped, &place, code).arg("from", &wanted).arg("to", &name);
        if !derived && !is_said(&body, &wanted) {
            extras_of(&mut body).insert("former_name".to_owned(), json!(wanted));
        }
    }
    settle_id(&mut body, &place, report);
    settle_dates(&mut body, &["created"], &place, report);
    let path = match kind {
        Kind::Group => format!("catalog/groups/{name}.yaml"),
        _ => format!("catalog/organizations/{name}/organization.yaml"),
    };
    (name, File { path, place, kind, body: flat(body) })
}

/// Whether the title of a record says a text already.
fn is_said(body: &Map<String, Value>, text: &str) -> bool {
    body.get("title").and_then(Value::as_str) == Some(text)
}

fn extras_of(body: &mut Map<String, Value>) -> &mut Map<String, Value> {
    let slot = body.entry("extras").or_insert_with(|| json!({}));
    if !slot.is_object() {
        *slot = json!({});
    }
    slot.as_object_mut().expect("it was made an object on the line before")
}

/// An id in UUID's usual form; any other is kept as `former_id`.
fn settle_id(body: &mut Map<String, Value>, place: &str, report: &mut Report) {
    let Some(id) = body.get("id").map(as_text) else { return };
    let usual = uuid(&id);
    if usual.as_ref() == Some(&id) {
        return;
    }
    report
        .note(Outcome::Mapped, place, "id")
        .arg("from", &id)
        .arg("to", usual.as_deref().unwrap_or("—"));
    match usual {
        Some(usual) => _ = body.insert("id".to_owned(), json!(usual)),
        None => _ = body.shift_remove("id"),
    }
    extras_of(body).insert("former_id".to_owned(), json!(id));
}

/// Dates that CKAN's form takes stay; any other text is kept as `former_<key>`.
fn settle_dates(body: &mut Map<String, Value>, keys: &[&str], place: &str, report: &mut Report) {
    for key in keys {
        let Some(text) = body.get(*key).map(as_text) else { continue };
        if Timestamp::parse(&text).is_none() {
            body.shift_remove(*key);
            report.note(Outcome::Kept, place, "not-a-date").arg("key", key).arg("value", &text);
            if !text.is_empty() {
                extras_of(body).insert(format!("former_{key}"), json!(text));
            }
        }
    }
}

/// The same with what is nested too deeply as JSON text.
fn flat(body: Map<String, Value>) -> Map<String, Value> {
    fn cut(value: Value, left: usize) -> Value {
        match value {
            Value::Array(_) | Value::Object(_) if left == 0 => json!(value.to_string()),
            Value::Array(items) => items.into_iter().map(|item| cut(item, left - 1)).collect(),
            Value::Object(map) => {
                Value::Object(map.into_iter().map(|(k, v)| (k, cut(v, left - 1))).collect())
            }
            other => other,
        }
    }
    body.into_iter().map(|(key, value)| (key, cut(value, DEEPEST))).collect()
}

/// What datasets are made into files with.
struct Shop {
    names: Names,
    resources: BTreeSet<String>,
    owners: BTreeMap<(bool, String), String>,
    report: Report,
}

impl Shop {
    fn dataset_file(&mut self, mut dataset: Dataset, wanted: Option<String>) -> File {
        let place = dataset.place.clone();
        let name = self.name(&mut dataset, wanted);
        let folder = match dataset.owner.as_ref().and_then(|key| self.owner(false, key)) {
            Some(owner) => format!("catalog/organizations/{owner}/datasets/{name}"),
            None => format!("catalog/datasets/{name}"),
        };
        let tags = self.tags(&mut dataset);
        let groups: Vec<Value> = dataset
            .groups
            .iter()
            .filter_map(|key| self.owner(true, key).map(|name| json!(name)))
            .collect();
        let mut body = std::mem::take(&mut dataset.body);
        body.insert("extras".to_owned(), Value::Object(Map::new()));
        settle_id(&mut body, &place, &mut self.report);
        settle_dates(
            &mut body,
            &["metadata_created", "metadata_modified"],
            &place,
            &mut self.report,
        );
        if let Some(Value::Object(moved)) = body.shift_remove("extras") {
            dataset.extras.extend(moved);
        }
        let extras = self.extras(dataset.extras, &place);
        let scope = body.get("id").map_or_else(|| name.clone(), as_text);
        let resources: Vec<Value> = dataset
            .resources
            .into_iter()
            .map(|resource| Value::Object(self.resource(resource, &scope, &place)))
            .collect();
        for (key, list) in [("tags", tags), ("groups", groups), ("resources", resources)] {
            if !list.is_empty() {
                body.insert(key.to_owned(), Value::Array(list));
            }
        }
        if !extras.is_empty() {
            body.insert("extras".to_owned(), Value::Object(extras));
        }
        let path = format!("{folder}/dataset.yaml");
        File { path, place, kind: Kind::Dataset, body: flat(ordered(body)) }
    }

    fn owner(&self, group: bool, key: &str) -> Option<String> {
        self.owners.get(&(group, key.to_owned())).cloned()
    }

    /// The dataset's name, its former ones among `aliases` or in the extra `former_name`.
    fn name(&mut self, dataset: &mut Dataset, given: Option<String>) -> String {
        let wanted = dataset.name.clone();
        let name = given.unwrap_or_else(|| self.names.take(&slug(&wanted, "dataset")));
        if name != wanted {
            let code = if is_name(&wanted) { "name-taken" } else { "renamed" };
            let note = self.report.note(Outcome::Mapped, &dataset.place, code);
            note.arg("from", &wanted).arg("to", &name);
            if !dataset.derived && !is_said(&dataset.body, &wanted) {
                dataset.extras.insert("former_name".to_owned(), json!(wanted));
            }
        }
        if let Some(alias) = dataset.alias.take().filter(|alias| *alias != name)
            && self.names.take_alias(&alias)
        {
            dataset.body.insert("aliases".to_owned(), json!([alias]));
        }
        name
    }

    fn tags(&mut self, dataset: &mut Dataset) -> Vec<Value> {
        let mut given = BTreeSet::new();
        let mut former = Vec::new();
        let mut list = Vec::new();
        for Tag { name, vocabulary_id } in std::mem::take(&mut dataset.tags) {
            let valid = tags(&name);
            if valid != [name.as_str()] {
                let note = self.report.note(Outcome::Mapped, &dataset.place, "tag");
                note.arg("from", &name).arg("to", valid.join(", "));
                former.push(json!(name));
            }
            for tag in valid {
                if !given.insert((tag.clone(), vocabulary_id.clone())) {
                    self.report.note(Outcome::Mapped, &dataset.place, "tag-twice").arg("tag", &tag);
                    continue;
                }
                list.push(match &vocabulary_id {
                    Some(id) => json!({"name": tag, "vocabulary_id": id}),
                    None => json!(tag),
                });
            }
        }
        if !former.is_empty() {
            let former = Value::Array(former).to_string();
            dataset.extras.insert("former_tags".to_owned(), json!(former));
        }
        list
    }

    /// Extras with text values under keys that CKAN allows.
    fn extras(&mut self, extras: Map<String, Value>, place: &str) -> Map<String, Value> {
        let mut out = Map::new();
        for (key, value) in extras {
            let mut to = key.clone();
            if key.is_empty() || RESERVED.contains(&key.as_str()) {
                to = format!("former_{key}");
            } else if !crate::import::emit::is_key(&key) {
                to = format!("{}…", key.chars().take(100).collect::<String>());
            }
            while out.contains_key(&to) {
                to.push('_');
            }
            if to != key {
                let note = self.report.note(Outcome::Mapped, place, "extra-key");
                note.arg("from", &key).arg("to", &to);
            }
            out.insert(to, json!(as_text(&value)));
        }
        out
    }

    fn resource(
        &mut self,
        mut resource: Map<String, Value>,
        scope: &str,
        place: &str,
    ) -> Map<String, Value> {
        let place = match resource.get("id").or_else(|| resource.get("name")) {
            Some(Value::String(text)) => format!("{place} ({text})"),
            _ => place.to_owned(),
        };
        self.resource_id(&mut resource, scope, &place);
        for key in ["created", "last_modified", "metadata_modified"] {
            let Some(text) = resource.get(key).map(as_text) else { continue };
            if Timestamp::parse(&text).is_none() {
                let note = self.report.note(Outcome::Kept, &place, "not-a-date");
                note.arg("key", key).arg("value", &text);
                rename(&mut resource, key, &format!("former_{key}"));
            }
        }
        if let Some(size) = resource.get("size").map(as_text)
            && (size.is_empty() || !size.bytes().all(|b| b.is_ascii_digit()))
        {
            self.report.note(Outcome::Kept, &place, "not-a-size").arg("value", &size);
            rename(&mut resource, "size", "former_size");
        }
        resource
    }

    fn resource_id(&mut self, resource: &mut Map<String, Value>, scope: &str, place: &str) {
        let Some(id) = resource.get("id").map(as_text) else { return };
        let usual = uuid(&id);
        let free = usual.as_ref().is_some_and(|usual| self.resources.insert(usual.clone()));
        if free && usual.as_ref() == Some(&id) {
            return;
        }
        let made = usual.filter(|_| free).unwrap_or_else(|| derived_id(scope, &id));
        let note = self.report.note(Outcome::Mapped, place, "id");
        note.arg("from", &id).arg("to", &made);
        resource.insert("id".to_owned(), json!(made));
        resource.insert("former_id".to_owned(), json!(id));
    }
}

/// The same record with one key called otherwise, in the same place.
pub(super) fn rename(map: &mut Map<String, Value>, from: &str, to: &str) {
    *map = std::mem::take(map)
        .into_iter()
        .map(|(key, value)| if key == from { (to.to_owned(), value) } else { (key, value) })
        .collect();
}

/// A dataset's keys in the order of files.
fn ordered(mut body: Map<String, Value>) -> Map<String, Value> {
    let mut out = Map::new();
    for key in DATASET_KEYS {
        if key.is_empty() {
            let last = body.shift_remove("resources");
            out.append(&mut body);
            body.extend(last.map(|resources| ("resources".to_owned(), resources)));
        } else if let Some(value) = body.shift_remove(key) {
            out.insert(key.to_owned(), value);
        }
    }
    out
}
