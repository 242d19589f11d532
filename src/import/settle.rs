//! A harvest → the files it becomes: names made valid and unique, references resolved, values
//! that our format does not take moved to where it takes them. All of it is reported.

use crate::import::model::{Dataset, Harvest, Owner, PortalHint, Tag, as_text};
use crate::import::names::{Names, derived_id, is_name, slug, tags, uuid};
use crate::import::report::{Outcome, Report};
use crate::import::shape::{
    extras_of, flat, is_said, ordered, rename, settle_dates, settle_extras, settle_id,
};
use crate::read::Timestamp;
use crate::read::fields::is_old_id;
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
    settled.dataset_fields = datasets.iter().flat_map(|one| one.custom.iter().cloned()).collect();
    let mut shop = Shop {
        names: Names::default(),
        fields: settled.dataset_fields.clone(),
        resources: BTreeSet::new(),
        owners,
        report,
    };
    // Wanted names that are valid are given first, so that a repaired one never takes them.
    let mut wanted: Vec<Option<String>> = Vec::with_capacity(datasets.len());
    for dataset in &datasets {
        wanted.push(is_name(&dataset.name).then(|| shop.names.take(&dataset.name)));
    }
    for (dataset, name) in datasets.into_iter().zip(wanted) {
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
    if let Some(Value::Object(extras)) = body.shift_remove("extras") {
        let extras = settle_extras(extras, &BTreeSet::new(), &place, report);
        body.insert("extras".to_owned(), Value::Object(extras));
    }
    let path = match kind {
        Kind::Group => format!("catalog/groups/{name}.yaml"),
        _ => format!("catalog/organizations/{name}/organization.yaml"),
    };
    (name, File { path, place, kind, body: flat(body) })
}

/// What datasets are made into files with.
struct Shop {
    names: Names,
    fields: BTreeSet<String>,
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
        let extras = settle_extras(dataset.extras, &self.fields, &place, &mut self.report);
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
        let usual = uuid(&id).or_else(|| is_old_id(&id).then(|| id.clone()));
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
