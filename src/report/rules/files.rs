//! Data files, their formats and media types.

use crate::report::Severity::{Error, Note, Warning};
use crate::report::rules::{Example, Family, Rule, lines};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "data-file-missing",
        family: Family::Files,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines![
                "# el archivo de la carpeta se llama camas-2025.csv",
                "resources:",
                "- path: Camas_2025.csv"
            ],
            lines!["resources:", "- path: camas-2025.csv"],
        ),
    },
    Rule {
        code: "data-file-too-large",
        family: Family::Files,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "data-file-unreadable",
        family: Family::Files,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "path-backslash",
        family: Family::Files,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["resources:", "- path: anexos\\camas.csv"],
            lines!["resources:", "- path: anexos/camas.csv"],
        ),
    },
    Rule {
        code: "path-invalid",
        family: Family::Files,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["resources:", "- path: .camas.csv"],
            lines!["resources:", "- path: camas.csv"],
        ),
    },
    Rule {
        code: "path-is-url",
        family: Family::Files,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["resources:", "- path: https://salud.gob.example/camas.csv"],
            lines!["resources:", "- url: https://salud.gob.example/camas.csv"],
        ),
    },
    Rule {
        code: "path-outside",
        family: Family::Files,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["resources:", "- path: ../hospitales/camas.csv"],
            lines!["resources:", "- path: camas.csv"],
        ),
    },
    Rule {
        code: "resource-url-and-path",
        family: Family::Files,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["resources:", "- path: camas.csv", "  url: https://salud.gob.example/camas.csv"],
            lines!["resources:", "- path: camas.csv"],
        ),
    },
    Rule {
        code: "resource-without-location",
        family: Family::Files,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["resources:", "- name: Camas en 2025"],
            lines!["resources:", "- name: Camas en 2025", "  path: camas-2025.csv"],
        ),
    },
    Rule {
        code: "data-file-lfs",
        family: Family::Files,
        severity: Error,
        firm: false,
        example: Example::of(
            "camas.csv",
            lines![
                "version https://git-lfs.github.com/spec/v1",
                "oid sha256:9f2b6c0d4e8a17355d0c6b1f7e2a9d48c3b5f60718293a4b5c6d7e8f90a1b2c3",
                "size 48213"
            ],
            lines!["hospital,mes,camas", "San Roque,2025-01,120"],
        ),
    },
    Rule {
        code: "data-file-empty",
        family: Family::Files,
        severity: Error,
        firm: false,
        example: Example::NONE,
    },
    Rule {
        code: "format-differs",
        family: Family::Files,
        severity: Error,
        firm: false,
        example: Example::of(
            "camas.csv",
            lines!["<!doctype html>", "<title>La sesión expiró</title>"],
            lines!["hospital,mes,camas", "San Roque,2025-01,120"],
        ),
    },
    Rule {
        code: "data-file-orphan",
        family: Family::Files,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            lines![
                "# la carpeta tiene también camas-2025.csv",
                "resources:",
                "- path: camas-2024.csv"
            ],
            lines!["resources:", "- path: camas-2024.csv", "- path: camas-2025.csv"],
        ),
    },
    Rule {
        code: "size-differs",
        family: Family::Files,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            lines![
                "# el archivo tiene 21 844 bytes",
                "resources:",
                "- path: camas.csv",
                "  size: 1024"
            ],
            lines!["resources:", "- path: camas.csv"],
        ),
    },
    Rule {
        code: "format-unknown",
        family: Family::Files,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            lines!["resources:", "- path: camas.xlsx", "  format: Base de datos"],
            lines!["resources:", "- path: camas.xlsx", "  format: XLSX"],
        ),
    },
    Rule {
        code: "format-misspelt",
        family: Family::Files,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            lines!["resources:", "- path: camas.csv", "  format: .csv"],
            lines!["resources:", "- path: camas.csv", "  format: CSV"],
        ),
    },
    Rule {
        code: "format-contradicts",
        family: Family::Files,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            lines!["resources:", "- url: https://salud.gob.example/camas.xlsx", "  format: CSV"],
            lines!["resources:", "- url: https://salud.gob.example/camas.xlsx", "  format: XLSX"],
        ),
    },
    Rule {
        code: "mimetype-differs",
        family: Family::Files,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            lines!["resources:", "- path: camas.csv", "  mimetype: application/vnd.ms-excel"],
            lines!["resources:", "- path: camas.csv", "  mimetype: text/csv"],
        ),
    },
    Rule {
        code: "resources-missing",
        family: Family::Files,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            "title: Camas por hospital",
            lines!["title: Camas por hospital", "resources:", "- path: camas.csv"],
        ),
    },
    Rule {
        code: "format-missing",
        family: Family::Files,
        severity: Note,
        firm: false,
        example: Example::dataset(
            lines!["resources:", "- url: https://salud.gob.example/descargas/214"],
            lines!["resources:", "- url: https://salud.gob.example/descargas/214", "  format: CSV"],
        ),
    },
    Rule {
        code: "mimetype-missing",
        family: Family::Files,
        severity: Note,
        firm: false,
        example: Example::dataset(
            lines!["resources:", "- path: camas.csv"],
            lines!["resources:", "- path: camas.csv", "  format: CSV", "  mimetype: text/csv"],
        ),
    },
];
