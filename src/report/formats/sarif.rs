//! SARIF 2.1.0, which code scanning reads; columns are units of UTF-16.

use crate::report::formats::identity::{Identified, State, identified};
use crate::report::formats::with_remedy;
use crate::report::rules::{self, Weight};
use crate::report::{Diagnostic, Outcome, Point};
use crate::text::Texts;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// How many results a run may have; code scanning refuses the whole file where there are more.
pub const RESULTS: usize = 25_000;
/// How many further places a result may have besides its own.
const RELATED: usize = 999;
/// What stays as it is in a relative address. A colon in the first folder would begin a scheme.
const PATH: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// One run.
pub fn render(texts: &Texts, outcome: &Outcome) -> String {
    let mut found = identified(outcome);
    let untold = found.len().saturating_sub(RESULTS);
    if untold > 0 {
        // What is dropped weighs least and was there before.
        found.sort_by_key(|one| (one.state, one.problem.severity));
        found.truncate(RESULTS);
    }
    let rules = Rules::of(&found);
    let is_compared = outcome.changed.is_some() || !outcome.known.is_empty();
    let results: Vec<Value> = found
        .iter()
        .map(|one| {
            let mut value = result(texts, outcome, one, &rules);
            // On all results or on none.
            if is_compared {
                value["baselineState"] = match one.state {
                    State::New => "new".into(),
                    State::Known => "unchanged".into(),
                };
            }
            value
        })
        .collect();
    let descriptors: Vec<Value> =
        rules.0.keys().map(|code| descriptor(texts, outcome, code)).collect();
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "Fichero",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "language": texts.lang().code(),
                "rules": descriptors,
            }},
            "columnKind": "utf16CodeUnits",
            "invocations": [invocation(texts, outcome, &rules, untold)],
            "results": results,
        }],
    });
    log.to_string() + "\n"
}

/// The rules that occur, each with its place in the list of the driver's rules.
struct Rules(BTreeMap<&'static str, usize>);

impl Rules {
    fn of(found: &[Identified<'_>]) -> Self {
        let mut rules: BTreeMap<&str, usize> =
            found.iter().map(|one| (one.problem.code, 0)).collect();
        for (index, place) in rules.values_mut().enumerate() {
            *place = index;
        }
        Self(rules)
    }
}

/// What a rule says, from the texts that there are. SARIF's words for weights are ours.
fn descriptor(texts: &Texts, outcome: &Outcome, code: &str) -> Value {
    let mut rule = json!({ "id": code });
    let said = |part: &str| {
        let key = format!("rules.{code}.{part}");
        texts.has(&key).then(|| texts.get(&key, &[]))
    };
    let parts = [("title", "shortDescription"), ("why", "fullDescription"), ("repair", "help")];
    for (part, name) in parts {
        if let Some(text) = said(part) {
            rule[name] = message(&text);
        }
    }
    if let Some(url) = outcome.page(code) {
        rule["helpUri"] = url.into();
    }
    if let Some(known) = rules::find(code) {
        rule["defaultConfiguration"] = json!({ "level": known.severity.name() });
        rule["properties"] = json!({ "tags": [known.family.key()] });
    }
    rule
}

/// A text as a message. Braces stand for arguments and brackets before a parenthesis for a link, in
/// what a file of the catalogue says too.
fn message(text: &str) -> Value {
    let text = text.replace('{', "{{").replace('}', "}}").replace("](", "\\](");
    json!({ "text": text })
}

fn result(texts: &Texts, outcome: &Outcome, found: &Identified<'_>, rules: &Rules) -> Value {
    let problem = found.problem;
    let uri = uri(outcome, problem);
    let place = problem.excerpt.as_ref().map(|place| region(place.start, place.end));
    // Who reads it wants a line even where the problem is the file itself.
    let place = place.unwrap_or_else(|| json!({ "startLine": 1 }));
    let mut result = json!({
        "ruleId": problem.code,
        "ruleIndex": rules.0.get(problem.code),
        "level": problem.severity.name(),
        "message": message(&with_remedy(texts, problem, "\n")),
        "locations": [{ "physicalLocation": located(&uri, &place) }],
        "partialFingerprints": { "ficheroProblem/v1": found.fingerprint },
    });
    if !problem.labels.is_empty() {
        let related = problem.labels.iter().take(RELATED).enumerate().map(|(id, label)| {
            let place = region(label.excerpt.start, label.excerpt.end);
            json!({
                "id": id,
                "physicalLocation": located(&uri, &place),
                "message": message(&label.words(texts)),
            })
        });
        result["relatedLocations"] = related.collect();
    }
    if let Some(fix) = fix(texts, problem, &uri) {
        result["fixes"] = json!([fix]);
    }
    result
}

/// The file's address from the top of the repository.
fn uri(outcome: &Outcome, problem: &Diagnostic) -> String {
    utf8_percent_encode(&outcome.path(&problem.file), PATH).to_string()
}

fn located(uri: &str, region: &Value) -> Value {
    json!({ "artifactLocation": { "uri": uri, "uriBaseId": "%SRCROOT%" }, "region": region })
}

/// The end is one past the last unit.
fn region(start: Point, end: Point) -> Value {
    json!({
        "startLine": start.line,
        "startColumn": start.utf16,
        "endLine": end.line,
        "endColumn": end.utf16,
    })
}

/// All edits as one fix, which is made whole or not at all.
fn fix(texts: &Texts, problem: &Diagnostic, uri: &str) -> Option<Value> {
    if problem.fix.is_empty() {
        return None;
    }
    let replacements: Vec<Value> = problem
        .fix
        .iter()
        .map(|edit| {
            json!({
                "deletedRegion": region(edit.start, edit.end),
                "insertedContent": { "text": edit.text },
            })
        })
        .collect();
    let mut fix = json!({
        "artifactChanges": [{
            "artifactLocation": { "uri": uri, "uriBaseId": "%SRCROOT%" },
            "replacements": replacements,
        }],
    });
    if let Some(remedy) = problem.remedy(texts) {
        fix["description"] = message(&remedy);
    }
    Some(fix)
}

/// How the check went: it always ends, whatever it finds. What the portal makes of rules is an
/// override, and what did not fit is told.
fn invocation(texts: &Texts, outcome: &Outcome, rules: &Rules, untold: usize) -> Value {
    let overrides: Vec<Value> = outcome
        .weights
        .iter()
        .filter_map(|(code, weight)| {
            let index = rules.0.get(code)?;
            let configuration = match weight {
                Weight::Is(severity) => json!({ "level": severity.name() }),
                Weight::Off => json!({ "enabled": false }),
            };
            let descriptor = json!({ "id": code, "index": index });
            Some(json!({ "descriptor": descriptor, "configuration": configuration }))
        })
        .collect();
    let mut invocation = json!({ "executionSuccessful": true });
    if !overrides.is_empty() {
        invocation["ruleConfigurationOverrides"] = overrides.into();
    }
    if untold > 0 {
        let text = texts.get("diagnostics.report.untold", &[("n", &untold.to_string())]);
        invocation["toolExecutionNotifications"] =
            json!([{ "level": "warning", "message": message(&text) }]);
    }
    invocation
}
