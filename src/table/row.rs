//! One record of a table: cells as text, and what they were where the file says it.

/// What a cell was in its file. A CSV file knows texts only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Text, to be read by the column's type.
    #[default]
    Text,
    /// A number, written plainly.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `2020-01-31`.
    Date,
    /// `2020-01-31T10:20:30`.
    DateTime,
    /// `10:20:30`.
    Time,
    /// A list or an object, as JSON.
    Json,
    /// Nothing at all.
    Null,
    /// A formula's error, such as `#DIV/0!`.
    Error,
}

/// Cells of a spreadsheet that were made one of several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// How many.
    pub n: u64,
    /// The row of the first one, from 1; 0 where there is none.
    pub first: u64,
}

impl Merged {
    /// Counts one more.
    pub(crate) fn add(&mut self, row: u64) {
        self.first = if self.n == 0 { row } else { self.first.min(row) };
        self.n += 1;
    }
}

/// What is odd about how a cell was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Oddity {
    /// A quote within an unquoted cell, or text after a closing quote.
    StrayQuote,
    /// A quote that nothing closes.
    UnclosedQuote,
}

/// A record, used again for the next one. Its text is UTF-8.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// From 1, counting every record of the file.
    pub number: u64,
    /// The physical line on which it begins, 0 where the file has none.
    pub line: u64,
    pub(crate) bytes: Vec<u8>,
    pub(crate) ends: Vec<usize>,
    /// Empty where every cell is text.
    pub(crate) kinds: Vec<Kind>,
    pub(crate) oddities: Vec<(usize, Oddity)>,
}

impl Row {
    /// How many cells.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// A cell's text; nothing beyond the last one.
    pub fn cell(&self, index: usize) -> &[u8] {
        let Some(end) = self.ends.get(index) else { return &[] };
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.bytes[start..*end]
    }

    /// A cell's text as such.
    pub fn text(&self, index: usize) -> &str {
        std::str::from_utf8(self.cell(index)).unwrap_or_default()
    }

    /// The texts of all cells. Cheaper than one by one, since they are looked at as one text.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        let all = std::str::from_utf8(&self.bytes).unwrap_or_default();
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let text = all.get(start..*end).unwrap_or_default();
            start = *end;
            text
        })
    }

    /// What a cell was.
    pub fn kind(&self, index: usize) -> Kind {
        self.kinds.get(index).copied().unwrap_or_default()
    }

    /// Whether no cell holds anything.
    pub fn is_blank(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        self.kinds.clear();
        self.oddities.clear();
    }

    /// Adds a cell.
    pub(crate) fn push(&mut self, text: &[u8], kind: Kind) {
        self.bytes.extend_from_slice(text);
        self.ends.push(self.bytes.len());
        self.kinds.push(kind);
    }
}
