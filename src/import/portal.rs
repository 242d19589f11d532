//! `portal.yaml` of an import: made where there is none, else only added to, comments kept.

use crate::import::emit;
use crate::import::files;
use crate::import::report::{Outcome, Report};
use crate::import::settle::Settled;
use crate::read::Portal;
use crate::read::node::{Node, NodeKind};
use crate::read::yaml;
use crate::report::Source;
use anyhow::Result;
use serde_json::{Map, Value, json};
use std::path::Path;

/// Where the file is, from the portal's folder.
pub(super) const PATH: &str = "catalog/portal.yaml";

/// Declares in `portal.yaml` the licences and keys that the imported datasets use.
pub(super) fn declare(root: &Path, settled: &Settled, report: &mut Report) -> Result<()> {
    let Some(mut text) = files::read_optional(root, PATH)? else {
        let text = emit::document(&fresh(settled));
        files::write(root, PATH, &text)?;
        report.note(Outcome::Imported, PATH, "portal-made");
        return Ok(());
    };
    let Some(node) = parse(&text) else {
        by_hand(settled.licenses.clone(), settled.dataset_fields.iter().cloned(), report);
        return Ok(());
    };
    let licenses = missing_licenses(&node, &settled.licenses);
    let fields: Vec<String> = settled
        .dataset_fields
        .iter()
        .filter(|field| !listed(&node, "dataset_fields").any(|item| item == **field))
        .cloned()
        .collect();
    if licenses.is_empty() && fields.is_empty() {
        return Ok(());
    }
    let lists = [
        ("licenses", licenses.iter().cloned().map(Value::Object).collect::<Vec<_>>()),
        ("dataset_fields", fields.iter().map(|field| json!(field)).collect()),
    ];
    for (key, items) in lists {
        let Some(with) = added(&text, key, &items) else {
            by_hand(licenses, fields.into_iter(), report);
            return Ok(());
        };
        text = with;
    }
    files::write(root, PATH, &text)?;
    let line = report.note(Outcome::Imported, PATH, "portal-added");
    line.arg("licenses", licenses.len()).arg("fields", fields.len());
    Ok(())
}

fn fresh(settled: &Settled) -> Map<String, Value> {
    let mut map = Map::new();
    let hint = &settled.portal;
    let default = Portal::default();
    let base_url = hint.base_url.as_ref().unwrap_or(&default.base_url);
    map.insert("title".to_owned(), json!(hint.title.as_ref().unwrap_or(&default.title)));
    if let Some(description) = &hint.description {
        map.insert("description".to_owned(), json!(description));
    }
    map.insert("base_url".to_owned(), json!(base_url.trim_end_matches('/')));
    if !settled.licenses.is_empty() {
        map.insert("licenses".to_owned(), json!(settled.licenses));
    }
    if !settled.dataset_fields.is_empty() {
        map.insert("dataset_fields".to_owned(), json!(settled.dataset_fields));
    }
    map
}

fn parse(text: &str) -> Option<Node> {
    let source = Source::new(PATH, text);
    yaml::parse(&source).0.filter(|node| matches!(node.kind, NodeKind::Mapping(_)))
}

fn value<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let NodeKind::Mapping(entries) = &node.kind else { return None };
    entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
}

fn items(node: &Node) -> &[Node] {
    match &node.kind {
        NodeKind::Sequence(items) => items,
        _ => &[],
    }
}

fn listed<'n>(node: &'n Node, key: &str) -> impl Iterator<Item = Value> + 'n {
    value(node, key).map_or(&[][..], items).iter().map(Node::to_json)
}

fn missing_licenses(node: &Node, all: &[Map<String, Value>]) -> Vec<Map<String, Value>> {
    let ids: Vec<Value> =
        listed(node, "licenses").filter_map(|entry| entry.get("id").cloned()).collect();
    all.iter().filter(|entry| !ids.contains(&entry["id"])).cloned().collect()
}

/// The text with more items in a list of its top, if that can be done without touching anything
/// else; reading the result proves it.
fn added(text: &str, key: &str, more: &[Value]) -> Option<String> {
    if more.is_empty() {
        return Some(text.to_owned());
    }
    let before = parse(text)?;
    let with = match value(&before, key) {
        None => {
            let break_ = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
            format!("{text}{break_}{}", emit::document(&only(key, more)))
        }
        Some(list) => inserted(text, list, more)?,
    };
    let mut wanted = before.to_json();
    let map = wanted.as_object_mut()?;
    let slot = map.entry(key).or_insert_with(|| json!([]));
    slot.as_array_mut()?.extend(more.iter().cloned());
    (parse(&with)?.to_json() == wanted).then_some(with)
}

/// The text with items after the last of a block list, as far in as that.
fn inserted(text: &str, list: &Node, more: &[Value]) -> Option<String> {
    let end = items(list).last()?;
    let start = end.span.start as usize;
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let dash = text[line..start].trim_end();
    let indent = dash.strip_suffix('-').filter(|pad| pad.bytes().all(|b| b == b' '))?;
    let end = text[..end.span.end as usize].trim_end().len();
    let end = text[end..].find('\n').map_or(text.len(), |at| end + at);
    let mut block = String::new();
    for line in emit::document(&only("x", more)).lines().skip(1) {
        block.extend(["\n", indent, line.strip_prefix("  ").unwrap_or(line)]);
    }
    Some(format!("{}{block}{}", &text[..end], &text[end..]))
}

fn only(key: &str, list: &[Value]) -> Map<String, Value> {
    Map::from_iter([(key.to_owned(), Value::Array(list.to_vec()))])
}

/// Says what a person has to add, as it has to be written.
fn by_hand(
    licenses: Vec<Map<String, Value>>,
    fields: impl Iterator<Item = String>,
    report: &mut Report,
) {
    let licenses = licenses.into_iter().map(|entry| ("licenses", Value::Object(entry)));
    let fields = fields.map(|field| ("dataset_fields", Value::String(field)));
    for (key, item) in licenses.chain(fields) {
        let note = report.note(Outcome::Refused, PATH, "portal-by-hand");
        note.arg("key", key).arg("value", item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_grow_and_comments_stay() {
        let text = "title: A # nombre\nlicenses:\n- id: a1\n  title: A\n  # fin\nfacets: [tags]\n";
        let more = [json!({"id": "b1", "title": "B", "url": "", "open": true})];
        let with = added(text, "licenses", &more).expect("it is a block list");
        assert!(with.starts_with("title: A # nombre\nlicenses:\n- id: a1\n  title: A\n"), "{with}");
        assert!(with.contains("- id: b1\n  title: B\n  url: \"\"\n  open: true\n"), "{with}");
        assert!(with.contains("  # fin\nfacets: [tags]\n"), "{with}");
        let with = added(text, "dataset_fields", &[json!("revision_id")]).expect("it is new");
        assert_eq!(with, format!("{text}dataset_fields:\n  - revision_id\n"));
    }

    #[test]
    fn a_list_on_one_line_is_left_to_a_person() {
        assert_eq!(added("dataset_fields: [a]\n", "dataset_fields", &[json!("b")]), None);
    }
}
