//! Files that a command writes: new ones never over others, changed ones at once, reports over their
//! last ones.

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

/// Writes a report over the one of last time, at once; into a pipe or a device as it is. `mark` is as in
/// [`replace`].
///
/// # Errors
/// The path, and what the system says.
pub(super) fn report(path: &Path, text: &str, mark: &str) -> Result<()> {
    if create(path, text)? {
        return Ok(());
    }
    let shown = || path.display().to_string();
    if fs::metadata(path).with_context(shown)?.is_file() {
        return replace(path, text, mark);
    }
    let mut stream = OpenOptions::new().write(true).open(path).with_context(shown)?;
    stream.write_all(text.as_bytes()).with_context(shown)
}

/// Adds what `text` makes of the number of bytes that a file has already, 0 where there is none.
///
/// # Errors
/// The path, and what the system says.
pub(super) fn append(path: &Path, text: impl FnOnce(u64) -> String) -> Result<()> {
    let shown = || path.display().to_string();
    let mut file = OpenOptions::new().create(true).append(true).open(path).with_context(shown)?;
    let text = text(file.metadata().with_context(shown)?.len());
    file.write_all(text.as_bytes()).with_context(shown)
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
    #[test]
    fn a_report_takes_the_place_of_the_last_one() {
        let dir = tempfile::tempdir().expect("a folder");
        let at = |name: &str| dir.path().join(name);
        let text = |name: &str| fs::read_to_string(at(name)).expect("it is there");
        report(&at("a/b.json"), "uno", "x").expect("written");
        report(&at("a/b.json"), "dos", "x").expect("written again");
        assert_eq!(text("a/b.json"), "dos");
        assert_eq!(fs::read_dir(at("a")).expect("a folder").count(), 1);
        let error = report(&at("a"), "tres", "x").expect_err("a folder is no report");
        assert!(format!("{error:#}").contains(&at("a").display().to_string()), "{error:#}");
        #[cfg(unix)]
        report(Path::new("/dev/null"), "nada", "x").expect("a device takes it");
    }

    #[test]
    fn what_is_appended_knows_what_is_there() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("resumen.md");
        append(&path, |size| format!("{size}\n")).expect("written");
        append(&path, |size| format!("{size}\n")).expect("written");
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "0\n2\n");
    }
}
