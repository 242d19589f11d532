//! What is wrong with a catalogue that reads well: what CKAN's form and a careful curator would say.
//!
//! Each family of rules is a file. Those that look at a dataset by itself see only what is asked
//! for ([`Look::only`]); those that compare see all. Findings become diagnostics in [`located`].

mod dates;
mod files;
mod fix;
mod formats;
mod frequency;
mod languages;
mod licenses;
mod located;
pub mod lost;
mod magic;
mod mend;
mod mojibake;
mod names;
mod privacy;
pub mod profile;
pub mod same;
mod similar;
mod texts;
mod urls;

pub use dates::{last_change, promised, told_period, told_place};
pub use fix::{keeps_keys, mechanical, slips};
pub use frequency::Promise;
pub use located::located;

use crate::catalog::{Catalog, Dataset};
use crate::read::{LocalFile, Timestamp};
use crate::report::{Finding, Place, Span, Step};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// How many bytes of a data file are looked at.
pub const HEAD: usize = 4096;

/// What is looked at, and by which lights.
pub struct Look<'a> {
    /// All that members may see.
    pub catalog: &'a Catalog,
    /// The day that promises are measured by; none where nobody knows one.
    pub as_of: Option<&'a Timestamp>,
    /// The first bytes of a data file, at most [`HEAD`]; none where it cannot be read.
    pub head: &'a (dyn Fn(&LocalFile) -> Option<Vec<u8>> + Sync),
    /// Files of the datasets that are looked at by themselves; none: all are.
    pub only: Option<&'a BTreeSet<String>>,
}

impl Look<'_> {
    /// Whether a dataset is to be looked at by itself.
    fn wants(&self, dataset: &Dataset) -> bool {
        self.only.is_none_or(|only| only.contains(&dataset.record.file))
    }
}

/// What all rules find, in no particular order.
pub fn findings(look: &Look) -> Vec<Finding> {
    let mut found: Vec<Finding> = look
        .catalog
        .datasets
        .par_iter()
        .filter(|dataset| look.wants(dataset))
        .flat_map_iter(|dataset| of_dataset(dataset, look))
        .collect();
    names::catalog(look, &mut found);
    similar::organizations(look.catalog, &mut found);
    urls::catalog(look, &mut found);
    found
}

/// What a dataset by itself breaks. What the profile asks for is not asked for again.
fn of_dataset(dataset: &Dataset, look: &Look) -> Vec<Finding> {
    let mut asked = Vec::new();
    profile::findings(&look.catalog.portal.profile, &dataset.record, &mut asked);
    let mut found = by_itself(dataset, look);
    found.retain(|finding| !asked.iter().any(|other| profile::covers(other, finding)));
    found.extend(asked);
    found
}

/// What every dataset is asked.
fn by_itself(dataset: &Dataset, look: &Look) -> Vec<Finding> {
    let mut found = Vec::new();
    names::dataset(dataset, &mut found);
    licenses::dataset(dataset, look, &mut found);
    urls::dataset(dataset, &mut found);
    dates::dataset(dataset, look, &mut found);
    formats::dataset(dataset, &mut found);
    files::dataset(dataset, look, &mut found);
    texts::dataset(dataset, &mut found);
    languages::dataset(dataset, look, &mut found);
    privacy::dataset(dataset, &mut found);
    // What the file's bytes tell, its name need not tell again.
    let belied: Vec<Place> = found
        .iter()
        .filter(|finding| finding.code == "format-differs")
        .map(|finding| finding.place.clone())
        .collect();
    found.retain(|other| other.code != "format-contradicts" || !belied.contains(&other.place));
    found
}

/// The beginning of a long text: what is said is said of all of it.
fn beginning(span: Span) -> Span {
    const SHOWN: u32 = 60;
    Span { start: span.start, end: span.end.min(span.start.saturating_add(SHOWN)) }
}

/// The value of a key at the top of a file.
fn key(name: &str) -> Place {
    Place::Path(vec![Step::Key(name.to_owned())])
}

/// The steps to a resource of a dataset, which is the `position`th in its file.
fn resource(position: usize) -> Vec<Step> {
    vec![Step::Key("resources".to_owned()), Step::Item(position)]
}

/// The steps to a key of a resource.
fn in_resource(position: usize, name: &str) -> Vec<Step> {
    let mut steps = resource(position);
    steps.push(Step::Key(name.to_owned()));
    steps
}
