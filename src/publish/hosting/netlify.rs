//! The rules for Netlify and Vercel, which compare single parameters of a query.

use crate::plan::{Refusal, urls};
use crate::publish::hosting::table::{LOCALE, Slot};
use crate::publish::hosting::value::Values;
use crate::publish::hosting::{File, Files, Place, Rule, Table, headers};
use serde_json::{Value, json};
use std::fmt::Write as _;

const PREFIXES: [&str; 2] = ["/api/3/action", "/api/action"];

/// `_redirects` and `_headers`.
pub(super) fn netlify(table: &Table, _place: &Place) -> Vec<File> {
    let base = if table.base.is_empty() { String::new() } else { format!("/{}", table.base) };
    let mut rules = String::from(NETLIFY);
    for prefix in PREFIXES {
        for rule in table.rules {
            let action = rule.action;
            let from = format!("{base}{prefix}/{action}");
            let to = format!("{base}/api/3/action/{action}");
            match rule.files {
                Files::Show | Files::Views => {
                    let key = if action == "help_show" { "name" } else { "id" };
                    _ = writeln!(rules, "{from} {key}=:key {to}/:key.json 200!");
                }
                Files::Pages => {
                    _ = writeln!(
                        rules,
                        "{from} sort=id%20asc rows=100 start=:start {to}/id-asc/100/:start.json 200!"
                    );
                    _ = writeln!(
                        rules,
                        "{from} rows=1000 start=:start {to}/default/1000/:start.json 200!"
                    );
                    _ = writeln!(rules, "{from} rows=1000 {to}/default/1000/0.json 200!");
                }
                Files::List => {
                    for parameter in honoured(table, rule) {
                        let refused = urls::refusal(Refusal::Unsupported.name());
                        _ = writeln!(rules, "{from} {parameter}=:value {base}/{refused} 404!");
                    }
                }
            }
        }
    }
    let mut lines = format!("{NETLIFY_HEADERS}{base}/*\n");
    for (name, value) in headers::EVERYWHERE {
        _ = writeln!(lines, "  {name}: {value}");
    }
    _ = writeln!(lines, "  Cache-Control: {}", headers::LIFETIME);
    _ = writeln!(lines, "  Content-Security-Policy: {}", headers::PAGE_POLICY);
    _ = writeln!(lines, "{base}/api/*\n  Content-Type: application/json");
    vec![
        File { path: "_redirects".to_owned(), text: rules },
        File { path: "_headers".to_owned(), text: lines },
    ]
}

const NETLIFY: &str = "\
# Netlify: an open-data portal of files that answers CKAN's clients.
#
#   Tier B: a client of CKAN's API gets its answers by GET, one parameter at a time. Written to
#   Netlify's documentation and not yet run there: check it with `fichero verify`. For more, take
#   `fichero hosting edge`.
#
# Made by `fichero hosting netlify`; change portal.yaml or that command's options, and make it again.
# Install: copy _redirects and _headers into the site's folder before it is deployed.
";

const NETLIFY_HEADERS: &str = "# Made by `fichero hosting netlify`, beside _redirects.\n";

/// Parameters that change a list and have no file of their own.
fn honoured(table: &Table, rule: &Rule) -> Vec<&'static str> {
    let slot = |slot: &&Slot| rule.has(slot);
    let mut names: Vec<&str> =
        table.slots.iter().filter(slot).flat_map(|slot| slot.parameters).copied().collect();
    names.push("offset");
    names.retain(|name| {
        rule.parameters
            .iter()
            .any(|parameter| parameter.names.contains(name) && parameter.values != Values::Any)
    });
    names.dedup();
    names
}

/// `vercel.json`.
pub(super) fn vercel(table: &Table, _place: &Place) -> String {
    let base = if table.base.is_empty() { String::new() } else { format!("/{}", table.base) };
    let mut routes: Vec<Value> = vec![json!({
        "src": "/.*",
        "headers": headers::EVERYWHERE.iter().chain(&[
            ("Cache-Control", headers::LIFETIME),
            ("Content-Security-Policy", headers::PAGE_POLICY),
        ]).map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect::<serde_json::Map<_, _>>(),
        "continue": true,
    })];
    routes.push(json!({
        "src": format!("{base}/(?:{LOCALE}/)?api/.*"),
        "headers": {"Content-Type": "application/json"},
        "continue": true,
    }));
    for rule in table.rules {
        routes.extend(vercel_rule(table, rule, &base));
    }
    let text = json!({
        "$schema": "https://openapi.vercel.sh/vercel.json",
        "routes": routes,
    });
    format!("{text:#}\n")
}

fn vercel_rule(table: &Table, rule: &Rule, base: &str) -> Vec<Value> {
    const KEY: &str = "(?<key>[A-Za-z0-9_-][A-Za-z0-9._-]{0,99})";
    let action = rule.action;
    let src = format!("{base}/(?:{LOCALE}/)?api/(?:3/)?action/{action}");
    let file = format!("{base}/api/3/action/{action}");
    let refused = |refusal: Refusal| {
        let dest = format!("{base}/{}", urls::refusal(refusal.name()));
        json!({"src": src, "dest": dest, "status": refusal.status()})
    };
    let query = |key: &str, value: &str| json!({"type": "query", "key": key, "value": value});
    match rule.files {
        Files::Show | Files::Views => {
            let key = if action == "help_show" { "name" } else { "id" };
            vec![
                json!({"src": src, "has": [query(key, KEY)], "dest": format!("{file}/$key.json")}),
                refused(Refusal::Missing),
            ]
        }
        Files::Pages => {
            let start = query("start", "(?<start>0|[1-9][0-9]{0,6})");
            let without = |keys: &[&str]| {
                keys.iter().map(|key| json!({"type": "query", "key": key})).collect::<Vec<_>>()
            };
            let by_id = [query("sort", "id asc"), query("rows", "100"), start.clone()];
            let latest = [query("rows", "1000"), start];
            vec![
                json!({
                    "src": src,
                    "missing": without(&["q", "fq", "fq_list", "facet.field", "fl"]),
                    "has": by_id,
                    "dest": format!("{file}/id-asc/100/$start.json"),
                }),
                json!({
                    "src": src,
                    "missing": without(&["q", "fq", "fq_list", "facet.field", "fl", "sort"]),
                    "has": latest,
                    "dest": format!("{file}/default/1000/$start.json"),
                }),
                refused(Refusal::Search),
            ]
        }
        Files::List => {
            let mut routes: Vec<Value> = honoured(table, rule)
                .into_iter()
                .map(|key| {
                    let mut route = refused(Refusal::Unsupported);
                    route["has"] = json!([{"type": "query", "key": key}]);
                    route
                })
                .collect();
            routes.push(json!({"src": src, "dest": file}));
            routes
        }
    }
}
