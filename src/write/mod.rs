//! Bytes → a folder or an archive: only what differs is written, and nothing else is touched.

mod archive;
mod aside;
mod folder;
mod guard;
mod manifest;

pub use archive::{Format, archive};
pub use folder::{Changes, sync};
pub use manifest::{MANIFEST, Manifest, Recorded};

use crate::render::Content;
use crate::write::manifest::Entry;
use std::path::PathBuf;

/// A folder or file in the way that no build of Fichero put there.
#[derive(Debug)]
pub struct Foreign(pub PathBuf);

impl std::fmt::Display for Foreign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.display())
    }
}

impl std::error::Error for Foreign {}

/// What the outside lends to the writing of a site.
pub struct Job<'a> {
    /// Every path of the site, sorted, each once, without the manifest's.
    pub paths: Vec<&'a str>,
    /// Makes the content of the path at an index. Called from many threads, in no order.
    pub content: &'a (dyn Fn(usize) -> anyhow::Result<Content> + Sync),
    /// Told after every file that is done.
    pub done: &'a (dyn Fn() + Sync),
    /// The source's commit, for the manifest.
    pub commit: Option<&'a str>,
    /// Files of more bytes are told of: the host may refuse them.
    pub largest: u64,
}

impl Job<'_> {
    /// The paths of the files that are too large, with their sizes.
    fn too_large(&self, entries: &[Entry]) -> Vec<(String, u64)> {
        let files = self.paths.iter().zip(entries);
        let large = files.filter(|(_, entry)| entry.size > self.largest);
        large.map(|(path, entry)| ((*path).to_owned(), entry.size)).collect()
    }
}
