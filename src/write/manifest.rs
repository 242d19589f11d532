//! `manifest.json`: every file of the site with its size and SHA-256, and what it was made from.

use anyhow::{Context as _, Result};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufReader, Write};
use std::path::Path;

/// The manifest's path in the site.
pub const MANIFEST: &str = "manifest.json";

/// A larger manifest is none of ours: it would list millions of files.
const LARGEST: u64 = 1 << 30;

/// What stands for the hash of a file that an unfinished build may or may not have put there.
const PENDING: &str = "pending";

const GENERATOR: &str = concat!("fichero ", env!("CARGO_PKG_VERSION"));

/// Size and hash of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) sha256: [u8; 32],
    pub(super) size: u64,
}

impl Entry {
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self { sha256: Sha256::digest(bytes).into(), size: bytes.len() as u64 }
    }

    /// Of a regular file: a link, a pipe or a device is none.
    pub(super) fn of_file(path: &Path) -> Result<Self> {
        let read = || -> std::io::Result<Self> {
            if !fs::symlink_metadata(path)?.is_file() {
                return Err(std::io::ErrorKind::InvalidInput.into());
            }
            let mut file = fs::File::open(path)?;
            let mut hasher = Sha256::new();
            let size = std::io::copy(&mut file, &mut hasher)?;
            Ok(Self { sha256: hasher.finalize().into(), size })
        };
        read().with_context(|| format!("{}", path.display()))
    }
}

/// The manifest of a site that was built before.
#[derive(Debug, Deserialize)]
pub struct Manifest {
    generator: String,
    /// The commit that the site was made from, where it was made from one.
    commit: Option<String>,
    /// Path → size and hash.
    pub(super) files: BTreeMap<String, Recorded>,
}

/// An entry as the manifest says it.
#[derive(Debug, Deserialize)]
pub struct Recorded {
    /// SHA-256, in lower-case hexadecimal digits.
    pub sha256: String,
    /// Size in bytes.
    pub size: u64,
}

impl Recorded {
    /// Whether these are the bytes.
    pub fn is(&self, bytes: &[u8]) -> bool {
        let entry = || crate::text::hex(&Entry::of(bytes).sha256);
        self.size == bytes.len() as u64 && self.sha256 == entry()
    }

    /// Whether what lies at a path is what a build put there.
    pub(super) fn is_at(&self, path: &Path) -> bool {
        if self.sha256 == PENDING {
            return fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file());
        }
        let is = |entry: Entry| {
            self.size == entry.size && self.sha256 == crate::text::hex(&entry.sha256)
        };
        Entry::of_file(path).is_ok_and(is)
    }
}

impl Manifest {
    /// The manifest in these bytes; none where Fichero did not write them.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let manifest: Self = serde_json::from_slice(bytes).ok()?;
        manifest.generator.starts_with("fichero ").then_some(manifest)
    }

    /// The program that made the site: `fichero 0.1.0`.
    pub fn generator(&self) -> &str {
        &self.generator
    }

    /// The commit that the site was made from; none where the catalogue differed from it.
    pub fn commit(&self) -> Option<&str> {
        self.commit.as_deref()
    }

    /// Every file but the manifest itself, by path.
    pub fn files(&self) -> impl ExactSizeIterator<Item = (&str, &Recorded)> {
        self.files.iter().map(|(path, entry)| (path.as_str(), entry))
    }

    /// The entry of a file.
    pub fn file(&self, path: &str) -> Option<&Recorded> {
        self.files.get(path)
    }

    /// Reads the manifest in `dir`; none where there is none that Fichero wrote.
    pub fn read(dir: &Path) -> Option<Self> {
        let path = dir.join(MANIFEST);
        let metadata = fs::symlink_metadata(&path).ok()?;
        if !metadata.is_file() || metadata.len() > LARGEST {
            return None;
        }
        let file = BufReader::with_capacity(1 << 16, fs::File::open(path).ok()?);
        let manifest: Self = serde_json::from_reader(file).ok()?;
        manifest.generator.starts_with("fichero ").then_some(manifest)
    }

    /// Writes a manifest: one line a file, so that two of them compare line by line.
    pub(super) fn write(
        out: &mut impl Write,
        commit: Option<&str>,
        paths: &[&str],
        entries: &[Entry],
    ) -> io::Result<()> {
        let mut lines = Lines::begin(out, commit)?;
        for (path, entry) in paths.iter().zip(entries) {
            lines.add(path, &crate::text::hex(&entry.sha256), entry.size)?;
        }
        lines.end()
    }

    /// Writes the manifest of a build under way: all that was and all that will be. What is about to
    /// be put in place counts as ours whatever it holds, so that the next build owns it even if this
    /// one is stopped.
    pub(super) fn under_way(
        &self,
        out: &mut impl Write,
        paths: &[&str],
        entries: &[Entry],
        differing: &[&str],
    ) -> io::Result<()> {
        let mut lines = Lines::begin(out, None)?;
        for (path, was) in
            self.files.iter().filter(|(path, _)| paths.binary_search(&path.as_str()).is_err())
        {
            lines.add(path, &was.sha256, was.size)?;
        }
        for (path, entry) in paths.iter().zip(entries) {
            let hash = crate::text::hex(&entry.sha256);
            let pending = differing.binary_search(path).is_ok();
            lines.add(path, if pending { PENDING } else { &hash }, entry.size)?;
        }
        lines.end()
    }
}

/// The lines of a manifest on their way out: a million of them are not held in memory.
struct Lines<'w, W: Write> {
    out: &'w mut W,
    first: bool,
}

impl<'w, W: Write> Lines<'w, W> {
    fn begin(out: &'w mut W, commit: Option<&str>) -> io::Result<Self> {
        let commit = commit.map_or_else(|| "null".to_owned(), |commit| format!("\"{commit}\""));
        write!(out, "{{\"generator\":\"{GENERATOR}\",\"commit\":{commit},\"files\":{{")?;
        Ok(Self { out, first: true })
    }

    fn add(&mut self, path: &str, hash: &str, size: u64) -> io::Result<()> {
        let comma = if std::mem::take(&mut self.first) { "" } else { "," };
        let path = serde_json::to_string(path)?;
        write!(self.out, "{comma}\n{path}:{{\"sha256\":\"{hash}\",\"size\":{size}}}")
    }

    fn end(self) -> io::Result<()> {
        self.out.write_all(b"\n}}\n")
    }
}
