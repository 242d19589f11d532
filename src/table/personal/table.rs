//! What the columns of a table say together, and what was declared about them.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::label::{Axis, Meaning};
use super::{Basis, Column, Confidence, Kind, Verdict};

/// A reason, given by a person, why a column may be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// The column's name, as in the file.
    pub column: String,
    /// The kind it is given for; none for all of the column.
    pub kind: Option<Kind>,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub approved_by: String,
    /// The last day it holds; none for always.
    pub until: Option<Date>,
}

/// What a declaration makes of a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Nobody declared anything: it counts.
    Open,
    /// The exception at this place holds: it is told and does not count.
    Excused(usize),
    /// The exception at this place has ended: it counts, and the exception is wrong.
    Expired(usize),
    /// The exception at this place lacks a reason or a person: it counts.
    Incomplete(usize),
}

/// A verdict with its column and standing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The column, from 0.
    pub column: usize,
    /// What was found.
    pub verdict: Verdict,
    /// Whether it counts.
    pub standing: Standing,
}

impl Finding {
    /// Whether it counts: no exception holds for it.
    pub fn counts(&self) -> bool {
        !matches!(self.standing, Standing::Excused(_))
    }
}

/// What a table tells of persons.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// Everything found, by column.
    pub findings: Vec<Finding>,
    /// Whether a row is of one person.
    pub rows: Rows,
    /// Exceptions that no finding needs.
    pub idle: Vec<usize>,
}

/// What a row is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rows {
    /// Anything else.
    #[default]
    Things,
    /// One person.
    Persons,
}

/// Judges a table by its columns, each read to its end.
pub fn judge(columns: &[Column], exceptions: &[Exception], today: Option<Date>) -> Judgement {
    let mut found: Vec<(usize, Verdict)> = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        found.extend(column.verdicts().into_iter().map(|verdict| (at, verdict)));
    }
    let rows = rows(columns, &found);
    if rows == Rows::Persons {
        for (_, verdict) in &mut found {
            raise(verdict);
        }
        found.extend(sensitive(columns));
        found.sort_by_key(|(at, verdict)| (*at, std::cmp::Reverse(verdict.confidence)));
    }
    // A place is a person's only beside persons, and half a place is none.
    let placed = rows == Rows::Persons && is_placed(columns);
    found.retain(|(_, verdict)| verdict.kind != Kind::Coordinate || placed);
    let open = |(column, verdict)| Finding { column, verdict, standing: Standing::Open };
    let findings = found.into_iter().map(open).collect();
    let mut judgement = Judgement { findings, rows, idle: Vec::new() };
    judgement.declare(|column| columns[column].name(), exceptions, today);
    judgement
}

impl Judgement {
    /// Holds what was found to what is declared, whatever was declared before; `name` tells a
    /// column's name by its place.
    pub fn declare<'n>(
        &mut self,
        name: impl Fn(usize) -> &'n str,
        exceptions: &[Exception],
        today: Option<Date>,
    ) {
        let mut used = vec![false; exceptions.len()];
        for Finding { column, verdict, standing: own } in &mut self.findings {
            *own = standing(name(*column), verdict, exceptions, today);
            if let Standing::Excused(at) | Standing::Expired(at) | Standing::Incomplete(at) = own {
                used[*at] = true;
            }
        }
        let idle = used.iter().enumerate().filter(|(_, used)| !**used).map(|(at, _)| at);
        self.idle = idle.collect();
    }
}

/// Whether rows are of persons: one thing says so, or two that single out together.
fn rows(columns: &[Column], found: &[(usize, Verdict)]) -> Rows {
    let told = found.iter().any(|(_, verdict)| {
        let sure = verdict.confidence >= Confidence::Probable && verdict.basis != Basis::Label;
        verdict.kind.tells_of_persons() && sure
    });
    let quasi =
        columns.iter().filter(|column| matches!(column.meaning(), Meaning::Quasi(_))).count();
    let counted = columns.iter().any(|column| column.label.counts());
    if told || (quasi >= 2 && !counted) { Rows::Persons } else { Rows::Things }
}

/// Beside persons, what else could be a thing's is theirs.
fn raise(verdict: &mut Verdict) {
    let theirs = matches!(verdict.kind, Kind::Name | Kind::Address | Kind::Phone | Kind::Email);
    if theirs && verdict.confidence == Confidence::Possible {
        verdict.confidence = Confidence::Probable;
    }
    if verdict.kind == Kind::Coordinate {
        verdict.confidence = Confidence::Probable;
    }
}

/// Whether the table has both coordinates.
fn is_placed(columns: &[Column]) -> bool {
    let has = |axis| columns.iter().any(|column| column.meaning() == Meaning::Coordinate(axis));
    has(Axis::Latitude) && has(Axis::Longitude)
}

/// Columns of what the law protects most.
fn sensitive(columns: &[Column]) -> Vec<(usize, Verdict)> {
    let of = |(at, column): (usize, &Column)| {
        let held = matches!(column.meaning(), Meaning::Sensitive(_)) && column.filled > 0;
        held.then(|| (at, Verdict::of_label(Kind::Sensitive, column.filled)))
    };
    columns.iter().enumerate().filter_map(of).collect()
}

/// What the first exception for a column and kind makes of a verdict; one that holds goes first.
fn standing(
    column: &str,
    verdict: &Verdict,
    exceptions: &[Exception],
    today: Option<Date>,
) -> Standing {
    let meant = |exception: &Exception| {
        exception.column == column && exception.kind.is_none_or(|kind| kind == verdict.kind)
    };
    let judged = exceptions.iter().enumerate().filter(|(_, exception)| meant(exception)).map(
        |(at, exception)| {
            let past =
                today.is_some_and(|today| exception.until.is_some_and(|until| until < today));
            if exception.reason.trim().is_empty() || exception.approved_by.trim().is_empty() {
                Standing::Incomplete(at)
            } else if past {
                Standing::Expired(at)
            } else {
                Standing::Excused(at)
            }
        },
    );
    let judged: Vec<Standing> = judged.collect();
    let holding = judged.iter().find(|standing| matches!(standing, Standing::Excused(_)));
    holding.or(judged.first()).copied().unwrap_or(Standing::Open)
}
