//! Readers find what there is in real catalogues: titles by two or three of their words, as written,
//! without accents and in the other number; words with a slip are put right.

#![allow(dead_code, reason = "the bench uses the rest of what it shares")]
#![allow(clippy::print_stdout, reason = "the shares are told, as is what is left out")]

#[path = "../benches/search/catalogue.rs"]
mod catalogue;
#[path = "../benches/build/measure.rs"]
mod measure;
#[path = "../benches/search/questions.rs"]
mod questions;
#[path = "../benches/search/site.rs"]
mod site;
mod support;
#[path = "../benches/build/words.rs"]
mod words;

use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// What is expected of a catalogue, of a hundred.
struct Least {
    /// Known titles that are among the first ten.
    found: f64,
    /// Slips that the first suggestion puts right.
    put_right: f64,
}

const REAL: Least = Least { found: 98.0, put_right: 95.0 };
/// Words that nobody speaks lie closer to each other, and have no number of a language's.
const MADE_UP: Least = Least { found: 96.0, put_right: 90.0 };

fn holds(name: &str, portal: &Path, language: &str, least: &Least) {
    let out = portal.join("index");
    site::index(portal, &out).expect("an index");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search/relevance.mjs");
    let run = Command::new("node").arg(script).arg(&out).arg(language).output().expect("node runs");
    let said = String::from_utf8_lossy(&run.stdout);
    println!("{name}: {said}");
    let shares: Value = serde_json::from_str(&said)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&run.stderr)));
    let Least { found, put_right } = *least;
    for (key, least) in
        [("written", found), ("bare", found), ("number", found), ("first", put_right)]
    {
        let share = shares[key].as_f64().expect(key);
        assert!(share >= least, "{name}: {key} {share} of 100, {least} were expected");
    }
}

fn imported(name: &str, kind: &str, path: &str, language: &str) {
    let Some(source) = support::shared(path) else { return };
    let portal = support::Portal::empty();
    let run = support::fichero()
        .args(["import", kind])
        .arg(source)
        .arg(portal.path())
        .output()
        .expect("the program runs");
    assert!(matches!(run.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&run.stderr));
    holds(name, portal.path(), language, &REAL);
}

#[test]
fn brazil() {
    imported("Brazil", "ckan", "corpora/ckan-brazil-dados-gov-br-2022", "pt");
}

#[test]
fn argentina() {
    let path = "corpora/datajson-ar-datosgobar-2018/snapshot-5-632ds.json";
    imported("Argentina", "datajson", path, "es");
}

#[test]
fn philadelphia() {
    imported("Philadelphia", "jkan", "corpora/opendataphilly-jkan", "en");
}

#[test]
fn amazon() {
    imported("AWS", "open-data-registry", "corpora/aws-open-data-registry", "en");
}

#[test]
fn a_synthetic_catalogue() {
    let portal = support::Portal::empty();
    catalogue::generate(1500, portal.path()).expect("a catalogue");
    holds("synthetic", portal.path(), "es", &MADE_UP);
}
