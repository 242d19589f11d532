//! One problem of the content, ready to be told in any language and form.

use crate::report::{Edit, Point, Source, Span, rules};
use serde::{Deserialize, Serialize};

/// How much a problem weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something is lost, refused or wrong: the exit code tells.
    Error,
    /// It works, but somebody should look.
    Warning,
    /// Nothing is wrong; it could be better, or a command could do it.
    Note,
}

impl Severity {
    /// The word that machines read, and that `portal.yaml` takes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// A further place that explains the problem, such as where a key stood first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place, in the same file.
    pub excerpt: Excerpt,
    /// Key of its text below `diagnostics.`, such as `label.first-here`.
    pub key: &'static str,
    /// The line between this place and the problem's own, where it is a single one.
    pub between: Option<String>,
}

impl Label {
    fn of(source: &Source, span: Span, key: &'static str, main: Option<&Excerpt>) -> Self {
        let excerpt = Excerpt::of(source, span);
        let end = |e: &Excerpt| e.line() as usize + e.text.lines().count().max(1);
        let line = main.and_then(|main| {
            let (first, second) =
                if main.line() < excerpt.line() { (main, &excerpt) } else { (&excerpt, main) };
            (end(first) + 1 == second.line() as usize).then(|| end(first))
        });
        let between = line.and_then(|line| source.text.lines().nth(line - 1));
        let between = between.map(|text| text.chars().take(Excerpt::WIDTH / 4).collect());
        Self { excerpt, key, between }
    }
}

/// The lines a problem touches, kept so that it can be shown after the file's text is gone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// Where it begins in the file.
    pub start: Point,
    /// Where it ends, one past its last character.
    pub end: Point,
    /// The whole lines, at most [`Excerpt::LINES`] of them, each cut at [`Excerpt::WIDTH`] bytes.
    pub text: String,
    /// The place within `text`, in bytes.
    pub span: Span,
    /// Whether what stands there may be somebody's: its place is told, and `text` is empty.
    pub withheld: bool,
}

impl Excerpt {
    /// How many lines of a long value are shown.
    pub const LINES: usize = 3;
    /// How many bytes of an excerpt are shown.
    pub const WIDTH: usize = 400;

    /// Line from 1.
    pub fn line(&self) -> u32 {
        self.start.line
    }

    /// The excerpt of `source` around `span`.
    pub fn of(source: &Source, span: Span) -> Self {
        let place = (source.point(span.start), source.point(span.end.max(span.start)));
        let (from, lines) = source.lines_of(span);
        let mut text: String =
            lines.split_inclusive('\n').take(Self::LINES).collect::<String>().trim_end().to_owned();
        let mut shift = from;
        let start = (span.start as usize).saturating_sub(from).min(text.len());
        if text.len() > Self::WIDTH {
            // A long line is shown around its place, not from its beginning.
            let cut = text.floor_char_boundary(start.saturating_sub(Self::WIDTH / 4));
            let to = text.floor_char_boundary((cut + Self::WIDTH).min(text.len()));
            text = text[cut..to].to_owned();
            shift += cut;
        }
        let within = |byte: u32| text.floor_char_boundary((byte as usize).saturating_sub(shift));
        let start = within(span.start);
        let end = within(span.end).clamp(start, text.len());
        Self { start: place.0, end: place.1, span: Span::new(start..end), text, withheld: false }
    }

    /// The same place without what stands there.
    #[must_use]
    pub fn withheld(self) -> Self {
        Self { start: self.start, end: self.end, withheld: true, ..Self::default() }
    }
}

/// A place in a table: what a data file has where other files have lines. What stands there is never
/// shown: it may be somebody's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// The record from 1, the header counted, as frictionless counts.
    pub row: Option<u64>,
    /// The column from 1.
    pub field: Option<u32>,
    /// Where it begins, where the file has lines.
    pub at: Option<Point>,
}

/// One problem of the content. Its texts are `diagnostics.<code>` and `diagnostics.<code>-help` of
/// the message catalogue, filled with `args`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable, lower-case words with hyphens: `yaml-duplicate-key`.
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// Path from the portal's folder, with `/`.
    pub file: String,
    /// Where in the file; none where the problem is the file itself or its name.
    pub excerpt: Option<Excerpt>,
    /// Where in a table, for a problem of a data file.
    pub cell: Option<Cell>,
    /// What fills the placeholders of the texts.
    pub args: Vec<(&'static str, String)>,
    /// Key of the remedy below `diagnostics.` where it is not `<code>-help`.
    pub help: Option<&'static str>,
    /// Further places of the same file.
    pub labels: Vec<Label>,
    /// What changes the file so that the problem is gone, all or nothing; empty where only a person
    /// knows.
    pub fix: Vec<Edit>,
    /// What diagnostics of the same code have in common where they are one problem in many places.
    pub same: Option<String>,
    /// In how many further places the problem is, each left out of the list.
    pub more: usize,
}

impl Diagnostic {
    /// A problem of a whole file.
    pub fn of_file(severity: Severity, code: &'static str, file: &str) -> Self {
        debug_assert!(
            rules::find(code).is_some_and(|rule| severity >= rule.severity),
            "{code} is no rule, or heavier than the table of rules says"
        );
        Self {
            code,
            severity,
            file: file.to_owned(),
            excerpt: None,
            cell: None,
            args: Vec::new(),
            help: None,
            labels: Vec::new(),
            fix: Vec::new(),
            same: None,
            more: 0,
        }
    }

    /// A problem at a place of a file.
    pub fn at(severity: Severity, code: &'static str, source: &Source, span: Span) -> Self {
        let mut diagnostic = Self::of_file(severity, code, &source.path);
        diagnostic.excerpt = Some(Excerpt::of(source, span));
        diagnostic
    }

    /// A problem at a place of a table. Its place is named, and nothing that stands there is shown.
    pub fn in_table(severity: Severity, code: &'static str, file: &str, cell: Cell) -> Self {
        let mut diagnostic = Self::of_file(severity, code, file);
        diagnostic.excerpt =
            cell.at.map(|start| Excerpt { start, end: start, ..Excerpt::default() }.withheld());
        diagnostic.cell = Some(cell);
        diagnostic
    }

    /// Fills a placeholder. A value is shown on one line and cut after 120 characters.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.args.push((name, shown(&value.to_string())));
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

    /// A further place.
    #[must_use]
    pub fn labelled(mut self, source: &Source, span: Span, key: &'static str) -> Self {
        let label = Label::of(source, span, key, self.excerpt.as_ref());
        self.labels.push(label);
        self
    }

    /// Line and column, 1:1 for a problem of the whole file.
    pub fn position(&self) -> (u32, u32) {
        self.excerpt.as_ref().map_or((1, 1), |excerpt| (excerpt.start.line, excerpt.start.column))
    }
}

/// What an argument begins with that is a key of the message catalogue: no value does, since
/// controls are escaped.
pub(super) const WORD: char = '\u{1}';

/// How many characters of a value are shown.
const LONGEST: usize = 120;

/// A value made safe to show: controls and direction marks visible, never longer than a line.
fn shown(value: &str) -> String {
    let mut out = String::with_capacity(value.len().min(LONGEST));
    for (count, c) in value.chars().enumerate() {
        if count == LONGEST {
            out.push('…');
            break;
        }
        let hidden = c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
        if hidden {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// Problems being gathered from one file: every one is told, none stops the reading.
#[derive(Debug)]
pub struct Problems<'s> {
    /// The file they are in.
    pub source: &'s Source,
    found: Vec<Diagnostic>,
    /// Takes the place of what is not told any more.
    spare: Diagnostic,
    untold: usize,
}

impl<'s> Problems<'s> {
    /// How many problems of one file are told one by one; who has more mends these first.
    pub const TOLD: usize = 200;

    /// Nothing found yet in `source`.
    pub fn new(source: &'s Source) -> Self {
        let spare = Diagnostic::of_file(Severity::Error, "more-problems", &source.path);
        Self { source, found: Vec::new(), spare, untold: 0 }
    }

    /// Adds an error at `span` and gives it for placeholders to be filled.
    pub fn error(&mut self, code: &'static str, span: Span) -> &mut Diagnostic {
        self.add(Severity::Error, code, span)
    }

    /// Adds a warning at `span` and gives it for placeholders to be filled.
    pub fn warning(&mut self, code: &'static str, span: Span) -> &mut Diagnostic {
        self.add(Severity::Warning, code, span)
    }

    /// Adds problems found by another reader of the same file.
    pub fn extend(&mut self, others: Vec<Diagnostic>) {
        self.found.extend(others);
    }

    /// Forgets all but the first `len` problems.
    pub fn truncate(&mut self, len: usize) {
        self.untold = len.saturating_sub(self.found.len());
        self.found.truncate(len);
    }

    /// How many problems there are, told or not.
    pub fn len(&self) -> usize {
        self.found.len() + self.untold
    }

    /// Whether further problems are counted only: their places need not be looked up.
    pub fn is_full(&self) -> bool {
        self.found.len() >= Self::TOLD
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All problems; a last one counts those that are not told.
    pub fn into_found(mut self) -> Vec<Diagnostic> {
        if self.untold > 0 {
            let more = Diagnostic::of_file(Severity::Error, "more-problems", &self.source.path);
            self.found.push(more.with("n", self.untold));
        }
        self.found
    }

    /// Adds a problem of any weight.
    pub fn add(&mut self, severity: Severity, code: &'static str, span: Span) -> &mut Diagnostic {
        if self.found.len() >= Self::TOLD {
            self.untold += 1;
            self.spare.args.clear();
            self.spare.labels.clear();
            return &mut self.spare;
        }
        let at = self.found.len();
        self.found.push(Diagnostic::at(severity, code, self.source, span));
        &mut self.found[at]
    }
}

impl Diagnostic {
    /// Fills a placeholder of a problem already added.
    pub fn arg(&mut self, name: &'static str, value: impl std::fmt::Display) -> &mut Self {
        self.args.push((name, shown(&value.to_string())));
        self
    }

    /// Gives a problem already added a further place.
    pub fn label(&mut self, source: &Source, span: Span, key: &'static str) -> &mut Self {
        if self.excerpt.is_some() {
            let label = Label::of(source, span, key, self.excerpt.as_ref());
            self.labels.push(label);
        }
        self
    }

    /// Fills `line` with what to type instead. A line too long to be shown whole is not shown at
    /// all: who copied a part of it would lose the rest.
    pub fn line(&mut self, line: &str) -> &mut Self {
        if line.chars().count() > LONGEST || line.contains('\n') {
            let beginning: String = line.chars().take(LONGEST / 3).collect();
            let value = beginning.split_once(": ").map_or("", |(_, value)| value);
            let value = value.trim_start_matches(['"', '\'']);
            return self.arg("beginning", format!("{value}…")).help("line-too-long-help");
        }
        self.arg("line", line)
    }

    /// Gives a problem already added what mends it.
    pub fn fixed_by(&mut self, fix: Vec<Edit>) -> &mut Self {
        self.fix = fix;
        self
    }

    /// Gives a problem already added another remedy than `<code>-help`.
    pub fn help(&mut self, key: &'static str) -> &mut Self {
        self.help = Some(key);
        self
    }
}
