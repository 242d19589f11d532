//! The rules for Apache: a virtual host whose questions a Lua script leads to their files, and an
//! `.htaccess` where nobody may do more.

use crate::plan::{Refusal, urls};
use crate::publish::hosting::pattern::{QUERIES, by_last_word, twice_all};
use crate::publish::hosting::table::{LARGEST_BODY, Label};
use crate::publish::hosting::template::Fill;
use crate::publish::hosting::{File, Files, Place, Table, headers};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;

const HOST: &str = include_str!("../../../assets/hosting/apache.conf");
const SHARED: &str = include_str!("../../../assets/hosting/apache-shared.conf");
const HTACCESS: &str = include_str!("../../../assets/hosting/htaccess");
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
    let statuses: BTreeSet<u16> = Refusal::ALL.iter().map(|refusal| refusal.status()).collect();
    let statuses: Vec<String> = statuses.iter().map(|status| format!("'{status}'")).collect();
    let host = Fill::new(table, place)
        .with("SHARED", shared(table, place))
        .with("REFUSED", statuses.join(", "))
        .fill(HOST);
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
    let base = table.prefix();
    let errors = [
        (400, Refusal::Unknown),
        (403, Refusal::NoPage),
        (404, Refusal::NoPage),
        (405, Refusal::Method),
        (413, Refusal::TooLarge),
        (416, Refusal::Unsupported),
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
        .with("TOO_LARGE", urls::refusal(Refusal::TooLarge.name()))
        .fill(SHARED)
}

/// One file for the site's folder.
pub(super) fn htaccess(table: &Table, place: &Place) -> String {
    let understood = table.rules.iter().fold(String::new(), |mut out, rule| {
        let pattern = QUERIES.query(rule);
        _ = writeln!(out, "    RewriteCond {ASKED} \"{pattern}\"");
        _ = writeln!(out, "    RewriteRule ^ - [E=FICHERO_CLEAR:1]");
        out
    });
    let twice = twice_all(table).into_iter().step_by(2).fold(String::new(), |mut out, pattern| {
        _ = writeln!(out, "    RewriteCond {ASKED} \"{pattern}\"");
        _ = writeln!(out, "    RewriteRule ^ - [E=FICHERO_CLEAR:0]");
        out
    });
    Fill::new(table, place)
        .with("SHARED", shared(table, place))
        .with("WRITES", by_last_word(table.writes).join("|"))
        .with("UNDERSTOOD", understood)
        .with("TWICE", twice)
        .with("SLOTS", slots(table))
        .with("ANSWERS", answers(table))
        .fill(HTACCESS)
}

/// The question in one text.
const ASKED: &str = "%{ENV:FICHERO_ACTION}?%{QUERY_STRING}";

/// Variables of slots and of all options together.
fn slots(table: &Table) -> String {
    let mut out = String::new();
    for slot in table.slots {
        let name = format!("FICHERO_{}", slot.name.to_uppercase());
        if let Some(default) = slot.default.filter(|default| !default.is_empty()) {
            _ = writeln!(out, "    RewriteRule ^ - [E={name}:{default}]");
        }
        for (pattern, label) in
            QUERIES.cases(slot, |value| format!("({value})")).into_iter().step_by(2)
        {
            let says = match label {
                Label::Text(text) => text,
                Label::Itself => "%1",
            };
            _ = writeln!(out, "    RewriteCond {ASKED} \"{pattern}\"");
            _ = writeln!(out, "    RewriteRule ^ - [E={name}:{says}]");
        }
    }
    out
}

/// Where a question that is understood leads, by kind of action.
fn answers(table: &Table) -> String {
    let base = table.prefix();
    let folder = "api/3/action/%{ENV:FICHERO_ACTION}";
    let key = "%{ENV:FICHERO_KEY}";
    let optional = table.slots.iter().filter(|slot| slot.default == Some(""));
    let options = optional.fold(String::new(), |mut out, slot| {
        _ = write!(out, "%{{ENV:FICHERO_{}}}", slot.name.to_uppercase());
        out
    });
    let page = "%{ENV:FICHERO_ORDER}/%{ENV:FICHERO_ROWS}/%{ENV:FICHERO_START}";
    let mut out = String::new();
    let mut lead = |actions: &str, conditions: &[String], file: &str| {
        _ = writeln!(out, "    RewriteCond %{{ENV:FICHERO_ACTION}} \"^(?:{actions})$\"");
        _ = writeln!(out, "    RewriteCond %{{ENV:FICHERO_CLEAR}} =1");
        for condition in conditions {
            _ = writeln!(out, "    RewriteCond {condition}");
        }
        _ = writeln!(out, "    RewriteCond %{{DOCUMENT_ROOT}}{base}/{file} -f");
        _ = writeln!(out, "    RewriteRule ^ {base}/{file} [QSD,L]");
    };
    let named = |files: &[Files]| {
        let rules = table.rules.iter().filter(|rule| files.contains(&rule.files));
        rules.map(|rule| rule.action).collect::<Vec<_>>().join("|")
    };
    let (lists, shows) = (named(&[Files::List]), named(&[Files::Show, Files::Views]));
    lead(&lists, &[format!("\"{options}\" \"^$\"")], folder);
    lead(&lists, &[], &format!("{folder}{options}.json"));
    lead(&shows, &[], &format!("{folder}/{key}.json"));
    let resource = format!("%{{DOCUMENT_ROOT}}{base}/api/3/action/resource_show/{key}.json -f");
    lead(&named(&[Files::Views]), &[format!("{key} ."), resource], urls::NO_VIEWS);
    lead(&named(&[Files::Pages]), &[], &format!("{folder}/{page}.json"));
    _ = writeln!(out, "    RewriteCond %{{ENV:FICHERO_ACTION}} \"^(?:{shows})$\"");
    _ = writeln!(out, "    RewriteCond %{{ENV:FICHERO_CLEAR}} =1\n    RewriteCond {key} .");
    _ = writeln!(out, "    RewriteRule ^ - [R=404,L]");
    _ = writeln!(out, "    RewriteCond %{{ENV:FICHERO_ACTION}} \"^(?:{lists}|{shows})$\"");
    _ = writeln!(out, "    RewriteRule ^ - [R=409,L]");
    out
}

/// A JSON value in Lua's words.
fn lua(value: &Value) -> String {
    match value {
        Value::Null => "nil".to_owned(),
        // Lua knows JSON's escapes of quotes, backslashes and line feeds, and all is ASCII.
        Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
        Value::Array(items) => {
            format!("{{ {} }}", items.iter().map(lua).collect::<Vec<_>>().join(", "))
        }
        Value::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{key} = {}", lua(value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}
