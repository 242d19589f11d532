//! `JUnit`'s XML, which Jenkins and GitLab show as tests: one suite a file, one case a problem.

use crate::markup::xml::Xml;
use crate::report::formats::identity::{Identified, State, identified};
use crate::report::{Outcome, Severity};
use crate::text::Texts;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What the whole of the tests is called.
const ALL: &str = "fichero check";

/// Errors fail, known ones are skipped, the rest passes and says why it is there; a catalogue without
/// problems is one case that passes, for a report without cases is taken for a broken one.
pub fn render(texts: &Texts, outcome: &Outcome) -> String {
    let found = identified(outcome);
    let mut suites: BTreeMap<&str, Vec<&Identified<'_>>> = BTreeMap::new();
    for one in &found {
        suites.entry(&one.problem.file).or_default().push(one);
    }
    let mut xml = Xml::new();
    open(&mut xml, "testsuites", ALL, Totals::of(found.iter()));
    if found.is_empty() {
        open(&mut xml, "testsuite", ALL, Totals::of([].into_iter()));
        let name = texts.get("diagnostics.summary.none", &[]);
        xml.empty("testcase", &[("classname", ALL), ("name", &name)]);
        xml.close("testsuite");
    }
    for (file, cases) in &suites {
        let path = outcome.path(file);
        open(&mut xml, "testsuite", &path, Totals::of(cases.iter().copied()));
        let mut names = BTreeMap::new();
        for one in cases {
            case(&mut xml, texts, &path, one, &mut names);
        }
        xml.close("testsuite");
    }
    xml.close("testsuites");
    String::from_utf8(xml.finish()).expect("it was written from texts")
}

/// What a case is to those who count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Fails,
    Skipped,
    Passes,
}

fn verdict(found: &Identified<'_>) -> Verdict {
    match (found.problem.severity, found.state) {
        (Severity::Error, State::New) => Verdict::Fails,
        (Severity::Error, State::Known) => Verdict::Skipped,
        _ => Verdict::Passes,
    }
}

#[derive(Clone, Copy, Default)]
struct Totals {
    cases: usize,
    failures: usize,
    skipped: usize,
}

impl Totals {
    /// Nothing found is one case that passes.
    fn of<'a>(cases: impl Iterator<Item = &'a Identified<'a>>) -> Self {
        let mut totals = Self::default();
        for one in cases {
            totals.cases += 1;
            totals.failures += usize::from(verdict(one) == Verdict::Fails);
            totals.skipped += usize::from(verdict(one) == Verdict::Skipped);
        }
        Self { cases: totals.cases.max(1), ..totals }
    }
}

fn open(xml: &mut Xml, element: &str, name: &str, totals: Totals) {
    let attributes = [
        ("name", name),
        ("tests", &totals.cases.to_string()),
        ("failures", &totals.failures.to_string()),
        ("errors", "0"),
        ("skipped", &totals.skipped.to_string()),
    ];
    xml.open(element, &attributes);
}

/// A case is named by what is wrong, not by its line: who compares two reports finds it again.
fn case(
    xml: &mut Xml,
    texts: &Texts,
    path: &str,
    found: &Identified<'_>,
    names: &mut BTreeMap<String, usize>,
) {
    let problem = found.problem;
    let message = problem.message(texts);
    let mut name = format!("{}: {message}", problem.code);
    let nth = names.entry(name.clone()).or_default();
    *nth += 1;
    if *nth > 1 {
        name = format!("{name} ({nth})");
    }
    let (line, column) = problem.position();
    let word = problem.severity.word(texts);
    let mut text = format!("{path}:{line}:{column}: {word}[{}] {message}", problem.code);
    if let Some(remedy) = problem.remedy(texts) {
        let word = texts.get("diagnostics.severity.help", &[]);
        _ = write!(text, "\n{word}: {remedy}");
    }
    let attributes =
        [("classname", path), ("name", name.as_str()), ("file", path), ("line", &line.to_string())];
    xml.open("testcase", &attributes);
    match verdict(found) {
        Verdict::Fails => {
            xml.text_with("failure", &[("type", problem.code), ("message", &message)], &text);
        }
        Verdict::Skipped => {
            let known = texts.get("diagnostics.report.was-there", &[]);
            xml.empty("skipped", &[("message", known.as_str())]);
            xml.text("system-out", &text);
        }
        Verdict::Passes => xml.text("system-out", &text),
    }
    xml.close("testcase");
}
