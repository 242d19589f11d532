//! Queries, tables and joins → our statement.

use std::sync::Arc;

use sqlparser::ast::{
    Cte, Expr, Fetch, Ident, LimitClause, ObjectName, ObjectNamePart, OrderBy, Query, SetExpr,
    SetOperator, SetQuantifier, TableAlias, UnaryOperator, Value,
};

use crate::datastore::column::{Column, Kind, quoted};
use crate::datastore::table::Table;

use super::parse::too_complex;
use super::scope::{From, Known, Scope, folded};
use super::term::{Term, united};
use super::{Lookup, Refusal};

/// Our statement.
pub(super) struct Made {
    pub(super) sql: String,
    /// What it reads from, as `s0`, `s1` …
    pub(super) tables: Vec<(String, Arc<Table>)>,
    pub(super) columns: Vec<Column>,
}

/// Queries within each other.
const DEEPEST: usize = 60;

/// What a construct is refused with that `PostgreSQL` has and we have not.
pub(super) fn unsupported(what: &str) -> Refusal {
    Refusal::Wrong("FeatureNotSupported", format!("{what} is not supported"))
}

pub(super) struct Translator<'a> {
    pub(super) lookup: &'a Lookup<'a>,
    pub(super) tables: Vec<(String, Arc<Table>)>,
    /// Named queries, the innermost last.
    pub(super) named: Vec<From>,
    pub(super) selects: Vec<Within>,
    depth: usize,
    pub(super) froms: usize,
}

/// Whether an order stands within a SELECT, so that it may be by anything that is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    Select,
    Several,
}

/// The SELECT that is being translated.
#[derive(Default)]
pub(super) struct Within {
    pub(super) scope: Scope,
    /// What it groups by.
    pub(super) grouped: Vec<String>,
    /// Columns that stand neither in a group nor within an aggregate.
    pub(super) loose: Vec<String>,
    /// Whether it has an aggregate.
    pub(super) aggregates: bool,
    /// Where aggregates may not stand, the name of that place.
    pub(super) plain: Option<&'static str>,
    /// How many aggregates are around.
    pub(super) inside: usize,
}

/// A query and its columns.
pub(super) type Translated = (String, Vec<Known>);

/// Translates a query.
pub(super) fn translate(query: &Query, lookup: &Lookup<'_>) -> Result<Made, Refusal> {
    let mut translator = Translator {
        lookup,
        tables: Vec::new(),
        named: Vec::new(),
        selects: Vec::new(),
        depth: 0,
        froms: 0,
    };
    let (sql, columns) = translator.query(query)?;
    let columns = columns
        .into_iter()
        .map(|known| Column { name: known.name, kind: known.kind.unwrap_or(Kind::Text) });
    Ok(Made { sql, columns: columns.collect(), tables: translator.tables })
}

impl Translator<'_> {
    /// One step further in.
    pub(super) fn deeper<T>(
        &mut self,
        act: impl FnOnce(&mut Self) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(too_complex());
        }
        let made = act(self);
        self.depth -= 1;
        made
    }

    pub(super) fn query(&mut self, query: &Query) -> Result<Translated, Refusal> {
        if !query.locks.is_empty() {
            return Err(Refusal::Denied("Not authorized to read resource.".to_owned()));
        }
        let more = query.for_clause.is_some()
            || query.settings.is_some()
            || query.format_clause.is_some()
            || !query.pipe_operators.is_empty();
        if more {
            return Err(unsupported("this clause"));
        }
        let known = self.named.len();
        let made = self.deeper(|own| {
            let mut with = String::new();
            if let Some(clause) = &query.with {
                if clause.recursive {
                    return Err(unsupported("WITH RECURSIVE"));
                }
                let parts: Vec<String> =
                    clause.cte_tables.iter().map(|cte| own.named(cte)).collect::<Result<_, _>>()?;
                with = format!("WITH {} ", parts.join(", "));
            }
            let (body, columns) = own.body(&query.body, query.order_by.as_ref())?;
            let limit = limit(query.limit_clause.as_ref(), query.fetch.as_ref())?;
            Ok((format!("{with}{body}{limit}"), columns))
        });
        self.named.truncate(known);
        made
    }

    /// A query with a name.
    fn named(&mut self, cte: &Cte) -> Result<String, Refusal> {
        if cte.from.is_some() {
            return Err(unsupported("this clause"));
        }
        let alias = alias(&cte.alias)?;
        let (sql, columns) = self.query(&cte.query)?;
        let text = format!("{} AS ({sql})", quoted(&alias));
        self.named.push(From { alias, columns });
        Ok(text)
    }

    fn body(&mut self, body: &SetExpr, order: Option<&OrderBy>) -> Result<Translated, Refusal> {
        match body {
            SetExpr::Select(select) => self.select(select, order),
            SetExpr::Query(query) => {
                let (sql, columns) = self.query(query)?;
                let order = self.order(order, &outputs(&columns), Inside::Several)?;
                Ok((format!("SELECT * FROM ({sql}){order}"), columns))
            }
            SetExpr::SetOperation { left, op, set_quantifier, right } => {
                let word = operator(*op, *set_quantifier)?;
                let (left, right) =
                    self.deeper(|own| Ok((own.body(left, None)?, own.body(right, None)?)))?;
                if left.1.len() != right.1.len() {
                    let text = format!("each {word} query must have the same number of columns");
                    return Err(Refusal::Wrong("SyntaxError", text));
                }
                let mut columns = Vec::with_capacity(left.1.len());
                for (a, b) in left.1.into_iter().zip(right.1) {
                    let term = |kind| Term { kind, ..Term::null() };
                    let (_, kind) = united(vec![term(a.kind), term(b.kind)], word)?;
                    columns.push(Known { name: a.name, kind });
                }
                let order = self.order(order, &outputs(&columns), Inside::Several)?;
                let (left, right) = (left.0, right.0);
                let sql = format!("SELECT * FROM ({left}) {word} SELECT * FROM ({right}){order}");
                Ok((sql, columns))
            }
            SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_) => {
                Err(Refusal::Denied("Not authorized to read resource.".to_owned()))
            }
            _ => Err(unsupported("this clause")),
        }
    }

    pub(super) fn within(&mut self) -> &mut Within {
        self.selects.last_mut().expect("a SELECT is put in before it is translated")
    }

    /// The column that a name means: of this SELECT, else of those around it.
    pub(super) fn column(&mut self, ident: &Ident) -> Result<Term, Refusal> {
        let last = self.selects.len();
        for index in (0..last).rev() {
            if let Some(term) = self.selects[index].scope.column(ident)? {
                self.note(&term, index + 1 == last);
                return Ok(term);
            }
        }
        let text = format!("column \"{}\" does not exist", folded(ident));
        Err(Refusal::Wrong("UndefinedColumn", text))
    }

    pub(super) fn column_of(&mut self, of: &Ident, ident: &Ident) -> Result<Term, Refusal> {
        let last = self.selects.len();
        for index in (0..last).rev() {
            if let Some(term) = self.selects[index].scope.column_of(of, ident)? {
                self.note(&term, index + 1 == last);
                return Ok(term);
            }
        }
        Err(no_from(of))
    }

    fn note(&mut self, term: &Term, own: bool) {
        let within = self.within();
        if own && within.inside == 0 {
            within.loose.push(term.sql.clone());
        }
    }
}

pub(super) fn denied_function(name: &str) -> Refusal {
    Refusal::Denied(format!("Not authorized to call function {name}"))
}

pub(super) fn no_from(ident: &Ident) -> Refusal {
    let text = format!("missing FROM-clause entry for table \"{}\"", folded(ident));
    Refusal::Wrong("UndefinedTable", text)
}

fn outputs(columns: &[Known]) -> Vec<Term> {
    let term = |column: &Known| Term { name: Some(column.name.clone()), ..Term::null() };
    columns.iter().map(term).collect()
}

/// A name of one part.
pub(super) fn single(name: &ObjectName) -> Option<&Ident> {
    match name.0.as_slice() {
        [ObjectNamePart::Identifier(ident)] => Some(ident),
        _ => None,
    }
}

fn operator(op: SetOperator, quantifier: SetQuantifier) -> Result<&'static str, Refusal> {
    use SetQuantifier as Q;
    Ok(match (op, quantifier) {
        (SetOperator::Union, Q::All) => "UNION ALL",
        (SetOperator::Union, Q::None | Q::Distinct) => "UNION",
        (SetOperator::Except, Q::None | Q::Distinct) => "EXCEPT",
        (SetOperator::Intersect, Q::None | Q::Distinct) => "INTERSECT",
        _ => return Err(unsupported("this set operation")),
    })
}

fn limit(clause: Option<&LimitClause>, fetch: Option<&Fetch>) -> Result<String, Refusal> {
    let (mut limit, offset) = match clause {
        None => (None, None),
        Some(LimitClause::LimitOffset { limit, offset, limit_by }) if limit_by.is_empty() => {
            let limit = limit.as_ref().map(|limit| count(limit, "LIMIT")).transpose()?.flatten();
            let offset = offset.as_ref().map(|offset| count(&offset.value, "OFFSET"));
            (limit, offset.transpose()?.flatten())
        }
        Some(_) => return Err(unsupported("LIMIT #,#")),
    };
    if let Some(fetch) = fetch {
        if fetch.with_ties || fetch.percent {
            return Err(unsupported("this FETCH"));
        }
        limit = match &fetch.quantity {
            Some(quantity) => count(quantity, "LIMIT")?,
            None => Some(1),
        };
    }
    let offset = offset.map_or_else(String::new, |offset| format!(" OFFSET {offset}"));
    Ok(match limit {
        Some(limit) => format!(" LIMIT {limit}{offset}"),
        None if offset.is_empty() => String::new(),
        None => format!(" LIMIT -1{offset}"),
    })
}

/// How many; none of NULL.
fn count(expr: &Expr, clause: &str) -> Result<Option<u32>, Refusal> {
    match expr {
        Expr::Value(value) => match &value.value {
            Value::Null => Ok(None),
            Value::Number(number, false) if number.bytes().all(|b| b.is_ascii_digit()) => {
                Ok(Some(number.parse().unwrap_or(u32::MAX)))
            }
            Value::SingleQuotedString(text) => {
                let wrong = || {
                    let text = crate::datastore::functions::not_of("bigint", text);
                    Refusal::Wrong("InvalidTextRepresentation", text)
                };
                text.trim().parse().map(Some).map_err(|_| wrong())
            }
            _ => Err(unsupported(&format!("this {clause}"))),
        },
        Expr::UnaryOp { op: UnaryOperator::Minus, .. } => {
            let text = format!("{clause} must not be negative");
            Err(Refusal::Wrong("InvalidRowCountInLimitClause", text))
        }
        _ => Err(unsupported(&format!("this {clause}"))),
    }
}

/// The name that something is given.
pub(super) fn alias(alias: &TableAlias) -> Result<String, Refusal> {
    if !alias.columns.is_empty() || alias.at.is_some() {
        return Err(unsupported("a list of column aliases"));
    }
    Ok(folded(&alias.name))
}
