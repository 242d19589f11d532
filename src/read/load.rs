//! A portal's folder → everything its catalogue says.

use std::path::Path;

use anyhow::bail;
use rayon::prelude::*;

use crate::read::walk::{self, CATALOG, DataFile, Task, TaskKind};
use crate::read::{Dataset, Loaded, Location, NewsPost, Organization, Page, Portal, Tombstone};
use crate::read::{files, keys, organization, tombstone};
use crate::report::{Diagnostic, Problems, Severity, Source, Span};

/// What one file came to.
enum Record {
    Organization(Organization),
    Group(Organization),
    Dataset(Box<Dataset>),
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
    let catalog = root.join(CATALOG);
    if !catalog.join("portal.yaml").is_file() {
        bail!("no {}: run `fichero init` to begin a portal", catalog.join("portal.yaml").display());
    }
    if catalog.is_symlink() {
        bail!("{} is a link: put the folder itself there", catalog.display());
    }
    let found = walk::walk(root)?;
    let mut loaded = Loaded { diagnostics: found.problems, ..Loaded::default() };
    match files::source(root, &format!("{CATALOG}/portal.yaml")) {
        Ok(source) => {
            loaded.files += 1;
            let (portal, problems) = Portal::decode(&source);
            loaded.portal = portal;
            loaded.diagnostics.extend(problems);
        }
        Err(problem) => loaded.diagnostics.push(*problem),
    }
    let portal = &loaded.portal;
    let records: Vec<(Record, Vec<Diagnostic>, usize)> =
        found.tasks.into_par_iter().map(|task| read(root, task, portal)).collect();
    // Growing by doubling would cost as much again as the datasets themselves.
    let datasets = records.iter().filter(|(record, ..)| matches!(record, Record::Dataset(_)));
    loaded.datasets.reserve_exact(datasets.count());
    for (record, problems, files) in records {
        loaded.files += files;
        loaded.diagnostics.extend(problems);
        loaded.add(record);
    }
    loaded.sort();
    Ok(loaded)
}

impl Loaded {
    fn add(&mut self, record: Record) {
        match record {
            Record::Organization(organization) => self.organizations.push(organization),
            Record::Group(group) => self.groups.push(group),
            Record::Dataset(dataset) => self.datasets.push(*dataset),
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

fn read(root: &Path, task: Task, portal: &Portal) -> (Record, Vec<Diagnostic>, usize) {
    let source = match files::source(root, &task.file) {
        Ok(source) => source,
        Err(problem) => {
            let record = match task.kind {
                TaskKind::Dataset { name, .. } => Record::Unreadable(task.file, name),
                _ => Record::Nothing,
            };
            return (record, vec![*problem], 0);
        }
    };
    let mut files = 1;
    let (record, problems) = match task.kind {
        TaskKind::Organization { name, members } => {
            let (mut organization, mut problems) = Organization::decode(&source, &name);
            if members {
                files += 1;
                let file = task.file.replace("organization.yaml", "members.yaml");
                match files::source(root, &file) {
                    Ok(source) => {
                        let (members, found) = organization::members(&source);
                        problems.extend(found);
                        if let Some(organization) = &mut organization {
                            organization.members = members;
                        }
                    }
                    Err(problem) => problems.push(*problem),
                }
            }
            (organization.map(Record::Organization), problems)
        }
        TaskKind::Group { name } => {
            let (group, problems) = Organization::decode(&source, &name);
            (group.map(Record::Group), problems)
        }
        TaskKind::Dataset { name, organization, data } => {
            let organization = organization.as_deref();
            let (mut dataset, mut found) = Dataset::decode(&source, &name, organization, portal);
            if let Some(dataset) = &mut dataset {
                let folder = Folder { root, source: &source, portal, data: &data };
                folder.settle(dataset, &mut found);
            }
            let record = match dataset {
                Some(dataset) => Record::Dataset(Box::new(dataset)),
                None => Record::Unreadable(task.file.clone(), name),
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
        TaskKind::Tombstones => {
            let (tombstones, problems) = tombstone::tombstones(&source);
            (Some(Record::Tombstones(tombstones)), problems)
        }
    };
    (record.unwrap_or(Record::Nothing), problems, files)
}

/// A dataset's folder and the data files in it.
struct Folder<'a> {
    root: &'a Path,
    source: &'a Source,
    portal: &'a Portal,
    data: &'a [DataFile],
}

impl Folder<'_> {
    /// Finds the file of each resource that names one, and tells of files that none names.
    fn settle(&self, dataset: &mut Dataset, found: &mut Vec<Diagnostic>) {
        let mut problems = Problems::new(self.source);
        if dataset.organization.is_none() && !self.portal.allow_unowned {
            problems.error("dataset-unowned", Span::default()).arg("name", &dataset.name);
        }
        let mut named = vec![false; self.data.len()];
        for resource in &mut dataset.resources {
            let Location::File { path, file } = &mut resource.location else { continue };
            let Some(at) = self.data.iter().position(|data| data.path == path.value) else {
                if crate::read::resource::bad_path(&path.value).is_none() {
                    self.missing(&path.value, path.span, &mut problems);
                }
                continue;
            };
            named[at] = true;
            let data = &self.data[at];
            if data.size > self.portal.largest_file {
                let problem = problems.error("data-file-too-large", path.span);
                problem.arg("path", &data.path).arg("size", data.size);
                problem.arg("limit", self.portal.largest_file);
                continue;
            }
            match files::local(self.root, &self.path_of(data)) {
                Ok(local) => *file = Some(local),
                Err(error) => {
                    let problem = problems.error("data-file-unreadable", path.span);
                    problem.arg("path", &data.path).arg("reason", error);
                }
            }
        }
        found.extend(problems.into_found());
        for (data, _) in self.data.iter().zip(named).filter(|(_, named)| !named) {
            let path = self.path_of(data);
            let problem = Diagnostic::of_file(Severity::Warning, "data-file-orphan", &path);
            found.push(problem.with("path", &data.path).with("file", self.source.file_name()));
        }
    }

    fn path_of(&self, data: &DataFile) -> String {
        let folder = self.source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        format!("{folder}/{}", data.path)
    }

    /// Tells that a file is not there, and which one may have been meant.
    fn missing(&self, path: &str, span: Span, problems: &mut Problems) {
        let problem = problems.error("data-file-missing", span);
        problem.arg("path", path);
        let paths: Vec<&str> = self.data.iter().map(|data| data.path.as_str()).collect();
        let same = paths.iter().copied().find(|p| p.to_lowercase() == path.to_lowercase());
        if let Some(meant) = same.or_else(|| keys::near(path, &paths)) {
            problem.arg("meant", meant).help("data-file-missing-meant-help");
        }
    }
}
