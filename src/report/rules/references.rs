//! What one file says of another.

use crate::report::Severity::{Error, Warning};
use crate::report::rules::{Example, Family, Rule, lines};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "group-unknown",
        family: Family::References,
        severity: Error,
        firm: true,
        example: Example::dataset("groups: [salud]", "groups: [salud-publica]"),
    },
    Rule {
        code: "owner-differs",
        family: Family::References,
        severity: Error,
        firm: true,
        example: Example::dataset("owner_org: hacienda", "owner_org: salud"),
    },
    Rule {
        code: "owner-required",
        family: Family::References,
        severity: Error,
        firm: true,
        example: Example::paths(
            "catalog/datasets/camas/dataset.yaml",
            "catalog/organizations/salud/datasets/camas/dataset.yaml",
        ),
    },
    Rule {
        code: "private-without-owner",
        family: Family::References,
        severity: Error,
        firm: true,
        example: Example::of(
            "catalog/datasets/camas/dataset.yaml",
            lines!["title: Camas por hospital", "private: true"],
            lines!["title: Camas por hospital", "private: false"],
        ),
    },
    Rule {
        code: "organization-missing",
        family: Family::References,
        severity: Error,
        firm: true,
        example: Example::paths(
            "catalog/organizations/salud/datasets/camas/dataset.yaml",
            lines![
                "catalog/organizations/salud/organization.yaml",
                "catalog/organizations/salud/datasets/camas/dataset.yaml"
            ],
        ),
    },
    Rule {
        code: "replacement-unknown",
        family: Family::References,
        severity: Error,
        firm: true,
        example: Example::of(
            "catalog/tombstones.yaml",
            lines![
                "- name: camas-2019",
                "  date: 2026-03-31",
                "  reason: Se reunió con otro conjunto.",
                "  replaced_by: camas-de-hospital"
            ],
            lines![
                "- name: camas-2019",
                "  date: 2026-03-31",
                "  reason: Se reunió con otro conjunto.",
                "  replaced_by: camas"
            ],
        ),
    },
    Rule {
        code: "tombstone-of-living",
        family: Family::References,
        severity: Error,
        firm: true,
        example: Example::of(
            "catalog/tombstones.yaml",
            lines!["- name: camas", "  date: 2026-03-31", "  reason: Se reunió con otro conjunto."],
            lines![
                "- name: camas-2019",
                "  date: 2026-03-31",
                "  reason: Se reunió con otro conjunto."
            ],
        ),
    },
    Rule {
        code: "relationship-to-nothing",
        family: Family::References,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            lines!["relationships_as_subject:", "- {type: derives_from, object: los-hospitales}"],
            lines!["relationships_as_subject:", "- {type: derives_from, object: hospitales}"],
        ),
    },
];
