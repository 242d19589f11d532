//! A diagnostic in a person's language.

use crate::report::{Diagnostic, Severity};
use crate::text::Texts;

impl Diagnostic {
    /// What is wrong.
    pub fn message(&self, texts: &Texts) -> String {
        self.filled(texts, &format!("diagnostics.{}", self.code))
    }

    /// What to type instead, if the catalogue of messages says it.
    pub fn remedy(&self, texts: &Texts) -> Option<String> {
        let key = match self.help {
            Some(key) => format!("diagnostics.{key}"),
            None => format!("diagnostics.{}-help", self.code),
        };
        texts.has(&key).then(|| self.filled(texts, &key))
    }

    /// A text with its placeholders filled. What is expected of a value, and why something cannot be
    /// used, are texts themselves.
    fn filled(&self, texts: &Texts, key: &str) -> String {
        let plain: Vec<(&str, &str)> =
            self.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let said = |(name, value): (&str, &str)| match name {
            "expected" | "reason" => {
                let key = format!("diagnostics.{name}.{value}");
                if texts.has(&key) { texts.get(&key, &plain) } else { value.to_owned() }
            }
            _ => value.to_owned(),
        };
        let said: Vec<(&str, String)> = plain.iter().map(|arg| (arg.0, said(*arg))).collect();
        let said: Vec<(&str, &str)> = said.iter().map(|(name, v)| (*name, v.as_str())).collect();
        texts.get(key, &said)
    }
}

impl Severity {
    /// The word for it.
    pub fn word(self, texts: &Texts) -> String {
        let key = match self {
            Self::Error => "diagnostics.severity.error",
            Self::Warning => "diagnostics.severity.warning",
            Self::Note => "diagnostics.severity.note",
        };
        texts.get(key, &[])
    }
}

/// How many problems of each weight there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
}

impl Counts {
    /// Counts problems.
    pub fn of(diagnostics: &[Diagnostic]) -> Self {
        let count = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
        Self {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
        }
    }

    /// The counts in words: `3 errors, 1 warning`.
    pub fn summary(self, texts: &Texts) -> String {
        let parts = [("errors", self.errors), ("warnings", self.warnings), ("notes", self.notes)];
        let parts: Vec<String> = parts
            .iter()
            .filter(|(_, n)| *n > 0)
            .map(|(key, n)| {
                texts.get(&format!("diagnostics.summary.{key}"), &[("n", &n.to_string())])
            })
            .collect();
        if parts.is_empty() {
            return texts.get("diagnostics.summary.none", &[]);
        }
        parts.join(", ")
    }
}
