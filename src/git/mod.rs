//! What git knows of the catalogue: when each dataset's folder first and last changed.
//!
//! The `git` command does the work; a portal without git, or without history, is a portal all the same.

mod base;
mod changes;
mod running;
mod staged;

pub use base::{Base, Changed, Entry, State, prefix, time_of_head};
pub use changes::{Change, Changes, Commit, Files, Log, RECORDS};
pub use staged::staged;

use crate::catalog::Dates;
use crate::read::Timestamp;
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What git says of the portal's folder.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// First and last commit of each folder of a dataset.
    pub dates: Dates,
    /// The commit that is checked out; none where the catalogue or a theme differs from it.
    pub commit: Option<String>,
    /// Whether the history is cut off, so that first dates may be too late.
    pub shallow: bool,
    /// Whether there is a history that git could not tell.
    pub unreadable: bool,
}

/// Reads the history below `root` with one `git log`; empty where there is no repository or no git.
pub fn history(root: &Path) -> History {
    let Some(commit) = head(root) else {
        // A repository without any commit has no history to tell.
        let unreadable =
            is_in_repository(root) && answer(root, &["rev-parse", "--git-dir"]).is_none();
        return History { unreadable, ..History::default() };
    };
    let shallow =
        answer(root, &["rev-parse", "--is-shallow-repository"]).as_deref() == Some("true");
    let folders = log(root);
    let unreadable = folders.is_none();
    let dates = Dates { folders: folders.unwrap_or_default() };
    History { dates, commit: is_clean(root).then_some(commit), shallow, unreadable }
}

/// The commit that is checked out; none where there is no repository, no commit or no git.
pub fn head(root: &Path) -> Option<String> {
    answer(root, &["rev-parse", "--verify", "HEAD"])
}

/// Whether git has files at a path below `root`. What is there came with the catalogue, and may be
/// anybody's.
pub fn has(root: &Path, path: &str) -> bool {
    answer(root, &["ls-files", "--", path]).is_some_and(|files| !files.is_empty())
}

/// The repository's own folder, where commits leave their traces.
pub fn folder(root: &Path) -> Option<PathBuf> {
    answer(root, &["rev-parse", "--absolute-git-dir"]).map(PathBuf::from)
}

/// Whether what the site is made of is as the commit has it.
fn is_clean(root: &Path) -> bool {
    const STATUS: [&str; 6] =
        ["status", "--porcelain", "--untracked-files=normal", "--", "catalog", "themes"];
    answer(root, &STATUS).is_some_and(|changed| changed.is_empty())
}

/// Whether a folder or one above it says that it is a repository.
fn is_in_repository(root: &Path) -> bool {
    let root = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
    root.ancestors().any(|folder| folder.join(".git").symlink_metadata().is_ok())
}

/// What a configuration could say otherwise. The repository may be another user's, as in a
/// container, and no program that its configuration names is started.
const SETTINGS: [&str; 8] = [
    "core.quotePath=off",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "log.showSignature=false",
    "log.showRoot=true",
    "log.diffMerges=separate",
    "log.follow=false",
    "safe.directory=*",
];

/// A command in which nothing of the caller's environment or configuration changes the answer.
fn git(root: &Path, args: &[&str]) -> Command {
    let mut command = Command::new("git");
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GIT_") {
            command.env_remove(name);
        }
    }
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    command.env("GIT_TERMINAL_PROMPT", "0").env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C");
    command.env("GIT_NO_REPLACE_OBJECTS", "1");
    command.arg("-C").arg(root);
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    command.args(args).stdin(Stdio::null()).stderr(Stdio::null());
    command
}

fn answer(root: &Path, args: &[&str]) -> Option<String> {
    let output = git(root, args).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}

/// Asks what each commit changed below the catalogue, a merge as one change, the newest first; fields
/// end with a zero byte.
fn log_of_catalog(root: &Path, shown: &[&str]) -> Command {
    const LOG: [&str; 6] = ["log", "--relative", "--first-parent", "-m", "--no-renames", "-z"];
    let mut command = git(root, &LOG);
    command.args(shown).args(["--", "catalog"]);
    command
}

/// Newest commit first: the first time a folder is met is its last change, the last time its first.
fn log(root: &Path) -> Option<BTreeMap<String, (Timestamp, Timestamp)>> {
    let mut log = log_of_catalog(root, &["--name-only", "--format=%x01%ct"]);
    let mut child = log.stdout(Stdio::piped()).spawn().ok()?;
    let mut folders: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    let mut time = 0;
    for field in BufReader::new(child.stdout.take()?).split(0) {
        let field = field.ok()?;
        // Between a commit's header and its first path git puts a line break.
        let field = String::from_utf8_lossy(&field);
        let field = field.trim_start_matches('\n');
        if let Some(seconds) = field.strip_prefix('\u{1}') {
            time = seconds.parse().ok()?;
        } else if let Some(folder) = dataset_folder(field) {
            let entry = folders.entry(folder.to_owned()).or_insert((time, time));
            entry.0 = entry.0.min(time);
            entry.1 = entry.1.max(time);
        }
    }
    child.wait().ok().filter(std::process::ExitStatus::success)?;
    let stamp = |(first, last)| Some((Timestamp::from_unix(first)?, Timestamp::from_unix(last)?));
    Some(folders.into_iter().filter_map(|(folder, times)| Some((folder, stamp(times)?))).collect())
}

/// The folder of the dataset that a path belongs to.
pub(crate) fn dataset_folder(path: &str) -> Option<&str> {
    let depth = if path.starts_with("catalog/organizations/") {
        5
    } else if path.starts_with("catalog/datasets/") {
        3
    } else {
        return None;
    };
    let (end, _) = path.match_indices('/').nth(depth - 1)?;
    let folder = &path[..end];
    (depth == 3 || folder.split('/').nth(3) == Some("datasets")).then_some(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_tells_its_dataset() {
        for (path, folder) in [
            (
                "catalog/organizations/o/datasets/d/a.csv",
                Some("catalog/organizations/o/datasets/d"),
            ),
            ("catalog/datasets/d/dataset.yaml", Some("catalog/datasets/d")),
            ("catalog/organizations/o/organization.yaml", None),
            ("catalog/groups/g.yaml", None),
        ] {
            assert_eq!(dataset_folder(path), folder);
        }
    }
}
