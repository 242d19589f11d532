//! A resource put at the end of a dataset's file as text, so that comments and layout stay.

use crate::read::node::{Entry, Node, NodeKind};
use crate::read::{matter, yaml};
use crate::report::Source;
use serde_json::Value;
use std::path::Path;

/// Where something is put into a text.
struct Place {
    /// Bytes that go away, such as an empty list.
    cut: std::ops::Range<usize>,
    /// The byte, at the beginning of a line or the end of the text, where the entry goes.
    at: usize,
    /// How far the entry's dash stands in.
    indent: usize,
    /// Whether the key `resources` is missing.
    key: bool,
}

/// The text of a dataset's file with one resource more; `entry` is a mapping, commented, without
/// indentation.
///
/// # Errors
/// Why it cannot be done, as a key of the message catalogue.
pub(super) fn resource(path: &str, text: &str, entry: &str) -> Result<String, &'static str> {
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let (mark, text) = text.split_at(mark);
    let node = tree(path, text).ok_or("commands.new-unreadable")?;
    let place = place(text, &node)?;
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };

    let mut added = String::new();
    if place.at > 0 && !text[..place.at].ends_with('\n') {
        added.push_str(line_end);
    }
    if place.key {
        added.push_str("resources:");
        added.push_str(line_end);
    }
    for line in indented(entry, place.indent) {
        added.push_str(&line);
        added.push_str(line_end);
    }
    let mut changed = String::with_capacity(text.len() + added.len());
    changed.push_str(&text[..place.cut.start]);
    changed.push_str(&text[place.cut.end..place.at]);
    changed.push_str(&added);
    changed.push_str(&text[place.at..]);

    let expected = with_entry(node.to_json(), entry).ok_or("commands.new-unreadable")?;
    let is = tree(path, &changed).map(|node| node.to_json());
    if is == Some(expected) { Ok(mark.to_owned() + &changed) } else { Err("commands.new-layout") }
}

fn tree(path: &str, text: &str) -> Option<Node> {
    let source = Source::new(path, text);
    if Path::new(path).extension().is_some_and(|ending| ending == "md") {
        matter::split(&source).0.node
    } else {
        yaml::parse(&source).0
    }
}

/// What the file has to say afterwards: all that it says now, and the entry at the end.
fn with_entry(mut dataset: Value, entry: &str) -> Option<Value> {
    let added = tree("", entry)?.to_json();
    let resources = dataset.as_object_mut()?.entry("resources").or_insert(Value::Null);
    if resources.is_null() {
        *resources = Value::Array(Vec::new());
    }
    resources.as_array_mut()?.push(added);
    Some(dataset)
}

fn place(text: &str, root: &Node) -> Result<Place, &'static str> {
    let NodeKind::Mapping(entries) = &root.kind else { return Err("commands.new-unreadable") };
    let Some(Entry { key_span, value, .. }) = entries.iter().find(|e| e.key == "resources") else {
        let at = end_of_yaml(text);
        return Ok(Place { cut: at..at, at, indent: 2, key: true });
    };
    match &value.kind {
        NodeKind::Sequence(items) if items.is_empty() => {
            let range = value.span.range();
            let blanks =
                text[..range.start].len() - text[..range.start].trim_end_matches(' ').len();
            let at = next_line(text, range.end);
            Ok(Place { cut: range.start - blanks..range.end, at, indent: 2, key: false })
        }
        NodeKind::Sequence(items) => {
            let first = value.span.start as usize;
            let flow = text[first..].starts_with('[');
            let last = items.last().filter(|_| !flow).ok_or("commands.new-flow-list")?;
            let line = text[..first].rfind('\n').map_or(0, |i| i + 1);
            let indent = text[line..].len() - text[line..].trim_start_matches(' ').len();
            let at = end_of_entry(text, last.span.end as usize, indent);
            Ok(Place { cut: at..at, at, indent, key: false })
        }
        _ if value.is_null() => {
            let at = next_line(text, key_span.end as usize);
            Ok(Place { cut: at..at, at, indent: 2, key: false })
        }
        _ => Err("commands.new-unreadable"),
    }
}

/// The end of a list's last entry: what is further in than its dash still belongs to it, comments
/// as well; empty lines at its end do not.
fn end_of_entry(text: &str, end: usize, indent: usize) -> usize {
    // A block's end is the beginning of the line after it.
    let end = text[..end].trim_end().len();
    let mut last = next_line(text, end);
    let mut at = last;
    for line in text[last..].split_inclusive('\n') {
        let content = line.trim_start_matches(' ');
        at += line.len();
        if content.trim().is_empty() {
            continue;
        }
        if line.len() - content.len() <= indent {
            break;
        }
        last = at;
    }
    last
}

/// The beginning of the line after the one that `at` is in.
fn next_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |i| at + i + 1)
}

/// Where a file's YAML ends: at the line that closes the front matter, else with the text.
fn end_of_yaml(text: &str) -> usize {
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        match (number, line.trim_end()) {
            (0, "---") => {}
            (0, _) => return text.len(),
            (_, "---" | "...") => return at,
            _ => {}
        }
        at += line.len();
    }
    text.len()
}

/// The lines of an entry of a list, the dash before its first key.
fn indented(entry: &str, indent: usize) -> impl Iterator<Item = String> {
    let margin = " ".repeat(indent);
    let mut begun = false;
    entry.lines().map(move |line| {
        let key = !line.is_empty() && !line.starts_with(['#', ' ']);
        if line.is_empty() {
            String::new()
        } else if begun {
            format!("{margin}  {line}")
        } else if key {
            begun = true;
            format!("{margin}- {line}")
        } else {
            format!("{margin}{line}")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: &str = "# Id\nid: \"1\"\n#name: x\nurl: https://example.org/a.csv\n";

    fn added(path: &str, text: &str) -> String {
        resource(path, text, ENTRY).unwrap_or_else(|why| panic!("{why}\n{text}"))
    }

    #[test]
    fn every_layout_of_the_list_keeps_what_is_around_it() {
        let entry = "  # Id\n  - id: \"1\"\n    #name: x\n    url: https://example.org/a.csv\n";
        for (before, after) in [
            ("title: a\n", "title: a\nresources:\n@"),
            ("title: a", "title: a\nresources:\n@"),
            ("resources: []  # aquí\n# fin\ntitle: a\n", "resources:  # aquí\n@# fin\ntitle: a\n"),
            ("resources:\n\n# fin\ntitle: a\n", "resources:\n@\n# fin\ntitle: a\n"),
            (
                "resources:\n  - url: b # c\n    #format: CSV\n\n  # fin\ntags: [x]\n",
                "resources:\n  - url: b # c\n    #format: CSV\n@\n  # fin\ntags: [x]\n",
            ),
            (
                "resources:\n  -\n    description: |\n      uno\n\n      dos\n\n\nurl: z\n",
                "resources:\n  -\n    description: |\n      uno\n\n      dos\n@\n\nurl: z\n",
            ),
            (
                "resources:\n  - description: \"uno\n\n  dos\"\n    url: b",
                "resources:\n  - description: \"uno\n\n  dos\"\n    url: b\n@",
            ),
        ] {
            assert_eq!(added("dataset.yaml", before), after.replace('@', entry), "{before}");
        }
    }

    #[test]
    fn lists_at_the_margin_line_ends_and_marks_stay_as_they_are() {
        let text = "\u{feff}resources:\r\n- url: b\r\ntitle: a\r\n";
        let after = "\u{feff}resources:\r\n- url: b\r\n# Id\r\n- id: \"1\"\r\n  #name: x\r\n  \
                     url: https://example.org/a.csv\r\ntitle: a\r\n";
        assert_eq!(added("dataset.yaml", text), after);
    }

    #[test]
    fn in_markdown_the_front_matter_grows() {
        let text = "---\ntitle: a\n---\n\nresources: texto\n";
        let changed = added("dataset.md", text);
        assert!(
            changed.starts_with("---\ntitle: a\nresources:\n  # Id\n  - id: \"1\"\n"),
            "{changed}"
        );
        assert!(changed.ends_with(".csv\n---\n\nresources: texto\n"), "{changed}");
        let second = added("dataset.md", &changed);
        assert_eq!(second.matches("- id:").count(), 2, "{second}");
    }

    #[test]
    fn what_cannot_be_done_safely_is_refused() {
        for text in ["resources: [{url: b}]\n", "resources: 1\n", "title: a\ntitle: b\n", "- a\n"] {
            assert!(resource("dataset.yaml", text, ENTRY).is_err(), "{text}");
        }
    }
}
