//! Under which licence data is published.

use crate::report::Severity::Warning;
use crate::report::rules::{Example, Family, Rule, lines};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "license-unknown",
        family: Family::Licenses,
        severity: Warning,
        firm: false,
        example: Example::dataset("license_id: Creative Commons", "license_id: cc-by"),
    },
    Rule {
        code: "license-missing",
        family: Family::Licenses,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            "title: Camas por hospital",
            lines!["title: Camas por hospital", "license_id: cc-by"],
        ),
    },
    Rule {
        code: "license-not-open",
        family: Family::Licenses,
        severity: Warning,
        firm: false,
        example: Example::dataset("license_id: cc-nc", "license_id: cc-by"),
    },
];
