//! What a catalogue was at another commit, as far as it is different now.

use crate::git::running::Running;
use crate::git::{answer, git};
use crate::read::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// More changed files than these are not told apart: everything has changed then.
const MOST_CHANGES: usize = 100_000;

/// A command line holds only so many paths.
const MOST_ARGUMENTS: usize = 500;

/// How long a question may take.
const LIMIT: Duration = Duration::from_mins(2);

/// A commit that the present state is compared with.
#[derive(Clone, Debug)]
pub struct Base {
    root: PathBuf,
    /// Its hash.
    pub commit: String,
}

/// Which state differs from a commit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// The files as they are in the folder.
    #[default]
    Folder,
    /// What is staged for the next commit.
    Staged,
}

/// A file of the catalogue that differs, by its path from the portal's folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Its path now, or the one it had where it is gone.
    pub path: String,
    /// The path it had, where that was another one.
    pub was: Option<String>,
}

/// A file of the catalogue as a commit has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Path from the portal's folder.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// Whether it is a file: links and submodules are not.
    pub is_file: bool,
}

impl Base {
    /// The commit at which the present one left `reference`; `reference` itself where their common
    /// history is not there. None where git knows no such commit.
    pub fn of(root: &Path, reference: &str) -> Option<Self> {
        let name = format!("{reference}^{{commit}}");
        let commit =
            answer(root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &name])?;
        let fork = answer(root, &["merge-base", &commit, "HEAD"]).filter(|fork| !fork.is_empty());
        Some(Self { root: root.to_owned(), commit: fork.unwrap_or(commit) })
    }

    /// The files of the catalogue that differ from the commit, those included that git does not know
    /// yet where they are those of the folder; none where git cannot tell, or where there are too many.
    pub fn changed(&self, state: State) -> Option<Vec<Changed>> {
        let mut diff = vec![
            "diff",
            "--name-status",
            "-z",
            "--find-renames",
            "-l2000",
            "--no-ext-diff",
            "--no-textconv",
            "--ignore-submodules=all",
            "--relative",
        ];
        if state == State::Staged {
            diff.push("--cached");
        }
        diff.extend([self.commit.as_str(), "--", "catalog"]);
        let others = ["ls-files", "--others", "--exclude-standard", "-z", "--", "catalog"];
        let others = || match state {
            // What is not staged is no part of it.
            State::Staged => Some(Vec::new()),
            State::Folder => self.fields(&others),
        };
        let (diff, others) = rayon::join(|| self.fields(&diff), others);
        let (mut fields, others) = (diff?.into_iter(), others?);
        let mut changed = Vec::new();
        while let Some(status) = fields.next() {
            let first = fields.next()?;
            let moved = status.starts_with(['R', 'C']);
            changed.push(match moved.then(|| fields.next()).flatten() {
                Some(path) => {
                    Changed { path, was: Some(first).filter(|_| status.starts_with('R')) }
                }
                None => Changed { path: first, was: None },
            });
        }
        changed.extend(others.into_iter().map(|path| Changed { path, was: None }));
        (changed.len() <= MOST_CHANGES).then_some(changed)
    }

    /// The commit's files below some paths (files, or folders with all in them).
    pub fn entries(&self, paths: &[String]) -> Option<Vec<Entry>> {
        let mut args = vec!["ls-tree", "-r", "-l", "-z", &self.commit, "--"];
        if paths.len() > MOST_ARGUMENTS {
            args.push("catalog/");
        } else {
            args.extend(paths.iter().map(String::as_str));
        }
        let fields = self.fields(&args)?;
        Some(fields.iter().filter_map(|field| entry(field)).collect())
    }

    /// The contents of files, each at most `most` bytes; larger ones and those that are not there
    /// are left out.
    pub fn contents(&self, paths: &[&str], most: u64) -> Option<BTreeMap<String, Vec<u8>>> {
        let mut batch = Running::start(git(&self.root, &["cat-file", "--batch"]), LIMIT)?;
        let mut contents = BTreeMap::new();
        for path in paths {
            let name = format!("{}:./{path}", self.commit);
            if let Some(bytes) = batch.object(&name, most).ok()? {
                contents.insert((*path).to_owned(), bytes);
            }
        }
        Some(contents)
    }

    /// Pours files into those that `open` makes for them, each at most `most` bytes; larger ones and
    /// those that are not there are left empty. None where git cannot tell; the error is that of
    /// `open`.
    ///
    /// # Errors
    /// Whatever `open` says.
    pub fn pour<W: Write, E>(
        &self,
        paths: &BTreeSet<String>,
        most: u64,
        mut open: impl FnMut(&str) -> Result<W, E>,
    ) -> Option<Result<(), E>> {
        let mut batch = Running::start(git(&self.root, &["cat-file", "--batch"]), LIMIT)?;
        for path in paths {
            let mut file = match open(path) {
                Ok(file) => file,
                Err(error) => return Some(Err(error)),
            };
            let name = format!("{}:./{path}", self.commit);
            batch.pour(&name, most, &mut file).ok()?;
        }
        Some(Ok(()))
    }

    /// The answer to a question in fields that zero bytes end.
    fn fields(&self, args: &[&str]) -> Option<Vec<String>> {
        let output = git(&self.root, args).output().ok().filter(|out| out.status.success())?;
        let fields = output.stdout.split(|byte| *byte == 0).filter(|field| !field.is_empty());
        Some(fields.map(|field| String::from_utf8_lossy(field).into_owned()).collect())
    }
}

/// `100644 blob <hash> <size>\t<path>`.
fn entry(field: &str) -> Option<Entry> {
    let (head, path) = field.split_once('\t')?;
    let mut words = head.split_whitespace();
    let mode = words.next()?;
    let size = words.nth(2)?.parse().unwrap_or(0);
    Some(Entry { path: path.to_owned(), size, is_file: mode.starts_with("100") })
}

/// A folder from the top of its repository, with `/` at its end; empty where it is the top or where
/// there is no repository.
pub fn prefix(root: &Path) -> String {
    answer(root, &["rev-parse", "--show-prefix"]).unwrap_or_default()
}

/// When the commit that is checked out was made.
pub fn time_of_head(root: &Path) -> Option<Timestamp> {
    let seconds = answer(root, &["log", "-1", "--format=%ct"])?;
    seconds.parse().ok().and_then(Timestamp::from_unix)
}
