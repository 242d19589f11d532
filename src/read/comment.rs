//! Texts that YAML cuts at ` #`, as in `title: Camas #1`.

use crate::read::node::{Node, NodeKind};
use crate::read::syntax;
use crate::report::{Source, Span};

/// The comment behind the value of `key`, if it seems to be the rest of the text, and the line that
/// says it all.
pub(super) fn lost(node: &Node, key: &str, source: &Source) -> Option<(Span, String)> {
    let NodeKind::Scalar { plain: true, .. } = &node.kind else { return None };
    let text = &source.text;
    let mut end = node.span.end as usize;
    if node.is_null() && text.get(node.span.range()) == Some(key) {
        // Nothing is left of the value: its place is the key's.
        end += text.get(end..)?.find(':')? + 1;
    }
    let rest = text.get(end..)?.lines().next()?;
    let comment = rest.trim_start();
    if comment.len() == rest.len() || !is_text(comment) {
        return None;
    }
    let at = end + rest.len() - comment.len();
    let span = Span::new(at..at + comment.trim_end().len());
    let value = text.get(node.span.start as usize..at)?;
    let value = if node.is_null() { "" } else { value.trim_end() };
    let whole = format!("{value} {}", comment.trim_end());
    Some((span, format!("{key}: {}", syntax::quoted(&whole))))
}

/// `#1`, `#hashtag`, `# 3`: what people write within a sentence. `# note` is a comment.
fn is_text(comment: &str) -> bool {
    let Some(body) = comment.strip_prefix('#') else { return false };
    body.starts_with(char::is_alphanumeric)
        || body.trim_start().starts_with(|c: char| c.is_ascii_digit())
}
