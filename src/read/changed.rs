//! What changed in a catalogue since it was read, and what has to be read again for it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;
use std::ops::Bound;
use std::path::Path;
use std::time::SystemTime;

use crate::read::walk::{Found, Task, TaskKind};

/// What may have changed in a catalogue since it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// Nobody knows: every folder is looked through, and what looks changed is read.
    Everything,
    /// These files or folders, by their paths from the portal's folder.
    Paths(BTreeSet<String>),
}

impl Changed {
    /// Whether a task's files are named, whatever their times say: one may have been written again
    /// within a step of the clock.
    pub(super) fn names(&self, task: &Task) -> bool {
        let Self::Paths(paths) = self else { return false };
        if paths.contains(&task.file) {
            return true;
        }
        let folder = task.folder();
        match &task.kind {
            TaskKind::Dataset { .. } => {
                let first = format!("{folder}/");
                let next = paths.range::<str, _>((Bound::Included(&*first), Bound::Unbounded));
                next.into_iter().next().is_some_and(|path| path.starts_with(&first))
            }
            TaskKind::Organization { .. } => paths.contains(&format!("{folder}/members.yaml")),
            _ => false,
        }
    }
}

/// What tells that a file may have changed: its size and when it was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stamp {
    size: u64,
    written: Option<SystemTime>,
}

impl Stamp {
    pub(super) fn new(metadata: &Metadata) -> Self {
        Self { size: metadata.len(), written: metadata.modified().ok() }
    }

    /// Of what lies at a path; none where that is no file.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let metadata = path.symlink_metadata().ok().filter(Metadata::is_file)?;
        Some(Self::new(&metadata))
    }

    /// Bytes of the file.
    pub(super) fn size(self) -> u64 {
        self.size
    }
}

impl Task {
    /// The folder of its file.
    fn folder(&self) -> &str {
        self.file.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Whether a path is one of the files that the record is made of.
    fn has(&self, path: &str) -> bool {
        if path == self.file {
            return true;
        }
        let inside = path.strip_prefix(self.folder()).and_then(|rest| rest.strip_prefix('/'));
        match (inside, &self.kind) {
            (Some(inside), TaskKind::Dataset { data, .. }) => {
                data.iter().any(|data| data.path == inside)
            }
            (Some("members.yaml"), TaskKind::Organization { members, .. }) => members.is_some(),
            _ => false,
        }
    }

    /// Whether one of its files lies below a folder.
    fn has_below(&self, folder: &str) -> bool {
        let data = match &self.kind {
            TaskKind::Dataset { data, .. } => data.as_slice(),
            _ => &[],
        };
        is_below(&self.file, folder)
            || data.iter().any(|data| is_below(&format!("{}/{}", self.folder(), data.path), folder))
    }

    /// The same with the stamps that its files have now; none where one is not there any more.
    fn restamped(&self, root: &Path) -> Option<Self> {
        let mut task = self.clone();
        task.stamp = Stamp::of(&root.join(&self.file))?;
        let folder = root.join(self.folder());
        match &mut task.kind {
            TaskKind::Dataset { data, .. } => {
                for data in data {
                    data.stamp = Stamp::of(&folder.join(&data.path))?;
                }
            }
            TaskKind::Organization { members: Some(members), .. } => {
                *members = Stamp::of(&folder.join("members.yaml"))?;
            }
            _ => {}
        }
        Some(task)
    }
}

/// Whether a path is a folder or in it.
fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// More changed paths are not looked at one by one.
const MOST_PATHS: usize = 200;

impl Found {
    /// The tasks whose files changed, by their places, as they are now, where nothing else did; none
    /// where all folders have to be walked. What is hidden, and what has come and gone, is nothing.
    pub(super) fn patches(&self, root: &Path, changed: &Changed) -> Option<BTreeMap<usize, Task>> {
        let Changed::Paths(paths) = changed else { return None };
        if paths.len() > MOST_PATHS {
            return None;
        }
        let mut patches = BTreeMap::new();
        for path in paths {
            let hidden = path.split('/').any(|name| name.starts_with('.'));
            if hidden || path == "catalog/portal.yaml" {
                continue;
            }
            if let Some(at) = self.tasks.iter().position(|task| task.has(path)) {
                patches.insert(at, self.tasks[at].restamped(root)?);
            } else if root.join(path).symlink_metadata().is_ok() || self.has_below(path) {
                // Something new, or a folder that took what was in it along.
                return None;
            }
        }
        Some(patches)
    }

    /// Whether something was found below a path, or told of it.
    fn has_below(&self, path: &str) -> bool {
        self.tasks.iter().any(|task| task.has_below(path))
            || self.problems.iter().any(|problem| is_below(&problem.file, path))
    }
}
