//! What ckanext-scheming 3.1 was seen to do, as a table.

use crate::{DATASET, findings, load, package, portal};
use serde_json::{Value, json};

const PROFILE: &str = r"
dataset_fields:
- {field_name: title, preset: title}
- {field_name: frequency, preset: select, choices: [{value: annual}, {value: monthly}]}
- {field_name: themes, preset: multiple_checkbox, choices: [{value: b}, {value: a}, {value: c}]}
- {field_name: needed, preset: multiple_select, required: true, choices: [{value: x}]}
- {field_name: words, preset: multiple_text}
- {field_name: day, preset: date}
- {field_name: object, preset: json_object}
- {field_name: plain}
- field_name: contacts
  repeating_subfields:
  - {field_name: name, required: true}
  - {field_name: email, validators: ignore_missing email_validator}
";

/// What a file says, the key that is looked at, what is published, and the codes that are told of it.
const FACTS: [(&str, &str, &str, &[&str]); 22] = [
    ("", "frequency", "absent", &[]),
    ("", "day", "absent", &[]),
    ("", "plain", "absent", &[]),
    ("", "contacts", "absent", &[]),
    ("", "themes", "[]", &[]),
    ("", "words", "[]", &[]),
    ("frequency: annual", "frequency", "\"annual\"", &[]),
    ("frequency: never", "frequency", "\"never\"", &["profile-choice"]),
    ("frequency: ''", "frequency", "\"\"", &[]),
    ("frequency: ~", "frequency", "absent", &[]),
    ("themes: [c, b]", "themes", "[\"b\",\"c\"]", &[]),
    ("themes: a", "themes", "[\"a\"]", &[]),
    ("themes: [a, z]", "themes", "[\"a\",\"z\"]", &["profile-choice"]),
    ("words: [x, y]", "words", "[\"x\",\"y\"]", &[]),
    ("words: x", "words", "[\"x\"]", &[]),
    ("plain: 5", "plain", "\"5\"", &[]),
    ("plain: true", "plain", "\"true\"", &[]),
    ("day: 2024-03-31T10:11:12", "day", "\"2024-03-31\"", &[]),
    ("day: mañana", "day", "\"mañana\"", &["profile-value"]),
    ("object: '{\"a\": 1}'", "object", "{\"a\":1}", &[]),
    ("object: [1]", "object", "[1]", &["profile-value"]),
    (
        "contacts: [{email: zz}]",
        "contacts",
        "[{\"email\":\"zz\"}]",
        &["profile-required", "profile-value"],
    ),
];

#[test]
fn files_come_to_what_scheming_makes_of_them() {
    for (says, key, published, told) in FACTS {
        let text = format!("title: T\nneeded: [x]\n{says}\n");
        let portal =
            portal("propio", &[("catalog/profiles/propio.yaml", PROFILE), (DATASET, &text)]);
        let shown = package(&portal, "buses");
        let value = shown.get(key).map_or("absent".to_owned(), Value::to_string);
        assert_eq!(value, published, "{says}");
        let codes: Vec<_> = findings(&load(&portal)).iter().map(|found| found.code).collect();
        assert_eq!(codes, told, "{says}");
    }
}

#[test]
fn extras_and_unknown_keys() {
    let text = "title: T\nneeded: [x]\nplain: a\nother: b\nextras: {mine: c, frequency: annual}\n";
    let portal = portal("propio", &[("catalog/profiles/propio.yaml", PROFILE), (DATASET, text)]);
    let shown = package(&portal, "buses");
    assert_eq!(shown["plain"], "a");
    assert!(shown.get("other").is_none(), "a key that the profile does not have is dropped");
    assert_eq!(shown["extras"], json!([{"key": "mine", "value": "c"}]));
    let codes: Vec<_> = load(&portal).diagnostics.iter().map(|d| d.code).collect();
    assert_eq!(codes, ["field-unknown", "profile-key-taken"]);
}

#[test]
fn without_the_profile_its_fields_are_extras() {
    let text = "title: T\nneeded: [x]\nplain: a\n";
    let portal = portal("propio", &[("catalog/profiles/propio.yaml", PROFILE), (DATASET, text)]);
    let shown =
        crate::ask(&portal, "package_show", &json!({"id": "buses", "use_default_schema": "true"}));
    let keys: Vec<&str> = shown["extras"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|extra| extra["key"].as_str())
        .collect();
    assert_eq!(keys, ["needed", "plain", "themes", "words"]);
    assert!(shown.get("plain").is_none());
}
