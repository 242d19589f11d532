//! [`Loaded`] → [`Catalog`]: who owns what, who may see it, in which order.

use crate::catalog::id::Ids;
use crate::catalog::resolve::{self, Resolver};
use crate::catalog::{
    Audience, Catalog, Dataset, DatasetIx, Group, GroupIx, OrganizationIx, index, license,
};
use crate::read::{self, Loaded, Timestamp, Visibility};
use crate::report::{Diagnostic, Finding};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// First and last change of each folder, from git; empty where there is no history.
#[derive(Clone, Debug, Default)]
pub struct Dates {
    /// Folder from the portal's folder, with `/` → first and last commit.
    pub folders: BTreeMap<String, (Timestamp, Timestamp)>,
}

impl Dates {
    /// First and last commit of the folder that holds `file`.
    pub(super) fn of(&self, file: &str) -> Option<&(Timestamp, Timestamp)> {
        self.folders.get(file.rsplit_once('/')?.0)
    }
}

/// Resolves everything, tells what does not resolve, and keeps what the audience may see. Beside
/// the catalogue: the reader's diagnostics unchanged, and what was found here.
pub fn assemble(
    loaded: Loaded,
    dates: &Dates,
    audience: Audience,
) -> (Catalog, Vec<Diagnostic>, Vec<Finding>) {
    let mut findings = Vec::new();
    let ids = Ids::new(&loaded.portal.base_url);
    let mut catalog = Catalog {
        licenses: license::register(&loaded.portal.licenses),
        portal: loaded.portal,
        pages: loaded.pages,
        news: loaded.news,
        tombstones: loaded.tombstones,
        ..Catalog::default()
    };
    let epoch = catalog.portal.epoch.clone();
    catalog.unreadable = loaded.unreadable.into_iter().map(|(_, name)| name).collect();
    let mut datasets = loaded.datasets;
    let inactive = inactive(&loaded.organizations);
    // Of one name, what may be seen comes first: nobody makes another's dataset vanish by hiding one.
    datasets.sort_by_cached_key(|dataset| {
        let shown = resolve::shows(dataset, audience, &inactive);
        (dataset.name.clone(), !shown, dataset.file.clone())
    });

    let owners =
        with_missing_owners(loaded.organizations, &datasets, &loaded.diagnostics, &mut findings);
    catalog.organizations = groups(owners, &epoch, |name| ids.organization(name), &mut findings);
    catalog.groups = groups(loaded.groups, &epoch, |name| ids.group(name), &mut findings);

    let resolved = Resolver::new(&catalog, &datasets, ids, dates, audience, &inactive)
        .resolve(datasets, &mut findings);
    catalog.withheld = resolved.withheld;
    catalog.not_shown = resolved.not_shown;
    catalog.datasets = resolved.datasets;
    if resolved.undated > 0 {
        findings.push(
            Finding::warning("dates-unknown", "catalog/portal.yaml", None)
                .with("n", resolved.undated)
                .with("epoch", epoch.date()),
        );
    }
    index::fill(&mut catalog, ids);
    settle_names(&mut catalog, &mut findings);
    catalog.pages.sort_by(|a, b| (a.order, &a.title, &a.slug).cmp(&(b.order, &b.title, &b.slug)));
    catalog.news.sort_by(|a, b| (&b.date, &a.slug).cmp(&(&a.date, &b.slug)));
    catalog.tombstones.sort_by(|a, b| (&b.date, &a.name.value).cmp(&(&a.date, &b.name.value)));
    (catalog, loaded.diagnostics, findings)
}

/// Names of the organisations that are not active.
fn inactive(organizations: &[read::Organization]) -> BTreeSet<String> {
    let inactive = organizations.iter().filter(|organization| !is_active(organization));
    inactive.map(|organization| organization.name.clone()).collect()
}

fn is_active(organization: &read::Organization) -> bool {
    organization.state.as_deref().is_none_or(|state| state == "active")
}

/// A folder of datasets without `organization.yaml` still owns them: an organisation of which only
/// the name is known, and a finding that says so.
fn with_missing_owners(
    mut organizations: Vec<read::Organization>,
    datasets: &[Arc<read::Dataset>],
    told: &[Diagnostic],
    findings: &mut Vec<Finding>,
) -> Vec<read::Organization> {
    let known: BTreeSet<String> =
        organizations.iter().map(|organization| organization.name.clone()).collect();
    let mut missing = BTreeMap::new();
    for dataset in datasets {
        if let Some(owner) = dataset.organization.as_ref().filter(|name| !known.contains(*name)) {
            missing.entry(owner.clone()).or_insert_with(|| dataset.file.clone());
        }
    }
    for (name, dataset) in missing {
        let file = format!("catalog/organizations/{name}/organization.yaml");
        // One that is there and cannot be read is told of by its reader.
        if !told.iter().any(|problem| problem.file == file) {
            findings.push(
                Finding::error("organization-missing", &file, None)
                    .with("name", &name)
                    .with("dataset", dataset),
            );
        }
        organizations.push(read::Organization { file, name, ..read::Organization::default() });
    }
    organizations
}

/// Sorted by name, without what is not active, each with an id of its own.
fn groups(
    mut records: Vec<read::Organization>,
    epoch: &Timestamp,
    derive: impl Fn(&str) -> String,
    findings: &mut Vec<Finding>,
) -> Vec<Group> {
    records.retain(is_active);
    records.sort_by(|a, b| a.name.cmp(&b.name));
    let mut taken: BTreeMap<String, String> = BTreeMap::new();
    records
        .into_iter()
        .map(|record| {
            let mut id =
                record.id.as_ref().map_or_else(|| derive(&record.name), |id| id.value.clone());
            if let Some(other) = taken.get(&id) {
                let span = record.id.as_ref().map(|id| id.span);
                findings.push(
                    Finding::error("id-taken", &record.file, span)
                        .with("id", &id)
                        .with("other", other),
                );
                id = derive(&record.name);
            }
            taken.insert(id.clone(), record.file.clone());
            let created = record.created.clone().unwrap_or_else(|| epoch.clone());
            Group { id, created, datasets: Vec::new(), record }
        })
        .collect()
}

/// Former names and tombstones may not take a name that something has: what is there wins.
fn settle_names(catalog: &mut Catalog, findings: &mut Vec<Finding>) {
    let mut taken: HashMap<String, String> =
        catalog.datasets.iter().map(|d| (d.record.name.clone(), d.record.file.clone())).collect();
    taken.extend(catalog.datasets.iter().map(|d| (d.id.clone(), d.record.file.clone())));
    for dataset in &mut catalog.datasets {
        let file = dataset.record.file.clone();
        if !dataset.record.aliases.is_empty() {
            let aliases = &mut Arc::make_mut(&mut dataset.record).aliases;
            drop_taken_aliases(aliases, &file, &mut taken, findings);
        }
    }
    let mut bodies: HashMap<String, String> = HashMap::new();
    for body in catalog.organizations.iter().chain(&catalog.groups) {
        if let Some(other) = bodies.insert(body.record.name.clone(), body.record.file.clone()) {
            findings.push(
                Finding::error("group-name-taken", &body.record.file, None)
                    .with("name", &body.record.name)
                    .with("other", other),
            );
        }
    }
    for body in catalog.organizations.iter_mut().chain(&mut catalog.groups) {
        let file = body.record.file.clone();
        drop_taken_aliases(&mut body.record.aliases, &file, &mut bodies, findings);
    }
    settle_tombstones(catalog, &mut taken, &mut bodies, findings);
}

fn drop_taken_aliases(
    aliases: &mut Vec<crate::report::Spanned<String>>,
    file: &str,
    taken: &mut HashMap<String, String>,
    findings: &mut Vec<Finding>,
) {
    aliases.retain(|alias| {
        if let Some(other) = taken.get(&alias.value) {
            findings.push(
                Finding::error("alias-taken", file, Some(alias.span))
                    .with("name", &alias.value)
                    .with("other", other),
            );
            false
        } else {
            taken.insert(alias.value.clone(), file.to_owned());
            true
        }
    });
}

fn settle_tombstones(
    catalog: &mut Catalog,
    datasets: &mut HashMap<String, String>,
    bodies: &mut HashMap<String, String>,
    findings: &mut Vec<Finding>,
) {
    const FILE: &str = "catalog/tombstones.yaml";
    let mut stones = std::mem::take(&mut catalog.tombstones);
    stones.retain_mut(|stone| {
        let taken = if stone.kind == read::Kind::Dataset { &mut *datasets } else { &mut *bodies };
        if let Some(new) = &stone.replaced_by
            && !taken.contains_key(&new.value)
        {
            findings.push(
                Finding::error("replacement-unknown", FILE, Some(new.span))
                    .with("name", &new.value),
            );
            // It may be the name of something that nobody may see.
            stone.replaced_by = None;
        }
        if let Some(other) = taken.get(&stone.name.value) {
            findings.push(
                Finding::error("tombstone-of-living", FILE, Some(stone.name.span))
                    .with("name", &stone.name.value)
                    .with("other", other),
            );
            return false;
        }
        taken.insert(stone.name.value.clone(), FILE.to_owned());
        true
    });
    catalog.tombstones = stones;
}

/// Whether an audience may see a dataset.
pub(super) fn visible(visibility: Visibility, audience: Audience) -> bool {
    match visibility {
        Visibility::Public => true,
        Visibility::Private | Visibility::Draft => audience == Audience::Members,
        Visibility::Deleted => false,
    }
}

impl Catalog {
    /// Handles of all datasets, by name.
    pub fn dataset_handles(&self) -> impl Iterator<Item = DatasetIx> + use<> {
        (0..self.datasets.len()).map(DatasetIx::new)
    }

    /// Handles of all organisations, by name.
    pub fn organization_handles(&self) -> impl Iterator<Item = OrganizationIx> + use<> {
        (0..self.organizations.len()).map(OrganizationIx::new)
    }

    /// Handles of all groups, by name.
    pub fn group_handles(&self) -> impl Iterator<Item = GroupIx> + use<> {
        (0..self.groups.len()).map(GroupIx::new)
    }

    /// A dataset and its resource at `index`.
    pub fn resource(&self, dataset: DatasetIx, index: usize) -> (&Dataset, &super::Resource) {
        let dataset = &self[dataset];
        (dataset, &dataset.resources[index])
    }
}
