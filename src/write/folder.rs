//! A site into its folder.
//!
//! Nothing of the old site is touched before every file of the new one exists. A first build becomes
//! the folder with one rename; a later one puts what differs aside and moves it into place at the end.

use crate::render::Content;
use crate::write::Job;
use crate::write::manifest::{Entry, MANIFEST, Manifest};
use anyhow::{Context as _, Result, bail};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// What a build did to the folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files that are new or differ.
    pub written: usize,
    /// Files that were there already, byte for byte.
    pub unchanged: usize,
    /// Files of the last build that are no longer part of the site.
    pub removed: usize,
    /// Files of the last build that somebody changed since, and that were left where they are.
    pub kept: Vec<String>,
    /// Bytes of the whole site.
    pub bytes: u64,
}

/// Writes a site into `dir`.
///
/// # Errors
/// Where `dir` holds something that Fichero did not write, a content cannot be made, or the disk
/// refuses. The old site is then as it was.
pub fn sync(dir: &Path, job: &Job<'_>) -> Result<Changes> {
    let old = Manifest::read(dir);
    if old.is_none() && !is_empty(dir)? {
        bail!(crate::write::Foreign(dir.to_owned()));
    }
    let aside = Aside::new(dir)?;
    let fresh = old.is_none();
    let outcomes: Vec<Result<Outcome>> = (0..job.paths.len())
        .into_par_iter()
        .with_min_len(16)
        .map_init(String::new, |last_folder, i| {
            let outcome = put_aside(dir, &aside, job, i, fresh, last_folder);
            (job.done)();
            outcome
        })
        .collect();
    let mut changes = Changes::default();
    let mut entries = Vec::with_capacity(outcomes.len());
    let mut differing = Vec::new();
    for (i, outcome) in outcomes.into_iter().enumerate() {
        let outcome = outcome.with_context(|| job.paths[i].to_owned())?;
        changes.bytes += outcome.entry.size;
        entries.push(outcome.entry);
        if outcome.written {
            differing.push(job.paths[i]);
        } else {
            changes.unchanged += 1;
        }
    }
    let manifest = Manifest::write(job.commit, &job.paths, &entries);
    changes.written = differing.len();
    changes.bytes += manifest.len() as u64;
    if let Some(old) = old {
        if let Some(path) = foreign(dir, &old, &differing) {
            bail!(crate::write::Foreign(dir.join(path)));
        }
        prune(dir, &old, &job.paths, &mut changes)?;
        place(dir, &aside, &differing)?;
        write_manifest(dir, &aside, &manifest)?;
    } else {
        write_file(&aside.path.join(MANIFEST), &manifest)?;
        become_the_folder(dir, aside)?;
    }
    Ok(changes)
}

struct Outcome {
    entry: Entry,
    written: bool,
}

/// Makes one content and, unless the folder has it already, writes it aside.
fn put_aside(
    dir: &Path,
    aside: &Aside,
    job: &Job<'_>,
    i: usize,
    fresh: bool,
    last_folder: &mut String,
) -> Result<Outcome> {
    let path = job.paths[i];
    let content = (job.content)(i)?;
    let present = dir.join(path);
    let target = aside.path.join(path);
    if !fresh && same(&present, &content)? {
        return Ok(Outcome { entry: entry(&content)?, written: false });
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    // Paths come sorted: most files lie in the folder of the one before.
    if folder != last_folder.as_str() {
        fs::create_dir_all(aside.path.join(folder))?;
        folder.clone_into(last_folder);
    }
    match &content {
        Content::Bytes(bytes) => write_file(&target, bytes)?,
        Content::File(from) => copy(from, &target)?,
    }
    let entry = match &content {
        Content::Bytes(bytes) => Entry::of(bytes),
        // What was copied counts, even if the original changes meanwhile.
        Content::File(_) => Entry::of_file(&target)?,
    };
    Ok(Outcome { entry, written: true })
}

fn entry(content: &Content) -> Result<Entry> {
    match content {
        Content::Bytes(bytes) => Ok(Entry::of(bytes)),
        Content::File(path) => Entry::of_file(path),
    }
}

/// Whether a file has this content already. A link in its place is not that file.
fn same(present: &Path, content: &Content) -> Result<bool> {
    let Ok(metadata) = fs::symlink_metadata(present) else { return Ok(false) };
    if !metadata.is_file() {
        return Ok(false);
    }
    match content {
        Content::Bytes(bytes) => {
            Ok(metadata.len() == bytes.len() as u64 && fs::read(present)? == *bytes)
        }
        Content::File(from) => {
            let original = fs::metadata(from).with_context(|| format!("{}", from.display()))?;
            Ok(metadata.len() == original.len() && equal_files(present, from)?)
        }
    }
}

fn equal_files(a: &Path, b: &Path) -> io::Result<bool> {
    let mut a = io::BufReader::new(fs::File::open(a)?);
    let mut b = io::BufReader::new(fs::File::open(b)?);
    let (mut left, mut right) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        let read = a.read(&mut left)?;
        if read == 0 {
            return Ok(b.read(&mut right)? == 0);
        }
        if b.read_exact(&mut right[..read]).is_err() || left[..read] != right[..read] {
            return Ok(false);
        }
    }
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let write = || fs::File::create(path)?.write_all(bytes);
    write().with_context(|| format!("{}", path.display()))
}

/// Copies bytes only: rights and times of the original are its own affair.
fn copy(from: &Path, to: &Path) -> Result<()> {
    let copy = || io::copy(&mut fs::File::open(from)?, &mut fs::File::create(to)?);
    copy().map(drop).with_context(|| format!("{} → {}", from.display(), to.display()))
}

/// A file in the way that no build of Fichero put there.
fn foreign<'p>(dir: &Path, old: &Manifest, differing: &[&'p str]) -> Option<&'p str> {
    let stranger = |path: &&&str| {
        !old.files.contains_key(**path) && fs::symlink_metadata(dir.join(path)).is_ok()
    };
    differing.iter().find(stranger).copied()
}

/// Deletes what the last build wrote and this one does not, unless somebody changed it since.
fn prune(dir: &Path, old: &Manifest, paths: &[&str], changes: &mut Changes) -> Result<()> {
    let mut folders = BTreeSet::new();
    for (path, recorded) in &old.files {
        if paths.binary_search(&path.as_str()).is_ok() || !is_ours(path) {
            continue;
        }
        let file = dir.join(path);
        if fs::symlink_metadata(&file).is_err() {
            continue;
        }
        if Entry::of_file(&file).is_ok_and(|entry| recorded.is(&entry)) {
            fs::remove_file(&file).with_context(|| format!("{}", file.display()))?;
            changes.removed += 1;
            folders.extend(Path::new(path).ancestors().skip(1).map(Path::to_owned));
        } else {
            changes.kept.push(path.clone());
        }
    }
    // Deepest first; a folder that still holds something stays.
    for folder in folders.iter().rev().filter(|folder| !folder.as_os_str().is_empty()) {
        let _ = fs::remove_dir(dir.join(folder));
    }
    Ok(())
}

/// A manifest is a file like any other: what it says must not lead out of the folder.
fn is_ours(path: &str) -> bool {
    let plain = |part: std::path::Component<'_>| matches!(part, std::path::Component::Normal(_));
    !path.is_empty() && Path::new(path).components().all(plain)
}

/// Moves what differs into place.
fn place(dir: &Path, aside: &Aside, differing: &[&str]) -> Result<()> {
    for path in differing {
        let to = dir.join(path);
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).with_context(|| format!("{}", folder.display()))?;
        }
        fs::rename(aside.path.join(path), &to).with_context(|| format!("{}", to.display()))?;
    }
    Ok(())
}

/// The manifest comes last: it vouches for all the rest.
fn write_manifest(dir: &Path, aside: &Aside, manifest: &[u8]) -> Result<()> {
    let to = dir.join(MANIFEST);
    if fs::read(&to).is_ok_and(|present| present == manifest) {
        return Ok(());
    }
    let from = aside.path.join(MANIFEST);
    write_file(&from, manifest)?;
    fs::rename(&from, &to).with_context(|| format!("{}", to.display()))
}

/// The site of a first build: what was put aside becomes the folder.
fn become_the_folder(dir: &Path, aside: Aside) -> Result<()> {
    if dir.exists() {
        fs::remove_dir(dir).with_context(|| format!("{}", dir.display()))?;
    }
    fs::rename(&aside.path, dir).with_context(|| format!("{}", dir.display()))?;
    aside.keep();
    Ok(())
}

fn is_empty(dir: &Path) -> Result<bool> {
    match fs::read_dir(dir) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error).with_context(|| format!("{}", dir.display())),
    }
}

/// A folder beside the site's, on the same file system, that goes away unless it is kept.
struct Aside {
    path: PathBuf,
    kept: bool,
}

impl Aside {
    fn new(dir: &Path) -> Result<Self> {
        let dir = std::path::absolute(dir)?;
        let (Some(parent), Some(name)) = (dir.parent(), dir.file_name()) else {
            bail!("{}", dir.display());
        };
        let path = parent.join(format!(".{}.fichero", name.to_string_lossy()));
        // What an interrupted build left.
        if path.exists() {
            fs::remove_dir_all(&path).with_context(|| format!("{}", path.display()))?;
        }
        fs::create_dir_all(&path).with_context(|| format!("{}", path.display()))?;
        Ok(Self { path, kept: false })
    }

    fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        if !self.kept {
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}
