//! What makes a file YAML, and text.

use crate::report::Severity::{Error, Warning};
use crate::report::rules::{Example, Family, Rule, lines};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "yaml-after-quote",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset(
            "author: \"Hospital San Roque\" (Urgencias)",
            "author: \"Hospital San Roque (Urgencias)\"",
        ),
    },
    Rule {
        code: "yaml-alias",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset(
            "title: *Provisorio* Camas por hospital",
            "title: \"*Provisorio* Camas por hospital\"",
        ),
    },
    Rule {
        code: "yaml-anchor",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset(
            "author: &Datos, oficina de estudios",
            "author: \"&Datos, oficina de estudios\"",
        ),
    },
    Rule {
        code: "yaml-block",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset(
            "notes: | Camas disponibles en cada hospital.",
            lines!["notes: |", "  Camas disponibles en cada hospital."],
        ),
    },
    Rule {
        code: "yaml-block-left",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines![
                "notes: |",
                "  Camas disponibles en cada hospital.",
                "",
                "Se actualiza cada mes."
            ],
            lines![
                "notes: |",
                "  Camas disponibles en cada hospital.",
                "",
                "  Se actualiza cada mes."
            ],
        ),
    },
    Rule {
        code: "yaml-bracket",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["tags: [salud, hospitales", "license_id: cc-by"],
            lines!["tags: [salud, hospitales]", "license_id: cc-by"],
        ),
    },
    Rule {
        code: "yaml-bullet",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["tags:", "* salud", "* hospitales"],
            lines!["tags:", "- salud", "- hospitales"],
        ),
    },
    Rule {
        code: "yaml-character",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset("author: @datos_salud", "author: \"@datos_salud\""),
    },
    Rule {
        code: "yaml-colon",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset(
            "title: Salud: camas por hospital",
            "title: \"Salud: camas por hospital\"",
        ),
    },
    Rule {
        code: "yaml-comment",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset(
            "title: \"Camas por hospital\"#provisorio",
            "title: \"Camas por hospital\"  # provisorio",
        ),
    },
    Rule {
        code: "yaml-complex-key",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset("title: {{ titulo }}", "title: Camas por hospital"),
    },
    Rule {
        code: "yaml-directive",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["%YAML 1.2", "---", "title: Camas por hospital"],
            "title: Camas por hospital",
        ),
    },
    Rule {
        code: "yaml-duplicate-key",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["title: Camas por hospital", "license_id: cc-by", "title: Camas de hospital"],
            lines!["title: Camas por hospital", "license_id: cc-by"],
        ),
    },
    Rule {
        code: "yaml-empty-key",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["title: Camas por hospital", ": cc-by"],
            lines!["title: Camas por hospital", "license_id: cc-by"],
        ),
    },
    Rule {
        code: "yaml-escape",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset(
            "notes: \"Viene de C:\\hospital\\camas\"",
            "notes: 'Viene de C:\\hospital\\camas'",
        ),
    },
    Rule {
        code: "yaml-indentation",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["resources:", "- name: Camas en 2025", "   path: camas-2025.csv"],
            lines!["resources:", "- name: Camas en 2025", "  path: camas-2025.csv"],
        ),
    },
    Rule {
        code: "yaml-long-key",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "yaml-loose-text",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["title: Camas por hospital", "públicos y privados", "license_id: cc-by"],
            lines!["title: Camas por hospital", "  públicos y privados", "license_id: cc-by"],
        ),
    },
    Rule {
        code: "yaml-missing-dash",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines![
                "resources:",
                "- name: Camas en 2024",
                "  path: camas-2024.csv",
                "  name: Camas en 2025",
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
        code: "yaml-no-colon",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["title: Camas por hospital", "license_id cc-by"],
            lines!["title: Camas por hospital", "license_id: cc-by"],
        ),
    },
    Rule {
        code: "yaml-no-space",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["title:Camas por hospital", "license_id: cc-by"],
            lines!["title: Camas por hospital", "license_id: cc-by"],
        ),
    },
    Rule {
        code: "yaml-open-quote",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["title: \"Camas por hospital", "license_id: cc-by"],
            lines!["title: \"Camas por hospital\"", "license_id: cc-by"],
        ),
    },
    Rule {
        code: "yaml-second-document",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["title: Camas por hospital", "---", "title: Atenciones de urgencia"],
            "title: Camas por hospital",
        ),
    },
    Rule {
        code: "yaml-special-space",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["title:\u{a0}Camas por hospital", "license_id: cc-by"],
            lines!["title: Camas por hospital", "license_id: cc-by"],
        ),
    },
    Rule {
        code: "yaml-tab",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["tags:", "\t- salud", "\t- hospitales"],
            lines!["tags:", "  - salud", "  - hospitales"],
        ),
    },
    Rule {
        code: "yaml-tag",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset(
            "title: !Nuevo! Camas por hospital",
            "title: \"!Nuevo! Camas por hospital\"",
        ),
    },
    Rule {
        code: "yaml-too-deep",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset(
            "notes: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[ IMPORTANTE",
            "notes: \"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[ IMPORTANTE\"",
        ),
    },
    Rule {
        code: "yaml-too-many-values",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "yaml-value",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset("tags: - salud", lines!["tags:", "- salud"]),
    },
    Rule {
        code: "front-matter-open",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::of(
            "dataset.md",
            lines!["---", "title: Camas por hospital", "", "Camas disponibles en cada hospital."],
            lines![
                "---",
                "title: Camas por hospital",
                "---",
                "",
                "Camas disponibles en cada hospital."
            ],
        ),
    },
    Rule {
        code: "git-conflict",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines![
                "<<<<<<< HEAD",
                "title: Camas por hospital",
                "=======",
                "title: Camas de los hospitales",
                ">>>>>>> propuesta",
                "license_id: cc-by"
            ],
            lines!["title: Camas por hospital", "license_id: cc-by"],
        ),
    },
    Rule {
        code: "not-utf8",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "file-empty",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset("# por completar", "title: Camas por hospital"),
    },
    Rule {
        code: "file-not-list",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::of(
            "catalog/tombstones.yaml",
            "camas-2019: reunido con otro conjunto",
            lines![
                "- name: camas-2019",
                "  date: 2026-03-31",
                "  reason: Se reunió con el conjunto «Camas por hospital»."
            ],
        ),
    },
    Rule {
        code: "text-control-character",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset("title: Camas\u{7} por hospital", "title: Camas por hospital"),
    },
    Rule {
        code: "text-direction-mark",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset(
            "title: Camas por hospital \u{202e}5202",
            "title: Camas por hospital 2025",
        ),
    },
    Rule {
        code: "tag-as-comment",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["tags:", "- #salud", "- #hospitales"],
            lines!["tags:", "- salud", "- hospitales"],
        ),
    },
    Rule {
        code: "more-problems",
        family: Family::Syntax,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "text-as-comment",
        family: Family::Syntax,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            "title: Camas del hospital #1",
            "title: \"Camas del hospital #1\"",
        ),
    },
];
