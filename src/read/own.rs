//! The values of a profile's fields, as ckanext-scheming publishes them.

use serde_json::{Map, Value};

use crate::read::Timestamp;
use crate::read::dataset::limits;
use crate::read::fields::{Fields, Others};
use crate::read::node::{Node, NodeKind};
use crate::read::profile::{Field, Kind};

/// What a field belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// A dataset: CKAN stores such a value as an extra, so it is a text.
    Dataset,
    /// A resource: CKAN keeps the type.
    Resource,
    /// An entry of another field.
    Entry,
}

/// The values of those of `own` that no getter asked for. Of several choices and texts the list is
/// there where nothing is given; anything else is absent then.
pub(super) fn decode(fields: &mut Fields, own: &[Field], of: Of) -> Map<String, Value> {
    let mut values = Map::new();
    for field in own {
        if fields.knows(&field.name) {
            continue;
        }
        let node = fields.take_own(&field.name).filter(|node| !node.is_null());
        let value = match node {
            Some(node) => value(fields, field, node, of),
            None if matches!(field.kind, Kind::Choices | Kind::Texts) => Some(Value::Array(vec![])),
            None => None,
        };
        values.extend(value.map(|value| (field.name.clone(), value)));
    }
    values
}

fn value(fields: &mut Fields, field: &Field, node: &Node, of: Of) -> Option<Value> {
    match (field.kind, &node.kind) {
        (Kind::Entries, _) => entries(fields, field, node),
        (Kind::Choices | Kind::Texts, NodeKind::Sequence(items)) => {
            let texts = texts(fields, field, items);
            Some(if field.kind == Kind::Choices { chosen(field, texts) } else { texts.into() })
        }
        // One text alone is a list of one.
        (Kind::Texts, NodeKind::Scalar { text, .. }) => Some(Value::from(vec![text.clone()])),
        (Kind::Choices, NodeKind::Scalar { text, .. }) => {
            let known = field.choices.is_empty() || field.choices.iter().any(|c| c.value == *text);
            Some(if known { Value::from(vec![text.clone()]) } else { text.clone().into() })
        }
        (Kind::Choices | Kind::Texts, NodeKind::Mapping(_)) => {
            fields.wrong("field-not-list", &field.name, node);
            None
        }
        // Whether it is an object is for whoever checks values.
        (Kind::Object, NodeKind::Scalar { text, .. }) => {
            let object = serde_json::from_str(text).ok().filter(Value::is_object);
            Some(object.unwrap_or_else(|| text.clone().into()))
        }
        (Kind::Object, _) => Some(node.to_json()),
        (kind, NodeKind::Scalar { text, .. }) => {
            Some(scalar(fields, field, (kind, text), node, of))
        }
        (_, NodeKind::Sequence(_) | NodeKind::Mapping(_)) => {
            fields.wrong("field-not-text", &field.name, node);
            None
        }
    }
}

fn scalar(
    fields: &mut Fields,
    field: &Field,
    (kind, text): (Kind, &str),
    node: &Node,
    of: Of,
) -> Value {
    match kind {
        Kind::Text => fields.lost_text(&field.name),
        // CKAN cuts the time off.
        Kind::Date if text.len() > 10 && Timestamp::parse(text).is_some() => {
            return text.trim().get(..10).unwrap_or(text).into();
        }
        _ => {}
    }
    match kind {
        Kind::Text | Kind::Integer | Kind::Natural | Kind::Positive | Kind::Bool
            if of == Of::Resource =>
        {
            node.to_json()
        }
        _ => text.into(),
    }
}

/// The texts of a list, each once.
fn texts(fields: &mut Fields, field: &Field, items: &[Node]) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for item in within(fields, field, items) {
        match &item.kind {
            NodeKind::Scalar { text, .. } if !item.is_null() => texts.push(text.clone()),
            _ => {
                fields.wrong("item-not-text", &field.name, item);
            }
        }
    }
    texts
}

/// What was chosen, in the order of the choices. As it is written where something in it is no
/// choice, so that its place can be told.
fn chosen(field: &Field, texts: Vec<String>) -> Value {
    let known = |text: &String| field.choices.iter().any(|choice| choice.value == *text);
    if field.choices.is_empty() || !texts.iter().all(known) {
        return texts.into();
    }
    let values = field.choices.iter().map(|choice| &choice.value);
    values.filter(|value| texts.contains(value)).cloned().collect::<Vec<_>>().into()
}

/// The items that are read.
fn within<'n>(fields: &mut Fields, field: &Field, items: &'n [Node]) -> &'n [Node] {
    let Some(first) = items.get(limits::ITEMS) else { return items };
    let span = super::fields::first_line(first.span);
    let problem = fields.problems.error("list-too-long", span);
    problem.arg("key", &field.name).arg("n", items.len()).arg("limit", limits::ITEMS);
    &items[..limits::ITEMS]
}

/// A list of entries, each with the subfields it has.
fn entries(fields: &mut Fields, field: &Field, node: &Node) -> Option<Value> {
    let NodeKind::Sequence(items) = &node.kind else {
        fields.wrong("field-not-list", &field.name, node);
        return None;
    };
    let expected: Vec<&str> = field.subfields.iter().map(|field| field.name.as_str()).collect();
    let mut entries = Vec::new();
    for item in within(fields, field, items) {
        // The place of an entry in the file is its place here, also where it cannot be read.
        let at = entries.len();
        let Some(mut entry) = Fields::of(item, fields.problems) else {
            fields.note_told(format!("{}.{at}", field.name));
            entries.push(Value::Null);
            continue;
        };
        let values = decode(&mut entry, &field.subfields, Of::Entry);
        for key in entry.finish(Others::Entry, &expected).into_told() {
            fields.note_told(format!("{}.{at}.{key}", field.name));
        }
        entries.push(Value::Object(values));
    }
    Some(Value::Array(entries))
}
