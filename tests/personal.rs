//! What is taken for personal data, and what is not.
//!
//! The numbers here are made up and follow from the rules of their check digits.

use fichero::table::personal::label::{Label, Meaning};
use fichero::table::personal::place::{self, Country, Precision};
use fichero::table::personal::{
    Basis, Column, Confidence, Crowd, Crowding, Exception, Kind, Rows, Standing, Step, Verdict,
    address, birth, card, cedula, digits, email, iban, judge, passport, phone, rut, scan_text,
};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

const TODAY: Date = date(2026, 11, 20);

fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(path);
    path.exists().then_some(path)
}

// ── One value ────────────────────────────────────────────────────────────────────────────────

/// What a vector of a family says, and what is said of it here.
fn sides(family: &str, vector: &Value) -> (String, String) {
    let text = |key: &str| vector[key].as_str().unwrap_or_default();
    let yes = |key: &str| vector[key] == Value::Bool(true) || vector[key] == 1;
    let value = text("value");
    match family {
        "rut" => {
            let read = rut::read(value);
            let valid = read.is_some_and(|rut| rut.check == rut::Check::Right);
            let personal = match read {
                Some(rut) if rut.is_personal() => "true",
                Some(rut) if rut.check == rut::Check::Absent => "\"partial\"",
                Some(rut) if valid && rut.owner() == rut::Owner::Filler => "\"placeholder\"",
                _ => "false",
            };
            (format!("{} {}", yes("valid"), vector["personal"]), format!("{valid} {personal}"))
        }
        "cedula_ec" => {
            let right = |read: Option<cedula::Cedula>| read.is_some_and(|cedula| cedula.right);
            let truncated = text("why").contains("truncada");
            let undocumented = text("why").contains("no documentado");
            let origin = cedula::read(value).map(|cedula| cedula.origin);
            (
                format!("{} {truncated} {undocumented}", yes("valid")),
                format!(
                    "{} {} {}",
                    right(cedula::read(value)),
                    right(cedula::truncated(value)),
                    origin == Some(cedula::Origin::Undocumented)
                ),
            )
        }
        "ruc_ec" => {
            let ruc = cedula::ruc(value);
            (
                format!("{} {} {}", yes("structure"), yes("check"), yes("personal")),
                format!(
                    "{} {} {}",
                    ruc.is_some_and(|ruc| ruc.complete),
                    ruc.is_some_and(|ruc| ruc.right),
                    ruc.is_some_and(cedula::Ruc::is_personal)
                ),
            )
        }
        "phone" => {
            let read = phone::read(value);
            let line = read.map_or("null", |phone| match (phone.country, phone.line) {
                (phone::Country::Chile, phone::Line::Mobile | phone::Line::Fixed) => {
                    "\"fijo/móvil\""
                }
                (phone::Country::Ecuador, phone::Line::Mobile) => "\"móvil\"",
                (phone::Country::Ecuador, phone::Line::Fixed) => "\"fijo\"",
                (phone::Country::Chile, phone::Line::Institution) => "\"shared-cost\"",
                (phone::Country::Ecuador, phone::Line::Institution) => "\"toll-free\"",
            });
            let region = read.map_or(text("region"), |phone| match phone.country {
                phone::Country::Chile => "CL",
                phone::Country::Ecuador => "EC",
            });
            (
                format!("{} {} {}", yes("valid"), text("region"), vector["type"]),
                format!("{} {region} {line}", read.is_some()),
            )
        }
        "card" => {
            (yes("card").to_string(), card::read(value).is_some_and(|card| card.right).to_string())
        }
        "iban" => {
            (yes("valid").to_string(), iban::read(value).is_some_and(|iban| iban.right).to_string())
        }
        "email" => {
            let found = email::read(value);
            let person = found.iter().any(|found| found.account == email::Account::Person);
            let both = text("why").contains("contar ambos");
            (
                format!("{} {} {both}", yes("email"), yes("personal")),
                format!("{} {person} {}", !found.is_empty(), found.len() == 2),
            )
        }
        "column_name" => {
            let meant = match Label::read(value).meaning() {
                Meaning::None => "none",
                Meaning::NationalId => "national_id",
                Meaning::TaxId => "tax_id_any",
                Meaning::Name => "person_name",
                Meaning::Birth => "birth_date",
                Meaning::Phone => "phone",
                Meaning::Email => "email",
                Meaning::Address => "address",
                Meaning::Coordinate(_) => "coordinate",
                Meaning::Quasi(_) => "quasi_identifier",
                Meaning::Sensitive(_) => "sensitive",
            };
            (text("kind").to_owned(), meant.to_owned())
        }
        "address" => (yes("address").to_string(), address::is_address(value).to_string()),
        "birth_date" => {
            let labelled = Label::read(text("label")).meaning() == Meaning::Birth;
            let day = birth::read(value, TODAY);
            let born = labelled && day.is_some_and(|day| birth::may_be_birth(day, TODAY));
            (yes("birth").to_string(), born.to_string())
        }
        "geo" => {
            let country = if text("country") == "CL" { Country::Chile } else { Country::Ecuador };
            let pair = place::read(text("lat")).zip(place::read(text("lon")));
            let inside = pair.is_some_and(|(lat, lon)| country.holds(lat, lon));
            let house = |read: place::Coordinate| read.precision == Precision::House;
            let precise = pair.is_some_and(|(lat, lon)| house(lat) && house(lon));
            (format!("{} {}", yes("inside"), yes("precise")), format!("{inside} {precise}"))
        }
        "passport" => (yes("candidate").to_string(), passport::is_candidate(value).to_string()),
        other => panic!("no family {other}"),
    }
}

#[test]
fn every_vector_of_the_twelve_families_is_read_as_stated() {
    let Some(path) = shared("golden/pii-vectors.json") else {
        eprintln!("../shared is absent: its vectors are not read");
        return;
    };
    let text = fs::read_to_string(path).unwrap();
    let families: serde_json::Map<String, Value> = serde_json::from_str(&text).unwrap();
    let (mut right, mut all, mut wrong) = (0, 0, Vec::new());
    for (family, vectors) in &families {
        for vector in vectors.as_array().unwrap() {
            let (stated, read) = sides(family, vector);
            all += 1;
            if stated == read {
                right += 1;
            } else {
                wrong.push(format!("{family}: stated {stated}, read {read}: {vector}"));
            }
        }
    }
    eprintln!("{right} of {all} vectors in {} families", families.len());
    assert!(wrong.is_empty(), "{right} of {all}\n{}", wrong.join("\n"));
    assert_eq!((families.len(), all), (12, 240));
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
    assert!(address::is_address("Los Aromos 123") == false, "no kind of street, no address");
    assert!(address::is_address("Avenida Los Aromos 123"));
    assert!(passport::is_candidate("AB123456") && !passport::is_candidate("ABCD12"));
}

proptest! {
    #[test]
    fn a_right_rut_is_found_and_one_digit_changed_is_not(
        body in 1_000_001_u64..49_999_999, place in 0_usize..7, by in 1_u8..10,
    ) {
        let text = run(body);
        let found = rut::read(&text).unwrap();
        prop_assert!(found.check == rut::Check::Right);
        let compact: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
        prop_assert_eq!(rut::read(&compact), Some(found));
        // Any one digit of the body changed: modulus eleven sees it.
        let mut bytes = body.to_string().into_bytes();
        bytes[place] = (bytes[place] - b'0' + by) % 10 + b'0';
        let changed = format!("{}-{}", String::from_utf8(bytes).unwrap(), rut::check(body));
        prop_assert!(rut::read(&changed).is_none_or(|rut| rut.check == rut::Check::Wrong), "{}", changed);
    }

    #[test]
    fn companies_are_no_persons(body in 50_000_000_u64..99_999_999) {
        let read = rut::read(&run(body)).unwrap();
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
        let changed = String::from_utf8(bytes).unwrap();
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
            cells.iter().for_each(|cell| column.add(cell));
            column
        };
        let mut halves = read(&cells[..cut]);
        halves.merge(&read(&cells[cut..]));
        prop_assert_eq!(halves.verdicts(), read(&cells).verdicts());
    }
}

// ── A column ─────────────────────────────────────────────────────────────────────────────────

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
fn a_column_of_runs_is_found_whatever_its_name() {
    let confirmed = Some((Kind::Rut, Confidence::Confirmed));
    assert_eq!(verdict("campo_7", persons(50)), confirmed);
    assert_eq!(verdict("rut_beneficiario", persons(2)), confirmed);
    assert_eq!(verdict("campo_7", persons(2)), None);
    assert_eq!(verdict("folio", persons(50)), Some((Kind::Rut, Confidence::Probable)));
    let compact = persons(50).map(|rut| rut.replace(['.', '-'], ""));
    assert_eq!(verdict("campo_7", compact), confirmed);
    // Half of them mistyped.
    let half = persons(60)
        .enumerate()
        .map(|(n, rut)| if n % 2 == 0 { rut } else { rut[..rut.len() - 1].to_owned() + "Z" });
    assert_eq!(verdict("campo_7", half), confirmed);
    // The check stands in a column of its own.
    let bare = persons(50).map(|rut| rut[..rut.len() - 2].replace('.', ""));
    assert_eq!(verdict("rut", bare), Some((Kind::Rut, Confidence::Probable)));
}

#[test]
fn what_is_told_has_counts_and_rows_and_no_value() {
    let cells = companies(3).chain(persons(40)).chain(persons(40));
    let verdict = column("x", cells).verdict().unwrap();
    let Verdict { tried, matched, cells, permille, ref rows, basis, .. } = verdict;
    assert_eq!((tried, matched, cells, permille, basis), (43, 40, 80, 1000, Basis::Check));
    assert_eq!(rows, &[4, 5, 6]);
    let told = format!("{verdict:?}");
    assert!(persons(40).all(|rut| !told.contains(&rut[..6])), "{told}");
}

#[test]
fn a_column_of_companies_is_a_notice() {
    let notice = Some((Kind::CompanyRut, Confidence::Notice));
    assert_eq!(verdict("rut_empresa", companies(300)), notice);
    assert_eq!(verdict("RUT Proveedor", companies(300).chain(persons(4))), notice);
    let five = companies(300).chain(persons(5));
    assert_eq!(verdict("RUT Proveedor", five), Some((Kind::Rut, Confidence::Confirmed)));
    let rucs = (0..100).map(|n| format!("179{:07}001", spread(n) % 10_000_000));
    assert_eq!(verdict("ruc", rucs), None);
}

#[test]
fn ecuadorian_numbers_are_told_apart_from_telephones() {
    let cedulas =
        |n: u64| (0..n).map(|n| cedula_of(1 + spread(n) % 24, spread(n + 1000) % 6_000_000));
    assert_eq!(verdict("x", cedulas(40)), Some((Kind::Cedula, Confidence::Confirmed)));
    let rucs = cedulas(40).map(|cedula| cedula + "001");
    assert_eq!(verdict("x", rucs), Some((Kind::Ruc, Confidence::Confirmed)));
    let cut = (0..40).map(|n| cedula_of(1 + spread(n) % 9, spread(n) % 6_000_000)[1..].to_owned());
    assert_eq!(verdict("x", cut), Some((Kind::TruncatedCedula, Confidence::Confirmed)));
    let mobiles = |n: u64| (0..n).map(|n| format!("09{}", 60_000_000 + spread(n) % 39_999_999));
    assert_eq!(verdict("x", mobiles(200)), Some((Kind::Phone, Confidence::Possible)));
    assert_eq!(verdict("celular", mobiles(200)), Some((Kind::Phone, Confidence::Probable)));
}

#[test]
fn numbers_of_other_things_are_left_alone() {
    let nothing = |name: &str, cell: &dyn Fn(u64) -> String| {
        assert_eq!(verdict(name, (0..3000).map(cell)), None, "{name}");
    };
    nothing("orden", &|n| (100_000_000 + n).to_string());
    nothing("valor", &|n| (spread(n) % 1_000_000_000).to_string());
    nothing("fecha", &|n| format!("{}", 20_000_000 + n * 7));
    nothing("epoch", &|n| (1_700_000_000 + n * 60).to_string());
    nothing("ms", &|n| (1_700_000_000_000 + n * 977).to_string());
    nothing("id", &|n| (spread(n) % 10_000_000_000_000_000).to_string());
    // The same under a name that says nothing.
    nothing("x", &|n| (100_000_000 + n).to_string());
    nothing("x", &|n| (10_000_000 + n).to_string());
    nothing("x", &|n| (spread(n) % 1_000_000_000).to_string());
    nothing("x", &|n| format!("{}", 20_000_000 + n * 7));
    nothing("x", &|n| (1_700_000_000 + n * 60).to_string());
    nothing("x", &|n| (1_700_000_000_000 + n * 977).to_string());
    nothing("x", &|n| (4_000_000_000_000_000 + spread(n) % 1_000_000_000_000).to_string());
    nothing("momento", &|n| format!("2024-01-31T{:02}:{:02}:00Z", n / 60 % 24, n % 60));
    nothing("medida", &|n| format!("-{}.{:06}", n % 90, spread(n) % 1_000_000));
    nothing("comuna", &|n| format!("Comuna {n}"));
    nothing("monto", &|n| format!("$ {}.{:03}.{:03}", n % 99, n % 1000, spread(n) % 1000));
    nothing("correo", &|n| {
        ["contacto", "oirs", "info", "datos.abiertos"][n as usize % 4].to_owned() + "@minsal.cl"
    });
    nothing("nombre_comuna", &|n| {
        ["San Pedro", "María Pinto", "Santa Juana"][n as usize % 3].to_owned()
    });
    // One institution's number a thousand times is one value.
    nothing("campo", &|_| "76.086.428-5".to_owned());
    nothing("campo", &|_| "XX.***.678-5".to_owned());
}

#[test]
fn names_addresses_and_births_count_under_their_name() {
    let names =
        ["Juan Pérez Soto", "María González", "Pedro Ñancupil", "Rosa Quispe Mamani", "Luis Rojas"];
    let cells =
        |list: &'static [&'static str]| list.iter().cycle().take(30).map(|s| (*s).to_owned());
    const NAMES: &[&str] =
        &["Juan Pérez Soto", "María González", "Pedro Rojas", "Rosa Quispe Mamani"];
    assert_eq!(names.len(), 5);
    assert_eq!(verdict("nombre_completo", cells(NAMES)), Some((Kind::Name, Confidence::Probable)));
    assert_eq!(verdict("nombre", cells(NAMES)), Some((Kind::Name, Confidence::Possible)));
    assert_eq!(verdict("texto", cells(NAMES)), None);
    const SCHOOLS: &[&str] = &["Escuela Juan Pérez", "Liceo María González", "Colegio Pedro Rojas"];
    assert_eq!(verdict("nombre", cells(SCHOOLS)), None);
    const HOMES: &[&str] =
        &["Av. Matta 123", "Pasaje Los Aromos 45 dpto 2", "Villa El Bosque casa 7"];
    assert_eq!(verdict("domicilio", cells(HOMES)), Some((Kind::Address, Confidence::Probable)));
    assert_eq!(verdict("direccion", cells(HOMES)), Some((Kind::Address, Confidence::Possible)));
    assert_eq!(verdict("direccion_establecimiento", cells(HOMES)), None);
    const BIRTHS: &[&str] = &["1985-03-12", "12/04/1990", "1 ene 2001"];
    assert_eq!(
        verdict("fecha_nacimiento", cells(BIRTHS)),
        Some((Kind::Birth, Confidence::Probable))
    );
    assert_eq!(verdict("fecha", cells(BIRTHS)), None);
    const EMAILS: &[&str] = &["jp@correo.cl", "ana@x.cl; luz@x.cl", "contacto@x.cl"];
    assert_eq!(verdict("campo", cells(EMAILS)), Some((Kind::Email, Confidence::Probable)));
    const HASHES: &[&str] =
        &["0cc175b9c0f1b6a831c399e269772661", "92eb5ffee6ae2fec3ad71c777531578f"];
    assert_eq!(verdict("id_paciente", cells(HASHES)), Some((Kind::Pseudonym, Confidence::Notice)));
    const EMPTY: &[&str] = &["si", "no"];
    assert_eq!(verdict("rut", cells(EMPTY)), Some((Kind::Rut, Confidence::Notice)));
}

#[test]
fn numbers_within_remarks_are_found() {
    let remarks =
        persons(4).map(|rut| format!("Se atiende a la persona {rut}, quien solicita hora."));
    assert_eq!(verdict("observaciones", remarks), Some((Kind::Rut, Confidence::Probable)));
    let two = persons(2).map(|rut| format!("Se atiende a {rut}."));
    assert_eq!(verdict("observaciones", two), None);
    let long = persons(30).map(|rut| "palabra ".repeat(60) + &rut);
    assert_eq!(verdict("observaciones", long), Some((Kind::Rut, Confidence::Confirmed)));
}

// ── A table ──────────────────────────────────────────────────────────────────────────────────

#[test]
fn beside_persons_what_may_be_theirs_is() {
    let homes = || (0..30).map(|n| format!("Calle Larga {n}{n}"));
    let places = || (0..30).map(|n| format!("-33.44{:04}", spread(n) % 10_000));
    let table = |first: Column| {
        [
            first,
            column("direccion", homes()),
            column("lat", places()),
            column("lon", places()),
            column("diagnostico", homes()),
        ]
    };
    let shops = judge(&table(column("farmacia", homes())), &[], Some(TODAY));
    assert_eq!(shops.rows, Rows::Things);
    let told = |judged: &fichero::table::personal::Judgement| -> Vec<_> {
        judged.findings.iter().map(|f| (f.column, f.verdict.kind, f.verdict.confidence)).collect()
    };
    assert_eq!(told(&shops), [(1, Kind::Address, Confidence::Possible)]);
    let patients = judge(&table(column("rut", persons(30))), &[], Some(TODAY));
    assert_eq!(patients.rows, Rows::Persons);
    assert_eq!(
        told(&patients),
        [
            (0, Kind::Rut, Confidence::Confirmed),
            (1, Kind::Address, Confidence::Probable),
            (2, Kind::Coordinate, Confidence::Probable),
            (3, Kind::Coordinate, Confidence::Probable),
            (4, Kind::Sensitive, Confidence::Notice),
        ]
    );
}

#[test]
fn an_exception_needs_a_reason_a_person_and_a_day_to_come() {
    let columns = [column("rut_proveedor", persons(30))];
    let exception = |reason: &str, until: Option<Date>| Exception {
        column: "rut_proveedor".to_owned(),
        kind: Some(Kind::Rut),
        reason: reason.to_owned(),
        approved_by: "Unidad de Transparencia".to_owned(),
        until,
    };
    let standing = |exceptions: &[Exception]| {
        let judged = judge(&columns, exceptions, Some(TODAY));
        (judged.findings[0].standing, judged.findings[0].counts(), judged.idle)
    };
    assert_eq!(standing(&[]), (Standing::Open, true, vec![]));
    let holds = exception("Registro público de proveedores", Some(date(2027, 12, 31)));
    assert_eq!(standing(&[holds.clone()]), (Standing::Excused(0), false, vec![]));
    let ended = exception("Registro público de proveedores", Some(date(2026, 11, 19)));
    assert_eq!(standing(&[ended.clone()]), (Standing::Expired(0), true, vec![]));
    assert_eq!(standing(&[ended, holds.clone()]), (Standing::Excused(1), false, vec![0]));
    assert_eq!(standing(&[exception(" ", None)]), (Standing::Incomplete(0), true, vec![]));
    let other = Exception { column: "rut".to_owned(), ..holds };
    assert_eq!(standing(&[other]), (Standing::Open, true, vec![0]));
}

// ── Files that nobody here wrote ─────────────────────────────────────────────────────────────

/// Records of a file, as simply as can be: the mark found most often in the first line parts
/// cells, quotes hold them together.
fn records(text: &str) -> Vec<Vec<String>> {
    let first = text.lines().next().unwrap_or_default();
    let mark =
        [',', ';', '\t', '|'].into_iter().max_by_key(|mark| first.matches(*mark).count()).unwrap();
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
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
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
    let Some(corpora) = shared("corpora") else {
        eprintln!("../shared is absent: its files are not read");
        return;
    };
    let (mut paths, mut columns, mut cells) = (Vec::new(), 0, 0);
    for corpus in ["messy-ar-data-cleaner", "messy-csvkit", "messy-frictionless"] {
        files(&corpora.join(corpus), &mut paths);
    }
    let (mut told, mut notices) = (Vec::new(), 0);
    for path in &paths {
        let text = String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
        let mut rows = records(&text).into_iter();
        let named = |name: &String| Column::new(name).as_of(TODAY);
        let mut read: Vec<Column> = rows.next().unwrap().iter().map(named).collect();
        for row in rows {
            for (column, cell) in read.iter_mut().zip(&row) {
                column.add(cell);
                cells += 1;
            }
        }
        columns += read.len();
        for finding in judge(&read, &[], Some(TODAY)).findings {
            let Verdict { kind, confidence, .. } = finding.verdict;
            let path = path.strip_prefix(&corpora).unwrap().display();
            let told_here = format!("{path} {} {}", read[finding.column].name(), kind.key());
            if confidence == Confidence::Notice { notices += 1 } else { told.push(told_here) }
        }
    }
    eprintln!(
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

// ── A text ───────────────────────────────────────────────────────────────────────────────────

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
    let Some(corpora) = shared("corpora") else {
        eprintln!("../shared is absent: its texts are not read");
        return;
    };
    let (mut paths, mut bytes) = (Vec::new(), 0);
    for corpus in ["jkan-default", "opendataphilly-jkan", "aws-open-data-registry"] {
        texts(&corpora.join(corpus), &mut paths);
    }
    let mut kinds: std::collections::BTreeMap<&str, Vec<String>> = Default::default();
    for path in &paths {
        let text = String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
        bytes += text.len();
        for hit in scan_text(&text) {
            kinds.entry(hit.kind.key()).or_default().push(text[hit.range].to_owned());
        }
    }
    let emails = kinds.remove("email").unwrap_or_default().len();
    eprintln!("{} texts, {bytes} bytes: {emails} addresses of persons", paths.len());
    assert!(kinds.is_empty(), "{kinds:?}");
}

fn texts(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
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

// ── Who stands out ───────────────────────────────────────────────────────────────────────────

#[test]
fn rare_combinations_are_counted_and_the_first_step_that_helps_is_named() {
    let names = ["id", "edad", "sexo", "comuna_residencia", "monto"];
    let mut crowd = Crowd::new(&names).unwrap();
    // Ages 20 to 59 by sex and two homes: 160 combinations of 4 rows, 32 of 20 in bands.
    for n in 0..640_u64 {
        let row = [
            n.to_string(),
            (20 + n % 40).to_string(),
            ["F", "M"][(n / 40 % 2) as usize].to_owned(),
            ["Arica", "Lota"][(n / 80 % 2) as usize].to_owned(),
            "1000".to_owned(),
        ];
        crowd.add(|at| row[at].as_str());
    }
    assert_eq!(
        crowd.crowding(),
        Crowding {
            columns: vec![1, 2, 3],
            rows: 640,
            smallest: 4,
            exposed: 640,
            unique: 0,
            remedy: Some(Step::Ages),
        }
    );
    assert!(Crowd::new(&["comuna", "sexo", "monto"]).is_none(), "one alone singles nobody out");
    assert!(Crowd::new(&["latitud", "longitud"]).is_none(), "a place is no person");
}

#[test]
fn very_many_combinations_are_estimated_in_bounded_memory() {
    let mut crowd = Crowd::new(&["fecha_nacimiento", "sexo"]).unwrap();
    let mut all = std::collections::BTreeMap::new();
    for n in 0..100_000_u64 {
        let day = format!("{}-{:02}-{:02}", 1930 + n % 90, 1 + n / 90 % 12, 1 + spread(n) % 28);
        let sex = ["F", "M"][(n % 2) as usize];
        crowd.add(|at| if at == 0 { &day } else { sex });
        *all.entry((day, sex)).or_insert(0_u64) += 1;
    }
    let crowding = crowd.crowding();
    assert_eq!((crowding.rows, crowding.remedy), (100_000, Some(Step::Births)));
    assert!(all.len() > 16_384);
    let exposed: u64 = all.values().filter(|rows| **rows < 5).sum();
    let off = crowding.exposed.abs_diff(exposed);
    assert!(off * 20 < exposed, "{} for {exposed}", crowding.exposed);
}
