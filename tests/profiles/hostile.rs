//! Profiles and datasets that are too much, too deep or of the wrong shape: problems, never panics.

use crate::{DATASET, findings, load, portal};
use fichero::read::Profile;
use fichero::report::Source;
use std::time::{Duration, Instant};

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect::<Vec<_>>().concat()
}

fn decode(text: &str) -> Vec<&'static str> {
    let (_, problems) = Profile::decode(&Source::new("catalog/profiles/x.yaml", text), "x");
    problems.iter().map(|problem| problem.code).collect()
}

#[test]
fn wrong_shapes_are_told() {
    for text in [
        "",
        "[]",
        "x",
        "dataset_fields: 1",
        "dataset_fields: {a: b}",
        "dataset_fields: [[], {}, ~, 1, {field_name: []}, {field_name: {}}]",
        "dataset_fields: [{field_name: a, choices: 1}]",
        "dataset_fields: [{field_name: a, choices: [1, [], {}, {value: []}]}]",
        "dataset_fields: [{field_name: a, validators: []}]",
        "dataset_fields: [{field_name: a, preset: {}}]",
        "dataset_fields: [{field_name: a, label: {es: []}}]",
        "dataset_fields: [{field_name: a, repeating_subfields: x}]",
        "dataset_fields: [{field_name: a, required: 7}]",
        "dataset_fields: [{field_name: 'a\\u202e'}]",
        "dataset_fields: [{field_name: '../../etc'}]",
        "{dataset_fields: [], dataset_type: ../x}",
        "dataset_fields: &a [*a]",
    ] {
        assert!(!decode(text).is_empty(), "{text}");
    }
}

#[test]
fn depth_and_size_have_limits() {
    let deep = format!("dataset_fields: {}{}", "[".repeat(1000), "]".repeat(1000));
    assert_eq!(decode(&deep), ["yaml-too-deep"]);
    let nested = (0..200).fold("{field_name: a}".to_owned(), |inner, _| {
        format!("{{field_name: a, repeating_subfields: [{inner}]}}")
    });
    assert!(!decode(&format!("dataset_fields: [{nested}]")).is_empty());
    let many = lines(5000, |i| format!("- {{field_name: f{i}}}\n"));
    assert_eq!(decode(&format!("dataset_fields:\n{many}")), ["list-too-long"]);
    let choices = lines(5000, |i| format!("  - {{value: v{i}}}\n"));
    let text = format!("dataset_fields:\n- field_name: a\n  preset: select\n  choices:\n{choices}");
    assert_eq!(decode(&text), ["list-too-long"]);
    assert_eq!(decode(&"x".repeat(2 << 20)), ["file-too-large"]);
    let validators = "nadie ".repeat(10_000);
    assert!(
        decode(&format!("dataset_fields: [{{field_name: a, validators: {validators}}}]")).len()
            <= 20
    );
}

/// Many wrong values against many choices take no time that anybody would notice.
#[test]
fn many_mistakes_are_told_in_time() {
    let choices = lines(2000, |i| format!("  - {{value: opcion-{i}, label: Opción {i}}}\n"));
    let profile = format!(
        "dataset_fields:\n- field_name: a\n  preset: multiple_select\n  choices:\n{choices}\
         resource_fields:\n- {{field_name: b, required: true}}\n"
    );
    let items = lines(1000, |i| format!("- opzion {i}\n"));
    let resources = lines(2000, |i| format!("- {{url: 'https://e.org/{i}.csv'}}\n"));
    let dataset = format!("title: T\na:\n{items}resources:\n{resources}");
    let portal =
        portal("propio", &[("catalog/profiles/propio.yaml", &profile), (DATASET, &dataset)]);
    let begun = Instant::now();
    let found = findings(&load(&portal));
    assert_eq!(found.len(), 200, "the first ones");
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

#[test]
fn a_profile_along_a_link_is_not_read() {
    #[cfg(unix)]
    {
        let portal = portal("propio", &[]);
        portal.write("secreto.yaml", "dataset_fields: [{field_name: a}]\n");
        std::fs::create_dir_all(portal.path().join("catalog/profiles")).expect("a folder");
        let link = portal.path().join("catalog/profiles/propio.yaml");
        std::os::unix::fs::symlink(portal.path().join("secreto.yaml"), link).expect("a link");
        let codes: Vec<_> = load(&portal).diagnostics.iter().map(|d| d.code).collect();
        assert_eq!(codes, ["profile-unknown", "symlink"]);
    }
}
