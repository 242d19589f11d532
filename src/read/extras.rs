//! `extras`: a mapping of keys and texts, or CKAN's list of `{key, value}`.

use crate::read::dataset::limits;
use crate::read::fields::{Fields, Others};
use crate::read::node::{Node, NodeKind};
use crate::read::profile::Field;
use crate::read::{Extra, Portal};
use crate::report::{Span, Spanned};

/// Keys of CKAN's own, which no extra may have.
pub const RESERVED: [&str; 26] = [
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
    "return_to",
    "relationships_as_object",
    "relationships_as_subject",
    "groups",
    "aliases",
];

/// Keys that no extra may have because something else has them.
#[derive(Clone, Copy, Default)]
pub(super) struct Taken<'a> {
    /// By the portal's `dataset_fields`.
    declared: &'a [String],
    /// By the fields of its profile: with the profile's name.
    profile: Option<(&'a str, &'a [Field])>,
}

/// The extras of a dataset.
pub(super) fn decode(fields: &mut Fields, portal: &Portal) -> Vec<Extra> {
    let profile = &portal.profile;
    let taken = Taken {
        declared: &portal.dataset_fields,
        profile: Some((&profile.name, &profile.dataset)),
    };
    decode_but(fields, taken)
}

/// The extras of anything.
pub(super) fn decode_but(fields: &mut Fields, own: Taken) -> Vec<Extra> {
    let mut extras: Vec<Extra> = Vec::new();
    let Some(node) = fields.given("extras") else { return extras };
    if let NodeKind::Mapping(entries) = &node.kind {
        for entry in entries.iter().take(limits::ITEMS) {
            let key = Spanned { value: entry.key.clone(), span: entry.key_span };
            add(&mut extras, key, &entry.value, own, fields);
        }
        if let Some(entry) = entries.get(limits::ITEMS) {
            let problem = fields.problems.error("list-too-long", entry.key_span);
            problem.arg("key", "extras").arg("n", entries.len()).arg("limit", limits::ITEMS);
        }
        return extras;
    }
    for item in fields.list("extras", limits::ITEMS) {
        let Some(mut entry) = Fields::of(item, fields.problems) else { continue };
        let key = entry.required("key");
        let value = entry.take("value");
        if value.is_none() {
            entry.missing("value");
        }
        entry.know(&["id", "package_id", "state", "revision_id"]);
        entry.finish(Others::Keep, &[]);
        if let (Some(key), Some(value)) = (key, value) {
            add(&mut extras, key, value, own, fields);
        }
    }
    extras
}

fn add(
    extras: &mut Vec<Extra>,
    key: Spanned<String>,
    value: &Node,
    own: Taken,
    fields: &mut Fields,
) {
    if RESERVED.contains(&key.value.as_str()) || own.declared.contains(&key.value) {
        fields.problems.error("extra-reserved", key.span).arg("key", &key.value);
        fields.note_told(&*key.value);
        return;
    }
    if let Some((name, profile)) = own.profile
        && profile.iter().any(|field| field.name == key.value)
    {
        let problem = fields.problems.error("profile-key-taken", key.span);
        problem.arg("key", &key.value).arg("profile", name);
        fields.note_told(&*key.value);
        return;
    }
    if let Some(first) = extras.iter().find(|extra| extra.key.value == key.value) {
        let source = fields.problems.source;
        let first: Span = first.key.span;
        let problem = fields.problems.error("extra-twice", key.span);
        problem.arg("key", &key.value).label(source, first, "label.first-here");
        return;
    }
    let value = match &value.kind {
        NodeKind::Scalar { .. } if value.is_null() => String::new(),
        NodeKind::Scalar { text, .. } => text.clone(),
        _ => {
            fields.wrong("extra-not-text", "extras", value).arg("extra", &key.value);
            return;
        }
    };
    extras.push(Extra { key, value });
}
