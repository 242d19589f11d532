//! Where the loaded tables lie: one database file for each content, named by its hash.
//!
//! A file is written beside its place and moved there whole, so that two programs may load the same
//! table at the same time. Files are never changed afterwards.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use sha2::{Digest as _, Sha256};

use crate::git;
use crate::read::OWN;

/// Bytes of all tables; when there are more, those go that were loaded first.
const MOST: u64 = 16 << 30;
/// What is half written and older than this belongs to a program that ended.
const STALE: Duration = Duration::from_hours(24);

/// Tells the tables that one program is loading apart.
static COUNT: AtomicU64 = AtomicU64::new(0);

/// A folder of loaded tables.
#[derive(Debug)]
pub struct Home {
    path: PathBuf,
    /// Goes away with it. It takes the place of a folder that may not be written.
    temporary: OnceLock<tempfile::TempDir>,
}

impl Home {
    /// In a portal's folder, `.fichero/datastore`, which git leaves alone. It is made when the first
    /// table is loaded. Where git has anything in `.fichero` it came with the catalogue: nobody's file
    /// is opened as a database, and a folder that goes away takes its place.
    pub fn beside(root: &Path) -> Self {
        let path = root.join(OWN).join("datastore");
        let temporary = OnceLock::new();
        if git::has(root, OWN)
            && let Ok(folder) = tempfile::tempdir()
        {
            _ = temporary.set(folder);
        }
        Self { path, temporary }
    }

    /// In a folder that goes away with it.
    ///
    /// # Errors
    /// Where the system gives none.
    pub fn temporary() -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().to_owned();
        Ok(Self { path, temporary: OnceLock::from(folder) })
    }

    /// The file of a table.
    pub(super) fn file(&self, key: &str) -> PathBuf {
        self.folder().join(format!("{key}.sqlite"))
    }

    fn folder(&self) -> &Path {
        self.temporary.get().map_or(&self.path, tempfile::TempDir::path)
    }

    /// Whether a table is there.
    pub(super) fn has(&self, key: &str) -> bool {
        self.file(key).is_file()
    }

    /// Forgets a table that cannot be read.
    pub(super) fn remove(&self, key: &str) {
        // Whoever loads it again replaces it anyway.
        _ = fs::remove_file(self.file(key));
    }

    /// A place for a table that is being loaded.
    pub(super) fn part(&self, key: &str) -> io::Result<PathBuf> {
        if self.temporary.get().is_none() && self.prepare().is_err() {
            let folder = tempfile::tempdir()?;
            // Somebody else may have been faster: theirs is as good.
            _ = self.temporary.set(folder);
        }
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let part = self.folder().join(format!("{key}.{}-{count}.part", std::process::id()));
        _ = fs::remove_file(&part);
        Ok(part)
    }

    /// Makes the folder beside the portal, and tells git to leave it alone.
    fn prepare(&self) -> io::Result<()> {
        fs::create_dir_all(&self.path)?;
        let ignore = self.path.parent().map(|own| own.join(".gitignore"));
        match ignore.filter(|ignore| !ignore.exists()) {
            Some(ignore) => fs::write(ignore, "*\n"),
            None => Ok(()),
        }
    }

    /// Puts a loaded table in its place.
    pub(super) fn keep(&self, part: &Path, key: &str) -> io::Result<PathBuf> {
        File::open(part)?.sync_all()?;
        let file = self.file(key);
        fs::rename(part, &file)?;
        self.tidy(&file);
        Ok(file)
    }

    /// Drops what was not finished.
    pub(super) fn drop_part(part: &Path) {
        _ = fs::remove_file(part);
    }

    /// Keeps the folder within its limits. What cannot be removed stays.
    fn tidy(&self, newest: &Path) {
        let Ok(entries) = fs::read_dir(self.folder()) else { return };
        let now = fs::metadata(newest).and_then(|m| m.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
        let mut files: Vec<(SystemTime, u64, PathBuf)> = Vec::new();
        for entry in entries.flatten() {
            let path = entry.path();
            let Ok(metadata) = entry.metadata() else { continue };
            let Ok(modified) = metadata.modified() else { continue };
            if path.extension() == Some(OsStr::new("part")) {
                if now.duration_since(modified).is_ok_and(|age| age > STALE) {
                    _ = fs::remove_file(path);
                }
            } else if path.extension() == Some(OsStr::new("sqlite")) && path != newest {
                files.push((modified, metadata.len(), path));
            }
        }
        let mut bytes: u64 = files.iter().map(|(_, size, _)| size).sum();
        files.sort();
        for (_, size, path) in files {
            if bytes <= MOST {
                break;
            }
            bytes -= size;
            _ = fs::remove_file(path);
        }
    }
}

/// How large a file is.
pub(super) fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}

/// When a file was last written, and how large it is: whether it is still the same.
pub(super) fn stamp(path: &Path) -> Option<(SystemTime, u64)> {
    let metadata = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    Some((metadata.modified().ok()?, metadata.len()))
}

/// The SHA-256 of a file.
pub(super) fn sha256(path: &Path) -> io::Result<[u8; 32]> {
    let mut file = File::open(path)?;
    let mut digest = Sha256::new();
    let mut block = vec![0; 1 << 16];
    loop {
        match file.read(&mut block)? {
            0 => return Ok(digest.finalize().into()),
            read => digest.update(&block[..read]),
        }
    }
}
