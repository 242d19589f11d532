//! Which columns a table has in the `DataStore`: names that are fit for it, types by `PostgreSQL`'s names.

use std::collections::BTreeSet;

/// A column's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `text`
    Text,
    /// `numeric`: a number whose digits are all held.
    Numeric,
    /// `float8`: numbers of more digits than a float holds.
    Float8,
    /// `int4`
    Int4,
    /// `int8`
    Int8,
    /// `bool`
    Bool,
    /// `timestamp`: `2024-01-31T10:20:30`, without a zone.
    Timestamp,
    /// `date`
    Date,
    /// `time`
    Time,
    /// `json`
    Json,
}

impl Kind {
    /// Every type.
    pub const ALL: [Self; 10] = [
        Self::Text,
        Self::Numeric,
        Self::Float8,
        Self::Int4,
        Self::Int8,
        Self::Bool,
        Self::Timestamp,
        Self::Date,
        Self::Time,
        Self::Json,
    ];

    /// As the API calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Numeric => "numeric",
            Self::Float8 => "float8",
            Self::Int4 => "int4",
            Self::Int8 => "int8",
            Self::Bool => "bool",
            Self::Timestamp => "timestamp",
            Self::Date => "date",
            Self::Time => "time",
            Self::Json => "json",
        }
    }

    /// As `PostgreSQL`'s own tables of columns call it.
    pub fn native(self) -> &'static str {
        match self {
            Self::Float8 => "double precision",
            Self::Int4 => "integer",
            Self::Int8 => "bigint",
            Self::Bool => "boolean",
            Self::Timestamp => "timestamp without time zone",
            Self::Time => "time without time zone",
            other => other.name(),
        }
    }

    /// By its name in either form, and what people write for them.
    pub fn of(name: &str) -> Option<Self> {
        Some(match name.trim().to_ascii_lowercase().as_str() {
            "text" | "varchar" | "character varying" | "string" => Self::Text,
            "numeric" | "decimal" | "number" => Self::Numeric,
            "float8" | "float" | "float4" | "real" | "double precision" => Self::Float8,
            "int4" | "int" | "integer" | "int2" | "smallint" => Self::Int4,
            "int8" | "bigint" => Self::Int8,
            "bool" | "boolean" => Self::Bool,
            "timestamp" | "timestamp without time zone" | "datetime" => Self::Timestamp,
            "date" => Self::Date,
            "time" | "time without time zone" => Self::Time,
            "json" | "jsonb" => Self::Json,
            _ => return None,
        })
    }

    /// Whether its values are numbers.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Numeric | Self::Float8 | Self::Int4 | Self::Int8)
    }

    /// How the database declares it: what it stores, and how it compares with a text.
    pub(super) fn declared(self) -> &'static str {
        match self {
            Self::Numeric | Self::Float8 => "REAL",
            Self::Int4 | Self::Int8 | Self::Bool => "INTEGER",
            Self::Text | Self::Timestamp | Self::Date | Self::Time | Self::Json => "TEXT",
        }
    }
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: Kind,
}

impl Column {
    /// Whether a label names this column.
    pub fn is_called(&self, label: &str) -> bool {
        use unicode_normalization::UnicodeNormalization as _;
        let names = names(&[label.to_owned()]);
        names.first().is_some_and(|name| name.nfc().eq(self.name.nfc()))
    }
}

/// The column that numbers the rows from 1.
pub const ID: &str = "_id";

/// The names that labels become: none is empty, begins with an underscore, as the `DataStore`'s own
/// columns do, or differs from another by the case of its letters alone.
pub(super) fn names(labels: &[String]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut names = Vec::with_capacity(labels.len());
    for (index, label) in labels.iter().enumerate() {
        let plain: String = label.chars().filter(|c| *c != '"' && !c.is_control()).collect();
        let plain = plain.trim().trim_start_matches('_').trim();
        let base = if plain.is_empty() { format!("field{}", index + 1) } else { plain.to_owned() };
        let mut name = base.clone();
        let mut count = 1;
        while !taken.insert(name.to_ascii_lowercase()) {
            count += 1;
            name = format!("{base}_{count}");
        }
        names.push(name);
    }
    names
}

/// A name within a statement.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_becomes_a_name_of_its_own() {
        let labels = ["Año", "", "_id", "año", "n", "N", "n_2", "a\"b", " x "].map(str::to_owned);
        let expected = ["Año", "field2", "id", "año_2", "n", "N_2", "n_2_2", "ab", "x"];
        assert_eq!(names(&labels), expected);
    }

    #[test]
    fn types_are_found_by_their_names() {
        for kind in Kind::ALL {
            assert_eq!(Kind::of(kind.name()), Some(kind));
            assert_eq!(Kind::of(kind.native()), Some(kind));
        }
    }
}
