//! Numbers of any length and precision: read from text, compared, written in one way.

use std::cmp::Ordering;

/// A number as written, exactly.
#[derive(Clone, Debug)]
pub(crate) enum Number {
    /// `mantissa` / 10^`scale`: nearly every number there is.
    Small { mantissa: i64, scale: u8 },
    /// Anything longer.
    Big(Decimal),
    /// `NaN`: within no bound.
    NaN,
    /// `INF` and `-INF`.
    Infinity { negative: bool },
}

/// 0.d₁d₂d₃… × 10^`point`, without zeros at either end; zero has no digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    negative: bool,
    digits: Vec<u8>,
    point: i64,
}

/// How numbers are written in a column.
#[derive(Clone, Debug)]
pub(crate) struct Marks {
    pub(crate) decimal: String,
    pub(crate) group: String,
    /// Whether `$ 1.5` and `3 %` are refused.
    pub(crate) bare: bool,
}

impl Default for Marks {
    fn default() -> Self {
        Self { decimal: ".".into(), group: String::new(), bare: true }
    }
}

/// Digits that always fit a mantissa.
const FIT: usize = 18;

/// A whole number: sign and digits only.
pub(crate) fn integer(text: &[u8]) -> Option<Number> {
    let text = text.trim_ascii();
    let (negative, digits) = signed(text);
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    if digits.len() <= FIT {
        let mantissa = magnitude(digits);
        return Some(Number::Small {
            mantissa: if negative { -mantissa } else { mantissa },
            scale: 0,
        });
    }
    Some(Decimal::new(negative, digits, &[], 0).into())
}

/// A number: digits with an optional point and exponent, or `NaN`, `INF`, `-INF`.
pub(crate) fn number(text: &[u8]) -> Option<Number> {
    let text = text.trim_ascii();
    let (negative, rest) = signed(text);
    match rest {
        b"NaN" if text.len() == 3 => return Some(Number::NaN),
        b"INF" => return Some(Number::Infinity { negative }),
        _ => {}
    }
    let whole = &rest[..rest.iter().take_while(|b| b.is_ascii_digit()).count()];
    let mut rest = &rest[whole.len()..];
    let mut part: &[u8] = &[];
    if let [b'.', after @ ..] = rest {
        part = &after[..after.iter().take_while(|b| b.is_ascii_digit()).count()];
        rest = &after[part.len()..];
    }
    if whole.is_empty() && part.is_empty() {
        return None;
    }
    if rest.is_empty() && whole.len() + part.len() <= FIT {
        let shift = part.iter().fold(magnitude(whole), |sum, b| sum * 10 + i64::from(b - b'0'));
        let mantissa = if negative { -shift } else { shift };
        return Some(Number::Small { mantissa, scale: u8::try_from(part.len()).ok()? });
    }
    let exponent = match rest {
        [] => 0,
        [b'e' | b'E', exponent @ ..] => {
            let (down, digits) = signed(exponent);
            if digits.is_empty() || digits.len() > 9 || !digits.iter().all(u8::is_ascii_digit) {
                return None;
            }
            if down { -magnitude(digits) } else { magnitude(digits) }
        }
        _ => return None,
    };
    Some(Decimal::new(negative, whole, part, exponent).into())
}

/// [`integer`] or [`number`].
pub(crate) type Reader = fn(&[u8]) -> Option<Number>;

/// A number written with a column's marks; `scratch` takes its plain form.
pub(crate) fn marked(
    text: &[u8],
    marks: &Marks,
    scratch: &mut Vec<u8>,
    read: Reader,
) -> Option<Number> {
    let mut text = text.trim_ascii();
    if !marks.bare {
        text = bare(text)?;
    }
    if marks.decimal == "." && marks.group.is_empty() {
        return read(text);
    }
    scratch.clear();
    let (negative, mut rest) = signed(text);
    if negative {
        scratch.push(b'-');
    }
    let group = marks.group.as_bytes();
    // Between group marks stand three digits, else a decimal point would silently become thousands.
    let mut since = None;
    loop {
        let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
        scratch.extend_from_slice(&rest[..digits]);
        rest = &rest[digits..];
        match since {
            None if !group.is_empty() && rest.starts_with(group) && !(1..=3).contains(&digits) => {
                return None;
            }
            Some(()) if digits != 3 => return None,
            _ => {}
        }
        if group.is_empty() || !rest.starts_with(group) {
            break;
        }
        since = Some(());
        rest = &rest[group.len()..];
    }
    if !marks.decimal.is_empty() && rest.starts_with(marks.decimal.as_bytes()) {
        scratch.push(b'.');
        scratch.extend_from_slice(&rest[marks.decimal.len()..]);
    } else if rest.starts_with(b".") {
        return None;
    } else {
        scratch.extend_from_slice(rest);
    }
    read(scratch)
}

/// The number within `US$ -3` or `1.5 %`.
fn bare(text: &[u8]) -> Option<&[u8]> {
    let first = text.iter().position(u8::is_ascii_digit)?;
    let last = text.iter().rposition(u8::is_ascii_digit)?;
    let start = if first > 0 && text[first - 1] == b'-' { first - 1 } else { first };
    Some(&text[start..=last])
}

fn signed(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    }
}

/// The value of at most [`FIT`] digits.
fn magnitude(digits: &[u8]) -> i64 {
    digits.iter().fold(0, |sum, b| sum * 10 + i64::from(b - b'0'))
}

impl Decimal {
    fn new(negative: bool, whole: &[u8], part: &[u8], exponent: i64) -> Self {
        let mut digits = [whole, part].concat();
        let leading = digits.iter().take_while(|b| **b == b'0').count();
        digits.drain(..leading);
        while digits.last() == Some(&b'0') {
            digits.pop();
        }
        let length = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let point =
            if digits.is_empty() { 0 } else { length(whole.len()) - length(leading) + exponent };
        Self { negative: negative && !digits.is_empty(), digits, point }
    }
}

impl From<Decimal> for Number {
    fn from(decimal: Decimal) -> Self {
        Self::Big(decimal)
    }
}

impl Number {
    fn decimal(&self) -> Option<Decimal> {
        match self {
            Self::Small { mantissa, scale } => {
                let digits = mantissa.unsigned_abs().to_string().into_bytes();
                Some(Decimal::new(*mantissa < 0, &digits, &[], -i64::from(*scale)))
            }
            Self::Big(decimal) => Some(decimal.clone()),
            Self::NaN | Self::Infinity { .. } => None,
        }
    }

    /// None where one is not a number.
    pub(crate) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Small { mantissa: a, scale: s }, Self::Small { mantissa: b, scale: t }) => {
                let up = |m: i64, by: u8| i128::from(m) * 10_i128.pow(u32::from(by));
                Some(up(*a, t.saturating_sub(*s)).cmp(&up(*b, s.saturating_sub(*t))))
            }
            (Self::NaN, _) | (_, Self::NaN) => None,
            (Self::Infinity { negative: a }, Self::Infinity { negative: b }) => Some(b.cmp(a)),
            (Self::Infinity { negative }, _) => {
                Some(if *negative { Ordering::Less } else { Ordering::Greater })
            }
            (_, Self::Infinity { negative }) => {
                Some(if *negative { Ordering::Greater } else { Ordering::Less })
            }
            _ => Some(compare(&self.decimal()?, &other.decimal()?)),
        }
    }

    /// The same bytes for the same number, however it was written.
    pub(crate) fn canonical(&self, out: &mut Vec<u8>) {
        use std::io::Write as _;
        match self {
            Self::Small { mantissa, scale } => {
                let (mut mantissa, mut scale) = (*mantissa, *scale);
                while scale > 0 && mantissa % 10 == 0 {
                    (mantissa, scale) = (mantissa / 10, scale - 1);
                }
                if scale == 0 {
                    out.push(b'i');
                    out.extend_from_slice(&mantissa.to_le_bytes());
                    return;
                }
                out.push(b'd');
                out.push(scale);
                out.extend_from_slice(&mantissa.to_le_bytes());
            }
            Self::Big(decimal) => {
                if let Some(small) = decimal.small() {
                    return small.canonical(out);
                }
                let sign = if decimal.negative { b'-' } else { b'+' };
                out.extend_from_slice(&[b'b', sign]);
                let _ = write!(out, "{}:", decimal.point);
                out.extend_from_slice(&decimal.digits);
            }
            Self::NaN => out.push(b'?'),
            Self::Infinity { negative } => {
                out.extend_from_slice(if *negative { b"-8" } else { b"+8" });
            }
        }
    }

    /// One more; none beyond what a mantissa holds.
    pub(crate) fn next(&self) -> Option<Self> {
        let Self::Small { mantissa, scale } = self else { return None };
        let mantissa = mantissa.checked_add(10_i64.checked_pow(u32::from(*scale))?)?;
        Some(Self::Small { mantissa, scale: *scale })
    }

    /// Whether nothing stands after the point.
    pub(crate) fn is_whole(&self) -> bool {
        match self {
            Self::Small { mantissa, scale } => mantissa % 10_i64.pow(u32::from(*scale)) == 0,
            Self::Big(decimal) => {
                decimal.point >= 0 && decimal.digits.len() as u64 <= decimal.point.unsigned_abs()
            }
            Self::NaN | Self::Infinity { .. } => false,
        }
    }

    /// The nearest float: for statistics only.
    #[expect(clippy::cast_precision_loss, reason = "a mean needs no more digits than a float has")]
    pub(crate) fn float(&self) -> f64 {
        match self {
            Self::Small { mantissa, scale } => *mantissa as f64 / 10_f64.powi(i32::from(*scale)),
            Self::Big(decimal) => {
                let digits = String::from_utf8_lossy(&decimal.digits);
                let sign = if decimal.negative { "-" } else { "" };
                format!("{sign}0.{digits}e{}", decimal.point).parse().unwrap_or(f64::NAN)
            }
            Self::NaN => f64::NAN,
            Self::Infinity { negative: true } => f64::NEG_INFINITY,
            Self::Infinity { negative: false } => f64::INFINITY,
        }
    }
}

impl Decimal {
    /// As a small number, if it is one.
    fn small(&self) -> Option<Number> {
        let after = i64::try_from(self.digits.len()).ok()? - self.point;
        let zeros = usize::try_from((-after).max(0)).ok()?;
        if self.digits.len() + zeros > FIT || after > 18 {
            return None;
        }
        let mantissa = magnitude(&self.digits) * 10_i64.pow(u32::try_from(zeros).ok()?);
        let mantissa = if self.negative { -mantissa } else { mantissa };
        Some(Number::Small { mantissa, scale: u8::try_from(after.max(0)).ok()? })
    }
}

fn compare(a: &Decimal, b: &Decimal) -> Ordering {
    let sign = |d: &Decimal| match (d.digits.is_empty(), d.negative) {
        (true, _) => 0,
        (false, true) => -1,
        (false, false) => 1,
    };
    let by_sign = sign(a).cmp(&sign(b));
    if by_sign != Ordering::Equal {
        return by_sign;
    }
    let size = a.point.cmp(&b.point).then_with(|| a.digits.cmp(&b.digits));
    if a.negative { size.reverse() } else { size }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(a: &str, b: &str) -> Option<Ordering> {
        number(a.as_bytes())?.compare(&number(b.as_bytes())?)
    }

    #[test]
    fn numbers_compare_by_value_at_any_length() {
        assert_eq!(order("1.50", "1.5"), Some(Ordering::Equal));
        assert_eq!(order("1.5000001", "1.5"), Some(Ordering::Greater));
        assert_eq!(order("1e3", "1000"), Some(Ordering::Equal));
        assert_eq!(order("-1e30", "-1e29"), Some(Ordering::Less));
        assert_eq!(order("100000000000000000000000001", "1e26"), Some(Ordering::Greater));
        assert_eq!(order("NaN", "1"), None);
        assert_eq!(order("-INF", "-1e99"), Some(Ordering::Less));
        assert_eq!(order("0.000000000000000000000000", "0"), Some(Ordering::Equal));
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in ["", ".", "-", "1_000", "1.2.3", "e5", "1e", "0x10", "１", "1 000", "inf"] {
            assert!(number(text.as_bytes()).is_none(), "{text}");
        }
        assert!(integer(b"1.0").is_none());
    }

    #[test]
    fn groups_are_three_digits() {
        let marks = Marks { decimal: ",".into(), group: ".".into(), bare: true };
        let read = |text: &str| marked(text.as_bytes(), &marks, &mut Vec::new(), number);
        for (text, value) in [("1.234.567,50", "1234567.5"), ("12,5", "12.5"), ("-1.000", "-1000")]
        {
            let value = number(value.as_bytes()).expect("a number");
            assert_eq!(read(text).and_then(|n| n.compare(&value)), Some(Ordering::Equal), "{text}");
        }
        for text in ["1.5", "10.00", "1..5", "1,000.5", ".500", "1 000", "1234.567"] {
            assert!(read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn equal_numbers_have_equal_bytes() {
        let bytes = |text: &str| {
            let mut out = Vec::new();
            number(text.as_bytes()).expect("a number").canonical(&mut out);
            out
        };
        assert_eq!(bytes("1"), bytes("+1.000"));
        assert_eq!(bytes("1"), bytes("1.0000000000000000000000"));
        assert_eq!(bytes("-0"), bytes("0e5"));
        assert_ne!(bytes("1.5"), bytes("15"));
    }
}
