//! A site as one file, for hosts that take an artifact.

use crate::render::Content;
use crate::write::aside::Aside;
use crate::write::manifest::{Entry, MANIFEST, Manifest};
use crate::write::{Changes, Job};
use anyhow::{Context as _, Result};
use rayon::prelude::*;
use std::fs;
use std::io::{BufWriter, Seek, Write};
use std::path::Path;

/// The kinds of archives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `.tar`, not compressed.
    Tar,
    /// `.zip`, deflated.
    Zip,
}

impl Format {
    /// By the file's ending.
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "tar" => Some(Self::Tar),
            "zip" => Some(Self::Zip),
            _ => None,
        }
    }
}

/// How many contents are made at once before they are written in order.
const BATCH: usize = 2048;

/// Writes a site into one archive: sorted, with no time and no owner in it.
///
/// # Errors
/// Where a content cannot be made or the disk refuses; an archive that was there is then as it was.
pub fn archive(file: &Path, format: Format, job: &Job<'_>) -> Result<Changes> {
    let aside = Aside::new(file)?;
    let changes = fill(&aside.path, format, job)?;
    fs::rename(&aside.path, file).with_context(|| format!("{}", file.display()))?;
    Ok(changes)
}

fn fill(aside: &Path, format: Format, job: &Job<'_>) -> Result<Changes> {
    let out = fs::File::create_new(aside).with_context(|| format!("{}", aside.display()))?;
    let mut pack: Box<dyn Pack> = match format {
        Format::Tar => Box::new(tar::Builder::new(BufWriter::new(out))),
        Format::Zip => Box::new(zip::ZipWriter::new(BufWriter::new(out))),
    };
    let mut changes = Changes::default();
    let mut entries = Vec::with_capacity(job.paths.len());
    for start in (0..job.paths.len()).step_by(BATCH) {
        let end = (start + BATCH).min(job.paths.len());
        let contents: Vec<Result<Content>> =
            (start..end).into_par_iter().map(|i| (job.content)(i)).collect();
        for (path, content) in job.paths[start..end].iter().zip(contents) {
            let bytes = match content.with_context(|| (*path).to_owned())? {
                Content::Bytes(bytes) => bytes,
                // One at a time: a catalogue's files may be large.
                Content::File(file) => {
                    fs::read(&file).with_context(|| format!("{}", file.display()))?
                }
            };
            pack.add(path, &bytes)?;
            entries.push(Entry::of(&bytes));
            changes.bytes += bytes.len() as u64;
            changes.written += 1;
            (job.done)();
        }
    }
    changes.large = job.too_large(&entries);
    let mut manifest = Vec::new();
    Manifest::write(&mut manifest, job.commit, &job.paths, &entries)?;
    changes.bytes += manifest.len() as u64;
    pack.add(MANIFEST, &manifest)?;
    pack.finish()?;
    Ok(changes)
}

trait Pack {
    fn add(&mut self, path: &str, bytes: &[u8]) -> Result<()>;
    fn finish(self: Box<Self>) -> Result<()>;
}

impl<W: Write> Pack for tar::Builder<W> {
    fn add(&mut self, path: &str, bytes: &[u8]) -> Result<()> {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(0);
        Ok(self.append_data(&mut header, path, bytes)?)
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        tar::Builder::finish(&mut self)?;
        Ok(self.get_mut().flush()?)
    }
}

impl<W: Write + Seek> Pack for zip::ZipWriter<W> {
    fn add(&mut self, path: &str, bytes: &[u8]) -> Result<()> {
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated)
            .last_modified_time(zip::DateTime::default())
            .unix_permissions(0o644);
        self.start_file(path, options)?;
        Ok(self.write_all(bytes)?)
    }

    fn finish(self: Box<Self>) -> Result<()> {
        Ok(zip::ZipWriter::finish(*self)?.flush()?)
    }
}
