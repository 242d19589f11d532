//! Addresses of resources.

use crate::report::Severity::{Error, Note, Warning};
use crate::report::rules::{Example, Family, Rule, lines};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "url-invalid",
        family: Family::Urls,
        severity: Error,
        firm: true,
        example: Example::of(
            "catalog/portal.yaml",
            "forge: {kind: github, url: github.com/almoraya/datos}",
            "forge: {kind: github, url: \"https://github.com/almoraya/datos\"}",
        ),
    },
    Rule {
        code: "url-secret",
        family: Family::Urls,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["resources:", "- url: https://salud.gob.example/camas.csv?api_key=8f3k2m9q4w7z"],
            lines!["resources:", "- url: https://salud.gob.example/camas.csv"],
        ),
    },
    Rule {
        code: "url-is-file",
        family: Family::Urls,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            lines!["resources:", "- url: camas.csv"],
            lines!["resources:", "- path: camas.csv"],
        ),
    },
    Rule {
        code: "url-scheme",
        family: Family::Urls,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            lines!["resources:", "- url: file:///C:/datos/camas.csv"],
            lines!["resources:", "- url: https://salud.gob.example/camas.csv"],
        ),
    },
    Rule {
        code: "url-without-scheme",
        family: Family::Urls,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            lines!["resources:", "- url: www.salud.gob.example/camas.csv"],
            lines!["resources:", "- url: https://www.salud.gob.example/camas.csv"],
        ),
    },
    Rule {
        code: "url-space",
        family: Family::Urls,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            lines!["resources:", "- url: https://salud.gob.example/camas 2025.csv"],
            lines!["resources:", "- url: https://salud.gob.example/camas%202025.csv"],
        ),
    },
    Rule {
        code: "url-private-host",
        family: Family::Urls,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            lines!["resources:", "- url: http://192.168.10.4/compartido/camas.csv"],
            lines!["resources:", "- path: camas.csv"],
        ),
    },
    Rule {
        code: "url-twice",
        family: Family::Urls,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            lines![
                "resources:",
                "- name: Camas en 2024",
                "  url: https://salud.gob.example/camas-2024.csv",
                "- name: Camas en 2025",
                "  url: https://salud.gob.example/camas-2024.csv"
            ],
            lines![
                "resources:",
                "- name: Camas en 2024",
                "  url: https://salud.gob.example/camas-2024.csv",
                "- name: Camas en 2025",
                "  url: https://salud.gob.example/camas-2025.csv"
            ],
        ),
    },
    Rule {
        code: "url-insecure",
        family: Family::Urls,
        severity: Note,
        firm: false,
        example: Example::dataset(
            lines!["resources:", "- url: http://salud.gob.example/camas.csv"],
            lines!["resources:", "- url: https://salud.gob.example/camas.csv"],
        ),
    },
    Rule {
        code: "url-shared",
        family: Family::Urls,
        severity: Note,
        firm: false,
        example: Example::dataset(
            lines![
                "# otro conjunto lleva al mismo archivo",
                "resources:",
                "- url: https://salud.gob.example/hospitales.xlsx"
            ],
            lines!["resources:", "- url: https://salud.gob.example/camas.xlsx"],
        ),
    },
];
