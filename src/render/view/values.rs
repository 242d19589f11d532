//! Small things that many pages show: links, days, facts.

use crate::catalog::Dataset;
use crate::markup::address;
use crate::read::Timestamp;
use crate::render::view::Scene;
use serde::Serialize;
use serde_json::Value;

/// A link with its text.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    /// What it says.
    pub title: String,
    /// Where it leads.
    pub href: String,
}

impl Link {
    pub(super) fn new(title: impl Into<String>, href: impl Into<String>) -> Self {
        Self { title: title.into(), href: href.into() }
    }
}

/// A day.
#[derive(Clone, Debug, Serialize)]
pub struct Day {
    /// For machines: `2024-03-12`.
    pub iso: String,
    /// For people: `12 de marzo de 2024`.
    pub text: String,
}

/// A row of a table of facts.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    /// What it is about.
    pub label: String,
    /// What it says.
    pub value: String,
    /// Where the value leads, if it is an address or an e-mail.
    pub href: Option<String>,
}

impl Fact {
    /// A fact whose value links where it leads.
    pub(super) fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        let value = value.into();
        let href = address::external(&value).or_else(|| address::mail(&value));
        Self { label: label.into(), value, href }
    }
}

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// What it says.
    pub text: String,
    /// Whether it is something as it is written in a file.
    pub code: bool,
}

/// A sentence as messages write it, what is between backticks apart, beginning with a capital.
pub(super) fn parts(sentence: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = sentence
        .split('`')
        .enumerate()
        .map(|(at, text)| Part { text: text.to_owned(), code: at % 2 == 1 })
        .collect();
    // The last backtick closes nothing.
    if parts.len().is_multiple_of(2)
        && let Some(last) = parts.last_mut()
    {
        last.code = false;
    }
    parts.retain(|part| !part.text.is_empty());
    if let Some(first) = parts.first_mut().filter(|part| !part.code) {
        first.text = capitalised(&first.text);
    }
    parts
}

/// A phrase that begins with a capital.
pub(super) fn capitalised(phrase: &str) -> String {
    let mut chars = phrase.chars();
    chars.next().map(char::to_uppercase).into_iter().flatten().chain(chars).collect()
}

impl Scene<'_> {
    /// The day of a moment.
    pub(super) fn day(&self, moment: &Timestamp) -> Day {
        self.date(moment.date())
    }

    /// A day written as `2024-03-12`.
    pub(super) fn date(&self, iso: &str) -> Day {
        Day { iso: iso.to_owned(), text: self.locale.date(iso) }
    }

    /// A row for each key of a record's own, with the interface's word for it where there is one.
    pub(super) fn facts<'a>(
        &self,
        entries: impl Iterator<Item = (&'a str, &'a Value)>,
    ) -> Vec<Fact> {
        entries
            .filter_map(|(key, value)| {
                let text = readable(value)?;
                Some(Fact::new(self.label(key), text))
            })
            .collect()
    }

    /// What a key is called: the text `field.<key>`, else the key in words.
    pub(super) fn label(&self, key: &str) -> String {
        let known = format!("portal.field.{key}");
        if self.texts.has(&known) { self.texts.get(&known, &[]) } else { in_words(key) }
    }
}

/// `unidad_medida` → `Unidad medida`.
pub(super) fn in_words(key: &str) -> String {
    let mut words = key.trim().replace('_', " ");
    if let Some(first) = words.chars().next() {
        let upper: String = first.to_uppercase().collect();
        words.replace_range(..first.len_utf8(), &upper);
    }
    words
}

/// A value as people read it, none where it says nothing.
pub(super) fn readable(value: &Value) -> Option<String> {
    let text = match value {
        Value::Null => return None,
        Value::String(text) => text.trim().to_owned(),
        Value::Array(items) if items.iter().all(|item| !item.is_object() && !item.is_array()) => {
            items.iter().filter_map(readable).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    };
    (!text.is_empty()).then_some(text)
}

/// A text that is not blank, trimmed.
pub(super) fn given(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}

/// The name of the organisation that owns a dataset, else its author's.
pub(super) fn publisher<'a>(scene: &Scene<'a>, dataset: &'a Dataset) -> Option<&'a str> {
    match dataset.organization {
        Some(ix) => Some(scene.catalog[ix].title()),
        None => given(dataset.record.author.as_deref()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Part, parts};

    #[test]
    fn backticks_set_apart_what_files_say() {
        let part = |text: &str, code| Part { text: text.to_owned(), code };
        assert_eq!(
            parts("la columna `a b` no está"),
            [part("La columna ", false), part("a b", true), part(" no está", false)]
        );
        assert_eq!(parts("`rut`: 3"), [part("rut", true), part(": 3", false)]);
        assert_eq!(parts("un ` suelto"), [part("Un ", false), part(" suelto", false)]);
    }
}
