//! What was there before a change and is not any more.

use crate::report::Severity::Error;
use crate::report::rules::{Example, Family, Rule, lines};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "dataset-lost",
        family: Family::Lost,
        severity: Error,
        firm: false,
        example: Example::of(
            "catalog/tombstones.yaml",
            lines!["# se borró la carpeta camas-2019", "[]"],
            lines![
                "- name: camas-2019",
                "  date: 2026-03-31",
                "  reason: Sus datos están ahora en «Camas por hospital».",
                "  replaced_by: camas"
            ],
        ),
    },
    Rule {
        code: "resource-lost",
        family: Family::Lost,
        severity: Error,
        firm: false,
        example: Example::dataset(
            lines!["# el recurso que estaba tenía otro id", "resources:", "- path: camas-2025.csv"],
            lines![
                "resources:",
                "- id: 5b0ce7a8-2f0e-4a4e-9a52-6b0f3d2c1e47",
                "  path: camas-2025.csv"
            ],
        ),
    },
    Rule {
        code: "name-lost",
        family: Family::Lost,
        severity: Error,
        firm: false,
        example: Example::of(
            "catalog/organizations/servicio-salud/organization.yaml",
            lines![
                "# la carpeta se llamaba salud-almoraya",
                "title: Servicio de Salud de Almoraya"
            ],
            lines!["title: Servicio de Salud de Almoraya", "aliases: [salud-almoraya]"],
        ),
    },
    Rule {
        code: "alias-lost",
        family: Family::Lost,
        severity: Error,
        firm: false,
        example: Example::dataset(
            lines!["# antes decía: aliases: [camas-2019]", "title: Camas por hospital"],
            lines!["title: Camas por hospital", "aliases: [camas-2019]"],
        ),
    },
    Rule {
        code: "id-changed",
        family: Family::Lost,
        severity: Error,
        firm: false,
        example: Example::dataset(
            lines![
                "# antes decía: id: 019d4b1e-7c52-7d03-8f4e-2a6b9c10d3e5",
                "id: 019e0a77-31b4-7c9d-a1f0-58d2e6b7c904",
                "title: Camas por hospital"
            ],
            lines!["id: 019d4b1e-7c52-7d03-8f4e-2a6b9c10d3e5", "title: Camas por hospital"],
        ),
    },
];
