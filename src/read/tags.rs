//! `tags`: names, or CKAN's `{name, vocabulary_id}`.

use unicode_normalization::UnicodeNormalization as _;

use crate::read::Tag;
use crate::read::dataset::limits;
use crate::read::fields::{Fields, Others, shown};
use crate::read::meant;
use crate::read::node::{Entry, Node, NodeKind};
use crate::report::{Span, Spanned};

/// The tags of a dataset, each once.
pub(super) fn decode(fields: &mut Fields) -> Vec<Tag> {
    tag_string(fields);
    let mut tags: Vec<Tag> = Vec::new();
    for item in fields.list("tags", limits::ITEMS) {
        let tag = match &item.kind {
            NodeKind::Scalar { .. } if item.is_null() => {
                hashed(item, fields);
                None
            }
            NodeKind::Scalar { text, .. } => {
                let name = Spanned { value: text.trim().to_owned(), span: item.span };
                Some(Tag { name, vocabulary_id: None })
            }
            NodeKind::Mapping(entries) if no_colon_meant(entries) => {
                let write = format!("- {} {}", entries[0].key, shown(&entries[0].value));
                let problem = fields.wrong("item-not-text", "tags", item);
                problem.arg("write", write.trim_end()).help("item-without-colon-help");
                None
            }
            NodeKind::Mapping(_) => Fields::of(item, fields.problems).and_then(|mut entry| {
                let name = entry.required("name");
                let vocabulary_id = entry.plain("vocabulary_id");
                entry.know(&["id", "display_name", "state"]);
                entry.finish(Others::Keep, &[]);
                name.map(|name| Tag { name, vocabulary_id })
            }),
            NodeKind::Sequence(_) => {
                fields.wrong("item-not-text", "tags", item);
                None
            }
        };
        let Some(mut tag) = tag else { continue };
        tag.name.value = tag.name.value.nfc().collect();
        if !check(&tag, fields) {
            continue;
        }
        if tags.iter().any(|other| *other.name == *tag.name) {
            let problem = fields.problems.warning("tag-twice", tag.name.span);
            problem.arg("tag", &tag.name.value);
        } else {
            tags.push(tag);
        }
    }
    tags
}

/// CKAN's tags in one text: the list to write instead is shown.
fn tag_string(fields: &mut Fields) {
    let Some(node) = fields.given("tag_string") else { return };
    let NodeKind::Scalar { text, .. } = &node.kind else {
        fields.wrong("field-not-text", "tag_string", node);
        return;
    };
    let list = meant::listed(text);
    let span = fields.key_span("tag_string").unwrap_or(node.span);
    fields.problems.error("tag-string", span).arg("list", list);
}

/// Tells of an item without a value; `- #salud` is one, since YAML takes the tag for a comment.
fn hashed(item: &Node, fields: &mut Fields) {
    let text = &fields.problems.source.text;
    let end = item.span.end as usize;
    let before = text.get(..end).unwrap_or_default();
    // The parser may place what is not there on the next line, never further.
    let near = |at: &usize| before[*at..].matches('\n').count() < 2;
    let dash = before.rfind("- ").or_else(|| before.rfind('-')).filter(near);
    let rest = dash.map(|at| (at + 1, text[at + 1..].lines().next().unwrap_or_default()));
    let tag = rest.and_then(|(at, rest)| {
        let word = rest.trim_start().strip_prefix('#')?;
        let from = at + rest.find('#')?;
        Some((Span::new(from..from + 1 + word.trim_end().len()), word.trim()))
    });
    match tag.filter(|(_, word)| !word.is_empty()) {
        Some((span, word)) => {
            let write = format!("- {word}");
            let problem = fields.problems.error("tag-as-comment", span);
            problem.arg("tag", format!("#{word}")).arg("write", write);
        }
        None => {
            fields.wrong("item-not-text", "tags", item);
        }
    }
}

/// `- salud: camas`: nothing that a tag has.
fn no_colon_meant(entries: &[Entry]) -> bool {
    entries.len() == 1 && !matches!(entries[0].key.as_str(), "name" | "vocabulary_id" | "id")
}

fn check(tag: &Tag, fields: &mut Fields) -> bool {
    let name = &tag.name.value;
    let length = name.chars().count();
    let code = if name.chars().any(|c| !is_tag_char(c)) {
        "tag-characters"
    } else if length < 2 {
        "tag-too-short"
    } else if length > 100 {
        "tag-too-long"
    } else {
        return true;
    };
    let clean: String = name.chars().map(|c| if is_tag_char(c) { c } else { ' ' }).collect();
    let clean = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    let problem = fields.problems.error(code, tag.name.span).arg("tag", name).arg("clean", clean);
    if name.contains([',', ';']) {
        let parts = name.split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
        let parts: Vec<String> = parts.map(|part| format!("`- {part}`")).collect();
        problem.arg("parts", parts.join(", ")).help("tag-comma-help");
    }
    false
}

/// Python's `\w` (letters, marks that CKAN's data has composed, digits, underscore), space, `-`, `.`.
fn is_tag_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | '_')
}
