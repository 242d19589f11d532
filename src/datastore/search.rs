//! A question to one table → the rows that fit: conditions, words, order, page.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::Arc;

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::Value as Stored;
use rusqlite::{Connection, params_from_iter};
use serde_json::Value as Json;

use crate::datastore::column::{Column, ID, Kind, quoted};
use crate::datastore::engine::{self, Budget, Failure};
use crate::datastore::functions::{not_of, text_of, truth};
use crate::datastore::moment;
use crate::datastore::table::Table;
use crate::datastore::value::{Cell, Format, Records};
use crate::datastore::words::Words;

/// A column of a table, the number of its rows, or how well the words fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// `_id`
    Id,
    /// The column of that place.
    Column(usize),
    /// How well the words of that place fit.
    Rank(usize),
}

/// What is asked of a table.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Conditions that all hold: the column is one of the values.
    pub filters: Vec<(Place, Vec<Json>)>,
    /// Words that all are found: in a column or in the whole row.
    pub words: Vec<(Words, Option<usize>)>,
    /// What is given.
    pub fields: Vec<Place>,
    /// By what it is ordered.
    pub sort: Vec<Sort>,
    /// Whether equal rows are given once.
    pub distinct: bool,
    /// How many rows.
    pub limit: usize,
    /// How many are passed over before.
    pub offset: usize,
    /// In which form.
    pub format: Format,
    /// Whether all that fit are counted.
    pub total: bool,
}

/// An order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub by: Place,
    /// Whether the greatest comes first.
    pub descending: bool,
    /// Where nothing comes; last where the least comes first, first where the greatest does.
    pub nothing_first: Option<bool>,
}

/// A page of what fits.
#[derive(Clone, Debug)]
pub struct Page {
    /// The rows.
    pub records: Records,
    /// How many fit in all, if that was asked.
    pub total: Option<u64>,
}

/// The greatest number that the database counts with.
const MOST: usize = usize::MAX >> 1;
/// A function takes no more columns.
const ARGUMENTS: usize = 100;

/// Asks a loaded table.
///
/// # Errors
/// What costs too much, and values that cannot be compared with a column's.
pub fn search(table: &Table, query: &Query, budget: Budget) -> Result<Page, Failure> {
    let statement = Statement::new(&table.columns, query)?;
    let counted = statement.key();
    let known = if statement.is_all() { Some(table.rows) } else { table.total(&counted) };
    let page = table.with(|connection| Ok(statement.run(connection, budget, known)))??;
    if let Some(total) = page.total.filter(|_| known.is_none()) {
        table.keep_total(counted, total);
    }
    Ok(page)
}

/// Asks a list of texts that is in memory, as if it were a table.
///
/// # Errors
/// As of a loaded table.
pub fn search_list(
    columns: &[Column],
    rows: impl Iterator<Item = Vec<Cell>>,
    query: &Query,
    budget: Budget,
) -> Result<Page, Failure> {
    let connection = engine::memory()?;
    let declared: Vec<String> = columns.iter().map(|column| quoted(&column.name)).collect();
    connection.execute_batch(&format!(
        "CREATE TABLE rows (\"{ID}\" INTEGER PRIMARY KEY, {}); BEGIN",
        declared.join(", ")
    ))?;
    let marks = vec!["?"; columns.len() + 1].join(", ");
    let mut insert = connection.prepare(&format!("INSERT INTO rows VALUES ({marks})"))?;
    for row in rows {
        let cells = row.into_iter().map(|cell| match cell {
            Cell::Int(number) => Stored::Integer(number),
            Cell::Text(text) => Stored::Text(text),
            _ => Stored::Null,
        });
        insert.execute(params_from_iter(std::iter::once(Stored::Null).chain(cells)))?;
    }
    drop(insert);
    connection.execute_batch("COMMIT")?;
    let mut connection = engine::guarded(connection)?;
    Statement::new(columns, query)?.run(&mut connection, budget, None)
}

/// A question as SQL.
struct Statement<'a> {
    columns: &'a [Column],
    query: &'a Query,
    conditions: String,
    values: Vec<Stored>,
}

impl<'a> Statement<'a> {
    fn new(columns: &'a [Column], query: &'a Query) -> Result<Self, Failure> {
        let mut statement = Self { columns, query, conditions: String::new(), values: Vec::new() };
        for (place, values) in &query.filters {
            statement.filter(*place, values)?;
        }
        for (index, (_, column)) in query.words.iter().enumerate() {
            statement.and();
            let texts = statement.texts(*column);
            _ = write!(statement.conditions, "pg_words({index}, {texts})");
        }
        Ok(statement)
    }

    /// Whether every row fits and stays one.
    fn is_all(&self) -> bool {
        self.conditions.is_empty() && !self.query.distinct
    }

    /// What a count depends on.
    fn key(&self) -> String {
        let distinct = self.query.distinct.then_some(&self.query.fields);
        format!("{} {:?} {:?} {distinct:?}", self.conditions, self.values, self.query.words)
    }

    fn and(&mut self) {
        self.conditions += if self.conditions.is_empty() { " WHERE " } else { " AND " };
    }

    fn filter(&mut self, place: Place, values: &[Json]) -> Result<(), Failure> {
        self.and();
        let name = self.name(place);
        let kind = self.kind(place);
        let mut stored = Vec::new();
        let mut nothing = false;
        for value in values {
            match compared(value, kind)? {
                Stored::Null => nothing = true,
                value => stored.push(value),
            }
        }
        let marks = vec!["?"; stored.len()].join(", ");
        let nothing = if nothing { format!("{name} IS NULL OR ") } else { String::new() };
        _ = match stored.len() {
            1 => write!(self.conditions, "({nothing}{name} = ?)"),
            _ => write!(self.conditions, "({nothing}{name} IN ({marks}))"),
        };
        self.values.append(&mut stored);
        Ok(())
    }

    fn name(&self, place: Place) -> String {
        match place {
            Place::Id => quoted(ID),
            Place::Column(index) => quoted(&self.columns[index].name),
            Place::Rank(index) => {
                let column = self.query.words.get(index).and_then(|(_, column)| *column);
                format!("pg_rank({index}, {})", self.texts(column))
            }
        }
    }

    fn kind(&self, place: Place) -> Kind {
        match place {
            Place::Id => Kind::Int8,
            Place::Column(index) => self.columns[index].kind,
            Place::Rank(_) => Kind::Float8,
        }
    }

    /// The texts that words are looked for in.
    fn texts(&self, column: Option<usize>) -> String {
        if let Some(index) = column {
            return self.name(Place::Column(index));
        }
        let names: Vec<String> = self.columns.iter().map(|column| quoted(&column.name)).collect();
        if names.len() <= ARGUMENTS {
            return names.join(", ");
        }
        let parts = names.chunks(ARGUMENTS).map(|names| {
            // A line break keeps words of two cells apart.
            format!("concat_ws(' | ', {})", names.join(", "))
        });
        parts.collect::<Vec<_>>().join(", ")
    }

    fn order(&self) -> String {
        let sort = self.query.sort.iter().map(|sort| {
            let name = self.name(sort.by);
            let name = if self.query.distinct { format!("min({name})") } else { name };
            let direction = if sort.descending { "DESC" } else { "ASC" };
            let first = sort.nothing_first.unwrap_or(sort.descending);
            format!("{name} {direction} NULLS {}", if first { "FIRST" } else { "LAST" })
        });
        // Equal rows stay as they are in the file.
        let last = if self.query.distinct { format!("min({})", quoted(ID)) } else { quoted(ID) };
        sort.chain([last]).collect::<Vec<_>>().join(", ")
    }

    /// The page, and how many fit if that is asked and not known.
    fn run(
        &self,
        connection: &mut Connection,
        budget: Budget,
        known: Option<u64>,
    ) -> Result<Page, Failure> {
        self.add_words(connection)?;
        engine::limited(connection, budget.time)?;
        let fields: Vec<String> = self.query.fields.iter().map(|place| self.name(*place)).collect();
        let conditions = &self.conditions;
        let (group, count) = if self.query.distinct && !fields.is_empty() {
            let list = fields.join(", ");
            let count =
                format!("SELECT count(*) FROM (SELECT 1 FROM rows{conditions} GROUP BY {list})");
            (format!(" GROUP BY {list}"), count)
        } else {
            (String::new(), format!("SELECT count(*) FROM rows{conditions}"))
        };
        let given = if fields.is_empty() { "NULL".to_owned() } else { fields.join(", ") };
        let sql = format!(
            "SELECT {given} FROM rows{conditions}{group} ORDER BY {} LIMIT {} OFFSET {}",
            self.order(),
            self.query.limit.min(MOST),
            self.query.offset.min(MOST),
        );
        let records = self.records(connection, &sql, budget)?;
        let total = match known {
            _ if !self.query.total => None,
            Some(total) => Some(total),
            // What ends before the page is full was counted on the way.
            None => match self.seen(&records) {
                Some(total) => Some(total),
                None => Some(connection.query_row(
                    &count,
                    params_from_iter(&self.values),
                    |row| row.get(0),
                )?),
            },
        };
        Ok(Page { records, total })
    }

    /// How many fit, where the page shows the last of them.
    fn seen(&self, records: &Records) -> Option<u64> {
        let rows = records.rows().len();
        let last = rows < self.query.limit && (rows > 0 || self.query.offset == 0);
        last.then_some((self.query.offset + rows) as u64)
    }

    fn records(
        &self,
        connection: &Connection,
        sql: &str,
        budget: Budget,
    ) -> Result<Records, Failure> {
        let mut statement = connection.prepare(sql)?;
        let mut rows = statement.query(params_from_iter(&self.values))?;
        let kinds: Vec<Kind> = self.query.fields.iter().map(|place| self.kind(*place)).collect();
        let mut cells = Vec::new();
        let mut bytes = 0;
        while let Some(row) = rows.next()? {
            for (index, kind) in kinds.iter().enumerate() {
                let mut cell = Cell::of(row.get_ref(index)?, *kind);
                // CKAN's moments end with seconds.
                if let (Cell::Text(text), Kind::Timestamp) = (&mut cell, kind) {
                    text.truncate(19);
                }
                bytes += cell.size();
                cells.push(cell);
            }
            if bytes > budget.bytes {
                return Err(Failure::TooLarge);
            }
        }
        let columns: Arc<[Column]> =
            self.query.fields.iter().map(|place| self.column(*place)).collect();
        Ok(Records { format: self.query.format, columns, cells })
    }

    fn column(&self, place: Place) -> Column {
        match place {
            Place::Id => Column { name: ID.to_owned(), kind: Kind::Int4 },
            Place::Column(index) => self.columns[index].clone(),
            Place::Rank(index) => Column { name: self.rank(index), kind: Kind::Float8 },
        }
    }

    fn rank(&self, index: usize) -> String {
        let column = self.query.words.get(index).and_then(|(_, column)| *column);
        rank_name(self.columns, column)
    }

    /// Gives the connection the words to look for.
    fn add_words(&self, connection: &Connection) -> rusqlite::Result<()> {
        if self.query.words.is_empty() {
            return Ok(());
        }
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
        let words: Arc<[Words]> = self.query.words.iter().map(|(words, _)| words.clone()).collect();
        let own = Arc::clone(&words);
        connection.create_scalar_function("pg_words", -1, flags, move |context| {
            let (index, texts) = looked_at(context)?;
            Ok(own.get(index).is_some_and(|words| words.fit(texts.iter().map(AsRef::as_ref))))
        })?;
        connection.create_scalar_function("pg_rank", -1, flags, move |context| {
            let (index, texts) = looked_at(context)?;
            let rank = words.get(index).map(|words| words.rank(texts.iter().map(AsRef::as_ref)));
            Ok(rank.unwrap_or_default())
        })
    }
}

/// Which words are looked for, and the cells of a row.
fn looked_at<'c>(context: &'c Context<'_>) -> rusqlite::Result<(usize, Vec<Cow<'c, str>>)> {
    let index = usize::try_from(context.get::<i64>(0)?).unwrap_or_default();
    let texts = (1..context.len()).filter_map(|i| text_of(context.get_raw(i)));
    Ok((index, texts.collect()))
}

/// What the column is called that tells how well words fit.
pub fn rank_name(columns: &[Column], column: Option<usize>) -> String {
    column.map_or_else(|| "rank".to_owned(), |index| format!("rank {}", columns[index].name))
}

/// A value as a column's are stored.
fn compared(value: &Json, kind: Kind) -> Result<Stored, Failure> {
    let text = match value {
        Json::Null => return Ok(Stored::Null),
        Json::String(text) => text.clone(),
        // As Python writes them, which is how they were compared before.
        Json::Bool(flag) if kind == Kind::Text => if *flag { "True" } else { "False" }.to_owned(),
        other => other.to_string(),
    };
    let wrong = |kind: &str| Failure::Value(not_of(kind, &text));
    Ok(match kind {
        Kind::Text => Stored::Text(text),
        Kind::Numeric | Kind::Float8 => {
            let plain = text.trim();
            let looks = plain.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
            let number: Option<f64> = plain.parse().ok().filter(|_| looks);
            Stored::Real(number.ok_or_else(|| wrong(kind.name()))?)
        }
        Kind::Int4 | Kind::Int8 => {
            let whole = |number: f64| number.fract() == 0.0 && number.abs() < 9e15;
            #[expect(clippy::cast_possible_truncation, reason = "it is whole and within the range")]
            let float = || {
                let number: Option<f64> = value.as_f64().filter(|number| whole(*number));
                number.map(|number| number as i64)
            };
            let number = text.trim().parse().ok().or_else(float);
            Stored::Integer(number.ok_or_else(|| wrong("integer"))?)
        }
        Kind::Bool => Stored::Integer(truth(&text).ok_or_else(|| wrong("boolean"))?.into()),
        Kind::Timestamp => {
            let moment = moment::cast(&text, moment::Kind::Timestamp);
            Stored::Text(moment.ok_or_else(|| wrong("timestamp"))?)
        }
        Kind::Date => {
            Stored::Text(moment::cast(&text, moment::Kind::Date).ok_or_else(|| wrong("date"))?)
        }
        Kind::Time => {
            Stored::Text(moment::cast(&text, moment::Kind::Time).ok_or_else(|| wrong("time"))?)
        }
        Kind::Json => {
            let text = "operator does not exist: json = unknown";
            return Err(Failure::Value(text.to_owned()));
        }
    })
}
