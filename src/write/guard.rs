//! What stands in the way of a site: nothing is written, compared or deleted through a link.

use crate::write::Foreign;
use crate::write::manifest::Manifest;
use anyhow::{Context as _, Result, bail};
use std::collections::HashMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// What lies at a path, not following a link.
fn lies(path: &Path) -> Result<Option<fs::Metadata>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("{}", path.display())),
    }
}

/// Makes sure that the site's folder is a folder, or is not there yet.
pub(super) fn folder(dir: &Path) -> Result<()> {
    match lies(dir)? {
        Some(metadata) if !metadata.is_dir() => bail!(Foreign(dir.to_owned())),
        _ => Ok(()),
    }
}

/// Makes sure that every folder that leads to a path of the old or the new site is a folder, is not
/// there yet, or is a file of the old site that makes room.
pub(super) fn ways(dir: &Path, old: &Manifest, paths: &[&str]) -> Result<()> {
    let mut known = HashMap::new();
    let old_paths = old.files.keys().map(String::as_str).filter(|path| is_plain(path));
    for path in paths.iter().copied().chain(old_paths) {
        for (end, _) in path.match_indices('/') {
            let folder = &path[..end];
            let passable = if let Some(passable) = known.get(folder) {
                *passable
            } else {
                let passable = is_folder(dir, old, paths, folder)?;
                known.insert(folder, passable);
                passable
            };
            if !passable {
                break;
            }
        }
    }
    Ok(())
}

/// Whether there is such a folder; an error where something else is in its place.
fn is_folder(dir: &Path, old: &Manifest, paths: &[&str], folder: &str) -> Result<bool> {
    let at = dir.join(folder);
    let Some(metadata) = lies(&at)? else { return Ok(false) };
    let goes = || {
        paths.binary_search(&folder).is_err()
            && old.files.get(folder).is_some_and(|was| was.is_at(&at))
    };
    if !metadata.is_dir() && !goes() {
        bail!(Foreign(at));
    }
    Ok(metadata.is_dir())
}

/// The first of the files to be put in place where something lies that no build put there.
pub(super) fn files(dir: &Path, old: &Manifest, differing: &[&str]) -> Result<()> {
    for path in differing {
        let at = dir.join(path);
        // What the ways allow to make room has no folder below it yet.
        let Ok(metadata) = fs::symlink_metadata(&at) else { continue };
        if metadata.is_dir() || !old.files.contains_key(*path) {
            bail!(Foreign(at));
        }
    }
    Ok(())
}

/// A manifest is a file like any other: what it says must not lead out of the folder.
pub(super) fn is_plain(path: &str) -> bool {
    let plain = |part: &str| {
        let mut parts = Path::new(part).components();
        matches!(parts.next(), Some(std::path::Component::Normal(_))) && parts.next().is_none()
    };
    path.split('/').all(plain)
}
