//! A problem found after the files' texts are gone: told by place, shown later.

use crate::report::{Diagnostic, Severity, Source, Span};

/// A problem of a stage that sees records, not texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How much it weighs.
    pub severity: Severity,
    /// As in [`Diagnostic::code`].
    pub code: &'static str,
    /// Path from the portal's folder, with `/`.
    pub file: String,
    /// Where in the file; none where the problem is the file itself or its name.
    pub span: Option<Span>,
    /// What fills the placeholders of the texts.
    pub args: Vec<(&'static str, String)>,
}

impl Finding {
    /// An error at `span` of `file`.
    pub fn error(code: &'static str, file: &str, span: Option<Span>) -> Self {
        Self { severity: Severity::Error, code, file: file.to_owned(), span, args: Vec::new() }
    }

    /// A warning at `span` of `file`.
    pub fn warning(code: &'static str, file: &str, span: Option<Span>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, file, span) }
    }

    /// Fills a placeholder.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// The same with the lines it touches, `source` being the file read again.
    pub fn located(self, source: Option<&Source>) -> Diagnostic {
        let diagnostic = match (source, self.span) {
            (Some(source), Some(span)) => Diagnostic::at(self.severity, self.code, source, span),
            _ => Diagnostic::of_file(self.severity, self.code, &self.file),
        };
        self.args.into_iter().fold(diagnostic, |d, (name, value)| d.with(name, value))
    }
}
