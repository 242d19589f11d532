//! Surveys kept from one time to the next: what a table came to, by everything it came from.
//!
//! A file is named by the hash of that, holds nothing that differs from one machine to the next, and
//! takes its name when it is whole. Whatever cannot be read back is made again; whatever cannot be
//! kept is not missed.

use crate::survey::{RULES, Survey};
use crate::text::hex;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

/// A larger survey is none of ours.
const LARGEST: u64 = 64 << 20;

/// A folder of surveys.
#[derive(Debug)]
pub(super) struct Memo {
    folder: PathBuf,
}

impl Memo {
    pub(super) fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// What a trace came to, if that is still there.
    pub(super) fn recall(&self, trace: &[u8]) -> Option<Survey> {
        let path = self.path(trace);
        // A link in its place would lead anywhere.
        if !fs::symlink_metadata(&path).ok()?.is_file() {
            return None;
        }
        let mut bytes = Vec::new();
        File::open(path).ok()?.take(LARGEST).read_to_end(&mut bytes).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// Keeps what a trace came to.
    pub(super) fn keep(&self, trace: &[u8], survey: &Survey) {
        let path = self.path(trace);
        let Some(folder) = path.parent() else { return };
        let written = fs::create_dir_all(folder).and_then(|()| {
            // What git finds here is nobody's to commit.
            let ignore = self.folder.join(".gitignore");
            if fs::symlink_metadata(&ignore).is_err() {
                fs::write(ignore, "*\n")?;
            }
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            file.write_all(&serde_json::to_vec(survey)?)?;
            file.persist(&path).map_err(|error| error.error)
        });
        // A full or closed disk costs time, nothing else.
        drop(written);
    }

    fn path(&self, trace: &[u8]) -> PathBuf {
        let mut hash = Sha256::new();
        hash.update(RULES.to_le_bytes());
        hash.update(env!("CARGO_PKG_VERSION").as_bytes());
        hash.update(trace);
        let name = hex(&hash.finalize());
        self.folder.join(&name[..2]).join(format!("{}.json", &name[2..]))
    }
}
