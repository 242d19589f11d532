//! `tags`: names, or CKAN's `{name, vocabulary_id}`.

use unicode_normalization::UnicodeNormalization as _;

use crate::read::Tag;
use crate::read::dataset::limits;
use crate::read::fields::{Fields, Others};
use crate::read::node::NodeKind;
use crate::read::syntax;
use crate::report::Spanned;

/// The tags of a dataset, each once.
pub(super) fn decode(fields: &mut Fields) -> Vec<Tag> {
    tag_string(fields);
    let mut tags: Vec<Tag> = Vec::new();
    for item in fields.list("tags", limits::ITEMS) {
        let tag = match &item.kind {
            NodeKind::Scalar { text, .. } => {
                let name = Spanned { value: text.trim().to_owned(), span: item.span };
                Some(Tag { name, vocabulary_id: None })
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
    let list: Vec<String> = text
        .split(',')
        .map(str::trim)
        .filter(|tag| !tag.is_empty())
        .map(|tag| if syntax::needs_quotes(tag) { syntax::quoted(tag) } else { tag.to_owned() })
        .collect();
    let span = fields.key_span("tag_string").unwrap_or(node.span);
    fields.problems.error("tag-string", span).arg("list", format!("[{}]", list.join(", ")));
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
    fields.problems.error(code, tag.name.span).arg("tag", name).arg("clean", clean);
    false
}

/// Python's `\w` (letters, marks that CKAN's data has composed, digits, underscore), space, `-`, `.`.
fn is_tag_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | '_')
}
