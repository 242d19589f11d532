//! Name, id or former name → what has it, without looking at everything.

use crate::action::people::People;
use crate::action::shape;
use crate::catalog::{Catalog, DatasetIx, Group, GroupIx, OrganizationIx, TagIx};
use crate::read::tombstone::Kind;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What is looked up by something else than its place in the catalogue.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// By id.
    datasets: Vec<DatasetIx>,
    former: BTreeMap<String, DatasetIx>,
    /// Dataset and index of the resource, by id.
    resources: Vec<(DatasetIx, u32)>,
    organizations: Bodies<OrganizationIx>,
    groups: Bodies<GroupIx>,
    /// By id.
    tags: Vec<TagIx>,
    tombstones: BTreeMap<(Kind, String), usize>,
    /// Dataset, resource and index of each view, by its id.
    views: BTreeMap<String, (DatasetIx, usize, usize)>,
    pub(super) people: People,
    /// The datasets changed last first.
    pub(super) latest: Vec<DatasetIx>,
}

/// Ids and former names of organisations or groups.
#[derive(Debug)]
struct Bodies<Ix> {
    keys: BTreeMap<String, Ix>,
}

impl<Ix> Default for Bodies<Ix> {
    fn default() -> Self {
        Self { keys: BTreeMap::new() }
    }
}

impl<Ix: Copy> Bodies<Ix> {
    fn new(bodies: &[Group], handles: impl Iterator<Item = Ix>) -> Self {
        let mut keys = BTreeMap::new();
        let all: Vec<(&Group, Ix)> = bodies.iter().zip(handles).collect();
        for (body, handle) in &all {
            keys.insert(body.id.clone(), *handle);
        }
        for (body, handle) in &all {
            keys.entry(body.name().to_owned()).or_insert(*handle);
        }
        for (body, handle) in &all {
            for alias in &body.record.aliases {
                keys.entry(alias.value.clone()).or_insert(*handle);
            }
        }
        Self { keys }
    }

    fn find(&self, key: &str) -> Option<Ix> {
        self.keys.get(key).copied()
    }
}

impl Names {
    pub(super) fn new(catalog: &Catalog) -> Self {
        let mut datasets: Vec<DatasetIx> = catalog.dataset_handles().collect();
        datasets.sort_by(|a, b| catalog[*a].id.cmp(&catalog[*b].id));
        let mut resources: Vec<(DatasetIx, u32)> = Vec::new();
        let mut former = BTreeMap::new();
        for handle in catalog.dataset_handles() {
            let dataset = &catalog[handle];
            let count = u32::try_from(dataset.resources.len()).unwrap_or(u32::MAX);
            resources.extend((0..count).map(|i| (handle, i)));
            for alias in &dataset.record.aliases {
                former.entry(alias.value.clone()).or_insert(handle);
            }
        }
        resources.sort_by(|a, b| resource_id(catalog, *a).cmp(resource_id(catalog, *b)));
        let mut tags: Vec<TagIx> = (0..catalog.tags.len()).map(TagIx::new).collect();
        tags.sort_by(|a, b| catalog[*a].id.cmp(&catalog[*b].id));
        let mut latest: Vec<DatasetIx> = catalog.dataset_handles().collect();
        latest.sort_by_key(|ix| (Reverse(&catalog[*ix].modified), *ix));
        Self {
            datasets,
            former,
            resources,
            organizations: Bodies::new(&catalog.organizations, catalog.organization_handles()),
            groups: Bodies::new(&catalog.groups, catalog.group_handles()),
            tags,
            tombstones: tombstones(catalog),
            views: views(catalog),
            people: People::new(catalog),
            latest,
        }
    }

    /// A dataset by id, name or former name.
    pub(super) fn dataset(&self, catalog: &Catalog, key: &str) -> Option<DatasetIx> {
        let by_id = self.datasets.binary_search_by(|ix| catalog[*ix].id.as_str().cmp(key));
        if let Ok(at) = by_id {
            return Some(self.datasets[at]);
        }
        let by_name = catalog.datasets.binary_search_by(|dataset| dataset.name().cmp(key));
        by_name.ok().map(DatasetIx::new).or_else(|| self.former.get(key).copied())
    }

    /// A resource by id: its dataset, and its place there.
    pub(super) fn resource(&self, catalog: &Catalog, id: &str) -> Option<(DatasetIx, usize)> {
        let found = self.resources.binary_search_by(|at| resource_id(catalog, *at).cmp(id));
        let (dataset, i) = self.resources[found.ok()?];
        Some((dataset, i as usize))
    }

    /// An organisation by id, name or former name.
    pub(super) fn organization(&self, key: &str) -> Option<OrganizationIx> {
        self.organizations.find(key)
    }

    /// A group by id, name or former name.
    pub(super) fn group(&self, key: &str) -> Option<GroupIx> {
        self.groups.find(key)
    }

    /// A tag by id or name.
    pub(super) fn tag(&self, catalog: &Catalog, key: &str) -> Option<TagIx> {
        let by_id = self.tags.binary_search_by(|ix| catalog[*ix].id.as_str().cmp(key));
        let by_name = || catalog.tags.binary_search_by(|tag| tag.name.as_str().cmp(key));
        by_id.map(|at| self.tags[at]).or_else(|_| by_name().map(TagIx::new)).ok()
    }

    /// The view of an id: dataset, index of the resource, index of the view.
    pub(super) fn view(&self, id: &str) -> Option<(DatasetIx, usize, usize)> {
        self.views.get(id).copied()
    }

    /// The tombstone of a name or id.
    pub(super) fn tombstone(&self, kind: Kind, key: &str) -> Option<usize> {
        self.tombstones.get(&(kind, key.to_owned())).copied()
    }
}

fn resource_id(catalog: &Catalog, (dataset, i): (DatasetIx, u32)) -> &str {
    &catalog[dataset].resources[i as usize].id
}

fn tombstones(catalog: &Catalog) -> BTreeMap<(Kind, String), usize> {
    let mut found = BTreeMap::new();
    for (i, stone) in catalog.tombstones.iter().enumerate() {
        for key in std::iter::once(&stone.name).chain(&stone.id) {
            found.entry((stone.kind, key.value.clone())).or_insert(i);
        }
    }
    found
}

fn views(catalog: &Catalog) -> BTreeMap<String, (DatasetIx, usize, usize)> {
    let mut found = BTreeMap::new();
    for handle in catalog.dataset_handles() {
        for (i, resource) in catalog[handle].resources.iter().enumerate() {
            for (n, view) in resource.record.views.iter().enumerate() {
                let id = shape::package::view_id(resource, view, n).into_owned();
                found.entry(id).or_insert((handle, i, n));
            }
        }
    }
    found
}
