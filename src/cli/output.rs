//! How a command talks: to people, to machines, or not at all.

use crate::report::text::{self, Paint};
use crate::report::{Diagnostic, Severity};
use crate::text::Texts;
use clap::ValueEnum;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

/// Flags of every command that reports problems.
#[derive(clap::Args, Debug, Default)]
pub(crate) struct Output {
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
}

/// How many problems a terminal is shown in full.
const SHOWN: usize = 40;

impl Output {
    /// Whether a program reads what is said.
    pub(super) fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// Whether somebody wants to see how far it is.
    pub(super) fn is_chatty(&self) -> bool {
        !self.quiet && !self.is_json()
    }

    /// A result, on standard output. A reader that has gone away is not an error.
    pub(super) fn say(&self, text: &str) {
        if self.is_json() || !self.quiet {
            let _ = writeln!(std::io::stdout().lock(), "{text}");
        }
    }

    /// A result, on standard output, for programs or for people; `text` is told whether only what is
    /// wrong is wanted.
    pub(super) fn result(&self, json: &serde_json::Value, text: impl Fn(bool) -> String) {
        let text = if self.is_json() { json.to_string() } else { text(self.quiet) };
        if !text.is_empty() {
            let _ = writeln!(std::io::stdout().lock(), "{text}");
        }
    }

    /// Something to know, on standard error.
    pub(super) fn warn(&self, text: &str) {
        if !self.quiet {
            let _ = writeln!(std::io::stderr().lock(), "fichero: {text}");
        }
    }

    /// Problems, on standard error: errors first, the rest counted.
    pub(super) fn problems(&self, texts: &Texts, diagnostics: &[Diagnostic]) {
        let mut shown: Vec<Diagnostic> = diagnostics
            .iter()
            .filter(|problem| !self.quiet || problem.severity == Severity::Error)
            .cloned()
            .collect();
        shown.sort_by_key(|problem| problem.severity);
        let rest = shown.len().saturating_sub(SHOWN);
        shown.truncate(SHOWN);
        let mut out = text::render(texts, &shown, paint(&std::io::stderr()));
        if rest > 0 {
            let n = rest.to_string();
            out += &texts.get("commands.more-problems", &[("n", &n)]);
            out.push('\n');
        }
        let _ = std::io::stderr().lock().write_all(out.as_bytes());
    }
}

/// Colours where somebody looks at it and did not refuse them.
pub(super) fn paint(stream: &impl std::io::IsTerminal) -> Paint {
    let wanted = stream.is_terminal() && std::env::var_os("NO_COLOR").is_none();
    if wanted { Paint::Colour } else { Paint::Plain }
}

/// What went wrong, on standard error.
pub(super) fn error(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "fichero: {text}");
}

/// 0 where the content is fine, 1 where it has errors.
pub(super) fn exit_code(diagnostics: &[Diagnostic]) -> ExitCode {
    let bad = diagnostics.iter().any(|problem| problem.severity == Severity::Error);
    ExitCode::from(u8::from(bad))
}

/// A portal's folder as the last word of a command to type: nothing where it is the current one.
pub(super) fn at(dir: &Path) -> String {
    let dir = dir.to_string_lossy();
    let safe = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '\\' | ':');
    if dir == "." {
        String::new()
    } else if dir.chars().all(safe) {
        format!(" {dir}")
    } else {
        format!(" '{}'", dir.replace('\'', "'\\''"))
    }
}

/// Wrong usage, in words of the message catalogue.
#[derive(Debug)]
pub(super) struct Usage(String);

impl Usage {
    pub(super) fn new(texts: &Texts, key: &str, args: &[(&str, &str)]) -> Self {
        Self(texts.get(&format!("commands.{key}"), args))
    }

    /// A sentence as it is.
    pub(super) fn said(sentence: String) -> Self {
        Self(sentence)
    }
}

impl std::fmt::Display for Usage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}
