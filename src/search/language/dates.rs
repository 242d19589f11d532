//! Moments and date math: `2024-01`, `NOW/DAY-7DAYS`, in microseconds since 1970.

use jiff::civil::{DateTime, date};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

/// Bounds farther away are drawn to here: what JavaScript's numbers hold exactly.
const FARTHEST: i64 = 9_007_199_254_740_991;

/// The first and the last microsecond of what a text means.
pub(super) fn period(text: &str, now: i64) -> Option<(i64, i64)> {
    let (first, last) = bounds(text, now)?;
    Some((clamped(first), clamped(last)))
}

/// The ends of a range, both included: `*` is none; an excluded bound leaves its period out.
pub(super) fn between(
    from: &str,
    without_from: bool,
    to: &str,
    without_to: bool,
    now: i64,
) -> Option<(Option<i64>, Option<i64>)> {
    let read = |text: &str| {
        if text == "*" {
            return Some(None);
        }
        let bare = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        bounds(bare.unwrap_or(text), now).map(Some)
    };
    let from = read(from)?.map(|(first, last)| if without_from { last + 1 } else { first });
    let to = read(to)?.map(|(first, last)| if without_to { first - 1 } else { last });
    Some((from.map(clamped), to.map(clamped)))
}

fn clamped(moment: i64) -> i64 {
    moment.clamp(-FARTHEST, FARTHEST)
}

fn bounds(text: &str, now: i64) -> Option<(i64, i64)> {
    let (first, last, math) = if let Some(math) = text.strip_prefix("NOW") {
        let now = Timestamp::from_microsecond(now).ok()?.to_zoned(TimeZone::UTC).datetime();
        (now, now, math)
    } else {
        moment(text)?
    };
    if math.is_empty() {
        return Some((micros(first), micros(last)));
    }
    let moment = micros(calculate(first, math)?);
    Some((moment, moment))
}

fn micros(moment: DateTime) -> i64 {
    // The calendar goes on a day longer than what counts its moments.
    let zoned = moment.to_zoned(TimeZone::UTC);
    zoned.map_or(i64::MAX / 2, |zoned| zoned.timestamp().as_microsecond())
}

/// The first and the last microsecond of a moment, and what is written behind it.
fn moment(text: &str) -> Option<(DateTime, DateTime, &str)> {
    let (year, mut rest) = digits(text, 4)?;
    let mut first = [1, 1, 0, 0, 0];
    let mut given = 0;
    for lead in ['-', '-', 'T', ':', ':'] {
        let Some((value, after)) = rest.strip_prefix(lead).and_then(|after| digits(after, 2))
        else {
            break;
        };
        first[given] = value;
        given += 1;
        rest = after;
    }
    let mut fraction = None;
    if given == 5
        && let Some(after) = rest.strip_prefix('.')
    {
        let length = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len()).min(9);
        let padded = format!("{:0<6.6}", &after[..length]);
        if length > 0 {
            fraction = Some(padded.parse::<i32>().ok()?);
            rest = &after[length..];
        }
    }
    if given > 2 {
        rest = rest.strip_prefix('Z').unwrap_or(rest);
    }
    let mut last = first;
    last[given..].copy_from_slice(&[12, 31, 23, 59, 59][given..]);
    if given == 1 {
        let month = i8::try_from(first[0]).ok()?;
        last[1] = i16::from(jiff::civil::Date::new(year, month, 1).ok()?.days_in_month());
    }
    let start = civil(year, first, fraction.unwrap_or(0))?;
    let end = civil(year, last, fraction.unwrap_or(999_999))?;
    Some((start, end, rest))
}

fn civil(year: i16, rest: [i16; 5], micros: i32) -> Option<DateTime> {
    let mut small = [0; 5];
    for (to, from) in small.iter_mut().zip(rest) {
        *to = i8::try_from(from).ok()?;
    }
    let [month, day, hour, minute, second] = small;
    // A leap second is none that can be counted.
    if second > 59 {
        return None;
    }
    DateTime::new(year, month, day, hour, minute, second, micros * 1000).ok()
}

/// A number of exactly so many digits, and what comes after.
fn digits(text: &str, count: usize) -> Option<(i16, &str)> {
    let (number, rest) = text.split_at_checked(count)?;
    let fine = number.bytes().all(|byte| byte.is_ascii_digit());
    Some((number.parse().ok().filter(|_| fine)?, rest))
}

#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Unit {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    Milli,
}

/// `/DAY`, `-7DAYS`, one after the other; the result is a moment of the years 0 to 9999.
fn calculate(mut moment: DateTime, mut math: &str) -> Option<DateTime> {
    while let Some(step) = math.chars().next() {
        math = &math[step.len_utf8()..];
        let end = math.find(|c: char| !c.is_ascii_digit()).unwrap_or(math.len());
        let (number, rest) = math.split_at(end);
        let end = rest.find(|c: char| !c.is_ascii_uppercase()).unwrap_or(rest.len());
        let (name, rest) = rest.split_at(end);
        let unit = unit(name)?;
        math = rest;
        moment = match step {
            '/' if number.is_empty() => floor(moment, unit)?,
            '+' | '-' if (1..=9).contains(&number.len()) => {
                let number: i64 = number.parse().ok()?;
                let span = span(unit, if step == '-' { -number } else { number })?;
                moment.checked_add(span).ok().filter(|moment| moment.year() >= 0)?
            }
            _ => return None,
        };
    }
    Some(moment)
}

fn unit(name: &str) -> Option<Unit> {
    Some(match name.strip_suffix('S').unwrap_or(name) {
        "YEAR" => Unit::Year,
        "MONTH" => Unit::Month,
        "DAY" | "DATE" => Unit::Day,
        "HOUR" => Unit::Hour,
        "MINUTE" => Unit::Minute,
        "SECOND" => Unit::Second,
        "MILLI" | "MILLISECOND" => Unit::Milli,
        _ => return None,
    })
}

fn span(unit: Unit, number: i64) -> Option<Span> {
    let span = Span::new();
    let span = match unit {
        Unit::Year => span.try_years(number),
        Unit::Month => span.try_months(number),
        Unit::Day => span.try_days(number),
        Unit::Hour => span.try_hours(number),
        Unit::Minute => span.try_minutes(number),
        Unit::Second => span.try_seconds(number),
        Unit::Milli => span.try_milliseconds(number),
    };
    span.ok()
}

/// The beginning of the unit that a moment is in.
fn floor(moment: DateTime, unit: Unit) -> Option<DateTime> {
    let month = if unit > Unit::Year { moment.month() } else { 1 };
    let day = if unit > Unit::Month { moment.day() } else { 1 };
    let hour = if unit > Unit::Day { moment.hour() } else { 0 };
    let minute = if unit > Unit::Hour { moment.minute() } else { 0 };
    let second = if unit > Unit::Minute { moment.second() } else { 0 };
    let nanos = moment.subsec_nanosecond();
    let nanos = if unit > Unit::Second { nanos / 1_000_000 * 1_000_000 } else { 0 };
    let date = date(moment.year(), month, day);
    Some(date.to_datetime(jiff::civil::Time::new(hour, minute, second, nanos).ok()?))
}
