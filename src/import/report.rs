//! What an import did with every thing it met, so that nothing is lost in silence.

use crate::report::{Diagnostic, Severity};
use crate::text::Texts;
use serde_json::{Value, json};

/// What became of a thing of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// A record is a file of the catalogue now.
    Imported,
    /// It says the same in another form: a repaired tag, a new name.
    Mapped,
    /// No key of ours fits: it is kept as an extra, or under another key.
    Kept,
    /// The portal computes it, or it is no part of a catalogue.
    LeftOut,
    /// It could not be taken over; the exit code tells.
    Refused,
}

impl Outcome {
    /// Every outcome, in the order a report tells them.
    pub const ALL: [Self; 5] =
        [Self::Imported, Self::Mapped, Self::Kept, Self::LeftOut, Self::Refused];

    /// Its name in reports for programs, and the end of its text's key.
    pub fn code(self) -> &'static str {
        match self {
            Self::Imported => "imported",
            Self::Mapped => "mapped",
            Self::Kept => "kept",
            Self::LeftOut => "left-out",
            Self::Refused => "refused",
        }
    }
}

/// One line of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What became of it.
    pub outcome: Outcome,
    /// `file:line`, a path within a JSON file (`file#/result/3`), or a file that was written.
    pub place: String,
    /// Key of the reason's text: `commands.import-…`, or `diagnostics.…` of the reader.
    pub key: String,
    /// What fills the text's placeholders.
    pub args: Vec<(&'static str, String)>,
}

impl Note {
    /// Fills a placeholder; a value is cut after 200 characters, line breaks and controls escaped.
    pub fn arg(&mut self, name: &'static str, value: impl std::fmt::Display) -> &mut Self {
        const LONGEST: usize = 200;
        let value = value.to_string();
        let mut shown = String::with_capacity(value.len().min(LONGEST));
        for (count, c) in value.chars().enumerate() {
            if count == LONGEST {
                shown.push('…');
                break;
            }
            if c.is_control() { shown.extend(c.escape_default()) } else { shown.push(c) }
        }
        self.args.push((name, shown));
        self
    }

    /// The reason in a language.
    pub fn text(&self, texts: &Texts) -> String {
        let args: Vec<(&str, &str)> =
            self.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        texts.get(&self.key, &args)
    }

    /// As one object for programs.
    pub fn to_json(&self, texts: &Texts) -> Value {
        let args: serde_json::Map<String, Value> =
            self.args.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        json!({
            "outcome": self.outcome.code(),
            "place": self.place,
            "code": self.key.rsplit_once('.').map_or(self.key.as_str(), |(_, code)| code),
            "message": self.text(texts),
            "args": args,
        })
    }
}

/// All notes of an import, in the order they were made.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The lines.
    pub notes: Vec<Note>,
}

impl Report {
    /// Adds a line whose text is `commands.import-<code>`, and gives it for its placeholders.
    pub fn note(&mut self, outcome: Outcome, place: &str, code: &'static str) -> &mut Note {
        let key = format!("commands.import-{code}");
        let at = self.notes.len();
        self.notes.push(Note { outcome, place: place.to_owned(), key, args: Vec::new() });
        &mut self.notes[at]
    }

    /// Adds what the reader of a source's file says; an error is a refusal.
    pub fn diagnostics(&mut self, diagnostics: Vec<Diagnostic>) {
        for diagnostic in diagnostics {
            let (line, column) = diagnostic.position();
            let outcome = match diagnostic.severity {
                Severity::Error => Outcome::Refused,
                Severity::Warning | Severity::Note => Outcome::Mapped,
            };
            self.notes.push(Note {
                outcome,
                place: format!("{}:{line}:{column}", diagnostic.file),
                key: format!("diagnostics.{}", diagnostic.code),
                args: diagnostic.args,
            });
        }
    }

    /// How many lines have an outcome.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.notes.iter().filter(|note| note.outcome == outcome).count()
    }

    /// Whether anything was refused.
    pub fn has_refusals(&self) -> bool {
        self.notes.iter().any(|note| note.outcome == Outcome::Refused)
    }
}
