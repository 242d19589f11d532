//! Is this the number of a payment card?

use super::digits::{self, Digits};

/// A number that begins and is as long as a card's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Card {
    /// The number.
    pub number: u64,
    /// Whether its last digit is the one that the others ask for.
    pub right: bool,
}

/// A cell read as a card: 13 to 19 digits that an issuer gives out, with spaces or hyphens.
pub fn read(cell: &str) -> Option<Card> {
    of_digits(&Digits::of(cell, b" -")?)
}

/// Digits as a card, if an issuer gives them out.
pub fn of_digits(digits: &Digits) -> Option<Card> {
    let values = digits.as_slice();
    if values.len() < 13 || digits.are_alike() || !is_issued(values) {
        return None;
    }
    let (last, before) = values.split_last()?;
    Some(Card { number: digits.number(), right: digits::luhn(before) == *last })
}

/// Whether an issuer has the first digits, and that many.
fn is_issued(values: &[u8]) -> bool {
    let (two, four) = (digits::number(&values[..2]), digits::number(&values[..4]));
    let lengths: &[usize] = match (two, four) {
        (40..=49, _) => &[13, 16, 19],
        (51..=55, _) | (_, 2221..=2720 | 3528..=3589) => &[16],
        (34 | 37, _) => &[15],
        (30 | 36 | 38 | 39, _) => &[14, 16],
        (60 | 62 | 64 | 65, _) => &[16, 17, 18, 19],
        (50 | 56..=59 | 61 | 63 | 66..=69, _) => &[16, 18, 19],
        _ => &[],
    };
    lengths.contains(&values.len())
}
