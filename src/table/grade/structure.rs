//! Can the file be read as a table?

use super::Criterion::{E1, E2, E3, E4, E5, E6, E7, E8};
use super::facts::{Column, Content, Encoding, Reading, Resource, Schema, Table};
use super::ledger::{Ledger, Reason};
use crate::text::hyphened;

/// The longest name of a column that programs like.
const LONGEST: usize = 64;

pub(super) fn judge(resource: &Resource, table: &Table, ledger: &mut Ledger) {
    let because = |key| Reason::new(key, &resource.file);
    let opens = match (&resource.content, table.reading) {
        (_, Reading::Unreadable) => vec![because("unreadable")],
        (Content::Other(found), _) => {
            let declared = &resource.format;
            vec![because("content-differs").with("declared", declared).with("found", found)]
        }
        _ => Vec::new(),
    };
    ledger.all_or_nothing(E1, opens);
    if table.reading == Reading::Unreadable {
        return;
    }
    encoding(resource, table, ledger);
    let mut header = Vec::new();
    if table.titles > 0 {
        header.push(because("title-rows").with("n", table.titles).first(Some(1)));
    }
    if table.merged.n > 0 {
        header.push(because("merged-cells").with("n", table.merged.n).first(table.merged.first));
    }
    if table.footers.n > 0 {
        header.push(because("total-rows").with("n", table.footers.n).first(table.footers.first));
    }
    // What is below a part that was read nobody knows.
    if table.reading == Reading::Whole || !header.is_empty() {
        ledger.all_or_nothing(E3, header);
    }
    labels(resource, table, ledger);
    schema(resource, table, ledger);
    if table.is_unjudged() {
        return;
    }
    ledger.share(E5, (table.ragged.n, table.records), || {
        because("ragged-rows").with("n", table.ragged.n).first(table.ragged.first)
    });
    let mut blank = Vec::new();
    if table.blank_rows.n > 0 {
        let rows = because("blank-rows").with("n", table.blank_rows.n);
        blank.push(rows.first(table.blank_rows.first));
    }
    if table.blank_columns > 0 {
        blank.push(because("blank-columns").with("n", table.blank_columns));
    }
    ledger.all_or_nothing(E6, blank);
    ledger.share(E7, (table.repeated.n, table.records), || {
        because("repeated-rows").with("n", table.repeated.n).first(table.repeated.first)
    });
}

fn encoding(resource: &Resource, table: &Table, ledger: &mut Ledger) {
    let because = |key| Reason::new(key, &resource.file);
    let lost = match &table.encoding {
        Encoding::Inherent => return,
        Encoding::Utf8 => Vec::new(),
        Encoding::Utf8Mark => vec![(300, because("utf8-mark"))],
        Encoding::Declared(name) => vec![(300, because("legacy-declared").with("encoding", name))],
        Encoding::Guessed(name) => vec![(600, because("legacy").with("encoding", name))],
        Encoding::Broken { row, byte } => {
            let byte = format!("{byte:02X}");
            vec![(1000, because("undecodable").with("byte", byte).first(Some(*row)))]
        }
    };
    ledger.judge(E2, lost.into_iter().map(|(lost, why)| (lost * E2.points(), why)).collect());
}

/// Two points for names that are there and each their own, one for names that programs can use.
fn labels(resource: &Resource, table: &Table, ledger: &mut Ledger) {
    let because = |key| Reason::new(key, &resource.file);
    let mut lost = Vec::new();
    let empty = table.columns.iter().filter(|column| column.label.trim().is_empty()).count();
    let twice = table.columns.iter().enumerate().find(|(at, column)| {
        let earlier = &table.columns[..*at];
        !column.label.trim().is_empty() && earlier.iter().any(|other| other.label == column.label)
    });
    match (empty, twice) {
        (1.., _) => lost.push((2000, because("label-missing").with("n", empty))),
        (_, Some((_, column))) => lost.push((2000, because("label-twice").column(&column.label))),
        _ => {}
    }
    let unclear = |column: &&Column| !column.label.trim().is_empty() && !is_usable(&column.label);
    if let Some(column) = table.columns.iter().find(unclear) {
        let meant = match hyphened(&column.label, |_| false).replace('-', "_") {
            meant if is_usable(&meant) => meant,
            _ => "nombre_de_columna".to_owned(),
        };
        lost.push((1000, because("label-unclear").column(&column.label).with("meant", meant)));
    }
    ledger.judge(E4, lost);
}

/// Small letters, digits and `_`, not too long, and none that a spreadsheet gave.
fn is_usable(label: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let given = ["unnamed", "columna", "column", "coluna", "field", "campo"];
    let stem = label.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
    label.len() <= LONGEST
        && label.bytes().all(plain)
        && label.starts_with(|c: char| c.is_ascii_lowercase())
        && !given.contains(&stem)
}

fn schema(resource: &Resource, table: &Table, ledger: &mut Ledger) {
    let because = |key| Reason::new(key, &resource.file);
    let lost = match &table.schema {
        Schema::Missing => vec![(2000, because("schema-missing"))],
        Schema::Differs(column) => vec![(1000, because("schema-differs").column(column))],
        Schema::Kept => Vec::new(),
    };
    ledger.judge(E8, lost);
}
