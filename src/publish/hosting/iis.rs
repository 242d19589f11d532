//! The rules for IIS with URL Rewrite.

use crate::plan::{self, Refusal, urls};
use crate::publish::hosting::pattern::{QUERIES, by_last_word, twice_all};
use crate::publish::hosting::table::{LOCALE, Label};
use crate::publish::hosting::template::Fill;
use crate::publish::hosting::{Files, Place, Rule, Table, headers};
use std::fmt::Write as _;

const TEMPLATE: &str = include_str!("../../../assets/hosting/web.config");

/// One file for the site's folder.
pub(super) fn configuration(table: &Table, place: &Place) -> String {
    let types = headers::MEDIA.iter().fold(String::new(), |mut out, (media, endings)| {
        for ending in *endings {
            _ = writeln!(out, "      <remove fileExtension=\".{ending}\" />");
            _ = writeln!(out, "      <mimeMap fileExtension=\".{ending}\" mimeType=\"{media}\" />");
        }
        out
    });
    let common = headers::EVERYWHERE.iter().fold(String::new(), |mut out, (name, value)| {
        _ = writeln!(out, "        <add name=\"{name}\" value=\"{value}\" />");
        out
    });
    let writes = by_last_word(table.writes).join("|");
    let mut rules = refusal("writes", &writes, 403, "Access denied");
    for rule in table.rules {
        rules += &questions(table, rule);
        let status = rule.unsupported().status();
        rules += &refusal(
            &format!("{}, not from files", rule.action),
            rule.action,
            status,
            "Not from files",
        );
    }
    let errors = [
        (400, Refusal::Search),
        (403, Refusal::Write),
        (404, Refusal::NotFound),
        (405, Refusal::Method),
        (409, Refusal::Unsupported),
        (413, Refusal::TooLarge),
    ];
    let errors = errors.iter().fold(String::new(), |mut out, (status, refusal)| {
        let file = urls::refusal(refusal.name()).replace('/', "\\");
        _ = writeln!(out, "        <remove statusCode=\"{status}\" />");
        _ = writeln!(
            out,
            "        <error statusCode=\"{status}\" path=\"{file}\" responseMode=\"File\" />"
        );
        out
    });
    Fill::new(table, place)
        .with("ERRORS", errors)
        .with("TYPES", types)
        .with("HEADERS", common)
        .with("RULES", rules)
        .fill(TEMPLATE)
}

/// One rule for each way to fill the slots of an action that its files can have.
fn questions(table: &Table, rule: &Rule) -> String {
    let understood = (QUERIES.query(rule), false);
    let mut conditions = vec![understood];
    conditions.extend(twice_all(table).into_iter().step_by(2).map(|pattern| (pattern, true)));
    let slots: Vec<_> = table.slots.iter().filter(|slot| rule.has(slot)).collect();
    // (conditions, path, captures so far)
    let folder = format!("api/3/action/{}", rule.action);
    let mut ways = vec![(conditions, String::new(), 0_usize)];
    for slot in slots {
        let cases: Vec<_> =
            QUERIES.cases(slot, |value| format!("({value})")).into_iter().step_by(2).collect();
        let mut next = Vec::new();
        for (conditions, path, captures) in &ways {
            for (pattern, label) in &cases {
                let mut conditions = conditions.clone();
                conditions.push((pattern.clone(), false));
                let (says, captures) = match label {
                    Label::Text(text) => ((*text).to_owned(), *captures),
                    Label::Itself => (format!("{{C:{}}}", captures + 1), captures + 1),
                };
                next.push((conditions, joined(rule, path, &says), captures));
            }
            if let Some(default) = slot.default {
                let mut conditions = conditions.clone();
                conditions.extend(cases.iter().map(|(pattern, _)| (pattern.clone(), true)));
                next.push((conditions, joined(rule, path, default), *captures));
            }
        }
        ways = next;
    }
    let there = plan::listed();
    let is_there = |path: &String| {
        rule.files != Files::List
            || path.is_empty()
            || there.contains(&format!("{folder}{path}.json"))
    };
    ways.into_iter()
        .filter(|(_, path, _)| is_there(path))
        .enumerate()
        .map(|(i, (conditions, path, _))| {
            let file = match rule.files {
                Files::List if path.is_empty() => folder.clone(),
                _ => format!("{folder}{path}.json"),
            };
            lead(&format!("{} {}", rule.action, i + 1), rule.action, &conditions, &file)
        })
        .collect()
}

fn joined(rule: &Rule, path: &str, label: &str) -> String {
    if rule.files == Files::List { format!("{path}{label}") } else { format!("{path}/{label}") }
}

fn lead(name: &str, action: &str, conditions: &[(String, bool)], file: &str) -> String {
    let mut out = head(name, action);
    out.push_str("          <conditions trackAllCaptures=\"true\">\n");
    for (pattern, negate) in conditions {
        let negate = if *negate { " negate=\"true\"" } else { "" };
        let input = format!("{action}?{{QUERY_STRING}}");
        _ = writeln!(
            out,
            "            <add input=\"{input}\" pattern=\"{}\" ignoreCase=\"false\"{negate} />",
            escaped(pattern)
        );
    }
    _ = writeln!(
        out,
        "            <add input=\"{{REQUEST_METHOD}}\" pattern=\"^(?:GET|HEAD)$\" />"
    );
    out.push_str("          </conditions>\n");
    _ = writeln!(
        out,
        "          <action type=\"Rewrite\" url=\"{file}\" appendQueryString=\"false\" />"
    );
    out.push_str("        </rule>\n");
    out
}

fn refusal(name: &str, actions: &str, status: u16, why: &str) -> String {
    let mut out = head(name, actions);
    _ = writeln!(
        out,
        "          <action type=\"CustomResponse\" statusCode=\"{status}\" statusReason=\"{why}\" statusDescription=\"{why}\" />"
    );
    out.push_str("        </rule>\n");
    out
}

fn head(name: &str, actions: &str) -> String {
    format!(
        "        <rule name=\"{name}\" stopProcessing=\"true\">\n          <match url=\"^(?:{LOCALE}/)?api/(?:3/)?action/(?:{actions})$\" ignoreCase=\"false\" />\n"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
