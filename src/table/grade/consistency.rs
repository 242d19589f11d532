//! Is the same thing always written in the same way?

use super::Criterion::{self, K1, K2, K3, K4, K5, K6, K7};
use super::facts::{Before, Column, Dates, Numbers, Resource, Table, Tally};
use super::ledger::{Ledger, Reason};

pub(super) fn judge(resource: &Resource, table: &Table, ledger: &mut Ledger) {
    let because = |key| Reason::new(key, &resource.file);
    match &table.before {
        Before::Nothing => {}
        Before::Same => ledger.judge(K7, Vec::new()),
        Before::Changed(column) => {
            ledger.all_or_nothing(K7, vec![because("columns-changed").column(column)]);
        }
    }
    if table.is_unjudged() {
        return;
    }
    let columns = &table.columns;
    let all = |_: &&Column| true;
    let named = |column: &&Column| column.variants.is_some();
    let spelt = |column: &Column| column.variants.unwrap_or_default();
    cells(resource, K1, "types-mixed", columns.iter().filter(all), |c| c.mixed, ledger);
    cells(resource, K4, "spellings", columns.iter().filter(named), spelt, ledger);
    cells(resource, K5, "cells-damaged", columns.iter().filter(all), |c| c.damaged, ledger);
    dates(resource, table, ledger);
    numbers(resource, table, ledger);
    let zeros = columns.iter().filter(|column| column.zeros_lost);
    let zeros = zeros.map(|column| because("zeros-lost").column(&column.label));
    let rounded = columns.iter().filter(|column| column.rounded.n > 0).map(|column| {
        let Tally { n, first } = column.rounded;
        because("codes-rounded").with("n", n).column(&column.label).first(first)
    });
    ledger.all_or_nothing(K6, zeros.chain(rounded).collect());
}

/// Judges by the share of cells that are wrong, and names the column with most of them.
fn cells<'t>(
    resource: &Resource,
    criterion: Criterion,
    key: &'static str,
    columns: impl DoubleEndedIterator<Item = &'t Column> + Clone,
    wrong: impl Fn(&Column) -> Tally,
    ledger: &mut Ledger,
) {
    let Some(worst) = columns.clone().rev().max_by_key(|column| wrong(column).n) else { return };
    let of = columns.clone().map(|column| column.cells).sum();
    let n = columns.map(|column| wrong(column).n).sum();
    ledger.share(criterion, (n, of), || {
        let reason = Reason::new(key, &resource.file).with("n", wrong(worst).n);
        reason.column(&worst.label).first(wrong(worst).first)
    });
}

/// The column with the worst dates decides.
fn dates(resource: &Resource, table: &Table, ledger: &mut Ledger) {
    let written = |column: &Column| column.dates;
    let dated = table.columns.iter().filter(|column| column.dates.is_some());
    let Some(worst) = dated.rev().max_by_key(|column| written(column)) else { return };
    let because = |key| Reason::new(key, &resource.file).column(&worst.label);
    let lost = match worst.dates {
        None | Some(Dates::Iso) => Vec::new(),
        Some(Dates::Declared) => vec![(100, because("dates-declared"))],
        Some(Dates::Other) => vec![(300, because("dates-other"))],
        Some(Dates::Ambiguous) => vec![(600, because("dates-ambiguous"))],
        Some(Dates::Mixed) => vec![(1000, because("dates-mixed"))],
    };
    ledger.judge(K2, lost.into_iter().map(|(lost, why)| (lost * K2.points(), why)).collect());
}

/// The column with the worst numbers decides.
fn numbers(resource: &Resource, table: &Table, ledger: &mut Ledger) {
    let counted = table.columns.iter().filter(|column| column.numbers.is_some());
    let Some(worst) = counted.rev().max_by_key(|column| column.numbers) else { return };
    let because = |key| Reason::new(key, &resource.file).column(&worst.label);
    let lost = match worst.numbers {
        None | Some(Numbers::Plain) => Vec::new(),
        Some(Numbers::Ambiguous) => vec![(600, because("numbers-ambiguous"))],
        Some(Numbers::Marked) => vec![(1000, because("numbers-marked"))],
    };
    ledger.judge(K3, lost.into_iter().map(|(lost, why)| (lost * K3.points(), why)).collect());
}
