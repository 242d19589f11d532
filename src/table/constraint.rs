//! What a column demands of its values, beyond their type.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use fancy_regex::{Regex, RegexBuilder};
use serde_json::Value;

use crate::table::fault::Cause;
use crate::table::field::{Cast, Field, Reader, cell_of};
use crate::table::moment::Rank;
use crate::table::number::Number;
use crate::table::row::Kind;

/// One constraint, with what is said where it is broken.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) demand: Demand,
    pub(crate) cause: Cause,
}

#[derive(Clone, Debug)]
pub(crate) enum Demand {
    MinLength(usize),
    MaxLength(usize),
    Pattern(Box<Regex>),
    /// The canonical bytes of what is allowed.
    OneOf(BTreeSet<Vec<u8>>),
    Bound(Bound, Side),
}

/// A value to compare with.
#[derive(Clone, Debug)]
pub(crate) enum Bound {
    Number(Number),
    Rank(Rank),
}

/// On which side of a bound values may be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Side {
    AtLeast,
    AtMost,
    Above,
    Below,
}

impl Rule {
    /// Whether a value that is not missing keeps it.
    pub(crate) fn holds(&self, cast: &Cast) -> bool {
        match &self.demand {
            Demand::MinLength(least) => length(cast) >= *least,
            Demand::MaxLength(most) => length(cast) <= *most,
            Demand::Pattern(pattern) => match cast {
                Cast::Text(text) => std::str::from_utf8(text)
                    .is_ok_and(|text| pattern.is_match(text).unwrap_or(false)),
                _ => true,
            },
            Demand::OneOf(allowed) => {
                let mut bytes = Vec::with_capacity(24);
                cast.canonical(&mut bytes);
                allowed.contains(&bytes)
            }
            Demand::Bound(bound, side) => {
                let order = match (cast, bound) {
                    (Cast::Number(number), Bound::Number(bound)) => number.compare(bound),
                    (Cast::Rank(rank), Bound::Rank(bound)) => Some(rank.cmp(bound)),
                    _ => None,
                };
                order.is_some_and(|order| side.allows(order))
            }
        }
    }
}

impl Side {
    fn allows(self, order: Ordering) -> bool {
        match self {
            Self::AtLeast => order != Ordering::Less,
            Self::AtMost => order != Ordering::Greater,
            Self::Above => order == Ordering::Greater,
            Self::Below => order == Ordering::Less,
        }
    }
}

/// Characters of a text, items of a list or object.
fn length(cast: &Cast) -> usize {
    match cast {
        // A byte that continues a character begins with the bits 10.
        Cast::Text(text) => text.iter().filter(|byte| **byte & 0xc0 != 0x80).count(),
        Cast::Items { length, .. } => *length,
        _ => 0,
    }
}

/// The types that may have a constraint; no list means all.
fn types(constraint: &str) -> Option<&'static [&'static str]> {
    const LENGTHS: &[&str] = &["string", "array", "object", "list"];
    const ORDERED: &[&str] =
        &["integer", "number", "date", "time", "datetime", "duration", "year", "yearmonth"];
    match constraint {
        "minLength" | "maxLength" => Some(LENGTHS),
        "pattern" => Some(&["string"]),
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => Some(ORDERED),
        _ => None,
    }
}

/// Reads a column's `constraints` and `categories` into it.
pub(crate) fn add(field: &mut Field, descriptor: &serde_json::Map<String, Value>) -> Vec<Cause> {
    let mut problems = Vec::new();
    let none = serde_json::Map::new();
    let constraints = match descriptor.get("constraints") {
        None => &none,
        Some(Value::Object(constraints)) => constraints,
        Some(_) => return vec![wrong(field, "constraints", "not-an-object")],
    };
    for (name, value) in constraints {
        if types(name).is_some_and(|types| !types.contains(&field.kind)) {
            let untyped = field.kind == "any";
            let reason = if untyped { "constraint-untyped" } else { "constraint-not-for-type" };
            problems.push(wrong(field, name, reason).with("type", field.kind));
            continue;
        }
        if let Err(problem) = add_one(field, name, value) {
            problems.push(problem);
        }
    }
    if let Some(categories) = descriptor.get("categories") {
        let values = categories.as_array().map(|all| {
            all.iter().map(|one| one.get("value").unwrap_or(one).clone()).collect::<Vec<_>>()
        });
        match values.and_then(|values| one_of(field, &values)) {
            Some(demand) => add_rule(field, "categories", demand, &shown(categories)),
            None => problems.push(wrong(field, "categories", "constraint-value")),
        }
    }
    problems
}

fn add_one(field: &mut Field, name: &str, value: &Value) -> Result<(), Cause> {
    let demand = match name {
        "required" | "unique" => {
            let Some(demanded) = value.as_bool() else { return Err(bad(field, name, value)) };
            let code = if name == "required" { "constraint-error" } else { "unique-error" };
            let cause = Cause::of_column(code, &field.name).with("constraint", name);
            let cause = demanded.then(|| cause.with("value", demanded));
            *(if name == "required" { &mut field.required } else { &mut field.unique }) = cause;
            return Ok(());
        }
        "minLength" | "maxLength" => {
            let length = value.as_u64().and_then(|n| usize::try_from(n).ok());
            match (length, name) {
                (Some(least), "minLength") => Demand::MinLength(least),
                (Some(most), _) => Demand::MaxLength(most),
                _ => return Err(bad(field, name, value)),
            }
        }
        "pattern" => {
            let compiled = value.as_str().and_then(pattern);
            Demand::Pattern(Box::new(compiled.ok_or_else(|| bad(field, name, value))?))
        }
        "enum" => {
            let allowed = value.as_array().filter(|all| !all.is_empty());
            allowed.and_then(|all| one_of(field, all)).ok_or_else(|| bad(field, name, value))?
        }
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => {
            let side = match name {
                "minimum" => Side::AtLeast,
                "maximum" => Side::AtMost,
                "exclusiveMinimum" => Side::Above,
                _ => Side::Below,
            };
            Demand::Bound(bound(field, value).ok_or_else(|| bad(field, name, value))?, side)
        }
        _ => return Err(wrong(field, name, "constraint-unknown")),
    };
    add_rule(field, name, demand, &shown(value));
    Ok(())
}

fn add_rule(field: &mut Field, name: &str, demand: Demand, value: &str) {
    let cause = Cause::of_column("constraint-error", &field.name);
    let cause = cause.with("constraint", name).with("value", value);
    field.rules.push(Rule { demand, cause });
}

/// An expression that matches the whole text, in bounded space and time.
fn pattern(text: &str) -> Option<Regex> {
    RegexBuilder::new(&format!(r"\A(?:{text})\z"))
        .backtrack_limit(20_000)
        .delegate_size_limit(1 << 20)
        .build()
        .ok()
}

fn one_of(field: &Field, values: &[Value]) -> Option<Demand> {
    let mut allowed = BTreeSet::new();
    for value in values {
        let mut bytes = Vec::new();
        cast_of(field, value, |cast| cast.canonical(&mut bytes))?;
        allowed.insert(bytes);
    }
    Some(Demand::OneOf(allowed))
}

fn bound(field: &Field, value: &Value) -> Option<Bound> {
    cast_of(field, value, |cast| match cast {
        Cast::Number(number) => Some(Bound::Number(number)),
        Cast::Rank(rank) => Some(Bound::Rank(rank)),
        _ => None,
    })?
}

/// A value of the schema as the column's cells are read, a number also in JSON's own writing.
fn cast_of<T>(field: &Field, value: &Value, then: impl FnOnce(Cast) -> T) -> Option<T> {
    let (text, kind) = cell_of(value);
    let mut scratch = Vec::new();
    let typed = match (&field.reader, kind) {
        (Reader::Integer(_) | Reader::Number(_), Kind::Number) => None,
        _ => field.reader.read(text.as_bytes(), &mut scratch),
    };
    let cast = match typed {
        Some(cast) => cast,
        None => match field.reader {
            Reader::Integer(_) => Cast::Number(
                crate::table::number::number(text.as_bytes()).filter(Number::is_whole)?,
            ),
            Reader::Number(_) => Cast::Number(crate::table::number::number(text.as_bytes())?),
            _ => return None,
        },
    };
    Some(then(cast))
}

/// What is wrong with a column's declaration.
pub(crate) fn wrong(field: &Field, key: &str, reason: &'static str) -> Cause {
    Cause::of_column("field-error", &field.name).because(reason).with("key", key)
}

fn bad(field: &Field, name: &str, value: &Value) -> Cause {
    wrong(field, name, "constraint-value").with("value", shown(value))
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
