//! Fichero's own JSON, which loses nothing: `assets/schemas/check.schema.json` describes it.

use crate::report::formats::identity::{Identified, State, identified};
use crate::report::{Counts, Diagnostic, Edit, Graded, Label, Loss, Outcome, Point};
use crate::text::Texts;
use serde_json::{Map, Value, json};

/// What the names of the keys mean; it changes when one goes away or means something else.
const VERSION: u32 = 1;

/// Everything that a check found, known problems too, by file and place.
pub fn document(texts: &Texts, outcome: &Outcome) -> String {
    let counts = outcome.counts();
    let diagnostics: Vec<Value> =
        identified(outcome).iter().map(|found| whole(texts, outcome, found)).collect();
    let rules: Map<String, Value> = outcome
        .weights
        .iter()
        .map(|(code, weight)| ((*code).to_owned(), weight.name().into()))
        .collect();
    let mut document = json!({
        "version": VERSION,
        "folder": outcome.folder,
        "changed": outcome.changed,
        "diagnostics": diagnostics,
        "summary": {
            "errors": counts.errors,
            "warnings": counts.warnings,
            "notes": counts.notes,
            "known": outcome.known.len(),
            "known_errors": Counts::of(&outcome.known).errors,
            "fails": outcome.fails(),
        },
        "rules": rules,
    });
    if let Some(grades) = &outcome.grades {
        document["grades"] = grades.iter().map(grade).collect();
    }
    document.to_string() + "\n"
}

/// One object a line, as [`values`] gives them.
pub fn render(texts: &Texts, diagnostics: &[Diagnostic]) -> String {
    values(texts, diagnostics)
        .iter()
        .fold(String::new(), |out, object| out + &object.to_string() + "\n")
}

/// `{"code", "severity", "file", "line", "column", "message", "help"}` each. A problem of a whole file
/// has no line.
pub fn values(texts: &Texts, diagnostics: &[Diagnostic]) -> Vec<Value> {
    diagnostics.iter().map(|problem| brief(texts, problem).into()).collect()
}

fn brief(texts: &Texts, problem: &Diagnostic) -> Map<String, Value> {
    let place = problem.excerpt.as_ref();
    let pairs: [(&str, Value); 7] = [
        ("code", problem.code.into()),
        ("severity", problem.severity.name().into()),
        ("file", problem.file.clone().into()),
        ("line", place.map(|place| place.start.line).into()),
        ("column", place.map(|place| place.start.column).into()),
        ("message", problem.message(texts).into()),
        ("help", problem.remedy(texts).into()),
    ];
    pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn whole(texts: &Texts, outcome: &Outcome, found: &Identified<'_>) -> Value {
    let problem = found.problem;
    let place = problem.excerpt.as_ref();
    let labels: Vec<Value> = problem.labels.iter().map(|one| label(texts, one)).collect();
    let fix: Vec<Value> = problem.fix.iter().map(edit).collect();
    let further: [(&str, Value); 8] = [
        ("end_line", place.map(|place| place.end.line).into()),
        ("end_column", place.map(|place| place.end.column).into()),
        ("places", place.map(|place| columns(place.start, place.end)).into()),
        ("url", outcome.page(problem.code).into()),
        ("labels", labels.into()),
        ("fix", fix.into()),
        ("known", (found.state == State::Known).into()),
        ("fingerprint", found.fingerprint.clone().into()),
    ];
    let mut object = brief(texts, problem);
    if let Some(cell) = problem.cell {
        object.insert("row".to_owned(), cell.row.into());
        object.insert("field".to_owned(), cell.field.into());
    }
    object.extend(further.into_iter().map(|(key, value)| (key.to_owned(), value)));
    object.into()
}

/// The same columns as others count them.
fn columns(start: Point, end: Point) -> Value {
    json!({
        "utf8": { "column": start.utf8, "end_column": end.utf8 },
        "utf16": { "column": start.utf16, "end_column": end.utf16 },
    })
}

fn grade(graded: &Graded) -> Value {
    let (caps, losses): (Vec<_>, Vec<_>) =
        graded.losses.iter().partition(|loss| loss.criterion.is_none());
    let told = |loss: &&Loss| {
        let value = f64::from(loss.hundredths) / 100.0;
        let mut object = json!({
            "file": loss.file,
            "message": loss.message,
            "help": loss.help,
        });
        match loss.criterion {
            Some(criterion) => {
                object["criterion"] = criterion.into();
                object["gain"] = value.into();
            }
            None => object["at_most"] = value.into(),
        }
        object
    };
    json!({
        "dataset": graded.dataset,
        "file": graded.file,
        "grade": f64::from(graded.tenths) / 10.0,
        "band": graded.band,
        "caps": caps.iter().map(told).collect::<Vec<_>>(),
        "losses": losses.iter().map(told).collect::<Vec<_>>(),
    })
}

fn label(texts: &Texts, label: &Label) -> Value {
    let place = &label.excerpt;
    json!({
        "line": place.start.line,
        "column": place.start.column,
        "end_line": place.end.line,
        "end_column": place.end.column,
        "places": columns(place.start, place.end),
        "message": label.words(texts),
    })
}

fn edit(edit: &Edit) -> Value {
    let end = |byte: u32, point: Point| json!({ "byte": byte, "line": point.line, "column": point.column });
    json!({
        "start": end(edit.span.start, edit.start),
        "end": end(edit.span.end, edit.end),
        "text": edit.text,
    })
}
