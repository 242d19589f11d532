//! What is known of a catalogue's tables, and how good is each of its datasets?
//!
//! Surveys and grades for who shows them. A build has all tables read at once; a server has those
//! of a dataset read when somebody first asks for it. Both come to the same.

use crate::catalog::{Catalog, Dataset, DatasetIx, Group, LicenseIx, OrganizationIx, Resource};
use crate::git;
use crate::read::{OWN, Portal};
use crate::report::Finding;
use crate::survey::{self, Declared, Options, Survey, Surveys, facts};
use crate::table::grade::{self, Dimension, Grade};
use crate::table::{Limits, Sheets};
use jiff::civil::Date;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// Where surveys are kept from one time to the next. Nowhere if git has anything in that folder: who
/// contributes it could say of a table what is not so, or that it tells of nobody.
pub fn memory(root: &Path) -> Option<PathBuf> {
    (!git::has(root, OWN)).then(|| root.join(OWN).join("survey"))
}

/// A catalogue with what is in its tables.
#[derive(Debug)]
pub struct Quality {
    root: PathBuf,
    catalog: Arc<Catalog>,
    as_of: Option<Date>,
    /// Of all datasets, where all were asked for.
    all: Option<Surveys>,
    /// Of one dataset each, which is the first one in there.
    each: Vec<OnceLock<Arc<Surveys>>>,
    marks: Vec<OnceLock<Mark>>,
}

/// A grade in short. Whole grades are made when they are shown: all at once would fill the memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The grade in tenths.
    pub tenths: u32,
    /// The points of each dimension in thousandths, in the order of [`Dimension::ALL`].
    pub dimensions: [Option<u32>; 6],
    /// The most it can be, in tenths, where something keeps it down.
    pub cap: Option<u32>,
    /// How many reasons cost points.
    pub losses: usize,
}

impl Mark {
    fn of(grade: &Grade) -> Self {
        let points = |dimension| {
            let score = grade.dimensions.iter().find(|score| score.dimension == dimension);
            score.and_then(|score| score.points)
        };
        Self {
            tenths: grade.tenths,
            dimensions: Dimension::ALL.map(points),
            cap: grade.caps.first().map(|cap| cap.tenths),
            losses: grade.losses.len(),
        }
    }
}

impl Quality {
    /// Of the catalogue of the portal in `root`, graded for a day: nothing is read yet.
    pub fn new(root: &Path, catalog: Arc<Catalog>, as_of: Option<Date>) -> Self {
        let each = catalog.datasets.iter().map(|_| OnceLock::new()).collect();
        let marks = catalog.datasets.iter().map(|_| OnceLock::new()).collect();
        Self { root: root.to_owned(), catalog, as_of, all: None, each, marks }
    }

    /// Reads every table, those that did not change from memory.
    #[must_use]
    pub fn read(mut self) -> Self {
        let memory = memory(&self.root);
        let limits = usual();
        let options =
            Options { root: &self.root, memory: memory.as_deref(), only: None, limits: &limits };
        self.all = Some(Surveys::of(&self.catalog, &options));
        self
    }

    /// Takes over what an earlier state has read of datasets that are as they were then.
    #[must_use]
    pub fn after(self, earlier: &Self) -> Self {
        let read = earlier.catalog.datasets.iter().zip(&earlier.each);
        let read: HashMap<&str, (&Dataset, &Arc<Surveys>)> = read
            .filter_map(|(dataset, surveys)| Some((dataset.name(), (dataset, surveys.get()?))))
            .collect();
        for (dataset, surveys) in self.catalog.datasets.iter().zip(&self.each) {
            if let Some((before, known)) = read.get(dataset.name())
                && traces(before) == traces(dataset)
            {
                _ = surveys.set(Arc::clone(known));
            }
        }
        self
    }

    /// The portal's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The catalogue.
    pub fn catalog(&self) -> &Arc<Catalog> {
        &self.catalog
    }

    /// The day that grades are for.
    pub fn as_of(&self) -> Option<Date> {
        self.as_of
    }

    /// Whether grades are shown.
    pub fn shows_grades(&self) -> bool {
        self.catalog.portal.shows_grades()
    }

    /// The survey of a dataset's resource; none where it is no table beside its dataset.
    pub fn survey(&self, dataset: DatasetIx, resource: usize) -> Option<&Survey> {
        match &self.all {
            Some(all) => all.get(dataset, resource),
            None => self.own(dataset).get(DatasetIx::new(0), resource),
        }
    }

    /// What is wrong with the tables, where all were read.
    pub fn findings(&self) -> Vec<Finding> {
        let all = self.all.as_ref();
        all.map(|all| survey::findings(&self.catalog, all, self.as_of)).unwrap_or_default()
    }

    /// The grade of a dataset, whole.
    pub fn grade(&self, dataset: DatasetIx) -> Grade {
        let grade = self.made(dataset);
        _ = self.marks[dataset.index()].set(Mark::of(&grade));
        grade
    }

    /// The grade of a dataset in short.
    pub fn mark(&self, dataset: DatasetIx) -> Mark {
        *self.marks[dataset.index()].get_or_init(|| Mark::of(&self.made(dataset)))
    }

    fn made(&self, dataset: DatasetIx) -> Grade {
        let facts = if let Some(all) = &self.all {
            facts(&self.catalog, dataset, all, self.as_of)
        } else {
            let alone = alone(&self.catalog, dataset);
            facts(&alone, DatasetIx::new(0), self.own(dataset), self.as_of)
        };
        grade::grade(&facts, self.as_of)
    }

    /// Every table of the catalogue: dataset, place of the resource, survey.
    pub fn tables(&self) -> impl Iterator<Item = (DatasetIx, usize, &Survey)> {
        self.catalog.dataset_handles().flat_map(move |dataset| {
            let resources = 0..self.catalog[dataset].resources.len();
            resources.filter_map(move |i| Some((dataset, i, self.survey(dataset, i)?)))
        })
    }

    /// Those of one dataset. Whoever asks may wait for the pool of threads, and must not be one of
    /// them.
    fn own(&self, dataset: DatasetIx) -> &Surveys {
        self.each[dataset.index()].get_or_init(|| {
            let limits = usual();
            let options = Options { root: &self.root, memory: None, only: None, limits: &limits };
            Arc::new(Surveys::of(&alone(&self.catalog, dataset), &options))
        })
    }
}

/// As much as usual, and spreadsheets in a process of their own where there can be one.
fn usual() -> Limits {
    Limits { sheets: Sheets::usual(), ..Limits::default() }
}

/// Everything that the surveys of a dataset depend on: how its files are called, what they hold and
/// how they are declared.
fn traces(dataset: &Dataset) -> Vec<Option<(String, [u8; 32], String)>> {
    let trace = |resource: &Resource| {
        let file = resource.file()?;
        let declared = Declared::of(&resource.record, &file.path, &resource.format)?;
        let name = resource.record.name.as_ref().map_or("", |name| name.value.as_str());
        Some((file.path.clone(), file.sha256, format!("{name} {}", declared.trace)))
    };
    dataset.resources.iter().map(trace).collect()
}

/// A catalogue of one dataset, with what is looked up when it is graded.
fn alone(catalog: &Catalog, dataset: DatasetIx) -> Catalog {
    let dataset = &catalog[dataset];
    let portal = Portal {
        epoch: catalog.portal.epoch.clone(),
        base_url: catalog.portal.base_url.clone(),
        ..Portal::default()
    };
    let owner = dataset.organization.map(|owner| {
        let owner = &catalog[owner];
        Group {
            record: owner.record.clone(),
            id: owner.id.clone(),
            created: owner.created.clone(),
            datasets: Vec::new(),
        }
    });
    let license = dataset.license.map(|license| catalog[license].clone());
    let resource = |resource: &Resource| Resource {
        record: Arc::clone(&resource.record),
        id: resource.id.clone(),
        format: resource.format.clone(),
        format_ix: None,
        mimetype: resource.mimetype.clone(),
        created: resource.created.clone(),
        metadata_modified: resource.metadata_modified.clone(),
    };
    let copy = Dataset {
        record: Arc::clone(&dataset.record),
        id: dataset.id.clone(),
        organization: owner.as_ref().map(|_| OrganizationIx::new(0)),
        groups: dataset.groups.clone(),
        license: license.as_ref().map(|_| LicenseIx::new(0)),
        tags: dataset.tags.clone(),
        created: dataset.created.clone(),
        modified: dataset.modified.clone(),
        resources: dataset.resources.iter().map(resource).collect(),
        relationships: Vec::new(),
    };
    Catalog {
        portal,
        datasets: vec![copy],
        organizations: owner.into_iter().collect(),
        licenses: license.into_iter().collect(),
        ..Catalog::default()
    }
}
