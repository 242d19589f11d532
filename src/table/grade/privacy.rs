//! Is anybody exposed?

use super::Criterion::{P1, P2, P3, P4};
use super::facts::{Dataset, Resource, Review, Table};
use super::ledger::{Ledger, Reason};
use crate::table::personal::{Confidence, Finding, Rows};

pub(super) fn judge(dataset: &Dataset, resource: &Resource, table: &Table, ledger: &mut Ledger) {
    let Some(personal) = &table.personal else { return };
    let found = |confidence, key| {
        let of =
            move |finding: &&Finding| finding.counts() && finding.verdict.confidence == confidence;
        let told = personal.findings.iter().filter(of);
        told.map(|finding| reason(resource, table, finding, key)).collect::<Vec<_>>()
    };
    ledger.all_or_nothing(P1, found(Confidence::Confirmed, "personal-confirmed"));
    ledger.all_or_nothing(P2, found(Confidence::Probable, "personal-probable"));
    if personal.rows != Rows::Persons {
        return;
    }
    if let Some(crowding) = &table.crowding {
        let names = crowding.columns.iter().filter_map(|at| table.columns.get(*at));
        let names: Vec<&str> = names.map(|column| column.label.as_str()).collect();
        ledger.share(P3, (crowding.exposed, crowding.rows), || {
            let reason = Reason::new("crowd-small", &resource.file);
            reason.with("n", crowding.exposed).with("columns", names.join(", "))
        });
    }
    let unreviewed = match dataset.review {
        Review::Missing => vec![Reason::new("review-missing", &dataset.file)],
        Review::Stated => Vec::new(),
    };
    ledger.all_or_nothing(P4, unreviewed);
}

pub(super) fn reason(
    resource: &Resource,
    table: &Table,
    finding: &Finding,
    key: &'static str,
) -> Reason {
    let label = table.columns.get(finding.column).map_or("?", |column| column.label.as_str());
    let mut reason = Reason::new(key, &resource.file).column(label);
    reason.place.row = finding.verdict.rows.first().copied();
    reason.with("kind", finding.verdict.kind.key()).with("n", finding.verdict.matched)
}
