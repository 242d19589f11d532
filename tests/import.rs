//! What an import writes, what it refuses to touch, and what it says of both.

use fichero::import::report::{Outcome, Report};
use fichero::import::{ckan, datajson, write};
use std::fs;
use std::path::{Path, PathBuf};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import").join(name)
}

fn import(root: &Path) -> Report {
    let harvest = ckan::read(&fixture("ckan")).expect("it can be read");
    write(harvest, root, false).expect("it can be written")
}

fn codes(report: &Report, outcome: Outcome) -> Vec<&str> {
    let notes = report.notes.iter().filter(|note| note.outcome == outcome);
    notes.map(|note| note.key.trim_start_matches("commands.import-")).collect()
}

fn text(root: &Path, path: &str) -> String {
    fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn a_dataset_keeps_everything() {
    let dir = tempfile::tempdir().expect("a folder");
    let report = import(dir.path());
    let file = "catalog/organizations/aguas-del-sur/datasets/caudales/dataset.yaml";
    let expected = r#"id: "22222222-0000-4000-8000-000000000001"
title: Caudales
notes: "Línea uno\r\nlínea dos "
license_id: propia
author: ""
maintainer_email: sin correo
version: "1.10"
tags:
  - río
  - agua
  - nieve
extras:
  "periodo\xA0": "2020\u202E/2024"
  former_url: x
  former_tags: '["agua; nieve"]'
state: draft
private: true
metadata_created: "2021-03-04T05:06:07.000008"
metadata_modified: "2022-03-04T05:06:07"
revision_id: r-1
resources:
  - id: "33333333-0000-4000-8000-000000000001"
    name: Serie
    url: https://example.org/a b.csv
    format: ""
    size: "12"
    created: "2021-03-04"
    former_last_modified: ayer
    ckan_path: /srv/a.csv
    datastore_active: false
    otra:
      a:
        - 1
        - null
        - "2"
"#;
    assert_eq!(text(dir.path(), file), expected);
    assert_eq!(
        text(dir.path(), "catalog/organizations/aguas-del-sur/organization.yaml"),
        "id: \"11111111-0000-4000-8000-000000000001\"\ntitle: Aguas del Sur\ndescription: |-\n  \
         Mide el agua.\n  Y la nieve.\ncreated: \"2021-03-04T05:06:07.000008\"\nextras:\n  \
         codigo: \"007\"\n"
    );
    let second = text(dir.path(), "catalog/datasets/caudales-2/dataset.yaml");
    assert!(second.contains("title: Caudales otra vez\n"), "{second}");
    assert_eq!(codes(&report, Outcome::Refused), Vec::<&str>::new());
    assert_eq!(codes(&report, Outcome::LeftOut), ["repeated", "accounts"]);
    for code in ["tag", "name-taken", "extra-key"] {
        assert!(codes(&report, Outcome::Mapped).contains(&code), "{code}");
    }
    for code in ["key-kept", "key-renamed", "not-a-date"] {
        assert!(codes(&report, Outcome::Kept).contains(&code), "{code}");
    }
}

#[test]
fn portal_yaml_only_grows() {
    let dir = tempfile::tempdir().expect("a folder");
    let portal = "title: Mío # comentario\nbase_url: https://datos.example.org\n";
    fs::create_dir_all(dir.path().join("catalog")).expect("a folder");
    fs::write(dir.path().join("catalog/portal.yaml"), portal).expect("a file");
    import(dir.path());
    let expected = format!(
        "{portal}licenses:\n  - id: propia\n    title: Licencia propia\n    \
         url: https://example.org/licencia\n    open: true\ndataset_fields:\n  - revision_id\n"
    );
    assert_eq!(text(dir.path(), "catalog/portal.yaml"), expected);
    import(dir.path());
    assert_eq!(text(dir.path(), "catalog/portal.yaml"), expected);
}

#[test]
fn another_record_is_not_overwritten() {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = dir.path().join("catalog/organizations/aguas-del-sur/datasets/caudales");
    fs::create_dir_all(&folder).expect("a folder");
    let theirs = "title: Otra cosa\nid: 99999999-0000-4000-8000-000000000001\n";
    fs::write(folder.join("dataset.yaml"), theirs).expect("a file");
    let report = import(dir.path());
    assert_eq!(codes(&report, Outcome::Refused), ["other-id"]);
    assert_eq!(fs::read_to_string(folder.join("dataset.yaml")).expect("a file"), theirs);

    let harvest = ckan::read(&fixture("ckan")).expect("it can be read");
    let report = write(harvest, dir.path(), true).expect("it can be written");
    assert!(!report.has_refusals());
    let now = fs::read_to_string(folder.join("dataset.yaml")).expect("a file");
    assert!(now.starts_with("id: \"22222222"), "{now}");
}

#[test]
fn a_moved_record_is_not_written_twice() {
    let dir = tempfile::tempdir().expect("a folder");
    import(dir.path());
    let from = dir.path().join("catalog/datasets/caudales-2");
    fs::rename(&from, dir.path().join("catalog/datasets/otro-nombre")).expect("it can move");
    let report = import(dir.path());
    assert_eq!(codes(&report, Outcome::Refused), ["moved"]);
    assert!(!from.exists());
}

#[test]
fn broken_sources_are_refused_with_their_place() {
    let dir = tempfile::tempdir().expect("a folder");
    let dump = dir.path().join("d.jsonl");
    fs::write(&dump, "{\"name\": \"ab\", \"resources\": []}\n\n{\"name\": \n7\n").expect("a file");
    let report = ckan::read(&dump).expect("it can be read").report;
    assert_eq!(codes(&report, Outcome::Refused), ["json", "no-record"]);
    assert!(report.notes[0].place.ends_with("d.jsonl:3"), "{report:?}");
    let report = datajson::from_text("{\"title\": \"x\"}", "data.json").report;
    assert_eq!(codes(&report, Outcome::Refused)[0], "no-datasets");
}

#[test]
fn a_data_json_of_dcat_us() {
    let text = r#"{"conformsTo": "https://project-open-data.cio.gov/v1.1/schema", "dataset": [{
        "@type": "dcat:Dataset", "title": "Puentes", "identifier": "puentes-2020",
        "description": "Todos", "keyword": ["obras"], "modified": "R/P1Y",
        "publisher": {"@type": "org:Organization", "name": "Obras Públicas"},
        "contactPoint": {"@type": "vcard:Contact", "fn": "Mesa", "hasEmail": "mailto:m@example.org"},
        "license": "https://creativecommons.org/licenses/by/4.0/", "theme": ["Transporte"],
        "distribution": [{"@type": "dcat:Distribution", "accessURL": "https://example.org/a",
            "mediaType": "text/csv", "title": "Serie"}]}]}"#;
    let dir = tempfile::tempdir().expect("a folder");
    let harvest = datajson::from_text(text, "data.json");
    let report = write(harvest, dir.path(), false).expect("it can be written");
    assert!(!report.has_refusals(), "{report:?}");
    let file = "catalog/organizations/obras-publicas/datasets/puentes/dataset.yaml";
    let yaml = self::text(dir.path(), file);
    for line in [
        "aliases:\n  - puentes-2020\n",
        "license_id: cc-by\n",
        "maintainer: Mesa\nmaintainer_email: m@example.org\n",
        "  license: https://creativecommons.org/licenses/by/4.0/\n",
        "  modified: R/P1Y\n",
        "groups:\n  - transporte\n",
        "  - name: Serie\n    url: https://example.org/a\n    mimetype: text/csv\n",
    ] {
        assert!(yaml.contains(line), "{line}\n{yaml}");
    }
    assert!(dir.path().join("catalog/groups/transporte.yaml").is_file());
}
