//! Is this an Ecuadorian cédula or RUC, and does it name a person?

use super::digits::{self, Digits};

/// What a number of ten digits is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cedula {
    /// The number.
    pub number: u64,
    /// Whether its last digit is the one that the others ask for.
    pub right: bool,
    /// Where it was given out.
    pub origin: Origin,
}

/// Where a cédula was given out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// One of the 24 provinces, or abroad (30).
    Known,
    /// 50, which others accept and no register documents.
    Undocumented,
}

/// A cell read as a cédula: ten digits of a province whose third is 0 to 6, with a hyphen before
/// the last or not.
pub fn read(cell: &str) -> Option<Cedula> {
    of_digits(&number(cell)?)
}

/// A cell of nine digits that lost its first zero in a spreadsheet.
pub fn truncated(cell: &str) -> Option<Cedula> {
    truncated_digits(&Digits::of(cell, &[])?)
}

/// Nine digits that lost their first zero.
pub fn truncated_digits(digits: &Digits) -> Option<Cedula> {
    if digits.as_slice().len() != 9 || digits.as_slice()[0] == 0 {
        return None;
    }
    of_digits(&digits.after_zero()?)
}

/// Ten digits, a hyphen before the last at most.
fn number(cell: &str) -> Option<Digits> {
    let cell = cell.trim();
    match cell.len() {
        10 => Digits::of(cell, &[]),
        11 if cell.as_bytes()[9] == b'-' => Digits::of(cell, b"-"),
        _ => None,
    }
}

/// Ten digits as a cédula, if they can be one.
pub fn of_digits(digits: &Digits) -> Option<Cedula> {
    let values = digits.as_slice();
    if values.len() != 10 || digits.are_alike() || values[2] > 6 {
        return None;
    }
    let origin = match digits::number(&values[..2]) {
        1..=24 | 30 => Origin::Known,
        50 => Origin::Undocumented,
        _ => return None,
    };
    let right = digits::luhn(&values[..9]) == values[9];
    Some(Cedula { number: digits.number(), right, origin })
}

/// Who is behind a RUC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A natural person: the number holds their cédula.
    Person,
    /// A company or a public body.
    Company,
}

/// A number of thirteen digits written as a RUC is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ruc {
    /// The number.
    pub number: u64,
    /// Whether one of the three rules of check digits holds. Companies' numbers given out lately
    /// need not keep any: never refuse one for it.
    pub right: bool,
    /// Whether number, province and establishment can be.
    pub complete: bool,
    /// Who is behind it.
    pub holder: Holder,
}

impl Ruc {
    /// Whether it is a right one of a natural person.
    pub fn is_personal(self) -> bool {
        self.complete && self.right && self.holder == Holder::Person
    }
}

/// A cell read as a RUC: thirteen digits, a hyphen before the last three or not.
pub fn ruc(cell: &str) -> Option<Ruc> {
    let cell = cell.trim();
    let digits = match cell.len() {
        13 => Digits::of(cell, &[])?,
        14 if cell.as_bytes()[10] == b'-' => Digits::of(cell, b"-")?,
        _ => return None,
    };
    ruc_of_digits(&digits)
}

/// Thirteen digits as a RUC.
pub fn ruc_of_digits(digits: &Digits) -> Option<Ruc> {
    let values = digits.as_slice();
    if values.len() != 13 || digits.are_alike() {
        return None;
    }
    let natural = digits::luhn(&values[..9]) == values[9];
    let public = eleven(values, &[3, 2, 7, 6, 5, 4, 3, 2]);
    let ends = digits::number(&values[10..]) != 0;
    // A public body's last four digits are its establishment.
    let public_ends = digits::number(&values[9..]) != 0;
    let (holder, right, ends) = match values[2] {
        0..=5 => (Holder::Person, natural, ends),
        6 if public => (Holder::Company, public_ends, public_ends),
        6 if natural => (Holder::Person, true, ends),
        6 => (Holder::Company, false, public_ends),
        9 => (Holder::Company, public || eleven(values, &[4, 3, 2, 7, 6, 5, 4, 3, 2]), ends),
        _ => (Holder::Company, false, false),
    };
    let province = matches!(digits::number(&values[..2]), 1..=24 | 30 | 50);
    Some(Ruc { number: digits.number(), right, complete: province && ends, holder })
}

/// Whether the digit after as many as there are weights is the one that modulus eleven asks for.
fn eleven(values: &[u8], weights: &[u32]) -> bool {
    let sum: u32 =
        values.iter().zip(weights).map(|(digit, weight)| u32::from(*digit) * weight).sum();
    let expected = match 11 - sum % 11 {
        11 => 0,
        other => other,
    };
    u32::from(values[weights.len()]) == expected
}
