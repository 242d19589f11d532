//! A file's text and places in it.

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

/// A file that was read: its path from the portal's folder, and its text without a byte order mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// With `/` between folders on every system.
    pub path: String,
    /// UTF-8, line ends as they are in the file.
    pub text: String,
}

impl Source {
    /// The path's last part.
    pub fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// Line and column of a byte, both from 1, the column in characters.
    pub fn position(&self, byte: u32) -> (u32, u32) {
        let byte = self.text.floor_char_boundary(byte as usize);
        let before = &self.text[..byte];
        let line = before.bytes().filter(|b| *b == b'\n').count();
        let start = before.rfind('\n').map_or(0, |i| i + 1);
        let column = before[start..].chars().count();
        (u32::try_from(line + 1).unwrap_or(u32::MAX), u32::try_from(column + 1).unwrap_or(u32::MAX))
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
        let source = Source { path: "a".into(), text: "año: 1\r\nniño😀: x\n".into() };
        assert_eq!(source.position(6), (1, 6));
        let colon = u32::try_from(source.text.rfind(':').expect("there is one")).expect("small");
        assert_eq!(source.position(colon), (2, 6));
        assert_eq!(source.lines_of(Span { start: 10, end: 12 }).1, "niño😀: x");
    }
}
