//! Moments as the tables hold them, `2024-01-31T10:20:30`: their parts, their beginnings, their writing.

use std::fmt::Write as _;

use crate::table::{civil, moment_of};

/// What a text is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Timestamp,
    Date,
    Time,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Timestamp => "timestamp",
            Self::Date => "date",
            Self::Time => "time",
        }
    }
}

/// A text as a moment, a date or a time; none where it is none.
pub(super) fn cast(text: &str, kind: Kind) -> Option<String> {
    if kind == Kind::Time {
        // A day before it makes a moment of a time alone.
        let alone = || moment_of(&format!("2000-01-01T{}", text.trim()));
        let moment = alone().or_else(|| moment_of(text))?;
        return Some(moment[11..].to_owned());
    }
    let moment = moment_of(text)?;
    Some(if kind == Kind::Date { moment[..10].to_owned() } else { moment })
}

/// A moment taken apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    micros: i64,
}

impl Moment {
    pub(super) fn of(text: &str) -> Option<Self> {
        let text = moment_of(text)?;
        let number = |from: usize, to: usize| text.get(from..to)?.parse().ok();
        let fraction = text.get(20..).unwrap_or_default();
        let micros = format!("{fraction:0<6}").parse().ok()?;
        Some(Self {
            year: number(0, 4)?,
            month: number(5, 7)?,
            day: number(8, 10)?,
            hour: number(11, 13)?,
            minute: number(14, 16)?,
            second: number(17, 19)?,
            micros,
        })
    }

    /// Days since 1970-01-01.
    fn days(self) -> i64 {
        let (year, month) = if self.month > 2 {
            (self.year, self.month - 3)
        } else {
            (self.year - 1, self.month + 9)
        };
        365 * year + year.div_euclid(4) - year.div_euclid(100)
            + year.div_euclid(400)
            + (153 * month + 2) / 5
            + self.day
            - 1
            - 719_468
    }

    fn of_days(days: i64) -> Self {
        let (year, month, day) = civil(days + 719_468);
        Self { year, month, day, hour: 0, minute: 0, second: 0, micros: 0 }
    }

    /// From Monday, 0.
    fn weekday(self) -> i64 {
        (self.days() + 3).rem_euclid(7)
    }

    fn day_of_year(self) -> i64 {
        self.days() - Self { month: 1, day: 1, ..self }.days() + 1
    }

    /// The year and the week of ISO 8601.
    fn week(self) -> (i64, i64) {
        let thursday = Self::of_days(self.days() - self.weekday() + 3);
        (thursday.year, (thursday.day_of_year() - 1) / 7 + 1)
    }

    #[expect(clippy::cast_precision_loss, reason = "parts of moments are small numbers")]
    pub(super) fn part(self, unit: &str) -> Option<f64> {
        let seconds = self.second as f64 + self.micros as f64 / 1e6;
        let whole = match unit.trim_end_matches('s').to_ascii_lowercase().as_str() {
            "year" => self.year,
            "quarter" => (self.month + 2) / 3,
            "month" => self.month,
            "week" => self.week().1,
            "isoyear" => self.week().0,
            "day" => self.day,
            "dow" => (self.weekday() + 1) % 7,
            "isodow" => self.weekday() + 1,
            "doy" => self.day_of_year(),
            "decade" => self.year.div_euclid(10),
            "century" => (self.year + 99).div_euclid(100),
            "millennium" => (self.year + 999).div_euclid(1000),
            "hour" => self.hour,
            "minute" => self.minute,
            "second" => return Some(seconds),
            "millisecond" => return Some(seconds * 1e3),
            "microsecond" => return Some(seconds * 1e6),
            "epoch" => {
                let day = self.days() * 86_400 + self.hour * 3600 + self.minute * 60;
                return Some(day as f64 + seconds);
            }
            _ => return None,
        };
        Some(whole as f64)
    }

    /// The beginning of the unit that it is in.
    pub(super) fn truncated(self, unit: &str) -> Option<String> {
        let day = Self { hour: 0, minute: 0, second: 0, micros: 0, ..self };
        let month = Self { day: 1, ..day };
        let year = Self { month: 1, ..month };
        Some(
            match unit.trim_end_matches('s').to_ascii_lowercase().as_str() {
                "year" => year,
                "decade" => Self { year: self.year.div_euclid(10) * 10, ..year },
                "century" => Self { year: (self.year - 1).div_euclid(100) * 100 + 1, ..year },
                "quarter" => Self { month: (self.month - 1) / 3 * 3 + 1, ..month },
                "month" => month,
                "week" => Self::of_days(day.days() - day.weekday()),
                "day" => day,
                "hour" => Self { minute: 0, second: 0, micros: 0, ..self },
                "minute" => Self { second: 0, micros: 0, ..self },
                "second" => Self { micros: 0, ..self },
                _ => return None,
            }
            .iso(),
        )
    }

    fn iso(self) -> String {
        let Self { year, month, day, hour, minute, second, .. } = self;
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
    }

    /// By a pattern of `to_char`: the numbers of dates and times. Other letters stay.
    pub(super) fn written(self, pattern: &str) -> String {
        const MARKS: [&str; 18] = [
            "HH24", "HH12", "YYYY", "IYYY", "DDD", "MI", "SS", "MS", "US", "MM", "DD", "YY", "IW",
            "WW", "ID", "HH", "Q", "D",
        ];
        let mut out = String::new();
        let mut rest = pattern;
        while !rest.is_empty() {
            if let Some(quoted) = rest.strip_prefix('"') {
                let end = quoted.find('"').unwrap_or(quoted.len());
                out.push_str(&quoted[..end]);
                rest = quoted.get(end + 1..).unwrap_or_default();
                continue;
            }
            let mark = MARKS.iter().find(|mark| {
                rest.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark))
            });
            if let Some(mark) = mark {
                self.write(mark, &mut out);
                rest = &rest[mark.len()..];
            } else if let Some(c) = rest.chars().next() {
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
        out
    }

    fn write(self, mark: &str, out: &mut String) {
        let twelve = (self.hour + 11) % 12 + 1;
        _ = match mark {
            "YYYY" => write!(out, "{:04}", self.year),
            "IYYY" => write!(out, "{:04}", self.week().0),
            "YY" => write!(out, "{:02}", self.year.rem_euclid(100)),
            "Q" => write!(out, "{}", (self.month + 2) / 3),
            "MM" => write!(out, "{:02}", self.month),
            "IW" => write!(out, "{:02}", self.week().1),
            "WW" => write!(out, "{:02}", (self.day_of_year() - 1) / 7 + 1),
            "DDD" => write!(out, "{:03}", self.day_of_year()),
            "DD" => write!(out, "{:02}", self.day),
            "ID" => write!(out, "{}", self.weekday() + 1),
            "D" => write!(out, "{}", (self.weekday() + 1) % 7 + 1),
            "HH24" => write!(out, "{:02}", self.hour),
            "HH" | "HH12" => write!(out, "{twelve:02}"),
            "MI" => write!(out, "{:02}", self.minute),
            "SS" => write!(out, "{:02}", self.second),
            "MS" => write!(out, "{:03}", self.micros / 1000),
            _ => write!(out, "{:06}", self.micros),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Moment {
        Moment::of(text).expect("a moment")
    }

    #[test]
    fn parts_are_those_of_the_calendar() {
        let at = moment("2024-12-30 13:05:06.5");
        for (unit, expected) in [
            ("year", 2024.0),
            ("quarter", 4.0),
            ("week", 1.0),
            ("isoyear", 2025.0),
            ("dow", 1.0),
            ("isodow", 1.0),
            ("doy", 365.0),
            ("century", 21.0),
            ("second", 6.5),
            ("epoch", 1_735_563_906.5),
        ] {
            assert_eq!(at.part(unit), Some(expected), "{unit}");
        }
        assert_eq!(at.part("luna"), None);
    }

    #[test]
    fn moments_begin_and_are_written() {
        let at = moment("2024-08-15T13:05:06");
        for (unit, expected) in [
            ("year", "2024-01-01T00:00:00"),
            ("quarter", "2024-07-01T00:00:00"),
            ("month", "2024-08-01T00:00:00"),
            ("week", "2024-08-12T00:00:00"),
            ("hour", "2024-08-15T13:00:00"),
        ] {
            assert_eq!(at.truncated(unit).as_deref(), Some(expected));
        }
        assert_eq!(at.written("YYYY-MM \"de\" DD/Q HH:MI"), "2024-08 de 15/3 01:05");
    }

    #[test]
    fn texts_become_dates_and_times() {
        assert_eq!(cast("2024-01-02 10:20", Kind::Date).as_deref(), Some("2024-01-02"));
        assert_eq!(cast("10:20:30", Kind::Time).as_deref(), Some("10:20:30"));
        assert_eq!(cast("2024-02-30", Kind::Timestamp), None);
    }
}
