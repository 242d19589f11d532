//! Slips of the hand that the parser notices late or calls by another name.

use crate::read::keys;
use crate::read::syntax::{self, Line};
use crate::report::{Problems, Span};

/// Tells of a slip on the line where the parser stopped or on the one before. False where there is
/// none that is known.
pub(super) fn tell(whole: &str, line: &Line, problems: &mut Problems) -> bool {
    // Of the line before only what cannot be part of a text that is fine.
    let before = line.before(whole);
    let outside = before.clone().filter(|before| !before.text.starts_with(' '));
    special_space(line, problems)
        || bullet(line, problems)
        || left_block(whole, line, problems)
        || outside.is_some_and(|before| special_space(&before, problems))
        || before.is_some_and(|before| left_block(whole, &before, problems))
}

/// A space that is none to YAML, where one is needed: editors of texts and web pages leave them.
fn special_space(line: &Line, problems: &mut Problems) -> bool {
    let special = |c: char| c.is_whitespace() && !matches!(c, ' ' | '\t' | '\r' | '\n');
    let mut before = None;
    let mut leading = true;
    for (at, c) in line.text.char_indices() {
        leading &= c.is_whitespace() || c == '-';
        if special(c) && (leading || before == Some(':')) {
            let at = line.start + at;
            problems.error("yaml-special-space", Span::new(at..at + c.len_utf8()));
            return true;
        }
        before = Some(c);
    }
    false
}

/// `* salud` or `• salud` for `- salud`.
fn bullet(line: &Line, problems: &mut Problems) -> bool {
    let body = line.text.trim_start();
    let Some(rest) = body.strip_prefix(['*', '•', '–', '—']) else { return false };
    if !rest.starts_with(' ') {
        return false;
    }
    let problem = problems.error("yaml-bullet", line.span());
    problem.line(&format!("- {}", rest.trim()));
    true
}

/// A line of a text below `key: |` that begins at the margin, as paragraphs do elsewhere.
fn left_block(whole: &str, line: &Line, problems: &mut Problems) -> bool {
    const FAR: usize = 500;
    let indent = |line: &Line| line.text.len() - line.text.trim_start().len();
    let first = line.text.trim_start().split([' ', ':']).next().unwrap_or_default();
    let field = keys::is_key(first) || syntax::is_pair(line.text);
    if line.text.starts_with(['-', '#', '%']) || field {
        return false;
    }
    let mut above = line.clone();
    for _ in 0..FAR {
        let Some(before) = above.before(whole) else { return false };
        above = before;
        let header = above.pair().filter(|(key, value, _)| {
            let mut signs = value.chars();
            syntax::is_key(key)
                && matches!(signs.next(), Some('|' | '>'))
                && signs.all(|c| matches!(c, '+' | '-' | '0'..='9'))
        });
        if let Some((key, ..)) = header {
            let left = indent(line) <= indent(&above);
            if left {
                problems.error("yaml-block-left", line.span()).arg("key", key);
            }
            return left;
        }
        if indent(&above) <= indent(line) {
            return false;
        }
    }
    false
}
