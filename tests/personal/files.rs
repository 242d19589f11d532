//! Files and texts that nobody here wrote raise no false alarm.

use crate::{TODAY, cedula_of, run, shared};
use fichero::table::personal::{Column, Confidence, Kind, Verdict, judge, scan_text};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Records of a file, as simply as can be: the mark found most often in the first line parts
/// cells, quotes hold them together.
fn records(text: &str) -> Vec<Vec<String>> {
    let first = text.lines().next().unwrap_or_default();
    let mark = [',', ';', '\t', '|']
        .into_iter()
        .max_by_key(|mark| first.matches(*mark).count())
        .expect("there are four");
    let (mut records, mut record, mut cell, mut quoted) =
        (Vec::new(), Vec::new(), String::new(), false);
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            '\n' if !quoted => {
                record.push(std::mem::take(&mut cell));
                records.push(std::mem::take(&mut record));
            }
            _ if c == mark && !quoted => record.push(std::mem::take(&mut cell)),
            '\r' => {}
            _ => cell.push(c),
        }
    }
    record.push(cell);
    records.push(record);
    records
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .expect("a folder of ours can be listed")
        .map(|entry| entry.expect("a folder of ours can be listed").path())
        .collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            files(&path, into);
        } else if path
            .extension()
            .is_some_and(|ending| ["csv", "tsv", "txt"].iter().any(|e| ending == *e))
        {
            into.push(path);
        }
    }
}

#[test]
fn files_without_personal_data_raise_no_alarm() {
    let Some(corpora) = shared("corpora") else { return };
    let (mut paths, mut columns, mut cells) = (Vec::new(), 0, 0);
    for corpus in ["messy-ar-data-cleaner", "messy-csvkit", "messy-frictionless"] {
        files(&corpora.join(corpus), &mut paths);
    }
    let (mut told, mut notices) = (Vec::new(), 0);
    for path in &paths {
        let text = String::from_utf8_lossy(&fs::read(path).expect("a file of ours can be read"))
            .into_owned();
        let mut rows = records(&text).into_iter();
        let named = |name: &String| Column::new(name).as_of(TODAY);
        let mut read: Vec<Column> =
            rows.next().expect("there is a first record").iter().map(named).collect();
        for row in rows {
            for (column, cell) in read.iter_mut().zip(&row) {
                column.add(cell);
                cells += 1;
            }
        }
        columns += read.len();
        for finding in judge(&read, &[], Some(TODAY)).findings {
            let Verdict { kind, confidence, .. } = finding.verdict;
            let path = path.strip_prefix(&corpora).expect("it is below").display();
            let told_here = format!("{path} {} {}", read[finding.column].name(), kind.key());
            if confidence == Confidence::Notice { notices += 1 } else { told.push(told_here) }
        }
    }
    println!(
        "{} files, {columns} columns, {cells} cells: {} told, {notices} notices",
        paths.len(),
        told.len()
    );
    // Addresses of persons, and applicants by name: no false alarm.
    assert_eq!(
        told,
        [
            "messy-ar-data-cleaner/tests/input/to_clean_mail_format.csv mail email",
            "messy-ar-data-cleaner/tests/output/clean_integration.csv solicitante_nombre name",
            "messy-ar-data-cleaner/tests/output/clean_mail_format.csv mail email",
            "messy-ar-data-cleaner/tests/output/clean_string_separable_complejo.csv solicitante_nombre name",
            "messy-ar-data-cleaner/tests/output/clean_temp_integration.csv solicitante_nombre name",
        ]
    );
}

fn found(text: &str) -> Vec<(Kind, &str)> {
    scan_text(text).into_iter().map(|hit| (hit.kind, &text[hit.range])).collect()
}

#[test]
fn texts_are_searched_for_persons_and_not_for_offices() {
    let right = run(17_654_321);
    let text = format!("Ñuñoa: contacte a {right}, jperez@correo.cl o al celular 9 8765 4321.");
    assert_eq!(
        found(&text),
        [
            (Kind::Rut, right.as_str()),
            (Kind::Email, "jperez@correo.cl"),
            (Kind::Phone, "9 8765 4321"),
        ]
    );
    let cedula = cedula_of(17, 1_234_567);
    assert_eq!(found(&format!("cédula {cedula}.")), [(Kind::Cedula, cedula.as_str())]);
    assert_eq!(found(&format!("(C.I. {cedula})")), [(Kind::Cedula, cedula.as_str())]);
    let ruc = cedula.clone() + "001";
    assert_eq!(found(&format!("RUC: {ruc}")), [(Kind::Ruc, ruc.as_str())]);
    assert_eq!(found("Llame al +593 98 765 4321 hoy"), [(Kind::Phone, "+593 98 765 4321")]);
    assert_eq!(
        found("pague a ES91 2100 0418 4502 0005 1332"),
        [(Kind::Iban, "ES91 2100 0418 4502 0005 1332")]
    );
    assert_eq!(found("tarjeta 4000 0000 0000 0002."), [(Kind::Card, "4000 0000 0000 0002")]);
    for fine in [
        "Escriba a contacto@minsal.cl, transparencia@muni.cl o juan.perez@minsal.gob.cl.",
        "Mesa central +56 2 2345 6789, 600 600 6000, 1800 123 456, +593 2 234 5678.",
        "El RUT de la empresa es 76.086.428-5; el ejemplo, 12.345.678-5 o 11.111.111-1.",
        "Versión 2024-01-31, ISBN 978-956-12-3456-7, DOI 10.1234/5678-9, pedido 1710034065.",
        "ISSN 0718-1234-5, folio 12345678-9x, resolución 17654321-30, oficio 2024-17654321-3-b",
        "https://example.org/9876543210/12345678-5/data",
        &cedula,
    ] {
        assert_eq!(found(fine), [], "{fine}");
    }
}

#[test]
fn the_texts_of_catalogues_raise_no_alarm() {
    let Some(corpora) = shared("corpora") else { return };
    let (mut paths, mut bytes) = (Vec::new(), 0);
    for corpus in ["jkan-default", "opendataphilly-jkan", "aws-open-data-registry"] {
        texts(&corpora.join(corpus), &mut paths);
    }
    let mut kinds: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for path in &paths {
        let text = String::from_utf8_lossy(&fs::read(path).expect("a file of ours can be read"))
            .into_owned();
        bytes += text.len();
        for hit in scan_text(&text) {
            kinds.entry(hit.kind.key()).or_default().push(text[hit.range].to_owned());
        }
    }
    let emails = kinds.remove("email").unwrap_or_default().len();
    println!("{} texts, {bytes} bytes: {emails} addresses of persons", paths.len());
    assert!(kinds.is_empty(), "{kinds:?}");
}

fn texts(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of ours can be listed") {
        let path = entry.expect("a folder of ours can be listed").path();
        if path.is_dir() {
            texts(&path, into);
        } else if path
            .extension()
            .is_some_and(|ending| ["md", "yaml", "yml", "json"].iter().any(|e| ending == *e))
        {
            into.push(path);
        }
    }
}
