//! The catalogue as it was at a base: what is there now, with the changed parts as they were.

use crate::git::{Base, Changed, State};
use crate::read::{self, Loaded};
use anyhow::{Context as _, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Larger data files are there with their size alone: what they hold is not looked at.
const MOST_BYTES: u64 = 4 << 20;

/// Files on which the meaning of all others depends.
const EVERYTHING: [&str; 2] = ["catalog/portal.yaml", "catalog/profiles/"];

/// The folder in which everything is.
const ALL: &str = "catalog/";

/// A base and what differs from it.
pub(super) struct Before {
    base: Base,
    changed: Vec<Changed>,
    /// Files and folders (with a slash) that are read again, with what belongs together.
    units: BTreeSet<String>,
    renamed: BTreeMap<String, String>,
}

impl Before {
    /// None where git knows no such commit, or cannot tell what differs.
    pub(super) fn of(root: &Path, reference: &str, state: State) -> Option<Self> {
        let base = Base::of(root, reference)?;
        let changed = base.changed(state)?;
        let mut units = BTreeSet::new();
        let mut renamed = BTreeMap::new();
        for change in &changed {
            units.extend(unit(&change.path));
            if let Some(was) = &change.was {
                units.extend(unit(was));
                renamed.insert(was.clone(), change.path.clone());
            }
        }
        if units.iter().any(|unit| EVERYTHING.contains(&unit.as_str())) {
            units = BTreeSet::from([ALL.to_owned()]);
        }
        Some(Self { base, changed, units, renamed })
    }

    /// What differs.
    pub(super) fn changes(&self) -> &[Changed] {
        &self.changed
    }

    /// Former paths and present ones.
    pub(super) fn renamed(&self) -> &BTreeMap<String, String> {
        &self.renamed
    }

    /// The files that differ.
    pub(super) fn files(&self) -> BTreeSet<String> {
        self.changed.iter().map(|change| change.path.clone()).collect()
    }

    /// The dataset files in the changed parts, by the paths they have now; none where all datasets
    /// are to be looked at, since what they mean depends on what changed.
    pub(super) fn datasets_now(&self) -> Option<BTreeSet<String>> {
        let all = self.units.contains(ALL);
        (!all).then(|| self.dataset_files(|change| Some(&change.path)))
    }

    /// The same by the paths they had.
    pub(super) fn datasets_then(&self) -> BTreeSet<String> {
        self.dataset_files(|change| change.was.as_ref().or(Some(&change.path)))
    }

    fn dataset_files<'c>(
        &'c self,
        path: impl Fn(&'c Changed) -> Option<&'c String>,
    ) -> BTreeSet<String> {
        let folders: BTreeSet<String> =
            self.changed.iter().filter_map(path).flat_map(|path| unit(path)).collect();
        folders
            .iter()
            .filter_map(|unit| unit.strip_suffix('/'))
            .flat_map(|folder| {
                ["dataset.yaml", "dataset.md"].map(|file| format!("{folder}/{file}"))
            })
            .collect()
    }

    /// The changed parts as they were.
    ///
    /// # Errors
    /// A temporary folder that cannot be written.
    pub(super) fn parts(&self, root: &Path) -> Result<Loaded> {
        let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
        self.write(root, folder.path())?;
        read::load(folder.path())
    }

    /// All that there was then: what is there now, with the changed parts as they were.
    pub(super) fn whole(&self, now: &Loaded, parts: Loaded) -> Loaded {
        now.with_parts_of(parts, &|file| self.is_changed(file))
    }

    /// Whether a file is one of the changed parts.
    pub(super) fn is_changed(&self, file: &str) -> bool {
        self.units.iter().any(|unit| match unit.strip_suffix('/') {
            Some(folder) => file
                .strip_prefix(folder)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
            None => file == unit,
        })
    }

    /// Puts files as they were below a folder; larger ones than `most` bytes are empty there.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub(super) fn lay_out(&self, files: &BTreeSet<String>, most: u64, to: &Path) -> Result<()> {
        self.base.pour(files, most, |path| read::blank(to, path)).unwrap_or(Ok(()))
    }

    /// Writes the changed parts as they were, and `portal.yaml`, which they are read by.
    fn write(&self, root: &Path, to: &Path) -> Result<()> {
        let mut paths: Vec<String> = self.units.iter().cloned().collect();
        paths.push("catalog/portal.yaml".to_owned());
        paths.push("catalog/profiles/".to_owned());
        let entries = self.base.entries(&paths).unwrap_or_default();
        let files: Vec<_> = entries.iter().filter(|entry| entry.is_file).collect();
        let names: Vec<&str> = files
            .iter()
            .filter(|entry| entry.size <= MOST_BYTES)
            .map(|entry| entry.path.as_str())
            .collect();
        let contents = self.base.contents(&names, MOST_BYTES).unwrap_or_default();
        for entry in files {
            read::lay_out(
                to,
                &entry.path,
                contents.get(&entry.path).map(Vec::as_slice),
                entry.size,
            )?;
        }
        // A base without a portal is read by the present one's rules.
        if !contents.contains_key("catalog/portal.yaml") {
            let portal = read::reopen(root, "catalog/portal.yaml");
            let text = portal.map(|source| source.whole()).unwrap_or_default();
            let size = text.len() as u64;
            read::lay_out(to, "catalog/portal.yaml", Some(text.as_bytes()), size)?;
        }
        Ok(())
    }
}

/// What is read together with a file: the folder of its dataset, or itself; of an organisation's
/// members the organisation.
fn unit(path: &str) -> Vec<String> {
    if let Some(folder) = crate::git::dataset_folder(path) {
        return vec![format!("{folder}/")];
    }
    if path.starts_with("catalog/profiles/") {
        return vec!["catalog/profiles/".to_owned()];
    }
    match path.strip_suffix("members.yaml") {
        Some(folder) => vec![path.to_owned(), format!("{folder}organization.yaml")],
        None => vec![path.to_owned()],
    }
}
