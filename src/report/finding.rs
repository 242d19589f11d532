//! A problem found after the files' texts are gone: told by place, shown later.

use crate::report::diagnostic::WORD;
use crate::report::{Cell, Diagnostic, Severity, Source, Span};

/// A step on the way to a value of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The value of a key.
    Key(String),
    /// An item of a list, from 0.
    Item(usize),
}

/// Where in a file something is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// The file itself, or its name.
    #[default]
    File,
    /// These bytes of its text.
    Span(Span),
    /// The first time this text is written within these bytes; the bytes where it is written
    /// otherwise, as behind an escape.
    Within(Span, String),
    /// The value at the end of these steps; where a key is missing, the mapping that lacks it.
    Path(Vec<Step>),
    /// The key at the end of these steps.
    Key(Vec<Step>),
    /// A place in a table, which is not read again.
    Cell(Cell),
}

impl From<Option<Span>> for Place {
    fn from(span: Option<Span>) -> Self {
        span.map_or(Self::File, Self::Span)
    }
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Self::Span(span)
    }
}

/// What would mend a problem, told without the file's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mend {
    /// Another value at the finding's place.
    Value(String),
    /// Within the value as it is written, each text of the first kind becomes the second.
    Parts(Vec<(String, String)>),
    /// A key with a value in the mapping at the end of these steps.
    Insert(Vec<Step>, &'static str, String),
}

/// A problem of a stage that sees records, not texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How much it weighs.
    pub severity: Severity,
    /// As in [`Diagnostic::code`].
    pub code: &'static str,
    /// Path from the portal's folder, with `/`.
    pub file: String,
    /// Where in the file.
    pub place: Place,
    /// What fills the placeholders of the texts.
    pub args: Vec<(&'static str, String)>,
    /// As in [`Diagnostic::help`].
    pub help: Option<&'static str>,
    /// What mends it, each for itself.
    pub mend: Vec<Mend>,
    /// What findings of the same code have in common where they are one problem in many places.
    pub same: Option<String>,
}

impl Finding {
    /// Of the weight that the table of rules says.
    pub fn new(code: &'static str, file: &str, place: impl Into<Place>) -> Self {
        let severity = crate::report::rules::find(code).map_or(Severity::Error, |r| r.severity);
        Self {
            severity,
            code,
            file: file.to_owned(),
            place: place.into(),
            args: Vec::new(),
            help: None,
            mend: Vec::new(),
            same: None,
        }
    }

    /// An error at `place` of `file`.
    pub fn error(code: &'static str, file: &str, place: impl Into<Place>) -> Self {
        Self { severity: Severity::Error, ..Self::new(code, file, place) }
    }

    /// A warning at `place` of `file`.
    pub fn warning(code: &'static str, file: &str, place: impl Into<Place>) -> Self {
        Self { severity: Severity::Warning, ..Self::new(code, file, place) }
    }

    /// Fills a placeholder.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// Fills a placeholder with a text of the message catalogue, `diagnostics.<key>`.
    #[must_use]
    pub fn with_word(mut self, name: &'static str, key: &str) -> Self {
        self.args.push((name, format!("{WORD}{key}")));
        self
    }

    /// Another remedy than `<code>-help`.
    #[must_use]
    pub fn helped_by(mut self, key: &'static str) -> Self {
        self.help = Some(key);
        self
    }

    /// Says that all findings of this code with the same `what` are one problem.
    #[must_use]
    pub fn same_as(mut self, what: &str) -> Self {
        self.same = Some(what.to_owned());
        self
    }

    /// Another value at its place mends it.
    #[must_use]
    pub fn becomes(self, value: &str) -> Self {
        self.mended_by(Mend::Value(value.to_owned()))
    }

    /// What mends it.
    #[must_use]
    pub fn mended_by(mut self, mend: Mend) -> Self {
        self.mend.push(mend);
        self
    }

    /// The same with the lines it touches, `source` being the file read again. A place that is told
    /// by steps has to be found before.
    pub fn located(self, source: Option<&Source>) -> Diagnostic {
        let mut diagnostic = match (source, self.place) {
            (Some(source), Place::Span(span)) => {
                Diagnostic::at(self.severity, self.code, source, span)
            }
            (Some(source), Place::Within(span, part)) => {
                let raw = source.text.get(span.range()).unwrap_or_default();
                let span = match raw.find(&part) {
                    Some(at) => {
                        let start = span.start as usize + at;
                        Span::new(start..start + part.len())
                    }
                    None => span,
                };
                Diagnostic::at(self.severity, self.code, source, span)
            }
            (_, Place::Cell(cell)) => {
                Diagnostic::in_table(self.severity, self.code, &self.file, cell)
            }
            _ => Diagnostic::of_file(self.severity, self.code, &self.file),
        };
        diagnostic.help = self.help;
        diagnostic.same = self.same;
        self.args.into_iter().fold(diagnostic, |d, (name, value)| match value.strip_prefix(WORD) {
            Some(key) => d.with_word(name, key),
            None => d.with(name, value),
        })
    }
}
