//! What every source becomes first: records in the words of our files, with where they came from.

use crate::import::licenses::Licenses;
use crate::import::report::Report;
use serde_json::{Map, Value};

/// A whole catalogue of elsewhere.
#[derive(Debug, Default)]
pub struct Harvest {
    /// What it says of itself.
    pub portal: PortalHint,
    /// Its organisations.
    pub organizations: Vec<Owner>,
    /// Its groups.
    pub groups: Vec<Owner>,
    /// Its datasets, in the source's order.
    pub datasets: Vec<Dataset>,
    /// Its licences.
    pub licenses: Licenses,
    /// What was met on the way.
    pub report: Report,
}

/// What a source says of its portal, for a `portal.yaml` that does not exist yet.
#[derive(Clone, Debug, Default)]
pub struct PortalHint {
    /// `title`.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `base_url`.
    pub base_url: Option<String>,
}

/// An organisation or a group.
#[derive(Clone, Debug, Default)]
pub struct Owner {
    /// Where it was found.
    pub place: String,
    /// What datasets call it: an id, a title, whatever the source uses.
    pub key: String,
    /// The name it wants.
    pub name: String,
    /// Whether that name is made from its title, so that nothing is lost with it.
    pub derived: bool,
    /// The keys of its file.
    pub body: Map<String, Value>,
}

/// A dataset.
#[derive(Clone, Debug, Default)]
pub struct Dataset {
    /// Where it was found.
    pub place: String,
    /// The name it wants.
    pub name: String,
    /// Whether that name is made from its title, so that nothing is lost with it.
    pub derived: bool,
    /// A former name to keep as an alias if it may be one.
    pub alias: Option<String>,
    /// [`Owner::key`] of its organisation.
    pub owner: Option<String>,
    /// [`Owner::key`]s of its groups.
    pub groups: Vec<String>,
    /// Its tags, as the source writes them.
    pub tags: Vec<Tag>,
    /// Its extras.
    pub extras: Map<String, Value>,
    /// Its resources.
    pub resources: Vec<Map<String, Value>>,
    /// Every other key of its file.
    pub body: Map<String, Value>,
    /// Keys of `body` that the portal has to declare.
    pub custom: Vec<String>,
}

/// A tag as the source writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tag {
    /// Its name.
    pub name: String,
    /// Of a tag that belongs to a vocabulary.
    pub vocabulary_id: Option<String>,
}

impl Tag {
    /// A free tag.
    pub fn free(name: &str) -> Self {
        Self { name: name.to_owned(), vocabulary_id: None }
    }
}

/// A value as the text of an extra: texts as they are, everything else as JSON.
pub fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Takes a key out of a record, in order; none where it is absent or null.
pub fn take(map: &mut Map<String, Value>, key: &str) -> Option<Value> {
    map.shift_remove(key).filter(|value| !value.is_null())
}

/// Takes a text out of a record; another type becomes its JSON text.
pub fn take_text(map: &mut Map<String, Value>, key: &str) -> Option<String> {
    take(map, key).map(|value| as_text(&value))
}

/// Takes a list of records; what is not a record of the list, or not a list, stays behind.
pub fn take_records(map: &mut Map<String, Value>, key: &str) -> Vec<Map<String, Value>> {
    match map.get(key) {
        Some(Value::Null) => {
            map.shift_remove(key);
            return Vec::new();
        }
        Some(Value::Array(items)) if items.iter().all(Value::is_object) => {}
        _ => return Vec::new(),
    }
    let Some(Value::Array(items)) = map.shift_remove(key) else { return Vec::new() };
    items
        .into_iter()
        .filter_map(|item| match item {
            Value::Object(record) => Some(record),
            _ => None,
        })
        .collect()
}
