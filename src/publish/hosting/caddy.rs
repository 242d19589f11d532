//! The rules for Caddy: maps decide, one route answers.

use crate::plan::Refusal;
use crate::publish::hosting::pattern::{self, BOTH};
use crate::publish::hosting::table::{LARGEST_BODY, Label};
use crate::publish::hosting::template::Fill;
use crate::publish::hosting::{Place, Table, headers};
use std::fmt::Write as _;

const TEMPLATE: &str = include_str!("../../../assets/hosting/Caddyfile");

/// One file.
pub(super) fn configuration(table: &Table, place: &Place) -> String {
    let lines = |indent: &str, headers: &[(&str, &str)]| {
        headers
            .iter()
            .map(|(name, value)| format!("{indent}{name} \"{value}\"\n"))
            .collect::<String>()
    };
    Fill::new(table, place)
        .with("FLAT", format!("~{}", BOTH.flat()))
        .with("OBJECT", format!("~{}", BOTH.object()))
        .with("LARGEST", LARGEST_BODY.to_string())
        .with("UNDERSTOOD", understood(table))
        .with("TWICE", twice(table))
        .with("SLOTS", slots(table))
        .with("KINDS", kinds(table))
        .with("TYPES", types(table))
        .with("HEADERS", lines("\t\t", &headers::EVERYWHERE))
        .with("PREFLIGHT", lines("\t\t\t\t\t", &headers::PREFLIGHT))
        .with("METHOD_BODY", body(table, Refusal::Method))
        .with("TOO_LARGE_BODY", body(table, Refusal::TooLarge))
        .with("SEARCH_BODY", body(table, Refusal::Search))
        .with("UNSUPPORTED_BODY", body(table, Refusal::Unsupported))
        .with("NOT_FOUND_BODY", body(table, Refusal::NotFound))
        .with("NO_PAGE_BODY", table.body(Refusal::NoPage, None))
        .with("REFUSALS", refusals(table))
        .fill(TEMPLATE)
}

fn understood(table: &Table) -> String {
    table.rules.iter().fold(String::new(), |mut out, rule| {
        let (query, json) = (BOTH.query(rule), BOTH.json(rule));
        _ = writeln!(out, "\t\t\t\t`~{query}` 1\n\t\t\t\t`~{json}` 1");
        out
    })
}

fn twice(table: &Table) -> String {
    BOTH.twice_all(table).into_iter().map(|pattern| format!("\t\t\t\t`~{pattern}` 1\n")).collect()
}

fn slots(table: &Table) -> String {
    let mut out = String::new();
    let mut options = String::new();
    for slot in table.slots {
        let name = slot.name;
        _ = writeln!(out, "\t\t\tmap {{fichero_asked}} {{fichero_{name}}} {{");
        for (pattern, label) in BOTH.cases(slot, |value| format!("({value})")) {
            let says = match label {
                Label::Text(text) => text,
                Label::Itself => "${1}",
            };
            _ = writeln!(out, "\t\t\t\t`~{pattern}` \"{says}\"");
        }
        _ = writeln!(out, "\t\t\t\tdefault \"{}\"\n\t\t\t}}", slot.default.unwrap_or_default());
        if slot.default == Some("") {
            _ = write!(options, "{{fichero_{name}}}");
        }
    }
    _ = writeln!(
        out,
        "\t\t\tmap \"\" {{fichero_options}} {{\n\t\t\t\tdefault \"{options}\"\n\t\t\t}}"
    );
    out
}

fn kinds(table: &Table) -> String {
    let mut out = String::new();
    for rule in table.rules {
        _ = writeln!(out, "\t\t\t\t{} {}", rule.action, rule.files.name());
    }
    for pattern in pattern::by_last_word(table.writes) {
        _ = writeln!(out, "\t\t\t\t~^{pattern}$ write");
    }
    out
}

/// Types that not every system's own list has.
fn types(table: &Table) -> String {
    let base = if table.base.is_empty() { String::new() } else { format!("/{}", table.base) };
    headers::MEDIA.iter().enumerate().fold(String::new(), |mut out, (i, (media, endings))| {
        let charset = if media.starts_with("text/") { "; charset=utf-8" } else { "" };
        let globs: Vec<String> =
            endings.iter().map(|ending| format!("{base}/*.{ending}")).collect();
        if *media != "text/html" {
            _ = writeln!(out, "\t\t@type{i} path {}", globs.join(" "));
            _ = writeln!(out, "\t\theader @type{i} Content-Type \"{media}{charset}\"");
        }
        out
    })
}

/// A refusal that names the action.
fn body(table: &Table, refusal: Refusal) -> String {
    table.body(refusal, Some("{fichero_action}"))
}

fn refusals(table: &Table) -> String {
    Refusal::ALL.iter().fold(String::new(), |mut out, refusal| {
        let (name, status, body) = (refusal.name(), refusal.status(), body(table, *refusal));
        _ = writeln!(out, "\t\t\t@{name} expression {{fichero_answer}} == \"{name}\"");
        _ = writeln!(out, "\t\t\trespond @{name} `{body}` {status}");
        out
    })
}
