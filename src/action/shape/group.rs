//! Organisations and groups as CKAN's `organization_show` and `group_show` give them.

use crate::action::json::Json;
use crate::catalog::{Catalog, DatasetIx, Group, id};

/// What one kind of group is called.
#[derive(Clone, Copy)]
pub struct Kind {
    /// `organization` or `group`.
    pub name: &'static str,
    /// Whether it is the former.
    pub is_organization: bool,
}

/// Organisations.
pub const ORGANIZATION: Kind = Kind { name: "organization", is_organization: true };
/// Groups.
pub const GROUP: Kind = Kind { name: "group", is_organization: false };

/// An organisation or group, whole, without members: who they are is nobody's business here.
pub fn show<'a>(catalog: &'a Catalog, group: &'a Group, kind: Kind) -> Json<'a> {
    let mut entries = summary(group, kind);
    let custom = group.record.custom.iter();
    entries.extend(custom.map(|(key, value)| (key.as_str(), Json::Value(value))));
    entries.sort_by_key(|(key, _)| *key);
    entries.dedup_by_key(|(key, _)| *key);
    let extras = extras(group);
    let parents: Vec<_> = group
        .record
        .parents
        .iter()
        .filter(|parent| {
            catalog.groups.iter().chain(&catalog.organizations).any(|g| g.name() == parent.value)
        })
        .map(|parent| {
            Json::Object(vec![("name", parent.as_str().into()), ("capacity", "public".into())])
        })
        .collect();
    let lists = [
        ("extras", Json::List(extras)),
        ("tags", Json::List(Vec::new())),
        ("groups", Json::List(parents)),
    ];
    entries.extend(lists);
    Json::Object(entries)
}

fn summary(group: &Group, kind: Kind) -> Vec<(&str, Json<'_>)> {
    let record = &group.record;
    let text = |value: Option<&crate::report::Spanned<String>>| {
        value.map_or_else(String::new, |text| text.value.clone())
    };
    vec![
        ("approval_status", record.approval_status.as_deref().unwrap_or("approved").into()),
        ("created", group.created.as_str().into()),
        ("description", text(record.description.as_ref()).into()),
        ("display_name", group.title().into()),
        ("id", group.id.as_str().into()),
        ("image_display_url", image(group).into()),
        ("image_url", text(record.image_url.as_ref()).into()),
        ("is_organization", kind.is_organization.into()),
        ("name", group.name().into()),
        ("num_followers", Json::Int(0)),
        ("package_count", group.datasets.len().into()),
        ("state", "active".into()),
        ("title", text(record.title.as_ref()).into()),
        ("type", record.kind.as_deref().unwrap_or(kind.name).into()),
    ]
}

fn extras(group: &Group) -> Vec<Json<'_>> {
    let mut extras: Vec<_> = group.record.extras.iter().collect();
    extras.sort_by(|a, b| a.key.value.cmp(&b.key.value));
    extras
        .into_iter()
        .map(|extra| {
            Json::Object(vec![
                ("group_id", group.id.as_str().into()),
                ("id", id::part(&group.id, &format!("extra/{}", extra.key.value)).into()),
                ("key", extra.key.as_str().into()),
                ("state", "active".into()),
                ("value", extra.value.as_str().into()),
            ])
        })
        .collect()
}

/// Where the image is.
pub fn image(group: &Group) -> &str {
    let record = &group.record;
    record
        .image_display_url
        .as_deref()
        .or(record.image_url.as_ref().map(|url| url.value.as_str()))
        .unwrap_or_default()
}

/// Names by title, as CKAN lists them.
pub fn names(groups: &[Group]) -> Json<'_> {
    let mut groups: Vec<_> = groups.iter().collect();
    groups.sort_by(|a, b| (a.title(), a.name()).cmp(&(b.title(), b.name())));
    Json::List(groups.into_iter().map(|group| group.name().into()).collect())
}

/// So many datasets, those changed last first.
pub fn latest(
    catalog: &Catalog,
    datasets: impl Iterator<Item = DatasetIx>,
    rows: usize,
) -> Json<'_> {
    let mut datasets: Vec<_> = datasets.collect();
    datasets.sort_by(|a, b| catalog[*b].modified.cmp(&catalog[*a].modified).then(a.cmp(b)));
    datasets.truncate(rows);
    Json::List(datasets.into_iter().map(|ix| super::package::package(catalog, ix)).collect())
}
