//! A file's text and places in it.

use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// A range of bytes in the text of a [`Source`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span of `range`; a text of over 4 GiB cannot occur, a file's size is limited long before.
    pub fn new(range: std::ops::Range<usize>) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { start: clamp(range.start), end: clamp(range.end.max(range.start)) }
    }

    /// The same as a range of indices.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A value and the place it was written at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spanned<T> {
    /// What was written.
    pub value: T,
    /// Where, in the file of the record it belongs to.
    pub span: Span,
}

impl<T> std::ops::Deref for Spanned<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// A place between two characters of a file, as its readers count: all from 1.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Point {
    /// Line.
    pub line: u32,
    /// Column in characters, as terminals and people count.
    pub column: u32,
    /// Column in bytes of UTF-8, those of a byte order mark counted, as reviewdog's rdjson counts.
    pub utf8: u32,
    /// Column in units of UTF-16, as SARIF and editors count.
    pub utf16: u32,
}

impl Point {
    /// The beginning of a line.
    pub fn of_line(line: u32) -> Self {
        Self { line, column: 1, utf8: 1, utf16: 1 }
    }

    /// Behind a byte of the same line's UTF-8.
    pub fn pass(&mut self, byte: u8) {
        let begins = byte & 0xc0 != 0x80;
        // Four bytes of UTF-8 are two units of UTF-16.
        let units = if byte >= 0xf0 { 2 } else { u32::from(begins) };
        self.column = self.column.saturating_add(u32::from(begins));
        self.utf16 = self.utf16.saturating_add(units);
        self.utf8 = self.utf8.saturating_add(1);
    }
}

/// A file that was read: its path from the portal's folder, and its text without a byte order mark.
#[derive(Clone, Debug)]
pub struct Source {
    /// With `/` between folders on every system.
    pub path: String,
    /// UTF-8, line ends as they are in the file.
    pub text: String,
    /// Whether the file begins with a byte order mark, which `text` lacks.
    pub marked: bool,
    /// The byte at which each line begins, once somebody has asked for a place.
    lines: OnceLock<Vec<u32>>,
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path && self.text == other.text && self.marked == other.marked
    }
}

impl Eq for Source {}

/// UTF-8's byte order mark.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

impl Source {
    /// A file whose text begins with the file's first byte, or with what follows its byte order mark.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let mut text: String = text.into();
        let marked = text.starts_with(BYTE_ORDER_MARK);
        if marked {
            text.drain(..BYTE_ORDER_MARK.len());
        }
        Self::without_mark(path, text, marked)
    }

    /// A file whose text begins after the byte order mark, if it is `marked` with one.
    pub fn without_mark(path: impl Into<String>, text: impl Into<String>, marked: bool) -> Self {
        Self { path: path.into(), text: text.into(), marked, lines: OnceLock::new() }
    }

    /// The same file with another text.
    #[must_use]
    pub fn with_text(&self, text: String) -> Self {
        Self::without_mark(self.path.as_str(), text, self.marked)
    }

    /// The byte at which each line begins.
    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let after = |(at, _): (usize, &str)| u32::try_from(at + 1).unwrap_or(u32::MAX);
            std::iter::once(0).chain(self.text.match_indices('\n').map(after)).collect()
        })
    }

    /// The file's text as it is on the disk.
    pub fn whole(&self) -> String {
        let mark = if self.marked { BYTE_ORDER_MARK } else { "" };
        format!("{mark}{}", self.text)
    }

    /// Where a byte of the text is, in everybody's count.
    pub fn point(&self, byte: u32) -> Point {
        let byte = self.text.floor_char_boundary(byte as usize);
        let starts = self.lines();
        // The first line begins at 0, so that there is always one before.
        let lines = starts.partition_point(|start| *start as usize <= byte).saturating_sub(1);
        let line = &self.text[starts[lines] as usize..byte];
        let mark = if lines == 0 && self.marked { BYTE_ORDER_MARK.len() } else { 0 };
        let from_one = |n: usize| u32::try_from(n + 1).unwrap_or(u32::MAX);
        Point {
            line: from_one(lines),
            column: from_one(line.chars().count()),
            utf8: from_one(line.len() + mark),
            utf16: from_one(line.encode_utf16().count()),
        }
    }

    /// The path's last part.
    pub fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// Line and column of a byte, both from 1, the column in characters.
    pub fn position(&self, byte: u32) -> (u32, u32) {
        let point = self.point(byte);
        (point.line, point.column)
    }

    /// The whole lines that `span` touches, with the byte at which they start.
    pub fn lines_of(&self, span: Span) -> (usize, &str) {
        let start = self.text.floor_char_boundary(span.start as usize);
        let end = self.text.floor_char_boundary(span.end as usize).max(start);
        let from = self.text[..start].rfind('\n').map_or(0, |i| i + 1);
        // A span that ends with its line's break does not touch the next line.
        let last = if end > start { end - 1 } else { end };
        let last = self.text.floor_char_boundary(last);
        let to = self.text[last..].find('\n').map_or(self.text.len(), |i| last + i);
        (from, self.text[from..to.max(from)].trim_end_matches('\r'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let source = Source::new("a", "año: 1\r\nniño😀: x\n");
        assert_eq!(source.position(6), (1, 6));
        let colon = u32::try_from(source.text.rfind(':').expect("there is one")).expect("small");
        assert_eq!(source.position(colon), (2, 6));
        assert_eq!(source.lines_of(Span { start: 10, end: 12 }).1, "niño😀: x");
        assert_eq!(source.point(colon), Point { line: 2, column: 6, utf8: 10, utf16: 7 });
    }

    #[test]
    fn a_byte_order_mark_is_bytes_and_nothing_else() {
        let source = Source::new("a", "\u{feff}año: 1\nb: 2\n");
        assert!(source.marked);
        assert_eq!(source.point(4), Point { line: 1, column: 4, utf8: 8, utf16: 4 });
        assert_eq!(source.point(8), Point { line: 2, column: 1, utf8: 1, utf16: 1 });
        assert_eq!(source.whole().len(), source.text.len() + 3);
    }
}
