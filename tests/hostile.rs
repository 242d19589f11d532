//! Files made to mislead, exhaust or break a reader: each is refused with its code, or harmless.
//!
//! The code stands in the file's name: `name.code.yaml`.
#![allow(clippy::print_stdout, reason = "a child tells what it measured")]

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use fichero::read::{Dataset, Portal, files, yaml};
use fichero::report::{Diagnostic, Source};
use proptest::prelude::*;

const IN_CHILD: &str = "FICHERO_TEST_HOSTILE_CASE";
const MOST_MEMORY_KB: u64 = 200_000;
/// A second is what the program may take; without optimisation it is several times slower.
const LONGEST: Duration = Duration::from_secs(if cfg!(debug_assertions) { 5 } else { 1 });

/// One test at a time: each measures time.
static ALONE: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What reading the bytes as a dataset tells.
fn read(bytes: Vec<u8>) -> Vec<Diagnostic> {
    match files::text("dataset.yaml", bytes) {
        Ok(source) => Dataset::decode(&source, "x", None, &Portal::default()).1,
        Err(problem) => vec![*problem],
    }
}

#[test]
fn small_files_are_refused_with_their_code() {
    let _alone = alone();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
    let mut wrong = String::new();
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("the folder of cases") {
        let path = entry.expect("a case").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let code = name.split('.').nth(1).expect("a code in the name").to_owned();
        let start = Instant::now();
        let found = read(std::fs::read(&path).expect("a case"));
        assert!(start.elapsed() < LONGEST, "{name} takes {:?}", start.elapsed());
        let codes: Vec<_> = found.iter().map(|problem| problem.code).collect();
        let fine = match code.as_str() {
            "ok" => codes.is_empty(),
            code => !codes.is_empty() && codes.iter().all(|found| *found == code),
        };
        if !fine {
            _ = writeln!(wrong, "{name}: {codes:?}");
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(count >= 60, "{count} cases");
}

/// Files too big to keep: what each is, its text, and the code that refuses it (none: accepted).
#[expect(clippy::too_many_lines, reason = "a table, one entry a case")]
fn big(case: &str) -> Option<(String, Option<&'static str>)> {
    let made = match case {
        "alias bomb" => {
            let mut text = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned();
            for n in 1..10 {
                let refs = vec![format!("*a{}", n - 1); 9].join(",");
                _ = writeln!(text, "a{n}: &a{n} [{refs}]");
            }
            (text, Some("yaml-anchor"))
        }
        "text bomb" => {
            let mut text = format!("a: &a {}\nb:\n", "x".repeat(100_000));
            text.push_str(&"- *a\n".repeat(20_000));
            (text, Some("yaml-anchor"))
        }
        "brackets" => ("[".repeat(400_000), Some("yaml-too-deep")),
        "braces" => ("{".repeat(400_000), Some("yaml-too-deep")),
        "closing brackets" => ("]".repeat(400_000), Some("yaml-bracket")),
        "dashes" => ("- ".repeat(400_000), Some("yaml-too-deep")),
        "questions" => ("? ".repeat(400_000), Some("yaml-too-deep")),
        "eleven megabytes" => ("a: b\n".repeat(2_200_000), Some("file-too-large")),
        "a thousand levels" => {
            let mut text = String::new();
            for level in 0..1_000 {
                _ = writeln!(text, "{}k:", " ".repeat(level));
            }
            (text, Some("yaml-too-deep"))
        }
        "one line" => (format!("title: {}", "x".repeat(1_000_000)), None),
        "one quoted line" => (format!("title: \"{}\"", "\\n".repeat(500_000)), None),
        "open quote" => (format!("title: \"{}", "x\n".repeat(500_000)), Some("yaml-open-quote")),
        "quotes at the margin" => {
            let text = format!("title: x\ntags:\n{}", "- 'a\nb'\n".repeat(100_000));
            (text, Some("yaml-open-quote"))
        }
        "many keys" => {
            let mut text = "title: x\nextras:\n".to_owned();
            for n in 0..60_000 {
                _ = writeln!(text, " k{n}: 1");
            }
            (text, Some("yaml-too-many-values"))
        }
        "many unknown keys" => {
            let mut text = "title: x\n".to_owned();
            for n in 0..45_000 {
                _ = writeln!(text, "clave{n}: 1");
            }
            (text, Some("too-many-fields"))
        }
        "one key again and again" => ("a: 1\n".repeat(49_000), Some("yaml-duplicate-key")),
        "lost dashes" => {
            let text = format!("r:\n- a: 1\n{}", "  a: 1\n  b: 2\n".repeat(20_000));
            (text, Some("yaml-missing-dash"))
        }
        "bad keys" => ("? [a]\n: b\n".repeat(20_000), Some("yaml-complex-key")),
        "documents" => ("--- a\n".repeat(100_000), Some("yaml-second-document")),
        "comments" => ("# x\n".repeat(250_000), Some("file-empty")),
        "empty lines" => ("\n".repeat(1_000_000), Some("file-empty")),
        "spaces" => (" ".repeat(1_000_000), Some("file-empty")),
        "tabs" => ("\t".repeat(1_000_000), Some("file-empty")),
        "bad tags" => {
            (format!("title: x\ntags:\n{}", "- a,b\n".repeat(45_000)), Some("list-too-long"))
        }
        "many resources" => (
            format!("title: x\nresources:\n{}", "- url: a\n".repeat(30_000)),
            Some("list-too-long"),
        ),
        "colons" => (":".repeat(500_000), None),
        _ => return None,
    };
    Some(made)
}

const BIG: [&str; 26] = [
    "alias bomb",
    "text bomb",
    "brackets",
    "braces",
    "closing brackets",
    "dashes",
    "questions",
    "eleven megabytes",
    "a thousand levels",
    "one line",
    "one quoted line",
    "open quote",
    "quotes at the margin",
    "many keys",
    "many unknown keys",
    "one key again and again",
    "lost dashes",
    "bad keys",
    "documents",
    "comments",
    "empty lines",
    "spaces",
    "tabs",
    "bad tags",
    "many resources",
    "colons",
];

/// Runs this very test in a child for each case, so that its memory can be measured.
#[test]
fn big_files_cost_little() {
    if let Ok(case) = std::env::var(IN_CHILD) {
        child(&case);
        return;
    }
    let _alone = alone();
    let me = std::env::current_exe().expect("the test's own path");
    for case in BIG {
        let output = Command::new(&me)
            .args(["big_files_cost_little", "--exact", "--nocapture"])
            .env(IN_CHILD, case)
            .output()
            .expect("a child");
        let said = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{case}: {said}{errors}");
        if let Some(memory) = said.lines().find_map(|line| line.strip_prefix("memory-kb ")) {
            println!(
                "{case}: {memory} kB, {}",
                said.lines().find(|l| l.starts_with("took")).unwrap_or_default()
            );
            let memory: u64 = memory.parse().expect("a number");
            assert!(memory < MOST_MEMORY_KB, "{case}: {memory} kB");
        }
    }
}

fn child(case: &str) {
    let (text, code) = big(case).expect("a case of the list");
    let start = Instant::now();
    let found = read(text.into_bytes());
    let took = start.elapsed();
    let codes: Vec<_> = found.iter().map(|problem| problem.code).collect();
    match code {
        Some(code) => assert!(codes.contains(&code), "{codes:?}"),
        None => assert!(codes.len() < 3, "{codes:?}"),
    }
    assert!(codes.len() <= 201, "{} problems", codes.len());
    assert!(took < LONGEST, "{took:?}");
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    if let Some(kb) = peak.and_then(|rest| rest.split_whitespace().next()) {
        println!("\nmemory-kb {kb}\ntook {took:?}");
    }
}

/// Text that looks like YAML more often than chance would make it.
fn yamlish() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("title: "),
        Just("resources:\n"),
        Just("- "),
        Just("  "),
        Just("\n"),
        Just(": "),
        Just("\""),
        Just("'"),
        Just("["),
        Just("]"),
        Just("{"),
        Just("}"),
        Just("|\n"),
        Just(">-\n"),
        Just("\t"),
        Just("#"),
        Just("&a "),
        Just("*a"),
        Just("!x "),
        Just("---\n"),
        Just("año"),
        Just("😀"),
        Just("\u{202e}"),
        Just("\r\n"),
        Just("\\"),
        Just("private: "),
        Just("true"),
        Just("tags: "),
        Just("extras:\n"),
        Just(","),
        Just("? "),
        Just("%"),
        Just("path: x\n"),
        Just("<<<<<<< "),
        Just("\u{85}"),
        Just("\u{feff}"),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_breaks_the_reader(text in prop_oneof![yamlish(), any::<String>()]) {
        let source = Source::without_mark("x.yaml", text, false);
        let (node, found) = yaml::parse(&source);
        prop_assert!(node.is_none() || found.is_empty());
        if let Some(node) = &node {
            check_places(node, &source.text)?;
        }
        let markdown = Source::new("x.md", format!("---\n{}\n---\nx", source.text));
        for source in [&source, &markdown] {
            for problem in Dataset::decode(source, "x", None, &Portal::default()).1 {
                let Some(excerpt) = problem.excerpt else { continue };
                prop_assert!(excerpt.text.get(excerpt.span.range()).is_some(), "{}", problem.code);
            }
        }
    }

    #[test]
    fn no_bytes_break_the_reader(bytes in any::<Vec<u8>>()) {
        read(bytes);
    }
}

fn check_places(node: &fichero::read::node::Node, text: &str) -> Result<(), TestCaseError> {
    use fichero::read::node::NodeKind;
    prop_assert!(text.get(node.span.range()).is_some(), "{:?}", node.span);
    match &node.kind {
        NodeKind::Scalar { .. } => {}
        NodeKind::Sequence(items) => {
            for item in items {
                check_places(item, text)?;
            }
        }
        NodeKind::Mapping(entries) => {
            for entry in entries {
                prop_assert!(text.get(entry.key_span.range()).is_some());
                check_places(&entry.value, text)?;
            }
        }
    }
    Ok(())
}
