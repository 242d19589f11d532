//! What was there before a change and is not any more.

use crate::report::Severity::Error;
use crate::report::rules::{Example, Family, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "dataset-lost",
        family: Family::Lost,
        severity: Error,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "resource-lost",
        family: Family::Lost,
        severity: Error,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "name-lost",
        family: Family::Lost,
        severity: Error,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "alias-lost",
        family: Family::Lost,
        severity: Error,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "id-changed",
        family: Family::Lost,
        severity: Error,
        firm: false,
        example: Example::NONE,
    },
];
