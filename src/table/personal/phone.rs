//! Is this a telephone number of Chile or Ecuador, and whose may it be?

use super::digits::Digits;

/// What rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// A mobile: nearly always a person's.
    Mobile,
    /// A fixed line: a home's or an office's.
    Fixed,
    /// A line of an institution: 600, 800, 1700, 1800.
    Institution,
}

/// Whose numbers these are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Country {
    /// Chile: nine digits.
    Chile,
    /// Ecuador: nine digits, or a zero and them.
    Ecuador,
}

/// How much of the number the cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prefix {
    /// With `+` and the country: nothing else is written so.
    International,
    /// Digits that many other numbers may be.
    National,
}

/// A telephone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phone {
    /// The digits after the country's.
    pub national: u64,
    /// The country.
    pub country: Country,
    /// The line.
    pub line: Line,
    /// How it is written.
    pub prefix: Prefix,
}

/// The two digits of Chile's areas, Santiago (2) apart.
const AREAS: [u64; 24] = [
    32, 33, 34, 35, 41, 42, 43, 44, 45, 51, 52, 53, 55, 57, 58, 61, 63, 64, 65, 67, 68, 71, 72, 73,
];

/// A whole cell read as a telephone number.
pub fn read(cell: &str) -> Option<Phone> {
    let cell = cell.trim();
    let (text, prefix) = match cell.strip_prefix('+') {
        Some(rest) => (rest, Prefix::International),
        None => (cell, Prefix::National),
    };
    let digits = Digits::of(text, b" -.()/")?;
    if is_spaced_as_phones_are(text) { of_digits(&digits, prefix) } else { None }
}

/// Digits as a telephone number.
pub fn of_digits(digits: &Digits, prefix: Prefix) -> Option<Phone> {
    if digits.are_alike() {
        return None;
    }
    let number = digits.number();
    let found = |country, line, national| Some(Phone { national, country, line, prefix });
    let (chile, ecuador) = (Country::Chile, Country::Ecuador);
    let zero = digits.as_slice()[0] == 0;
    match (digits.as_slice().len(), prefix, zero) {
        (11, _, false) if number / 1_000_000_000 == 56 => {
            found(chile, chilean(number % 1_000_000_000)?, number % 1_000_000_000)
        }
        (11 | 12, _, false) if matches!(number / 100_000_000, 593 | 5930..=5939) => {
            let national = number % 10_u64.pow(u32::try_from(digits.as_slice().len()).ok()? - 3);
            found(ecuador, ecuadorian(national)?, national)
        }
        (9, Prefix::National, false) => found(chile, chilean(number)?, number),
        (9 | 10, Prefix::National, true) => found(ecuador, ecuadorian(number)?, number),
        (10, Prefix::National, false) if matches!(number / 10_000_000, 600 | 800) => {
            found(chile, Line::Institution, number)
        }
        (10, Prefix::National, false) if matches!(number / 1_000_000, 1700 | 1800) => {
            found(ecuador, Line::Institution, number)
        }
        _ => None,
    }
}

/// Dates (2024-01-31) and numbers with decimals (1.234567890) are no telephone numbers.
fn is_spaced_as_phones_are(text: &str) -> bool {
    let groups = || text.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty());
    let date = groups().count() == 3
        && groups().map(str::len).eq([4, 2, 2])
        && text.bytes().any(|byte| matches!(byte, b'-' | b'/' | b'.'));
    let dots = text.bytes().filter(|byte| *byte == b'.').count();
    !date && dots != 1 && groups().all(|group| group.len() > 1 || text.len() < 20)
}

/// The line of nine Chilean digits. Nothing is given out from 90 and 91 on.
fn chilean(national: u64) -> Option<Line> {
    let two = national / 10_000_000;
    match two {
        92..=99 => Some(Line::Mobile),
        21..=29 => Some(Line::Fixed),
        _ if AREAS.contains(&two) || two == 75 => Some(Line::Fixed),
        _ => None,
    }
}

/// The line of Ecuadorian digits without their first zero.
fn ecuadorian(national: u64) -> Option<Line> {
    match national {
        930_000_000..=999_999_999 => Some(Line::Mobile),
        20_000_000..=79_999_999 if national / 1_000_000 % 10 > 1 => Some(Line::Fixed),
        _ => None,
    }
}
