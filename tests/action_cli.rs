//! `fichero action`, as a person and a script use it.

mod support;

use serde_json::{Value, json};
use snapbox::{assert_data_eq, str};
use std::io::Write as _;
use std::process::{Output, Stdio};
use support::{Portal, fichero};

fn portal() -> Portal {
    Portal::with(&[
        (
            "catalog/portal.yaml",
            "title: Prueba\nbase_url: https://datos.example.org\nepoch: 2024-01-01\n",
        ),
        ("catalog/organizations/org/organization.yaml", "title: Ñandúes\n"),
        ("catalog/organizations/org/datasets/uno/dataset.yaml", "title: Uno\n"),
        ("catalog/organizations/org/datasets/dos/dataset.yaml", "title: Dos\ntags: [cc, aa]\n"),
        ("catalog/organizations/org/datasets/roto/dataset.yaml", "title: [\n"),
    ])
}

fn run(portal: &Portal, args: &[&str], input: Option<&str>) -> Output {
    let mut command = fichero();
    command.arg("action").args(args).arg("--dir").arg(portal.path());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    // A program that refuses its arguments reads nothing.
    let _ = stdin.write_all(input.unwrap_or_default().as_bytes());
    drop(stdin);
    child.wait_with_output().expect("it ends")
}

fn said(portal: &Portal, args: &[&str]) -> (Option<i32>, String, String) {
    let output = run(portal, args, None);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn results_are_shown_as_ckanapi_shows_them() {
    let portal = portal();
    let (code, out, _) = said(&portal, &["organization_autocomplete", "q=ñan"]);
    assert_eq!(code, Some(0));
    let out = out.replace(|c: char| c.is_ascii_digit(), "0");
    assert_data_eq!(
        out,
        str![[r#"
[
  {
    "id": "[..]",
    "name": "org",
    "title": "Ñandúes"
  }
]

"#]]
    );
    assert_eq!(said(&portal, &["package_list", "limit=1", "offset:1"]).1, "[\n  \"uno\"\n]\n");
    assert_eq!(said(&portal, &["vocabulary_list"]).1, "[]\n");
    assert_eq!(said(&portal, &["site_read"]).1, "true\n");
    let repeated = ["package_search", "rows:0", "facet.field=tags", "facet.field=organization"];
    let result: Value = serde_json::from_str(&said(&portal, &repeated).1).expect("JSON");
    assert_eq!(result["facets"], json!({"organization": {"org": 2}, "tags": {"aa": 1, "cc": 1}}));
    let whole: Value =
        serde_json::from_str(&said(&portal, &["site_read", "--format", "json"]).1).expect("JSON");
    assert_eq!(whole["help"], "https://datos.example.org/api/3/action/help_show?name=site_read");
    let input = run(&portal, &["package_list", "-i"], Some("{\"limit\": 1}"));
    assert_eq!(String::from_utf8_lossy(&input.stdout), "[\n  \"dos\"\n]\n");
}

#[test]
fn errors_are_said_in_words_and_by_the_exit_code() {
    let portal = portal();
    let table = [
        (
            &["package_show", "id=nada"][..],
            1,
            "fichero: la API responde 404, Not Found Error: Not found\n",
        ),
        (
            &["package_list", "limit=x"],
            1,
            "fichero: la API responde 409, Validation Error: limit: Invalid integer\n",
        ),
        (&["zz"], 1, "fichero: la API responde 400, Bad request - Action name not known: zz\n"),
        (
            &["package_create", "name=x"],
            1,
            "fichero: la API responde 403, Authorization Error: Access denied: User  not authorized to create packages\n",
        ),
        (
            &["package_show", "id"],
            2,
            "fichero: `id` no es un parámetro: escriba clave=texto o clave:JSON\n",
        ),
        (
            &["package_show", "=x"],
            2,
            "fichero: `=x` no es un parámetro: escriba clave=texto o clave:JSON\n",
        ),
        (
            &["package_show", "id:uno"],
            2,
            "fichero: `id:uno`: lo que sigue a los dos puntos no es JSON; para un texto escriba clave=texto\n",
        ),
        (
            &["package_show", "a@b"],
            2,
            "fichero: `a@b`: las acciones que leen no reciben archivos\n",
        ),
        (
            &["package_show", "-i"],
            2,
            "fichero: la entrada no es un objeto JSON: escriba uno, entre llaves\n",
        ),
    ];
    for (args, code, text) in table {
        let (is, out, error) = said(&portal, args);
        assert_eq!((is, error.as_str()), (Some(code), text), "{args:?}");
        assert!(out.is_empty(), "{args:?}: {out}");
    }
    let (code, out, _) = said(&portal, &["package_show", "id=nada", "--format", "json"]);
    let answer: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((code, &answer["success"]), (Some(1), &json!(false)));
}

#[test]
fn an_empty_and_a_broken_catalogue_answer_too() {
    let empty =
        Portal::with(&[("catalog/portal.yaml", "title: Nada\nbase_url: https://a.example\n")]);
    for (args, text) in [
        (&["package_list"][..], "[]\n"),
        (&["recently_changed_packages_activity_list"], "[]\n"),
        (&["tag_search", "query=a"], "{\n  \"count\": 0,\n  \"results\": []\n}\n"),
    ] {
        let (code, out, error) = said(&empty, args);
        assert_eq!((code, out.as_str()), (Some(0), text), "{error}");
    }
    let (code, out, _) = said(&empty, &["package_search", "q=agua", "facet.field=tags"]);
    assert!(code == Some(0) && out.contains("\"count\": 0"), "{out}");
    let broken = Portal::with(&[("catalog/portal.yaml", "title: [\n")]);
    let (code, _, error) = said(&broken, &["package_list"]);
    assert_eq!(code, Some(2));
    assert!(
        error.ends_with("portal.yaml tiene errores: no se responde nada hasta corregirlos\n"),
        "{error}"
    );
    let nothing = Portal::empty();
    assert_eq!(said(&nothing, &["package_list"]).0, Some(2));
}
