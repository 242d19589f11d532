//! The checks that a checklist asks for beyond the schema, and which findings it wants to hear.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::table::fault::{Cause, Fault, Place, Sink, Stop, number};
use crate::table::field::{Cast, Field, Reader, cell_of};
use crate::table::formula::Formula;
use crate::table::row::Row;
use crate::table::spread::{Average, Spread};

/// What a checklist asks for.
#[derive(Clone, Debug, Default)]
pub struct Checks {
    /// Whether whole rows that repeat are told.
    pub duplicates: bool,
    list: Vec<Check>,
    pick: Vec<String>,
    skip: Vec<String>,
}

/// One check, as declared.
#[derive(Clone, Debug)]
enum Check {
    Ascii,
    Truncated,
    DeviatedValue { field: String, interval: f64, average: Option<Average> },
    DeviatedCell { interval: f64, ignored: Vec<String> },
    Forbidden { field: String, values: Vec<Value> },
    Required { field: String, values: Vec<Value> },
    Sequential { field: String },
    Formula { text: String, formula: Option<Formula> },
    Dimensions { rows: Bounds, fields: Bounds },
}

/// How many there are to be; 0 is not checked.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    exactly: u64,
    least: u64,
    most: u64,
}

/// How many checks a checklist may have.
const MOST: usize = 100;

impl Checks {
    /// Reads a checklist.
    ///
    /// # Errors
    /// Everything that is wrong with it: `checklist-error` and `check-error`.
    pub fn from_json(descriptor: &Value) -> Result<Self, Vec<Cause>> {
        let Some(object) = descriptor.as_object() else {
            return Err(vec![Cause::new("checklist-error").because("not-an-object")]);
        };
        let mut checks = Self::default();
        let mut problems = Vec::new();
        for (key, list) in [("pickErrors", &mut checks.pick), ("skipErrors", &mut checks.skip)] {
            match object.get(key).map(crate::table::schema::names_of) {
                None => {}
                Some(Some(names)) => *list = names,
                Some(None) => {
                    problems
                        .push(Cause::new("checklist-error").because("not-names").with("key", key));
                }
            }
        }
        let declared = object.get("checks").and_then(Value::as_array);
        for one in declared.into_iter().flatten().take(MOST) {
            let none = Map::new();
            let one = one.as_object().unwrap_or(&none);
            if one.get("type").and_then(Value::as_str) == Some("duplicate-row") {
                checks.duplicates = true;
                continue;
            }
            match Check::read(one) {
                Ok(check) => checks.list.push(check),
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() { Ok(checks) } else { Err(problems) }
    }

    /// Lets through only what the checklist wants to hear.
    pub(crate) fn choose<'a>(&'a self, sink: &'a mut dyn Sink) -> Chosen<'a> {
        Chosen { checks: self, sink }
    }

    /// Makes the checks ready for a table.
    ///
    /// # Errors
    /// A check that this table cannot be held to.
    pub(crate) fn start<'a>(
        &'a self,
        fields: &'a [Field],
        columns: usize,
        sink: &mut dyn Sink,
    ) -> Result<Running<'a>, Stop> {
        let list = self.list.iter().map(|check| check.start(fields)).collect::<Result<_, _>>()?;
        for check in &self.list {
            if let Check::Dimensions { fields, .. } = check {
                fields.hold("fields", columns as u64, sink);
            }
        }
        Ok(Running { list, scratch: Vec::new() })
    }
}

/// A sink that hears only what was chosen.
pub(crate) struct Chosen<'a> {
    checks: &'a Checks,
    sink: &'a mut dyn Sink,
}

impl Sink for Chosen<'_> {
    fn take(&mut self, fault: Fault<'_>) {
        let named = |list: &[String]| {
            list.iter().any(|name| {
                name == fault.cause.code || tags(fault.cause.code).contains(&name.as_str())
            })
        };
        let Checks { pick, skip, .. } = self.checks;
        if (pick.is_empty() || named(pick)) && !named(skip) {
            self.sink.take(fault);
        }
    }
}

/// The families that a code belongs to, as checklists name them.
fn tags(code: &str) -> &'static [&'static str] {
    match code {
        "hash-count" | "byte-count" => &["#file"],
        "field-count" | "row-count" | "table-dimensions" | "deviated-value" | "deviated-cell"
        | "required-value" => &["#table"],
        "blank-header" | "unmatched-header" | "title-rows" => &["#table", "#header"],
        "extra-label" | "missing-label" | "blank-label" | "duplicate-label" | "incorrect-label" => {
            &["#table", "#header", "#label"]
        }
        "blank-row" | "primary-key" | "unique-key" | "foreign-key" | "duplicate-row"
        | "row-constraint" => &["#table", "#row"],
        "extra-cell"
        | "missing-cell"
        | "type-error"
        | "constraint-error"
        | "unique-error"
        | "ascii-value"
        | "truncated-value"
        | "forbidden-value"
        | "sequential-value"
        | "mojibake"
        | "replacement-character"
        | "control-character"
        | "stray-quote"
        | "unclosed-quote"
        | "formula-error" => &["#table", "#row", "#cell"],
        _ => &[],
    }
}

impl Check {
    fn read(object: &Map<String, Value>) -> Result<Self, Cause> {
        let kind = object.get("type").and_then(Value::as_str).unwrap_or_default();
        let wrong = |key: &str| {
            Cause::new("check-error").because("unknown-value").with("check", kind).with("key", key)
        };
        let text = |key: &str| object.get(key).and_then(Value::as_str).map(str::to_owned);
        let field = || text("fieldName").ok_or_else(|| wrong("fieldName"));
        let values = || {
            object.get("values").and_then(Value::as_array).cloned().ok_or_else(|| wrong("values"))
        };
        let interval = || match object.get("interval") {
            None => Ok(3.0),
            Some(value) => value.as_f64().ok_or_else(|| wrong("interval")),
        };
        let count = |key: &str| object.get(key).and_then(Value::as_u64).unwrap_or(0);
        let bounds = |what: &str| Bounds {
            exactly: count(&format!("num{what}")),
            least: count(&format!("min{what}")),
            most: count(&format!("max{what}")),
        };
        Ok(match kind {
            "ascii-value" => Self::Ascii,
            "truncated-value" => Self::Truncated,
            "deviated-value" => {
                let average = match text("average").as_deref() {
                    None | Some("mean") => Some(Average::Mean),
                    Some("median") => Some(Average::Median),
                    Some("mode") => Some(Average::Mode),
                    Some(_) => None,
                };
                Self::DeviatedValue { field: field()?, interval: interval()?, average }
            }
            "deviated-cell" => {
                let ignored = object.get("ignoreFields").and_then(crate::table::schema::names_of);
                Self::DeviatedCell { interval: interval()?, ignored: ignored.unwrap_or_default() }
            }
            "forbidden-value" => Self::Forbidden { field: field()?, values: values()? },
            "required-value" => Self::Required { field: field()?, values: values()? },
            "sequential-value" => Self::Sequential { field: field()? },
            "row-constraint" => {
                let text = text("formula").ok_or_else(|| wrong("formula"))?;
                Self::Formula { formula: Formula::new(&text), text }
            }
            "table-dimensions" => {
                Self::Dimensions { rows: bounds("Rows"), fields: bounds("Fields") }
            }
            _ => {
                return Err(Cause::new("check-error").because("check-unknown").with("check", kind));
            }
        })
    }

    fn start<'a>(&'a self, fields: &'a [Field]) -> Result<Run<'a>, Stop> {
        let place = |check: &str, name: &str| {
            fields.iter().position(|field| field.name == name).ok_or_else(|| {
                let cause = Cause::new("check-error").because("check-field");
                Stop::new(cause.with("check", check).with("name", name))
            })
        };
        let numeric =
            |index: usize| matches!(fields[index].reader, Reader::Integer(_) | Reader::Number(_));
        let of = |code, index: usize| Cause::of_column(code, &fields[index].name);
        Ok(match self {
            Self::Ascii => Run::Ascii(causes("ascii-value", fields)),
            Self::Truncated => Run::Truncated(causes("truncated-value", fields)),
            Self::DeviatedValue { field, interval, average } => {
                let index = place("deviated-value", field)?;
                let cause = Cause::new("check-error").with("check", "deviated-value");
                if !numeric(index) {
                    return Err(Stop::new(cause.because("check-not-numeric").with("name", field)));
                }
                let Some(average) = *average else {
                    return Err(Stop::new(cause.because("unknown-value").with("key", "average")));
                };
                let spread = Spread::new(average, *interval, None);
                Run::DeviatedValue { index, spread, cause: of("deviated-value", index) }
            }
            Self::DeviatedCell { interval, ignored } => {
                let watched = |(index, field): (usize, &Field)| {
                    let text =
                        matches!(field.reader, Reader::String(_)) && !ignored.contains(&field.name);
                    let spread = Spread::new(Average::Median, *interval, Some(5000.0));
                    text.then(|| (index, spread, of("deviated-cell", index)))
                };
                Run::DeviatedCell(fields.iter().enumerate().filter_map(watched).collect())
            }
            Self::Forbidden { field, values } => {
                let index = place("forbidden-value", field)?;
                let values = values.iter().map(|value| canonical(&fields[index], value)).collect();
                Run::Forbidden { index, values, cause: of("forbidden-value", index) }
            }
            Self::Required { field, values } => {
                let index = place("required-value", field)?;
                let wanted = |value| (canonical(&fields[index], value), value);
                Run::Required {
                    index,
                    left: values.iter().map(wanted).collect(),
                    cause: of("required-value", index),
                }
            }
            Self::Sequential { field } => {
                let index = place("sequential-value", field)?;
                Run::Sequential {
                    index,
                    next: None,
                    broken: false,
                    cause: of("sequential-value", index),
                }
            }
            Self::Formula { text, formula } => {
                let Some(formula) = formula else {
                    let cause = Cause::new("check-error").because("check-formula");
                    return Err(Stop::new(cause.with("check", text)));
                };
                Run::Formula { formula, cause: Cause::new("row-constraint").with("formula", text) }
            }
            Self::Dimensions { rows, .. } => Run::Rows(*rows),
        })
    }
}

fn causes(code: &'static str, fields: &[Field]) -> Vec<Cause> {
    fields.iter().map(|field| Cause::of_column(code, &field.name)).collect()
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

impl Bounds {
    fn hold(self, what: &'static str, is: u64, sink: &mut dyn Sink) {
        let rules = [
            ("exactly", self.exactly, is != self.exactly),
            ("at-least", self.least, is < self.least),
            ("at-most", self.most, is > self.most),
        ];
        for (rule, bound, _) in rules.into_iter().filter(|(_, bound, broken)| *bound > 0 && *broken)
        {
            let reason = match (what, rule) {
                ("fields", "exactly") => "fields-exactly",
                ("fields", "at-least") => "fields-at-least",
                ("fields", _) => "fields-at-most",
                (_, "exactly") => "rows-exactly",
                (_, "at-least") => "rows-at-least",
                _ => "rows-at-most",
            };
            let cause = Cause::new("table-dimensions").because(reason);
            let cause = cause.with("expected", bound).with("is", is);
            sink.take(cause.at(Place::default()));
        }
    }
}

/// The checks at work.
pub(crate) struct Running<'a> {
    list: Vec<Run<'a>>,
    scratch: Vec<u8>,
}

enum Run<'a> {
    Ascii(Vec<Cause>),
    Truncated(Vec<Cause>),
    DeviatedValue { index: usize, spread: Spread, cause: Cause },
    DeviatedCell(Vec<(usize, Spread, Cause)>),
    Forbidden { index: usize, values: BTreeSet<Vec<u8>>, cause: Cause },
    Required { index: usize, left: Vec<(Vec<u8>, &'a Value)>, cause: Cause },
    Sequential { index: usize, next: Option<f64>, broken: bool, cause: Cause },
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

impl Running<'_> {
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

impl Run<'_> {
    fn row(&mut self, row: &Row, fields: &[Field], scratch: &mut Vec<u8>, sink: &mut dyn Sink) {
        let line = Some(row.line).filter(|line| *line > 0);
        let place = |index: Option<usize>| Place {
            row: Some(row.number),
            field: index.map(number),
            line,
            same_as: None,
        };
        let mut cast = |index: usize| {
            fields[index].read(row.cell(index), row.kind(index), scratch).unwrap_or(Cast::Null)
        };
        match self {
            Self::Ascii(causes) => {
                for (index, cause) in causes.iter().enumerate().take(row.len()) {
                    let text = matches!(fields[index].reader, Reader::String(_));
                    if text && !row.cell(index).is_ascii() {
                        sink.take(cause.at(place(Some(index))));
                    }
                }
            }
            Self::Truncated(causes) => {
                for (index, cause) in causes.iter().enumerate().take(row.len()) {
                    if is_truncated(&fields[index], row.cell(index), &cast(index)) {
                        sink.take(cause.at(place(Some(index))));
                    }
                }
            }
            Self::DeviatedValue { index, spread, .. } => {
                if let Cast::Number(number) = cast(*index) {
                    spread.add(number.float(), place(None));
                }
            }
            Self::DeviatedCell(columns) => {
                for (index, spread, _) in
                    columns.iter_mut().filter(|(index, ..)| *index < row.len())
                {
                    let length = row.text(*index).chars().count();
                    if length > 0 {
                        spread
                            .add(f64::from(u32::try_from(length).unwrap_or(u32::MAX)), place(None));
                    }
                }
            }
            Self::Forbidden { index, values, cause } => {
                let mut bytes = Vec::new();
                cast(*index).canonical(&mut bytes);
                if values.contains(&bytes) {
                    sink.take(cause.at(place(Some(*index))));
                }
            }
            Self::Required { index, left, .. } if !left.is_empty() => {
                let mut bytes = Vec::new();
                cast(*index).canonical(&mut bytes);
                left.retain(|(wanted, _)| *wanted != bytes);
            }
            Self::Sequential { index, next, broken, cause } if !*broken => {
                let number = match cast(*index) {
                    Cast::Number(number) => Some(number.float()),
                    _ => None,
                };
                let follows = number.filter(|is| next.is_none_or(|next| next == *is));
                *broken = follows.is_none();
                *next = follows.map(|is| is + 1.0);
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
