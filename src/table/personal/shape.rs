//! What sorts of characters does a cell have, in one pass over its bytes?

/// Counts of a cell's characters; eight bits each, so that a text of up to [`Shape::WHOLE`] bytes
/// is counted rightly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape(u64);

const DIGIT: u64 = 1;
const LETTER: u64 = 1 << 8;
const AT: u64 = 1 << 16;
const DOT: u64 = 1 << 24;
const HYPHEN: u64 = 1 << 32;
const OTHER: u64 = 1 << 40;

const WEIGHTS: [u64; 256] = {
    let mut weights = [OTHER; 256];
    let mut byte = 0_u8;
    loop {
        weights[byte as usize] = match byte {
            b'0'..=b'9' => DIGIT,
            b'a'..=b'z' | b'A'..=b'Z' | 128..=255 => LETTER,
            b'@' => AT,
            b'.' => DOT,
            b'-' => HYPHEN,
            _ => OTHER,
        };
        if byte == u8::MAX {
            break weights;
        }
        byte += 1;
    }
};

impl Shape {
    /// How many bytes are counted.
    pub(super) const WHOLE: usize = 255;

    /// The shape of the first [`Shape::WHOLE`] bytes.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let bytes = &bytes[..bytes.len().min(Self::WHOLE)];
        Self(bytes.iter().fold(0, |sum, byte| sum + WEIGHTS[usize::from(*byte)]))
    }

    fn count(self, shift: u32) -> usize {
        usize::from((self.0 >> shift).to_le_bytes()[0])
    }

    /// Digits.
    pub(super) fn digits(self) -> usize {
        self.count(0)
    }

    /// Letters of ASCII, and bytes of others.
    pub(super) fn letters(self) -> usize {
        self.count(8)
    }

    /// Signs of addresses.
    pub(super) fn ats(self) -> usize {
        self.count(16)
    }

    /// Dots.
    pub(super) fn dots(self) -> usize {
        self.count(24)
    }

    /// Hyphens.
    pub(super) fn hyphens(self) -> usize {
        self.count(32)
    }

    /// Anything else.
    pub(super) fn others(self) -> usize {
        self.count(40)
    }
}
