//! What a site shows of tables and of how good datasets are: the same bytes from any run, nothing of
//! persons, nothing where the portal does not want it.

mod support;

use fichero::build;
use fichero::catalog::Audience;
use fichero::quality::Quality;
use fichero::table::personal::rut;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use support::{Portal, hashes, json};

const PORTAL: &str =
    "title: Prueba\nbase_url: https://datos.example.org\nlanguages: [es]\nepoch: 2024-01-01\n";
const HOME: &str = "catalog/organizations/salud";
const BEDS: &str = "\
title: Camas por hospital
notes: Camas habilitadas en los hospitales públicos, por establecimiento y por día.
license_id: cc-by
maintainer_email: datos@salud.example
resources:
  - name: Camas
    path: camas.csv
    fields:
      - {name: fecha, type: date, title: Día, description: Día de la medición al cierre}
      - {name: hospital, type: string, description: Nombre oficial del establecimiento}
      - {name: camas, type: integer, description: Camas habilitadas ese día}
      - {name: turno, type: string}
  - name: Camas con errores
    path: errores.csv
    fields:
      - {name: fecha, type: date}
      - {name: camas, type: integer}
  - name: Informe
    url: https://salud.example/informe.pdf
";

const FIRST: [&str; 8] = ["María", "Juan", "Ana", "Luis", "Carmen", "Pedro", "Rosa", "Jorge"];
const LAST: [&str; 5] =
    ["González Pérez", "Muñoz Rojas", "Díaz Soto", "Silva Castro", "Morales Vera"];

/// What must be in no file but the one that is published as it is.
fn persons() -> (String, Vec<String>) {
    let mut text = String::from("rut;nombre;grado\n");
    let mut values = Vec::new();
    for (n, body) in (9_000_017_u64..).step_by(911).take(40).enumerate() {
        let rut = format!("{body}-{}", rut::check(body));
        let (first, last) = (FIRST[n % 8], LAST[n / 8]);
        _ = writeln!(text, "{rut};{first} {last};{}", n % 9);
        values.extend([rut, body.to_string(), format!("{first} {last}")]);
    }
    (text, values)
}

fn portal(more: &str) -> Portal {
    let long = "Hospital ".repeat(40);
    let mut beds = String::from("\u{feff}fecha;hospital;camas\n");
    for n in 0..14 {
        let hospital = if n == 1 { &long } else { "<b>Talca</b>" };
        _ = writeln!(beds, "2024-01-{:02};{hospital};{}", n + 1, if n == 3 { "" } else { "10" });
    }
    let persons_of = "title: \"=1+1, funcionarios\"\nresources:\n  - {name: Nómina, path: nomina.csv}\n  \
                      - {name: Planilla, path: planilla.xlsx}\n";
    Portal::with(&[
        ("catalog/portal.yaml", &format!("{PORTAL}{more}")),
        (&format!("{HOME}/organization.yaml"), "title: Salud\n"),
        (&format!("{HOME}/datasets/camas/dataset.yaml"), BEDS),
        (&format!("{HOME}/datasets/camas/camas.csv"), &beds),
        (
            &format!("{HOME}/datasets/camas/errores.csv"),
            "fecha,camas\n2024-01-01,10\n2024-01-02,diez\n2024-01-02,diez\n2024-01-04,7,8\n",
        ),
        (&format!("{HOME}/datasets/personal/dataset.yaml"), persons_of),
        (&format!("{HOME}/datasets/personal/nomina.csv"), &persons().0),
        (&format!("{HOME}/datasets/personal/planilla.xlsx"), "<html>no es una planilla</html>"),
    ])
}

/// The page of a dataset's resource.
fn page(site: &Path, dataset: &str, resource: usize) -> String {
    let shown = json(&site.join(format!("api/3/action/package_show/{dataset}.json")));
    let id = shown["result"]["resources"][resource]["id"].as_str().expect("an id").to_owned();
    read(&site.join(format!("dataset/{dataset}/resource/{id}/index.html")))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[track_caller]
fn has(page: &str, parts: &[&str]) {
    for part in parts {
        assert!(page.contains(part), "{part} is missing in\n{page}");
    }
}

#[test]
fn a_resource_page_shows_its_table() {
    let portal = portal("");
    let site = portal.build();
    let beds = page(&site, "camas", 0);
    has(
        &beds,
        &[
            "<dt>Filas</dt><dd>14</dd>",
            "<dt>Columnas</dt><dd>3</dd>",
            "<dt>Codificación</dt><dd>UTF-8 con BOM</dd>",
            "<dt>Separador</dt><dd>punto y coma (;)</dd>",
            "<dt>Encabezado</dt><dd>fila 1</dd>",
            "leída completa",
            "Las primeras 10 filas",
            "<td>2024-01-10</td>",
            "<td>&lt;b&gt;Talca&lt;/b&gt;</td>",
            "<span>2024-01-01</span> <span class=\"to\">a</span> <span>2024-01-14</span>",
            "7,1\u{a0}%",
            "Día de la medición al cierre",
            "<code>turno</code>",
            "No está en el archivo",
            "assets/quality.",
        ],
    );
    assert!(!beds.contains("2024-01-11</td>"), "ten rows are enough");
    assert!(beds.contains("Hospital…") && !beds.contains(&"Hospital ".repeat(20)), "cells are cut");
    let broken = page(&site, "camas", 1);
    has(
        &broken,
        &[
            "<span class=\"badge error\">error</span>",
            "2 celdas no son de tipo",
            "<p class=\"remedy\">",
        ],
    );
    let link = page(&site, "camas", 2);
    assert!(!link.contains("La tabla") && !link.contains("assets/quality."), "{link}");
    let refused = page(&site, "personal", 1);
    has(&refused, &["no se pudo leer", "<div class=\"refused\">"]);
    assert!(!refused.contains("Primeras filas"));
}

/// Where a column is not of persons, a cell may tell of one all the same.
#[test]
fn a_number_of_a_person_is_shown_nowhere() {
    let rut = |n: u64| {
        let body = 12_345_670 + 911 * n;
        format!("{body}-{}", rut::check(body))
    };
    let company = |n: u64| {
        let body = 76_000_100 + 911 * n;
        format!("{body}-{}", rut::check(body))
    };
    let mut table = String::from("rut_proveedor;observaciones;monto\n");
    for n in 0..40 {
        let supplier = if n == 3 { rut(1) } else { company(n) };
        let remark = if n % 20 == 5 {
            format!("{} RUT {}", "x".repeat(if n == 5 { 66 } else { 185 }), rut(2))
        } else {
            "conforme".to_owned()
        };
        _ = writeln!(table, "{supplier};{remark};{n}");
    }
    _ = writeln!(table, "Fuente: RUT {};;", rut(3));
    let record = format!("RUT {};Los Aromos 123;7\n{};Las Rosas 4;8\n", rut(4), company(1));
    let portal = Portal::with(&[
        ("catalog/portal.yaml", "title: Prueba\nbase_url: https://datos.example.org\n"),
        ("catalog/organizations/salud/organization.yaml", "title: Salud\n"),
        (
            "catalog/organizations/salud/datasets/compras/dataset.yaml",
            "title: Compras\nresources: [{path: a.csv}, {path: b.csv}]\n",
        ),
        ("catalog/organizations/salud/datasets/compras/a.csv", &table),
        ("catalog/organizations/salud/datasets/compras/b.csv", &record),
    ]);
    let site = portal.build();
    has(&page(&site, "compras", 0), &[&company(0), "•••"]);
    let shown = hashes(&site).into_keys().filter(|path| path.strip_suffix(".html").is_some());
    let mut texts: Vec<String> = shown.map(|path| read(&site.join(path))).collect();
    let kept = portal.path().join(".fichero");
    texts.extend(hashes(&kept).into_keys().map(|path| read(&kept.join(path))));
    let told = portal.run(&["check", "--notes", "--format", "json"]).output();
    for text in texts.iter().chain([&told]) {
        for n in 1..5 {
            let body = rut(n)[..8].to_owned();
            assert!(!text.contains(&body), "{body} in\n{text}");
        }
        assert!(!text.contains("Los Aromos"), "a record is no header:\n{text}");
    }
}

#[test]
fn nothing_of_persons_is_shown() {
    let portal = portal("");
    let site = portal.build();
    let people = page(&site, "personal", 0);
    has(&people, &["Parece tener datos personales: no se muestra", "<code>rut</code>", "•••"]);
    has(&people, &["40 valores distintos"]);
    assert!(!people.contains("No se encontraron problemas"));
    let (_, values) = persons();
    let mut looked = 0;
    for path in hashes(&site).keys().filter(|path| !path.contains("/download/")) {
        let mut bytes = fs::read(site.join(path)).expect("a file");
        if bytes.starts_with(&[0x1f, 0x8b]) {
            let mut plain = Vec::new();
            let mut unpack = flate2::read::GzDecoder::new(&bytes[..]);
            std::io::Read::read_to_end(&mut unpack, &mut plain).expect("gzip");
            bytes = plain;
        }
        let text = String::from_utf8_lossy(&bytes);
        for value in &values {
            assert!(!text.contains(value.as_str()), "{value} in {path}");
        }
        looked += 1;
    }
    assert!(looked > 80, "{looked}");
    // What is remembered from one build to the next tells nothing either.
    for path in hashes(&portal.path().join(".fichero")).keys() {
        let text = portal.read(&format!(".fichero/{path}"));
        assert!(values.iter().all(|value| !text.contains(value.as_str())), "{path}");
    }
}

#[test]
fn a_dataset_is_graded_on_its_page_and_for_programs() {
    let portal = portal("");
    let site = portal.build();
    let html = read(&site.join("dataset/camas/index.html"));
    let quality = json(&site.join("dataset/camas/quality.json"));
    let grade = quality["grade"].as_f64().expect("a grade");
    let shown = format!("{grade:.1}").replace('.', ",");
    has(
        &html,
        &[
            &format!("<strong>{shown}</strong>"),
            "Qué arreglar primero",
            "<span>Estructura</span>",
            "quality.json",
            "quality.svg",
        ],
    );
    assert!((1.0..=10.0).contains(&grade));
    assert_eq!(quality["as_of"], serde_json::Value::Null, "no commit, no day");
    assert_eq!(quality["dataset"]["url"], "https://datos.example.org/dataset/camas/");
    let criteria = quality["criteria"].as_array().expect("criteria");
    assert_eq!(criteria.len(), 37);
    let of = |id: &str| criteria.iter().find(|c| c["id"] == id).expect(id).clone();
    let cells = of("H1");
    assert_eq!(cells["max"], 5);
    assert!(cells["points"].as_f64().expect("points") < 5.0);
    assert!(cells["gain"].as_f64().expect("gain") > 0.0);
    let evidence = &cells["evidence"][0];
    assert_eq!(evidence["file"], format!("{HOME}/datasets/camas/errores.csv"));
    assert_eq!((&evidence["row"], &evidence["column"]), (&3.into(), &"camas".into()));
    assert_eq!(evidence["count"], 2);
    assert!(!cells["recommendation"].as_str().expect("a sentence").is_empty());
    for criterion in criteria {
        let lost = criterion["max"].as_f64() != criterion["points"].as_f64();
        let told = !criterion["evidence"].as_array().expect("a list").is_empty();
        let applies = criterion["applicable"] == true;
        assert_eq!(lost && applies, told, "no point goes without a reason: {criterion}");
    }
    let svg = read(&site.join("dataset/camas/quality.svg"));
    assert!(svg.starts_with("<svg ") && svg.contains(&shown), "{svg}");
    let capped = json(&site.join("dataset/personal/quality.json"));
    assert_eq!(capped["caps"][0]["key"], "cap-unreadable");
    assert_eq!(capped["grade"], 2);
    let page = read(&site.join("dataset/personal/index.html"));
    let first = page.split("<li class=\"cap\">").nth(1).expect("caps come first");
    assert!(page.find("<li class=\"cap\">") < page.find("<span class=\"gain\">"), "{first}");
}

/// What a criterion of a dataset brings, and what of it is told first.
fn criterion(site: &Path, dataset: &str, id: &str) -> (Option<f64>, String) {
    let quality = json(&site.join(format!("dataset/{dataset}/quality.json")));
    let all = quality["criteria"].as_array().expect("criteria").clone();
    let one = all.iter().find(|one| one["id"] == id).expect(id);
    let points = (one["applicable"] == true).then(|| one["points"].as_f64().expect("points"));
    let told = one["recommendation"].as_str().unwrap_or_default();
    (points, format!("{} {told}", one["evidence"][0]))
}

#[test]
fn what_tables_hold_decides_on_points() {
    let portal = portal("");
    let good = "title: Visitas por hospital\nresources:\n- path: visitas.csv\n  fields:\n  \
                - {name: fecha_inicio, type: date}\n  - {name: fecha_fin, type: date}\n  \
                - {name: visitas, type: integer}\n  checks: [{type: row-constraint, formula: visitas > 0}]\n";
    let visits = |name: &str, text: &str| {
        portal.write(&format!("{HOME}/datasets/{name}/dataset.yaml"), good);
        portal.write(&format!("{HOME}/datasets/{name}/visitas.csv"), text);
    };
    visits(
        "visitas-buenas",
        "fecha_inicio,fecha_fin,visitas\n2024-01-01,2024-01-31,5\n2024-02-01,2024-02-02,7\n",
    );
    visits(
        "visitas-malas",
        "fecha_inicio,fecha_fin,visitas\n01/02/2024,05/02/2024,5\n03/02/2024,02/02/2024,7\nTotal,,12\n",
    );
    let site = portal.build();
    for (id, points) in [("E3", 3.0), ("H4", 2.0), ("K2", 3.0)] {
        assert_eq!(criterion(&site, "visitas-buenas", id).0, Some(points), "{id}");
    }
    // Of three rows for the rule and two for the period one is wrong: 20 %.
    for (id, points, place) in [("E3", 0.0, "\"row\":4"), ("H4", 0.0, "\"row\":3")] {
        let (is, told) = criterion(&site, "visitas-malas", id);
        assert_eq!(is, Some(points), "{id}: {told}");
        assert!(told.contains(place), "{id}: {told}");
    }
    let (points, told) = criterion(&site, "visitas-malas", "K2");
    assert_eq!(points, Some(1.2), "3 × 0.4: {told}");
    assert!(told.contains("fecha_inicio"), "{told}");
    assert_eq!(criterion(&site, "visitas-buenas", "H3").0, None, "no key refers to another table");
}

#[test]
fn grades_of_all_are_a_table_and_a_distribution() {
    let portal = portal("");
    let site = portal.build();
    let csv = read(&site.join("quality.csv"));
    let mut lines = csv.lines();
    assert_eq!(
        lines.next(),
        Some(
            "name,title,organization,grade,band,cap,structure,completeness,coherence,accessibility,\
             consistency,privacy,losses,as_of,url"
        )
    );
    assert!(lines.next().is_some_and(|line| line.starts_with("camas,Camas por hospital,salud,")));
    let capped = lines.next().expect("a row a dataset");
    assert!(capped.starts_with("personal,\"'=1+1, funcionarios\",salud,2,poor,2,"), "{capped}");
    assert_eq!(lines.next(), None);
    let organization = read(&site.join("organization/salud/index.html"));
    has(&organization, &["Calidad de sus datos", "Nota media: ", "<li class=\"poor\">"]);
    let sitemap = read(&site.join("sitemap.xml"));
    assert!(!sitemap.contains("quality"));
    let manifest = json(&site.join("manifest.json"));
    for path in ["quality.csv", "dataset/camas/quality.json", "dataset/camas/quality.svg"] {
        assert!(manifest["files"].get(path).is_some(), "{path}");
    }
}

#[test]
fn a_cache_and_threads_change_no_byte() {
    let portal = portal("");
    let build = |name: &str, jobs: &str| {
        let out = portal.path().join(name);
        portal.run(&["build", "--jobs", jobs, "--out", out.to_str().expect("UTF-8")]);
        hashes(&out)
    };
    let cold = build("a", "1");
    assert!(portal.path().join(".fichero/survey").is_dir());
    assert_eq!(build("b", "2"), cold, "warm");
    fs::remove_dir_all(portal.path().join(".fichero")).expect("it may go at any time");
    assert_eq!(build("c", "2"), cold, "cold, two threads");
    // A file in the place of the folder costs time, nothing else.
    fs::remove_dir_all(portal.path().join(".fichero")).expect("it may go at any time");
    portal.write(".fichero", "");
    assert_eq!(build("d", "2"), cold, "no place for a cache");
    let sharded = portal.path().join("e");
    let args = ["build", "--layout", "sharded", "--out", sharded.to_str().expect("UTF-8")];
    portal.run(&args);
    assert!(sharded.join("quality.csv").is_file());
    assert!(!sharded.join("dataset/camas/quality.json").exists(), "it is in a pack");
}

/// A server has tables read one dataset after the other: it comes to the same.
#[test]
fn who_asks_for_one_gets_what_a_build_shows() {
    let portal = portal("");
    let catalog = build::load(portal.path(), Audience::Public).expect("a catalogue").catalog;
    let catalog = Arc::new(catalog);
    let day = Some(jiff::civil::date(2026, 5, 4));
    let fresh = || Quality::new(portal.path(), Arc::clone(&catalog), day);
    let (one, all) = (fresh(), fresh().read());
    for handle in catalog.dataset_handles() {
        assert_eq!(one.grade(handle), all.grade(handle));
        assert_eq!(one.mark(handle), all.mark(handle));
        for i in 0..catalog[handle].resources.len() {
            assert_eq!(one.survey(handle, i), all.survey(handle, i));
        }
    }
    assert_eq!(all.tables().count(), 4);
    // What has not changed is not read again, even if its file is gone since.
    fs::remove_file(portal.path().join(format!("{HOME}/datasets/camas/camas.csv"))).expect("there");
    let later = fresh().after(&one);
    for handle in catalog.dataset_handles() {
        assert_eq!(later.survey(handle, 0), one.survey(handle, 0));
    }
}

#[test]
fn a_portal_may_keep_grades_to_itself() {
    let portal = portal("grades: false\n");
    let site = portal.build();
    for path in ["quality.csv", "dataset/camas/quality.json", "dataset/camas/quality.svg"] {
        assert!(!site.join(path).exists(), "{path}");
    }
    for path in hashes(&site).keys().filter(|path| path.strip_suffix(".html").is_some()) {
        let page = read(&site.join(path));
        let told = ["quality.csv", "quality.json", "Calidad", "class=\"grade"];
        assert!(told.iter().all(|text| !page.contains(text)), "{path}");
    }
    has(&page(&site, "camas", 0), &["leída completa", "Primeras filas"]);
}

#[test]
fn a_build_tells_which_tables_it_read() {
    let portal = portal("");
    let run = portal.run(&["build"]);
    let said = run.output();
    has(&said, &["Tablas leídas: 3 de 4", "planilla.xlsx", "error[personal-data]"]);
    run.code(1);
    let report: serde_json::Value =
        serde_json::from_str(&portal.run(&["build", "--format", "json"]).stdout()).expect("JSON");
    let tables = report["tables"].as_array().expect("a list");
    let loaded: Vec<_> = tables.iter().map(|t| (t["loaded"] == true, t["rows"].clone())).collect();
    assert_eq!(loaded, [(true, 14.into()), (true, 4.into()), (true, 40.into()), (false, 0.into())]);
    assert_eq!(tables[3]["dataset"], "personal");
    assert!(!tables[3]["reason"].as_str().expect("why").is_empty());
    assert!(!tables[3]["remedy"].as_str().expect("what to do").is_empty());
    assert!(tables[0]["reason"].is_null());
}
