//! Whether a table can be asked, and if not, why.

use std::fmt::Display;

use crate::table::{Place, Stop};

/// What is known of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// It can be asked.
    Loaded(Loaded),
    /// It cannot.
    Refused(Refusal),
    /// It is being loaded.
    Loading,
}

/// A table that can be asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// How many rows.
    pub rows: u64,
    /// How many columns.
    pub columns: usize,
    /// Columns whose declared type not every cell has, with the first one that has not: they are
    /// texts.
    pub as_text: Vec<(String, Place)>,
}

/// Why a table cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// A code of a broken table, such as `source-error`, or of a limit.
    pub code: &'static str,
    /// More exactly, where one code has several reasons.
    pub reason: Option<&'static str>,
    /// Numbers and names that belong to the reason.
    pub args: Vec<(&'static str, String)>,
    /// Where in the file.
    pub place: Place,
}

impl Refusal {
    /// For one reason.
    pub(super) fn because(code: &'static str, reason: &'static str) -> Self {
        Self { code, reason: Some(reason), args: Vec::new(), place: Place::default() }
    }

    /// There is too much of something.
    pub(super) fn too_much(what: &'static str, limit: impl Display) -> Self {
        let args = vec![("limit", limit.to_string())];
        Self { args, ..Self::because("table-limit", what) }
    }

    /// Somewhere.
    pub(super) fn at(self, place: Place) -> Self {
        Self { place, ..self }
    }

    /// The cache folder or the engine does not do what it should: the next question tries again.
    pub(super) fn engine() -> Self {
        Self::because("datastore-error", "engine")
    }

    /// Whether the next question may find it otherwise although the file is the same.
    pub(super) fn may_pass(&self) -> bool {
        matches!(self.code, "datastore-error" | "scheme-error") || self.reason == Some("changed")
    }
}

impl From<Stop> for Refusal {
    fn from(stop: Stop) -> Self {
        Self {
            code: stop.cause.code,
            reason: stop.cause.reason,
            args: stop.cause.args.clone(),
            place: stop.place,
        }
    }
}

impl From<rusqlite::Error> for Refusal {
    fn from(_: rusqlite::Error) -> Self {
        Self::engine()
    }
}
