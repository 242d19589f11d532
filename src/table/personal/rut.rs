//! Is this a Chilean RUN or RUT, and does it name a person or a company?

use super::digits::Digits;

/// From this number on the RUT of a legal person, below it the RUN of a natural one. It is the
/// usual reading, which foreign residents share; no law draws the line.
pub const FIRST_COMPANY: u64 = 50_000_000;
/// Smaller numbers are of nobody alive: a row's number often looks like one.
const FIRST_PERSON: u64 = 1_000_000;
/// The number of every form's example.
const EXAMPLE: u64 = 12_345_678;

/// Whom a number names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A natural person: personal data.
    Person,
    /// A company, a foundation or a public body: not personal data.
    Company,
    /// Nobody: a number of equal digits, which fills a field.
    Filler,
    /// Nobody alive: a number below a million, as those of rows.
    Tiny,
}

/// Whether the last character is the one that the number asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// It is.
    Right,
    /// It is not.
    Wrong,
    /// There is none.
    Absent,
}

/// A number written as a RUT is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rut {
    /// The number without its check.
    pub body: u64,
    /// What its check says.
    pub check: Check,
    /// The check as it is written: `0` to `9`, `K`; none where it is absent.
    pub written: Option<u8>,
}

impl Rut {
    fn bare(body: u64) -> Self {
        Self { body, check: Check::Absent, written: None }
    }

    fn checked(body: u64, written: u8) -> Self {
        let right = check(body) == char::from(written);
        let check = if right { Check::Right } else { Check::Wrong };
        Self { body, check, written: Some(written) }
    }

    /// Whom it names, whatever its check.
    pub fn owner(self) -> Owner {
        if self.body < FIRST_PERSON {
            Owner::Tiny
        } else if is_filler(self.body) {
            Owner::Filler
        } else if self.body < FIRST_COMPANY {
            Owner::Person
        } else {
            Owner::Company
        }
    }

    /// Whether it is a right RUN of a natural person.
    pub fn is_personal(self) -> bool {
        self.check == Check::Right && self.owner() == Owner::Person
    }

    /// Whether it names anybody: it is no filler, not tiny and not the example of forms.
    pub fn names_anybody(self) -> bool {
        matches!(self.owner(), Owner::Person | Owner::Company) && self.body != EXAMPLE
    }
}

/// Whether all digits are the same, as in 11.111.111.
fn is_filler(body: u64) -> bool {
    let ones = match body {
        0..=9_999_999 => 1_111_111,
        10_000_000..=99_999_999 => 11_111_111,
        _ => 111_111_111,
    };
    body.is_multiple_of(ones)
}

/// The check of a number: `0` to `9` or `K`.
pub fn check(body: u64) -> char {
    let (mut rest, mut weight, mut sum) = (body, 2, 0);
    while rest > 0 {
        sum += rest % 10 * weight;
        weight = if weight == 7 { 2 } else { weight + 1 };
        rest /= 10;
    }
    match 11 - sum % 11 {
        11 => '0',
        10 => 'K',
        digit => char::from(b'0' + u8::try_from(digit).expect("it is below ten")),
    }
}

/// A cell read as a RUT: `12.345.678-5`, `12345678-5`, `123456785`, `12-345-678-5`, with `CL`
/// before it or not. What is not written so is none.
pub fn read(cell: &str) -> Option<Rut> {
    let cell = cell.trim();
    let cell = match cell.get(..2) {
        Some(country) if country.eq_ignore_ascii_case("CL") => {
            cell[2..].trim_start_matches([' ', '-'])
        }
        _ => cell,
    };
    let bytes = cell.as_bytes();
    if !(2..=16).contains(&bytes.len()) {
        return None;
    }
    let (last, before) = bytes.split_last()?;
    let last = last.to_ascii_uppercase();
    if !last.is_ascii_digit() && last != b'K' {
        return None;
    }
    let hyphened = before.strip_suffix(b"-");
    if hyphened.is_none() && last.is_ascii_digit() {
        // 12.345.678 is complete in groups, so that its last digit is no check.
        if let Some(body) = grouped(bytes) {
            return Some(Rut::bare(body));
        }
    }
    let written = hyphened.unwrap_or(before);
    let body = plain(written).or_else(|| grouped(written))?;
    Some(Rut::checked(body, last))
}

/// Digits alone, the last of them the check.
pub fn of_digits(digits: &Digits) -> Option<Rut> {
    let number = digits.number();
    let body = number / 10;
    if digits.as_slice().len() > 10 || !(1..1_000_000_000).contains(&body) {
        return None;
    }
    Some(Rut::checked(body, b'0' + u8::try_from(number % 10).ok()?))
}

/// Whether a cell holds a number's body alone, as a column beside one of checks does.
pub fn without_check(cell: &str) -> Option<Rut> {
    let bytes = cell.trim().as_bytes();
    let body = match plain(bytes) {
        Some(body) if (7..=8).contains(&bytes.len()) => body,
        _ => grouped(bytes)?,
    };
    Some(Rut::bare(body))
}

/// Digits alone, a zero before them at most.
fn plain(bytes: &[u8]) -> Option<u64> {
    let digits = Digits::of(std::str::from_utf8(bytes).ok()?, &[])?;
    let significant = digits.as_slice().iter().skip_while(|digit| **digit == 0).count();
    (digits.as_slice().len() <= 10 && (1..=9).contains(&significant)).then(|| digits.number())
}

/// Digits in groups of three, the same mark between all of them.
fn grouped(bytes: &[u8]) -> Option<u64> {
    let mark = *bytes.iter().find(|byte| !byte.is_ascii_digit())?;
    if !matches!(mark, b'.' | b'-' | b' ' | b',') {
        return None;
    }
    let mut body = 0_u64;
    for (at, group) in bytes.split(|byte| *byte == mark).enumerate() {
        let fits = if at == 0 { (1..=3).contains(&group.len()) } else { group.len() == 3 };
        if !fits || at > 3 || !group.iter().all(u8::is_ascii_digit) {
            return None;
        }
        body = group.iter().fold(body, |sum, byte| sum * 10 + u64::from(byte - b'0'));
    }
    (bytes.len() > 4 && body < 1_000_000_000).then_some(body)
}
