//! In which language it is said.

use crate::report::Severity::Warning;
use crate::report::rules::{Example, Family, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "text-language",
        family: Family::Languages,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "language-invalid",
        family: Family::Languages,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
];
