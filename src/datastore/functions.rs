//! Functions that statements call beside the engine's own: `PostgreSQL`'s meaning of texts, numbers and
//! moments.

use std::borrow::Cow;
use std::fmt::Write as _;

use rusqlite::Connection;
use rusqlite::functions::{Aggregate, Context, FunctionFlags};
use rusqlite::types::{Value, ValueRef};

use crate::datastore::moment::{self, Moment};
use crate::datastore::pattern::{Case, Pattern};
use crate::datastore::value::number_text;

/// What the text of an error begins with that is about a value, not about the statement.
pub(super) const WRONG: &str = "value: ";

/// The engine's own functions that statements may call. It calls `like` for none of ours.
const OWN: [&str; 28] = [
    "abs",
    "avg",
    "coalesce",
    "concat",
    "concat_ws",
    "count",
    "cume_dist",
    "dense_rank",
    "first_value",
    "group_concat",
    "lag",
    "last_value",
    "lead",
    "length",
    "ltrim",
    "max",
    "min",
    "nth_value",
    "ntile",
    "nullif",
    "percent_rank",
    "rank",
    "replace",
    "row_number",
    "rtrim",
    "sum",
    "trim",
    "round",
];

/// Those that are added here.
const ADDED: [&str; 31] = [
    "pg_bool",
    "pg_ceil",
    "pg_char",
    "pg_date",
    "pg_exp",
    "pg_floor",
    "pg_greatest",
    "pg_initcap",
    "pg_int",
    "pg_least",
    "pg_left",
    "pg_like",
    "pg_ln",
    "pg_log",
    "pg_lower",
    "pg_lpad",
    "pg_mod",
    "pg_number",
    "pg_part",
    "pg_position",
    "pg_power",
    "pg_reverse",
    "pg_right",
    "pg_rpad",
    "pg_sign",
    "pg_split",
    "pg_sqrt",
    "pg_substr",
    "pg_text",
    "pg_time",
    "pg_timestamp",
];

/// And more of them.
const MORE: [&str; 7] =
    ["pg_trunc", "pg_trunc_to", "pg_upper", "pg_variance", "pg_words", "pg_rank", "pg_ilike"];

/// Whether statements may call a function.
pub(super) fn is_known(name: &str) -> bool {
    OWN.contains(&name) || ADDED.contains(&name) || MORE.contains(&name)
}

type Result<T> = rusqlite::Result<T>;

/// What a value cannot be, as `PostgreSQL` says it.
pub(super) fn wrong(text: impl std::fmt::Display) -> rusqlite::Error {
    rusqlite::Error::UserFunctionError(format!("{WRONG}{text}").into())
}

/// `invalid input syntax for type numeric: "abc"`
pub(super) fn not_of(kind: &str, text: &str) -> String {
    let cut: String = text.chars().take(100).collect();
    format!("invalid input syntax for type {kind}: \"{cut}\"")
}

fn flags() -> FunctionFlags {
    FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS
}

/// Adds them to a connection.
pub(super) fn add(connection: &Connection) -> Result<()> {
    casts(connection)?;
    texts(connection)?;
    numbers(connection)?;
    moments(connection)?;
    connection.create_aggregate_function("pg_variance", 2, flags(), Variance)
}

/// A text of a value; none of nothing.
pub(super) fn text_of(value: ValueRef<'_>) -> Option<Cow<'_, str>> {
    match value {
        ValueRef::Null | ValueRef::Blob(_) => None,
        ValueRef::Integer(number) => Some(number.to_string().into()),
        ValueRef::Real(number) => Some(number_text(number).into()),
        ValueRef::Text(text) => Some(String::from_utf8_lossy(text)),
    }
}

fn number_of(value: ValueRef<'_>) -> Result<Option<f64>> {
    Ok(match value {
        ValueRef::Null | ValueRef::Blob(_) => None,
        #[expect(clippy::cast_precision_loss, reason = "a float holds what it can")]
        ValueRef::Integer(number) => Some(number as f64),
        ValueRef::Real(number) => Some(number),
        ValueRef::Text(text) => {
            let text = String::from_utf8_lossy(text);
            let plain = text.trim();
            // No `inf`, `nan` or hexadecimal digits.
            let looks = plain.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
            let number = plain.parse().ok().filter(|number: &f64| looks && number.is_finite());
            Some(number.ok_or_else(|| wrong(not_of("numeric", &text)))?)
        }
    })
}

fn add_text(
    connection: &Connection,
    name: &str,
    change: impl Fn(&str) -> String + Send + 'static,
) -> Result<()> {
    connection.create_scalar_function(name, 1, flags(), move |context| {
        Ok(text_of(context.get_raw(0)).map(|text| change(&text)))
    })
}

fn add_number(
    connection: &Connection,
    name: &str,
    change: impl Fn(f64) -> Option<f64> + Send + 'static,
) -> Result<()> {
    connection.create_scalar_function(name, 1, flags(), move |context| {
        let Some(number) = number_of(context.get_raw(0))? else { return Ok(None) };
        let outside = || wrong("input is out of range");
        change(number).filter(|number| number.is_finite()).map(Some).ok_or_else(outside)
    })
}

fn casts(connection: &Connection) -> Result<()> {
    add_text(connection, "pg_text", str::to_owned)?;
    connection.create_scalar_function("pg_number", 1, flags(), |c| number_of(c.get_raw(0)))?;
    connection.create_scalar_function("pg_int", 1, flags(), |context| {
        let Some(number) = number_of(context.get_raw(0))? else { return Ok(None) };
        if let ValueRef::Text(text) = context.get_raw(0)
            && number.fract() != 0.0
        {
            return Err(wrong(not_of("integer", &String::from_utf8_lossy(text))));
        }
        let number = number.round_ties_even();
        if number.abs() > 9_007_199_254_740_992.0 {
            return Err(wrong("integer out of range"));
        }
        #[expect(clippy::cast_possible_truncation, reason = "it is whole and within the range")]
        Ok(Some(number as i64))
    })?;
    connection.create_scalar_function("pg_bool", 1, flags(), |context| {
        let Some(text) = text_of(context.get_raw(0)) else { return Ok(None) };
        truth(&text).map(Some).ok_or_else(|| wrong(not_of("boolean", &text)))
    })
}

/// What `PostgreSQL` takes for true and for false.
pub(super) fn truth(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "t" | "tr" | "tru" | "true" | "y" | "ye" | "yes" | "on" | "1" => Some(true),
        "f" | "fa" | "fal" | "fals" | "false" | "n" | "no" | "of" | "off" | "0" => Some(false),
        _ => None,
    }
}

fn texts(connection: &Connection) -> Result<()> {
    add_text(connection, "pg_upper", str::to_uppercase)?;
    add_text(connection, "pg_lower", str::to_lowercase)?;
    add_text(connection, "pg_reverse", |text| text.chars().rev().collect())?;
    add_text(connection, "pg_initcap", initcap)?;
    for (name, case) in [("pg_like", Case::Told), ("pg_ilike", Case::Same)] {
        connection.create_scalar_function(name, 3, flags(), move |context| like(context, case))?;
    }
    for (name, side) in [("pg_left", Side::Left), ("pg_right", Side::Right)] {
        connection.create_scalar_function(name, 2, flags(), move |context| {
            let Some(text) = text_of(context.get_raw(0)) else { return Ok(None) };
            Ok(whole(context, 1)?.map(|count| part(&text, count, side)))
        })?;
    }
    for (name, side) in [("pg_lpad", Side::Left), ("pg_rpad", Side::Right)] {
        connection.create_scalar_function(name, 3, flags(), move |c| pad(c, side))?;
    }
    connection.create_scalar_function("pg_position", 2, flags(), |context| {
        let (text, part) = (text_of(context.get_raw(0)), text_of(context.get_raw(1)));
        let (Some(text), Some(part)) = (text, part) else { return Ok(None) };
        let place = text.find(&*part).map_or(0, |at| text[..at].chars().count() + 1);
        Ok(Some(i64::try_from(place).unwrap_or(i64::MAX)))
    })?;
    connection.create_scalar_function("pg_substr", 3, flags(), substr)?;
    connection.create_scalar_function("pg_split", 3, flags(), |context| {
        let (text, mark) = (text_of(context.get_raw(0)), text_of(context.get_raw(1)));
        let (Some(text), Some(mark), Some(n)) = (text, mark, whole(context, 2)?) else {
            return Ok(None);
        };
        let index = usize::try_from(n - 1).map_err(|_| wrong("field position must not be zero"))?;
        if mark.is_empty() {
            return Ok(Some(if index == 0 { text.into_owned() } else { String::new() }));
        }
        Ok(Some(text.split(&*mark).nth(index).unwrap_or_default().to_owned()))
    })
}

#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
}

fn whole(context: &Context<'_>, index: usize) -> Result<Option<i64>> {
    #[expect(clippy::cast_possible_truncation, reason = "larger counts are the largest one")]
    Ok(number_of(context.get_raw(index))?.map(|number| number.round_ties_even() as i64))
}

fn like(context: &Context<'_>, case: Case) -> Result<Option<bool>> {
    let Some(text) = text_of(context.get_raw(0)) else { return Ok(None) };
    let Some(made) = context
        .get_or_create_aux::<Option<Pattern>, _, _>(
            1,
            |pattern| -> std::result::Result<_, std::convert::Infallible> {
                let escape = text_of(context.get_raw(2)).and_then(|text| text.chars().next());
                Ok(text_of(pattern).map(|pattern| Pattern::new(&pattern, escape, case)))
            },
        )?
        .as_ref()
        .as_ref()
        .map(|pattern| pattern.fits(&text))
    else {
        return Ok(None);
    };
    Ok(Some(made))
}

fn initcap(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for c in text.chars() {
        if inside {
            out.extend(c.to_lowercase());
        } else {
            out.extend(c.to_uppercase());
        }
        inside = c.is_alphanumeric();
    }
    out
}

/// So many characters from one side; with a negative number all but so many.
fn part(text: &str, count: i64, side: Side) -> String {
    let length = text.chars().count();
    let wanted = usize::try_from(count.unsigned_abs()).unwrap_or(usize::MAX);
    let take = if count < 0 { length.saturating_sub(wanted) } else { wanted.min(length) };
    match side {
        Side::Left => text.chars().take(take).collect(),
        Side::Right => text.chars().skip(length - take).collect(),
    }
}

/// `PostgreSQL` counts characters from 1, and what is before the first one counts too.
fn substr(context: &mut Context<'_>) -> Result<Option<String>> {
    let Some(text) = text_of(context.get_raw(0)) else { return Ok(None) };
    let Some(start) = whole(context, 1)? else { return Ok(None) };
    let end = if context.get_raw(2) == ValueRef::Null {
        i64::MAX
    } else {
        let length = whole(context, 2)?.unwrap_or_default();
        if length < 0 {
            return Err(wrong("negative substring length not allowed"));
        }
        start.saturating_add(length)
    };
    let skip = usize::try_from(start.max(1) - 1).unwrap_or(usize::MAX);
    let take = usize::try_from(end.saturating_sub(start.max(1))).unwrap_or(0);
    Ok(Some(text.chars().skip(skip).take(take).collect()))
}

/// The longest text that padding makes.
const PADDED: usize = 10_000;

fn pad(context: &mut Context<'_>, side: Side) -> Result<Option<String>> {
    let (text, fill) = (text_of(context.get_raw(0)), text_of(context.get_raw(2)));
    let (Some(text), Some(fill), Some(length)) = (text, fill, whole(context, 1)?) else {
        return Ok(None);
    };
    let length = usize::try_from(length).unwrap_or(0);
    if length > PADDED {
        return Err(wrong("requested length too large"));
    }
    let has = text.chars().count();
    if has >= length || fill.is_empty() {
        return Ok(Some(text.chars().take(length).collect()));
    }
    let fill: String = fill.chars().cycle().take(length - has).collect();
    Ok(Some(match side {
        Side::Left => fill + &text,
        Side::Right => text.into_owned() + &fill,
    }))
}

fn numbers(connection: &Connection) -> Result<()> {
    add_number(connection, "pg_floor", |n| Some(n.floor()))?;
    add_number(connection, "pg_ceil", |n| Some(n.ceil()))?;
    add_number(connection, "pg_exp", |n| Some(n.exp()))?;
    add_number(connection, "pg_sqrt", |n| (n >= 0.0).then(|| n.sqrt()))?;
    add_number(connection, "pg_ln", |n| (n > 0.0).then(|| n.ln()))?;
    add_number(connection, "pg_log", |n| (n > 0.0).then(|| n.log10()))?;
    add_number(connection, "pg_sign", |n| Some(if n == 0.0 { 0.0 } else { n.signum() }))?;
    let two = |name: &str, change: fn(f64, f64) -> Option<f64>| {
        connection.create_scalar_function(name, 2, flags(), move |context| {
            let (a, b) = (number_of(context.get_raw(0))?, number_of(context.get_raw(1))?);
            let (Some(a), Some(b)) = (a, b) else { return Ok(None) };
            let outside = || wrong("value out of range");
            change(a, b).filter(|number| number.is_finite()).map(Some).ok_or_else(outside)
        })
    };
    two("pg_power", |a, b| Some(a.powf(b)))?;
    two("pg_mod", |a, b| (b != 0.0).then(|| a % b))?;
    two("pg_trunc_to", |a, places| {
        let scale = 10_f64.powf(places.trunc());
        Some((a * scale).trunc() / scale)
    })?;
    for (name, most) in [("pg_greatest", true), ("pg_least", false)] {
        connection.create_scalar_function(name, -1, flags(), move |c| extreme(c, most))?;
    }
    Ok(())
}

/// The greatest or the least that is something.
fn extreme(context: &mut Context<'_>, most: bool) -> Result<Value> {
    let mut found = ValueRef::Null;
    for index in 0..context.len() {
        let value = context.get_raw(index);
        let better = match (value, found) {
            (ValueRef::Null, _) => false,
            (_, ValueRef::Null) => true,
            (ValueRef::Text(a), ValueRef::Text(b)) => (a > b) == most && a != b,
            _ => number_of(value)?.partial_cmp(&number_of(found)?).is_some_and(|order| {
                order == if most { std::cmp::Ordering::Greater } else { std::cmp::Ordering::Less }
            }),
        };
        if better {
            found = value;
        }
    }
    Value::try_from(found).map_err(wrong)
}

fn moments(connection: &Connection) -> Result<()> {
    for (name, kind) in [
        ("pg_timestamp", moment::Kind::Timestamp),
        ("pg_date", moment::Kind::Date),
        ("pg_time", moment::Kind::Time),
    ] {
        connection.create_scalar_function(name, 1, flags(), move |context| {
            let Some(text) = text_of(context.get_raw(0)) else { return Ok(None) };
            let made = moment::cast(&text, kind);
            made.map(Some).ok_or_else(|| wrong(not_of(kind.name(), &text)))
        })?;
    }
    let at = |value: ValueRef<'_>| -> Result<Option<Moment>> {
        let Some(text) = text_of(value) else { return Ok(None) };
        Moment::of(&text).map(Some).ok_or_else(|| wrong(not_of("timestamp", &text)))
    };
    connection.create_scalar_function("pg_part", 2, flags(), move |context| {
        let unit = text_of(context.get_raw(0)).unwrap_or_default();
        let Some(moment) = at(context.get_raw(1))? else { return Ok(None) };
        let unknown = || wrong(format!("unit \"{unit}\" not recognized for type timestamp"));
        moment.part(&unit).map(Some).ok_or_else(unknown)
    })?;
    connection.create_scalar_function("pg_trunc", 2, flags(), move |context| {
        let unit = text_of(context.get_raw(0)).unwrap_or_default();
        let Some(moment) = at(context.get_raw(1))? else { return Ok(None) };
        let unknown = || wrong(format!("unit \"{unit}\" not recognized for type timestamp"));
        moment.truncated(&unit).map(Some).ok_or_else(unknown)
    })?;
    connection.create_scalar_function("pg_char", 2, flags(), move |context| {
        let pattern = text_of(context.get_raw(1)).unwrap_or_default();
        let Some(moment) = at(context.get_raw(0))? else { return Ok(None) };
        Ok(Some(moment.written(&pattern)))
    })
}

/// Of a sample or of all there is; its root, or not: the second argument says `s` or `p`, and `r`.
struct Variance;

/// Count, mean, sum of squares of the differences, and what is asked for.
#[derive(Default)]
struct Spread {
    count: f64,
    mean: f64,
    squares: f64,
    asked: String,
}

impl Aggregate<Spread, Option<f64>> for Variance {
    fn init(&self, _: &mut Context<'_>) -> Result<Spread> {
        Ok(Spread::default())
    }

    fn step(&self, context: &mut Context<'_>, spread: &mut Spread) -> Result<()> {
        if spread.asked.is_empty() {
            _ = write!(spread.asked, "{}", text_of(context.get_raw(1)).unwrap_or_default());
        }
        let Some(number) = number_of(context.get_raw(0))? else { return Ok(()) };
        spread.count += 1.0;
        let off = number - spread.mean;
        spread.mean += off / spread.count;
        spread.squares += off * (number - spread.mean);
        Ok(())
    }

    fn finalize(&self, _: &mut Context<'_>, spread: Option<Spread>) -> Result<Option<f64>> {
        let Some(spread) = spread else { return Ok(None) };
        let of = spread.count - if spread.asked.contains('p') { 0.0 } else { 1.0 };
        if of <= 0.0 {
            return Ok(None);
        }
        let variance = spread.squares / of;
        Ok(Some(if spread.asked.contains('r') { variance.sqrt() } else { variance }))
    }
}
