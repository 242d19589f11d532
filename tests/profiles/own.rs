//! A portal's own profile with every feature, from the file to the answer and the page.

use crate::{DATASET, ask, package, portal, str, told};
use fichero::build::{self, Options};
use serde_json::json;
use snapbox::assert_data_eq;

pub(crate) const PROFILE: &str = r#"
scheming_version: 2
dataset_type: dataset
about_url: https://datos.example.org/perfil
dataset_fields:
- field_name: title
  label: Título
  preset: title
- field_name: tema
  label: {es: Tema, en: Theme}
  required: true
  preset: select
  choices:
  - {value: t1, label: {es: Tránsito, en: Traffic}}
  - {value: t2, label: {es: Salud, en: Health}}
  grupo: propio
- field_name: idiomas
  label: Idiomas
  preset: multiple_checkbox
  choices:
  - {value: es, label: Español}
  - {value: qu, label: Quechua}
  - {value: ay}
- {field_name: sinonimos, preset: multiple_text, label: Sinónimos}
- {field_name: desde, preset: date, label: Desde}
- {field_name: medido, preset: datetime}
- {field_name: medido_tz, preset: datetime_tz}
- {field_name: cobertura, preset: dcat_date}
- {field_name: viajes, validators: ignore_missing natural_number_validator, label: Viajes}
- {field_name: clase, validators: 'ignore_missing one_of(["a", "b"])'}
- {field_name: enlace, validators: ignore_empty url_validator, display_snippet: null}
- {field_name: datos, preset: json_object}
- {field_name: nota, default: x, form_attrs: {rows: 3}, form_snippet: null}
- field_name: contactos
  label: Contactos
  repeating_label: Contacto
  repeating_subfields:
  - {field_name: nombre, label: Nombre, required: true}
  - {field_name: correo, label: Correo, validators: ignore_missing email_validator}
resource_fields:
- {field_name: url, preset: resource_url_upload}
- {field_name: unidad, label: {es: Unidad de medida, en: Unit}, required: true}
- {field_name: filas, validators: int_validator}
fields:
- {field_name: title, preset: title}
- {field_name: sigla, label: Sigla}
"#;

const GOOD: &str = "title: Buses\ntema: t1\nidiomas: [qu, es, es]\nsinonimos: [micros, 42]\n\
    desde: 2024-03-31T10:00:00\nmedido: 2024-03-31T10:00:00\nmedido_tz: 2024-03-31T10:00:00-03:00\n\
    cobertura: 2024-03\nviajes: 12\nclase: a\nenlace: https://oculto.example\ndatos: {a: 1, b: [x]}\nnota: 5\n\
    contactos:\n- {nombre: Ana, correo: ana@e.org}\n- {nombre: 7}\n\
    resources:\n- {url: 'https://e.org/a.csv', unidad: km, filas: 10, otra: 1.5}\n";

const BAD: &str = "title: Buses\ntem: t1\nidiomas: [Quechua, xx, es]\nsinonimos: {a: b}\n\
        desde: 31/03/2024\nmedido: ayer\nmedido_tz: 2024-03-31T10:00:00\ncobertura: 3/2024\n\
        viajes: 1.200\nclase: c\nenlace: e.org\ndatos: [1]\nnota: [x]\nnotta: x\ninventado: x\n\
        contactos:\n- {correo: Ana <ana@e.org>}\n- {nombre: Eva, corre: x, otro: y}\n- suelto\n\
        extras: {nota: x}\n\
        resources:\n- {url: 'https://e.org/a.csv', filas: doce}\n\
        - {url: 'https://e.org/b.csv', unidda: km}\n";

fn own(dataset: &str) -> crate::support::Portal {
    portal("propio", &[("catalog/profiles/propio.yaml", PROFILE), (DATASET, dataset)])
}

#[test]
fn every_field_is_published_as_scheming_does() {
    let portal = own(GOOD);
    assert_eq!(told(&portal), "");
    let shown = package(&portal, "buses");
    let expected = json!({
        "tema": "t1",
        "idiomas": ["es", "qu"],
        "sinonimos": ["micros", "42"],
        "desde": "2024-03-31",
        "medido": "2024-03-31T10:00:00",
        "medido_tz": "2024-03-31T10:00:00-03:00",
        "cobertura": "2024-03",
        "viajes": "12",
        "clase": "a",
        "enlace": "https://oculto.example",
        "datos": {"a": 1, "b": ["x"]},
        "nota": "5",
        "contactos": [{"nombre": "Ana", "correo": "ana@e.org"}, {"nombre": "7"}],
    });
    for (key, value) in expected.as_object().expect("an object") {
        assert_eq!(&shown[key], value, "{key}");
    }
    let resource = &shown["resources"][0];
    assert_eq!(resource["unidad"], "km");
    assert_eq!(resource["filas"], 10);
    assert_eq!(resource["otra"], 1.5, "CKAN keeps any key of a resource");
}

#[test]
fn every_mistake_has_its_place() {
    assert_data_eq!(
        told(&own(BAD)),
        str![[r#"
warning[field-unknown] 2:1: `tem` no es un campo del portal; no se publica
  muévalo bajo `extras:`, o agréguelo a `dataset_fields:` en portal.yaml
error[field-not-list] 4:12: `sinonimos` debe ser una lista, no `a: …`
  escriba cada elemento en su propia línea, debajo de `sinonimos:`, empezando con guion y espacio: `- `
error[field-not-text] 13:7: `nota` debe ser un texto, no `- …`
  escriba un solo valor en la misma línea: nota: "valor"
error[field-misspelt] 14:1: `notta` no es un campo: ¿quiso escribir `nota`?
  `nota:` ya está en el archivo: borre la línea `notta:`
warning[field-unknown] 15:1: `inventado` no es un campo del portal; no se publica
  muévalo bajo `extras:`, o agréguelo a `dataset_fields:` en portal.yaml
error[field-misspelt] 18:17: `corre` no es un campo: ¿quiso escribir `correo`?
  escriba `correo:` en lugar de `corre:`
warning[field-unknown] 18:27: `otro` no es un campo del portal; no se publica
  escriba uno de estos: nombre, correo
error[not-a-mapping] 19:3: se esperaban campos como «title: …», no `suelto`
  escriba el nombre del campo, dos puntos, un espacio y el valor: title: "suelto"
error[profile-key-taken] 20:10: `nota` es un campo del perfil y no puede estar también en `extras`
  escriba `nota:` al margen izquierdo, fuera de `extras`
warning[field-misspelt] 23:32: `unidda` no es un campo: ¿quiso escribir `unidad`?
  escriba `unidad:` en lugar de `unidda:`
error[profile-required] tema: falta `tema`, que el perfil `propio` pide
  agregue una línea «tema: » con su valor
error[profile-choice] idiomas[0]: `Quechua` no es uno de los valores de `idiomas`
  escriba: qu => qu
error[profile-choice] idiomas[1]: `xx` no es uno de los valores de `idiomas`
  escriba uno de estos: es, qu, ay
error[profile-value] desde: `desde` no puede ser `31/03/2024`: se espera una fecha: año-mes-día
  escriba: desde: 2024-03-31 => 2024-03-31
error[profile-value] medido: `medido` no puede ser `ayer`: se espera una fecha, o fecha y hora: 2024-03-31T12:00:00
  corrija el valor, o borre la línea
error[profile-value] medido_tz: `medido_tz` no puede ser `2024-03-31T10:00:00`: se espera una fecha con hora y zona: 2024-03-31T12:00:00-03:00
  corrija el valor, o borre la línea
error[profile-value] cobertura: `cobertura` no puede ser `3/2024`: se espera un año, un mes o una fecha: 2024, 2024-03, 2024-03-31
  escriba: cobertura: 2024-03 => 2024-03
error[profile-value] viajes: `viajes` no puede ser `1.200`: se espera un número entero, cero o mayor, solo cifras
  escriba: viajes: 1200 => 1200
error[profile-choice] clase: `c` no es uno de los valores de `clase`
  escriba uno de estos: a, b
error[profile-value] enlace: `enlace` no puede ser `e.org`: se espera una dirección completa, desde https://
  corrija el valor, o borre la línea
error[profile-value] datos: `datos` no puede ser `[1]`: se espera un grupo de claves con sus valores, una por línea
  corrija el valor, o borre la línea
error[profile-required] contactos[0].nombre: falta `nombre`, que el perfil `propio` pide
  agregue una línea «nombre: » con su valor
error[profile-value] contactos[0].correo: `correo` no puede ser `Ana <ana@e.org>`: se espera una sola dirección de correo
  escriba: correo: ana@e.org => ana@e.org
error[profile-required] resources[0].unidad: falta `unidad`, que el perfil `propio` pide
  agregue una línea «unidad: » con su valor
error[profile-value] resources[0].filas: `filas` no puede ser `doce`: se espera un número entero, solo cifras
  corrija el valor, o borre la línea

"#]]
    );
}

#[test]
fn a_profile_that_cannot_be_used_says_why() {
    let text = "dataset_fields:\n- {field_name: tema, preset: selec}\n- {field_name: b c}\n\
        - {field_name: tema}\n- {field_name: plugin_data}\n- {field_name: otro, preset: select}\n\
        - {field_name: n, validators: ignore_missing int_validatr nadie(1)}\n\
        - {field_name: c, preset: select, choices: [{value: a}, {value: a}]}\n\
        - {field_name: d, required: sí, label: [x]}\n\
        - field_name: e\n  repeating_subfields: [{field_name: f, repeating_subfields: []}]\n\
        - suelto\nresourse_fields: []\n";
    let portal = portal("propio", &[("catalog/profiles/propio.yaml", text)]);
    assert_data_eq!(
        told(&portal),
        str![[r#"
error[profile-invalid] 2:30: el perfil no se puede usar: no existe el `preset` `selec`
  use uno de estos: dataset_organization, dataset_slug, date, datetime, datetime_tz, dcat_date, json_object, markdown, multiple_checkbox, multiple_select, multiple_text, organization_url_upload, radio, resource_format_autocomplete, resource_url_upload, select, tag_string_autocomplete, title
error[profile-invalid] 3:16: el perfil no se puede usar: `b c` no puede ser el nombre de un campo: empiece con una letra y use solo letras sin tilde, cifras, `-` o `_`
  corríjalo según la forma de ckanext-scheming
error[profile-invalid] 4:16: el perfil no se puede usar: el campo `tema` está dos veces
  corríjalo según la forma de ckanext-scheming
error[profile-invalid] 5:16: el perfil no se puede usar: `plugin_data` es del portal y no puede ser un campo del perfil
  corríjalo según la forma de ckanext-scheming
error[profile-invalid] 6:16: el perfil no se puede usar: el campo `otro` no dice en `choices:` qué valores admite
  corríjalo según la forma de ckanext-scheming
error[validator-unknown] 7:31: el portal no conoce el validador `int_validatr`
  escriba int_validator
error[validator-unknown] 7:31: el portal no conoce el validador `nadie`
  use uno de estos: as_list, boolean_validator, clean_format, convert_from_extras, convert_from_json_if_string, convert_to_extras, convert_to_json_if_date, convert_to_json_if_datetime, convert_to_json_if_string, datasets_with_no_organization_cannot_be_private, dcat_date, default, email_validator, group_name_validator, if_empty_guess_format, if_empty_same_as, ignore, ignore_empty, ignore_missing, ignore_not_package_admin, int_validator, is_positive_integer, isodate, json_list_or_string, json_object, limit_to_configured_maximum, list_of_strings, name_validator, natural_number_validator, not_empty, not_missing, one_of, owner_org_validator, package_name_validator, package_version_validator, remove_whitespace, scheming_choices, scheming_isodate, scheming_isodatetime, scheming_isodatetime_tz, scheming_load_json, scheming_multiple_choice, scheming_multiple_choice_output, scheming_multiple_text, scheming_required, scheming_valid_json_object, strip_value, tag_string_convert, to_datetime, unicode, unicode_only, unicode_safe, url_validator, user_id_or_name_exists, uuid_validator
error[profile-invalid] 8:65: el perfil no se puede usar: el valor `a` está dos veces en `choices:`
  corríjalo según la forma de ckanext-scheming
error[field-not-bool] 9:29: `required` debe ser `true` o `false`, no `sí`
  escriba: required: true
error[field-not-text] 9:40: `label` debe ser un texto, no `- …`
  escriba un solo valor en la misma línea: label: "valor"
error[profile-invalid] 11:41: el perfil no se puede usar: los campos de `repeating_subfields` no pueden tener otros dentro
  corríjalo según la forma de ckanext-scheming
error[not-a-mapping] 12:3: se esperaban campos como «title: …», no `suelto`
  escriba: - field_name: suelto
warning[field-misspelt] 13:1: `resourse_fields` no es un campo: ¿quiso escribir `resource_fields`?
  escriba `resource_fields:` en lugar de `resourse_fields:`

"#]]
    );
    let loaded = build::load(portal.path(), fichero::catalog::Audience::Public);
    assert!(loaded.is_err(), "nothing is built by half a profile");
}

#[test]
fn the_schema_has_its_presets_where_they_are_wanted() {
    let portal = own(GOOD);
    let show = |parameters| ask(&portal, "scheming_dataset_schema_show", &parameters);
    let expanded = show(json!({"type": "dataset"}));
    assert_eq!(expanded["about_url"], "https://datos.example.org/perfil");
    let theme = &expanded["dataset_fields"][1];
    let keys: Vec<&String> = theme.as_object().expect("a field").keys().collect();
    assert_eq!(
        keys,
        [
            "form_snippet",
            "display_snippet",
            "validators",
            "field_name",
            "label",
            "required",
            "preset",
            "choices",
            "grupo"
        ]
    );
    assert_eq!(theme["validators"], "scheming_required scheming_choices");
    let raw = show(json!({"type": "dataset", "expanded": "false"}));
    assert_eq!(
        raw["dataset_fields"][4],
        json!({"field_name": "desde", "preset": "date", "label": "Desde"})
    );
    let organization =
        ask(&portal, "scheming_organization_schema_show", &json!({"type": "organization"}));
    assert_eq!(organization["organization_type"], "organization");
    assert_eq!(organization["fields"][1]["field_name"], "sigla");
    assert!(organization.get("dataset_fields").is_none());
}

#[test]
fn pages_and_files_speak_the_portals_language() {
    let portal = own(GOOD);
    portal.write(
        "catalog/organizations/muni/organization.yaml",
        "title: Municipio\nsigla: MUN\nsiglas: no\n",
    );
    let out = portal.path().join("public");
    let options = Options { out: Some(out.clone()), ..Options::default() };
    build::build(portal.path(), &options, &|_| {}).expect("a site");
    let read = |path: &str| std::fs::read_to_string(out.join(path)).expect(path);
    let page = read("dataset/buses/index.html");
    for text in
        ["Tránsito", "Español, Quechua", "31 de marzo de 2024", "Nombre: Ana, Correo: ana@e.org"]
    {
        assert!(page.contains(text), "{text}\n{page}");
    }
    assert!(!page.contains("t1<") && !page.contains("oculto.example"), "values, hidden fields");
    let place = |a: &str, b: &str| page.find(a) < page.find(b);
    assert!(place(">Tema<", ">Idiomas<") && place(">Idiomas<", ">Viajes<"), "{page}");
    let mut resources = std::fs::read_dir(out.join("dataset/buses/resource")).expect("a folder");
    let id = resources.next().expect("a resource").expect("an entry").file_name();
    let page = read(&format!("dataset/buses/resource/{}/index.html", id.to_string_lossy()));
    assert!(page.contains("Unidad de medida"), "{page}");
    assert!(read("organization/muni/index.html").contains("MUN"));
    let shown = read("api/3/action/organization_show/muni.json");
    assert!(shown.contains("\"sigla\":\"MUN\"") && !shown.contains("siglas"), "{shown}");
    let dataset = read("api/3/action/package_show/buses.json");
    assert!(!dataset.contains("MUN\""), "fields of an organisation are its own");
    let schema = read("api/3/action/scheming_dataset_schema_show/dataset.json");
    assert!(schema.contains("scheming_required"), "{schema}");
    let raw = read("api/3/action/scheming_dataset_schema_show/raw/dataset.json");
    assert!(raw.contains("grupo") && !raw.contains("scheming_required"), "{raw}");
}
