//! `manifest.json`: every file of the site with its size and SHA-256, and what it was made from.

use anyhow::{Context as _, Result};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
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
    /// Path → size and hash.
    pub(super) files: BTreeMap<String, Recorded>,
}

/// An entry as the manifest says it.
#[derive(Debug, Deserialize)]
pub(super) struct Recorded {
    pub(super) sha256: String,
    pub(super) size: u64,
}

impl Recorded {
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
    /// Reads the manifest in `dir`; none where there is none that Fichero wrote.
    pub fn read(dir: &Path) -> Option<Self> {
        let path = dir.join(MANIFEST);
        let metadata = fs::symlink_metadata(&path).ok()?;
        if !metadata.is_file() || metadata.len() > LARGEST {
            return None;
        }
        let manifest: Self = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
        manifest.generator.starts_with("fichero ").then_some(manifest)
    }

    /// The bytes of a manifest: one line a file, so that two of them compare line by line.
    pub(super) fn write(commit: Option<&str>, paths: &[&str], entries: &[Entry]) -> Vec<u8> {
        let hashed = |entry: &Entry| (crate::text::hex(&entry.sha256), entry.size);
        bytes(commit, paths.iter().copied().zip(entries.iter().map(hashed)))
    }

    /// The manifest of a build under way: all that was and all that will be. What is about to be
    /// put in place counts as ours whatever it holds, so that the next build owns it even if this
    /// one is stopped.
    pub(super) fn under_way(
        &self,
        paths: &[&str],
        entries: &[Entry],
        differing: &[&str],
    ) -> Vec<u8> {
        let old =
            self.files.iter().map(|(path, was)| (path.as_str(), (was.sha256.clone(), was.size)));
        let mut all: BTreeMap<&str, (String, u64)> = old.collect();
        for (path, entry) in paths.iter().zip(entries) {
            all.insert(path, (crate::text::hex(&entry.sha256), entry.size));
        }
        for path in differing {
            if let Some((hash, _)) = all.get_mut(path) {
                PENDING.clone_into(hash);
            }
        }
        bytes(None, all.into_iter())
    }
}

fn bytes<'p>(
    commit: Option<&str>,
    files: impl ExactSizeIterator<Item = (&'p str, (String, u64))>,
) -> Vec<u8> {
    let mut out = String::with_capacity(files.len() * 160 + 200);
    let commit = commit.map_or_else(|| "null".to_owned(), |commit| format!("\"{commit}\""));
    let _ = write!(out, "{{\"generator\":\"{GENERATOR}\",\"commit\":{commit},\"files\":{{");
    for (i, (path, (hash, size))) in files.enumerate() {
        let path = serde_json::to_string(path).expect("a path is text");
        let comma = if i == 0 { "" } else { "," };
        let _ = write!(out, "{comma}\n{path}:{{\"sha256\":\"{hash}\",\"size\":{size}}}");
    }
    out.push_str("\n}}\n");
    out.into_bytes()
}
