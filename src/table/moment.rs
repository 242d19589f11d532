//! Dates, times and durations as text → a rank that orders them.

/// Microseconds since 0000-03-01, or of the day; months for durations: only compared with its like.
pub(crate) type Rank = i128;

const DAY: Rank = 86_400_000_000;

/// How many days after 0000-03-01 a rank of a date is.
pub(crate) fn day_of(rank: Rank) -> Option<i64> {
    i64::try_from(rank.div_euclid(DAY)).ok()
}

/// Year, month and day, so many days after 0000-03-01 of the Gregorian calendar: what
/// [`Date::days`] takes, for every year.
pub(crate) fn civil(days: i64) -> (i64, i64, i64) {
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (year + era * 400 + next, month, day)
}

/// A date that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Date {
    pub(crate) year: i32,
    pub(crate) month: u8,
    pub(crate) day: u8,
}

impl Date {
    pub(crate) fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            _ => return None,
        };
        ((1..=days).contains(&day) && (1..=9999).contains(&year)).then_some(Self {
            year,
            month,
            day,
        })
    }

    /// Days since 0000-03-01 of the Gregorian calendar.
    pub(crate) fn days(self) -> i64 {
        let (year, month) = (i64::from(self.year), i64::from(self.month));
        let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        365 * year + year.div_euclid(4) - year.div_euclid(100)
            + year.div_euclid(400)
            + (153 * month + 2) / 5
            + i64::from(self.day)
            - 1
    }

    pub(crate) fn rank(self) -> Rank {
        Rank::from(self.days()) * DAY
    }

    fn of_year_day(year: i32, day: u32) -> Option<Self> {
        let mut rest = day;
        for month in 1..=12 {
            let length = (28..=31).rev().find(|d| Self::new(year, month, *d).is_some())?;
            if rest >= 1 && rest <= u32::from(length) {
                return Self::new(year, month, u8::try_from(rest).ok()?);
            }
            rest = rest.checked_sub(u32::from(length))?;
        }
        None
    }
}

/// Reads from the front of a text.
struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    /// Exactly `n` digits.
    fn exact(&mut self, n: usize) -> Option<u32> {
        self.digits(n, n)
    }

    /// As many digits as there are, `least` to `most`.
    fn digits(&mut self, least: usize, most: usize) -> Option<u32> {
        let n = self.0.iter().take(most).take_while(|b| b.is_ascii_digit()).count();
        if n < least {
            return None;
        }
        let value = self.0[..n].iter().fold(0, |sum, b| sum * 10 + u32::from(b - b'0'));
        self.0 = &self.0[n..];
        Some(value)
    }

    fn small(&mut self, least: usize, most: usize) -> Option<u8> {
        u8::try_from(self.digits(least, most)?).ok()
    }

    fn is(&mut self, one_of: &[u8]) -> bool {
        match self.0 {
            [first, rest @ ..] if one_of.contains(first) => {
                self.0 = rest;
                true
            }
            _ => false,
        }
    }

    fn expect(&mut self, one_of: &[u8]) -> Option<()> {
        self.is(one_of).then_some(())
    }

    /// `.123` or `,123` in microseconds, zero if it is absent.
    fn fraction(&mut self) -> Option<u32> {
        if !self.is(b".,") {
            return Some(0);
        }
        let digits = self.0.iter().take_while(|b| b.is_ascii_digit()).count();
        let value = self.0[..digits.min(6)].iter().fold(0, |sum, b| sum * 10 + u32::from(b - b'0'));
        self.0 = &self.0[digits..];
        (digits > 0).then(|| value * 10_u32.pow(6 - u32::try_from(digits.min(6)).unwrap_or(6)))
    }

    /// `Z`, `+03:00`, `-0300` or nothing, in minutes.
    fn zone(&mut self) -> Option<i32> {
        if self.is(b"zZ") || self.0.is_empty() {
            return Some(0);
        }
        let sign = if self.is(b"-") { -1 } else { self.expect(b"+").map(|()| 1)? };
        let hours = self.exact(2)?;
        let _ = self.is(b":");
        let minutes = if self.0.is_empty() { 0 } else { self.exact(2)? };
        (hours < 24 && minutes < 60)
            .then(|| sign * i32::try_from(hours * 60 + minutes).unwrap_or(0))
    }

    fn date(&mut self) -> Option<Date> {
        let year = self.exact(4)?;
        self.expect(b"-")?;
        let month = self.small(2, 2)?;
        self.expect(b"-")?;
        Date::new(i32::try_from(year).ok()?, month, self.small(2, 2)?)
    }

    /// `hh:mm:ss` with an optional fraction and zone.
    fn time(&mut self) -> Option<Rank> {
        let hours = self.exact(2)?;
        self.expect(b":")?;
        let minutes = self.exact(2)?;
        self.expect(b":")?;
        let seconds = self.exact(2)?;
        let micros = self.fraction()?;
        let zone = self.zone()?;
        let midnight = hours == 24 && minutes == 0 && seconds == 0 && micros == 0;
        (midnight || (hours < 24 && minutes < 60 && seconds < 60))
            .then(|| clock(hours, minutes, seconds, micros) - Rank::from(zone) * 60_000_000)
    }
}

fn clock(hours: u32, minutes: u32, seconds: u32, micros: u32) -> Rank {
    Rank::from(hours * 3600 + minutes * 60 + seconds) * 1_000_000 + Rank::from(micros)
}

fn whole<'a, T>(text: &'a [u8], read: impl FnOnce(&mut Cursor<'a>) -> Option<T>) -> Option<T> {
    let mut cursor = Cursor(text);
    read(&mut cursor).filter(|_| cursor.0.is_empty())
}

/// `2020-01-31`.
pub(crate) fn date(text: &[u8]) -> Option<Date> {
    whole(text, Cursor::date)
}

/// `10:20:30`, with an optional fraction and zone.
pub(crate) fn time(text: &[u8]) -> Option<Rank> {
    whole(text, Cursor::time)
}

/// `2020-01-31T10:20:30`, with an optional fraction and zone; a space for the `T` is taken too.
pub(crate) fn datetime(text: &[u8]) -> Option<Rank> {
    whole(text, |cursor| {
        let date = cursor.date()?;
        cursor.expect(b"Tt ")?;
        Some(date.rank() + cursor.time()?)
    })
}

/// Four digits.
pub(crate) fn year(text: &[u8]) -> Option<Rank> {
    whole(text, |cursor| cursor.exact(4)).map(Rank::from)
}

/// `2020-01`.
pub(crate) fn yearmonth(text: &[u8]) -> Option<Rank> {
    whole(text, |cursor| {
        let year = cursor.exact(4)?;
        cursor.expect(b"-")?;
        let month = cursor.exact(2)?;
        (1..=12).contains(&month).then(|| Rank::from(year * 12 + month))
    })
}

/// ISO 8601: `P1Y2M3DT4H5M6.7S`, `P2W`; ordered by a mean month of 30.436875 days.
pub(crate) fn duration(text: &[u8]) -> Option<Rank> {
    const MONTH: Rank = 2_629_746_000_000;
    const DAYS: [(&[u8], Rank); 4] =
        [(b"Y", 12 * MONTH), (b"M", MONTH), (b"W", 7 * DAY), (b"D", DAY)];
    const TIMES: [(&[u8], Rank); 3] =
        [(b"H", 3_600_000_000), (b"M", 60_000_000), (b"S", 1_000_000)];
    let mut cursor = Cursor(text);
    let negative = cursor.is(b"-");
    cursor.expect(b"P")?;
    let mut sum = 0;
    let mut count = parts(&mut cursor, &DAYS, &mut sum)?;
    if cursor.is(b"T") {
        let times = parts(&mut cursor, &TIMES, &mut sum)?;
        count = if times > 0 { count + times } else { return None };
    }
    (count > 0 && cursor.0.is_empty()).then_some(if negative { -sum } else { sum })
}

/// Adds numbers with units in their order to the sum; gives how many.
fn parts(cursor: &mut Cursor, units: &[(&[u8], Rank)], sum: &mut Rank) -> Option<usize> {
    let (mut left, mut count) = (units, 0);
    while cursor.0.first().is_some_and(u8::is_ascii_digit) {
        let number = Rank::from(cursor.digits(1, 9)?);
        let micros = Rank::from(cursor.fraction()?);
        let at = left.iter().position(|(unit, _)| cursor.0.starts_with(unit))?;
        cursor.0 = &cursor.0[1..];
        *sum += number * left[at].1 + micros * left[at].1 / 1_000_000;
        left = &left[at + 1..];
        count += 1;
    }
    Some(count)
}

/// A pattern of C's `strptime`, taken apart.
#[derive(Clone, Debug)]
pub(crate) struct Pattern(Vec<Part>);

#[derive(Clone, Debug)]
enum Part {
    Literal(Vec<u8>),
    Directive(u8),
}

/// What a pattern read.
#[derive(Clone, Copy, Debug)]
struct Reading {
    year: i32,
    month: u8,
    day: u8,
    year_day: Option<u32>,
    hours: u32,
    minutes: u32,
    seconds: u32,
    micros: u32,
    afternoon: Option<bool>,
    zone: i32,
}

impl Pattern {
    /// None where a directive is not known.
    pub(crate) fn new(pattern: &str) -> Option<Self> {
        let pattern = pattern.replace("%D", "%m/%d/%y").replace("%F", "%Y-%m-%d");
        let pattern = pattern.replace("%T", "%H:%M:%S").replace("%R", "%H:%M");
        let mut parts = Vec::new();
        let mut bytes = pattern.bytes();
        while let Some(byte) = bytes.next() {
            match byte {
                b'%' => match bytes.next()? {
                    b'%' => parts.push(Part::Literal(b"%".to_vec())),
                    known if b"YymdeHIMSfpbBhjaAzZ".contains(&known) => {
                        parts.push(Part::Directive(known));
                    }
                    _ => return None,
                },
                _ => match parts.last_mut() {
                    Some(Part::Literal(text)) => text.push(byte),
                    _ => parts.push(Part::Literal(vec![byte])),
                },
            }
        }
        Some(Self(parts))
    }

    fn read(&self, text: &[u8]) -> Option<Reading> {
        let mut cursor = Cursor(text);
        let mut reading = Reading {
            year: 1900,
            month: 1,
            day: 1,
            year_day: None,
            hours: 0,
            minutes: 0,
            seconds: 0,
            micros: 0,
            afternoon: None,
            zone: 0,
        };
        for part in &self.0 {
            match part {
                Part::Literal(literal) => {
                    cursor.0 = cursor.0.strip_prefix(literal.as_slice())?;
                }
                Part::Directive(directive) => reading.take(*directive, &mut cursor)?,
            }
        }
        cursor.0.is_empty().then_some(reading)
    }

    pub(crate) fn date(&self, text: &[u8]) -> Option<Date> {
        self.read(text)?.date()
    }

    pub(crate) fn time(&self, text: &[u8]) -> Option<Rank> {
        self.read(text)?.time()
    }

    pub(crate) fn datetime(&self, text: &[u8]) -> Option<Rank> {
        let reading = self.read(text)?;
        Some(reading.date()?.rank() + reading.time()?)
    }
}

impl Reading {
    fn take(&mut self, directive: u8, cursor: &mut Cursor) -> Option<()> {
        match directive {
            b'Y' => self.year = i32::try_from(cursor.exact(4)?).ok()?,
            b'y' => {
                let short = i32::try_from(cursor.exact(2)?).ok()?;
                self.year = short + if short < 69 { 2000 } else { 1900 };
            }
            b'm' => self.month = cursor.small(1, 2)?,
            b'd' | b'e' => {
                let _ = directive == b'e' && cursor.is(b" ");
                self.day = cursor.small(1, 2)?;
            }
            b'j' => self.year_day = Some(cursor.digits(1, 3)?),
            b'b' | b'B' | b'h' => {
                let (month, length) = month_name(cursor.0)?;
                (self.month, cursor.0) = (month, &cursor.0[length..]);
            }
            b'a' | b'A' => cursor.0 = &cursor.0[weekday_name(cursor.0)?..],
            b'H' => self.hours = cursor.digits(1, 2)?,
            b'I' => {
                self.hours = cursor.digits(1, 2).filter(|hours| (1..=12).contains(hours))?;
                self.afternoon.get_or_insert(false);
            }
            b'M' => self.minutes = cursor.digits(1, 2)?,
            b'S' => self.seconds = cursor.digits(1, 2)?,
            b'f' => {
                let before = cursor.0.len();
                let value = cursor.digits(1, 6)?;
                let length = u32::try_from(before - cursor.0.len()).unwrap_or(6);
                self.micros = value * 10_u32.pow(6 - length);
            }
            b'p' => {
                self.afternoon = Some(!cursor.is(b"aA") && cursor.expect(b"pP").is_some());
                cursor.expect(b"mM")?;
            }
            b'z' => self.zone = cursor.zone()?,
            _ => {
                let length = cursor.0.iter().take_while(|b| b.is_ascii_alphabetic()).count();
                cursor.0 = &cursor.0[length..];
            }
        }
        Some(())
    }

    fn date(&self) -> Option<Date> {
        match self.year_day {
            Some(day) => Date::of_year_day(self.year, day),
            None => Date::new(self.year, self.month, self.day),
        }
    }

    fn time(&self) -> Option<Rank> {
        let hours = match self.afternoon {
            Some(afternoon) => self.hours % 12 + if afternoon { 12 } else { 0 },
            None => self.hours,
        };
        (hours < 24 && self.minutes < 60 && self.seconds < 60).then(|| {
            clock(hours, self.minutes, self.seconds, self.micros)
                - Rank::from(self.zone) * 60_000_000
        })
    }
}

/// The month a text begins with, in Spanish, Portuguese or English, whole or its first three
/// letters, and its length.
fn month_name(text: &[u8]) -> Option<(u8, usize)> {
    const NAMES: [&[&str]; 12] = [
        &["enero", "january", "janeiro", "ene", "jan"],
        &["febrero", "february", "fevereiro", "feb", "fev"],
        &["marzo", "march", "março", "mar"],
        &["abril", "april", "abr", "apr"],
        &["mayo", "maio", "may", "mai"],
        &["junio", "june", "junho", "jun"],
        &["julio", "july", "julho", "jul"],
        &["agosto", "august", "ago", "aug"],
        &["septiembre", "setiembre", "september", "setembro", "sept", "sep", "set"],
        &["octubre", "october", "outubro", "oct", "out"],
        &["noviembre", "november", "novembro", "nov"],
        &["diciembre", "december", "dezembro", "dic", "dec", "dez"],
    ];
    let starts = |name: &&&str| {
        text.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
    };
    (1..)
        .zip(NAMES)
        .find_map(|(month, names)| names.iter().find(starts).map(|name| (month, name.len())))
}

/// The length of the day's name that a text begins with.
fn weekday_name(text: &[u8]) -> Option<usize> {
    const STARTS: [&str; 20] = [
        "lun", "mar", "mié", "mie", "jue", "vie", "sáb", "sab", "dom", "mon", "tue", "wed", "thu",
        "fri", "sat", "sun", "seg", "ter", "qua", "qui",
    ];
    let text = std::str::from_utf8(text).ok()?;
    let word = text.split(|c: char| !c.is_alphabetic()).next()?;
    let lower = word.to_lowercase();
    STARTS.iter().any(|start| lower.starts_with(start)).then_some(word.len())
}

/// The day of a text that is a date, year or day first.
pub fn day(text: &str) -> Option<jiff::civil::Date> {
    let text = text.trim().as_bytes();
    let Date { year, month, day } = date(text).or_else(|| day_first(text))?;
    let (year, month, day) = (year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?);
    jiff::civil::Date::new(year, month, day).ok()
}

/// The ways of writing a date that no reader has to guess at: year first, day first, or its month
/// by name; with a time, if it follows.
pub(crate) fn any_date(text: &[u8]) -> Option<Date> {
    const NAMED: [&str; 6] =
        ["%d %B %Y", "%d de %B de %Y", "%d de %B del %Y", "%d-%b-%Y", "%B %d %Y", "%B %d, %Y"];
    let text = text.trim_ascii();
    if let Some(date) = date(text).or_else(|| day_first(text)) {
        return Some(date);
    }
    if text.len() == 8 && text.iter().all(u8::is_ascii_digit) {
        return Pattern::new("%Y%m%d")?.read(text)?.date();
    }
    if datetime(text).is_some() {
        return date(&text[..10]);
    }
    NAMED.iter().find_map(|pattern| Pattern::new(pattern)?.date(text))
}

/// `31/12/2020`, `31-12-2020`, `31.12.2020`; `2020/12/31` too.
pub(crate) fn day_first(text: &[u8]) -> Option<Date> {
    whole(text, |cursor| {
        let digits = cursor.0.iter().take_while(|b| b.is_ascii_digit()).count();
        let first = cursor.digits(1, 4)?;
        let mark = *cursor.0.first().filter(|b| b"/-.".contains(b))?;
        cursor.0 = &cursor.0[1..];
        let month = cursor.small(1, 2)?;
        cursor.expect(&[mark])?;
        if digits == 4 {
            return Date::new(i32::try_from(first).ok()?, month, cursor.small(1, 2)?);
        }
        Date::new(i32::try_from(cursor.exact(4)?).ok()?, month, u8::try_from(first).ok()?)
    })
}

/// `12/31/2020`, with any of the marks.
pub(crate) fn month_first(text: &[u8]) -> Option<Date> {
    whole(text, |cursor| {
        let month = cursor.small(1, 2)?;
        let mark = *cursor.0.first().filter(|b| b"/-.".contains(b))?;
        cursor.0 = &cursor.0[1..];
        let day = cursor.small(1, 2)?;
        cursor.expect(&[mark])?;
        Date::new(i32::try_from(cursor.exact(4)?).ok()?, month, day)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_exist() {
        assert!(date(b"2020-02-29").is_some());
        for text in ["2021-02-29", "2020-1-1", "2020-13-01", "2020-01-31 ", "0000-01-01", ""] {
            assert!(date(text.as_bytes()).is_none(), "{text}");
        }
        let days = |text: &str| date(text.as_bytes()).expect("a date").days();
        assert_eq!(days("2024-03-01") - days("2024-02-28"), 2);
        assert_eq!(days("2001-01-01") - days("2000-01-01"), 366);
    }

    #[test]
    fn zones_move_moments() {
        let at = |text: &str| datetime(text.as_bytes());
        assert_eq!(at("2020-01-31T10:00:00-03:00"), at("2020-01-31T13:00:00Z"));
        assert_eq!(at("2020-01-31T24:00:00"), at("2020-02-01 00:00:00"));
        assert!(at("2020-01-31T10:20:60").is_none() && at("2020-01-31T10:20").is_none());
    }

    #[test]
    fn patterns_read_as_strptime_does() {
        let date = |pattern: &str, text: &str| Pattern::new(pattern)?.date(text.as_bytes());
        assert_eq!(date("%d/%m/%y", "01/01/69"), Date::new(1969, 1, 1));
        assert_eq!(date("%d/%m/%y", "01/01/68"), Date::new(2068, 1, 1));
        assert_eq!(date("%d de %B de %Y", "5 de Septiembre de 2020"), Date::new(2020, 9, 5));
        assert_eq!(date("%Y-%j", "2020-366"), Date::new(2020, 12, 31));
        assert!(Pattern::new("%Q").is_none() && Pattern::new("%").is_none());
        let time = |text: &str| Pattern::new("%I:%M %p").and_then(|p| p.time(text.as_bytes()));
        assert_eq!(time("12:30 am"), Some(30 * 60_000_000));
        assert!(time("13:00 pm").is_none());
    }

    #[test]
    fn durations_are_ordered() {
        let rank = |text: &str| duration(text.as_bytes());
        assert!(rank("P1M") < rank("P1Y") && rank("-P1D") < rank("PT0S"));
        for text in ["P", "PT", "P1H", "1D", "P1D2Y", "P1DT"] {
            assert!(rank(text).is_none(), "{text}");
        }
    }
}
