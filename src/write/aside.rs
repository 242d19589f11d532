//! A place beside the result, on the same file system, where it is made before it takes its name.

use anyhow::{Context as _, Result, bail};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The file that tells a folder of ours from anybody else's.
const MARK: &str = ".fichero-aside";
/// What the folder says of itself.
const MARK_TEXT: &[u8] = b"fichero: left by an interrupted build, may be deleted\n";
/// How many names are tried before giving up.
const MOST_NAMES: usize = 100;

/// A folder `.NAME.fichero` that goes away with this value.
pub(super) struct Aside {
    folder: PathBuf,
    /// Where the result is made: nothing is there yet.
    pub(super) path: PathBuf,
}

impl Aside {
    /// A folder for what will be `result`. What an interrupted build left is removed; anything else
    /// of that name stays, and another name is taken.
    pub(super) fn new(result: &Path) -> Result<Self> {
        let result = std::path::absolute(result)?;
        let (Some(parent), Some(name)) = (result.parent(), result.file_name()) else {
            bail!("{}", result.display());
        };
        fs::create_dir_all(parent).with_context(|| format!("{}", parent.display()))?;
        for n in 1..=MOST_NAMES {
            let mut aside = OsString::from(".");
            aside.push(name);
            aside.push(".fichero");
            if n > 1 {
                aside.push(format!("-{n}"));
            }
            let folder = parent.join(aside);
            if take(&folder).with_context(|| format!("{}", folder.display()))? {
                let path = folder.join("site");
                return Ok(Self { folder, path });
            }
        }
        bail!(crate::write::Foreign(parent.join(format!(".{}.fichero", name.to_string_lossy()))))
    }
}

/// Makes the folder; false where something is in its place that is not ours.
fn take(folder: &Path) -> io::Result<bool> {
    if fs::symlink_metadata(folder).is_ok() {
        if !is_ours(folder) {
            return Ok(false);
        }
        clear(folder)?;
    }
    match fs::create_dir(folder) {
        Ok(()) => fs::write(folder.join(MARK), MARK_TEXT).map(|()| true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

fn is_ours(folder: &Path) -> bool {
    let is = |path: &Path, test: fn(&fs::Metadata) -> bool| {
        fs::symlink_metadata(path).is_ok_and(|metadata| test(&metadata))
    };
    let mark = folder.join(MARK);
    is(folder, fs::Metadata::is_dir)
        && is(&mark, |mark| mark.is_file() && mark.len() == MARK_TEXT.len() as u64)
        && fs::read(&mark).is_ok_and(|text| text == MARK_TEXT)
}

/// Removes the folder, its mark last: what is interrupted here is known again.
fn clear(folder: &Path) -> io::Result<()> {
    let made = folder.join("site");
    match fs::symlink_metadata(&made) {
        Ok(metadata) if metadata.is_dir() => fs::remove_dir_all(&made)?,
        Ok(_) => fs::remove_file(&made)?,
        Err(_) => {}
    }
    fs::remove_file(folder.join(MARK))?;
    fs::remove_dir(folder)
}

impl Drop for Aside {
    fn drop(&mut self) {
        let _ = clear(&self.folder);
    }
}
