//! Which personal data does a free text hold, and where?

use std::ops::Range;

use super::{Kind, card, cedula, email, iban, phone, rut};

/// Of a longer text only so much is read.
const LONGEST: usize = 1 << 20;
/// So many places of one text are told.
const TOLD: usize = 200;
/// How far before a number its word may stand, in bytes.
const NEAR: usize = 40;

/// Personal data in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Where, in bytes.
    pub range: Range<usize>,
    /// What.
    pub kind: Kind,
}

/// What a text such as notes or a README holds: right numbers of natural persons, written as such
/// or named before, cards, accounts, mobiles, and e-mail addresses of persons.
///
/// How an office is reached is none: accounts of a function, addresses of a government's domain,
/// fixed lines and 600, 800, 1700 and 1800.
pub fn scan_text(text: &str) -> Vec<Hit> {
    let text = &text[..text.floor_char_boundary(LONGEST)];
    let mut hits: Vec<Hit> = Vec::new();
    let mut add = |range: Range<usize>, kind| hits.push(Hit { range, kind });
    for address in email::all(text).take(TOLD) {
        if address.account == email::Account::Person && !email::is_official(address.text) {
            add(address.start..address.start + address.text.len(), Kind::Email);
        }
    }
    for (range, rut) in ruts(text).take(TOLD) {
        if rut.is_personal() && rut.names_anybody() {
            add(range, Kind::Rut);
        }
    }
    for (range, phone) in phones(text).take(TOLD) {
        if phone.line == phone::Line::Mobile {
            add(range, Kind::Phone);
        }
    }
    for range in runs(text).take(10 * TOLD) {
        if let Some(kind) = number(text, &range) {
            add(range, kind);
        }
    }
    hits.sort_by_key(|hit| (hit.range.start, std::cmp::Reverse(hit.range.end)));
    let mut end = 0;
    hits.retain(|hit| {
        let apart = hit.range.start >= end;
        end = end.max(hit.range.end);
        apart
    });
    hits.truncate(TOLD);
    hits
}

/// Kinds whose check digits tell, and which nobody publishes to be reached by.
pub const IDENTIFIERS: [Kind; 4] = [Kind::Rut, Kind::Cedula, Kind::Ruc, Kind::Card];

/// Whether a text holds the number of a natural person, or of a card. Such a text is shown nowhere,
/// whatever its column or file is taken for.
pub fn tells_number(text: &str) -> bool {
    // Most texts have no such number, as their digits tell.
    let digits = text.bytes().filter(u8::is_ascii_digit).take(7).count();
    digits == 7 && scan_text(text).iter().any(|hit| IDENTIFIERS.contains(&hit.kind))
}

/// Whether a byte continues a word or a number.
fn joins(byte: Option<&u8>) -> bool {
    byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte >= 128 || *byte == b'_')
}

/// Every RUT of a text that is written with its hyphen: `12.345.678-5`, `12345678-5`.
pub(super) fn ruts(text: &str) -> impl Iterator<Item = (Range<usize>, rut::Rut)> {
    let bytes = text.as_bytes();
    text.match_indices('-').filter_map(move |(at, _)| {
        let check = bytes.get(at + 1)?;
        let ends = !joins(bytes.get(at + 2)) && bytes.get(at + 2) != Some(&b'-');
        if !(check.is_ascii_digit() || check.eq_ignore_ascii_case(&b'k')) || !ends {
            return None;
        }
        let part = |byte: &&u8| byte.is_ascii_digit() || **byte == b'.';
        let before = bytes[..at].iter().rev().take(13).take_while(part).count();
        let start = at - before;
        let start = start + bytes[start..at].iter().take_while(|byte| **byte == b'.').count();
        let body = bytes[start..at].iter().filter(|byte| byte.is_ascii_digit()).count();
        let prefix = start.checked_sub(1).map(|before| bytes[before]);
        if !(7..=8).contains(&body) || joins(prefix.as_ref()) || prefix == Some(b'-') {
            return None;
        }
        Some((start..at + 2, rut::read(&text[start..at + 2])?))
    })
}

/// Every telephone number of a text that begins with `+` and the country.
pub(super) fn phones(text: &str) -> impl Iterator<Item = (Range<usize>, phone::Phone)> {
    text.match_indices('+').filter_map(move |(at, _)| {
        let rest = &text[at..];
        // The longest reading wins: numbers end where the next word begins.
        let end = rest[1..]
            .find(|c: char| !(c.is_ascii_digit() || " -.()".contains(c)))
            .map_or(rest.len(), |end| end + 1);
        let mut written = rest[..end.min(24)].trim_end_matches([' ', '-', '.', '(', ')']);
        loop {
            if let Some(phone) = phone::read(written) {
                return Some((at..at + written.len(), phone));
            }
            let shorter = written.rfind([' ', '-', '.', '('])?;
            written = written[..shorter].trim_end_matches([' ', '-', '.', '(', ')']);
        }
    })
}

/// Runs of letters and digits with single spaces or hyphens inside that hold nine digits or more.
fn runs(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let from = at;
            let starts = bytes[from].is_ascii_digit() || bytes[from].is_ascii_uppercase();
            if !starts || (from > 0 && joins(bytes.get(from - 1))) {
                at += 1;
                continue;
            }
            let mut end = from;
            while let Some(byte) = bytes.get(end) {
                let mark = matches!(byte, b' ' | b'-');
                let inner = mark && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
                if !(byte.is_ascii_digit() || byte.is_ascii_uppercase() || inner) || end - from > 45
                {
                    break;
                }
                end += 1;
            }
            at = end.max(from + 1);
            let digits = bytes[from..end].iter().filter(|byte| byte.is_ascii_digit()).count();
            if digits >= 8 && !joins(bytes.get(end)) {
                return Some(from..end);
            }
        }
        None
    })
}

/// What the number of a run is, if it is one of a person by itself or by the word before it.
fn number(text: &str, range: &Range<usize>) -> Option<Kind> {
    let run = &text[range.clone()];
    let start = text.floor_char_boundary(range.start.saturating_sub(NEAR));
    let before = super::words::folded(&text[start..range.start]);
    let named = |words: &[&str]| {
        before.split(|c: char| !c.is_alphanumeric()).any(|word| words.contains(&word))
    };
    if iban::read(run).is_some_and(|iban| iban.right) {
        return Some(Kind::Iban);
    }
    let digits = run.bytes().filter(u8::is_ascii_digit).count();
    // A card is written in groups, or said to be one.
    let grouped = run.bytes().filter(|byte| !byte.is_ascii_digit()).count() >= 2;
    let card = grouped || named(&["tarjeta", "card", "visa", "mastercard", "cartao"]);
    if digits >= 14 && card && card::read(run).is_some_and(|card| card.right) {
        return Some(Kind::Card);
    }
    let person =
        named(&["cedula", "ci", "identidad", "identificacion", "cc"]) || before.contains("c.i");
    if (person || run.len() == 11) && cedula::read(run).is_some_and(|cedula| cedula.right) {
        return Some(Kind::Cedula);
    }
    if named(&["ruc"]) && cedula::ruc(run).is_some_and(cedula::Ruc::is_personal) {
        return Some(Kind::Ruc);
    }
    if named(&["rut", "run"])
        && rut::read(run).is_some_and(|rut| rut.is_personal() && rut.names_anybody())
    {
        return Some(Kind::Rut);
    }
    let mobile = phone::read(run).is_some_and(|phone| phone.line == phone::Line::Mobile);
    let rings =
        named(&["celular", "cel", "movil", "whatsapp", "telefono", "fono", "tel", "contacto"]);
    (mobile && rings).then_some(Kind::Phone)
}
