//! Whether a dataset says under which licence it is published, and whether that one is open.

use crate::catalog::Dataset;
use crate::check::{Look, key};
use crate::report::Finding;

/// The entry of CKAN's register that says nothing.
const NOTHING: &str = "notspecified";

/// Open ones of the register, those first that suit data best.
const USUAL: [&str; 5] = ["cc-by", "cc-zero", "odc-by", "odc-odbl", "odc-pddl"];

/// How many licences a message names.
const NAMED: usize = 5;

pub(super) fn dataset(dataset: &Dataset, look: &Look, found: &mut Vec<Finding>) {
    let file = &dataset.record.file;
    let said = dataset.record.license_id.as_ref().filter(|id| !id.trim().is_empty());
    let Some(said) = said.filter(|id| id.value != NOTHING) else {
        let own = look.catalog.portal.licenses.iter().filter(|license| license.open);
        let own = own.map(|license| license.id.as_str());
        let words: Vec<&str> = own.chain(USUAL).take(NAMED).collect();
        let words = words.join(", ");
        found.push(Finding::new("license-missing", file, key("license_id")).with("words", words));
        return;
    };
    // What is not in the register is told by whoever resolved it.
    if let Some(license) = dataset.license.map(|ix| &look.catalog[ix]).filter(|l| !l.open) {
        found.push(Finding::new("license-not-open", file, said.span).with("id", &license.id));
    }
}
