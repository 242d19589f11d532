//! What is told of names and places of files, and whether every message has its texts.
#![allow(clippy::needless_raw_string_hashes, reason = "snapshots are written with them")]

use super::*;

#[test]
fn names_and_places() {
    let files = [
        ("catalog/organizations/Salud Pública/organization.yaml", "title: Salud\n"),
        ("catalog/organizations/muni/datasets/vacia/nada.csv", "a\n"),
        ("catalog/groups/salud.yml", "title: Salud\n"),
        ("catalog/notas.txt", "hola\n"),
        ("catalog/news/hola.md", "hola\n"),
        (DATASET, "title: Buses\nname: micros\n"),
        ("catalog/organizations/muni/datasets/buses/dataset.md", "---\ntitle: B\n---\n"),
    ];
    let texts = Texts::embedded(Lang::Es);
    assert_data_eq!(
        short::render(&texts, &load(&files).diagnostics),
        str![[r#"
catalog/groups/salud.yml:1:1: error[file-ending] el archivo `salud.yml` no se lee con ese nombre
catalog/news/hola.md:1:1: error[news-name-invalid] `hola` no empieza con una fecha y un nombre
catalog/notas.txt:1:1: aviso[file-outside] nada en el portal usa el archivo `notas.txt`
catalog/organizations/Salud Pública:1:1: error[folder-name-invalid] `Salud Pública` no puede ser el nombre de una carpeta del catálogo: de 2 a 100 letras minúsculas sin tilde, cifras, `-` o `_`
catalog/organizations/muni/datasets/buses:1:1: error[dataset-twice] la carpeta `buses` tiene dataset.yaml y dataset.md: no se publica hasta que quede uno solo
catalog/organizations/muni/datasets/vacia:1:1: error[dataset-without-file] la carpeta `vacia` no tiene dataset.yaml ni dataset.md

"#]]
    );
}

#[test]
fn every_code_has_its_texts() {
    let texts = Texts::embedded(Lang::Es);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/read");
    let files = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("a file"));
    for entry in files.filter(|entry| entry.file_type().is_file()) {
        let source = std::fs::read_to_string(entry.path()).expect("text");
        let code = source.split("#[cfg(test)]").next().expect("a first part");
        let flat: String = code.split_whitespace().collect();
        for call in [
            ".error(\"",
            ".warning(\"",
            "wrong(\"",
            ".tell(\"",
            "Severity::Error,\"",
            "Severity::Error,code:\"",
            ".at(Severity::Error,\"",
            "Severity::Warning,\"",
        ] {
            for part in flat.split(call).skip(1) {
                let code = part.split('"').next().expect("a code");
                for key in [code.to_owned(), format!("{code}-help")] {
                    assert!(texts.has(&format!("diagnostics.{key}")), "{key}");
                }
            }
        }
        for call in [".help(\"", "\"label.", "helped_by(\""] {
            for part in flat.split(call).skip(1) {
                let key = part.split('"').next().expect("a key");
                let key = if call == "\"label." { format!("label.{key}") } else { key.to_owned() };
                assert!(texts.has(&format!("diagnostics.{key}")), "{key}");
            }
        }
    }
}

#[test]
fn one_mistake_is_told_once() {
    let org = "catalog/organizations/muni/";
    let members = format!("{org}members.yaml");
    for (files, expected) in [
        (vec![("catalog/datasets/camas/dataset.yaml", "title: X\n")], vec![]),
        (vec![("catalog/organizations/otra/datasets/camas/dataset.yaml", "title: X\n")], vec![]),
        (
            vec![("catalog/organizations/otra/nada.txt", "x")],
            vec!["organization-without-file", "file-outside"],
        ),
        (vec![("catalog/organizations/otra/organization.yml", "title: X\n")], vec!["file-ending"]),
        (vec![(DATASET, "title: [a]\n")], vec!["field-not-text"]),
        (
            vec![(members.as_str(), "- {forge: github, id: 1, login: a, rol: editor}\n")],
            vec!["field-misspelt"],
        ),
    ] {
        assert_eq!(codes(&files), expected, "{files:?}");
    }
}

#[test]
fn files_under_another_name() {
    let folder = DATASET.replace("dataset.yaml", "");
    for name in [
        "dataset.yaml.txt",
        "Dataset.yaml",
        "DATASET.YAML",
        "dataset.yml",
        "dataset.yml.txt",
        "dataset.md.txt",
    ] {
        let loaded = load(&[(&format!("{folder}{name}"), "title: X\n")]);
        let told: Vec<_> = loaded.diagnostics.iter().map(|d| d.code).collect();
        assert_eq!(told, ["file-ending"], "{name}");
        let right = if name.contains("md") { "dataset.md" } else { "dataset.yaml" };
        assert!(spanish(&loaded).contains(&format!("cámbiele el nombre a {right}")), "{name}");
    }
}

#[test]
fn folders_at_the_wrong_place() {
    let files = [
        ("catalog/organizations/muni/camas/dataset.yaml", "title: X\n"),
        ("catalog/camas/dataset.yaml", "title: X\n"),
        ("catalog/groups/agua/group.yaml", "title: X\n"),
    ];
    assert_data_eq!(
        spanish(&load(&files)),
        str![[r#"
error[place-wrong]: nada en el portal lee `camas` en este lugar
--> catalog/camas
 = solución: muévalo a catalog/datasets/camas

error[place-wrong]: nada en el portal lee `agua` en este lugar
--> catalog/groups/agua
 = solución: muévalo a catalog/groups/agua.yaml

error[place-wrong]: nada en el portal lee `camas` en este lugar
--> catalog/organizations/muni/camas
 = solución: muévalo a catalog/organizations/muni/datasets/camas


"#]]
    );
}

#[test]
fn files_that_systems_leave() {
    let at = |name: &str| DATASET.replace("dataset.yaml", name);
    let names = [
        "Thumbs.db",
        "desktop.ini",
        ".DS_Store",
        "~$camas.xlsx",
        "dataset (1).yaml",
        "dataset - copia.yaml",
    ];
    let paths: Vec<String> = names.iter().map(|name| at(name)).collect();
    let mut files = vec![(DATASET, "title: X\n")];
    files.extend(paths.iter().map(|path| (path.as_str(), "title: X\n")));
    assert_data_eq!(
        spanish(&load(&files)),
        str![[r#"
aviso[file-copy]: `dataset (1).yaml` parece una copia, o un resto de un programa: no se usa
--> catalog/organizations/muni/datasets/buses/dataset (1).yaml
 = solución: bórrelo

aviso[file-copy]: `dataset - copia.yaml` parece una copia, o un resto de un programa: no se usa
--> catalog/organizations/muni/datasets/buses/dataset - copia.yaml
 = solución: bórrelo

aviso[file-copy]: `~$camas.xlsx` parece una copia, o un resto de un programa: no se usa
--> catalog/organizations/muni/datasets/buses/~$camas.xlsx
 = solución: bórrelo


"#]]
    );
}
