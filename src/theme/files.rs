//! A theme's own files: which there are in its folder, and what they say.

use anyhow::{Context as _, Result, bail, ensure};
use std::collections::BTreeMap;
use std::fs::Metadata;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// What a file of a theme may weigh: a larger one is a mistake, and every reader would load it.
const LARGEST: u64 = 4 << 20;

/// The files of a theme's folder, each by its name with `/` from the part's folder.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// `templates/**.html`.
    pub(super) templates: BTreeMap<String, String>,
    /// `static/**`.
    pub(super) statics: BTreeMap<String, Vec<u8>>,
    /// `strings/<lang>/portal.toml`.
    pub(super) strings: Option<String>,
}

/// Reads `<root>/themes/<name>`; nothing where it is missing and the name is `default`.
pub(super) fn read(root: &Path, name: &str, lang: &str) -> Result<Files> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    ensure!(
        !name.is_empty() && name.chars().all(plain),
        "`theme: {name}`: the name of a folder in `themes/` was expected: letters, digits, `-`, `_`"
    );
    let themes = root.join("themes");
    let folder = themes.join(name);
    if !is_folder(&themes)? || !is_folder(&folder)? {
        ensure!(
            name == "default",
            "the theme `{name}` is missing: create the folder {}, or write `theme: default` in portal.yaml",
            folder.display()
        );
        return Ok(Files::default());
    }
    let mut files = Files::default();
    for (name, path) in walk(&folder.join("templates"))? {
        if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("html")) {
            files.templates.insert(name, text(&path)?);
        }
    }
    for (name, path) in walk(&folder.join("static"))? {
        files.statics.insert(name, bytes(&path)?);
    }
    let strings = folder.join("strings");
    let own = strings.join(lang);
    let texts = own.join("portal.toml");
    if is_folder(&strings)? && is_folder(&own)? && is_file(&texts)? {
        files.strings = Some(text(&texts)?);
    }
    Ok(files)
}

/// What lies at a path, if anything. Links are refused: they could bring a file of the machine into
/// the site.
fn lies(path: &Path, expected: &str) -> Result<Option<Metadata>> {
    match path.symlink_metadata() {
        Ok(metadata) => {
            let link = metadata.is_symlink();
            ensure!(!link, "{}: a {expected} was expected, not a link", path.display());
            Ok(Some(metadata))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("reading {}", path.display())),
    }
}

fn is_folder(path: &Path) -> Result<bool> {
    let Some(metadata) = lies(path, "folder")? else { return Ok(false) };
    ensure!(metadata.is_dir(), "{}: a folder was expected", path.display());
    Ok(true)
}

fn is_file(path: &Path) -> Result<bool> {
    let Some(metadata) = lies(path, "file")? else { return Ok(false) };
    ensure!(metadata.is_file(), "{}: a file was expected", path.display());
    Ok(true)
}

/// Every regular file below a folder, sorted by name, hidden ones left out.
fn walk(folder: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    if !is_folder(folder)? {
        return Ok(found);
    }
    let visible = |entry: &walkdir::DirEntry| !entry.file_name().to_string_lossy().starts_with('.');
    let entries = walkdir::WalkDir::new(folder).min_depth(1).max_depth(8).sort_by_file_name();
    for entry in entries.into_iter().filter_entry(visible) {
        let entry = entry.with_context(|| format!("reading {}", folder.display()))?;
        if entry.file_type().is_dir() {
            continue;
        }
        if !entry.file_type().is_file() {
            bail!("{}: a file was expected, not a link", entry.path().display());
        }
        let parts: Vec<_> = entry
            .path()
            .strip_prefix(folder)?
            .components()
            .map(|part| part.as_os_str().to_string_lossy().into_owned())
            .collect();
        found.push((parts.join("/"), entry.into_path()));
    }
    Ok(found)
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    let context = || format!("reading {}", path.display());
    let size = path.metadata().with_context(context)?.len();
    ensure!(size <= LARGEST, "{}: larger than {} MiB", path.display(), LARGEST >> 20);
    std::fs::read(path).with_context(context)
}

fn text(path: &Path) -> Result<String> {
    String::from_utf8(bytes(path)?).with_context(|| format!("{}: not UTF-8", path.display()))
}
