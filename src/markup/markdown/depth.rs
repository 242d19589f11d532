//! How deep one line of Markdown may lead: the parser's time is depth times lines.

use std::borrow::Cow;
use std::ops::Range;

/// So many quotes and lists may begin on one line: more than anybody writes.
const DEEPEST_LINE: usize = 100;

/// The text without the marks of quotes and lists that are too deep on their line.
pub(super) fn limited(text: &str) -> Cow<'_, str> {
    let lines = || text.split_inclusive(['\n', '\r']);
    if lines().all(|line| too_deep(line).is_none()) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    for line in lines() {
        let rest = too_deep(line).map_or(line, |marks| {
            out.push_str(&line[..marks.start]);
            &line[marks.end..]
        });
        out.push_str(rest);
    }
    out.into()
}

/// Where a line's marks are that go too deep.
fn too_deep(line: &str) -> Option<Range<usize>> {
    let bytes = line.as_bytes();
    let (mut at, mut depth, mut start) = (0, 0, None);
    loop {
        at += bytes[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let length = mark(&bytes[at..]);
        if length == 0 {
            return start.map(|start| start..at);
        }
        if depth == DEEPEST_LINE {
            start = Some(at);
        }
        depth += 1;
        at += length;
    }
}

/// How long the mark of a quote or a list is that a text begins with; 0 where it begins with none.
fn mark(bytes: &[u8]) -> usize {
    let digits = bytes.iter().take(9).take_while(|byte| byte.is_ascii_digit()).count();
    let spaced = matches!(bytes.get(digits + 1), Some(b' ' | b'\t'));
    match bytes.get(digits) {
        Some(b'>') if digits == 0 => 1,
        Some(b'-' | b'+' | b'*') if digits == 0 && spaced => 1,
        Some(b'.' | b')') if digits > 0 && spaced => digits + 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_nobody_writes_is_changed() {
        for text in ["> - 1. a\n", ">>> a\r\n> b", "---\n", "- - -\n", &"-".repeat(500), ""] {
            assert!(matches!(limited(text), Cow::Borrowed(same) if same == text), "{text}");
        }
        for mark in [">", "> ", "- ", "12) ", "* "] {
            let deep = format!("a\n{}z\nb", mark.repeat(5_000));
            let kept = format!("a\n{}z\nb", mark.repeat(DEEPEST_LINE));
            assert_eq!(limited(&deep), kept);
        }
    }
}
