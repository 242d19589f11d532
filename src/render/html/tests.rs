//! Every kind of page, rendered from a catalogue made by hand.

use super::sample::{self, HOSTILE};
use super::*;
use crate::report::rules;
use crate::text::Lang;
use std::collections::BTreeSet;
use std::path::Path;

fn theme(lang: Lang) -> Theme {
    Theme::load(Path::new("/nonexistent"), "default", lang).expect("the built-in theme compiles")
}

/// Every page of the sample: path and HTML.
fn site(lang: Lang) -> Vec<(String, String)> {
    let (catalog, theme) = (Arc::new(sample::catalog()), Arc::new(theme(lang)));
    let quality = Quality::new(Path::new("/nonexistent"), Arc::clone(&catalog), None);
    let pages = Pages::new(Arc::new(quality), theme, "0123456789").expect("the sample is sound");
    sample::pages(&catalog)
        .into_iter()
        .map(|(path, page)| {
            let bytes = pages.render(&path, &page).unwrap_or_else(|e| panic!("{path}: {e:#}"));
            (path, String::from_utf8(bytes).expect("UTF-8"))
        })
        .collect()
}

fn page(path: &str) -> String {
    let site = site(Lang::Es);
    site.into_iter().find(|(p, _)| p == path).expect("the page is in the sample").1
}

/// Where the pages can be looked at: `FICHERO_SAMPLE=folder cargo test sample_site`.
#[test]
fn sample_site_renders_in_every_language() {
    for lang in Lang::ALL {
        for (path, html) in site(lang) {
            assert!(
                !html.contains(">portal.") && !html.contains("\"portal."),
                "a text lacks in {path}"
            );
        }
    }
}

/// The values of an attribute in a page, entities resolved.
fn attributes(html: &str, name: &str) -> Vec<String> {
    let opening = format!(" {name}=\"");
    html.split(&opening)
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap_or_default())
        .map(|value| value.replace("&amp;", "&").replace("&quot;", "\""))
        .collect()
}

/// The file that a relative address leads to from a page.
fn resolve(page: &str, href: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    let path = href.split(['#', '?']).next().unwrap_or_default();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => assert!(parts.pop().is_some(), "{page}: {href} leaves the site"),
            part => parts.push(part),
        }
    }
    let path =
        percent_encoding::percent_decode_str(&parts.join("/")).decode_utf8_lossy().into_owned();
    if path.is_empty() || path.ends_with('/') { path + "index.html" } else { path }
}

#[test]
fn every_link_is_relative_and_leads_to_a_page_that_exists() {
    let site = site(Lang::Es);
    let paths: BTreeSet<&str> = site.iter().map(|(path, _)| path.as_str()).collect();
    let statics: BTreeSet<String> =
        theme(Lang::Es).static_files().into_iter().map(|(path, _)| path).collect();
    for (path, html) in &site {
        for href in attributes(html, "href").into_iter().chain(attributes(html, "src")) {
            let elsewhere = ["http://", "https://", "ftp://", "mailto:"];
            if href.starts_with('#') || elsewhere.iter().any(|scheme| href.starts_with(scheme)) {
                continue;
            }
            if path == "404.html" {
                assert!(href.starts_with("/portal/"), "{href}");
                continue;
            }
            let target = resolve(path, &href);
            let made_by_others = ["api/", "feeds/", "dump/"].iter().any(|p| target.starts_with(p))
                || target.contains("/download/")
                || ["schema.json", "quality.json", "quality.csv", "quality.svg"]
                    .iter()
                    .any(|name| target.ends_with(name));
            assert!(
                made_by_others || paths.contains(target.as_str()) || statics.contains(&target),
                "{path}: {href} leads to {target}, which nobody makes"
            );
        }
    }
}

#[test]
fn malice_comes_out_as_text_on_every_page() {
    for (path, html) in site(Lang::Es) {
        for bad in ["<script>", "<img src=x", "<b>", " style=", "<style", " onclick"] {
            assert!(!html.contains(bad), "{path}: {bad}");
        }
        for value in attributes(&html, "href").into_iter().chain(attributes(&html, "src")) {
            let scheme = value.split_once(':').map_or("", |(scheme, _)| scheme);
            let scheme = scheme.to_ascii_lowercase();
            assert!(!scheme.contains("script") && scheme != "data", "{path}: {value}");
        }
        let ours = [
            "<script type=\"application/ld+json\">",
            "<script type=\"application/json\" id=\"search-data\">",
            "<script type=\"module\" src=\"",
        ];
        let known: usize = ours.iter().map(|script| html.matches(script).count()).sum();
        assert_eq!(html.matches("<script").count(), known, "{path}");
        assert!(!html.contains("secretlogin"), "{path}: a member's name");
        assert!(!html.contains("77777"), "{path}: a template in a text was run");
    }
    assert!(page("dataset/hostil/index.html").contains("&lt;script&gt;alert(1)"));
    assert!(HOSTILE.contains("7*11111"));
}

#[test]
fn every_page_is_one_well_formed_document() {
    const VOID: [&str; 7] = ["meta", "link", "img", "input", "br", "hr", "!doctype"];
    for (path, html) in site(Lang::Es) {
        let mut open: Vec<&str> = Vec::new();
        for part in html.split('<').skip(1) {
            let (tag, _) = part.split_once('>').unwrap_or_else(|| panic!("{path}: {part}"));
            let name = tag.split([' ', '/', '\n']).next().unwrap_or_default();
            if let Some(closed) = tag.strip_prefix('/') {
                assert_eq!(open.pop(), Some(closed), "{path}: </{closed}>");
            } else if !VOID.contains(&name) && !tag.ends_with('/') {
                open.push(name);
            }
        }
        assert!(open.is_empty(), "{path}: {open:?} stay open");
        assert_eq!(html.matches("<h1").count(), 1, "{path}");
        assert_eq!(html.matches("<main").count(), 1, "{path}");
        assert!(html.starts_with("<!doctype html>\n<html lang=\"es\">"), "{path}");
        let mut last = 0;
        for level in html.split("<h").skip(1).filter_map(|rest| rest.chars().next()?.to_digit(10)) {
            assert!(level <= last + 1, "{path}: h{level} after h{last}");
            last = level;
        }
        let ids = attributes(&html, "id");
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{path}: {ids:?}");
        for id in attributes(&html, "aria-labelledby") {
            assert!(ids.contains(&id), "{path}: nothing has the id {id}");
        }
        assert!(html.len() < 60_000, "{path}: {} bytes", html.len());
    }
}

#[test]
fn a_dataset_page_says_what_a_reader_looks_for() {
    let html = page("dataset/ipc/index.html");
    for part in [
        "<h1>Índice de precios al consumidor (IPC), base 2021</h1>",
        "Licencia abierta",
        "<time datetime=\"2026-10-09\">9 de octubre de 2026</time>",
        "1,4\u{a0}MB",
        "href=\"../../dataset/id-ipc/resource/r-csv/download/ipc.csv\" download",
        "href=\"../../dataset/serie-01/\"",
        "<a href=\"https://www.iae.example/ipc\" rel=\"nofollow noopener\">https://www.iae.example/ipc</a>",
        "mailto:difusion@iae.example",
        "package_show/ipc.json",
        "https://github.com/example/portal/edit/main/catalog",
        "Derivado de",
        "Contiene",
        "Frecuencia de actualización",
        "<link rel=\"canonical\" href=\"https://datos.example.org/portal/dataset/ipc/\">",
    ] {
        assert!(html.contains(part), "{part} is missing");
    }
    let json = html.split("<script type=\"application/ld+json\">").nth(1).expect("JSON-LD");
    let json = json.split("</script>").next().expect("an end");
    let data: serde_json::Value = serde_json::from_str(json).expect("valid JSON");
    assert_eq!(data["@type"], "Dataset");
    assert_eq!(data["dateModified"], "2026-10-09");
    assert_eq!(data["publisher"]["name"], "Instituto Almorayo de Estadística");
    assert_eq!(data["distribution"].as_array().map(Vec::len), Some(5));
    assert_eq!(
        data["distribution"][0]["contentUrl"],
        "https://datos.example.org/portal/dataset/id-ipc/resource/r-csv/download/ipc.csv"
    );
}

#[test]
fn resource_pages_link_only_what_may_be_linked() {
    let csv = page("dataset/ipc/resource/r-csv/index.html");
    assert!(csv.contains("<th scope=\"row\"><code>periodo</code></th><td>Año y mes</td>"));
    assert!(csv.contains("schema.json"));
    let png = page("dataset/ipc/resource/r-png/index.html");
    assert_eq!(png.matches("<img ").count(), 1);
    let svg = page("dataset/hostil/resource/r-svg/index.html");
    assert!(!svg.contains("<img "), "an SVG may hold a program");
    assert!(svg.contains(" download>"));
    let evil = page("dataset/hostil/resource/r-evil/index.html");
    assert!(evil.contains("<code>javascript:alert(1)</code>"));
    assert!(!evil.contains("class=\"button\""));
}

#[test]
fn lists_show_the_newest_change_first_page_by_page() {
    let first = page("dataset/index.html");
    let titles: Vec<&str> = first.split("<h3 class=\"card-title\">").skip(1).collect();
    assert_eq!(titles.len(), 20);
    assert!(titles[0].contains("Índice de precios"));
    assert!(first.contains("rel=\"next\" href=\"../dataset/page/2/\""));
    let last = page("dataset/page/3/index.html");
    assert_eq!(last.matches("class=\"card-title\"").count(), 6);
    assert!(!last.contains("rel=\"next\""));
    assert!(last.contains("<h1>Datos (página 3)</h1>"));
}

#[test]
fn what_moved_or_went_says_so() {
    let moved = page("dataset/antiguo/index.html");
    assert!(moved.contains("content=\"0; url=../../dataset/ipc/\""));
    assert!(moved.contains("<meta name=\"robots\" content=\"noindex\">"));
    let gone = page("dataset/ipc-2010/index.html");
    assert!(gone.contains("31 de enero de 2022") && gone.contains("Sustituido por la base 2021."));
    assert!(gone.contains("base 2021</a>"));
    assert!(page("dataset/semaforos/index.html").contains("Nada lo sustituye"));
}

#[test]
fn every_rule_is_explained_and_found_from_every_page() {
    let list = page("rules/index.html");
    for rule in rules::all() {
        assert!(list.contains(&format!("href=\"../rules/{}/\"", rule.code)), "{}", rule.code);
    }
    let colon = page("rules/yaml-colon/index.html");
    for part in [
        "<h1>Un texto con dos puntos y espacio va entre comillas</h1>",
        "<span class=\"badge error\">error</span>",
        "<code>title: Salud: camas por hospital</code>",
        "es una regla firme",
    ] {
        assert!(colon.contains(part), "{part}\n{colon}");
    }
    assert!(!colon.contains("yaml-colon: off"));
    let long = page("rules/title-long/index.html");
    for part in ["En este portal es: sin uso. Por lo general es: aviso.", "title-long: off"] {
        assert!(long.contains(part), "{part}\n{long}");
    }
    let hidden = page("rules/text-direction-mark/index.html");
    assert!(hidden.contains("‹U+202E›") && !hidden.contains('\u{202e}'));
    for (path, html) in site(Lang::Es).iter().filter(|(path, _)| path != "404.html") {
        assert!(html.contains(">Reglas del catálogo</a>"), "{path}");
    }
}
