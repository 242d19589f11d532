//! What is in tables. Codes are frictionless's, or of its kind; messages are in `table.<code>`.

use crate::report::Severity::{self, Error, Warning};
use crate::report::rules::{Example, Family, Rule, lines};

/// A rule about a table that a file of its own shows.
const fn of_table(
    code: &'static str,
    severity: Severity,
    wrong: &'static str,
    right: &'static str,
) -> Rule {
    let example = Example::of("camas.csv", wrong, right);
    Rule { code, family: Family::Data, severity, firm: false, example }
}

/// A rule about what is declared of a table.
const fn of_dictionary(
    code: &'static str,
    severity: Severity,
    wrong: &'static str,
    right: &'static str,
) -> Rule {
    let example = Example::dataset(wrong, right);
    Rule { code, family: Family::Data, severity, firm: false, example }
}

/// A rule whose breach no text shows.
const fn unseen(code: &'static str, severity: Severity) -> Rule {
    Rule { code, family: Family::Data, severity, firm: false, example: Example::NONE }
}

pub(super) const RULES: &[Rule] = &[
    unseen("scheme-error", Error),
    unseen("source-error", Error),
    unseen("format-error", Error),
    unseen("compression-error", Error),
    unseen("encoding-error", Error),
    unseen("encoding-mixed", Error),
    unseen("table-limit", Error),
    unseen("error", Error),
    of_dictionary(
        "dialect-error",
        Error,
        lines!["resources:", "- path: camas.csv", "  dialect: {delimiter: punto y coma}"],
        lines!["resources:", "- path: camas.csv", "  dialect: {delimiter: \",\"}"],
    ),
    of_dictionary(
        "schema-error",
        Error,
        lines![
            "resources:",
            "- path: camas.csv",
            "  fields: [{name: hospital}, {name: camas}]",
            "  schema: {primaryKey: codigo}",
        ],
        lines![
            "resources:",
            "- path: camas.csv",
            "  fields: [{name: hospital}, {name: camas}]",
            "  schema: {primaryKey: hospital}",
        ],
    ),
    of_dictionary(
        "field-error",
        Error,
        lines![
            "resources:",
            "- path: camas.csv",
            "  fields:",
            "  - {name: hospital, type: string, constraints: {minimum: 1}}",
            "  - {name: camas, type: integer}",
        ],
        lines![
            "resources:",
            "- path: camas.csv",
            "  fields:",
            "  - {name: hospital, type: string}",
            "  - {name: camas, type: integer, constraints: {minimum: 1}}",
        ],
    ),
    of_table(
        "title-rows",
        Warning,
        lines!["Camas por hospital", "hospital,camas", "San Roque,120", "Regional,340"],
        lines!["hospital,camas", "San Roque,120", "Regional,340"],
    ),
    of_table(
        "blank-label",
        Error,
        lines!["hospital,", "San Roque,120"],
        lines!["hospital,camas", "San Roque,120"],
    ),
    of_table(
        "duplicate-label",
        Error,
        lines!["camas,camas", "120,110"],
        lines!["camas_2024,camas_2025", "120,110"],
    ),
    of_dictionary(
        "extra-label",
        Warning,
        lines!["resources:", "- path: camas.csv", "  fields: [{name: hospital}]"],
        lines!["resources:", "- path: camas.csv", "  fields: [{name: hospital}, {name: camas}]"],
    ),
    of_dictionary(
        "missing-label",
        Error,
        lines![
            "resources:",
            "- path: camas.csv",
            "  fields: [{name: hospital}, {name: camas}, {name: comuna}]",
        ],
        lines!["resources:", "- path: camas.csv", "  fields: [{name: hospital}, {name: camas}]"],
    ),
    of_dictionary(
        "incorrect-label",
        Error,
        lines![
            "resources:",
            "- path: camas.csv",
            "  schema:",
            "    fields: [{name: hospital}, {name: camillas}]",
        ],
        lines![
            "resources:",
            "- path: camas.csv",
            "  schema:",
            "    fields: [{name: hospital}, {name: camas}]",
        ],
    ),
    of_dictionary(
        "unmatched-header",
        Error,
        lines![
            "resources:",
            "- path: camas.csv",
            "  fields: [{name: escuela}, {name: alumnos}]",
            "  schema: {fieldsMatch: partial}",
        ],
        lines![
            "resources:",
            "- path: camas.csv",
            "  fields: [{name: hospital}]",
            "  schema: {fieldsMatch: partial}",
        ],
    ),
    of_table(
        "blank-row",
        Warning,
        lines!["hospital,camas", "San Roque,120", ",", "Regional,340"],
        lines!["hospital,camas", "San Roque,120", "Regional,340"],
    ),
    of_table(
        "extra-cell",
        Error,
        lines!["hospital,camas", "San Roque, Coquimbo,120"],
        lines!["hospital,camas", "\"San Roque, Coquimbo\",120"],
    ),
    of_table(
        "missing-cell",
        Error,
        lines!["hospital,camas", "San Roque"],
        lines!["hospital,camas", "San Roque,"],
    ),
    of_dictionary(
        "type-error",
        Error,
        lines![
            "resources:",
            "- path: camas.csv",
            "  fields: [{name: hospital, type: integer}, {name: camas, type: integer}]",
        ],
        lines![
            "resources:",
            "- path: camas.csv",
            "  fields: [{name: hospital, type: string}, {name: camas, type: integer}]",
        ],
    ),
    of_dictionary(
        "constraint-error",
        Error,
        lines![
            "resources:",
            "- path: camas.csv",
            "  fields:",
            "  - {name: hospital}",
            "  - {name: camas, type: integer, constraints: {maximum: 100}}",
        ],
        lines![
            "resources:",
            "- path: camas.csv",
            "  fields:",
            "  - {name: hospital}",
            "  - {name: camas, type: integer, constraints: {maximum: 1000}}",
        ],
    ),
    unseen("unique-error", Error),
    unseen("primary-key", Error),
    unseen("unique-key", Error),
    unseen("foreign-key", Error),
    of_table(
        "duplicate-row",
        Warning,
        lines!["hospital,camas", "San Roque,120", "San Roque,120"],
        lines!["hospital,camas", "San Roque,120"],
    ),
    of_table(
        "stray-quote",
        Warning,
        lines!["hospital,camas", "El \"nuevo\" San Roque,120"],
        lines!["hospital,camas", "\"El \"\"nuevo\"\" San Roque\",120"],
    ),
    of_table(
        "unclosed-quote",
        Error,
        lines!["hospital,camas", "\"San Roque,120", "Regional,340"],
        lines!["hospital,camas", "San Roque,120", "Regional,340"],
    ),
    of_table(
        "mojibake",
        Warning,
        lines!["hospital,camas", "Ã‘uble,120"],
        lines!["hospital,camas", "Ñuble,120"],
    ),
    of_table(
        "replacement-character",
        Warning,
        lines!["hospital,camas", "\u{fffd}uble,120"],
        lines!["hospital,camas", "Ñuble,120"],
    ),
    of_table(
        "control-character",
        Warning,
        lines!["hospital,camas", "San\u{1}Roque,120"],
        lines!["hospital,camas", "San Roque,120"],
    ),
    unseen("formula-error", Warning),
    of_table(
        "footer-row",
        Warning,
        lines!["hospital,camas", "San Roque,120", "Regional,340", "Total,460"],
        lines!["hospital,camas", "San Roque,120", "Regional,340"],
    ),
    unseen("merged-cells", Warning),
    of_dictionary(
        "row-constraint",
        Error,
        lines![
            "resources:",
            "- path: camas.csv",
            "  fields: [{name: hospital}, {name: camas, type: integer}]",
            "  checks:",
            "  - {type: row-constraint, formula: camas < 100}",
        ],
        lines![
            "resources:",
            "- path: camas.csv",
            "  fields: [{name: hospital}, {name: camas, type: integer}]",
            "  checks:",
            "  - {type: row-constraint, formula: camas > 0}",
        ],
    ),
    of_dictionary(
        "check-error",
        Error,
        lines![
            "resources:",
            "- path: camas.csv",
            "  checks:",
            "  - {type: row-constraint, formula: camas mayor que 0}",
        ],
        lines![
            "resources:",
            "- path: camas.csv",
            "  checks:",
            "  - {type: row-constraint, formula: camas > 0}",
        ],
    ),
];
