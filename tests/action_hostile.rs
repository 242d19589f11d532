//! Any question whatever gets one of CKAN's answers, and none tells what is nobody's business.

mod support;

use fichero::action::{self, Call, Method, Parameters};
use fichero::build;
use fichero::catalog::Audience;
use fichero::plan::Action;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::path::Path;
use std::sync::LazyLock;
use support::Portal;

/// Names, ids and words that must never be seen.
const SECRETS: [&str; 6] = [
    "muysecreto",
    "0d0f3c55-8d0a-4f57-9f54-1f1f5a2b7c99",
    "tapadisimo",
    "eva@example.org",
    "borradorcito",
    "interno-oculto",
];

fn files() -> Portal {
    let portal = Portal::with(&[
        (
            "catalog/portal.yaml",
            "title: Prueba\nbase_url: https://datos.example.org\nepoch: 2024-01-01\n",
        ),
        ("catalog/organizations/org/organization.yaml", "title: Órgano <b>&\n"),
        (
            "catalog/organizations/org/members.yaml",
            "- {forge: github, id: 7, login: eva@example.org, role: admin}\n",
        ),
        ("catalog/groups/gru.yaml", "title: Grupo\n"),
        (
            "catalog/organizations/org/datasets/uno/dataset.yaml",
            "title: Úno <script>\ntags: [a b, ñandú]\ngroups: [gru]\ninterno: interno-oculto\n\
             extras: [{key: k, value: v}]\nresources: [{url: 'https://example.org/a.csv'}]\n\
             relationships_as_subject: [{type: depends_on, object: muysecreto}]\n",
        ),
        (
            "catalog/organizations/org/datasets/muysecreto/dataset.yaml",
            "title: muysecreto\nid: 0d0f3c55-8d0a-4f57-9f54-1f1f5a2b7c99\nprivate: true\n\
             tags: [tapadisimo]\n",
        ),
        (
            "catalog/organizations/org/datasets/borradorcito/dataset.yaml",
            "title: borradorcito\nstate: draft\n",
        ),
        ("catalog/organizations/org/datasets/roto/dataset.yaml", "title: [\n"),
    ]);
    portal.write("catalog/organizations/org/datasets/vacio/dataset.yaml", "");
    portal
}

static PORTAL: LazyLock<action::Portal> = LazyLock::new(|| {
    let files = files();
    let loaded = build::load(files.path(), Audience::Public).expect("a catalogue");
    action::Portal::new(loaded.catalog)
});

fn ask(name: &str, parameters: &Parameters, method: Method) -> (u16, String) {
    let call = Call { name, parameters, method, locale: None, now: 1 << 50 };
    let reply = action::answer(&PORTAL, &call);
    (reply.status, String::from_utf8(reply.body).expect("ASCII is UTF-8"))
}

/// Keys that actions look at.
const KEYS: [&str; 34] = [
    "id",
    "id2",
    "name",
    "name_or_id",
    "rel",
    "q",
    "query",
    "fq",
    "fq_list",
    "sort",
    "rows",
    "start",
    "limit",
    "offset",
    "page",
    "facet",
    "facet.field",
    "facet.limit",
    "facet.mincount",
    "fl",
    "all_fields",
    "include_datasets",
    "include_users",
    "include_extras",
    "organizations",
    "groups",
    "type",
    "vocabulary_id",
    "object_type",
    "capacity",
    "order_by",
    "after",
    "before",
    "activity_types",
];

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        prop::sample::select(vec![
            "uno",
            "org",
            "gru",
            "true",
            "NO",
            "10",
            "-1",
            "99999999999999999999",
            "[\"a\"]",
            "[",
            "{}",
            "name asc",
            "package_count",
            "format:csv",
            "size:1",
            "created:2024",
            "*:*",
            "{!a}",
            "tags:[a TO",
            "a:b:c",
            "\u{0}",
            "\u{202e}",
            "dataset",
            "user",
            "../../etc/passwd",
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((".{0,6}", inner), 0..4)
                .prop_map(|entries| Value::Object(entries.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn parameters() -> impl Strategy<Value = Parameters> {
    let key = prop_oneof![
        9 => prop::sample::select(KEYS.to_vec()).prop_map(str::to_owned),
        1 => ".{0,8}",
    ];
    prop::collection::vec((key, value()), 0..5).prop_map(|entries| entries.into_iter().collect())
}

fn name() -> impl Strategy<Value = String> {
    let known: Vec<String> = Action::ALL.iter().map(|action| action.name().to_owned()).collect();
    let other = ["package_create", "package_update", "datastore_search", "dashboard_activity_list"];
    prop_oneof![
        20 => prop::sample::select(known),
        1 => prop::sample::select(other.to_vec()).prop_map(str::to_owned),
        1 => ".{0,20}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_question_gets_an_answer(name in name(), parameters in parameters(), post: bool) {
        let method = if post { Method::Post } else { Method::Get };
        let (status, body) = ask(&name, &parameters, method);
        prop_assert!(matches!(status, 200 | 400 | 403 | 404 | 409), "{status} {body}");
        prop_assert!(body.is_ascii() && !body.contains(['<', '>', '&']));
        let answer: Value = serde_json::from_str(&body).expect("JSON");
        match &answer {
            Value::String(_) => prop_assert_eq!(status, 400),
            answer => prop_assert_eq!(answer["success"] == true, status == 200),
        }
        // What the question itself says may come back.
        let asked = Value::Object(parameters).to_string();
        for secret in SECRETS {
            prop_assert!(asked.contains(secret) || name.contains(secret) || !body.contains(secret));
        }
    }
}

/// Every action with every usual key asked for everything there is.
#[test]
fn no_answer_tells_what_is_withheld() {
    let everything = [
        json!({}),
        json!({"id": "uno", "include_datasets": true, "include_users": true, "type": "dataset"}),
        json!({"id": "org", "include_datasets": true, "include_users": true, "q": "e"}),
        json!({"id": "gru", "all_fields": true, "include_users": true, "include_extras": true, "q": "a"}),
        json!({"query": "url:e", "include_private": true, "include_drafts": true}),
        json!({"q": "*:*", "include_private": true, "include_drafts": true, "include_deleted": true}),
        json!({"q": "m", "rows": 100, "facet.field": ["tags", "organization"], "facet.limit": -1}),
        json!({"fq": "+state:draft capacity:private"}),
        json!({"q": "b", "name": "package_show"}),
    ];
    let mut asked = 0;
    for action in Action::ALL {
        for parameters in &everything {
            let parameters = parameters.as_object().expect("an object");
            let (_, body) = ask(action.name(), parameters, Method::Get);
            for secret in SECRETS {
                assert!(!body.contains(secret), "{} {parameters:?}: {secret}", action.name());
            }
            asked += 1;
        }
    }
    assert_eq!(asked, Action::ALL.len() * everything.len());
}

/// That names of withheld datasets can be asked for puts none of them into the site.
#[test]
fn the_built_site_holds_no_byte_of_them() {
    let files = files();
    let site = files.build();
    let mut read = 0;
    for entry in walkdir::WalkDir::new(&site).into_iter().filter_map(Result::ok) {
        if !entry.file_type().is_file() {
            continue;
        }
        read += 1;
        let text = plain(entry.path());
        for secret in SECRETS {
            let found = text.windows(secret.len()).any(|part| part == secret.as_bytes());
            assert!(!found, "{secret} in {}", entry.path().display());
            let path =
                entry.path().strip_prefix(&site).expect("below it").to_string_lossy().into_owned();
            assert!(!path.contains(secret), "{path}");
        }
    }
    assert!(read > 50, "{read} files");
}

/// The bytes of a file, unpacked where they are packed.
fn plain(path: &Path) -> Vec<u8> {
    use std::io::Read as _;
    let bytes = std::fs::read(path).expect("a file");
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return bytes;
    }
    let mut text = Vec::new();
    flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_end(&mut text).expect("gzip");
    text
}
