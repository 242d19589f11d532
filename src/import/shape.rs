//! Values that our format does not take → where it takes them, each with a line in the report.

use crate::import::emit::is_key;
use crate::import::model::as_text;
use crate::import::names::uuid;
use crate::import::report::{Outcome, Report};
use crate::read::{RESERVED_EXTRAS, Timestamp};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

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

/// Whether the title of a record says a text already.
pub(super) fn is_said(body: &Map<String, Value>, text: &str) -> bool {
    body.get("title").and_then(Value::as_str) == Some(text)
}

pub(super) fn extras_of(body: &mut Map<String, Value>) -> &mut Map<String, Value> {
    let slot = body.entry("extras").or_insert_with(|| json!({}));
    if !slot.is_object() {
        *slot = json!({});
    }
    slot.as_object_mut().expect("it was made an object on the line before")
}

/// An id in UUID's usual form; any other is kept as `former_id`.
pub(super) fn settle_id(body: &mut Map<String, Value>, place: &str, report: &mut Report) {
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
pub(super) fn settle_dates(
    body: &mut Map<String, Value>,
    keys: &[&str],
    place: &str,
    report: &mut Report,
) {
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

/// Extras with text values under keys that CKAN allows; `own` are keys that datasets have.
pub(super) fn settle_extras(
    extras: Map<String, Value>,
    own: &BTreeSet<String>,
    place: &str,
    report: &mut Report,
) -> Map<String, Value> {
    let mut out = Map::new();
    for (key, value) in extras {
        let mut to = key.clone();
        if key.is_empty() || RESERVED_EXTRAS.contains(&key.as_str()) || own.contains(&key) {
            to = format!("former_{key}");
        } else if !is_key(&key) {
            to = format!("{}…", key.chars().take(100).collect::<String>());
        }
        while out.contains_key(&to) {
            to.push('_');
        }
        if to != key {
            let note = report.note(Outcome::Mapped, place, "extra-key");
            note.arg("from", &key).arg("to", &to);
        }
        out.insert(to, json!(as_text(&value)));
    }
    out
}

/// The same with what is nested too deeply as JSON text.
pub(super) fn flat(body: Map<String, Value>) -> Map<String, Value> {
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

/// The same record with one key called otherwise, in the same place.
pub(super) fn rename(map: &mut Map<String, Value>, from: &str, to: &str) {
    *map = std::mem::take(map)
        .into_iter()
        .map(|(key, value)| if key == from { (to.to_owned(), value) } else { (key, value) })
        .collect();
}

/// A dataset's keys in the order of files.
pub(super) fn ordered(mut body: Map<String, Value>) -> Map<String, Value> {
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
