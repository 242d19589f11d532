//! Queries, tables and joins → our statement.

use std::sync::Arc;

use sqlparser::ast::{
    Cte, Distinct, Expr, Fetch, GroupByExpr, Ident, Join, JoinConstraint, JoinOperator,
    LimitClause, ObjectName, ObjectNamePart, OrderBy, OrderByExpr, OrderByKind, OrderBySort, Query,
    Select, SelectItem, SelectItemQualifiedWildcardKind, SetExpr, SetOperator, SetQuantifier,
    TableAlias, TableFactor, TableWithJoins, UnaryOperator, Value,
};

use crate::datastore::column::{Column, ID, Kind, quoted};
use crate::datastore::engine::JOINED;
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
/// What all queries together read from.
const FROMS: usize = 32;
/// Columns of one query.
const COLUMNS: usize = 1500;

/// What a construct is refused with that PostgreSQL has and we have not.
pub(super) fn unsupported(what: &str) -> Refusal {
    Refusal::Wrong("FeatureNotSupported", format!("{what} is not supported"))
}

pub(super) struct Translator<'a> {
    lookup: &'a Lookup<'a>,
    tables: Vec<(String, Arc<Table>)>,
    /// Named queries, the innermost last.
    named: Vec<From>,
    pub(super) selects: Vec<Within>,
    depth: usize,
    froms: usize,
}

/// The SELECT that is being translated.
#[derive(Default)]
pub(super) struct Within {
    pub(super) scope: Scope,
    /// What it groups by.
    grouped: Vec<String>,
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
type Translated = (String, Vec<Known>);

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
                let order = self.order(order, &outputs(&columns), None)?;
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
                let order = self.order(order, &outputs(&columns), None)?;
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

    fn select(&mut self, select: &Select, order: Option<&OrderBy>) -> Result<Translated, Refusal> {
        if select.into.is_some() {
            return Err(Refusal::Denied("Not authorized to read resource.".to_owned()));
        }
        refuse_more(select)?;
        self.selects.push(Within::default());
        let made = self.selected(select, order);
        self.selects.pop();
        made
    }

    fn selected(
        &mut self,
        select: &Select,
        order: Option<&OrderBy>,
    ) -> Result<Translated, Refusal> {
        let from = self.from(&select.from)?;
        let condition = self.condition(select.selection.as_ref(), "WHERE")?;
        let groups = self.groups(&select.group_by, &select.projection)?;
        let outputs = self.projection(&select.projection)?;
        let having = match &select.having {
            None => String::new(),
            Some(having) => {
                let term = self.expression(having)?.needs(Kind::Bool, "HAVING")?;
                self.within().aggregates = true;
                format!(" HAVING {}", term.sql)
            }
        };
        let distinct = match &select.distinct {
            None | Some(Distinct::All) => "",
            Some(Distinct::Distinct) => "DISTINCT ",
            Some(Distinct::On(_)) => return Err(unsupported("SELECT DISTINCT ON")),
        };
        let order = self.order(order, &outputs, Some(()))?;
        self.hold_groups()?;
        let list = outputs.iter().map(|term| {
            let name = term.name.as_deref().unwrap_or("?column?");
            format!("{} AS {}", term.sql, quoted(name))
        });
        let list = list.collect::<Vec<_>>().join(", ");
        let columns = outputs.into_iter().map(|term| Known {
            name: term.name.unwrap_or_else(|| "?column?".to_owned()),
            kind: term.kind,
        });
        let columns = columns.collect();
        let sql = format!("SELECT {distinct}{list}{from}{condition}{groups}{having}{order}");
        Ok((sql, columns))
    }

    pub(super) fn within(&mut self) -> &mut Within {
        self.selects.last_mut().expect("a SELECT is put in before it is translated")
    }

    fn condition(
        &mut self,
        condition: Option<&Expr>,
        place: &'static str,
    ) -> Result<String, Refusal> {
        let Some(condition) = condition else { return Ok(String::new()) };
        let term = self.without_aggregates(condition, place)?.needs(Kind::Bool, place)?;
        Ok(format!(" {place} {}", term.sql))
    }

    /// An expression that stands before rows are grouped.
    fn without_aggregates(&mut self, expr: &Expr, place: &'static str) -> Result<Term, Refusal> {
        self.within().plain = Some(place);
        let loose = self.within().loose.len();
        let term = self.expression(expr);
        let within = self.within();
        within.plain = None;
        within.loose.truncate(loose);
        term
    }

    fn groups(
        &mut self,
        groups: &GroupByExpr,
        projection: &[SelectItem],
    ) -> Result<String, Refusal> {
        let GroupByExpr::Expressions(exprs, modifiers) = groups else {
            return Err(unsupported("GROUP BY ALL"));
        };
        if !modifiers.is_empty() {
            return Err(unsupported("this GROUP BY"));
        }
        let mut list = Vec::new();
        for expr in exprs {
            let expr = self.meant(expr, projection)?;
            let term = self.without_aggregates(expr, "GROUP BY")?;
            // A number alone would be a place.
            list.push(format!("({})", term.sql));
            self.within().grouped.push(term.sql);
        }
        let list = list.join(", ");
        Ok(if list.is_empty() { list } else { format!(" GROUP BY {list}") })
    }

    /// What is grouped by: a place among what is given, the name of something given, or itself.
    fn meant<'e>(
        &mut self,
        expr: &'e Expr,
        projection: &'e [SelectItem],
    ) -> Result<&'e Expr, Refusal> {
        if let Some(place) = place(expr)? {
            let item = place.checked_sub(1).and_then(|index| projection.get(index));
            return match item {
                Some(SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. }) => {
                    Ok(expr)
                }
                _ => Err(no_place("GROUP BY", place)),
            };
        }
        let Expr::Identifier(ident) = expr else { return Ok(expr) };
        if self.within().scope.column(ident)?.is_some() {
            return Ok(expr);
        }
        let named = projection.iter().find_map(|item| match item {
            SelectItem::ExprWithAlias { expr, alias } if folded(alias) == folded(ident) => {
                Some(expr)
            }
            _ => None,
        });
        Ok(named.unwrap_or(expr))
    }

    /// Every column stands in a group or within an aggregate, if rows are grouped.
    fn hold_groups(&mut self) -> Result<(), Refusal> {
        let within = self.within();
        let is_grouped = within.aggregates || !within.grouped.is_empty();
        // The number of a row decides all of its columns.
        let id = format!(".{}", quoted(ID));
        let by_row = within.grouped.iter().any(|group| group.ends_with(&id));
        match within.loose.first() {
            Some(column) if is_grouped && !by_row => {
                let text = format!(
                    "column {column} must appear in the GROUP BY clause or be used in an aggregate \
                     function"
                );
                Err(Refusal::Wrong("GroupingError", text))
            }
            _ => Ok(()),
        }
    }

    /// What was found within something that is grouped by is no column alone.
    pub(super) fn settle(&mut self, term: &Term, loose: usize) {
        let within = self.within();
        if within.grouped.contains(&term.sql) {
            within.loose.truncate(loose);
        }
    }

    fn projection(&mut self, items: &[SelectItem]) -> Result<Vec<Term>, Refusal> {
        let mut outputs = Vec::new();
        for item in items {
            match item {
                SelectItem::UnnamedExpr(expr) => outputs.push(self.expression(expr)?),
                SelectItem::ExprWithAlias { expr, alias } => {
                    let term = self.expression(expr)?;
                    outputs.push(Term { name: Some(folded(alias)), ..term });
                }
                SelectItem::Wildcard(options) if is_plain(options) => {
                    let all = self.within().scope.all();
                    self.give(all, &mut outputs)?;
                }
                SelectItem::QualifiedWildcard(
                    SelectItemQualifiedWildcardKind::ObjectName(name),
                    options,
                ) if is_plain(options) => {
                    let ident = single(name).ok_or_else(|| unsupported("this name"))?;
                    let from = self.within().scope.named(ident).cloned();
                    let from = from.ok_or_else(|| no_from(ident))?;
                    let all = from.columns.iter().map(|column| from.term(column)).collect();
                    self.give(all, &mut outputs)?;
                }
                _ => return Err(unsupported("this list")),
            }
            if outputs.len() > COLUMNS {
                return Err(too_complex());
            }
        }
        if outputs.is_empty() {
            return Err(Refusal::Wrong(
                "SyntaxError",
                "SELECT * with no tables specified is not valid".into(),
            ));
        }
        Ok(outputs)
    }

    /// All columns of something.
    fn give(&mut self, terms: Vec<Term>, outputs: &mut Vec<Term>) -> Result<(), Refusal> {
        for term in terms {
            let within = self.within();
            if !within.grouped.contains(&term.sql) {
                within.loose.push(term.sql.clone());
            }
            outputs.push(term);
        }
        Ok(())
    }

    /// An order: by places and names of what is given, and within a SELECT by anything else.
    fn order(
        &mut self,
        order: Option<&OrderBy>,
        outputs: &[Term],
        inside: Option<()>,
    ) -> Result<String, Refusal> {
        let Some(order) = order else { return Ok(String::new()) };
        let OrderByKind::Expressions(exprs) = &order.kind else {
            return Err(unsupported("ORDER BY ALL"));
        };
        if order.interpolate.is_some() {
            return Err(unsupported("this ORDER BY"));
        }
        let mut list = Vec::new();
        for expr in exprs {
            let given = self.given(&expr.expr, outputs)?;
            let by = match (given, inside) {
                (Some(place), _) => place.to_string(),
                (None, Some(())) => {
                    let term = self.expression(&expr.expr)?;
                    // A number alone would be a place.
                    format!("({})", term.sql)
                }
                (None, None) => {
                    let text = "invalid UNION/INTERSECT/EXCEPT ORDER BY clause";
                    return Err(Refusal::Wrong("FeatureNotSupported", text.to_owned()));
                }
            };
            list.push(format!("{by} {}", direction(expr)?));
        }
        Ok(format!(" ORDER BY {}", list.join(", ")))
    }

    /// The place of what is given that an order means, from 1.
    fn given(&self, expr: &Expr, outputs: &[Term]) -> Result<Option<usize>, Refusal> {
        if let Some(place) = place(expr)? {
            let fine = (1..=outputs.len()).contains(&place);
            return if fine { Ok(Some(place)) } else { Err(no_place("ORDER BY", place)) };
        }
        let Expr::Identifier(ident) = expr else { return Ok(None) };
        let name = folded(ident);
        let found = outputs.iter().position(|term| term.name.as_deref() == Some(&name));
        Ok(found.map(|index| index + 1))
    }

    /// Orders within aggregates and windows.
    pub(super) fn orders(&mut self, exprs: &[OrderByExpr]) -> Result<String, Refusal> {
        let mut list = Vec::new();
        for expr in exprs {
            let term = self.expression(&expr.expr)?;
            list.push(format!("({}) {}", term.sql, direction(expr)?));
        }
        let list = list.join(", ");
        Ok(if list.is_empty() { list } else { format!("ORDER BY {list}") })
    }

    fn from(&mut self, from: &[TableWithJoins]) -> Result<String, Refusal> {
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

fn no_from(ident: &Ident) -> Refusal {
    let text = format!("missing FROM-clause entry for table \"{}\"", folded(ident));
    Refusal::Wrong("UndefinedTable", text)
}

fn no_place(clause: &str, place: usize) -> Refusal {
    let text = format!("{clause} position {place} is not in select list");
    Refusal::Wrong("InvalidColumnReference", text)
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

fn alias(alias: &TableAlias) -> Result<String, Refusal> {
    if !alias.columns.is_empty() || alias.at.is_some() {
        return Err(unsupported("a list of column aliases"));
    }
    Ok(folded(&alias.name))
}

fn is_plain(options: &sqlparser::ast::WildcardAdditionalOptions) -> bool {
    options.opt_ilike.is_none()
        && options.opt_exclude.is_none()
        && options.opt_except.is_none()
        && options.opt_replace.is_none()
        && options.opt_rename.is_none()
        && options.opt_alias.is_none()
}

/// What other dialects add to a SELECT.
fn refuse_more(select: &Select) -> Result<(), Refusal> {
    let more = !select.optimizer_hints.is_empty()
        || select.select_modifiers.is_some()
        || select.top.is_some()
        || select.exclude.is_some()
        || !select.lateral_views.is_empty()
        || select.prewhere.is_some()
        || !select.connect_by.is_empty()
        || !select.cluster_by.is_empty()
        || !select.distribute_by.is_empty()
        || !select.sort_by.is_empty()
        || !select.named_window.is_empty()
        || select.qualify.is_some()
        || select.value_table_mode.is_some();
    if more { Err(unsupported("this clause")) } else { Ok(()) }
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

/// A whole number that stands for a place.
fn place(expr: &Expr) -> Result<Option<usize>, Refusal> {
    match expr {
        Expr::Value(value) => match &value.value {
            Value::Number(number, false) => Ok(number.parse().ok()),
            _ => Err(Refusal::Wrong(
                "SyntaxError",
                "non-integer constant in GROUP BY or ORDER BY".to_owned(),
            )),
        },
        _ => Ok(None),
    }
}

/// PostgreSQL puts nothing last, where the greatest comes first before all.
fn direction(expr: &OrderByExpr) -> Result<&'static str, Refusal> {
    if expr.with_fill.is_some() {
        return Err(unsupported("this ORDER BY"));
    }
    let descending = match &expr.options.sort {
        None | Some(OrderBySort::Asc) => false,
        Some(OrderBySort::Desc) => true,
        Some(_) => return Err(unsupported("this ORDER BY")),
    };
    let first = expr.options.nulls_first.unwrap_or(descending);
    Ok(match (descending, first) {
        (false, false) => "ASC NULLS LAST",
        (false, true) => "ASC NULLS FIRST",
        (true, false) => "DESC NULLS LAST",
        (true, true) => "DESC NULLS FIRST",
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
