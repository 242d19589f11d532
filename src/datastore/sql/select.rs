//! One SELECT: what it gives, its groups, its order.

use sqlparser::ast::{
    Distinct, Expr, GroupByExpr, OrderBy, OrderByExpr, OrderByKind, OrderBySort, Select,
    SelectItem, SelectItemQualifiedWildcardKind, Value, WildcardAdditionalOptions,
};

use crate::datastore::column::{ID, Kind, quoted};

use super::Refusal;
use super::parse::too_complex;
use super::scope::{Known, folded};
use super::term::Term;
use super::translate::{Inside, Translated, Translator, Within, no_from, single, unsupported};

/// Columns of one query.
const COLUMNS: usize = 1500;

impl Translator<'_> {
    pub(super) fn select(
        &mut self,
        select: &Select,
        order: Option<&OrderBy>,
    ) -> Result<Translated, Refusal> {
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
        let order = self.order(order, &outputs, Inside::Select)?;
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
    pub(super) fn without_aggregates(
        &mut self,
        expr: &Expr,
        place: &'static str,
    ) -> Result<Term, Refusal> {
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
                    self.give(all, &mut outputs);
                }
                SelectItem::QualifiedWildcard(
                    SelectItemQualifiedWildcardKind::ObjectName(name),
                    options,
                ) if is_plain(options) => {
                    let ident = single(name).ok_or_else(|| unsupported("this name"))?;
                    let from = self.within().scope.named(ident).cloned();
                    let from = from.ok_or_else(|| no_from(ident))?;
                    let all = from.columns.iter().map(|column| from.term(column)).collect();
                    self.give(all, &mut outputs);
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
    fn give(&mut self, terms: Vec<Term>, outputs: &mut Vec<Term>) {
        for term in terms {
            let within = self.within();
            if !within.grouped.contains(&term.sql) {
                within.loose.push(term.sql.clone());
            }
            outputs.push(term);
        }
    }

    /// An order: by places and names of what is given, and within a SELECT by anything else.
    pub(super) fn order(
        &mut self,
        order: Option<&OrderBy>,
        outputs: &[Term],
        inside: Inside,
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
            let given = Self::given(&expr.expr, outputs)?;
            let by = match (given, inside) {
                (Some(place), _) => place.to_string(),
                (None, Inside::Select) => {
                    let term = self.expression(&expr.expr)?;
                    // A number alone would be a place.
                    format!("({})", term.sql)
                }
                (None, Inside::Several) => {
                    let text = "invalid UNION/INTERSECT/EXCEPT ORDER BY clause";
                    return Err(Refusal::Wrong("FeatureNotSupported", text.to_owned()));
                }
            };
            list.push(format!("{by} {}", direction(expr)?));
        }
        Ok(format!(" ORDER BY {}", list.join(", ")))
    }

    /// The place of what is given that an order means, from 1.
    fn given(expr: &Expr, outputs: &[Term]) -> Result<Option<usize>, Refusal> {
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
}

fn no_place(clause: &str, place: usize) -> Refusal {
    let text = format!("{clause} position {place} is not in select list");
    Refusal::Wrong("InvalidColumnReference", text)
}

fn is_plain(options: &WildcardAdditionalOptions) -> bool {
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

/// `PostgreSQL` puts nothing last, where the greatest comes first before all.
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
