//! What people read.

use crate::report::Severity::{Error, Note, Warning};
use crate::report::rules::{Example, Family, Rule, lines};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "text-replacement",
        family: Family::Texts,
        severity: Error,
        firm: false,
        example: Example::dataset("title: Atenci�n de urgencia", "title: Atención de urgencia"),
    },
    Rule {
        code: "title-capitals",
        family: Family::Texts,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            "title: CAMAS DISPONIBLES POR HOSPITAL",
            "title: Camas disponibles por hospital",
        ),
    },
    Rule {
        code: "title-is-file",
        family: Family::Texts,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            "title: camas_2025_v2_final.xlsx",
            "title: Camas por hospital, 2025",
        ),
    },
    Rule {
        code: "title-long",
        family: Family::Texts,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            lines![
                "title: >-",
                "  Número de camas disponibles y ocupadas en cada uno de los hospitales",
                "  públicos y privados del país, por mes y servicio clínico, según el",
                "  informe que cada establecimiento envía, desde enero de 2019 hasta hoy"
            ],
            lines![
                "title: Camas por hospital y mes",
                "notes: >-",
                "  Camas disponibles y ocupadas en los hospitales públicos y privados, por",
                "  servicio clínico, según el informe que cada uno envía desde 2019."
            ],
        ),
    },
    Rule {
        code: "notes-missing",
        family: Family::Texts,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            "title: Camas por hospital",
            lines![
                "title: Camas por hospital",
                "notes: >-",
                "  Camas disponibles en cada hospital público, por mes, desde 2019. Las",
                "  informa cada hospital al Servicio de Salud."
            ],
        ),
    },
    Rule {
        code: "notes-short",
        family: Family::Texts,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            "notes: Datos de camas.",
            lines![
                "notes: >-",
                "  Camas disponibles en cada hospital público, por mes, desde 2019. Las",
                "  informa cada hospital al Servicio de Salud."
            ],
        ),
    },
    Rule {
        code: "notes-is-title",
        family: Family::Texts,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            lines!["title: Camas por hospital", "notes: Camas por hospital."],
            lines![
                "title: Camas por hospital",
                "notes: >-",
                "  Camas disponibles en cada hospital público, por mes, desde 2019. Las",
                "  informa cada hospital al Servicio de Salud."
            ],
        ),
    },
    Rule {
        code: "text-mojibake",
        family: Family::Texts,
        severity: Warning,
        firm: false,
        example: Example::dataset("title: AtenciÃ³n de urgencia", "title: Atención de urgencia"),
    },
    Rule {
        code: "text-placeholder",
        family: Family::Texts,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            "notes: Por completar",
            lines![
                "notes: >-",
                "  Camas disponibles en cada hospital público, por mes, desde 2019. Las",
                "  informa cada hospital al Servicio de Salud."
            ],
        ),
    },
    Rule {
        code: "text-html",
        family: Family::Texts,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            "notes: Incluye <b>solo</b> los hospitales públicos.",
            "notes: Incluye **solo** los hospitales públicos.",
        ),
    },
    Rule {
        code: "tags-missing",
        family: Family::Texts,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            "title: Camas por hospital",
            lines!["title: Camas por hospital", "tags: [salud, hospitales]"],
        ),
    },
    Rule {
        code: "contact-missing",
        family: Family::Texts,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            "title: Camas por hospital",
            lines!["title: Camas por hospital", "maintainer_email: datos@salud.gob.example"],
        ),
    },
    Rule {
        code: "text-spaces",
        family: Family::Texts,
        severity: Note,
        firm: false,
        example: Example::dataset("title: \"Camas  por hospital \"", "title: Camas por hospital"),
    },
    Rule {
        code: "resource-without-name",
        family: Family::Texts,
        severity: Note,
        firm: false,
        example: Example::dataset(
            lines!["resources:", "- path: camas-2025.csv"],
            lines!["resources:", "- name: Camas por hospital, 2025", "  path: camas-2025.csv"],
        ),
    },
    Rule {
        code: "resource-without-description",
        family: Family::Texts,
        severity: Note,
        firm: false,
        example: Example::dataset(
            lines!["resources:", "- name: Camas por hospital, 2025", "  path: camas-2025.csv"],
            lines![
                "resources:",
                "- name: Camas por hospital, 2025",
                "  description: Una fila por hospital y mes, con sus camas disponibles.",
                "  path: camas-2025.csv"
            ],
        ),
    },
];
