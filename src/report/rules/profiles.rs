//! What the portal's profile asks for.

use crate::report::Severity::Error;
use crate::report::rules::{Example, Family, Rule, lines};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "profile-required",
        family: Family::Profiles,
        severity: Error,
        firm: false,
        example: Example::dataset(
            lines!["# el perfil pide frequency", "title: Camas por hospital"],
            lines!["title: Camas por hospital", "frequency: R/P1M"],
        ),
    },
    Rule {
        code: "profile-choice",
        family: Family::Profiles,
        severity: Error,
        firm: false,
        example: Example::dataset(
            lines!["# el perfil admite: nacional, regional, comunal", "cobertura: todo el país"],
            "cobertura: nacional",
        ),
    },
    Rule {
        code: "profile-value",
        family: Family::Profiles,
        severity: Error,
        firm: false,
        example: Example::dataset(
            lines!["# el perfil pide un año", "anio: dos mil veinticinco"],
            "anio: 2025",
        ),
    },
    Rule {
        code: "profile-key-taken",
        family: Family::Profiles,
        severity: Error,
        firm: false,
        example: Example::dataset(
            lines!["# frequency es un campo del perfil", "extras:", "  frequency: R/P1M"],
            "frequency: R/P1M",
        ),
    },
    Rule {
        code: "profile-unknown",
        family: Family::Profiles,
        severity: Error,
        firm: true,
        example: Example::of("catalog/portal.yaml", "profile: chile", "profile: cl"),
    },
    Rule {
        code: "profile-invalid",
        family: Family::Profiles,
        severity: Error,
        firm: true,
        example: Example::of(
            "catalog/profiles/salud.yaml",
            lines!["dataset_fields:", "- field_name: cobertura", "  preset: select"],
            lines![
                "dataset_fields:",
                "- field_name: cobertura",
                "  preset: select",
                "  choices:",
                "  - {value: nacional, label: Nacional}",
                "  - {value: regional, label: Regional}"
            ],
        ),
    },
    Rule {
        code: "validator-unknown",
        family: Family::Profiles,
        severity: Error,
        firm: true,
        example: Example::of(
            "catalog/profiles/salud.yaml",
            lines!["dataset_fields:", "- field_name: anio", "  validators: es_un_anio_bueno"],
            lines!["dataset_fields:", "- field_name: anio", "  validators: int_validator"],
        ),
    },
];
