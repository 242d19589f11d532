//! What is read from: tables, queries, joins of them.

use std::sync::Arc;

use sqlparser::ast::{
    Ident, Join, JoinConstraint, JoinOperator, ObjectName, ObjectNamePart, TableAlias, TableFactor,
    TableWithJoins,
};

use crate::datastore::column::{ID, Kind, quoted};
use crate::datastore::engine::JOINED;
use crate::datastore::table::Table;

use super::Refusal;
use super::parse::too_complex;
use super::scope::{From, Known, folded};
use super::translate::{Translator, alias, denied_function, single, unsupported};

/// What all queries together read from.
const FROMS: usize = 32;

impl Translator<'_> {
    pub(super) fn from(&mut self, from: &[TableWithJoins]) -> Result<String, Refusal> {
        let mut parts = Vec::new();
        for item in from {
            let joined = self.joined(item)?;
            // What is joined is joined before it stands beside others.
            let apart = from.len() > 1 && !item.joins.is_empty();
            parts.push(if apart { format!("({joined})") } else { joined });
        }
        Ok(if parts.is_empty() { String::new() } else { format!(" FROM {}", parts.join(", ")) })
    }

    fn joined(&mut self, item: &TableWithJoins) -> Result<String, Refusal> {
        let start = self.within().scope.from.len();
        let mut sql = self.factor(&item.relation)?;
        for join in &item.joins {
            sql += &self.join(join, start)?;
        }
        Ok(sql)
    }

    /// A join with what was read from before, from `start` on.
    fn join(&mut self, join: &Join, start: usize) -> Result<String, Refusal> {
        use JoinOperator as Op;
        let (word, constraint) = match &join.join_operator {
            Op::Join(constraint) | Op::Inner(constraint) => ("JOIN", constraint),
            Op::Left(constraint) | Op::LeftOuter(constraint) => ("LEFT JOIN", constraint),
            Op::Right(constraint) | Op::RightOuter(constraint) => ("RIGHT JOIN", constraint),
            Op::FullOuter(constraint) => ("FULL JOIN", constraint),
            Op::CrossJoin(constraint @ JoinConstraint::None) => ("CROSS JOIN", constraint),
            _ => return Err(unsupported("this join")),
        };
        let here = self.within().scope.from.len();
        let relation = self.factor(&join.relation)?;
        let on = match constraint {
            JoinConstraint::None if word == "CROSS JOIN" => String::new(),
            JoinConstraint::On(expr) => {
                let term = self.without_aggregates(expr, "JOIN conditions")?;
                format!(" ON {}", term.needs(Kind::Bool, "JOIN/ON")?.sql)
            }
            JoinConstraint::Using(names) => {
                let names = names.iter().map(|name| single(name).map(folded));
                let names: Option<Vec<String>> = names.collect();
                let names = names.ok_or_else(|| unsupported("this name"))?;
                self.merge(start, here, &names)?
            }
            JoinConstraint::Natural => {
                let scope = &self.within().scope;
                let left = scope.from[start..here].iter().flat_map(|from| &from.columns);
                let right: Vec<&str> = scope.from[here..]
                    .iter()
                    .flat_map(|from| &from.columns)
                    .map(|column| column.name.as_str())
                    .collect();
                let both = left.filter(|column| right.contains(&column.name.as_str()));
                let mut names: Vec<String> = both.map(|column| column.name.clone()).collect();
                names.dedup();
                if names.is_empty() { " ON 1".to_owned() } else { self.merge(start, here, &names)? }
            }
            _ => return Err(Refusal::Wrong("SyntaxError", "syntax error at end of input".into())),
        };
        Ok(format!(" {word} {relation}{on}"))
    }

    /// Joins by columns that both sides have.
    fn merge(&mut self, start: usize, here: usize, names: &[String]) -> Result<String, Refusal> {
        let scope = &mut self.within().scope;
        for name in names {
            let has = |from: &[From]| {
                from.iter().flat_map(|from| &from.columns).any(|column| column.name == *name)
            };
            if !has(&scope.from[start..here]) || !has(&scope.from[here..]) {
                let text =
                    format!("column \"{name}\" specified in USING clause does not exist in table");
                return Err(Refusal::Wrong("UndefinedColumn", text));
            }
            if !scope.merged.contains(name) {
                scope.merged.push(name.clone());
            }
        }
        let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
        Ok(format!(" USING ({})", names.join(", ")))
    }

    fn factor(&mut self, factor: &TableFactor) -> Result<String, Refusal> {
        self.froms += 1;
        if self.froms > FROMS {
            return Err(too_complex());
        }
        match factor {
            TableFactor::Table { name, args: Some(_), .. } | TableFactor::Function { name, .. } => {
                Err(denied_function(&name.to_string()))
            }
            TableFactor::TableFunction { .. } | TableFactor::UNNEST { .. } => {
                Err(denied_function("unnest"))
            }
            TableFactor::Table { name, alias, sample: None, version: None, .. } => {
                self.relation(name, alias.as_ref())
            }
            TableFactor::Derived { lateral: false, subquery, alias: named, sample: None } => {
                let (sql, columns) = self.query(subquery)?;
                let alias = match named {
                    Some(named) => alias(named)?,
                    None => format!("unnamed_subquery_{}", self.froms),
                };
                let text = format!("({sql}) AS {}", quoted(&alias));
                self.add(From { alias, columns })?;
                Ok(text)
            }
            TableFactor::NestedJoin { table_with_joins, alias: None } => {
                self.deeper(|own| Ok(format!("({})", own.joined(table_with_joins)?)))
            }
            _ => Err(unsupported("this FROM")),
        }
    }

    fn relation(
        &mut self,
        name: &ObjectName,
        named: Option<&TableAlias>,
    ) -> Result<String, Refusal> {
        let system = || Refusal::Denied("Not authorized to access system tables".to_owned());
        let parts: Option<Vec<&Ident>> = name
            .0
            .iter()
            .map(|part| match part {
                ObjectNamePart::Identifier(ident) => Some(ident),
                ObjectNamePart::Function(_) => None,
            })
            .collect();
        let ident = match parts.unwrap_or_default().as_slice() {
            [ident] => *ident,
            [schema, ident] if folded(schema) == "public" => *ident,
            _ => return Err(system()),
        };
        let name = folded(ident);
        if name.starts_with("pg_") || name.starts_with("sqlite_") {
            return Err(system());
        }
        let alias = match named {
            Some(named) => alias(named)?,
            None => name.clone(),
        };
        let query = self.named.iter().rev().find(|named| named.alias == name).cloned();
        if let Some(query) = query {
            let text = format!("{} AS {}", quoted(&name), quoted(&alias));
            self.add(From { alias, columns: query.columns })?;
            return Ok(text);
        }
        let (index, table) = self.table(&name)?;
        let id = Known { name: ID.to_owned(), kind: Some(Kind::Int4) };
        let own = table
            .columns
            .iter()
            .map(|column| Known { name: column.name.clone(), kind: Some(column.kind) });
        let text = format!("\"s{index}\".\"rows\" AS {}", quoted(&alias));
        self.add(From { alias, columns: std::iter::once(id).chain(own).collect() })?;
        Ok(text)
    }

    fn add(&mut self, from: From) -> Result<(), Refusal> {
        let scope = &mut self.within().scope;
        if scope.from.iter().any(|other| other.alias == from.alias) {
            let text = format!("table name \"{}\" specified more than once", from.alias);
            return Err(Refusal::Wrong("DuplicateAlias", text));
        }
        scope.from.push(from);
        Ok(())
    }

    fn table(&mut self, name: &str) -> Result<(usize, Arc<Table>), Refusal> {
        if let Some(index) = self.tables.iter().position(|(known, _)| known == name) {
            return Ok((index, Arc::clone(&self.tables[index].1)));
        }
        if self.tables.len() == JOINED {
            return Err(too_complex());
        }
        let table = (self.lookup)(name)?;
        self.tables.push((name.to_owned(), Arc::clone(&table)));
        Ok((self.tables.len() - 1, table))
    }
}
