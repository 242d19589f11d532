//! What one way of finding personal data found in a column.

use super::sample::{Outcome, Sample};

/// How many rows are named.
const ROWS: usize = 3;

/// Counts of one kind of evidence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Distinct values of the right structure, and whether their check is right.
    pub(super) tried: Sample,
    /// Distinct values that are personal data.
    pub(super) hits: Sample,
    /// Cells that hold such a value.
    pub(super) cells: u64,
    /// The first rows that do.
    pub(super) rows: Vec<u64>,
}

impl Tally {
    /// A value of the right structure.
    pub(super) fn tried(&mut self, trace: u64, outcome: Outcome) {
        self.tried.add(trace, outcome);
    }

    /// A value that is personal data, in a cell that stands for so many.
    pub(super) fn hit(&mut self, trace: u64, row: u64, cells: u64) {
        self.hits.add(trace, Outcome::Passed);
        self.cells += cells;
        if self.rows.len() < ROWS && self.rows.last() != Some(&row) {
            self.rows.push(row);
        }
    }

    /// Adds what a later part of the column held, which begins after `rows`.
    pub(super) fn merge(&mut self, later: &Self, rows: u64) {
        self.tried.merge(&later.tried);
        self.hits.merge(&later.hits);
        self.cells += later.cells;
        let room = ROWS - self.rows.len();
        self.rows.extend(later.rows.iter().take(room).map(|row| row + rows));
    }
}
