//! Analysis and query language say what `tests/search/vectors.json` says; the client says the same
//! (`tests/search/language.test.mjs`, which also writes it).

#[path = "support/mod.rs"]
mod support;

use fichero::search::analysis::{Analyzer, fold};
use fichero::search::language::{Parsed, Refusal, Syntax, Warning, parse, request};
use fichero::text::{Lang, Texts};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// The vectors and what they are read with.
struct Vectors {
    all: Value,
    analyzers: BTreeMap<String, Analyzer>,
    facets: Vec<String>,
    unindexed: Vec<String>,
}

impl Vectors {
    fn load() -> Self {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search/vectors.json");
        let all = support::json(&file);
        let analyzers = all["portals"].as_array().expect("a list").iter().map(|portal| {
            let synonyms: Vec<Vec<String>> =
                serde_json::from_value(portal["synonyms"].clone()).expect("lists of texts");
            let languages: Vec<Lang> =
                texts(&portal["languages"]).iter().filter_map(|tag| Lang::from_tag(tag)).collect();
            (text(&portal["name"]).to_owned(), Analyzer::new(&languages, &synonyms))
        });
        let analyzers = analyzers.collect();
        let (facets, unindexed) = (texts(&all["facets"]), texts(&all["unindexed"]));
        Self { all, analyzers, facets, unindexed }
    }

    fn cases(&self, section: &str) -> &[Value] {
        self.all[section].as_array().expect(section)
    }

    fn syntax(&self, filter: bool) -> Syntax<'_> {
        Syntax {
            analyzer: &self.analyzers["es"],
            facets: &self.facets,
            unindexed: &self.unindexed,
            filter,
            now: self.all["now"].as_i64().expect("a number"),
        }
    }

    /// Compares what every case of a section is with what comes of it.
    fn check(&self, section: &str, actual: impl Fn(&Value) -> Value) {
        let different: Vec<String> = self
            .cases(section)
            .iter()
            .map(|case| (case, actual(case)))
            .filter(|(case, actual)| case["is"] != *actual)
            .map(|(case, actual)| format!("{case}\n  but {actual}\n"))
            .collect();
        let shown = different.iter().take(20).map(String::as_str).collect::<String>();
        assert!(different.is_empty(), "{section}: {} differ\n{shown}", different.len());
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn texts(value: &Value) -> Vec<String> {
    serde_json::from_value(value.clone()).expect("a list of texts")
}

fn refused(refusal: &Refusal) -> Value {
    // In CKAN's words a refusal is told where CKAN has words for it.
    let sentence = match &refusal.error()["message"] {
        Value::String(message) => message
            .split_once(": ")
            .map(|(_, said)| said[1..said.len() - 1].to_owned())
            .unwrap_or_default(),
        _ if refusal.code == "facet" => refusal.to_string(),
        _ => "Invalid integer".to_owned(),
    };
    let ckan = json!({"status": refusal.status(), "error": refusal.error()});
    json!({"refused": refusal.code, "text": refusal.text, "sentence": sentence, "ckan": ckan})
}

fn parsed(result: Result<Parsed, Refusal>) -> Value {
    match result {
        Ok(parsed) => {
            json!({"tree": parsed.tree.to_json(), "warnings": warnings(&parsed.warnings)})
        }
        Err(refusal) => refused(&refusal),
    }
}

fn warnings(warnings: &[Warning]) -> Vec<Value> {
    warnings.iter().map(|warning| json!({"code": warning.code, "field": warning.field})).collect()
}

#[test]
fn vectors_of_tables() {
    let vectors = Vectors::load();
    vectors.check("tables", |case| {
        let analyzer = &vectors.analyzers[text(&case["name"])];
        json!({"stop": analyzer.stop_words(), "rules": analyzer.rules(), "synonyms": analyzer.synonyms()})
    });
}

#[test]
fn vectors_of_analysis() {
    let vectors = Vectors::load();
    vectors.check("analysis", |case| {
        let mut terms: Vec<(u32, String)> = Vec::new();
        let analyzer = &vectors.analyzers[text(&case["portal"])];
        analyzer.terms(text(&case["text"]), |at, term| terms.push((at, term)));
        json!(terms)
    });
    vectors.check("folded", |case| json!(fold(text(&case["text"]))));
}

#[test]
fn vectors_of_queries() {
    let vectors = Vectors::load();
    vectors.check("queries", |case| parsed(parse(text(&case["q"]), &vectors.syntax(false))));
    vectors.check("filters", |case| parsed(parse(text(&case["fq"]), &vectors.syntax(true))));
}

#[test]
fn vectors_of_requests() {
    let vectors = Vectors::load();
    vectors.check("requests", |case| {
        let params = case["params"].as_object().expect("an object");
        match request(params, &vectors.syntax(false)) {
            Ok(request) => request.to_json(),
            Err(refusal) => refused(&refusal),
        }
    });
    let count: usize = ["analysis", "folded", "queries", "filters", "requests"]
        .map(|section| vectors.cases(section).len())
        .iter()
        .sum();
    assert!(count >= 2000, "{count} vectors");
}

#[test]
fn every_refusal_says_in_every_language_what_to_type() {
    let vectors = Vectors::load();
    let mut codes: Vec<&str> = ["queries", "filters", "requests"]
        .iter()
        .flat_map(|section| vectors.cases(section))
        .filter_map(|case| case["is"]["refused"].as_str())
        .collect();
    codes.sort_unstable();
    codes.dedup();
    let all = Texts::embedded(Lang::Es);
    let known: Vec<&str> =
        all.keys().filter_map(|key| key.strip_prefix("search.refused-")).collect();
    assert_eq!(codes, known, "the vectors have every refusal");
    for (lang, write) in [(Lang::Es, "escriba"), (Lang::En, "type"), (Lang::Pt, "digite")] {
        let texts = Texts::embedded(lang);
        for code in &codes {
            let sentence = texts.get(&format!("search.refused-{code}"), &[]);
            assert!(sentence.contains(write), "{lang:?} {code}: {sentence}");
        }
    }
}

/// What people asked a search gateway for, as far as it was `package_search`.
#[test]
fn real_queries_are_understood() {
    let vectors = Vectors::load();
    let Some(log) = support::shared("corpora/ckan-query-log-2026/queries-half.jsonl") else {
        return;
    };
    let log = std::fs::read_to_string(log).expect("a readable file");
    let (mut all, mut refusals) = (0, Vec::new());
    for line in log.lines() {
        let call: Value = serde_json::from_str(line).expect("JSON");
        if call["tool"] != "ckan_package_search" {
            continue;
        }
        all += 1;
        let query = call["query"].as_str().unwrap_or_default();
        if let Err(refusal) = parse(query, &vectors.syntax(false)) {
            refusals.push(format!("{query} → {}", refusal.code));
        }
    }
    assert!(all > 800, "{all} queries");
    assert!(refusals.len() * 100 <= all, "{} of {all} refused: {refusals:#?}", refusals.len());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in any::<String>(), filter in any::<bool>()) {
        let vectors = small();
        let _ = parse(&text, &Syntax { filter, ..syntax_of(&vectors) });
    }

    #[test]
    fn any_pieces_are_read(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        let vectors = small();
        if let Ok(parsed) = parse(&pieces.concat(), &syntax_of(&vectors)) {
            prop_assert!(parsed.tree.to_json().is_object());
        }
    }
}

const PIECES: &[&str] = &[
    "a",
    "ñ",
    "*",
    "?",
    "\"",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "^",
    "~",
    ":",
    "\\",
    "/",
    "+",
    "-",
    "!",
    " ",
    "\t",
    "0",
    "2024-02-29",
    "NOW",
    "-7DAYS",
    "/DAY",
    "+999999999YEARS",
    " TO ",
    " AND ",
    " OR ",
    " NOT ",
    "title:",
    "tags:",
    "name:",
    "metadata_modified:",
    "state:",
    "x:",
    "source:",
    "{!",
    "_val_:",
    "agua",
    "de",
    "İ",
    "σς",
    "日本",
    "😀",
    "\u{301}",
    "ﬁ",
    "m²",
    "extras_",
];

/// An analyzer, facets and keys that are not indexed.
fn small() -> (Analyzer, [String; 2], [String; 1]) {
    let facets = ["tags", "organization"].map(str::to_owned);
    (Analyzer::new(&[Lang::Es], &[]), facets, ["source".to_owned()])
}

fn syntax_of((analyzer, facets, unindexed): &(Analyzer, [String; 2], [String; 1])) -> Syntax<'_> {
    Syntax { analyzer, facets, unindexed, filter: false, now: 1_732_104_000_123_456 }
}

#[test]
fn long_texts_are_read_in_time() {
    let small = small();
    for piece in PIECES.iter().chain(&["a ", "a(", "a:b ", "*a", "\\*", "a-", "(a OR "]) {
        let text = piece.repeat(100_000 / piece.len());
        let start = std::time::Instant::now();
        let _ = parse(&text, &syntax_of(&small));
        assert!(start.elapsed().as_secs() < 10, "{piece}");
    }
}
