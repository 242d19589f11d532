//! The files of an import on disk: sources in, catalogue out. Nothing else of `import` opens files.

use crate::import::emit;
use crate::import::report::{Outcome, Report};
use crate::import::settle::{File, Kind};
use anyhow::{Context as _, Result, bail};
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write as _};
use std::path::{Path, PathBuf};

/// Largest JSON document that is read at once.
pub(super) const LARGEST_JSON: u64 = 512 << 20;
/// Largest file of records, one a line.
pub(super) const LARGEST_LINES: u64 = 4 << 30;
/// Longest line of such a file.
pub(super) const LONGEST_LINE: u64 = 64 << 20;
/// Largest YAML file, read or written: the reader's own limit.
pub(super) const LARGEST_YAML: u64 = 1 << 20;

/// A path as a report shows it: with `/` on every system.
pub(super) fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// The files below a folder whose name ends in one of `endings`, sorted; a file gives itself.
pub(super) fn list(path: &Path, endings: &[&str]) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    if !path.is_dir() {
        bail!("{}: no such file or folder", shown(path));
    }
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(path).sort_by_file_name().max_depth(16) {
        let entry = entry.with_context(|| shown(path))?;
        let name = entry.file_name().to_string_lossy().to_lowercase();
        if entry.file_type().is_file() && endings.iter().any(|ending| name.ends_with(ending)) {
            found.push(entry.into_path());
        }
    }
    Ok(found)
}

/// A text file, at most `limit` bytes, without its byte order mark. The inner error is a reason
/// to refuse the file: too large, not UTF-8.
pub(super) fn text(path: &Path, limit: u64) -> Result<Result<String, &'static str>> {
    let bytes = match bytes(path, limit)? {
        Ok(bytes) => bytes,
        Err(reason) => return Ok(Err(reason)),
    };
    let Ok(text) = String::from_utf8(bytes) else { return Ok(Err("not-utf-8")) };
    Ok(Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    }))
}

fn bytes(path: &Path, limit: u64) -> Result<Result<Vec<u8>, &'static str>> {
    let mut bytes = Vec::new();
    reader(path)?.take(limit + 1).read_to_end(&mut bytes).with_context(|| shown(path))?;
    Ok(if bytes.len() as u64 > limit { Err("source-too-large") } else { Ok(bytes) })
}

/// The file's bytes, unpacked where its name ends in `.gz`.
fn reader(path: &Path) -> Result<Box<dyn BufRead>> {
    let file = fs::File::open(path).with_context(|| shown(path))?;
    Ok(if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gz")) {
        Box::new(BufReader::new(flate2::read::MultiGzDecoder::new(file)))
    } else {
        Box::new(BufReader::new(file))
    })
}

/// Gives every line of a file with its number; a line too long is an error.
pub(super) fn lines(path: &Path, mut each: impl FnMut(usize, &[u8]) -> Result<()>) -> Result<()> {
    let mut reader = reader(path)?.take(LARGEST_LINES);
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let read = reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line);
        if read.with_context(|| shown(path))? == 0 {
            break;
        }
        if line.len() as u64 >= LONGEST_LINE {
            bail!("{}:{number}: a line of over {} MiB", shown(path), LONGEST_LINE >> 20);
        }
        let mark = if number == 1 { "\u{feff}".as_bytes() } else { &[] };
        each(number, line.strip_prefix(mark).unwrap_or(&line))?;
    }
    if reader.limit() == 0 {
        bail!("{}: over {} GiB", shown(path), LARGEST_LINES >> 30);
    }
    Ok(())
}

/// The catalogue that an import writes into.
#[derive(Debug)]
pub(super) struct Target<'a> {
    root: &'a Path,
    overwrite: bool,
    /// Ids of the records that are there, and their files.
    present: BTreeMap<String, String>,
}

impl<'a> Target<'a> {
    /// Looks at what is in the portal at `root` already.
    pub(super) fn open(root: &'a Path, overwrite: bool) -> Result<Self> {
        let mut present = BTreeMap::new();
        let catalog = root.join("catalog");
        if catalog.is_dir() {
            for path in list(&catalog, &[".yaml", ".md"])? {
                if let Some(id) = id_of(&path)? {
                    let file = path.strip_prefix(root).unwrap_or(&path);
                    present.insert(id, shown(file));
                }
            }
        }
        Ok(Self { root, overwrite, present })
    }

    /// Writes a record, only if that changes its file; refuses where it would hide another record.
    pub(super) fn write(&self, file: &File, report: &mut Report) -> Result<()> {
        let text = emit::document(&file.body);
        let name = file.body.get("title").or_else(|| file.body.get("id"));
        let name = name.and_then(|name| name.as_str()).unwrap_or(&file.path).to_owned();
        if text.len() as u64 > LARGEST_YAML {
            let note = report.note(Outcome::Refused, &file.place, "too-large");
            note.arg("size", text.len()).arg("limit", LARGEST_YAML).arg("name", name);
            return Ok(());
        }
        if let Err(reason) = emit::verify(&text, &file.body) {
            let note = report.note(Outcome::Refused, &file.place, "unreadable");
            note.arg("reason", reason).arg("name", name);
            return Ok(());
        }
        if let Some((code, other)) = self.conflict(file)? {
            let note = report.note(Outcome::Refused, &file.place, code);
            note.arg("file", &file.path).arg("other", other).arg("name", name);
            return Ok(());
        }
        let changed = write(self.root, &file.path, &text)?;
        let code = if changed { "written" } else { "unchanged" };
        report.note(Outcome::Imported, &file.path, code).arg("name", name).arg("from", &file.place);
        Ok(())
    }

    /// Why the file must not be written, and what is in the way.
    fn conflict(&self, file: &File) -> Result<Option<(&'static str, String)>> {
        let id = file.body.get("id").and_then(|id| id.as_str());
        if let Some(place) = id.and_then(|id| self.present.get(id))
            && *place != file.path
        {
            return Ok(Some(("moved", place.clone())));
        }
        let path = self.root.join(&file.path);
        if file.kind == Kind::Dataset && path.with_extension("md").exists() {
            return Ok(Some(("is-markdown", file.path.replace(".yaml", ".md"))));
        }
        if self.overwrite || !path.exists() {
            return Ok(None);
        }
        let theirs = id_of(&path)?;
        let same = theirs.as_deref() == id;
        Ok((!same).then(|| ("other-id", theirs.unwrap_or_else(|| "—".to_owned()))))
    }
}

/// The `id` that a record's file says in a line of its own, before any nested key.
fn id_of(path: &Path) -> Result<Option<String>> {
    let file = fs::File::open(path).with_context(|| shown(path))?;
    let mut lines = BufReader::new(file).take(LARGEST_YAML).lines();
    Ok(lines.find_map(|line| {
        let line = line.ok()?;
        let value = line.strip_prefix("id:")?;
        let value = value.split('#').next().unwrap_or_default();
        let value = value.trim().trim_matches(['"', '\'']);
        (!value.is_empty()).then(|| value.to_lowercase())
    }))
}

/// Writes a file of the portal unless it says exactly that already; whether it was written.
pub(super) fn write(root: &Path, path: &str, text: &str) -> Result<bool> {
    let path = root.join(path);
    if fs::read(&path).is_ok_and(|present| present == text.as_bytes()) {
        return Ok(false);
    }
    let folder = path.parent().context("a file of the portal is in a folder")?;
    fs::create_dir_all(folder).with_context(|| shown(folder))?;
    let part = path.with_extension("part");
    let mut file = fs::File::create(&part).with_context(|| shown(&part))?;
    file.write_all(text.as_bytes()).with_context(|| shown(&part))?;
    drop(file);
    fs::rename(&part, &path).with_context(|| shown(&path))?;
    Ok(true)
}

/// A file of the portal, if it is there.
pub(super) fn read_optional(root: &Path, path: &str) -> Result<Option<String>> {
    match fs::read_to_string(root.join(path)) {
        Ok(text) => Ok(Some(text)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e).with_context(|| shown(&root.join(path))),
    }
}

/// Removes a folder of ours and what it holds, and its parent if that is then empty.
pub(super) fn remove_folder(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            return Err(e).with_context(|| shown(path));
        }
        _ => {}
    }
    if let Some(parent) = path.parent() {
        // Not empty: another import left its pages there.
        let _ = fs::remove_dir(parent);
    }
    Ok(())
}
