//! The answers of searches and autocompletes, in CKAN's shapes.

use crate::action::json::Json;
use crate::catalog::{Catalog, Dataset, DatasetIx};
use crate::search::autocomplete::Suggestion;
use crate::search::documents::Documents;
use crate::search::package_search::{Answer, Facet};

/// The result of `package_search`.
pub fn package_search<'a>(documents: &Documents<'a>, answer: Answer) -> Json<'a> {
    let catalog = documents.catalog;
    let results = answer.documents.iter().map(|number| {
        let number = *number as usize;
        match &answer.only {
            None => super::package::package(catalog, documents.order[number]),
            Some(names) => indexed(catalog, documents.dataset(number), names),
        }
    });
    let results = Json::List(results.collect());
    let counts = answer.facets.iter().map(|facet| (facet.field.clone(), counts(facet)));
    let counts = Json::Table(counts.collect());
    let items = answer.facets.into_iter().map(|facet| (facet.field.clone(), items(facet)));
    let mut entries = vec![
        ("count", answer.count.into()),
        ("facets", counts),
        ("results", results),
        ("sort", answer.sort.into()),
        ("search_facets", Json::Table(items.collect())),
    ];
    // CKAN has none: a client that does not know of them sees CKAN's answer.
    if !answer.warnings.is_empty() {
        let warnings = answer.warnings.into_iter().map(|warning| {
            Json::Object(vec![("code", warning.code.into()), ("field", warning.field.into())])
        });
        entries.push(("warnings", Json::List(warnings.collect())));
    }
    Json::Object(entries)
}

/// The result of a search for everything, a page of it.
pub fn everything<'a>(catalog: &'a Catalog, sort: &'a str, datasets: &[DatasetIx]) -> Json<'a> {
    let results = datasets.iter().map(|ix| super::package::package(catalog, *ix));
    Json::Object(vec![
        ("count", catalog.datasets.len().into()),
        ("facets", Json::Object(Vec::new())),
        ("results", Json::List(results.collect())),
        ("sort", sort.into()),
        ("search_facets", Json::Object(Vec::new())),
    ])
}

fn counts(facet: &Facet) -> Json<'static> {
    let values = facet.values.iter().map(|value| (value.value.clone(), Json::Int(value.count)));
    Json::Table(values.collect())
}

/// By title, backwards, as CKAN has them.
fn items(facet: Facet) -> Json<'static> {
    let mut values = facet.values;
    values.sort_by(|a, b| b.display_name.cmp(&a.display_name));
    let items = values.into_iter().map(|value| {
        Json::Object(vec![
            ("name", value.value.into()),
            ("display_name", value.display_name.into()),
            ("count", Json::Int(value.count)),
        ])
    });
    let items = Json::List(items.collect());
    Json::Object(vec![("title", facet.field.into()), ("items", items)])
}

/// What a search index holds of a dataset, of the names asked for (`fl`); what it has not, is left
/// out.
fn indexed<'a>(catalog: &'a Catalog, dataset: &'a Dataset, names: &[String]) -> Json<'a> {
    let mut entries: Vec<(String, Json<'a>)> = Vec::new();
    for name in names {
        let name = name.strip_prefix("extras_").unwrap_or(name);
        let known = entries.iter().any(|(other, _)| *other == name);
        if let (Some(value), false) = (field(catalog, dataset, name), known) {
            entries.push((name.to_owned(), value));
        }
    }
    Json::Table(entries)
}

fn field<'a>(catalog: &'a Catalog, dataset: &'a Dataset, name: &str) -> Option<Json<'a>> {
    let record = &dataset.record;
    let text = |value: &'a Option<crate::report::Spanned<String>>| {
        value.as_ref().filter(|text| !text.is_empty()).map(|text| Json::from(text.value.as_str()))
    };
    let organization = dataset.organization.map(|owner| &catalog[owner]);
    Some(match name {
        "id" => dataset.id.as_str().into(),
        "name" => dataset.name().into(),
        "title" => dataset.title().into(),
        "notes" => text(&record.notes)?,
        "author" => text(&record.author)?,
        "author_email" => text(&record.author_email)?,
        "maintainer" => text(&record.maintainer)?,
        "maintainer_email" => text(&record.maintainer_email)?,
        "url" => text(&record.url)?,
        "version" => text(&record.version)?,
        "license_id" => text(&record.license_id)?,
        "organization" => organization?.name().into(),
        "owner_org" => organization?.id.as_str().into(),
        "metadata_created" => stamped(dataset.created.as_str()),
        "metadata_modified" => stamped(dataset.modified.as_str()),
        "state" => "active".into(),
        "capacity" => "public".into(),
        "entity_type" => "package".into(),
        "dataset_type" | "type" => record.kind.as_ref().map_or("dataset", |kind| kind).into(),
        "groups" => list(dataset.groups.iter().map(|group| catalog[*group].name()))?,
        "tags" => list(dataset.tags.iter().map(|tag| catalog[*tag].name.as_str()))?,
        "res_name" => list(resources(dataset, |resource| resource.record.name.as_ref()))?,
        "res_description" => {
            list(resources(dataset, |resource| resource.record.description.as_ref()))?
        }
        "res_format" => list(dataset.resources.iter().map(|resource| resource.format.as_str()))?,
        "res_url" => Json::List(
            dataset
                .resources
                .iter()
                .map(|resource| Json::Text(super::package::address(catalog, dataset, resource)))
                .collect(),
        ),
        _ => {
            let extra = record.extras.iter().find(|extra| extra.key.as_str() == name);
            let extra = extra.map(|extra| extra.value.as_str().into());
            extra.or_else(|| record.custom.get(name).map(Json::Value))?
        }
    })
}

fn resources<'a>(
    dataset: &'a Dataset,
    text: impl Fn(&'a crate::catalog::Resource) -> Option<&'a crate::report::Spanned<String>>,
) -> impl Iterator<Item = &'a str> {
    dataset.resources.iter().filter_map(text).map(|text| text.value.as_str())
}

/// A list of texts, none where there are none.
fn list<'a>(texts: impl Iterator<Item = &'a str>) -> Option<Json<'a>> {
    let texts: Vec<Json<'a>> = texts.map(Json::from).collect();
    (!texts.is_empty()).then_some(Json::List(texts))
}

/// A moment as a search index writes it: milliseconds at most, and its zone.
fn stamped(moment: &str) -> Json<'static> {
    let (whole, part) = moment.split_once('.').unwrap_or((moment, ""));
    let part = part.get(..3).unwrap_or(part).trim_end_matches('0');
    let point = if part.is_empty() { "" } else { "." };
    format!("{whole}{point}{part}Z").into()
}

/// The result of `package_autocomplete`.
pub fn package_autocomplete<'a>(documents: &Documents<'a>, found: &[Suggestion]) -> Json<'a> {
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
pub fn names<'a>(found: impl IntoIterator<Item = String>) -> Json<'a> {
    Json::List(found.into_iter().map(Json::from).collect())
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
