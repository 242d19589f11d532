//! The rules as a function of `CloudFront`, which may have 10 KB.

use crate::plan::Refusal;
use crate::publish::hosting::pattern::by_ending;
use crate::publish::hosting::template::Fill;
use crate::publish::hosting::{File, Place, Table, headers};
use serde_json::{Map, Value, json};

const TEMPLATE: &str = include_str!("../../../assets/hosting/cloudfront.js");

/// The function, and what its distribution adds to answers.
pub(super) fn configuration(table: &Table, place: &Place) -> Vec<File> {
    let json = table.to_json();
    let slots: Vec<Value> = items(&json["slots"])
        .map(|slot| json!([slot["name"], slot["parameters"], slot["cases"], slot["default"]]))
        .collect();
    let (rules, parameters) = rules(table);
    let preflight: Map<String, Value> = headers::EVERYWHERE
        .iter()
        .chain(&headers::PREFLIGHT)
        .map(|(name, value)| (name.to_lowercase(), json!({"value": value})))
        .collect();
    let function = Fill::new(table, place)
        .with("BASE_REGEXP", table.prefix().replace('.', "\\.").replace('/', "\\/"))
        .with("SLOTS", Value::from(slots).to_string())
        .with("PARAMETERS", Value::from(parameters).to_string())
        .with("RULES", Value::from(rules).to_string())
        .with("WRITES", by_ending(table.writes))
        .with("REFUSALS", Value::from(refusals(table)).to_string())
        .with("PREFLIGHT", Value::from(preflight).to_string())
        .fill(TEMPLATE);
    // Indentation is a tenth of what is allowed; remarks behind the head are the template's.
    let head = function.lines().take_while(|line| line.starts_with("//"));
    let code = function.lines().map(str::trim_start).filter(|line| !line.starts_with("//"));
    let function = head.chain(code).fold(String::new(), |mut out, line| {
        out.push_str(line);
        out.push('\n');
        out
    });
    vec![
        File { path: "fichero.js".to_owned(), text: function },
        File { path: "headers.json".to_owned(), text: policy() },
    ]
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

/// How each action is answered, and the parameters that are meant by their places: many actions
/// share them.
fn rules(table: &Table) -> (Map<String, Value>, Vec<Value>) {
    let json = table.to_json();
    let mut known: Vec<Value> = Vec::new();
    let mut place_of = |parameter: &Value| {
        known.iter().position(|other| other == parameter).unwrap_or_else(|| {
            known.push(parameter.clone());
            known.len() - 1
        })
    };
    let mut rules = Map::new();
    for rule in table.rules {
        let parameters: Vec<usize> =
            items(&json["rules"][rule.action]["parameters"]).map(&mut place_of).collect();
        rules.insert(rule.action.to_owned(), json!([rule.files.name(), parameters]));
    }
    (rules, known)
}

/// Status and text of each refusal; the beginning that all have is left out.
fn refusals(table: &Table) -> Map<String, Value> {
    [
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
    .collect()
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
