//! What one file says of another.

use crate::report::Severity::{Error, Warning};
use crate::report::rules::{Example, Family, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "group-unknown",
        family: Family::References,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "owner-differs",
        family: Family::References,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "owner-required",
        family: Family::References,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "private-without-owner",
        family: Family::References,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "organization-missing",
        family: Family::References,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "replacement-unknown",
        family: Family::References,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "tombstone-of-living",
        family: Family::References,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "relationship-to-nothing",
        family: Family::References,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
];
