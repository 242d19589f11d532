//! Which digits a cell holds, once the marks between them are set aside.

/// The most digits that any identifier of a number has.
pub const MOST: usize = 19;

/// The digits of a cell, at most [`MOST`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digits {
    values: [u8; MOST],
    len: u8,
}

impl Digits {
    /// The digits of `text`, if there is nothing else but `marks` between them; none if there is
    /// no digit, or there are too many.
    pub fn of(text: &str, marks: &[u8]) -> Option<Self> {
        let mut digits = Self { values: [0; MOST], len: 0 };
        for byte in text.trim().bytes() {
            if byte.is_ascii_digit() {
                digits.push(byte - b'0')?;
            } else if !marks.contains(&byte) {
                return None;
            }
        }
        (digits.len > 0).then_some(digits)
    }

    fn push(&mut self, digit: u8) -> Option<()> {
        *self.values.get_mut(usize::from(self.len))? = digit;
        self.len += 1;
        Some(())
    }

    /// The same with a zero before it.
    pub fn after_zero(&self) -> Option<Self> {
        let mut longer = Self { values: [0; MOST], len: 1 };
        self.as_slice().iter().try_for_each(|digit| longer.push(*digit))?;
        Some(longer)
    }

    /// The digits, each 0 to 9.
    pub fn as_slice(&self) -> &[u8] {
        &self.values[..usize::from(self.len)]
    }

    /// The number they spell; 19 digits fit.
    pub fn number(&self) -> u64 {
        number(self.as_slice())
    }

    /// Whether all are the same: somebody filled a field, nobody is meant.
    pub fn are_alike(&self) -> bool {
        self.as_slice().windows(2).all(|pair| pair[0] == pair[1])
    }
}

/// The number that digits spell.
pub fn number(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |sum, digit| sum * 10 + u64::from(*digit))
}

/// The digit of Luhn's rule that follows `digits`: every second one from the right counts double.
pub fn luhn(digits: &[u8]) -> u8 {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let weighed = if place % 2 == 0 { digit * 2 } else { *digit };
            u32::from(if weighed > 9 { weighed - 9 } else { weighed })
        })
        .sum();
    u8::try_from((10 - sum % 10) % 10).expect("it is below ten")
}
