//! Diagnostics as JSON.

use serde_json::{Value, json};

use crate::report::{Diagnostic, Severity};
use crate::text::Texts;

/// One object a line.
pub fn render(texts: &Texts, diagnostics: &[Diagnostic]) -> String {
    values(texts, diagnostics)
        .iter()
        .fold(String::new(), |out, object| out + &object.to_string() + "\n")
}

/// `{"code", "severity", "file", "line", "column", "message", "help"}` each. A problem of a whole file
/// has no line.
pub fn values(texts: &Texts, diagnostics: &[Diagnostic]) -> Vec<Value> {
    let value = |diagnostic: &Diagnostic| {
        let severity = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let place = diagnostic.excerpt.as_ref();
        json!({
            "code": diagnostic.code,
            "severity": severity,
            "file": diagnostic.file,
            "line": place.map(|place| place.line),
            "column": place.map(|place| place.column),
            "message": diagnostic.message(texts),
            "help": diagnostic.remedy(texts),
        })
    };
    diagnostics.iter().map(value).collect()
}
