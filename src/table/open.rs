//! Tables in files: the only place of this module that touches the disk.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::table::package::Folder;
use crate::table::source::{Bytes, Source};

/// A file, called `name` in findings.
pub fn open(path: &Path, name: &str) -> Source {
    let size = fs::metadata(path).ok().map(|metadata| metadata.len());
    let path = path.to_owned();
    Source::new(name, size, move || regular(&path))
}

/// Opens a regular file: a pipe or a device would be waited for.
fn regular(path: &Path) -> io::Result<Bytes> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    Ok(Box::new(File::open(path)?))
}

/// The folder of a data package. What a link within it points to outside is not read.
#[derive(Debug)]
pub struct PackageFolder {
    root: PathBuf,
}

impl PackageFolder {
    /// The folder at `root`.
    ///
    /// # Errors
    /// If there is none.
    pub fn new(root: &Path) -> io::Result<Self> {
        Ok(Self { root: fs::canonicalize(root)? })
    }
}

impl Folder for PackageFolder {
    fn source(&self, path: &str) -> Source {
        let (root, file) = (self.root.clone(), self.root.join(path));
        let size = fs::metadata(&file).ok().map(|metadata| metadata.len());
        Source::new(path, size, move || {
            let real = fs::canonicalize(&file)?;
            if !real.starts_with(&root) {
                return Err(io::ErrorKind::PermissionDenied.into());
            }
            regular(&real)
        })
    }
}
