//! The rules for nginx: maps decide, two locations answer.

use crate::plan::Refusal;
use crate::publish::hosting::pattern::{self, BOTH};
use crate::publish::hosting::table::Label;
use crate::publish::hosting::template::Fill;
use crate::publish::hosting::{Place, Table, headers};
use std::fmt::Write as _;

const TEMPLATE: &str = include_str!("../../../assets/hosting/nginx.conf");

/// One file for `conf.d`.
pub(super) fn configuration(table: &Table, place: &Place) -> String {
    let types = headers::MEDIA.iter().fold(String::new(), |mut out, (media, endings)| {
        _ = writeln!(out, "        {media} {};", endings.join(" "));
        out
    });
    // text/html is always compressed, and naming it is warned of.
    let compressed: Vec<&str> =
        headers::COMPRESSED.iter().copied().filter(|media| *media != "text/html").collect();
    let add = |indent: &str, (name, value): &(&str, &str)| {
        format!("{indent}add_header {name} \"{value}\" always;\n")
    };
    let common: String = headers::EVERYWHERE.iter().map(|header| add("    ", header)).collect();
    let preflight: String = headers::EVERYWHERE
        .iter()
        .chain(&headers::PREFLIGHT)
        .map(|header| add("            ", header))
        .collect();
    Fill::new(table, place)
        .with("FLAT", format!("~{}", BOTH.flat()))
        .with("OBJECT", format!("~{}", BOTH.object()))
        .with("UNDERSTOOD", understood(table))
        .with("TWICE", twice(table))
        .with("SLOTS", slots(table))
        .with("KINDS", kinds(table))
        .with("TYPES", types)
        .with("COMPRESSED", compressed.join(" "))
        .with("HEADERS", common)
        .with("PREFLIGHT", preflight)
        .with("METHOD_BODY", body(table, Refusal::Method))
        .with("REFUSALS", refusals(table))
        .fill(TEMPLATE)
}

fn understood(table: &Table) -> String {
    let mut out = String::new();
    for rule in table.rules {
        _ = writeln!(out, "    '~{}' 1;\n    '~{}' 1;", BOTH.query(rule), BOTH.json(rule));
    }
    out
}

fn twice(table: &Table) -> String {
    BOTH.twice_all(table).into_iter().map(|pattern| format!("    '~{pattern}' 1;\n")).collect()
}

fn slots(table: &Table) -> String {
    let mut out = String::new();
    let mut options = String::new();
    for slot in table.slots {
        let name = slot.name;
        _ = writeln!(out, "map $fichero_asked $fichero_{name} {{");
        _ = writeln!(out, "    default \"{}\";", slot.default.unwrap_or_default());
        let mut n = 0;
        for (pattern, label) in BOTH.cases(slot, |value| format!("(?<fichero_{name}_N>{value})")) {
            n += 1;
            // A name of a group may stand in one expression only.
            let pattern = pattern.replace(&format!("_{name}_N>"), &format!("_{name}_{n}>"));
            let says = match label {
                Label::Text(text) => format!("\"{text}\""),
                Label::Itself => format!("$fichero_{name}_{n}"),
            };
            _ = writeln!(out, "    '~{pattern}' {says};");
        }
        out.push_str("}\n");
        if slot.default == Some("") {
            _ = write!(options, "$fichero_{name}");
        }
    }
    _ = writeln!(out, "map \"\" $fichero_options {{\n    default \"{options}\";\n}}");
    out
}

fn kinds(table: &Table) -> String {
    let mut out = String::new();
    for rule in table.rules {
        _ = writeln!(out, "    {} {};", rule.action, rule.files.name());
    }
    for pattern in pattern::by_last_word(table.writes) {
        _ = writeln!(out, "    '~^{pattern}$' write;");
    }
    out
}

/// A refusal within single quotes.
fn body(table: &Table, refusal: Refusal) -> String {
    table.body(refusal, Some("$fichero_action")).replace('\'', "\\'")
}

fn refusals(table: &Table) -> String {
    let mut out = String::new();
    for refusal in Refusal::ALL.iter().filter(|refusal| **refusal != Refusal::Method) {
        let (name, status, body) = (refusal.name(), refusal.status(), body(table, *refusal));
        _ = writeln!(out, "        location = /.fichero/{name} {{ return {status} '{body}'; }}");
    }
    out
}
