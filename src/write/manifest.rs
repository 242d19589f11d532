//! `manifest.json`: every file of the site with its size and SHA-256, and what it was made from.

use anyhow::{Context as _, Result};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// The manifest's path in the site.
pub const MANIFEST: &str = "manifest.json";

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

    pub(super) fn of_file(path: &Path) -> Result<Self> {
        let read = || -> std::io::Result<Self> {
            let mut file = std::fs::File::open(path)?;
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
    pub(super) fn is(&self, entry: &Entry) -> bool {
        self.size == entry.size && self.sha256 == crate::text::hex(&entry.sha256)
    }
}

impl Manifest {
    /// Reads the manifest in `dir`; none where there is none that Fichero wrote.
    pub fn read(dir: &Path) -> Option<Self> {
        let bytes = std::fs::read(dir.join(MANIFEST)).ok()?;
        let manifest: Self = serde_json::from_slice(&bytes).ok()?;
        manifest.generator.starts_with("fichero ").then_some(manifest)
    }

    /// The bytes of a manifest: one line a file, so that two of them compare line by line.
    pub(super) fn write(commit: Option<&str>, paths: &[&str], entries: &[Entry]) -> Vec<u8> {
        let mut out = String::with_capacity(paths.len() * 160 + 200);
        let commit = commit.map_or_else(|| "null".to_owned(), |commit| format!("\"{commit}\""));
        let _ = write!(out, "{{\"generator\":\"{GENERATOR}\",\"commit\":{commit},\"files\":{{");
        for (i, (path, entry)) in paths.iter().zip(entries).enumerate() {
            let path = serde_json::to_string(path).expect("a path is text");
            let comma = if i == 0 { "" } else { "," };
            let hash = crate::text::hex(&entry.sha256);
            let _ =
                write!(out, "{comma}\n{path}:{{\"sha256\":\"{hash}\",\"size\":{}}}", entry.size);
        }
        out.push_str("\n}}\n");
        out.into_bytes()
    }
}
