//! A file or a package by itself.

use crate::support;
use serde_json::Value;
use snapbox::{assert_data_eq, str};
use std::fs;
use std::path::Path;

fn run(args: &[&str]) -> (i32, String, String) {
    let run = support::fichero().args(args).output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (run.status.code().expect("it ends"), text(run.stdout), text(run.stderr))
}

fn in_folder(name: &str, bytes: &[u8]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    fs::write(&path, bytes).expect("a file");
    let shown = path.to_str().expect("UTF-8").to_owned();
    (folder, shown)
}

#[test]
fn a_file_by_itself_is_checked() {
    let (_folder, path) = in_folder("a.csv", b"id,nombre\n1,x\n2\n3,y,z\n3,y,z\n");
    let (code, out, _) = run(&["check", &path]);
    assert_eq!(code, 1);
    assert_data_eq!(
        out,
        str![[r"
error[missing-cell]: a la fila 3 le falta una celda
 --> a.csv:3:2
  = solución: complete la fila con un separador por cada columna vacía

error[extra-cell]: hay 2 celdas de más (las primeras filas: 4, 5)
 --> a.csv:4:5
  = solución: suele ser un separador dentro de un texto sin comillas: póngalo entre comillas

aviso[duplicate-row]: la fila 5 repite la fila 4
 --> a.csv:5
  = solución: borre las repetidas, o agregue la columna que las distingue

a.csv tiene errores: 1 tabla leída, filas: 4

"]]
    );
    let (code, out, _) = run(&["check", "--format", "json", &path]);
    let json: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(code, 1);
    let first = &json["tables"][0]["findings"][0];
    assert_eq!((&first["row"], &first["field"]), (&Value::from(3), &Value::from(2)));
    let (_folder, path) = in_folder("a.csv", b"id,nombre\n1,x\n");
    assert_eq!(run(&["check", &path]).0, 0);
    let (code, _, why) = run(&["check", "--format", "sarif", &path]);
    assert!(code == 2 && why.contains("--format json"), "{why}");
}

/// Where the program says otherwise than frictionless, as `tests/table_golden.rs` tells.
fn deviates(case: &str) -> bool {
    let golden = include_str!("../table_golden.rs");
    golden.contains(&format!("\"{case}\""))
}

#[test]
fn every_case_is_told_by_the_program_as_by_the_library() {
    let Some(folder) = support::shared("golden/tabular") else { return };
    let text = fs::read(folder.join("expected.json")).expect("it is there");
    let all: Value = serde_json::from_slice(&text).expect("JSON");
    let mut equal = 0;
    let mut problems = Vec::new();
    for (path, expected) in all.as_object().expect("an object") {
        let case = path.trim_start_matches("cases/").trim_end_matches("/datapackage.json");
        let file = folder.join(path);
        let ours = told(&file);
        let mut theirs: Vec<String> =
            expected.as_array().expect("a list").iter().map(Value::to_string).collect();
        theirs.sort();
        match ours == theirs {
            true => equal += 1,
            false if deviates(case) => {}
            false => problems.push(format!("{case}: {theirs:?} {ours:?}")),
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(equal > 150, "{equal}");
}

/// `[code, row, field]` of each error that the program tells of a package.
fn told(file: &Path) -> Vec<String> {
    let checklist = file.with_file_name("checklist.json");
    let mut args = vec!["check", "--format", "json"];
    if checklist.is_file() {
        args.extend(["--checklist", checklist.to_str().expect("UTF-8")]);
    }
    args.push(file.to_str().expect("UTF-8"));
    let (_, out, why) = run(&args);
    let json: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out} {why}"));
    let list = |value: &Value| value.as_array().expect("a list").clone();
    let mut told = Vec::new();
    let mut add = |one: &Value| {
        told.push(serde_json::json!([one["code"], one["row"], one["field"]]).to_string());
    };
    list(&json["findings"]).iter().for_each(&mut add);
    for table in list(&json["tables"]) {
        list(&table["errors"]).iter().for_each(&mut add);
    }
    told.sort();
    told
}

#[test]
fn a_draft_of_a_dictionary_is_written() {
    let table = "fecha;codigo_comuna;monto;rut_empresa;nota;activo\n\
        31/01/2024;01101;1.234,50;76086428-5;s/i;sí\n01/02/2024;13101;99,00;76086428-5;bien;no\n";
    let (_folder, path) = in_folder("gastos.csv", table.as_bytes());
    let (code, out, _) = run(&["describe", &path]);
    assert_eq!(code, 0);
    assert_data_eq!(
        out.clone(),
        str![[r#"
# Borrador del diccionario de gastos.csv: 6 columnas, 2 filas.
# Póngalo bajo el recurso, con dos espacios más al comienzo de cada línea, y complete
# title y description de cada columna.
dialect: {delimiter: ";"}
fields:
- name: fecha
  title: ""
  description: ""
  type: date
  format: "%d/%m/%Y"
# queda como texto: como número perdería los ceros del comienzo
- name: codigo_comuna
  title: ""
  description: ""
  type: string
- name: monto
  title: ""
  description: ""
  type: number
  decimalChar: ","
  groupChar: "."
# queda como texto: por su nombre es un código, no una cantidad
- name: rut_empresa
  title: ""
  description: ""
  type: string
# estos textos se toman como dato que falta: "s/i"
- name: nota
  title: ""
  description: ""
  type: string
  missingValues: ["", s/i]
- name: activo
  title: ""
  description: ""
  type: boolean
  trueValues: [sí]
  falseValues: ["no"]

"#]]
    );
    let dataset = format!("title: Gastos\nresources:\n- path: gastos.csv\n{}", indented(&out));
    let portal = crate::portal(&dataset, &[("gastos.csv", table)]);
    let (_, json) = crate::check(&portal, &[]);
    assert_eq!(crate::found(&json), Vec::<String>::new(), "the draft fits its table");
    let (_, out, _) = run(&["describe", "--format", "json", &path]);
    let json: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(json["fields"][1]["type"], "string");
    let (code, ..) = run(&["describe", "no-hay.csv"]);
    assert_eq!(code, 2);
}

#[test]
fn a_draft_says_what_it_had_to_guess() {
    let table = "desde;hasta;monto\n01/02/2024;31/03/2024;$ 100\n03/04/2024;01/05/2024;$ 2.500\n";
    let (_folder, path) = in_folder("gastos.csv", table.as_bytes());
    let (_, out, _) = run(&["describe", &path]);
    let unsure =
        "# revise: el día y el mes no se distinguen; se tomó el día primero\n- name: desde\n";
    let unit =
        "# queda como texto: los números llevan signos de moneda o de porcentaje\n- name: monto\n";
    for part in [unsure, unit] {
        assert!(out.contains(part), "{out}");
    }
    assert_eq!(out.matches("no se distinguen").count(), 1, "31 is no month: {out}");
}

fn indented(text: &str) -> String {
    text.lines().flat_map(|line| ["  ", line, "\n"]).collect()
}

#[test]
fn what_only_packages_break_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).expect("a file");
        folder.path().join(name).to_str().expect("UTF-8").to_owned()
    };
    write("camas.csv", "camas,camas\n120,110\n");
    let package = |resource: &str| {
        let text = format!(r#"{{"resources": [{{"name": "camas", {resource}}}]}}"#);
        let (code, out, why) = run(&["check", &write("datapackage.json", &text)]);
        assert_eq!(code, 1, "{why}");
        out
    };
    let told = package(r#""path": "no-hay.csv""#);
    assert!(
        told.contains("error[scheme-error]: el archivo no se puede abrir: no existe"),
        "{told}"
    );
    let told = package(
        r#""path": "camas.csv", "schema": {"fields": [{"name": "camas"}], "fieldsMatch": "equal"}"#,
    );
    let message =
        "error[error]: la tabla no se puede comprobar: dos columnas tienen el mismo nombre";
    assert!(told.contains(message), "{told}");
}
