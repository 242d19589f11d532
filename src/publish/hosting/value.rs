//! Sets of values that a parameter may have, each small enough to be said as a regular expression.

use serde_json::{Value, json};

/// A set of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// Any single one.
    Any,
    /// None: an empty text, `null`, an empty list.
    Nothing,
    /// Exactly this text.
    Text(&'static str),
    /// What CKAN reads as true.
    On,
    /// What CKAN reads as false.
    Off,
    /// What Python takes for false: an empty text, JSON's `false`; not the text `false`.
    Unsaid,
    /// A whole number of at most seven digits as it is written usually: no sign, no zero before it.
    Natural,
    /// A whole number, negative or not.
    Integer,
    /// A whole number of a thousand or more.
    Thousands,
    /// A name or an id that is a safe name of a file.
    Key,
}

/// What CKAN reads as true, whatever its case.
pub(super) const TRUE: [&str; 6] = ["true", "yes", "on", "y", "t", "1"];
/// What CKAN reads as false, whatever its case.
pub(super) const FALSE: [&str; 6] = ["false", "no", "off", "n", "f", "0"];

/// A value as it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sent<'a> {
    /// In a query or form, still encoded.
    Encoded(&'a str),
    /// A JSON text without escapes.
    Text(&'a str),
    /// Any other JSON value that holds no others: `12`, `true`, `null`, `[]`, `{}`.
    Bare(&'a str),
}

impl<'a> Sent<'a> {
    /// As it stands in the request, without quotes.
    pub(super) fn text(self) -> &'a str {
        match self {
            Self::Encoded(text) | Self::Text(text) | Self::Bare(text) => text,
        }
    }
}

impl Values {
    /// Whether a value that was sent is one of these.
    pub(super) fn contain(self, sent: Sent<'_>) -> bool {
        let text = sent.text();
        let word = |words: [&str; 6]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let usual = |text: &str| digits(text) && (text == "0" || !text.starts_with('0'));
        let is_text = !matches!(sent, Sent::Bare(_));
        match self {
            Self::Any => true,
            Self::Nothing | Self::Unsaid if is_text => text.is_empty(),
            Self::Nothing => text == "null" || text == "[]",
            Self::Text(own) => match sent {
                Sent::Encoded(_) => decoded(text).as_deref() == Some(own),
                Sent::Text(_) => text == own,
                Sent::Bare(_) => usual(own) && text == own,
            },
            Self::On if is_text => word(TRUE),
            Self::On => text == "true" || text == "1",
            Self::Off if is_text => word(FALSE),
            Self::Off => text == "false" || text == "0",
            Self::Unsaid => matches!(text, "null" | "[]" | "false" | "0"),
            Self::Natural => usual(text) && text.len() <= 7,
            Self::Integer => {
                let number = text.strip_prefix('-').unwrap_or(text);
                usual(number) && number.len() <= 7
            }
            Self::Thousands => usual(text) && (4..=9).contains(&text.len()),
            Self::Key => is_text && is_key(text),
        }
    }

    /// For interpreters.
    pub(super) fn to_json(self) -> Value {
        match self {
            Self::Any => json!("any"),
            Self::Nothing => json!("nothing"),
            Self::Text(text) => json!({ "text": text }),
            Self::On => json!("on"),
            Self::Off => json!("off"),
            Self::Unsaid => json!("unsaid"),
            Self::Natural => json!("natural"),
            Self::Integer => json!("integer"),
            Self::Thousands => json!("thousands"),
            Self::Key => json!("key"),
        }
    }
}

/// How long a key may be.
const LONGEST_KEY: usize = 100;

/// Whether a text is the safe name of a file: `[A-Za-z0-9_-][A-Za-z0-9._-]*`.
fn is_key(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    !text.is_empty()
        && !text.starts_with('.')
        && text.len() <= LONGEST_KEY
        && text.bytes().all(fits)
}

/// Whether a byte stands for itself in an address; nobody encodes these, and a host that compares
/// patterns would not know them encoded.
pub(super) fn is_plain(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')
}

/// A value of a query or form, decoded; none where it is encoded in a way that no client does.
fn decoded(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        match bytes[i] {
            b'+' => out.push(b' '),
            b'%' => {
                let code = text.get(i + 1..i + 3).filter(|code| !code.starts_with('+'))?;
                let byte = u8::from_str_radix(code, 16).ok().filter(|byte| !is_plain(*byte))?;
                out.push(byte);
                i += 2;
            }
            byte => out.push(byte),
        }
        i += 1;
    }
    String::from_utf8(out).ok()
}
