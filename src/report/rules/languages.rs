//! In which language it is said.

use crate::report::Severity::Warning;
use crate::report::rules::{Example, Family, Rule, lines};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "text-language",
        family: Family::Languages,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            lines![
                "notes: >-",
                "  Beds available in each public hospital, by month, since 2019, as",
                "  reported by each hospital to the health service."
            ],
            lines![
                "notes: >-",
                "  Camas disponibles en cada hospital público, por mes, desde 2019. Las",
                "  informa cada hospital al Servicio de Salud."
            ],
        ),
    },
    Rule {
        code: "language-invalid",
        family: Family::Languages,
        severity: Warning,
        firm: false,
        example: Example::dataset("language: castellano", "language: es"),
    },
];
