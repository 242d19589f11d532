//! A real CKAN's recorded answers, beside what this portal answers to the same questions.

#![expect(clippy::print_stdout, reason = "the figures are what these tests are read for")]

mod support;

use fichero::action::{self, Call, Method};
use fichero::build;
use fichero::catalog::Audience;
use fichero::datastore::{self, Settings};
use serde_json::Value;
use std::path::Path;
use support::{Portal, shared};

/// Where the recorded CKAN was.
const SITE: &str = "http://127.0.0.1:5050";

/// Recorded on purpose otherwise: a question, and why its answer differs.
const DIFFERENT: [(&str, &str); 2] = [
    ("help_show", "our own words"),
    ("package_search_badfacet", "a bare name is taken for a list of one"),
];

/// The answers of a folder of recordings, but those of actions that write.
fn recordings(folder: &Path) -> Vec<(String, Value)> {
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("a folder of recordings")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    let label = |path: &Path| path.file_stem().expect("a name").to_string_lossy().into_owned();
    let read = |label: &str| !label.starts_with("w_") || label == "w_create_noauth";
    paths
        .iter()
        .map(|path| (label(path), support::json(path)))
        .filter(|(label, _)| read(label))
        .collect()
}

/// The portal that a folder of exported records becomes, at the address of the recorded CKAN.
fn imported(fixture: &Path) -> action::Portal {
    let portal = Portal::empty();
    portal.run(&["import", "ckan", fixture.to_str().expect("UTF-8")]).code(0);
    let members = "- {forge: github, id: 1, login: admin, role: admin}\n";
    portal.write("catalog/organizations/servicio-rios/members.yaml", members);
    let loaded = build::load(portal.path(), Audience::Public).expect("a catalogue");
    let mut catalog = loaded.catalog;
    SITE.clone_into(&mut catalog.portal.base_url);
    action::Portal::new(catalog)
}

/// The table that the recorded CKAN held, as a file with its data dictionary. CKAN had read the same
/// three rows three times.
fn stations() -> (Portal, action::Portal) {
    const ROWS: &str = "Ñuñoa,1.5,2024-01-01T00:00:00,true,3\n\
                        Lago Sur,,2024-01-02T10:00:00,false,\n\
                        Valle,12,,,7\n";
    let files = Portal::with(&[
        ("catalog/portal.yaml", "title: Prueba\nbase_url: http://127.0.0.1:5050\n"),
        ("catalog/organizations/clima/organization.yaml", "title: Clima\n"),
        (
            "catalog/organizations/clima/datasets/lluvia/dataset.yaml",
            "title: Lluvia\nresources:\n  - id: 00000101-0000-4000-8000-000000000101\n    \
             path: lluvia.csv\n    fields:\n      \
             - {name: estacion, title: Estación, description: Nombre}\n      \
             - {name: n, type: integer}\n",
        ),
    ]);
    let text = format!("estacion,mm,dia,ok,n\n{}", ROWS.repeat(3));
    files.write("catalog/organizations/clima/datasets/lluvia/lluvia.csv", &text);
    let loaded = build::load(files.path(), Audience::Public).expect("a catalogue");
    let store = datastore::temporary(files.path(), Settings::default()).expect("a folder");
    let portal = action::Portal::new(loaded.catalog).with_datastore(store);
    (files, portal)
}

fn answer(portal: &action::Portal, request: &Value) -> (u16, Value) {
    let empty = action::Parameters::new();
    let method = if request["method"] == "POST" { Method::Post } else { Method::Get };
    let call = Call {
        name: request["action"].as_str().expect("a name"),
        parameters: request["params"].as_object().unwrap_or(&empty),
        method,
        locale: None,
        now: 0,
    };
    let reply = action::answer(portal, &call);
    assert!(reply.body.is_ascii());
    (reply.status, serde_json::from_slice(&reply.body).expect("JSON"))
}

/// What every CKAN makes at random or from its clock: ids of tags, extras, activities and users,
/// moments of activities and of users, and what a file does not say of a user.
fn forget(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(forget),
        Value::Object(object) => {
            let has = |key: &str| object.contains_key(key);
            let generated: &[&str] = if has("activity_type") {
                &["id", "timestamp"]
            } else if has("db_size") {
                // Of files that another engine wrote.
                &["size", "db_size", "idx_size"]
            } else if has("actor") {
                &["actor"]
            } else if has("email_hash") {
                &[
                    "id",
                    "created",
                    "last_active",
                    "email_hash",
                    "sysadmin",
                    "number_created_packages",
                ]
            } else if has("vocabulary_id") || has("group_id") {
                &["id"]
            } else {
                &[]
            };
            for key in generated {
                if let Some(value) = object.get_mut(*key) {
                    *value = "generated".into();
                }
            }
            object.values_mut().for_each(forget);
        }
        _ => {}
    }
}

/// CKAN lists tags by their random ids, and the recorded one had made its datasets several times,
/// each with the same id, which their files do not tell.
fn unorder(label: &str, answer: &mut Value) {
    if label == "package_activity_list"
        && let Some(items) = answer["result"].as_array_mut()
    {
        items.truncate(1);
    }
    if label.starts_with("tag_list")
        && let Some(items) = answer["result"].as_array_mut()
    {
        items.sort_by_key(ToString::to_string);
    }
}

fn compare(recordings: &[(String, Value)], portal: &action::Portal) {
    let mut compared = 0;
    let mut wrong = Vec::new();
    for (label, pair) in recordings {
        let (status, mut ours) = answer(portal, &pair["request"]);
        if DIFFERENT.iter().any(|(different, _)| different == label) {
            assert_eq!(status, 200, "{label}");
            continue;
        }
        let mut theirs = pair["body"].clone();
        for answer in [&mut ours, &mut theirs] {
            forget(answer);
            unorder(label, answer);
        }
        compared += 1;
        // As text, so that the order of keys counts.
        let (ours, theirs) =
            (format!("{status} {ours:#}"), format!("{} {theirs:#}", pair["status"]));
        if ours != theirs {
            wrong.push(format!("{label}\n{}", difference(&ours, &theirs)));
        }
    }
    println!("{} of {compared} recorded answers equal", compared - wrong.len());
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(compared > 0);
}

/// The first lines that differ.
fn difference(ours: &str, theirs: &str) -> String {
    let lines = ours.lines().zip(theirs.lines()).enumerate();
    let first = lines.into_iter().find(|(_, (ours, theirs))| ours != theirs);
    let (at, (ours, theirs)) = first.unwrap_or((0, ("(one is longer)", "")));
    format!("line {at}: {ours}\ninstead: {theirs}")
}

#[test]
fn a_real_ckans_answers_come_back() {
    let Some(golden) = shared("golden") else { return };
    let (tables, others): (Vec<_>, Vec<_>) = recordings(&golden.join("ckan"))
        .into_iter()
        .partition(|(label, _)| label.starts_with("datastore_"));
    compare(&others, &imported(&golden.join("ckan-fixture")));
    let (_files, portal) = stations();
    compare(&tables, &portal);
}

/// The same on a small catalogue of our own, with answers that were read beside the recorded ones, so
/// that the same is held where those are not at hand.
#[test]
fn answers_stay_as_they_are() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/action");
    compare(&recordings(&folder.join("answers")), &imported(&folder.join("catalogue")));
}
