//! reviewdog's format, whose suggestions are one click in a review; columns are bytes of UTF-8.

use crate::report::formats::with_remedy;
use crate::report::{Diagnostic, Edit, Excerpt, Outcome, Point, Severity};
use crate::text::Texts;
use serde_json::{Map, Value, json};

/// One JSON object with all problems that are not known.
pub fn render(texts: &Texts, outcome: &Outcome) -> String {
    let diagnostics: Vec<Value> =
        outcome.diagnostics.iter().map(|problem| diagnostic(texts, outcome, problem)).collect();
    let mut result = json!({ "source": { "name": "fichero" }, "diagnostics": diagnostics });
    // The worst of all, where there is one.
    if let Some(worst) = outcome.diagnostics.iter().map(|problem| problem.severity).min() {
        result["severity"] = severity(worst).into();
    }
    result.to_string() + "\n"
}

fn diagnostic(texts: &Texts, outcome: &Outcome, problem: &Diagnostic) -> Value {
    let mut location = Map::new();
    location.insert("path".into(), outcome.path(&problem.file).into());
    if let Some(place) = &problem.excerpt {
        location.insert("range".into(), range(place.start, place.end));
    }
    let mut code = Map::new();
    code.insert("value".into(), problem.code.into());
    if let Some(url) = outcome.page(problem.code) {
        code.insert("url".into(), url.into());
    }
    let mut value = json!({
        "message": with_remedy(texts, problem, "\n"),
        "location": location,
        "severity": severity(problem.severity),
        "code": code,
    });
    if let Some((start, end, text)) = suggestion(problem) {
        value["suggestions"] = json!([{ "range": range(start, end), "text": text }]);
    }
    value
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "ERROR",
        Severity::Warning => "WARNING",
        Severity::Note => "INFO",
    }
}

/// The end is one past the last byte.
fn range(start: Point, end: Point) -> Value {
    let position = |point: Point| json!({ "line": point.line, "column": point.utf8 });
    json!({ "start": position(start), "end": position(end) })
}

/// A fix as one suggestion. Suggestions are accepted one by one, but a fix is made whole or not at
/// all: several edits become one, with the text between them, and none where that text is unknown.
fn suggestion(problem: &Diagnostic) -> Option<(Point, Point, String)> {
    let mut edits: Vec<&Edit> = problem.fix.iter().collect();
    edits.sort_by_key(|edit| edit.span);
    let (first, rest) = edits.split_first()?;
    let (mut end, mut text) = (first.end, first.text.clone());
    for edit in rest {
        if edit.start != end {
            text += between(problem.excerpt.as_ref()?, end, edit.start)?;
        }
        text += &edit.text;
        end = edit.end;
    }
    Some((first.start, end, text))
}

/// What the file says between two places, if the excerpt shows it.
fn between(excerpt: &Excerpt, from: Point, to: Point) -> Option<&str> {
    let within = |point: Point| {
        let down = point.line.checked_sub(excerpt.start.line)? as usize;
        if down == 0 {
            // A long line is cut before its place: what is known is how far that is from here.
            let at = (excerpt.span.start + point.utf8).checked_sub(excerpt.start.utf8)?;
            return Some(at as usize);
        }
        let (at, _) = excerpt.text.match_indices('\n').nth(down - 1)?;
        Some(at + point.utf8 as usize)
    };
    excerpt.text.get(within(from)?..within(to)?)
}
