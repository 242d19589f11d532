//! What a file's text becomes where something is mended.

use crate::report::{Point, Source, Span};

/// A part of a file's text that gives way to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that go away; empty where something is put in.
    pub span: Span,
    /// Where they begin.
    pub start: Point,
    /// Where they end.
    pub end: Point,
    /// What stands there instead.
    pub text: String,
}

impl Edit {
    /// Puts `text` in the place of `span`.
    pub fn new(source: &Source, span: Span, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { span, start: source.point(span.start), end: source.point(span.end), text }
    }
}

/// The text with all edits made; none where two of them touch the same bytes or one is not in it.
pub fn apply(text: &str, edits: &[Edit]) -> Option<String> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| edit.span);
    let mut out = String::with_capacity(text.len() + 64);
    let mut at = 0;
    for edit in sorted {
        let range = edit.span.range();
        out.push_str(text.get(at..range.start)?);
        text.get(range.clone())?;
        out.push_str(&edit.text);
        at = range.end;
    }
    out.push_str(&text[at..]);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_made_together_or_not_at_all() {
        let source = Source::new("a", "año: uno\n");
        let edit =
            |from: usize, to: usize, text: &str| Edit::new(&source, Span::new(from..to), text);
        let made = |edits: &[Edit]| apply(&source.text, edits);
        let both = [edit(6, 9, "dos"), edit(0, 0, "# x\n")];
        assert_eq!(made(&both).as_deref(), Some("# x\naño: dos\n"));
        assert_eq!(made(&[edit(6, 9, "a"), edit(8, 9, "b")]), None);
        assert_eq!(made(&[edit(2, 3, "n")]), None, "not within a character");
        assert_eq!(made(&[edit(50, 51, "n")]), None);
    }
}
