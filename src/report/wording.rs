//! A diagnostic in a person's language.

use crate::report::diagnostic::WORD;
use crate::report::rules::{self, Family};
use crate::report::{Diagnostic, Severity};
use crate::text::Texts;

impl Diagnostic {
    /// What is wrong.
    pub fn message(&self, texts: &Texts) -> String {
        let mut message = self.filled(texts, &format!("{}.{}", self.words(), self.code));
        if self.more > 0 {
            let n = self.more.to_string();
            message += &texts.get("diagnostics.more-places", &[("n", &n)]);
        }
        message
    }

    /// What to type instead, if the catalogue of messages says it.
    pub fn remedy(&self, texts: &Texts) -> Option<String> {
        let key = match self.help {
            Some(key) => format!("diagnostics.{key}"),
            None => format!("{}.{}-help", self.words(), self.code),
        };
        texts.has(&key).then(|| self.filled(texts, &key))
    }

    /// Which part of the message catalogue speaks of it: tables have one of their own, which also
    /// serves where no catalogue is.
    fn words(&self) -> &'static str {
        let of_data = rules::find(self.code).is_some_and(|rule| rule.family == Family::Data);
        if of_data { "table" } else { "diagnostics" }
    }

    /// A text with its placeholders filled. What is expected of a value, and why something cannot be
    /// used, are texts themselves.
    fn filled(&self, texts: &Texts, key: &str) -> String {
        let plain: Vec<(&str, &str)> =
            self.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let word = |(name, value): (&str, &str)| {
            if let Some(key) = value.strip_prefix(WORD) {
                return texts.get(&format!("diagnostics.{key}"), &[]);
            }
            let key = match name {
                "kind" => format!("personal.kind.{value}"),
                _ => format!("{}.{name}.{value}", self.words()),
            };
            let said = matches!(name, "expected" | "reason" | "kind") && texts.has(&key);
            if said { texts.get(&key, &plain) } else { value.to_owned() }
        };
        let args: Vec<(&str, String)> = plain.iter().map(|arg| (arg.0, word(*arg))).collect();
        let args: Vec<(&str, &str)> =
            args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        texts.get(key, &args)
    }
}

impl crate::report::Label {
    /// What is said of the further place.
    pub fn words(&self, texts: &Texts) -> String {
        texts.get(&format!("diagnostics.{}", self.key), &[])
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
