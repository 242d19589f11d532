//! The answers of searches and autocompletes, in CKAN's shapes.

use crate::catalog::{Catalog, Dataset, DatasetIx};
use crate::render::json::Json;
use crate::search::autocomplete::Suggestion;
use crate::search::documents::Documents;
use crate::search::package_search::{Answer, Facet};
use serde_json::Value;
use std::cmp::Reverse;

/// The result of `package_search`.
pub fn package_search<'a>(documents: &'a Documents<'a>, answer: &'a Answer) -> Json<'a> {
    let catalog = documents.catalog;
    let results = answer.documents.iter().map(|number| {
        let number = *number as usize;
        match &answer.only {
            None => super::package::package(catalog, documents.order[number]),
            Some(names) => indexed(catalog, documents.order[number], names),
        }
    });
    let results = Json::List(results.collect());
    let counts = answer.facets.iter().map(|facet| (facet.field.as_str(), counts(facet)));
    let items = answer.facets.iter().map(|facet| (facet.field.as_str(), items(facet)));
    let mut entries = vec![
        ("count", answer.count.into()),
        ("facets", Json::Object(counts.collect())),
        ("results", results),
        ("sort", answer.sort.as_str().into()),
        ("search_facets", Json::Object(items.collect())),
    ];
    // CKAN has none: a client that does not know of them sees CKAN's answer.
    if !answer.warnings.is_empty() {
        let warnings = answer.warnings.iter().map(|warning| {
            let field = warning.field.as_str();
            Json::Object(vec![("code", warning.code.into()), ("field", field.into())])
        });
        entries.push(("warnings", Json::List(warnings.collect())));
    }
    Json::Object(entries)
}

fn counts(facet: &Facet) -> Json<'_> {
    let values = facet.values.iter().map(|value| (value.value.as_str(), Json::Int(value.count)));
    Json::Object(values.collect())
}

/// By title, backwards, as CKAN has them.
fn items(facet: &Facet) -> Json<'_> {
    let mut values: Vec<_> = facet.values.iter().collect();
    values.sort_by_key(|value| Reverse(value.display_name.as_str()));
    let items = values.into_iter().map(|value| {
        Json::Object(vec![
            ("name", value.value.as_str().into()),
            ("display_name", value.display_name.as_str().into()),
            ("count", Json::Int(value.count)),
        ])
    });
    let items = Json::List(items.collect());
    Json::Object(vec![("title", facet.field.as_str().into()), ("items", items)])
}

/// What a search index holds of a dataset, of the names asked for (`fl`): lists of plain texts, and
/// nothing that is empty.
fn indexed<'a>(catalog: &'a Catalog, handle: DatasetIx, names: &'a [String]) -> Json<'a> {
    let Json::Object(whole) = super::package::package(catalog, handle) else { return Json::Null };
    let mut entries: Vec<(&str, Json<'a>)> = Vec::new();
    for name in names {
        let name = name.strip_prefix("extras_").unwrap_or(name);
        if entries.iter().any(|(other, _)| *other == name) {
            continue;
        }
        let value = field(catalog, &catalog[handle], &whole, name);
        entries.extend(value.filter(|value| !is_empty(value)).map(|value| (name, value)));
    }
    Json::Object(entries)
}

fn field<'a>(
    catalog: &'a Catalog,
    dataset: &'a Dataset,
    whole: &[(&'a str, Json<'a>)],
    name: &str,
) -> Option<Json<'a>> {
    let own = whole.iter().find(|(key, _)| *key == name).map(|(_, value)| value);
    match name {
        "title" => Some(dataset.title().into()),
        "organization" => dataset.organization.map(|owner| catalog[owner].name().into()),
        "tags" | "groups" => Some(each(own?, "name")),
        "res_format" => {
            let mut formats: Vec<&str> = Vec::new();
            for format in dataset.resources.iter().filter_map(|resource| resource.format_ix) {
                let format = catalog[format].name.as_str();
                if !formats.contains(&format) {
                    formats.push(format);
                }
            }
            Some(Json::List(formats.into_iter().map(Json::from).collect()))
        }
        _ => match name.strip_prefix("res_") {
            Some(key) => {
                let resources = whole.iter().find(|(key, _)| *key == "resources");
                Some(each(&resources?.1, key))
            }
            None => own.filter(|value| !matches!(value, Json::Null)).cloned().or_else(|| {
                let extra = dataset.record.extras.iter().find(|extra| extra.key.as_str() == name);
                extra.map(|extra| extra.value.as_str().into())
            }),
        },
    }
}

/// What the objects of a list have under a key, where it is something.
fn each<'a>(list: &Json<'a>, key: &str) -> Json<'a> {
    let Json::List(items) = list else { return Json::List(Vec::new()) };
    let of = |item: &Json<'a>| match item {
        Json::Object(entries) => {
            entries.iter().find(|(own, _)| *own == key).map(|(_, value)| value.clone())
        }
        _ => None,
    };
    Json::List(items.iter().filter_map(of).filter(|value| !is_empty(value)).collect())
}

fn is_empty(value: &Json<'_>) -> bool {
    match value {
        Json::Null | Json::Value(Value::Null) => true,
        Json::Text(text) => text.is_empty(),
        Json::List(items) => items.is_empty(),
        Json::Value(Value::String(text)) => text.is_empty(),
        Json::Value(Value::Array(items)) => items.is_empty(),
        _ => false,
    }
}

/// The result of `package_autocomplete`.
pub fn package_autocomplete<'a>(documents: &'a Documents<'a>, found: &[Suggestion]) -> Json<'a> {
    let items = found.iter().map(|suggestion| {
        let dataset = documents.dataset(suggestion.document as usize);
        let (name, title) = (dataset.name(), dataset.title());
        let (field, displayed) = if suggestion.in_name {
            ("name", name.into())
        } else {
            ("title", format!("{title} ({name})").into())
        };
        Json::Object(vec![
            ("name", name.into()),
            ("title", title.into()),
            ("match_field", field.into()),
            ("match_displayed", displayed),
        ])
    });
    Json::List(items.collect())
}

/// The result of `tag_autocomplete` and `format_autocomplete`.
pub fn names<'a>(found: impl IntoIterator<Item = &'a String>) -> Json<'a> {
    Json::List(found.into_iter().map(|name| name.as_str().into()).collect())
}

/// The result of `organization_autocomplete` and `group_autocomplete`, of values of that facet.
pub fn bodies<'a>(catalog: &'a Catalog, facet: &str, found: &[(String, String)]) -> Json<'a> {
    let list = if facet == "organization" { &catalog.organizations } else { &catalog.groups };
    let body = |name: &str| {
        let at = list.binary_search_by(|body| body.name().cmp(name)).ok()?;
        let body = &list[at];
        Some(Json::Object(vec![
            ("id", body.id.as_str().into()),
            ("name", body.name().into()),
            ("title", body.title().into()),
        ]))
    };
    Json::List(found.iter().filter_map(|(name, _)| body(name)).collect())
}

/// A whole answer, as CKAN frames the result of an action.
pub fn answer<'a>(catalog: &Catalog, action: &str, result: Json<'a>) -> Json<'a> {
    super::envelope(catalog, action, Ok(result))
}
