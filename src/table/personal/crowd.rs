//! Who stands out in a table of persons by a combination of what is common?

use super::label::{Label, Meaning, Quasi};
use super::place;
use super::sample::{trace, trace_text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// At most so many columns are combined.
const COLUMNS: usize = 6;
/// So many combinations are kept: all up to it, an even sample beyond.
const KEPT: usize = 1 << 14;
/// A combination of fewer rows singles out.
const SAFE: u64 = 5;

/// What can be made coarser, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Ages in bands of five years.
    Ages,
    /// Births as their year.
    Births,
    /// Homes left out, or as their region.
    Homes,
    /// Coordinates with two decimals.
    Places,
}

impl Step {
    /// In the order in which they are tried.
    pub const ALL: [Self; 4] = [Self::Ages, Self::Births, Self::Homes, Self::Places];

    /// The word for it: `personal.step.<key>`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Ages => "ages",
            Self::Births => "births",
            Self::Homes => "homes",
            Self::Places => "places",
        }
    }
}

/// How rows share their combinations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crowding {
    /// The columns combined, from 0.
    pub columns: Vec<usize>,
    /// Rows in all.
    pub rows: u64,
    /// Rows of the rarest combination.
    pub smallest: u64,
    /// Rows in combinations of fewer than five, about where there are very many.
    pub exposed: u64,
    /// Rows whose combination nobody shares.
    pub unique: u64,
    /// The first step after which fewer than one row in a hundred is exposed, with all before it;
    /// none where no step is enough, or none is needed.
    pub remedy: Option<Step>,
}

/// Combinations of a table being read.
#[derive(Clone, Debug)]
pub struct Crowd {
    columns: Vec<(usize, Meaning)>,
    rows: u64,
    /// As the table is, and after each step.
    levels: [Level; 5],
}

/// The combinations with the smallest traces, and how many rows have each.
#[derive(Clone, Debug, Default)]
struct Level {
    classes: BTreeMap<u64, u64>,
    dropped: bool,
}

impl Level {
    fn add(&mut self, trace: u64) {
        if let Some(rows) = self.classes.get_mut(&trace) {
            *rows += 1;
            return;
        }
        if self.classes.len() == KEPT {
            self.dropped = true;
            if self.classes.last_key_value().is_some_and(|(last, _)| *last < trace) {
                return;
            }
            self.classes.pop_last();
        }
        self.classes.insert(trace, 1);
    }

    /// Rows in classes smaller than `below`.
    fn rows_below(&self, below: u64) -> u64 {
        let rows: u64 = self.classes.values().filter(|rows| **rows < below).sum();
        match self.classes.last_key_value() {
            Some((last, _)) if self.dropped => {
                let all = (u128::from(rows) << 64) / u128::from(*last).max(1);
                u64::try_from(all).unwrap_or(u64::MAX)
            }
            _ => rows,
        }
    }
}

impl Crowd {
    /// The combinations of a table, if two of its columns or more single out together.
    pub fn new(names: &[&str]) -> Option<Self> {
        let singles_out = |meaning: &Meaning| {
            matches!(meaning, Meaning::Quasi(_) | Meaning::Birth | Meaning::Coordinate(_))
        };
        let columns = names.iter().map(|name| Label::read(name).meaning()).enumerate();
        let mut columns: Vec<_> = columns.filter(|(_, meaning)| singles_out(meaning)).collect();
        columns.truncate(COLUMNS);
        let persons = columns.iter().any(|(_, meaning)| !matches!(meaning, Meaning::Coordinate(_)));
        let levels = std::array::from_fn(|_| Level::default());
        (columns.len() >= 2 && persons).then_some(Self { columns, rows: 0, levels })
    }

    /// Reads a row by its cells.
    pub fn add<'c>(&mut self, cell: impl Fn(usize) -> &'c str) {
        self.rows += 1;
        let mut sums = [0_u64; 5];
        for (column, meaning) in &self.columns {
            let text = cell(*column);
            let whole = trace_text(text);
            let coarse = coarser(text, *meaning);
            for (level, sum) in sums.iter_mut().enumerate() {
                let part = match coarse {
                    Some((step, part)) if level > step as usize => part,
                    _ => whole,
                };
                *sum = trace(sum.rotate_left(7) ^ part);
            }
        }
        for (level, sum) in self.levels.iter_mut().zip(sums) {
            level.add(sum);
        }
    }

    /// How rows share their combinations.
    pub fn crowding(&self) -> Crowding {
        let exposed = |level: &Level| level.rows_below(SAFE).min(self.rows);
        let few = |level: &Level| exposed(level) * 100 < self.rows;
        let own = &self.levels[0];
        let coarse = self.levels[1..].iter().position(few).filter(|_| !few(own));
        Crowding {
            columns: self.columns.iter().map(|(column, _)| *column).collect(),
            rows: self.rows,
            smallest: own.classes.values().min().copied().unwrap_or(0),
            exposed: exposed(own),
            unique: own.rows_below(2).min(self.rows),
            remedy: coarse.map(|at| Step::ALL[at]),
        }
    }
}

/// The step that makes a cell coarser, and what is left of it.
fn coarser(text: &str, meaning: Meaning) -> Option<(Step, u64)> {
    match meaning {
        Meaning::Quasi(Quasi::Age) => {
            let years: u64 = text.trim().parse().ok()?;
            Some((Step::Ages, trace(years / 5)))
        }
        Meaning::Birth => {
            let day = super::birth::read(text, super::birth::UNDATED)?;
            Some((Step::Births, trace(u64::from(day.year().unsigned_abs()))))
        }
        Meaning::Quasi(Quasi::Home) => Some((Step::Homes, 0)),
        Meaning::Coordinate(_) => {
            let read = place::read(text)?;
            Some((Step::Places, trace_text(&(read.micro / 10_000).to_string())))
        }
        _ => None,
    }
}
