//! Does it agree with what it declares?

use jiff::civil::Date;

use super::Criterion::{H1, H2, H3, H4, H5, H6};
use super::facts::{
    Column, Dataset, Declared, Frequency, Key, Reading, Resource, Schema, Table, Tally,
};
use super::ledger::{Ledger, Reason};

pub(super) fn judge(dataset: &Dataset, as_of: Option<Date>, ledger: &mut Ledger) {
    let (Some(as_of), Some(changed)) = (as_of, dataset.changed) else { return };
    let Frequency::Days(every) = dataset.frequency else { return };
    let age = (as_of - changed).get_days().max(0).unsigned_abs();
    // Within the promise, half as much again, twice as much.
    let lost = match age {
        _ if age <= every => 0,
        _ if u64::from(age) * 2 <= u64::from(every) * 3 => 300,
        _ if u64::from(age) <= u64::from(every) * 2 => 600,
        _ => 1000,
    };
    let reason = Reason::new("stale", &dataset.file).with("n", age).with("every", every);
    ledger.judge(H6, vec![(lost * H6.points(), reason)]);
}

pub(super) fn judge_table(
    dataset: &Dataset,
    resource: &Resource,
    table: &Table,
    ledger: &mut Ledger,
) {
    if table.reading == Reading::Part {
        return;
    }
    let because = |key| Reason::new(key, &resource.file);
    if table.schema != Schema::Missing && table.records > 0 {
        let cells = table.columns.iter().map(|column| column.cells).sum();
        let wrong = table.columns.iter().map(|column| column.invalid.n).sum();
        let worst = table.columns.iter().rev().max_by_key(|column| column.invalid.n);
        ledger.share(H1, (wrong, cells), || {
            let worst = worst.map_or_else(Column::default, Clone::clone);
            let reason = because("cells-invalid").with("n", worst.invalid.n);
            reason.column(&worst.label).first(worst.invalid.first)
        });
        key(resource, table.key, ledger);
    }
    let looked = [(H3, &table.codes, "codes-unresolved"), (H4, &table.rules, "rows-contradict")];
    for (criterion, looked, reason) in looked {
        if looked.of > 0 {
            ledger.share(criterion, (looked.wrong.n, looked.of), || {
                let reason = because(reason).with("n", looked.wrong.n).with("what", &looked.what);
                reason.first(looked.wrong.first)
            });
        }
    }
    metadata(dataset, resource, table, ledger);
}

fn key(resource: &Resource, key: Key, ledger: &mut Ledger) {
    let because =
        |key, tally: Tally| Reason::new(key, &resource.file).with("n", tally.n).first(tally.first);
    let wrong = match key {
        Key::Missing => vec![Reason::new("key-missing", &resource.file)],
        Key::Incomplete(tally) => vec![because("key-incomplete", tally)],
        Key::Repeats(tally) => vec![because("key-repeats", tally)],
        Key::Unique => Vec::new(),
    };
    ledger.all_or_nothing(H2, wrong);
}

/// What the metadata say of the data: the period, and the file itself.
fn metadata(dataset: &Dataset, resource: &Resource, table: &Table, ledger: &mut Ledger) {
    let compared = dataset.period.zip(table.days);
    if compared.is_none() && table.declared == Declared::Nothing {
        return;
    }
    let because = |key| Reason::new(key, &resource.file);
    let mut wrong = Vec::new();
    if let Some((period, (first, last))) = compared {
        if let Some(from) = period.from.filter(|from| first < *from) {
            wrong.push(because("period-earlier").with("date", first).with("declared", from));
        }
        if let Some(to) = period.to.filter(|to| last > *to) {
            wrong.push(because("period-later").with("date", last).with("declared", to));
        }
    }
    if table.declared == Declared::Wrong {
        wrong.push(because("file-differs"));
    }
    ledger.all_or_nothing(H5, wrong);
}
