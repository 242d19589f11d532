//! Every rule's example does what it says: the wrong one breaks the rule, the right one does not.

#[path = "support/example.rs"]
mod example;
#[path = "support/mod.rs"]
mod support;

use example::git;
use fichero::build;
use fichero::catalog::Audience;
use fichero::read::Timestamp;
use fichero::report::rules::{self, Rule, Shows};
use fichero::report::{Diagnostic, Severity};
use fichero::review::{self, Data, Options};
use snapbox::{assert_data_eq, str};
use std::collections::BTreeMap;
use support::Portal;

/// Where `dataset.yaml` of an example lies.
const FOLDER: &str = "catalog/organizations/salud/datasets/camas/";

/// The files of a portal, by path.
type Files = BTreeMap<String, String>;

/// What a file says where an example shows its name alone.
fn content(path: &str) -> &'static str {
    match path.rsplit_once('.') {
        Some((_, "md")) => "---\ntitle: Ejemplo\n---\nTexto.\n",
        Some((_, "yaml" | "yml")) => "title: Ejemplo\n",
        // The first bytes of a spreadsheet.
        Some((_, "xlsx")) => "PK\u{3}\u{4}\u{14} xl/workbook.xml",
        _ => "hospital,camas\nSan Roque,120\n",
    }
}

/// Keys that `portal.yaml` must have, before those of an example.
fn portal_file(text: &str) -> String {
    let mut file = String::new();
    for (key, line) in [("title:", "title: Datos"), ("base_url:", "base_url: https://a.example")] {
        if !text.starts_with(key) && !text.contains(&format!("\n{key}")) {
            file += line;
            file.push('\n');
        }
    }
    file + text + "\n"
}

const NEIGHBOUR: &str = "catalog/organizations/salud/datasets/colegios/dataset.yaml";

/// What a comment in an example says that there is elsewhere.
fn neighbours(code: &str) -> &'static [(&'static str, &'static str)] {
    const OTHER: &str = "catalog/organizations/salud/datasets/docentes/dataset.yaml";
    match code {
        "tag-variants" => &[
            (NEIGHBOUR, "title: Colegios\ntags: [educación]\n"),
            (OTHER, "title: Docentes\ntags: [educación]\n"),
        ],
        "organization-similar" => {
            &[("catalog/organizations/almoraya/organization.yaml", "title: Servicio de Salud\n")]
        }
        "title-twice" => &[(NEIGHBOUR, "title: Camas por hospital\n")],
        "notes-copied" => &[(
            NEIGHBOUR,
            "title: Camas por hospital, 2024\nnotes: >-\n  Camas disponibles y ocupadas en cada \
             hospital público durante 2024,\n  por mes y servicio clínico.\n",
        )],
        "url-shared" => &[(
            NEIGHBOUR,
            "title: Hospitales públicos\nresources:\n- url: https://salud.gob.example/hospitales.xlsx\n",
        )],
        _ => &[],
    }
}

/// What `portal.yaml` has to say for an example.
fn settings(code: &str) -> &'static str {
    match code {
        "language-invalid" => "dataset_fields: [language]",
        "profile-required" | "profile-choice" | "profile-value" | "profile-key-taken" => {
            "profile: salud"
        }
        _ => "",
    }
}

/// The profile that an example speaks of.
fn profile(code: &str) -> Option<&'static str> {
    Some(match code {
        "profile-required" => "dataset_fields:\n- {field_name: frequency, required: true}\n",
        "profile-key-taken" => "dataset_fields:\n- {field_name: frequency}\n",
        "profile-value" => "dataset_fields:\n- {field_name: anio, validators: int_validator}\n",
        "profile-choice" => {
            "dataset_fields:\n- field_name: cobertura\n  choices: [{value: nacional}, {value: \
             regional}, {value: comunal}]\n"
        }
        _ => return None,
    })
}

/// What was there before the change that an example of a loss shows: a file and its text.
fn before(code: &str) -> Option<(String, &'static str)> {
    let own = format!("{FOLDER}dataset.yaml");
    Some(match code {
        "dataset-lost" => (
            "catalog/organizations/salud/datasets/camas-2019/dataset.yaml".to_owned(),
            "title: Camas por hospital, 2019\n",
        ),
        "resource-lost" => (
            own,
            "title: Camas\nresources:\n- id: 5b0ce7a8-2f0e-4a4e-9a52-6b0f3d2c1e47\n  url: \
             https://salud.gob.example/camas.csv\n",
        ),
        "name-lost" => (
            "catalog/organizations/salud-almoraya/organization.yaml".to_owned(),
            "title: Servicio de Salud de Almoraya\n",
        ),
        "alias-lost" => (own, "title: Camas por hospital\naliases: [camas-2019]\n"),
        "id-changed" => {
            (own, "id: 019d4b1e-7c52-7d03-8f4e-2a6b9c10d3e5\ntitle: Camas por hospital\n")
        }
        _ => return None,
    })
}

/// Where the file of an example lies.
fn path_of(file: &str) -> String {
    match file {
        "dataset.yaml" | "dataset.md" | "camas.csv" => format!("{FOLDER}{file}"),
        _ => file.to_owned(),
    }
}

/// What a part of a file needs about it, and what a comment in it says that there is.
fn about_part(code: &str, file: &str, text: &str) -> Files {
    let dated = "metadata_created: 2024-01-15\nmetadata_modified: 2026-03-31\n";
    let own = path_of(file);
    let mut files: Files = [
        ("catalog/portal.yaml", portal_file(settings(code))),
        ("catalog/groups/salud-publica.yaml", "title: Salud pública\n".to_owned()),
        ("catalog/organizations/salud/organization.yaml", "title: Servicio de Salud\n".to_owned()),
        (
            "catalog/organizations/salud/datasets/hospitales/dataset.yaml",
            format!("title: Hospitales\n{dated}"),
        ),
    ]
    .map(|(path, text)| (path.to_owned(), text))
    .into();
    let resource = if file == "camas.csv" { "resources:\n- path: camas.csv\n" } else { "" };
    if !own.contains("/camas/dataset.") {
        files.insert(format!("{FOLDER}dataset.yaml"), format!("title: Camas\n{dated}{resource}"));
    }
    let beside: &[&str] = match code {
        "url-is-file" => &["camas.csv"],
        "data-file-missing" => &["camas-2025.csv"],
        "data-file-orphan" => &["camas-2024.csv", "camas-2025.csv"],
        _ => &[],
    };
    let named =
        text.lines().filter_map(|line| line.trim_start_matches(['-', ' ']).strip_prefix("path: "));
    let named: Vec<&str> = if beside.is_empty() { named.collect() } else { beside.to_vec() };
    // What a rule keeps from being followed is not there.
    for name in named.into_iter().filter(|name| !name.contains("..") && !name.contains("//")) {
        files.insert(format!("{FOLDER}{name}"), content(name).to_owned());
    }
    for (path, text) in neighbours(code) {
        files.insert((*path).to_owned(), (*text).to_owned());
    }
    if let Some(text) = profile(code) {
        files.insert("catalog/profiles/salud.yaml".to_owned(), text.to_owned());
    }
    // The day of the last change, which the comment says is long ago.
    let dated = if code == "data-late" { "metadata_modified: 2025-04-01\n" } else { "" };
    let text = &format!("{dated}{text}");
    let text = if own == "catalog/portal.yaml" { portal_file(text) } else { format!("{text}\n") };
    files.insert(own, text);
    files
}

/// The files that a listing names, and what they need about them.
fn about_paths(code: &str, listing: &str) -> Files {
    let allowed = if code == "owner-required" { "allow_unowned: false" } else { "" };
    let mut files = Files::from([("catalog/portal.yaml".to_owned(), portal_file(allowed))]);
    for path in listing.lines() {
        let organization = path.split('/').nth(2).filter(|_| path.contains("/organizations/"));
        if let Some(name) = organization.filter(|_| !code.starts_with("organization-")) {
            let file = format!("catalog/organizations/{name}/organization.yaml");
            files.insert(file, "title: Ejemplo\n".to_owned());
        }
        files.insert(path.to_owned(), content(path).to_owned());
    }
    files
}

/// Everything that is wrong with a portal in which an example lies.
fn told(rule: &Rule, text: &str) -> Vec<Diagnostic> {
    let files = match rule.example.shows {
        Shows::Nothing => panic!("{} shows nothing", rule.code),
        Shows::Part(file) => about_part(rule.code, file, text),
        Shows::Paths => about_paths(rule.code, text),
    };
    let portal = Portal::empty();
    let earlier = before(rule.code);
    if let Some((path, text)) = &earlier {
        write(&portal, &files);
        portal.write(path, text);
        git(portal.path(), &["init", "-q"]);
        git(portal.path(), &["add", "--all"]);
        git(portal.path(), &["commit", "-q", "-m", "antes"]);
        std::fs::remove_file(portal.path().join(path)).expect("it was written");
        let _ = std::fs::remove_dir(portal.path().join(path).parent().expect("a folder"));
    }
    write(&portal, &files);
    let options = Options {
        base: earlier.map(|_| "HEAD".to_owned()),
        as_of: Timestamp::parse("2026-04-01"),
        data: Some(Data::default()),
        ..Options::default()
    };
    review::review(portal.path(), &options).expect("a portal").new
}

fn write(portal: &Portal, files: &Files) {
    for (path, text) in files {
        match path.strip_suffix('/') {
            Some(folder) => {
                std::fs::create_dir_all(portal.path().join(folder)).expect("a folder");
            }
            None => portal.write(path, text),
        }
    }
}

fn codes(diagnostics: &[Diagnostic]) -> Vec<&'static str> {
    diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

fn shown() -> impl Iterator<Item = &'static Rule> {
    rules::all().filter(|rule| rule.example.is_some())
}

#[test]
fn the_wrong_example_breaks_its_rule() {
    let mut problems = Vec::new();
    for rule in shown() {
        let found = codes(&told(rule, rule.example.wrong));
        if !found.contains(&rule.code) {
            problems.push(format!("{}: {found:?}", rule.code));
        }
    }
    assert!(problems.is_empty(), "not found:\n{}", problems.join("\n"));
}

#[test]
fn the_right_example_has_no_error_and_keeps_the_rule() {
    let mut problems = Vec::new();
    for rule in shown() {
        let mut found = told(rule, rule.example.right);
        // Its neighbours are there for its sake, and say no more than that needs.
        if let Shows::Part(file) = rule.example.shows {
            let own = path_of(file);
            found.retain(|problem| problem.file == own);
        }
        let error = found.iter().any(|problem| problem.severity == Severity::Error);
        if error || codes(&found).contains(&rule.code) {
            problems.push(format!("{}: {:?}", rule.code, codes(&found)));
        }
    }
    assert!(problems.is_empty(), "still wrong:\n{}", problems.join("\n"));
}

/// A portal with a dataset, and what `portal.yaml` says besides.
fn portal(more: &str) -> Portal {
    let file = portal_file(more);
    Portal::with(&[
        ("catalog/portal.yaml", file.as_str()),
        ("catalog/datasets/camas/dataset.yaml", "title: Camas por hospital\n"),
    ])
}

#[test]
fn a_rule_is_explained_at_the_command_line() {
    let explain = |args: &[&str]| {
        let output = support::fichero().arg("explain").args(args).output().expect("it runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let (code, text, _) = explain(&["title-long"]);
    assert_eq!(code, Some(0));
    assert_data_eq!(
        text,
        str![[r"
title-long: el título cabe en una lista
aviso · Textos que leen las personas

Por qué
  Las listas y los buscadores lo cortan, y lo que distingue un conjunto de otro
  suele estar al final.

Cómo se arregla
  Deje en el título lo esencial, y lleve lo demás a `notes:`.

Así no, en dataset.yaml:
    title: >-
      Número de camas disponibles y ocupadas en cada uno de los hospitales
      públicos y privados del país, por mes y servicio clínico, según el
      informe que cada establecimiento envía, desde enero de 2019 hasta hoy

Así sí:
    title: Camas por hospital y mes
    notes: >-
      Camas disponibles y ocupadas en los hospitales públicos y privados, por
      servicio clínico, según el informe que cada uno envía desde 2019.

Qué puede hacer un portal
  Cambiarla en portal.yaml, con error, warning, note u off:
    rules:
      title-long: off

"]]
    );
    let (code, text, _) = explain(&[]);
    assert_eq!(code, Some(0));
    for rule in rules::all() {
        assert!(text.contains(&format!("  {} ", rule.code)), "{}", rule.code);
    }
    let (code, text, _) = explain(&["yaml-colon", "--format", "json", "--lang", "en"]);
    let rule: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(code, Some(0));
    assert_eq!(rule["code"], "yaml-colon");
    assert_eq!(rule["severity"], "error");
    assert_eq!(rule["firm"], true);
    assert_eq!(rule["example"]["right"], "title: \"Salud: camas por hospital\"");
    let (code, text, said) = explain(&["yaml-colom"]);
    assert_eq!((code, text.as_str()), (Some(2), ""));
    assert!(said.contains("¿quiso decir «yaml-colon»?"), "{said}");
}

#[test]
fn a_portal_that_asks_for_pages_of_rules_has_them() {
    let with = portal("rule_pages: true");
    let catalog = build::load(with.path(), Audience::Public).expect("it loads").catalog;
    let address = build::page_of_rule(&catalog.portal);
    assert_eq!(address.as_deref(), Some("https://a.example/rules/{code}/"));
    let site = with.build();
    let read = |path: &str| std::fs::read_to_string(site.join(path)).expect("it is in the site");
    let sitemap = read("sitemap.xml");
    for rule in rules::all() {
        assert!(read(&format!("rules/{}/index.html", rule.code)).contains(rule.code));
        let address = address.as_ref().expect("it has pages").replace("{code}", rule.code);
        assert!(sitemap.contains(&format!("<loc>{address}</loc>")), "{address}");
    }
    assert!(read("index.html").contains("href=\"./rules/\""));

    let without = portal("");
    let catalog = build::load(without.path(), Audience::Public).expect("it loads").catalog;
    assert_eq!(build::page_of_rule(&catalog.portal), None);
    let site = without.build();
    assert!(!site.join("rules").exists());
    let home = std::fs::read_to_string(site.join("index.html")).expect("a home page");
    assert!(!home.contains("rules/"), "{home}");
}
