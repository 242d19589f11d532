//! `fichero import` as a command: its exit codes and the forms of its report.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output};

fn run(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fichero"))
        .arg("import")
        .args(args)
        .output()
        .expect("the program starts")
}

fn shown(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

#[test]
fn exit_codes_and_reports() {
    let dir = tempfile::tempdir().expect("a folder");
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import/ckan");
    let lines = dir.path().join("report.jsonl");
    let args = ["ckan", shown(&fixture), shown(dir.path()), "--lang", "en"];
    let output = run(&[&args[..], &["--report", shown(&lines)]].concat());
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.starts_with("4 files imported\n"), "{text}");
    assert!(!text.contains("commands."), "every text is there: {text}");
    let lines = std::fs::read_to_string(&lines).expect("it was written");
    for line in lines.lines() {
        let note: serde_json::Value = serde_json::from_str(line).expect("JSON");
        assert!(note["place"].is_string() && note["outcome"].is_string());
    }

    let output = run(&["ckan", "/nowhere/at/all", shown(dir.path())]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");

    let empty = tempfile::tempdir().expect("a folder");
    let output = run(&["jkan", shown(empty.path()), shown(dir.path())]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
}

#[test]
fn a_packed_dump_of_ckanapi() {
    let dir = tempfile::tempdir().expect("a folder");
    let dump = dir.path().join("datasets.jsonl.gz");
    let file = std::fs::File::create(&dump).expect("a file");
    let mut packer = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    packer.write_all("\u{feff}{\"name\":\"uno-1\",\"resources\":[]}\n".as_bytes()).expect("packed");
    packer.finish().expect("packed");
    let out = dir.path().join("portal");
    let output = run(&["ckan", shown(&dump), shown(&out)]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(out.join("catalog/datasets/uno-1/dataset.yaml").is_file());
}
