//! Cells on their way out, and the forms that records of them take.

use std::fmt::Write as _;
use std::sync::Arc;

use rusqlite::types::ValueRef;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::datastore::column::{Column, Kind};

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any number.
    Number(f64),
    /// A text, a date, a moment.
    Text(String),
    /// A list or an object.
    Json(serde_json::Value),
}

/// The form of records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// An object a row.
    #[default]
    Objects,
    /// A list a row.
    Lists,
    /// One text, cells with commas between them.
    Csv,
    /// One text, cells with tabs between them.
    Tsv,
}

/// Up to here a float tells whole numbers apart as decimal digits do.
const WHOLE: f64 = 1e15;

/// A number that is whole, if it is.
fn whole(number: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and within the range")]
    (number.fract() == 0.0 && number.abs() < WHOLE).then_some(number as i64)
}

/// A number as text: of a whole one its digits.
pub(super) fn number_text(number: f64) -> String {
    whole(number).map_or_else(|| number.to_string(), |whole| whole.to_string())
}

/// A number of as many digits as are sure after some arithmetic: 0.3, not 0.30000000000000004.
pub(super) fn sure(number: f64) -> f64 {
    format!("{number:.14e}").parse().unwrap_or(number)
}

impl Cell {
    /// What the database holds, by its column's type.
    pub(super) fn of(value: ValueRef<'_>, kind: Kind) -> Self {
        match (value, kind) {
            (ValueRef::Null | ValueRef::Blob(_), _) => Self::Null,
            (ValueRef::Integer(number), Kind::Bool) => Self::Bool(number != 0),
            (ValueRef::Integer(number), Kind::Text) => Self::Text(number.to_string()),
            (ValueRef::Integer(number), _) => Self::Int(number),
            (ValueRef::Real(number), Kind::Bool) => Self::Bool(number != 0.0),
            (ValueRef::Real(number), Kind::Text) => Self::Text(number_text(number)),
            (ValueRef::Real(number), _) => Self::Number(number),
            (ValueRef::Text(text), kind) => {
                let text = String::from_utf8_lossy(text);
                let json = || serde_json::from_str(&text).ok();
                match json().filter(|_| kind == Kind::Json) {
                    Some(json) => Self::Json(json),
                    None => Self::Text(text.into_owned()),
                }
            }
        }
    }

    /// Bytes that it takes, about.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Text(text) => text.len() + 32,
            Self::Json(json) => json.to_string().len() * 4 + 64,
            _ => 32,
        }
    }

    fn write(&self, out: &mut String) {
        _ = match self {
            Self::Null => Ok(()),
            Self::Bool(flag) => write!(out, "{}", if *flag { 't' } else { 'f' }),
            Self::Int(number) => write!(out, "{number}"),
            Self::Number(number) => write!(out, "{}", number_text(*number)),
            Self::Text(text) => write!(out, "{text}"),
            Self::Json(json) => write!(out, "{json}"),
        };
    }

    /// As databases write it between delimiters.
    fn write_quoted(&self, delimiter: char, out: &mut String) {
        let start = out.len();
        self.write(out);
        let text = &out[start..];
        let nothing = text.is_empty() && !matches!(self, Self::Null);
        if nothing || text.contains([delimiter, '"', '\n', '\r']) || text == "\\." {
            let quoted = format!("\"{}\"", text.replace('"', "\"\""));
            out.truncate(start);
            out.push_str(&quoted);
        }
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(flag) => serializer.serialize_bool(*flag),
            Self::Int(number) => serializer.serialize_i64(*number),
            Self::Number(number) => match whole(*number) {
                Some(whole) => serializer.serialize_i64(whole),
                None => serializer.serialize_f64(*number),
            },
            Self::Text(text) => serializer.serialize_str(text),
            Self::Json(json) => json.serialize(serializer),
        }
    }
}

/// Rows of cells.
#[derive(Clone, Debug)]
pub struct Records {
    /// The form they are written in.
    pub format: Format,
    /// Their columns; of two with one name the later one counts, in the place of the first.
    pub columns: Arc<[Column]>,
    /// The cells of one row after another.
    pub cells: Vec<Cell>,
}

impl Records {
    /// Its rows.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[Cell]> {
        self.cells.chunks_exact(self.columns.len().max(1))
    }

    fn text(&self, delimiter: char) -> String {
        let mut out = String::new();
        for row in self.rows() {
            for (index, cell) in row.iter().enumerate() {
                if index > 0 {
                    out.push(delimiter);
                }
                cell.write_quoted(delimiter, &mut out);
            }
            out.push('\n');
        }
        out
    }

    /// Where the cell of each name stands.
    fn places(&self) -> Vec<(&str, usize)> {
        let mut places: Vec<(&str, usize)> = Vec::with_capacity(self.columns.len());
        let mut found = std::collections::BTreeMap::new();
        for (index, column) in self.columns.iter().enumerate() {
            if let Some(at) = found.get(column.name.as_str()) {
                let place: &mut (&str, usize) = &mut places[*at];
                place.1 = index;
            } else {
                found.insert(column.name.as_str(), places.len());
                places.push((column.name.as_str(), index));
            }
        }
        places
    }
}

/// A row as an object.
struct Object<'a>(&'a [(&'a str, usize)], &'a [Cell]);

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, index) in self.0 {
            map.serialize_entry(name, &self.1[*index])?;
        }
        map.end()
    }
}

impl Serialize for Records {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.format {
            Format::Csv => serializer.serialize_str(&self.text(',')),
            Format::Tsv => serializer.serialize_str(&self.text('\t')),
            Format::Lists => {
                let mut rows = serializer.serialize_seq(Some(self.rows().len()))?;
                for row in self.rows() {
                    rows.serialize_element(row)?;
                }
                rows.end()
            }
            Format::Objects => {
                let places = self.places();
                let mut rows = serializer.serialize_seq(Some(self.rows().len()))?;
                for row in self.rows() {
                    rows.serialize_element(&Object(&places, row))?;
                }
                rows.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn records(format: Format) -> serde_json::Value {
        let column = |name: &str, kind| Column { name: name.to_owned(), kind };
        let columns =
            [column("a", Kind::Text), column("b", Kind::Numeric), column("a", Kind::Bool)];
        let cells = vec![
            Cell::Text("x,\"y\"".into()),
            Cell::Number(12.0),
            Cell::Bool(true),
            Cell::Text(String::new()),
            Cell::Number(1.5),
            Cell::Null,
        ];
        let records = Records { format, columns: columns.into(), cells };
        serde_json::to_value(&records).expect("JSON")
    }

    #[test]
    fn records_have_four_forms() {
        let objects = json!([{"a": true, "b": 12}, {"a": null, "b": 1.5}]);
        assert_eq!(records(Format::Objects), objects);
        let lists = json!([["x,\"y\"", 12, true], ["", 1.5, null]]);
        assert_eq!(records(Format::Lists), lists);
        assert_eq!(records(Format::Csv), json!("\"x,\"\"y\"\"\",12,t\n\"\",1.5,\n"));
        assert_eq!(records(Format::Tsv), json!("\"x,\"\"y\"\"\"\t12\tt\n\"\"\t1.5\t\n"));
    }

    #[test]
    fn arithmetic_shows_the_digits_that_are_sure() {
        assert_eq!(sure(0.1 + 0.2).to_string(), "0.3");
        assert_eq!(number_text(-3.0), "-3");
    }
}
