//! What the tables of a state say, and how good its datasets are.

use crate::catalog::{Catalog, Dataset, Resource};
use crate::git::{self, State};
use crate::read;
use crate::report::Finding;
use crate::review::{Data, Graded, Grades, NoBase, Options};
use crate::survey::{self, Declared, PRIVACY, Surveys};
use anyhow::{Context as _, Result, bail};
use jiff::civil::Date;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use tempfile::TempDir;

/// Files of a state that is no folder are not larger than this.
const LARGEST: u64 = 1 << 30;

/// What is staged, in a folder of its own, where that is checked.
pub(super) fn staged(repository: &Path, options: &Options) -> Result<Option<TempDir>> {
    if options.state == State::Folder {
        return Ok(None);
    }
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    let lay_out = |path: &str, bytes: Option<&[u8]>| read::lay_out(folder.path(), path, bytes, 0);
    match git::staged(repository, LARGEST, lay_out) {
        Some(laid) => laid?,
        None => bail!(NoBase("HEAD".to_owned())),
    }
    Ok(Some(folder))
}

/// What a state is compared with: what is staged with the last commit. Before the first one everything
/// is new.
pub(super) fn base(repository: &Path, options: &Options) -> Option<String> {
    let head = || (options.state == State::Staged).then(|| git::head(repository)).flatten();
    options.base.clone().or_else(head)
}

/// A state whose tables are read.
pub(super) struct Tables<'a> {
    /// Where its files are.
    pub(super) root: &'a Path,
    /// What is read of them.
    pub(super) data: &'a Data,
    /// The data files that a change touches, by themselves or by what is declared of them; none: all.
    pub(super) touched: Option<BTreeSet<String>>,
    /// The files of the datasets that a change touches; none: all.
    pub(super) datasets: Option<&'a BTreeSet<String>>,
    /// The day that exceptions and promises are held to.
    pub(super) today: Option<Date>,
}

impl Tables<'_> {
    /// What is wrong, and the grades where they are wanted.
    pub(super) fn read(&self, catalog: &Catalog) -> (Vec<Finding>, Vec<Graded>) {
        // A grade is of all tables of a dataset.
        let wants_grades = self.data.grades == Grades::Wanted;
        let of_datasets = self.datasets.filter(|_| wants_grades).map(|datasets| {
            let own = catalog.datasets.iter().filter(|own| datasets.contains(&own.record.file));
            own.flat_map(|own| &own.resources).filter_map(Resource::file).map(|f| f.path.clone())
        });
        let wanted: Option<BTreeSet<String>> = match (of_datasets, &self.touched) {
            (Some(files), Some(touched)) => Some(files.chain(touched.iter().cloned()).collect()),
            (_, touched) => touched.clone(),
        };
        let surveys = Surveys::of(
            catalog,
            &survey::Options {
                root: self.root,
                memory: self.data.memory.as_deref(),
                only: wanted.as_ref(),
                limits: &self.data.limits,
            },
        );
        let mut found = survey::findings(catalog, &surveys, self.today);
        if let Some(touched) = &self.touched {
            found.retain(|finding| {
                touched.contains(&finding.file)
                    || self.datasets.is_some_and(|datasets| datasets.contains(&finding.file))
            });
        }
        let grades = if wants_grades { self.grades(catalog, &surveys) } else { Vec::new() };
        (found, grades)
    }

    fn grades(&self, catalog: &Catalog, surveys: &Surveys) -> Vec<Graded> {
        let all = survey::grades(catalog, surveys, self.today);
        let wanted = |dataset: &Dataset| {
            self.datasets.is_none_or(|datasets| datasets.contains(&dataset.record.file))
        };
        let graded = catalog.datasets.iter().zip(all).filter(|(dataset, _)| wanted(dataset));
        let graded = graded.map(|(dataset, grade)| Graded {
            dataset: dataset.name().to_owned(),
            file: dataset.record.file.clone(),
            grade,
        });
        graded.collect()
    }
}

/// The data files that a change touches: those that differ, and those of which something else is
/// declared than before.
pub(super) fn touched(now: &Catalog, was: &Catalog, changed: BTreeSet<String>) -> BTreeSet<String> {
    let mut touched = changed;
    for dataset in &now.datasets {
        let before = was.datasets.binary_search_by(|other| other.name().cmp(dataset.name()));
        let Some(before) = before.ok().map(|at| &was.datasets[at]) else { continue };
        for resource in &dataset.resources {
            let Some(file) = resource.file() else { continue };
            let same = |other: &&Resource| other.file().is_some_and(|old| old.path == file.path);
            let old = before.resources.iter().find(same);
            if old.is_some_and(|old| declared(old) != declared(resource)) {
                touched.insert(file.path.clone());
            }
        }
    }
    touched
}

/// Everything that a resource declares of its table.
fn declared(resource: &Resource) -> Option<(String, Option<Value>)> {
    let file = resource.file()?;
    let table = Declared::of(&resource.record, &file.path, &resource.format)?;
    Some((table.trace, resource.record.custom.get(PRIVACY).cloned()))
}
