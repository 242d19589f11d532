//! What is said of the tables of a catalogue: the same everywhere, and nothing of persons.

#[path = "survey/graded.rs"]
mod graded;
mod support;

use fichero::catalog::{Audience, Catalog, Dates, assemble};
use fichero::read;
use fichero::survey::{Options, Survey, Surveys, grades};
use fichero::table::Limits;
use jiff::civil::date;
use std::path::Path;
use std::sync::LazyLock;
use support::Portal;

const PORTAL: (&str, &str) =
    ("catalog/portal.yaml", "title: Prueba\nbase_url: https://datos.example.org\n");
const FILE: &str = "catalog/organizations/salud/datasets/camas/dataset.yaml";
const DATASET: &str = "\
title: Camas por hospital
notes: Camas habilitadas en los hospitales públicos, por establecimiento y por día.
license_id: cc-by
resources:
  - name: Camas
    path: camas.csv
    fields:
      - name: fecha
        type: date
        description: Día de la medición, al cierre.
      - name: hospital
        type: string
      - name: camas
        type: integer
  - name: Funcionarios
    path: funcionarios.csv
";

fn catalog(root: &Path) -> Catalog {
    let loaded = read::load(root).expect("a portal");
    assemble(loaded, &Dates::default(), Audience::Public).0
}

fn portal() -> Portal {
    let mut people = String::from("rut;nombre;grado\n");
    let names =
        ["María González", "Juan Pérez", "Ana Muñoz", "Luis Rojas", "Rosa Díaz", "Pedro Soto"];
    let second = ["Silva", "Contreras", "Torres", "Araya"];
    let all = names.iter().cycle().zip(second.iter().cycle()).zip(0..40_u64);
    for ((first, second), n) in all {
        let body = 9_000_017 + 911 * n;
        let check = fichero::table::personal::rut::check(body);
        people.extend([format!("{body}-{check};{first} {second};{}\n", n % 9)]);
    }
    let camas =
        "fecha,hospital,camas\n2024-01-01,Talca,10\n2024-01-02,Talca,diez\n2024-01-02,Talca,diez\n";
    Portal::with(&[
        PORTAL,
        (FILE, DATASET),
        ("catalog/organizations/salud/organization.yaml", "title: Salud\n"),
        ("catalog/organizations/salud/datasets/camas/camas.csv", camas),
        ("catalog/organizations/salud/datasets/camas/funcionarios.csv", &people),
    ])
}

fn options(root: &Path) -> Options<'_> {
    static LIMITS: LazyLock<Limits> = LazyLock::new(Limits::default);
    Options { root, memory: None, only: None, limits: &LIMITS }
}

fn json(survey: &Survey) -> String {
    serde_json::to_string(survey).expect("plain data")
}

#[test]
fn a_table_is_read_profiled_and_held_to_its_dictionary() {
    let portal = portal();
    let catalog = catalog(portal.path());
    let surveys = Surveys::of(&catalog, &options(portal.path()));
    let all: Vec<_> = surveys.iter().collect();
    assert_eq!(all.len(), 2);
    let camas = all[0].2;
    assert_eq!(camas.rows, 3);
    assert_eq!(camas.reading.encoding.as_deref(), Some("utf-8"));
    assert_eq!(camas.reading.delimiter, Some(','));
    assert!(camas.reading.whole && camas.reading.dictionary);
    let found: Vec<_> = camas.findings.iter().map(|f| (f.code.as_str(), f.count)).collect();
    assert_eq!(found, [("type-error", 2), ("duplicate-row", 1)]);
    assert_eq!(camas.columns[0].range, Some(("2024-01-01".to_owned(), "2024-01-02".to_owned())));
    assert_eq!(camas.first[0][1].as_deref(), Some("Talca"));
}

#[test]
fn nothing_of_persons_is_kept() {
    let portal = portal();
    let catalog = catalog(portal.path());
    let surveys = Surveys::of(&catalog, &options(portal.path()));
    let people = surveys.iter().nth(1).expect("two tables").2;
    let kinds: Vec<_> = people.personal.findings.iter().map(|f| f.verdict.kind.key()).collect();
    assert_eq!(kinds, ["rut", "name"]);
    assert_eq!(people.first[0], [None, None, Some("0".to_owned())]);
    let told = json(people);
    assert!(!told.contains("María") && !told.contains("9000017"), "{told}");
    assert_eq!(people.personal.findings[0].verdict.rows, [2, 3, 4], "the header is a row");
}

#[test]
fn what_is_remembered_is_what_would_be_found() {
    let portal = portal();
    let memory = tempfile::tempdir().expect("a folder");
    let catalog = catalog(portal.path());
    let memory = Options { memory: Some(memory.path()), ..options(portal.path()) };
    let [fresh, first, second] =
        [options(portal.path()), memory, memory].map(|options| Surveys::of(&catalog, &options));
    for other in [first, second] {
        for ((.., a), (.., b)) in fresh.iter().zip(other.iter()) {
            assert_eq!(a, b);
            assert_eq!(json(a), json(b));
        }
    }
}

#[test]
fn datasets_are_graded_by_what_is_in_them() {
    let portal = portal();
    let catalog = catalog(portal.path());
    let surveys = Surveys::of(&catalog, &options(portal.path()));
    let graded = grades(&catalog, &surveys, Some(date(2026, 5, 4)));
    assert_eq!(graded.len(), 1);
    assert_eq!(graded[0].caps[0].reason.key, "cap-personal");
    assert_eq!(graded[0].tenths, 30);
}
