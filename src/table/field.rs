//! One column of a schema: how its cells are read.

use serde_json::Value;

use crate::table::constraint::Rule;
use crate::table::fault::Cause;
use crate::table::moment::{self, Pattern, Rank};
use crate::table::number::{self, Marks, Number};
use crate::table::row::Kind;
use crate::table::shape;

/// A column as its schema declares it, ready to read cells.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name, which its label in the header is to be.
    pub name: String,
    /// The type, as in the schema.
    pub kind: &'static str,
    /// What the file's people say about it; for reports.
    pub title: Option<String>,
    pub(crate) reader: Reader,
    pub(crate) missing: Vec<String>,
    pub(crate) required: Option<Cause>,
    pub(crate) unique: Option<Cause>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) wrong_type: Cause,
}

/// How a column's text is read.
#[derive(Clone, Debug)]
pub(crate) enum Reader {
    String(Format),
    Integer(Marks),
    Number(Marks),
    Boolean { yes: Vec<String>, no: Vec<String> },
    Date(Written),
    Time(Written),
    DateTime(Written),
    Year,
    YearMonth,
    Duration,
    Object,
    Array(Option<Box<Field>>),
    List { delimiter: String, item: Option<Box<Reader>> },
    GeoPoint(Point),
    GeoJson,
    TopoJson,
    Any,
}

/// How a moment is written.
#[derive(Clone, Debug)]
pub(crate) enum Written {
    Iso,
    Any,
    As(Pattern),
}

/// A text's format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Default,
    Email,
    Uri,
    Uuid,
    Binary,
    Wkt,
}

/// How a point is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Point {
    Text,
    Array,
    Object,
}

/// What a cell means.
#[derive(Clone, Debug)]
pub(crate) enum Cast<'a> {
    Null,
    Text(&'a [u8]),
    Number(Number),
    Rank(Rank),
    Flag(bool),
    /// A list or object of so many items.
    Items {
        length: usize,
        text: &'a [u8],
    },
}

impl Cast<'_> {
    /// The same bytes for equal values, other ones for different ones.
    pub(crate) fn canonical(&self, out: &mut Vec<u8>) {
        match self {
            Self::Null => out.push(b'0'),
            Self::Text(text) | Self::Items { text, .. } => {
                out.push(b't');
                out.extend_from_slice(text);
            }
            Self::Number(number) => {
                out.push(b'n');
                number.canonical(out);
            }
            Self::Rank(rank) => {
                out.push(b'r');
                out.extend_from_slice(&rank.to_le_bytes());
            }
            Self::Flag(flag) => out.extend_from_slice(&[b'f', u8::from(*flag)]),
        }
    }
}

impl Field {
    /// A column of which nothing is known but its label.
    pub fn untyped(name: &str) -> Self {
        Self::plain(name, "any", Reader::Any)
    }

    /// A column without constraints.
    pub(crate) fn plain(name: &str, kind: &'static str, reader: Reader) -> Self {
        Self {
            name: name.to_owned(),
            kind,
            title: None,
            reader,
            missing: vec![String::new()],
            required: None,
            unique: None,
            rules: Vec::new(),
            wrong_type: Cause::of_column("type-error", name).with("type", kind),
        }
    }

    /// Whether a cell stands for nothing.
    pub(crate) fn is_missing(&self, cell: &[u8], kind: Kind) -> bool {
        kind == Kind::Null || self.missing.iter().any(|missing| missing.as_bytes() == cell)
    }

    /// What a cell means; none if it is not of the column's type.
    pub(crate) fn read<'a>(
        &self,
        cell: &'a [u8],
        kind: Kind,
        scratch: &mut Vec<u8>,
    ) -> Option<Cast<'a>> {
        if self.is_missing(cell, kind) {
            return Some(Cast::Null);
        }
        match kind {
            Kind::Text | Kind::Null | Kind::Error => self.reader.read(cell, scratch),
            _ => self.reader.read_typed(cell, kind, scratch),
        }
    }
}

impl Reader {
    /// A text's meaning.
    pub(crate) fn read<'a>(&self, cell: &'a [u8], scratch: &mut Vec<u8>) -> Option<Cast<'a>> {
        match self {
            Self::Any | Self::String(Format::Default) => Some(Cast::Text(cell)),
            Self::Integer(marks) => {
                number::marked(cell, marks, scratch, number::integer).map(Cast::Number)
            }
            Self::Number(marks) => {
                number::marked(cell, marks, scratch, number::number).map(Cast::Number)
            }
            Self::Boolean { yes, no } => {
                let among = |list: &[String]| list.iter().any(|text| text.as_bytes() == cell);
                if among(yes) {
                    Some(Cast::Flag(true))
                } else {
                    among(no).then_some(Cast::Flag(false))
                }
            }
            Self::Date(written) => written.date(cell).map(Cast::Rank),
            Self::Time(written) => written.time(cell).map(Cast::Rank),
            Self::DateTime(written) => written.datetime(cell).map(Cast::Rank),
            Self::Year => moment::year(cell).map(Cast::Rank),
            Self::YearMonth => moment::yearmonth(cell).map(Cast::Rank),
            Self::Duration => moment::duration(cell).map(Cast::Rank),
            Self::List { delimiter, item } => list(cell, delimiter, item.as_deref(), scratch),
            _ => self.read_text(cell),
        }
    }

    /// The readers that need characters, not bytes.
    fn read_text<'a>(&self, cell: &'a [u8]) -> Option<Cast<'a>> {
        let text = std::str::from_utf8(cell).ok()?;
        let json = || serde_json::from_str::<Value>(text).ok();
        let fits = match self {
            Self::String(Format::Email) => shape::is_email(text),
            Self::String(Format::Uri) => shape::is_uri(text),
            Self::String(Format::Uuid) => shape::is_uuid(cell),
            Self::String(Format::Binary) => shape::is_base64(cell),
            Self::String(Format::Wkt) => shape::is_wkt(text),
            Self::GeoPoint(Point::Text) => shape::is_lon_lat(text),
            Self::GeoPoint(Point::Array) => shape::is_lon_lat_array(&json()?),
            Self::GeoPoint(Point::Object) => shape::is_lon_lat_object(&json()?),
            Self::GeoJson => shape::is_geojson(&json()?),
            Self::TopoJson => shape::is_topojson(&json()?),
            Self::Object => {
                return Some(Cast::Items { length: json()?.as_object()?.len(), text: cell });
            }
            Self::Array(item) => return array(cell, &json()?, item.as_deref()),
            _ => true,
        };
        fits.then_some(Cast::Text(cell))
    }

    /// The meaning of a cell that the file already gave a type.
    fn read_typed<'a>(
        &self,
        cell: &'a [u8],
        kind: Kind,
        scratch: &mut Vec<u8>,
    ) -> Option<Cast<'a>> {
        let plain = |cell| number::number(cell);
        match (self, kind) {
            (Self::Any | Self::Number(_), Kind::Number) => plain(cell).map(Cast::Number),
            (Self::Any, _) => Some(Cast::Text(cell)),
            (Self::Integer(_), Kind::Number) => {
                plain(cell).filter(Number::is_whole).map(Cast::Number)
            }
            (Self::Boolean { .. }, Kind::Boolean) => Some(Cast::Flag(cell == b"true")),
            (Self::Boolean { .. } | Self::Year, Kind::Number) => self.read(cell, scratch),
            (Self::Date(_), Kind::Date) => moment::date(cell).map(|date| Cast::Rank(date.rank())),
            (Self::Date(_), Kind::DateTime) => {
                let midnight = cell.strip_suffix(b"T00:00:00")?;
                moment::date(midnight).map(|date| Cast::Rank(date.rank()))
            }
            (Self::DateTime(_), Kind::Date) => {
                moment::date(cell).map(|date| Cast::Rank(date.rank()))
            }
            (Self::DateTime(_), Kind::DateTime) => moment::datetime(cell).map(Cast::Rank),
            (Self::Time(_), Kind::Time) => moment::time(cell).map(Cast::Rank),
            (
                Self::Object
                | Self::Array(_)
                | Self::GeoJson
                | Self::TopoJson
                | Self::GeoPoint(Point::Array | Point::Object),
                Kind::Json,
            ) => self.read_text(cell),
            _ => None,
        }
    }
}

impl Written {
    fn date(&self, cell: &[u8]) -> Option<Rank> {
        match self {
            Self::Iso => moment::date(cell),
            Self::Any => moment::any_date(cell),
            Self::As(pattern) => pattern.date(cell),
        }
        .map(moment::Date::rank)
    }

    fn time(&self, cell: &[u8]) -> Option<Rank> {
        match self {
            Self::Iso => moment::time(cell),
            Self::Any => {
                moment::time(cell).or_else(|| moment::time(&[cell.trim_ascii(), b":00"].concat()))
            }
            Self::As(pattern) => pattern.time(cell),
        }
    }

    fn datetime(&self, cell: &[u8]) -> Option<Rank> {
        match self {
            Self::Iso => moment::datetime(cell),
            Self::As(pattern) => pattern.datetime(cell),
            Self::Any => {
                let whole = moment::datetime(cell).or_else(|| self.date(cell));
                whole.or_else(|| {
                    let space = cell.iter().rposition(|b| *b == b' ' || *b == b'T')?;
                    Some(self.date(&cell[..space])? + self.time(&cell[space + 1..])?)
                })
            }
        }
    }
}

/// A list written with a delimiter, each item read.
fn list<'a>(
    cell: &'a [u8],
    delimiter: &str,
    item: Option<&Reader>,
    scratch: &mut Vec<u8>,
) -> Option<Cast<'a>> {
    let text = std::str::from_utf8(cell).ok()?;
    let mut length = 0;
    for part in text.split(delimiter) {
        length += 1;
        if let Some(item) = item {
            item.read(part.trim().as_bytes(), scratch)?;
        }
    }
    Some(Cast::Items { length, text: cell })
}

/// A JSON list, each item read by its own column.
fn array<'a>(cell: &'a [u8], value: &Value, item: Option<&Field>) -> Option<Cast<'a>> {
    let items = value.as_array()?;
    if let Some(item) = item {
        let fits = items.iter().all(|value| {
            let (text, kind) = cell_of(value);
            let mut scratch = Vec::new();
            let cast = item.read(text.as_bytes(), kind, &mut scratch);
            cast.is_some_and(|cast| {
                (item.required.is_none() || !matches!(cast, Cast::Null))
                    && item.rules.iter().all(|rule| matches!(cast, Cast::Null) || rule.holds(&cast))
            })
        });
        if !fits {
            return None;
        }
    }
    Some(Cast::Items { length: items.len(), text: cell })
}

/// A JSON value as a cell.
pub(crate) fn cell_of(value: &Value) -> (String, Kind) {
    match value {
        Value::Null => (String::new(), Kind::Null),
        Value::Bool(flag) => (flag.to_string(), Kind::Boolean),
        Value::Number(number) => (number.to_string(), Kind::Number),
        Value::String(text) => (text.clone(), Kind::Text),
        Value::Array(_) | Value::Object(_) => (value.to_string(), Kind::Json),
    }
}
