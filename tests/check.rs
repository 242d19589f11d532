//! What `fichero check` says of each file below `tests/check`, which carry it as comments: see
//! `tests/support/example.rs` for how they are written. `UPDATE=1 cargo test --test check` writes
//! what is said into the files: read it before you keep it.

#[path = "support/example.rs"]
mod example;

use example::Example;
use fichero::report::rules;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()).collect();
    files.sort();
    files
}

#[test]
fn every_example_is_told_what_it_says() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    let mut met: BTreeMap<&str, usize> = BTreeMap::new();
    let files = examples();
    for file in &files {
        let text = fs::read_to_string(file).expect("an example is UTF-8");
        let example = Example::parse(&text);
        if !example.is_possible() {
            continue;
        }
        let root = tempfile::tempdir().expect("a folder");
        example.write(root.path());
        let problems = example.review(root.path()).outcome(None).diagnostics;
        for problem in &problems {
            *met.entry(problem.code).or_default() += 1;
        }
        let is = example.annotated(&problems);
        if is == text {
            continue;
        }
        if update {
            fs::write(file, &is).expect("it can be written");
        }
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let diff = similar::TextDiff::from_lines(&text, &is);
        wrong.push(format!("{name}\n{}", diff.unified_diff().context_radius(2)));
    }
    assert!(
        wrong.is_empty() || update,
        "{} of {}:\n{}",
        wrong.len(),
        files.len(),
        wrong.join("\n")
    );
    let beyond = |code: &str| BEYOND.iter().any(|(beyond, _)| *beyond == code);
    let unmet: Vec<&str> = rules::all()
        .map(|rule| rule.code)
        .filter(|code| !met.contains_key(code) && !beyond(code))
        .collect();
    assert!(unmet.is_empty(), "rules without an example: {unmet:?}");
    let spare: Vec<_> = BEYOND.iter().filter(|(code, _)| met.contains_key(code)).collect();
    assert!(spare.is_empty(), "they have one: {spare:?}");
    assert!(files.len() >= 170, "{} examples", files.len());
}

/// Rules that no file of text can break, and which test breaks them.
const BEYOND: [(&str, &str); 0] = [];
