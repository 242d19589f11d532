//! A loaded table: its columns, and connections to ask it through.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;

use crate::datastore::column::{Column, Kind};
use crate::datastore::engine;
use crate::datastore::folder;
use crate::datastore::status::{Loaded, Refusal};
use crate::table::Place;

/// A loaded table.
#[derive(Debug)]
pub struct Table {
    path: PathBuf,
    /// Its columns in their order, without the number of the row.
    pub columns: Arc<[Column]>,
    /// How many rows.
    pub rows: u64,
    /// Bytes of its file.
    pub bytes: u64,
    as_text: Vec<(String, Place)>,
    idle: Mutex<Vec<Connection>>,
    /// How many rows fit conditions that were counted before.
    totals: Mutex<BTreeMap<String, u64>>,
}

/// Connections that wait for the next question.
const IDLE: usize = 2;
/// Counts that are kept.
const TOTALS: usize = 500;

impl Table {
    /// A table's file.
    pub(super) fn open(path: PathBuf) -> Result<Self, Refusal> {
        let connection = engine::reader(&path)?;
        let mut statement = connection.prepare("SELECT name, kind FROM columns ORDER BY place")?;
        let columns = statement
            .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        let columns: Vec<Column> = columns
            .map(|column| {
                let (name, kind) = column?;
                let kind = Kind::of(&kind).ok_or_else(Refusal::engine)?;
                Ok(Column { name, kind })
            })
            .collect::<Result<_, Refusal>>()?;
        drop(statement);
        let rows = connection.query_row("SELECT rows FROM facts", [], |row| row.get(0))?;
        let mut statement = connection.prepare("SELECT name, row, line FROM as_text")?;
        let as_text = statement.query_map([], |row| {
            let place = Place { row: row.get(1)?, line: row.get(2)?, ..Place::default() };
            Ok((row.get(0)?, place))
        })?;
        let as_text = as_text.collect::<rusqlite::Result<_>>()?;
        drop(statement);
        Ok(Self {
            bytes: folder::size(&path),
            path,
            columns: columns.into(),
            rows,
            as_text,
            idle: Mutex::new(vec![connection]),
            totals: Mutex::default(),
        })
    }

    /// What it came to.
    pub(super) fn loaded(&self) -> Loaded {
        let as_text = self.as_text.clone();
        Loaded { rows: self.rows, columns: self.columns.len(), as_text }
    }

    /// Where its file is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Does something with a connection.
    pub(super) fn with<T>(
        &self,
        act: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = idle().pop();
        let mut connection = match taken {
            Some(connection) => connection,
            None => engine::reader(&self.path)?,
        };
        let made = act(&mut connection);
        let mut idle = idle();
        if idle.len() < IDLE {
            idle.push(connection);
        }
        made
    }

    /// A count that was made before.
    pub(super) fn total(&self, of: &str) -> Option<u64> {
        self.totals.lock().unwrap_or_else(PoisonError::into_inner).get(of).copied()
    }

    /// Keeps a count.
    pub(super) fn keep_total(&self, of: String, total: u64) {
        let mut totals = self.totals.lock().unwrap_or_else(PoisonError::into_inner);
        if totals.len() >= TOTALS {
            totals.clear();
        }
        totals.insert(of, total);
    }
}
