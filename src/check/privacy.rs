//! What must not lie in a repository that everybody reads.

use crate::catalog::Dataset;
use crate::check::key;
use crate::read::Visibility;
use crate::report::Finding;

pub(super) fn dataset(dataset: &Dataset, found: &mut Vec<Finding>) {
    if dataset.record.visibility == Visibility::Private {
        found.push(Finding::new("dataset-private", &dataset.record.file, key("private")));
    }
}
