//! The folders of a catalogue: which names are taken, where a new file goes.

use crate::catalog::license;
use crate::cli::files;
use crate::cli::output::at;
use crate::read::{self, Portal, fields};
use crate::text::Texts;
use anyhow::{Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// A portal's folder.
pub(super) struct Tree<'t> {
    catalog: PathBuf,
    portal: Portal,
    at: String,
    texts: &'t Texts,
}

impl<'t> Tree<'t> {
    /// The portal in `dir`.
    ///
    /// # Errors
    /// There is none.
    pub(super) fn open(dir: &Path, texts: &'t Texts) -> Result<Self> {
        let catalog = dir.join("catalog");
        let (path, at) = (catalog.join("portal.yaml"), at(dir));
        if !path.is_file() {
            let dir = dir.display().to_string();
            bail!(texts.get("commands.new-no-portal", &[("dir", &dir), ("at", &at)]));
        }
        // What is wrong with it is for `fichero build` to tell.
        let portal = read::portal(dir);
        Ok(Self { catalog, portal, at, texts })
    }

    /// Where the file of an organisation is or goes.
    pub(super) fn organization(&self, name: &str) -> PathBuf {
        self.catalog.join("organizations").join(name).join("organization.yaml")
    }

    /// Where the file of a group is or goes.
    pub(super) fn group(&self, name: &str) -> PathBuf {
        self.catalog.join("groups").join(format!("{name}.yaml"))
    }

    /// Where the folder of a dataset goes.
    pub(super) fn dataset(&self, organization: Option<&str>, name: &str) -> PathBuf {
        let owner = match organization {
            Some(organization) => self.catalog.join("organizations").join(organization),
            None => self.catalog.clone(),
        };
        owner.join("datasets").join(name)
    }

    /// The names of all organisations, sorted.
    pub(super) fn organizations(&self) -> Vec<String> {
        folders(&self.catalog.join("organizations"))
    }

    /// The names of all groups, sorted.
    pub(super) fn groups(&self) -> Vec<String> {
        let mut names: Vec<String> = entries(&self.catalog.join("groups"))
            .filter_map(|name| name.strip_suffix(".yaml").map(str::to_owned))
            .collect();
        names.sort();
        names
    }

    /// The folder of a dataset, wherever it is.
    pub(super) fn find_dataset(&self, name: &str) -> Option<PathBuf> {
        std::iter::once(self.dataset(None, name))
            .chain(self.organizations().iter().map(|owner| self.dataset(Some(owner), name)))
            .find(|folder| folder.is_dir())
    }

    /// The names of all datasets, sorted.
    pub(super) fn datasets(&self) -> Vec<String> {
        let mut names = folders(&self.catalog.join("datasets"));
        for owner in self.organizations() {
            names.extend(folders(&self.catalog.join("organizations").join(owner).join("datasets")));
        }
        names.sort();
        names
    }

    /// What `portal.yaml` says.
    pub(super) fn portal(&self) -> &Portal {
        &self.portal
    }

    /// The ids of all licences that a dataset may have, in the register's order.
    pub(super) fn licenses(&self) -> Vec<String> {
        let mut ids: Vec<String> = license::built_in().into_iter().map(|known| known.id).collect();
        for own in &self.portal.licenses {
            if !ids.contains(&own.id.value) {
                ids.push(own.id.value.clone());
            }
        }
        ids
    }

    /// Whether `name` is one that CKAN takes.
    ///
    /// # Errors
    /// Why it is not.
    pub(super) fn check_name(&self, name: &str) -> Result<(), String> {
        if fields::is_name(name) {
            return Ok(());
        }
        let slug = fields::slug(name);
        let meant = if fields::is_name(&slug) { slug } else { "datos-2024".to_owned() };
        Err(self.texts.get("commands.new-bad-name", &[("name", name), ("meant", &meant)]))
    }

    /// Whether `path` is free, that is whether nothing of that name exists.
    ///
    /// # Errors
    /// What is there.
    pub(super) fn check_free(&self, path: &Path) -> Result<(), String> {
        if path.symlink_metadata().is_err() {
            return Ok(());
        }
        let path = path.display().to_string();
        Err(self.texts.get("commands.new-taken", &[("path", &path)]))
    }

    /// Whether `name` is one of `known`; `kind` is what it should be, as flags say it.
    ///
    /// # Errors
    /// Which ones there are.
    pub(super) fn check_known(
        &self,
        name: &str,
        known: &[String],
        kind: &str,
    ) -> Result<(), String> {
        if known.iter().any(|one| one == name) {
            return Ok(());
        }
        let list = listed(known);
        let key = match (known, name) {
            ([], "") => "none-yet",
            ([], _) => "none",
            (_, "") => "one-needed",
            _ => "unknown",
        };
        let args = [("name", name), ("known", &list), ("kind", kind), ("at", &self.at)];
        Err(self.texts.get(&format!("commands.new-{key}"), &args))
    }
}

/// Names one after another, the first of many.
pub(super) fn listed(names: &[String]) -> String {
    const SHOWN: usize = 20;
    let mut list = names.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN {
        list.push_str(" …");
    }
    list
}

/// Writes a new file with the folders above it; never one that exists.
///
/// # Errors
/// The path, and what the system says or that it is taken.
pub(super) fn create(path: &Path, text: &str, texts: &Texts) -> Result<()> {
    if !files::create(path, text)? {
        let path = path.display().to_string();
        bail!(texts.get("commands.new-taken", &[("path", &path)]));
    }
    Ok(())
}

fn entries(folder: &Path) -> impl Iterator<Item = String> {
    let listed = fs::read_dir(folder).into_iter().flatten().flatten();
    listed.filter_map(|entry| entry.file_name().into_string().ok())
}

fn folders(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        entries(folder).filter(|name| folder.join(name).is_dir()).collect();
    names.sort();
    names
}
