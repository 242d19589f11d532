//! What search costs, and whether its two implementations agree: `cargo bench --bench search --
//! 10000 100000`.
//!
//! For each number of datasets a synthetic catalogue is made and its index in files; then the client
//! (node) is measured on a first visit and on repeated questions, and 3,000 random questions are
//! asked to it and to the native engine. Nothing is asserted of times and sizes; a difference
//! between the two is an error.

#![expect(clippy::print_stdout, reason = "figures are what this is for")]

mod catalogue;
#[path = "../build/measure.rs"]
mod measure;
mod questions;
mod site;
#[path = "../build/words.rs"]
mod words;

use anyhow::{Context as _, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

const QUESTIONS: &str = "3000";

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["measure", ref command @ ..] => measure::child(command),
        ["generate", datasets, to] => catalogue::generate(datasets.parse()?, Path::new(to)),
        ["index", portal, to] => site::index(Path::new(portal), Path::new(to)),
        ["ask", portal, to, count] => site::ask(Path::new(portal), Path::new(to), count.parse()?),
        _ => compare(&args),
    }
}

fn compare(args: &[String]) -> Result<()> {
    let mut sizes = Vec::new();
    for arg in args {
        sizes.push(arg.parse().with_context(|| format!("{arg}: a number of datasets"))?);
    }
    if sizes.is_empty() {
        sizes.push(10_000);
    }
    for size in sizes {
        round(size)?;
    }
    Ok(())
}

fn round(datasets: usize) -> Result<()> {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("search-{datasets}"));
    if home.exists() {
        std::fs::remove_dir_all(&home)?;
    }
    let (portal, out) = (home.join("portal"), home.join("index"));
    catalogue::generate(datasets, &portal)?;
    println!("\n{datasets} datasets");
    let this = std::env::current_exe()?;
    let paths = [portal.as_path(), out.as_path()];
    run(&this, &[&["index".as_ref()], &paths[..]].concat())?;
    run(&this, &[&["ask".as_ref()], &paths[..], &[QUESTIONS.as_ref()]].concat())?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let node = PathBuf::from("node");
    run(&node, &[&root.join("benches/search/measure.mjs"), &out])?;
    run(&node, &[&root.join("tests/search/parity.mjs"), &out])
}

fn run(program: &Path, args: &[&Path]) -> Result<()> {
    let status = Command::new(program).args(args).status().context("starting a process")?;
    ensure!(status.success(), "{} {args:?}: {status}", program.display());
    Ok(())
}
