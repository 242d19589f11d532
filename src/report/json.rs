//! Diagnostics as JSON, one object a line.

use serde_json::json;

use crate::report::{Diagnostic, Severity};
use crate::text::Texts;

/// `{"code", "severity", "file", "line", "column", "message", "help"}`, one a line. A problem of a
/// whole file has no line.
pub fn render(texts: &Texts, diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let severity = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let place = diagnostic.excerpt.as_ref();
        let object = json!({
            "code": diagnostic.code,
            "severity": severity,
            "file": diagnostic.file,
            "line": place.map(|place| place.line),
            "column": place.map(|place| place.column),
            "message": diagnostic.message(texts),
            "help": diagnostic.remedy(texts),
        });
        out.push_str(&object.to_string());
        out.push('\n');
    }
    out
}
