//! Is this the date of a living person's birth?

use jiff::civil::Date;

/// The day that decides where the caller knows none: nobody is born after it yet.
pub const UNDATED: Date = jiff::civil::date(2029, 12, 31);
/// The oldest person that a date may be of, in years.
pub const OLDEST: i16 = 110;

/// A date as people write it: `1985-03-12`, `12/03/1985`, `12-03-85`, `19850312`, `12 mar 1985`,
/// with a time after it or not. `today` decides the century of two digits.
pub fn read(cell: &str, today: Date) -> Option<Date> {
    let cell = cell.trim();
    let day = cell.split_once('T').map_or(cell, |(day, _)| day);
    let day = match day.split_once(' ') {
        Some((day, time)) if time.contains(':') => day,
        _ => day,
    };
    if day.len() == 8 && day.bytes().all(|byte| byte.is_ascii_digit()) {
        return made(&day[..4], &day[4..6], &day[6..], today);
    }
    let mut parts =
        day.split(['-', '/', '.', ' ']).filter(|part| !part.is_empty() && *part != "de");
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    if first.len() == 4 {
        made(first, second, third, today)
    } else {
        made(third, second, first, today)
    }
}

fn made(year: &str, month: &str, day: &str, today: Date) -> Option<Date> {
    let number = |text: &str| text.parse::<i16>().ok().filter(|n| *n >= 0);
    let years = number(year)?;
    let year = match year.len() {
        4 => years,
        2 if 2000 + years <= today.year() => 2000 + years,
        2 => 1900 + years,
        _ => return None,
    };
    let month = match number(month) {
        Some(month) => i8::try_from(month).ok()?,
        None => named(month)?,
    };
    Date::new(year, month, i8::try_from(number(day)?).ok()?).ok()
}

/// The month of a Spanish, Portuguese or English name.
fn named(month: &str) -> Option<i8> {
    let month = super::words::folded(month);
    let first = month.get(..3)?;
    let months = [
        ["ene", "jan"],
        ["feb", "fev"],
        ["mar", "mar"],
        ["abr", "apr"],
        ["may", "mai"],
        ["jun", "jun"],
        ["jul", "jul"],
        ["ago", "aug"],
        ["sep", "set"],
        ["oct", "out"],
        ["nov", "nov"],
        ["dic", "dec"],
    ];
    let at = months.iter().position(|names| names.contains(&first)).or(match first {
        "dez" => Some(11),
        _ => None,
    })?;
    i8::try_from(at + 1).ok()
}

/// Whether somebody alive may have been born on a day: not in the future, not over 110 years ago,
/// and not the day that stands for none.
pub fn may_be_birth(day: Date, today: Date) -> bool {
    let filler = day.day() == 1 && day.month() == 1 && day.year() == 1900;
    !filler && day <= today && day.year() >= today.year() - OLDEST
}
