//! The rules themselves.

use crate::report::Severity::Error;
use crate::report::rules::{Example, Family, Rule, lines};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "rule-unknown",
        family: Family::Rules,
        severity: Error,
        firm: true,
        example: Example::of(
            "catalog/portal.yaml",
            lines!["rules:", "  titulo-largo: off"],
            lines!["rules:", "  title-long: off"],
        ),
    },
    Rule {
        code: "rule-firm",
        family: Family::Rules,
        severity: Error,
        firm: true,
        example: Example::of(
            "catalog/portal.yaml",
            lines!["rules:", "  yaml-duplicate-key: off", "  title-long: off"],
            lines!["rules:", "  title-long: off"],
        ),
    },
    Rule {
        code: "rule-severity",
        family: Family::Rules,
        severity: Error,
        firm: true,
        example: Example::of(
            "catalog/portal.yaml",
            lines!["rules:", "  title-long: nunca"],
            lines!["rules:", "  title-long: off"],
        ),
    },
];
