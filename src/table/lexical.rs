//! What a text looks like, by the habits of Spanish-speaking offices.

use serde::{Deserialize, Serialize};

use crate::table::moment;

/// The look of a cell. Several looks together tell a column's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Look {
    /// `15`, `-3`
    Integer,
    /// `007`: a code.
    Zeros,
    /// More digits than any amount has.
    LongDigits,
    /// `1.5`
    Point,
    /// `1.234`: thousands, or three places.
    PointThree,
    /// `1.234.567` or `1.234,5`
    PointGroups,
    /// `1,5`
    Comma,
    /// `1,234`: three places, or thousands.
    CommaThree,
    /// `1,234,567` or `1,234.5`
    CommaGroups,
    /// `$ 1.234`, `15 %`: a number with what it counts.
    Unit,
    /// `1.23E+10`
    Scientific,
    /// `2020-01-31`
    Date,
    /// `31/01/2020`
    SlashDate,
    /// `31-01-2020`
    DashDate,
    /// `31.01.2020`
    DotDate,
    /// `01/31/2020`, with any of the marks: the month can only be first.
    MonthFirst,
    /// `2020-01-31T10:20:30`
    DateTime,
    /// `10:20:30`
    Time,
    /// `2020-01`
    YearMonth,
    /// `true`, `FALSE`
    Flag,
    /// `sí`, `no`
    YesNo,
    /// Anything else.
    Text,
}

/// Texts that people type where they know nothing.
pub(crate) const NOTHING: [&str; 22] = [
    "-",
    "--",
    "---",
    ".",
    "..",
    "?",
    "n/a",
    "na",
    "n.a.",
    "nd",
    "n/d",
    "s/d",
    "s/i",
    "s.i.",
    "null",
    "none",
    "nan",
    "#n/a",
    "sin dato",
    "sin datos",
    "sin información",
    "no informa",
];

/// Dates that people type where they know none.
const NO_DATES: [&str; 4] = ["99/99/9999", "99-99-9999", "00/00/0000", "0000-00-00"];

/// In bytes, whatever its capitals.
const LONGEST_NOTHING: usize = "sin información".len();

/// Whether a trimmed text stands for nothing, though it is not empty.
pub(crate) fn is_nothing(text: &str) -> bool {
    // Most cells are no such text, as their first character tells.
    match text.as_bytes().first() {
        Some(b'-' | b'.' | b'?' | b'#' | b'N' | b'S' | b'n' | b's') => {
            text.len() <= LONGEST_NOTHING && NOTHING.contains(&text.to_lowercase().as_str())
        }
        Some(b'0' | b'9') => NO_DATES.contains(&text),
        _ => false,
    }
}

/// The look of a trimmed text that is not empty.
pub(crate) fn look(text: &str) -> Look {
    let bytes = text.as_bytes();
    let Some(first) = bytes.first() else { return Look::Text };
    if first.is_ascii_digit() || *first == b'-' || *first == b'.' || *first == b',' {
        let look = number_look(bytes).or_else(|| moment_look(bytes));
        return look.or_else(|| adorned(bytes)).unwrap_or(Look::Text);
    }
    if *first == b'$' || bytes.starts_with(b"US$") || bytes.starts_with("€".as_bytes()) {
        return adorned(bytes).unwrap_or(Look::Text);
    }
    if bytes.len() > 5 {
        return Look::Text;
    }
    let is = |word: &str| text.eq_ignore_ascii_case(word);
    match () {
        () if is("true") || is("false") => Look::Flag,
        () if is("si") || is("sí") || is("sÍ") || is("no") => Look::YesNo,
        () => Look::Text,
    }
}

fn number_look(bytes: &[u8]) -> Option<Look> {
    let digits = bytes.strip_prefix(b"-").unwrap_or(bytes);
    let marks = digits.iter().filter(|byte| !byte.is_ascii_digit()).count();
    if marks == 0 {
        return Some(match digits.len() {
            0 => return None,
            1 => Look::Integer,
            16.. => Look::LongDigits,
            _ if digits[0] == b'0' => Look::Zeros,
            _ => Look::Integer,
        });
    }
    if !digits.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',')) {
        return None;
    }
    let text = std::str::from_utf8(digits).ok()?;
    let last = text.rfind(['.', ','])?;
    let (whole, part) = (&text[..last], &text[last + 1..]);
    let mark = digits[last];
    if whole.contains(['.', ',']) {
        // Groups before the last mark; it is the decimal one if it differs from theirs.
        let group = whole.bytes().find(|byte| matches!(byte, b'.' | b','))?;
        let grouped = if group == mark { text } else { whole };
        let mut parts = grouped.split(char::from(group));
        let first = parts.next()?;
        let regular = (1..=3).contains(&first.len()) && parts.all(|part| part.len() == 3);
        let clean = !grouped.bytes().any(|byte| byte != group && !byte.is_ascii_digit());
        let look = if group == b'.' { Look::PointGroups } else { Look::CommaGroups };
        return (regular && clean).then_some(look);
    }
    let three = part.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
    match (mark, three) {
        _ if part.is_empty() && whole.is_empty() => None,
        (b'.', true) => Some(Look::PointThree),
        (b'.', false) => Some(Look::Point),
        (_, true) => Some(Look::CommaThree),
        (_, false) => Some(Look::Comma),
    }
}

/// The look of a number with a sign of money, a percent or an exponent.
fn adorned(bytes: &[u8]) -> Option<Look> {
    const MONEY: [&[u8]; 3] = [b"US$", b"$", "€".as_bytes()];
    let sign = bytes.strip_prefix(b"-").unwrap_or(bytes);
    let before = MONEY.iter().find_map(|money| sign.strip_prefix(*money));
    let after = [&b"%"[..], "€".as_bytes()].into_iter().find_map(|unit| bytes.strip_suffix(unit));
    if let Some(number) = before.or(after) {
        let look = number_look(number.trim_ascii())?;
        return (look != Look::LongDigits).then_some(Look::Unit);
    }
    let at = bytes.iter().position(|byte| matches!(byte, b'e' | b'E'))?;
    let (mantissa, power) = (&bytes[..at], &bytes[at + 1..]);
    // `12E4` may be a door; a spreadsheet writes a mark or a sign.
    let marked = mantissa.iter().any(|byte| matches!(byte, b'.' | b','));
    let signed = power.strip_prefix(b"+").or(power.strip_prefix(b"-"));
    let power = signed.or(marked.then_some(power))?;
    let whole = (1..=3).contains(&power.len()) && power.iter().all(u8::is_ascii_digit);
    let short = matches!(
        number_look(mantissa)?,
        Look::Integer | Look::Point | Look::PointThree | Look::Comma | Look::CommaThree
    );
    (whole && short).then_some(Look::Scientific)
}

fn moment_look(bytes: &[u8]) -> Option<Look> {
    match bytes.len() {
        7 if moment::yearmonth(bytes).is_some() => Some(Look::YearMonth),
        8 if moment::time(bytes).is_some() => Some(Look::Time),
        8..=10 => {
            if bytes.len() == 10 && moment::date(bytes).is_some() {
                return Some(Look::Date);
            }
            if bytes[..4].iter().all(u8::is_ascii_digit) {
                return None;
            }
            if moment::day_first(bytes).is_none() {
                return moment::month_first(bytes).map(|_| Look::MonthFirst);
            }
            Some(match bytes.iter().find(|byte| !byte.is_ascii_digit())? {
                b'/' => Look::SlashDate,
                b'-' => Look::DashDate,
                _ => Look::DotDate,
            })
        }
        16.. if moment::datetime(bytes).is_some() => Some(Look::DateTime),
        _ => None,
    }
}

/// What a column's label says of digits: that they are a code and no amount.
pub(crate) fn is_code_label(label: &str) -> bool {
    const WORDS: [&str; 30] = [
        "rut", "run", "dv", "cedula", "ced", "ruc", "dni", "ci", "nit", "cpf", "cnpj", "cep",
        "cuit", "fono", "telefono", "celular", "movil", "fax", "phone", "codigo", "cod", "cut",
        "rbd", "postal", "folio", "patente", "placa", "medidor", "cuenta", "code",
    ];
    words(label).any(|word| WORDS.contains(&word.as_str()))
}

/// Whether a column's label speaks of years.
pub(crate) fn is_year_label(label: &str) -> bool {
    words(label).any(|word| matches!(word.as_str(), "ano" | "anio" | "year" | "agno" | "periodo"))
}

/// A label's words, in lower case and without accents.
pub(crate) fn words(label: &str) -> impl Iterator<Item = String> {
    use unicode_normalization::UnicodeNormalization as _;
    let plain: String = label.nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect();
    let mut spaced = String::with_capacity(plain.len() + 8);
    let mut before = ' ';
    for c in plain.chars() {
        // `codComuna` is two words.
        if before.is_lowercase() && c.is_uppercase() {
            spaced.push(' ');
        }
        spaced.push(if c.is_alphanumeric() { c } else { ' ' });
        before = c;
    }
    let words: Vec<String> =
        spaced.split(' ').filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
    words.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_are_told_apart() {
        for (text, expected) in [
            ("15", Look::Integer),
            ("0", Look::Integer),
            ("007", Look::Zeros),
            ("1.5", Look::Point),
            ("0.123", Look::Point),
            ("1.234", Look::PointThree),
            ("1.234.567", Look::PointGroups),
            ("1.234,50", Look::PointGroups),
            ("1,5", Look::Comma),
            ("1,234", Look::CommaThree),
            ("1,234.5", Look::CommaGroups),
            ("1.23.4", Look::Text),
            ("2020-01-31", Look::Date),
            ("31/01/2020", Look::SlashDate),
            ("1-2-2020", Look::DashDate),
            ("31.01.2020", Look::DotDate),
            ("31/02/2020", Look::Text),
            ("01/31/2020", Look::MonthFirst),
            ("12-31-2020", Look::MonthFirst),
            ("02/31/2020", Look::Text),
            ("$ 1.234", Look::Unit),
            ("-$5", Look::Unit),
            ("12,5%", Look::Unit),
            ("US$ 3", Look::Unit),
            ("$", Look::Text),
            ("5 % más", Look::Text),
            ("1.23E+10", Look::Scientific),
            ("1,2e-3", Look::Scientific),
            ("3E+5", Look::Scientific),
            ("3E", Look::Text),
            ("12E4", Look::Text),
            ("12E45678", Look::Text),
            ("10:20:30", Look::Time),
            ("2020-01", Look::YearMonth),
            ("2020-01-31 10:20:30", Look::DateTime),
            ("Sí", Look::YesNo),
            ("12.345.678-5", Look::Text),
            ("+56 9 1234", Look::Text),
            ("-", Look::Text),
            ("1234567890123456", Look::LongDigits),
        ] {
            assert_eq!(look(text), expected, "{text}");
        }
    }

    #[test]
    fn labels_speak_of_codes() {
        for label in ["RUT", "rut_proveedor", "Código comuna", "codComuna", "N° Teléfono"] {
            assert!(is_code_label(label), "{label}");
        }
        for label in ["monto", "bruto", "modificado", "runas"] {
            assert!(!is_code_label(label), "{label}");
        }
        assert!(is_year_label("Año") && !is_year_label("daño"));
    }
}
