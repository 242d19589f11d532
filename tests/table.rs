//! Tables as offices send them, and as nobody should: what is said of each.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use fichero::table::{
    Checks, Finding, FrameWriter, Frames, Layout, Limits, Outcome, Package, PackageFolder, Plan,
    Row, Rows, Schema, SheetFormat, Singles, Source, Tally, open, read_spreadsheet, validate,
};
use fichero::text::{Lang, Texts};
use proptest::prelude::*;
use serde_json::json;
use snapbox::{assert_data_eq, str};

const SCHEMA: &str = r#"{
  "fields": [
    {"name": "rut", "type": "string", "constraints": {"required": true, "pattern": "[0-9.]+-[0-9kK]"}},
    {"name": "comuna", "type": "string"},
    {"name": "monto", "type": "number", "decimalChar": ",", "groupChar": "."},
    {"name": "fecha", "type": "date", "format": "%d/%m/%Y"}
  ],
  "primaryKey": ["rut"]
}"#;

fn check(name: &str, bytes: &[u8], plan: &Plan) -> (Outcome, Vec<Finding>) {
    let source = Source::of_bytes(name, bytes);
    let mut tally = Tally::of(name);
    let outcome = validate(&source, &Layout::of_name(name), plan, &mut tally, None);
    (outcome, tally.into_findings())
}

fn codes(name: &str, bytes: &[u8]) -> Vec<&'static str> {
    let (_, findings) = check(name, bytes, &Plan::default());
    findings.iter().map(|finding| finding.cause.code).collect()
}

fn told(findings: &[Finding], lang: Lang) -> String {
    let texts = Texts::embedded(lang);
    findings.iter().fold(String::new(), |mut out, finding| {
        let _ = writeln!(out, "[{}] {}", finding.cause.code, finding.message(&texts));
        let _ = writeln!(out, "    {}", finding.remedy(&texts));
        out
    })
}

fn schema(text: &str) -> Schema {
    Schema::from_json(&serde_json::from_str(text).expect("JSON")).expect("a schema")
}

#[test]
fn a_clerk_is_told_what_to_do_and_no_cell_is_shown() {
    let schema = schema(SCHEMA);
    let checks = Checks::from_json(&json!({"checks": [{"type": "duplicate-row"}]}));
    let plan =
        Plan { schema: Some(&schema), checks: checks.expect("a checklist"), ..Plan::default() };
    let table = fs::read(Path::new("tests/fixtures/table/compras.csv")).expect("a fixture");
    let (outcome, findings) = check("compras.csv", &table, &plan);
    assert_eq!(outcome.facts.encoding, Some("windows-1252"));
    assert_eq!(outcome.facts.delimiter, Some(';'));
    assert_data_eq!(
        told(&findings, Lang::Es),
        str![[r#"
[incorrect-label] la columna 1 se llama `RUT` y el esquema espera `rut`
    escriba `rut` en el encabezado, o corrija el esquema
[incorrect-label] la columna 2 se llama `Comuna` y el esquema espera `comuna`
    escriba `comuna` en el encabezado, o corrija el esquema
[type-error] `monto`: una celda no es de tipo `number` (fila 3)
    corrija esas celdas; si el dato falta, déjelas vacías, o escriba bajo el campo missingValues: ["", "s/i"] con el texto que lo dice
[type-error] `fecha`: una celda no es de tipo `date/%d/%m/%Y` (fila 3)
    corrija esas celdas; si el dato falta, déjelas vacías, o escriba bajo el campo missingValues: ["", "s/i"] con el texto que lo dice
[blank-row] la fila 4 está vacía
    borre las filas vacías
[primary-key] la clave `rut` falla en la fila 4: está vacía, o una de sus partes
    complete o corrija `rut`, o declare otra clave
[primary-key] la clave `rut` falla en 2 filas: se repite (las primeras: 5, 6)
    complete o corrija `rut`, o declare otra clave
[missing-cell] faltan 3 celdas (las primeras filas: 5, 7)
    complete la fila con un separador por cada columna vacía
[duplicate-row] la fila 6 repite la fila 2
    borre las repetidas, o agregue la columna que las distingue
[unclosed-quote] la comilla que abre en la fila 7 no se cierra: lo que sigue se lee como una sola celda
    cierre la comilla de la línea 7, o bórrela

"#]]
    );
    assert!(!format!("{findings:?}").contains("76.123.456"), "a key was shown");
    for lang in [Lang::En, Lang::Pt] {
        assert!(!told(&findings, lang).contains(['{', '}']), "a placeholder is open");
    }
}

#[test]
fn a_column_is_shown_only_if_the_caller_says_so() {
    let schema = schema(SCHEMA);
    let table = "rut;comuna;monto;fecha\n1-9;Ñuñoa;mucho;1/1/2020\nx;Ñuñoa;1;1/1/2020\n";
    let shown = BTreeSet::from(["monto".to_owned()]);
    let plan = Plan { schema: Some(&schema), shown, ..Plan::default() };
    let (_, findings) = check("a.csv", table.as_bytes(), &plan);
    let values: Vec<_> = findings
        .iter()
        .map(|finding| (finding.cause.column.clone(), finding.spots[0].value.clone()))
        .collect();
    let of = |name: &str| Some(name.to_owned());
    assert_eq!(values, [(of("monto"), of("mucho")), (of("rut"), None)]);
}

#[test]
fn a_first_row_of_data_is_not_told_as_labels() {
    let schema = schema(SCHEMA);
    let plan = Plan { schema: Some(&schema), ..Plan::default() };
    let table = "12.345.678-5;ana@example.org;912345678;1/1/2020\n";
    let (_, findings) = check("a.csv", table.as_bytes(), &plan);
    let said = told(&findings, Lang::Es);
    assert!(findings.len() >= 3, "{said}");
    for value in ["12.345", "ana@", "9123"] {
        assert!(!said.contains(value), "{said}");
    }
}

#[test]
fn a_million_equal_mistakes_are_one_finding() {
    let schema = schema(r#"{"fields": [{"name": "n", "type": "integer"}]}"#);
    let table = format!("n\n{}", "x\n".repeat(50_000));
    let plan = Plan { schema: Some(&schema), ..Plan::default() };
    let (outcome, findings) = check("a.csv", table.as_bytes(), &plan);
    assert_eq!((outcome.rows, findings.len()), (50_000, 1));
    assert_eq!((findings[0].count, findings[0].spots.len()), (50_000, Tally::SPOTS));
}

#[test]
fn keys_compare_by_value_and_repeated_rows_as_written() {
    let schema = schema(
        r#"{"fields": [{"name": "a", "type": "number"}, {"name": "b", "type": "string"}],
            "primaryKey": "a", "uniqueKeys": [["a", "b"]]}"#,
    );
    let checks = Checks::from_json(&json!({"checks": [{"type": "duplicate-row"}]}));
    let plan =
        Plan { schema: Some(&schema), checks: checks.expect("a checklist"), ..Plan::default() };
    let table = "a,b\n1,x\n1.0,x\n2,\"x,y\"\n2,\"x,y\"\n";
    let source = Source::of_bytes("a.csv", table.as_bytes());
    let mut singles = Singles::up_to(100);
    validate(&source, &Layout::of_name("a.csv"), &plan, &mut singles, None);
    let mut found: Vec<_> = singles.found.iter().map(|single| (single.code, single.row)).collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [
            ("duplicate-row", Some(5)),
            ("primary-key", Some(3)),
            ("primary-key", Some(5)),
            ("unique-key", Some(3)),
            ("unique-key", Some(5)),
        ]
    );
}

/// An archive with some members.
fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in members {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(*name, options).expect("memory");
        writer.write_all(content).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

fn book(sheet: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let types = format!(r#"<Types xmlns="{package}/content-types"/>"#);
    let root = format!(
        r#"<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let workbook = format!(
        r#"<workbook xmlns="{main}" xmlns:r="{relations}"><sheets><sheet name="Datos" sheetId="1" r:id="rId1"/></sheets></workbook>"#
    );
    let links = format!(
        r#"<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
    );
    let sheet = format!(r#"<worksheet xmlns="{main}">{sheet}</worksheet>"#);
    zipped(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

fn office(content: &str) -> Vec<u8> {
    let mime = b"application/vnd.oasis.opendocument.spreadsheet";
    let manifest = r#"<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"#;
    let content = format!(
        r#"<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="Datos">{content}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    zipped(&[
        ("mimetype", mime),
        ("META-INF/manifest.xml", manifest.as_bytes()),
        ("content.xml", content.as_bytes()),
    ])
}

#[test]
fn spreadsheets_are_tables_too() {
    let cell =
        |at: &str, text: &str| format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    let sheet = format!(
        r#"<dimension ref="A1:XFD1048576"/><sheetData><row r="1">{}{}</row><row r="2"><c r="A2"><v>1</v></c></row><row r="4"><c r="A4"><v>2</v></c>{}</row></sheetData>"#,
        cell("A1", "id"),
        cell("B1", "monto"),
        cell("B4", "mucho"),
    );
    let schema = schema(
        r#"{"fields": [{"name": "id", "type": "integer"}, {"name": "monto", "type": "number"}]}"#,
    );
    let plan = Plan { schema: Some(&schema), ..Plan::default() };
    let (outcome, findings) = check("a.xlsx", &book(&sheet), &plan);
    assert_eq!(outcome.rows, 3);
    let found: Vec<_> = findings.iter().map(|f| (f.cause.code, f.spots[0].place.row)).collect();
    assert_eq!(found, [("blank-row", Some(3)), ("type-error", Some(4))]);

    let content = r#"<table:table-row><table:table-cell office:value-type="string"><text:p>id</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell></table:table-row><table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>"#;
    let (outcome, findings) = check("a.ods", &office(content), &Plan::default());
    assert_eq!((outcome.labels, outcome.rows, findings.len()), (vec!["id".to_owned()], 1, 0));
}

#[test]
fn merged_cells_are_told_with_the_first_one_s_row() {
    let row = |number: u64| {
        let cell =
            |at: char| format!(r#"<c r="{at}{number}" t="inlineStr"><is><t>x{at}</t></is></c>"#);
        format!(r#"<row r="{number}">{}{}</row>"#, cell('A'), cell('B'))
    };
    let rows = format!("<sheetData>{}{}{}</sheetData>", row(1), row(2), row(3));
    let told = |name: &str, bytes: &[u8]| {
        let (outcome, findings) = check(name, bytes, &Plan::default());
        let merged = findings.iter().filter(|finding| finding.cause.code == "merged-cells");
        let merged = merged.map(|f| (f.cause.args[0].1.clone(), f.spots[0].place.row)).collect();
        (outcome.rows, merged)
    };
    let with = |regions: &[&str]| {
        let cells: Vec<String> =
            regions.iter().map(|at| format!(r#"<mergeCell ref="{at}"/>"#)).collect();
        let cells = cells.concat();
        told("a.xlsx", &book(&format!("{rows}<mergeCells>{cells}</mergeCells>")))
    };
    let merged = |n: &str, row: u64| vec![(n.to_owned(), Some(row))];
    assert_eq!(with(&["A3:B3", "A2:A3"]), (2, merged("2", 2)));
    assert_eq!(with(&["A2:A2"]), (2, vec![]), "one cell is not merged");
    assert_eq!(with(&["A2:!"]), (2, vec![]), "what is broken beside the rows costs no row");
    let cell = |span: &str| {
        format!(
            r#"<table:table-cell office:value-type="string"{span}><text:p>x</text:p></table:table-cell>"#
        )
    };
    let line =
        |span: &str| format!("<table:table-row>{}{}</table:table-row>", cell(span), cell(""));
    let over = r#" table:number-columns-spanned="1" table:number-rows-spanned="2""#;
    let content = [line(""), line(over), line("")].concat();
    assert_eq!(told("a.ods", &office(&content)), (2, merged("1", 2)));
    let no = r#" table:number-columns-spanned="1" table:number-rows-spanned="1""#;
    assert_eq!(told("a.ods", &office(&[line(""), line(no)].concat())), (1, vec![]));
}

#[test]
fn rows_of_a_spreadsheet_pass_from_one_process_to_another() {
    let sheet =
        r#"<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>2.5</v></c></row></sheetData>"#;
    let limits = Limits::default();
    let mut writer = FrameWriter::new(Vec::new());
    let read = read_spreadsheet(&book(sheet), SheetFormat::Xlsx, None, &limits, &mut writer);
    let bytes = writer.end(&read).expect("memory");
    let mut frames = Frames::new(bytes.as_slice(), &limits);
    let mut row = Row::default();
    assert_eq!(frames.next(&mut row), Ok(true));
    let cells: Vec<&str> = (0..row.len()).map(|index| row.text(index)).collect();
    assert_eq!(cells, ["1", "", "2.5"]);
    assert_eq!(frames.next(&mut row), Ok(false));
}

#[test]
fn hostile_files_end_in_a_finding() {
    let limits =
        Limits { sheet_rows: 1000, sheet_cells: 10_000, bytes: 8 << 20, ..Limits::default() };
    let plan = || Plan { limits: limits.clone(), ..Plan::default() };
    let reason = |name: &str, bytes: &[u8]| {
        let (outcome, findings) = check(name, bytes, &plan());
        assert!(!outcome.complete, "{name}");
        findings.last().and_then(|finding| finding.cause.reason)
    };
    let zeros = vec![b'0'; 16 << 20];
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&zeros).expect("memory");
    assert_eq!(reason("a.csv.gz", &gzip.finish().expect("memory")), Some("file-bytes"));
    assert_eq!(reason("a.csv.zip", &zipped(&[("a.csv", &zeros)])), Some("file-bytes"));

    let far = r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1000000"><c r="A1000000"><v>1</v></c></row></sheetData>"#;
    assert_eq!(reason("a.xlsx", &book(far)), Some("sheet-rows"));
    let wide = r#"<sheetData><row r="1"><c r="XFD1"><v>1</v></c></row></sheetData>"#;
    assert_eq!(reason("a.xlsx", &book(wide)), Some("fields"));
    let repeated = r#"<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16000" office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>"#;
    assert_eq!(reason("a.ods", &office(repeated)), Some("sheet-cells"));
    assert_eq!(reason("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Some("sheet-broken"));

    assert_eq!(codes("a.json", "[".repeat(100_000).as_bytes()), ["source-error"]);
    assert_eq!(codes("a.json", br#"[{"a": 1}, 5]"#), ["source-error"]);
    assert_eq!(codes("a.csv", b""), ["source-error"]);
    assert_eq!(codes("a.exe", b"MZ"), ["format-error"]);
    assert_eq!(codes("a.csv.gz", b"a,b\n"), ["compression-error"]);
    assert_eq!(reason("a.csv", b"<!DOCTYPE html><title>404</title>"), Some("web-page"));
    assert_eq!(reason("a.csv", &zipped(&[("a.csv", b"a\n")])), Some("not-text"));
    let swallowed = format!("a,b\n1,\"x\n{}", "1,2\n".repeat(2_000_000));
    assert_eq!(codes("a.csv", swallowed.as_bytes()), ["unclosed-quote"]);
}

#[test]
fn a_package_stays_in_its_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let inside = folder.path().join("inside");
    fs::create_dir(&inside).expect("a folder");
    fs::write(folder.path().join("secret.csv"), "a\n1\n").expect("a file");
    fs::write(inside.join("schema.json"), r#"{"fields": [{"name": "a", "type": "date"}]}"#)
        .expect("a file");
    fs::write(inside.join("a.csv"), "a\n1\n").expect("a file");
    let files = PackageFolder::new(&inside).expect("the folder");
    let found = |resource: serde_json::Value| -> Vec<&'static str> {
        match Package::from_json(&json!({"resources": [resource]}), &files) {
            Err(causes) => causes.iter().map(|cause| cause.code).collect(),
            Ok(package) => {
                let mut singles = Singles::up_to(9);
                let checks = Checks::default();
                package.validate(&package.resources[0], &files, &checks, &mut singles);
                singles.found.iter().map(|single| single.code).collect()
            }
        }
    };
    assert_eq!(
        found(json!({"name": "a", "path": "a.csv", "schema": "schema.json"})),
        ["type-error"]
    );
    assert_eq!(found(json!({"name": "a", "data": [{"a": 1}, {"a": 2, "b": 3}]})), ["extra-cell"]);
    for path in ["../secret.csv", "/etc/hostname", "https://example.org/a.csv", "b\\..\\a.csv"] {
        assert_eq!(found(json!({"name": "a", "path": path})), ["resource-error"], "{path}");
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("../secret.csv", inside.join("link.csv")).expect("a link");
        assert_eq!(found(json!({"name": "a", "path": "link.csv"})), ["scheme-error"]);
    }
}

#[test]
fn a_file_on_disk_is_a_source() {
    let source = open(Path::new("tests/fixtures/table/compras.csv"), "compras.csv");
    let mut tally = Tally::of("compras.csv");
    let layout = Layout::of_name("compras.csv");
    let outcome = validate(&source, &layout, &Plan::default(), &mut tally, None);
    assert!(outcome.complete && outcome.rows > 0);
    let none = open(Path::new("tests/fixtures/table/none.csv"), "none.csv");
    assert!(none.read().is_err_and(|stop| stop.cause.code == "scheme-error"));
}

/// Every code and reason that the source names has its texts.
#[test]
fn whatever_is_found_can_be_said() {
    let mut codes = BTreeSet::new();
    let mut reasons = BTreeSet::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/table");
    let literal = r#""([a-z0-9]+(?:-[a-z0-9]+)*)""#;
    let code = format!(r"(?:Cause::new|Cause::of_column|Stop::because)\(\s*{literal}");
    let count = r#"(?:count|differ)\("([a-z]+-[a-z]+)""#.to_owned();
    let both = format!(r#"Stop::because\("[a-z-]+", {literal}"#);
    let reason = format!(r"[.>]because\({literal}\)|too_much\({literal}|problem\({literal}");
    let wrong = r#"wrong\((?:&?\w+, (?:"\w+"|\w+), )?"([a-z0-9]+(?:-[a-z0-9]+)+)""#.to_owned();
    let [code, count, both, reason, wrong] = [code, count, both, reason, wrong]
        .map(|pattern| regex::Regex::new(&pattern).expect("a pattern"));
    for entry in fs::read_dir(folder).expect("our own source").flatten() {
        // What is below in folders has texts of its own.
        let Ok(text) = fs::read_to_string(entry.path()) else { continue };
        let shipped = text.split("#[cfg(test)]").next().unwrap_or_default();
        let found = code.captures_iter(shipped).chain(count.captures_iter(shipped));
        codes.extend(found.map(|found| found[1].to_owned()));
        for pattern in [&both, &reason, &wrong] {
            let found = pattern.captures_iter(shipped);
            reasons.extend(found.filter_map(|found| {
                found.iter().skip(1).flatten().next().map(|part| part.as_str().to_owned())
            }));
        }
    }
    assert!(codes.len() > 35 && reasons.len() > 35, "{} {}", codes.len(), reasons.len());
    for lang in Lang::ALL {
        let texts = Texts::embedded(lang);
        for code in &codes {
            for key in [format!("table.{code}"), format!("table.{code}-help")] {
                assert!(texts.has(&key), "{lang:?} {key}");
            }
        }
        for reason in &reasons {
            assert!(texts.has(&format!("table.reason.{reason}")), "{lang:?} {reason}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_stop_the_program(bytes: Vec<u8>, ending in 0_usize..9) {
        let names = [
            "a.csv", "a.tsv", "a.json", "a.jsonl", "a.xlsx", "a.xls", "a.ods", "a.csv.gz", "a.csv.zip",
        ];
        let schema = schema(SCHEMA);
        let plan = Plan { schema: Some(&schema), ..Plan::default() };
        check(names[ending], &bytes, &plan);
    }

    #[test]
    fn broken_books_stop_nothing(at in 0_usize..2000, byte: u8) {
        let mut bytes = book(r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>"#);
        let at = at % bytes.len();
        bytes[at] = byte;
        check("a.xlsx", &bytes, &Plan::default());
    }
}
