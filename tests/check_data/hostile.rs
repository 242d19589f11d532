//! Files that are broken, or made to break: each ends in a finding, and the others go on.

use crate::{FOLDER, check, found, portal, support};
use fichero::survey;
use fichero::table::{Limits, Sheets, Source};
use std::fs;
use std::io::{Cursor, Write as _};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A workbook with one sheet.
fn book(sheet: &str) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let parts = [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"
                .to_owned(),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets><sheet name=\"Hoja\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", format!("<worksheet xmlns=\"{main}\">{sheet}</worksheet>")),
    ];
    for (name, text) in parts {
        zip.start_file(name, SimpleFileOptions::default()).expect("memory");
        zip.write_all(text.as_bytes()).expect("memory");
    }
    zip.finish().expect("memory").into_inner()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, SimpleFileOptions::default()).expect("memory");
        zip.write_all(bytes).expect("memory");
    }
    zip.finish().expect("memory").into_inner()
}

/// Every hostile file: its name, its bytes.
fn hostile() -> Vec<(String, Vec<u8>)> {
    let cell = |at: &str| format!("<c r=\"{at}\"><v>1</v></c>");
    let row = |cells: &str| format!("<sheetData><row r=\"1\">{cells}</row></sheetData>");
    let good = book(&row(&(cell("A1") + &cell("B1"))));
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let mut add = |name: &str, bytes: Vec<u8>| files.push((name.to_owned(), bytes));
    // Corners of the sheet that would ask for half a terabyte.
    add("lejos.xlsx", book(&row(&(cell("A1") + &cell("XFD1048576")))));
    add("lejos-b.xlsx", book(&row(&(cell("XFD1048576") + &cell("A1")))));
    add("fuera.xlsx", book(&row(&(cell("A1") + &cell("ZZZZZZ99999999999")))));
    add("vacio.xlsx", book("<sheetData/>"));
    add("cortado.xlsx", good[..good.len() / 2].to_vec());
    add("sin-hoja.xlsx", zip(&[("xl/workbook.xml", b"<workbook/>")]));
    add("nada.xlsx", Vec::new());
    add("texto.xlsx", b"id,nombre\n1,x\n".to_vec());
    add("bomba.xlsx", zip(&[("xl/workbook.xml", &vec![b' '; 300 << 20])]));
    add("texto.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1corto".to_vec());
    add("html.xls", b"<html><table><tr><td>1</td></tr></table></html>".to_vec());
    let repeated = "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\"><office:body><office:spreadsheet><table:table table:name=\"a\"><table:table-row table:number-rows-repeated=\"2000000000\"><table:table-cell table:number-columns-repeated=\"2000000000\"/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>";
    add("repetido.ods", zip(&[("content.xml", repeated.as_bytes())]));
    add("roto.ods", zip(&[("content.xml", b"<office:document")]));
    add("nada.ods", b"PK\x03\x04".to_vec());
    // Texts.
    add("nulo.csv", Vec::new());
    add("saltos.csv", b"\n\n\n\n".to_vec());
    add("binario.csv", (0..=255_u8).cycle().take(10_000).collect());
    add("planilla.csv", good.clone());
    add("pagina.csv", b"<!DOCTYPE html><html><body>404</body></html>".to_vec());
    add("pdf.csv", b"%PDF-1.7\n1 0 obj\n".to_vec());
    add("comilla.csv", b"a,b\n\"1,2\n3,4\n".to_vec());
    add("ancho.csv", [b"a".to_vec(), vec![b','; 100_000]].concat());
    add("celda.csv", [b"a,b\n1,".to_vec(), vec![b'x'; 5 << 20]].concat());
    add("utf16.csv", b"\xff\xfea\x00,\x00b\x00\n\x001\x00".to_vec());
    add("mezcla.csv", "a,b\nñ,á\nó,ú\n".bytes().chain(*b"\xf1,\xe1\n").collect());
    add("bits.csv", b"a,b\n\x00\x01\x02,\x7f\n".to_vec());
    add("ansi.csv", b"a\x1b[31m,b\n1\n".to_vec());
    add("orden.csv", b"::error file=x::boom,b\n1\n".to_vec());
    add("bomba.csv.gz", gzip(&vec![b'0'; 64 << 20]));
    add("cortado.csv.gz", gzip(b"a,b\n1,2\n")[..15].to_vec());
    add("falso.csv.gz", b"a,b\n1\n".to_vec());
    add("bomba.csv.zip", zip(&[("a.csv", &vec![b'0'; 64 << 20])]));
    add("vacio.csv.zip", zip(&[]));
    add("sube.csv.zip", zip(&[("../../a.csv", b"a,b\n1\n")]));
    add("roto.csv.zip", b"PK\x03\x04roto".to_vec());
    add("hondo.jsonl", [vec![b'['; 100_000], b"\n".to_vec()].concat());
    add("roto.jsonl", b"{\"a\": 1}\n{\"a\": \n".to_vec());
    add("mixto.jsonl", b"{\"a\": 1}\n[1, 2]\n3\n".to_vec());
    add("numero.jsonl", b"42\n".to_vec());
    add("nada.jsonl", Vec::new());
    // Every tenth of a good book, broken.
    for at in 0..22 {
        let mut broken = good.clone();
        let place = broken.len() * at / 22;
        broken[place] ^= 0xff;
        broken[place / 2] = 0;
        add(&format!("byte-{at:02}.xlsx"), broken);
    }
    files
}

#[test]
fn hostile_files_end_in_findings_and_others_go_on() {
    let files = hostile();
    assert!(files.len() >= 60, "{}", files.len());
    let mut dataset = String::from("title: Hostiles\nresources:\n- path: bueno.csv\n");
    for (name, _) in &files {
        dataset.extend(["- path: ", name, "\n"]);
    }
    let portal = portal(&dataset, &[("bueno.csv", "a,b\n1\n")]);
    for (name, bytes) in &files {
        fs::write(portal.path().join(FOLDER).join(name), bytes).expect("a file");
    }
    let (code, json) = check(&portal, &[]);
    let told = found(&json);
    assert_eq!(code, 1);
    assert!(told.contains(&"bueno.csv missing-cell 2:2 line 2".to_owned()), "{told:?}");
    // What is no table at all is told at its resource, by name.
    let said = |name: &str| {
        let told = told.iter().any(|one| one.starts_with(&format!("{name} ")));
        let mut all = json["diagnostics"].as_array().expect("a list").iter();
        let of_file = ["format-differs", "data-file-empty"];
        told || all.any(|one| {
            let message = one["message"].as_str().unwrap_or_default();
            of_file.iter().any(|code| one["code"] == *code)
                && message.contains(&format!("`{name}`"))
        })
    };
    let silent: Vec<&str> = files
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| !said(name))
        // One byte more or less may do no harm.
        .filter(|name| !name.starts_with("byte-") && *name != "utf16.csv")
        .collect();
    assert!(silent.is_empty(), "{silent:?} {told:#?}");
    let text = json.to_string();
    assert!(!text.contains('\u{1b}') && !text.contains("u001b"), "no control reaches a terminal");
}

#[test]
fn a_sheet_read_apart_is_the_same_and_a_broken_reader_is_a_finding() {
    let cells = "<c r=\"A1\" t=\"inlineStr\"><is><t>id</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>n</t></is></c>";
    let rows: String = (2..5000).fold(String::new(), |rows, at| {
        let row = format!(
            "<row r=\"{at}\"><c r=\"A{at}\"><v>{at}</v></c><c r=\"B{at}\"><v>1</v></c></row>"
        );
        rows + &row
    });
    let bytes = book(&format!("<sheetData><row r=\"1\">{cells}</row>{rows}</sheetData>"));
    let source = Source::of_bytes("libro.xlsx", bytes);
    let read = |sheets| survey::file(&source, &Limits { sheets, ..Limits::default() }).survey;
    let here = read(Sheets::Here);
    assert_eq!((here.rows, here.refusal.as_ref()), (4998, None));
    assert_eq!(read(Sheets::Apart(env!("CARGO_BIN_EXE_fichero").into())), here);
    let why = |program: &str| {
        let refusal = read(Sheets::Apart(program.into())).refusal.expect("it cannot be read");
        (refusal.code, refusal.reason.unwrap_or_default())
    };
    let broken = |reason: &str| ("format-error".to_owned(), reason.to_owned());
    assert_eq!(why("/no/such/program"), broken("sheet-process"));
    assert_eq!(why(if cfg!(unix) { "/bin/false" } else { "where" }), broken("sheet-broken"));
}

#[test]
fn the_reader_of_sheets_limits_itself() {
    let mut reader = support::fichero();
    let bad = reader.args(["__sheet", "pdf"]).output().expect("it runs");
    assert_eq!((bad.status.code(), bad.stdout.len()), (Some(2), 0));
}
