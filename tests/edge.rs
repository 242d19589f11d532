//! The edge worker gives the answers that the program gives, and a site in packs is the site.

mod support;

use fichero::action::{self, Call, Method, Parameters};
use fichero::build;
use fichero::catalog::Audience;
use serde_json::{Value, json};
use std::fmt::Write as _;
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

#[test]
fn the_worker_answers_a_real_ckans_questions_as_the_program_does() {
    let (Some(fixture), Some(golden)) = (shared("golden/ckan-fixture"), shared("golden/ckan"))
    else {
        return;
    };
    let portal = Portal::with(&[("catalog/portal.yaml", "title: CKAN\nbase_url: https://a.cl\n")]);
    let fixture = fixture.to_str().expect("UTF-8");
    portal.run(&["import", "ckan", "--quiet", fixture]).code(0);
    let home = tempfile::tempdir().expect("a temporary folder");
    published(portal.path(), home.path());
    let mut asked = Parameters::new();
    let mut pairs: Vec<_> = std::fs::read_dir(golden).expect("pairs").flatten().collect();
    pairs.sort_by_key(std::fs::DirEntry::file_name);
    for pair in pairs {
        let request = &support::json(&pair.path())["request"];
        let action = request["action"].as_str().expect("an action");
        let parameters = request["params"].as_object().cloned().unwrap_or_default();
        if !NOT_IN_FILES.contains(&action) {
            let list = asked.entry(action).or_insert_with(|| json!([]));
            list.as_array_mut().expect("a list").push(parameters.into());
        }
    }
    let count = write_answers(portal.path(), &asked.into(), &home.path().join("answers.jsonl"));
    let said = node("compare.mjs", home.path());
    assert!(count > 50 && said.starts_with(&format!("files: {count} of {count}")), "{said}");
}

/// Actions whose answers no file and no index has: the worker says that it does not know them.
const NOT_IN_FILES: [&str; 7] = [
    "datastore_info",
    "datastore_search",
    "datastore_search_sql",
    "package_activity_list",
    "recently_changed_packages_activity_list",
    "resource_search",
    "user_show",
];

/// Datasets with resources, pages and a file of their own.
fn catalogue() -> Portal {
    let portal = Portal::with(&[
        ("catalog/portal.yaml", "title: Portal\nbase_url: https://a.cl\n"),
        ("catalog/organizations/oficina/organization.yaml", "title: Oficina\n"),
    ]);
    for i in 0..60 {
        let folder = format!("catalog/organizations/oficina/datasets/conjunto-{i}");
        let text = format!(
            "title: Conjunto {i}\nnotes: Sobre {i}\ntags: [agua, t{}]\nmetadata_created: 2024-01-01\n\
             metadata_modified: 2024-02-0{}\nresources:\n  - {{name: Datos, path: datos.csv}}\n",
            i % 7,
            i % 9 + 1
        );
        portal.write(&format!("{folder}/dataset.yaml"), &text);
        portal.write(&format!("{folder}/datos.csv"), &format!("a,b\n{i},2\n"));
    }
    portal
}

fn sharded(portal: &Portal, out: &Path) {
    portal
        .run(&["build", "--quiet", "--layout", "sharded", "--out", out.to_str().expect("UTF-8")])
        .code(0);
}

#[test]
fn a_site_in_packs_is_the_same_however_it_came_about() {
    let portal = catalogue();
    let home = tempfile::tempdir().expect("a temporary folder");
    let (first, clean) = (home.path().join("first"), home.path().join("clean"));
    sharded(&portal, &first);
    sharded(&portal, &clean);
    let before = hashes(&first);
    assert_eq!(before, hashes(&clean), "the same bytes each time");
    let packs = before.keys().filter(|path| path.starts_with("packs/")).count();
    assert!(packs > 1 && before.len() < 200, "{packs} of {} files are packs", before.len());
    assert!(before.contains_key("index.html") && before.contains_key("assets/search.js"));
    assert!(
        !before.keys().any(|path| path.ends_with("/index.html") && path.starts_with("dataset"))
    );
    assert_eq!(before.keys().filter(|path| path.contains("/download/")).count(), 60);

    // One dataset changes, one goes, one comes: what is built on is what is built anew.
    let of = |name: &str| format!("catalog/organizations/oficina/datasets/{name}/dataset.yaml");
    portal.replace(&of("conjunto-3"), &|text| text.replace("Sobre 3", "Sobre otra cosa"));
    std::fs::remove_dir_all(
        portal.path().join("catalog/organizations/oficina/datasets/conjunto-9"),
    )
    .expect("a folder");
    portal.write(&of("nuevo"), "title: Nuevo\nmetadata_modified: 2024-02-03\n");
    let anew = home.path().join("anew");
    sharded(&portal, &first);
    sharded(&portal, &anew);
    let after = hashes(&first);
    assert_eq!(after, hashes(&anew));
    assert_ne!(before, after);

    // The manifest vouches for every file, packs as well.
    let manifest = support::json(&first.join("manifest.json"));
    let listed = manifest["files"].as_object().expect("files");
    for (path, hash) in after.iter().filter(|(path, _)| *path != "manifest.json") {
        assert_eq!(listed[path]["sha256"], **hash, "{path}");
    }
    assert_eq!(listed.len() + 1, after.len());
}

#[test]
fn a_folder_may_change_its_layout() {
    let portal = catalogue();
    let files = hashes(&portal.build());
    let out = portal.path().join("public");
    sharded(&portal, &out);
    assert!(!out.join("dataset/conjunto-3/index.html").exists());
    assert!(out.join("packs/index.json").exists());
    assert_eq!(files, hashes(&portal.build()));
    assert!(!out.join("packs").exists());
}

#[test]
fn an_edit_touches_few_packs() {
    let portal = catalogue();
    let out = portal.path().join("public");
    sharded(&portal, &out);
    let before = hashes(&out);
    portal.replace("catalog/organizations/oficina/datasets/conjunto-3/dataset.yaml", &|text| {
        format!("version: '1.1'\n{text}")
    });
    sharded(&portal, &out);
    let after = hashes(&out);
    let packs =
        |path: &&String| path.starts_with("packs/") && before.get(*path) != after.get(*path);
    let changed = after.keys().filter(packs).count();
    let all = after.keys().filter(|path| path.starts_with("packs/")).count();
    assert!(before.keys().eq(after.keys()), "an edit makes no files");
    assert!(changed > 0 && changed < all, "{changed} of {all} packs changed");
}

#[test]
fn what_the_host_would_refuse_is_named_with_what_to_do() {
    let portal = catalogue();
    let large = portal.path().join("catalog/organizations/oficina/datasets/conjunto-5/datos.csv");
    let mut rows = String::from("fila;dato\n");
    for n in 0..2_300_000 {
        writeln!(rows, "{n};datos").expect("memory");
    }
    assert!(rows.len() > 25 << 20, "{}", rows.len());
    std::fs::write(&large, rows).expect("room");
    let out = portal.path().join("public");
    let run = portal.run(&["build", "--layout", "sharded", "--out", out.to_str().expect("UTF-8")]);
    run.code(0);
    assert!(run.output().contains("layout-large"), "{}", run.output());
    assert!(run.output().contains("conjunto-5/datos.csv"), "{}", run.output());
    let files = portal.run(&["build", "--out", out.to_str().expect("UTF-8")]);
    assert!(!files.output().contains("layout-large"), "{}", files.output());
}
