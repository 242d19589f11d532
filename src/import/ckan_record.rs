//! One record of CKAN → one record of a harvest.

use crate::import::ckan::{COMPUTED, COMPUTED_OF_OWNER, COMPUTED_OF_RESOURCE};
use crate::import::licenses::Licenses;
use crate::import::model::{Dataset, Owner, Tag, as_text, take, take_records, take_text};
use crate::import::report::{Outcome, Report};
use crate::import::shape::rename;
use serde_json::{Map, Value, json};

/// Keys that our files have beside the computed ones and those taken one by one.
const KNOWN: [&str; 18] = [
    "id",
    "title",
    "notes",
    "license_id",
    "author",
    "author_email",
    "maintainer",
    "maintainer_email",
    "url",
    "version",
    "state",
    "private",
    "type",
    "creator_user_id",
    "metadata_created",
    "metadata_modified",
    "plugin_data",
    "relationships_as_subject",
];

/// Keys that the file of an organisation or group has.
const KNOWN_OF_OWNER: [&str; 9] = [
    "id",
    "title",
    "description",
    "image_url",
    "image_display_url",
    "created",
    "type",
    "approval_status",
    "state",
];

/// Keys of a resource that CKAN answers with null where nobody gave them.
const NULL_IN_RESOURCE: [&str; 14] = [
    "name",
    "description",
    "format",
    "mimetype",
    "mimetype_inner",
    "size",
    "hash",
    "created",
    "last_modified",
    "metadata_modified",
    "cache_last_updated",
    "cache_url",
    "resource_type",
    "url_type",
];

/// Keys of our files that CKAN uses for something else.
const OURS_IN_DATASET: [&str; 1] = ["aliases"];
const OURS_IN_RESOURCE: [&str; 3] = ["path", "fields", "views"];

/// What a dataset says of its licence.
pub(super) fn licence_of(map: &Map<String, Value>, licenses: &mut Licenses) {
    let text = |key: &str| map.get(key).map_or_else(String::new, as_text);
    if map.get("license_id").is_some_and(|id| !id.is_null()) && !text("license_id").is_empty() {
        let open = map.get("isopen") == Some(&Value::Bool(true));
        let title = map.get("license_title").and_then(Value::as_str).unwrap_or_default();
        let url = map.get("license_url").and_then(Value::as_str).unwrap_or_default();
        if !title.is_empty() {
            licenses.met(&text("license_id"), title, url, open);
        }
    }
}

/// A dataset.
pub(super) fn dataset(mut map: Map<String, Value>, place: &str, report: &mut Report) -> Dataset {
    let mut dataset = Dataset { place: place.to_owned(), ..Dataset::default() };
    dataset.owner = match map.get("organization") {
        Some(Value::Object(of)) => of.get("id").or_else(|| of.get("name")).map(as_text),
        _ => None,
    };
    let owner = take_text(&mut map, "owner_org").filter(|owner| !owner.is_empty());
    dataset.owner = dataset.owner.or(owner);
    for key in COMPUTED {
        map.shift_remove(key);
    }
    let fallback = map.get("title").or_else(|| map.get("id")).map(as_text).unwrap_or_default();
    dataset.name = take_text(&mut map, "name").unwrap_or(fallback);
    dataset.tags = tags(&mut map);
    dataset.groups = take_records(&mut map, "groups")
        .iter()
        .filter_map(|group| group.get("id").or_else(|| group.get("name")).map(as_text))
        .collect();
    dataset.extras = extras(&mut map);
    let mut resources = take_records(&mut map, "resources");
    resources.sort_by_key(|resource| {
        resource.get("position").and_then(Value::as_u64).unwrap_or(u64::MAX)
    });
    dataset.resources = resources
        .into_iter()
        .enumerate()
        .map(|(index, one)| resource(one, &format!("{place} resources/{index}"), report))
        .collect();
    relationships(&mut map);
    leave_defaults(&mut map);
    rename_ours(&mut map, &OURS_IN_DATASET, place, report);
    dataset.body = Map::new();
    for (key, value) in map {
        let known = KNOWN.contains(&key.as_str()) || key == "relationships_as_object";
        if known && value.is_null() {
            continue;
        }
        if !known {
            report.note(Outcome::Kept, place, "key-kept").arg("key", &key);
            dataset.custom.push(key.clone());
        }
        dataset.body.insert(key, value);
    }
    dataset
}

/// Relationships as our files say them: the other dataset by its id, which CKAN keeps in `__extras`.
fn relationships(map: &mut Map<String, Value>) {
    for (key, own, other) in [
        ("relationships_as_subject", "subject", "object"),
        ("relationships_as_object", "object", "subject"),
    ] {
        let sides: Vec<Value> = take_records(map, key)
            .into_iter()
            .map(|mut side| {
                if let Some(Value::Object(extras)) = side.shift_remove("__extras") {
                    side.extend(extras);
                }
                side.shift_remove(&format!("{own}_package_id"));
                if let Some(id) = side.shift_remove(&format!("{other}_package_id")) {
                    side.insert(other.to_owned(), id);
                }
                Value::Object(side)
            })
            .collect();
        if !sides.is_empty() {
            map.insert(key.to_owned(), Value::Array(sides));
        }
    }
}

/// Moves keys that mean something else in our files to `ckan_<key>`.
fn rename_ours(map: &mut Map<String, Value>, ours: &[&str], place: &str, report: &mut Report) {
    for key in ours {
        if map.contains_key(*key) {
            report.note(Outcome::Kept, place, "key-renamed").arg("key", key);
            rename(map, key, &format!("ckan_{key}"));
        }
    }
}

/// Leaves out what a file of ours says by saying nothing.
fn leave_defaults(map: &mut Map<String, Value>) {
    let defaults =
        [("state", json!("active")), ("private", json!(false)), ("type", json!("dataset"))];
    for (key, default) in defaults {
        if map.get(key) == Some(&default) {
            map.shift_remove(key);
        }
    }
}

fn tags(map: &mut Map<String, Value>) -> Vec<Tag> {
    let listed = match take(map, "tags") {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    };
    let spelt = take_text(map, "tag_string").unwrap_or_default();
    let spelt = spelt.split(',').map(str::trim).filter(|tag| !tag.is_empty()).map(Tag::free);
    let listed = listed.iter().filter_map(|item| match item {
        Value::Object(tag) => Some(Tag {
            name: tag.get("name").or_else(|| tag.get("display_name")).map(as_text)?,
            vocabulary_id: tag.get("vocabulary_id").filter(|id| !id.is_null()).map(as_text),
        }),
        Value::String(name) => Some(Tag::free(name)),
        _ => None,
    });
    let mut tags: Vec<Tag> = listed.collect();
    for tag in spelt {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// Extras by key. Two of one key, which CKAN forbids, become two keys.
fn extras(map: &mut Map<String, Value>) -> Map<String, Value> {
    if let Some(Value::Object(_)) = map.get("extras") {
        let Some(Value::Object(extras)) = map.shift_remove("extras") else { return Map::new() };
        return extras;
    }
    let mut extras = Map::new();
    for mut item in take_records(map, "extras") {
        let Some(mut key) = take_text(&mut item, "key") else { continue };
        while extras.contains_key(&key) {
            key.push('_');
        }
        extras.insert(key, item.shift_remove("value").unwrap_or_default());
    }
    extras
}

fn resource(mut map: Map<String, Value>, place: &str, report: &mut Report) -> Map<String, Value> {
    for key in COMPUTED_OF_RESOURCE {
        map.shift_remove(key);
    }
    for key in NULL_IN_RESOURCE {
        if map.get(key).is_some_and(Value::is_null) {
            map.shift_remove(key);
        }
    }
    for (key, default) in [("state", "active"), ("hash", "")] {
        if map.get(key).and_then(Value::as_str) == Some(default) {
            map.shift_remove(key);
        }
    }
    rename_ours(&mut map, &OURS_IN_RESOURCE, place, report);
    if map.get("url").is_none_or(Value::is_null) {
        map.insert("url".to_owned(), json!(""));
    }
    let views = take_records(&mut map, "resource_views");
    if !views.is_empty() {
        let of = |mut view: Map<String, Value>| {
            for key in ["resource_id", "package_id"] {
                view.shift_remove(key);
            }
            Value::Object(view)
        };
        map.insert("views".to_owned(), views.into_iter().map(of).collect());
    }
    first(map, &["id", "name", "description", "url", "format", "mimetype", "size", "hash"])
}

/// The same record with some keys before the others.
pub(super) fn first(mut map: Map<String, Value>, keys: &[&str]) -> Map<String, Value> {
    let mut out = Map::new();
    for key in keys {
        if let Some(value) = map.shift_remove(*key) {
            out.insert((*key).to_owned(), value);
        }
    }
    out.append(&mut map);
    out
}

/// An organisation or group.
pub(super) fn owner(
    mut map: Map<String, Value>,
    key: String,
    group: bool,
    place: &str,
    report: &mut Report,
) -> Owner {
    if let Some(users) = map.get("users").and_then(Value::as_array).filter(|all| !all.is_empty()) {
        report.note(Outcome::LeftOut, place, "accounts").arg("n", users.len());
    }
    for key in COMPUTED_OF_OWNER {
        map.shift_remove(key);
    }
    let name = take_text(&mut map, "name").unwrap_or_else(|| key.clone());
    let kind = if group { "group" } else { "organization" };
    for (key, default) in [("type", kind), ("approval_status", "approved"), ("state", "active")] {
        if map.get(key).and_then(Value::as_str) == Some(default) {
            map.shift_remove(key);
        }
    }
    settle_image(&mut map);
    for key in ["description", "image_url"] {
        if map.get(key).and_then(Value::as_str) == Some("") {
            map.shift_remove(key);
        }
    }
    let parents: Vec<Value> = take_records(&mut map, "groups")
        .iter()
        .filter_map(|parent| parent.get("name").cloned())
        .collect();
    let mut extras = extras(&mut map);
    let mut body = first(map, &KNOWN_OF_OWNER);
    for key in body.keys().cloned().collect::<Vec<_>>() {
        if !KNOWN_OF_OWNER.contains(&key.as_str())
            && key != "revision_id"
            && let Some(value) = take(&mut body, &key)
        {
            report.note(Outcome::Kept, place, "extra").arg("key", &key);
            extras.insert(key, json!(as_text(&value)));
        }
    }
    body.retain(|_, value| !value.is_null());
    if !parents.is_empty() {
        body.insert("groups".to_owned(), Value::Array(parents));
    }
    if !extras.is_empty() {
        body.insert("extras".to_owned(), Value::Object(extras));
    }
    Owner { place: place.to_owned(), key, name, derived: false, body }
}

/// `image_display_url` only where it is not `image_url`, and alone it is the address.
fn settle_image(map: &mut Map<String, Value>) {
    let Some(shown) = take_text(map, "image_display_url") else { return };
    let url = map.get("image_url").and_then(Value::as_str).unwrap_or_default().to_owned();
    if url.is_empty() && !shown.is_empty() {
        map.insert("image_url".to_owned(), json!(shown));
    } else if url != shown {
        map.insert("image_display_url".to_owned(), json!(shown));
    }
}
