//! What profiles ask of datasets, and what becomes of their fields.
#![allow(clippy::needless_raw_string_hashes, reason = "snapshots are written with them")]

mod support;

#[path = "profiles/facts.rs"]
mod facts;
#[path = "profiles/hostile.rs"]
mod hostile;
#[path = "profiles/own.rs"]
mod own;

use fichero::catalog::Audience;
use fichero::read::profile::SHIPPED;
use fichero::read::{self, Changed, Loaded, Profile, Reader};
use fichero::report::{Diagnostic, Finding, Mend, Place, Source, Step};
use fichero::text::{Lang, Texts};
use fichero::{action, build, check};
use serde_json::{Value, json};
use snapbox::{assert_data_eq, str};
use support::Portal;

const DATASET: &str = "catalog/organizations/muni/datasets/buses/dataset.yaml";

fn portal(profile: &str, files: &[(&str, &str)]) -> Portal {
    let first = format!(
        "title: Datos\nbase_url: https://datos.example.org\nepoch: 2024-01-01\nprofile: {profile}\n"
    );
    let portal = Portal::with(&[
        ("catalog/portal.yaml", first.as_str()),
        ("catalog/organizations/muni/organization.yaml", "title: Municipio\n"),
    ]);
    for (path, text) in files {
        portal.write(path, text);
    }
    portal
}

fn load(portal: &Portal) -> Loaded {
    read::load(portal.path()).expect("a catalogue")
}

fn findings(loaded: &Loaded) -> Vec<Finding> {
    let mut found = Vec::new();
    for dataset in &loaded.datasets {
        check::profile::findings(&loaded.portal.profile, dataset, &mut found);
    }
    found
}

/// `resources[2].description`.
fn way(place: &Place) -> String {
    let (Place::Path(steps) | Place::Key(steps)) = place else { return format!("{place:?}") };
    let mut way = String::new();
    for step in steps {
        match step {
            Step::Key(key) if way.is_empty() => way.push_str(key),
            Step::Key(key) => way.extend([".", key]),
            Step::Item(at) => way.extend(["[", &at.to_string(), "]"]),
        }
    }
    way
}

/// What the reader and the profile's check tell, in Spanish.
fn told(portal: &Portal) -> String {
    let loaded = load(portal);
    let texts = Texts::embedded(Lang::Es);
    let line = |place: String, problem: &Diagnostic, mend: &[Mend]| {
        let help = problem.remedy(&texts).unwrap_or_default();
        let mend = match mend {
            [Mend::Value(value)] => format!(" => {value}"),
            _ => String::new(),
        };
        let severity = problem.severity.name();
        let message = problem.message(&texts);
        format!("{severity}[{}] {place}: {message}\n  {help}{mend}\n", problem.code)
    };
    let mut told = String::new();
    for problem in &loaded.diagnostics {
        let (row, column) = problem.position();
        told += &line(format!("{row}:{column}"), problem, &[]);
    }
    for finding in findings(&loaded) {
        let (place, mend) = (way(&finding.place), finding.mend.clone());
        told += &line(place, &finding.located(None), &mend);
    }
    told
}

fn package(portal: &Portal, name: &str) -> Value {
    let loaded = build::load(portal.path(), Audience::Public).expect("a catalogue");
    let handles: Vec<_> = loaded.catalog.dataset_handles().collect();
    let handle = handles.into_iter().find(|ix| loaded.catalog[*ix].name() == name).expect(name);
    serde_json::to_value(action::shape::package::package(&loaded.catalog, handle)).expect("JSON")
}

fn ask(portal: &Portal, name: &str, parameters: &Value) -> Value {
    let loaded = build::load(portal.path(), Audience::Public).expect("a catalogue");
    let portal = action::Portal::new(loaded.catalog);
    let parameters = parameters.as_object().expect("an object");
    let call = action::Call { name, parameters, method: action::Method::Get, locale: None, now: 0 };
    let reply = action::answer(&portal, &call);
    let mut answer: Value = serde_json::from_slice(&reply.body).expect("JSON");
    answer["result"].take()
}

#[test]
fn what_comes_along_is_without_fault_and_speaks_three_languages() {
    for (name, text) in SHIPPED {
        let (profile, problems) = Profile::decode(&Source::new(name, text), name);
        assert_eq!(problems, [], "{name}");
        let profile = profile.expect(name);
        for field in profile.dataset.iter().chain(&profile.resource).chain(&profile.body) {
            let texts = [&field.label].into_iter().chain(field.choices.iter().map(|c| &c.label));
            for text in texts {
                assert_eq!(text.all().count(), 3, "{name} {}", field.name);
            }
            assert!(matches!(field.help.all().count(), 0 | 3), "{name} {}", field.name);
        }
    }
}

#[test]
fn ckans_own_asks_for_nothing() {
    let portal = portal("ckan", &[(DATASET, "title: Buses\nresources: [{path: a.csv}]\n")]);
    portal.write("catalog/organizations/muni/datasets/buses/a.csv", "a\n1\n");
    assert_eq!(told(&portal), "");
}

#[test]
fn a_whole_chilean_dataset_is_left_in_peace() {
    let text = "title: Buses\nnotes: Recorridos del año\nauthor: Unidad de Transporte\n\
                author_email: buses@muni.example\nlicense_id: cc-by\ntags: [transporte]\n\
                frequency: 1m\nperiod: 2024-01-01/2024-12-31\nurl: sin dirección\nversion: 1.0\n\
                resources:\n- {name: Recorridos, description: Cada bus, url: 'https://e.org/a.csv'}\n";
    let portal = portal("cl", &[(DATASET, text)]);
    assert_eq!(told(&portal), "");
    let shown = package(&portal, "buses");
    assert_eq!(
        (&shown["frequency"], &shown["period"]),
        (&json!("1m"), &json!("2024-01-01/2024-12-31"))
    );
}

#[test]
fn what_a_chilean_dataset_lacks_is_told_once() {
    let text = "autor: Unidad de Transporte\nauthor_email: buses\nlicense_id: CC BY 4.0\n\
                frecuencia: mensual\nperiod: [2023, 2024]\nextras: {frequency: 1m}\n\
                resources:\n- suelto.csv\n- {name: Recorridos, url: 'https://e.org/a.csv'}\n\
                - {description: Paradas}\n";
    assert_data_eq!(
        told(&portal("cl", &[(DATASET, text)])),
        str![[r#"
error[field-misspelt] 1:1: `autor` no es un campo: ¿quiso escribir `author`?
  escriba `author:` en lugar de `autor:`
error[profile-required] 1:1: falta `title`, que el perfil `cl` pide
  agregue una línea «title: » con su valor
warning[field-not-email] 2:15: `buses` no es una dirección de correo
  escriba una sola dirección: author_email: nombre@institucion.example
error[field-misspelt] 4:1: `frecuencia` no es un campo: ¿quiso escribir `frequency`?
  escriba `frequency:` en lugar de `frecuencia:`
error[field-not-text] 5:9: `period` debe ser un texto, no `- …`
  escriba un solo valor en la misma línea: period: "valor"
error[profile-key-taken] 6:10: `frequency` es un campo del perfil y no puede estar también en `extras`
  escriba `frequency:` al margen izquierdo, fuera de `extras`
error[not-a-mapping] 8:3: se esperaban campos como «title: …», no `suelto.csv`
  escriba: - path: suelto.csv
error[resource-without-location] 10:3: el recurso no tiene `url` ni `path`
  agregue «path: » con el nombre del archivo de la carpeta, o «url: » con su dirección
error[profile-required] notes: falta `notes`, que el perfil `cl` pide
  agregue una línea «notes: » con su valor
error[profile-choice] license_id: `CC BY 4.0` no es uno de los valores de `license_id`
  escriba: license_id: cc-by => cc-by
error[profile-required] tags: falta `tags`, que el perfil `cl` pide
  agregue una línea «tags: » con su valor
error[profile-required] resources[1].description: falta `description`, que el perfil `cl` pide
  agregue una línea «description: » con su valor
error[profile-required] resources[2].name: falta `name`, que el perfil `cl` pide
  agregue una línea «name: » con su valor

"#]]
    );
}

#[test]
fn words_of_clerks_lead_to_a_choice() {
    let text = "title: Buses\nnotes: n\nauthor: a\nauthor_email: a@b.cl\ntags: [bus]\n\
                license_id: Creative Commons Atribución\nfrequency: Anual\n";
    assert_data_eq!(
        told(&portal("cl", &[(DATASET, text)])),
        str![[r#"
error[profile-choice] license_id: `Creative Commons Atribución` no es uno de los valores de `license_id`
  escriba: license_id: cc-by => cc-by
error[profile-choice] frequency: `Anual` no es uno de los valores de `frequency`
  escriba: frequency: 1y => 1y

"#]]
    );
}

#[test]
fn an_ecuadorian_dataset() {
    let text = "title: Buses\nlanguage: es\nfrequency: Tiempo real\nurl: www.muni.gob.ec\n\
                maintainer_email: nadie\nprivate: false\nextras: {propio: sí, language: es}\n\
                frequencia: x\n";
    assert_data_eq!(
        told(&portal("ec", &[(DATASET, text)])),
        str![[r#"
warning[field-not-email] 5:19: `nadie` no es una dirección de correo
  escriba una sola dirección: maintainer_email: nombre@institucion.example
error[profile-key-taken] 7:22: `language` es un campo del perfil y no puede estar también en `extras`
  escriba `language:` al margen izquierdo, fuera de `extras`
error[field-misspelt] 8:1: `frequencia` no es un campo: ¿quiso escribir `frequency`?
  `frequency:` ya está en el archivo: borre la línea `frequencia:`
error[profile-value] url: `url` no puede ser `www.muni.gob.ec`: se espera una dirección completa, desde https://
  escriba: url: https://www.muni.gob.ec => https://www.muni.gob.ec

"#]]
    );
}

#[test]
fn an_unknown_profile_is_told_with_those_there_are() {
    let portal = portal("chile", &[("catalog/profiles/salud.yaml", "dataset_fields: []\n")]);
    assert_data_eq!(
        told(&portal),
        str![[r#"
error[profile-unknown] 4:10: no existe el perfil `chile`
  escriba uno de estos: ckan, cl, ec, salud; o cree catalog/profiles/chile.yaml

"#]]
    );
    assert!(build::load(portal.path(), Audience::Public).is_err(), "nothing is built");
}

#[test]
fn who_asks_for_an_owner_admits_no_dataset_without() {
    let unowned = ("catalog/datasets/suelto/dataset.yaml", "title: Suelto\n");
    let codes = |profile: &str| -> Vec<&str> {
        let portal = portal(profile, &[unowned]);
        let loaded = build::load(portal.path(), Audience::Public).expect("a catalogue");
        loaded.diagnostics.iter().map(|d| d.code).filter(|code| *code == "owner-required").collect()
    };
    assert_eq!(codes("cl"), ["owner-required"]);
    assert!(codes("ckan").is_empty());
    assert!(codes("cl\nallow_unowned: true").is_empty(), "the portal's own word counts");
}

#[test]
fn a_change_of_the_profile_reads_datasets_again() {
    let own = "catalog/profiles/propio.yaml";
    let field = |name: &str| format!("dataset_fields:\n- {{field_name: {name}}}\n");
    let portal = portal(
        "propio",
        &[(own, field("ramo").as_str()), (DATASET, "title: Buses\nramo: a\nlinea: b\n")],
    );
    let mut reader = Reader::new(portal.path());
    let keys = |reader: &Reader| -> Vec<String> {
        let loaded = reader.loaded();
        loaded.datasets[0].custom.keys().cloned().collect()
    };
    assert!(reader.read(&Changed::Everything).expect("it reads"));
    assert_eq!(keys(&reader), ["ramo"]);
    portal.write(own, &field("linea"));
    let changed = || Changed::Paths([own.to_owned()].into());
    assert!(reader.read(&changed()).expect("it reads"));
    assert_eq!(keys(&reader), ["linea"]);
    assert!(!reader.read(&Changed::Paths([].into())).expect("it reads"), "nothing changed");
    // A broken profile is one problem, not one of each dataset.
    portal.write(own, "dataset_fields: [\n");
    assert!(reader.read(&changed()).expect("it reads"));
    let codes: Vec<_> = reader.loaded().diagnostics.iter().map(|d| d.code).collect();
    assert_eq!(codes, ["yaml-bracket"]);
    std::fs::remove_file(portal.path().join(own)).expect("it was there");
    assert!(reader.read(&changed()).expect("it reads"));
    let codes: Vec<_> = reader.loaded().diagnostics.iter().map(|d| d.code).collect();
    assert!(codes.contains(&"profile-unknown"), "{codes:?}");
}

#[test]
fn a_new_dataset_names_what_its_portal_asks_for() {
    let portal = portal("cl", &[]);
    portal.run(&["new", "dataset", "--title", "Buses nuevos", "--org", "muni"]).code(0);
    let file = "catalog/organizations/muni/datasets/buses-nuevos/dataset.yaml";
    let text = portal.read(file);
    for line in [
        "# El perfil cl del portal pide además: notes, author, author_email, license_id, tags.",
        "# Frecuencia de actualización.",
        "#   \"1d\" = Diaria",
        "#frequency: \"1d\"",
        "#period: \"\"",
    ] {
        assert!(text.lines().any(|other| other == line), "{line}\n{text}");
    }
    assert!(text.trim_end().ends_with("resources: []"), "{text}");
    // Every line that is put to use is a field that the portal reads.
    portal.write(file, &text.replace("#frequency", "frequency").replace("#period", "period"));
    assert!(!told(&portal).contains("field-unknown"), "{}", told(&portal));
}
