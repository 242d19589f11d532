//! What the portal's profile asks for.

use crate::report::Severity::Error;
use crate::report::rules::{Example, Family, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "profile-required",
        family: Family::Profiles,
        severity: Error,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "profile-choice",
        family: Family::Profiles,
        severity: Error,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "profile-value",
        family: Family::Profiles,
        severity: Error,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "profile-key-taken",
        family: Family::Profiles,
        severity: Error,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "profile-unknown",
        family: Family::Profiles,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "profile-invalid",
        family: Family::Profiles,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "validator-unknown",
        family: Family::Profiles,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
];
