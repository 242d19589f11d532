//! Which texts of the metadata tell numbers of persons?

use crate::catalog::{Catalog, Dataset};

use crate::report::{Finding, Place, Spanned};
use crate::table::personal::{Kind, scan_text};

/// Kinds whose check digits tell, and which nobody publishes to be reached by.
const TOLD: [Kind; 4] = [Kind::Rut, Kind::Cedula, Kind::Ruc, Kind::Card];

/// What descriptions of datasets and resources tell of persons: of each kind in each text the first.
/// Whom to write to is said elsewhere, and is nothing that anybody hides.
pub fn texts(catalog: &Catalog, only: impl Fn(&Dataset) -> bool) -> Vec<Finding> {
    let mut found = Vec::new();
    for dataset in catalog.datasets.iter().filter(|dataset| only(dataset)) {
        let record = &dataset.record;
        let resources = record.resources.iter().map(|resource| &resource.description);
        for text in std::iter::once(&record.notes).chain(resources).flatten() {
            of_text(text, &record.file, &mut found);
        }
    }
    found
}

fn of_text(text: &Spanned<String>, file: &str, found: &mut Vec<Finding>) {
    let hits = scan_text(text);
    for kind in TOLD {
        let mut of_kind = hits.iter().filter(|hit| hit.kind == kind);
        let Some(first) = of_kind.next() else { continue };
        let place = Place::Within(text.span, text.value[first.range.clone()].to_owned());
        let finding = Finding::new("personal-data-in-text", file, place);
        found.push(finding.with("kind", kind.key()).with("n", of_kind.count() + 1));
    }
}
