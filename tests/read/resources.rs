//! What is told of resources and the files beside a dataset.
#![allow(clippy::needless_raw_string_hashes, reason = "snapshots are written with them")]

use super::*;

#[test]
fn a_resource_without_anything() {
    assert_data_eq!(
        told("title: Buses\nresources:\n- name: Paradas\n"),
        str![[r#"
error[resource-without-location]: el recurso no tiene `url` ni `path`
 --> catalog/organizations/muni/datasets/buses/dataset.yaml:3:3
  |
3 | - name: Paradas
  |   ^
  |
  = solución: agregue «path: » con el nombre del archivo de la carpeta, o «url: » con su dirección


"#]]
    );
}

#[test]
fn a_file_that_is_not_there() {
    let files = [
        (DATASET, "title: Buses\nresources:\n- path: paradas.CSV\n- path: ../secreto.csv\n"),
        ("catalog/organizations/muni/datasets/buses/paradas.csv", "id\n"),
    ];
    assert_data_eq!(
        spanish(&load(&files)),
        str![[r#"
error[data-file-missing]: no existe el archivo `paradas.CSV` en la carpeta del conjunto de datos
 --> catalog/organizations/muni/datasets/buses/dataset.yaml:3:9
  |
3 | - path: paradas.CSV
  |         ^^^^^^^^^^^
  |
  = solución: escriba: path: paradas.csv

error[path-outside]: `../secreto.csv` sale de la carpeta del conjunto de datos
 --> catalog/organizations/muni/datasets/buses/dataset.yaml:4:9
  |
4 | - path: ../secreto.csv
  |         ^^^^^^^^^^^^^^
  |
  = solución: copie el archivo a la carpeta y escriba solo su nombre: path: datos.csv


"#]]
    );
}

/// A dataset with one resource, and a file beside it.
fn with_file(resource: &str) -> Loaded {
    let dataset = format!("title: Camas\nresources:\n- name: Camas\n  {resource}\n");
    load(&[(DATASET, &dataset), (&DATASET.replace("dataset.yaml", "camas.csv"), "id\n")])
}

fn lines(loaded: &Loaded) -> String {
    short::render(&Texts::embedded(Lang::Es), &loaded.diagnostics)
}

#[test]
fn an_address_without_its_beginning() {
    assert_data_eq!(
        spanish(&load(&[(DATASET, "title: Camas\nresources:\n- url: www.minsal.cl/camas.csv\n")])),
        str![[r#"
aviso[url-without-scheme]: `www.minsal.cl/camas.csv` no es una dirección completa
 --> catalog/organizations/muni/datasets/buses/dataset.yaml:3:8
  |
3 | - url: www.minsal.cl/camas.csv
  |        ^^^^^^^^^^^^^^^^^^^^^^^
  |
  = solución: escriba: url: https://www.minsal.cl/camas.csv


"#]]
    );
}

#[test]
fn a_file_given_as_an_address() {
    let loaded = with_file("url: camas.csv");
    assert_data_eq!(
        spanish(&loaded),
        str![[r#"
aviso[url-is-file]: `camas.csv` es el nombre de un archivo de la carpeta, no una dirección
 --> catalog/organizations/muni/datasets/buses/dataset.yaml:4:8
  |
4 |   url: camas.csv
  |        ^^^^^^^^^
  |
  = solución: escriba: path: camas.csv


"#]]
    );
    assert!(
        matches!(&loaded.datasets[0].resources[0].location, Location::Url(url) if **url == *"camas.csv")
    );
}

#[test]
fn addresses_that_lead_nowhere() {
    for (url, code) in [
        ("javascript:alert(1)", "url-scheme"),
        ("data:text/csv,a", "url-scheme"),
        ("file:///C:/camas.csv", "url-scheme"),
        ("pendiente", "url-without-scheme"),
        ("/dataset/camas", "url-without-scheme"),
        ("datos.gob.cl:8080/x", "url-without-scheme"),
    ] {
        let loaded = load(&[(DATASET, &format!("title: C\nresources:\n- url: '{url}'\n"))]);
        let codes: Vec<_> = loaded.diagnostics.iter().map(|d| d.code).collect();
        assert_eq!(codes, [code], "{url}");
    }
    for url in
        ["https://x", "HTTP://x", "ftp://x/y", "s3://b/k", "arn:aws:s3:::b", "mailto:a@b", ""]
    {
        assert!(
            codes(&[(DATASET, &format!("title: C\nresources:\n- url: '{url}'\n"))]).is_empty(),
            "{url}"
        );
    }
}

#[test]
fn a_file_is_no_orphan_where_its_resource_is_wrong() {
    for (resource, code) in [
        ("path: cams.csv", "data-file-missing"),
        ("path: otra.csv", "data-file-missing"),
        ("path: camas.csv\n  url: https://x", "resource-url-and-path"),
        ("path: sub\\camas.csv", "path-backslash"),
        ("path: https://x/camas.csv", "path-is-url"),
        ("archivo: camas.csv", "field-misspelt"),
        ("file: camas.csv", "field-misspelt"),
        ("enlace: https://x", "field-misspelt"),
        ("description: sin archivo", "resource-without-location"),
    ] {
        let loaded = with_file(resource);
        let told: Vec<_> = loaded.diagnostics.iter().map(|d| d.code).collect();
        assert_eq!(told, [code], "{resource}");
    }
    let other = ("catalog/organizations/muni/datasets/buses/camas.csv", "id\n");
    assert_eq!(codes(&[(DATASET, "title: C\nresources: camas.csv\n"), other]), ["field-not-list"]);
    assert_eq!(
        codes(&[(DATASET, "title: C\nrecursos:\n- path: camas.csv\n"), other]),
        ["field-misspelt"]
    );
    assert_eq!(codes(&[(DATASET, "title: C\n"), other]), ["data-file-orphan"]);
}

#[test]
fn keys_of_an_import_are_kept() {
    let loaded = with_file("url: https://x\n  file: camas.csv\n  identifier: 12\n  enlace: y");
    let codes: Vec<_> = loaded.diagnostics.iter().map(|d| d.code).collect();
    assert_eq!(codes, ["data-file-orphan"]);
    let custom = &loaded.datasets[0].resources[0].custom;
    assert_eq!(custom.keys().collect::<Vec<_>>(), ["file", "identifier", "enlace"]);
}

#[test]
fn a_misspelt_path_is_an_error() {
    assert_data_eq!(
        lines(&with_file("archivo: camas.csv")),
        str![[r#"
catalog/organizations/muni/datasets/buses/dataset.yaml:4:3: error[field-misspelt] `archivo` no es un campo: ¿quiso escribir `path`?

"#]]
    );
}

#[test]
fn composed_and_decomposed_letters_are_the_same() {
    let dataset = "title: C\ntags: [nin\u{303}ez]\nresources:\n- path: an\u{303}o.csv\n";
    let loaded =
        load(&[(DATASET, dataset), (&DATASET.replace("dataset.yaml", "a\u{f1}o.csv"), "id\n")]);
    assert!(loaded.diagnostics.is_empty(), "{}", lines(&loaded));
    assert_eq!(*loaded.datasets[0].tags[0].name, *"ni\u{f1}ez");
    let Location::File { path, file: Some(_) } = &loaded.datasets[0].resources[0].location else {
        panic!("no file");
    };
    assert_eq!(**path, *"a\u{f1}o.csv");
}
