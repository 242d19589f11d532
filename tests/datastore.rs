//! The `DataStore`: what tables hold, what is asked of them, what nobody may ask.

#[path = "datastore/portal.rs"]
mod portal;
mod support;

use fichero::action::{self, Method};
use fichero::datastore::{DataStore, Home, Status};
use portal::{ask, ask_by, beside, files, id, portal_with, settings, with_ids};
use serde_json::{Deserializer, Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use support::{Portal, fichero};

const QUESTIONS: &str = include_str!("datastore/questions.txt");
const REFUSED: &str = include_str!("datastore/refused.txt");

/// The result where there is one, else the error without its kind.
fn short(answer: &Value) -> Value {
    if let Some(result) = answer.get("result") {
        return result.clone();
    }
    let mut error = answer["error"].clone();
    error.as_object_mut().expect("an object").shift_remove("__type");
    error
}

/// The first JSON value of a text, and what follows.
fn value(text: &str) -> (Value, &str) {
    let mut values = Deserializer::from_str(text).into_iter();
    let value = values.next().expect("a value").expect("JSON");
    (value, text[values.byte_offset()..].trim_start())
}

#[test]
fn every_question_has_its_answer() {
    let files = files();
    let portal = portal::portal(&files);
    let text = with_ids(QUESTIONS);
    let mut asked = 0;
    let mut wrong = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (name, rest) = line.split_once(' ').expect("a name and parameters");
        let (parameters, rest) = value(rest);
        let (at, rest) = rest.split_once(' ').expect("a status or a place");
        let expected = value(rest).0;
        let (status, answer) = ask(&portal, name, &parameters);
        let (wanted, mut found) = match at.parse() {
            Ok(wanted) => (wanted, short(&answer)),
            Err(_) => (200, answer["result"].pointer(at).cloned().unwrap_or_default()),
        };
        if let Some(rank) = found.as_f64().filter(|_| at.ends_with("rank")) {
            found = json!((rank * 1e8).round() / 1e8);
        }
        // As text, so that the order of keys counts.
        if (status, found.to_string()) != (wanted, expected.to_string()) {
            wrong.push(format!("{line}\n  {status} {found}\n  {answer}"));
        }
        asked += 1;
    }
    assert!(wrong.is_empty(), "{} of {asked}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(asked > 120, "{asked}");
}

/// Statements that write, call, join or grow as they should not. Each ends in a refusal, within a time,
/// and the table is as it was.
#[test]
fn hostile_statements_are_refused_within_limits() {
    let files = files();
    let portal = beside(&files);
    let count = || ask(&portal, "datastore_search", &json!({"resource_id": id("ventas")})).1;
    let before = (count()["result"]["total"].clone(), stored(files.path()));
    let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p"];
    let many: Vec<String> =
        names.iter().map(|name| format!("\"{}\" {name}", id("estaciones"))).collect();
    // Both tables have what the statements name.
    let many = many.join(", ").replacen(&id("estaciones"), &id("ventas"), 10);
    let text = with_ids(REFUSED).replace("<many>", &many);
    let text = text.replace("<long>", &vec!["'x'"; 40_000].join(" || "));
    let mut asked = 0;
    let mut wrong = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (expected, sql) = line.split_once("| ").expect("a statement");
        let (status, said) = expected.split_at(3);
        let start = Instant::now();
        let (is, answer) = ask(&portal, "datastore_search_sql", &json!({"sql": sql}));
        let took = start.elapsed();
        let cut: String = sql.chars().take(150).collect();
        let error = answer["error"].to_string().replace("\\\"", "\"");
        if is.to_string() != status
            || !error.contains(said.trim())
            || answer.get("result").is_some()
        {
            let error: String = error.chars().take(300).collect();
            wrong.push(format!("{is} {error}\n  {status}{said}| {cut}"));
        }
        if took > Duration::from_secs(6) {
            wrong.push(format!("took {took:?}: {cut}"));
        }
        asked += 1;
    }
    assert!(wrong.is_empty(), "{} of {asked}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(asked > 90, "{asked}");
    // What was loaded is as it was; other tables that a statement names may have been loaded too.
    let after = stored(files.path());
    assert_eq!(count()["result"]["total"], before.0);
    assert!(before.1.iter().all(|file| after.contains(file)), "{after:?}");
}

/// The files of loaded tables with their hashes.
fn stored(root: &Path) -> Vec<(String, String)> {
    let all = support::hashes(&root.join(".fichero"));
    all.into_iter().filter(|(path, _)| path.contains("sqlite") && !path.contains(".part")).collect()
}

#[test]
fn what_comes_in_a_body_is_not_repeated_in_links() {
    let files = files();
    let portal = portal::portal(&files);
    let asked = json!({"resource_id": id("ventas"), "limit": 1, "offset": 3});
    let links =
        |method| ask_by(&portal, "datastore_search", &asked, method).1["result"]["_links"].clone();
    let path = "/api/3/action/datastore_search";
    let own = format!("{path}?resource_id={}&limit=1", id("ventas"));
    assert_eq!(
        links(Method::Get),
        json!({"start": own, "next": format!("{own}&offset=4"), "prev": format!("{own}&offset=2")})
    );
    assert_eq!(
        links(Method::Post),
        json!({"start": path, "next": format!("{path}?offset=4"), "prev": format!("{path}?offset=2")})
    );
}

#[test]
fn a_portal_without_a_store_has_no_tables() {
    let files = files();
    let loaded =
        fichero::build::load(files.path(), fichero::catalog::Audience::Public).expect("it");
    let portal = action::Portal::new(loaded.catalog);
    let asked = json!({"resource_id": id("ventas"), "id": id("ventas")});
    assert_eq!(ask(&portal, "datastore_search", &asked).0, 404);
    assert_eq!(ask(&portal, "datastore_info", &asked).0, 404);
    let show = ask(&portal, "resource_show", &json!({"id": id("ventas")})).1;
    assert_eq!(show["result"]["datastore_active"], false);
}

/// The store of a portal's folder, and the resource of a table in it.
fn status(files: &Portal, name: &str) -> Option<Status> {
    let store = DataStore::new(files.path(), Home::beside(files.path()), settings());
    let loaded =
        fichero::build::load(files.path(), fichero::catalog::Audience::Public).expect("it");
    let resources = loaded.catalog.datasets.iter().flat_map(|dataset| &dataset.resources);
    let wanted = id(name);
    let resource = resources.into_iter().find(|one| one.id == wanted).expect("it");
    assert_eq!(store.status(resource), None);
    _ = store.table(resource);
    store.status(resource)
}

#[test]
fn why_a_table_cannot_be_asked_is_told() {
    let files = files();
    let Some(Status::Refused(refusal)) = status(&files, "rota") else { panic!("it has a fault") };
    assert_eq!(
        (refusal.code, refusal.place.row, refusal.place.line),
        ("extra-cell", Some(3), Some(3))
    );
    let Some(Status::Loaded(loaded)) = status(&files, "forzada") else { panic!("it loads") };
    assert_eq!((loaded.rows, loaded.columns), (2, 2));
    assert_eq!(loaded.as_text.len(), 1);
    assert_eq!((loaded.as_text[0].0.as_str(), loaded.as_text[0].1.row), ("total", Some(3)));
    files.write("catalog/organizations/aguas/datasets/tablas/vacio.csv", "");
    let Some(Status::Refused(refusal)) = status(&files, "vacio") else { panic!("it is empty") };
    assert_eq!(refusal.reason, Some("empty"));
}

fn total(portal: &action::Portal, name: &str) -> Value {
    let (_, answer) = ask(portal, "datastore_search", &json!({"resource_id": id(name)}));
    answer["result"]["total"].clone()
}

fn databases(files: &Portal) -> Vec<PathBuf> {
    let folder = files.path().join(".fichero/datastore");
    let entries = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    let mut found: Vec<_> = entries.filter(|path| path.extension().is_some()).collect();
    found.sort();
    found
}

#[test]
fn tables_are_kept_by_their_content() {
    let files = files();
    let file = "catalog/organizations/aguas/datasets/tablas/ventas.csv";
    assert_eq!(total(&beside(&files), "ventas"), 4);
    assert_eq!(databases(&files).len(), 1);
    assert_eq!(files.read(".fichero/.gitignore"), "*\n");
    let first = fs::metadata(&databases(&files)[0]).expect("it").modified().expect("a time");
    // Another program finds it loaded.
    assert_eq!(total(&beside(&files), "ventas"), 4);
    let again = fs::metadata(&databases(&files)[0]).expect("it").modified().expect("a time");
    assert_eq!(first, again);
    // One that still holds the old catalogue does not take new bytes for the old ones.
    let old = portal_with(
        files.path(),
        DataStore::new(files.path(), Home::temporary().expect("a folder"), settings()),
    );
    files.write(file, "estacion,monto,dia\nnueva,1,2024-03-01\n");
    assert_eq!(total(&old, "ventas"), Value::Null);
    assert_eq!(total(&beside(&files), "ventas"), 1);
    assert_eq!(databases(&files).len(), 2);
    // Nor does another type.
    files.replace("catalog/organizations/aguas/datasets/tablas/dataset.yaml", &|text| {
        text.replace(
            "path: ventas.csv\n",
            "path: ventas.csv\n    fields: [{name: monto, type: string}]\n",
        )
    });
    let portal = beside(&files);
    let answer = ask(&portal, "datastore_info", &json!({"id": id("ventas")})).1;
    assert_eq!(answer["result"]["fields"][1]["type"], "text");
    assert_eq!(databases(&files).len(), 3);
}

#[test]
fn a_database_that_is_in_pieces_is_made_again() {
    let files = files();
    assert_eq!(total(&beside(&files), "ventas"), 4);
    let database = databases(&files).remove(0);
    for pieces in
        [&b""[..], b"no database at all, but long enough to be looked at as if it were one"]
    {
        fs::write(&database, pieces).expect("a file");
        assert_eq!(total(&beside(&files), "ventas"), 4);
    }
}

#[test]
fn several_load_the_same_table_at_the_same_time() {
    let files = files();
    let portals: Vec<_> = (0..3).map(|_| beside(&files)).collect();
    std::thread::scope(|scope| {
        for portal in &portals {
            for _ in 0..4 {
                scope.spawn(|| assert_eq!(total(portal, "estaciones"), 4));
            }
        }
    });
    assert_eq!(databases(&files).len(), 1, "{:?}", databases(&files));
}

#[test]
fn the_program_answers_for_tables() {
    let files = files();
    let run = |args: &[&str]| {
        let output = fichero().arg("action").args(args).arg("--dir").arg(files.path()).output();
        let output = output.expect("the program runs");
        (output.status.code(), String::from_utf8(output.stdout).expect("UTF-8"))
    };
    let resource = format!("resource_id={}", id("ventas"));
    let (code, out) = run(&["datastore_search", &resource, "limit:1", "fields=estacion"]);
    assert_eq!(code, Some(0));
    let result: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(result["records"], json!([{"estacion": "Lago Sur"}]));
    let sql = format!("sql=SELECT count(*) FROM \"{}\"", id("ventas"));
    let (code, out) = run(&["datastore_search_sql", &sql]);
    assert_eq!((code, out.contains("\"count\": 4")), (Some(0), true), "{out}");
    assert_eq!(run(&["datastore_info", "id=x"]).0, Some(1));
    assert!(files.path().join(".fichero/datastore").is_dir());
}

/// More columns than a function takes, and records of every length.
#[test]
fn wide_tables_can_be_asked_too() {
    let files = files();
    let header: Vec<String> = (0..400).map(|n| format!("c{n}")).collect();
    let row = |mark: &str| vec![mark; 400].join(",");
    let text = format!("{}\n{}\n{}lago\n", header.join(","), row("valle"), row("x"));
    files.write("catalog/organizations/aguas/datasets/tablas/ventas.csv", &text);
    let portal = portal::portal(&files);
    let asked = |q: &str| {
        let asked = json!({"resource_id": id("ventas"), "q": q, "fields": "_id,c399,rank"});
        ask(&portal, "datastore_search", &asked).1["result"].clone()
    };
    assert_eq!(asked("valle")["records"][0]["_id"], 1);
    assert_eq!(asked("xlago")["records"][0]["c399"], "xlago");
    assert_eq!(asked("valle xlago")["total"], 0);
}
