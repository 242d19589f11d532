//! What `fichero check` says of each file below `tests/check`, which carry it as comments: see
//! `tests/support/example.rs` for how they are written. `UPDATE=1 cargo test --test check` writes
//! what is said into the files: read it before you keep it.

#[path = "support/example.rs"]
mod example;

use example::Example;
use fichero::report::{Diagnostic, Severity, Source, edit, rules};
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
        let texts = example.texts();
        for problem in &problems {
            *met.entry(problem.code).or_default() += 1;
            let said = problem.message(&texts) + &problem.remedy(&texts).unwrap_or_default();
            let gap = said.split('{').skip(1).find(|rest| {
                let word = rest.split('}').next().unwrap_or_default();
                word.len() < rest.len() && word.bytes().all(|byte| byte.is_ascii_lowercase())
            });
            assert!(gap.is_none(), "{}: nothing fills a placeholder of: {said}", problem.code);
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

/// Rules that no example can break, and which test breaks them.
const BEYOND: [(&str, &str); 12] = [
    ("data-file-unreadable", "tests/check_beyond.rs: what_may_not_be_read_is_told"),
    ("error", "tests/check_data/lone.rs: what_only_packages_break_is_told"),
    ("file-unreadable", "tests/check_beyond.rs: what_may_not_be_read_is_told"),
    ("git-shallow", "tests/check_beyond.rs: a_history_that_is_cut_or_broken_is_told"),
    ("git-unreadable", "tests/check_beyond.rs: a_history_that_is_cut_or_broken_is_told"),
    ("layout-files", "src/build.rs: more_files_than_hosts_take_are_told"),
    ("layout-large", "tests/edge.rs: what_the_host_would_refuse_is_named_with_what_to_do"),
    ("merged-cells", "tests/table.rs: merged_cells_are_told_with_the_first_one_s_row"),
    ("path-contested", "tests/hardening.rs: a_path_that_two_parts_want_is_told"),
    ("path-not-utf8", "tests/check_beyond.rs: what_is_no_file_of_a_catalogue_is_told"),
    ("scheme-error", "tests/check_data/lone.rs: what_only_packages_break_is_told"),
    ("special-file", "tests/check_beyond.rs: what_is_no_file_of_a_catalogue_is_told"),
];

#[test]
fn what_no_example_breaks_is_broken_by_a_test() {
    for (code, place) in BEYOND {
        let (file, test) = place.split_once(": ").expect("a file and a test");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let source = fs::read_to_string(&path).expect(file);
        let start = source.find(&format!("fn {test}(")).unwrap_or_else(|| panic!("{place}"));
        let body = source[start..].split("\n#[test]").next().unwrap_or_default();
        assert!(body.contains(&format!("\"{code}\"")) || body.contains(code), "{code}: {place}");
    }
}

#[test]
fn what_mends_itself_is_gone_and_breaks_nothing() {
    let mut wrong = Vec::new();
    let mut mended = 0;
    for file in examples() {
        let text = fs::read_to_string(&file).expect("an example is UTF-8");
        let example = Example::parse(&text);
        if !example.is_possible() {
            continue;
        }
        let root = tempfile::tempdir().expect("a folder");
        example.write(root.path());
        let before = example.review(root.path()).new;
        if before.iter().any(|problem| problem.code == "more-problems") {
            continue;
        }
        let errors = |problems: &[Diagnostic]| count(problems, |p| p.severity == Severity::Error);
        for problem in before.iter().filter(|problem| !problem.fix.is_empty()) {
            let path = root.path().join(&problem.file);
            let bytes = fs::read(&path).expect("it is there");
            let source = Source::new(&*problem.file, String::from_utf8_lossy(&bytes).into_owned());
            let text = edit::apply(&source.text, &problem.fix).expect("edits that fit");
            fs::write(&path, source.with_text(text).whole()).expect("it can be written");
            let after = example.review(root.path()).new;
            let same = |p: &Diagnostic| p.code == problem.code && p.file == problem.file;
            let there = |p: &Diagnostic| same(p) && p.position() == problem.position();
            // Behind a mistake of YAML others wait.
            let fine = if problem.code.starts_with("yaml-") {
                count(&after, there) == 0
            } else {
                count(&after, same) < count(&before, same) && errors(&after) <= errors(&before)
            };
            mended += 1;
            if !fine {
                wrong.push(format!("{}: {} of {}", file.display(), problem.code, problem.file));
            }
            fs::write(&path, bytes).expect("it can be written");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(mended > 40, "only {mended} were mended");
}

fn count(problems: &[Diagnostic], is: impl Fn(&Diagnostic) -> bool) -> usize {
    problems.iter().filter(|problem| is(problem)).count()
}
