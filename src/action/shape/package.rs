//! Datasets and resources as CKAN's `package_show` and `resource_show` give them.
//!
//! Keys come in CKAN's order: what is single, by name; then the lists that hold something, by name;
//! then the empty ones.

use crate::action::json::Json;
use crate::catalog::{Catalog, Dataset, DatasetIx, Group, Resource, id};
use crate::plan::urls;
use crate::read::{Location, resource::View};
use serde_json::Value;
use std::borrow::Cow;

/// The order of CKAN's empty lists in a dataset.
const EMPTY_LISTS: [&str; 6] = [
    "resources",
    "tags",
    "extras",
    "groups",
    "relationships_as_subject",
    "relationships_as_object",
];

/// A dataset, whole.
pub fn package(catalog: &Catalog, handle: DatasetIx) -> Json<'_> {
    whole(catalog, &catalog[handle], Own::Keys)
}

/// A dataset as CKAN has it without the portal's profile: the portal's own fields are extras.
pub fn with_default_schema(catalog: &Catalog, handle: DatasetIx) -> Json<'_> {
    whole(catalog, &catalog[handle], Own::Extras)
}

/// A dataset as `organization_show` gives it: CKAN's schema of groups drops every list that holds
/// something, and sorts the rest.
pub fn in_body(catalog: &Catalog, handle: DatasetIx) -> Json<'_> {
    let Json::Object(mut entries) = package(catalog, handle) else { return Json::Null };
    entries.retain(|(_, value)| match value {
        Json::List(items) => items.is_empty(),
        Json::Value(Value::Array(items)) => items.is_empty(),
        _ => true,
    });
    entries.sort_by_key(|(key, _)| *key);
    Json::Object(entries)
}

/// Where the portal's own fields stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Own {
    Keys,
    Extras,
}

fn whole<'a>(catalog: &'a Catalog, dataset: &'a Dataset, own: Own) -> Json<'a> {
    let custom = dataset.record.custom.iter().filter(|_| own == Own::Keys);
    let (custom_lists, custom_single): (Vec<_>, Vec<_>) =
        custom.partition(|(_, value)| value.is_array());
    let mut single = single(catalog, dataset);
    single.extend(custom_single.iter().map(|(key, value)| (key.as_str(), Json::Value(value))));
    // Stable: where a profile repeats one of CKAN's keys, CKAN's own comes first and stays.
    single.sort_by_key(|(key, _)| *key);
    single.dedup_by_key(|(key, _)| *key);

    let (mut full, empty): (Vec<_>, Vec<_>) = lists(catalog, dataset, own)
        .into_iter()
        .partition(|(_, list)| matches!(list, Json::List(items) if !items.is_empty()));
    full.extend(custom_lists.iter().map(|(key, value)| (key.as_str(), Json::Value(value))));
    full.sort_by_key(|(key, _)| *key);
    single.extend(full);
    single.extend(empty);
    Json::Object(single)
}

fn single<'a>(catalog: &'a Catalog, dataset: &'a Dataset) -> Vec<(&'a str, Json<'a>)> {
    fn text(value: Option<&crate::report::Spanned<String>>) -> Json<'_> {
        Json::maybe(value.map(|value| value.value.as_str()))
    }
    let record = &dataset.record;
    let license = dataset.license.map(|license| &catalog[license]);
    let organization = dataset.organization.map(|organization| &catalog[organization]);
    let license_title = license.map(|license| license.title.as_str());
    let state =
        if record.visibility == crate::read::Visibility::Draft { "draft" } else { "active" };
    let mut entries = vec![
        ("author", text(record.author.as_ref())),
        ("author_email", text(record.author_email.as_ref())),
        ("creator_user_id", Json::maybe(record.creator_user_id.as_deref())),
        ("id", dataset.id.as_str().into()),
        ("isopen", license.is_some_and(|license| license.open).into()),
        ("license_id", text(record.license_id.as_ref())),
        (
            "license_title",
            license_title.map_or_else(|| text(record.license_id.as_ref()), Json::from),
        ),
    ];
    if let Some(license) = license.filter(|license| !license.url.is_empty()) {
        entries.push(("license_url", license.url.as_str().into()));
    }
    entries.extend([
        ("maintainer", text(record.maintainer.as_ref())),
        ("maintainer_email", text(record.maintainer_email.as_ref())),
        ("metadata_created", dataset.created.as_str().into()),
        ("metadata_modified", dataset.modified.as_str().into()),
        ("name", dataset.name().into()),
        ("notes", text(record.notes.as_ref())),
        ("num_resources", dataset.resources.len().into()),
        ("num_tags", dataset.tags.len().into()),
        ("organization", organization.map_or(Json::Null, owner)),
        ("owner_org", Json::maybe(organization.map(|organization| organization.id.as_str()))),
        ("private", (record.visibility == crate::read::Visibility::Private).into()),
        ("state", state.into()),
        ("title", dataset.title().into()),
        ("type", record.kind.as_ref().map_or("dataset", |kind| kind.as_str()).into()),
        ("url", text(record.url.as_ref())),
        ("version", text(record.version.as_ref())),
    ]);
    entries
}

fn lists<'a>(catalog: &'a Catalog, dataset: &'a Dataset, own: Own) -> Vec<(&'a str, Json<'a>)> {
    EMPTY_LISTS
        .into_iter()
        .map(|key| {
            let items = match key {
                "resources" => (0..dataset.resources.len())
                    .map(|i| resource(catalog, dataset, &dataset.resources[i], i))
                    .collect(),
                "tags" => tags(catalog, dataset),
                "extras" => extras(dataset, own),
                "groups" => dataset.groups.iter().map(|group| in_group(&catalog[*group])).collect(),
                "relationships_as_subject" => relationships(catalog, dataset, true),
                _ => relationships(catalog, dataset, false),
            };
            (key, Json::List(items))
        })
        .collect()
}

fn extras(dataset: &Dataset, own: Own) -> Vec<Json<'_>> {
    let said = dataset.record.extras.iter();
    let mut extras: Vec<(&str, Cow<'_, str>)> =
        said.map(|extra| (extra.key.as_str(), extra.value.as_str().into())).collect();
    if own == Own::Extras {
        let text =
            |value: &'_ Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let custom = dataset.record.custom.iter().filter(|(_, value)| !value.is_null());
        extras.extend(custom.map(|(key, value)| (key.as_str(), text(value).into())));
    }
    extras.sort_by_key(|(key, _)| *key);
    let extra =
        |(key, value)| Json::Object(vec![("key", Json::from(key)), ("value", Json::Text(value))]);
    extras.into_iter().map(extra).collect()
}

fn tags<'a>(catalog: &'a Catalog, dataset: &'a Dataset) -> Vec<Json<'a>> {
    let vocabulary = |name: &str| {
        let mut tags = dataset.record.tags.iter();
        tags.find(|tag| tag.name.value == name).and_then(|tag| tag.vocabulary_id.as_deref())
    };
    dataset
        .tags
        .iter()
        .map(|tag| {
            let tag = &catalog[*tag];
            Json::Object(vec![
                ("display_name", tag.name.as_str().into()),
                ("id", tag.id.as_str().into()),
                ("name", tag.name.as_str().into()),
                ("state", "active".into()),
                ("vocabulary_id", Json::maybe(vocabulary(&tag.name))),
            ])
        })
        .collect()
}

/// A group as it stands in a dataset.
fn in_group(group: &Group) -> Json<'_> {
    let record = &group.record;
    let description = record.description.as_ref().map_or("", |text| text.as_str());
    Json::Object(vec![
        ("description", description.into()),
        ("display_name", group.title().into()),
        ("id", group.id.as_str().into()),
        ("image_display_url", super::group::image(group).into()),
        ("name", group.name().into()),
        ("title", record.title.as_ref().map_or("", |title| title.as_str()).into()),
    ])
}

/// An organisation as it stands in a dataset.
fn owner(organization: &Group) -> Json<'_> {
    let record = &organization.record;
    let text = |value: &'_ Option<crate::report::Spanned<String>>| -> Json<'_> {
        value.as_ref().map_or_else(String::new, |text| text.value.clone()).into()
    };
    let mut entries = vec![
        ("id", organization.id.as_str().into()),
        ("name", organization.name().into()),
        ("title", text(&record.title)),
        ("type", record.kind.as_deref().unwrap_or("organization").into()),
        ("description", text(&record.description)),
        ("image_url", text(&record.image_url)),
        ("created", organization.created.as_str().into()),
        ("is_organization", true.into()),
        ("approval_status", record.approval_status.as_deref().unwrap_or("approved").into()),
        ("state", "active".into()),
    ];
    // Fields of the portal's profile are the organisation's own.
    let old = record.custom.iter().filter(|(key, _)| *key == "revision_id");
    entries.extend(old.map(|(key, value)| (key.as_str(), Json::Value(value))));
    Json::Object(entries)
}

/// In the form CKAN's package dictionaries have: the two datasets by id, in `__extras`.
fn relationships<'a>(
    catalog: &'a Catalog,
    dataset: &'a Dataset,
    as_subject: bool,
) -> Vec<Json<'a>> {
    let sides = dataset.relationships.iter().filter(|r| !r.implied && r.as_subject == as_subject);
    sides
        .enumerate()
        .map(|(i, relationship)| {
            let record = &relationship.record;
            let other =
                relationship.other.map_or(record.other.as_str(), |other| &catalog[other].id);
            let own = dataset.id.as_str();
            let (subject, object) = if as_subject { (own, other) } else { (other, own) };
            let id = record.rest.get("id").and_then(|id| id.as_str()).map_or_else(
                || Json::from(id::part(own, &format!("relationship/{as_subject}/{i}"))),
                Json::from,
            );
            let mut extras =
                vec![("object_package_id", object.into()), ("subject_package_id", subject.into())];
            let rest = record.rest.iter().filter(|(key, _)| *key != "id");
            extras.extend(rest.map(|(key, value)| (key.as_str(), Json::Value(value))));
            extras.sort_by_key(|(key, _)| *key);
            Json::Object(vec![
                ("comment", record.comment.as_str().into()),
                ("type", record.kind.as_str().into()),
                ("id", id),
                ("__extras", Json::Object(extras)),
            ])
        })
        .collect()
}

/// What no file can say of a resource: it follows from where the resource is.
const DERIVED: [&str; 4] = ["datastore_active", "package_id", "position", "state"];

/// The keys that every resource has, by name.
const OWN: [&str; 20] = [
    "cache_last_updated",
    "cache_url",
    "created",
    "datastore_active",
    "description",
    "format",
    "hash",
    "id",
    "last_modified",
    "metadata_modified",
    "mimetype",
    "mimetype_inner",
    "name",
    "package_id",
    "position",
    "resource_type",
    "size",
    "state",
    "url",
    "url_type",
];

/// A resource, at its position in the dataset.
pub fn resource<'a>(
    catalog: &'a Catalog,
    dataset: &'a Dataset,
    resource: &'a Resource,
    position: usize,
) -> Json<'a> {
    let record = &resource.record;
    let mut entries: Vec<(&str, Json<'a>)> = Vec::with_capacity(OWN.len() + record.custom.len());
    let custom = record.custom.iter().filter(|(key, _)| !DERIVED.contains(&key.as_str()));
    entries.extend(custom.map(|(key, value)| (key.as_str(), Json::Value(value))));
    // After the file's own keys, so that those win over what is assumed.
    entries.extend(OWN.map(|key| (key, own(catalog, dataset, resource, position, key))));
    entries.sort_by_key(|(key, _)| *key);
    entries.dedup_by_key(|(key, _)| *key);
    Json::Object(entries)
}

/// One field of a resource.
pub fn resource_field<'a>(
    catalog: &'a Catalog,
    dataset: &'a Dataset,
    resource: &'a Resource,
    position: usize,
    key: &str,
) -> Json<'a> {
    let said = resource.record.custom.get(key).filter(|_| !DERIVED.contains(&key));
    said.map_or_else(|| own(catalog, dataset, resource, position, key), Json::Value)
}

/// What is known or assumed of a field that every resource has; `null` of any other.
fn own<'a>(
    catalog: &'a Catalog,
    dataset: &'a Dataset,
    resource: &'a Resource,
    position: usize,
    key: &str,
) -> Json<'a> {
    let record = &resource.record;
    let file = resource.file();
    let text = |value: &'a Option<crate::report::Spanned<String>>| {
        Json::maybe(value.as_ref().map(|value| value.value.as_str()))
    };
    match key {
        "created" => resource.created.as_str().into(),
        // What another CKAN's DataStore held says nothing of this portal, which has none.
        "datastore_active" => false.into(),
        "description" => text(&record.description),
        "format" => resource.format.as_str().into(),
        // Of a file that is here, what it is counts, not what somebody wrote.
        "hash" => match (file, &record.hash) {
            (None, Some(hash)) => hash.as_str().into(),
            (Some(file), _) => format!("sha256:{}", crate::text::hex(&file.sha256)).into(),
            (None, None) => "".into(),
        },
        "id" => resource.id.as_str().into(),
        "last_modified" => Json::maybe(
            record.last_modified.as_ref().map(crate::read::timestamp::Timestamp::as_str),
        ),
        "metadata_modified" => resource.metadata_modified.as_str().into(),
        "mimetype" => Json::maybe(resource.mimetype.as_deref()),
        "name" => text(&record.name),
        "package_id" => dataset.id.as_str().into(),
        "position" => position.into(),
        "size" => match (file, &record.size) {
            (Some(file), _) => Json::Int(file.size),
            (None, Some(size)) => Json::Value(size),
            (None, None) => Json::Null,
        },
        "state" => "active".into(),
        "url" => Json::Text(address(catalog, dataset, resource)),
        "url_type" if file.is_some() => "upload".into(),
        _ => Json::Null,
    }
}

/// The keys of a resource as `resource_search` gives it, in its order.
const FOUND: [&str; 19] = [
    "id",
    "package_id",
    "url",
    "format",
    "description",
    "hash",
    "position",
    "name",
    "resource_type",
    "mimetype",
    "mimetype_inner",
    "size",
    "created",
    "last_modified",
    "metadata_modified",
    "cache_url",
    "cache_last_updated",
    "url_type",
    "state",
];

/// A resource as `resource_search` gives it: CKAN does not pass it through its schema there, so that
/// keys of its own come last and the `DataStore`'s is missing.
pub fn found_resource<'a>(
    catalog: &'a Catalog,
    dataset: &'a Dataset,
    resource: &'a Resource,
    position: usize,
) -> Json<'a> {
    let Json::Object(mut entries) = self::resource(catalog, dataset, resource, position) else {
        return Json::Null;
    };
    entries.retain(|(key, _)| *key != "datastore_active");
    let place = |key: &str| FOUND.iter().position(|known| *known == key);
    entries.sort_by_key(|(key, _)| place(key).unwrap_or(FOUND.len()));
    Json::Object(entries)
}

/// The address of the bytes. CKAN puts `http://` before one without a scheme.
pub fn address<'a>(catalog: &Catalog, dataset: &Dataset, resource: &'a Resource) -> Cow<'a, str> {
    match &resource.record.location {
        Location::Url(url) if url.is_empty() || has_scheme(url) => Cow::Borrowed(url.as_str()),
        Location::Url(url) => Cow::Owned(format!("http://{}", url.trim_start_matches('/'))),
        Location::File { .. } => urls::download(dataset, resource)
            .map_or(Cow::Borrowed(""), |path| Cow::Owned(urls::absolute(catalog, &path))),
        Location::Missing => Cow::Borrowed(""),
    }
}

fn has_scheme(url: &str) -> bool {
    url.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
            && !scheme.contains('.')
    })
}

/// The views of a resource, in their order.
pub fn views<'a>(dataset: &'a Dataset, resource: &'a Resource) -> Json<'a> {
    let views = resource.record.views.iter().enumerate();
    Json::List(views.map(|(i, view)| one_view(dataset, resource, view, i)).collect())
}

/// The id of a view, the one at `position` of its resource's.
pub fn view_id<'a>(resource: &Resource, view: &'a View, position: usize) -> Cow<'a, str> {
    match &view.id {
        Some(id) => Cow::Borrowed(&id.value),
        None => Cow::Owned(id::part(&resource.id, &format!("view/{position}"))),
    }
}

/// A view, the one at `position` of its resource's.
pub fn one_view<'a>(
    dataset: &'a Dataset,
    resource: &'a Resource,
    view: &'a View,
    position: usize,
) -> Json<'a> {
    let mut entries = vec![
        ("id", Json::Text(view_id(resource, view, position))),
        ("resource_id", resource.id.as_str().into()),
        ("title", view.title.as_deref().unwrap_or_default().into()),
        ("description", view.description.as_deref().unwrap_or_default().into()),
        ("view_type", view.view_type.as_str().into()),
        ("package_id", dataset.id.as_str().into()),
    ];
    let known: Vec<&str> = entries.iter().map(|(key, _)| *key).collect();
    let rest = view.rest.iter().filter(|(key, _)| !known.contains(&key.as_str()));
    entries.extend(rest.map(|(key, value)| (key.as_str(), Json::Value(value))));
    Json::Object(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_has_no_scheme_gets_one() {
        for url in ["https://a", "ftp://a/b", "mailto:a@b", "arn:aws:s3:::x"] {
            assert!(has_scheme(url), "{url}");
        }
        for url in ["b.csv", "/rel/y", "example.org:8080/x", "www.a.cl/b"] {
            assert!(!has_scheme(url), "{url}");
        }
    }
}
