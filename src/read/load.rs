//! A portal's folder → everything its catalogue says.

use std::path::Path;
use std::sync::Arc;

use anyhow::bail;
use rayon::prelude::*;

use crate::read::folder::Folder;
use crate::read::walk::{self, CATALOG, Task, TaskKind};
use crate::read::{Dataset, Loaded, NewsPost, Organization, Page, Portal, Tombstone};
use crate::read::{files, organization, tombstone};
use crate::report::Diagnostic;

/// What one file came to.
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
    let catalog = root.join(CATALOG);
    if !catalog.join("portal.yaml").is_file() {
        bail!("no {}: run `fichero init` to begin a portal", catalog.join("portal.yaml").display());
    }
    for place in [catalog.clone(), catalog.join("portal.yaml")] {
        if place.is_symlink() {
            bail!("{} is a link: put the thing itself there", place.display());
        }
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
                add_members(root, &task.file, organization.as_mut(), &mut problems);
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
                Some(dataset) => Record::Dataset(Arc::new(dataset)),
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
