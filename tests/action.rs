//! Questions to CKAN's API: which status, which answer.

mod support;

#[path = "action/portal.rs"]
mod portal;

use fichero::action::{self, Method, Reply, Search, endpoint};
use portal::{ask, ask_in, files, portal};
use serde_json::{Deserializer, Value, json};
use std::sync::Arc;

const QUESTIONS: &str = include_str!("action/questions.txt");

/// The result where there is one, else the error without its kind, else the whole.
fn short(answer: &Value) -> Value {
    if let Some(result) = answer.get("result") {
        return result.clone();
    }
    match answer.get("error") {
        Some(error) => {
            let mut error = error.clone();
            error.as_object_mut().expect("an object").shift_remove("__type");
            error
        }
        None => answer.clone(),
    }
}

/// The first JSON value of a text, and what follows.
fn value(text: &str) -> (Value, &str) {
    let mut values = Deserializer::from_str(text).into_iter();
    let value = values.next().expect("a value").expect("JSON");
    (value, text[values.byte_offset()..].trim_start())
}

#[test]
fn every_question_has_its_answer() {
    let files = files();
    let portal = portal(&files);
    let lines = QUESTIONS.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut asked = 0;
    for line in lines {
        let (name, rest) = line.split_once(' ').expect("a name and parameters");
        let (parameters, rest) = value(rest);
        let (at, rest) = rest.split_once(' ').expect("a status or a place");
        let expected = value(rest).0;
        let (status, answer) = ask(&portal, name, &parameters);
        let (wanted, found) = match at.parse() {
            Ok(wanted) => (wanted, short(&answer)),
            Err(_) => (200, answer["result"].pointer(at).cloned().unwrap_or_default()),
        };
        assert_eq!((status, found), (wanted, expected), "{line}\n{answer}");
        asked += 1;
    }
    assert!(asked > 150, "{asked}");
}

#[test]
fn who_writes_is_refused_in_ckans_words() {
    let files = files();
    let portal = portal(&files);
    let post = |name: &str, parameters: Value| {
        let (status, answer) = ask_in(&portal, name, &parameters, Method::Post, None);
        (status, short(&answer)["message"].as_str().unwrap_or_default().to_owned())
    };
    let denied = |text: &str| (403, format!("Access denied: {text}"));
    assert_eq!(
        post("package_create", json!({})),
        denied("User  not authorized to create packages")
    );
    assert_eq!(post("package_patch", json!({"id": "rios"})).1.split(' ').nth(8), Some("package"),);
    assert_eq!(
        post("package_update", json!({"id": "confidencial"})),
        denied("Action package_update requires an authenticated user")
    );
    assert_eq!(
        post("organization_create", json!({})),
        denied("Action organization_create requires an authenticated user")
    );
    let (status, answer) = ask(&portal, "resource_create", &json!({}));
    assert_eq!(status, 400);
    let text = "JSON Error: Invalid request. Please use POST method for your request";
    assert_eq!(answer, format!("Bad request - {text}"));
    let reply = Reply::bad_request(text);
    let said: Value = serde_json::from_slice(&reply.body).expect("JSON");
    assert_eq!((reply.status, said), (400, answer));
}

#[test]
fn a_language_before_the_address_stays_in_links() {
    let files = files();
    let portal = portal(&files);
    let help =
        |locale| ask_in(&portal, "site_read", &json!({}), Method::Get, locale).1["help"].clone();
    assert_eq!(help(None), "https://datos.example.org/api/3/action/help_show?name=site_read");
    assert_eq!(
        help(Some("es")),
        "https://datos.example.org/es/api/3/action/help_show?name=site_read"
    );
}

#[test]
fn forms_are_completed_and_versions_told() {
    let files = files();
    let portal = portal(&files);
    let get = |path: &str, parameters: Value| {
        let reply = endpoint(&portal, path, parameters.as_object().expect("an object"))?;
        Some((reply.status, serde_json::from_slice::<Value>(&reply.body).expect("JSON")))
    };
    let ok = |value: Value| Some((200, value));
    let set = |items: Value| ok(json!({"ResultSet": {"Result": items}}));
    for (path, version) in [("", 1), ("/", 1), ("/3", 3), ("/3/", 3)] {
        assert_eq!(get(path, json!({})), ok(json!({"version": version})), "{path}");
    }
    for path in
        ["/4", "/util/status", "/3/action", "/util/tag/autocomplete/", "/9/util/tag/autocomplete"]
    {
        assert_eq!(get(path, json!({})), None, "{path}");
    }
    for prefix in ["/util", "/1/util", "/2/util"] {
        let path = format!("{prefix}/tag/autocomplete");
        assert_eq!(
            get(&path, json!({"incomplete": "ag"})),
            set(json!([{"Name": "agua"}])),
            "{path}"
        );
    }
    assert_eq!(get("/util/tag/autocomplete", json!({})), set(json!([])));
    assert_eq!(
        get("/util/resource/format_autocomplete", json!({"incomplete": "cs"})),
        set(json!([{"Format": "csv"}]))
    );
    let lluvia = json!([{
        "name": "lluvia", "title": "Lluvia diaria", "match_field": "name", "match_displayed": "lluvia"
    }]);
    assert_eq!(get("/2/util/dataset/autocomplete", json!({"incomplete": "llu"})), set(lluvia));
    assert_eq!(
        get("/util/organization/autocomplete", json!({"q": "clima"})).expect("it").1[0]["name"],
        "clima"
    );
    assert_eq!(
        get("/util/user/autocomplete", json!({"q": "bla"})).expect("it").1[0]["name"],
        "blas"
    );
    assert_eq!(
        get("/util/group/autocomplete", json!({"q": "x", "limit": "y"})).expect("it").0,
        409
    );
}

/// A search may be of an older catalogue than the rest: each answers of its own, never of both.
#[test]
fn parts_of_two_catalogues_never_mix() {
    let files = files();
    let old = portal(&files);
    std::fs::remove_dir_all(files.path().join("catalog/organizations/aguas/datasets/calidad-agua"))
        .expect("it is there");
    let new = portal(&files);
    let new = action::Portal::searched_by(Arc::clone(old.search()), new.catalog);
    let names = |portal: &action::Portal| {
        let (_, answer) = ask(portal, "package_search", &json!({"sort": "name asc"}));
        let results = answer["result"]["results"].as_array().expect("a list").clone();
        results.iter().map(|dataset| dataset["name"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ask(&new, "package_list", &json!({})).1["result"], json!(["lluvia", "rios"]));
    assert_eq!(names(&new), ["calidad-agua", "lluvia", "rios"]);
    let fresh = Arc::new(Search::new(Arc::clone(&new.catalog)));
    fresh.prepare();
    assert_eq!(names(&action::Portal::searched_by(fresh, new.catalog)), ["lluvia", "rios"]);
}
