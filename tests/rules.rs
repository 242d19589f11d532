//! Every rule's example does what it says: the wrong one breaks the rule, the right one does not.

#[path = "support/mod.rs"]
mod support;

use fichero::build::{self, PortalBroken};
use fichero::catalog::Audience;
use fichero::report::rules::{self, Family, Rule, Shows};
use fichero::report::{Diagnostic, Severity};
use snapbox::{assert_data_eq, str};
use std::collections::{BTreeMap, BTreeSet};
use support::Portal;

/// Rules that are found by checking, which these tests do not do.
const WITHOUT_CHECK: &[&str] = &[
    "tag-variants",
    "organization-similar",
    "title-twice",
    "notes-copied",
    "resource-name-twice",
    "id-missing",
    "license-missing",
    "license-not-open",
    "url-secret",
    "url-space",
    "url-private-host",
    "url-twice",
    "url-insecure",
    "url-shared",
    "date-future",
    "date-order",
    "data-late",
    "period-order",
    "frequency-unknown",
    "data-file-lfs",
    "format-differs",
    "format-unknown",
    "format-misspelt",
    "format-contradicts",
    "mimetype-differs",
    "resources-missing",
    "format-missing",
    "mimetype-missing",
    "text-replacement",
    "title-capitals",
    "title-is-file",
    "title-long",
    "notes-missing",
    "notes-short",
    "notes-is-title",
    "text-mojibake",
    "text-placeholder",
    "text-html",
    "tags-missing",
    "contact-missing",
    "text-spaces",
    "resource-without-name",
    "resource-without-description",
    "text-language",
    "language-invalid",
    "dataset-private",
    "dataset-lost",
    "resource-lost",
    "name-lost",
    "alias-lost",
    "id-changed",
    "profile-required",
    "profile-choice",
    "profile-value",
    "profile-key-taken",
    "profile-unknown",
    "profile-invalid",
    "validator-unknown",
];

/// Where `dataset.yaml` of an example lies.
const FOLDER: &str = "catalog/organizations/salud/datasets/camas/";

/// The files of a portal, by path.
type Files = BTreeMap<String, String>;

/// What a file says where an example shows its name alone.
fn content(path: &str) -> &'static str {
    match path.rsplit_once('.') {
        Some((_, "md")) => "---\ntitle: Ejemplo\n---\nTexto.\n",
        Some((_, "yaml" | "yml")) => "title: Ejemplo\n",
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

/// What a part of a file needs about it, and what a comment in it says that there is.
fn about_part(code: &str, file: &str, text: &str) -> Files {
    let dated = "metadata_created: 2024-01-15\nmetadata_modified: 2026-03-31\n";
    let own = match file {
        "dataset.yaml" | "dataset.md" | "camas.csv" => format!("{FOLDER}{file}"),
        _ => file.to_owned(),
    };
    let mut files: Files = [
        ("catalog/portal.yaml", portal_file("")),
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
    for (path, text) in files {
        match path.strip_suffix('/') {
            Some(folder) => {
                std::fs::create_dir_all(portal.path().join(folder)).expect("a folder");
            }
            None => portal.write(&path, &text),
        }
    }
    match build::load(portal.path(), Audience::Public) {
        Ok(loaded) => loaded.diagnostics,
        Err(error) => error.downcast::<PortalBroken>().expect("problems of the content").0,
    }
}

fn codes(diagnostics: &[Diagnostic]) -> Vec<&'static str> {
    diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

/// Whether only a check finds what breaks a rule: those of tables are in `tests/check_data.rs`.
fn needs_check(rule: &Rule) -> bool {
    let declared = rule.code.starts_with("privacy-");
    WITHOUT_CHECK.contains(&rule.code) || rule.family == Family::Data || declared
}

fn shown() -> impl Iterator<Item = &'static Rule> {
    rules::all().filter(|rule| rule.example.is_some())
}

#[test]
fn the_wrong_example_breaks_its_rule() {
    let mut problems = Vec::new();
    for rule in shown().filter(|rule| !needs_check(rule)) {
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
        let found = told(rule, rule.example.right);
        let error = found.iter().any(|problem| problem.severity == Severity::Error);
        if error || codes(&found).contains(&rule.code) {
            problems.push(format!("{}: {:?}", rule.code, codes(&found)));
        }
    }
    assert!(problems.is_empty(), "still wrong:\n{}", problems.join("\n"));
}

#[test]
fn what_is_left_to_checking_is_not_found_without_it() {
    let all: BTreeSet<&str> = shown().map(|rule| rule.code).collect();
    for code in WITHOUT_CHECK {
        assert!(all.contains(code), "{code} is no rule with an example");
        let rule = rules::find(code).expect("it is a rule");
        assert!(
            !codes(&told(rule, rule.example.wrong)).contains(code),
            "{code} is found: take it off"
        );
    }
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
