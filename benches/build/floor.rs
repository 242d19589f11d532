//! The floor: the same paths with the same bytes, by a program that only writes.

use crate::measure::{Cost, cpu};
use anyhow::{Context as _, Result};
use nix::sys::resource::{UsageWho, getrusage};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// How many bytes are held at once: what is read does not count, but has to fit.
const CHUNK: u64 = 512 << 20;

/// Every file below a folder with its size, sorted by path.
fn files(folder: &Path) -> Result<Vec<(PathBuf, u64)>> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            files.push((entry.path().strip_prefix(folder)?.to_owned(), entry.metadata()?.len()));
        }
    }
    Ok(files)
}

/// How many files there are, and their bytes.
pub(crate) fn extent(folder: &Path) -> Result<(usize, u64)> {
    let files = files(folder)?;
    Ok((files.len(), files.iter().map(|(_, size)| size).sum()))
}

/// Writes the files of `from` below `to`, and tells what the writing cost.
pub(crate) fn write(from: &Path, to: &Path) -> Result<()> {
    let files = files(from)?;
    let mut cost = Cost { wall: 0.0, cpu: 0.0, peak: 0 };
    let mut rest = &files[..];
    while !rest.is_empty() {
        let mut held = 0;
        let count = rest
            .iter()
            .take_while(|(_, size)| {
                let fits = held == 0 || held + size <= CHUNK;
                held += size;
                fits
            })
            .count();
        let (chunk, after) = rest.split_at(count);
        let read = |(path, _): &(PathBuf, u64)| Ok((to.join(path), fs::read(from.join(path))?));
        let loaded: Vec<(PathBuf, Vec<u8>)> = chunk.iter().map(read).collect::<Result<_>>()?;

        let before = getrusage(UsageWho::RUSAGE_SELF)?;
        let started = Instant::now();
        put(&loaded)?;
        cost.wall += started.elapsed().as_secs_f64();
        let usage = getrusage(UsageWho::RUSAGE_SELF)?;
        cost.cpu += cpu(&usage) - cpu(&before);
        cost.peak = usage.max_rss();
        rest = after;
    }
    cost.tell();
    Ok(())
}

/// Folders first, each once, then all files with all threads.
fn put(files: &[(PathBuf, Vec<u8>)]) -> Result<()> {
    let folders: BTreeSet<&Path> = files.iter().filter_map(|(path, _)| path.parent()).collect();
    folders.par_iter().try_for_each(fs::create_dir_all)?;
    files.par_iter().try_for_each(|(path, bytes)| {
        fs::write(path, bytes).with_context(|| path.display().to_string())
    })
}
