//! A tabular file → a database file of its rows.
//!
//! One pass looks at the columns that nobody declared, a second one puts the rows in. A declared type
//! that a cell has not makes its column a text and the second pass is done again: no value is lost, and
//! none is altered.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, params};
use serde_json::{Map, Value as Json, json};

use crate::datastore::column::{ID, Kind, names, quoted};
use crate::datastore::engine;
use crate::datastore::source::Job;
use crate::datastore::status::Refusal;
use crate::table::{self, Digits, Field, Place, Schema, Sheets, Source, Typed, Value};

/// What may be loaded.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of a file after unpacking.
    pub bytes: u64,
    /// Its rows.
    pub rows: u64,
    /// Its columns.
    pub columns: usize,
    /// How long it may take.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 2 << 30, rows: 20_000_000, columns: 1000, time: Duration::from_mins(5) }
    }
}

/// Bytes of a record. A row of the database holds no more.
const RECORD: usize = 1 << 20;
/// So many rows are put in between two looks at the clock.
const CLOCK: u64 = 4096;
/// How often the rows are put in at most: a column that turns out a text makes it begin again, and
/// all of those are found on the way.
const ATTEMPTS: usize = 3;

/// A column on its way in.
struct Incoming {
    name: String,
    field: Field,
    kind: Kind,
    /// What the values turned out to need.
    largest: i64,
    digits: Digits,
    /// A cell that is not of the type.
    unfit: Option<Place>,
}

/// Puts the rows of a file into a new database file at `into`.
pub(super) fn load(job: &Job, limits: &Limits, into: &Path) -> Result<(), Refusal> {
    let source = job.open()?;
    let deadline = Instant::now() + limits.time;
    let limits_of_table = table::Limits {
        bytes: limits.bytes,
        record: RECORD,
        fields: limits.columns,
        sheets: Sheets::usual(),
        ..table::Limits::default()
    };
    let mut columns = columns(job, &source, limits, &limits_of_table)?;
    let mut as_text = Vec::new();
    for _ in 0..ATTEMPTS {
        let mut filling = Filling {
            table: Typed::open(&source, &job.layout, &limits_of_table)?,
            columns: &mut columns,
            limits,
            deadline,
        };
        let rows = filling.fill(into)?;
        if let Some(rows) = rows {
            return describe(into, rows, &columns, &as_text);
        }
        for column in &mut columns {
            if let Some(place) = column.unfit.take() {
                as_text.push((column.name.clone(), place));
                column.kind = Kind::Text;
            }
            column.largest = 0;
            column.digits = Digits::All;
        }
    }
    Err(Refusal::engine())
}

/// The columns with their types: as declared, else as they look.
fn columns(
    job: &Job,
    source: &Source,
    limits: &Limits,
    of_table: &table::Limits,
) -> Result<Vec<Incoming>, Refusal> {
    let labels = Typed::open(source, &job.layout, of_table)?.labels();
    if labels.len() > limits.columns {
        return Err(Refusal::too_much("columns", limits.columns));
    }
    if labels.is_empty() {
        return Err(Refusal::because("source-error", "empty"));
    }
    let declared: Vec<Option<(Field, Kind)>> =
        labels.iter().map(|label| job.declared(label)).collect();
    let suggested = if declared.iter().all(Option::is_some) {
        Vec::new()
    } else {
        table::suggested(source, &job.layout, of_table)?
    };
    let names = names(&labels);
    let mut columns = Vec::with_capacity(labels.len());
    for (index, (declared, name)) in declared.into_iter().zip(names).enumerate() {
        let (field, kind) = declared
            .or_else(|| inferred(suggested.get(index)?, &name))
            .unwrap_or_else(|| (Field::untyped(&name), Kind::Text));
        columns.push(Incoming { name, field, kind, largest: 0, digits: Digits::All, unfit: None });
    }
    Ok(columns)
}

/// A type that every cell shows, in a writing that means nothing else.
fn inferred(column: &table::Suggested, name: &str) -> Option<(Field, Kind)> {
    if column.json {
        return Some((typed(json!({"type": "any"}), name)?, Kind::Json));
    }
    let kind = match column.field.get("type")?.as_str()? {
        // As the loaders of CKAN do, which know one type of numbers.
        "integer" | "number" | "year" => Kind::Numeric,
        "date" | "datetime" => Kind::Timestamp,
        "time" => Kind::Time,
        "boolean" => Kind::Bool,
        _ => return None,
    };
    if !column.sure {
        return None;
    }
    Some((typed(Json::Object(column.field.clone()), name)?, kind))
}

/// A column of Table Schema.
pub(super) fn typed(descriptor: Json, name: &str) -> Option<Field> {
    let mut descriptor: Map<String, Json> = match descriptor {
        Json::Object(object) => object,
        _ => return None,
    };
    descriptor.insert("name".to_owned(), name.into());
    let schema = Schema::from_json(&json!({"fields": [descriptor]})).ok()?;
    schema.fields.into_iter().next()
}

/// Rows on their way into a file.
struct Filling<'a> {
    table: Typed,
    columns: &'a mut [Incoming],
    limits: &'a Limits,
    deadline: Instant,
}

impl Filling<'_> {
    /// Puts all rows in and tells how many; none where a column is not of its type.
    fn fill(&mut self, into: &Path) -> Result<Option<u64>, Refusal> {
        // What an earlier attempt left is of no use.
        super::folder::Home::drop_part(into);
        let connection = engine::writer(into)?;
        connection.execute_batch(&self.statement())?;
        let marks = vec!["?"; self.columns.len() + 1].join(", ");
        let mut insert = connection.prepare(&format!("INSERT INTO rows VALUES ({marks})"))?;
        let (mut rows, mut fits) = (0, true);
        connection.execute_batch("BEGIN")?;
        while self.table.advance()? {
            rows += 1;
            if rows > self.limits.rows {
                return Err(Refusal::too_much("rows", self.limits.rows).at(self.table.place()));
            }
            if rows % CLOCK == 0 && Instant::now() > self.deadline {
                return Err(Refusal::too_much("time", self.limits.time.as_secs()));
            }
            if self.table.beyond(self.columns.len()).is_some() {
                return Err(Refusal::because("extra-cell", "extra-cell").at(self.table.place()));
            }
            for (index, column) in self.columns.iter_mut().enumerate() {
                fits &= column.put(&mut self.table, index, &mut insert)?;
            }
            // Once a column does not fit, the rest is only looked at.
            if fits {
                insert.raw_bind_parameter(1, rows)?;
                insert.raw_execute()?;
            }
        }
        drop(insert);
        connection.execute_batch("COMMIT")?;
        Ok(fits.then_some(rows))
    }

    fn statement(&self) -> String {
        let mut sql = format!("CREATE TABLE rows (\"{ID}\" INTEGER PRIMARY KEY");
        for column in self.columns.iter() {
            let _ = write!(sql, ", {} {}", quoted(&column.name), column.kind.declared());
        }
        sql + ");"
    }
}

impl Incoming {
    /// Binds a cell to its place; whether it is of the column's type.
    fn put(
        &mut self,
        table: &mut Typed,
        index: usize,
        insert: &mut rusqlite::Statement<'_>,
    ) -> Result<bool, Refusal> {
        let to = index + 2;
        if self.kind == Kind::Text {
            insert.raw_bind_parameter(to, table.text(index, &self.field))?;
            return Ok(true);
        }
        let place = table.place();
        let value = table.value(index, &self.field);
        match (value, self.kind) {
            (Some(Value::Nothing), _) => {
                insert.raw_bind_parameter(to, rusqlite::types::Null)?;
            }
            (Some(Value::Integer(number)), _) => {
                self.largest = self.largest.max(number.saturating_abs());
                insert.raw_bind_parameter(to, number)?;
            }
            (Some(Value::Number(number, digits)), Kind::Numeric | Kind::Float8) => {
                if digits == Digits::Some {
                    self.digits = Digits::Some;
                }
                insert.raw_bind_parameter(to, number)?;
            }
            (Some(Value::Flag(flag)), Kind::Bool) => insert.raw_bind_parameter(to, flag)?,
            // A date in a column of moments is its midnight.
            (Some(Value::Text(text)), Kind::Timestamp) if text.len() == 10 => {
                insert.raw_bind_parameter(to, format!("{text}T00:00:00"))?;
            }
            (Some(Value::Text(text)), Kind::Timestamp | Kind::Date | Kind::Time | Kind::Json) => {
                insert.raw_bind_parameter(to, text)?;
            }
            _ => {
                self.unfit.get_or_insert(place);
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The type that its values turned out to need.
    fn settled(&self) -> Kind {
        match self.kind {
            Kind::Numeric if self.digits == Digits::Some => Kind::Float8,
            Kind::Int4 if self.largest > i64::from(i32::MAX) => Kind::Int8,
            kind => kind,
        }
    }
}

/// Writes down what the file holds.
fn describe(
    into: &Path,
    rows: u64,
    columns: &[Incoming],
    as_text: &[(String, Place)],
) -> Result<(), Refusal> {
    let connection = Connection::open(into)?;
    connection.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;
         CREATE TABLE columns (place INTEGER PRIMARY KEY, name TEXT, kind TEXT);
         CREATE TABLE as_text (name TEXT, row INTEGER, line INTEGER);
         CREATE TABLE facts (rows INTEGER);",
    )?;
    for column in columns {
        let kind = column.settled().name();
        connection
            .execute("INSERT INTO columns (name, kind) VALUES (?, ?)", [&column.name, kind])?;
    }
    for (name, place) in as_text {
        connection.execute(
            "INSERT INTO as_text VALUES (?, ?, ?)",
            params![name, place.row, place.line],
        )?;
    }
    connection.execute("INSERT INTO facts VALUES (?)", [rows])?;
    connection.execute_batch("COMMIT")?;
    Ok(())
}
