//! Which time do columns tell of whose dates are declared with a pattern, such as `%m/%d/%y %H:%M`?
//!
//! By their look such cells are texts, or could mean another day: only the declaration tells.

use crate::table::fault::cut_into;
use crate::table::field::{Cast, Field, Reader, Written};
use crate::table::moment::{Rank, civil, day_of};
use crate::table::row::Row;
use crate::table::schema::Schema;

/// The first and the last moment of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// As they are written.
    pub written: (String, String),
    /// Their days as `2020-01-31`.
    pub days: (String, String),
}

/// The columns of a table that are declared so, seen row by row. A table that has none costs nothing.
#[derive(Debug, Default)]
pub struct Days {
    columns: Vec<Column>,
    scratch: Vec<u8>,
}

#[derive(Debug)]
struct Column {
    field: Field,
    /// Where the table has it.
    at: Option<usize>,
    least: Option<(Rank, String)>,
    most: Option<(Rank, String)>,
}

impl Days {
    /// The columns of a schema whose dates have a pattern.
    pub fn of(schema: &Schema) -> Self {
        let patterned = |field: &&Field| {
            matches!(field.reader, Reader::Date(Written::As(_)) | Reader::DateTime(Written::As(_)))
        };
        let column =
            |field: &Field| Column { field: field.clone(), at: None, least: None, most: None };
        let columns = schema.fields.iter().filter(patterned).map(column).collect();
        Self { columns, scratch: Vec::new() }
    }

    /// The table's columns, before the first row.
    pub fn begin(&mut self, names: &[&str]) {
        for column in &mut self.columns {
            column.at = names.iter().position(|name| *name == column.field.name);
        }
    }

    /// Looks at the next row.
    pub fn row(&mut self, row: &Row) {
        for column in &mut self.columns {
            let Some(at) = column.at else { continue };
            let cell = column.field.read(row.cell(at), row.kind(at), &mut self.scratch);
            let Some(Cast::Rank(rank)) = cell else { continue };
            let put = |end: &mut Option<(Rank, String)>| {
                let (own, written) = end.get_or_insert_default();
                *own = rank;
                cut_into(written, row.text(at).trim(), 40);
            };
            if column.least.as_ref().is_none_or(|(least, _)| rank < *least) {
                put(&mut column.least);
            }
            if column.most.as_ref().is_none_or(|(most, _)| rank > *most) {
                put(&mut column.most);
            }
        }
    }

    /// What was seen, by the place of the column.
    pub fn finish(self) -> Vec<(usize, Span)> {
        let span = |column: Column| {
            let (first, last) = (column.least?, column.most?);
            let days = (iso(first.0)?, iso(last.0)?);
            Some((column.at?, Span { written: (first.1, last.1), days }))
        };
        self.columns.into_iter().filter_map(span).collect()
    }
}

/// The day of a rank.
fn iso(rank: Rank) -> Option<String> {
    let (year, month, day) = civil(day_of(rank)?);
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::iso;
    use crate::table::moment::Date;

    #[test]
    fn ranks_are_days() {
        for (year, month, day) in [(2024, 2, 29), (1, 1, 1), (1999, 12, 31), (2000, 3, 1)] {
            let rank = Date::new(year, month, day).expect("a day").rank();
            let expected = format!("{year:04}-{month:02}-{day:02}");
            assert_eq!(iso(rank + 3_600_000_000), Some(expected));
        }
    }
}
