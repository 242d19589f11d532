//! Which columns a name may mean where it stands.

use sqlparser::ast::Ident;

use crate::datastore::column::{Kind, quoted};

use super::Refusal;
use super::term::Term;

/// A column of something that is read from.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) name: String,
    pub(super) kind: Option<Kind>,
}

/// Something that is read from: a table, a query.
#[derive(Clone, Debug)]
pub(super) struct From {
    pub(super) alias: String,
    pub(super) columns: Vec<Known>,
}

/// All that one SELECT reads from.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    pub(super) from: Vec<From>,
    /// Columns that joins made one of two.
    pub(super) merged: Vec<String>,
}

/// A name as `PostgreSQL` takes it: without quotes in small letters.
pub(super) fn folded(ident: &Ident) -> String {
    if ident.quote_style.is_some() { ident.value.clone() } else { ident.value.to_lowercase() }
}

/// Whether a name means another one: without quotes whatever the case of its letters.
fn means(ident: &Ident, name: &str) -> bool {
    if ident.quote_style.is_some() {
        return ident.value == name;
    }
    ident.value == name || ident.value.to_lowercase() == name.to_lowercase()
}

impl Scope {
    /// The column that a name means here; none where it means none.
    pub(super) fn column(&self, ident: &Ident) -> Result<Option<Term>, Refusal> {
        let mut found: Option<Term> = None;
        for from in &self.from {
            let exact = from.columns.iter().find(|column| column.name == folded(ident));
            let column = exact.or_else(|| from.columns.iter().find(|one| means(ident, &one.name)));
            let Some(column) = column else { continue };
            let merged = self.merged.contains(&column.name);
            if found.is_some() {
                if merged {
                    continue;
                }
                let text = format!("column reference \"{}\" is ambiguous", folded(ident));
                return Err(Refusal::Wrong("AmbiguousColumn", text));
            }
            found = Some(if merged { bare(column) } else { from.term(column) });
        }
        Ok(found)
    }

    /// The column of something that is named; none where nothing is called so.
    pub(super) fn column_of(&self, of: &Ident, ident: &Ident) -> Result<Option<Term>, Refusal> {
        let Some(from) = self.named(of) else { return Ok(None) };
        let exact = from.columns.iter().find(|column| column.name == folded(ident));
        let column = exact.or_else(|| from.columns.iter().find(|one| means(ident, &one.name)));
        let missing = || {
            let text = format!("column {}.{} does not exist", folded(of), folded(ident));
            Refusal::Wrong("UndefinedColumn", text)
        };
        column.map(|column| Some(from.term(column))).ok_or_else(missing)
    }

    pub(super) fn named(&self, of: &Ident) -> Option<&From> {
        self.from.iter().find(|from| means(of, &from.alias))
    }

    /// Everything there is, in `PostgreSQL`'s order: what joins made one comes first.
    pub(super) fn all(&self) -> Vec<Term> {
        let mut terms: Vec<Term> = Vec::new();
        for name in &self.merged {
            let columns = self.from.iter().flat_map(|from| &from.columns);
            let mut named = columns.filter(|column| column.name == *name);
            terms.extend(named.next().map(bare));
        }
        for from in &self.from {
            let own = from.columns.iter().filter(|column| !self.merged.contains(&column.name));
            terms.extend(own.map(|column| from.term(column)));
        }
        terms
    }
}

fn bare(column: &Known) -> Term {
    let sql = quoted(&column.name);
    Term { sql, kind: column.kind, literal: None, name: Some(column.name.clone()) }
}

impl From {
    pub(super) fn term(&self, column: &Known) -> Term {
        let sql = format!("{}.{}", quoted(&self.alias), quoted(&column.name));
        Term { sql, kind: column.kind, literal: None, name: Some(column.name.clone()) }
    }
}
