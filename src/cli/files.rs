//! Files that a command writes: new ones never over others, changed ones at once.

use anyhow::{Context as _, Result};
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::Path;

/// Writes a new file with the folders above it and says whether it did: never over one that exists.
///
/// # Errors
/// The path, and what the system says.
pub(super) fn create(path: &Path, text: &str) -> Result<bool> {
    let shown = || path.display().to_string();
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(shown)?;
    }
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => file.write_all(text.as_bytes()).with_context(shown).map(|()| true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error).with_context(shown),
    }
}

/// Replaces a file's text at once: nobody ever sees half of it, and no other file is touched.
/// `mark` is part of the name of the file beside it that exists meanwhile.
///
/// # Errors
/// The path, and what the system says.
pub(super) fn replace(path: &Path, text: &str, mark: &str) -> Result<()> {
    let shown = || path.display().to_string();
    // A link stays a link: what it leads to is replaced.
    let path = path.canonicalize().with_context(shown)?;
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let temporary = path.with_file_name(format!(".{name}.{mark}"));
    let mut file =
        OpenOptions::new().write(true).create_new(true).open(&temporary).with_context(shown)?;
    let done = fs::metadata(&path)
        .and_then(|old| file.set_permissions(old.permissions()))
        .and_then(|()| file.write_all(text.as_bytes()))
        .and_then(|()| fs::rename(&temporary, &path));
    if done.is_err() {
        // It is ours; the error that matters is the one before.
        let _ = fs::remove_file(&temporary);
    }
    done.with_context(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_in_the_way_is_never_written_over() {
        let dir = tempfile::tempdir().expect("a folder");
        let at = |name: &str| dir.path().join(name);
        let text = |name: &str| fs::read_to_string(at(name)).expect("it is there");
        assert!(create(&at("a/b.yaml"), "uno").expect("written"));
        assert!(!create(&at("a/b.yaml"), "dos").expect("left alone"));
        assert_eq!(text("a/b.yaml"), "uno");

        fs::write(at("a/.b.yaml.x"), "de alguien").expect("written");
        assert!(replace(&at("a/b.yaml"), "tres", "x").is_err());
        assert_eq!((text("a/b.yaml"), text("a/.b.yaml.x")), ("uno".into(), "de alguien".into()));
        replace(&at("a/b.yaml"), "tres", "y").expect("replaced");
        assert_eq!(text("a/b.yaml"), "tres");
        assert_eq!(fs::read_dir(at("a")).expect("a folder").count(), 2);
    }
}
