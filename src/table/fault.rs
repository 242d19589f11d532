//! What is wrong with a table, told once per cause and place, and by whom it is heard.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::report::{Severity, rules};
use crate::table::personal;
use crate::text::Texts;

/// What a rule says when it is broken: made once per rule, before the rows are read, so that a
/// million broken cells cost no memory.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause {
    /// Stable, lower-case words with hyphens: `type-error`. Frictionless's where it has one.
    pub code: &'static str,
    /// The column's name, where it is about one column.
    pub column: Option<String>,
    /// Why, below `table.reason.` of the texts, where one code has several reasons.
    pub reason: Option<&'static str>,
    /// What fills the placeholders of the texts; never a cell's value.
    pub args: Vec<(&'static str, String)>,
}

impl Cause {
    /// A rule without column.
    pub fn new(code: &'static str) -> Self {
        Self { code, column: None, reason: None, args: Vec::new() }
    }

    /// A rule for one column.
    pub fn of_column(code: &'static str, column: &str) -> Self {
        Self { column: Some(shown_label(column)), ..Self::new(code) }
    }

    /// Fills a placeholder; a long value is cut.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.args.push((name, cut(&value.to_string(), 120)));
        self
    }

    /// Says why, by a key below `table.reason.` of the texts.
    #[must_use]
    pub fn because(mut self, reason: &'static str) -> Self {
        self.reason = Some(reason);
        self
    }

    /// How much it weighs.
    pub fn severity(&self) -> Severity {
        // What no catalogue has, as what a checklist asks for, is in no table of rules.
        rules::find(self.code).map_or(Severity::Error, |rule| rule.severity)
    }

    /// At a place.
    pub fn at(&self, place: Place) -> Fault<'_> {
        Fault { cause: self, place, value: None }
    }
}

/// Where in a table something is. Rows count records from 1, header and skipped rows included, as
/// frictionless counts; lines count the file's physical lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The record.
    pub row: Option<u64>,
    /// The column, from 1.
    pub field: Option<u32>,
    /// The line on which the record begins, or the cell once that is known, where the file has lines.
    pub line: Option<u64>,
    /// The earlier row that this one repeats.
    pub same_as: Option<u64>,
}

impl Place {
    /// A column of the header.
    pub fn of_field(field: usize) -> Self {
        Self { field: Some(number(field)), ..Self::default() }
    }

    /// A line of a file that is no row.
    pub fn of_line(line: u64) -> Self {
        Self { line: Some(line), ..Self::default() }
    }
}

/// A column's number from its place in a row, which limits keep small.
pub(crate) fn number(field: usize) -> u32 {
    u32::try_from(field + 1).unwrap_or(u32::MAX)
}

/// A broken rule at a place.
#[derive(Clone, Copy, Debug)]
pub struct Fault<'a> {
    /// The rule.
    pub cause: &'a Cause,
    /// Where.
    pub place: Place,
    /// The cell, only where the caller lets this column be shown.
    pub value: Option<&'a str>,
}

/// Who hears of faults, one by one, in the order of the rows; repeated keys and rows come last,
/// once they are confirmed.
pub trait Sink {
    /// Takes one.
    fn take(&mut self, fault: Fault<'_>);
}

/// One error as frictionless counts them: code, row, field.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Single {
    /// The code.
    pub code: &'static str,
    /// The row.
    pub row: Option<u64>,
    /// The column, from 1.
    pub field: Option<u32>,
}

/// Every single error, up to a limit: to compare with other validators.
#[derive(Debug)]
pub struct Singles {
    /// What was found.
    pub found: Vec<Single>,
    limit: usize,
}

impl Singles {
    /// At most `limit` of them.
    pub fn up_to(limit: usize) -> Self {
        Self { found: Vec::new(), limit }
    }
}

impl Sink for Singles {
    fn take(&mut self, fault: Fault<'_>) {
        if self.found.len() < self.limit {
            let Place { row, field, .. } = fault.place;
            self.found.push(Single { code: fault.cause.code, row, field });
        }
    }
}

/// A place with what stands there, if it may be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spot {
    /// Where.
    pub place: Place,
    /// The cell, cut; only of columns that the caller lets be shown.
    pub value: Option<String>,
}

/// One cause, how often it occurs and where first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong.
    pub cause: Cause,
    /// In which file.
    pub file: String,
    /// How often.
    pub count: u64,
    /// The first places, at most [`Tally::SPOTS`].
    pub spots: Vec<Spot>,
}

impl Finding {
    /// What is wrong, in a person's language.
    pub fn message(&self, texts: &Texts) -> String {
        self.said(|saying| saying.message(texts))
    }

    /// What to do about it.
    pub fn remedy(&self, texts: &Texts) -> String {
        self.said(|saying| saying.remedy(texts))
    }

    fn said(&self, say: impl Fn(&Saying) -> String) -> String {
        let places: Vec<Place> = self.spots.iter().map(|spot| spot.place).collect();
        let args: Vec<_> = self.cause.args.iter().map(|(n, value)| (*n, value.as_str())).collect();
        say(&Saying {
            code: self.cause.code,
            column: self.cause.column.as_deref(),
            reason: self.cause.reason,
            args: &args,
            file: &self.file,
            count: self.count,
            places: &places,
        })
    }
}

/// What a finding's texts are filled with.
#[derive(Clone, Copy, Debug)]
pub struct Saying<'a> {
    /// The code.
    pub code: &'a str,
    /// The column's name.
    pub column: Option<&'a str>,
    /// Why, below `table.reason.`.
    pub reason: Option<&'a str>,
    /// What the cause brings along.
    pub args: &'a [(&'a str, &'a str)],
    /// In which file.
    pub file: &'a str,
    /// How often.
    pub count: u64,
    /// The first places.
    pub places: &'a [Place],
}

/// Numbers in a text, each once.
pub fn joined(numbers: impl Iterator<Item = u64>) -> String {
    let mut numbers: Vec<u64> = numbers.collect();
    numbers.dedup();
    let numbers: Vec<String> = numbers.iter().map(u64::to_string).collect();
    numbers.join(", ")
}

impl Saying<'_> {
    /// What is wrong, in a person's language.
    pub fn message(&self, texts: &Texts) -> String {
        self.text(texts, self.code)
    }

    /// What to do about it.
    pub fn remedy(&self, texts: &Texts) -> String {
        self.text(texts, &format!("{}-help", self.code))
    }

    fn text(&self, texts: &Texts, key: &str) -> String {
        let first = self.places.first().copied().unwrap_or_default();
        let shown = |number: Option<u64>| number.map(|n| n.to_string()).unwrap_or_default();
        let mut filled = vec![
            ("n", self.count.to_string()),
            ("file", self.file.to_owned()),
            ("column", self.column.unwrap_or_default().to_owned()),
            ("field", shown(first.field.map(u64::from))),
            ("fields", joined(self.places.iter().filter_map(|place| place.field.map(u64::from)))),
            ("row", shown(first.row)),
            ("rows", joined(self.places.iter().filter_map(|place| place.row))),
            ("line", shown(first.line)),
            ("same", shown(first.same_as)),
        ];
        filled.extend(self.args.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let get = |filled: &[(&str, String)], key: &str| {
            let args: Vec<_> = filled.iter().map(|(name, value)| (*name, value.as_str())).collect();
            texts.get(&format!("table.{key}"), &args)
        };
        if let Some(reason) = self.reason {
            let reason = get(&filled, &format!("reason.{reason}"));
            filled.push(("reason", reason));
        }
        get(&filled, key)
    }
}

/// Faults counted by cause: one finding per root cause, however many cells it breaks.
#[derive(Debug)]
pub struct Tally {
    file: String,
    by_cause: BTreeMap<Cause, (u64, Vec<Spot>)>,
}

impl Tally {
    /// How many places of a cause are kept.
    pub const SPOTS: usize = 3;

    /// Nothing yet in `file`.
    pub fn of(file: &str) -> Self {
        Self { file: file.to_owned(), by_cause: BTreeMap::new() }
    }

    /// One finding per cause: by their first place, then by cause.
    pub fn into_findings(self) -> Vec<Finding> {
        let file = self.file;
        let mut findings: Vec<Finding> = self
            .by_cause
            .into_iter()
            .map(|(cause, (count, spots))| Finding { cause, file: file.clone(), count, spots })
            .collect();
        let place = |finding: &Finding| finding.spots.first().map(|spot| spot.place);
        findings.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.cause.cmp(&b.cause)));
        findings
    }
}

impl Sink for Tally {
    fn take(&mut self, fault: Fault<'_>) {
        if !self.by_cause.contains_key(fault.cause) {
            self.by_cause.insert(fault.cause.clone(), (0, Vec::new()));
        }
        let entry = self.by_cause.get_mut(fault.cause).expect("it was put there just now");
        entry.0 += 1;
        if entry.1.len() < Self::SPOTS {
            let value = fault.value.map(|value| cut(value, 40));
            entry.1.push(Spot { place: fault.place, value });
        }
    }
}

/// A label as it may be shown. A file without header has its first row for labels: what looks like an
/// identifier, a telephone or an address there is somebody's, and is not told.
pub fn shown_label(text: &str) -> String {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let marks = |c: char| c.is_ascii_digit() || " .-+/()kK".contains(c);
    let number = digits >= 7 && (text.chars().all(marks) || personal::tells_number(text));
    if text.contains('@') || number {
        return "…".to_owned();
    }
    cut(text, 80)
}

/// The beginning of a text, with a mark where something was left out.
pub(crate) fn cut(text: &str, most: usize) -> String {
    let mut out = String::new();
    cut_into(&mut out, text, most);
    out
}

/// The same in place of what another text was.
pub(crate) fn cut_into(out: &mut String, text: &str, most: usize) {
    out.clear();
    match text.char_indices().nth(most) {
        Some((end, _)) => out.extend([&text[..end], "…"]),
        None => out.push_str(text),
    }
}

/// Reading ends here: what is wrong, and where if it has a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// What is wrong.
    pub cause: Box<Cause>,
    /// Where.
    pub place: Place,
}

impl Stop {
    /// Without place.
    pub fn new(cause: Cause) -> Self {
        Self { cause: Box::new(cause), place: Place::default() }
    }

    /// Without column and place, with the key of its reason.
    pub fn because(code: &'static str, reason: &'static str) -> Self {
        Self::new(Cause::new(code).because(reason))
    }

    /// As a fault.
    pub fn fault(&self) -> Fault<'_> {
        self.cause.at(self.place)
    }
}
