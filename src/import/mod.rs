//! Other catalogues → files of ours.
//!
//! ```text
//! a source ─ ckan, jkan, open_data_registry, datajson → Harvest   records in the words of our files
//! Harvest  ─ settle                                   → Settled   names, ids and references valid
//! Settled  ─ files, portal, emit                      → catalog/  only what differs is written
//! ```
//!
//! Nothing is dropped in silence: every record and every value that changed its form or its place
//! has a line in the [`report::Report`].

pub mod ckan;
mod ckan_record;
pub mod ckan_site;
pub mod datajson;
mod emit;
pub mod fetch;
mod files;
pub mod jkan;
pub mod licenses;
pub mod model;
pub mod names;
pub mod open_data_registry;
mod page;
mod portal;
pub mod report;
mod settle;
mod shape;

use anyhow::Result;
use report::{Outcome, Report};
use std::path::Path;

pub use model::Harvest;

/// Writes a harvest into the portal at `root`; what became of every record.
///
/// A file is touched only if its content changes. One that holds another record is refused unless
/// `overwrite` allows it.
pub fn write(harvest: Harvest, root: &Path, overwrite: bool) -> Result<Report> {
    let mut settled = settle::settle(harvest);
    let mut report = std::mem::take(&mut settled.report);
    if settled.files.is_empty() {
        report.note(Outcome::Refused, "", "nothing");
        return Ok(report);
    }
    let target = files::Target::open(root, overwrite)?;
    for file in &settled.files {
        target.write(file, &mut report)?;
    }
    portal::declare(root, &settled, &mut report)?;
    Ok(report)
}
