//! A SELECT in `PostgreSQL`'s language → rows of tables.
//!
//! ```text
//! parse      text → one statement, not too large
//! translate  queries → our statement, of a closed list of constructs
//! select     one SELECT: what it gives, its groups, its order
//! from       tables, queries, joins
//! scope      which columns a name may mean
//! expression conditions and arithmetic, with their types
//! call       functions that are known
//! term       an expression with its type, and what types may be compared
//! ```
//!
//! What is not on the list is refused in `PostgreSQL`'s words.

mod call;
mod expression;
mod from;
mod parse;
mod scope;
mod select;
mod term;
mod translate;

use std::sync::Arc;

use crate::datastore::column::{Column, Kind};
use crate::datastore::engine::{self, Budget, Failure};
use crate::datastore::table::Table;
use crate::datastore::value::{Cell, Format, Records, sure};

/// More rows are cut off.
const ROWS: usize = 32_000;

/// Why a statement is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There are several.
    NotSingle,
    /// It wants what nobody may.
    Denied(String),
    /// `PostgreSQL` would not understand it: the kind of its error, and its words.
    Wrong(&'static str, String),
    /// It costs too much, or meets a value that does not fit.
    Failed(Failure),
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// What a table's name leads to.
pub type Lookup<'a> = dyn Fn(&str) -> Result<Arc<Table>, Refusal> + 'a;

/// What a SELECT gives.
#[derive(Clone, Debug)]
pub struct Selected {
    /// The rows.
    pub records: Records,
    /// Whether there were more.
    pub truncated: bool,
}

/// No table is called so.
pub fn no_relation(name: &str) -> Refusal {
    Refusal::Wrong("UndefinedTable", format!("relation \"{name}\" does not exist"))
}

/// Answers a statement.
///
/// # Errors
/// What it is refused for.
pub fn select(sql: &str, lookup: &Lookup<'_>, budget: Budget) -> Result<Selected, Refusal> {
    let query = parse::one(sql)?;
    let made = translate::translate(&query, lookup)?;
    let paths: Vec<_> = made.tables.iter().map(|(_, table)| table.path()).collect();
    let mut connection = engine::joined(&paths)?;
    engine::limited(&mut connection, budget.time)?;
    let mut statement = connection.prepare(&made.sql)?;
    let mut rows = statement.query([])?;
    let (mut cells, mut bytes, mut count) = (Vec::new(), 0, 0);
    let mut truncated = false;
    while let Some(row) = rows.next()? {
        if count == ROWS {
            truncated = true;
            break;
        }
        count += 1;
        for (index, column) in made.columns.iter().enumerate() {
            let mut cell = Cell::of(row.get_ref(index)?, column.kind);
            if let (Cell::Number(number), Kind::Numeric) = (&mut cell, column.kind) {
                *number = sure(*number);
            }
            bytes += cell.size();
            cells.push(cell);
        }
        if bytes > budget.bytes {
            return Err(Failure::TooLarge.into());
        }
    }
    let columns: Arc<[Column]> = made.columns.into();
    let records = Records { format: Format::Objects, columns, cells };
    Ok(Selected { records, truncated })
}
