//! Diagnostics one a line, for editors and scripts.

use std::fmt::Write as _;

use crate::report::Diagnostic;
use crate::text::Texts;

/// `file:line:column: error[code] message`, one a line.
pub fn render(texts: &Texts, diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let (line, column) = diagnostic.position();
        let word = diagnostic.severity.word(texts);
        let (file, code) = (&diagnostic.file, diagnostic.code);
        let message = diagnostic.message(texts);
        _ = writeln!(out, "{file}:{line}:{column}: {word}[{code}] {message}");
    }
    out
}
