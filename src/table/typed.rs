//! A table's cells as the values that its columns' types give them: what a database takes.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Map, Value as Json};

use crate::table::fault::{Place, Stop};
use crate::table::field::{Cast, Field, Reader, Written};
use crate::table::header::Body;
use crate::table::layout::Layout;
use crate::table::moment::{self, Rank};
use crate::table::number::Number;
use crate::table::profile::{Keep, Profiler};
use crate::table::row::{Kind, Row};
use crate::table::rows;
use crate::table::source::{Limits, Source};
use crate::table::validate::Watch as _;

/// What a cell is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// Nothing stands there.
    Nothing,
    /// A text as written; a date, time or moment in ISO's form, on the clock that it was written by.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// A number, and whether a float holds all of its digits.
    Number(f64, Digits),
    /// True or false.
    Flag(bool),
}

/// Whether a float holds all of a number's digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digits {
    /// All of them.
    All,
    /// Only the first ones.
    Some,
}

/// A table opened as far as its first row.
pub struct Typed {
    body: Body,
    row: Row,
    scratch: Vec<u8>,
    moment: String,
}

/// What a column seems to hold.
#[derive(Clone, Debug)]
pub struct Suggested {
    /// A draft of a Table Schema field.
    pub field: Map<String, Json>,
    /// Whether every cell says so, in a writing that means nothing else.
    pub sure: bool,
    /// Whether the file itself says that each cell is a list or an object.
    pub json: bool,
}

/// More digits are not all held by a float.
const FLOAT_DIGITS: i64 = 1_000_000_000_000_000;
const DAY: Rank = 86_400_000_000;

impl Typed {
    /// Opens a table.
    ///
    /// # Errors
    /// Why it cannot be read at all.
    pub fn open(source: &Source, layout: &Layout, limits: &Limits) -> Result<Self, Stop> {
        let opened = rows::open(source, layout, limits)?;
        let body = Body::new(opened.rows, &layout.dialect)?;
        Ok(Self { body, row: Row::default(), scratch: Vec::new(), moment: String::new() })
    }

    /// The labels as they are written; made up where the table has no header.
    pub fn labels(&self) -> Vec<String> {
        if self.body.labels.is_empty() {
            return (1..=self.body.width()).map(|n| format!("field{n}")).collect();
        }
        self.body.labels.clone()
    }

    /// Reads the next row that is not blank; `false` at the end.
    ///
    /// # Errors
    /// What makes reading on impossible.
    pub fn advance(&mut self) -> Result<bool, Stop> {
        while self.body.next(&mut self.row)? {
            if !self.row.is_blank() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Where the row is.
    pub fn place(&self) -> Place {
        Place {
            row: Some(self.row.number),
            line: Some(self.row.line).filter(|line| *line > 0),
            ..Place::default()
        }
    }

    /// The first cell beyond so many columns that holds anything.
    pub fn beyond(&self, columns: usize) -> Option<usize> {
        (columns..self.row.len()).find(|index| !self.row.text(*index).trim().is_empty())
    }

    /// A cell as it is written, whatever its column's type; none where nothing stands there.
    pub fn text(&self, index: usize, field: &Field) -> Option<&str> {
        let (cell, kind) = (self.row.cell(index), self.row.kind(index));
        let nothing = cell.is_empty() || field.is_missing(cell, kind);
        if nothing { None } else { Some(self.row.text(index)) }
    }

    /// What a cell is worth as its column reads it; none where it is nothing of that type.
    pub fn value(&mut self, index: usize, field: &Field) -> Option<Value<'_>> {
        let (cell, kind) = (self.row.cell(index), self.row.kind(index));
        if index >= self.row.len() || (cell.is_empty() && kind != Kind::Json) {
            return Some(Value::Nothing);
        }
        let cast = field.read(cell, kind, &mut self.scratch)?;
        Some(match cast {
            Cast::Null => Value::Nothing,
            Cast::Text(text) | Cast::Items { text, .. } => {
                Value::Text(std::str::from_utf8(text).ok()?)
            }
            Cast::Flag(flag) => Value::Flag(flag),
            Cast::Number(number) => match field.reader {
                Reader::Integer(_) => Value::Integer(whole(&number)?),
                _ => float(&number)?,
            },
            Cast::Rank(rank) => {
                self.moment.clear();
                match &field.reader {
                    Reader::Year => return Some(Value::Integer(i64::try_from(rank).ok()?)),
                    Reader::YearMonth | Reader::Duration => {
                        return Some(Value::Text(std::str::from_utf8(cell).ok()?));
                    }
                    Reader::Date(_) => write_date(&mut self.moment, rank),
                    Reader::Time(_) => write_time(&mut self.moment, rank),
                    Reader::DateTime(written) => match as_written(cell, written, kind) {
                        Some(text) => self.moment = text,
                        None => write_moment(&mut self.moment, rank),
                    },
                    _ => return None,
                }
                Value::Text(&self.moment)
            }
        })
    }
}

/// What the columns of a table seem to hold.
///
/// # Errors
/// What makes reading impossible.
pub fn suggested(
    source: &Source,
    layout: &Layout,
    limits: &Limits,
) -> Result<Vec<Suggested>, Stop> {
    let mut table = Typed::open(source, layout, limits)?;
    let labels = table.labels();
    // Looks alone are asked for, no values.
    let hidden: BTreeSet<String> = labels.iter().cloned().collect();
    let names: Vec<&str> = labels.iter().map(String::as_str).collect();
    let mut profiler =
        Profiler::new(Keep { rows: 0, distinct: 0, counted: 0, frequent: 0, hidden });
    profiler.begin(&names);
    let mut json = vec![(false, true); names.len()];
    while table.advance()? {
        profiler.row(&table.row);
        for (index, (some, all)) in json.iter_mut().enumerate() {
            let is = table.row.kind(index) == Kind::Json;
            *some |= is;
            *all &= is || table.row.cell(index).is_empty();
        }
    }
    let columns = profiler.finish().columns.into_iter().zip(json);
    Ok(columns
        .map(|(column, (some, all))| Suggested {
            sure: !column.ambiguous && column.disguised.is_empty(),
            field: column.field,
            json: some && all,
        })
        .collect())
}

/// A moment of a file's own, as its clock showed it.
fn as_written(cell: &[u8], written: &Written, kind: Kind) -> Option<String> {
    let iso = matches!(written, Written::Iso) && kind != Kind::Date;
    let text = std::str::from_utf8(cell).ok()?;
    // Midnight at the end of a day is written as that of the next one.
    let (date, time) = (text.get(..10)?, text.get(11..19)?);
    if !iso || time.starts_with("24") {
        return None;
    }
    let rest = text[19..].strip_prefix(['.', ',']).unwrap_or_default();
    let digits = rest.bytes().take(6).take_while(u8::is_ascii_digit).count();
    let fraction = rest[..digits].trim_end_matches('0');
    let mark = if fraction.is_empty() { "" } else { "." };
    Some(format!("{date}T{time}{mark}{fraction}"))
}

fn write_date(out: &mut String, rank: Rank) {
    let days = i64::try_from(rank.div_euclid(DAY)).unwrap_or_default();
    let (year, month, day) = moment::civil(days);
    _ = write!(out, "{year:04}-{month:02}-{day:02}");
}

fn write_time(out: &mut String, rank: Rank) {
    let micros = rank.rem_euclid(DAY);
    let (seconds, part) = (micros / 1_000_000, micros % 1_000_000);
    _ = write!(out, "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if part > 0 {
        let digits = format!("{part:06}");
        _ = write!(out, ".{}", digits.trim_end_matches('0'));
    }
}

fn write_moment(out: &mut String, rank: Rank) {
    write_date(out, rank);
    out.push('T');
    write_time(out, rank);
}

/// A moment that somebody asks for, in ISO's form: a date alone is its midnight.
pub fn moment_of(text: &str) -> Option<String> {
    let text = text.trim();
    let bytes = text.as_bytes();
    if moment::datetime(bytes).is_some() {
        return as_written(bytes, &Written::Iso, Kind::Text);
    }
    // Without seconds too, as databases take it.
    if bytes.len() == 16 && moment::datetime(format!("{text}:00").as_bytes()).is_some() {
        return Some(format!("{}T{}:00", &text[..10], &text[11..]));
    }
    moment::date(bytes).map(|_| format!("{text}T00:00:00"))
}

/// A whole number that a database's largest type holds.
fn whole(number: &Number) -> Option<i64> {
    match number {
        Number::Small { mantissa, scale } if number.is_whole() => {
            Some(mantissa / 10_i64.pow(u32::from(*scale)))
        }
        _ => None,
    }
}

/// A number as the nearest float.
fn float(number: &Number) -> Option<Value<'static>> {
    match number {
        Number::Small { mantissa, scale } => {
            let digits = if mantissa.abs() < FLOAT_DIGITS { Digits::All } else { Digits::Some };
            // The shortest way to the nearest float is by its text.
            let value = if *scale == 0 && digits == Digits::All {
                number.float()
            } else {
                format!("{mantissa}e-{scale}").parse().ok()?
            };
            Some(Value::Number(value, digits))
        }
        Number::Big(_) => {
            Some(number.float()).filter(|f| f.is_finite()).map(|f| Value::Number(f, Digits::Some))
        }
        Number::NaN | Number::Infinity { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Schema;
    use serde_json::json;

    fn values(descriptor: &Json, cells: &[&str]) -> Vec<String> {
        let schema = Schema::from_json(&json!({"fields": [descriptor]})).expect("a schema");
        let text = format!("a;b\n{};1\n", cells.join(";1\n"));
        let source = Source::of_bytes("a.csv", text.as_bytes());
        let mut table =
            Typed::open(&source, &Layout::of_name("a.csv"), &Limits::default()).expect("a table");
        let mut found = Vec::new();
        while table.advance().expect("a row") {
            found.push(format!("{:?}", table.value(0, &schema.fields[0])));
        }
        found
    }

    #[test]
    fn cells_are_worth_what_their_type_says() {
        for (field, cells, expected) in [
            (
                json!({"name": "a", "type": "integer"}),
                &["1", "-7", "1.5", ""][..],
                "Some(Integer(1)) Some(Integer(-7)) None Some(Nothing)",
            ),
            (
                json!({"name": "a", "type": "number", "decimalChar": ",", "groupChar": "."}),
                &["1.234,5", "0,1"],
                "Some(Number(1234.5, All)) Some(Number(0.1, All))",
            ),
            (
                json!({"name": "a", "type": "number"}),
                &["12345678901234567.25", "NaN"],
                "Some(Number(1.2345678901234568e16, Some)) None",
            ),
            (
                json!({"name": "a", "type": "date", "format": "%d/%m/%Y"}),
                &["29/02/2024", "01/03/1900"],
                "Some(Text(\"2024-02-29\")) Some(Text(\"1900-03-01\"))",
            ),
            (
                json!({"name": "a", "type": "datetime"}),
                &["2024-01-02 10:20:30.500-03:00", "2024-12-31T24:00:00"],
                "Some(Text(\"2024-01-02T10:20:30.5\")) Some(Text(\"2025-01-01T00:00:00\"))",
            ),
            (
                json!({"name": "a", "type": "boolean", "trueValues": ["sí"], "falseValues": ["no"]}),
                &["sí", "no", "x"],
                "Some(Flag(true)) Some(Flag(false)) None",
            ),
            (json!({"name": "a", "type": "year"}), &["2024"], "Some(Integer(2024))"),
            (json!({"name": "a", "type": "yearmonth"}), &["2024-05"], "Some(Text(\"2024-05\"))"),
        ] {
            assert_eq!(values(&field, cells).join(" "), expected, "{field}");
        }
    }

    #[test]
    fn moments_are_asked_for_in_several_ways() {
        for (text, expected) in [
            ("2024-01-02", "2024-01-02T00:00:00"),
            ("2024-01-02 10:20", "2024-01-02T10:20:00"),
            ("2024-01-02T10:20:30Z", "2024-01-02T10:20:30"),
        ] {
            assert_eq!(moment_of(text).as_deref(), Some(expected));
        }
        assert_eq!(moment_of("ayer"), None);
    }
}
