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
catalog/groups/salud.yml:1:1: error[file-ending] el archivo `salud.yml` no se lee por su terminación
catalog/news/hola.md:1:1: error[news-name-invalid] `hola` no empieza con una fecha y un nombre
catalog/notas.txt:1:1: aviso[file-outside] nada en el portal usa el archivo `notas.txt`
catalog/organizations/Salud Pública:1:1: error[folder-name-invalid] `Salud Pública` no puede ser el nombre de una carpeta del catálogo: de 2 a 100 letras minúsculas sin tilde, cifras, `-` o `_`
catalog/organizations/muni/datasets/buses:1:1: error[dataset-twice] la carpeta `buses` tiene dataset.yaml y dataset.md: se usa dataset.yaml
catalog/organizations/muni/datasets/buses/dataset.yaml:2:7: error[name-not-folder] `micros` no es el nombre de la carpeta, `buses`
catalog/organizations/muni/datasets/vacia:1:1: error[dataset-without-file] la carpeta `vacia` no tiene dataset.yaml ni dataset.md

"#]]
    );
}

#[test]
fn every_code_has_its_texts() {
    let texts = Texts::embedded(Lang::Es);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/read");
    for entry in std::fs::read_dir(folder).expect("sources") {
        let source = std::fs::read_to_string(entry.expect("a file").path()).expect("text");
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
