//! `fichero search`: what a person sees, what a program gets, and CKAN's recorded answers.

mod support;

use fichero::action::{self, Call, Method};
use fichero::build;
use fichero::catalog::{Audience, Catalog};
use serde_json::{Value, json};
use snapbox::{assert_data_eq, str};
use support::{Portal, shared};

fn portal() -> Portal {
    let portal = Portal::with(&[
        (
            "catalog/portal.yaml",
            "title: Prueba\nbase_url: https://datos.example.org\nepoch: 2024-01-01\n",
        ),
        ("catalog/organizations/aguas/organization.yaml", "title: Servicio de Aguas\n"),
        ("catalog/organizations/clima/organization.yaml", "title: Instituto del Clima\n"),
    ]);
    let dataset = |place: &str, text: &str| {
        portal.write(&format!("catalog/organizations/{place}/dataset.yaml"), text);
    };
    dataset(
        "aguas/datasets/calidad-agua",
        "title: Calidad del agua\ntags: [agua, calidad]\nmetadata_modified: 2024-03-01\n\
         license_id: cc-by\n\
         resources: [{url: https://example.org/a.csv}, {url: https://example.org/a.xlsx}]\n",
    );
    dataset(
        "aguas/datasets/rios",
        "title: Ríos y embalses\nnotes: Caudal y agua *embalsada*\nmetadata_modified: 2024-02-01\n\
         tags: [agua]\nresources: [{url: https://example.org/r.csv}]\n",
    );
    dataset(
        "clima/datasets/lluvia",
        "title: Lluvia diaria por estación de las cuencas del norte y del centro del país\n\
         metadata_modified: 2024-05-01\ntags: [lluvia]\n",
    );
    portal
}

#[test]
fn a_person_sees_a_table() {
    let portal = portal();
    let run = portal.run(&["search", "agua", "--facet", "tags", "--facet", "organization"]);
    assert_data_eq!(
        run.code(0).output(),
        str![[r"
2 conjuntos de datos

Título            Organización       Fecha       Formatos   Nombre
Calidad del agua  Servicio de Aguas  2024-03-01  CSV, XLSX  calidad-agua
Ríos y embalses   Servicio de Aguas  2024-02-01  CSV        rios

tags:
  2  agua
  1  calidad

organization:
  2  Servicio de Aguas (aguas)

"]]
    );
    let run = portal.run(&["search", "*:*", "--rows", "1", "--start", "1", "--sort", "name desc"]);
    assert_data_eq!(
        run.code(0).output(),
        str![[r"
3 conjuntos de datos; se muestran del 2 al 2

Título                                                Organización         Fecha       Formatos  Nombre
Lluvia diaria por estación de las cuencas del norte…  Instituto del Clima  2024-05-01            lluvia

"]]
    );
    let run = portal.run(&["search", "*:*", "--fq", "-organization:aguas", "--lang", "en"]);
    assert_data_eq!(
        run.code(0).output(),
        str![[r"
1 dataset

Title                                                 Organization         Date        Formats  Name
Lluvia diaria por estación de las cuencas del norte…  Instituto del Clima  2024-05-01           lluvia

"]]
    );
}

#[test]
fn nothing_found_says_what_to_try_and_what_has_no_answer_why() {
    let portal = portal();
    let run = portal.run(&["search", "volcanes"]);
    assert_data_eq!(
        run.code(0).output(),
        str![[r"
Nada encontrado. Pruebe con menos palabras, con el comienzo de una y * (agu*), o con OR entre ellas.

"]]
    );
    let run = portal.run(&["search", "colour:agua"]);
    assert_data_eq!(
        run.code(0).output(),
        str![[r"
Nada encontrado. Pruebe con menos palabras, con el comienzo de una y * (agu*), o con OR entre ellas.
fichero: ningún conjunto tiene el campo `colour`: así no se encuentra nada

"]]
    );
    let run = portal.run(&["search", "ti*lo", "--lang", "pt"]);
    assert_data_eq!(
        run.code(2).output(),
        str![[r"
fichero: `ti*lo`: o asterisco vai só no fim de uma palavra, e de um título ou texto; digite o começo, assim: agu*

"]]
    );
    let run = portal.run(&["search", "agua", "--rows", "diez"]);
    assert_data_eq!(
        run.code(2).output(),
        str![[r"
fichero: rows: `diez` no es un número que sirva; escriba uno entero, como 10

"]]
    );
}

#[test]
fn a_program_gets_ckans_answer() {
    let portal = portal();
    let args = ["search", "embalses", "--format", "json", "--facet", "res_format"];
    let run = portal.run(&args);
    let answer: Value = serde_json::from_str(&run.code(0).stdout()).expect("JSON");
    let keys: Vec<&String> = answer["result"].as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["count", "facets", "results", "sort", "search_facets"]);
    assert_eq!(answer["success"], true);
    let help = "https://datos.example.org/api/3/action/help_show?name=package_search";
    assert_eq!(answer["help"], help);
    assert_eq!(answer["result"]["count"], 1);
    assert_eq!(answer["result"]["facets"], json!({"res_format": {"CSV": 1}}));
    assert_eq!(answer["result"]["sort"], "score desc, metadata_modified desc");
    let items = &answer["result"]["search_facets"]["res_format"]["items"];
    assert_eq!(*items, json!([{"name": "CSV", "display_name": "CSV", "count": 1}]));
    let built = portal.build();
    let shown = support::json(&built.join("api/3/action/package_show/rios.json"));
    assert_eq!(answer["result"]["results"][0], shown["result"], "as package_show has it");
}

/// The answer to a question about a catalogue.
fn answer(portal: &action::Portal, name: &str, parameters: &Value) -> Value {
    let parameters = parameters.as_object().expect("an object");
    let call = Call { name, parameters, method: Method::Get, locale: None, now: 0 };
    serde_json::from_slice(&action::answer(portal, &call).body).expect("JSON")
}

fn load(portal: &Portal) -> Catalog {
    build::load(portal.path(), Audience::Public).expect("a catalogue").catalog
}

#[test]
fn what_is_typed_is_completed() {
    let portal = portal();
    let portal = action::Portal::new(load(&portal));
    let of = |name, typed: &str| answer(&portal, name, &json!({"q": typed}))["result"].clone();
    let names = |typed| {
        let found = of("package_autocomplete", typed);
        let found = found.as_array().expect("a list").clone();
        found.iter().map(|item| item["match_displayed"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(names("rio"), [json!("rios")]);
    assert_eq!(names("embal"), [json!("Ríos y embalses (rios)")]);
    assert_eq!(names("agua ca"), [json!("Calidad del agua (calidad-agua)")]);
    assert!(names("agua embalses").is_empty());
    assert!(names("").is_empty());
    assert_eq!(of("tag_autocomplete", "A"), json!(["agua", "calidad", "lluvia"]));
    assert_eq!(of("tag_autocomplete", " "), json!([]));
    assert_eq!(of("format_autocomplete", "S"), json!(["csv", "xlsx"]));
    let clima = of("organization_autocomplete", "INSTÍTUTO");
    assert_eq!(clima[0]["name"], "clima");
    assert_eq!(of("organization_autocomplete", "").as_array().map(Vec::len), Some(2));
}

/// A real CKAN's answers, byte for byte.
#[test]
fn a_real_ckans_searches_come_back() {
    let Some(golden) = shared("golden") else { return };
    let portal = Portal::empty();
    let fixture = golden.join("ckan-fixture");
    portal.run(&["import", "ckan", fixture.to_str().expect("UTF-8")]).code(0);
    let mut catalog = load(&portal);
    catalog.portal.base_url = "http://127.0.0.1:5050".to_owned();
    let portal = action::Portal::new(catalog);
    for label in ["package_search_fl", "package_autocomplete", "format_autocomplete"] {
        let pair = support::json(&golden.join(format!("ckan/{label}.json")));
        let name = pair["request"]["action"].as_str().expect("a name");
        let ours = answer(&portal, name, &pair["request"]["params"]);
        // As text, so that the order of keys counts.
        assert_eq!(ours.to_string(), pair["body"].to_string(), "{label}");
    }
}
