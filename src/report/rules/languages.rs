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
                "  Number of beds that are available in each of the public hospitals of",
                "  the country, by month and since 2019, as they report it to the health",
                "  service."
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
        example: Example::dataset(
            lines!["# language es un campo que portal.yaml declara", "language: castellano"],
            "language: es",
        ),
    },
];
