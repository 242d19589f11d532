//! Where files lie, and how they are called.

use crate::report::Severity::{Error, Warning};
use crate::report::rules::{Example, Family, Rule, lines};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "dataset-twice",
        family: Family::Places,
        severity: Error,
        firm: true,
        example: Example::paths(
            lines![
                "catalog/organizations/salud/datasets/camas/dataset.md",
                "catalog/organizations/salud/datasets/camas/dataset.yaml"
            ],
            "catalog/organizations/salud/datasets/camas/dataset.yaml",
        ),
    },
    Rule {
        code: "dataset-without-file",
        family: Family::Places,
        severity: Error,
        firm: true,
        example: Example::paths(
            "catalog/organizations/salud/datasets/camas/camas.csv",
            lines![
                "catalog/organizations/salud/datasets/camas/camas.csv",
                "catalog/organizations/salud/datasets/camas/dataset.yaml"
            ],
        ),
    },
    Rule {
        code: "organization-without-file",
        family: Family::Places,
        severity: Error,
        firm: true,
        example: Example::paths(
            "catalog/organizations/salud/",
            "catalog/organizations/salud/organization.yaml",
        ),
    },
    Rule {
        code: "file-ending",
        family: Family::Places,
        severity: Error,
        firm: true,
        example: Example::paths(
            "catalog/organizations/salud/datasets/camas/dataset.yml",
            "catalog/organizations/salud/datasets/camas/dataset.yaml",
        ),
    },
    Rule {
        code: "file-name-invalid",
        family: Family::Places,
        severity: Error,
        firm: true,
        example: Example::paths(
            "catalog/groups/Medio Ambiente.yaml",
            "catalog/groups/medio-ambiente.yaml",
        ),
    },
    Rule {
        code: "folder-name-invalid",
        family: Family::Places,
        severity: Error,
        firm: true,
        example: Example::paths(
            "catalog/organizations/Salud Pública/organization.yaml",
            "catalog/organizations/salud-publica/organization.yaml",
        ),
    },
    Rule {
        code: "file-too-large",
        family: Family::Places,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "file-unreadable",
        family: Family::Places,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "name-case",
        family: Family::Places,
        severity: Error,
        firm: true,
        example: Example::paths(
            lines![
                "catalog/organizations/salud/datasets/camas/Camas.csv",
                "catalog/organizations/salud/datasets/camas/camas.csv",
                "catalog/organizations/salud/datasets/camas/dataset.yaml"
            ],
            lines![
                "catalog/organizations/salud/datasets/camas/camas-2025.csv",
                "catalog/organizations/salud/datasets/camas/camas.csv",
                "catalog/organizations/salud/datasets/camas/dataset.yaml"
            ],
        ),
    },
    Rule {
        code: "news-name-invalid",
        family: Family::Places,
        severity: Error,
        firm: true,
        example: Example::paths(
            "catalog/news/nuevos-datos.md",
            "catalog/news/2026-03-31-nuevos-datos.md",
        ),
    },
    Rule {
        code: "path-not-utf8",
        family: Family::Places,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "place-wrong",
        family: Family::Places,
        severity: Error,
        firm: true,
        example: Example::paths(
            "catalog/organizations/salud/camas/dataset.yaml",
            "catalog/organizations/salud/datasets/camas/dataset.yaml",
        ),
    },
    Rule {
        code: "special-file",
        family: Family::Places,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "submodule",
        family: Family::Places,
        severity: Error,
        firm: true,
        example: Example::paths(
            lines![
                "catalog/organizations/salud/datasets/camas/.git/",
                "catalog/organizations/salud/datasets/camas/dataset.yaml"
            ],
            "catalog/organizations/salud/datasets/camas/dataset.yaml",
        ),
    },
    Rule {
        code: "symlink",
        family: Family::Places,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "path-contested",
        family: Family::Places,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "file-copy",
        family: Family::Places,
        severity: Warning,
        firm: false,
        example: Example::paths(
            lines![
                "catalog/organizations/salud/datasets/camas/dataset (1).yaml",
                "catalog/organizations/salud/datasets/camas/dataset.yaml"
            ],
            "catalog/organizations/salud/datasets/camas/dataset.yaml",
        ),
    },
    Rule {
        code: "file-outside",
        family: Family::Places,
        severity: Warning,
        firm: false,
        example: Example::paths(
            "catalog/preguntas-frecuentes.md",
            "catalog/pages/preguntas-frecuentes.md",
        ),
    },
    Rule {
        code: "folder-outside",
        family: Family::Places,
        severity: Warning,
        firm: false,
        example: Example::paths(
            "catalog/noticias/2026-03-31-nuevos-datos.md",
            "catalog/news/2026-03-31-nuevos-datos.md",
        ),
    },
    Rule {
        code: "layout-files",
        family: Family::Places,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "layout-large",
        family: Family::Places,
        severity: Warning,
        firm: false,
        example: Example::NONE,
    },
];
