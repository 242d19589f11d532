//! What happened to the datasets of a catalogue, commit by commit, and what their files said then.

use crate::git::running::Running;
use crate::git::{answer, dataset_folder, git, log_of_catalog};
use crate::read::{Timestamp, yaml};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

/// More changes than these are not looked at, the newest first.
const MOST_CHANGES: usize = 500_000;

/// A path or a header longer than this is none of a catalogue's.
const LONGEST_FIELD: u64 = 1 << 14;

/// The file that says what a dataset is.
pub const RECORDS: [&str; 2] = ["dataset.yaml", "dataset.md"];

/// How long the history may take to read.
const LOG_LIMIT: Duration = Duration::from_secs(30);

/// How long the files of one question may take to read.
const FILES_LIMIT: Duration = Duration::from_secs(5);

/// How many bytes of files are read for one question.
const MOST_BYTES: u64 = 32 << 20;

/// The history of a portal's folder: read when somebody asks for it, and once.
#[derive(Debug, Default)]
pub struct Changes {
    root: Option<PathBuf>,
    log: OnceLock<Log>,
}

/// What happened, newest first.
#[derive(Debug, Default)]
pub struct Log {
    /// The commits that changed datasets.
    pub commits: Vec<Commit>,
    /// Folders of datasets, from the portal's folder with `/`.
    pub folders: Vec<String>,
    /// Newest first: a dataset in a commit each.
    pub changes: Vec<Change>,
}

/// A commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Its hash.
    pub hash: String,
    /// When it was committed.
    pub time: Timestamp,
    /// The author's name: whatever looks like a mail address is cut at its `@`.
    pub author: String,
}

/// A dataset that a commit changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Index of the commit.
    pub commit: u32,
    /// Index of the folder.
    pub folder: u32,
    /// Whether its file was not there before.
    pub is_new: bool,
}

impl Changes {
    /// Of the portal in `root`.
    pub fn of(root: &Path) -> Self {
        Self { root: Some(root.to_owned()), log: OnceLock::new() }
    }

    /// What happened; nothing where there is no history or no git.
    pub fn log(&self) -> &Log {
        self.log.get_or_init(|| self.root.as_deref().and_then(log).unwrap_or_default())
    }

    /// The files as commits had them.
    pub fn files(&self) -> Files<'_> {
        Files { root: self.root.as_deref(), batch: None, left: MOST_BYTES }
    }
}

/// Reads files as commits had them, until time or bytes are used up.
pub struct Files<'a> {
    root: Option<&'a Path>,
    /// None before the first file.
    batch: Option<Running>,
    left: u64,
}

impl Files<'_> {
    /// A file as a commit had it, its path being from the portal's folder; none where it had none.
    pub fn read(&mut self, commit: &str, path: &str) -> Option<Vec<u8>> {
        if self.is_used_up() {
            return None;
        }
        if self.batch.is_none() {
            let command = git(self.root?, &["cat-file", "--batch"]);
            self.batch = Running::start(command, FILES_LIMIT);
        }
        let most = self.left.min(yaml::LARGEST as u64);
        let name = format!("{commit}:./{path}");
        let found = self.batch.as_mut().map_or(Err(()), |batch| batch.object(&name, most));
        let Ok(found) = found else {
            self.left = 0;
            return None;
        };
        self.left -= found.as_ref().map_or(0, |bytes| bytes.len() as u64);
        found
    }

    /// Whether nothing more can be read.
    pub fn is_used_up(&self) -> bool {
        self.left == 0
    }
}

/// Newest first, without what the commits at which a history is cut off bring: nobody knows what was
/// before them.
fn log(root: &Path) -> Option<Log> {
    let shallow =
        answer(root, &["rev-parse", "--is-shallow-repository"]).as_deref() == Some("true");
    let shown = ["--name-status", "--format=%x01%H%x02%ct%x02%P%x02%an"];
    let mut running = Running::start(log_of_catalog(root, &shown), LOG_LIMIT)?;
    let mut gathered = Gathered { shallow, ..Gathered::default() };
    let mut status = Vec::new();
    while let Some(field) = running.field(LONGEST_FIELD) {
        let text = String::from_utf8_lossy(&field);
        // Between a commit's header and its first change git puts a line break.
        let text = text.trim_start_matches('\n');
        if let Some(header) = text.strip_prefix('\u{1}') {
            gathered.commit(header);
        } else if status.is_empty() {
            status = text.as_bytes().to_vec();
        } else {
            gathered.file(&status, text);
            status.clear();
        }
        if gathered.log.changes.len() >= MOST_CHANGES {
            return Some(gathered.log);
        }
    }
    running.finish();
    // What was read before the time was over is true as far as it goes.
    Some(gathered.log)
}

#[derive(Default)]
struct Gathered {
    log: Log,
    shallow: bool,
    folders: BTreeMap<String, u32>,
    /// The commit that is read, and where its changes begin; none where it is passed over.
    current: Option<(Commit, usize)>,
    /// Whether the dataset that is read had a file before.
    was_there: bool,
}

impl Gathered {
    fn commit(&mut self, header: &str) {
        let mut parts = header.splitn(4, '\u{2}');
        let mut part = || parts.next().unwrap_or_default();
        let (hash, time, parents, author) = (part(), part(), part(), part());
        let is_cut = self.shallow && parents.is_empty();
        let time = time.parse().ok().and_then(Timestamp::from_unix);
        self.current = time.filter(|_| !is_cut).map(|time| {
            let author = author.split('@').next().unwrap_or_default().trim().to_owned();
            (Commit { hash: hash.to_owned(), time, author }, self.log.changes.len())
        });
    }

    /// The files of a commit come sorted, those of a folder one after the other.
    fn file(&mut self, status: &[u8], path: &str) {
        let (Some((commit, start)), Some(folder)) = (&self.current, dataset_folder(path)) else {
            return;
        };
        let folder = self.folders.get(folder).copied().unwrap_or_else(|| {
            let at = u32::try_from(self.log.folders.len()).unwrap_or(u32::MAX);
            self.folders.insert(folder.to_owned(), at);
            self.log.folders.push(folder.to_owned());
            at
        });
        let log = &mut self.log;
        if log.changes.len() == *start {
            log.commits.push(commit.clone());
        }
        if log.changes[*start..].last().is_none_or(|last| last.folder != folder) {
            let commit = u32::try_from(log.commits.len() - 1).unwrap_or(u32::MAX);
            log.changes.push(Change { commit, folder, is_new: false });
            self.was_there = false;
        }
        let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
        let Some(change) = log.changes.last_mut().filter(|_| RECORDS.contains(&name)) else {
            return;
        };
        // Another ending of the file's name makes no new dataset.
        self.was_there |= !status.starts_with(b"A");
        change.is_new = !self.was_there;
    }
}
