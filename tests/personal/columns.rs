//! What a column is taken for, what its table adds, and what a declaration takes away.

use crate::{TODAY, cedula_of, column, companies, persons, spread, verdict};
use fichero::table::personal::{
    Basis, Column, Confidence, Crowd, Crowding, Exception, Judgement, Kind, Rows, Standing, Step,
    Verdict, judge,
};
use fichero::text::{Lang, Texts};
use jiff::civil::{Date, date};
use std::collections::BTreeMap;

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
fn names_are_found_under_a_word_for_persons() {
    const FIRST: [&str; 7] = ["María", "Juan", "Ana", "Luis", "Carmen", "Pedro", "Rosa"];
    const LAST: [&str; 5] = ["González", "Muñoz", "Díaz", "Silva", "Morales"];
    let names = || (0..35).map(|n| format!("{} {}", FIRST[n % 7], LAST[n % 5]));
    for label in ["beneficiario", "Solicitante", "FUNCIONARIOS", "alumno", "titular"] {
        let found = Some((Kind::Name, Confidence::Probable));
        assert_eq!(verdict(label, names()), found, "{label}");
    }
    // What is counted by it, or of it, is no name.
    assert_eq!(verdict("beneficiarios", (0..40).map(|n| n.to_string())), None);
    assert_eq!(verdict("total_beneficiarios", names()), None);
    let kinds = (0..40).map(|n| ["Persona natural", "Empresa", "Fundación"][n % 3].to_owned());
    assert_eq!(verdict("solicitante", kinds), None);
}

#[test]
fn what_is_told_has_counts_and_rows_and_no_value() {
    let cells = companies(3).chain(persons(40)).chain(persons(40));
    let verdict = column("x", cells).verdict().expect("they are found");
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
        pick(&["contacto", "oirs", "info", "datos.abiertos"], n).to_owned() + "@minsal.cl"
    });
    nothing("nombre_comuna", &|n| pick(&["San Pedro", "María Pinto", "Santa Juana"], n).to_owned());
    // One institution's number a thousand times is one value.
    nothing("campo", &|_| "76.086.428-5".to_owned());
    nothing("campo", &|_| "XX.***.678-5".to_owned());
}

/// One of several, in turn.
fn pick<'t>(list: &[&'t str], n: u64) -> &'t str {
    list[usize::try_from(n).expect("it is small") % list.len()]
}

fn of(name: &str, list: &[&str]) -> Option<(Kind, Confidence)> {
    verdict(name, (0..30).map(|n| pick(list, n).to_owned()))
}

#[test]
fn names_addresses_and_births_count_under_their_name() {
    let found = |kind, confidence| Some((kind, confidence));
    let names = ["Juan Pérez Soto", "María González", "Pedro Rojas", "Rosa Quispe Mamani"];
    assert_eq!(of("nombre_completo", &names), found(Kind::Name, Confidence::Probable));
    assert_eq!(of("nombre", &names), found(Kind::Name, Confidence::Possible));
    assert_eq!(of("texto", &names), None);
    let schools = ["Escuela Juan Pérez", "Liceo María González", "Colegio Pedro Rojas"];
    assert_eq!(of("nombre", &schools), None);
    let homes = ["Av. Matta 123", "Pasaje Los Aromos 45 dpto 2", "Villa El Bosque casa 7"];
    assert_eq!(of("domicilio", &homes), found(Kind::Address, Confidence::Probable));
    assert_eq!(of("direccion", &homes), found(Kind::Address, Confidence::Possible));
    assert_eq!(of("direccion_establecimiento", &homes), None);
    let births = ["1985-03-12", "12/04/1990", "1 ene 2001"];
    assert_eq!(of("fecha_nacimiento", &births), found(Kind::Birth, Confidence::Probable));
    assert_eq!(of("fecha", &births), None);
    let emails = ["jp@correo.cl", "ana@x.cl; luz@x.cl", "contacto@x.cl"];
    assert_eq!(of("campo", &emails), found(Kind::Email, Confidence::Probable));
    let hashes = ["0cc175b9c0f1b6a831c399e269772661", "92eb5ffee6ae2fec3ad71c777531578f"];
    assert_eq!(of("id_paciente", &hashes), found(Kind::Pseudonym, Confidence::Notice));
    let passports = ["AB123456", "P12345678", "F12345678"];
    assert_eq!(of("pasaporte", &passports), found(Kind::Passport, Confidence::Probable));
    assert_eq!(of("folio", &passports), None);
    assert_eq!(of("rut", &["si", "no"]), found(Kind::Rut, Confidence::Notice));
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
    let told = |judged: &Judgement| -> Vec<_> {
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
    assert_eq!(standing(std::slice::from_ref(&holds)), (Standing::Excused(0), false, vec![]));
    let ended = exception("Registro público de proveedores", Some(date(2026, 11, 19)));
    assert_eq!(standing(std::slice::from_ref(&ended)), (Standing::Expired(0), true, vec![]));
    assert_eq!(standing(&[ended, holds.clone()]), (Standing::Excused(1), false, vec![0]));
    assert_eq!(standing(&[exception(" ", None)]), (Standing::Incomplete(0), true, vec![]));
    let other = Exception { column: "rut".to_owned(), ..holds };
    assert_eq!(standing(&[other]), (Standing::Open, true, vec![0]));
}

#[test]
fn rare_combinations_are_counted_and_the_first_step_that_helps_is_named() {
    let names = ["id", "edad", "sexo", "comuna_residencia", "monto"];
    let mut crowd = Crowd::new(&names).expect("three combine");
    // Ages 20 to 59 by sex and two homes: 160 combinations of 4 rows, 32 of 20 in bands.
    for n in 0..640_u64 {
        let row = [
            n.to_string(),
            (20 + n % 40).to_string(),
            pick(&["F", "M"], n / 40 % 2).to_owned(),
            pick(&["Arica", "Lota"], n / 80 % 2).to_owned(),
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
    let mut crowd = Crowd::new(&["fecha_nacimiento", "sexo"]).expect("two combine");
    let mut all = BTreeMap::new();
    for n in 0..100_000_u64 {
        let day = format!("{}-{:02}-{:02}", 1930 + n % 90, 1 + n / 90 % 12, 1 + spread(n) % 28);
        let sex = pick(&["F", "M"], n);
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

#[test]
fn every_kind_confidence_and_step_has_its_name_in_every_language() {
    for lang in Lang::ALL {
        let texts = Texts::embedded(lang);
        let kinds = Kind::ALL.map(|kind| format!("personal.kind.{}", kind.key()));
        let steps = Step::ALL.map(|step| format!("personal.step.{}", step.key()));
        let sure = [Confidence::Notice, Confidence::Possible, Confidence::Probable];
        let sure = sure.map(|sure| format!("personal.confidence.{}", sure.key()));
        for key in kinds.iter().chain(&steps).chain(&sure) {
            assert!(texts.has(key), "{lang:?} {key}");
        }
        assert!(texts.has(&format!("personal.confidence.{}", Confidence::Confirmed.key())));
    }
    assert!(Kind::ALL.iter().all(|kind| Kind::of_key(kind.key()) == Some(*kind)));
}
