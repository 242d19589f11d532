//! Files of the index → their build's name and their packed bytes.

use crate::text::hex;
use flate2::{Compression, GzBuilder};
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};
use std::io::Write as _;

/// What every file begins with; the next four bytes are the build's.
const MAGIC: &[u8] = b"FCH1";
/// Hexadecimal digits of a build's name.
const NAME: usize = 10;
/// What gzip writes for a system it does not know.
const UNKNOWN_SYSTEM: u8 = 255;

/// A file, not yet packed.
#[derive(Debug)]
pub(super) struct IndexFile {
    /// From the build's folder.
    pub(super) path: String,
    /// What follows the eight bytes that all begin with.
    pub(super) body: Vec<u8>,
}

impl IndexFile {
    pub(super) fn new(path: impl Into<String>, body: Vec<u8>) -> Self {
        Self { path: path.into(), body }
    }
}

/// The build's name, and every file with its path from the site's folder, sorted.
pub(super) fn pack(mut files: Vec<IndexFile>) -> (String, Vec<(String, Vec<u8>)>) {
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let build = name(&files);
    let packed = files
        .into_par_iter()
        .map(|file| (format!("search/{build}/{}", file.path), gzip(&build, &file.body)))
        .collect();
    (build, packed)
}

fn name(files: &[IndexFile]) -> String {
    let mut hash = Sha256::new();
    for file in files {
        hash.update(file.path.as_bytes());
        hash.update([0]);
        hash.update((file.body.len() as u64).to_le_bytes());
        hash.update(&file.body);
    }
    let mut name = hex(&hash.finalize());
    name.truncate(NAME);
    name
}

fn gzip(build: &str, body: &[u8]) -> Vec<u8> {
    let out = Vec::with_capacity(body.len() / 2 + 64);
    let mut packer =
        GzBuilder::new().mtime(0).operating_system(UNKNOWN_SYSTEM).write(out, Compression::best());
    [MAGIC, &build.as_bytes()[..4], body]
        .into_iter()
        .try_for_each(|part| packer.write_all(part))
        .and_then(|()| packer.finish())
        .expect("packing into memory does not fail")
}
