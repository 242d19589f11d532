//! A diagnostic in a person's language.

use crate::report::{Diagnostic, Severity};
use crate::text::Texts;

impl Diagnostic {
    /// What is wrong.
    pub fn message(&self, texts: &Texts) -> String {
        texts.get(&format!("diagnostics.{}", self.code), &self.arguments())
    }

    /// What to type instead, if the catalogue of messages says it.
    pub fn remedy(&self, texts: &Texts) -> Option<String> {
        let key = match self.help {
            Some(key) => format!("diagnostics.{key}"),
            None => format!("diagnostics.{}-help", self.code),
        };
        texts.has(&key).then(|| texts.get(&key, &self.arguments()))
    }

    fn arguments(&self) -> Vec<(&str, &str)> {
        self.args.iter().map(|(name, value)| (*name, value.as_str())).collect()
    }
}

impl Severity {
    /// The word for it.
    pub fn word(self, texts: &Texts) -> String {
        let key = match self {
            Self::Error => "diagnostics.severity.error",
            Self::Warning => "diagnostics.severity.warning",
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
}

impl Counts {
    /// Counts problems.
    pub fn of(diagnostics: &[Diagnostic]) -> Self {
        let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
        Self { errors, warnings: diagnostics.len() - errors }
    }

    /// The counts in words: `3 errors, 1 warning`.
    pub fn summary(self, texts: &Texts) -> String {
        let count = |key: &str, n: usize| texts.get(key, &[("n", &n.to_string())]);
        let errors = count("diagnostics.summary.errors", self.errors);
        let warnings = count("diagnostics.summary.warnings", self.warnings);
        match (self.errors, self.warnings) {
            (0, 0) => texts.get("diagnostics.summary.none", &[]),
            (_, 0) => errors,
            (0, _) => warnings,
            _ => texts
                .get("diagnostics.summary.both", &[("errors", &errors), ("warnings", &warnings)]),
        }
    }
}
