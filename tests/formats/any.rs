//! Any file, message and argument: every format stays what it is.

use super::seen::{Seen, plain};
use super::texts;
use fichero::report::{
    Diagnostic, Edit, Outcome, Severity, Source, Span, github, gitlab, json, junit, markdown,
    rdjson, sarif,
};
use proptest::collection::vec;
use proptest::prelude::*;
use quick_xml::XmlVersion;
use quick_xml::events::Event;
use serde_json::Value;

/// Signs of every format, a piece each, apart by spaces; spaces themselves come of other pieces.
const SIGNS: &str = "\
    :: % %0A , : < > & \" ' ` `` | ]]> <!-- --> <script> [x](http://evil.example) ]( { } {n} \
    @octocat #1 !2 GH-3 $4$ ~a ##[error] :// https://a.b www.a.example :tada: * _ ~~ \\ \u{1b}[31m \
    \u{0} \u{fffe} \u{202e} Ñuñoa 😀 a - # 1. &amp; &#64; <b>";

/// Pieces of every format between letters of one to four bytes and what no format can hold.
fn hostile() -> impl Strategy<Value = String> {
    let signs: Vec<&str> = SIGNS.split_whitespace().collect();
    let piece = prop_oneof![
        4 => prop::sample::select(signs).prop_map(str::to_owned),
        1 => prop::sample::select(vec!["\n", "\r\n", "\r", "\t", " ", "   "]).prop_map(str::to_owned),
        2 => "\\PC{0,6}",
    ];
    vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

prop_compose! {
    fn any_outcome()(
        all in vec((hostile(), hostile(), hostile(), 0..3_usize, any::<bool>()), 1..5)
    ) -> Outcome {
        let mut outcome = Outcome { folder: "p/".into(), ..Outcome::default() };
        for (file, value, text, kind, known) in all {
            let source = Source::new(file.clone(), text.clone());
            let mut problem = match kind {
                0 => Diagnostic::of_file(Severity::Error, "yaml-duplicate-key", &file),
                1 => {
                    let whole = Span::new(0..source.text.len());
                    Diagnostic::at(Severity::Warning, "field-unknown", &source, whole)
                }
                _ => Diagnostic::of_file(Severity::Note, "license-unknown", &file),
            };
            // Straight in: what makes values safe to show is another's work.
            problem.args = vec![("key", value.clone()), ("id", value)];
            problem.fix = vec![Edit::new(&source, Span::new(0..0), text)];
            if known {
                outcome.known.push(problem);
            } else {
                outcome.diagnostics.push(problem);
            }
        }
        outcome
    }
}

/// What quick-xml makes of a document: how many elements of a name there are.
fn elements(xml: &str, name: &str) -> usize {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut n = 0;
    loop {
        match reader.read_event().expect("XML") {
            Event::Start(start) | Event::Empty(start) => {
                for attribute in start.attributes() {
                    let attribute = attribute.expect("an attribute");
                    attribute.normalized_value(XmlVersion::Explicit1_0).expect("its value");
                }
                n += usize::from(start.name().as_ref() == name);
            }
            Event::Eof => return n,
            _ => {}
        }
    }
}

proptest! {
    #[test]
    fn github_is_a_command_a_problem_and_a_line(outcome in any_outcome()) {
        let said = github::render(&texts(), &outcome);
        let lines: Vec<&str> = said.split(['\n', '\r']).filter(|line| !line.is_empty()).collect();
        prop_assert_eq!(lines.len(), outcome.diagnostics.len());
        for line in lines {
            let rest = line.strip_prefix("::").expect("a command");
            let (head, _) = rest.split_once("::").expect("its end");
            let (level, properties) = head.split_once(' ').expect("properties");
            prop_assert!(["error", "warning", "notice"].contains(&level));
            let names = properties.split(',').map(|pair| pair.split('=').next().expect("a name"));
            let names: Vec<&str> = names.collect();
            prop_assert!(
                ["file,line,endLine,col,endColumn,title", "file,line,endLine,title", "file,title"]
                    .contains(&names.join(",").as_str()),
                "{:?}", names
            );
        }
    }

    #[test]
    fn json_stays_json_and_loses_nobody(outcome in any_outcome()) {
        let (texts, all) = (texts(), outcome.diagnostics.len() + outcome.known.len());
        let of = |said: &str, list: &str| {
            let value: Value = serde_json::from_str(said).expect("JSON");
            value.pointer(list).and_then(Value::as_array).map(Vec::len)
        };
        prop_assert_eq!(of(&gitlab::render(&texts, &outcome), ""), Some(all));
        prop_assert_eq!(of(&json::document(&texts, &outcome), "/diagnostics"), Some(all));
        prop_assert_eq!(of(&sarif::render(&texts, &outcome), "/runs/0/results"), Some(all));
        let told = Some(outcome.diagnostics.len());
        prop_assert_eq!(of(&rdjson::render(&texts, &outcome), "/diagnostics"), told);
    }

    #[test]
    fn fingerprints_are_never_equal(outcome in any_outcome()) {
        let issues: Vec<Value> =
            serde_json::from_str(&gitlab::render(&texts(), &outcome)).expect("a list");
        let mut prints: Vec<&str> =
            issues.iter().map(|issue| issue["fingerprint"].as_str().expect("a text")).collect();
        prints.sort_unstable();
        prints.dedup();
        prop_assert_eq!(prints.len(), issues.len());
    }

    #[test]
    fn junit_stays_xml(outcome in any_outcome()) {
        let xml = junit::render(&texts(), &outcome);
        let all = outcome.diagnostics.len() + outcome.known.len();
        let errors = outcome.counts().errors;
        prop_assert_eq!(elements(&xml, "testcase"), all.max(1));
        prop_assert_eq!(elements(&xml, "failure"), errors);
    }

    #[test]
    fn markdown_calls_nobody_and_leads_nowhere(outcome in any_outcome()) {
        let said = markdown::render(&texts(), &outcome);
        let seen = Seen::of(&said);
        prop_assert_eq!(seen.links.len(), 0, "{}", said);
        prop_assert_eq!(seen.foreign(), Vec::<&str>::new(), "{}", said);
        prop_assert_eq!(seen.calls(), Vec::<&str>::new(), "{}", said);
        // What makes a link before anything else is read is not there at all.
        let bare = regex::Regex::new(r"(?i)www\.|://|\w@\w").expect("an expression");
        prop_assert!(!bare.is_match(&said), "{}", said);
        let reading = seen.reading();
        for problem in &outcome.diagnostics {
            let message = plain(&problem.message(&texts()));
            prop_assert!(reading.contains(&message), "{}\nnot in\n{}", message, said);
        }
    }

    #[test]
    fn markdown_keeps_to_its_limit(outcome in any_outcome(), limit in 600..4000_usize) {
        let said = markdown::within(&texts(), &outcome, limit);
        prop_assert!(said.len() <= limit, "{} > {limit}", said.len());
        prop_assert_eq!(said.matches("<details>").count(), said.matches("</details>").count());
        prop_assert_eq!(Seen::of(&said).links.len(), 0);
    }
}
