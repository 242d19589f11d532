//! Findings → diagnostics: each file is read again once, places told by steps are found in it, and
//! what mends a problem becomes a change of its text.

use crate::check::mend;
use crate::read::node::{Node, NodeKind};
use crate::read::{matter, yaml};
use crate::report::{Diagnostic, Finding, Place, Source, Span, Step};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Reads again the files that findings are in, each once, and shows the lines.
pub fn located(
    findings: Vec<Finding>,
    open: &(dyn Fn(&str) -> Option<Source> + Sync),
) -> Vec<Diagnostic> {
    let mut by_file: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
    for finding in findings {
        by_file.entry(finding.file.clone()).or_default().push(finding);
    }
    by_file
        .into_par_iter()
        .flat_map_iter(|(file, findings)| of_file(open(&file).as_ref(), findings))
        .collect()
}

fn of_file(source: Option<&Source>, mut findings: Vec<Finding>) -> Vec<Diagnostic> {
    if let Some(source) = source.filter(|source| source.path.strip_suffix(".yaml").is_some()) {
        // Of a catalogue in which every dataset is late, each would be parsed twice.
        for finding in findings.iter_mut().filter(|finding| finding.mend.is_empty()) {
            if let Place::Path(steps) = &finding.place
                && let [Step::Key(key)] = steps.as_slice()
                && let Some(span) = plain_value(&source.text, key)
            {
                finding.place = span.into();
            }
        }
    }
    let needs_tree = |finding: &Finding| {
        matches!(finding.place, Place::Path(_) | Place::Key(_)) || !finding.mend.is_empty()
    };
    let tree = source.filter(|_| findings.iter().any(needs_tree)).and_then(tree);
    findings
        .into_iter()
        .map(|mut finding| {
            let place = std::mem::take(&mut finding.place);
            finding.place = match (&tree, place) {
                (Some(tree), Place::Path(steps)) => value_at(tree, &steps).into(),
                (Some(tree), Place::Key(steps)) => key_at(tree, &steps).into(),
                (None, Place::Path(_) | Place::Key(_)) => Place::File,
                (_, place) => place,
            };
            let mends = std::mem::take(&mut finding.mend);
            let span = match &finding.place {
                Place::Span(span) => Some(*span),
                _ => None,
            };
            let mut diagnostic = finding.located(source);
            if let (Some(source), Some(tree)) = (source, &tree) {
                diagnostic.fix = mend::edits(&mends, span, tree, source);
            }
            hide_secret(&mut diagnostic);
            diagnostic
        })
        .collect()
}

/// A key that an address carries is not repeated in reports, which more people read.
fn hide_secret(diagnostic: &mut Diagnostic) {
    if diagnostic.code == "url-secret"
        && let Some(excerpt) = &mut diagnostic.excerpt
    {
        let shown: String = excerpt.text.chars().take(excerpt.start.column as usize + 7).collect();
        excerpt.text = format!("{shown}…");
        let len = u32::try_from(excerpt.text.len()).unwrap_or(u32::MAX);
        excerpt.span = Span { start: excerpt.span.start.min(len), end: len };
    }
}

/// The tree of a file of metadata.
pub(super) fn tree(source: &Source) -> Option<Node> {
    read_again(source).0
}

/// The tree of a file of metadata, and what is wrong with its YAML.
pub(super) fn read_again(source: &Source) -> (Option<Node>, Vec<Diagnostic>) {
    if source.path.strip_suffix(".md").is_some() {
        let (matter, problems) = matter::split(source);
        (matter.node, problems)
    } else {
        yaml::parse(source)
    }
}

/// The node at the end of steps, as far as they lead, and whether they led to the end.
pub(super) fn walk<'n>(tree: &'n Node, steps: &[Step]) -> (&'n Node, bool) {
    let mut node = tree;
    for step in steps {
        let next = match (step, &node.kind) {
            (Step::Key(key), NodeKind::Mapping(entries)) => {
                entries.iter().find(|entry| entry.key == *key).map(|entry| &entry.value)
            }
            (Step::Item(at), NodeKind::Sequence(items)) => items.get(*at),
            // CKAN's form of extras: a list of pairs.
            (Step::Key(key), NodeKind::Sequence(items)) => {
                items.iter().find_map(|item| value_of_pair(item, key))
            }
            _ => None,
        };
        let Some(next) = next else { return (node, false) };
        node = next;
    }
    (node, true)
}

/// The value of `{key: …, value: …}` where that is its key.
fn value_of_pair<'n>(pair: &'n Node, key: &str) -> Option<&'n Node> {
    let NodeKind::Mapping(entries) = &pair.kind else { return None };
    let of = |name: &str| entries.iter().find(|entry| entry.key == name).map(|entry| &entry.value);
    let named = matches!(&of("key")?.kind, NodeKind::Scalar { text, .. } if text == key);
    of("value").filter(|_| named)
}

/// Where the value is; where it is missing or empty, the beginning of the mapping that lacks it, or
/// its key.
fn value_at(tree: &Node, steps: &[Step]) -> Option<Span> {
    let (node, whole) = walk(tree, steps);
    if !whole || node.span.start == node.span.end {
        return key_at(tree, steps);
    }
    // A mapping or list is pointed at where it begins.
    let long = !matches!(node.kind, NodeKind::Scalar { .. });
    Some(if long { start_of(node) } else { node.span })
}

/// Where the value of a key of the file itself is, if that can be seen without parsing: the key stands
/// at the margin once, the value behind it on its line without any sign of YAML's, and the next line is
/// at the margin again.
fn plain_value(text: &str, key: &str) -> Option<Span> {
    let is_key = |line: &str| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(": "));
    let mut found = None;
    let (mut start, mut after) = (0, false);
    for line in text.split_inclusive('\n') {
        if after && line.starts_with([' ', '\t', '\r', '\n']) {
            return None;
        }
        after = is_key(line);
        if after {
            let value = line[key.len() + 1..].trim();
            let at = start + key.len() + 1 + line[key.len() + 1..].find(value)?;
            let plain = |c: char| c.is_alphanumeric() || " .-/()_".contains(c);
            let first = value.chars().next().is_some_and(char::is_alphanumeric);
            if found.is_some() || !first || !value.chars().all(plain) {
                return None;
            }
            found = Some(Span::new(at..at + value.len()));
        }
        start += line.len();
    }
    found
}

/// Where the key is; where it is missing, the beginning of the mapping that lacks it.
fn key_at(tree: &Node, steps: &[Step]) -> Option<Span> {
    let (last, above) = steps.split_last()?;
    let (node, _) = walk(tree, above);
    if let (Step::Key(key), NodeKind::Mapping(entries)) = (last, &node.kind)
        && let Some(entry) = entries.iter().find(|entry| entry.key == *key)
    {
        return Some(entry.key_span);
    }
    Some(start_of(node))
}

/// The first key of a mapping, or the beginning of anything else.
fn start_of(node: &Node) -> Span {
    match &node.kind {
        NodeKind::Mapping(entries) => entries.first().map_or(node.span, |entry| entry.key_span),
        _ => Span { end: node.span.start, ..node.span },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is seen without parsing is what the parser says, in every example of a problem.
    #[test]
    fn plain_values_are_where_the_parser_finds_them() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/check");
        let (mut seen, mut all) = (0, 0);
        for entry in std::fs::read_dir(folder).expect("examples").flatten() {
            let text = std::fs::read_to_string(entry.path()).expect("UTF-8");
            let text = text.split("\n#===").next().unwrap_or_default();
            let source = Source::new("dataset.yaml", text);
            let Some(tree) = tree(&source) else { continue };
            let NodeKind::Mapping(entries) = &tree.kind else { continue };
            for entry in entries {
                all += 1;
                let Some(span) = plain_value(text, &entry.key) else { continue };
                let steps = [Step::Key(entry.key.clone())];
                assert_eq!(Some(span), value_at(&tree, &steps), "{} in\n{text}", entry.key);
                seen += 1;
            }
        }
        assert!(seen > 100 && seen < all, "{seen} of {all}");
    }

    #[test]
    fn what_may_be_something_else_is_left_to_the_parser() {
        let value = |text: &str| plain_value(text, "a").map(|span| text[span.range()].to_owned());
        assert_eq!(value("b: 1\na: mensual \r\nc: 2\n").as_deref(), Some("mensual"));
        for text in [
            "a: x # y\n",
            "a: \"x\"\n",
            "a: x\n  y\n",
            "a: x\n\n  y\n",
            "a: x\na: y\n",
            "a:\n  b: 1\n",
            "  a: x\n",
            "a: &b x\n",
            "a: [x]\n",
            "ab: x\n",
            "a: \n",
        ] {
            assert_eq!(value(text), None, "{text}");
        }
    }
}
