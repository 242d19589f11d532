//! Values of parameters, which come as text of an address or as JSON.

use super::Refusal;
use serde_json::{Map, Value};

/// Numbers beyond are taken for this one: what JavaScript holds exactly.
const LARGEST: i64 = 9_007_199_254_740_991;

/// Texts in a list beyond these are refused.
const MOST_TEXTS: usize = 100;

/// What was asked, by name.
pub(super) struct Values<'a>(pub(super) &'a Map<String, Value>);

impl Values<'_> {
    /// A text; none where it is absent or null.
    pub(super) fn text(&self, name: &'static str) -> Result<Option<String>, Refusal> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => plain(value).map(Some).ok_or_else(|| invalid(name)),
        }
    }

    /// One text or several.
    pub(super) fn texts(&self, name: &'static str) -> Result<Vec<String>, Refusal> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::Array(items)) => all(items).ok_or_else(|| invalid(name)),
            Some(value) => Ok(vec![plain(value).ok_or_else(|| invalid(name))?]),
        }
    }

    /// Names: a list, the JSON text of one, or a text with commas or spaces between them.
    pub(super) fn names(&self, name: &'static str) -> Result<Vec<String>, Refusal> {
        let mut names = match self.0.get(name) {
            Some(Value::String(text)) if text.trim_start().starts_with('[') => {
                let items: Option<Vec<Value>> = serde_json::from_str(text).ok();
                items.and_then(|items| all(&items)).ok_or_else(|| invalid(name))?
            }
            Some(Value::String(text)) => text
                .split(|c: char| c == ',' || c.is_whitespace())
                .filter(|name| !name.is_empty())
                .take(MOST_TEXTS + 1)
                .map(str::to_owned)
                .collect(),
            _ => self.texts(name)?,
        };
        if names.len() > MOST_TEXTS {
            return Err(invalid(name));
        }
        let mut seen = std::collections::HashSet::new();
        names.retain(|name| !name.is_empty() && seen.insert(name.clone()));
        Ok(names)
    }

    /// A whole number; none where it is absent, null or an empty text.
    pub(super) fn whole(&self, name: &'static str) -> Result<Option<i64>, Refusal> {
        let Some(value) = self.0.get(name) else { return Ok(None) };
        let text = match value {
            Value::Null => return Ok(None),
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => match number.as_f64() {
                Some(float) if float.fract() == 0.0 && float.abs() < 1e21 => format!("{float}"),
                _ => number.to_string(),
            },
            _ => return Err(Refusal::of(name, "number", "")),
        };
        if text.is_empty() {
            return Ok(None);
        }
        let digits = text.strip_prefix(['+', '-']).unwrap_or(&text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Refusal::of(name, "number", text));
        }
        let number = digits.parse().unwrap_or(LARGEST).min(LARGEST);
        Ok(Some(if text.starts_with('-') { -number } else { number }))
    }

    /// A whole number that is not negative.
    pub(super) fn natural(&self, name: &'static str, default: u64) -> Result<u64, Refusal> {
        let number = self.whole(name)?;
        let natural = number.map(u64::try_from).transpose();
        let refused = |_| Refusal::of(name, "number", number.unwrap_or_default().to_string());
        Ok(natural.map_err(refused)?.unwrap_or(default))
    }

    /// Whether a switch is off.
    pub(super) fn is_off(&self, name: &str) -> bool {
        let text = self.0.get(name).and_then(plain).unwrap_or_default().to_ascii_lowercase();
        ["false", "no", "off", "n", "f", "0"].contains(&text.trim())
    }
}

fn invalid(name: &'static str) -> Refusal {
    let code = if name == "facet.field" { "facet" } else { "parameter" };
    Refusal::of(name, code, if code == "facet" { String::new() } else { quoted(name) })
}

/// A name as Python writes it in a list.
pub(super) fn quoted(name: &str) -> String {
    format!("'{name}'")
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

fn all(items: &[Value]) -> Option<Vec<String>> {
    (items.len() <= MOST_TEXTS).then(|| items.iter().map(plain).collect())?
}
