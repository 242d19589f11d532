//! Dates and promised frequency.

use crate::report::Severity::Warning;
use crate::report::rules::{Example, Family, Rule, lines};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "dates-unknown",
        family: Family::Dates,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            "title: Camas por hospital",
            lines![
                "title: Camas por hospital",
                "metadata_created: 2024-01-15",
                "metadata_modified: 2026-03-31"
            ],
        ),
    },
    Rule {
        code: "git-shallow",
        family: Family::Dates,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "git-unreadable",
        family: Family::Dates,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "date-future",
        family: Family::Dates,
        severity: Warning,
        firm: false,
        example: Example::dataset("metadata_modified: 2062-03-31", "metadata_modified: 2026-03-31"),
    },
    Rule {
        code: "date-order",
        family: Family::Dates,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            lines!["metadata_created: 2026-03-31", "metadata_modified: 2024-01-15"],
            lines!["metadata_created: 2024-01-15", "metadata_modified: 2026-03-31"],
        ),
    },
    Rule {
        code: "data-late",
        family: Family::Dates,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            lines![
                "# nadie cambia los datos desde hace un año",
                "extras:",
                "  frecuencia: mensual"
            ],
            lines!["extras:", "  frecuencia: anual"],
        ),
    },
    Rule {
        code: "period-order",
        family: Family::Dates,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            lines!["extras:", "  temporal_start: 2025-12-31", "  temporal_end: 2025-01-01"],
            lines!["extras:", "  temporal_start: 2025-01-01", "  temporal_end: 2025-12-31"],
        ),
    },
    Rule {
        code: "frequency-unknown",
        family: Family::Dates,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            lines!["extras:", "  frecuencia: cuando se pueda"],
            lines!["extras:", "  frecuencia: R/P1M"],
        ),
    },
];
