//! Dates and promised frequency.

use crate::report::Severity::Warning;
use crate::report::rules::{Example, Family, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "dates-unknown",
        family: Family::Dates,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "git-shallow",
        family: Family::Dates,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "git-unreadable",
        family: Family::Dates,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "date-future",
        family: Family::Dates,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "date-order",
        family: Family::Dates,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "data-late",
        family: Family::Dates,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "period-order",
        family: Family::Dates,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "frequency-unknown",
        family: Family::Dates,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
];
