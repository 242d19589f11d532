//! The vectors of the twelve families are read as they state.

use crate::{TODAY, shared};
use fichero::table::personal::label::{Label, Meaning};
use fichero::table::personal::place::{self, Country, Precision};
use fichero::table::personal::{address, birth, card, cedula, email, iban, passport, phone, rut};
use serde_json::Value;
use std::fs;

fn text<'v>(vector: &'v Value, key: &str) -> &'v str {
    vector[key].as_str().unwrap_or_default()
}

fn yes(vector: &Value, key: &str) -> bool {
    vector[key] == Value::Bool(true) || vector[key] == 1
}

/// What a vector of a family says, and what is said of it here.
fn sides(family: &str, vector: &Value) -> (String, String) {
    let value = text(vector, "value");
    let plain = |key: &str, read: bool| (yes(vector, key).to_string(), read.to_string());
    match family {
        "rut" => rut_sides(vector),
        "cedula_ec" => cedula_sides(vector),
        "ruc_ec" => ruc_sides(vector),
        "phone" => phone_sides(vector),
        "card" => plain("card", card::read(value).is_some_and(|card| card.right)),
        "iban" => plain("valid", iban::read(value).is_some_and(|iban| iban.right)),
        "email" => email_sides(vector),
        "column_name" => (text(vector, "kind").to_owned(), meant(value).to_owned()),
        "address" => plain("address", address::is_address(value)),
        "birth_date" => {
            let labelled = Label::read(text(vector, "label")).meaning() == Meaning::Birth;
            let day = birth::read(value, TODAY);
            plain("birth", labelled && day.is_some_and(|day| birth::may_be_birth(day, TODAY)))
        }
        "geo" => geo_sides(vector),
        "passport" => plain("candidate", passport::is_candidate(value)),
        other => panic!("no family {other}"),
    }
}

fn rut_sides(vector: &Value) -> (String, String) {
    let read = rut::read(text(vector, "value"));
    let valid = read.is_some_and(|rut| rut.check == rut::Check::Right);
    let personal = match read {
        Some(rut) if rut.is_personal() => "true",
        Some(rut) if rut.check == rut::Check::Absent => "\"partial\"",
        Some(rut) if valid && rut.owner() == rut::Owner::Filler => "\"placeholder\"",
        _ => "false",
    };
    (format!("{} {}", yes(vector, "valid"), vector["personal"]), format!("{valid} {personal}"))
}

fn cedula_sides(vector: &Value) -> (String, String) {
    let (value, why) = (text(vector, "value"), text(vector, "why"));
    let right = |read: Option<cedula::Cedula>| read.is_some_and(|cedula| cedula.right);
    let origin = cedula::read(value).map(|cedula| cedula.origin);
    let stated = (yes(vector, "valid"), why.contains("truncada"), why.contains("no documentado"));
    let undocumented = origin == Some(cedula::Origin::Undocumented);
    let read = (right(cedula::read(value)), right(cedula::truncated(value)), undocumented);
    (format!("{stated:?}"), format!("{read:?}"))
}

fn ruc_sides(vector: &Value) -> (String, String) {
    let ruc = cedula::ruc(text(vector, "value"));
    let stated = ["structure", "check", "personal"].map(|key| yes(vector, key));
    let is = |what: fn(cedula::Ruc) -> bool| ruc.is_some_and(what);
    let read = [is(|ruc| ruc.complete), is(|ruc| ruc.right), is(cedula::Ruc::is_personal)];
    (format!("{stated:?}"), format!("{read:?}"))
}

fn phone_sides(vector: &Value) -> (String, String) {
    let read = phone::read(text(vector, "value"));
    let line = read.map_or("null", |phone| match (phone.country, phone.line) {
        (phone::Country::Chile, phone::Line::Mobile | phone::Line::Fixed) => "\"fijo/móvil\"",
        (phone::Country::Ecuador, phone::Line::Mobile) => "\"móvil\"",
        (phone::Country::Ecuador, phone::Line::Fixed) => "\"fijo\"",
        (phone::Country::Chile, phone::Line::Institution) => "\"shared-cost\"",
        (phone::Country::Ecuador, phone::Line::Institution) => "\"toll-free\"",
    });
    let region = read.map_or(text(vector, "region"), |phone| match phone.country {
        phone::Country::Chile => "CL",
        phone::Country::Ecuador => "EC",
    });
    let stated = format!("{} {} {}", yes(vector, "valid"), text(vector, "region"), vector["type"]);
    (stated, format!("{} {region} {line}", read.is_some()))
}

fn email_sides(vector: &Value) -> (String, String) {
    let found = email::read(text(vector, "value"));
    let person = found.iter().any(|found| found.account == email::Account::Person);
    let both = text(vector, "why").contains("contar ambos");
    let stated = (yes(vector, "email"), yes(vector, "personal"), both);
    let read = (!found.is_empty(), person, found.len() == 2);
    (format!("{stated:?}"), format!("{read:?}"))
}

fn geo_sides(vector: &Value) -> (String, String) {
    let country = if text(vector, "country") == "CL" { Country::Chile } else { Country::Ecuador };
    let pair = place::read(text(vector, "lat")).zip(place::read(text(vector, "lon")));
    let inside = pair.is_some_and(|(lat, lon)| country.holds(lat, lon));
    let house = |read: place::Coordinate| read.precision == Precision::House;
    let precise = pair.is_some_and(|(lat, lon)| house(lat) && house(lon));
    let stated = (yes(vector, "inside"), yes(vector, "precise"));
    (format!("{stated:?}"), format!("{:?}", (inside, precise)))
}

fn meant(name: &str) -> &'static str {
    match Label::read(name).meaning() {
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
    }
}

#[test]
fn every_vector_of_the_twelve_families_is_read_as_stated() {
    let Some(path) = shared("golden/pii-vectors.json") else { return };
    let text = fs::read_to_string(path).expect("a file of ours can be read");
    let families: serde_json::Map<String, Value> =
        serde_json::from_str(&text).expect("they are JSON");
    let (mut right, mut all, mut wrong) = (0, 0, Vec::new());
    for (family, vectors) in &families {
        for vector in vectors.as_array().expect("a family is a list") {
            let (stated, read) = sides(family, vector);
            all += 1;
            if stated == read {
                right += 1;
            } else {
                wrong.push(format!("{family}: stated {stated}, read {read}: {vector}"));
            }
        }
    }
    println!("{right} of {all} vectors in {} families", families.len());
    assert!(wrong.is_empty(), "{right} of {all}\n{}", wrong.join("\n"));
    assert_eq!((families.len(), all), (12, 240));
}
