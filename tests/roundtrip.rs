//! A CKAN's catalogue imported and built answers as that CKAN did.

#![expect(clippy::print_stdout, reason = "the figures are what these tests are read for")]

mod support;

use serde_json::Value;
use std::collections::BTreeMap;
use support::{Portal, shared};

/// What CKAN computes from its own register, index or clock when it answers, so that the same file can
/// give another value elsewhere: never compared.
const COMPUTED_OF_PACKAGE: [&str; 1] = ["license_title"];
/// Whether that CKAN's `DataStore` holds the resource.
const COMPUTED_OF_RESOURCE: [&str; 1] = ["datastore_active"];

/// The 800 packages of dados.gov.br: every key of every one of them comes back equal.
#[test]
fn brazils_packages_come_back_whole() {
    let Some(corpus) = shared("corpora/ckan-brazil-dados-gov-br-2022") else { return };
    let page = std::fs::read_dir(&corpus)
        .expect("the corpus is a folder")
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| path.to_string_lossy().contains("rows_800"))
        .expect("the page of 800");
    let portal = Portal::empty();
    portal.run(&["import", "ckan", page.to_str().expect("UTF-8")]).code(0);
    let built = portal.build();
    let source: Value = support::json(&page);
    let packages = source["result"]["results"].as_array().expect("a list");
    let organizations = newest_organizations(packages);
    let mut wrong = Vec::new();
    for package in packages {
        let name = package["name"].as_str().expect("a name");
        let answer = support::json(&built.join(format!("api/3/action/package_show/{name}.json")));
        differences(package, &answer["result"], &organizations, name, &mut wrong);
    }
    println!("{} of {} packages equal", packages.len() - count(&wrong), packages.len());
    assert!(
        wrong.is_empty(),
        "{} differences, such as\n{}",
        wrong.len(),
        wrong[..wrong.len().min(10)].join("\n")
    );
    assert_eq!(packages.len(), 800);
}

fn count(wrong: &[String]) -> usize {
    let mut names: Vec<_> = wrong.iter().filter_map(|line| line.split(' ').next()).collect();
    names.dedup();
    names.len()
}

/// One organisation changed between two packages of the page: the newer package knows better.
fn newest_organizations(packages: &[Value]) -> BTreeMap<&str, &Value> {
    let mut newest: BTreeMap<&str, (&str, &Value)> = BTreeMap::new();
    for package in packages {
        let organization = &package["organization"];
        let (Some(id), Some(moment)) =
            (organization["id"].as_str(), package["metadata_modified"].as_str())
        else {
            continue;
        };
        let entry = newest.entry(id).or_insert((moment, organization));
        if moment > entry.0 {
            *entry = (moment, organization);
        }
    }
    newest.into_iter().map(|(id, (_, organization))| (id, organization)).collect()
}

fn differences(
    source: &Value,
    ours: &Value,
    organizations: &BTreeMap<&str, &Value>,
    name: &str,
    wrong: &mut Vec<String>,
) {
    for (key, theirs) in source.as_object().expect("a package is an object") {
        if COMPUTED_OF_PACKAGE.contains(&key.as_str()) {
            continue;
        }
        let theirs = match key.as_str() {
            "organization" => {
                theirs["id"].as_str().and_then(|id| organizations.get(id)).map_or(theirs, |o| *o)
            }
            _ => theirs,
        };
        let (theirs, ours) = (unordered(key, theirs), unordered(key, &ours[key]));
        if !contains(&ours, &theirs) {
            let (at, theirs, ours) = first_difference(&ours, &theirs, key);
            wrong.push(format!("{name} {at}: {} ≠ {}", short(&theirs), short(&ours)));
        }
    }
}

/// Extras, groups and tags have no order of their own: CKAN sorts them by its database's rules. The
/// ids of tags are each CKAN's own.
fn unordered(key: &str, value: &Value) -> Value {
    let by = match key {
        "extras" => "key",
        "groups" | "tags" => "name",
        "resources" => {
            let mut resources = value.clone();
            for resource in resources.as_array_mut().into_iter().flatten() {
                let resource = resource.as_object_mut().expect("a resource is an object");
                for key in COMPUTED_OF_RESOURCE {
                    resource.shift_remove(key);
                }
            }
            return resources;
        }
        _ => return value.clone(),
    };
    let mut items = value.as_array().cloned().unwrap_or_default();
    items.sort_by_key(|item| item[by].as_str().unwrap_or_default().to_owned());
    if key == "tags" {
        items.iter_mut().filter_map(Value::as_object_mut).for_each(|tag| _ = tag.remove("id"));
    }
    Value::Array(items)
}

/// Whether `ours` says all that `theirs` says: the same values, and every key.
fn contains(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            theirs.iter().all(|(key, value)| ours.get(key).is_some_and(|own| contains(own, value)))
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| contains(a, b))
        }
        _ => ours == theirs,
    }
}

/// The deepest place where `ours` does not say what `theirs` says.
fn first_difference(ours: &Value, theirs: &Value, at: &str) -> (String, Value, Value) {
    let inner = match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => theirs
            .iter()
            .find(|(key, value)| !ours.get(*key).is_some_and(|own| contains(own, value)))
            .map(|(key, value)| (key.clone(), ours.get(key).unwrap_or(&Value::Null), value)),
        (Value::Array(ours), Value::Array(theirs)) if ours.len() == theirs.len() => {
            let mut pairs = ours.iter().zip(theirs).enumerate();
            pairs.find(|(_, (a, b))| !contains(a, b)).map(|(i, (a, b))| (i.to_string(), a, b))
        }
        _ => None,
    };
    match inner {
        Some((key, ours, theirs)) => first_difference(ours, theirs, &format!("{at}.{key}")),
        None => (at.to_owned(), theirs.clone(), ours.clone()),
    }
}

fn short(value: &Value) -> String {
    value.to_string().chars().take(300).collect()
}

/// A real CKAN's answers to questions that files answer: equal, the order of keys included.
#[test]
fn a_real_ckans_answers_come_back_byte_for_byte() {
    let Some(golden) = shared("golden") else { return };
    let portal = Portal::empty();
    let fixture = golden.join("ckan-fixture");
    portal.run(&["import", "ckan", fixture.to_str().expect("UTF-8")]).code(0);
    portal.replace("catalog/portal.yaml", &|text| {
        let lines = text.lines().map(|line| {
            if line.starts_with("base_url:") { "base_url: http://127.0.0.1:5050" } else { line }
        });
        lines.collect::<Vec<_>>().join("\n") + "\n"
    });
    let built = portal.build();
    let mut compared = 0;
    for (label, path) in GOLDEN {
        let pair = support::json(&golden.join(format!("ckan/{label}.json")));
        let mut theirs = pair["body"].clone();
        let mut ours = support::json(&built.join(format!("api/3/action/{path}")));
        if *label == "tag_list" {
            // CKAN lists tags by their random ids.
            sort(&mut theirs["result"]);
        }
        forget_generated_ids(&mut theirs);
        forget_generated_ids(&mut ours);
        assert_eq!(pretty(&ours), pretty(&theirs), "{label}");
        compared += 1;
    }
    println!("{compared} of {} golden answers equal", GOLDEN.len());
}

/// Recorded answer → file that answers the same.
const GOLDEN: &[(&str, &str)] = &[
    ("group_list", "group_list"),
    ("group_package_show", "group_package_show/agua.json"),
    ("license_list", "license_list"),
    ("organization_list", "organization_list"),
    ("organization_show", "organization_show/instituto-clima.json"),
    ("organization_list_for_user", "organization_list_for_user"),
    ("package_list", "package_list"),
    ("package_show", "package_show/lluvia-diaria.json"),
    ("package_show_by_id", "package_show/00000010-0000-4000-8000-000000000010.json"),
    ("package_show_min", "package_show/vacio.json"),
    ("package_show_tags", "package_show/caudales.json"),
    ("resource_show", "resource_show/00000101-0000-4000-8000-000000000101.json"),
    ("tag_list", "tag_list"),
    ("tag_show", "tag_show/lluvia.json"),
    ("vocabulary_list", "vocabulary_list"),
];

/// Tags and extras get their ids at random in every CKAN.
fn forget_generated_ids(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(forget_generated_ids),
        Value::Object(object) => {
            let tag = object.contains_key("vocabulary_id");
            let extra = object.contains_key("group_id");
            if (tag || extra) && object.contains_key("id") {
                object["id"] = "generated".into();
            }
            object.values_mut().for_each(forget_generated_ids);
        }
        _ => {}
    }
}

fn sort(list: &mut Value) {
    let items = list.as_array_mut().expect("a list");
    items.sort_by_key(|item| item.as_str().unwrap_or_default().to_owned());
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("keys are texts")
}

/// The real catalogues: everything but what is broken comes in, and the portal builds.
#[test]
fn other_real_catalogues_come_in() {
    let cases = [
        ("jkan", "corpora/opendataphilly-jkan", 467, 1),
        ("open-data-registry", "corpora/aws-open-data-registry", 1190, 0),
        ("datajson", "corpora/datajson-ar-datosgobar-2018/snapshot-5-632ds.json", 632, 0),
    ];
    for (kind, corpus, datasets, code) in cases {
        let Some(source) = shared(corpus) else { return };
        let portal = Portal::empty();
        let run = portal.run(&["import", kind, source.to_str().expect("UTF-8")]);
        run.code(code);
        if kind == "jkan" {
            for swallowed in
                ["septa-ridership-statistics.md", "Trolley Stop Summary - Spring 2025 (Shapefile)"]
            {
                assert!(run.output().contains(swallowed), "{swallowed} in\n{}", run.output());
            }
        }
        let before = support::hashes(&portal.path().join("catalog"));
        portal.run(&["import", kind, source.to_str().expect("UTF-8")]).code(code);
        assert_eq!(support::hashes(&portal.path().join("catalog")), before, "{kind} again");
        let built = portal.build();
        let list = support::json(&built.join("api/3/action/package_list"));
        assert_eq!(list["result"].as_array().map(Vec::len), Some(datasets), "{kind}");
    }
}
