//! What must not be published.

use crate::report::Severity::Error;
use crate::report::rules::{Example, Family, Rule, lines};

pub(super) const RULES: &[Rule] = &[Rule {
    code: "dataset-private",
    family: Family::Privacy,
    severity: Error,
    firm: false,
    example: Example::dataset(
        lines!["title: Camas por hospital", "private: true"],
        lines!["title: Camas por hospital", "private: false"],
    ),
}];
