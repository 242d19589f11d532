//! The index of a catalogue in a folder, and the native engine's answers to random questions, as
//! `tests/search/parity.mjs` reads them.

use crate::measure::cpu;
use crate::questions;
use anyhow::{Context as _, Result};
use fichero::catalog::{self, Audience, Catalog, Dates};
use fichero::search::analysis::Analyzer;
use fichero::search::documents::Documents;
use fichero::search::shards::Index;
use nix::sys::resource::{UsageWho, getrusage};
use serde_json::{Value, json};
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

/// 2026-01-15T10:30:00Z, what NOW is in the questions.
const NOW: i64 = 1_768_473_000_000_000;

/// What the public may see of a portal.
pub(crate) fn load(portal: &Path) -> Result<Catalog> {
    let loaded = fichero::read::load(portal)?;
    Ok(catalog::assemble(loaded, &Dates::default(), Audience::Public).0)
}

/// Writes the index of a portal, and tells what it cost.
pub(crate) fn index(portal: &Path, to: &Path) -> Result<()> {
    let catalog = load(portal)?;
    let before = getrusage(UsageWho::RUSAGE_SELF)?;
    let started = Instant::now();
    let analyzer = Analyzer::new(&catalog.portal.languages, &[]);
    let documents = Documents::new(&catalog);
    let index = Index::new(&documents, &analyzer);
    let built = started.elapsed().as_secs_f64();
    put(&index, to)?;
    let wall = started.elapsed().as_secs_f64();
    let after = getrusage(UsageWho::RUSAGE_SELF)?;
    let bytes: usize = index.files.iter().map(|(_, bytes)| bytes.len()).sum();
    let largest = index.files.iter().map(|(_, bytes)| bytes.len()).max().unwrap_or_default();
    println!(
        "index: {built:.2} s, written after {wall:.2} s, {:.2} CPU-s; peak memory {} MB, {} MB of it \
         before; {} files, {bytes} bytes, {:.1} a dataset, largest {largest}",
        cpu(&after) - cpu(&before),
        after.max_rss() / 1024,
        before.max_rss() / 1024,
        index.files.len(),
        bytes as f64 / documents.order.len() as f64
    );
    kinds(&index);
    packages(&documents, to)
}

/// Bytes and files by kind.
fn kinds(index: &Index) {
    let mut kinds: std::collections::BTreeMap<String, (usize, usize)> = Default::default();
    for (path, bytes) in &index.files {
        let mut parts = path.split('/').skip(2);
        let first = parts.next().unwrap_or_default();
        let kind = match first {
            "facet" | "sort" => format!("{first}/{}", parts.next().unwrap_or_default()),
            _ => first.to_owned(),
        };
        let sum = kinds.entry(kind).or_default();
        *sum = (sum.0 + 1, sum.1 + bytes.len());
    }
    for (kind, (files, bytes)) in kinds {
        println!("  {kind:16} {files:6} files {bytes:10} bytes");
    }
}

fn put(index: &Index, to: &Path) -> Result<()> {
    for (path, bytes) in &index.files {
        let file = to.join("site").join(path);
        fs::create_dir_all(file.parent().context("a file is in a folder")?)?;
        fs::write(file, bytes)?;
    }
    Ok(())
}

/// What the client asks of `package_show` where a name or an id is searched.
fn packages(documents: &Documents, to: &Path) -> Result<()> {
    let mut out = std::io::BufWriter::new(fs::File::create(to.join("packages.jsonl"))?);
    for number in 0..documents.order.len() {
        let dataset = documents.dataset(number);
        let owner = dataset.organization.map(|ix| documents.catalog[ix].name());
        let line = json!({
            "name": dataset.name(),
            "id": dataset.id,
            "organization": owner.map(|name| json!({"name": name})),
            "metadata_modified": dataset.modified.as_str(),
        });
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(())
}

/// asks.
pub(crate) fn ask(_: &Path, _: &Path, _: usize) -> Result<()> {
    Ok(())
}
