//! JSON that borrows what it says, keeps the order it was given, and can be written as CKAN does.

use crate::datastore::Records;
use serde::ser::{Serialize, Serializer};
use serde_json::Value;
use serde_json::ser::{CharEscape, CompactFormatter, Formatter};
use std::borrow::Cow;
use std::io::{self, Write};

/// A JSON value on its way out.
#[derive(Clone, Debug)]
pub enum Json<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(u64),
    /// A text.
    Text(Cow<'a, str>),
    /// Something kept as it came.
    Value(&'a Value),
    /// Something made for this answer.
    Owned(Value),
    /// A list.
    List(Vec<Json<'a>>),
    /// Keys and values, in this order.
    Object(Vec<(&'a str, Json<'a>)>),
    /// Keys that are made for this answer, and values, in this order.
    Table(Vec<(String, Json<'a>)>),
    /// Rows of a table.
    Records(Records),
}

impl<'a> Json<'a> {
    /// A text, `null` where there is none.
    pub fn maybe(text: Option<&'a str>) -> Self {
        text.map_or(Json::Null, Json::from)
    }

    /// As CKAN answers: ASCII only, and safe inside a page.
    pub fn to_ascii(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(4096);
        let mut serializer = serde_json::Serializer::with_formatter(&mut out, Ascii);
        self.serialize(&mut serializer).expect("writing to memory does not fail");
        out
    }

    /// As ckanapi dumps: keys sorted at every level, UTF-8 as it is.
    pub fn to_sorted(&self) -> Vec<u8> {
        let mut value = serde_json::to_value(self).expect("keys are texts");
        value.sort_all_objects();
        serde_json::to_vec(&value).expect("keys are texts")
    }
}

impl<'a> From<&'a str> for Json<'a> {
    fn from(text: &'a str) -> Self {
        Json::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Json<'_> {
    fn from(text: String) -> Self {
        Json::Text(Cow::Owned(text))
    }
}

impl From<bool> for Json<'_> {
    fn from(value: bool) -> Self {
        Json::Bool(value)
    }
}

impl From<usize> for Json<'_> {
    fn from(value: usize) -> Self {
        Json::Int(value as u64)
    }
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Null => serializer.serialize_unit(),
            Json::Bool(value) => serializer.serialize_bool(*value),
            Json::Int(value) => serializer.serialize_u64(*value),
            Json::Text(text) => serializer.serialize_str(text),
            Json::Value(value) => value.serialize(serializer),
            Json::Owned(value) => value.serialize(serializer),
            Json::List(items) => serializer.collect_seq(items),
            Json::Object(entries) => {
                serializer.collect_map(entries.iter().map(|(key, value)| (key, value)))
            }
            Json::Records(records) => records.serialize(serializer),
            Json::Table(entries) => {
                serializer.collect_map(entries.iter().map(|(key, value)| (key, value)))
            }
        }
    }
}

/// Compact, every character beyond ASCII escaped, and `<`, `>`, `&` too: a client that guesses the
/// wrong encoding still reads it, and a browser that takes it for a page runs nothing.
struct Ascii;

impl Formatter for Ascii {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        text: &str,
    ) -> io::Result<()> {
        let bytes = text.as_bytes();
        let mut written = 0;
        for (at, c) in text.char_indices() {
            if c.is_ascii() && !matches!(c, '<' | '>' | '&' | '\u{7f}') {
                continue;
            }
            out.write_all(&bytes[written..at])?;
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                write!(out, "\\u{unit:04x}")?;
            }
            written = at + c.len_utf8();
        }
        out.write_all(&bytes[written..])
    }

    fn write_char_escape<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        escape: CharEscape,
    ) -> io::Result<()> {
        CompactFormatter.write_char_escape(out, escape)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_ascii_and_harmless_in_a_page() {
        let json = Json::Object(vec![("a", "ñ😀</script>&\"\n".into())]);
        let text = String::from_utf8(json.to_ascii()).expect("ASCII");
        assert_eq!(text, r#"{"a":"\u00f1\ud83d\ude00\u003c/script\u003e\u0026\"\n"}"#);
        let back: Value = serde_json::from_str(&text).expect("valid JSON");
        assert_eq!(back["a"], "ñ😀</script>&\"\n");
    }
}
