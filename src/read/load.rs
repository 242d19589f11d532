//! A portal's folder → everything its catalogue says.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;
use rayon::prelude::*;

use crate::read::changed::{Changed, Stamp};
use crate::read::folder::Folder;
use crate::read::walk::{self, CATALOG, Found, Task, TaskKind};
use crate::read::{Dataset, Loaded, NewsPost, Organization, Page, Portal, Profile, Tombstone};
use crate::read::{files, organization, profile, tombstone};
use crate::report::{Diagnostic, Severity, Source};

/// The file that is read before all others.
const PORTAL: &str = "catalog/portal.yaml";

/// What one file came to.
#[derive(Clone, Debug)]
enum Record {
    Organization(Organization),
    Group(Organization),
    Dataset(Arc<Dataset>),
    Page(Page),
    News(NewsPost),
    Tombstones(Vec<Tombstone>),
    /// A dataset whose file could not be read: file and name; its problems are told.
    Unreadable(String, String),
    /// The file could not be read; its problems are told.
    Nothing,
}

/// Reads the catalogue below `root`: the same answer whatever the number of threads.
///
/// # Errors
/// Where there is no catalogue, or one of its folders cannot be read. What is wrong in a file is
/// a diagnostic instead.
pub fn load(root: &Path) -> anyhow::Result<Loaded> {
    let mut reader = Reader::new(root);
    reader.read(&Changed::Everything)?;
    Ok(reader.loaded())
}

/// As [`load`], with those datasets whole whose files `whole` names. Of the others only what datasets
/// are compared by is sure to be there, and no problem of theirs is told.
///
/// # Errors
/// As for [`load`].
pub fn load_around(root: &Path, whole: &(dyn Fn(&str) -> bool + Sync)) -> anyhow::Result<Loaded> {
    let mut reader = Reader::new(root);
    reader.read_around(&Changed::Everything, Some(whole))?;
    Ok(reader.loaded())
}

/// Reads a catalogue again and again: what a file came to is kept until the file changes.
#[derive(Debug)]
pub struct Reader {
    root: PathBuf,
    /// `portal.yaml` as it was read last; none before.
    portal: Option<Result<Source, Diagnostic>>,
    /// The profile of the portal's own that it names, as it was read last; none where there is none.
    profile: Option<Result<Source, Diagnostic>>,
    /// What both say, and what is wrong with `portal.yaml`.
    decoded: (Portal, Vec<Diagnostic>),
    found: Found,
    /// What each task came to.
    kept: Vec<Kept>,
}

/// What a task came to.
#[derive(Clone, Debug)]
struct Kept {
    record: Record,
    problems: Vec<Diagnostic>,
    /// How many files were read.
    files: usize,
}

impl Reader {
    /// Of the portal in `root`. Nothing is read yet.
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            portal: None,
            profile: None,
            decoded: (Portal::default(), Vec::new()),
            found: Found::default(),
            kept: Vec::new(),
        }
    }

    /// Reads what changed, and tells whether anything is as it was not before.
    ///
    /// # Errors
    /// As for [`load`]. What was read before is kept.
    pub fn read(&mut self, changed: &Changed) -> anyhow::Result<bool> {
        self.read_around(changed, None)
    }

    fn read_around(
        &mut self,
        changed: &Changed,
        whole: Option<&(dyn Fn(&str) -> bool + Sync)>,
    ) -> anyhow::Result<bool> {
        check_places(&self.root)?;
        let source = files::source(&self.root, PORTAL).map_err(|problem| *problem);
        let decoded = decoded(&source);
        let profile = own_profile(&self.root, &decoded.0);
        // What is read of all others depends on these two.
        let anew = self.portal.as_ref() != Some(&source) || self.profile != profile;
        if !anew && let Some(patches) = self.found.patches(&self.root, changed) {
            return Ok(self.patch(patches));
        }
        let found = walk::walk(&self.root)?;
        let kept = if anew { Vec::new() } else { self.still_true(&found, changed) };
        if !anew && found == self.found && kept.iter().all(Option::is_some) {
            return Ok(false);
        }
        self.decoded = decoded;
        if let (Some(source), Some(name)) = (&profile, &self.decoded.0.profile_named) {
            let own = source.as_ref().ok().and_then(|s| Profile::decode(s, &name.value).0);
            let own = own.unwrap_or_else(|| Profile::broken(&name.value));
            self.decoded.0.follow(Arc::new(own));
        }
        self.portal = Some(source);
        self.profile = profile;
        let kept = match whole {
            Some(whole) => self.skimmed(&found, whole),
            None => kept,
        };
        self.read_rest(found, kept);
        Ok(true)
    }

    /// Reads tasks again, by their places.
    fn patch(&mut self, patches: BTreeMap<usize, Task>) -> bool {
        let changed = !patches.is_empty();
        for (at, task) in patches {
            self.kept[at] = read(&self.root, &task, &self.decoded.0);
            self.found.tasks[at] = task;
        }
        changed
    }

    /// Everything that was read.
    pub fn loaded(&self) -> Loaded {
        let (portal, problems) = self.decoded.clone();
        let files = usize::from(matches!(self.portal, Some(Ok(_))));
        let mut loaded = Loaded { portal, diagnostics: problems, files, ..Loaded::default() };
        loaded.diagnostics.extend(self.found.problems.iter().cloned());
        loaded.diagnostics.extend(self.unknown_profile());
        loaded.gather(&self.kept);
        loaded.sort();
        loaded
    }

    /// Tells that there is no profile with the name that `portal.yaml` says.
    fn unknown_profile(&self) -> Option<Diagnostic> {
        let name = self.decoded.0.profile_named.as_ref()?;
        let Some(Ok(source)) = &self.portal else { return None };
        if self.profile.is_some() || Profile::shipped(&name.value).is_some() {
            return None;
        }
        let own = self.found.tasks.iter().filter_map(|task| match &task.kind {
            TaskKind::Profile { name } => Some(name.as_str()),
            _ => None,
        });
        let mut words: Vec<&str> = profile::SHIPPED.map(|(name, _)| name).to_vec();
        words.extend(own);
        words.sort_unstable();
        words.dedup();
        let problem = Diagnostic::at(Severity::Error, "profile-unknown", source, name.span);
        Some(problem.with("name", &name.value).with("words", words.join(", ")))
    }

    /// What is kept for each task, none where its files may have changed.
    fn still_true(&self, found: &Found, changed: &Changed) -> Vec<Option<Kept>> {
        let mut kept: HashMap<&str, (&Task, &Kept)> = self
            .found
            .tasks
            .iter()
            .zip(&self.kept)
            .map(|(task, kept)| (task.file.as_str(), (task, kept)))
            .collect();
        let tasks = found.tasks.iter().map(|task| {
            let (old, kept) = kept.remove(task.file.as_str())?;
            let same = old == task && !changed.names(task);
            same.then(|| kept.clone())
        });
        tasks.collect()
    }

    /// What can be skimmed, none where a task has to be read whole.
    fn skimmed(&self, found: &Found, whole: &(dyn Fn(&str) -> bool + Sync)) -> Vec<Option<Kept>> {
        let skim = |task: &Task| {
            let TaskKind::Dataset { name, organization, .. } = &task.kind else { return None };
            if whole(&task.file) || task.file.strip_suffix(".md").is_some() {
                return None;
            }
            let source = files::source(&self.root, &task.file).ok()?;
            let portal = &self.decoded.0;
            let dataset = Dataset::skimmed(&source, name, organization.as_deref(), portal)?;
            let record = Record::Dataset(Arc::new(dataset));
            Some(Kept { record, problems: Vec::new(), files: 1 })
        };
        found.tasks.par_iter().map(skim).collect()
    }

    /// Reads what is not kept.
    fn read_rest(&mut self, found: Found, mut kept: Vec<Option<Kept>>) {
        kept.resize_with(found.tasks.len(), || None);
        let (root, portal) = (&self.root, &self.decoded.0);
        self.kept = found
            .tasks
            .par_iter()
            .zip(kept)
            .map(|(task, kept)| kept.unwrap_or_else(|| read(root, task, portal)))
            .collect();
        self.found = found;
    }
}

/// What `portal.yaml` says; its defaults where it cannot be read.
fn decoded(source: &Result<Source, Diagnostic>) -> (Portal, Vec<Diagnostic>) {
    match source {
        Ok(source) => Portal::decode(source),
        Err(problem) => (Portal::default(), vec![problem.clone()]),
    }
}

/// The portal's own profile with the name that `portal.yaml` says, if there is one. It goes before
/// one of that name that comes along.
fn own_profile(root: &Path, portal: &Portal) -> Option<Result<Source, Diagnostic>> {
    let name = portal.profile_named.as_ref()?;
    let file = format!("{}/{}.yaml", profile::FOLDER, name.value);
    // Along a link nothing is read; that there is one is told by whoever walks the folders.
    if root.join(profile::FOLDER).is_symlink() {
        return None;
    }
    Stamp::of(&root.join(&file))?;
    Some(files::source(root, &file).map_err(|problem| *problem))
}

/// The portal in `root` with the profile it names, for who reads nothing else of it; its defaults
/// where `portal.yaml` cannot be read.
pub fn portal(root: &Path) -> Portal {
    let mut portal = decoded(&files::source(root, PORTAL).map_err(|problem| *problem)).0;
    let own = own_profile(root, &portal).and_then(Result::ok);
    if let (Some(source), Some(name)) = (own, &portal.profile_named)
        && let Some(own) = Profile::decode(&source, &name.value).0
    {
        portal.follow(Arc::new(own));
    }
    portal
}

/// Makes sure that there is a portal, and that it is where it seems to be.
fn check_places(root: &Path) -> anyhow::Result<()> {
    let catalog = root.join(CATALOG);
    if !catalog.join("portal.yaml").is_file() {
        bail!("no {}: run `fichero init` to begin a portal", catalog.join("portal.yaml").display());
    }
    for place in [catalog.clone(), catalog.join("portal.yaml")] {
        if place.is_symlink() {
            bail!("{} is a link: put the thing itself there", place.display());
        }
    }
    Ok(())
}

impl Loaded {
    /// The same with the records and problems of some files as `other` has them.
    #[must_use]
    pub fn with_parts_of(&self, other: Self, from_other: &dyn Fn(&str) -> bool) -> Self {
        fn part<T: Clone>(
            own: &[T],
            other: Vec<T>,
            file: impl Fn(&T) -> &str,
            from_other: &dyn Fn(&str) -> bool,
        ) -> Vec<T> {
            let mut all: Vec<T> =
                own.iter().filter(|item| !from_other(file(item))).cloned().collect();
            all.extend(other.into_iter().filter(|item| from_other(file(item))));
            all
        }
        let tombstones = from_other("catalog/tombstones.yaml");
        let mut all = Self {
            portal: other.portal,
            organizations: part(&self.organizations, other.organizations, |o| &o.file, from_other),
            groups: part(&self.groups, other.groups, |g| &g.file, from_other),
            datasets: part(&self.datasets, other.datasets, |d| &d.file, from_other),
            pages: part(&self.pages, other.pages, |p| &p.file, from_other),
            news: part(&self.news, other.news, |n| &n.file, from_other),
            tombstones: if tombstones { other.tombstones } else { self.tombstones.clone() },
            unreadable: part(&self.unreadable, other.unreadable, |u| &u.0, from_other),
            diagnostics: part(&self.diagnostics, other.diagnostics, |d| &d.file, from_other),
            files: self.files,
        };
        all.sort();
        all
    }

    fn gather(&mut self, kept: &[Kept]) {
        // Growing by doubling would cost as much again as the datasets themselves.
        let datasets = kept.iter().filter(|kept| matches!(kept.record, Record::Dataset(_)));
        self.datasets.reserve_exact(datasets.count());
        for Kept { record, problems, files } in kept {
            self.files += files;
            self.diagnostics.extend(problems.iter().cloned());
            self.add(record.clone());
        }
    }

    fn add(&mut self, record: Record) {
        match record {
            Record::Organization(organization) => self.organizations.push(organization),
            Record::Group(group) => self.groups.push(group),
            Record::Dataset(dataset) => self.datasets.push(dataset),
            Record::Page(page) => self.pages.push(page),
            Record::News(post) => self.news.push(post),
            Record::Tombstones(tombstones) => self.tombstones.extend(tombstones),
            Record::Unreadable(file, name) => self.unreadable.push((file, name)),
            Record::Nothing => {}
        }
    }

    fn sort(&mut self) {
        self.organizations.sort_by(|a, b| a.file.cmp(&b.file));
        self.groups.sort_by(|a, b| a.file.cmp(&b.file));
        self.datasets.sort_by(|a, b| a.file.cmp(&b.file));
        self.unreadable.sort();
        self.pages.sort_by(|a, b| a.file.cmp(&b.file));
        self.news.sort_by(|a, b| a.file.cmp(&b.file));
        self.diagnostics
            .sort_by(|a, b| (&a.file, a.position(), a.code).cmp(&(&b.file, b.position(), b.code)));
    }
}

/// Reads the members beside an organisation's file.
fn add_members(
    root: &Path,
    file: &str,
    organization: Option<&mut Organization>,
    problems: &mut Vec<Diagnostic>,
) {
    match files::source(root, &file.replace("organization.yaml", "members.yaml")) {
        Ok(source) => {
            let (members, found) = organization::members(&source);
            problems.extend(found);
            if let Some(organization) = organization {
                organization.members = members;
            }
        }
        Err(problem) => problems.push(*problem),
    }
}

/// What a task comes to.
fn read(root: &Path, task: &Task, portal: &Portal) -> Kept {
    let source = match files::source(root, &task.file) {
        Ok(source) => source,
        Err(problem) => {
            let record = match &task.kind {
                TaskKind::Dataset { name, .. } => {
                    Record::Unreadable(task.file.clone(), name.clone())
                }
                _ => Record::Nothing,
            };
            return Kept { record, problems: vec![*problem], files: 0 };
        }
    };
    let mut files = 1;
    let (record, problems) = match &task.kind {
        TaskKind::Organization { name, members } => {
            let (mut organization, mut problems) =
                Organization::decode(&source, name, &portal.profile.body);
            if members.is_some() {
                files += 1;
                add_members(root, &task.file, organization.as_mut(), &mut problems);
            }
            (organization.map(Record::Organization), problems)
        }
        TaskKind::Group { name } => {
            let (group, problems) = Organization::decode(&source, name, &portal.profile.body);
            (group.map(Record::Group), problems)
        }
        TaskKind::Dataset { name, organization, data } => {
            let organization = organization.as_deref();
            let (mut dataset, mut found) = Dataset::decode(&source, name, organization, portal);
            if let Some(dataset) = &mut dataset {
                let folder = Folder { root, source: &source, portal, data };
                folder.settle(dataset, &mut found);
            }
            let record = match dataset {
                Some(dataset) => Record::Dataset(Arc::new(dataset)),
                None => Record::Unreadable(task.file.clone(), name.clone()),
            };
            (Some(record), found)
        }
        TaskKind::Page => {
            let (page, problems) = Page::decode(&source);
            (page.map(Record::Page), problems)
        }
        TaskKind::News => {
            let (post, problems) = NewsPost::decode(&source);
            (post.map(Record::News), problems)
        }
        // What it says is read before everything else where the portal names it.
        TaskKind::Profile { name } => (None, Profile::decode(&source, name).1),
        TaskKind::Tombstones => {
            let (tombstones, problems) = tombstone::tombstones(&source);
            (Some(Record::Tombstones(tombstones)), problems)
        }
    };
    Kept { record: record.unwrap_or(Record::Nothing), problems, files }
}
