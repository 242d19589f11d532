//! `extras`: a mapping of keys and texts, or CKAN's list of `{key, value}`.

use crate::read::Extra;
use crate::read::dataset::limits;
use crate::read::fields::{Fields, Others};
use crate::read::node::{Node, NodeKind};
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

/// The extras of a dataset or organisation; `own` are the portal's own keys.
pub(super) fn decode(fields: &mut Fields, own: &[String]) -> Vec<Extra> {
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
    own: &[String],
    fields: &mut Fields,
) {
    if RESERVED.contains(&key.value.as_str()) || own.contains(&key.value) {
        fields.problems.error("extra-reserved", key.span).arg("key", &key.value);
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
