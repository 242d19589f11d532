//! Addresses of resources.

use crate::report::Severity::{Error, Note, Warning};
use crate::report::rules::{Example, Family, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "url-invalid",
        family: Family::Urls,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "url-secret",
        family: Family::Urls,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "url-is-file",
        family: Family::Urls,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "url-scheme",
        family: Family::Urls,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "url-without-scheme",
        family: Family::Urls,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "url-space",
        family: Family::Urls,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "url-private-host",
        family: Family::Urls,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "url-twice",
        family: Family::Urls,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "url-insecure",
        family: Family::Urls,
        severity: Note,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "url-shared",
        family: Family::Urls,
        severity: Note,
        firm: false,
        example: Example::NONE,
    },
];
