//! GitLab's Code Quality report, which a merge request compares with that of its target.

use crate::report::formats::identity::{Identified, identified};
use crate::report::formats::with_remedy;
use crate::report::{Diagnostic, Outcome, Severity, rules};
use crate::text::Texts;
use serde_json::{Value, json};

/// A JSON list, known problems included: GitLab takes what is missing for mended.
pub fn render(texts: &Texts, outcome: &Outcome) -> String {
    let issues: Vec<Value> =
        identified(outcome).iter().map(|found| issue(texts, outcome, found)).collect();
    Value::from(issues).to_string() + "\n"
}

fn issue(texts: &Texts, outcome: &Outcome, found: &Identified<'_>) -> Value {
    let problem = found.problem;
    let (begin, end) = match &problem.excerpt {
        Some(place) => (place.start.line, place.end.line),
        None => (1, 1),
    };
    json!({
        "description": with_remedy(texts, problem, " — "),
        "check_name": problem.code,
        "fingerprint": found.fingerprint,
        "severity": severity(problem),
        "location": {
            "path": outcome.path(&problem.file),
            "lines": { "begin": begin, "end": end },
        },
    })
}

/// GitLab tells errors apart: what is lost or published by mistake is worse than what is refused.
fn severity(problem: &Diagnostic) -> &'static str {
    match problem.severity {
        Severity::Error if rules::find(problem.code).is_some_and(|rule| rule.firm) => "critical",
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Note => "info",
    }
}
