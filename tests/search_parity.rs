//! The native engine and the client in JavaScript give one answer to one question.

#![allow(dead_code, reason = "the bench uses the rest of what it shares")]

#[path = "../benches/search/catalogue.rs"]
mod catalogue;
#[path = "../benches/build/measure.rs"]
mod measure;
#[path = "../benches/search/questions.rs"]
mod questions;
#[path = "../benches/search/site.rs"]
mod site;
#[path = "../benches/build/words.rs"]
mod words;

use std::path::Path;
use std::process::Command;

const DATASETS: usize = 3000;
const QUESTIONS: usize = 500;

#[test]
fn engine_and_client_agree() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let (portal, out) = (home.path().join("portal"), home.path().join("index"));
    catalogue::generate(DATASETS, &portal).expect("a catalogue");
    site::index(&portal, &out).expect("an index");
    site::ask(&portal, &out, QUESTIONS).expect("answers");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search/parity.mjs");
    let run = Command::new("node").arg(script).arg(&out).output().expect("node runs");
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{said}{}", String::from_utf8_lossy(&run.stderr));
    assert!(
        said.starts_with(&format!(
            "{QUESTIONS} questions: count {QUESTIONS}, order {QUESTIONS}, facets {QUESTIONS}"
        )),
        "{said}"
    );
}
