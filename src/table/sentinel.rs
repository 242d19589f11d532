//! Which value of a column stands for nothing though it looks like any other: `9999`, `1900-01-01`.

use crate::table::guess::By;
use crate::table::moment;

/// Whole numbers that people type where they know none; dates of that kind are days of 1900.
const NUMBERS: [&str; 7] = ["9999", "99999", "999999", "9999999", "99999999", "-9999", "-99999"];
const DAYS: [&str; 4] = ["1900-01-01", "01/01/1900", "01-01-1900", "1/1/1900"];

/// A column has this many other values at least before one of them is called odd.
const LEAST: usize = 4;

/// The value, with how often it occurs; every value of the column is given with its count. It makes
/// one cell of a hundred at least, and is further from the others than three times the middle half of
/// them is wide: by each way in which the column may be read, for what is far from `12.5` may be
/// near to twelve thousand and five hundred.
pub(crate) fn found<'t>(counted: &[(&'t str, u64)], ways: &[By]) -> Option<(&'t str, u64)> {
    let all: u64 = counted.iter().map(|(_, n)| n).sum();
    let may = |(text, n): &&(&str, u64)| {
        n * 100 >= all && (NUMBERS.contains(text) || DAYS.contains(text))
    };
    let candidates = counted.iter().filter(may);
    let apart = |one: &&(&str, u64)| ways.iter().all(|by| is_apart(one.0, counted, *by));
    candidates.filter(apart).max_by_key(|(_, n)| *n).copied()
}

/// Whether a value is far from all others.
fn is_apart(text: &str, counted: &[(&str, u64)], by: By) -> bool {
    let Some(own) = worth(text, by) else { return false };
    let others = counted.iter().filter(|(other, _)| *other != text);
    let mut others: Vec<(i64, u64)> =
        others.filter_map(|(other, n)| Some((worth(other, by)?, *n))).collect();
    if others.len() < LEAST || others.len() + 1 < counted.len() {
        return false;
    }
    others.sort_unstable();
    let all: u64 = others.iter().map(|(_, n)| n).sum();
    let at = |part: u64| {
        let mut before = 0;
        let past = others.iter().find(|(_, n)| {
            before += n;
            before * 4 >= all * part
        });
        past.map_or(0, |(value, _)| *value)
    };
    let (low, high) = (at(1), at(3));
    let width = high.saturating_sub(low);
    let beyond = own.saturating_sub(high).max(low.saturating_sub(own));
    let outside =
        others.iter().all(|(value, _)| *value < own) || others.iter().all(|(v, _)| *v > own);
    outside && beyond > width.saturating_mul(3)
}

/// Thousandths of a number, or thousands of a day.
fn worth(text: &str, by: By) -> Option<i64> {
    let text = text.trim();
    let bytes = text.as_bytes();
    let (group, decimal) = match by {
        By::Point => (',', '.'),
        By::Comma => ('.', ','),
        By::Moment => {
            let date = moment::date(bytes).or_else(|| moment::day_first(bytes))?;
            return Some(date.days() * 1000);
        }
    };
    let plain = text.replace(group, "");
    let (whole, part) = plain.split_once(decimal).unwrap_or((&plain, ""));
    let digits: String = part.chars().chain("000".chars()).take(3).collect();
    let negative = whole.starts_with('-');
    let whole: i64 = whole.parse().ok()?;
    let part: i64 = digits.parse().ok().filter(|part| *part >= 0)?;
    whole.checked_mul(1000)?.checked_add(if negative { -part } else { part })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_far_from_all_others_stands_for_nothing() {
        let ages = [("34", 5), ("41", 9), ("27,5", 4), ("65", 3), ("9999", 2)];
        assert_eq!(found(&ages, &[By::Comma]), Some(("9999", 2)));
        let rare = [("34", 500), ("41", 900), ("27", 400), ("65", 300), ("9999", 2)];
        assert_eq!(found(&rare, &[By::Point]), None, "less than one of a hundred");
        let amounts = [("4000", 5), ("15000", 9), ("8000", 4), ("12000", 3), ("9999", 2)];
        assert_eq!(found(&amounts, &[By::Point]), None, "among the others");
        let near = [("4000", 5), ("1500", 9), ("8000", 4), ("200", 3), ("9999", 2)];
        assert_eq!(found(&near, &[By::Point]), None, "not far enough");
        let mixed = [("34", 5), ("muchos", 9), ("27", 4), ("65", 3), ("20", 1), ("9999", 2)];
        assert_eq!(found(&mixed, &[By::Point]), None, "not all are numbers");
        let days = [
            ("2024-01-05", 1),
            ("2024-03-01", 1),
            ("2024-02-11", 1),
            ("2023-12-24", 1),
            ("1900-01-01", 1),
        ];
        assert_eq!(found(&days, &[By::Moment]), Some(("1900-01-01", 1)));
        assert_eq!(found(&[("9999", 3)], &[By::Point]), None);
    }

    #[test]
    fn marks_of_thousands_are_no_decimal_ones() {
        let grouped =
            [("1.250.000", 1), ("4.530.000", 1), ("980.500", 1), ("2.100.000", 1), ("99999", 1)];
        assert_eq!(found(&grouped, &[By::Comma]), None);
        let three = [("12.500", 1), ("45.300", 1), ("8.750", 1), ("23.100", 1), ("9999", 1)];
        assert_eq!(found(&three, &[By::Comma]), None);
        assert_eq!(found(&three, &[By::Point, By::Comma]), None, "one of the ways is enough");
    }
}
