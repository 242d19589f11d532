//! The rules as a function of CloudFront, which may have 10 KB.

use crate::plan::Refusal;
use crate::publish::hosting::pattern::by_ending;
use crate::publish::hosting::template::Fill;
use crate::publish::hosting::{File, Place, Table, headers};
use serde_json::{Map, Value, json};

const TEMPLATE: &str = include_str!("../../../assets/hosting/cloudfront.js");

/// The function, and what its distribution adds to answers.
pub(super) fn configuration(table: &Table, place: &Place) -> Vec<File> {
    let json = table.to_json();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let slots: Vec<Value> = list(&json["slots"])
        .iter()
        .map(|slot| {
            json!({"n": slot["name"], "p": slot["parameters"], "c": slot["cases"], "d": slot["default"]})
        })
        .collect();
    // Many actions share parameters: each is said once.
    let mut known: Vec<Value> = Vec::new();
    let mut place_of = |parameter: &Value| {
        known.iter().position(|other| other == parameter).unwrap_or_else(|| {
            known.push(parameter.clone());
            known.len() - 1
        })
    };
    let rules: Map<String, Value> = table
        .rules
        .iter()
        .map(|rule| {
            let parameters = list(&json["rules"][rule.action]["parameters"]);
            let parameters: Vec<usize> = parameters.iter().map(&mut place_of).collect();
            (rule.action.to_owned(), json!({"f": rule.files.name(), "p": parameters}))
        })
        .collect();
    let refusals: Map<String, Value> = [
        Refusal::Missing,
        Refusal::Unsupported,
        Refusal::Search,
        Refusal::Write,
        Refusal::WriteByGet,
        Refusal::Unknown,
        Refusal::Method,
    ]
    .iter()
    .map(|refusal| {
        let body = table.body(*refusal, Some("{action}"));
        let help = format!("{{\"help\":\"{}/api/3/action/help_show?name={{action}}\",", table.site);
        (refusal.name().to_owned(), json!([refusal.status(), body.replace(&help, "{help}")]))
    })
    .collect();
    let preflight: Map<String, Value> = headers::EVERYWHERE
        .iter()
        .chain(&headers::PREFLIGHT)
        .map(|(name, value)| (name.to_lowercase(), json!({"value": value})))
        .collect();
    let base = if table.base.is_empty() { String::new() } else { format!("/{}", table.base) };
    let function = Fill::new(table, place)
        .with("BASE_PATTERN", base.replace('.', "\\.").replace('/', "\\/"))
        .with("SLOTS", Value::from(slots).to_string())
        .with("PARAMETERS", Value::from(known.clone()).to_string())
        .with("RULES", Value::from(rules).to_string())
        .with("WRITES", by_ending(table.writes))
        .with("REFUSALS", Value::from(refusals).to_string())
        .with("PREFLIGHT", Value::from(preflight).to_string())
        .fill(TEMPLATE);
    vec![
        File { path: "fichero.js".to_owned(), text: function },
        File { path: "headers.json".to_owned(), text: policy() },
    ]
}

/// A response headers policy, as `aws cloudfront create-response-headers-policy` takes it.
fn policy() -> String {
    let [.., (_, origin)] = headers::EVERYWHERE;
    let policy = json!({
        "Name": "fichero",
        "Comment": "Made by `fichero hosting cloudfront`",
        "CorsConfig": {
            "AccessControlAllowOrigins": {"Quantity": 1, "Items": [origin]},
            "AccessControlAllowMethods": {"Quantity": 3, "Items": ["GET", "HEAD", "OPTIONS"]},
            "AccessControlAllowHeaders": {"Quantity": 3, "Items": ["Authorization", "Content-Type", "X-CKAN-API-Key"]},
            "AccessControlAllowCredentials": false,
            "AccessControlMaxAgeSec": 86400,
            "OriginOverride": true,
        },
        "SecurityHeadersConfig": {
            "ContentTypeOptions": {"Override": true},
            "ReferrerPolicy": {"ReferrerPolicy": "strict-origin-when-cross-origin", "Override": true},
            "ContentSecurityPolicy": {"ContentSecurityPolicy": headers::PAGE_POLICY, "Override": false},
        },
        "CustomHeadersConfig": {
            "Quantity": 1,
            "Items": [{"Header": "Cache-Control", "Value": headers::LIFETIME, "Override": false}],
        },
    });
    format!("{policy:#}\n")
}
