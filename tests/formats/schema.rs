//! Whether a JSON value is what a JSON Schema says, in the words that ours uses.

use regex::Regex;
use serde_json::Value;

/// What breaks the schema, with where it is; empty where nothing does.
pub(super) fn breaches(schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(schema, schema, value, "$", &mut found);
    found
}

fn walk(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let words = schema.as_object().unwrap_or_else(|| panic!("{at}: a schema is an object"));
    for (word, said) in words {
        let fine = match word.as_str() {
            "$schema" | "$id" | "$defs" | "title" | "description" => true,
            "$ref" => {
                let path = said.as_str().expect("a reference").trim_start_matches('#');
                let target = root.pointer(path).unwrap_or_else(|| panic!("no {path}"));
                walk(root, target, value, at, found);
                true
            }
            "anyOf" => said.as_array().expect("a list").iter().any(|one| {
                let mut inner = Vec::new();
                walk(root, one, value, at, &mut inner);
                inner.is_empty()
            }),
            "type" => match said {
                Value::Array(types) => types.iter().any(|one| is(one, value)),
                one => is(one, value),
            },
            "const" => said == value,
            "enum" => said.as_array().expect("a list").contains(value),
            "minimum" => value.as_i64().is_none_or(|n| Some(n) >= said.as_i64()),
            "pattern" => {
                let pattern = Regex::new(said.as_str().expect("a text")).expect("an expression");
                value.as_str().is_none_or(|text| pattern.is_match(text))
            }
            "required" => value.as_object().is_none_or(|object| {
                let names = said.as_array().expect("a list");
                names.iter().all(|name| object.contains_key(name.as_str().expect("a name")))
            }),
            "properties" | "additionalProperties" => {
                members(root, schema, value, at, found);
                true
            }
            "items" => {
                for (i, item) in value.as_array().into_iter().flatten().enumerate() {
                    walk(root, said, item, &format!("{at}[{i}]"), found);
                }
                true
            }
            // A word that is not checked would be a promise that nobody keeps.
            other => panic!("{at}: the schema says `{other}`, which this does not know"),
        };
        if !fine {
            found.push(format!("{at}: {word} {said}"));
        }
    }
}

/// The members of an object, by their names or as the rest.
fn members(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    for (name, member) in value.as_object().into_iter().flatten() {
        let at = format!("{at}.{name}");
        match (schema["properties"].get(name), &schema["additionalProperties"]) {
            (Some(known), _) => walk(root, known, member, &at, found),
            (None, Value::Bool(false)) => found.push(format!("{at}: not in the schema")),
            (None, Value::Object(_)) => {
                walk(root, &schema["additionalProperties"], member, &at, found);
            }
            (None, _) => {}
        }
    }
}

fn is(kind: &Value, value: &Value) -> bool {
    match kind.as_str().expect("a type") {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("no type {other}"),
    }
}
