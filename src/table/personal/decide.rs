//! What counts and a column's name together say.

use super::chance::Odds;
use super::column::{Column, Evidence};
use super::label::{Meaning, Strength};
use super::tally::Tally;
use super::{Basis, Confidence, Kind, Verdict};

/// Everything found in a column, what weighs most first.
pub(super) fn verdicts(column: &Column) -> Vec<Verdict> {
    let mut found: Vec<Verdict> = numbers(column);
    let sure = found.iter().any(|verdict| verdict.confidence >= Confidence::Possible);
    found.extend(email(column));
    if !sure {
        found.extend(bare_rut(column));
        found.extend(phone(column));
        found.extend(passport(column));
    }
    found.extend(name(column));
    found.extend(address(column));
    found.extend(birth(column));
    found.extend(coordinate(column));
    found.extend(pseudonym(column));
    if found.is_empty() {
        found.extend(label_only(column));
    }
    found.sort_by_key(|verdict| std::cmp::Reverse((verdict.confidence, verdict.evidence)));
    found.dedup_by_key(|verdict| verdict.kind);
    found
}

/// A verdict with the counts of a tally.
fn told(kind: Kind, confidence: Confidence, basis: Basis, tally: &Tally) -> Verdict {
    let (tried, passed) = (tally.tried.kept(), tally.tried.passed());
    let permille = (passed * 1000).checked_div(tried).unwrap_or(1000);
    Verdict {
        kind,
        confidence,
        basis,
        tried: tally.tried.distinct().max(tally.hits.distinct()),
        matched: tally.hits.distinct(),
        cells: tally.cells,
        permille: u64::try_from(permille).unwrap_or(0),
        rows: tally.rows.clone(),
        evidence: i64::try_from(passed).unwrap_or(0),
    }
}

/// Kinds whose check digits tell.
fn numbers(column: &Column) -> Vec<Verdict> {
    let ways = [
        (Evidence::Rut, Kind::Rut, Odds::Eleven),
        (Evidence::WrittenRut, Kind::Rut, Odds::Eleven),
        (Evidence::Cedula, Kind::Cedula, Odds::Ten),
        (Evidence::Truncated, Kind::TruncatedCedula, Odds::Ten),
        (Evidence::Ruc, Kind::Ruc, Odds::Ten),
        (Evidence::Card, Kind::Card, Odds::Ten),
        (Evidence::Iban, Kind::Iban, Odds::NinetySeven),
    ];
    let mut found = Vec::new();
    for (evidence, kind, odds) in ways {
        let Some(tally) = column.tally(evidence) else { continue };
        let strength = column.label.strength(kind);
        let confidence = match evidence {
            Evidence::WrittenRut => in_text(tally, odds, strength),
            _ => by_check(tally, odds, strength),
        };
        let Some(confidence) = confidence else { continue };
        let mut verdict = told(kind, confidence, Basis::Check, tally);
        verdict.evidence = odds.evidence(tally.tried.kept(), tally.tried.passed());
        if kind == Kind::Rut && !has_persons(tally) {
            verdict.kind = Kind::CompanyRut;
            verdict.confidence = Confidence::Notice;
            verdict.matched = right(tally);
        }
        found.push(verdict);
    }
    found
}

/// The rule of check digits: the share of right ones, against chance, and what the name says.
fn by_check(tally: &Tally, odds: Odds, strength: Strength) -> Option<Confidence> {
    let (tried, right) = (tally.tried.kept(), tally.tried.passed());
    let many = odds.bound(tried).is_some_and(|bound| right >= bound);
    let most = right * 10 >= tried * 8;
    match (many, most, strength) {
        (true, true, Strength::Veto) => Some(Confidence::Probable),
        (true, true, _) | (true, false, Strength::Strong) => Some(Confidence::Confirmed),
        (true, false, Strength::Veto) => Some(Confidence::Possible),
        (true, false, _) => Some(Confidence::Probable),
        // Too few values to rule chance out: the name decides.
        (false, _, Strength::Strong) if right > 0 && right * 2 >= tried => {
            Some(Confidence::Confirmed)
        }
        (false, _, Strength::Weak) if right > 0 && right * 2 >= tried => Some(Confidence::Possible),
        _ => None,
    }
}

/// Within texts three right ones are asked, and that half of them are.
fn in_text(tally: &Tally, odds: Odds, strength: Strength) -> Option<Confidence> {
    let (tried, right) = (tally.tried.kept(), tally.tried.passed());
    if right < 3 || right * 2 < tried {
        return None;
    }
    match by_check(tally, odds, strength) {
        Some(Confidence::Confirmed) => Some(Confidence::Confirmed),
        _ => Some(Confidence::Probable),
    }
}

/// Distinct right values, about where there are many.
fn right(tally: &Tally) -> u64 {
    let (kept, passed) = (tally.tried.kept(), tally.tried.passed());
    let part = |n: usize| u128::try_from(n).unwrap_or(0);
    let all = u128::from(tally.tried.distinct()) * part(passed) / part(kept).max(1);
    u64::try_from(all).unwrap_or(u64::MAX)
}

/// A tenth of natural persons, or five of them, make a column of RUTs personal.
fn has_persons(tally: &Tally) -> bool {
    let persons = tally.hits.distinct();
    persons >= 5 || (persons > 0 && persons * 10 >= right(tally))
}

/// Numbers under a name that says RUT, whose checks stand in another column.
fn bare_rut(column: &Column) -> Option<Verdict> {
    let tally = column.tally(Evidence::BareRut)?;
    let seen = tally.tried.distinct();
    let most = cells_are(tally, column.filled, 50);
    (has_persons(tally) && seen > 0 && most)
        .then(|| told(Kind::Rut, Confidence::Probable, Basis::Form, tally))
}

/// Whether the cells of a tally are at least so many in a hundred.
fn cells_are(tally: &Tally, filled: u64, percent: u64) -> bool {
    tally.cells > 0 && tally.cells * 100 >= filled * percent
}

fn email(column: &Column) -> Option<Verdict> {
    let tally = column.tally(Evidence::Email)?;
    let strength = column.label.strength(Kind::Email);
    let confidence = match (tally.hits.distinct(), strength) {
        (0, _) => return None,
        (_, Strength::Veto) => Confidence::Possible,
        (3.., _) | (_, Strength::Strong) => Confidence::Probable,
        _ => Confidence::Possible,
    };
    Some(told(Kind::Email, confidence, Basis::Form, tally))
}

fn phone(column: &Column) -> Option<Verdict> {
    let strength = column.label.strength(Kind::Phone);
    let mut all = Tally::default();
    for evidence in [Evidence::WorldPhone, Evidence::Phone] {
        if let Some(tally) = column.tally(evidence) {
            all.merge(tally, 0);
        }
    }
    all.rows.sort_unstable();
    let world = column.hits(Evidence::WorldPhone).map_or(0, super::sample::Sample::distinct);
    let alone = world >= 3 || (cells_are(&all, column.filled, 80) && all.hits.distinct() >= 10);
    let confidence = match strength {
        Strength::Strong if cells_are(&all, column.filled, 50) => Confidence::Probable,
        Strength::Strong | Strength::Weak if all.cells > 0 => Confidence::Possible,
        Strength::None if alone => Confidence::Possible,
        _ => return None,
    };
    Some(told(Kind::Phone, confidence, Basis::Form, &all))
}

fn passport(column: &Column) -> Option<Verdict> {
    let tally = column.tally(Evidence::Passport)?;
    let confidence = match column.label.strength(Kind::Passport) {
        Strength::Strong => Confidence::Probable,
        _ => Confidence::Possible,
    };
    cells_are(tally, column.filled, 50)
        .then(|| told(Kind::Passport, confidence, Basis::Form, tally))
}

/// Names: `tried` holds what is written as one, the hits are known ones.
fn name(column: &Column) -> Option<Verdict> {
    let tally = column.tally(Evidence::Name)?;
    let (tried, known) = (tally.tried.kept(), tally.tried.passed());
    let confidence = match column.label.strength(Kind::Name) {
        Strength::Strong if known * 10 >= tried * 4 => Confidence::Probable,
        Strength::Strong => Confidence::Possible,
        // Under a word for persons it need not be most of them: some are companies.
        _ if known >= 5 && column.label.is_role() && cells_are(tally, column.filled, 50) => {
            Confidence::Probable
        }
        _ if known >= 20 && cells_are(tally, column.filled, 80) => Confidence::Probable,
        _ if known >= 3 && cells_are(tally, column.filled, 50) => Confidence::Possible,
        _ => return None,
    };
    (known > 0 || tried >= 3).then(|| told(Kind::Name, confidence, Basis::Form, tally))
}

fn address(column: &Column) -> Option<Verdict> {
    let tally = column.tally(Evidence::Address)?;
    let confidence = match column.label.strength(Kind::Address) {
        Strength::Strong => Confidence::Probable,
        _ => Confidence::Possible,
    };
    cells_are(tally, column.filled, 30).then(|| told(Kind::Address, confidence, Basis::Form, tally))
}

fn birth(column: &Column) -> Option<Verdict> {
    let tally = column.tally(Evidence::Birth)?;
    cells_are(tally, column.filled, 90)
        .then(|| told(Kind::Birth, Confidence::Probable, Basis::Form, tally))
}

/// Places that find a house, most of them different: only a table of persons makes them more.
fn coordinate(column: &Column) -> Option<Verdict> {
    let tally = column.tally(Evidence::Coordinate)?;
    let different = tally.hits.distinct() * 2 > tally.cells;
    (different && cells_are(tally, column.filled, 50))
        .then(|| told(Kind::Coordinate, Confidence::Notice, Basis::Form, tally))
}

fn pseudonym(column: &Column) -> Option<Verdict> {
    let tally = column.tally(Evidence::Hash)?;
    cells_are(tally, column.filled, 90)
        .then(|| told(Kind::Pseudonym, Confidence::Notice, Basis::Form, tally))
}

/// The name promises what no value keeps.
fn label_only(column: &Column) -> Option<Verdict> {
    let kind = match column.label.meaning() {
        Meaning::NationalId if column.label.strength(Kind::Rut) == Strength::Strong => Kind::Rut,
        Meaning::NationalId if column.label.strength(Kind::Cedula) == Strength::Strong => {
            Kind::Cedula
        }
        Meaning::NationalId => Kind::Passport,
        Meaning::Name => Kind::Name,
        Meaning::Birth => Kind::Birth,
        Meaning::Address => Kind::Address,
        Meaning::Phone => Kind::Phone,
        _ => return None,
    };
    let named = column.label.strength(kind) == Strength::Strong && column.filled > 0;
    named.then(|| Verdict::of_label(kind, column.filled))
}
