//! What `fichero check` gives to forges, reviewers, test runners and people, of a file that says
//! everything that could break out of a format.
#![allow(clippy::needless_raw_string_hashes, reason = "snapshots are written with them")]

#[path = "formats/any.rs"]
mod any;
#[path = "formats/limits.rs"]
mod limits;
#[path = "formats/schema.rs"]
mod schema;
#[path = "formats/seen.rs"]
mod seen;

use fichero::report::rules::Weight;
use fichero::report::text::Paint;
use fichero::report::{
    Diagnostic, Edit, Outcome, Severity, Source, Span, github, gitlab, json, junit, markdown,
    rdjson, sarif, short, text,
};
use fichero::text::{Lang, Texts};
use serde_json::Value;
use snapbox::{IntoData as _, assert_data_eq, file, str};

const FILE: &str = "catalog/organizations/muni/datasets/buses/dataset.yaml";
const ORPHAN: &str = "catalog/Ñuñoa 100%/a:b,c#1.csv";
/// A byte order mark, ends of line with CR, a tab, letters of two and of four bytes, and what every
/// format has for its own signs.
const TEXT: &str = "\u{feff}# Ñuñoa 😀, 100%: «x»\r\n\
    title: 😀 <script>alert(1)</script> | `b`\r\n\
    license: ::error::%0A,x\r\n\
    \ttitle: \"dos\"\r\n";
const HOSTILE: &str = "]]>\"' ::error::%0A, @octocat #1 ##[group] [x](https://evil.example) <b>|`";

fn texts() -> Texts {
    Texts::embedded(Lang::Es)
}

fn span(source: &Source, part: &str) -> Span {
    let start = source.text.find(part).unwrap_or_else(|| panic!("no {part}"));
    Span::new(start..start + part.len())
}

/// An error with a further place, a warning of the first line, one whose fix is two edits, a note of
/// a whole file, and one that was there before; in a portal that is a folder of its repository.
fn outcome() -> Outcome {
    let source = Source::new(FILE, TEXT);
    let at = |part: &str| span(&source, part);
    let (error, warning) = (Severity::Error, Severity::Warning);
    let second = at("\ttitle: \"dos\"\r\n");
    let mut twice = Diagnostic::at(error, "yaml-duplicate-key", &source, at("title: \"dos\""))
        .with("key", "title")
        .labelled(&source, at("title: 😀"), "label.first-here");
    twice.fix = vec![Edit::new(&source, second, "")];
    let mut license = Diagnostic::at(warning, "license-unknown", &source, at("::error::%0A,x"))
        .with("id", HOSTILE);
    license.fix = vec![
        Edit::new(&source, at("license"), "licencia"),
        Edit::new(&source, at("%0A,x"), "«{cc-by}»"),
    ];
    let diagnostics = vec![
        Diagnostic::of_file(Severity::Note, "data-file-orphan", ORPHAN)
            .with("path", "a:b,c#1.csv")
            .with("file", FILE),
        Diagnostic::at(warning, "field-unknown", &source, at("100%")).with("key", "tab\there"),
        license,
        twice,
    ];
    let known =
        Diagnostic::at(error, "yaml-tag", &source, at("<script>")).with("value", "<script>");
    Outcome {
        diagnostics,
        known: vec![known],
        changed: Some([FILE.to_owned()].into()),
        weights: [("license-unknown", Weight::Is(warning)), ("notes-short", Weight::Off)].into(),
        folder: "portal/".into(),
        page_of_rule: Some("https://datos.example.org/reglas/{code}/".into()),
        grades: None,
    }
}

fn pretty(json: &str) -> String {
    let value: Value = serde_json::from_str(json).expect("JSON");
    assert!(json.ends_with('\n') && json.lines().count() == 1, "one line");
    serde_json::to_string_pretty(&value).expect("JSON") + "\n"
}

#[test]
fn text_for_people_ends_with_the_counts() {
    assert_data_eq!(
        text::report(&texts(), &outcome(), Paint::Plain),
        str![[r#"
nota[data-file-orphan]: ningún recurso usa el archivo `a:b,c#1.csv`: no se publicará
--> catalog/Ñuñoa 100%/a:b,c#1.csv
 = solución: agregue en catalog/organizations/muni/datasets/buses/dataset.yaml, bajo `resources:`, una entrada «- path: a:b,c#1.csv», o borre el archivo

aviso[field-unknown]: `tab\u{9}here` no es un campo del portal; no se publica
 --> catalog/organizations/muni/datasets/buses/dataset.yaml:1:12
  |
1 | # Ñuñoa 😀, 100%: «x»
  |             ^^^^
  |
  = solución: muévalo bajo `extras:`, o agréguelo a `dataset_fields:` en portal.yaml

aviso[license-unknown]: la licencia `]]>"' ::error::%0A, @octocat #1 ##[group] [x](https://evil.example) <b>|`` no está en la lista del portal
 --> catalog/organizations/muni/datasets/buses/dataset.yaml:3:10
  |
3 | license: ::error::%0A,x
  |          ^^^^^^^^^^^^^^
  |
  = solución: escriba el identificador de una de la lista (cc-by, cc-zero, odc-by, odc-odbl …) o agregue esta a `licenses:` en portal.yaml

error[yaml-duplicate-key]: `title` está dos veces: no se sabe cuál vale
 --> catalog/organizations/muni/datasets/buses/dataset.yaml:4:2
  |
2 | title: 😀 <script>alert(1)</script> | `b`
  | --------- aquí la primera vez
3 | license: ::error::%0A,x
4 |     title: "dos"
  |     ^^^^^^^^^^^^
  |
  = solución: deje una sola línea `title:` y borre la otra

1 error, 2 avisos, 1 nota (1 problema que ya estaba no se cuenta)

"#]].raw()
    );
}

#[test]
fn short_for_editors_is_a_line_each() {
    assert_data_eq!(
        short::render(&texts(), &outcome().diagnostics),
        str![[r#"
catalog/Ñuñoa 100%/a:b,c#1.csv:1:1: nota[data-file-orphan] ningún recurso usa el archivo `a:b,c#1.csv`: no se publicará
catalog/organizations/muni/datasets/buses/dataset.yaml:1:12: aviso[field-unknown] `tab\u{9}here` no es un campo del portal; no se publica
catalog/organizations/muni/datasets/buses/dataset.yaml:3:10: aviso[license-unknown] la licencia `]]>"' ::error::%0A, @octocat #1 ##[group] [x](https://evil.example) <b>|`` no está en la lista del portal
catalog/organizations/muni/datasets/buses/dataset.yaml:4:2: error[yaml-duplicate-key] `title` está dos veces: no se sabe cuál vale

"#]].raw()
    );
}

#[test]
fn github_annotates_in_characters_and_one_line_each() {
    let said = github::render(&texts(), &outcome());
    assert_data_eq!(
        said,
        str![[r#"
::error file=portal/catalog/organizations/muni/datasets/buses/dataset.yaml,line=4,endLine=4,col=2,endColumn=14,title=cada campo aparece una sola vez (yaml-duplicate-key)::`title` está dos veces: no se sabe cuál vale%0Asolución: deje una sola línea `title:` y borre la otra
::warning file=portal/catalog/organizations/muni/datasets/buses/dataset.yaml,line=3,endLine=3,col=10,endColumn=24,title=la licencia es una de la lista del portal (license-unknown)::la licencia `]]>"' ::error::%250A, @octocat #1 ##[group] [x](https://evil.example) <b>|`` no está en la lista del portal%0Asolución: escriba el identificador de una de la lista (cc-by, cc-zero, odc-by, odc-odbl …) o agregue esta a `licenses:` en portal.yaml
::warning file=portal/catalog/organizations/muni/datasets/buses/dataset.yaml,line=1,endLine=1,col=12,endColumn=16,title=los campos del archivo son del portal%2C del perfil o de extras (field-unknown)::`tab\u{9}here` no es un campo del portal; no se publica%0Asolución: muévalo bajo `extras:`, o agréguelo a `dataset_fields:` en portal.yaml
::notice file=portal/catalog/Ñuñoa 100%25/a%3Ab%2Cc#1.csv,title=cada archivo de la carpeta es de un recurso (data-file-orphan)::ningún recurso usa el archivo `a:b,c#1.csv`: no se publicará%0Asolución: agregue en catalog/organizations/muni/datasets/buses/dataset.yaml, bajo `resources:`, una entrada «- path: a:b,c#1.csv», o borre el archivo

"#]].raw()
    );
}

#[test]
fn gitlab_has_the_keys_it_asks_for() {
    let said = gitlab::render(&texts(), &outcome());
    let issues: Vec<Value> = serde_json::from_str(&said).expect("a list");
    assert_eq!(issues.len(), 5, "known problems are not mended ones");
    for issue in &issues {
        for key in ["/description", "/check_name", "/fingerprint", "/severity", "/location/path"] {
            assert!(issue.pointer(key).is_some_and(Value::is_string), "{key}: {issue}");
        }
        assert!(issue.pointer("/location/lines/begin").is_some_and(Value::is_u64), "{issue}");
    }
    assert_data_eq!(pretty(&said), file!["formats/expected/gitlab.json": Text].raw());
}

#[test]
fn sarif_counts_in_utf_16() {
    let mut texts = texts();
    let rules = "license-unknown.title = \"Licencia fuera de la lista\"\n\
                 license-unknown.why = \"Nadie sabe qué permite [1](x).\"\n\
                 license-unknown.repair = \"Escriba {una} de la lista.\"\n";
    texts.overlay("rules", rules).expect("texts");
    let said = sarif::render(&texts, &outcome()).replace(env!("CARGO_PKG_VERSION"), "[VERSION]");
    assert_data_eq!(pretty(&said), file!["formats/expected/sarif.json": Text].raw());
}

#[test]
fn rdjson_counts_in_bytes_and_suggests_a_fix_whole() {
    let said = rdjson::render(&texts(), &outcome());
    assert_data_eq!(pretty(&said), file!["formats/expected/rdjson.json": Text].raw());
}

#[test]
fn junit_fails_for_errors_alone() {
    assert_data_eq!(
        junit::render(&texts(), &outcome()),
        str![[r#"
<?xml version="1.0" encoding="utf-8"?>
<testsuites name="fichero check" tests="5" failures="1" errors="0" skipped="1">
 <testsuite name="portal/catalog/organizations/muni/datasets/buses/dataset.yaml" tests="4" failures="1" errors="0" skipped="1">
  <testcase classname="portal/catalog/organizations/muni/datasets/buses/dataset.yaml" name="field-unknown: `tab\u{9}here` no es un campo del portal; no se publica" file="portal/catalog/organizations/muni/datasets/buses/dataset.yaml" line="1">
   <system-out>portal/catalog/organizations/muni/datasets/buses/dataset.yaml:1:12: aviso[field-unknown] `tab\u{9}here` no es un campo del portal; no se publica
solución: muévalo bajo `extras:`, o agréguelo a `dataset_fields:` en portal.yaml</system-out>
  </testcase>
  <testcase classname="portal/catalog/organizations/muni/datasets/buses/dataset.yaml" name="yaml-tag: un valor sin comillas no puede empezar con `!`: `&lt;script&gt;`" file="portal/catalog/organizations/muni/datasets/buses/dataset.yaml" line="2">
   <skipped message="ya estaba antes de este cambio"/>
   <system-out>portal/catalog/organizations/muni/datasets/buses/dataset.yaml:2:10: error[yaml-tag] un valor sin comillas no puede empezar con `!`: `&lt;script&gt;`
solución: ponga el valor entre comillas dobles, desde el comienzo hasta el final de la línea</system-out>
  </testcase>
  <testcase classname="portal/catalog/organizations/muni/datasets/buses/dataset.yaml" name="license-unknown: la licencia `]]&gt;&quot;&apos; ::error::%0A, @octocat #1 ##[group] [x](https://evil.example) &lt;b&gt;|`` no está en la lista del portal" file="portal/catalog/organizations/muni/datasets/buses/dataset.yaml" line="3">
   <system-out>portal/catalog/organizations/muni/datasets/buses/dataset.yaml:3:10: aviso[license-unknown] la licencia `]]&gt;&quot;&apos; ::error::%0A, @octocat #1 ##[group] [x](https://evil.example) &lt;b&gt;|`` no está en la lista del portal
solución: escriba el identificador de una de la lista (cc-by, cc-zero, odc-by, odc-odbl …) o agregue esta a `licenses:` en portal.yaml</system-out>
  </testcase>
  <testcase classname="portal/catalog/organizations/muni/datasets/buses/dataset.yaml" name="yaml-duplicate-key: `title` está dos veces: no se sabe cuál vale" file="portal/catalog/organizations/muni/datasets/buses/dataset.yaml" line="4">
   <failure type="yaml-duplicate-key" message="`title` está dos veces: no se sabe cuál vale">portal/catalog/organizations/muni/datasets/buses/dataset.yaml:4:2: error[yaml-duplicate-key] `title` está dos veces: no se sabe cuál vale
solución: deje una sola línea `title:` y borre la otra</failure>
  </testcase>
 </testsuite>
 <testsuite name="portal/catalog/Ñuñoa 100%/a:b,c#1.csv" tests="1" failures="0" errors="0" skipped="0">
  <testcase classname="portal/catalog/Ñuñoa 100%/a:b,c#1.csv" name="data-file-orphan: ningún recurso usa el archivo `a:b,c#1.csv`: no se publicará" file="portal/catalog/Ñuñoa 100%/a:b,c#1.csv" line="1">
   <system-out>portal/catalog/Ñuñoa 100%/a:b,c#1.csv:1:1: nota[data-file-orphan] ningún recurso usa el archivo `a:b,c#1.csv`: no se publicará
solución: agregue en catalog/organizations/muni/datasets/buses/dataset.yaml, bajo `resources:`, una entrada «- path: a:b,c#1.csv», o borre el archivo</system-out>
  </testcase>
 </testsuite>
</testsuites>

"#]].raw()
    );
}

#[test]
fn markdown_is_text_whatever_a_file_says() {
    assert_data_eq!(
        markdown::render(&texts(), &outcome()),
        str![[r###"
## 1 error, 2 avisos, 1 nota

### <code>portal/catalog/organizations/muni/datasets/buses/dataset.yaml</code>

- **error**, línea 4, columna 2: <code>title</code> está dos veces: no se sabe cuál vale ([<code>yaml-duplicate-key</code>](https://datos.example.org/reglas/yaml-duplicate-key/))<br>solución: deje una sola línea <code>title:</code> y borre la otra
- **aviso**, línea 3, columna 10: la licencia <code>&#93;&#93;&#62;"' &#58;&#58;error&#58;&#58;%0A, &#64;octocat &#35;1 &#35;&#35;&#91;group&#93; &#91;x&#93;(https&#58;//evil.example) &#60;b&#62;&#124;</code>&#96; no está en la lista del portal ([<code>license-unknown</code>](https://datos.example.org/reglas/license-unknown/))<br>solución: escriba el identificador de una de la lista (cc-by, cc-zero, odc-by, odc-odbl …) o agregue esta a <code>licenses:</code> en portal.yaml
- **aviso**, línea 1, columna 12: <code>tab&#92;u&#123;9&#125;here</code> no es un campo del portal; no se publica ([<code>field-unknown</code>](https://datos.example.org/reglas/field-unknown/))<br>solución: muévalo bajo <code>extras:</code>, o agréguelo a <code>dataset&#95;fields:</code> en portal.yaml

### <code>portal/catalog/Ñuñoa 100%/a&#58;b,c&#35;1.csv</code>

- **nota**: ningún recurso usa el archivo <code>a&#58;b,c&#35;1.csv</code>: no se publicará ([<code>data-file-orphan</code>](https://datos.example.org/reglas/data-file-orphan/))<br>solución: agregue en catalog/organizations/muni/datasets/buses/dataset.yaml, bajo <code>resources:</code>, una entrada «- path: a&#58;<!-- -->b,c&#35;<!-- -->1.csv», o borre el archivo

1 problema que ya estaba no se cuenta

Este portal da otro peso a estas reglas: [<code>license-unknown</code>](https://datos.example.org/reglas/license-unknown/) → <code>warning</code>, [<code>notes-short</code>](https://datos.example.org/reglas/notes-short/) → <code>off</code>

"###]].raw()
    );
}

#[test]
fn json_is_what_its_schema_says() {
    let said = json::document(&texts(), &outcome());
    assert_data_eq!(pretty(&said), file!["formats/expected/fichero.json": Text].raw());
    let schema = include_str!("../assets/schemas/check.schema.json");
    let schema: Value = serde_json::from_str(schema).expect("JSON");
    let value: Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!(schema::breaches(&schema, &value), Vec::<String>::new());

    // The schema says no to what is not so.
    let broken = |change: fn(&mut Value)| {
        let mut value = value.clone();
        change(&mut value);
        assert!(!schema::breaches(&schema, &value).is_empty(), "{value}");
    };
    broken(|value| value["version"] = 2.into());
    broken(|value| value["diagnostics"][1]["severity"] = "notice".into());
    broken(|value| value["diagnostics"][1]["places"]["utf8"]["column"] = 0.into());
    broken(|value| value["diagnostics"][1]["more"] = 1.into());
    broken(|value| value["rules"]["license-unknown"] = "fatal".into());
    broken(|value| {
        value["summary"].as_object_mut().expect("an object").remove("known");
    });
}

/// A catalogue with nothing wrong is told so in every form.
#[test]
fn nothing_wrong_is_said_and_valid() {
    let (texts, outcome) = (texts(), Outcome::default());
    assert_eq!(text::report(&texts, &outcome, Paint::Plain), "ningún problema\n");
    assert_eq!(github::render(&texts, &outcome), "");
    assert_eq!(gitlab::render(&texts, &outcome), "[]\n");
    assert_eq!(markdown::render(&texts, &outcome), "## ningún problema\n");
    assert_data_eq!(
        junit::render(&texts, &outcome),
        str![[r#"
<?xml version="1.0" encoding="utf-8"?>
<testsuites name="fichero check" tests="1" failures="0" errors="0" skipped="0">
 <testsuite name="fichero check" tests="1" failures="0" errors="0" skipped="0">
  <testcase classname="fichero check" name="ningún problema"/>
 </testsuite>
</testsuites>

"#]]
        .raw()
    );
    let sarif: Value = serde_json::from_str(&sarif::render(&texts, &outcome)).expect("JSON");
    assert_eq!(sarif["runs"][0]["results"], serde_json::json!([]));
    let rdjson: Value = serde_json::from_str(&rdjson::render(&texts, &outcome)).expect("JSON");
    assert_eq!(rdjson["diagnostics"], serde_json::json!([]));
}

/// The columns of the first line's `100%` and of an edit behind «Ñuñoa 😀», as each reader counts.
#[test]
fn every_reader_gets_its_own_columns() {
    let outcome = outcome();
    let place = outcome.diagnostics[1].excerpt.as_ref().expect("a place").start;
    let before = TEXT.trim_start_matches('\u{feff}').split("100%").next().expect("there is one");
    assert_eq!(place.column as usize, before.chars().count() + 1);
    assert_eq!(place.utf16 as usize, before.encode_utf16().count() + 1);
    assert_eq!(place.utf8 as usize, before.len() + '\u{feff}'.len_utf8() + 1);
    let (characters, units, bytes) = (place.column, place.utf16, place.utf8);
    assert!(characters < units && units < bytes, "they differ: {place:?}");

    let texts = texts();
    let github = github::render(&texts, &outcome);
    assert!(github.contains(&format!("line=1,endLine=1,col={characters},endColumn=")), "{github}");
    let of = |said: String, pointer: &str| {
        let value: Value = serde_json::from_str(&said).expect("JSON");
        value.pointer(pointer).and_then(Value::as_u64).unwrap_or_else(|| panic!("{pointer}"))
    };
    let region = "/runs/0/results/0/locations/0/physicalLocation/region/startColumn";
    assert_eq!(of(sarif::render(&texts, &outcome), region), u64::from(units));
    let range = "/diagnostics/1/location/range/start/column";
    assert_eq!(of(rdjson::render(&texts, &outcome), range), u64::from(bytes));
    let json = json::document(&texts, &outcome);
    assert_eq!(of(json.clone(), "/diagnostics/0/column"), u64::from(characters));
    assert_eq!(of(json.clone(), "/diagnostics/0/places/utf8/column"), u64::from(bytes));
    assert_eq!(of(json, "/diagnostics/0/places/utf16/column"), u64::from(units));
}
