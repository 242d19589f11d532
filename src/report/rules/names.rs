//! Names and ids: each once, each told apart.

use crate::report::Severity::{Error, Note, Warning};
use crate::report::rules::{Example, Family, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "name-invalid",
        family: Family::Names,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "name-not-folder",
        family: Family::Names,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "name-taken",
        family: Family::Names,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "group-name-taken",
        family: Family::Names,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "id-taken",
        family: Family::Names,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "alias-taken",
        family: Family::Names,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "id-not-uuid",
        family: Family::Names,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "tag-variants",
        family: Family::Names,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "organization-similar",
        family: Family::Names,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "title-twice",
        family: Family::Names,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "notes-copied",
        family: Family::Names,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "resource-name-twice",
        family: Family::Names,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "id-missing",
        family: Family::Names,
        severity: Note,
        firm: false,
        example: Example::NONE,
    },
];
