//! What is told of values: what to type instead, exactly.

use super::*;

/// Code and remedy of each problem of a dataset's file, a line each.
pub(super) fn remedies(dataset: &str) -> String {
    let texts = Texts::embedded(Lang::Es);
    let loaded = load(&[(DATASET, dataset)]);
    let line = |d: &fichero::report::Diagnostic| {
        format!("{}: {}", d.code, d.remedy(&texts).unwrap_or_default())
    };
    loaded.diagnostics.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The same where one problem at most is expected.
pub(super) fn remedy(dataset: &str) -> String {
    let told = remedies(dataset);
    assert!(told.lines().count() < 2, "{dataset}\n{told}");
    told
}

#[test]
fn exact_remedies() {
    for (line, expected) in [
        ("tags: salud, camas", "field-not-list: escriba: tags: [salud, camas]"),
        (
            "tags:\n- salud, camas",
            "tag-characters: escriba cada etiqueta en su propia línea: `- salud`, `- camas`",
        ),
        ("tags:\n- salud: camas", "item-not-text: quite los dos puntos: - salud camas"),
        ("tags:\n- #salud", "tag-as-comment: escriba: - salud"),
        ("tags:\n- #salud\n- camas", "tag-as-comment: escriba: - salud"),
        ("metadata_created: 3/5/24", "field-not-date: escriba: metadata_created: 2024-05-03"),
        ("metadata_created: 03/05/2024", "field-not-date: escriba: metadata_created: 2024-05-03"),
        ("author_email: Ana <ana@x.cl>", "field-not-email: escriba: author_email: ana@x.cl"),
        ("author_email: mailto:ana@x.cl", "field-not-email: escriba: author_email: ana@x.cl"),
        ("state: borrador", "state-unknown: escriba: state: draft"),
        ("state: eliminado", "state-unknown: escriba: state: deleted"),
        ("resources:\n- camas.csv", "not-a-mapping: escriba: - path: camas.csv"),
        ("resources:\n- https://x.cl/a", "not-a-mapping: escriba: - url: https://x.cl/a"),
        (
            "resources:\n- url: https://x\n  fields:\n  - nombre",
            "not-a-mapping: escriba: - name: nombre",
        ),
        (
            "notes:\n- uno\n- dos",
            "field-not-text: escriba `notes: |` y, debajo, el texto con dos espacios al comienzo de cada línea",
        ),
    ] {
        assert_eq!(remedy(&format!("title: x\n{line}\n")), expected, "{line}");
    }
}

#[test]
fn words_of_lists() {
    let field = |kind: &str| {
        remedy(&format!(
            "title: x\nresources:\n- url: https://x\n  fields:\n  - {{name: a, type: {kind}}}\n"
        ))
    };
    for (kind, meant) in [
        ("texto", "string"),
        ("numero", "number"),
        ("entero", "integer"),
        ("fecha", "date"),
        ("Integer", "integer"),
        ("strng", "string"),
    ] {
        assert_eq!(field(kind), format!("field-type-unknown: escriba: type: {meant}"), "{kind}");
    }
    assert!(field("cosa").starts_with("field-type-unknown: escriba uno de estos: string, "));
    assert_eq!(field("geopoint"), "");
    let relationship = |kind: &str| {
        remedy(&format!("title: x\nrelationships_as_subject:\n- {{type: {kind}, object: otro}}\n"))
    };
    assert_eq!(relationship("depende_de"), "relationship-unknown: escriba: type: depends_on");
    assert_eq!(relationship("child-of"), "relationship-unknown: escriba: type: child_of");
    assert!(relationship("amigo").contains("escriba una de estas: depends_on, "));
    assert_eq!(relationship("links_to"), "");
}

#[test]
fn a_field_twice() {
    let text = "title: x\nresources:\n- url: https://x\n  fields:\n  - name: a\n  - name: a\n";
    assert!(remedy(text).starts_with("field-name-twice: "));
}

#[test]
fn a_set_of_synonyms_is_two_names_and_one_of_them_a_word() {
    let portal = |sets: &str| format!("{PORTAL}synonyms:\n{sets}");
    let fine = portal("- [cabildo, concejo municipal]\n- [2024, XXIV]\n");
    let loaded = load(&[("catalog/portal.yaml", &fine)]);
    assert_eq!(loaded.portal.synonyms[0], ["cabildo", "concejo municipal"]);
    assert_eq!(loaded.portal.synonyms[1], ["2024", "XXIV"]);
    let many = format!("- [{}]", vec!["x"; 21].join(", "));
    for set in
        ["- cabildo", "- [cabildo]", "- [el cabildo, el concejo]", "- [a, [b]]", "- [a, ]", &many]
    {
        let told = codes(&[("catalog/portal.yaml", &portal(set))]);
        assert_eq!(told, ["synonyms-not-a-set"], "{set}");
    }
    assert_eq!(
        codes(&[("catalog/portal.yaml", &portal("  cabildo: concejo"))]),
        ["field-not-list"]
    );
    let told = spanish(&load(&[("catalog/portal.yaml", &portal("- cabildo, concejo"))]));
    assert!(told.contains("así: - [comuna, municipio]"), "{told}");
}
