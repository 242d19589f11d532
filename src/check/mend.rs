//! What mends a problem → changes of the file's text, comments and layout kept.

use crate::check::located::walk;
use crate::read::node::{Node, NodeKind};
use crate::report::{Edit, Mend, Source, Span, Step};
use crate::text::yaml::scalar;

/// The edits of several mends; empty where one of them cannot be made in this layout.
pub(super) fn edits(
    mends: &[Mend],
    place: Option<Span>,
    tree: &Node,
    source: &Source,
) -> Vec<Edit> {
    let mut all = Vec::new();
    for mend in mends {
        let made = match mend {
            Mend::Value(value) => place.and_then(|span| value_at(span, value, source)),
            Mend::Parts(parts) => {
                let span = place.or_else(|| Some(Span::new(0..source.text.len())));
                span.map(|span| replaced(span, parts, source))
            }
            Mend::Insert(steps, key, value) => insert(tree, steps, (key, value), source),
        };
        match made {
            Some(made) => all.extend(made),
            None => return Vec::new(),
        }
    }
    join(all)
}

/// Several insertions at one place become one, in their order.
fn join(edits: Vec<Edit>) -> Vec<Edit> {
    let mut joined: Vec<Edit> = Vec::with_capacity(edits.len());
    for edit in edits {
        match joined.iter_mut().find(|other| other.span == edit.span) {
            Some(other) if other.span.start == other.span.end => other.text.push_str(&edit.text),
            _ => joined.push(edit),
        }
    }
    joined
}

/// Another value in the place of a scalar on one line.
fn value_at(span: Span, value: &str, source: &Source) -> Option<Vec<Edit>> {
    let raw = source.text.get(span.range())?;
    if raw.contains('\n') || value.contains('\n') || raw.starts_with(['|', '>', '[', '{', '-']) {
        return None;
    }
    Some(vec![Edit::new(source, span, scalar(value))])
}

/// Parts of a value, wherever they are written in it.
fn replaced(span: Span, parts: &[(String, String)], source: &Source) -> Vec<Edit> {
    let raw = source.text.get(span.range()).unwrap_or_default();
    let mut edits: Vec<Edit> = Vec::new();
    // Longer ones first: one may be a part of another.
    let mut parts: Vec<&(String, String)> = parts.iter().collect();
    parts.sort_by_key(|(old, _)| std::cmp::Reverse(old.len()));
    for (old, new) in parts {
        for (at, _) in raw.match_indices(old.as_str()) {
            let start = span.start as usize + at;
            let edit = Edit::new(source, Span::new(start..start + old.len()), new.as_str());
            let free = |other: &Edit| {
                other.span.end <= edit.span.start || edit.span.end <= other.span.start
            };
            if edits.iter().all(free) {
                edits.push(edit);
            }
        }
    }
    edits
}

/// A key with its value before the first key of a mapping.
fn insert(
    tree: &Node,
    steps: &[Step],
    (key, value): (&str, &str),
    source: &Source,
) -> Option<Vec<Edit>> {
    let (node, whole) = walk(tree, steps);
    let NodeKind::Mapping(entries) = &node.kind else { return None };
    if !whole {
        return None;
    }
    // One that is there and empty gets the value.
    if let Some(entry) = entries.iter().find(|entry| entry.key == key) {
        let empty = matches!(&entry.value.kind, NodeKind::Scalar { text, .. } if text.is_empty());
        if !empty && !entry.value.is_null() {
            return None;
        }
        let colon = entry.key_span.end as usize;
        let after = colon + source.text.get(colon..)?.find(':')? + 1;
        let end = (entry.value.span.end as usize).max(after);
        let raw = source.text.get(after..end)?;
        return (!raw.contains('\n')).then(|| {
            vec![Edit::new(source, Span::new(after..end), format!(" {}", scalar(value)))]
        });
    }
    let first = entries.first()?.key_span.start as usize;
    let line = source.text[..first].rfind('\n').map_or(0, |at| at + 1);
    let before = &source.text[line..first];
    let here = Span::new(first..first);
    let written = format!("{key}: {}", scalar(value));
    if before.contains('{') || source.text[..first].trim_end().ends_with('{') {
        return Some(vec![Edit::new(source, here, format!("{written}, "))]);
    }
    // Only blanks and dashes may stand before a key of a block.
    if !before.chars().all(|c| matches!(c, ' ' | '-')) {
        return None;
    }
    let line_end = if source.text.contains("\r\n") { "\r\n" } else { "\n" };
    let indent = " ".repeat(before.chars().count());
    Some(vec![Edit::new(source, here, format!("{written}{line_end}{indent}"))])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::located::tree;
    use crate::report::edit;

    fn mended(text: &str, mends: &[Mend], place: Option<&str>) -> String {
        let source = Source::new("dataset.yaml", text);
        let tree = tree(&source).expect("YAML");
        let span = place.map(|place| {
            let at = text.find(place).expect("it is there");
            Span::new(at..at + place.len())
        });
        edit::apply(&source.text, &edits(mends, span, &tree, &source)).expect("sound edits")
    }

    #[test]
    fn keys_are_put_in_whatever_the_layout() {
        let id = |steps: Vec<Step>| Mend::Insert(steps, "id", "0a".to_owned());
        let item = || vec![Step::Key("resources".to_owned()), Step::Item(0)];
        for (text, mends, after) in [
            ("# uno\ntitle: a\n", vec![id(Vec::new())], "# uno\nid: \"0a\"\ntitle: a\n"),
            (
                "title: a\r\nresources:\r\n  - url: x # nota\r\n",
                vec![id(item())],
                "title: a\r\nresources:\r\n  - id: \"0a\"\r\n    url: x # nota\r\n",
            ),
            ("resources:\n- {url: x}\n", vec![id(item())], "resources:\n- {id: \"0a\", url: x}\n"),
            ("title: a\nid:\n", vec![id(Vec::new())], "title: a\nid: \"0a\"\n"),
            (
                "resources:\n- url: x\n",
                vec![id(item()), Mend::Insert(item(), "format", "CSV".to_owned())],
                "resources:\n- id: \"0a\"\n  format: CSV\n  url: x\n",
            ),
        ] {
            assert_eq!(mended(text, &mends, None), after);
        }
    }

    #[test]
    fn values_give_way_where_they_are_on_a_line() {
        let value = [Mend::Value("Año: 1".to_owned())];
        assert_eq!(mended("a: \"x y\" # z\n", &value, Some("\"x y\"")), "a: \"Año: 1\" # z\n");
        assert_eq!(mended("a: |\n  x\n", &value, Some("|\n  x")), "a: |\n  x\n");
        let parts = [Mend::Parts(vec![("Ã³".to_owned(), "ó".to_owned())])];
        assert_eq!(mended("a: |\n  nÃ³\n  sÃ³\n", &parts, None), "a: |\n  nó\n  só\n");
    }
}
