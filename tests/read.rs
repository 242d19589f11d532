//! What a clerk is told of the mistakes that clerks make.
#![allow(clippy::needless_raw_string_hashes, reason = "snapshots are written with them")]

#[path = "read/places.rs"]
mod places;
#[path = "read/resources.rs"]
mod resources;
#[path = "read/slips.rs"]
mod slips;
#[path = "read/values.rs"]
mod values;

use std::path::Path;

use fichero::read::{self, Loaded, Location, Visibility};
use fichero::report::text::Paint;
use fichero::report::{json, short, text};
use fichero::text::{Lang, Texts};
use snapbox::{assert_data_eq, str};
use tempfile::TempDir;

const PORTAL: &str = "title: Datos\nbase_url: https://datos.example.org\n";
const DATASET: &str = "catalog/organizations/muni/datasets/buses/dataset.yaml";

/// A portal with one organisation, and the files of the test.
fn portal(files: &[(&str, &str)]) -> TempDir {
    let root = TempDir::new().expect("a temporary folder");
    let basic = [
        ("catalog/portal.yaml", PORTAL),
        ("catalog/organizations/muni/organization.yaml", "title: Municipio\n"),
    ];
    for (path, text) in basic.iter().chain(files) {
        write(root.path(), path, text);
    }
    root
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    std::fs::write(path, text).expect("a file");
}

fn load(files: &[(&str, &str)]) -> Loaded {
    read::load(portal(files).path()).expect("a catalogue")
}

fn spanish(loaded: &Loaded) -> String {
    text::render(&Texts::embedded(Lang::Es), &loaded.diagnostics, Paint::Plain)
}

/// What is told of a dataset's file.
fn told(dataset: &str) -> String {
    spanish(&load(&[(DATASET, dataset)]))
}

fn codes(files: &[(&str, &str)]) -> Vec<&'static str> {
    load(files).diagnostics.iter().map(|d| d.code).collect()
}

#[test]
fn a_good_dataset_is_read_whole() {
    let loaded = load(&[
        (
            DATASET,
            "title: Buses\nnotes: |\n  Línea uno\n  línea dos\nversion: 1.10\nprivate: false\n\
             tags: [transporte, Año 2024]\nextras:\n  spatial: Chile\nauthor_email: ''\n\
             frequency: R/P1Y\nresources:\n- name: Paradas\n  path: paradas.csv\n  size: 12\n\
             \x20 encoding: utf-8\n  fields:\n  - name: id\n    type: integer\n    constraints: {required: true}\n",
        ),
        ("catalog/organizations/muni/datasets/buses/paradas.csv", "id\n1\n"),
        (
            "catalog/organizations/muni/members.yaml",
            "- {forge: github, id: 583231, login: octocat, role: editor}\n",
        ),
    ]);
    let codes: Vec<_> = loaded.diagnostics.iter().map(|d| d.code).collect();
    assert_eq!(codes, ["field-unknown"]);
    let dataset = &loaded.datasets[0];
    assert_eq!(dataset.version.as_ref().map(|v| v.value.as_str()), Some("1.10"));
    assert_eq!(dataset.notes.as_ref().map(|v| v.value.as_str()), Some("Línea uno\nlínea dos\n"));
    assert_eq!(dataset.author_email.as_ref().map(|v| v.value.as_str()), Some(""));
    assert_eq!(dataset.maintainer, None);
    assert_eq!(dataset.tags.len(), 2);
    assert!(dataset.custom.is_empty(), "nobody declared `frequency`");
    let resource = &dataset.resources[0];
    assert_eq!(resource.size, Some(12.into()));
    assert_eq!(resource.custom["encoding"], "utf-8");
    assert_eq!(resource.fields[0].rest["constraints"]["required"], true);
    let Location::File { file: Some(file), .. } = &resource.location else { panic!("no file") };
    assert_eq!(file.size, 5);
    assert_eq!(loaded.organizations[0].members[0].id.value, 583_231);
    assert_eq!(loaded.files, 4);
}

#[test]
fn a_colon_in_a_title() {
    assert_data_eq!(
        told("title: Buses: recorridos\n"),
        str![[r#"
error[yaml-colon]: un texto con dos puntos y espacio debe ir entre comillas
 --> catalog/organizations/muni/datasets/buses/dataset.yaml:1:13
  |
1 | title: Buses: recorridos
  |             ^
  |
  = solución: escriba: title: "Buses: recorridos"


"#]]
    );
}

#[test]
fn a_tab() {
    assert_data_eq!(
        told("title: Buses\ntags:\n\t- transporte\n"),
        str![[r#"
error[yaml-tab]: hay una tabulación al comienzo de la línea
 --> catalog/organizations/muni/datasets/buses/dataset.yaml:3:1
  |
3 |     - transporte
  | ^^^^
  |
  = solución: borre la tabulación y escriba dos espacios por cada nivel


"#]]
    );
}

#[test]
fn an_open_quote() {
    assert_data_eq!(
        told("title: \"Buses\nnotes: Los \"buses\" de la ciudad\n"),
        str![[r#"
error[yaml-open-quote]: esta comilla se abre y no se cierra en su lugar
 --> catalog/organizations/muni/datasets/buses/dataset.yaml:1:8
  |
1 | title: "Buses
  |        ^
  |
  = solución: escriba " al final del texto, o borre la que lo abre


"#]]
    );
}

#[test]
fn a_lost_dash() {
    assert_data_eq!(
        told(
            "title: Buses\nresources:\n- name: Paradas\n  url: https://a\n  name: Recorridos\n  url: https://b\n"
        ),
        str![[r#"
error[yaml-missing-dash]: falta el guion antes de `name`: `Recorridos` (líneas 5 a 6) quedó dentro de la entrada anterior
 --> catalog/organizations/muni/datasets/buses/dataset.yaml:5:3
  |
3 | - name: Paradas
  |   ---- la entrada anterior empieza aquí
4 |   url: https://a
5 |   name: Recorridos
  |   ^^^^^^^^^^^^^^^^
  |
  = solución: en la línea 5, escriba `- ` antes de `name`


"#]]
    );
}

#[test]
fn a_key_twice() {
    assert_data_eq!(
        told("title: Buses\nnotes: a\ntitle: Buses 2\n"),
        str![[r#"
error[yaml-duplicate-key]: `title` está dos veces: no se sabe cuál vale
 --> catalog/organizations/muni/datasets/buses/dataset.yaml:3:1
  |
1 | title: Buses
  | ----- aquí la primera vez
2 | notes: a
3 | title: Buses 2
  | ^^^^^
  |
  = solución: deje una sola línea `title:` y borre la otra


"#]]
    );
}

#[test]
fn a_yes_for_private() {
    assert_data_eq!(
        told("title: Buses\nprivate: no\n"),
        str![[r#"
error[field-not-bool]: `private` debe ser `true` o `false`, no `no`
 --> catalog/organizations/muni/datasets/buses/dataset.yaml:2:10
  |
2 | private: no
  |          ^^
  |
  = solución: escriba: private: false


"#]]
    );
}

#[test]
fn a_field_in_spanish() {
    assert_data_eq!(
        told("título: Buses\nlicencia: cc-by\n"),
        str![[r#"
error[field-misspelt]: `título` no es un campo: ¿quiso escribir `title`?
 --> catalog/organizations/muni/datasets/buses/dataset.yaml:1:1
  |
1 | título: Buses
  | ^^^^^^
  |
  = solución: escriba `title:` en lugar de `título:`

error[field-misspelt]: `licencia` no es un campo: ¿quiso escribir `license_id`?
 --> catalog/organizations/muni/datasets/buses/dataset.yaml:2:1
  |
2 | licencia: cc-by
  | ^^^^^^^^
  |
  = solución: escriba `license_id:` en lugar de `licencia:`


"#]]
    );
}

#[test]
fn a_date_the_local_way() {
    assert_data_eq!(
        told("title: Buses\nmetadata_created: 31/12/2024\n"),
        str![[r#"
error[field-not-date]: `metadata_created` no es una fecha: `31/12/2024`
 --> catalog/organizations/muni/datasets/buses/dataset.yaml:2:19
  |
2 | metadata_created: 31/12/2024
  |                   ^^^^^^^^^^
  |
  = solución: escriba: metadata_created: 2024-12-31


"#]]
    );
}

#[test]
fn tags_in_one_text() {
    assert_data_eq!(
        told("title: Buses\ntag_string: 'transporte, año: 2024'\n"),
        str![[r#"
error[tag-string]: `tag_string` no se usa en los archivos del catálogo
 --> catalog/organizations/muni/datasets/buses/dataset.yaml:2:1
  |
2 | tag_string: 'transporte, año: 2024'
  | ^^^^^^^^^^
  |
  = solución: escriba en su lugar: tags: [transporte, "año: 2024"]


"#]]
    );
}

#[test]
fn a_list_that_is_a_text() {
    assert_data_eq!(
        told("title: Buses\ntags: transporte\n"),
        str![[r#"
error[field-not-list]: `tags` debe ser una lista, no `transporte`
 --> catalog/organizations/muni/datasets/buses/dataset.yaml:2:7
  |
2 | tags: transporte
  |       ^^^^^^^^^^
  |
  = solución: escriba: tags: [transporte]


"#]]
    );
}

#[test]
fn the_wrong_encoding() {
    let root = portal(&[]);
    let path = root.path().join(DATASET);
    std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    std::fs::write(path, b"title: Educaci\xf3n\n").expect("a file");
    assert_data_eq!(
        spanish(&read::load(root.path()).expect("a catalogue")),
        str![[r#"
error[not-utf8]: el archivo no está en UTF-8: el byte 0xF3 en la posición 14 parece Windows-1252
 --> catalog/organizations/muni/datasets/buses/dataset.yaml:1:15
  |
1 | title: Educación
  |               ^
  |
  = solución: en su editor elija «Guardar como» y la codificación UTF-8


"#]]
    );
}

#[test]
fn json_has_every_part() {
    let loaded = load(&[(DATASET, "title: Buses\nprivate: sí\n")]);
    assert_data_eq!(
        json::render(&Texts::embedded(Lang::En), &loaded.diagnostics),
        str![[r#"
{"code":"field-not-bool","severity":"error","file":"catalog/organizations/muni/datasets/buses/dataset.yaml","line":2,"column":10,"message":"`private` must be `true` or `false`, not `sí`","help":"type: private: true"}

"#]]
    );
}

#[test]
fn what_cannot_be_read_stays_closed() {
    for line in [
        "private: no",
        "private: True",
        "private: [false]",
        "privado: false",
        "Private: false",
        "prvate: false",
        "estado: borrador",
        "state: publicado",
        "state: [active]",
        "satte: draft",
        "visibility: public",
        "private: true",
        "private:",
        "state:",
        "state: draft",
        "state: deleted",
        "publicado: false",
        "extras: {private: \"true\"}",
        "extras: [{key: state, value: draft}]",
    ] {
        let loaded = load(&[(DATASET, &format!("title: Buses\n{line}\n"))]);
        assert_ne!(loaded.datasets[0].visibility, Visibility::Public, "{line}");
    }
    for line in ["private: false", "state: active", "date: 2024"] {
        let loaded = load(&[(DATASET, &format!("title: Buses\n{line}\n"))]);
        assert_eq!(loaded.datasets[0].visibility, Visibility::Public, "{line}");
    }
}

#[test]
fn a_dataset_in_markdown() {
    let file = DATASET.replace(".yaml", ".md");
    let loaded = load(&[(&file, "---\ntitle: Buses\n---\n\nTexto **largo**\n")]);
    assert!(loaded.diagnostics.is_empty());
    assert_eq!(
        loaded.datasets[0].notes.as_ref().map(|n| n.value.as_str()),
        Some("Texto **largo**")
    );
    assert_eq!(codes(&[(&file, "---\nnotes: a\ntitle: B\n---\nb\n")]), ["notes-twice"]);
}

#[cfg(unix)]
#[test]
fn links_and_repositories_are_not_followed() {
    let root = portal(&[(DATASET, "title: Buses\nresources:\n- path: x.csv\n")]);
    let folder = root.path().join("catalog/organizations/muni/datasets/buses");
    std::os::unix::fs::symlink("/etc/passwd", folder.join("x.csv")).expect("a link");
    std::os::unix::fs::symlink("/etc", root.path().join("catalog/pages")).expect("a link");
    write(&folder, "sub/.git", "gitdir: elsewhere\n");
    write(&folder, ".gitkeep", "");
    let loaded = read::load(root.path()).expect("a catalogue");
    let told: Vec<_> = loaded.diagnostics.iter().map(|d| (d.code, d.file.as_str())).collect();
    let at = "catalog/organizations/muni/datasets/buses";
    assert_eq!(
        told,
        [
            ("submodule", format!("{at}/sub").as_str()),
            ("symlink", format!("{at}/x.csv").as_str()),
            ("symlink", "catalog/pages"),
        ]
    );
}

#[test]
fn without_a_catalogue_the_way_to_begin_is_told() {
    let empty = TempDir::new().expect("a temporary folder");
    let error = read::load(empty.path()).expect_err("nothing is there").to_string();
    assert!(error.contains("fichero init"), "{error}");
}
