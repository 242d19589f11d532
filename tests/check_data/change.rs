//! What `fichero check --base` reads of the data files of a change, and what of it is new.

use super::{FOLDER, check, declared, file, found, git, people, people_from};
use crate::{portal, support::Portal};

/// A portal with one dataset, all of it committed.
fn committed(dataset: &str, files: &[(&str, &str)]) -> Portal {
    let portal = portal(dataset, files);
    git(&portal, &["init", "--quiet", "--initial-branch=main"]);
    git(&portal, &["add", "."]);
    git(&portal, &["commit", "--quiet", "-m", "uno"]);
    portal
}

/// What is new of data since the commit.
fn since(portal: &Portal) -> Vec<String> {
    found(&check(portal, &["--base", "main"]).1)
}

const PERSONS: &str = "gente.csv personal-data 2:1 line 1";

#[test]
fn a_file_that_was_there_is_new_where_a_resource_begins_to_use_it() {
    let portal = committed("title: Dotación\n", &[("gente.csv", &people())]);
    let other = FOLDER.replace("camas", "otro");
    portal.write(&format!("{other}/a.csv"), "a,b\n1\n");
    git(&portal, &["add", "."]);
    git(&portal, &["commit", "--quiet", "-m", "dos"]);
    assert_eq!(since(&portal), Vec::<String>::new());
    portal.write(&file("dataset.yaml"), &declared(""));
    assert_eq!(since(&portal), [PERSONS]);
    git(&portal, &["add", "."]);
    assert_eq!(found(&check(&portal, &["--staged"]).1), [PERSONS]);
    // A dataset that is new all in all is so with its files.
    portal.write(&format!("{other}/dataset.yaml"), "title: Otro\nresources:\n- path: a.csv\n");
    assert_eq!(since(&portal), [PERSONS, "a.csv missing-cell 2:2 line 2"]);
}

#[test]
fn what_becomes_public_is_new_to_everybody() {
    let table = people();
    for hidden in ["private: true\n", "state: draft\n"] {
        let dataset = declared("");
        let portal = committed(&format!("{hidden}{dataset}"), &[("gente.csv", &table)]);
        assert_eq!(since(&portal), Vec::<String>::new());
        portal.replace(&file("dataset.yaml"), &|text| text.replace(hidden, ""));
        assert_eq!(since(&portal), [PERSONS], "{hidden}");
        git(&portal, &["commit", "--quiet", "-a", "-m", "dos"]);
        portal.replace(&file("dataset.yaml"), &|text| format!("{hidden}{text}"));
        let told = since(&portal);
        assert!(!told.contains(&PERSONS.to_owned()), "it was public before: {told:?}");
    }
    // What moves out of a private dataset is published as well.
    let portal = committed(&format!("private: true\n{}", declared("")), &[("gente.csv", &table)]);
    let other = FOLDER.replace("camas", "otro");
    portal.write(&format!("{other}/dataset.yaml"), &declared(""));
    portal.replace(&file("dataset.yaml"), &|_| "private: true\ntitle: Dotación\n".to_owned());
    git(&portal, &["add", "."]);
    git(&portal, &["mv", &file("gente.csv"), &format!("{other}/gente.csv")]);
    assert_eq!(since(&portal), [PERSONS]);
}

#[test]
fn as_many_persons_are_not_the_same_persons() {
    let table = people();
    let portal = committed(&declared(""), &[("gente.csv", &table)]);
    portal.write(&file("gente.csv"), &people_from(9_100_023));
    assert_eq!(since(&portal), [PERSONS]);
    let fewer: Vec<&str> = table.lines().take(30).collect();
    portal.write(&file("gente.csv"), &(fewer.join("\n") + "\n"));
    assert_eq!(since(&portal), [PERSONS], "who knows whether they are of those");
    // A file with the same lines in another order is one that git takes for the same.
    let (head, rows) = table.split_once('\n').expect("a header");
    let turned: Vec<&str> = rows.lines().rev().collect();
    std::fs::remove_file(portal.path().join(file("gente.csv"))).expect("it is there");
    portal.write(&file("personas.csv"), &format!("{head}\n{}\n", turned.join("\n")));
    portal.replace(&file("dataset.yaml"), &|text| text.replace("gente.csv", "personas.csv"));
    git(&portal, &["add", "."]);
    assert_eq!(since(&portal), ["personas.csv personal-data 2:1 line 1"]);
    // The same bytes hold the same persons, by whatever name and whatever else is said of them.
    portal.write(&file("personas.csv"), &table);
    git(&portal, &["add", "."]);
    assert_eq!(since(&portal), Vec::<String>::new());
    portal.replace(&file("dataset.yaml"), &|text| format!("{text}  encoding: utf-8\n"));
    assert_eq!(since(&portal), Vec::<String>::new());
}

#[test]
fn a_table_is_held_to_those_it_refers_to_as_they_become() {
    let dataset = "title: Camas\nresources:\n- path: camas.csv\n  fields:\n  - {name: hospital}\n  \
        - {name: camas}\n  schema:\n    foreignKeys:\n    - fields: hospital\n      \
        reference: {resource: hospitales, fields: id}\n- name: hospitales\n  path: h.csv\n";
    let hospitals = "id,nombre\nH1,San Roque\nH2,Regional\n";
    let beds = "hospital,camas\nH9,7\nH1,120\nH2,80\n";
    let portal = committed(dataset, &[("camas.csv", beds), ("h.csv", hospitals)]);
    let broken = ["camas.csv foreign-key 2: line 2"];
    portal.write(&file("h.csv"), &format!("{hospitals}H3,Nuevo\n"));
    assert_eq!(since(&portal), Vec::<String>::new(), "H9 never was there");
    portal.write(&file("h.csv"), "id,nombre\nH1,San Roque\n");
    assert_eq!(since(&portal), broken);
    git(&portal, &["add", "."]);
    assert_eq!(found(&check(&portal, &["--staged"]).1), broken);
    // A table that is found by another name now is another table.
    let misspelt = dataset.replace("name: hospitales", "name: hospitals");
    let portal = committed(&misspelt, &[("camas.csv", beds), ("h.csv", hospitals)]);
    assert_eq!(since(&portal), Vec::<String>::new());
    portal.write(&file("dataset.yaml"), dataset);
    assert_eq!(since(&portal), broken);
}

#[test]
fn grades_add_no_problems_to_those_of_a_change() {
    let exception = "  privacy:\n    exceptions:\n    - column: rut\n      kind: rut\n      \
        reason: registro público\n";
    let dataset = format!("{}- path: camas.csv\n  fields: [{{name: camas, type: integer}}]\n", {
        declared(exception)
    });
    let table = people();
    let portal = committed(&dataset, &[("gente.csv", &table), ("camas.csv", "camas\n1\n")]);
    let both = |portal: &Portal| {
        let (code, plain) = check(portal, &["--base", "main", "--notes"]);
        let (graded, json) = check(portal, &["--base", "main", "--notes", "--grade"]);
        assert_eq!((code, &plain["diagnostics"]), (graded, &json["diagnostics"]));
        assert_eq!(json["grades"].as_array().map(Vec::len), Some(1), "{json}");
        (code, found(&plain))
    };
    portal.write(&file("camas.csv"), "camas\n1\n2\n");
    assert_eq!(both(&portal), (0, Vec::new()), "the exception was incomplete before");
    portal.write(&file("camas.csv"), "camas\n1\ndos\n");
    assert_eq!(both(&portal), (1, vec!["camas.csv type-error 3:1 line 3".to_owned()]));
    // What a change does to the declaration is told of it.
    portal.write(&file("camas.csv"), "camas\n1\n");
    let ended = |text: String| text.replace("público\n", "público\n      until: 2001-01-01\n");
    portal.replace(&file("dataset.yaml"), &ended);
    let complete =
        |text: String| text.replace("    - column", "    - approved_by: Ana\n      column");
    portal.replace(&file("dataset.yaml"), &complete);
    let told = vec!["dataset.yaml privacy-exception-ended : line 6".to_owned()];
    assert_eq!(both(&portal), (1, told));
}
