//! Under which licence data is published.

use crate::report::Severity::Warning;
use crate::report::rules::{Example, Family, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "license-unknown",
        family: Family::Licenses,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "license-missing",
        family: Family::Licenses,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "license-not-open",
        family: Family::Licenses,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
];
