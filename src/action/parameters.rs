//! What a question is asked with: texts of an address or a form, any JSON of a body.

use crate::action::fault::Fault;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Parameters as CKAN gets them: texts and lists of texts from a query or form, any JSON from a
/// body.
pub type Parameters = Map<String, Value>;

/// Numbers beyond are taken for this one: lists end long before.
const LARGEST: u64 = u32::MAX as u64;

/// Items of a list beyond these are refused.
const MOST_ITEMS: usize = 1000;

/// What was given.
#[derive(Clone, Copy)]
pub(super) struct Given<'a>(pub(super) &'a Parameters);

impl<'a> Given<'a> {
    /// A value; none where it is absent or `null`.
    pub(super) fn value(self, name: &str) -> Option<&'a Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// A text, of a number its digits; none where it is absent or `null`.
    pub(super) fn text(self, name: &str) -> Result<Option<Cow<'a, str>>, Fault> {
        self.value(name).map(|value| text(name, value)).transpose()
    }

    /// A text that must be there, if only empty.
    pub(super) fn needed(self, name: &str) -> Result<Cow<'a, str>, Fault> {
        self.text(name)?.ok_or_else(|| Fault::invalid(name, &["Missing value"]))
    }

    /// A whole number from 0; none where it is absent, `null` or an empty text.
    pub(super) fn natural(self, name: &str) -> Result<Option<usize>, Fault> {
        let Some(value) = self.value(name) else { return Ok(None) };
        match whole(value) {
            Whole::Absent => Ok(None),
            Whole::Natural(number) => Ok(usize::try_from(number.min(LARGEST)).ok()),
            Whole::Negative => Err(Fault::invalid(name, &["Must be a natural number"])),
            Whole::No => Err(Fault::invalid(name, &["Invalid integer"])),
        }
    }

    /// A switch.
    pub(super) fn flag(self, name: &str, default: bool) -> Result<bool, Fault> {
        let Some(value) = self.value(name) else { return Ok(default) };
        truth(value).ok_or_else(|| Fault::said("message", "Parameter is not an bool"))
    }

    /// Whether anything is said: what Python takes for true, a text `false` as well.
    pub(super) fn says(self, name: &str) -> bool {
        match self.value(name) {
            None | Some(Value::Null) => false,
            Some(Value::Bool(value)) => *value,
            Some(Value::Number(number)) => number.as_f64() != Some(0.0),
            Some(Value::String(text)) => !text.is_empty(),
            Some(Value::Array(items)) => !items.is_empty(),
            Some(Value::Object(entries)) => !entries.is_empty(),
        }
    }

    /// A switch that is off whatever else it says, as those of tables are.
    pub(super) fn loose(self, name: &str, default: bool) -> bool {
        match self.value(name) {
            None => default,
            Some(Value::String(text)) => {
                let yes = ["true", "yes", "t", "y", "1"];
                yes.contains(&text.to_lowercase().as_str())
            }
            Some(value) => *value == Value::Bool(true) || value.as_i64() == Some(1),
        }
    }

    /// Names: a list, the JSON text of one, or a text with commas between them. None where it is
    /// absent or says nothing.
    pub(super) fn names(self, name: &str) -> Result<Option<Vec<String>>, Fault> {
        let Some(value) = self.value(name) else { return Ok(None) };
        let listed = |items: &[Value]| -> Result<Vec<String>, Fault> {
            if items.len() > MOST_ITEMS {
                return Err(Fault::invalid(name, &["Too many items"]));
            }
            items.iter().map(|item| Ok(text(name, item)?.into_owned())).collect()
        };
        let names = match value {
            Value::Array(items) => listed(items)?,
            Value::String(text) if text.trim_start().starts_with('[') => {
                let items: Result<Vec<Value>, _> = serde_json::from_str(text);
                let not_json = |_| Fault::invalid(name, &["Could not parse as valid JSON"]);
                listed(&items.map_err(not_json)?)?
            }
            Value::String(text) => {
                let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
                names.take(MOST_ITEMS).map(str::to_owned).collect()
            }
            _ => return Err(Fault::invalid(name, &["Not a list"])),
        };
        Ok(Some(names).filter(|names| !names.is_empty()))
    }
}

fn text<'a>(name: &str, value: &'a Value) -> Result<Cow<'a, str>, Fault> {
    match value {
        Value::String(text) => Ok(Cow::Borrowed(text)),
        Value::Number(number) => Ok(Cow::Owned(number.to_string())),
        // CKAN fails at these; what it should have said is what it says of them elsewhere.
        _ => Err(Fault::invalid(name, &["Must be a Unicode string value"])),
    }
}

enum Whole {
    Absent,
    Natural(u64),
    Negative,
    No,
}

/// Python's `int()` of a text or number.
fn whole(value: &Value) -> Whole {
    match value {
        Value::Number(number) => match (number.as_u64(), number.as_f64()) {
            (Some(natural), _) => Whole::Natural(natural),
            (None, Some(float)) if float.fract() != 0.0 => Whole::No,
            (None, Some(float)) if float < 0.0 => Whole::Negative,
            (None, float) => {
                let digits = float.map(|float| float.to_string());
                Whole::Natural(digits.and_then(|digits| digits.parse().ok()).unwrap_or(LARGEST))
            }
        },
        Value::String(text) if text.trim().is_empty() => Whole::Absent,
        Value::String(text) => {
            let text = text.trim();
            let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
            if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return Whole::No;
            }
            let number = digits.parse().unwrap_or(LARGEST);
            if text.starts_with('-') && number > 0 {
                Whole::Negative
            } else {
                Whole::Natural(number)
            }
        }
        _ => Whole::No,
    }
}

/// What a switch says, in any case; none where it says neither.
fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        Value::Number(number) => number.as_f64().map(|number| number != 0.0),
        Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "y" | "t" | "1" => Some(true),
            "false" | "no" | "off" | "n" | "f" | "0" => Some(false),
            _ => None,
        },
        _ => None,
    }
}
