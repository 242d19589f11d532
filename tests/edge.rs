//! The edge worker gives the answers that the program gives, and a site in packs is the site.

mod support;

use fichero::action::{self, Call, Method, Parameters};
use fichero::build;
use fichero::catalog::Audience;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use support::{Portal, fichero, hashes, shared};

/// 2026-01-15T10:30:00Z in microseconds, as in `tests/edge/host.mjs`.
const NOW: i64 = 1_768_473_000_000_000;

/// The site of a portal in both layouts with a worker for each, in folders of `home`.
fn published(root: &Path, home: &Path) {
    for layout in ["files", "sharded"] {
        let site = home.join(layout);
        let run = fichero()
            .args(["build", "--quiet", "--layout", layout, "--out"])
            .args([&site, root])
            .status();
        assert!(matches!(run.expect("the program runs").code(), Some(0 | 1)));
        let edge = home.join("edge").join(layout);
        let run = fichero()
            .args(["hosting", "edge", "--quiet", "--layout", layout, "--out"])
            .args([&edge, root])
            .status();
        assert!(run.expect("the program runs").success());
    }
}

/// Every question, by GET where its parameters can be in an address and by POST, with the
/// program's answer: one a line.
fn write_answers(root: &Path, questions: &Value, to: &Path) -> usize {
    let loaded = build::load(root, Audience::Public).expect("the portal is read");
    let portal = action::Portal::new(loaded.catalog);
    let mut lines = String::new();
    let mut count = 0;
    for (name, asked) in questions.as_object().expect("actions") {
        for parameters in asked.as_array().expect("questions") {
            let parameters: &Parameters = parameters.as_object().expect("parameters");
            let texts = |value: &Value| match value {
                Value::Array(items) => items.len() > 1 && items.iter().all(Value::is_string),
                value => value.is_string(),
            };
            let by_get = parameters.values().all(texts);
            for method in [Method::Get, Method::Post] {
                if method == Method::Get && !by_get {
                    continue;
                }
                let call = Call { name, parameters, method, locale: None, now: NOW };
                let reply = action::answer(&portal, &call);
                let body = String::from_utf8(reply.body).expect("ASCII");
                let line = json!({
                    "name": name, "params": parameters, "post": method == Method::Post,
                    "status": reply.status, "body": body,
                });
                lines.push_str(&line.to_string());
                lines.push('\n');
                count += 1;
            }
        }
    }
    std::fs::write(to, lines).expect("a file");
    count
}

/// Runs a script of `tests/edge` and gives what it says.
#[track_caller]
fn node(script: &str, home: &Path) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/edge").join(script);
    let run = Command::new("node").arg(script).arg(home).output().expect("node runs");
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(run.status.success(), "{said}{}", String::from_utf8_lossy(&run.stderr));
    said
}

#[test]
fn the_worker_answers_as_the_program_does() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    published(&root, home.path());
    let questions = include_str!("edge/questions.json");
    let questions = serde_json::from_str(questions).expect("JSON");
    let count = write_answers(&root, &questions, &home.path().join("answers.jsonl"));
    let said = node("compare.mjs", home.path());
    assert!(said.starts_with(&format!("files: {count} of {count}")), "{said}");
    assert!(said.contains(&format!("\nsharded: {count} of {count}")), "{said}");
}
