//! What do the tables of a catalogue hold, and what is wrong with them?
//!
//! A [`Survey`] is one table read once, to its end, as plain data: how it is written, how many rows
//! it has, what its columns hold, its first rows, what is wrong with it and whether it tells of
//! persons. Pages, checks, grades and answers are made of it and never open a table themselves.
//!
//! ```text
//! declared  a resource's record → how its table lies in the file, and its dictionary
//! one       a file, as declared → Survey, in one pass
//! finding   what is wrong, as plain data that speaks every language
//! all       a catalogue → Surveys: in parallel, in bounded memory
//! lone      a file or a data package that is in no catalogue
//! memo      Survey ⇄ a file of the cache
//! privacy   what a resource declares of the persons in its table
//! told      Surveys → problems of the catalogue
//! prose     descriptions → the numbers of persons in them
//! facts     Survey → what the grade wants to know        grades  Catalog + Surveys → grades
//! ```
//!
//! The same bytes and the same declaration come to the same survey on any machine, at any time.
//! Values of columns that seem personal are in none: not in the profile, not in the first rows, not
//! in what is told of mistakes.

mod all;
mod declared;
mod facts;
mod finding;
mod grades;
mod lone;
mod memo;
mod one;
mod privacy;
mod prose;
mod told;

pub use all::{Options, Surveys, survey};
pub use declared::Declared;
pub use finding::Finding;
pub use grades::{facts, grades};
pub use lone::{Lone, SINGLES, file, package};
pub use one::{Ask, Reference, read};
pub use privacy::{Declaration, KEY as PRIVACY, Problem};
pub use prose::{texts, withhold};
pub use told::{declarations, findings, persons};

pub use crate::table::personal::{Crowding, Judgement};
pub use crate::table::{ColumnProfile, Distinct, Pair, Place, Sense};

use crate::report::Point;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of what is found in a table: what an earlier one left in a cache is not read.
/// Another one is due whenever the same table comes to another survey.
pub const RULES: u32 = 9;

/// A table of the catalogue, read once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Survey {
    /// How it was read.
    pub reading: Reading,
    /// Why it cannot be read as a table, or not to its end. It is one of the findings too.
    pub refusal: Option<Finding>,
    /// How many rows follow the header; of those that could be read.
    pub rows: u64,
    /// How many of those hold anything: of a blank one no column misses its cell.
    pub filled: u64,
    /// What each column holds, in the file's order. `name` is the label, or `…` where it looks like
    /// somebody's identifier because the file has no header.
    pub columns: Vec<ColumnProfile>,
    /// The first rows, a cell a column; none where the column seems personal.
    pub first: Vec<Vec<Option<String>>>,
    /// What is wrong with the table or its dictionary: one finding a cause, by place.
    pub findings: Vec<Finding>,
    /// Whether it tells of persons, before any exception: [`Judgement::declare`] holds it to those
    /// of the resource. `rows` of its verdicts are counted as those of findings.
    pub personal: Judgement,
    /// How rows of persons share what singles out.
    pub crowding: Option<Crowding>,
    /// Where the labels of columns that seem personal begin, by the columns' places from 0; of text
    /// with delimiters.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub heads: BTreeMap<usize, Point>,
    /// Rows with more or fewer cells than the header.
    pub ragged: Tally,
    /// Columns that belong together, as their labels say, and the rows in which they contradict.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pairs: Vec<Pair>,
}

/// How a table was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// `csv`, `json`, `jsonl`, `xlsx`, `xls` or `ods`.
    pub format: String,
    /// `gzip` or `zip` where it is packed.
    pub packed: Option<String>,
    /// The encoding by its usual name, for text.
    pub encoding: Option<String>,
    /// Whether it begins with a byte order mark, for text.
    pub byte_order_mark: Option<bool>,
    /// The delimiter, for text with delimiters.
    pub delimiter: Option<char>,
    /// The rows with the labels, counted from 1; none where the table has no header.
    pub header_rows: Vec<u64>,
    /// Whether all of it was read.
    pub whole: bool,
    /// Whether the resource has a dictionary that the table could be held to.
    pub dictionary: bool,
    /// Whether that names a primary key.
    pub key: bool,
    /// How many of its foreign keys every row was held to.
    #[serde(default)]
    pub references: u64,
    /// How many declared rules every row was held to.
    #[serde(default)]
    pub rules: u64,
}

/// How many, and where the first one is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// How many.
    pub n: u64,
    /// The row of the first one.
    pub first: Option<u64>,
}

impl Survey {
    /// Whether it would be the same at any time: not where the machine was too slow or the file could
    /// not be opened.
    pub fn is_lasting(&self) -> bool {
        const PASSING: [&str; 6] = [
            "sheet-time",
            "sheet-memory",
            "sheet-process",
            "not-found",
            "not-allowed",
            "unreadable",
        ];
        let reason = self.refusal.as_ref().and_then(|refusal| refusal.reason.as_deref());
        reason.is_none_or(|reason| !PASSING.contains(&reason))
    }

    /// The findings of a code.
    pub fn of_code<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a Finding> {
        self.findings.iter().filter(move |finding| finding.code == code)
    }
}
