//! The data dictionary of a resource, in Table Schema's form.

use crate::action::Json;
use crate::catalog::{Catalog, DatasetIx};
use crate::plan::urls;
use std::fmt::Write as _;

/// The data dictionary of a resource, in Table Schema's form.
pub(super) fn table_schema(catalog: &Catalog, handle: DatasetIx, i: usize) -> Vec<u8> {
    let (dataset, resource) = catalog.resource(handle, i);
    let fields = resource.record.fields.iter().map(|field| {
        let kind = field.kind.as_ref().map_or("string", |kind| kind.as_str());
        let mut entries = vec![("name", Json::from(field.name.as_str())), ("type", kind.into())];
        let texts = [("title", &field.title), ("description", &field.description)];
        entries.extend(
            texts.into_iter().filter_map(|(key, text)| Some((key, text.as_deref()?.into()))),
        );
        entries.extend(field.rest.iter().map(|(key, value)| (key.as_str(), Json::Value(value))));
        Json::Object(entries)
    });
    let about = urls::absolute(catalog, &urls::resource(dataset, resource));
    let schema =
        Json::Object(vec![("fields", Json::List(fields.collect())), ("homepage", about.into())]);
    escaped(&serde_json::to_string_pretty(&schema).expect("keys are texts"))
}

/// JSON over several lines, escaped as the answers are: what is escaped stands only within texts.
pub(super) fn escaped(json: &str) -> Vec<u8> {
    let mut out = String::with_capacity(json.len() + json.len() / 8);
    for c in json.chars() {
        if c.is_ascii() && !matches!(c, '<' | '>' | '&' | '\u{7f}') {
            out.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]).iter() {
            let _ = write!(out, "\\u{unit:04x}");
        }
    }
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_readable_answer_is_harmless_too() {
        let text = "ñ😀</script>&\"\n\u{7f}";
        let json = serde_json::to_string_pretty(&serde_json::json!({ "a": text })).expect("JSON");
        let out = String::from_utf8(escaped(&json)).expect("text");
        assert!(out.is_ascii() && !out.contains(['<', '>', '&']) && out.lines().count() == 3);
        let back: serde_json::Value = serde_json::from_str(&out).expect("valid JSON");
        assert_eq!(back["a"], text);
    }
}
