//! Names and ids in dataset files → handles; what leads nowhere is a finding.

use crate::catalog::assemble::{Dates, visible};
use crate::catalog::id::{self, Ids};
use crate::catalog::{
    Audience, Catalog, Dataset, DatasetIx, GroupIx, License, LicenseIx, OrganizationIx,
    Relationship, Resource, Withheld, format, license,
};
use crate::read::{self, Location, Timestamp, Visibility};
use crate::report::{Finding, Place, Step};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// What another record is, by name or id.
#[derive(Clone, Copy, Debug)]
enum Other {
    Shown(DatasetIx),
    Withheld,
}

/// All datasets this audience may see.
pub(super) struct Resolved {
    pub(super) datasets: Vec<Dataset>,
    pub(super) withheld: usize,
    pub(super) not_shown: Withheld,
    /// How many shown ones have no date but the portal's epoch.
    pub(super) undated: usize,
}

pub(super) struct Resolver<'c> {
    audience: Audience,
    inactive: &'c BTreeSet<String>,
    ids: Ids,
    dates: &'c Dates,
    epoch: Timestamp,
    unowned_allowed: bool,
    profile_lists_licenses: bool,
    organizations: BTreeMap<String, OrganizationIx>,
    organization_ids: BTreeMap<String, String>,
    groups: BTreeMap<String, GroupIx>,
    group_titles: Vec<String>,
    licenses: BTreeMap<String, LicenseIx>,
    register: &'c [License],
    datasets: HashMap<String, Other>,
}

/// Ids and the dataset whose file has each, for itself or a resource.
type Taken = HashMap<String, Arc<read::Dataset>>;

/// What every name, id and former name leads to. A name weighs more than an id, an id more than a
/// former name: nobody's alias turns another's relationships to itself. Nothing is looked at where
/// nobody relates to anything.
fn known_names(
    records: &[Arc<read::Dataset>],
    unreadable: &[String],
    ids: Ids,
    shows: impl Fn(&read::Dataset) -> bool,
) -> HashMap<String, Other> {
    let mut datasets = HashMap::new();
    let relates = |record: &Arc<read::Dataset>| {
        let (subject, object) = (&record.relationships_as_subject, &record.relationships_as_object);
        !subject.is_empty() || !object.is_empty()
    };
    if !records.iter().any(relates) {
        return datasets;
    }
    let mut others: Vec<(&read::Dataset, Other)> = Vec::with_capacity(records.len());
    let mut count = 0;
    for record in first_of_each_name(records) {
        let other = if shows(record) {
            count += 1;
            Other::Shown(DatasetIx::new(count - 1))
        } else {
            Other::Withheld
        };
        others.push((record, other));
    }
    for (record, other) in &others {
        datasets.entry(record.name.clone()).or_insert(*other);
    }
    for (record, other) in &others {
        let derived = || ids.dataset(record.organization.as_deref(), &record.name);
        let id = record.id.as_ref().map_or_else(derived, |id| id.value.clone());
        datasets.entry(usual_id(&id)).or_insert(*other);
    }
    for (record, other) in &others {
        for alias in &record.aliases {
            datasets.entry(alias.value.clone()).or_insert(*other);
        }
    }
    for name in unreadable {
        datasets.entry(name.clone()).or_insert(Other::Withheld);
    }
    datasets
}

/// Only the first record of each name, and what is to be said of the others.
fn without_taken_names(
    mut records: Vec<Arc<read::Dataset>>,
    findings: &mut Vec<Finding>,
) -> Vec<Arc<read::Dataset>> {
    records.dedup_by(|record, first| {
        let taken = record.name == first.name;
        if taken {
            findings.push(
                Finding::error("name-taken", &record.file, None)
                    .with("name", &record.name)
                    .with("other", &first.file),
            );
        }
        taken
    });
    records
}

/// Records come sorted by name, of one name what is shown first.
fn first_of_each_name(records: &[Arc<read::Dataset>]) -> impl Iterator<Item = &read::Dataset> {
    let mut last: Option<&str> = None;
    records
        .iter()
        .map(AsRef::as_ref)
        .filter(move |record| last.replace(&record.name) != Some(record.name.as_str()))
}

/// Whether an audience may see a dataset: what an organisation that is not active owns is withheld
/// with it.
pub(super) fn shows(
    record: &read::Dataset,
    audience: Audience,
    inactive: &BTreeSet<String>,
) -> bool {
    let owner = record.organization.as_ref();
    visible(record.visibility, audience) && owner.is_none_or(|owner| !inactive.contains(owner))
}

/// A UUID however it is written, and any other text, in one form.
fn usual_id(id: &str) -> String {
    uuid::Uuid::try_parse(id).map_or_else(|_| id.to_owned(), |id| id.hyphenated().to_string())
}

impl<'c> Resolver<'c> {
    /// `records` sorted by name: the first of a name is the one that has it. What could not be read
    /// is nobody's to see.
    pub(super) fn new(
        catalog: &'c Catalog,
        records: &[Arc<read::Dataset>],
        ids: Ids,
        dates: &'c Dates,
        audience: Audience,
        inactive: &'c BTreeSet<String>,
    ) -> Self {
        Self {
            audience,
            inactive,
            ids,
            dates,
            epoch: catalog.portal.epoch.clone(),
            unowned_allowed: catalog.portal.allow_unowned,
            profile_lists_licenses: catalog.portal.profile.limits("license_id"),
            organizations: catalog
                .organization_handles()
                .map(|ix| (catalog[ix].record.name.clone(), ix))
                .collect(),
            organization_ids: catalog
                .organizations
                .iter()
                .map(|o| (o.record.name.clone(), o.id.clone()))
                .collect(),
            groups: catalog
                .group_handles()
                .map(|ix| (catalog[ix].record.name.clone(), ix))
                .collect(),
            group_titles: catalog.groups.iter().map(|group| group.title().to_owned()).collect(),
            register: &catalog.licenses,
            licenses: catalog
                .licenses
                .iter()
                .enumerate()
                .map(|(i, license)| (license.id.clone(), LicenseIx::new(i)))
                .collect(),
            datasets: known_names(records, &catalog.unreadable, ids, |record| {
                shows(record, audience, inactive)
            }),
        }
    }

    pub(super) fn resolve(
        &self,
        records: Vec<Arc<read::Dataset>>,
        findings: &mut Vec<Finding>,
    ) -> Resolved {
        let records = without_taken_names(records, findings);
        // Each by itself: what one has taken from another shows when all are there.
        let made: Vec<(Dataset, Taken, Vec<Finding>)> = records
            .into_par_iter()
            .map(|record| {
                let (mut own, mut found) = (Taken::new(), Vec::new());
                let dataset = self.dataset(record, &mut own, &mut found);
                (dataset, own, found)
            })
            .collect();
        let mut datasets: Vec<Dataset> = Vec::with_capacity(made.len());
        let (mut withheld, mut undated) = (0, 0);
        let mut not_shown = Withheld::default();
        let mut taken = Taken::with_capacity(made.iter().map(|(_, own, _)| own.len()).sum());
        for (mut dataset, own, found) in made {
            if own.keys().any(|id| taken.contains_key(id)) {
                dataset = self.dataset(dataset.record, &mut taken, findings);
            } else {
                taken.extend(own);
                findings.extend(found);
            }
            if shows(&dataset.record, self.audience, self.inactive) {
                undated += usize::from(self.is_undated(&dataset.record));
                datasets.push(dataset);
            } else {
                withheld += 1;
                let resources = dataset.resources.iter().map(|resource| resource.id.as_str());
                not_shown.add(dataset.name(), &dataset.id, resources);
            }
        }
        Resolved { datasets, withheld, not_shown, undated }
    }

    fn is_undated(&self, record: &read::Dataset) -> bool {
        record.metadata_created.is_none()
            && record.metadata_modified.is_none()
            && self.dates.of(&record.file).is_none()
    }

    fn dataset(
        &self,
        record: Arc<read::Dataset>,
        taken: &mut Taken,
        findings: &mut Vec<Finding>,
    ) -> Dataset {
        let id = self.own_id(&record, taken, findings);
        self.check_owner(&record, findings);
        let license = self.license(&record, findings);
        let groups = self.groups(&record, findings);
        let relationships = self.relationships(&record, findings);
        let dated = self.dates.of(&record.file);
        let created = record
            .metadata_created
            .clone()
            .or_else(|| dated.map(|(first, _)| first.clone()))
            .or_else(|| record.metadata_modified.clone())
            .unwrap_or_else(|| self.epoch.clone());
        let modified = record
            .metadata_modified
            .clone()
            .or_else(|| dated.map(|(_, last)| last.clone()))
            .unwrap_or_else(|| created.clone())
            .max(created.clone());
        let mut dataset = Dataset {
            organization: record
                .organization
                .as_ref()
                .and_then(|o| self.organizations.get(o).copied()),
            id,
            groups,
            license,
            tags: Vec::new(),
            created,
            modified,
            resources: Vec::new(),
            relationships,
            record,
        };
        dataset.resources = resources(&dataset, taken, findings);
        dataset
    }

    /// The file's id, unless another file has it; else the derived one.
    fn own_id(
        &self,
        record: &Arc<read::Dataset>,
        taken: &mut Taken,
        findings: &mut Vec<Finding>,
    ) -> String {
        let derived = || self.ids.dataset(record.organization.as_deref(), &record.name);
        let mut id = record.id.as_ref().map_or_else(derived, |id| id.value.clone());
        if let Some(other) = taken.get(&id) {
            let span = record.id.as_ref().map(|id| id.span);
            findings.push(
                Finding::error("id-taken", &record.file, span)
                    .with("id", &id)
                    .with("other", &other.file),
            );
            id = derived();
        }
        taken.insert(id.clone(), Arc::clone(record));
        id
    }

    /// The folder is the owner: `owner_org` may only repeat it.
    fn check_owner(&self, record: &read::Dataset, findings: &mut Vec<Finding>) {
        if let Some(said) = &record.owner_org {
            let folder = record.organization.as_deref();
            let same = folder.is_some_and(|folder| {
                said.value == folder || self.organization_ids.get(folder) == Some(&said.value)
            });
            if !same {
                findings.push(
                    Finding::error("owner-differs", &record.file, Some(said.span))
                        .with("said", &said.value)
                        .with("folder", folder.unwrap_or("datasets")),
                );
            }
        }
        if record.organization.is_none() {
            if !self.unowned_allowed {
                findings.push(Finding::error("owner-required", &record.file, None));
            } else if record.visibility == Visibility::Private {
                let place = Place::Path(vec![Step::Key("private".to_owned())]);
                findings.push(Finding::error("private-without-owner", &record.file, place));
            }
        }
    }

    fn license(&self, record: &read::Dataset, findings: &mut Vec<Finding>) -> Option<LicenseIx> {
        let id = record.license_id.as_ref().filter(|id| !id.is_empty())?;
        let found = self.licenses.get(&id.value).copied();
        // Where the profile has a list of its own, whoever looks at values tells of it.
        if found.is_none() && !self.profile_lists_licenses {
            let finding =
                Finding::warning("license-unknown", &record.file, id.span).with("id", &id.value);
            findings.push(match license::meant(&id.value, self.register) {
                Some(meant) => finding
                    .with("meant", &meant.id)
                    .with("title", &meant.title)
                    .helped_by("license-unknown-meant-help")
                    .becomes(&meant.id),
                None => finding,
            });
        }
        found
    }

    fn groups(&self, record: &read::Dataset, findings: &mut Vec<Finding>) -> Vec<GroupIx> {
        let mut found = Vec::with_capacity(record.groups.len());
        for name in &record.groups {
            match self.groups.get(&name.value) {
                Some(group) => found.push(*group),
                None => findings.push(
                    Finding::error("group-unknown", &record.file, Some(name.span))
                        .with("name", &name.value),
                ),
            }
        }
        found.sort_by_key(|group| (&self.group_titles[group.index()], *group));
        found.dedup();
        found
    }

    fn relationships(
        &self,
        record: &read::Dataset,
        findings: &mut Vec<Finding>,
    ) -> Vec<Relationship> {
        let (subject, object) = (&record.relationships_as_subject, &record.relationships_as_object);
        let sides = subject.iter().map(|r| (r, true)).chain(object.iter().map(|r| (r, false)));
        let mut found = Vec::new();
        for (relationship, as_subject) in sides {
            let other = match self.datasets.get(&usual_id(&relationship.other.value)) {
                Some(Other::Shown(other)) => Some(*other),
                Some(Other::Withheld) => continue,
                None => {
                    findings.push(
                        Finding::warning(
                            "relationship-to-nothing",
                            &record.file,
                            Some(relationship.other.span),
                        )
                        .with("name", &relationship.other.value),
                    );
                    // The id of a dataset elsewhere is kept; a name that nothing has is not.
                    if uuid::Uuid::try_parse(&relationship.other.value).is_err() {
                        continue;
                    }
                    None
                }
            };
            let record = relationship.clone();
            found.push(Relationship { record, implied: false, as_subject, other });
        }
        found
    }
}

/// The active resources of a dataset, with what is derived filled in.
fn resources(dataset: &Dataset, taken: &mut Taken, findings: &mut Vec<Finding>) -> Vec<Resource> {
    let mut nth: BTreeMap<String, usize> = BTreeMap::new();
    let records = &dataset.record.resources;
    let mut resources = Vec::with_capacity(records.len());
    for record in records {
        let address = match &record.location {
            Location::Url(url) => url.value.as_str(),
            Location::File { path, .. } => path.value.as_str(),
            Location::Missing => "",
        };
        let count = nth.entry(address.to_owned()).or_default();
        let derived = || id::resource(&dataset.id, address, *count);
        let mut own = record.id.as_ref().map_or_else(derived, |id| id.value.clone());
        if let Some(other) = taken.get(&own) {
            let span = record.id.as_ref().map(|id| id.span);
            let finding = Finding::error("id-taken", &dataset.record.file, span).with("id", &own);
            findings.push(if other.file == dataset.record.file {
                finding.with_word("other", "this-file")
            } else {
                finding.with("other", &other.file)
            });
            own = derived();
        }
        *count += 1;
        taken.insert(own.clone(), Arc::clone(&dataset.record));
        check_size(record, &dataset.record.file, findings);
        if record.state.as_deref().is_none_or(|state| state == "active") {
            let record = Arc::clone(record);
            resources.push(resource(record, own, &dataset.created, &dataset.modified));
        }
    }
    resources
}

/// A size that the file itself belies.
fn check_size(record: &read::Resource, file: &str, findings: &mut Vec<Finding>) {
    if let Location::File { file: Some(present), .. } = &record.location
        && let Some(said) = record.size.as_ref().and_then(serde_json::Value::as_u64)
        && said != present.size
    {
        let steps = [Step::Key("resources".to_owned()), Step::Item(record.item)];
        let place = Place::Path([&steps[..], &[Step::Key("size".to_owned())]].concat());
        findings.push(
            Finding::warning("size-differs", file, place)
                .with("said", said)
                .with("size", present.size),
        );
    }
}

fn resource(
    record: Arc<read::Resource>,
    id: String,
    created: &Timestamp,
    modified: &Timestamp,
) -> Resource {
    let (address, local) = match &record.location {
        Location::Url(url) => (url.value.as_str(), false),
        Location::File { path, .. } => (path.value.as_str(), true),
        Location::Missing => ("", false),
    };
    // Looked up only where nothing else tells: catalogues have many resources.
    let known = || format::of_path(address);
    let format = match &record.format {
        Some(format) => format::canonical(format).to_owned(),
        None => known().map_or_else(String::new, |known| known.name.to_owned()),
    };
    let mimetype = match &record.mimetype {
        Some(mimetype) => Some(mimetype.value.clone()),
        // What the file says of its format weighs more than its name's ending.
        None if local => format::find(&format)
            .or_else(known)
            .filter(|known| !known.media_type.is_empty())
            .map(|known| known.media_type.to_owned()),
        None => None,
    };
    Resource {
        id,
        format,
        format_ix: None,
        mimetype,
        created: record.created.clone().unwrap_or_else(|| created.clone()),
        metadata_modified: record.metadata_modified.clone().unwrap_or_else(|| modified.clone()),
        record,
    }
}
