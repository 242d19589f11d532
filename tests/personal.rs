//! What is taken for personal data, and what is not.
//!
//! The numbers here are made up and follow from the rules of their check digits.

#![allow(clippy::print_stdout, reason = "a test tells what it read, and that it is left out")]

#[path = "personal/columns.rs"]
mod columns;
#[path = "personal/files.rs"]
mod files;
#[path = "personal/vectors.rs"]
mod vectors;

use fichero::table::personal::{
    Column, Confidence, Kind, address, card, cedula, digits, iban, passport, phone, rut, scan_text,
};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use std::path::{Path, PathBuf};

const TODAY: Date = date(2026, 11, 20);

/// A path of the material beside the repository; none, said aloud, where it is not at hand.
fn shared(path: &str) -> Option<PathBuf> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(path);
    if !found.exists() {
        println!("note: ../shared/{path} is not at hand, its test is left out");
        return None;
    }
    Some(found)
}

/// A number with its right check, as it is written.
fn run(body: u64) -> String {
    let text = body.to_string();
    let groups: Vec<&str> =
        [0..text.len() - 6, text.len() - 6..text.len() - 3, text.len() - 3..text.len()]
            .map(|range| &text[range])
            .into();
    format!("{}-{}", groups.join("."), rut::check(body))
}

/// A right cédula of a province and a serial number.
fn cedula_of(province: u64, serial: u64) -> String {
    let nine = format!("{province:02}{serial:07}");
    let values: Vec<u8> = nine.bytes().map(|byte| byte - b'0').collect();
    format!("{nine}{}", digits::luhn(&values))
}

fn column(name: &str, cells: impl IntoIterator<Item = String>) -> Column {
    let mut column = Column::new(name).as_of(TODAY);
    cells.into_iter().for_each(|cell| column.add(&cell));
    column
}

fn verdict(name: &str, cells: impl IntoIterator<Item = String>) -> Option<(Kind, Confidence)> {
    column(name, cells).verdict().map(|verdict| (verdict.kind, verdict.confidence))
}

/// Numbers that follow no order: the same at every run.
fn spread(n: u64) -> u64 {
    (n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20) ^ n
}

fn persons(n: u64) -> impl Iterator<Item = String> {
    (0..n).map(|n| run(5_000_000 + spread(n) % 20_000_000))
}

fn companies(n: u64) -> impl Iterator<Item = String> {
    (0..n).map(|n| run(76_000_000 + spread(n) % 1_000_000))
}

#[test]
fn values_are_read_as_they_are_written() {
    let rut_is = |text: &str| rut::read(text).map(|rut| (rut.body, rut.check == rut::Check::Right));
    assert_eq!(rut_is("17.654.321-3"), Some((17_654_321, true)));
    assert_eq!(rut_is("CL 17654321-3"), Some((17_654_321, true)));
    assert_eq!(rut_is("17654321-4"), Some((17_654_321, false)));
    for other in [
        "2024-01-31",
        "17.65.4321-3",
        "17,654.321-3",
        "-33.448890",
        "1.234.567,89",
        "ñ-1",
        "12:30:59",
        "",
    ] {
        assert_eq!(rut_is(other).filter(|rut| rut.1), None, "{other}");
    }
    assert_eq!(cedula::read("1712345672").map(|c| c.right), Some(false));
    assert_eq!(cedula::read(&cedula_of(17, 1_234_567)).map(|c| c.right), Some(true));
    assert_eq!(phone::read("2024-01-31"), None);
    assert_eq!(phone::read("+56 9 6123 4567").map(|p| p.line), Some(phone::Line::Mobile));
    assert_eq!(phone::read("+44 20 7946 0018"), None);
    assert!(card::read("4000 0000 0000 0002").is_some_and(|card| card.right));
    assert!(card::read("2024013112000000").is_none());
    assert!(iban::read("DE00 3704 0044 0532 0130 00").is_some_and(|iban| !iban.right));
    assert!(!address::is_address("Los Aromos 123"), "no kind of street, no address");
    assert!(address::is_address("Avenida Los Aromos 123"));
    assert!(passport::is_candidate("AB123456") && !passport::is_candidate("ABCD12"));
}

proptest! {
    #[test]
    fn a_right_rut_is_found_and_one_digit_changed_is_not(
        body in 1_000_001_u64..49_999_999, place in 0_usize..7, by in 1_u8..10,
    ) {
        let text = run(body);
        let found = rut::read(&text).expect("it is written as one");
        prop_assert!(found.check == rut::Check::Right);
        let compact: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
        prop_assert_eq!(rut::read(&compact), Some(found));
        // Any one digit of the body changed: modulus eleven sees it.
        let mut bytes = body.to_string().into_bytes();
        bytes[place] = (bytes[place] - b'0' + by) % 10 + b'0';
        let changed = format!("{}-{}", String::from_utf8(bytes).expect("they are digits"), rut::check(body));
        prop_assert!(rut::read(&changed).is_none_or(|rut| rut.check == rut::Check::Wrong), "{}", changed);
    }

    #[test]
    fn companies_are_no_persons(body in 50_000_000_u64..99_999_999) {
        let read = rut::read(&run(body)).expect("it is written as one");
        prop_assert!(read.check == rut::Check::Right && !read.is_personal());
    }

    #[test]
    fn a_right_cedula_is_found_and_one_digit_changed_is_not(
        province in 1_u64..25, serial in 0_u64..6_000_000, place in 3_usize..9, by in 1_u8..10,
    ) {
        let text = cedula_of(province, serial);
        prop_assume!(text.bytes().any(|byte| byte != text.as_bytes()[0]));
        prop_assert!(cedula::read(&text).is_some_and(|cedula| cedula.right), "{}", text);
        let ruc = format!("{text}001");
        prop_assert!(cedula::ruc(&ruc).is_some_and(cedula::Ruc::is_personal), "{}", ruc);
        let mut bytes = text.into_bytes();
        bytes[place] = (bytes[place] - b'0' + by) % 10 + b'0';
        let changed = String::from_utf8(bytes).expect("they are digits");
        prop_assert!(!cedula::read(&changed).is_some_and(|cedula| cedula.right), "{}", changed);
    }

    #[test]
    fn no_text_stops_the_reading(cell in any::<String>(), name in any::<String>()) {
        let mut column = Column::new(&name);
        for _ in 0..3 {
            column.add(&cell);
        }
        _ = column.verdicts();
        for hit in scan_text(&cell) {
            prop_assert!(cell.get(hit.range).is_some());
        }
    }

    #[test]
    fn marks_and_digits_do_not_stop_it_either(cell in "[-0-9kK.@+ ,;:/<>CLñ°'\"SO]{0,60}") {
        for name in ["rut", "lat", "fecha_nac", "pasaporte", "nombres", "domicilio", "x"] {
            let mut column = Column::new(name);
            column.add(&cell);
            _ = column.verdicts();
        }
        for hit in scan_text(&cell) {
            prop_assert!(cell.get(hit.range).is_some());
        }
    }

    #[test]
    fn two_halves_make_the_column(rows in 2_usize..60, cut in 0_usize..60) {
        let cells: Vec<String> = (0..rows).map(|n| run(12_000_019 + 37 * n as u64)).collect();
        let cut = cut.min(rows);
        let read = |cells: &[String]| {
            let mut column = Column::new("x");
            for cell in cells {
                column.add(cell);
            }
            column
        };
        let mut halves = read(&cells[..cut]);
        halves.merge(&read(&cells[cut..]));
        prop_assert_eq!(halves.verdicts(), read(&cells).verdicts());
    }
}
