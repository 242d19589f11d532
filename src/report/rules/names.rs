//! Names and ids: each once, each told apart.

use crate::report::Severity::{Error, Note, Warning};
use crate::report::rules::{Example, Family, Rule, lines};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "name-invalid",
        family: Family::Names,
        severity: Error,
        firm: true,
        example: Example::dataset("aliases: [Camas 2019]", "aliases: [camas-2019]"),
    },
    Rule {
        code: "name-not-folder",
        family: Family::Names,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["# en la carpeta camas", "name: camas-por-hospital"],
            lines!["# en la carpeta camas", "name: camas"],
        ),
    },
    Rule {
        code: "name-taken",
        family: Family::Names,
        severity: Error,
        firm: true,
        example: Example::paths(
            lines![
                "catalog/organizations/salud/datasets/compras/dataset.yaml",
                "catalog/organizations/vivienda/datasets/compras/dataset.yaml"
            ],
            lines![
                "catalog/organizations/salud/datasets/compras-salud/dataset.yaml",
                "catalog/organizations/vivienda/datasets/compras/dataset.yaml"
            ],
        ),
    },
    Rule {
        code: "group-name-taken",
        family: Family::Names,
        severity: Error,
        firm: true,
        example: Example::paths(
            lines!["catalog/groups/salud.yaml", "catalog/organizations/salud/organization.yaml"],
            lines![
                "catalog/groups/salud-publica.yaml",
                "catalog/organizations/salud/organization.yaml"
            ],
        ),
    },
    Rule {
        code: "id-taken",
        family: Family::Names,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines![
                "resources:",
                "- id: 5b0ce7a8-2f0e-4a4e-9a52-6b0f3d2c1e47",
                "  path: camas-2024.csv",
                "- id: 5b0ce7a8-2f0e-4a4e-9a52-6b0f3d2c1e47",
                "  path: camas-2025.csv"
            ],
            lines![
                "resources:",
                "- id: 5b0ce7a8-2f0e-4a4e-9a52-6b0f3d2c1e47",
                "  path: camas-2024.csv",
                "- path: camas-2025.csv"
            ],
        ),
    },
    Rule {
        code: "alias-taken",
        family: Family::Names,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines![
                "# hay otro conjunto que se llama hospitales",
                "aliases: [camas-2019, hospitales]"
            ],
            "aliases: [camas-2019]",
        ),
    },
    Rule {
        code: "id-not-uuid",
        family: Family::Names,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            lines!["resources:", "- id: camas-2025", "  path: camas-2025.csv"],
            lines!["resources:", "- path: camas-2025.csv"],
        ),
    },
    Rule {
        code: "tag-variants",
        family: Family::Names,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            lines!["# los demás conjuntos dicen: educación", "tags: [Educacion]"],
            "tags: [educación]",
        ),
    },
    Rule {
        code: "organization-similar",
        family: Family::Names,
        severity: Warning,
        firm: false,
        example: Example::of(
            "catalog/organizations/salud/organization.yaml",
            lines!["# otra carpeta dice: Servicio de Salud", "title: Servicio de salud"],
            "title: Servicio de Salud de la Región Norte",
        ),
    },
    Rule {
        code: "title-twice",
        family: Family::Names,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            lines!["# otro conjunto dice: Camas por hospital", "title: Camas por hospital"],
            "title: Camas por hospital, 2025",
        ),
    },
    Rule {
        code: "notes-copied",
        family: Family::Names,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            lines![
                "# la misma descripción de otro conjunto",
                "title: Camas por hospital, 2025",
                "notes: >-",
                "  Camas disponibles y ocupadas en cada hospital público durante 2024,",
                "  por mes y servicio clínico."
            ],
            lines![
                "title: Camas por hospital, 2025",
                "notes: >-",
                "  Camas disponibles y ocupadas en cada hospital público durante 2025,",
                "  por mes y servicio clínico."
            ],
        ),
    },
    Rule {
        code: "resource-name-twice",
        family: Family::Names,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            lines![
                "resources:",
                "- name: Camas",
                "  path: camas-2024.csv",
                "- name: Camas",
                "  path: camas-2025.csv"
            ],
            lines![
                "resources:",
                "- name: Camas en 2024",
                "  path: camas-2024.csv",
                "- name: Camas en 2025",
                "  path: camas-2025.csv"
            ],
        ),
    },
    Rule {
        code: "id-missing",
        family: Family::Names,
        severity: Note,
        firm: false,
        example: Example::dataset(
            "title: Camas por hospital",
            lines!["id: 019d4b1e-7c52-7d03-8f4e-2a6b9c10d3e5", "title: Camas por hospital"],
        ),
    },
];
