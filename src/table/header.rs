//! Which records hold the labels, and whether these are the schema's.

use std::collections::{BTreeMap, VecDeque};

use crate::table::damage;
use crate::table::fault::{self, Cause, Place, Sink, Stop};
use crate::table::field::{Cast, Field, Format, Reader};
use crate::table::layout::{Dialect, Switch};
use crate::table::number::Marks;
use crate::table::row::{Merged, Row};
use crate::table::rows::Rows;
use crate::table::schema::{FieldsMatch, Schema};

/// How many records are looked at to find the header.
const LOOKED_AT: usize = 100;
/// And how many bytes of them.
const MOST_BYTES: usize = 4 << 20;

/// The labels, and the records after them.
pub(crate) struct Body {
    rows: Box<dyn Rows>,
    /// Records that were looked at and belong to the body.
    waiting: VecDeque<Row>,
    /// What ends the stream after them.
    stop: Option<Stop>,
    pub(crate) labels: Vec<String>,
    /// The rows that hold the labels; none if the table has no header.
    pub(crate) header_rows: Vec<u64>,
    /// The line of the first of them.
    pub(crate) header_line: u64,
    /// Rows above the header that nobody declared.
    pub(crate) titles: u64,
    comments: Comments,
    skip_blank: bool,
}

/// Which records are comments.
struct Comments {
    mark: Option<String>,
    rows: Vec<u64>,
}

impl Comments {
    fn has(&self, row: &Row) -> bool {
        let marked = |mark: &String| !mark.is_empty() && row.cell(0).starts_with(mark.as_bytes());
        self.mark.as_ref().is_some_and(marked) || self.rows.binary_search(&row.number).is_ok()
    }
}

impl Body {
    /// Reads as far as the header.
    pub(crate) fn new(mut rows: Box<dyn Rows>, dialect: &Dialect) -> Result<Self, Stop> {
        let comments =
            Comments { mark: dialect.comment_char.clone(), rows: dialect.comment_rows.clone() };
        let least = dialect.header_rows.as_ref().and_then(|rows| rows.last().copied()).unwrap_or(0);
        let mut looked = VecDeque::new();
        let (mut stop, mut bytes, mut number) = (None, 0, 0);
        while number < least || (looked.len() < LOOKED_AT && bytes < MOST_BYTES) {
            let mut row = Row::default();
            match rows.next(&mut row) {
                // Far above a declared header only the rows that it consists of matter.
                Ok(true) => {
                    number = row.number;
                    let declared =
                        dialect.header_rows.as_ref().is_some_and(|r| r.contains(&number));
                    if declared || (looked.len() < LOOKED_AT && bytes < MOST_BYTES) {
                        bytes += row.bytes.len();
                        looked.push_back(row);
                    }
                }
                Ok(false) => break,
                Err(error) => {
                    stop = Some(error);
                    break;
                }
            }
        }
        if looked.iter().all(Row::is_empty) {
            return Err(stop.unwrap_or_else(|| Stop::because("source-error", "empty")));
        }
        let (header_rows, titles) = match &dialect.header_rows {
            Some(rows) => (rows.clone(), 0),
            None => found(&looked, &comments),
        };
        let mut body = Self {
            rows,
            waiting: looked,
            stop,
            labels: Vec::new(),
            header_rows,
            header_line: 0,
            titles,
            comments,
            skip_blank: dialect.skip_blank_rows.or(Switch::Off),
        };
        body.take_labels(dialect.header_join.as_deref().unwrap_or(" "));
        Ok(body)
    }

    fn take_labels(&mut self, join: &str) {
        let Some(last) = self.header_rows.last().copied() else { return };
        let mut before: BTreeMap<usize, String> = BTreeMap::new();
        while self.waiting.front().is_some_and(|row| row.number <= last) {
            let Some(row) = self.waiting.pop_front() else { break };
            if self.header_rows.binary_search(&row.number).is_err() || self.comments.has(&row) {
                continue;
            }
            if self.header_line == 0 {
                self.header_line = row.line;
            }
            for index in 0..row.len() {
                let text = row.text(index).trim().to_owned();
                // A label that is written over several rows is one label.
                if before.get(&index) == Some(&text) {
                    continue;
                }
                before.insert(index, text.clone());
                match self.labels.get_mut(index) {
                    Some(label) => *label = format!("{label}{join}{text}"),
                    None => self.labels.push(text),
                }
            }
        }
    }

    /// How many cells the first record has.
    pub(crate) fn width(&self) -> usize {
        self.waiting.front().map_or(0, Row::len)
    }

    /// The columns with the type that the first rows suggest; only for checks of numbers, never for
    /// calling a cell wrong.
    pub(crate) fn inferred(&self, fields: &[Field]) -> Vec<Field> {
        let mut scratch = Vec::new();
        let mut fits = |index: usize, field: &Field| {
            let mut some = false;
            let all = self.waiting.iter().filter(|row| row.len() > index).all(|row| {
                let cast = field.read(row.cell(index), row.kind(index), &mut scratch);
                some |= !matches!(cast, None | Some(Cast::Null));
                cast.is_some()
            });
            all && some
        };
        let infer = |(index, field): (usize, &Field)| {
            let integer = Field::plain(&field.name, "integer", Reader::Integer(Marks::default()));
            let number = Field::plain(&field.name, "number", Reader::Number(Marks::default()));
            let string = Field::plain(&field.name, "string", Reader::String(Format::Default));
            if fits(index, &integer) {
                return integer;
            }
            if fits(index, &number) { number } else { string }
        };
        fields.iter().enumerate().map(infer).collect()
    }

    /// The merged cells, known after the last record.
    pub(crate) fn merged(&self) -> Merged {
        self.rows.merged()
    }

    /// The next record that is neither comment nor, where the dialect says so, blank.
    pub(crate) fn next(&mut self, row: &mut Row) -> Result<bool, Stop> {
        loop {
            if let Some(waiting) = self.waiting.pop_front() {
                *row = waiting;
            } else if let Some(stop) = self.stop.take() {
                return Err(stop);
            } else if !self.rows.next(row)? {
                return Ok(false);
            }
            let blank = self.skip_blank && row.is_blank();
            if !blank && !self.comments.has(row) {
                return Ok(true);
            }
        }
    }
}

/// The row with the labels, and how many rows of titles are above it: lines that fill one cell at
/// most, above rows that fill more.
fn found(looked: &VecDeque<Row>, comments: &Comments) -> (Vec<u64>, u64) {
    let filled = |row: &Row| (0..row.len()).filter(|i| !row.cell(*i).is_empty()).count();
    let content: Vec<&Row> = looked.iter().filter(|row| !comments.has(row)).collect();
    let mut widths: Vec<usize> = content.iter().map(|row| row.len()).filter(|n| *n > 0).collect();
    widths.sort_unstable();
    let usual = widths.chunk_by(|a, b| a == b).max_by_key(|same| (same.len(), same[0]));
    let width = usual.map_or(1, |same| same[0]);
    let first = content.iter().position(|row| !row.is_empty()).unwrap_or(0);
    let header = if width > 1 {
        let wide = |row: &&Row| filled(row) > 1 && row.len() >= width.div_ceil(2);
        content.iter().position(wide).unwrap_or(first)
    } else {
        first
    };
    // A header is followed by rows; what looks like titles above the last row is the table itself.
    let header = if header + 1 >= content.len() && header > first { first } else { header };
    let titles = content[first.min(header)..header].iter().filter(|row| !row.is_empty()).count();
    (content.get(header).map(|row| vec![row.number]).unwrap_or_default(), titles as u64)
}

/// Pairs labels and fields, and tells the sink where they disagree: the columns that cells are read
/// by, each label's field or an untyped one.
///
/// # Errors
/// Where labels cannot be paired by name.
pub(crate) fn pair(
    schema: &Schema,
    body: &Body,
    dialect: &Dialect,
    sink: &mut dyn Sink,
) -> Result<Vec<Field>, Stop> {
    let labels = &body.labels;
    if labels.is_empty() {
        return Ok(schema.fields.clone());
    }
    let folded = |name: &str| {
        if dialect.header_case.or(Switch::On) { name.to_owned() } else { name.to_lowercase() }
    };
    let by_name = schema.fields_match != FieldsMatch::Exact;
    let mut paired: Vec<Option<usize>> = Vec::with_capacity(labels.len());
    if by_name {
        let mut names = BTreeMap::new();
        for (index, field) in schema.fields.iter().enumerate() {
            names.entry(folded(&field.name)).or_insert(index);
        }
        let mut seen = BTreeMap::new();
        for (index, label) in labels.iter().enumerate() {
            if seen.insert(label.as_str(), index).is_some() {
                return Err(Stop::new(Cause::new("error").because("labels-twice")));
            }
            paired.push(names.get(&folded(label)).copied());
        }
    } else {
        paired.extend((0..labels.len()).map(|i| (i < schema.fields.len()).then_some(i)));
    }
    let line = Some(body.header_line).filter(|line| *line > 0);
    let mut telling = Telling { sink, line };
    telling.extra(schema, labels, &paired);
    telling.missing(schema, labels, &paired);
    if !by_name {
        telling.each_label(schema, labels, folded);
    }
    for (index, label) in labels.iter().enumerate() {
        if let Some(cause) = damage::Causes::of(label).found(label) {
            let row = body.header_rows.first().copied();
            telling.sink.take(cause.at(Place { row, line, ..Place::of_field(index) }));
        }
    }
    let field = |(label, index): (&String, &Option<usize>)| match index {
        Some(index) => schema.fields[*index].clone(),
        None => Field::untyped(label),
    };
    Ok(labels.iter().zip(&paired).map(field).collect())
}

struct Telling<'a> {
    sink: &'a mut dyn Sink,
    line: Option<u64>,
}

impl Telling<'_> {
    fn tell(&mut self, cause: &Cause, field: Option<usize>) {
        let mut place = field.map(Place::of_field).unwrap_or_default();
        place.line = self.line;
        self.sink.take(cause.at(place));
    }

    fn extra(&mut self, schema: &Schema, labels: &[String], paired: &[Option<usize>]) {
        if matches!(schema.fields_match, FieldsMatch::Subset | FieldsMatch::Partial) {
            let none = !schema.fields.is_empty() && paired.iter().all(Option::is_none);
            if none && schema.fields_match == FieldsMatch::Partial {
                self.tell(&Cause::new("unmatched-header"), None);
            }
            return;
        }
        for (index, label) in labels.iter().enumerate().filter(|(i, _)| paired[*i].is_none()) {
            self.tell(&Cause::of_column("extra-label", label), Some(index));
        }
    }

    fn missing(&mut self, schema: &Schema, labels: &[String], paired: &[Option<usize>]) {
        let tolerated = matches!(schema.fields_match, FieldsMatch::Superset | FieldsMatch::Partial);
        let needed = |field: &Field| {
            !tolerated || field.required.is_some() || schema.primary_key.contains(&field.name)
        };
        let absent = |index: usize| !paired.contains(&Some(index));
        let missing = schema.fields.iter().enumerate().filter(|(i, f)| absent(*i) && needed(f));
        for (offset, (_, field)) in missing.enumerate() {
            let cause = Cause::of_column("missing-label", &field.name);
            self.tell(&cause, Some(labels.len() + offset));
        }
    }

    fn each_label(&mut self, schema: &Schema, labels: &[String], folded: impl Fn(&str) -> String) {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for (index, (label, field)) in labels.iter().zip(&schema.fields).enumerate() {
            if label.is_empty() {
                self.tell(&Cause::of_column("blank-label", &field.name), Some(index));
            } else if let Some(first) = seen.get(label.as_str()) {
                let cause = Cause::of_column("duplicate-label", label);
                self.tell(&cause.with("first", first + 1), Some(index));
            } else {
                seen.insert(label, index);
                if folded(label) != folded(&field.name) {
                    let cause = Cause::of_column("incorrect-label", &field.name);
                    self.tell(&cause.with("label", fault::shown_label(label)), Some(index));
                }
            }
        }
    }
}
