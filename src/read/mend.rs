//! Texts in quotes whose further lines begin too far to the left.
//!
//! The YAML specification forbids them, the parser follows it, and yet many programs write and read
//! such files. White space at the beginning of those lines means nothing, so adding some changes
//! nothing but what the parser thinks of it.

use std::borrow::Cow;

use crate::read::keys;
use crate::read::syntax::{self, Opening};

/// A text with spaces added at the beginning of some lines, and the way back to the places of the
/// text as it was.
pub(super) struct Mended<'t> {
    text: Cow<'t, str>,
    /// Where spaces were added in the present text, sorted, and how many.
    added: Vec<(usize, usize)>,
    mends: usize,
}

impl<'t> Mended<'t> {
    /// How many texts of one file are mended.
    const MOST: usize = 16;

    /// A text as it is.
    pub(super) fn new(text: &'t str) -> Self {
        Self { text: Cow::Borrowed(text), added: Vec::new(), mends: 0 }
    }

    /// The present text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Where a place of the present text was in the first one.
    pub(super) fn original(&self, at: usize) -> usize {
        let mut shift = 0;
        for (from, spaces) in &self.added {
            if *from >= at {
                break;
            }
            shift += (at - from).min(*spaces);
        }
        at - shift
    }

    /// Indents the rest of the quoted text at whose line the parser stopped. False where that is
    /// not it: a quote that nobody closed swallows keys, and that is a mistake to tell.
    pub(super) fn indent(&mut self, stopped_at: usize) -> bool {
        if self.mends == Self::MOST {
            return false;
        }
        self.mends += 1;
        let Some(opening) = syntax::opening_before(&self.text, stopped_at) else { return false };
        let Some(lines) = lines_to_indent(&self.text, &opening) else { return false };
        let mut text = String::with_capacity(self.text.len() + lines.len() * opening.column);
        let mut from = 0;
        let mut added = Vec::new();
        for line in lines {
            text.push_str(&self.text[from..line]);
            added.push((text.len(), line));
            text.extend(std::iter::repeat_n(' ', opening.column));
            from = line;
        }
        text.push_str(&self.text[from..]);
        // Earlier additions lie before this text: the parser reads from the beginning.
        self.added.extend(added.iter().map(|(at, _)| (*at, opening.column)));
        self.text = Cow::Owned(text);
        true
    }
}

/// Where the lines begin that continue a quoted text too far to the left; none if it does not
/// end, or if such a line begins with a key of the catalogue.
fn lines_to_indent(text: &str, opening: &Opening) -> Option<Vec<usize>> {
    let inner = opening.at + 1;
    let end = inner + syntax::closing(&text[inner..], opening.quote)?;
    let mut lines = Vec::new();
    let mut at = opening.at;
    while let Some(next) = text[at..end].find('\n') {
        at += next + 1;
        let line = text[at..].split('\n').next().unwrap_or_default();
        let body = line.trim_start_matches(' ');
        if body.trim_end().is_empty() && !body.contains('\t') {
            continue;
        }
        if line.len() - body.len() < opening.column {
            if syntax::is_pair(body) && keys::is_known(body) {
                return None;
            }
            lines.push(at);
        }
    }
    (!lines.is_empty()).then_some(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lead_back_to_the_text_as_it_was() {
        let text = "a: 'x\ny\nz'\nb: 1\n";
        let mut mended = Mended::new(text);
        assert!(mended.indent(6));
        assert_eq!(mended.text(), "a: 'x\n   y\n   z'\nb: 1\n");
        for (at, c) in mended.text().char_indices().filter(|(_, c)| *c != ' ') {
            assert_eq!(text[mended.original(at)..].chars().next(), Some(c));
        }
    }

    #[test]
    fn a_key_below_an_open_quote_is_no_text() {
        let mut mended = Mended::new("a: \"x\nprivate: true\nb: y\"\n");
        assert!(!mended.indent(6));
    }
}
