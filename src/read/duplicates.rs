//! Keys given twice in one mapping, and the missing dash that most often causes them.

use std::collections::BTreeMap;

use crate::read::node::{Entry, NodeKind};
use crate::report::{Problems, Span};

/// Keys that an entry of `resources`, `fields`, `views` or `members` has once: a second one begins
/// the next entry.
const BEGINS: [&str; 5] = ["name", "url", "path", "login", "view_type"];

/// Reports every key of a mapping that stands in it more than once.
///
/// Where several keys of an `entry` of a list begin again, the dash before the second group was
/// lost and one problem names what the first swallowed; directly in a list a single name or address
/// is enough. Else each repeated key is told by itself.
pub(super) fn report(entries: &[Entry], entry: bool, listed: bool, problems: &mut Problems) {
    let mut first: BTreeMap<&str, &Entry> = BTreeMap::new();
    for entry in entries {
        first.entry(&entry.key).or_insert(entry);
    }
    if first.len() == entries.len() {
        return;
    }
    for group in groups(entries).into_iter().skip(1) {
        let again: Vec<&Entry> =
            group.iter().filter(|e| !std::ptr::eq(first[e.key.as_str()], *e)).collect();
        let begins = |e: &&Entry| BEGINS.contains(&e.key.as_str());
        if (entry && again.len() > 1) || (listed && again.iter().any(begins)) {
            missing_dash(group, &entries[0], problems);
            continue;
        }
        for second in again {
            let source = problems.source;
            let problem = problems.error("yaml-duplicate-key", second.key_span);
            problem.arg("key", &second.key);
            problem.label(source, first[second.key.as_str()].key_span, "label.first-here");
        }
    }
}

/// Cuts a mapping before each key that its group has already.
fn groups(entries: &[Entry]) -> Vec<&[Entry]> {
    let mut groups = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    let mut from = 0;
    for (at, entry) in entries.iter().enumerate() {
        if !seen.insert(entry.key.as_str()) {
            groups.push(&entries[from..at]);
            seen.clear();
            seen.insert(entry.key.as_str());
            from = at;
        }
    }
    groups.push(&entries[from..]);
    groups
}

fn missing_dash(group: &[Entry], swallower: &Entry, problems: &mut Problems) {
    let source = problems.source;
    let (Some(head), Some(last)) = (group.first(), group.last()) else { return };
    if problems.is_full() {
        problems.error("yaml-missing-dash", head.key_span);
        return;
    }
    let (line, _) = source.position(head.key_span.start);
    let (to, _) = source.position(last.value.span.end.saturating_sub(1));
    let span = Span { start: head.key_span.start, end: head.value.span.end };
    let problem = problems.error("yaml-missing-dash", span);
    problem.arg("name", naming(group)).arg("key", &head.key);
    problem.arg("line", line).arg("to", to.max(line));
    problem.label(source, swallower.key_span, "label.swallowed-by");
}

/// What a person would call the group: its name, else its address, else its first value.
fn naming(group: &[Entry]) -> &str {
    let text = |entry: &Entry| matches!(&entry.value.kind, NodeKind::Scalar { text, .. } if !text.is_empty());
    ["name", "title", "login", "path", "url"]
        .iter()
        .find_map(|key| group.iter().find(|e| e.key == *key && text(e)))
        .or_else(|| group.iter().find(|e| text(e)))
        .map_or("", |entry| match &entry.value.kind {
            NodeKind::Scalar { text, .. } => text,
            _ => "",
        })
}
