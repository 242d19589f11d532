//! How a table lies in its file: format, packing, encoding, dialect.

use serde_json::{Map, Value};

use crate::table::fault::Cause;

/// The kind of file a table is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text with delimiters; `.tsv` with tabs.
    Delimited,
    /// A JSON list of lists or objects.
    Json,
    /// A JSON list or object on each line.
    JsonLines,
    /// Office Open XML, `OpenDocument` or the older Excel's format.
    Sheet(SheetFormat),
    /// None that is read.
    Unknown,
}

/// A spreadsheet's format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetFormat {
    /// `.xlsx`
    Xlsx,
    /// `.xls`
    Xls,
    /// `.ods`
    Ods,
}

/// What a file is packed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Packing {
    /// Nothing.
    #[default]
    None,
    /// gzip.
    Gzip,
    /// An archive: the named member or the first one.
    Zip {
        /// The member.
        member: Option<String>,
    },
    /// Something else.
    Unknown,
}

/// How a table lies in its file. What is not declared is found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The kind of file.
    pub format: Format,
    /// What it is packed in.
    pub packing: Packing,
    /// Its encoding by name, if declared.
    pub encoding: Option<String>,
    /// Delimiter, header and the like.
    pub dialect: Dialect,
}

/// Table Dialect of Data Package 2, which has the keys of CSV Dialect 1 too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dialect {
    /// What separates cells; found out if absent.
    pub delimiter: Option<u8>,
    /// What encloses cells; none if declared empty.
    pub quote: Quote,
    /// What escapes a delimiter or quote.
    pub escape: Option<u8>,
    /// Whether a quote within a quoted cell is written twice.
    pub double_quote: Switch,
    /// Whether spaces after a delimiter are passed over.
    pub skip_initial_space: Switch,
    /// The rows that hold the labels; empty if the table has none; found out if absent.
    pub header_rows: Option<Vec<u64>>,
    /// What joins the labels of several header rows.
    pub header_join: Option<String>,
    /// Whether labels differ by case.
    pub header_case: Switch,
    /// What a comment's row begins with.
    pub comment_char: Option<String>,
    /// Rows that are comments.
    pub comment_rows: Vec<u64>,
    /// Whether empty rows are passed over.
    pub skip_blank_rows: Switch,
    /// A text that stands for nothing.
    pub null_sequence: Option<String>,
    /// Where in a JSON document the table is.
    pub property: Option<String>,
    /// The names of objects' values that are read, in their order.
    pub keys: Option<Vec<String>>,
    /// Which sheet of a spreadsheet.
    pub sheet: Option<SheetChoice>,
}

/// What encloses cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quote {
    /// `"`
    #[default]
    Usual,
    /// Another one.
    With(u8),
    /// Nothing.
    None,
}

/// On, off, or as usual.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Switch {
    /// As is usual for it.
    #[default]
    Usual,
    /// On.
    On,
    /// Off.
    Off,
}

impl Switch {
    /// Whether it is on, `usual` telling what it is when nobody set it.
    pub fn or(self, usual: Self) -> bool {
        match self {
            Self::Usual => usual == Self::On,
            set => set == Self::On,
        }
    }
}

/// Which sheet of a spreadsheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SheetChoice {
    /// From 1.
    Number(usize),
    /// By name.
    Name(String),
}

impl Layout {
    /// What a file's name says.
    pub fn of_name(name: &str) -> Self {
        let lower = name.to_ascii_lowercase();
        let (inner, packing) = match lower.rsplit_once('.') {
            Some((inner, "gz")) => (inner, Packing::Gzip),
            Some((inner, "zip")) => (inner, Packing::Zip { member: None }),
            _ => (lower.as_str(), Packing::None),
        };
        let ending = inner.rsplit_once('.').map_or("", |(_, ending)| ending);
        let mut layout = Self::of_format(ending);
        layout.packing = packing;
        layout
    }

    /// What a format's name says, such as `csv`.
    pub fn of_format(format: &str) -> Self {
        let mut dialect = Dialect::default();
        let format = match format.trim_start_matches('.').to_ascii_lowercase().as_str() {
            "csv" | "txt" => Format::Delimited,
            "tsv" | "tab" => {
                dialect.delimiter = Some(b'\t');
                Format::Delimited
            }
            "json" => Format::Json,
            "jsonl" | "ndjson" => Format::JsonLines,
            "xlsx" | "xlsm" => Format::Sheet(SheetFormat::Xlsx),
            "xls" => Format::Sheet(SheetFormat::Xls),
            "ods" => Format::Sheet(SheetFormat::Ods),
            _ => Format::Unknown,
        };
        Self { format, packing: Packing::None, encoding: None, dialect }
    }
}

impl Dialect {
    /// Reads a descriptor over what is known already.
    ///
    /// # Errors
    /// Everything that is wrong with it: `dialect-error`.
    pub fn read(&mut self, descriptor: &Value) -> Result<(), Vec<Cause>> {
        let Some(object) = descriptor.as_object() else {
            return Err(vec![Cause::new("dialect-error").because("not-an-object")]);
        };
        let mut reading = Reading { dialect: self, problems: Vec::new() };
        reading.all(object);
        // Frictionless keeps what belongs to one format apart.
        for part in ["csv", "json", "excel", "ods", "jsonl", "ndjson"] {
            if let Some(Value::Object(object)) = object.get(part) {
                reading.all(object);
            }
        }
        let problems = reading.problems;
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

struct Reading<'a> {
    dialect: &'a mut Dialect,
    problems: Vec<Cause>,
}

impl Reading<'_> {
    fn all(&mut self, object: &Map<String, Value>) {
        // The switch for all header rows comes before the list of them.
        if let Some(value) = object.get("header") {
            match value.as_bool() {
                Some(false) => self.dialect.header_rows = Some(Vec::new()),
                Some(true) => {}
                None => self.wrong("header"),
            }
        }
        for (key, value) in object {
            if self.one(key, value).is_none() {
                self.wrong(key);
            }
        }
    }

    fn wrong(&mut self, key: &str) {
        let cause = Cause::new("dialect-error").because("unknown-value");
        self.problems.push(cause.with("key", key));
    }

    /// None if the value is not what its key needs.
    fn one(&mut self, key: &str, value: &Value) -> Option<()> {
        let dialect = &mut *self.dialect;
        match key {
            "delimiter" => dialect.delimiter = Some(mark(value)?),
            "quoteChar" => {
                let none = value.is_null() || value.as_str() == Some("");
                dialect.quote = if none { Quote::None } else { Quote::With(mark(value)?) };
            }
            "escapeChar" => {
                let none = value.is_null() || value.as_str() == Some("");
                dialect.escape = if none { None } else { Some(mark(value)?) };
            }
            "doubleQuote" => dialect.double_quote = switch(value)?,
            "skipInitialSpace" => dialect.skip_initial_space = switch(value)?,
            "headerCase" | "caseSensitiveHeader" => dialect.header_case = switch(value)?,
            "skipBlankRows" => dialect.skip_blank_rows = switch(value)?,
            "headerRows" => {
                let rows = numbers(value)?;
                if dialect.header_rows.as_deref() != Some(&[]) {
                    dialect.header_rows = Some(rows);
                }
            }
            "headerJoin" => dialect.header_join = Some(value.as_str()?.to_owned()),
            "commentChar" => dialect.comment_char = Some(value.as_str()?.to_owned()),
            "commentRows" => dialect.comment_rows = numbers(value)?,
            "nullSequence" => dialect.null_sequence = value.as_str().map(str::to_owned),
            "property" => dialect.property = Some(value.as_str()?.to_owned()),
            "keys" | "itemKeys" => {
                dialect.keys = Some(crate::table::schema::names_of(value)?);
            }
            "sheet" | "sheetName" | "sheetNumber" | "table" => {
                dialect.sheet = Some(match (value.as_str(), value.as_u64()) {
                    (Some(name), _) => SheetChoice::Name(name.to_owned()),
                    (None, Some(number)) => SheetChoice::Number(usize::try_from(number).ok()?),
                    _ => return None,
                });
            }
            _ => {}
        }
        Some(())
    }
}

fn switch(value: &Value) -> Option<Switch> {
    value.as_bool().map(|on| if on { Switch::On } else { Switch::Off })
}

/// One ASCII character, which a line's end is not.
fn mark(value: &Value) -> Option<u8> {
    match value.as_str()?.as_bytes() {
        [byte] if byte.is_ascii() && *byte != b'\n' && *byte != b'\r' => Some(*byte),
        b"\\t" => Some(b'\t'),
        _ => None,
    }
}

fn numbers(value: &Value) -> Option<Vec<u64>> {
    let mut numbers: Vec<u64> =
        value.as_array()?.iter().map(Value::as_u64).collect::<Option<_>>()?;
    numbers.sort_unstable();
    numbers.dedup();
    numbers.iter().all(|row| *row > 0).then_some(numbers)
}
