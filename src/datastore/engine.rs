//! The database engine: connections that only read, and what a question may cost.
//!
//! Four walls stand between a question and the machine: statements are made here, of a closed list of
//! constructs, never passed on; the connection may not write; an authorizer lets it read tables and
//! call known functions, nothing else; time, memory and the length of values are limited.

use std::path::Path;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags, ffi};

use crate::datastore::functions;

/// What a question may cost.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// How long it may take.
    pub time: Duration,
    /// Bytes of what it gives.
    pub bytes: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { time: Duration::from_secs(15), bytes: 64 << 20 }
    }
}

/// Bytes that all connections together may take, beside files that are mapped.
const HEAP: u64 = 256 << 20;
/// Bytes of a text, and of a row.
const LENGTH: i32 = 8 << 20;
/// Pages that a connection keeps, in KiB.
const CACHE: i32 = 8 << 10;
/// How much of a file is mapped.
const MAPPED: u64 = 4 << 30;
/// Instructions of the engine between two looks at the clock.
const STEPS: i32 = 5000;

/// How a question ends that gets no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It takes longer than it may.
    TooLong,
    /// It needs more memory, or gives more, than it may.
    TooLarge,
    /// A value cannot be what it is asked to be: `PostgreSQL`'s words.
    Value(String),
    /// The engine does not understand what was made for it, or cannot read its file.
    Engine(String),
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(code, message) = &error else {
            return Self::Engine(error.to_string());
        };
        match code.code {
            ffi::ErrorCode::OperationInterrupted => Self::TooLong,
            ffi::ErrorCode::OutOfMemory | ffi::ErrorCode::TooBig => Self::TooLarge,
            _ => {
                let text = message.clone().unwrap_or_default();
                match text.strip_prefix(functions::WRONG) {
                    Some(text) => Self::Value(text.to_owned()),
                    None => Self::Engine(text),
                }
            }
        }
    }
}

/// A new database file, to be filled.
pub(super) fn writer(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
         PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384;",
    )?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, LENGTH)?;
    heap(&connection)?;
    Ok(connection)
}

/// A connection that reads one file.
pub(super) fn reader(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.execute_batch(&format!("PRAGMA mmap_size = {MAPPED};"))?;
    guarded(connection)
}

/// A connection that reads several files, as `s0`, `s1` …
pub(super) fn joined(paths: &[&Path]) -> rusqlite::Result<Connection> {
    let connection = Connection::open_in_memory_with_flags(
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.execute_batch(&format!("PRAGMA mmap_size = {MAPPED};"))?;
    for (index, path) in paths.iter().enumerate() {
        let name = path.to_str().ok_or(rusqlite::Error::InvalidPath(path.to_path_buf()))?;
        connection.execute(&format!("ATTACH ?1 AS s{index}"), [name])?;
    }
    guarded(connection)
}

/// An empty database in memory, which a list is put into before it is asked.
pub(super) fn memory() -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_in_memory_with_flags(flags)
}

/// How many tables one question may join.
pub(super) const JOINED: usize = 8;

/// Closes everything that a question does not need.
pub(super) fn guarded(mut connection: Connection) -> rusqlite::Result<Connection> {
    heap(&connection)?;
    connection.execute_batch(&format!(
        "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -{CACHE};"
    ))?;
    for (config, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
    ] {
        connection.set_db_config(config, on)?;
    }
    for (limit, most) in [
        (Limit::SQLITE_LIMIT_LENGTH, LENGTH),
        (Limit::SQLITE_LIMIT_SQL_LENGTH, 1 << 20),
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, 500),
        (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 50),
        (Limit::SQLITE_LIMIT_VDBE_OP, 250_000),
        (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000),
        (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 1),
        (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
    ] {
        connection.set_limit(limit, most)?;
    }
    functions::add(&connection)?;
    connection.authorizer(Some(allowed))?;
    Ok(connection)
}

fn heap(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row(&format!("PRAGMA hard_heap_limit = {HEAP}"), [], |_| Ok(()))
}

/// What a statement may do: read, and call what is known.
fn allowed(context: AuthContext<'_>) -> Authorization {
    match context.action {
        AuthAction::Select | AuthAction::Read { .. } => Authorization::Allow,
        AuthAction::Function { function_name } if functions::is_known(function_name) => {
            Authorization::Allow
        }
        _ => Authorization::Deny,
    }
}

/// Ends what takes longer than it may.
pub(super) fn limited(connection: &mut Connection, time: Duration) -> rusqlite::Result<()> {
    let deadline = Instant::now() + time;
    connection.progress_handler(STEPS, Some(move || Instant::now() >= deadline))
}

/// Places for those who ask at the same time.
#[derive(Debug)]
pub(super) struct Places {
    free: Mutex<usize>,
    changed: Condvar,
}

/// A place that is given back when it is dropped.
#[derive(Debug)]
pub(super) struct Taken<'a>(&'a Places);

impl Places {
    pub(super) fn new(places: usize) -> Self {
        Self { free: Mutex::new(places), changed: Condvar::new() }
    }

    /// Waits for a place; none where there is none in time.
    pub(super) fn take(&self, wait: Duration) -> Option<Taken<'_>> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.changed.wait_timeout_while(free, wait, |free| *free == 0);
        let (mut free, _) = waited.unwrap_or_else(PoisonError::into_inner);
        *free = free.checked_sub(1)?;
        Some(Taken(self))
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.changed.notify_one();
    }
}
