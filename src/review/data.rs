//! What the tables of a state say, and how good its datasets are.

use crate::catalog::{Catalog, Dataset, Resource};
use crate::git::{self, Changed, State};
use crate::read::{self, Visibility};
use crate::report::Finding;
use crate::review::before::Before;
use crate::review::{Data, Graded, Grades, NoBase, Options};
use crate::survey::{self, Declared, PRIVACY, Surveys};
use anyhow::{Context as _, Result, bail};
use jiff::civil::Date;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
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
        // What the others come to is no matter of the change: it was not read as it was either.
        let told = self.touched.as_ref().map(|touched| surveys.of_files(catalog, touched));
        let found = survey::findings(catalog, told.as_ref().unwrap_or(&surveys), self.today);
        let grades = if wants_grades { self.grades(catalog, &surveys) } else { Vec::new() };
        (found, grades)
    }

    /// What was wrong before a change with the tables that it touches: read as they were, held to
    /// what was declared of them.
    ///
    /// # Errors
    /// A temporary folder that cannot be written.
    pub(super) fn before(&self, was: &Catalog, before: &Before) -> Result<Vec<Finding>> {
        let former: BTreeMap<&String, &String> =
            before.renamed().iter().map(|(was, now)| (now, was)).collect();
        let then = |file| (*former.get(file).unwrap_or(&file)).clone();
        let touched: BTreeSet<String> = self.touched.iter().flatten().map(then).collect();
        let mut needed = BTreeSet::new();
        for dataset in &was.datasets {
            let paths = || dataset.resources.iter().filter_map(Resource::file).map(|f| &f.path);
            if paths().any(|path| touched.contains(path)) {
                let refers = dataset.resources.iter().any(refers);
                needed.extend(paths().filter(|path| refers || touched.contains(*path)).cloned());
            }
        }
        if needed.is_empty() {
            return Ok(Vec::new());
        }
        let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
        before.lay_out(&needed, self.data.limits.bytes, folder.path())?;
        let surveys = Surveys::of(
            was,
            &survey::Options {
                root: folder.path(),
                // Of the files as they were only the smaller ones are hashed.
                memory: None,
                only: Some(&touched),
                limits: &self.data.limits,
            },
        );
        Ok(survey::findings(was, &surveys, self.today))
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

/// Leaves out what is said of the tables in files of which something is said already: that they are
/// empty, or another thing than they seem.
pub(super) fn once(tables: &mut Vec<Finding>, found: &[Finding]) {
    const REFUSED: [&str; 4] =
        ["compression-error", "encoding-error", "format-error", "source-error"];
    const OF_FILES: [&str; 3] = ["data-file-empty", "data-file-lfs", "format-differs"];
    let path = |told: &Finding| {
        let (_, path) = told.args.iter().find(|(name, _)| *name == "path")?;
        let (folder, _) = told.file.rsplit_once('/')?;
        Some((format!("{folder}/{path}"), told.code))
    };
    let told = found.iter().filter(|finding| OF_FILES.contains(&finding.code));
    let told: BTreeMap<String, &str> = told.filter_map(path).collect();
    tables.retain(|finding| match told.get(&finding.file) {
        // That it is a pointer is told of the file.
        Some(&"data-file-lfs") => false,
        Some(_) => !REFUSED.contains(&finding.code),
        None => true,
    });
}

/// Whether a table may be held to other tables of its dataset.
fn refers(resource: &Resource) -> bool {
    let schema = resource.record.custom.get("schema");
    schema.is_some_and(|schema| schema.get("foreignKeys").is_some())
}

/// The data files that a change touches: those that differ, and those of which something else is
/// declared than before, or anything for the first time, those that become public, and those that
/// refer to other tables of a dataset in which something is touched.
pub(super) fn touched(now: &Catalog, was: &Catalog, before: &Before) -> BTreeSet<String> {
    let mut touched = before.files();
    let renamed = before.renamed();
    let published = published(was, now, renamed).into_iter();
    touched.extend(published.map(|file| renamed.get(&file).cloned().unwrap_or(file)));
    // Of the others only what datasets are compared by was read.
    let changed = now.datasets.iter().filter(|dataset| before.is_changed(&dataset.record.file));
    for dataset in changed {
        let old = resources(was, dataset.name());
        for resource in &dataset.resources {
            let Some(file) = resource.file() else { continue };
            let same = |old: &Resource| {
                old.file().is_some_and(|old| old.path == file.path)
                    && declared(old) == declared(resource)
            };
            if !old.iter().any(same) {
                touched.insert(file.path.clone());
            }
        }
        let tables = called(&dataset.resources);
        if tables != called(old) || tables.iter().any(|(path, _)| touched.contains(*path)) {
            let held = dataset.resources.iter().filter(|resource| refers(resource));
            touched.extend(held.filter_map(Resource::file).map(|file| file.path.clone()));
        }
    }
    touched
}

/// The data files of a dataset with the names that others may call them by.
fn called(resources: &[Resource]) -> BTreeSet<(&str, Option<&str>)> {
    let files = resources.iter().filter_map(|resource| Some((resource.file()?, resource)));
    let names = files.map(|(file, of)| (file.path.as_str(), of.record.name.as_ref()));
    names.map(|(path, name)| (path, name.map(|name| name.value.as_str()))).collect()
}

/// The files of datasets, by the paths they had, that only members saw before and everybody sees now.
/// Whatever is wrong with them is new to everybody.
pub(super) fn published(
    was: &Catalog,
    now: &Catalog,
    renamed: &BTreeMap<String, String>,
) -> BTreeSet<String> {
    let is_public = |dataset: &&Dataset| dataset.record.visibility == Visibility::Public;
    let open: BTreeSet<&str> = now.datasets.iter().filter(is_public).flat_map(files).collect();
    let hidden = was.datasets.iter().filter(|dataset| !is_public(dataset)).flat_map(files);
    let is_open = |file: &&str| open.contains(renamed.get(*file).map_or(*file, String::as_str));
    hidden.filter(is_open).map(str::to_owned).collect()
}

/// The files of a change that do not hold the bytes that they held, as far as those are known.
pub(super) fn rewritten(was: &Catalog, now: &Catalog, before: &Before) -> BTreeSet<String> {
    let (old, new) = (bytes(was), bytes(now));
    let is_same = |change: &&Changed| {
        let path = change.was.as_ref().unwrap_or(&change.path);
        let held = old.get(path.as_str());
        held.is_some() && held == new.get(change.path.as_str())
    };
    let changed = before.changes().iter().filter(|change| !is_same(change));
    changed.map(|change| change.path.clone()).collect()
}

/// The hashes of data files.
fn bytes(catalog: &Catalog) -> BTreeMap<&str, &[u8]> {
    let all = catalog.datasets.iter().flat_map(|dataset| &dataset.resources);
    let files = all.filter_map(Resource::file);
    files.map(|file| (file.path.as_str(), file.sha256.as_slice())).collect()
}

/// A dataset's own file, and those of its resources.
fn files(dataset: &Dataset) -> impl Iterator<Item = &str> {
    let data = dataset.resources.iter().filter_map(Resource::file).map(|file| file.path.as_str());
    std::iter::once(dataset.record.file.as_str()).chain(data)
}

/// The resources of a dataset; none where there is no such dataset.
fn resources<'c>(catalog: &'c Catalog, name: &str) -> &'c [Resource] {
    let at = catalog.datasets.binary_search_by(|dataset| dataset.name().cmp(name));
    at.map(|at| catalog.datasets[at].resources.as_slice()).unwrap_or_default()
}

/// Everything that a resource declares of its table.
fn declared(resource: &Resource) -> Option<(String, Option<Value>)> {
    let file = resource.file()?;
    let table = Declared::of(&resource.record, &file.path, &resource.format)?;
    Some((table.trace, resource.record.custom.get(PRIVACY).cloned()))
}
