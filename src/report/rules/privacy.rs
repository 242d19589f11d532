//! What must not be published.

use crate::report::Severity::{self, Error, Note, Warning};
use crate::report::rules::{Example, Family, Rule, lines};

/// A rule about persons in tables, or about what is declared of them.
const fn of_persons(code: &'static str, severity: Severity, firm: bool, example: Example) -> Rule {
    Rule { code, family: Family::Privacy, severity, firm, example }
}

pub(super) const RULES: &[Rule] = &[
    of_persons(
        "dataset-private",
        Error,
        false,
        Example::dataset(
            lines!["title: Camas por hospital", "private: true"],
            lines!["title: Camas por hospital", "private: false"],
        ),
    ),
    // What is published by mistake cannot be called back.
    of_persons("personal-data", Error, true, Example::NONE),
    of_persons("personal-data-likely", Warning, false, Example::NONE),
    of_persons("personal-data-possible", Note, false, Example::NONE),
    of_persons("personal-data-in-text", Warning, false, Example::NONE),
    of_persons(
        "privacy-unreadable",
        Error,
        true,
        Example::dataset(
            lines![
                "resources:",
                "- path: camas.csv",
                "  privacy:",
                "    reviewed_by: Unidad de Transparencia",
                "    reviewed_on: marzo",
            ],
            lines![
                "resources:",
                "- path: camas.csv",
                "  privacy:",
                "    reviewed_by: Unidad de Transparencia",
                "    reviewed_on: 2026-03-31",
            ],
        ),
    ),
    of_persons("privacy-exception-ended", Error, true, Example::NONE),
    of_persons("privacy-exception-incomplete", Error, true, Example::NONE),
    of_persons(
        "privacy-exception-idle",
        Note,
        false,
        Example::dataset(
            lines![
                "resources:",
                "- path: camas.csv",
                "  privacy:",
                "    exceptions:",
                "    - column: nombre",
                "      reason: nómina de autoridades",
                "      approved_by: Unidad de Transparencia",
            ],
            lines!["resources:", "- path: camas.csv"],
        ),
    ),
];
