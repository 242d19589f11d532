//! What `fichero check --fix` makes of files, and what it leaves alone.

mod support;

use fichero::report::Severity;
use proptest::prelude::*;
use proptest::test_runner::Config;
use std::collections::BTreeSet;
use std::fs;
use support::{Portal, hashes};

const FOLDER: &str = "catalog/organizations/salud/datasets/camas";
const FILE: &str = "catalog/organizations/salud/datasets/camas/dataset.yaml";

/// A portal with a dataset's file of these bytes.
fn portal(bytes: &[u8]) -> Portal {
    let portal = Portal::with(&[
        // Ids are written where somebody asks for them, which is the subject of one test.
        (
            "catalog/portal.yaml",
            "title: Datos\nbase_url: https://datos.example.org\nrules: {id-missing: \"off\", mimetype-missing: \"off\"}\n",
        ),
        ("catalog/organizations/salud/organization.yaml", "title: Servicio de Salud\n"),
    ]);
    write(&portal, bytes);
    portal
}

fn write(portal: &Portal, bytes: &[u8]) {
    portal.write(FILE, "");
    fs::write(portal.path().join(FILE), bytes).expect("a file");
}

fn bytes(portal: &Portal) -> Vec<u8> {
    fs::read(portal.path().join(FILE)).expect("a file")
}

/// The file after `--fix`, and after another one, which must change nothing.
#[track_caller]
fn fixed(before: &[u8], args: &[&str]) -> String {
    let portal = portal(before);
    let args = [&["check", "--fix"], args].concat();
    portal.run(&args);
    let once = bytes(&portal);
    portal.run(&args);
    assert_eq!(once, bytes(&portal), "a second run changes something");
    String::from_utf8(once).expect("UTF-8")
}

#[test]
fn each_mechanical_rule_is_mended() {
    for (what, before, after) in [
        ("tags with signs", "tags: [salud/camas, agua]\n", "tags: [salud camas, agua]\n"),
        ("a tag twice", "tags: [salud, agua, salud]\n", "tags: [salud, agua]\n"),
        ("a tag twice on lines", "tags:\n- salud\n- salud # otra\n", "tags:\n- salud\n"),
        ("tag_string", "tag_string: salud, agua\n", "tags: [salud, agua]\n"),
        ("stars for dashes", "tags:\n* salud\n• agua\n", "tags:\n- salud\n- agua\n"),
        ("dashes of a word processor", "tags:\n– salud\n– agua\n", "tags:\n- salud\n- agua\n"),
        (
            "a format",
            "resources:\n- url: https://a.example/x\n  format: .csv\n",
            "resources:\n- url: https://a.example/x\n  format: CSV\n",
        ),
        (
            "a format in the middle",
            "resources:\n- {url: 'https://a.example/x', format: zip+csv, name: x y}\n",
            "resources:\n- {url: 'https://a.example/x', format: ZIP, name: x y}\n",
        ),
        ("a licence", "license_id: CC BY 4.0 # abierta\n", "license_id: cc-by # abierta\n"),
        ("a licence in quotes", "license_id: \"CC-BY\"\n", "license_id: cc-by\n"),
        ("spaces", "author: \"Unidad  de datos \"\n", "author: Unidad de datos\n"),
        (
            "a space in an address",
            "resources:\n- url: https://a.example/x y.csv\n",
            "resources:\n- url: \"https://a.example/x%20y.csv\"\n",
        ),
        ("tabs", "tags:\n\t- salud\n\t- agua\n", "tags:\n  - salud\n  - agua\n"),
        (
            "tabs behind dashes",
            "resources:\n-\tname: x y\n\turl: https://a.example/x.csv\n",
            "resources:\n- name: x y\n  url: https://a.example/x.csv\n",
        ),
        ("a colon", "author: Salud: datos\n", "author: \"Salud: datos\"\n"),
        ("a colon in a list", "tags: [agua]\nauthor: a: b\n", "tags: [agua]\nauthor: \"a: b\"\n"),
        ("no space", "author:Unidad\n", "author: Unidad\n"),
        ("a backslash", "author: \"C:\\datos\"\n", "author: 'C:\\datos'\n"),
        ("text behind a quote", "author: \"Salud\" pública\n", "author: '\"Salud\" pública'\n"),
        ("a space of a page", "author:\u{a0}Unidad\n", "author: Unidad\n"),
        ("mojibake", "author: AtenciÃ³n y niÃ±ez\n", "author: Atención y niñez\n"),
        (
            "mojibake in a text of lines",
            "notes: |\n  AtenciÃ³n de urgencia.\n\n  NiÃ±ez y educaciÃ³n.\n",
            "notes: |\n  Atención de urgencia.\n\n  Niñez y educación.\n",
        ),
        ("yes and no", "private: No\n", "private: false\n"),
        ("a state", "state: publicado\n", "state: active\n"),
    ] {
        let title = "title: Camas por hospital\n";
        let text = format!("{title}{before}");
        assert_eq!(fixed(text.as_bytes(), &[]), format!("{title}{after}"), "{what}");
    }
}

#[test]
fn what_somebody_has_to_decide_stays() {
    for text in [
        "title: CAMAS POR HOSPITAL\n",
        "title: Camas # provisorio\n",
        "title: \"Camas\nlicense_id: cc-by\n",
        "title: Camas\ntitle: Camas por hospital\n",
        "title: Camas\nlicencia: cc-by\n",
        "title: Camas\ntags: [\"salud, agua\"]\n",
        "title: Camas\nmetadata_modified: 03/05/2026\n",
        "title: Camas\nresources:\n- url: http://a.example/x.csv\n",
        "title: Salud: camas # una nota\n",
        "<<<<<<< HEAD\ntitle: a\n=======\ntitle: b\n>>>>>>> c\n",
    ] {
        assert_eq!(fixed(text.as_bytes(), &[]), text);
    }
}

#[test]
fn ids_and_media_types_are_written_where_they_belong() {
    let portal = portal(
        b"# Las camas\ntitle: Camas\nresources:\n  # primero\n  - path: camas.csv # el archivo\n",
    );
    portal.write("catalog/portal.yaml", "title: Datos\nbase_url: https://datos.example.org\n");
    portal.write(&format!("{FOLDER}/camas.csv"), "hospital,camas\n");
    portal.run(&["check", "--fix"]);
    let text = portal.read(FILE);
    let lines: Vec<&str> = text.lines().collect();
    let id = |line: &str, before: &str| {
        let id = line.strip_prefix(before).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(id.trim_matches('"').len(), 36, "{text}");
    };
    assert_eq!((lines[0], lines[2], lines[3]), ("# Las camas", "title: Camas", "resources:"));
    id(lines[1], "id: ");
    assert_eq!(lines[4], "  # primero");
    id(lines[5], "  - id: ");
    assert_eq!(
        &lines[6..],
        ["    format: CSV", "    mimetype: text/csv", "    path: camas.csv # el archivo"],
        "{text}"
    );
    portal.run(&["check", "--fix"]);
    assert_eq!(portal.read(FILE), text);
    // The ids are those that the portal had made: nothing changes for who uses them.
    let bare = text.lines().filter(|line| !line.contains("id: ")).count();
    assert_eq!(bare, lines.len() - 2);
}

#[test]
fn a_changed_id_comes_back() {
    let portal = portal(b"id: 019d4b1e-7c52-7d03-8f4e-2a6b9c10d3e5\ntitle: Camas por hospital\n");
    commit(&portal);
    for changed in [
        "id: 019e0a77-31b4-7c9d-a1f0-58d2e6b7c904\ntitle: Camas por hospital\n",
        "title: Camas por hospital\n",
    ] {
        write(&portal, changed.as_bytes());
        portal.run(&["check", "--base", "HEAD", "--fix"]).code(0);
        let text = portal.read(FILE).replace('"', "");
        assert_eq!(text, "id: 019d4b1e-7c52-7d03-8f4e-2a6b9c10d3e5\ntitle: Camas por hospital\n");
    }
}

fn commit(portal: &Portal) {
    for args in [
        &["init", "-q"][..],
        &["add", "--all"],
        &["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "uno"],
    ] {
        let mut git = std::process::Command::new("git");
        let done = git.arg("-C").arg(portal.path()).args(args).status();
        assert!(done.expect("git").success());
    }
}

#[test]
fn only_what_a_change_brought_is_mended() {
    let portal = portal(b"title: Camas por hospital\ntags: [salud/camas]\n");
    let other = "catalog/organizations/salud/datasets/urgencias/dataset.yaml";
    portal.write(other, "title: Urgencias\ntags: [a/b]\n");
    commit(&portal);
    write(&portal, b"title: Camas por hospital\ntags: [salud/camas, agua/rural]\n");
    portal.run(&["check", "--base", "HEAD", "--fix"]).code(0);
    assert_eq!(portal.read(FILE), "title: Camas por hospital\ntags: [salud/camas, agua rural]\n");
    assert_eq!(portal.read(other), "title: Urgencias\ntags: [a/b]\n");
}

#[test]
fn comments_line_ends_and_the_mark_are_kept() {
    let before = "\u{feff}# Año 2025\r\ntitle: AtenciÃ³n  de urgencia # título\r\n\r\ntags:\r\n  # temas\r\n  - salud/camas # uno\r\n  - 'agua' # dos\r\n";
    let after = "\u{feff}# Año 2025\r\ntitle: Atención de urgencia # título\r\n\r\ntags:\r\n  # temas\r\n  - salud camas # uno\r\n  - 'agua' # dos\r\n";
    assert_eq!(fixed(before.as_bytes(), &[]), after);
    // No line end at the end of the file stays none.
    assert_eq!(fixed(b"title: Camas: uno", &[]), "title: \"Camas: uno\"");
    // Markdown's front matter is mended, the text below it only where it is misread.
    let portal = portal(b"");
    fs::remove_file(portal.path().join(FILE)).expect("it was there");
    let file = format!("{FOLDER}/dataset.md");
    portal.write(&file, "---\ntitle: Salud: camas\n---\n\nUna  regiÃ³n.\n\n* uno\n");
    portal.run(&["check", "--fix"]);
    assert_eq!(portal.read(&file), "---\ntitle: \"Salud: camas\"\n---\n\nUna  región.\n\n* uno\n");
}

#[test]
fn files_in_another_encoding_are_written_anew_where_asked() {
    let latin = b"title: Atenci\xf3n de urgencia\r\nauthor: Ni\xf1ez\x96uno\r\n";
    let portal = portal(latin);
    portal.run(&["check", "--fix"]).code(1);
    assert_eq!(bytes(&portal), latin);
    portal.run(&["check", "--fix", "--to-utf8"]).code(0);
    assert_eq!(portal.read(FILE), "title: Atención de urgencia\r\nauthor: Niñez–uno\r\n");
    let wide: Vec<u8> =
        "\u{feff}title: Atención\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    write(&portal, &wide);
    portal.run(&["check", "--fix", "--to-utf8"]).code(0);
    assert_eq!(portal.read(FILE), "title: Atención\n");
}

#[test]
fn a_trial_shows_a_diff_and_writes_nothing() {
    let portal = portal(b"# nota\ntitle: Salud: camas\ntags: [a/b, agua]\nlicense_id: cc-by\n");
    let before = hashes(portal.path());
    let run = portal.run(&["check", "--fix", "--dry-run"]);
    run.code(1);
    assert_eq!(hashes(portal.path()), before);
    let said = run.output();
    for line in [
        &format!("--- a/{FILE}") as &str,
        &format!("+++ b/{FILE}"),
        "-title: Salud: camas",
        "+title: \"Salud: camas\"",
        "-tags: [a/b, agua]",
        "+tags: [a b, agua]",
        "1 archivo cambiaría",
    ] {
        assert!(said.lines().any(|other| other == line), "{line}\n{said}");
    }
    // What is shown is what is done.
    portal.run(&["check", "--fix"]).code(0);
    assert_eq!(
        portal.read(FILE),
        "# nota\ntitle: \"Salud: camas\"\ntags: [a b, agua]\nlicense_id: cc-by\n"
    );
}

#[test]
fn a_trial_of_a_change_shows_what_the_change_needs() {
    let portal = portal(b"title: Camas por hospital\ntags: [a/b]\n");
    commit(&portal);
    write(&portal, b"title: Camas por hospital\ntags: [a/b, c/d]\n");
    let said = portal.run(&["check", "--base", "HEAD", "--fix", "--dry-run"]).output();
    assert!(said.contains("+tags: [a/b, c d]"), "{said}");
}

/// A way in which a dataset's file breaks, and the text that shows it.
fn breakages() -> impl Strategy<Value = Vec<String>> {
    let line = prop_oneof![
        Just("title: Salud: camas por hospital".to_owned()),
        Just("title: \"Camas  por hospital \" # nota".to_owned()),
        Just("title: AtenciÃ³n de urgencia".to_owned()),
        Just("notes: |\n  Una lÃ\u{AD}nea.\n\n  Otra: con dos puntos.".to_owned()),
        Just("notes: >-\n  Camas disponibles\n  en cada hospital".to_owned()),
        Just("notes: Viene de \"varias\" fuentes: tres".to_owned()),
        Just("author: \"C:\\hospital\" y otros".to_owned()),
        Just("author: 'Ana' y Berta".to_owned()),
        Just("author:\u{a0}Unidad".to_owned()),
        Just("maintainer:Unidad de datos".to_owned()),
        Just("license_id: CC BY 4.0".to_owned()),
        Just("license_id: \"cc by\"".to_owned()),
        Just("private: No".to_owned()),
        Just("state: publicado".to_owned()),
        Just("tags: [salud/agua, salud, salud]".to_owned()),
        Just("tags:\n* salud\n* agua/uno".to_owned()),
        Just("tags:\n\t- salud\n\t- agua".to_owned()),
        Just("tag_string: salud, agua".to_owned()),
        Just("extras:\n  uno: a\n  dos: \"b: c\"".to_owned()),
        Just("version: 1.10 # dos".to_owned()),
        Just("resources:\n- url: https://a.example/x y.csv\n  format: .csv\n- name: \"a  b\"\n  url: https://a.example/z\n  format: zip+csv".to_owned()),
        Just("resources:\n  - {url: 'https://a.example/x', format: Planilla}".to_owned()),
        "[a-zñ]{3,8}: [a-z ñ#:'\"\\[\\]{}|>*&!%@-]{0,20}",
    ];
    prop::collection::vec(line, 1..7)
}

/// The keys that lines at the margin begin with, whether YAML reads them or not.
fn keys(text: &str) -> BTreeSet<String> {
    let key = |line: &str| {
        let (key, _) = line.split_once(':')?;
        let is_key = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_');
        // What a text says that CKAN's form takes, the catalogue says in a list.
        is_key.then(|| if key == "tag_string" { "tags".to_owned() } else { key.to_owned() })
    };
    text.lines().filter_map(key).collect()
}

/// The codes of the errors in a dataset's file, sorted.
fn errors(portal: &Portal) -> Vec<&'static str> {
    let review = fichero::review::review(portal.path(), &fichero::review::Options::default());
    let new = review.expect("a portal").new;
    let errors = new.iter().filter(|problem| problem.severity == Severity::Error);
    let mut codes: Vec<_> = errors.map(|problem| problem.code).collect();
    codes.sort_unstable();
    codes
}

proptest! {
    #![proptest_config(Config { cases: 96, failure_persistence: None, ..Config::default() })]

    #[test]
    fn nothing_is_lost_and_nothing_new_breaks(lines in breakages(), windows: bool) {
        let mut text = String::from("id: 019d4b1e-7c52-7d03-8f4e-2a6b9c10d3e5 # el de siempre\n");
        text += &lines.join("\n");
        text.push('\n');
        if windows {
            text = text.replace('\n', "\r\n");
        }
        let portal = portal(text.as_bytes());
        let before = errors(&portal);
        portal.run(&["check", "--fix"]);
        let once = portal.read(FILE);
        let after = errors(&portal);
        let could = !before.iter().any(|code| code.starts_with("yaml-"));
        if could {
            // Every error that is left was there, as often or less.
            let mut left = before.clone();
            for code in &after {
                let at = left.iter().position(|other| other == code);
                prop_assert!(at.is_some(), "{} is new:\n{}\n->\n{}", code, text, once);
                left.remove(at.expect("it is there"));
            }
            let read: serde_yaml::Value = serde_yaml::from_str(&once).expect("still YAML");
            prop_assert!(read.is_mapping());
        }
        let lost: Vec<_> = keys(&text).difference(&keys(&once)).cloned().collect();
        prop_assert!(lost.is_empty(), "{:?} lost:\n{}\n->\n{}", lost, text, once);
        prop_assert_eq!(windows, once.contains("\r\n"), "{}", once);
        prop_assert!(once.contains("# el de siempre"));
        portal.run(&["check", "--fix"]);
        prop_assert_eq!(once, portal.read(FILE), "a second run changes something");
    }

    #[test]
    fn what_is_mendable_alone_is_readable_afterwards(
        lines in prop::sample::subsequence(MENDABLE.to_vec(), 1..MENDABLE.len()),
    ) {
        let text = format!("url: https://a.example\n{}\n", lines.join("\n"));
        let portal = portal(text.as_bytes());
        portal.run(&["check", "--fix"]);
        let after = portal.read(FILE);
        let left = errors(&portal);
        prop_assert!(left.is_empty(), "{:?}\n{}\n->\n{}", left, text, after);
        prop_assert!(serde_yaml::from_str::<serde_yaml::Value>(&after).is_ok(), "{}", after);
    }
}

/// Lines that each break something of their own which mends itself.
const MENDABLE: [&str; 10] = [
    "title: Salud: camas por hospital",
    "notes: \"Viene de C:\\hospital\"",
    "author:Unidad de datos",
    "maintainer:\u{a0}Unidad de datos",
    "license_id: CC BY 4.0",
    "private: No",
    "state: publicado",
    "tags:\n* salud/agua\n* agua\n* salud agua",
    "version: \"1.0\" beta",
    "resources:\n- url: https://a.example/x y.csv\n\tformat: .csv",
];
