//! Functions that are known: `PostgreSQL`'s names, types, and what they are here.

use sqlparser::ast::{
    DuplicateTreatment, Function, FunctionArg, FunctionArgExpr, FunctionArgumentClause,
    FunctionArguments, WindowFrame, WindowFrameBound, WindowSpec, WindowType,
};

use crate::datastore::column::Kind;

use super::Refusal;
use super::expression::cast;
use super::scope::folded;
use super::term::{Term, united};
use super::translate::{Translator, denied_function, single, unsupported};

/// What a call says beside its name.
struct Call {
    name: String,
    terms: Vec<Term>,
    all: bool,
    distinct: bool,
    order: String,
}

/// Aggregates of `PostgreSQL`.
const AGGREGATES: [&str; 16] = [
    "avg",
    "bool_and",
    "bool_or",
    "count",
    "every",
    "max",
    "min",
    "stddev",
    "stddev_pop",
    "stddev_samp",
    "string_agg",
    "sum",
    "var_pop",
    "var_samp",
    "variance",
    "group_concat",
];

/// Functions of windows alone.
const WINDOWS: [&str; 11] = [
    "cume_dist",
    "dense_rank",
    "first_value",
    "lag",
    "last_value",
    "lead",
    "nth_value",
    "ntile",
    "percent_rank",
    "rank",
    "row_number",
];

/// No function of that name takes these.
fn no_function(name: &str, terms: &[Term]) -> Refusal {
    let types: Vec<&str> = terms.iter().map(Term::type_name).collect();
    let text = format!("function {name}({}) does not exist", types.join(", "));
    Refusal::Wrong("UndefinedFunction", text)
}

impl Translator<'_> {
    pub(super) fn call(&mut self, function: &Function) -> Result<Term, Refusal> {
        let written = function.name.to_string();
        let ident = single(&function.name).ok_or_else(|| denied_function(&written))?;
        let name = folded(ident);
        let more = function.uses_odbc_syntax
            || function.null_treatment.is_some()
            || !function.within_group.is_empty()
            || !matches!(function.parameters, FunctionArguments::None);
        if more {
            return Err(unsupported(&format!("this call of {name}")));
        }
        let aggregate = AGGREGATES.contains(&name.as_str());
        let window = WINDOWS.contains(&name.as_str());
        if !aggregate && !window {
            if function.over.is_some() || function.filter.is_some() {
                return Err(unsupported(&format!("OVER or FILTER of {name}")));
            }
            let call = self.arguments(name, &function.args)?;
            if call.distinct || call.all || !call.order.is_empty() {
                return Err(no_function(&call.name, &call.terms));
            }
            return Self::known(&call.name, &call.terms);
        }
        let place = self.within().plain;
        if let Some(place) = place {
            let what = if aggregate { "aggregate" } else { "window" };
            let text = format!("{what} functions are not allowed in {place}");
            return Err(Refusal::Wrong("GroupingError", text));
        }
        let alone = function.over.is_none();
        if alone && window {
            let text = format!("window function {name} requires an OVER clause");
            return Err(Refusal::Wrong("WrongObjectType", text));
        }
        // What stands within an aggregate is no column of the group.
        if alone {
            if self.within().inside > 0 {
                let text = "aggregate function calls cannot be nested".to_owned();
                return Err(Refusal::Wrong("GroupingError", text));
            }
            self.within().inside += 1;
            self.within().aggregates = true;
        }
        let made = self.aggregated(name, function);
        if alone {
            self.within().inside -= 1;
        }
        made
    }

    fn aggregated(&mut self, name: String, function: &Function) -> Result<Term, Refusal> {
        let call = self.arguments(name, &function.args)?;
        let term = if AGGREGATES.contains(&call.name.as_str()) {
            aggregate(&call)?
        } else {
            windowed(&call)?
        };
        let filter = match &function.filter {
            None => String::new(),
            Some(filter) => {
                let term = self.expression(filter)?.needs(Kind::Bool, "FILTER")?;
                format!(" FILTER (WHERE {})", term.sql)
            }
        };
        let over = match &function.over {
            None => String::new(),
            Some(WindowType::WindowSpec(spec)) => format!(" OVER ({})", self.window(spec)?),
            Some(WindowType::NamedWindow(_)) => return Err(unsupported("a named window")),
        };
        if !over.is_empty() && (call.distinct || !call.order.is_empty()) {
            return Err(unsupported("DISTINCT for window functions"));
        }
        Ok(Term { sql: format!("{}{filter}{over}", term.sql), ..term }.called(&call.name))
    }

    fn arguments(&mut self, name: String, args: &FunctionArguments) -> Result<Call, Refusal> {
        let mut call =
            Call { name, terms: Vec::new(), all: false, distinct: false, order: String::new() };
        let list = match args {
            FunctionArguments::None => return Ok(call),
            FunctionArguments::Subquery(_) => return Err(unsupported("this call")),
            FunctionArguments::List(list) => list,
        };
        call.distinct = list.duplicate_treatment == Some(DuplicateTreatment::Distinct);
        for arg in &list.args {
            match arg {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => {
                    call.terms.push(self.expression(expr)?);
                }
                FunctionArg::Unnamed(FunctionArgExpr::Wildcard) => call.all = true,
                _ => return Err(unsupported("this argument")),
            }
        }
        for clause in &list.clauses {
            match clause {
                FunctionArgumentClause::OrderBy(exprs) => call.order = self.orders(exprs)?,
                _ => return Err(unsupported("this argument")),
            }
        }
        Ok(call)
    }

    fn window(&mut self, spec: &WindowSpec) -> Result<String, Refusal> {
        if spec.window_name.is_some() {
            return Err(unsupported("a named window"));
        }
        let mut parts = Vec::new();
        if !spec.partition_by.is_empty() {
            let mut list = Vec::new();
            for expr in &spec.partition_by {
                list.push(self.expression(expr)?.sql);
            }
            parts.push(format!("PARTITION BY {}", list.join(", ")));
        }
        if !spec.order_by.is_empty() {
            parts.push(self.orders(&spec.order_by)?);
        }
        if let Some(frame) = &spec.window_frame {
            parts.push(self.frame(frame)?);
        }
        Ok(parts.join(" "))
    }

    fn frame(&mut self, frame: &WindowFrame) -> Result<String, Refusal> {
        let mut bound = |bound: &WindowFrameBound| -> Result<String, Refusal> {
            let (reach, side) = match bound {
                WindowFrameBound::CurrentRow => return Ok("CURRENT ROW".to_owned()),
                WindowFrameBound::Preceding(size) => (size, "PRECEDING"),
                WindowFrameBound::Following(size) => (size, "FOLLOWING"),
            };
            let Some(reach) = reach else { return Ok(format!("UNBOUNDED {side}")) };
            let term = self.expression(reach)?;
            let whole = term.sql.bytes().all(|b| b.is_ascii_digit());
            if whole { Ok(format!("{} {side}", term.sql)) } else { Err(unsupported("this frame")) }
        };
        let start = bound(&frame.start_bound)?;
        let units = frame.units;
        Ok(match &frame.end_bound {
            Some(end) => format!("{units} BETWEEN {start} AND {}", bound(end)?),
            None => format!("{units} {start}"),
        })
    }

    /// A part of a moment.
    pub(super) fn part(unit: &str, term: &Term, name: &str) -> Result<Term, Refusal> {
        let unit = unit.trim_matches('\'').replace('\'', "");
        let moment = matches!(term.kind, Some(Kind::Timestamp | Kind::Date));
        if !moment {
            return Err(no_function(name, std::slice::from_ref(term)));
        }
        Ok(Term::of(format!("pg_part('{unit}', {})", term.sql), Kind::Numeric).called(name))
    }

    /// A plain function.
    pub(super) fn known(name: &str, terms: &[Term]) -> Result<Term, Refusal> {
        let made = numbers(name, terms)
            .or_else(|| texts(name, terms))
            .or_else(|| choices(name, terms))
            .or_else(|| Self::moments(name, terms));
        made.unwrap_or_else(|| Err(denied_function(name))).map(|term| term.called(name))
    }

    fn moments(name: &str, terms: &[Term]) -> Option<Result<Term, Refusal>> {
        let wrong = || Err(no_function(name, terms));
        Some(match (name, terms) {
            ("date_part", [unit, term]) => {
                match (&unit.literal, term.clone().taken_for(Kind::Timestamp)) {
                    (Some(unit), Ok(term)) => Self::part(unit, &term, name),
                    (_, Err(refusal)) => Err(refusal),
                    _ => wrong(),
                }
            }
            ("date_trunc", [unit, term]) => match term.clone().taken_for(Kind::Timestamp) {
                Ok(term) if matches!(term.kind, Some(Kind::Timestamp | Kind::Date)) => {
                    Ok(Term::of(
                        format!("pg_trunc({}, {})", unit.as_text(), term.sql),
                        Kind::Timestamp,
                    ))
                }
                Err(refusal) => Err(refusal),
                _ => wrong(),
            },
            ("to_char", [term, pattern]) => match term.kind {
                Some(Kind::Timestamp | Kind::Date) => Ok(Term::of(
                    format!("pg_char({}, {})", term.sql, pattern.as_text()),
                    Kind::Text,
                )),
                _ => wrong(),
            },
            ("date", [term]) => cast(term.clone(), Kind::Date),
            ("date_part" | "date_trunc" | "to_char" | "date", _) => wrong(),
            _ => return None,
        })
    }
}

fn numbers(name: &str, terms: &[Term]) -> Option<Result<Term, Refusal>> {
    const ONE: [(&str, &str); 8] = [
        ("ceil", "pg_ceil"),
        ("ceiling", "pg_ceil"),
        ("floor", "pg_floor"),
        ("sqrt", "pg_sqrt"),
        ("exp", "pg_exp"),
        ("ln", "pg_ln"),
        ("log", "pg_log"),
        ("sign", "pg_sign"),
    ];
    const OTHERS: [&str; 6] = ["abs", "round", "trunc", "power", "pow", "mod"];
    let ours = ONE.iter().find(|(theirs, _)| *theirs == name).map(|(_, ours)| *ours);
    if ours.is_none() && !OTHERS.contains(&name) {
        return None;
    }
    let taken = terms.iter().map(|term| term.clone().taken_for(Kind::Numeric));
    let taken: Vec<Term> = match taken.collect() {
        Ok(taken) => taken,
        Err(refusal) => return Some(Err(refusal)),
    };
    if !taken.iter().all(Term::is_number) {
        return Some(Err(no_function(name, terms)));
    }
    let kind = |term: &Term| term.kind.unwrap_or(Kind::Numeric);
    Some(Ok(match (name, ours, taken.as_slice()) {
        (_, Some(ours), [a]) => Term::of(format!("{ours}({})", a.sql), Kind::Numeric),
        ("abs", _, [a]) => Term::of(format!("abs({})", a.sql), kind(a)),
        ("round", _, [a]) => Term::of(format!("round({})", a.sql), Kind::Numeric),
        ("round", _, [a, b]) => Term::of(format!("round({}, {})", a.sql, b.sql), Kind::Numeric),
        ("trunc", _, [a]) => Term::of(format!("pg_trunc_to({}, 0)", a.sql), Kind::Numeric),
        ("trunc", _, [a, b]) => {
            Term::of(format!("pg_trunc_to({}, {})", a.sql, b.sql), Kind::Numeric)
        }
        ("power" | "pow", _, [a, b]) => {
            Term::of(format!("pg_power({}, {})", a.sql, b.sql), Kind::Float8)
        }
        ("mod", _, [a, b]) => Term::of(format!("pg_mod({}, {})", a.sql, b.sql), kind(a)),
        _ => return Some(Err(no_function(name, terms))),
    }))
}

fn texts(name: &str, terms: &[Term]) -> Option<Result<Term, Refusal>> {
    // Their name, ours, how few and how many arguments, what is given.
    const KNOWN: [(&str, &str, usize, usize, Kind); 22] = [
        ("lower", "pg_lower", 1, 1, Kind::Text),
        ("upper", "pg_upper", 1, 1, Kind::Text),
        ("initcap", "pg_initcap", 1, 1, Kind::Text),
        ("reverse", "pg_reverse", 1, 1, Kind::Text),
        ("length", "length", 1, 1, Kind::Int4),
        ("char_length", "length", 1, 1, Kind::Int4),
        ("character_length", "length", 1, 1, Kind::Int4),
        ("trim", "trim", 1, 2, Kind::Text),
        ("btrim", "trim", 1, 2, Kind::Text),
        ("ltrim", "ltrim", 1, 2, Kind::Text),
        ("rtrim", "rtrim", 1, 2, Kind::Text),
        ("replace", "replace", 3, 3, Kind::Text),
        ("strpos", "pg_position", 2, 2, Kind::Int4),
        ("substr", "pg_substr", 2, 3, Kind::Text),
        ("substring", "pg_substr", 2, 3, Kind::Text),
        ("left", "pg_left", 2, 2, Kind::Text),
        ("right", "pg_right", 2, 2, Kind::Text),
        ("lpad", "pg_lpad", 2, 3, Kind::Text),
        ("rpad", "pg_rpad", 2, 3, Kind::Text),
        ("split_part", "pg_split", 3, 3, Kind::Text),
        ("concat", "concat", 1, 100, Kind::Text),
        ("concat_ws", "concat_ws", 2, 100, Kind::Text),
    ];
    let (_, ours, least, most, kind) = KNOWN.iter().find(|(theirs, ..)| *theirs == name)?;
    if !(*least..=*most).contains(&terms.len()) {
        return Some(Err(no_function(name, terms)));
    }
    let mut list: Vec<String> = terms.iter().map(Term::as_text).collect();
    match (*ours, list.len()) {
        ("pg_substr", 2) => list.push("NULL".to_owned()),
        ("pg_lpad" | "pg_rpad", 2) => list.push("' '".to_owned()),
        _ => {}
    }
    Some(Ok(Term::of(format!("{ours}({})", list.join(", ")), *kind)))
}

/// One of several values.
fn choices(name: &str, terms: &[Term]) -> Option<Result<Term, Refusal>> {
    let ours = match name {
        "coalesce" => "coalesce",
        "nullif" => "nullif",
        "greatest" => "pg_greatest",
        "least" => "pg_least",
        _ => return None,
    };
    if terms.is_empty() || (ours == "nullif" && terms.len() != 2) || terms.len() > 100 {
        return Some(Err(no_function(name, terms)));
    }
    Some(united(terms.to_vec(), &name.to_uppercase()).map(|(terms, kind)| {
        let list: Vec<String> = terms.iter().map(|term| term.sql.clone()).collect();
        // The engine wants two at least.
        if list.len() == 1 {
            return Term { kind, literal: None, ..terms[0].clone() };
        }
        Term { sql: format!("{ours}({})", list.join(", ")), kind, literal: None, name: None }
    }))
}

fn aggregate(call: &Call) -> Result<Term, Refusal> {
    let Call { name, terms, all, distinct, order } = call;
    let wrong = || no_function(name, terms);
    let only = if *distinct { "DISTINCT " } else { "" };
    if name == "count" {
        return match (terms.as_slice(), all, distinct) {
            ([], true, false) => Ok(Term::of("count(*)", Kind::Int8)),
            ([term], false, _) => Ok(Term::of(format!("count({only}{})", term.sql), Kind::Int8)),
            _ => Err(wrong()),
        };
    }
    if *all {
        return Err(wrong());
    }
    if let ("string_agg" | "group_concat", [term, mark]) = (name.as_str(), terms.as_slice()) {
        if *distinct {
            return Err(unsupported("string_agg(DISTINCT …)"));
        }
        let sql = format!("group_concat({}, {} {order})", term.as_text(), mark.as_text());
        return Ok(Term::of(sql, Kind::Text));
    }
    let [term] = terms.as_slice() else { return Err(wrong()) };
    let term = term.clone().settled();
    let kind = term.kind.unwrap_or(Kind::Text);
    let sql = &term.sql;
    let of_number = |made: Kind, sql: String| {
        if kind.is_number() { Ok(Term::of(sql, made)) } else { Err(wrong()) }
    };
    match name.as_str() {
        "min" | "max" if kind == Kind::Bool || kind == Kind::Json => Err(wrong()),
        "min" | "max" => Ok(Term::of(format!("{name}({only}{sql})"), kind)),
        "bool_and" | "every" | "bool_or" => {
            let ours = if name == "bool_or" { "max" } else { "min" };
            let term = term.needs(Kind::Bool, name)?;
            Ok(Term::of(format!("{ours}({})", term.sql), Kind::Bool))
        }
        "sum" => {
            let made = match kind {
                Kind::Int4 => Kind::Int8,
                Kind::Int8 => Kind::Numeric,
                kind => kind,
            };
            of_number(made, format!("sum({only}{sql})"))
        }
        "avg" => {
            let made = if kind == Kind::Float8 { kind } else { Kind::Numeric };
            of_number(made, format!("avg({only}{sql})"))
        }
        "variance" | "var_samp" => of_number(Kind::Numeric, format!("pg_variance({sql}, 's')")),
        "var_pop" => of_number(Kind::Numeric, format!("pg_variance({sql}, 'p')")),
        "stddev" | "stddev_samp" => of_number(Kind::Numeric, format!("pg_variance({sql}, 'sr')")),
        "stddev_pop" => of_number(Kind::Numeric, format!("pg_variance({sql}, 'pr')")),
        _ => Err(wrong()),
    }
}

fn windowed(call: &Call) -> Result<Term, Refusal> {
    let Call { name, terms, .. } = call;
    let list: Vec<String> = terms.iter().map(|term| term.sql.clone()).collect();
    let list = list.join(", ");
    let kind = terms.first().and_then(|term| term.kind);
    let fits = match name.as_str() {
        "row_number" | "rank" | "dense_rank" | "percent_rank" | "cume_dist" => terms.is_empty(),
        "ntile" | "first_value" | "last_value" => terms.len() == 1,
        "nth_value" => terms.len() == 2,
        _ => (1..=3).contains(&terms.len()),
    };
    if !fits || call.all || call.distinct {
        return Err(no_function(name, terms));
    }
    let kind = match name.as_str() {
        "row_number" | "rank" | "dense_rank" => Some(Kind::Int8),
        "ntile" => Some(Kind::Int4),
        "percent_rank" | "cume_dist" => Some(Kind::Float8),
        _ => kind,
    };
    Ok(Term { sql: format!("{name}({list})"), kind, literal: None, name: None })
}
