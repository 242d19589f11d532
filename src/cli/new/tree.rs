//! The folders of a catalogue: which names are taken, where a new file goes.

use crate::read::{node::Node, yaml};
use crate::report::Source;
use crate::text::Texts;
use anyhow::{Context as _, Result, bail};
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// A portal's folder.
pub(super) struct Tree<'t> {
    catalog: PathBuf,
    texts: &'t Texts,
}

impl<'t> Tree<'t> {
    /// The portal in `dir`.
    ///
    /// # Errors
    /// There is none.
    pub(super) fn open(dir: &Path, texts: &'t Texts) -> Result<Self> {
        let catalog = dir.join("catalog");
        if !catalog.join("portal.yaml").is_file() {
            let dir = dir.display().to_string();
            bail!(texts.get("commands.new-no-portal", &[("dir", &dir)]));
        }
        Ok(Self { catalog, texts })
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

    /// Whether `portal.yaml` admits datasets without organisation.
    pub(super) fn allows_unowned(&self) -> bool {
        let Ok(text) = fs::read_to_string(self.catalog.join("portal.yaml")) else { return true };
        let source = Source { path: "catalog/portal.yaml".to_owned(), text };
        let said = yaml::parse(&source).0.as_ref().map(Node::to_json);
        said.is_none_or(|portal| portal["allow_unowned"] != false)
    }

    /// Whether `name` is one that CKAN takes.
    ///
    /// # Errors
    /// Why it is not.
    pub(super) fn check_name(&self, name: &str) -> Result<(), String> {
        let allowed = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '_' | '-');
        let reserved = matches!(name, "new" | "edit" | "search");
        if (2..=100).contains(&name.len()) && name.chars().all(allowed) && !reserved {
            Ok(())
        } else {
            Err(self.texts.get("commands.new-bad-name", &[("name", name)]))
        }
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
        const SHOWN: usize = 12;
        if known.iter().any(|one| one == name) {
            return Ok(());
        }
        let mut list = known.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
        if known.len() > SHOWN {
            list.push_str(" …");
        }
        let key = if known.is_empty() { "none" } else { "unknown" };
        let args = [("name", name), ("known", list.as_str()), ("kind", kind)];
        Err(self.texts.get(&format!("commands.new-{key}"), &args))
    }
}

/// Writes a new file with the folders above it; never one that exists.
///
/// # Errors
/// The path, and what the system says.
pub(super) fn create(path: &Path, text: &str) -> Result<()> {
    let shown = || path.display().to_string();
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(shown)?;
    }
    let mut file =
        OpenOptions::new().write(true).create_new(true).open(path).with_context(shown)?;
    file.write_all(text.as_bytes()).with_context(shown)
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
