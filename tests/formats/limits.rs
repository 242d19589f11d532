//! More than a reader takes: what matters most is told, and the rest is counted.

use super::seen::Seen;
use super::{span, texts};
use fichero::report::{
    Diagnostic, Edit, Outcome, Severity, Source, Span, github, markdown, rdjson, sarif,
};
use serde_json::Value;
use snapbox::{assert_data_eq, str};

fn many(severity: Severity, code: &'static str, n: usize) -> Vec<Diagnostic> {
    let one = |i: usize| {
        let file = format!("catalog/{}.yaml", i / 10);
        Diagnostic::of_file(severity, code, &file).with("key", i).with("id", i)
    };
    (0..n).map(one).collect()
}

fn both(errors: usize, warnings: usize) -> Vec<Diagnostic> {
    let mut all = many(Severity::Warning, "license-unknown", warnings);
    all.extend(many(Severity::Error, "yaml-duplicate-key", errors));
    all
}

#[test]
fn github_shows_ten_of_a_level_and_the_changed_files_first() {
    let changed = Some(["catalog/2.yaml".to_owned()].into());
    let outcome = Outcome { diagnostics: both(25, 11), changed, ..Outcome::default() };
    let said = github::render(&texts(), &outcome);
    let count = |start: &str| said.lines().filter(|line| line.starts_with(start)).count();
    assert_eq!((count("::error "), count("::warning ")), (10, 10));
    let first: Vec<&str> = said.lines().take(6).collect();
    assert!(first[..5].iter().all(|line| line.contains("file=catalog/2.yaml")), "{first:?}");
    assert!(first[5].contains("file=catalog/0.yaml"), "{first:?}");
    let rest: Vec<&str> = said.lines().skip(20).collect();
    assert_data_eq!(
        rest.join("\n"),
        str![[r#"
… y 15 errores más: vea el resumen, o ejecute fichero check
… y 1 aviso más: vea el resumen, o ejecute fichero check
"#]]
    );
}

#[test]
fn a_log_takes_no_command_from_a_text() {
    let text = "error: ##[add-mask]x\n::set-output name=a::b";
    let said = github::inert(text);
    let (first, last) = (said.lines().next(), said.lines().last());
    let word = first.and_then(|line| line.strip_prefix("::stop-commands::")).expect("it stops");
    assert_eq!(last, Some(format!("::{word}::").as_str()));
    assert!(!text.contains(word) && word.len() == 32);
    assert_eq!(said.lines().count(), 4);
    assert_eq!(github::inert(text), said);
    assert_ne!(github::inert("otro").lines().next(), first, "nobody knows it beforehand");
}

#[test]
fn sarif_leaves_out_what_weighs_least_and_says_how_many() {
    let mut outcome = Outcome { diagnostics: both(2, sarif::RESULTS), ..Outcome::default() };
    outcome.known = many(Severity::Error, "yaml-duplicate-key", 1);
    let said: Value = serde_json::from_str(&sarif::render(&texts(), &outcome)).expect("JSON");
    let run = &said["runs"][0];
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), sarif::RESULTS);
    assert!(results.iter().all(|result| result["baselineState"] == "new"));
    assert!(results[..2].iter().all(|result| result["level"] == "error"));
    let notice = &run["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(notice["level"], "warning");
    assert_data_eq!(
        notice["message"]["text"].as_str().expect("a text"),
        str!["3 problemas más no caben aquí: ejecute fichero check para verlos"]
    );
}

#[test]
fn markdown_shows_five_and_folds_the_rest() {
    let outcome = Outcome { diagnostics: both(7, 3), ..Outcome::default() };
    let said = markdown::render(&texts(), &outcome);
    let (open, folded) = said.split_once("<details>").expect("a fold");
    assert_eq!(open.matches("\n- **error**").count(), 5);
    assert_eq!(folded.matches("\n- **").count(), 5);
    assert!(folded.trim_end().ends_with("</details>"), "{folded}");
}

#[test]
fn markdown_keeps_within_what_a_forge_takes() {
    let outcome = Outcome { diagnostics: both(20_000, 10_000), ..Outcome::default() };
    for limit in [markdown::SUMMARY, markdown::COMMENT] {
        let said = markdown::within(&texts(), &outcome, limit);
        assert!(said.len() <= limit && said.len() > limit - 2000, "{} of {limit}", said.len());
        let told = said.matches("\n- **").count();
        let reading = Seen::of(&said).reading();
        let untold = format!("{} problemas más no caben aquí", 30_000 - told);
        assert!(reading.contains(&untold), "{}", &said[said.len() - 400..]);
        assert!(said.contains("</details>"));
    }
    assert_eq!(markdown::render(&texts(), &outcome).len(), {
        markdown::within(&texts(), &outcome, markdown::SUMMARY).len()
    });
}

/// What reviewdog would offer for a fix of these edits, each a part of the text and its new one.
fn suggestions(place: &str, edits: &[(&str, &str)]) -> Value {
    let source = Source::new("a.yaml", "uno: 1\r\nñandú: \"dos\"\r\ntres: 3\r\ncuatro: 4\r\n");
    let at = |part: &str| span(&source, part);
    let mut problem =
        Diagnostic::at(Severity::Warning, "field-unknown", &source, at(place)).with("key", "x");
    let edit = |(part, text): &(&str, &str)| Edit::new(&source, at(part), *text);
    problem.fix = edits.iter().map(edit).collect();
    let outcome = Outcome { diagnostics: vec![problem], ..Outcome::default() };
    let said: Value = serde_json::from_str(&rdjson::render(&texts(), &outcome)).expect("JSON");
    said["diagnostics"][0]["suggestions"].clone()
}

#[test]
fn a_fix_of_several_edits_is_one_suggestion_or_none() {
    let one = |from: (u32, u32), to: (u32, u32), text: &str| {
        let point = |(line, column)| serde_json::json!({ "line": line, "column": column });
        let range = serde_json::json!({ "start": point(from), "end": point(to) });
        serde_json::json!([{ "range": range, "text": text }])
    };
    let both = suggestions("ñandú", &[("dos", "2"), ("ñandú", "ave")]);
    assert_eq!(both, one((2, 1), (2, 14), "ave: \"2"));
    // Over two lines that the excerpt shows, with the line's end between.
    let lines = suggestions("ñandú: \"dos\"\r\ntres", &[("ñandú", "ave"), ("tres", "3")]);
    assert_eq!(lines, one((2, 1), (3, 5), "ave: \"dos\"\r\n3"));
    // Side by side, wherever they are.
    let beside = suggestions("uno", &[("cuatro", "4"), (": 4", ": cuatro")]);
    assert_eq!(beside, one((4, 1), (4, 10), "4: cuatro"));
    // What is between is not shown: half a fix is none.
    assert_eq!(suggestions("ñandú", &[("uno", "1"), ("ñandú", "ave")]), Value::Null);
    assert_eq!(suggestions("ñandú", &[("ñandú", "ave"), ("cuatro", "4")]), Value::Null);
    assert_eq!(suggestions("ñandú", &[]), Value::Null);
}

/// A line too long to be shown whole: what is between its edits is still known, or nothing is said.
#[test]
fn a_fix_in_a_long_line_is_right() {
    let text = format!("a: [{}ñ, uno, dos, {}]\n", "x, ".repeat(300), "y, ".repeat(300));
    let source = Source::new("a.yaml", text.as_str());
    let at = |part: &str| span(&source, part);
    let mut problem = Diagnostic::at(Severity::Warning, "field-unknown", &source, at("uno"));
    problem.fix = vec![Edit::new(&source, at("uno"), "1"), Edit::new(&source, at("dos"), "2")];
    let mut outcome = Outcome { diagnostics: vec![problem], ..Outcome::default() };
    let said = |outcome: &Outcome| -> Value {
        let said: Value = serde_json::from_str(&rdjson::render(&texts(), outcome)).expect("JSON");
        said["diagnostics"][0]["suggestions"][0]["text"].clone()
    };
    assert_eq!(said(&outcome), "1, 2");
    let end = source.text.find(']').expect("the end");
    let far = Edit::new(&source, Span::new(end..end + 1), "}");
    outcome.diagnostics[0].fix.push(far);
    assert_eq!(said(&outcome), Value::Null);
}
