//! What a check costs: `cargo bench --bench check -- 10000 100000`.
//!
//! For each number of datasets a synthetic catalogue is made and committed, one dataset is changed,
//! and the program checks everything, then the change alone, as a child process. A process that
//! knows nothing but paths and bytes reads the same files: the floor. Times are medians; nothing is
//! asserted.

#![expect(clippy::print_stdout, reason = "a table is what this is for")]

#[path = "../build/catalogue.rs"]
mod catalogue;
#[path = "../build/measure.rs"]
mod measure;
#[path = "../build/words.rs"]
mod words;

use anyhow::{Context as _, Result, bail};
use measure::Cost;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const ROUNDS: usize = 5;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["measure", ref command @ ..] => measure::child(command),
        ["read", from] => read(Path::new(from)),
        _ => compare(&args),
    }
}

/// Reads every file below a folder.
fn read(from: &Path) -> Result<()> {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry?;
        if entry.file_type().is_file() {
            std::hint::black_box(fs::read(entry.path())?);
        }
    }
    Ok(())
}

fn compare(args: &[String]) -> Result<()> {
    let mut sizes = Vec::new();
    for arg in args {
        sizes.push(arg.parse().with_context(|| format!("{arg}: a number of datasets"))?);
    }
    if sizes.is_empty() {
        sizes.push(10_000);
    }
    let threads = std::thread::available_parallelism()?;
    println!("{threads} threads, {}\n", env!("CARGO_BIN_EXE_fichero"));
    println!("| datasets | | wall | CPU | peak memory | wall ÷ floor | CPU ÷ floor |");
    println!("|---|---|---|---|---|---|---|");
    for size in sizes {
        run(size)?;
    }
    Ok(())
}

fn run(datasets: usize) -> Result<()> {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("check-{datasets}"));
    if home.exists() {
        fs::remove_dir_all(&home)?;
    }
    catalogue::generate(datasets, &home)?;
    git(&home, &["init", "-q"])?;
    git(&home, &["add", "--all"])?;
    git(
        &home,
        &["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "-m", "a"],
    )?;
    git(&home, &["branch", "base"])?;
    let dataset = first_dataset(&home)?;
    let text = fs::read_to_string(&dataset)?;
    fs::write(&dataset, text.replacen("title: ", "title: Cambiado ", 1))?;

    let program = env!("CARGO_BIN_EXE_fichero");
    let portal = home.to_string_lossy().into_owned();
    let all = ["measure", program, "check", "--format", "json=-", &portal];
    let one = ["measure", program, "check", "--format", "json=-", "--base", "base", &portal];
    let this = std::env::current_exe()?.to_string_lossy().into_owned();
    let floor = ["measure", &this, "read", &portal];
    let mut costs: [Vec<Cost>; 3] = Default::default();
    // One after the other in each round, so that what else the machine does falls on all.
    for _ in 0..ROUNDS {
        for (costs, command) in costs.iter_mut().zip([&all[..], &one, &floor]) {
            costs.push(measured(command)?);
        }
    }
    let [all, one, floor] = costs.map(|costs| Cost::median(&costs));
    tell(datasets, "everything", all, floor);
    tell(datasets, "one changed dataset", one, floor);
    tell(datasets, "floor: reading the files", floor, floor);
    fs::remove_dir_all(&home)?;
    Ok(())
}

fn first_dataset(home: &Path) -> Result<PathBuf> {
    let files = walkdir::WalkDir::new(home.join("catalog")).sort_by_file_name();
    let named = files.into_iter().flatten().find(|entry| entry.file_name() == "dataset.yaml");
    Ok(named.context("no dataset")?.into_path())
}

fn measured(args: &[&str]) -> Result<Cost> {
    let output = Command::new(std::env::current_exe()?).args(args).output()?;
    if !output.status.success() {
        bail!("{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    Cost::parse(&String::from_utf8_lossy(&output.stdout))
}

fn git(home: &Path, args: &[&str]) -> Result<()> {
    let done = Command::new("git").arg("-C").arg(home).args(args).stdout(Stdio::null()).status()?;
    if done.success() { Ok(()) } else { bail!("git {args:?}") }
}

fn tell(datasets: usize, what: &str, cost: Cost, floor: Cost) {
    println!(
        "| {datasets} | {what} | {:.2} s | {:.2} s | {} MB | {:.2} | {:.2} |",
        cost.wall,
        cost.cpu,
        cost.peak / 1024,
        cost.wall / floor.wall,
        cost.cpu / floor.cpu,
    );
}
