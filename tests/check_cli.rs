//! `fichero check` at the command line: exit codes, what it compares with, in which language and
//! forms it tells.

mod support;

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use support::{Portal, fichero};

const FILE: &str = "catalog/organizations/salud/datasets/camas/dataset.yaml";
/// Nothing is wrong with it but what a note says.
const CLEAN: &str = "\
id: 019d4b1e-7c52-7d03-8f4e-2a6b9c10d3e5
title: Camas por hospital
notes: Camas disponibles en cada hospital público, por mes, desde el año 2019.
license_id: cc-by
maintainer_email: datos@salud.example
tags: [salud, hospitales]
metadata_created: 2024-01-15
metadata_modified: 2025-03-01
resources:
- id: 5b0ce7a8-2f0e-4a4e-9a52-6b0f3d2c1e47
  name: Camas en 2025
  description: Una fila por hospital y mes.
  url: http://datos.example.org/camas.csv
  format: CSV
  mimetype: text/csv
";

fn portal(more: &str, dataset: &str) -> Portal {
    let settings = format!("title: Datos\nbase_url: https://datos.example.org\n{more}");
    Portal::with(&[
        ("catalog/portal.yaml", &settings),
        ("catalog/organizations/salud/organization.yaml", "title: Servicio de Salud\n"),
        (FILE, dataset),
    ])
}

/// A program that hears of no forge, whatever the machine is.
fn program() -> Command {
    let mut command = fichero();
    for name in ["GITHUB_ACTIONS", "GITEA_ACTIONS", "FORGEJO_ACTIONS", "GITLAB_CI"] {
        command.env_remove(name);
    }
    for name in ["GITHUB_STEP_SUMMARY", "FORGEJO_STEP_SUMMARY", "GITEA_STEP_SUMMARY"] {
        command.env_remove(name);
    }
    command.env_remove("FICHERO_LANG").env("LANG", "es_CL.UTF-8");
    command
}

fn check(portal: &Portal, args: &[&str]) -> Output {
    program().arg("check").args(args).arg(portal.path()).output().expect("it runs")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn git(root: &Path, args: &[&str]) {
    let mut git = Command::new("git");
    git.arg("-C").arg(root).args(["-c", "user.name=A", "-c", "user.email=a@example.org"]);
    git.env("GIT_AUTHOR_DATE", "2025-06-30T12:00:00Z");
    let done = git.args(args).env("GIT_COMMITTER_DATE", "2025-06-30T12:00:00Z").status();
    assert!(done.expect("git").success(), "{args:?}");
}

fn committed(portal: &Portal) {
    git(portal.path(), &["init", "-q"]);
    git(portal.path(), &["add", "--all"]);
    git(portal.path(), &["commit", "-q", "-m", "uno"]);
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn codes(told: &Value) -> Vec<&str> {
    let all = told["diagnostics"].as_array().expect("diagnostics");
    all.iter().map(|one| one["code"].as_str().expect("a code")).collect()
}

#[test]
fn the_exit_code_says_whether_something_is_wrong() {
    let clean = check(&portal("", CLEAN), &[]);
    assert_eq!(clean.status.code(), Some(0), "{}{}", out(&clean), err(&clean));
    let warned = check(&portal("", "title: Camas por hospital\n"), &[]);
    assert_eq!(warned.status.code(), Some(0));
    assert!(out(&warned).contains("aviso[notes-missing]"), "{}", out(&warned));
    let broken = check(&portal("", "title: Salud: camas\n"), &[]);
    assert_eq!(broken.status.code(), Some(1));
    assert!(out(&broken).contains("error[yaml-colon]"), "{}", out(&broken));
    let nowhere = tempfile::tempdir().expect("a folder");
    let missing = program().arg("check").arg(nowhere.path()).output().expect("it runs");
    assert_eq!(missing.status.code(), Some(2), "{}", err(&missing));
    assert_eq!(out(&missing), "");
    assert!(!err(&missing).is_empty());
}

#[test]
fn what_is_asked_wrongly_is_said_and_nothing_is_checked() {
    let portal = portal("", CLEAN);
    committed(&portal);
    for (args, said) in [
        (&["--base", "origin/principal"][..], "git no conoce `origin/principal`"),
        (&["--base=--output=x"], "git no conoce `--output=x`"),
        (&["--as-of", "ayer"], "`ayer` no es una fecha"),
        (&["--known"], "--base"),
        (&["--dry-run"], "--fix"),
        (&["--format", "json", "--format", "sarif"], "solo un formato puede ir a la salida"),
        (&["--format", "json=a.json", "--format", "sarif=a.json"], "no puede guardar"),
    ] {
        let asked = check(&portal, args);
        assert_eq!(asked.status.code(), Some(2), "{args:?} {}", err(&asked));
        assert!(err(&asked).contains(said), "{args:?} {}", err(&asked));
        assert_eq!(out(&asked), "", "{args:?}");
    }
}

#[test]
fn a_day_tells_what_is_late_and_what_is_to_come() {
    let late = CLEAN.replace("tags:", "extras: {frecuencia: mensual}\ntags:");
    let portal = portal("", &late);
    let of = |args: &[&str]| {
        let told = check(&portal, &[args, &["--format", "json"]].concat());
        let of_days = |code: &&str| *code != "url-insecure";
        codes(&json(&out(&told))).into_iter().filter(of_days).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(of(&[]), "", "nobody knows the day");
    assert_eq!(of(&["--as-of", "2025-03-20"]), "");
    assert_eq!(of(&["--as-of", "2025-06-30"]), "data-late");
    assert_eq!(of(&["--as-of", "2025-02-01"]), "date-future");
    // The commit's day is the one where nobody says another.
    committed(&portal);
    assert_eq!(of(&[]), "data-late");
    assert_eq!(of(&["--as-of", "2025-03-20"]), "");
}

#[test]
fn notes_are_told_where_somebody_asks() {
    let portal = portal("", CLEAN);
    let quiet = check(&portal, &[]);
    assert!(!out(&quiet).contains("url-insecure"), "{}", out(&quiet));
    assert!(out(&quiet).contains("1 nota"), "they are counted: {}", out(&quiet));
    let told = check(&portal, &["--notes"]);
    assert!(out(&told).contains("nota[url-insecure]"), "{}", out(&told));
    assert_eq!(told.status.code(), Some(0));
    // A program gets all and chooses by itself; the forms of forges stay without.
    let all = json(&out(&check(&portal, &["--format", "json"])));
    assert_eq!(codes(&all), ["url-insecure"]);
    assert_eq!(all["diagnostics"][0]["severity"], "note");
    assert_eq!(all["summary"]["notes"], 1);
    for form in ["short", "github", "gitlab", "sarif", "rdjson", "junit", "markdown"] {
        let told = out(&check(&portal, &["--format", form]));
        let (_, results) = told.split_once("\"results\"").unwrap_or(("", &told));
        assert!(!results.contains("url-insecure"), "{form}: {told}");
    }
}

#[test]
fn known_problems_are_shown_apart_and_fail_nothing() {
    let portal = portal("", "title: Camas por hospital\nstate: publicado\n");
    committed(&portal);
    portal.replace(FILE, &|text| text + "tags: [salud/camas]\n");
    let told = |args: &[&str]| {
        let run = check(&portal, &[&["--base", "HEAD", "--format", "json"], args].concat());
        (run.status.code(), json(&out(&run)))
    };
    let (code, new) = told(&[]);
    assert_eq!((code, codes(&new)), (Some(1), vec!["tag-characters"]));
    // Those that were there are marked, and are not counted among the others.
    let marked = |told: &Value, known: bool| {
        let all = told["diagnostics"].as_array().expect("diagnostics");
        let of = all.iter().filter(|one| one["known"] == known);
        of.map(|one| one["code"].as_str().expect("a code").to_owned()).collect::<Vec<_>>()
    };
    let (code, both) = told(&["--known"]);
    assert_eq!((code, marked(&both, false)), (Some(1), vec!["tag-characters".to_owned()]));
    assert!(marked(&both, true).contains(&"state-unknown".to_owned()), "{both}");
    assert_eq!(both["summary"]["errors"], 1);
    assert_eq!(both["summary"]["known_errors"], 1);
    // Only what was there before is wrong: nothing fails.
    portal.replace(FILE, &|text| text.replace("salud/camas", "salud camas"));
    let (code, rest) = told(&["--known"]);
    assert_eq!((code, marked(&rest, false)), (Some(0), Vec::new()));
}

#[test]
fn the_language_is_the_asked_one_or_the_portals() {
    let said = |portal: &Portal, args: &[&str], variable: Option<&str>| {
        let mut command = program();
        if let Some(lang) = variable {
            command.env("FICHERO_LANG", lang);
        }
        let run = command.arg("check").args(args).arg(portal.path()).output().expect("it runs");
        out(&run) + &err(&run)
    };
    let spanish = portal("", "title: Salud: camas\n");
    assert!(said(&spanish, &[], None).contains("debe ir entre comillas"));
    assert!(said(&spanish, &["--lang", "pt"], None).contains("deve ir entre aspas"));
    let machine = said(&spanish, &[], Some("en"));
    assert!(machine.contains("debe ir entre comillas"), "a portal's words, whatever the machine's");
    let english = portal("languages: [en, es]\n", "title: Salud: camas\n");
    assert!(said(&english, &[], None).contains("must be in quotes"), "the portal's own");
    assert!(said(&english, &["--lang", "es"], None).contains("debe ir entre comillas"));
}

#[test]
fn several_forms_at_once_each_in_its_place() {
    let portal = portal("", "title: Salud: camas\n");
    let file = |name: &str| portal.path().join(name);
    let to = |form: &str, name: &str| format!("{form}={}", file(name).display());
    let forms = [
        to("json", "a.json"),
        to("sarif", "b.sarif"),
        to("junit", "c.xml"),
        to("rdjson", "d.json"),
    ];
    let mut args = vec!["--format", "short"];
    for form in &forms {
        args.extend(["--format", form]);
    }
    let run = check(&portal, &args);
    assert_eq!(run.status.code(), Some(1));
    assert_eq!(out(&run).lines().filter(|line| line.contains("[yaml-colon]")).count(), 1);
    let read = |name: &str| fs::read_to_string(file(name)).expect(name);
    assert_eq!(codes(&json(&read("a.json"))), ["yaml-colon"]);
    assert_eq!(json(&read("b.sarif"))["runs"][0]["results"][0]["ruleId"], "yaml-colon");
    assert!(read("c.xml").contains("yaml-colon"));
    assert_eq!(json(&read("d.json"))["diagnostics"][0]["code"]["value"], "yaml-colon");
    // A report that a program reads goes alone to the output.
    let run = check(&portal, &["--format", "json"]);
    assert_eq!(codes(&json(&out(&run))), ["yaml-colon"]);
    assert_eq!(err(&run), "");
}

#[test]
fn forges_are_told_in_their_own_way() {
    let portal = portal("", "title: Salud: camas\n");
    let summary = portal.path().join("resumen.md");
    let run = program()
        .arg("check")
        .arg(portal.path())
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_STEP_SUMMARY", &summary)
        .output()
        .expect("it runs");
    let said = out(&run) + &err(&run);
    assert!(said.contains(&format!("::error file={FILE},line=1,")), "{said}");
    let summary = fs::read_to_string(summary).expect("a summary");
    assert!(summary.contains("yaml-colon") && summary.contains(FILE), "{summary}");
    // GitLab reads a file that somebody names.
    let report = portal.path().join("gl.json");
    let run = program()
        .args(["check", "--format", &format!("gitlab={}", report.display())])
        .arg(portal.path())
        .env("GITLAB_CI", "true")
        .output()
        .expect("it runs");
    assert_eq!(run.status.code(), Some(1));
    let found = json(&fs::read_to_string(report).expect("a report"));
    assert_eq!(found[0]["check_name"], "yaml-colon");
    assert_eq!(found[0]["location"]["path"], FILE);
    assert!(!out(&run).contains("::error"), "{}", out(&run));
}

#[test]
fn a_portal_may_be_a_folder_of_its_repository() {
    let repository = tempfile::tempdir().expect("a folder");
    let root = repository.path().join("sitios/datos");
    let write = |path: &str, text: &str| {
        let file = root.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    };
    write("catalog/portal.yaml", "title: Datos\nbase_url: https://datos.example.org\n");
    write("catalog/organizations/salud/organization.yaml", "title: Servicio de Salud\n");
    write(FILE, "title: Camas por hospital\nstate: publicado\n");
    fs::write(repository.path().join("catalog"), "otra cosa\n").expect("a file");
    git(repository.path(), &["init", "-q"]);
    git(repository.path(), &["add", "--all"]);
    git(repository.path(), &["commit", "-q", "-m", "uno"]);
    write(FILE, "title: Camas por hospital\nstate: publicado\ntags: [salud/camas]\n");
    let run = |args: &[&str]| {
        let run = program().arg("check").args(args).arg(&root).output().expect("it runs");
        (run.status.code(), out(&run))
    };
    let (code, told) = run(&["--base", "HEAD", "--format", "github"]);
    assert_eq!(code, Some(1));
    assert!(told.contains(&format!("::error file=sitios/datos/{FILE},line=3,")), "{told}");
    assert_eq!(told.matches("::error").count(), 1, "{told}");
    let (_, told) = run(&["--base", "HEAD", "--fix", "--dry-run"]);
    assert!(told.contains("+tags: [salud camas]"), "{told}");
    let (code, _) = run(&["--base", "HEAD", "--fix"]);
    assert_eq!(code, Some(0));
    let text = fs::read_to_string(root.join(FILE)).expect("a file");
    assert_eq!(text, "title: Camas por hospital\nstate: publicado\ntags: [salud camas]\n");
}

#[test]
fn what_a_portal_makes_of_rules_is_said() {
    let rules = "rules:\n  notes-short: error\n  title-capitals: off\n";
    let shouted = CLEAN
        .replace("title: Camas por hospital", "title: CAMAS DISPONIBLES POR HOSPITAL")
        .replace(
            "notes: Camas disponibles en cada hospital público, por mes, desde el año 2019.",
            "notes: Camas.",
        );
    let run = check(&portal(rules, &shouted), &[]);
    assert_eq!(run.status.code(), Some(1));
    let said = out(&run) + &err(&run);
    assert!(said.contains("error[notes-short]") && !said.contains("[title-capitals]"), "{said}");
    let line = "reglas que cambia portal.yaml: notes-short: error, title-capitals: off";
    assert!(said.lines().any(|other| other == line), "{said}");
    let plain = check(&portal("", CLEAN), &[]);
    assert!(!err(&plain).contains("reglas que cambia"), "{}", err(&plain));
}

#[test]
fn columns_are_counted_as_each_reader_counts() {
    // Before the place: what stands there, and the columns in characters, units of UTF-16 and bytes.
    for (before, mark, [chars, utf16, utf8]) in [
        ("title: a\nstate: ", "", [8, 8, 8]),
        ("\u{feff}state: ", "", [8, 8, 11]),
        ("\u{feff}title: a\nstate: ", "", [8, 8, 8]),
        ("title: a\r\nstate: ", "", [8, 8, 8]),
        ("title: a\nextras: {ñandú: uno, b: \"😀\"}\nstate: ", "", [8, 8, 8]),
        ("{title: ñ, state: ", "}", [19, 19, 20]),
        ("{title: 😀, state: ", "}", [19, 20, 22]),
        // An accent of its own: two characters that look like one.
        ("{title: n\u{303}, state: ", "}", [20, 20, 21]),
        ("{title: 👩\u{200d}⚕, state: ", "}", [21, 22, 28]),
        ("\u{feff}{title: año 😀, state: ", "}", [23, 24, 30]),
        ("{title: a,\tstate: ", "}", [19, 19, 19]),
    ] {
        let portal = portal("", &format!("{before}ñañá😀{mark}\r\n"));
        let told = json(&out(&check(&portal, &["--format", "json"])));
        let all = told["diagnostics"].as_array().expect("diagnostics");
        let one = all.iter().find(|one| one["code"] == "state-unknown");
        let one = one.unwrap_or_else(|| panic!("{before:?} {told}"));
        assert_eq!((&one["column"], &one["end_column"]), (&chars.into(), &(chars + 5).into()));
        let place = |unit: &str| {
            (one["places"][unit]["column"].clone(), one["places"][unit]["end_column"].clone())
        };
        assert_eq!(place("utf16"), (utf16.into(), (utf16 + 6).into()), "{before:?}");
        // ñ, ñ and á are two bytes each, the face four.
        assert_eq!(place("utf8"), (utf8.into(), (utf8 + 11).into()), "{before:?}");
    }
}
