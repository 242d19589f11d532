//! What the fields of a record may say.

use crate::report::Severity::{Error, Warning};
use crate::report::rules::{Example, Family, Rule, lines};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "field-missing",
        family: Family::Fields,
        severity: Error,
        firm: true,
        example: Example::of(
            "catalog/organizations/salud/members.yaml",
            lines!["- forge: github", "  login: datos-salud", "  role: editor"],
            lines!["- forge: github", "  id: 10203040", "  login: datos-salud", "  role: editor"],
        ),
    },
    Rule {
        code: "field-misspelt",
        family: Family::Fields,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["title: Camas por hospital", "licencia: cc-by"],
            lines!["title: Camas por hospital", "license_id: cc-by"],
        ),
    },
    Rule {
        code: "field-not-bool",
        family: Family::Fields,
        severity: Error,
        firm: true,
        example: Example::dataset("private: no", "private: false"),
    },
    Rule {
        code: "field-not-date",
        family: Family::Fields,
        severity: Error,
        firm: true,
        example: Example::dataset("metadata_modified: 03/05/2026", "metadata_modified: 2026-05-03"),
    },
    Rule {
        code: "field-not-list",
        family: Family::Fields,
        severity: Error,
        firm: true,
        example: Example::dataset("tags: salud, hospitales", "tags: [salud, hospitales]"),
    },
    Rule {
        code: "field-not-text",
        family: Family::Fields,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["title:", "- Camas por hospital", "- Servicio de Salud"],
            lines!["title: Camas por hospital", "author: Servicio de Salud"],
        ),
    },
    Rule {
        code: "field-not-whole",
        family: Family::Fields,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["resources:", "- url: https://salud.gob.example/camas.csv", "  size: 1,2 MB"],
            lines!["resources:", "- url: https://salud.gob.example/camas.csv", "  size: 1258291"],
        ),
    },
    Rule {
        code: "item-not-text",
        family: Family::Fields,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["tags:", "- salud: hospitales"],
            lines!["tags:", "- salud", "- hospitales"],
        ),
    },
    Rule {
        code: "not-a-mapping",
        family: Family::Fields,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["resources:", "- camas.csv"],
            lines!["resources:", "- path: camas.csv"],
        ),
    },
    Rule {
        code: "too-many-fields",
        family: Family::Fields,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "list-too-long",
        family: Family::Fields,
        severity: Error,
        firm: true,
        example: Example::NONE,
    },
    Rule {
        code: "visibility-empty",
        family: Family::Fields,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["title: Camas por hospital", "private:"],
            lines!["title: Camas por hospital", "private: false"],
        ),
    },
    Rule {
        code: "state-unknown",
        family: Family::Fields,
        severity: Error,
        firm: true,
        example: Example::dataset("state: publicado", "state: active"),
    },
    Rule {
        code: "extra-not-text",
        family: Family::Fields,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["extras:", "  cobertura: [Norte, Sur]"],
            lines!["extras:", "  cobertura: \"Norte, Sur\""],
        ),
    },
    Rule {
        code: "extra-twice",
        family: Family::Fields,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["extras:", "- {key: cobertura, value: Norte}", "- {key: cobertura, value: Sur}"],
            lines!["extras:", "- {key: cobertura, value: \"Norte, Sur\"}"],
        ),
    },
    Rule {
        code: "extra-reserved",
        family: Family::Fields,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["extras:", "  license_id: cc-by", "  cobertura: Norte"],
            lines!["license_id: cc-by", "extras:", "  cobertura: Norte"],
        ),
    },
    Rule {
        code: "field-not-uuid",
        family: Family::Fields,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines!["id: camas-por-hospital", "title: Camas por hospital"],
            "title: Camas por hospital",
        ),
    },
    Rule {
        code: "notes-twice",
        family: Family::Fields,
        severity: Error,
        firm: true,
        example: Example::of(
            "dataset.md",
            lines![
                "---",
                "title: Camas por hospital",
                "notes: Camas por hospital y mes.",
                "---",
                "",
                "Camas disponibles en cada hospital."
            ],
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
        code: "tag-string",
        family: Family::Fields,
        severity: Error,
        firm: true,
        example: Example::dataset("tag_string: salud, hospitales", "tags: [salud, hospitales]"),
    },
    Rule {
        code: "version-too-long",
        family: Family::Fields,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines![
                "version: >-",
                "  Corresponde al segundo envío de marzo de 2026, después de corregir",
                "  los hospitales que informaron con atraso"
            ],
            "version: 2026-03-b",
        ),
    },
    Rule {
        code: "tag-characters",
        family: Family::Fields,
        severity: Error,
        firm: true,
        example: Example::dataset("tags: [salud/hospitales]", "tags: [salud, hospitales]"),
    },
    Rule {
        code: "tag-too-long",
        family: Family::Fields,
        severity: Error,
        firm: true,
        example: Example::dataset(
            lines![
                "tags:",
                "- >-",
                "  camas disponibles en los hospitales públicos y privados del país",
                "  según el informe mensual del servicio"
            ],
            "tags: [camas, hospitales, salud]",
        ),
    },
    Rule {
        code: "tag-too-short",
        family: Family::Fields,
        severity: Error,
        firm: true,
        example: Example::dataset("tags: [s, hospitales]", "tags: [salud, hospitales]"),
    },
    Rule {
        code: "kind-unknown",
        family: Family::Fields,
        severity: Error,
        firm: true,
        example: Example::of(
            "catalog/tombstones.yaml",
            lines![
                "- kind: institución",
                "  name: instituto-salud",
                "  date: 2026-03-31",
                "  reason: Se unió al Servicio de Salud."
            ],
            lines![
                "- kind: organization",
                "  name: instituto-salud",
                "  date: 2026-03-31",
                "  reason: Se unió al Servicio de Salud."
            ],
        ),
    },
    Rule {
        code: "role-unknown",
        family: Family::Fields,
        severity: Error,
        firm: true,
        example: Example::of(
            "catalog/organizations/salud/members.yaml",
            "- {forge: github, id: 10203040, login: datos-salud, role: editora}",
            "- {forge: github, id: 10203040, login: datos-salud, role: editor}",
        ),
    },
    Rule {
        code: "forge-unknown",
        family: Family::Fields,
        severity: Error,
        firm: true,
        example: Example::of(
            "catalog/organizations/salud/members.yaml",
            "- {forge: GitHub, id: 10203040, login: datos-salud, role: editor}",
            "- {forge: github, id: 10203040, login: datos-salud, role: editor}",
        ),
    },
    Rule {
        code: "language-unknown",
        family: Family::Fields,
        severity: Error,
        firm: true,
        example: Example::of("catalog/portal.yaml", "languages: [es, quechua]", "languages: [es]"),
    },
    Rule {
        code: "synonyms-not-a-set",
        family: Family::Fields,
        severity: Error,
        firm: true,
        example: Example::of(
            "catalog/portal.yaml",
            lines!["synonyms:", "- comuna, municipio"],
            lines!["synonyms:", "- [comuna, municipio]"],
        ),
    },
    Rule {
        code: "base-url-invalid",
        family: Family::Fields,
        severity: Error,
        firm: true,
        example: Example::of(
            "catalog/portal.yaml",
            lines!["title: Datos de Almoraya", "base_url: datos.example.org"],
            lines!["title: Datos de Almoraya", "base_url: https://datos.example.org"],
        ),
    },
    Rule {
        code: "member-twice",
        family: Family::Fields,
        severity: Error,
        firm: true,
        example: Example::of(
            "catalog/organizations/salud/members.yaml",
            lines![
                "- {forge: github, id: 10203040, login: datos-salud, role: admin}",
                "- {forge: github, id: 10203040, login: datos-salud, role: member}"
            ],
            "- {forge: github, id: 10203040, login: datos-salud, role: member}",
        ),
    },
    Rule {
        code: "dataset-without-title",
        family: Family::Fields,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            "notes: Camas disponibles en cada hospital.",
            lines!["title: Camas por hospital", "notes: Camas disponibles en cada hospital."],
        ),
    },
    Rule {
        code: "organization-without-title",
        family: Family::Fields,
        severity: Warning,
        firm: false,
        example: Example::of(
            "catalog/organizations/salud/organization.yaml",
            "description: Administra los hospitales públicos.",
            lines![
                "title: Servicio de Salud de Almoraya",
                "description: Administra los hospitales públicos."
            ],
        ),
    },
    Rule {
        code: "field-computed",
        family: Family::Fields,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            lines!["title: Camas por hospital", "num_resources: 3"],
            "title: Camas por hospital",
        ),
    },
    Rule {
        code: "field-unknown",
        family: Family::Fields,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            lines!["title: Camas por hospital", "cobertura: Norte"],
            lines!["title: Camas por hospital", "extras:", "  cobertura: Norte"],
        ),
    },
    Rule {
        code: "field-not-email",
        family: Family::Fields,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            "maintainer_email: Unidad de Datos, anexo 214",
            lines!["maintainer: Unidad de Datos", "maintainer_email: datos@salud.gob.example"],
        ),
    },
    Rule {
        code: "field-name-twice",
        family: Family::Fields,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            lines![
                "resources:",
                "- path: camas.csv",
                "  fields:",
                "  - {name: hospital, description: Nombre del hospital}",
                "  - {name: hospital, description: Camas disponibles}"
            ],
            lines![
                "resources:",
                "- path: camas.csv",
                "  fields:",
                "  - {name: hospital, description: Nombre del hospital}",
                "  - {name: camas, description: Camas disponibles}"
            ],
        ),
    },
    Rule {
        code: "field-type-unknown",
        family: Family::Fields,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            lines!["resources:", "- path: camas.csv", "  fields:", "  - {name: dia, type: fecha}"],
            lines!["resources:", "- path: camas.csv", "  fields:", "  - {name: dia, type: date}"],
        ),
    },
    Rule {
        code: "relationship-unknown",
        family: Family::Fields,
        severity: Warning,
        firm: false,
        example: Example::dataset(
            lines!["relationships_as_subject:", "- {type: usa, object: hospitales}"],
            lines!["relationships_as_subject:", "- {type: depends_on, object: hospitales}"],
        ),
    },
    Rule {
        code: "tag-twice",
        family: Family::Fields,
        severity: Warning,
        firm: false,
        example: Example::dataset("tags: [salud, hospitales, salud]", "tags: [salud, hospitales]"),
    },
];
