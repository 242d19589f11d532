//! A survey → what the grade wants to know of a table.

use crate::read::Field;
use crate::survey::privacy::Declaration;
use crate::survey::{Finding, Survey, Tally};
use crate::table::ColumnProfile;
use crate::table::grade::facts::{
    Column, Dates, Encoding, Key, Looked, Numbers, Reading, Schema, Table, Tally as Count,
};
use crate::table::habits::{self, Alike, Look, Sort};
use crate::table::shown_label;
use jiff::civil::Date;
use serde_json::Value;

/// What a resource declares beside its table.
pub(super) struct Beside<'a> {
    /// Its dictionary.
    pub(super) fields: &'a [Field],
    /// Whether it names an encoding.
    pub(super) encoding: Option<&'a str>,
    /// Its exceptions.
    pub(super) privacy: &'a Declaration,
    /// The day exceptions are held to.
    pub(super) today: Option<Date>,
}

/// What is known of a table.
pub(super) fn table(survey: &Survey, beside: &Beside) -> Table {
    let columns: Vec<Column> =
        survey.columns.iter().map(|profile| column(survey, profile, beside)).collect();
    let mut personal = survey.personal.clone();
    let name = |at: usize| survey.columns.get(at).map_or("", |column| column.name.as_str());
    personal.declare(name, &beside.privacy.exceptions, beside.today);
    let above = |finding: &Finding| finding.arg("titles")?.parse::<u64>().ok();
    let titles = survey.of_code("title-rows").filter_map(above).sum();
    let blank = |column: &&ColumnProfile| survey.rows > 0 && column.missing >= survey.rows;
    Table {
        reading: reading(survey),
        encoding: encoding(survey, beside),
        titles,
        records: survey.rows,
        ragged: count(survey.ragged),
        blank_rows: sum(survey, &["blank-row"]),
        blank_columns: survey.columns.iter().filter(blank).count() as u64,
        repeated: sum(survey, &["duplicate-row"]),
        schema: schema(survey),
        key: key(survey, beside),
        codes: looked(survey, "foreign-key"),
        rules: looked(survey, "row-constraint"),
        days: days(&survey.columns),
        columns,
        personal: (!survey.columns.is_empty()).then_some(personal),
        crowding: survey.crowding.clone(),
        ..Table::default()
    }
}

fn count(tally: Tally) -> Count {
    Count { n: tally.n, first: tally.first }
}

/// All findings of some codes together.
fn sum(survey: &Survey, codes: &[&str]) -> Count {
    let found = survey.findings.iter().filter(|f| codes.contains(&f.code.as_str()));
    found.fold(Count::default(), |sum, finding| {
        let first = [sum.first, finding.place().row].into_iter().flatten().min();
        Count { n: sum.n + finding.count, first }
    })
}

fn reading(survey: &Survey) -> Reading {
    match &survey.refusal {
        None => Reading::Whole,
        // What was read before a limit or a wrong byte says something of the table.
        Some(_) if survey.rows > 0 => Reading::Part,
        Some(_) => Reading::Unreadable,
    }
}

fn encoding(survey: &Survey, beside: &Beside) -> Encoding {
    let broken = survey.of_code("encoding-mixed").chain(survey.of_code("encoding-error")).next();
    if let Some(finding) = broken {
        let byte = finding.arg("byte").and_then(|byte| u8::from_str_radix(byte, 16).ok());
        let row = finding.place().line.unwrap_or(1);
        return Encoding::Broken { row, byte: byte.unwrap_or_default() };
    }
    let Some(name) = &survey.reading.encoding else { return Encoding::Inherent };
    match (name.as_str(), survey.reading.byte_order_mark, beside.encoding) {
        ("utf-8", Some(true), _) => Encoding::Utf8Mark,
        ("utf-8", ..) => Encoding::Utf8,
        (_, _, Some(_)) => Encoding::Declared(name.clone()),
        (_, _, None) => Encoding::Guessed(name.clone()),
    }
}

fn schema(survey: &Survey) -> Schema {
    const CODES: [&str; 5] =
        ["extra-label", "missing-label", "incorrect-label", "blank-label", "unmatched-header"];
    if !survey.reading.dictionary {
        return Schema::Missing;
    }
    let differs = survey.findings.iter().find(|f| CODES.contains(&f.code.as_str()));
    differs.map_or(Schema::Kept, |f| Schema::Differs(f.column.clone().unwrap_or_default()))
}

fn key(survey: &Survey, beside: &Beside) -> Key {
    let broken = survey.of_code("primary-key").chain(survey.of_code("unique-error")).next();
    if let Some(finding) = broken {
        let tally = Count { n: finding.count, first: finding.place().row };
        return match finding.reason.as_deref() {
            Some("key-empty") => Key::Incomplete(tally),
            _ => Key::Repeats(tally),
        };
    }
    let unique = beside.fields.iter().any(|field| {
        let constraints = field.rest.get("constraints");
        constraints.and_then(|all| all.get("unique")) == Some(&Value::Bool(true))
    });
    if survey.reading.key || (unique && survey.reading.dictionary) {
        Key::Unique
    } else {
        Key::Missing
    }
}

/// Rows that a rule was applied to, where one is broken: of kept rules nothing is told.
fn looked(survey: &Survey, code: &str) -> Looked {
    let Some(first) = survey.of_code(code).next() else { return Looked::default() };
    let what = first.arg("key").or(first.arg("formula")).unwrap_or_default().to_owned();
    Looked { of: survey.rows, wrong: sum(survey, &[code]), what }
}

/// The days that the table's dates are of. Of several columns of dates nobody knows which one says
/// what the data are of.
fn days(columns: &[ColumnProfile]) -> Option<(Date, Date)> {
    let of = |column: &ColumnProfile| {
        let kind = column.field.get("type").and_then(Value::as_str);
        let (least, most) = column.range.as_ref().filter(|_| kind == Some("date"))?;
        Some((crate::table::day(least)?, crate::table::day(most)?))
    };
    let mut all = columns.iter().filter_map(of);
    all.next().filter(|_| all.next().is_none())
}

fn column(survey: &Survey, profile: &ColumnProfile, beside: &Beside) -> Column {
    let field = beside.fields.iter().find(|field| shown_label(&field.name) == profile.name);
    let constraints = field.and_then(|field| field.rest.get("constraints"));
    let required = constraints.and_then(|all| all.get("required"));
    let of = |codes: &[&str]| {
        let own = survey.findings.iter().filter(|f| f.column.as_deref() == Some(&profile.name));
        let own = own.filter(|f| codes.contains(&f.code.as_str()));
        own.fold(Count::default(), |sum, finding| {
            let first = [sum.first, finding.place().row].into_iter().flatten().min();
            Count { n: sum.n + finding.count, first }
        })
    };
    let declared = field.is_some_and(|field| field.rest.contains_key("missingValues"));
    let most = profile.disguised.iter().max_by_key(|(text, n)| (**n, std::cmp::Reverse(*text)));
    let disguised = most.filter(|_| !declared).map(|(text, n)| (text.clone(), *n));
    let mut damaged = of(&["mojibake", "replacement-character", "control-character"]);
    damaged.n = damaged.n.min(survey.rows);
    Column {
        label: profile.name.clone(),
        description: field.and_then(|field| field.description.clone()).unwrap_or_default(),
        typed: field.is_some_and(|field| field.kind.is_some()),
        optional: required == Some(&Value::Bool(false)),
        cells: survey.rows,
        missing: profile.missing.min(survey.rows),
        disguised,
        invalid: of(&["type-error", "constraint-error"]),
        mixed: mixed(profile),
        dates: dates(profile, field),
        numbers: numbers(profile),
        variants: profile.variants.map(|n| Count { n, first: None }),
        damaged,
        zeros_lost: lost_zeros(profile),
    }
}

fn mixed(profile: &ColumnProfile) -> Count {
    let Alike { n, first } = habits::mixed(&profile.looks);
    Count { n, first: (n > 0).then_some(first) }
}

/// The looks of a column that are of one sort.
fn of_sort(profile: &ColumnProfile, sort: Sort) -> Vec<Look> {
    profile.looks.keys().copied().filter(|look| look.sort() == sort).collect()
}

/// Whether most cells of a column are of a sort.
fn is_mostly(profile: &ColumnProfile, sort: Sort) -> bool {
    let of = |own: &dyn Fn(Sort) -> bool| -> u64 {
        profile.looks.iter().filter(|(look, _)| own(look.sort())).map(|(_, alike)| alike.n).sum()
    };
    of(&|own| own == sort) > of(&|own| own != sort)
}

/// How the dates of a column are written.
fn dates(profile: &ColumnProfile, field: Option<&Field>) -> Option<Dates> {
    const DAYS: [Look; 4] = [Look::Date, Look::SlashDate, Look::DashDate, Look::DotDate];
    let looks = of_sort(profile, Sort::Moment);
    let days: Vec<Look> = looks.into_iter().filter(|look| DAYS.contains(look)).collect();
    if days.is_empty() || !is_mostly(profile, Sort::Moment) {
        return None;
    }
    let declared = field.is_some_and(|field| field.rest.contains_key("format"));
    Some(match days.as_slice() {
        [Look::Date] => Dates::Iso,
        [_] if declared => Dates::Declared,
        [_] => Dates::Other,
        _ => Dates::Mixed,
    })
}

/// How its numbers are.
fn numbers(profile: &ColumnProfile) -> Option<Numbers> {
    let looks = of_sort(profile, Sort::Number);
    let kind = profile.field.get("type").and_then(Value::as_str);
    if looks.is_empty() || !is_mostly(profile, Sort::Number) || kind == Some("string") {
        return None;
    }
    let has = |look| looks.contains(&look);
    let point = has(Look::Point) || has(Look::CommaGroups);
    let comma = has(Look::Comma) || has(Look::PointGroups);
    Some(match () {
        () if has(Look::PointGroups) || has(Look::CommaGroups) || (point && comma) => {
            Numbers::Marked
        }
        () if has(Look::PointThree) && !point => Numbers::Ambiguous,
        () if has(Look::CommaThree) && !comma => Numbers::Ambiguous,
        () => Numbers::Plain,
    })
}

/// Whether codes of places are as if a spreadsheet had taken their first zero: some have one digit
/// less than the others.
fn lost_zeros(profile: &ColumnProfile) -> bool {
    const DIGITS: [(&str, usize); 4] = [("comuna", 5), ("parroquia", 6), ("canton", 4), ("cut", 5)];
    let label = profile.name.to_lowercase().replace('ó', "o");
    let mut words = label.split(|c: char| !c.is_alphanumeric());
    let digits = words.find_map(|word| DIGITS.iter().find(|(own, _)| *own == word));
    let whole = profile.looks.keys().all(|look| *look == Look::Integer);
    digits.is_some_and(|(_, n)| whole && profile.lengths == Some((n - 1, *n)))
}
