//! What people read.

use crate::report::Severity::{Error, Note, Warning};
use crate::report::rules::{Example, Family, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "text-replacement",
        family: Family::Texts,
        severity: Error,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "title-capitals",
        family: Family::Texts,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "title-is-file",
        family: Family::Texts,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "title-long",
        family: Family::Texts,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "notes-missing",
        family: Family::Texts,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "notes-short",
        family: Family::Texts,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "notes-is-title",
        family: Family::Texts,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "text-mojibake",
        family: Family::Texts,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "text-placeholder",
        family: Family::Texts,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "text-html",
        family: Family::Texts,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "tags-missing",
        family: Family::Texts,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "contact-missing",
        family: Family::Texts,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "text-spaces",
        family: Family::Texts,
        severity: Note,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "resource-without-name",
        family: Family::Texts,
        severity: Note,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "resource-without-description",
        family: Family::Texts,
        severity: Note,
        firm: false,
        example: Example::NONE,
    },
];
