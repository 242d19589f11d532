//! Rules for hosts: what is answered is what CKAN answers to that question, and what each host is
//! given says so.

mod support;

use fichero::action::{self, Call, Method, Parameters, Portal};
use fichero::catalog::Audience;
use fichero::plan::{self, Action, Kind, Refusal};
use fichero::publish::Host;
use fichero::publish::hosting::{Decision, Files, Place, RULED, Request, Table, decide, files};
use fichero::search::{analysis::Analyzer, documents::Documents, shards::Index};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use support::{Portal as Folder, fichero};

/// The site's answers of the sample portal, by path, and the portal itself.
fn answers(root: &Path) -> (BTreeMap<String, Vec<u8>>, Portal) {
    let catalog = fichero::build::load(root, Audience::Public).expect("a portal").catalog;
    let analyzer = Analyzer::new(&catalog.portal.languages, &catalog.portal.synonyms);
    let index = Index::new(&Documents::new(&catalog), &analyzer);
    let site = plan::site(&catalog, &[], &index);
    let answers = site.outputs.iter().filter_map(|output| match &output.kind {
        Kind::Api(answer) => Some((output.path.clone(), action::file(&catalog, answer))),
        _ => None,
    });
    (answers.collect(), Portal::new(catalog))
}

fn sample() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Questions that clients of CKAN's API send, with what they are known for.
fn questions(package: &str, resource: &str) -> Vec<(&'static str, Value)> {
    let all = json!({"all_fields": true, "include_users": true, "include_groups": true,
        "include_extras": true, "include_tags": true, "limit": 1000});
    vec![
        ("package_list", json!({})),
        ("package_list", json!({"include_private": false, "include_drafts": false})),
        ("package_list", json!({"limit": 31, "offset": 0})),
        ("current_package_list_with_resources", json!({})),
        ("current_package_list_with_resources", json!({"limit": 31, "offset": 0})),
        ("package_show", json!({"id": package})),
        (
            "package_show",
            json!({"id": package, "include_datasets": false, "include_password_hash": true,
            "include_users": false}),
        ),
        ("package_show", json!({"id": "no-such"})),
        ("package_show", json!({})),
        ("resource_show", json!({"id": resource})),
        ("resource_view_list", json!({"id": resource, "limit": 0})),
        ("resource_view_list", json!({"id": "no-such"})),
        ("organization_list", json!({})),
        ("organization_list", json!({"all_fields": "true"})),
        ("organization_list", json!({"all_fields": true, "include_extras": true})),
        ("organization_list", all.clone()),
        ("organization_list", json!({"sort": "name asc", "all_fields": "True", "limit": 31})),
        ("organization_show", json!({"id": "ministerio-salud", "include_datasets": false})),
        ("organization_show", json!({"id": "salud"})),
        ("group_list", json!({"all_fields": true})),
        ("group_list", all),
        ("group_list", json!({"offset": 0, "limit": 31, "all_fields": false})),
        ("group_show", json!({"id": "salud", "include_extras": true})),
        ("group_package_show", json!({"id": "salud", "limit": 10})),
        ("tag_list", json!({})),
        ("tag_list", json!({"all_fields": true})),
        ("vocabulary_list", json!({})),
        ("license_list", json!({})),
        ("status_show", json!({})),
        ("site_read", json!({})),
        ("help_show", json!({"name": "package_search"})),
        ("organization_list_for_user", json!({"permission": "read"})),
        ("package_search", json!({})),
        ("package_search", json!({"q": "*:*", "facet": false, "include_drafts": "FALSE"})),
        ("package_search", json!({"rows": 1000, "start": 0})),
        ("package_search", json!({"rows": 5000})),
        ("package_search", json!({"rows": "1000", "start": 1000})),
        ("package_search", json!({"rows": 100, "start": 0, "sort": "id asc"})),
        ("package_search", json!({"rows": 100, "start": 100, "sort": "id asc"})),
        ("package_create", json!({"name": "x"})),
        ("no_such_action", json!({})),
    ]
}

#[test]
fn a_file_says_what_ckan_answers_to_that_question() {
    let (answers, portal) = answers(sample());
    let catalog = &portal.catalog;
    let table = Table::new(catalog);
    let dataset = &catalog.datasets[3];
    let resource = &dataset.resources[0].id;
    for (name, parameters) in questions(dataset.name(), resource) {
        let parameters: Parameters = parameters.as_object().expect("an object").clone();
        let call =
            Call { name, parameters: &parameters, method: Method::Post, locale: None, now: 0 };
        let reply = action::answer(&portal, &call);
        let body = Value::Object(parameters.clone()).to_string();
        let request = Request {
            method: "POST",
            action: name,
            query: "",
            content_type: "application/json",
            body: body.as_bytes(),
        };
        let decision = decide(&table, &request);
        let (status, said) = match &decision {
            Decision::File(path, refusal) => match answers.get(path) {
                Some(bytes) => (200, Some(bytes)),
                None => (refusal.status(), None),
            },
            Decision::Views(path, resource) => {
                let none = answers.get(resource).and(answers.get(plan::urls::NO_VIEWS));
                match answers.get(path).or(none) {
                    Some(bytes) => (200, Some(bytes)),
                    None => (404, None),
                }
            }
            Decision::Refused(refusal) => (refusal.status(), None),
            Decision::Preflight => (204, None),
        };
        assert_eq!(status, reply.status, "{name} {body} → {decision:?}");
        if let Some(bytes) = said {
            assert!(*bytes == reply.body, "{name} {body} → {decision:?}");
        }
    }
}

#[test]
fn nothing_is_half_answered() {
    let table = Table::at("https://datos.example.org");
    let get = |action, query| {
        decide(&table, &Request { method: "GET", action, query, content_type: "", body: b"" })
    };
    let post = |action, body: &str| {
        let content_type = "application/json";
        decide(
            &table,
            &Request { method: "POST", action, query: "", content_type, body: body.as_bytes() },
        )
    };
    let refused = Decision::Refused;
    for query in ["q=agua", "fq=tags:a", "rows=7", "sort=name+asc", "foo=1", "facet.field=tags"] {
        assert_eq!(get("package_search", query), refused(Refusal::Search), "{query}");
    }
    for query in
        ["id=a&id=b", "id=a&name_or_id=b", "id=../a", "id=a%2Fb", "callback=f&id=a", "%69d=a"]
    {
        assert_eq!(get("package_show", query), refused(Refusal::Unsupported), "{query}");
    }
    for query in
        ["limit=5", "offset=1", "q=salud", "sort=package_count", "include_dataset_count=false"]
    {
        assert_eq!(get("organization_list", query), refused(Refusal::Unsupported), "{query}");
    }
    for body in [
        r#"{"x":{"id":"a"}}"#,
        r#"{"id":"a","id":"b"}"#,
        r#"{"id":"\u0061"}"#,
        r#"{"id":["a"]}"#,
        r#"{"id":"a""#,
        r#"{"id":"a",}"#,
    ] {
        assert_eq!(post("package_show", body), refused(Refusal::Unsupported), "{body}");
    }
    assert_eq!(post("package_search", r#"{"q" :	"agua"}"#), refused(Refusal::Search));
    assert_eq!(post("package_show", "id=a"), refused(Refusal::NotJson));
    assert_eq!(post("package_create", "{}"), refused(Refusal::Write));
    assert_eq!(get("package_create", ""), refused(Refusal::WriteByGet));
    let long = format!("{{\"_\":\"{}\"}}", "x".repeat(20_000));
    assert_eq!(post("package_list", &long), refused(Refusal::TooLarge));
}

#[test]
fn every_action_with_files_has_a_rule_and_no_other() {
    let (answers, portal) = answers(sample());
    let table = Table::new(&portal.catalog);
    let rules: BTreeSet<&str> = table.rules.iter().map(|rule| rule.action).collect();
    let in_files: BTreeSet<&str> = answers
        .keys()
        .filter_map(|path| path.strip_prefix("api/3/action/"))
        .filter_map(|path| path.split(['/', '.']).next())
        .collect();
    let missing: Vec<_> = in_files.difference(&rules).collect();
    assert!(missing.is_empty(), "files without a rule: {missing:?}");
    for rule in rules.difference(&in_files) {
        // There is no vocabulary to show.
        assert_eq!(*rule, "vocabulary_show");
    }
    let known: BTreeSet<&str> = Action::ALL.iter().map(|action| action.name()).collect();
    assert!(rules.is_subset(&known), "{:?}", rules.difference(&known));
    for refusal in Refusal::ALL {
        assert!(answers.contains_key(&plan::urls::refusal(refusal.name())), "{refusal:?}");
    }
}

/// A table of two rules: an action with a key, and one without parameters.
fn small() -> Table {
    let mut table = Table::at("https://datos.example.org/portal");
    let first = table.rules.iter().position(|rule| rule.files == Files::Views).expect("a rule");
    table.rules = &table.rules[first..first + 2];
    table.slots = &table.slots[..1];
    table.writes = &["package_create", "tag_create"];
    table
}

#[test]
fn each_host_is_told_so() {
    for host in RULED {
        let table = small();
        let place = Place::usual(host, &table.site);
        let name = host.name();
        for file in files(host, &table, &place).expect("rules") {
            let path = format!("tests/hosting/{name}/{}", file.path.trim_start_matches('.'));
            let expected = snapbox::Data::read_from(&sample().join(path), None);
            snapbox::assert_data_eq!(file.text, expected.raw());
        }
    }
}

#[test]
fn a_function_of_cloudfront_fits() {
    for site in
        ["https://datos.example.org", "https://datos-abiertos.ministerio.example.gob/portal"]
    {
        let table = Table::at(site);
        let place = Place::usual(Host::Cloudfront, site);
        let function = &files(Host::Cloudfront, &table, &place).expect("rules")[0];
        assert!(function.text.len() <= 10_240, "{} bytes", function.text.len());
    }
}

#[test]
fn the_command_prints_or_writes() {
    let folder = Folder::with(&[(
        "catalog/portal.yaml",
        "title: Datos\nbase_url: https://datos.example.org/portal\n",
    )]);
    let run = folder.run(&["hosting", "nginx", "--root", "/srv/x"]);
    let text = run.code(0).stdout();
    assert!(text.contains("root /srv/x;") && text.contains("server_name datos.example.org;"));
    assert!(text.contains("/portal/404.html"), "the site's path");
    for (args, says) in [
        (&["hosting", "nginx", "--layout", "sharded"][..], "edge"),
        (&["hosting", "apache"], "--out"),
        (&["hosting", "nginx", "--root", "/x;}"], "--root"),
        (&["hosting", "tomcat"], "tomcat"),
    ] {
        let run = folder.run(args);
        assert!(run.code(2).output().contains(says), "{args:?}");
    }
    let odd = "title: Datos\nbase_url: \"https://datos.example.org/a'b;c\"\n";
    let odd = Folder::with(&[("catalog/portal.yaml", odd)]);
    assert!(odd.run(&["hosting", "nginx"]).code(2).output().contains("base_url"));
    let conf = folder.path().join("conf");
    folder.run(&["hosting", "apache", "--out", conf.to_str().expect("UTF-8")]).code(0);
    assert!(folder.read("conf/fichero.lua").contains("package_show"));
    assert!(folder.read("conf/fichero.conf").contains("LuaHookTranslateName"));
    let help = fichero().args(["hosting", "--help", "--lang", "en"]).output().expect("it runs");
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    assert!(help.contains("Tier A") && help.contains("Tier B"), "{help}");
}
