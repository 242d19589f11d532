//! The rules themselves.

use crate::report::Severity::Error;
use crate::report::rules::{Example, Family, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "rule-unknown",
        family: Family::Rules,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "rule-firm",
        family: Family::Rules,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "rule-severity",
        family: Family::Rules,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
];
