//! The checks of a checklist at work, row by row.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use serde_json::Value;

use crate::table::checks::{Bounds, Check};
use crate::table::fault::{Cause, Place, Sink, Stop, number};
use crate::table::field::{Cast, Field, Reader, cell_of};
use crate::table::formula::Formula;
use crate::table::number::Number;
use crate::table::row::Row;
use crate::table::spread::{Average, Spread};

/// The checks at work.
pub(crate) struct Running<'a> {
    list: Vec<Run<'a>>,
    scratch: Vec<u8>,
}

/// One of them, with what it keeps from row to row.
pub(crate) enum Run<'a> {
    Ascii(Vec<Cause>),
    Truncated(Vec<Cause>),
    DeviatedValue { index: usize, spread: Spread, cause: Cause },
    DeviatedCell(Vec<(usize, Spread, Cause)>),
    Forbidden { index: usize, values: BTreeSet<Vec<u8>>, cause: Cause },
    Required { index: usize, left: Vec<(Vec<u8>, &'a Value)>, cause: Cause },
    Sequential { index: usize, next: Option<Number>, broken: bool, cause: Cause },
    Formula { formula: &'a Formula, cause: Cause },
    Rows(Bounds),
}

/// Whole numbers at which common types end.
const ENDS: [&str; 7] = [
    "32767",
    "65535",
    "2097152",
    "2147483647",
    "4294967295",
    "9223372036854775807",
    "18446744073709551616",
];

fn is_truncated(field: &Field, cell: &[u8], cast: &Cast) -> bool {
    match (&field.reader, cast) {
        (Reader::Integer(_), Cast::Number(_)) => {
            let text = std::str::from_utf8(cell.trim_ascii()).unwrap_or_default();
            ENDS.contains(&text)
        }
        (_, Cast::Text(text)) if text.len() >= 255 => {
            std::str::from_utf8(text).is_ok_and(|text| text.chars().count() == 255)
        }
        _ => false,
    }
}

impl<'a> Running<'a> {
    pub(crate) fn new(list: Vec<Run<'a>>) -> Self {
        Self { list, scratch: Vec::new() }
    }

    pub(crate) fn row(&mut self, row: &Row, fields: &[Field], sink: &mut dyn Sink) {
        let scratch = &mut self.scratch;
        for run in &mut self.list {
            run.row(row, fields, scratch, sink);
        }
    }

    pub(crate) fn end(self, rows: u64, sink: &mut dyn Sink) {
        for run in self.list {
            match run {
                Run::DeviatedValue { spread, cause, .. } => spread.end(&cause, sink),
                Run::DeviatedCell(columns) => {
                    for (_, spread, cause) in columns {
                        spread.end(&cause, sink);
                    }
                }
                Run::Required { left, cause, .. } => {
                    for (_, value) in left {
                        let (text, _) = cell_of(value);
                        let cause = cause.clone().with("value", text);
                        sink.take(cause.at(Place::default()));
                    }
                }
                Run::Rows(bounds) => bounds.hold("rows", rows, sink),
                _ => {}
            }
        }
    }
}

/// A check that a table cannot be held to.
fn refused(check: &str, reason: &'static str) -> Cause {
    Cause::new("check-error").because(reason).with("check", check)
}

/// The columns of a table, as checks look for them.
struct Columns<'a>(&'a [Field]);

impl<'a> Columns<'a> {
    /// A column's place with what is said where the check fails.
    fn find(&self, code: &'static str, name: &str) -> Result<(usize, Cause), Stop> {
        let place = self.0.iter().position(|field| field.name == name);
        let index =
            place.ok_or_else(|| Stop::new(refused(code, "check-field").with("name", name)))?;
        Ok((index, Cause::of_column(code, name)))
    }

    fn each(&self, code: &'static str) -> Vec<Cause> {
        self.0.iter().map(|field| Cause::of_column(code, &field.name)).collect()
    }

    fn deviated(
        &self,
        name: &str,
        interval: f64,
        average: Option<Average>,
    ) -> Result<Run<'a>, Stop> {
        const CODE: &str = "deviated-value";
        let (index, cause) = self.find(CODE, name)?;
        if !matches!(self.0[index].reader, Reader::Integer(_) | Reader::Number(_)) {
            return Err(Stop::new(refused(CODE, "check-not-numeric").with("name", name)));
        }
        let unknown = || Stop::new(refused(CODE, "unknown-value").with("key", "average"));
        let spread = Spread::new(average.ok_or_else(unknown)?, interval, None);
        Ok(Run::DeviatedValue { index, spread, cause })
    }

    fn long_cells(&self, interval: f64, ignored: &[String]) -> Run<'a> {
        let watched = |(index, field): (usize, &Field)| {
            let text = matches!(field.reader, Reader::String(_)) && !ignored.contains(&field.name);
            let spread = Spread::new(Average::Median, interval, Some(5000.0));
            text.then(|| (index, spread, Cause::of_column("deviated-cell", &field.name)))
        };
        Run::DeviatedCell(self.0.iter().enumerate().filter_map(watched).collect())
    }
}

impl<'a> Run<'a> {
    /// Makes a check ready for a table's columns.
    pub(crate) fn start(check: &'a Check, fields: &'a [Field]) -> Result<Self, Stop> {
        let columns = Columns(fields);
        Ok(match check {
            Check::Ascii => Self::Ascii(columns.each("ascii-value")),
            Check::Truncated => Self::Truncated(columns.each("truncated-value")),
            Check::DeviatedValue { field, interval, average } => {
                columns.deviated(field, *interval, *average)?
            }
            Check::DeviatedCell { interval, ignored } => columns.long_cells(*interval, ignored),
            Check::Forbidden { field, values } => {
                let (index, cause) = columns.find("forbidden-value", field)?;
                let values = values.iter().map(|value| canonical(&fields[index], value)).collect();
                Self::Forbidden { index, values, cause }
            }
            Check::Required { field, values } => {
                let (index, cause) = columns.find("required-value", field)?;
                let wanted = |value| (canonical(&fields[index], value), value);
                Self::Required { index, left: values.iter().map(wanted).collect(), cause }
            }
            Check::Sequential { field } => {
                let (index, cause) = columns.find("sequential-value", field)?;
                Self::Sequential { index, next: None, broken: false, cause }
            }
            Check::Formula { text, formula } => {
                let formula = formula.as_ref();
                let formula = formula.ok_or_else(|| Stop::new(refused(text, "check-formula")))?;
                let cause = Cause::new("row-constraint").with("formula", text);
                Self::Formula { formula, cause }
            }
            Check::Dimensions { rows, .. } => Self::Rows(*rows),
        })
    }

    fn row(&mut self, row: &Row, fields: &[Field], scratch: &mut Vec<u8>, sink: &mut dyn Sink) {
        let place = |index: Option<usize>| Place {
            row: Some(row.number),
            field: index.map(number),
            line: Some(row.line).filter(|line| *line > 0),
            same_as: None,
        };
        let mut cast = |index: usize| {
            fields[index].read(row.cell(index), row.kind(index), scratch).unwrap_or(Cast::Null)
        };
        match self {
            Self::Ascii(causes) => {
                let foreign = |index: usize| {
                    matches!(fields[index].reader, Reader::String(_)) && !row.cell(index).is_ascii()
                };
                each(causes, row, sink, foreign);
            }
            Self::Truncated(causes) => {
                let ends =
                    |index: usize| is_truncated(&fields[index], row.cell(index), &cast(index));
                each(causes, row, sink, ends);
            }
            Self::DeviatedValue { index, spread, .. } => {
                if let Cast::Number(number) = cast(*index) {
                    spread.add(number.float(), place(None));
                }
            }
            Self::DeviatedCell(columns) => {
                for (index, spread, _) in columns.iter_mut() {
                    let length = u32::try_from(row.text(*index).chars().count());
                    if row.cell(*index) != b"" {
                        spread.add(f64::from(length.unwrap_or(u32::MAX)), place(None));
                    }
                }
            }
            Self::Forbidden { index, values, cause }
                if values.contains(&bytes_of(&cast(*index))) =>
            {
                sink.take(cause.at(place(Some(*index))));
            }
            Self::Required { index, left, .. } if !left.is_empty() => {
                let bytes = bytes_of(&cast(*index));
                left.retain(|(wanted, _)| *wanted != bytes);
            }
            Self::Sequential { index, next, broken, cause } if !*broken => {
                *broken = !follows(&cast(*index), next);
                if *broken {
                    sink.take(cause.at(place(Some(*index))));
                }
            }
            Self::Formula { formula, cause } if !formula.holds(row, fields) => {
                sink.take(cause.at(place(None)));
            }
            _ => {}
        }
    }
}

/// Tells the cells of a row that are as they should not be.
fn each(causes: &[Cause], row: &Row, sink: &mut dyn Sink, mut is_wrong: impl FnMut(usize) -> bool) {
    for (index, cause) in causes.iter().enumerate().take(row.len()) {
        if is_wrong(index) {
            let line = Some(row.line).filter(|line| *line > 0);
            let field = Some(number(index));
            sink.take(cause.at(Place { row: Some(row.number), field, line, same_as: None }));
        }
    }
}

fn bytes_of(cast: &Cast) -> Vec<u8> {
    let mut bytes = Vec::new();
    cast.canonical(&mut bytes);
    bytes
}

/// Whether a number is the one that was to come; then the next one is to.
fn follows(cast: &Cast, next: &mut Option<Number>) -> bool {
    let Cast::Number(number) = cast else { return false };
    let right = next.as_ref().is_none_or(|next| next.compare(number) == Some(Ordering::Equal));
    *next = number.next();
    right
}

/// A value of the checklist as the column's cells are compared.
fn canonical(field: &Field, value: &Value) -> Vec<u8> {
    let (text, kind) = cell_of(value);
    let (mut bytes, mut scratch) = (Vec::new(), Vec::new());
    match field.read(text.as_bytes(), kind, &mut scratch) {
        Some(cast) => cast.canonical(&mut bytes),
        None => Cast::Text(text.as_bytes()).canonical(&mut bytes),
    }
    bytes
}
