//! The parameters of a request, from a query, a form or a flat JSON object.
//!
//! Only what every host can recognise is read: names as they are, JSON texts without escapes,
//! values that hold no others. Whatever else there is makes the whole unreadable.

use crate::publish::hosting::value::Sent;

/// Names and values in their order.
pub(super) type Parameters<'a> = Vec<(&'a str, Sent<'a>)>;

/// A query or form; one `&` at the end is nobody's mistake.
pub(super) fn of_query(text: &str) -> Option<Parameters<'_>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    let text = text.strip_suffix('&').unwrap_or(text);
    let pair = |pair: &'_ str| -> Option<(usize, bool)> {
        let at = pair.find('=')?;
        Some((at, pair.bytes().all(|b| b > b' ')))
    };
    text.split('&')
        .map(|part| {
            let (at, clean) = pair(part)?;
            clean.then(|| (&part[..at], Sent::Encoded(&part[at + 1..])))
        })
        .collect()
}

/// A flat JSON object.
pub(super) fn of_json(text: &str) -> Option<Parameters<'_>> {
    let mut rest = blank(text).strip_prefix('{').map(blank)?;
    let mut parameters = Vec::new();
    if let Some(end) = rest.strip_prefix('}') {
        return blank(end).is_empty().then_some(parameters);
    }
    loop {
        let (name, after) = quoted(rest)?;
        let (value, after) = value(blank(blank(after).strip_prefix(':')?))?;
        parameters.push((name, value));
        rest = blank(after);
        if let Some(more) = rest.strip_prefix(',') {
            rest = blank(more);
        } else {
            return blank(rest.strip_prefix('}')?).is_empty().then_some(parameters);
        }
    }
}

/// Without JSON's white space before it.
fn blank(text: &str) -> &str {
    text.trim_start_matches([' ', '\t', '\r', '\n'])
}

/// A text without escapes, and what follows it.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('"')?;
    let end = inner.find(|c: char| c == '"' || c == '\\' || c < ' ')?;
    inner[end..].strip_prefix('"').map(|rest| (&inner[..end], rest))
}

fn value(text: &str) -> Option<(Sent<'_>, &str)> {
    if text.starts_with('"') {
        return quoted(text).map(|(text, rest)| (Sent::Text(text), rest));
    }
    for (open, close, whole) in [('[', ']', "[]"), ('{', '}', "{}")] {
        if let Some(inner) = text.strip_prefix(open) {
            return blank(inner).strip_prefix(close).map(|rest| (Sent::Bare(whole), rest));
        }
    }
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')))
        .unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    (matches!(word, "true" | "false" | "null") || is_number(word))
        .then_some((Sent::Bare(word), rest))
}

/// Whether a word is a number as JSON writes it.
fn is_number(word: &str) -> bool {
    fn digits(text: &str) -> bool {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
    }
    let word = word.strip_prefix('-').unwrap_or(word);
    let (word, exponent) = match word.split_once(['e', 'E']) {
        Some((word, exponent)) => (word, Some(exponent)),
        None => (word, None),
    };
    let (whole, part) = match word.split_once('.') {
        Some((whole, part)) => (whole, Some(part)),
        None => (word, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && part.is_none_or(digits)
        && exponent
            .is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}
