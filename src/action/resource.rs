//! `resource_show` and its kin.

use crate::action::fault::Fault;
use crate::action::parameters::Given;
use crate::action::{Json, Question, shape};
use crate::catalog::{Catalog, DatasetIx};
use crate::read::Timestamp;
use serde_json::Value;
use std::borrow::Cow;

/// More conditions than there are fields say nothing.
const MOST_TERMS: usize = FIELDS.len();

/// A resource.
pub(super) fn show(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let (handle, i) = find(question)?;
    let catalog = &question.portal.catalog;
    let (dataset, resource) = catalog.resource(handle, i);
    Ok(shape::package::resource(catalog, dataset, resource, i))
}

/// The views of a resource, in their order.
pub(super) fn views(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let (handle, i) = find(question)?;
    let (dataset, resource) = question.portal.catalog.resource(handle, i);
    Ok(shape::package::views(dataset, resource))
}

/// A view.
pub(super) fn view(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let id = question.given.needed("id")?;
    let missing = || Fault::missing("Resource view not found, cannot check auth.");
    let (handle, i, n) = question.portal.names.view(&id).ok_or_else(missing)?;
    let (dataset, resource) = question.portal.catalog.resource(handle, i);
    Ok(shape::package::one_view(dataset, resource, &resource.record.views[n], n))
}

/// The resource of the `id` asked for.
fn find(question: Question<'_>) -> Result<(DatasetIx, usize), Fault> {
    let id = question.given.needed("id")?;
    let portal = question.portal;
    if let Some(found) = portal.names.resource(&portal.catalog, &id) {
        return Ok(found);
    }
    if portal.catalog.not_shown.has_resource(&id) {
        return Err(Fault::denied(&format!("User  not authorized to read resource {id}")));
    }
    Err(Fault::not_found())
}

/// More are not given at once, however many there are: CKAN has no limit here.
const MOST_FOUND: usize = 10_000;

/// What a field of a resource is compared as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    /// Any part, in any case.
    Text,
    /// The beginning, in any case.
    Hash,
    /// A whole number.
    Number,
    /// A moment.
    Date,
}

/// The fields that resources are searched by.
const FIELDS: [(&str, Field); 15] = [
    ("url", Field::Text),
    ("format", Field::Text),
    ("description", Field::Text),
    ("hash", Field::Hash),
    ("name", Field::Text),
    ("resource_type", Field::Text),
    ("mimetype", Field::Text),
    ("mimetype_inner", Field::Text),
    ("size", Field::Number),
    ("created", Field::Date),
    ("last_modified", Field::Date),
    ("metadata_modified", Field::Date),
    ("cache_url", Field::Text),
    ("cache_last_updated", Field::Date),
    ("url_type", Field::Text),
];

/// A condition on a field.
struct Term {
    field: &'static str,
    kind: Field,
    /// In lower case.
    value: String,
}

/// Resources by their fields.
pub(super) fn search(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let given = question.given;
    let terms = terms(given)?;
    let order = given.text("order_by")?;
    let offset = given.natural("offset")?.unwrap_or_default();
    let limit = given.natural("limit")?.unwrap_or(MOST_FOUND).min(MOST_FOUND);
    let catalog = &question.portal.catalog;
    let mut found: Vec<(DatasetIx, usize)> = Vec::new();
    for handle in catalog.dataset_handles() {
        let resources = 0..catalog[handle].resources.len();
        let fit = resources.filter(|i| {
            terms.iter().all(|term| term.fits(field(catalog, handle, *i, term.field).as_deref()))
        });
        found.extend(fit.map(|i| (handle, i)));
    }
    if let Some(order) = order.filter(|order| FIELDS.iter().any(|(field, _)| field == order)) {
        found.sort_by_cached_key(|(handle, i)| sort_key(field(catalog, *handle, *i, &order)));
    }
    let count = found.len();
    let mut page: Vec<_> = found.into_iter().skip(offset).take(limit).collect();
    page.sort_by_key(|(_, position)| *position);
    let results = page.into_iter().map(|(handle, i)| {
        let (dataset, resource) = catalog.resource(handle, i);
        shape::package::found_resource(catalog, dataset, resource, i)
    });
    let results = Json::List(results.collect());
    Ok(Json::Object(vec![("count", count.into()), ("results", results)]))
}

/// A field of a resource as text; none where it says nothing.
fn field<'a>(
    catalog: &'a Catalog,
    handle: DatasetIx,
    i: usize,
    name: &str,
) -> Option<Cow<'a, str>> {
    let (dataset, resource) = catalog.resource(handle, i);
    match shape::package::resource_field(catalog, dataset, resource, i, name) {
        Json::Text(text) => Some(text),
        Json::Int(number) => Some(number.to_string().into()),
        Json::Value(Value::String(text)) => Some(text.into()),
        Json::Value(Value::Number(number)) => Some(number.to_string().into()),
        _ => None,
    }
}

/// What resources are ordered by: short numbers before long ones; what is not there comes last.
fn sort_key(value: Option<Cow<'_, str>>) -> (bool, usize, String) {
    let digits = value.as_ref().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    let length = digits.map_or(0, |digits| digits.len());
    (value.is_none(), length, value.unwrap_or_default().into_owned())
}

/// What is asked of the fields: of one named twice, the last.
fn terms(given: Given<'_>) -> Result<Vec<Term>, Fault> {
    let wrong = |text: &str| Fault::said("query", text);
    let pairs: Vec<&str> = match given.value("query") {
        None => return Err(wrong("Missing value")),
        Some(Value::String(pair)) => vec![pair],
        Some(Value::Array(pairs)) => {
            pairs.iter().map(|pair| pair.as_str().unwrap_or_default()).collect()
        }
        Some(_) => vec![""],
    };
    let mut terms: Vec<Term> = Vec::new();
    for pair in pairs {
        let (name, value) =
            pair.split_once(':').ok_or_else(|| wrong("Must be <field>:<value> pair(s)"))?;
        let unknown = || wrong(&format!("Field \"{name}\" not recognised in resource_search."));
        let (field, kind) = FIELDS.iter().find(|(field, _)| *field == name).ok_or_else(unknown)?;
        let value = match kind {
            Field::Number if value.trim().parse::<u64>().is_err() => {
                return Err(Fault::invalid(name, &["Invalid integer"]));
            }
            Field::Date => match Timestamp::parse(value) {
                Some(moment) => moment.as_str().to_lowercase(),
                None => return Err(Fault::invalid(name, &["Date format incorrect"])),
            },
            _ => value.trim().to_lowercase(),
        };
        terms.retain(|term| term.field != *field);
        if terms.len() >= MOST_TERMS {
            return Err(wrong("Too many pairs"));
        }
        terms.push(Term { field, kind: *kind, value });
    }
    Ok(terms)
}

impl Term {
    fn fits(&self, value: Option<&str>) -> bool {
        let Some(text) = value.map(str::to_lowercase) else { return false };
        match self.kind {
            Field::Text => text.contains(&self.value),
            Field::Hash => text.starts_with(&self.value),
            Field::Number | Field::Date => text == self.value,
        }
    }
}
