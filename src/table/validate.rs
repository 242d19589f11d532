//! Whether a table is what its schema says: one pass over its rows.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use md5::Md5;
use sha2::{Digest, Sha256};

use crate::table::checks::Checks;
use crate::table::damage;
use crate::table::fault::{Cause, Fault, Place, Sink, Stop, number};
use crate::table::field::{Cast, Field};
use crate::table::footer::Footers;
use crate::table::header::{self, Body};
use crate::table::integrity::{Duplicates, Integrity};
use crate::table::keys::{self, Holes, KeySet};
use crate::table::layout::Layout;
use crate::table::row::{Kind, Merged, Oddity, Row};
use crate::table::rows::{self, Facts};
use crate::table::schema::Schema;
use crate::table::source::{Limits, Source, stop_of};

/// What is declared about the file itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// `md5`, `md5:…` or `sha256:…`.
    pub hash: Option<String>,
    /// Bytes; 0 is not checked.
    pub bytes: u64,
    /// Columns; 0 is not checked.
    pub fields: u64,
    /// Rows; 0 is not checked.
    pub rows: u64,
}

/// What a table is held to.
#[derive(Debug, Default)]
pub struct Plan<'a> {
    /// Its columns and keys; without one only its structure is checked.
    pub schema: Option<&'a Schema>,
    /// What is checked beyond the schema.
    pub checks: Checks,
    /// What is declared about the file.
    pub expected: Expected,
    /// The keys that the schema's foreign keys refer to, by their place in it.
    pub references: BTreeMap<usize, KeySet>,
    /// The columns whose cells may be shown in findings. Never those of personal data.
    pub shown: BTreeSet<String>,
    /// How much is too much.
    pub limits: Limits,
}

/// What was found out by the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How the file is written.
    pub facts: Facts,
    /// The rows with the labels.
    pub header_rows: Vec<u64>,
    /// The labels.
    pub labels: Vec<String>,
    /// How many rows follow them.
    pub rows: u64,
    /// Whether all of it was read.
    pub complete: bool,
}

/// Who sees every row of a table by the way.
pub trait Watch {
    /// The columns' names, before the first row.
    fn begin(&mut self, names: &[&str]);
    /// The next row.
    fn row(&mut self, row: &Row);
}

/// Checks a table and tells the sink; a watcher, such as a profiler, sees every row by the way.
pub fn validate(
    source: &Source,
    layout: &Layout,
    plan: &Plan,
    sink: &mut dyn Sink,
    watch: Option<&mut dyn Watch>,
) -> Outcome {
    let mut outcome = Outcome::default();
    let mut chosen = plan.checks.choose(sink);
    let mut pass = Pass { source, layout, plan, outcome: &mut outcome };
    match pass.run(&mut chosen, watch) {
        Ok(()) => outcome.complete = true,
        Err(stop) => chosen.take(stop.fault()),
    }
    outcome
}

struct Pass<'a> {
    source: &'a Source,
    layout: &'a Layout,
    plan: &'a Plan<'a>,
    outcome: &'a mut Outcome,
}

/// A table opened as far as its first row.
struct Table {
    body: Body,
    schema: Schema,
    fields: Vec<Field>,
}

impl Pass<'_> {
    fn run(&mut self, sink: &mut dyn Sink, watch: Option<&mut dyn Watch>) -> Result<(), Stop> {
        let mut table = self.open(sink)?;
        let schema = &table.schema;
        let fields = table.fields.as_slice();
        let typed = if schema.declared { None } else { Some(table.body.inferred(fields)) };
        let typed = typed.as_deref().unwrap_or(fields);
        let mut running =
            self.plan.checks.start(typed, schema.fields.len().max(fields.len()), sink)?;
        let duplicates =
            if self.plan.checks.duplicates { Duplicates::Told } else { Duplicates::Ignored };
        let mut integrity = Integrity::new(schema, fields, duplicates, &self.plan.references);
        let mut cells = Cells::new(fields, &self.plan.shown);
        let mut watch = watch;
        if let Some(watch) = watch.as_deref_mut() {
            let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
            watch.begin(&names);
        }
        let mut footers = Footers::new(fields.len());
        let mut row = Row::default();
        while table.body.next(&mut row)? {
            self.outcome.rows += 1;
            cells.row(&row, sink);
            footers.row(&row);
            integrity.row(&row, fields, sink);
            running.row(&row, typed, sink);
            if let Some(watch) = watch.as_deref_mut() {
                watch.row(&row);
            }
        }
        footers.end(sink);
        let Merged { n, first } = table.body.merged();
        if n > 0 {
            let cause = Cause::new("merged-cells").with("merged", n);
            sink.take(cause.at(Place { row: Some(first), ..Place::default() }));
        }
        if integrity.needs_confirming() {
            self.confirm(integrity, fields, sink)?;
        }
        running.end(self.outcome.rows, sink);
        self.end(schema, sink)
    }

    /// Opens the file, finds its header and pairs it with the schema.
    fn open(&mut self, sink: &mut dyn Sink) -> Result<Table, Stop> {
        let opened = rows::open(self.source, self.layout, &self.plan.limits)?;
        self.outcome.facts = opened.facts;
        if let Some((cause, place)) = &self.outcome.facts.problem {
            sink.take(cause.at(*place));
        }
        let body = Body::new(opened.rows, &self.layout.dialect)?;
        self.outcome.header_rows.clone_from(&body.header_rows);
        self.outcome.labels.clone_from(&body.labels);
        if body.titles > 0 {
            let header = body.header_rows.first().copied().unwrap_or_default();
            let cause = Cause::new("title-rows").with("titles", body.titles);
            let cause = cause.with("header", header);
            sink.take(cause.at(Place { row: Some(1), line: Some(1), ..Place::default() }));
        }
        let mut schema = match self.plan.schema {
            Some(schema) => schema.clone(),
            None => Schema::of_labels(body.labels.iter().map(String::as_str)),
        };
        if schema.fields.is_empty() && body.labels.is_empty() {
            let names: Vec<String> = (1..=body.width()).map(|n| format!("field{n}")).collect();
            schema = Schema::of_labels(names.iter().map(String::as_str));
        }
        let fields = header::pair(&schema, &body, &self.layout.dialect, sink)?;
        Ok(Table { body, schema, fields })
    }

    /// Reads again and compares what only seemed to repeat.
    fn confirm(
        &self,
        integrity: Integrity,
        fields: &[Field],
        sink: &mut dyn Sink,
    ) -> Result<(), Stop> {
        let opened = rows::open(self.source, self.layout, &self.plan.limits)?;
        let mut body = Body::new(opened.rows, &self.layout.dialect)?;
        let mut confirming = integrity.confirming();
        let mut row = Row::default();
        while body.next(&mut row)? {
            confirming.row(&row, fields, sink);
        }
        Ok(())
    }

    fn end(&self, schema: &Schema, sink: &mut dyn Sink) -> Result<(), Stop> {
        let Expected { hash, bytes, fields, rows } = &self.plan.expected;
        let mut differ = |code, expected: &str, is: &str| {
            if expected != is {
                let cause = Cause::new(code).with("expected", expected).with("is", is);
                sink.take(cause.at(Place::default()));
            }
        };
        let mut count = |code, expected: u64, is: u64| {
            if expected > 0 {
                differ(code, &expected.to_string(), &is.to_string());
            }
        };
        count("field-count", *fields, schema.fields.len() as u64);
        count("row-count", *rows, self.outcome.rows);
        if *bytes > 0 || hash.is_some() {
            let (is_hash, is_bytes) = digest(self.source, hash.as_deref())?;
            count("byte-count", *bytes, is_bytes);
            if let (Some(expected), Some(is)) = (hash, is_hash) {
                let expected = expected.rsplit(':').next().unwrap_or_default();
                differ("hash-count", &expected.to_ascii_lowercase(), &is);
            }
        }
        Ok(())
    }
}

/// The hash by the algorithm that is declared, none if it is another one, and the bytes.
fn digest(source: &Source, declared: Option<&str>) -> Result<(Option<String>, u64), Stop> {
    let algorithm = declared.map(|hash| hash.split_once(':').map_or("md5", |(name, _)| name));
    let mut bytes = source.read()?;
    let (mut md5, mut sha) = (Md5::new(), Sha256::new());
    let mut block = vec![0; 1 << 16];
    let mut count = 0;
    loop {
        let read = bytes.read(&mut block).map_err(stop_of)?;
        if read == 0 {
            break;
        }
        count += read as u64;
        match algorithm {
            Some("md5") => md5.update(&block[..read]),
            Some("sha256") => sha.update(&block[..read]),
            _ => {}
        }
    }
    let hash = match algorithm {
        Some("md5") => Some(crate::text::hex(&md5.finalize())),
        Some("sha256") => Some(crate::text::hex(&sha.finalize())),
        _ => None,
    };
    Ok((hash, count))
}

/// The cells of one row after another, each held to its column.
struct Cells<'a> {
    fields: &'a [Field],
    shown: Vec<bool>,
    damage: Vec<damage::Causes>,
    missing_cell: Cause,
    extra_cell: Cause,
    blank_row: Cause,
    stray: Cause,
    unclosed: Cause,
    formula: Cause,
    pending: Vec<(&'a Cause, usize)>,
    scratch: Vec<u8>,
}

impl<'a> Cells<'a> {
    fn new(fields: &'a [Field], shown: &BTreeSet<String>) -> Self {
        Self {
            fields,
            shown: fields.iter().map(|field| shown.contains(&field.name)).collect(),
            damage: fields.iter().map(|field| damage::Causes::of(&field.name)).collect(),
            missing_cell: Cause::new("missing-cell"),
            extra_cell: Cause::new("extra-cell"),
            blank_row: Cause::new("blank-row"),
            stray: Cause::new("stray-quote"),
            unclosed: Cause::new("unclosed-quote"),
            formula: Cause::new("formula-error"),
            pending: Vec::new(),
            scratch: Vec::new(),
        }
    }

    fn row(&mut self, row: &Row, sink: &mut dyn Sink) {
        let place = |index: Option<usize>| Place {
            row: Some(row.number),
            field: index.map(number),
            line: Some(row.line).filter(|line| *line > 0),
            same_as: None,
        };
        let mut filled = false;
        self.pending.clear();
        for (index, field) in self.fields.iter().enumerate().take(row.len()) {
            filled |= self.cell(index, field, row);
        }
        if !filled {
            sink.take(self.blank_row.at(place(None)));
            return;
        }
        for (cause, index) in &self.pending {
            let value = self.shown[*index].then(|| row.text(*index));
            sink.take(Fault { cause, place: place(Some(*index)), value });
        }
        for index in row.len()..self.fields.len() {
            if let Some(required) = &self.fields[index].required {
                sink.take(required.at(place(Some(index))));
            }
            sink.take(self.missing_cell.at(place(Some(index))));
        }
        for index in self.fields.len()..row.len() {
            sink.take(self.extra_cell.at(place(Some(index))));
        }
        for (index, oddity) in &row.oddities {
            let cause = match oddity {
                Oddity::StrayQuote => &self.stray,
                Oddity::UnclosedQuote => &self.unclosed,
            };
            sink.take(cause.at(place(Some(*index))));
        }
        for (index, _) in row.kinds.iter().enumerate().filter(|(_, kind)| **kind == Kind::Error) {
            sink.take(self.formula.at(place(Some(index))));
        }
        if damage::possible(&row.bytes) {
            for (index, causes) in self.damage.iter().enumerate().take(row.len()) {
                if let Some(cause) = causes.found(row.text(index)) {
                    sink.take(cause.at(place(Some(index))));
                }
            }
        }
    }

    /// Reads a cell and notes what is wrong; whether there is anything in it.
    fn cell(&mut self, index: usize, field: &'a Field, row: &Row) -> bool {
        let (cell, kind) = (row.cell(index), row.kind(index));
        match field.read(cell, kind, &mut self.scratch) {
            None => {
                self.pending.push((&field.wrong_type, index));
                true
            }
            Some(Cast::Null) => {
                if let Some(required) = &field.required {
                    self.pending.push((required, index));
                }
                false
            }
            Some(cast) => {
                let broken = field.rules.iter().filter(|rule| !rule.holds(&cast));
                self.pending.extend(broken.map(|rule| (&rule.cause, index)));
                true
            }
        }
    }
}

/// The keys of a table that another one refers to.
///
/// # Errors
/// Why they cannot be read.
pub fn keys_of(
    source: &Source,
    layout: &Layout,
    plan: &Plan,
    columns: &[String],
) -> Result<KeySet, Stop> {
    struct Deaf;
    impl Sink for Deaf {
        fn take(&mut self, _: Fault<'_>) {}
    }
    let mut outcome = Outcome::default();
    let mut pass = Pass { source, layout, plan, outcome: &mut outcome };
    let Table { mut body, fields, .. } = pass.open(&mut Deaf)?;
    let place = |name: &String| fields.iter().position(|field| field.name == *name);
    let columns: Option<Vec<usize>> = columns.iter().map(place).collect();
    let mut set = KeySet::default();
    let Some(columns) = columns else { return Ok(set) };
    let (mut row, mut key, mut scratch) = (Row::default(), Vec::new(), Vec::new());
    while body.next(&mut row)? {
        if keys::key(&row, &fields, &columns, &mut key, &mut scratch) != Holes::All {
            set.add(keys::hash(&key));
        }
    }
    Ok(set)
}
