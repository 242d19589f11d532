//! CKAN's answers and dumps → a harvest.
//!
//! A dataset keeps every key that CKAN does not compute from others; [`COMPUTED`] and its siblings
//! are the ones it does. Records are told apart by what they hold, not by the file they are in.

use crate::import::ckan_record::{dataset, licence_of, owner};
use crate::import::files;
use crate::import::model::{Harvest, Owner, as_text};
use crate::import::report::Outcome;
use anyhow::Result;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;

/// Keys of a dataset that the portal computes; its organisation has a file of its own.
pub const COMPUTED: [&str; 8] = [
    "isopen",
    "license_title",
    "license_url",
    "num_resources",
    "num_tags",
    "organization",
    "owner_org",
    "tracking_summary",
];

/// Keys of a resource that follow from where it stands.
pub const COMPUTED_OF_RESOURCE: [&str; 3] = ["package_id", "position", "tracking_summary"];

/// Keys of a tag, or of a dataset's group, that follow from its name.
pub const COMPUTED_OF_TAG: [&str; 3] = ["display_name", "id", "state"];

/// Keys of an organisation or group that follow from others, or count what belongs to it.
pub const COMPUTED_OF_OWNER: [&str; 7] = [
    "display_name",
    "is_organization",
    "num_followers",
    "package_count",
    "packages",
    "tags",
    "users",
];

/// The records of a source, each once: of the same id the newest.
#[derive(Debug, Default)]
pub struct Collector {
    harvest: Harvest,
    /// Datasets, each with its place, by their order of arrival.
    datasets: Vec<(String, Map<String, Value>)>,
    by_id: BTreeMap<String, usize>,
    /// By id: whether it is a group, how much the source says of it, when, and the record.
    owners: BTreeMap<String, Known>,
    order: Vec<String>,
}

#[derive(Debug)]
struct Known {
    group: bool,
    whole: bool,
    at: String,
    place: String,
    record: Map<String, Value>,
}

/// Everything in a file or folder of dumps and answers.
pub fn read(source: &Path) -> Result<Harvest> {
    let mut collector = Collector::default();
    for path in files::list(source, &[".json", ".jsonl", ".json.gz", ".jsonl.gz"])? {
        let place = files::shown(&path);
        let name = place.to_lowercase();
        if name.trim_end_matches(".gz").rsplit('.').next() == Some("jsonl") {
            files::lines(&path, |number, line| {
                let place = format!("{place}:{number}");
                match serde_json::from_slice::<Value>(line) {
                    Ok(value) => collector.add(value, &place),
                    Err(_) if line.iter().all(u8::is_ascii_whitespace) => {}
                    Err(error) => collector.refuse(&place, "json").arg_of(&error),
                }
                Ok(())
            })?;
            continue;
        }
        match files::text(&path, files::LARGEST_JSON)? {
            Err(reason) => _ = collector.harvest.report.note(Outcome::Refused, &place, reason),
            Ok(text) => match serde_json::from_str(&text) {
                Ok(value) => collector.add(value, &place),
                Err(error) => {
                    let place = format!("{place}:{}:{}", error.line(), error.column());
                    collector.refuse(&place, "json").arg_of(&error);
                }
            },
        }
    }
    Ok(collector.finish())
}

/// A refusal about to be explained.
struct Refusal<'a>(&'a mut crate::import::report::Note);

impl Refusal<'_> {
    fn arg_of(self, error: &serde_json::Error) {
        self.0.arg("reason", error);
    }
}

impl Collector {
    fn refuse(&mut self, place: &str, code: &'static str) -> Refusal<'_> {
        Refusal(self.harvest.report.note(Outcome::Refused, place, code))
    }

    /// Takes an answer with its envelope, a result without it, or one record.
    pub fn add(&mut self, value: Value, place: &str) {
        match value {
            Value::Array(items) => {
                for (index, item) in items.into_iter().enumerate() {
                    self.add(item, &step(place, index));
                }
            }
            Value::Object(mut map) => {
                if let Some(Value::String(help)) = map.get("help")
                    && self.harvest.portal.base_url.is_none()
                {
                    self.harvest.portal.base_url =
                        help.split_once("/api/").map(|(base, _)| base.to_owned());
                }
                if map.get("success") == Some(&Value::Bool(false)) {
                    let error = map.get("error").map(ToString::to_string).unwrap_or_default();
                    let note = self.harvest.report.note(Outcome::Refused, place, "ckan-error");
                    note.arg("reason", error);
                } else if map.contains_key("success") && map.contains_key("result") {
                    let result = map.shift_remove("result").unwrap_or_default();
                    self.add(result, &step(place, "result"));
                } else if map.contains_key("results") && map.contains_key("count") {
                    let results = map.shift_remove("results").unwrap_or_default();
                    self.add(results, &step(place, "results"));
                } else {
                    self.record(map, place);
                }
            }
            other => {
                let note = self.harvest.report.note(Outcome::Refused, place, "no-record");
                note.arg("value", other);
            }
        }
    }

    fn record(&mut self, map: Map<String, Value>, place: &str) {
        let has = |key: &str| map.contains_key(key);
        if has("od_conformance") || has("domain_data") {
            self.harvest.licenses.declare(&map);
        } else if has("is_organization") || (has("approval_status") && !has("resources")) {
            self.owner(map, place, true, "");
        } else if has("resources") || has("owner_org") || (has("name") && has("notes")) {
            self.dataset(map, place);
        } else {
            let keys = map.keys().take(8).cloned().collect::<Vec<_>>().join(", ");
            let note = self.harvest.report.note(Outcome::Refused, place, "no-record");
            note.arg("value", keys);
        }
    }

    fn dataset(&mut self, map: Map<String, Value>, place: &str) {
        let text = |key: &str| map.get(key).map(as_text).unwrap_or_default();
        if text("name").is_empty() && text("title").is_empty() && text("id").is_empty() {
            self.harvest.report.note(Outcome::Refused, place, "no-name");
            return;
        }
        let id = if text("id").is_empty() { text("name") } else { text("id") };
        let Some(&at) = self.by_id.get(&id) else {
            self.by_id.insert(id, self.datasets.len());
            self.datasets.push((place.to_owned(), map));
            return;
        };
        let modified = |map: &Map<String, Value>| {
            map.get("metadata_modified").map(as_text).unwrap_or_default()
        };
        let (kept_place, kept) = &mut self.datasets[at];
        let newer = modified(&map) > modified(kept);
        let (winner, loser) =
            if newer { (place, kept_place.as_str()) } else { (kept_place.as_str(), place) };
        let note = self.harvest.report.note(Outcome::LeftOut, loser, "repeated");
        note.arg("name", text("name")).arg("other", winner);
        if newer {
            (*kept_place, *kept) = (place.to_owned(), map);
        }
    }

    /// Keeps what says most of an organisation or group: a record of its own before one that a
    /// dataset carries, then the one of the dataset that changed last.
    fn owner(&mut self, record: Map<String, Value>, place: &str, whole: bool, at: &str) {
        let text = |key: &str| record.get(key).map(as_text).filter(|text| !text.is_empty());
        let Some(key) = text("id").or_else(|| text("name")) else {
            self.harvest.report.note(Outcome::Refused, place, "no-name");
            return;
        };
        let says_group = record.get("is_organization") == Some(&Value::Bool(false));
        let group = says_group || text("type").is_some_and(|kind| kind == "group");
        if let Some(known) = self.owners.get(&key) {
            if (known.whole, known.at.as_str()) >= (whole, at) {
                return;
            }
        } else {
            self.order.push(key.clone());
        }
        let known = Known { group, whole, at: at.to_owned(), place: place.to_owned(), record };
        self.owners.insert(key, known);
    }

    /// The harvest of everything added.
    pub fn finish(mut self) -> Harvest {
        let datasets = std::mem::take(&mut self.datasets);
        for (place, map) in &datasets {
            self.carried(map, place);
        }
        for (place, map) in datasets {
            licence_of(&map, &mut self.harvest.licenses);
            let record = dataset(map, &place, &mut self.harvest.report);
            if let Some(key) = &record.owner
                && !self.owners.contains_key(key)
            {
                self.unknown_owner(key, &place);
            }
            self.harvest.datasets.push(record);
        }
        for key in std::mem::take(&mut self.order) {
            let Some(known) = self.owners.remove(&key) else { continue };
            let owner: Owner =
                owner(known.record, key, known.group, &known.place, &mut self.harvest.report);
            if known.group {
                self.harvest.groups.push(owner);
            } else {
                self.harvest.organizations.push(owner);
            }
        }
        self.harvest
    }

    /// The organisation and the groups that a dataset carries with it.
    fn carried(&mut self, map: &Map<String, Value>, place: &str) {
        let at = map.get("metadata_modified").map(as_text).unwrap_or_default();
        if let Some(Value::Object(organization)) = map.get("organization") {
            self.owner(organization.clone(), &step(place, "organization"), false, &at);
        }
        let groups = map.get("groups").and_then(Value::as_array);
        for (index, group) in groups.into_iter().flatten().enumerate() {
            if let Value::Object(group) = group {
                let mut group = group.clone();
                group.insert("is_organization".to_owned(), Value::Bool(false));
                let place = step(&step(place, "groups"), index);
                self.owner(group, &place, false, &at);
            }
        }
    }

    /// An organisation that datasets name and nothing describes: a file with what is known of it.
    fn unknown_owner(&mut self, key: &str, place: &str) {
        let mut record = Map::new();
        record.insert("id".to_owned(), Value::from(key));
        record.insert("name".to_owned(), Value::from(key));
        let note = self.harvest.report.note(Outcome::Mapped, place, "owner-made");
        note.arg("title", key);
        self.owner(record, place, false, "");
    }
}

/// The place of a part of a JSON file: `file.json#/result/3`.
fn step(place: &str, part: impl std::fmt::Display) -> String {
    if place.contains('#') { format!("{place}/{part}") } else { format!("{place}#/{part}") }
}
