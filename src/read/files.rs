//! Files → texts and hashes: every read of the catalogue's bytes is here.

use std::fs::File;
use std::io::{Read, Write as _};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::read::{LocalFile, yaml};
use crate::report::{BYTE_ORDER_MARK, Diagnostic, Severity, Source, Span};

/// Reads a file of metadata, `file` being its path from the portal's folder.
pub(super) fn source(root: &Path, file: &str) -> Result<Source, Box<Diagnostic>> {
    let unreadable = |error: std::io::Error| {
        Box::new(
            Diagnostic::of_file(Severity::Error, "file-unreadable", file).with("reason", error),
        )
    };
    let path = root.join(file);
    let size = path.symlink_metadata().map_err(unreadable)?.len();
    if size > yaml::LARGEST as u64 {
        return Err(too_large(file, size));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    // One byte more than allowed tells of a file that grew meanwhile.
    let limit = yaml::LARGEST as u64 + 1;
    File::open(&path)
        .and_then(|file| file.take(limit).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    if bytes.len() > yaml::LARGEST {
        return Err(too_large(file, bytes.len() as u64));
    }
    text(file, bytes)
}

fn too_large(file: &str, size: u64) -> Box<Diagnostic> {
    let problem = Diagnostic::of_file(Severity::Error, "file-too-large", file);
    Box::new(problem.with("size", size).with("limit", yaml::LARGEST))
}

/// The text of a file again, for who has only a place in it; none if it cannot be read any more.
pub fn reopen(root: &Path, file: &str) -> Option<Source> {
    // What is told of may be a pipe, which nobody would ever fill, or a link out of the catalogue.
    let is_file = root.join(file).symlink_metadata().is_ok_and(|found| found.is_file());
    is_file.then(|| source(root, file).ok()).flatten()
}

/// Bytes as UTF-8 without a byte order mark; the problem names where they are not and what they
/// seem to be.
pub fn text(file: &str, mut bytes: Vec<u8>) -> Result<Source, Box<Diagnostic>> {
    let marked = bytes.starts_with(BYTE_ORDER_MARK.as_bytes());
    if marked {
        bytes.drain(..BYTE_ORDER_MARK.len());
    }
    let path = file.to_owned();
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Ok(Source::without_mark(path, text, marked)),
        Err(error) => error,
    };
    let at = error.utf8_error().valid_up_to();
    let bytes = error.into_bytes();
    let utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let encoding = if utf16 { "UTF-16" } else { "Windows-1252" };
    let byte = bytes[at];
    // Shown as if it were in that encoding: where the guess is right, people recognise the line.
    let mut shown = String::from_utf8_lossy(&bytes[..at]).into_owned();
    shown.extend(
        bytes[at..]
            .iter()
            .map(|b| if (0x80..0xa0).contains(b) { '\u{fffd}' } else { char::from(*b) }),
    );
    let end = at + shown[at..].chars().next().map_or(0, char::len_utf8);
    let source = Source::without_mark(path, shown, marked);
    let problem = Diagnostic::at(Severity::Error, "not-utf8", &source, Span::new(at..end));
    let problem = problem.with("byte", format!("0x{byte:02X}")).with("at", at);
    Err(Box::new(problem.with("encoding", encoding)))
}

/// Puts a file below `root`, as large as it is said to be; without `bytes` it is empty within.
///
/// # Errors
/// What the system says.
pub fn lay_out(root: &Path, path: &str, bytes: Option<&[u8]>, size: u64) -> anyhow::Result<()> {
    let mut file = blank(root, path)?;
    match bytes {
        Some(bytes) => file.write_all(bytes)?,
        None => file.set_len(size)?,
    }
    Ok(())
}

/// An empty file below `root`, to be filled.
///
/// # Errors
/// What the system says.
pub fn blank(root: &Path, path: &str) -> anyhow::Result<File> {
    let path = root.join(path);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    Ok(File::create(&path)?)
}

/// The first bytes of a resource file, at most `most`; none if it cannot be read.
pub fn head(root: &Path, path: &str, most: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(most);
    let file = File::open(root.join(path)).ok()?;
    file.take(most as u64).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Whether there is a link instead of a file.
pub(super) fn is_link(root: &Path, path: &str) -> bool {
    root.join(path).is_symlink()
}

/// Size and hash of a resource file.
pub(super) fn local(root: &Path, path: &str) -> std::io::Result<LocalFile> {
    let mut file = File::open(root.join(path))?;
    let mut hash = Sha256::new();
    let size = std::io::copy(&mut file, &mut hash)?;
    Ok(LocalFile { path: path.to_owned(), size, sha256: hash.finalize().into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_encoding_is_named_with_its_place() {
        let error = text("a.yaml", b"a: 1\ntitle: Educaci\xf3n\n".to_vec()).expect_err("latin 1");
        assert_eq!(error.position(), (2, 15));
        assert!(error.args.contains(&("encoding", "Windows-1252".to_owned())));
        assert!(error.excerpt.expect("a place").text.contains("Educación"));
        assert_eq!(text("a", b"\xef\xbb\xbfa: 1".to_vec()).expect("utf-8").text, "a: 1");
    }
}
