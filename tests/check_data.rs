//! `fichero check` on data files, in a catalogue and alone; `fichero describe`.

#[path = "check_data/change.rs"]
mod change;
#[path = "check_data/hostile.rs"]
mod hostile;
#[path = "check_data/lone.rs"]
mod lone;
mod support;

use fichero::report::Severity;
use fichero::report::rules::{self, Family, Shows};
use serde_json::Value;
use std::path::Path;
use std::process::Command;
use support::Portal;

const PORTAL: (&str, &str) =
    ("catalog/portal.yaml", "title: Prueba\nbase_url: https://datos.example.org\n");
const ORG: (&str, &str) = ("catalog/organizations/salud/organization.yaml", "title: Salud\n");
const FOLDER: &str = "catalog/organizations/salud/datasets/camas";

fn file(name: &str) -> String {
    format!("{FOLDER}/{name}")
}

/// A portal with one dataset.
fn portal(dataset: &str, files: &[(&str, &str)]) -> Portal {
    let portal = Portal::with(&[PORTAL, ORG]);
    portal.write(&file("dataset.yaml"), dataset);
    for (name, text) in files {
        portal.write(&file(name), text);
    }
    portal
}

/// What a check says, with its exit code.
fn check(portal: &Portal, args: &[&str]) -> (i32, Value) {
    let args: Vec<&str> = ["check", "--format", "json"].iter().chain(args).copied().collect();
    let run = support::fichero().args(&args).arg(portal.path()).output().expect("it runs");
    let out = String::from_utf8(run.stdout).expect("UTF-8");
    let json = serde_json::from_str(&out);
    let json = json.unwrap_or_else(|_| panic!("{out} {}", String::from_utf8_lossy(&run.stderr)));
    (run.status.code().expect("it ends"), json)
}

/// Codes with file, row and field, of data rules and of what was declared of persons.
fn found(json: &Value) -> Vec<String> {
    let of_data = |one: &&Value| {
        let rule = rules::find(one["code"].as_str().expect("a code")).expect("a rule");
        matches!(rule.family, Family::Data | Family::Privacy)
    };
    let all = json["diagnostics"].as_array().expect("a list").iter().filter(of_data);
    let word = |value: &Value| if value.is_null() { String::new() } else { value.to_string() };
    all.map(|one| {
        let file = one["file"].as_str().expect("a file").rsplit('/').next().unwrap_or_default();
        let code = one["code"].as_str().expect("a code");
        format!("{file} {code} {}:{} line {}", word(&one["row"]), word(&one["field"]), one["line"])
    })
    .collect()
}

const DICTIONARY: &str = "\
title: Camas
resources:
- path: camas.csv
  fields:
  - {name: fecha, type: date}
  - {name: hospital, type: string}
  - {name: camas, type: integer}
";

#[test]
fn each_cause_is_told_once_where_it_is() {
    let camas = "fecha,hospital,camas\n2024-01-01,Talca,10\n2024-01-02,Talca,diez\n\
        2024-01-02,Talca,once\n2024-01-03,Curicó\n";
    let portal = portal(DICTIONARY, &[("camas.csv", camas)]);
    let (code, json) = check(&portal, &[]);
    assert_eq!(code, 1);
    assert_eq!(
        found(&json),
        ["camas.csv type-error 3:3 line 3", "camas.csv missing-cell 5:3 line 5"]
    );
    let told = json["diagnostics"].as_array().expect("a list");
    let error = told.iter().find(|one| one["code"] == "type-error").expect("it is told");
    let message = error["message"].as_str().expect("a text");
    assert_eq!(message, "`camas`: 2 celdas no son de tipo `integer` (las primeras filas: 3, 4)");
    assert!(error["help"].as_str().is_some_and(|help| help.contains("missingValues")));
    let (code, json) = check(&portal, &["--no-data"]);
    assert_eq!((code, found(&json)), (0, Vec::new()));
    let run = portal.run(&["check"]);
    let text = run.output();
    assert!(text.contains(&format!("{}:3", file("camas.csv"))), "{text}");
    assert!(!text.contains("diez"), "a cell is not shown: {text}");
}

/// Forty RUNs of nobody in particular.
fn people() -> String {
    people_from(9_000_017)
}

/// As many others from another number on.
fn people_from(first: u64) -> String {
    let mut text = String::from("rut,grado\n");
    for n in 0..40_u64 {
        let body = first + 911 * n;
        let check = fichero::table::personal::rut::check(body);
        text.extend([format!("{body}-{check},{}\n", n % 9)]);
    }
    text
}

fn declared(privacy: &str) -> String {
    format!("title: Dotación\nresources:\n- path: gente.csv\n{privacy}")
}

#[test]
fn persons_are_an_error_unless_somebody_answers_for_it() {
    let table = people();
    let of = |privacy: &str, args: &[&str]| {
        let portal = portal(&declared(privacy), &[("gente.csv", &table)]);
        let (code, json) = check(&portal, args);
        let text = json.to_string();
        assert!(!text.contains("9000017") && !text.contains("9000928"), "{text}");
        (code, found(&json))
    };
    assert_eq!(of("", &[]), (1, vec!["gente.csv personal-data 2:1 line 1".to_owned()]));
    let exception = |rest: &str| {
        format!("  privacy:\n    exceptions:\n    - column: rut\n      kind: rut\n{rest}")
    };
    let whole = "      reason: registro público\n      approved_by: Transparencia\n";
    assert_eq!(of(&exception(whole), &[]), (0, Vec::new()));
    let ends = format!("{whole}      until: 2026-03-31\n");
    assert_eq!(of(&exception(&ends), &["--as-of", "2026-03-31"]), (0, Vec::new()));
    let (code, told) = of(&exception(&ends), &["--as-of", "2026-04-01"]);
    assert_eq!(
        (code, told),
        (
            1,
            vec![
                "dataset.yaml privacy-exception-ended : line 6".to_owned(),
                "gente.csv personal-data 2:1 line 1".to_owned()
            ]
        )
    );
    let (_, told) = of(&exception("      reason: registro público\n"), &[]);
    assert!(told[0].contains("privacy-exception-incomplete"), "{told:?}");
    let misspelt = exception(whole).replace("kind: rut", "kind: rot");
    let (code, told) = of(&misspelt, &[]);
    assert_eq!(code, 1);
    assert_eq!(told[0], "dataset.yaml privacy-unreadable : line 7");
    assert!(told[1].contains("personal-data"), "an exception for nothing excuses nothing");
    let idle = format!("{}    - column: grado\n{whole}", exception(whole));
    let (code, told) = of(&idle, &["--notes"]);
    assert_eq!((code, told), (0, vec!["dataset.yaml privacy-exception-idle : line 10".to_owned()]));
    let word = "rules:\n  personal-data: off\n";
    let portal = portal(&declared(""), &[("gente.csv", &table)]);
    portal.write(PORTAL.0, &format!("{}{word}", PORTAL.1));
    assert_eq!(check(&portal, &[]).0, 1, "no portal can silence it");
}

#[test]
fn grades_are_told_where_they_are_asked_for() {
    let portal =
        portal(DICTIONARY, &[("camas.csv", "fecha,hospital,camas\n2024-01-01,Talca,10\n")]);
    let (_, json) = check(&portal, &["--grade"]);
    let grade = &json["grades"][0];
    assert_eq!(grade["dataset"], "camas");
    assert_eq!(grade["grade"], 5.0, "no licence: {grade}");
    assert_eq!(grade["caps"][0]["at_most"], 5.0);
    assert!(grade["losses"].as_array().is_some_and(|losses| !losses.is_empty()));
    assert!(check(&portal, &[]).1["grades"].is_null());
    let text = portal.run(&["check", "--grade"]);
    let text = text.output();
    assert!(text.contains("camas: nota 5,0, suficiente"), "{text}");
}

#[test]
fn totals_notes_and_rules_are_told_where_they_are() {
    let rules = "  checks: [{type: row-constraint, formula: libres <= camas}]\n";
    let declared = format!(
        "title: Camas\nresources:\n- path: camas.csv\n  fields:\n  - {{name: hospital}}\n  \
         - {{name: libres, type: integer}}\n  - {{name: camas, type: integer}}\n{rules}"
    );
    let table = "hospital,libres,camas\nTalca,1,10\nCuricó,7,5\nTotal,8,15\nFuente: DEIS,,\n";
    let portal = portal(&declared, &[("camas.csv", table)]);
    let (code, json) = check(&portal, &[]);
    assert_eq!(code, 1);
    let expected = ["camas.csv row-constraint 3: line 3", "camas.csv footer-row 4: line 4"];
    assert_eq!(found(&json), expected, "{json}");
    let text = portal.run(&["check"]);
    has(&text.output(), "2 filas no cumplen la regla `libres <= camas` (las primeras: 3, 5)");
    has(&text.output(), "2 filas al final son totales o notas, no datos (las primeras: 4, 5)");
    let misspelt = |text: String| text.replace("libres <= camas", "libres hasta camas");
    portal.replace(&file("dataset.yaml"), &misspelt);
    let (_, json) = check(&portal, &[]);
    assert_eq!(
        found(&json),
        ["camas.csv footer-row 4: line 4", "dataset.yaml check-error : line 8"]
    );
}

#[test]
fn a_pointer_of_git_lfs_is_no_table_for_anybody() {
    let pointer = "version https://git-lfs.github.com/spec/v1\n\
                   oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\n\
                   size 12345\n";
    let declared = "title: Camas\nresources:\n- path: camas.csv\n  fields:\n  - {name: hospital}\n  \
                    - {name: camas, type: integer}\n- path: planilla.xlsx\n";
    let portal = portal(declared, &[("camas.csv", pointer), ("planilla.xlsx", pointer)]);
    let codes = |json: &Value, key: &str| {
        let all = json[key].as_array().cloned().unwrap_or_default();
        let of_files = |one: &&Value| {
            let code = one["code"].as_str().unwrap_or_default();
            let data = rules::find(code).is_some_and(|rule| rule.family == Family::Data);
            data || code == "data-file-lfs"
        };
        let all = all.iter().filter(of_files).map(|one| one["code"].to_string());
        all.collect::<Vec<_>>()
    };
    let (_, json) = check(&portal, &[]);
    assert_eq!(codes(&json, "diagnostics"), ["\"data-file-lfs\"", "\"data-file-lfs\""], "{json}");
    let json: Value =
        serde_json::from_str(&portal.run(&["build", "--format", "json"]).stdout()).expect("JSON");
    assert_eq!(codes(&json, "diagnostics"), ["\"source-error\"", "\"source-error\""], "{json}");
    let text = portal.run(&["build"]).output();
    has(&text, "es un puntero de Git LFS, no los datos");
    has(&text, "traiga el archivo con `git lfs pull`, o súbalo sin LFS");
}

#[track_caller]
fn has(text: &str, part: &str) {
    assert!(text.contains(part), "{part} is missing in\n{text}");
}

fn git(portal: &Portal, args: &[&str]) {
    let author = ["-c", "user.name=Ana", "-c", "user.email=ana@example.org"];
    let run = Command::new("git").arg("-C").arg(portal.path()).args(author).args(args).output();
    let run = run.expect("git runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

#[test]
fn a_change_is_held_to_what_it_touches() {
    let old = "fecha,hospital,camas\n2024-01-01,Talca,muchas\n";
    let portal = portal(DICTIONARY, &[("camas.csv", old)]);
    let other = "catalog/organizations/salud/datasets/otro";
    portal.write(&format!("{other}/dataset.yaml"), "title: Otro\nresources:\n- path: a.csv\n");
    portal.write(&format!("{other}/a.csv"), "a,b\n1\n");
    git(&portal, &["init", "--quiet", "--initial-branch=main"]);
    git(&portal, &["add", "."]);
    git(&portal, &["commit", "--quiet", "-m", "uno"]);
    let since = |portal: &Portal| found(&check(portal, &["--base", "main"]).1);
    assert_eq!(since(&portal), Vec::<String>::new());
    portal.write(&format!("{other}/a.csv"), "a,b\n1,2,3\n");
    assert_eq!(since(&portal), ["a.csv extra-cell 2:3 line 2"]);
    let title = |text: String| text.replace("title: Camas", "title: Camas por hospital");
    portal.replace(&file("dataset.yaml"), &title);
    assert_eq!(since(&portal).len(), 1, "another title says nothing of the table");
    let column = |text: String| text.replace("type: string", "type: integer");
    portal.replace(&file("dataset.yaml"), &column);
    // What the file had before it has still.
    assert_eq!(since(&portal), ["camas.csv type-error 2:2 line 2", "a.csv extra-cell 2:3 line 2"]);
}

#[test]
fn what_a_data_file_had_before_is_nothing_new() {
    let old = "fecha,hospital,camas\n2024-01-01,Talca,muchas\n2024-01-01,Talca,muchas\n";
    let portal = portal(DICTIONARY, &[("camas.csv", old)]);
    git(&portal, &["init", "--quiet", "--initial-branch=main"]);
    git(&portal, &["add", "."]);
    git(&portal, &["commit", "--quiet", "-m", "uno"]);
    let since = |portal: &Portal, args: &[&str]| {
        let (code, json) = check(portal, &[&["--base", "main"], args].concat());
        (code, found(&json))
    };
    let grown = |row: &str| portal.write(&file("camas.csv"), &format!("{old}{row}\n"));
    grown("2024-01-02,Talca,10");
    assert_eq!(since(&portal, &[]), (0, Vec::new()), "a good row more");
    let known = since(&portal, &["--known"]);
    assert_eq!(known.1.len(), 2, "they are known: {known:?}");
    grown("2024-01-02,Talca,diez");
    assert_eq!(since(&portal, &[]), (1, vec!["camas.csv type-error 2:3 line 2".to_owned()]));
    grown("ayer,Talca,10");
    assert_eq!(since(&portal, &[]), (1, vec!["camas.csv type-error 4:1 line 4".to_owned()]));
    // Fewer are none, and a file that moves is the same file.
    portal.write(&file("camas.csv"), "fecha,hospital,camas\n2024-01-01,Talca,muchas\n");
    assert_eq!(since(&portal, &[]), (0, Vec::new()));
    portal.write(&file("camas-2024.csv"), old);
    std::fs::remove_file(portal.path().join(file("camas.csv"))).expect("it is there");
    portal.replace(&file("dataset.yaml"), &|text| text.replace("camas.csv", "camas-2024.csv"));
    git(&portal, &["add", "."]);
    assert_eq!(since(&portal, &[]).1, Vec::<String>::new());
    // A dictionary that asks for more is held to the file as it is.
    let column = |text: String| text.replace("type: string", "type: integer");
    portal.replace(&file("dataset.yaml"), &column);
    assert_eq!(since(&portal, &[]).1, ["camas-2024.csv type-error 2:2 line 2"]);
}

#[test]
fn a_large_file_is_compared_with_what_it_was() {
    let mut old = String::from("fecha,hospital,camas\n");
    old.extend((0..250_000).map(|n| format!("2024-01-01,Hospital {n},{n}\n")));
    old += "2024-01-01,Talca,muchas\n";
    assert!(old.len() > 4 << 20);
    let portal = portal(DICTIONARY, &[("camas.csv", &old)]);
    git(&portal, &["init", "--quiet", "--initial-branch=main"]);
    git(&portal, &["add", "."]);
    git(&portal, &["commit", "--quiet", "-m", "uno"]);
    portal.write(&file("camas.csv"), &format!("{old}2024-01-02,Talca,10\n"));
    assert_eq!(found(&check(&portal, &["--base", "main"]).1), Vec::<String>::new());
    portal.write(&file("camas.csv"), &format!("{old}2024-01-02,Talca,once\n"));
    assert_eq!(found(&check(&portal, &["--base", "main"]).1).len(), 1);
}

#[test]
fn a_cell_is_told_where_it_begins_and_never_what_it_is() {
    let camas = "fecha,hospital,camas\n2024-01-01,\"Ñuble 😀\nanexo\",sesenta-y-tres\n";
    let portal = portal(DICTIONARY, &[("camas.csv", camas)]);
    let (_, json) = check(&portal, &[]);
    let told = json["diagnostics"].as_array().expect("a list");
    let error = told.iter().find(|one| one["code"] == "type-error").expect("it is told");
    assert_eq!((&error["line"], &error["column"]), (&Value::from(3), &Value::from(8)));
    let place = format!("{}:3:8", file("camas.csv"));
    for form in
        ["text", "short", "github", "gitlab", "sarif", "rdjson", "junit", "markdown", "json"]
    {
        let said = portal.run(&["check", "--notes", "--format", form]);
        let said = said.output();
        assert!(said.contains("type-error"), "{form}: {said}");
        assert!(!said.contains("sesenta") && !said.contains("anexo"), "{form}: {said}");
        let named = !matches!(form, "text" | "short") || said.contains(&place);
        assert!(named, "{form}: {said}");
    }
}

#[test]
fn a_persons_number_in_a_description_is_told_and_not_shown() {
    let number = |body: u64| format!("{body}-{}", fichero::table::personal::rut::check(body));
    let (own, firm) = (number(9_000_017), number(76_086_428));
    let text = format!(
        "title: Camas\nauthor: Ana {own}\nauthor_email: ana@example.org\nnotes: |\n  Informa \
         {firm}.\n  Consultas al RUN {own}, año 2024.\nresources:\n- url: https://a.example/a.csv\n  \
         description: Firmó {own}\n"
    );
    let portal = portal(&text, &[]);
    let (code, json) = check(&portal, &[]);
    assert_eq!(code, 0, "a warning");
    assert_eq!(
        found(&json),
        [
            "dataset.yaml personal-data-in-text : line 6",
            "dataset.yaml personal-data-in-text : line 9"
        ]
    );
    assert_eq!(json["diagnostics"].as_array().expect("a list")[0]["file"], file("dataset.yaml"));
    for form in
        ["text", "short", "github", "gitlab", "sarif", "rdjson", "junit", "markdown", "json"]
    {
        let said = portal.run(&["check", "--notes", "--format", form]);
        let said = said.output();
        assert!(said.contains("personal-data-in-text") && !said.contains(&own), "{form}: {said}");
    }
}

#[test]
fn the_kinds_that_an_exception_may_name_are_all_said() {
    for lang in fichero::text::Lang::ALL {
        let help = fichero::text::Texts::embedded(lang).get("diagnostics.privacy-kind-help", &[]);
        let words: Vec<&str> = help.rsplit(": ").next().unwrap_or_default().split(", ").collect();
        let kinds = fichero::table::personal::Kind::ALL.map(fichero::table::personal::Kind::key);
        assert_eq!(words, kinds, "{help}");
    }
}

#[test]
fn what_is_staged_is_checked_and_not_what_lies_beside() {
    let good = "fecha,hospital,camas\n2024-01-01,Talca,10\n";
    let portal = portal(DICTIONARY, &[("camas.csv", good)]);
    git(&portal, &["init", "--quiet", "--initial-branch=main"]);
    let staged = |portal: &Portal| found(&check(portal, &["--staged"]).1);
    git(&portal, &["add", "."]);
    assert_eq!(staged(&portal), Vec::<String>::new(), "before the first commit");
    git(&portal, &["commit", "--quiet", "-m", "uno"]);
    portal.write(&file("camas.csv"), &format!("{good}2024-01-02,Talca,diez\n"));
    assert_eq!(staged(&portal), Vec::<String>::new(), "not staged");
    git(&portal, &["add", "."]);
    portal.write(&file("camas.csv"), good);
    assert_eq!(staged(&portal), ["camas.csv type-error 3:3 line 3"]);
    git(&portal, &["commit", "--quiet", "-m", "dos"]);
    assert_eq!(staged(&portal), Vec::<String>::new(), "it is history now");
}

#[test]
fn what_somebody_contributes_as_found_is_not_believed() {
    let portal = portal(&declared(""), &[("gente.csv", &people())]);
    git(&portal, &["init", "-q"]);
    let told = vec!["gente.csv personal-data 2:1 line 1".to_owned()];
    assert_eq!(check(&portal, &[]), check(&portal, &[]));
    let memory = portal.path().join(".fichero/survey");
    let files = support::hashes(&memory);
    for path in files.keys().filter(|path| path.strip_suffix(".json").is_some()) {
        let forged = |text: String| {
            let mut survey: Value = serde_json::from_str(&text).expect("JSON");
            survey["personal"]["findings"] = Value::Array(Vec::new());
            survey.to_string()
        };
        portal.replace(&format!(".fichero/survey/{path}"), &forged);
    }
    assert_eq!(found(&check(&portal, &[]).1), Vec::<String>::new(), "its own notes are believed");
    git(&portal, &["add", "--all", "--force"]);
    assert_eq!(found(&check(&portal, &[]).1), told);
}

#[test]
fn what_was_found_is_kept_beside_the_catalogue_and_out_of_git() {
    let portal = portal(DICTIONARY, &[("camas.csv", "fecha,hospital,camas\n2024-01-01,T,x\n")]);
    git(&portal, &["init", "--quiet"]);
    let first = check(&portal, &[]).1;
    assert!(portal.path().join(".fichero/survey").is_dir());
    assert_eq!(check(&portal, &[]).1, first);
    git(&portal, &["add", "."]);
    let listed = Command::new("git").arg("-C").arg(portal.path()).arg("ls-files").output();
    let listed = String::from_utf8(listed.expect("git runs").stdout).expect("UTF-8");
    assert!(!listed.contains(".fichero"), "{listed}");
}

/// What the examples of rules of data need beside them.
fn example(code: &str, file_name: &str, text: &str) -> Portal {
    let camas = "hospital,camas\nSan Roque,120\n";
    let portal = match file_name {
        "camas.csv" => portal("title: Camas\nresources:\n- path: camas.csv\n", &[]),
        _ => portal(&format!("title: Camas\n{text}\n"), &[("camas.csv", camas)]),
    };
    if file_name == "camas.csv" {
        portal.write(&file("camas.csv"), &format!("{text}\n"));
    }
    // Without a dictionary a label that is missing says nothing.
    if code == "blank-label" {
        let fields = "  schema: {fields: [{name: hospital}, {name: camas}]}\n";
        portal.replace(&file("dataset.yaml"), &|text| text + fields);
    }
    portal
}

#[test]
fn examples_of_rules_of_data_break_them_and_no_longer() {
    let of_data =
        |rule: &&rules::Rule| rule.family == Family::Data || rule.code.starts_with("privacy-");
    let mut shown = 0;
    for rule in rules::all().filter(of_data) {
        let Shows::Part(file_name) = rule.example.shows else { continue };
        let codes = |text: &str| -> Vec<String> {
            let json = check(&example(rule.code, file_name, text), &["--notes"]).1;
            let all = json["diagnostics"].as_array().expect("a list").iter();
            all.map(|one| one["code"].as_str().expect("a code").to_owned()).collect()
        };
        let (wrong, right) = (codes(rule.example.wrong), codes(rule.example.right));
        assert!(wrong.iter().any(|code| code == rule.code), "{}: {wrong:?}", rule.code);
        assert!(!right.iter().any(|code| code == rule.code), "{}: {right:?}", rule.code);
        shown += 1;
    }
    assert!(shown >= 20, "{shown}");
}

#[test]
fn rules_of_data_weigh_what_the_table_says() {
    let weight = |code| rules::find(code).map(|rule| (rule.severity, rule.firm));
    assert_eq!(weight("type-error"), Some((Severity::Error, false)));
    assert_eq!(weight("duplicate-row"), Some((Severity::Warning, false)));
    assert_eq!(weight("personal-data"), Some((Severity::Error, true)));
    assert!(Path::new(env!("CARGO_BIN_EXE_fichero")).is_file());
}
