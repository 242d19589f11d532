//! Activities from the history of the files.

mod support;

#[path = "action/portal.rs"]
mod portal;

use fichero::action;
use fichero::build;
use fichero::catalog::Audience;
use fichero::git::Changes;
use portal::{ask, files, portal};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use support::Portal;

fn git(dir: &Path, args: &[&str], date: &str) {
    let run = Command::new("git")
        .args(["-c", "user.name=Ana Pérez", "-c", "user.email=ana.secreta@example.org"])
        .args(args)
        .current_dir(dir)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_AUTHOR_DATE", date)
        .env("GIT_COMMITTER_DATE", date)
        .output()
        .expect("git runs");
    assert!(run.status.success(), "{args:?}: {}", String::from_utf8_lossy(&run.stderr));
}

fn commit(dir: &Path, message: &str, date: &str) {
    git(dir, &["add", "-A"], date);
    git(dir, &["commit", "-q", "-m", message], date);
}

/// Made, hidden for a while with a field that nobody declared, shown again.
fn history() -> Portal {
    let files = files();
    let dir = files.path();
    let lluvia = "catalog/organizations/clima/datasets/lluvia/dataset.yaml";
    git(dir, &["init", "-q"], "");
    commit(dir, "todo", "2024-06-01T10:00:00Z");
    files.write(lluvia, "title: Lluvia oculta\nprivate: true\n");
    commit(dir, "oculta", "2024-06-02T10:00:00Z");
    files.write(lluvia, "title: Lluvia nueva\ninterno: no es de nadie\n");
    commit(dir, "nueva", "2024-06-03T10:00:00+02:00");
    files.write("catalog/organizations/clima/organization.yaml", "title: Otro nombre\n");
    files.write("catalog/organizations/aguas/datasets/rios/dataset.yaml", "title: Ríos otra vez\n");
    commit(dir, "rios", "2024-06-04T10:00:00Z");
    files
}

/// What is in a list of activities.
fn list(portal: &action::Portal, name: &str, parameters: &Value) -> Vec<Value> {
    let (status, answer) = ask(portal, name, parameters);
    assert_eq!(status, 200, "{name} {parameters} {answer}");
    answer["result"].as_array().expect("a list").clone()
}

/// Moment, kind and title of each.
fn seen(activities: &[Value]) -> Vec<String> {
    let line = |activity: &Value| {
        let title = &activity["data"]["package"]["title"];
        let texts = [&activity["timestamp"], &activity["activity_type"], title];
        texts.map(|text| text.as_str().unwrap_or_default()).join(" ")
    };
    activities.iter().map(line).collect()
}

#[test]
fn only_what_was_public_then_is_told_as_it_was_then() {
    let files = history();
    let portal = portal(&files);
    let of_lluvia = list(&portal, "package_activity_list", &json!({"id": "lluvia"}));
    assert_eq!(
        seen(&of_lluvia),
        [
            "2024-06-03T08:00:00 changed package Lluvia nueva",
            "2024-06-01T10:00:00 new package Lluvia diaria"
        ]
    );
    assert_eq!(of_lluvia[0]["data"]["actor"], "Ana Pérez");
    assert_eq!(of_lluvia[0]["permission_labels"], json!(["public"]));
    assert_eq!(of_lluvia[1]["data"]["package"]["organization"]["title"], "Instituto del Clima");
    assert_eq!(of_lluvia[0]["data"]["package"]["metadata_modified"], "2024-06-03T08:00:00");
    let text = serde_json::to_string(&of_lluvia).expect("JSON");
    assert!(
        !text.contains("interno") && !text.contains("oculta") && !text.contains("secreta"),
        "{text}"
    );
}

#[test]
fn lists_are_of_all_or_of_an_organization_a_group_a_person() {
    let files = history();
    let portal = portal(&files);
    let of_lluvia = list(&portal, "package_activity_list", &json!({"id": "lluvia"}));
    let recent = list(&portal, "recently_changed_packages_activity_list", &json!({"limit": 2}));
    assert_eq!(
        seen(&recent),
        [
            "2024-06-04T10:00:00 changed package Ríos otra vez",
            "2024-06-03T08:00:00 changed package Lluvia nueva"
        ]
    );
    let page = json!({"limit": 1, "offset": 1});
    assert_eq!(list(&portal, "recently_changed_packages_activity_list", &page), recent[1..]);
    let after = json!({"after": 1_717_495_000});
    assert_eq!(list(&portal, "recently_changed_packages_activity_list", &after), recent[..1]);
    let of_clima = list(&portal, "organization_activity_list", &json!({"id": "clima"}));
    assert_eq!(of_clima, of_lluvia);
    let only = json!({"id": "clima", "activity_types": "new package"});
    assert_eq!(list(&portal, "organization_activity_list", &only), of_lluvia[1..]);
    assert_eq!(list(&portal, "group_activity_list", &json!({"id": "agua"})).len(), 1);
    assert_eq!(list(&portal, "user_activity_list", &json!({"id": "Ana Pérez"})).len(), 5);
    assert_eq!(list(&portal, "user_activity_list", &json!({"id": "blas"})).len(), 0);
}

#[test]
fn one_is_shown_by_its_id() {
    let files = history();
    let portal = portal(&files);
    let of_lluvia = list(&portal, "package_activity_list", &json!({"id": "lluvia"}));
    let id = of_lluvia[1]["id"].clone();
    let (_, shown) = ask(&portal, "activity_show", &json!({"id": id}));
    assert_eq!(shown["result"], of_lluvia[1]);
    let (_, data) =
        ask(&portal, "activity_data_show", &json!({"id": id, "object_type": "package"}));
    assert_eq!(data["result"], of_lluvia[1]["data"]["package"]);
    for (name, parameters, status) in [
        ("activity_show", json!({"id": "x"}), 404),
        ("package_activity_list", json!({"id": "confidencial"}), 403),
        ("package_activity_list", json!({"id": "nada"}), 404),
        ("package_activity_list", json!({"id": "rios", "after": "ayer"}), 409),
        ("package_activity_list", json!({"id": "rios", "limit": "x"}), 409),
        ("user_activity_list", json!({"id": "zz"}), 404),
        ("organization_activity_list", json!({}), 409),
    ] {
        assert_eq!(ask(&portal, name, &parameters).0, status, "{name} {parameters}");
    }
}

/// What is cut off is not told as a beginning.
#[test]
fn a_history_that_is_cut_off_tells_no_beginning() {
    let files = files();
    let dir = files.path();
    git(dir, &["init", "-q"], "");
    commit(dir, "todo", "2024-06-01T10:00:00Z");
    files.write("catalog/organizations/aguas/datasets/rios/dataset.yaml", "title: Ríos otra vez\n");
    commit(dir, "rios", "2024-06-04T10:00:00Z");
    let cut = tempfile::tempdir().expect("a folder");
    let source = format!("file://{}", dir.display());
    git(cut.path(), &["clone", "-q", "--depth", "1", &source, "."], "");
    let loaded = build::load(cut.path(), Audience::Public).expect("a catalogue");
    let portal =
        action::Portal::new(loaded.catalog).with_changes(Arc::new(Changes::of(cut.path())));
    let (_, answer) = ask(&portal, "package_activity_list", &json!({"id": "lluvia"}));
    assert_eq!(answer["result"][0]["timestamp"], "2023-03-01T00:00:00", "its file's own date");
    assert_eq!(answer["result"].as_array().map(Vec::len), Some(1));
}
