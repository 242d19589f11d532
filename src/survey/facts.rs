//! A survey → what the grade wants to know of a table.

use crate::survey::privacy::Declaration;
use crate::survey::{Finding, Pair, Sense, Survey, Tally};
use crate::table::ColumnProfile;
use crate::table::grade::facts::{
    Column, Dates, Encoding, Key, Looked, Numbers, Reading, Schema, Table, Tally as Count,
};
use crate::table::habits::{self, Alike, Look, Sort};
use crate::table::shown_label;
use jiff::civil::Date;
use serde_json::Value;
use std::collections::BTreeMap;

/// What a resource declares beside its table.
pub(super) struct Beside<'a> {
    /// Its dictionary, as a Table Schema.
    pub(super) schema: Option<&'a Value>,
    /// Whether it names an encoding.
    pub(super) encoding: Option<&'a str>,
    /// Its exceptions.
    pub(super) privacy: &'a Declaration,
    /// The day exceptions are held to.
    pub(super) today: Option<Date>,
    /// The portal's country, where that is known.
    pub(super) country: Option<Sense>,
}

impl Beside<'_> {
    fn fields(&self) -> impl Iterator<Item = &Value> {
        let fields = self.schema.and_then(|schema| schema.get("fields"));
        fields.and_then(Value::as_array).into_iter().flatten()
    }

    /// The texts that a column declares to stand for nothing, or its table does.
    fn missing<'f>(&'f self, field: Option<&'f Value>) -> Vec<&'f str> {
        let own = field.and_then(|field| field.get("missingValues"));
        let all = own.or_else(|| self.schema?.get("missingValues")).and_then(Value::as_array);
        // A text may have a label beside it.
        let values = all.into_iter().flatten().map(|one| one.get("value").unwrap_or(one));
        values.filter_map(Value::as_str).collect()
    }
}

/// What is said of columns, by their labels as they are shown: tables may have thousands of them.
struct Said<'a> {
    /// The first field of each label.
    fields: BTreeMap<String, &'a Value>,
    findings: BTreeMap<&'a str, Vec<&'a Finding>>,
}

impl<'a> Said<'a> {
    fn of(survey: &'a Survey, beside: &'a Beside) -> Self {
        let mut said = Self { fields: BTreeMap::new(), findings: BTreeMap::new() };
        for field in beside.fields() {
            if let Some(name) = field.get("name").and_then(Value::as_str) {
                said.fields.entry(shown_label(name)).or_insert(field);
            }
        }
        for finding in &survey.findings {
            if let Some(column) = &finding.column {
                said.findings.entry(column).or_default().push(finding);
            }
        }
        said
    }

    /// All findings of some codes about a column together.
    fn sum(&self, column: &str, codes: &[&str]) -> Count {
        let own = self.findings.get(column).into_iter().flatten();
        sum_of(own.copied().filter(|finding| codes.contains(&finding.code.as_str())))
    }
}

/// What is known of a table.
pub(super) fn table(survey: &Survey, beside: &Beside) -> Table {
    let said = Said::of(survey, beside);
    let columns: Vec<Column> =
        survey.columns.iter().map(|profile| column((survey, &said), profile, beside)).collect();
    let mut personal = survey.personal.clone();
    let name = |at: usize| survey.columns.get(at).map_or("", |column| column.name.as_str());
    personal.declare(name, &beside.privacy.exceptions, beside.today);
    let above = |finding: &Finding| finding.arg("titles")?.parse::<u64>().ok();
    let titles = survey.of_code("title-rows").filter_map(above).sum();
    let blank = |column: &&ColumnProfile| survey.filled > 0 && column.missing >= survey.filled;
    Table {
        reading: reading(survey),
        encoding: encoding(survey, beside),
        titles,
        records: survey.rows,
        ragged: count(survey.ragged),
        blank_rows: sum(survey, &["blank-row"]),
        blank_columns: survey.columns.iter().filter(blank).count() as u64,
        repeated: sum(survey, &["duplicate-row"]),
        merged: merged(survey),
        footers: sum(survey, &["footer-row"]),
        schema: schema(survey),
        key: key(survey, beside),
        codes: codes(survey),
        rules: rules(survey, beside.country),
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
    sum_of(survey.findings.iter().filter(|f| codes.contains(&f.code.as_str())))
}

fn sum_of<'f>(found: impl Iterator<Item = &'f Finding>) -> Count {
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
    let unique = beside.fields().any(|field| {
        let constraints = field.get("constraints");
        constraints.and_then(|all| all.get("unique")) == Some(&Value::Bool(true))
    });
    if survey.reading.key || (unique && survey.reading.dictionary) {
        Key::Unique
    } else {
        Key::Missing
    }
}

/// The cells that are merged.
fn merged(survey: &Survey) -> Count {
    let Some(found) = survey.of_code("merged-cells").next() else { return Count::default() };
    let n = found.arg("merged").and_then(|n| n.parse().ok()).unwrap_or(1);
    Count { n, first: found.place().row }
}

/// What foreign keys refer to: every row was looked up once a key.
fn codes(survey: &Survey) -> Looked {
    held(survey, survey.reading.references, ("foreign-key", "key"))
}

/// What was held to every row, so many times; of what is kept nothing was told.
fn held(survey: &Survey, times: u64, (code, arg): (&str, &str)) -> Looked {
    let worst = survey.of_code(code).max_by_key(|finding| finding.count);
    let what = worst.and_then(|finding| finding.arg(arg)).unwrap_or_default().to_owned();
    let of = survey.rows.saturating_mul(times);
    let wrong = sum(survey, &[code]);
    Looked { of, wrong: Count { n: wrong.n.min(of), ..wrong }, what }
}

/// Declared rules, and those that the labels of columns imply.
fn rules(survey: &Survey, country: Option<Sense>) -> Looked {
    let mut all = held(survey, survey.reading.rules, ("row-constraint", "formula"));
    let mut most = all.wrong.n;
    let of = |columns: &str, sense: Option<Sense>| {
        survey.pairs.iter().any(|pair| pair.columns == columns && Some(pair.sense) == sense)
    };
    let asked = |pair: &&Pair| match pair.sense {
        Sense::Period => true,
        Sense::World => !of(&pair.columns, country),
        own => Some(own) == country,
    };
    for pair in survey.pairs.iter().filter(asked) {
        all.of += pair.rows;
        all.wrong.n += pair.wrong;
        all.wrong.first = [all.wrong.first, pair.first].into_iter().flatten().min();
        if pair.wrong > most {
            most = pair.wrong;
            all.what.clone_from(&pair.columns);
        }
    }
    all
}

/// The days that the table's dates are of. Of several columns of dates nobody knows which one says
/// what the data are of.
fn days(columns: &[ColumnProfile]) -> Option<(Date, Date)> {
    let of = |column: &ColumnProfile| {
        if let Some((first, last)) = &column.days {
            return Some((first.parse().ok()?, last.parse().ok()?));
        }
        let kind = column.field.get("type").and_then(Value::as_str);
        // Of `01/02/2020` alone nobody knows the month.
        let sure = !matches!(dates(column, None), Some(Dates::Ambiguous | Dates::Mixed));
        let (least, most) = column.range.as_ref().filter(|_| kind == Some("date") && sure)?;
        Some((crate::table::day(least)?, crate::table::day(most)?))
    };
    let mut all = columns.iter().filter_map(of);
    all.next().filter(|_| all.next().is_none())
}

fn column((survey, said): (&Survey, &Said), profile: &ColumnProfile, beside: &Beside) -> Column {
    let text = |field: &Value, key: &str| field.get(key).and_then(Value::as_str).map(str::to_owned);
    let field = said.fields.get(&profile.name).copied();
    let constraints = field.and_then(|field| field.get("constraints"));
    let required = constraints.and_then(|all| all.get("required"));
    let kind = field.and_then(|field| text(field, "type"));
    let of = |codes: &[&str]| said.sum(&profile.name, codes);
    let declared = beside.missing(field);
    let (told, untold): (Vec<_>, Vec<_>) =
        profile.disguised.iter().partition(|(text, _)| declared.contains(&text.as_str()));
    let missing = profile.missing + told.iter().map(|(_, n)| **n).sum::<u64>();
    let most = untold.into_iter().max_by_key(|(text, n)| (**n, std::cmp::Reverse(*text)));
    let sentinel = profile.sentinel.as_ref().filter(|(text, _)| !declared.contains(&text.as_str()));
    let disguised = most.or(sentinel.map(|(text, n)| (text, n)));
    let disguised = disguised.map(|(text, n)| (text.clone(), *n));
    let letters = of(&["mojibake", "replacement-character", "control-character"]);
    let padded = profile.padded;
    let damaged = Count {
        n: (letters.n + padded.n).min(survey.filled),
        first: [letters.first, (padded.n > 0).then_some(padded.first)].into_iter().flatten().min(),
    };
    Column {
        label: profile.name.clone(),
        description: field.and_then(|field| text(field, "description")).unwrap_or_default(),
        typed: kind.is_some_and(|kind| kind != "any"),
        optional: required == Some(&Value::Bool(false)),
        cells: survey.filled,
        missing: missing.min(survey.filled),
        disguised,
        invalid: of(&["type-error", "constraint-error"]),
        mixed: mixed(profile),
        dates: dates(profile, field),
        numbers: numbers(profile, field),
        variants: profile
            .variants
            .map(|Alike { n, first }| Count { n, first: (n > 0).then_some(first) }),
        damaged,
        zeros_lost: lost_zeros(profile),
        rounded: rounded(profile),
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
fn dates(profile: &ColumnProfile, field: Option<&Value>) -> Option<Dates> {
    const ISO: [Look; 3] = [Look::Date, Look::DateTime, Look::YearMonth];
    const MARKS: [Look; 3] = [Look::SlashDate, Look::DashDate, Look::DotDate];
    let looks = of_sort(profile, Sort::Moment);
    let of = |own: &[Look]| looks.iter().filter(|look| own.contains(look)).count();
    let (iso, marks, month_first) = (of(&ISO), of(&MARKS), of(&[Look::MonthFirst]) > 0);
    let others = marks + usize::from(month_first);
    if iso + others == 0 || !is_mostly(profile, Sort::Moment) {
        // No look that is known here, but one that is declared.
        return profile.days.as_ref().map(|_| Dates::Declared);
    }
    // `default` and `any` tell no reader how they are written.
    let format = field.and_then(|field| field.get("format")).and_then(Value::as_str);
    let declared = format.is_some_and(|format| format.contains('%'));
    Some(match () {
        () if others == 0 => Dates::Iso,
        () if iso > 0 || marks > 1 || (month_first && profile.day_first) => Dates::Mixed,
        () if declared => Dates::Declared,
        () if month_first || profile.day_first => Dates::Other,
        () => Dates::Ambiguous,
    })
}

/// How its numbers are.
fn numbers(profile: &ColumnProfile, field: Option<&Value>) -> Option<Numbers> {
    let looks = of_sort(profile, Sort::Number);
    let has = |look| looks.contains(&look);
    // The digits of a code are no number.
    let code = habits::is_code(&profile.name) || has(Look::Zeros) || has(Look::LongDigits);
    if looks.is_empty() || code || !is_mostly(profile, Sort::Number) {
        return None;
    }
    // Whoever declares a mark says what it means.
    let marks = |field: &Value| ["decimalChar", "groupChar"].iter().any(|m| field.get(m).is_some());
    let declared = field.is_some_and(marks);
    let point = has(Look::Point) || has(Look::CommaGroups);
    let comma = has(Look::Comma) || has(Look::PointGroups);
    Some(match () {
        () if has(Look::PointGroups) || has(Look::CommaGroups) || has(Look::Unit) => {
            Numbers::Marked
        }
        () if point && comma => Numbers::Marked,
        () if declared => Numbers::Plain,
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

/// The codes of a column that a spreadsheet took for amounts, so that their last digits are gone.
fn rounded(profile: &ColumnProfile) -> Count {
    let long = profile.looks.contains_key(&Look::LongDigits);
    let alike = profile.looks.get(&Look::Scientific).copied().unwrap_or_default();
    let lost = alike.n > 0 && (long || habits::is_code(&profile.name));
    if lost { Count { n: alike.n, first: Some(alike.first) } } else { Count::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Cause;
    use serde_json::json;

    #[test]
    fn of_labels_that_are_shown_alike_the_first_counts() {
        let long = "a".repeat(80);
        let names = [format!("{long}1"), format!("{long}2"), "b".to_owned()];
        let fields = names.each_ref().map(|name| json!({"name": name, "title": name}));
        let schema = json!({"fields": fields});
        let label = shown_label(&names[0]);
        let finding = |code, column: &str| Finding {
            count: 2,
            ..Finding::of_cause(&Cause::of_column(code, column))
        };
        let survey = Survey {
            findings: vec![
                finding("type-error", &label),
                finding("mojibake", &label),
                finding("type-error", "b"),
                finding("constraint-error", &label),
            ],
            ..Survey::default()
        };
        let privacy = Declaration::default();
        let beside = Beside {
            schema: Some(&schema),
            encoding: None,
            privacy: &privacy,
            today: None,
            country: None,
        };
        let said = Said::of(&survey, &beside);
        assert_eq!(said.fields.len(), 2);
        assert_eq!(said.fields[&label]["title"], names[0].as_str());
        assert_eq!(said.sum(&label, &["type-error", "constraint-error"]).n, 4);
        assert_eq!(said.sum("b", &["type-error", "constraint-error"]).n, 2);
        assert_eq!(said.sum("c", &["type-error"]).n, 0);
    }
}
