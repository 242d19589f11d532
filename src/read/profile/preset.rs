//! ckanext-scheming's presets: what a field with one has beyond what its entry says.

use serde_json::{Map, Value, json};

use crate::read::profile::validator::{self, Validator};

/// A preset: its name, and keys with their values.
pub(super) type Preset = (&'static str, &'static [(&'static str, &'static str)]);

const PRESETS: [Preset; 18] = [
    (
        "dataset_organization",
        &[
            ("validators", "owner_org_validator unicode_safe"),
            ("form_snippet", "organization.html"),
        ],
    ),
    (
        "dataset_slug",
        &[
            ("validators", "not_empty unicode_safe name_validator package_name_validator"),
            ("form_snippet", "slug.html"),
        ],
    ),
    (
        "date",
        &[
            ("form_snippet", "date.html"),
            ("display_snippet", "date.html"),
            ("validators", "scheming_required scheming_isodate convert_to_json_if_date"),
        ],
    ),
    (
        "datetime",
        &[
            ("form_snippet", "datetime.html"),
            ("display_snippet", "datetime.html"),
            ("validators", "scheming_isodatetime convert_to_json_if_datetime"),
        ],
    ),
    (
        "datetime_tz",
        &[
            ("form_snippet", "datetime_tz.html"),
            ("display_snippet", "datetime_tz.html"),
            ("validators", "scheming_isodatetime_tz convert_to_json_if_datetime"),
        ],
    ),
    (
        "dcat_date",
        &[
            ("form_snippet", "dcat_date.html"),
            ("display_snippet", "dcat_date.html"),
            ("validators", "ignore_missing dcat_date convert_to_json_if_datetime"),
        ],
    ),
    (
        "json_object",
        &[
            ("validators", "scheming_required scheming_valid_json_object"),
            ("output_validators", "scheming_load_json"),
            ("form_snippet", "json.html"),
            ("display_snippet", "json.html"),
        ],
    ),
    ("markdown", &[("form_snippet", "markdown.html"), ("display_snippet", "markdown.html")]),
    (
        "multiple_checkbox",
        &[
            ("form_snippet", "multiple_checkbox.html"),
            ("display_snippet", "multiple_choice.html"),
            ("validators", "scheming_multiple_choice"),
            ("output_validators", "scheming_multiple_choice_output"),
        ],
    ),
    (
        "multiple_select",
        &[
            ("form_snippet", "multiple_select.html"),
            ("display_snippet", "multiple_choice.html"),
            ("validators", "scheming_multiple_choice"),
            ("output_validators", "scheming_multiple_choice_output"),
        ],
    ),
    (
        "multiple_text",
        &[
            ("form_snippet", "multiple_text.html"),
            ("display_snippet", "multiple_text.html"),
            ("validators", "scheming_multiple_text"),
            ("output_validators", "scheming_load_json"),
        ],
    ),
    (
        "organization_url_upload",
        &[
            ("validators", "ignore_missing unicode_safe remove_whitespace"),
            ("form_snippet", "organization_upload.html"),
        ],
    ),
    (
        "radio",
        &[
            ("form_snippet", "radio.html"),
            ("display_snippet", "select.html"),
            ("validators", "scheming_required scheming_choices"),
        ],
    ),
    (
        "resource_format_autocomplete",
        &[
            ("validators", "if_empty_guess_format ignore_missing clean_format unicode_safe"),
            ("form_snippet", "text.html"),
        ],
    ),
    (
        "resource_url_upload",
        &[
            ("validators", "ignore_missing unicode_safe remove_whitespace"),
            ("form_snippet", "upload.html"),
            ("upload_field", "upload"),
            ("upload_clear", "clear_upload"),
            ("upload_label", "File"),
        ],
    ),
    (
        "select",
        &[
            ("form_snippet", "select.html"),
            ("display_snippet", "select.html"),
            ("validators", "scheming_required scheming_choices"),
        ],
    ),
    ("tag_string_autocomplete", &[("validators", "ignore_missing tag_string_convert")]),
    (
        "title",
        &[
            ("validators", "if_empty_same_as(name) unicode_safe"),
            ("form_snippet", "large_text.html"),
        ],
    ),
];

/// The preset of a name.
pub(super) fn find(name: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|(known, _)| *known == name)
}

/// The name of every preset.
pub(super) fn names() -> String {
    PRESETS.map(|(name, _)| name).join(", ")
}

/// The validators of a field that has none of its own.
pub(super) fn validators(preset: Option<&Preset>) -> Vec<Validator> {
    let keys = preset.map_or(&[][..], |(_, keys)| keys);
    let text = keys.iter().find(|(key, _)| *key == "validators").map_or("", |(_, text)| text);
    validator::parse(text).0
}

/// An entry with the keys of its preset first; what the entry says itself stays, at its place.
pub(super) fn merged(entry: &Map<String, Value>) -> Map<String, Value> {
    let preset = entry.get("preset").and_then(Value::as_str).and_then(find);
    let keys = preset.map_or(&[][..], |(_, keys)| keys);
    let mut merged: Map<String, Value> =
        keys.iter().map(|(key, value)| ((*key).to_owned(), json!(value))).collect();
    for (key, value) in entry {
        merged.insert(key.clone(), value.clone());
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_are_sorted_and_use_known_validators() {
        assert!(PRESETS.is_sorted_by(|(a, _), (b, _)| a < b));
        for (name, keys) in PRESETS {
            for (_, text) in keys.iter().filter(|(key, _)| key.ends_with("validators")) {
                assert_eq!(validator::parse(text).1, Vec::<String>::new(), "{name}");
            }
        }
    }
}
