//! What the grade is told of tables, one criterion after the other.

use crate::{FILE, catalog, options};
use fichero::survey::{Surveys, facts};
use fichero::table::grade::facts::{
    Content, Dataset, Dates, Declared, Link, Looked, Numbers, Relief, Table, Tally,
};
use std::io::Write as _;
use std::path::Path;

use crate::support::Portal;

const HOME: &str = "catalog/organizations/salud/datasets/camas";

/// A portal with one dataset, whose resources are given.
fn portal(address: &str, resources: &str, files: &[(&str, &str)]) -> Portal {
    let portal = Portal::with(&[
        ("catalog/portal.yaml", &format!("title: Prueba\nbase_url: {address}\n")),
        ("catalog/organizations/salud/organization.yaml", "title: Salud\n"),
        (FILE, &format!("title: Camas por hospital\nresources:\n{resources}")),
    ]);
    for (name, text) in files {
        portal.write(&format!("{HOME}/{name}"), text);
    }
    portal
}

fn known(root: &Path) -> Dataset {
    let catalog = catalog(root);
    let surveys = Surveys::of(&catalog, &options(root));
    let handle = catalog.dataset_handles().next().expect("a dataset");
    facts(&catalog, handle, &surveys, None)
}

/// What is known of a CSV file, `more` being declared of it.
fn table(more: &str, text: &str) -> Table {
    let resources = format!("- path: camas.csv\n  name: Camas\n{more}");
    let portal = portal("https://datos.example.org", &resources, &[("camas.csv", text)]);
    known(portal.path()).resources.remove(0).table.expect("a table")
}

fn tally(n: u64, first: u64) -> Tally {
    Tally { n, first: Some(first) }
}

#[test]
fn dates_are_ambiguous_until_a_day_is_past_twelve() {
    let dates = |more: &str, cells: &[&str]| {
        let text = format!("fecha,n\n{},1\n", cells.join(",1\n"));
        table(more, &text).columns.remove(0).dates
    };
    assert_eq!(dates("", &["01/02/2024", "3/4/2024", "12-11-2024"]), Some(Dates::Mixed));
    assert_eq!(dates("", &["01/02/2024", "3/4/2024", "12/11/2024"]), Some(Dates::Ambiguous));
    assert_eq!(dates("", &["01/02/2024", "13/4/2024"]), Some(Dates::Other), "day first");
    assert_eq!(dates("", &["01/02/2024", "4/13/2024"]), Some(Dates::Other), "month first");
    assert_eq!(dates("", &["13/02/2024", "4/13/2024"]), Some(Dates::Mixed), "both");
    assert_eq!(dates("", &["01.02.2024"]), Some(Dates::Ambiguous));
    assert_eq!(dates("", &["2024-02-01", "01/02/2024"]), Some(Dates::Mixed));
    assert_eq!(dates("", &["2024-02-01", "2024-02-01T10:00:00"]), Some(Dates::Iso));
    let field =
        |format: &str| format!("  fields: [{{name: fecha, type: date, format: \"{format}\"}}]\n");
    assert_eq!(dates(&field("%d/%m/%Y"), &["01/02/2024"]), Some(Dates::Declared));
    assert_eq!(
        dates(&field("any"), &["01/02/2024"]),
        Some(Dates::Ambiguous),
        "it declares nothing"
    );
}

#[test]
fn a_declared_pattern_tells_the_days_that_no_look_does() {
    let declared =
        "  fields: [{name: hospital}, {name: alta, type: datetime, format: \"%m/%d/%Y %H:%M\"}]\n";
    let text = "hospital,alta\nTalca,11/02/2019 08:00\nTalca,4/17/2014 0:00\nTalca,\n";
    let table = table(declared, text);
    assert_eq!(table.columns[1].dates, Some(Dates::Declared));
    let days = ["2014-04-17", "2019-11-02"].map(|day| day.parse().expect("a day"));
    assert_eq!(table.days, Some((days[0], days[1])));
}

#[test]
fn totals_and_notes_are_counted_where_they_are() {
    let text = "hospital,camas\nTalca,10\nCuricó,5\nTOTAL,15\n,\nFuente: DEIS,\n";
    assert_eq!(table("", text).footers, tally(2, 4));
    assert_eq!(table("", "hospital,camas\nTalca,10\nTotal Curicó,5\n").footers, Tally::default());
}

/// A spreadsheet with a title over three columns.
fn book() -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let cell =
        |at: &str, text: &str| format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    let labels = ["A2", "B2", "C2"].map(|at| cell(at, &at.to_lowercase())).concat();
    let values = ["A3", "B3", "C3"].map(|at| cell(at, "x")).concat();
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    for (name, content) in [
        (
            "_rels/.rels",
            format!(
                r#"<Relationships xmlns="{package}"><Relationship Id="a" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns="{main}" xmlns:r="{relations}"><sheets><sheet name="Hoja" sheetId="1" r:id="a"/></sheets></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                r#"<Relationships xmlns="{package}"><Relationship Id="a" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!(
                r#"<worksheet xmlns="{main}"><sheetData><row r="1">{}</row><row r="2">{labels}</row><row r="3">{values}</row></sheetData><mergeCells count="2"><mergeCell ref="A1:C1"/><mergeCell ref="B3:B3"/></mergeCells></worksheet>"#,
                cell("A1", "Camas")
            ),
        ),
    ] {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("memory");
        writer.write_all(content.as_bytes()).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

#[test]
fn merged_cells_are_counted() {
    let portal = portal("https://datos.example.org", "- path: camas.xlsx\n", &[]);
    std::fs::write(portal.path().join(HOME).join("camas.xlsx"), book()).expect("a file");
    let table = known(portal.path()).resources.remove(0).table.expect("a table");
    assert_eq!((table.titles, table.merged), (1, tally(1, 1)), "of one cell is not merged");
}

#[test]
fn rules_that_are_kept_are_looked_at_too() {
    let rule = |formula: &str| {
        format!(
            "  fields: [{{name: libres, type: integer}}, {{name: camas, type: integer}}]\n  checks: [{{type: row-constraint, formula: {formula}}}]\n"
        )
    };
    let text = "libres,camas\n3,10\n12,10\n";
    let looked = |of, wrong, what: &str| Looked { of, wrong, what: what.to_owned() };
    assert_eq!(table(&rule("camas > 0"), text).rules, looked(2, Tally::default(), ""));
    let broken = looked(2, tally(1, 3), "libres <= camas");
    assert_eq!(table(&rule("libres <= camas"), text).rules, broken);
    assert_eq!(table("", text).rules, Looked::default());
    let misspelt = table(&rule("libres es menor"), text);
    assert_eq!((misspelt.rules, misspelt.records), (Looked::default(), 2));
}

#[test]
fn periods_that_end_before_they_begin_are_rows_that_contradict() {
    let text =
        "fecha_inicio,fecha_fin\n2024-01-01,2024-02-01\n2024-02-01,2024-01-01\n2024-01-01,\n";
    let what = "fecha_inicio, fecha_fin".to_owned();
    assert_eq!(table("", text).rules, Looked { of: 2, wrong: tally(1, 3), what });
    let months = "fecha_inicio,fecha_fin\n02/01/2024,01/03/2024\n";
    assert_eq!(table("", months).rules.wrong.n, 0);
    let fields = ["fecha_inicio", "fecha_fin"]
        .map(|name| format!("  - {{name: {name}, type: date, format: \"%m/%d/%Y\"}}\n"));
    let declared = format!("  fields:\n{}", fields.concat());
    assert_eq!(table(&declared, months).rules.wrong, tally(1, 2), "the first of February");
}

#[test]
fn places_are_held_to_the_portal_s_country() {
    let text = "lat,lon\n-33.4,-70.6\n-27.1,-109.4\n-70.6,-33.4\n-36.8,-73.0\n";
    let rules = |address: &str| {
        let portal = portal(address, "- path: camas.csv\n", &[("camas.csv", text)]);
        known(portal.path()).resources.remove(0).table.expect("a table").rules
    };
    let what = "lat, lon".to_owned();
    let chile = Looked { of: 4, wrong: tally(1, 4), what };
    assert_eq!(rules("https://datos.ejemplo.cl/portal/"), chile);
    let world = Looked { of: 4, ..Looked::default() };
    assert_eq!(rules("https://datos.example.org"), world);
    assert_eq!(rules("https://datos.ejemplo.ec"), world, "most are elsewhere");
}

#[test]
fn references_that_are_kept_are_looked_at_too() {
    let key = "- path: camas.csv\n  schema:\n    fields: [{name: comuna}, {name: camas}]\n    \
        foreignKeys: [{fields: comuna, reference: {resource: comunas.csv, fields: codigo}}]\n\
        - path: comunas.csv\n  schema: {fields: [{name: codigo}]}\n";
    let codes = |comunas: &str| {
        let files = [("camas.csv", "comuna,camas\n7101,1\n7301,2\n"), ("comunas.csv", comunas)];
        let portal = portal("https://datos.example.org", key, &files);
        known(portal.path()).resources.remove(0).table.expect("a table").codes
    };
    assert_eq!(codes("codigo\n7101\n7301\n"), Looked { of: 2, ..Looked::default() });
    let what = "comuna".to_owned();
    assert_eq!(codes("codigo\n7101\n"), Looked { of: 2, wrong: tally(1, 3), what });
    let nowhere = key.replace("resource: comunas.csv", "resource: regiones");
    let files = [("camas.csv", "comuna,camas\n7101,1\n"), ("comunas.csv", "codigo\n7101\n")];
    let portal = portal("https://datos.example.org", &nowhere, &files);
    let table = known(portal.path()).resources.remove(0).table.expect("a table");
    assert_eq!(table.codes, Looked::default(), "nobody looked");
}

#[test]
fn numbers_are_judged_with_what_stands_around_them() {
    let numbers = |label: &str, more: &str, cells: &[&str]| {
        let text = format!("{label};n\n{};1\n", cells.join(";1\n"));
        table(more, &text).columns.remove(0).numbers
    };
    assert_eq!(numbers("monto", "", &["$ 1.500", "$300"]), Some(Numbers::Marked));
    assert_eq!(numbers("avance", "", &["15%", "7,5 %"]), Some(Numbers::Marked));
    assert_eq!(numbers("monto", "", &["1,5", "1.25"]), Some(Numbers::Marked), "two marks");
    assert_eq!(numbers("monto", "", &["1.500", "300"]), Some(Numbers::Ambiguous));
    let declared = "  fields: [{name: monto, type: integer, groupChar: .}]\n";
    assert_eq!(numbers("monto", declared, &["1.500", "300"]), Some(Numbers::Plain));
    assert_eq!(numbers("monto", "", &["1,5", "300"]), Some(Numbers::Plain));
    assert_eq!(numbers("codigo", "", &["13101", "5101"]), None, "no number");
}

#[test]
fn codes_that_became_numbers_and_spaces_too_many_are_counted() {
    let text = "codigo,hospital\n1.2E+10,Talca \n12345678901,Curicó\n1.3E+10, Maule\n";
    let table = table("  dialect: {skipInitialSpace: false}\n", text);
    assert_eq!(table.columns[0].rounded, tally(2, 2));
    assert_eq!(table.columns[1].damaged, tally(2, 2));
}

#[test]
fn only_declared_texts_stand_for_nothing() {
    let text = "n\n1\ns/i\ns/i\n-\n";
    let of = |more: &str| {
        let column = table(more, text).columns.remove(0);
        (column.missing, column.disguised)
    };
    assert_eq!(of(""), (0, Some(("s/i".to_owned(), 2))));
    let own = "  fields: [{name: n, missingValues: [s/i]}]\n";
    assert_eq!(of(own), (2, Some(("-".to_owned(), 1))));
    let all = "  schema: {fields: [{name: n}], missingValues: [\"\", s/i, \"-\"]}\n";
    assert_eq!(of(all), (3, None));
}

#[test]
fn a_number_that_no_other_is_near_stands_for_nothing() {
    let text = "edad,n\n34,1\n41,1\n27,1\n65,1\n9999,1\n";
    let of = |more: &str| table(more, text).columns.remove(0).disguised;
    assert_eq!(of(""), Some(("9999".to_owned(), 1)));
    assert_eq!(of("  fields: [{name: edad, missingValues: [\"9999\"]}]\n"), None, "declared");
}

#[test]
fn a_dictionary_in_schema_describes_as_one_in_fields_does() {
    let fields = "[{name: n, type: integer, description: Cuántas camas hay libres, constraints: {required: false}}]";
    for key in [format!("  fields: {fields}\n"), format!("  schema: {{fields: {fields}}}\n")] {
        let column = table(&key, "n\n1\n").columns.remove(0);
        assert!(column.typed && column.optional, "{key}");
        assert_eq!(column.description, "Cuántas camas hay libres");
    }
}

#[test]
fn a_file_is_what_its_format_and_name_say() {
    let of = |more: &str| {
        let text = "hospital,camas\nTalca,10\n";
        let resources = format!("- path: camas.csv\n{more}");
        let portal = portal("https://datos.example.org", &resources, &[("camas.csv", text)]);
        let resource = known(portal.path()).resources.remove(0);
        (resource.content, resource.link, resource.table.expect("a table").declared)
    };
    let plain = (Content::AsDeclared, Link::File, Declared::Nothing);
    assert_eq!(of(""), plain);
    assert_eq!(of("  format: csv\n  mimetype: text/csv; charset=utf-8\n"), plain);
    let (content, link, _) = of("  format: XLSX\n");
    assert_eq!((content, link), (Content::Other("CSV".to_owned()), Link::OtherName));
    assert_eq!(of("  mimetype: application/pdf\n").1, Link::OtherName);
    assert_eq!(of("  size: 24\n  rows: 1\n").2, Declared::Right);
    assert_eq!(of("  size: 25\n").2, Declared::Wrong);
    assert_eq!(of("  rows: 2\n").2, Declared::Wrong);
    assert_eq!(of(&format!("  hash: {}\n", "0".repeat(64))).2, Declared::Wrong);
}

#[test]
fn a_copy_as_parquet_spares_a_large_file() {
    let url = "- {name: Copia, url: https://datos.example.org/camas.parquet}\n";
    for (more, expected) in [("", Relief::None), (url, Relief::Given)] {
        let resources = format!("- path: camas.csv\n{more}");
        let portal =
            portal("https://datos.example.org", &resources, &[("camas.csv", "a,b\n1,2\n")]);
        assert_eq!(known(portal.path()).resources[0].relief, expected);
    }
}
