//! Real catalogues are imported whole, lose nothing, and are read back without an error.
//!
//! The catalogues lie beside the repository, in `../shared/corpora`; without them the tests pass
//! with a note.

use fichero::import::report::{Outcome, Report};
use fichero::import::{self, Harvest};
use fichero::report::Severity;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

#[allow(clippy::print_stdout)]
fn corpus(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora").join(name);
    if !path.exists() {
        println!("skipped: {} is not there", path.display());
        return None;
    }
    Some(path)
}

/// Imports twice: the second time changes no file. Then our reader has nothing against it.
fn imported(read: impl Fn() -> Harvest) -> (tempfile::TempDir, Report) {
    let dir = tempfile::tempdir().expect("a folder");
    let report = import::write(read(), dir.path(), false).expect("it can be written");
    let before = tree(dir.path());
    let again = import::write(read(), dir.path(), false).expect("it can be written");
    let touched = again.notes.iter().filter(|note| {
        ["written", "portal-made", "portal-added"].iter().any(|code| note.key.ends_with(code))
    });
    assert_eq!(touched.count(), 0, "the second import wrote something");
    assert_eq!(before, tree(dir.path()), "a second import changes nothing");
    let loaded = fichero::read::load(dir.path()).expect("it can be read");
    let mut errors: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for problem in loaded.diagnostics.iter().filter(|d| d.severity == Severity::Error) {
        let (line, _) = problem.position();
        let told = format!("{}:{line} {:?}", problem.file, problem.args);
        errors.entry(problem.code).or_default().push(told);
    }
    let shown: Vec<_> = errors.iter().map(|(code, all)| (code, all.len(), &all[0])).collect();
    assert!(errors.is_empty(), "{shown:#?}");
    (dir, report)
}

fn tree(root: &Path) -> BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)> {
    walkdir::WalkDir::new(root)
        .into_iter()
        .map(|entry| entry.expect("readable"))
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let time = entry.metadata().expect("it is there").modified().expect("it has a time");
            let bytes = std::fs::read(entry.path()).expect("readable");
            (entry.into_path(), (bytes, time))
        })
        .collect()
}

fn refused(report: &Report) -> usize {
    report.count(Outcome::Refused)
}

fn datasets(root: &Path) -> usize {
    tree(root).keys().filter(|path| path.ends_with("dataset.yaml")).count()
}

/// Every leaf of a value as text, keys that `skip` names left out at any depth.
fn leaves(value: &Value, skip: &[&str], out: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (_, value) in map.iter().filter(|(key, _)| !skip.contains(&key.as_str())) {
                leaves(value, skip, out);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| leaves(item, skip, out)),
        Value::Null => {}
        Value::String(text) => {
            out.insert(text.clone());
        }
        other => {
            out.insert(other.to_string());
        }
    }
}

/// Every leaf that the files of a catalogue hold, with names of folders and keys of extras; a text
/// that is JSON also gives its parts.
fn written(root: &Path) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for (path, (bytes, _)) in tree(root) {
        out.extend(path.iter().map(|part| part.to_string_lossy().into_owned()));
        let text = String::from_utf8(bytes).expect("UTF-8");
        let source = fichero::report::Source::new(path.display().to_string(), text);
        let (node, _) = fichero::read::yaml::parse(&source);
        let record = node.expect("it was written by an import").to_json();
        leaves(&record, &[], &mut out);
        let extras = record["extras"].as_object();
        out.extend(extras.into_iter().flat_map(|extras| extras.keys().cloned()));
    }
    let parts: Vec<Value> = out
        .iter()
        .filter(|text| text.starts_with(['[', '{']))
        .filter_map(|text| serde_json::from_str(text).ok())
        .collect();
    for part in &parts {
        leaves(part, &[], &mut out);
    }
    out
}

#[test]
fn brazil() {
    let Some(path) = corpus("ckan-brazil-dados-gov-br-2022") else { return };
    let answer = path.join("legado.dados.gov.br_api_3_action_package_search_q_rows_800.json");
    let read = || import::ckan::read(&answer).expect("readable");
    let (dir, report) = imported(read);
    assert_eq!((datasets(dir.path()), refused(&report)), (800, 0));

    let text = std::fs::read_to_string(&answer).expect("readable");
    let answer: Value = serde_json::from_str(&text).expect("JSON");
    let mut skip = import::ckan::COMPUTED.to_vec();
    skip.extend(import::ckan::COMPUTED_OF_RESOURCE);
    skip.push("tags");
    // Said by saying nothing: active, public, of type dataset.
    skip.extend(["state", "private"]);
    let mut source = BTreeSet::new();
    for dataset in answer["result"]["results"].as_array().expect("a list") {
        leaves(dataset, &skip, &mut source);
        let tags = dataset["tags"].as_array().expect("a list");
        source.extend(tags.iter().filter_map(|tag| tag["name"].as_str()).map(str::to_owned));
    }
    source.remove("dataset");
    let written = written(dir.path());
    let lost: Vec<_> = source.difference(&written).take(10).collect();
    assert!(lost.is_empty(), "lost: {lost:#?}");
}

#[test]
fn brazils_whole_folder() {
    let Some(path) = corpus("ckan-brazil-dados-gov-br-2022") else { return };
    let (dir, report) = imported(|| import::ckan::read(&path).expect("readable"));
    assert_eq!((datasets(dir.path()), refused(&report)), (820, 0));
    let repeated = report.notes.iter().filter(|note| note.key.ends_with("-repeated"));
    assert_eq!(repeated.count(), 38);
}

#[test]
fn argentina() {
    let Some(path) = corpus("datajson-ar-datosgobar-2018/snapshot-5-632ds.json") else { return };
    let (dir, report) = imported(|| import::datajson::read(&path).expect("readable"));
    assert_eq!((datasets(dir.path()), refused(&report)), (632, 0));

    let text = std::fs::read_to_string(&path).expect("readable");
    let catalogue: Value = serde_json::from_str(&text).expect("JSON");
    let mut source = BTreeSet::new();
    leaves(&catalogue["dataset"], &[], &mut source);
    leaves(&catalogue["themeTaxonomy"], &["id"], &mut source);
    // A licence whose title is the register's is its id, which says the title.
    for title in import::licenses::REGISTER.map(|(_, title, ..)| title) {
        source.remove(title);
    }
    let written = written(dir.path());
    let lost: Vec<_> = source.difference(&written).take(10).collect();
    assert!(lost.is_empty(), "lost: {lost:#?}");
}

#[test]
fn philadelphia() {
    let Some(path) = corpus("opendataphilly-jkan") else { return };
    let (dir, report) = imported(|| import::jkan::read(&path).expect("readable"));
    assert_eq!(datasets(dir.path()), 467);
    let refusals: Vec<_> =
        report.notes.iter().filter(|note| note.outcome == Outcome::Refused).collect();
    assert_eq!(refusals.len(), 6);
    for (note, line) in refusals.iter().zip([70, 73, 80, 83, 90, 93]) {
        assert!(note.place.ends_with(&format!("septa-ridership-statistics.md:{line}:3")));
        assert!(note.args.iter().any(|(_, value)| value.contains("Stop Summary")), "{note:?}");
    }
    let made = report.notes.iter().filter(|note| note.key.ends_with("-owner-made"));
    assert_eq!(made.count(), 4);
}

#[test]
fn jkans_sample() {
    let Some(path) = corpus("jkan-default") else { return };
    let (dir, report) = imported(|| import::jkan::read(&path).expect("readable"));
    assert_eq!((datasets(dir.path()), refused(&report)), (2, 0));
}

#[test]
fn the_registry_of_open_data() {
    let Some(path) = corpus("aws-open-data-registry") else { return };
    let (dir, report) = imported(|| import::open_data_registry::read(&path).expect("readable"));
    assert_eq!((datasets(dir.path()), refused(&report)), (1190, 0));
}
