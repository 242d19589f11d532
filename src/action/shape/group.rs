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

impl Kind {
    /// All of the kind.
    pub fn bodies(self, catalog: &Catalog) -> &[Group] {
        if self.is_organization { &catalog.organizations } else { &catalog.groups }
    }
}

/// What is told of an organisation or group beside its own fields.
#[expect(clippy::struct_excessive_bools, reason = "CKAN's include_… flags, each by itself")]
#[derive(Clone, Copy, Debug)]
pub struct Parts {
    /// `package_count`.
    pub count: bool,
    /// `extras`.
    pub extras: bool,
    /// `tags`, of which there are none.
    pub tags: bool,
    /// `groups`: its parents.
    pub groups: bool,
    /// `packages`: the ten datasets that changed last.
    pub datasets: bool,
}

impl Parts {
    /// What `organization_show` tells where nothing is said.
    pub const USUAL: Self =
        Self { count: true, extras: true, tags: true, groups: true, datasets: false };
}

/// An organisation or group, whole, without members: who they are is told who asks for it.
pub fn show<'a>(catalog: &'a Catalog, group: &'a Group, kind: Kind) -> Json<'a> {
    body(catalog, group, kind, Parts::USUAL, None)
}

/// An organisation or group with those parts, and its `users` where they are given. Lists that hold
/// something come first, by name; then the empty ones in CKAN's order.
pub fn body<'a>(
    catalog: &'a Catalog,
    group: &'a Group,
    kind: Kind,
    parts: Parts,
    users: Option<Json<'a>>,
) -> Json<'a> {
    const DATASETS: usize = 10;
    let mut entries = summary(group, kind);
    if !parts.count && !parts.datasets {
        entries.retain(|(key, _)| *key != "package_count");
    }
    let custom = group.record.custom.iter();
    entries.extend(custom.map(|(key, value)| (key.as_str(), Json::Value(value))));
    entries.sort_by_key(|(key, _)| *key);
    entries.dedup_by_key(|(key, _)| *key);
    let packages = || {
        let latest = newest(catalog, group.datasets.iter().copied(), DATASETS).into_iter();
        Json::List(latest.map(|ix| super::package::in_body(catalog, ix)).collect())
    };
    let lists = [
        ("extras", parts.extras.then(|| Json::List(extras(group)))),
        ("users", users),
        ("tags", parts.tags.then(|| Json::List(Vec::new()))),
        ("groups", parts.groups.then(|| Json::List(parents(catalog, group)))),
        ("packages", parts.datasets.then(packages)),
    ];
    let lists = lists.into_iter().filter_map(|(key, list)| Some((key, list?)));
    let (mut full, empty): (Vec<_>, Vec<_>) =
        lists.partition(|(_, list)| matches!(list, Json::List(items) if !items.is_empty()));
    full.sort_by_key(|(key, _)| *key);
    entries.extend(full);
    entries.extend(empty);
    Json::Object(entries)
}

/// The parents that the portal has.
fn parents<'a>(catalog: &'a Catalog, group: &'a Group) -> Vec<Json<'a>> {
    let has = |bodies: &[Group], name: &str| {
        bodies.binary_search_by(|body| body.name().cmp(name)).is_ok()
    };
    let parents = group.record.parents.iter().map(|parent| parent.as_str());
    let known =
        parents.filter(|name| has(&catalog.groups, name) || has(&catalog.organizations, name));
    known
        .map(|name| Json::Object(vec![("name", name.into()), ("capacity", "public".into())]))
        .collect()
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
    Json::List(by_title(groups).into_iter().map(|group| group.name().into()).collect())
}

/// By title, then name.
pub fn by_title(groups: &[Group]) -> Vec<&Group> {
    let mut groups: Vec<_> = groups.iter().collect();
    groups.sort_by(|a, b| (a.title(), a.name()).cmp(&(b.title(), b.name())));
    groups
}

/// So many datasets, those changed last first.
pub fn latest(
    catalog: &Catalog,
    datasets: impl Iterator<Item = DatasetIx>,
    rows: usize,
) -> Json<'_> {
    let newest = newest(catalog, datasets, rows).into_iter();
    Json::List(newest.map(|ix| super::package::package(catalog, ix)).collect())
}

fn newest(
    catalog: &Catalog,
    datasets: impl Iterator<Item = DatasetIx>,
    rows: usize,
) -> Vec<DatasetIx> {
    let mut datasets: Vec<_> = datasets.collect();
    datasets.sort_by(|a, b| catalog[*b].modified.cmp(&catalog[*a].modified).then(a.cmp(b)));
    datasets.truncate(rows);
    datasets
}
