//! What is told of files that are not YAML, and of texts that YAML cuts.
#![allow(clippy::needless_raw_string_hashes, reason = "snapshots are written with them")]

use super::values::{remedies, remedy};
use super::*;

#[test]
fn slips_of_the_hand() {
    for (text, expected) in [
        (
            "notes: |\n  Uno.\n\nDos.\ntitle: x\n",
            "yaml-block-left: ponga dos espacios al comienzo de cada línea del texto, como en las anteriores",
        ),
        (
            "notes: |\n  Uno.\nDos.\n",
            "yaml-block-left: ponga dos espacios al comienzo de cada línea del texto, como en las anteriores",
        ),
        ("title: x\nlicense_id = cc-by\n", "yaml-no-colon: escriba: license_id: cc-by"),
        ("title: x\nlicense_id=cc-by\n", "yaml-no-colon: escriba: license_id: cc-by"),
        (
            "title: x\nrecorridos de la ciudad\nnotes: y\n",
            "yaml-loose-text: si continúa el texto de arriba, empiécela con dos espacios; si es un campo, escriba su nombre, dos puntos y un espacio",
        ),
        (
            "title: x\ntags:\n\u{a0}\u{a0}- salud\n",
            "yaml-special-space: bórrelo y escriba un espacio normal",
        ),
        (
            "title:\u{a0}Buses\nnotes: y\n",
            "yaml-special-space: bórrelo y escriba un espacio normal",
        ),
        ("title: x\ntags:\n* salud\n", "yaml-bullet: escriba: - salud"),
        ("title: x\ntags:\n  * salud\n  * camas\n", "yaml-bullet: escriba: - salud"),
        ("title: “Buses: rutas”\n", "yaml-colon: escriba: title: \"Buses: rutas\""),
        ("title: & más\n", "yaml-anchor: escriba: title: \"& más\""),
    ] {
        assert_eq!(remedy(text), expected, "{text}");
    }
}

#[test]
fn lines_that_are_fine_are_not_blamed() {
    for before in
        ["notes: |\n  * uno", "notes: |\n  Nota:\u{a0}uno", "notes: |\n  uno\nfrequency: x"]
    {
        let told = remedy(&format!("{before}\ntitle: a: b\n"));
        assert!(told.starts_with("yaml-colon: "), "{before}: {told}");
    }
}

#[test]
fn a_long_line_is_not_proposed_in_part() {
    let long = "palabra ".repeat(40);
    let told = remedy(&format!("title: Buses: {long}\n"));
    assert!(
        told.starts_with("yaml-colon: ponga comillas dobles (\") antes de «Buses: palabra"),
        "{told}"
    );
}

#[test]
fn a_lost_dash_of_one_key() {
    for text in [
        "title: x\nresources:\n- url: https://a\n  url: https://b\n",
        "title: x\nresources:\n- name: a\n  url: https://a\n  name: b\n",
    ] {
        assert!(remedy(text).starts_with("yaml-missing-dash: "), "{text}");
    }
    assert!(
        remedy("title: x\nextras:\n  name: a\n  name: b\n").starts_with("yaml-duplicate-key: ")
    );
}

#[test]
fn texts_lost_as_comments() {
    for (text, expected) in [
        (
            "title: Camas #1 por hospital\n",
            "text-as-comment: escriba: title: \"Camas #1 por hospital\"",
        ),
        ("title: Informe # 3\n", "text-as-comment: escriba: title: \"Informe # 3\""),
        (
            "title: x\nresources:\n- name: Camas #a\n  url: https://x\n",
            "text-as-comment: escriba: name: \"Camas #a\"",
        ),
        ("title: \"Camas #1\"\n", ""),
        ("title: Camas # comentario\n", ""),
        ("title: x\nlicense_id: cc-by #1\nprivate: false #no\ntags: [ab] #x\n", ""),
        ("title: x\nname: buses #micros\n", ""),
    ] {
        assert_eq!(remedy(text), expected, "{text}");
    }
    assert!(remedies("title: #1 de salud\n").contains("escriba: title: \"#1 de salud\""));
}

#[test]
fn the_place_in_a_long_line() {
    let text = format!("title: \"{}\nnotes: {}: b\n", "x\"", "larga ".repeat(100));
    assert_data_eq!(
        told(&text),
        str![[r#"
error[yaml-colon]: un texto con dos puntos y espacio debe ir entre comillas
 --> catalog/organizations/muni/datasets/buses/dataset.yaml:2:608
  |
2 | rga larga larga larga larga larga larga larga larga larga larga larga larga larga larga larga larga : b
  |                                                                                                     ^
  |
  = solución: ponga comillas dobles (") antes de «larga larga larga larga larga la…» y al final del texto; si el texto ya tiene comillas dobles, use comillas simples (')


"#]]
    );
}

#[test]
fn places_far_apart_are_shown_together() {
    assert_data_eq!(
        told("title: Buses\nnotes: a\nversion: b\ntitle: Buses 2\n"),
        str![[r#"
error[yaml-duplicate-key]: `title` está dos veces: no se sabe cuál vale
 --> catalog/organizations/muni/datasets/buses/dataset.yaml:4:1
  |
1 | title: Buses
  | ----- aquí la primera vez
...
4 | title: Buses 2
  | ^^^^^
  |
  = solución: deje una sola línea `title:` y borre la otra


"#]]
    );
    assert_data_eq!(
        told("title: a\nnotes: |\n  b\n  c\n  d\n  e\ntitle: c\n"),
        str![[r#"
error[yaml-duplicate-key]: `title` está dos veces: no se sabe cuál vale
 --> catalog/organizations/muni/datasets/buses/dataset.yaml:7:1
  |
1 | title: a
  | ----- aquí la primera vez
...
7 | title: c
  | ^^^^^
  |
  = solución: deje una sola línea `title:` y borre la otra


"#]]
    );
}
