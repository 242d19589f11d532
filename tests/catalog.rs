//! What is seen only when all files come together: who owns a name, what refers to nothing, what a
//! hidden thing may not betray.

mod support;

use support::{Portal, json};

const PORTAL: &str = "title: Prueba\nbase_url: https://datos.example.org\nepoch: 2024-01-01\n";

fn portal(files: &[(&str, &str)]) -> Portal {
    let portal = Portal::with(&[
        ("catalog/portal.yaml", PORTAL),
        ("catalog/organizations/oo/organization.yaml", "title: Organización\n"),
    ]);
    for (path, text) in files {
        portal.write(path, text);
    }
    portal
}

#[test]
fn every_problem_says_what_to_type() {
    let portal = portal(&[
        (
            "catalog/organizations/oo/datasets/aa/dataset.yaml",
            "title: A\nlicense_id: CC BY 4.0\ngroups: [salud]\naliases: [bb]\nowner_org: otra\n\
             relationships_as_subject: [{type: links_to, object: nada}]\n",
        ),
        ("catalog/organizations/oo/datasets/bb/dataset.yaml", "title: B\n"),
        ("catalog/organizations/pp/datasets/bb/dataset.yaml", "title: Otra B\n"),
        ("catalog/tombstones.yaml", "- {name: aa, date: 2024-01-01, reason: x, replaced_by: zz}\n"),
    ]);
    let run = portal.run(&["build"]);
    run.code(1);
    let said = run.output();
    for code in [
        "license-unknown",
        "group-unknown",
        "alias-taken",
        "owner-differs",
        "relationship-to-nothing",
        "name-taken",
        "organization-missing",
        "tombstone-of-living",
        "replacement-unknown",
    ] {
        assert!(said.contains(&format!("[{code}]")), "{code} in\n{said}");
    }
    assert!(!said.contains("diagnostics."), "a text is missing in\n{said}");
    assert!(said.contains("dataset.yaml:2:13"), "{said}");
}

/// A `portal.yaml` that cannot be trusted must not replace the addresses of a good site.
#[test]
fn a_broken_portal_file_changes_nothing() {
    let portal = portal(&[("catalog/organizations/oo/datasets/aa/dataset.yaml", "title: A\n")]);
    let site = portal.build();
    let before = support::hashes(&site);
    portal.write("catalog/portal.yaml", "title: Datos: de prueba\nbase_url: https://x.example\n");
    let run = portal.run(&["build"]);
    run.code(2);
    assert!(run.output().contains("catalog/portal.yaml:1"), "{}", run.output());
    assert_eq!(support::hashes(&site), before);
}

/// A relationship is seen from both sides, and said in the API by the side that says it.
#[test]
fn the_other_side_of_a_relationship_knows() {
    let portal = portal(&[
        (
            "catalog/organizations/oo/datasets/aa/dataset.yaml",
            "title: Alfa\nrelationships_as_subject: [{type: depends_on, object: bb}]\n",
        ),
        ("catalog/organizations/oo/datasets/bb/dataset.yaml", "title: Beta\n"),
    ]);
    let site = portal.build();
    let page = std::fs::read_to_string(site.join("dataset/bb/index.html")).expect("a page");
    assert!(page.contains(">Alfa<"), "{page}");
    let shown = json(&site.join("api/3/action/package_show/bb.json"));
    assert_eq!(shown["result"]["relationships_as_object"], serde_json::json!([]));
}

/// Nothing refers to what is hidden, not even by its name.
#[test]
fn references_do_not_betray_hidden_names() {
    let hidden = "11111111-2222-4333-8444-555555555555";
    let upper = hidden.to_uppercase();
    let portal = portal(&[
        (
            "catalog/organizations/oo/datasets/aa/dataset.yaml",
            &format!(
                "title: A\nrelationships_as_subject:\n  - {{type: links_to, object: secreto}}\n  \
                 - {{type: links_to, object: quebradizo}}\n  - {{type: links_to, object: {upper}}}\n"
            ),
        ),
        (
            "catalog/organizations/oo/datasets/secreto/dataset.yaml",
            &format!("id: {hidden}\ntitle: S\nprivate: true\n"),
        ),
        (
            "catalog/organizations/oo/datasets/quebradizo/dataset.yaml",
            "private: true\n\ttitle: x\n",
        ),
        (
            "catalog/tombstones.yaml",
            "- {name: viejo, date: 2024-01-01, reason: x, replaced_by: secreto}\n",
        ),
    ]);
    let site = portal.build();
    for path in support::hashes(&site).keys() {
        let bytes = std::fs::read(site.join(path)).expect("a file");
        let text = String::from_utf8_lossy(&bytes);
        for word in ["secreto", "quebradizo", hidden, &upper] {
            assert!(!text.contains(word), "{word} in {path}");
        }
    }
}
