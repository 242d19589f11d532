//! Conditions and arithmetic, with their types.

use sqlparser::ast::{
    BinaryOperator, CaseWhen, CastKind, CeilFloorKind, DataType, Expr, InTarget, UnaryOperator,
    Value,
};

use crate::datastore::column::Kind;

use super::Refusal;
use super::term::{Term, no_operator, same, united, wider};
use super::translate::{Translator, unsupported};

impl Translator<'_> {
    pub(super) fn expression(&mut self, expr: &Expr) -> Result<Term, Refusal> {
        let loose = self.within().loose.len();
        let term = self.deeper(|own| own.inner(expr))?;
        self.settle(&term, loose);
        Ok(term)
    }

    fn inner(&mut self, expr: &Expr) -> Result<Term, Refusal> {
        match expr {
            Expr::Identifier(ident) => self.column(ident),
            Expr::CompoundIdentifier(parts) => match parts.as_slice() {
                [of, ident] => self.column_of(of, ident),
                _ => Err(unsupported("this name")),
            },
            Expr::Value(value) => literal(&value.value),
            Expr::TypedString(typed) => {
                let kind = kind_of(&typed.data_type)?.0;
                literal(&typed.value.value)?.taken_for(kind)
            }
            Expr::Nested(inner) => {
                let term = self.expression(inner)?;
                Ok(Term { sql: format!("({})", term.sql), ..term })
            }
            Expr::BinaryOp { .. } => self.chain(expr),
            Expr::UnaryOp { op, expr } => self.unary(*op, expr),
            Expr::Like { negated, any: false, expr, pattern, escape_char } => {
                self.like("pg_like", *negated, expr, pattern, escape_char.as_deref())
            }
            Expr::ILike { negated, any: false, expr, pattern, escape_char } => {
                self.like("pg_ilike", *negated, expr, pattern, escape_char.as_deref())
            }
            Expr::Between { expr, negated, low, high } => self.between(expr, *negated, low, high),
            Expr::In { expr, target, negated, global: false } => self.among(expr, target, *negated),
            Expr::Case { operand, conditions, else_result, .. } => {
                self.case(operand.as_deref(), conditions, else_result.as_deref())
            }
            Expr::Cast {
                kind: CastKind::Cast | CastKind::DoubleColon,
                expr,
                data_type,
                format: None,
            } => self.cast(expr, data_type),
            Expr::Exists { subquery, negated } => {
                let (sql, _) = self.query(subquery)?;
                let not = if *negated { "NOT " } else { "" };
                Ok(Term::of(format!("({not}EXISTS ({sql}))"), Kind::Bool).called("exists"))
            }
            Expr::Subquery(query) => {
                let (sql, columns) = self.query(query)?;
                let [column] = columns.as_slice() else {
                    let text = "subquery must return only one column".to_owned();
                    return Err(Refusal::Wrong("SyntaxError", text));
                };
                let name = Some(column.name.clone());
                Ok(Term { sql: format!("({sql})"), kind: column.kind, literal: None, name })
            }
            Expr::Function(function) => self.call(function),
            _ => self.tests(expr).unwrap_or_else(|| self.syntax_calls(expr)),
        }
    }

    /// `IS …`, which takes any expression; none where it is something else.
    fn tests(&mut self, expr: &Expr) -> Option<Result<Term, Refusal>> {
        let (inner, test, of_truth) = match expr {
            Expr::IsNull(inner) => (inner, "IS NULL", false),
            Expr::IsNotNull(inner) => (inner, "IS NOT NULL", false),
            Expr::IsTrue(inner) => (inner, "IS TRUE", true),
            Expr::IsNotTrue(inner) => (inner, "IS NOT TRUE", true),
            Expr::IsFalse(inner) => (inner, "IS FALSE", true),
            Expr::IsNotFalse(inner) => (inner, "IS NOT FALSE", true),
            Expr::IsUnknown(inner) => (inner, "IS NULL", true),
            Expr::IsNotUnknown(inner) => (inner, "IS NOT NULL", true),
            Expr::IsDistinctFrom(left, right) => {
                return Some(self.distinct(left, right, "IS NOT"));
            }
            Expr::IsNotDistinctFrom(left, right) => return Some(self.distinct(left, right, "IS")),
            _ => return None,
        };
        let made = |own: &mut Self| {
            let mut term = own.expression(inner)?;
            if of_truth {
                term = term.needs(Kind::Bool, test)?;
            }
            Ok(Term::of(format!("({} {test})", term.sql), Kind::Bool))
        };
        Some(made(self))
    }

    fn distinct(&mut self, left: &Expr, right: &Expr, test: &str) -> Result<Term, Refusal> {
        let (left, right) = (self.expression(left)?, self.expression(right)?);
        let (left, right) = same(left, "=", right)?;
        Ok(Term::of(format!("({} {test} {})", left.sql, right.sql), Kind::Bool))
    }

    /// Operators that follow each other, from the left: a long chain is no deep one.
    fn chain(&mut self, expr: &Expr) -> Result<Term, Refusal> {
        let mut rest = Vec::new();
        let mut first = expr;
        while let Expr::BinaryOp { left, op, right } = first {
            rest.push((op, right));
            first = left;
        }
        let mut term = self.expression(first)?;
        while let Some((op, right)) = rest.pop() {
            let loose = self.within().loose.len();
            let right = self.expression(right)?;
            term = binary(term, op, right)?;
            self.settle(&term, loose);
        }
        Ok(term)
    }

    fn unary(&mut self, op: UnaryOperator, expr: &Expr) -> Result<Term, Refusal> {
        let term = self.expression(expr)?;
        match op {
            UnaryOperator::Not => {
                let term = term.needs(Kind::Bool, "NOT")?;
                Ok(Term::of(format!("(NOT {})", term.sql), Kind::Bool))
            }
            UnaryOperator::Minus | UnaryOperator::Plus => {
                let term = term.taken_for(Kind::Numeric)?;
                let sign = if op == UnaryOperator::Minus { "- " } else { "+ " };
                match term.kind {
                    Some(kind) if kind.is_number() => {
                        Ok(Term::of(format!("({sign}{})", term.sql), kind))
                    }
                    _ => {
                        let text = format!(
                            "operator does not exist: {} {}",
                            sign.trim(),
                            term.type_name()
                        );
                        Err(Refusal::Wrong("UndefinedFunction", text))
                    }
                }
            }
            _ => Err(unsupported("this operator")),
        }
    }

    fn like(
        &mut self,
        function: &str,
        negated: bool,
        expr: &Expr,
        pattern: &Expr,
        escape: Option<&Expr>,
    ) -> Result<Term, Refusal> {
        let (text, pattern) = (self.expression(expr)?, self.expression(pattern)?);
        let escape = match escape {
            None => "'\\'".to_owned(),
            Some(escape) => self.expression(escape)?.as_text(),
        };
        let (text, pattern) = (text.as_text(), pattern.as_text());
        let not = if negated { "NOT " } else { "" };
        let sql = format!("({not}{function}({text}, {pattern}, {escape}))");
        Ok(Term::of(sql, Kind::Bool))
    }

    fn between(
        &mut self,
        expr: &Expr,
        negated: bool,
        low: &Expr,
        high: &Expr,
    ) -> Result<Term, Refusal> {
        let term = self.expression(expr)?;
        let (low, high) = (self.expression(low)?, self.expression(high)?);
        let (a, low) = same(term.clone(), ">=", low)?;
        let (b, high) = same(term, "<=", high)?;
        let not = if negated { "NOT " } else { "" };
        let sql = format!("({not}({} >= {} AND {} <= {}))", a.sql, low.sql, b.sql, high.sql);
        Ok(Term::of(sql, Kind::Bool))
    }

    fn among(&mut self, expr: &Expr, target: &InTarget, negated: bool) -> Result<Term, Refusal> {
        let term = self.expression(expr)?;
        let not = if negated { "NOT " } else { "" };
        let (term, list) = match target {
            InTarget::List(items) => {
                let mut terms = vec![term];
                for item in items {
                    terms.push(self.expression(item)?);
                }
                let (mut terms, _) = united(terms, "IN")?;
                let term = terms.remove(0);
                let list: Vec<String> = terms.into_iter().map(|term| term.sql).collect();
                (term, list.join(", "))
            }
            InTarget::Subquery(query) => {
                let (sql, columns) = self.query(query)?;
                let [column] = columns.as_slice() else {
                    let text = "subquery has too many columns".to_owned();
                    return Err(Refusal::Wrong("SyntaxError", text));
                };
                let inner = Term { kind: column.kind, ..Term::null() };
                let (term, _) = same(term, "=", inner)?;
                (term, sql)
            }
            _ => return Err(unsupported("this IN")),
        };
        Ok(Term::of(format!("({} {not}IN ({list}))", term.sql), Kind::Bool))
    }

    fn case(
        &mut self,
        operand: Option<&Expr>,
        conditions: &[CaseWhen],
        otherwise: Option<&Expr>,
    ) -> Result<Term, Refusal> {
        let operand = operand.map(|operand| self.expression(operand)).transpose()?;
        let (mut whens, mut results) = (Vec::new(), Vec::new());
        for CaseWhen { condition, result } in conditions {
            let when = self.expression(condition)?;
            whens.push(match &operand {
                Some(operand) => {
                    let (operand, when) = same(operand.clone(), "=", when)?;
                    format!("{} = {}", operand.sql, when.sql)
                }
                None => when.needs(Kind::Bool, "CASE/WHEN")?.sql,
            });
            results.push(self.expression(result)?);
        }
        results.push(match otherwise {
            Some(otherwise) => self.expression(otherwise)?,
            None => Term::null(),
        });
        let (mut results, kind) = united(results, "CASE")?;
        let last = results.pop().map_or_else(|| "NULL".to_owned(), |term| term.sql);
        let parts = whens.iter().zip(&results);
        let parts: Vec<String> =
            parts.map(|(when, term)| format!("WHEN {when} THEN {}", term.sql)).collect();
        let sql = format!("(CASE {} ELSE {last} END)", parts.join(" "));
        Ok(Term { sql, kind, literal: None, name: Some("case".to_owned()) })
    }

    pub(super) fn cast(&mut self, expr: &Expr, to: &DataType) -> Result<Term, Refusal> {
        let (kind, sizes) = kind_of(to)?;
        let term = self.expression(expr)?;
        let name = term.name.clone().unwrap_or_else(|| kind.name().to_owned());
        let mut made = cast(term, kind)?;
        match (kind, sizes.as_slice()) {
            (Kind::Numeric, [precision]) if *precision > 0 => {
                made.sql = format!("round({})", made.sql);
            }
            (Kind::Numeric, [_, scale]) => made.sql = format!("round({}, {scale})", made.sql),
            (Kind::Text, [length]) => made.sql = format!("pg_left({}, {length})", made.sql),
            _ => {}
        }
        Ok(made.called(&name))
    }

    /// Functions that are written in a way of their own.
    fn syntax_calls(&mut self, expr: &Expr) -> Result<Term, Refusal> {
        let plain = |field: &CeilFloorKind| {
            matches!(field, CeilFloorKind::DateTimeField(sqlparser::ast::DateTimeField::NoDateTime))
        };
        match expr {
            Expr::Extract { field, expr, .. } => {
                let unit = field.to_string().to_lowercase();
                let term = self.expression(expr)?.taken_for(Kind::Timestamp)?;
                Self::part(&unit, &term, "extract")
            }
            Expr::Ceil { expr, field } if plain(field) => {
                let term = self.expression(expr)?;
                Self::known("ceil", &[term])
            }
            Expr::Floor { expr, field } if plain(field) => {
                let term = self.expression(expr)?;
                Self::known("floor", &[term])
            }
            Expr::Position { expr, r#in } => {
                let (part, text) = (self.expression(expr)?, self.expression(r#in)?);
                Self::known("strpos", &[text, part]).map(|term| term.called("position"))
            }
            Expr::Substring { expr, substring_from, substring_for, .. } => {
                let mut terms = vec![self.expression(expr)?];
                terms.push(match substring_from {
                    Some(from) => self.expression(from)?,
                    None => Term::of("1", Kind::Int4),
                });
                if let Some(length) = substring_for {
                    terms.push(self.expression(length)?);
                }
                Self::known("substring", &terms)
            }
            Expr::Trim { trim_where, trim_what, expr, trim_characters: None } => {
                use sqlparser::ast::TrimWhereField as Where;
                let name = match trim_where {
                    None | Some(Where::Both) => "btrim",
                    Some(Where::Leading) => "ltrim",
                    Some(Where::Trailing) => "rtrim",
                };
                let mut terms = vec![self.expression(expr)?];
                if let Some(what) = trim_what {
                    terms.push(self.expression(what)?);
                }
                Self::known(name, &terms)
            }
            _ => Err(unsupported("this expression")),
        }
    }
}

/// A text, a number, true, false, NULL.
fn literal(value: &Value) -> Result<Term, Refusal> {
    Ok(match value {
        Value::Number(number, false) => {
            let whole = number.bytes().all(|b| b.is_ascii_digit());
            match number.parse::<i64>() {
                Ok(value) if whole && i32::try_from(value).is_ok() => Term::of(number, Kind::Int4),
                Ok(_) if whole => Term::of(number, Kind::Int8),
                _ => {
                    let float: Option<f64> = number.parse().ok().filter(|f: &f64| f.is_finite());
                    let float = float.ok_or_else(|| unsupported("this number"))?;
                    Term::of(format!("{float:?}"), Kind::Numeric)
                }
            }
        }
        Value::SingleQuotedString(text) | Value::EscapedStringLiteral(text) => Term::text(text),
        Value::DollarQuotedString(text) => Term::text(&text.value),
        Value::Boolean(flag) => Term::of(if *flag { "1" } else { "0" }, Kind::Bool).called("bool"),
        Value::Null => Term::null(),
        Value::Placeholder(_) => {
            return Err(Refusal::Wrong("UndefinedParameter", "there is no parameter".into()));
        }
        _ => return Err(unsupported("this constant")),
    })
}

fn binary(left: Term, op: &BinaryOperator, right: Term) -> Result<Term, Refusal> {
    use BinaryOperator as Op;
    let sign = match op {
        Op::And | Op::Or => {
            let word = if *op == Op::And { "AND" } else { "OR" };
            let (left, right) = (left.needs(Kind::Bool, word)?, right.needs(Kind::Bool, word)?);
            return Ok(Term::of(format!("({} {word} {})", left.sql, right.sql), Kind::Bool));
        }
        Op::Eq | Op::NotEq | Op::Gt | Op::GtEq | Op::Lt | Op::LtEq => {
            let sign = op.to_string();
            let (left, right) = same(left, &sign, right)?;
            return Ok(Term::of(format!("({} {sign} {})", left.sql, right.sql), Kind::Bool));
        }
        Op::StringConcat => {
            let sql = format!("({} || {})", left.as_text(), right.as_text());
            return Ok(Term::of(sql, Kind::Text));
        }
        Op::Plus => "+",
        Op::Minus => "-",
        Op::Multiply => "*",
        Op::Divide => "/",
        Op::Modulo => "%",
        Op::PGExp | Op::BitwiseXor | Op::PGBitwiseXor => "^",
        _ => {
            let sign = op.to_string();
            return Err(no_operator(&left, &sign, &right));
        }
    };
    arithmetic(left, sign, right)
}

fn arithmetic(left: Term, sign: &str, right: Term) -> Result<Term, Refusal> {
    let beside = |kind: Option<Kind>| kind.filter(|kind| kind.is_number()).unwrap_or(Kind::Numeric);
    let (a, b) = (beside(right.kind), beside(left.kind));
    let (left, right) = match (left.kind, right.kind) {
        (None, Some(kind)) | (Some(kind), None) if !kind.is_number() => {
            return Err(no_operator(&left, sign, &right));
        }
        _ => (left.taken_for(a)?, right.taken_for(b)?),
    };
    let (Some(x), Some(y)) = (left.kind, right.kind) else {
        return Err(no_operator(&left, sign, &right));
    };
    if !x.is_number() || !y.is_number() {
        return Err(no_operator(&left, sign, &right));
    }
    let kind = wider(x, y);
    let whole = matches!(kind, Kind::Int4 | Kind::Int8);
    let (left, right) = (left.sql, right.sql);
    Ok(match sign {
        "^" => Term::of(format!("pg_power({left}, {right})"), Kind::Float8),
        "%" if !whole => Term::of(format!("pg_mod({left}, {right})"), kind),
        _ => Term::of(format!("({left} {sign} {right})"), kind),
    })
}

/// A value as another type.
pub(super) fn cast(term: Term, kind: Kind) -> Result<Term, Refusal> {
    let term = term.taken_for(kind)?;
    let from = term.kind.unwrap_or(kind);
    let sql = &term.sql;
    let none = || {
        let text = format!("cannot cast type {} to {}", from.native(), kind.native());
        Refusal::Wrong("CannotCoerce", text)
    };
    let sql = match (from, kind) {
        (a, b)
            if a == b
                || matches!(
                    (a, b),
                    (Kind::Text, Kind::Json) | (Kind::Bool, Kind::Int4 | Kind::Int8)
                ) =>
        {
            sql.clone()
        }
        (_, Kind::Text) => term.as_text(),
        (Kind::Text, Kind::Numeric | Kind::Float8) => format!("pg_number({sql})"),
        (Kind::Text, Kind::Int4 | Kind::Int8) => format!("pg_int({sql})"),
        (Kind::Text, Kind::Bool) => format!("pg_bool({sql})"),
        (Kind::Text | Kind::Date | Kind::Timestamp, Kind::Timestamp) => {
            format!("pg_timestamp({sql})")
        }
        (Kind::Text | Kind::Timestamp, Kind::Date) => format!("pg_date({sql})"),
        (Kind::Text | Kind::Timestamp, Kind::Time) => format!("pg_time({sql})"),
        (Kind::Int4 | Kind::Int8, Kind::Bool) => format!("({sql} <> 0)"),
        (a, Kind::Numeric | Kind::Float8) if a.is_number() => format!("pg_number({sql})"),
        (a, Kind::Int4 | Kind::Int8) if a.is_number() => format!("pg_int({sql})"),
        _ => return Err(none()),
    };
    Ok(Term::of(sql, kind))
}

/// A type by its name, and its sizes.
fn kind_of(data_type: &DataType) -> Result<(Kind, Vec<u32>), Refusal> {
    let text = data_type.to_string();
    let (name, rest) = text.split_once('(').unwrap_or((&text, ""));
    let sizes = rest.trim_end_matches(|c: char| !c.is_ascii_digit()).split(',');
    let sizes = sizes.filter_map(|size| size.trim().parse().ok()).collect();
    let missing = || {
        let text = format!("type \"{}\" does not exist", text.to_lowercase());
        Refusal::Wrong("UndefinedObject", text)
    };
    Ok((Kind::of(name).ok_or_else(missing)?, sizes))
}
