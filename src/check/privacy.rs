//! What must not lie in a repository that everybody reads.

use crate::catalog::Dataset;
use crate::check::key;
use crate::read::Visibility;
use crate::report::Finding;

/// A dataset that says it is private. Where the reader closed one because it could not tell, or one
/// that nobody owns, that is told already.
pub(super) fn dataset(dataset: &Dataset, found: &mut Vec<Finding>) {
    let record = &dataset.record;
    let told = record.told.iter().any(|key| key == "private" || key == "state");
    if record.visibility == Visibility::Private && record.organization.is_some() && !told {
        found.push(Finding::new("dataset-private", &record.file, key("private")));
    }
}
