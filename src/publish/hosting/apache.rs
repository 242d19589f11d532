//! The rules for Apache: a virtual host whose questions a Lua script leads to their files, and an
//! `.htaccess` where nobody may do more.

use crate::plan::{Refusal, urls};
use crate::publish::hosting::table::LARGEST_BODY;
use crate::publish::hosting::template::Fill;
use crate::publish::hosting::{File, Place, Table, headers};
use serde_json::Value;
use std::fmt::Write as _;

const HOST: &str = include_str!("../../../assets/hosting/apache.conf");
const SHARED: &str = include_str!("../../../assets/hosting/apache-shared.conf");
const SCRIPT: &str = include_str!("../../../assets/hosting/fichero.lua");

/// The virtual host and its script.
pub(super) fn configuration(table: &Table, place: &Place) -> Vec<File> {
    let json = table.to_json();
    let rules = json["rules"].as_object().into_iter().flatten();
    let rules = rules.fold("{\n".to_owned(), |mut out, (action, rule)| {
        _ = writeln!(out, "    {action} = {},", lua(rule));
        out
    });
    let slots = json["slots"].as_array().into_iter().flatten();
    let slots = slots.fold("{\n".to_owned(), |mut out, slot| {
        _ = writeln!(out, "    {},", lua(slot));
        out
    });
    let refusals = json["refusals"].as_object().into_iter().flatten();
    let refusals = refusals.fold("{\n".to_owned(), |mut out, (name, refusal)| {
        _ = writeln!(out, "    {name} = {},", lua(refusal));
        out
    });
    let script = Fill::new(table, place)
        .with("LARGEST", LARGEST_BODY.to_string())
        .with("SLOTS", slots + "}")
        .with("RULES", rules + "}")
        .with("REFUSALS", refusals + "}")
        .with("WRITES", table.writes.join(" "))
        .fill(SCRIPT);
    let host = Fill::new(table, place).with("SHARED", shared(table, place)).fill(HOST);
    vec![
        File { path: "fichero.conf".to_owned(), text: host },
        File { path: "fichero.lua".to_owned(), text: script },
    ]
}

/// What a virtual host and an `.htaccess` have in common.
pub(super) fn shared(table: &Table, place: &Place) -> String {
    let types = headers::MEDIA.iter().fold(String::new(), |mut out, (media, endings)| {
        let endings: Vec<String> = endings.iter().map(|ending| format!(".{ending}")).collect();
        _ = writeln!(out, "    AddType {media} {}", endings.join(" "));
        out
    });
    let set = |headers: &[(&str, &str)], when: &str| {
        headers.iter().fold(String::new(), |mut out, (name, value)| {
            _ = writeln!(out, "    Header always set {name} \"{value}\"{when}");
            out
        })
    };
    let base = if table.base.is_empty() { String::new() } else { format!("/{}", table.base) };
    let errors = [
        (400, Refusal::Unknown),
        (403, Refusal::NoPage),
        (404, Refusal::NoPage),
        (405, Refusal::Method),
        (413, Refusal::TooLarge),
    ];
    let errors = errors.iter().fold(String::new(), |mut out, (status, refusal)| {
        let path = urls::refusal(refusal.name());
        _ = writeln!(out, "        ErrorDocument {status} {base}/{path}");
        out
    });
    Fill::new(table, place)
        .with("TYPES", types)
        .with("COMPRESSED", headers::COMPRESSED.join(" "))
        .with("HEADERS", set(&headers::EVERYWHERE, ""))
        .with("PREFLIGHT", set(&headers::PREFLIGHT, " \"expr=%{REQUEST_METHOD} == 'OPTIONS'\""))
        .with("ERRORS", errors)
        .fill(SHARED)
}

/// A JSON value in Lua's words.
fn lua(value: &Value) -> String {
    match value {
        Value::Null => "nil".to_owned(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        // Lua knows JSON's escapes of quotes, backslashes and line feeds, and all is ASCII.
        Value::String(_) => value.to_string(),
        Value::Array(items) => {
            format!("{{ {} }}", items.iter().map(lua).collect::<Vec<_>>().join(", "))
        }
        Value::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{key} = {}", lua(value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}
