//! Is anything missing that should be told?

use super::Criterion::{C1, C2, C3, C4, C5};
use super::facts::{Column, Contact, Dataset, Frequency, License, Resource, Table, Theme};
use super::ledger::{Ledger, Reason};
use crate::table::lexical::words;

/// What a description of a column is at least.
const DESCRIBED: usize = 15;

pub(super) fn judge(dataset: &Dataset, ledger: &mut Ledger) {
    let because = |key| Reason::new(key, &dataset.file);
    let lost = metadata(dataset).into_iter().map(|reason| (1000, reason)).collect();
    ledger.judge(C1, lost);
    let mut covered = Vec::new();
    if dataset.period.is_none() {
        covered.push((1000, because("period-missing")));
    }
    if dataset.place.trim().is_empty() {
        covered.push((1000, because("place-missing")));
    }
    ledger.judge(C4, covered);
}

/// Eight things, one point each.
fn metadata(dataset: &Dataset) -> Vec<Reason> {
    let because = |key| Reason::new(key, &dataset.file);
    let mut wrong = Vec::new();
    let title = dataset.title.trim().chars().count();
    let is_file = |resource: &Resource| {
        let file = resource.file.rsplit('/').next().unwrap_or_default();
        let stem = file.split('.').next().unwrap_or_default();
        [file, stem].iter().any(|name| name.eq_ignore_ascii_case(dataset.title.trim()))
    };
    if !(10..=150).contains(&title) {
        wrong.push(because("title-length").with("n", title));
    } else if dataset.resources.iter().any(is_file) {
        wrong.push(because("title-is-file"));
    }
    let description = dataset.description.trim().chars().count();
    match description {
        0..50 => wrong.push(because("description-short").with("n", description)),
        50..=5000 => {}
        _ => wrong.push(because("description-long").with("n", description)),
    }
    if dataset.organization.trim().is_empty() {
        wrong.push(because("organization-missing"));
    }
    match dataset.contact {
        Contact::Missing => wrong.push(because("contact-missing")),
        Contact::Person => wrong.push(because("contact-personal")),
        Contact::Office => {}
    }
    if dataset.license == License::Missing {
        wrong.push(because("license-missing"));
    }
    if dataset.frequency == Frequency::Missing {
        wrong.push(because("frequency-missing"));
    }
    match dataset.theme {
        Theme::Missing => wrong.push(because("theme-missing")),
        Theme::Unknown => wrong.push(because("theme-unknown")),
        Theme::Known => {}
    }
    if dataset.tags < 3 {
        wrong.push(because("tags-few").with("n", dataset.tags));
    }
    wrong
}

pub(super) fn judge_table(resource: &Resource, table: &Table, ledger: &mut Ledger) {
    let because = |key| Reason::new(key, &resource.file);
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let bare: Vec<&Column> = table.columns.iter().filter(|column| !is_described(column)).collect();
    if let Some(first) = bare.first() {
        let (n, all) = (bare.len(), table.columns.len());
        ledger.share(C2, (count(n), count(all)), || {
            because("columns-undescribed").with("n", n).with("all", all).column(&first.label)
        });
    } else {
        ledger.judge(C2, Vec::new());
    }
    if table.is_unjudged() {
        return;
    }
    missing(resource, table, ledger);
    let disguised = table.columns.iter().filter_map(|column| {
        let (value, n) = column.disguised.as_ref()?;
        Some(because("disguised").with("value", value).with("n", n).column(&column.label))
    });
    ledger.all_or_nothing(C5, disguised.collect());
}

/// A type, and a description that is more than the name.
pub(super) fn is_described(column: &Column) -> bool {
    let description = column.description.trim();
    column.typed
        && description.chars().count() >= DESCRIBED
        && !words(description).eq(words(&column.label))
}

/// Missing cells: the mean of the columns that are not declared optional.
fn missing(resource: &Resource, table: &Table, ledger: &mut Ledger) {
    const MILLION: u64 = 1_000_000;
    let share = |column: &Column| match column.cells {
        0 => 0,
        cells => column.missing.min(cells) * MILLION / cells,
    };
    let asked: Vec<&Column> = table.columns.iter().filter(|column| !column.optional).collect();
    let Some(worst) = asked.iter().rev().max_by_key(|column| share(column)) else { return };
    let sum: u64 = asked.iter().map(|column| share(column)).sum();
    let mean = sum / u64::try_from(asked.len()).unwrap_or(1);
    let lost = match mean {
        0..=10_000 => 0,
        10_001..=50_000 => 100,
        50_001..=200_000 => 300,
        200_001..=500_000 => 600,
        _ => 1000,
    };
    let percent = (share(worst) + 5000) / 10_000;
    let reason = Reason::new("cells-missing", &resource.file);
    let reason = reason.column(&worst.label).with("percent", percent);
    ledger.judge(C3, vec![(lost * C3.points(), reason)]);
}
