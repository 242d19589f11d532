//! Diagnostics as JSON.

use serde_json::{Value, json};

use crate::report::Diagnostic;
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
        let place = diagnostic.excerpt.as_ref();
        json!({
            "code": diagnostic.code,
            "severity": diagnostic.severity.name(),
            "file": diagnostic.file,
            "line": place.map(|place| place.start.line),
            "column": place.map(|place| place.start.column),
            "message": diagnostic.message(texts),
            "help": diagnostic.remedy(texts),
        })
    };
    diagnostics.iter().map(value).collect()
}
