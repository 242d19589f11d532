//! One table → its survey, in one pass.

use crate::survey::{Declared, Finding, Reading, Survey, Tally};
use crate::table::personal::{self, Column, Crowd, Kind};
use crate::table::{
    self, ColumnProfile, Days, Fault, Format, Keep, KeySet, Layout, Limits, Outcome, Packing,
    Pairs, Plan, Profile, Profiler, Row, Schema, SheetFormat, Sink, Source, Span, Watch, keys_of,
    shown_label, validate,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A table to be read.
#[derive(Debug)]
pub struct Ask<'a> {
    /// Its bytes.
    pub source: &'a Source,
    /// What is declared of it.
    pub declared: &'a Declared,
    /// The tables that its foreign keys may name, by name.
    pub others: &'a BTreeMap<String, Reference<'a>>,
    /// How much is too much, and where spreadsheets are read.
    pub limits: &'a Limits,
}

/// A table that another one refers to.
#[derive(Debug)]
pub struct Reference<'a> {
    /// Its bytes.
    pub source: Source,
    /// What is declared of it.
    pub declared: &'a Declared,
}

/// Reads a table to its end. Whatever is wrong with it is a finding.
pub fn read(ask: &Ask) -> Survey {
    let mut problems = ask.declared.problems.clone();
    let schema = ask.declared.schema().unwrap_or_else(|wrong| {
        problems.extend(wrong);
        None
    });
    let mut survey = pass(ask, schema.as_ref());
    // Labels that repeat cannot be found by name: the columns are read all the same.
    let unpaired = survey.refusal.as_ref().is_some_and(|refusal| refusal.code == "error");
    if unpaired {
        survey = pass(ask, None);
    }
    survey.reading.dictionary = schema.is_some() && !unpaired;
    survey.reading.key = schema.as_ref().is_some_and(|schema| !schema.primary_key.is_empty());
    let own = problems.iter().map(Finding::of_cause);
    survey.findings = own.chain(std::mem::take(&mut survey.findings)).collect();
    point((ask.source, &ask.declared.layout), ask.limits, &mut survey);
    survey
}

/// Finds where in the text the first cell of each finding begins, and the labels of columns that
/// seem personal.
pub(super) fn point((source, layout): (&Source, &Layout), limits: &Limits, survey: &mut Survey) {
    let header = survey.reading.header_rows.first().copied();
    let cell = |finding: &Finding| {
        let place = finding.place();
        Some((place.row.or(header)?, place.field?))
    };
    let head = |found: &personal::Finding| {
        let row = header.or(found.verdict.rows.first().copied())?;
        Some((row, u32::try_from(found.column + 1).ok()?))
    };
    let persons = survey.personal.findings.iter();
    let cells = survey.findings.iter().filter_map(cell).chain(persons.filter_map(head)).collect();
    let points = table::points(source, layout, limits, &cells);
    for finding in &mut survey.findings {
        finding.point = cell(finding).and_then(|cell| points.get(&cell).copied());
        if let (Some(point), Some(place)) = (finding.point, finding.places.first_mut()) {
            // A cell may begin on a later line than its record.
            place.line = Some(u64::from(point.line));
        }
    }
    let heads = survey.personal.findings.iter();
    let heads = heads.filter_map(|found| Some((found.column, *points.get(&head(found)?)?)));
    survey.heads = heads.collect();
}

fn pass(ask: &Ask, schema: Option<&Schema>) -> Survey {
    let Declared { layout, .. } = ask.declared;
    let mut sink = Heard::of(&ask.source.name);
    // Of another table that cannot be read its own survey tells.
    let references = references(ask, schema);
    let checks = ask.declared.checks.clone();
    let limits = ask.limits.clone();
    let plan = Plan { schema, checks, references, limits, ..Plan::default() };
    let mut watch = Watching {
        month_first: month_first(ask.declared),
        days: schema.map(Days::of).unwrap_or_default(),
        ..Watching::default()
    };
    let outcome = validate(ask.source, layout, &plan, &mut sink, Some(&mut watch));
    let mut survey = watch.finish();
    survey.reading = reading(layout, &outcome);
    survey.reading.references = held(schema, &plan.references, &survey.columns);
    survey.reading.rules = plan.checks.rules() as u64;
    survey.rows = outcome.rows;
    survey.ragged = sink.ragged;
    (survey.findings, survey.refusal) = findings_of(sink, &outcome);
    survey
}

/// The columns whose dates are declared to have the month first.
fn month_first(declared: &Declared) -> BTreeSet<String> {
    let fields = declared.dictionary.as_ref().and_then(|schema| schema.get("fields"));
    let fields = fields.and_then(Value::as_array).into_iter().flatten();
    let text = |field: &Value, key: &str| field.get(key).and_then(Value::as_str).map(str::to_owned);
    let named = fields.filter_map(|field| {
        let format = text(field, "format")?;
        text(field, "name").filter(|_| format.starts_with("%m") || format == "%D")
    });
    named.collect()
}

/// How many foreign keys the rows were held to: those of which both sides are there.
fn held(
    schema: Option<&Schema>,
    references: &BTreeMap<usize, KeySet>,
    columns: &[ColumnProfile],
) -> u64 {
    let there = |name: &String| {
        let shown = shown_label(name);
        columns.iter().any(|column| column.name == shown)
    };
    let keys = schema.iter().flat_map(|schema| &schema.foreign_keys).enumerate();
    let held = keys.filter(|(at, key)| references.contains_key(at) && key.fields.iter().all(there));
    held.count() as u64
}

/// What was heard, and what of it ended the reading.
pub(super) fn findings_of(heard: Heard, outcome: &Outcome) -> (Vec<Finding>, Option<Finding>) {
    let findings: Vec<Finding> =
        heard.tally.into_findings().into_iter().map(Finding::from).collect();
    let refusal = (!outcome.complete).then(|| stopped(&findings)).flatten();
    (findings, refusal)
}

/// What ended the reading.
fn stopped(findings: &[Finding]) -> Option<Finding> {
    const STOPS: [&str; 8] = [
        "scheme-error",
        "source-error",
        "format-error",
        "compression-error",
        "encoding-error",
        "table-limit",
        "check-error",
        "error",
    ];
    findings.iter().rev().find(|finding| STOPS.contains(&finding.code.as_str())).cloned()
}

/// The keys that the schema's foreign keys refer to, of the tables that can be read.
fn references(ask: &Ask, schema: Option<&Schema>) -> BTreeMap<usize, KeySet> {
    let mut references = BTreeMap::new();
    for (index, key) in schema.iter().flat_map(|schema| &schema.foreign_keys).enumerate() {
        let (source, declared) = if key.resource.is_empty() {
            (ask.source, ask.declared)
        } else {
            match ask.others.get(&key.resource) {
                Some(other) => (&other.source, other.declared),
                None => continue,
            }
        };
        let there = declared.schema().ok().flatten();
        let limits = ask.limits.clone();
        let plan = Plan { schema: there.as_ref(), limits, ..Plan::default() };
        if let Ok(keys) = keys_of(source, &declared.layout, &plan, &key.reference) {
            references.insert(index, keys);
        }
    }
    references
}

pub(super) fn reading(layout: &Layout, outcome: &Outcome) -> Reading {
    let format = match layout.format {
        Format::Delimited => "csv",
        Format::Json => "json",
        Format::JsonLines => "jsonl",
        Format::Sheet(SheetFormat::Xlsx) => "xlsx",
        Format::Sheet(SheetFormat::Xls) => "xls",
        Format::Sheet(SheetFormat::Ods) => "ods",
        Format::Unknown => "",
    };
    let packed = match layout.packing {
        Packing::None | Packing::Unknown => None,
        Packing::Gzip => Some("gzip"),
        Packing::Zip { .. } => Some("zip"),
    };
    Reading {
        format: format.to_owned(),
        packed: packed.map(str::to_owned),
        encoding: outcome.facts.encoding.map(str::to_owned),
        byte_order_mark: outcome.facts.byte_order_mark,
        delimiter: outcome.facts.delimiter,
        header_rows: outcome.header_rows.clone(),
        whole: outcome.complete,
        ..Reading::default()
    }
}

/// Hears of faults: counted by cause, and the rows of a wrong width once each.
pub(super) struct Heard {
    tally: crate::table::Tally,
    ragged: Tally,
    last: u64,
}

impl Heard {
    pub(super) fn of(file: &str) -> Self {
        Self { tally: crate::table::Tally::of(file), ragged: Tally::default(), last: 0 }
    }
}

impl Sink for Heard {
    fn take(&mut self, fault: Fault<'_>) {
        let row = fault.place.row.unwrap_or_default();
        if matches!(fault.cause.code, "extra-cell" | "missing-cell") && row != self.last {
            self.last = row;
            self.ragged.n += 1;
            self.ragged.first = self.ragged.first.or(fault.place.row);
        }
        self.tally.take(fault);
    }
}

/// Sees every row once: for the profile, for persons, for who stands out.
#[derive(Default)]
pub(super) struct Watching {
    profiler: Profiler,
    columns: Vec<Column>,
    crowd: Option<Crowd>,
    numbers: Numbers,
    pairs: Pairs,
    days: Days,
    /// Columns whose check digits stand in others.
    split: Vec<(usize, usize)>,
    month_first: BTreeSet<String>,
}

impl Watch for Watching {
    fn begin(&mut self, names: &[&str]) {
        self.profiler = Profiler::new(Keep::default());
        self.profiler.begin(names);
        self.columns = names.iter().map(|name| Column::new(name)).collect();
        self.crowd = Crowd::new(names);
        self.days.begin(names);
        self.split = personal::split_ruts(names);
        self.pairs = Pairs::of(names, |name| self.month_first.contains(name));
    }

    fn row(&mut self, row: &Row) {
        self.profiler.row(row);
        self.numbers.add(row.number);
        self.pairs.row(row);
        self.days.row(row);
        let texts = row.texts().chain(std::iter::repeat(""));
        for (index, (column, text)) in self.columns.iter_mut().zip(texts).enumerate() {
            match self.split.iter().find(|(body, _)| *body == index) {
                Some((_, check)) if !text.is_empty() => {
                    column.add(&format!("{}-{}", text.trim(), row.text(*check).trim()));
                }
                _ => column.add(text),
            }
        }
        if let Some(crowd) = &mut self.crowd {
            crowd.add(|index| row.text(index));
        }
    }
}

impl Watching {
    pub(super) fn finish(self) -> Survey {
        let mut personal = personal::judge(&self.columns, &[], None);
        let mut profile = self.profiler.finish();
        for (at, Span { written, days }) in self.days.finish() {
            if let Some(column) = profile.columns.get_mut(at) {
                (column.range, column.days) = (Some(written), Some(days));
            }
        }
        conceal(&mut profile);
        for finding in &mut personal.findings {
            for row in &mut finding.verdict.rows {
                *row = self.numbers.of(*row);
            }
            if hides(finding.verdict.kind) {
                profile.hide(finding.column);
            }
        }
        for column in &mut profile.columns {
            column.name = shown_label(&column.name);
            column.field.insert("name".to_owned(), column.name.as_str().into());
        }
        let hidden: Vec<bool> = profile.columns.iter().map(|column| column.hidden).collect();
        let cell = |(index, cell): (usize, String)| {
            (!hidden[index] && !personal::tells_number(&cell)).then_some(cell)
        };
        let row = |row: Vec<String>| row.into_iter().enumerate().map(cell).collect();
        let persons = personal.rows == personal::Rows::Persons;
        Survey {
            first: profile.first.into_iter().map(row).collect(),
            filled: profile.rows,
            columns: profile.columns,
            crowding: self.crowd.filter(|_| persons).map(|crowd| crowd.crowding()),
            personal,
            pairs: self.pairs.finish(),
            ..Survey::default()
        }
    }
}

/// Leaves out the number of a person wherever it stands: in a remark, as a footer, beside companies, or
/// as a label, where the file has no header and its first row is a record.
fn conceal(profile: &mut Profile) {
    if profile.columns.iter().any(|column| personal::tells_number(&column.name)) {
        for index in 0..profile.columns.len() {
            profile.hide(index);
            "…".clone_into(&mut profile.columns[index].name);
        }
    }
    for column in &mut profile.columns {
        column.frequent.retain(|(text, _)| !personal::tells_number(text));
        let ends = |(least, most): &(String, String)| {
            !personal::tells_number(least) && !personal::tells_number(most)
        };
        column.range = column.range.take().filter(ends);
    }
}

/// Whether a verdict keeps a column's values from being shown: all but that of companies' numbers.
fn hides(kind: Kind) -> bool {
    kind != Kind::CompanyRut
}

/// The numbers of rows by how many came before: they differ where comments are passed over.
#[derive(Default)]
struct Numbers {
    seen: u64,
    /// From which row on, and by how much.
    shifts: Vec<(u64, u64)>,
}

impl Numbers {
    /// More changes of the difference than this are not kept.
    const MOST: usize = 10_000;

    fn add(&mut self, number: u64) {
        self.seen += 1;
        let shift = number.saturating_sub(self.seen);
        let same = self.shifts.last().is_some_and(|(_, last)| *last == shift);
        if !same && self.shifts.len() < Self::MOST {
            self.shifts.push((self.seen, shift));
        }
    }

    fn of(&self, row: u64) -> u64 {
        let before = self.shifts.partition_point(|(from, _)| *from <= row);
        row + before.checked_sub(1).map_or(0, |at| self.shifts[at].1)
    }
}
