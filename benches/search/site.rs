//! The index of a catalogue in a folder, and the native engine's answers to random questions, as
//! `tests/search/parity.mjs` reads them.

use crate::measure::cpu;
use crate::questions;
use anyhow::{Context as _, Result};
use fichero::catalog::{self, Audience, Catalog, Dates};
use fichero::search::analysis::Analyzer;
use fichero::search::documents::Documents;
use fichero::search::engine::Engine;
use fichero::search::language::{Syntax, request};
use fichero::search::package_search::package_search;
use fichero::search::shards::Index;
use nix::sys::resource::{UsageWho, getrusage};
use serde_json::{Map, Value, json};
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
    let analyzer = Analyzer::new(&catalog.portal.languages, &catalog.portal.synonyms);
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
    fs::write(to.join("site").join(Index::CURRENT), index.current())?;
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

/// Puts so many random questions and the engine's answers beside the index.
pub(crate) fn ask(portal: &Path, to: &Path, count: usize) -> Result<()> {
    let catalog = load(portal)?;
    let analyzer = Analyzer::new(&catalog.portal.languages, &catalog.portal.synonyms);
    let documents = Documents::new(&catalog);
    let started = Instant::now();
    let engine = Engine::new(&documents, &analyzer)?;
    let indexed = started.elapsed().as_secs_f64();
    let syntax = Syntax {
        analyzer: &analyzer,
        facets: &documents.facets,
        unindexed: &documents.unindexed,
        filter: false,
        now: NOW,
    };
    let mut times = Vec::with_capacity(count);
    let mut out = std::io::BufWriter::new(fs::File::create(to.join("questions.jsonl"))?);
    for n in 0..count {
        let params = questions::question(&documents, n);
        let started = Instant::now();
        let answer = answer(&engine, &documents, &syntax, &params)?;
        times.push(started.elapsed().as_secs_f64() * 1e3);
        writeln!(out, "{}", json!({"params": params, "answer": answer}))?;
    }
    out.flush()?;
    times.sort_by(f64::total_cmp);
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    println!(
        "engine: index in memory in {indexed:.2} s; {count} questions with facets: p50 {:.2} ms, \
         p95 {:.2} ms, worst {:.2} ms",
        at(50),
        at(95),
        at(100)
    );
    Ok(())
}

fn answer(
    engine: &Engine,
    documents: &Documents,
    syntax: &Syntax,
    params: &Map<String, Value>,
) -> Result<Value> {
    let request = match request(params, syntax) {
        Ok(request) => request,
        Err(refusal) => return Ok(json!({"refused": refusal.code})),
    };
    let found = package_search(engine, documents, &request)?;
    let names: Vec<&str> =
        found.documents.iter().map(|n| documents.dataset(*n as usize).name()).collect();
    let mut facets = Map::new();
    for facet in found.facets {
        let values = facet.values.into_iter().map(|one| (one.value, json!(one.count)));
        facets.insert(facet.field, Value::Object(values.collect()));
    }
    Ok(json!({"count": found.count, "names": names, "facets": facets}))
}
