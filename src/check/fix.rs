//! What mends a problem of reading without anybody's judgement: the rest is for a person.

use crate::check::located::{read_again, tree};
use crate::read::node::{Node, NodeKind};
use crate::report::{Diagnostic, Edit, Point, Source, Span};
use crate::text::yaml::scalar;

/// The edits that mend `diagnostic`; empty where somebody has to decide.
pub fn mechanical(diagnostic: &Diagnostic, source: &Source) -> Vec<Edit> {
    let Some(excerpt) = &diagnostic.excerpt else { return Vec::new() };
    let (start, end) = (byte(source, excerpt.start), byte(source, excerpt.end));
    let (Some(start), Some(end)) = (start, end) else { return Vec::new() };
    let span = Span::new(start..end);
    let arg =
        |name: &str| diagnostic.args.iter().find(|(n, _)| *n == name).map(|(_, v)| v.as_str());
    let value = |name: &str| arg(name).map(|text| vec![Edit::new(source, span, scalar(text))]);
    let plain = diagnostic.help.is_none();
    let edits = match diagnostic.code {
        "yaml-colon" | "yaml-no-space" | "yaml-escape" | "yaml-after-quote" if plain => {
            arg("line").and_then(|line| whole_line(source, start, line))
        }
        "yaml-bullet" => arg("line").and_then(|line| whole_line(source, start, line)),
        "yaml-tab" => Some(tabs(source)),
        "yaml-special-space" => Some(vec![Edit::new(source, span, " ")]),
        "tag-characters" if plain => {
            arg("clean").filter(|clean| clean.chars().count() >= 2).and_then(|_| value("clean"))
        }
        "tag-string" => tag_string(source, span, arg("list")),
        "tag-twice" => without_item(source, span),
        "field-not-bool" if arg("write").is_some() => {
            arg("write").map(|write| vec![Edit::new(source, span, write)])
        }
        "state-unknown" if arg("write").is_some() => value("write"),
        _ => None,
    };
    edits.unwrap_or_default()
}

/// The edits that mend what keeps a file from being read; empty where nothing does, or where
/// somebody has to decide.
pub fn slips(source: &Source) -> Vec<Edit> {
    let (_, problems) = read_again(source);
    problems.iter().flat_map(|problem| mechanical(problem, source)).collect()
}

/// The byte of a place.
fn byte(source: &Source, point: Point) -> Option<usize> {
    let mut line_start = 0;
    for _ in 1..point.line {
        line_start += source.text.get(line_start..)?.find('\n')? + 1;
    }
    let mark =
        if point.line == 1 && source.marked { crate::report::BYTE_ORDER_MARK.len() } else { 0 };
    Some(line_start + (point.utf8 as usize).checked_sub(1 + mark)?)
}

/// Another text for what a line says; what stands before it (blanks, a dash) stays.
fn whole_line(source: &Source, at: usize, line: &str) -> Option<Vec<Edit>> {
    let start = source.text[..at].rfind('\n').map_or(0, |i| i + 1);
    let end = source.text[at..].find('\n').map_or(source.text.len(), |i| at + i);
    let whole = &source.text[start..end];
    // A comment at its end would become a part of the text.
    if whole.contains(" #") {
        return None;
    }
    let mut content = whole.trim_start();
    if !line.starts_with("- ") {
        content = content.strip_prefix("- ").map_or(content, str::trim_start);
    }
    let from = end - content.len();
    let to = from + content.trim_end().len();
    Some(vec![Edit::new(source, Span::new(from..to), line)])
}

/// Two blanks for every tab that a line begins with, and one for those behind its dash.
fn tabs(source: &Source) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut at = 0;
    for line in source.text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        if line[..indent].contains('\t') && !line.trim().is_empty() {
            let blanks = line[..indent].replace('\t', "  ");
            edits.push(Edit::new(source, Span::new(at..at + indent), blanks));
        }
        if let Some(rest) = line[indent..].strip_prefix('-') {
            let gap = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            if rest[..gap].contains('\t') {
                let from = at + indent + 1;
                edits.push(Edit::new(source, Span::new(from..from + gap), " "));
            }
        }
        at += line.len();
    }
    edits
}

/// `tag_string: a, b` as a list of tags.
fn tag_string(source: &Source, key: Span, list: Option<&str>) -> Option<Vec<Edit>> {
    let list = list.filter(|list| list.ends_with(']'))?;
    let tree = tree(source)?;
    let NodeKind::Mapping(entries) = &tree.kind else { return None };
    if entries.iter().any(|entry| entry.key == "tags") {
        return None;
    }
    let entry = entries.iter().find(|entry| entry.key_span == key)?;
    let span = Span { start: key.start, end: entry.value.span.end };
    let one_line = !source.text.get(span.range())?.contains('\n');
    one_line.then(|| vec![Edit::new(source, span, format!("tags: {list}"))])
}

/// The list without the item at `span`, together with its line or its comma.
fn without_item(source: &Source, span: Span) -> Option<Vec<Edit>> {
    let text = &source.text;
    let range = span.range();
    let start = text[..range.start].rfind('\n').map_or(0, |i| i + 1);
    let end = text[range.end..].find('\n').map_or(text.len(), |i| range.end + i + 1);
    let before = text[start..range.start].trim();
    let after = text[range.end..end].trim();
    if before == "-" && (after.is_empty() || after.starts_with('#')) {
        return Some(vec![Edit::new(source, Span::new(start..end), "")]);
    }
    // In brackets: never the first, which is the one that stays.
    let comma =
        text[..range.start].rfind(',').filter(|at| text[at + 1..range.start].trim().is_empty())?;
    Some(vec![Edit::new(source, Span::new(comma..range.end), "")])
}

/// Whether two texts say the same but for what an edit was to change: both can be read, and none
/// has fewer values at its top.
pub fn keeps_keys(before: &Source, after: &Source) -> bool {
    let keys = |node: &Node| match &node.kind {
        NodeKind::Mapping(entries) => {
            let mut keys: Vec<String> = entries.iter().map(|entry| entry.key.clone()).collect();
            keys.iter_mut()
                .filter(|key| *key == "tag_string")
                .for_each(|key| "tags".clone_into(key));
            keys
        }
        _ => Vec::new(),
    };
    match (tree(before), tree(after)) {
        (Some(before), Some(after)) => {
            let after = keys(&after);
            keys(&before).iter().all(|key| after.contains(key))
        }
        (None, _) => true,
        (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Dataset, Portal};
    use crate::report::edit;

    /// A dataset's file after everything mechanical that its reader says.
    fn mended(text: &str) -> String {
        let mut text = text.to_owned();
        for _ in 0..5 {
            let source = Source::new("catalog/datasets/a/dataset.yaml", text.as_str());
            let (_, problems) = Dataset::decode(&source, "a", None, &Portal::default());
            let edits: Vec<Edit> =
                problems.iter().flat_map(|problem| mechanical(problem, &source)).collect();
            text = edit::apply(&source.text, &edits).expect("edits that do not touch");
        }
        text
    }

    #[test]
    fn slips_are_mended_and_comments_stay() {
        for (text, after) in [
            ("title: Buses: rutas\n", "title: \"Buses: rutas\"\n"),
            (
                "title: Buses\ntags:\n\t- uno dos # nota\n",
                "title: Buses\ntags:\n  - uno dos # nota\n",
            ),
            (
                "title: a\ntags:\n- salud\n- salud # otra vez\n- agua\n",
                "title: a\ntags:\n- salud\n- agua\n",
            ),
            ("title: a\ntags: [salud, salud, agua]\n", "title: a\ntags: [salud, agua]\n"),
            ("title: a\nprivate: no # público\n", "title: a\nprivate: false # público\n"),
            ("title: a\ntag_string: salud, agua\n", "title: a\ntags: [salud, agua]\n"),
            ("title: a\ntags: [matrícula/2024]\n", "title: a\ntags: [matrícula 2024]\n"),
            ("title: a\ntags:\n* uno dos\n", "title: a\ntags:\n- uno dos\n"),
        ] {
            assert_eq!(mended(text), after);
        }
    }
}
