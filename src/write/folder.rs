//! A site into its folder.
//!
//! Nothing of the old site is touched before every file of the new one exists. A first build becomes
//! the folder with one rename; a later one puts what differs aside and moves it into place at the end.

use crate::render::Content;
use crate::write::aside::Aside;
use crate::write::manifest::{Entry, MANIFEST, Manifest};
use crate::write::{Job, guard};
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
    /// Files that are larger than the host takes, and how large they are.
    pub large: Vec<(String, u64)>,
    /// Bytes of the whole site.
    pub bytes: u64,
}

/// Writes a site into `dir`.
///
/// # Errors
/// Where `dir` holds something that Fichero did not write, a content cannot be made, or the disk
/// refuses. The old site is then as it was.
pub fn sync(dir: &Path, job: &Job<'_>) -> Result<Changes> {
    // Without a slash at the end, which would lead through a link.
    let dir = &*dir.components().collect::<PathBuf>();
    guard::folder(dir)?;
    let old = Manifest::read(dir);
    match &old {
        Some(old) => guard::ways(dir, old, &job.paths)?,
        None if !is_empty(dir)? => bail!(crate::write::Foreign(dir.to_owned())),
        None => {}
    }
    let aside = Aside::new(dir)?;
    fs::create_dir(&aside.path).with_context(|| format!("{}", aside.path.display()))?;
    let made = make(dir, &aside, job, old.is_none())?;
    let manifest = aside.path.join(MANIFEST);
    let size = write_manifest(&manifest, |out| {
        Manifest::write(out, job.commit, &job.paths, &made.entries)
    })?;
    let mut changes = Changes {
        written: made.differing.len(),
        unchanged: job.paths.len() - made.differing.len(),
        large: job.too_large(&made.entries),
        bytes: made.entries.iter().map(|entry| entry.size).sum::<u64>() + size,
        ..Changes::default()
    };
    let Some(old) = old else {
        become_the_folder(dir, &aside)?;
        return Ok(changes);
    };
    guard::files(dir, &old, &made.differing)?;
    if !made.differing.is_empty() {
        let under_way = aside.path.join("under-way.json");
        write_manifest(&under_way, |out| {
            old.under_way(out, &job.paths, &made.entries, &made.differing)
        })?;
        place_manifest(dir, &under_way)?;
    }
    prune(dir, &old, &job.paths, &mut changes)?;
    place(dir, &aside, &made.differing)?;
    place_manifest(dir, &manifest)?;
    Ok(changes)
}

/// What was made aside.
struct Made<'p> {
    /// Of every path.
    entries: Vec<Entry>,
    /// The paths that are to be put in place.
    differing: Vec<&'p str>,
}

/// Makes every content, and writes aside what the folder does not have.
fn make<'p>(dir: &Path, aside: &Aside, job: &Job<'p>, fresh: bool) -> Result<Made<'p>> {
    let outcomes: Vec<Result<Outcome>> = (0..job.paths.len())
        .into_par_iter()
        .with_min_len(16)
        .map_init(String::new, |last_folder, i| {
            let outcome = put_aside(dir, aside, job, i, fresh, last_folder);
            (job.done)();
            outcome
        })
        .collect();
    let mut made = Made { entries: Vec::with_capacity(outcomes.len()), differing: Vec::new() };
    for (path, outcome) in job.paths.iter().copied().zip(outcomes) {
        let outcome = outcome.with_context(|| path.to_owned())?;
        made.entries.push(outcome.entry);
        if outcome.written {
            made.differing.push(path);
        }
    }
    Ok(made)
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

/// Deletes what the last build wrote and this one does not, unless somebody changed it since.
fn prune(dir: &Path, old: &Manifest, paths: &[&str], changes: &mut Changes) -> Result<()> {
    let mut folders = BTreeSet::new();
    for (path, recorded) in &old.files {
        let stays = path == MANIFEST || paths.binary_search(&path.as_str()).is_ok();
        if stays || !guard::is_plain(path) {
            continue;
        }
        let file = dir.join(path);
        if fs::symlink_metadata(&file).is_err() {
            continue;
        }
        if recorded.is_at(&file) {
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

/// Writes a manifest, and tells how many bytes it has.
fn write_manifest(
    path: &Path,
    fill: impl FnOnce(&mut io::BufWriter<fs::File>) -> io::Result<()>,
) -> Result<u64> {
    let write = || {
        let mut out = io::BufWriter::with_capacity(1 << 16, fs::File::create(path)?);
        fill(&mut out)?;
        out.into_inner()?.metadata()
    };
    write().map(|metadata| metadata.len()).with_context(|| format!("{}", path.display()))
}

/// The manifest comes last: it vouches for all the rest.
fn place_manifest(dir: &Path, from: &Path) -> Result<()> {
    let to = dir.join(MANIFEST);
    if equal_files(&to, from).unwrap_or(false) {
        return Ok(());
    }
    fs::rename(from, &to).with_context(|| format!("{}", to.display()))
}

/// The site of a first build: what was put aside becomes the folder.
fn become_the_folder(dir: &Path, aside: &Aside) -> Result<()> {
    if dir.exists() {
        fs::remove_dir(dir).with_context(|| format!("{}", dir.display()))?;
    }
    fs::rename(&aside.path, dir).with_context(|| format!("{}", dir.display()))
}

fn is_empty(dir: &Path) -> Result<bool> {
    match fs::read_dir(dir) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error).with_context(|| format!("{}", dir.display())),
    }
}
