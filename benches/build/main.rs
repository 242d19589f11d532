//! What a build costs: `cargo bench --bench build -- 10000 100000`.
//!
//! For each number of datasets a synthetic catalogue is made, the program builds it as a child
//! process, builds it again with nothing changed, and a process that knows nothing but paths and
//! bytes writes the same site: the floor. Times are medians; nothing is asserted.

#![expect(clippy::print_stdout, reason = "a table is what this is for")]

mod catalogue;
mod floor;
mod measure;
mod words;

use anyhow::{Context as _, Result, bail};
use measure::Cost;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["measure", ref command @ ..] => measure::child(command),
        ["floor", from, to] => floor::write(Path::new(from), Path::new(to)),
        ["generate", datasets, to] => catalogue::generate(datasets.parse()?, Path::new(to)),
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
    let threads = std::thread::available_parallelism()?;
    println!("{threads} threads, {}\n", env!("CARGO_BIN_EXE_fichero"));
    println!("| datasets | | wall | CPU | peak memory | wall ÷ floor | CPU ÷ floor |");
    println!("|---|---|---|---|---|---|---|");
    for size in sizes {
        let rounds = if size > 20_000 { 1 } else { 3 };
        Round::new(size)?.run(rounds)?;
    }
    Ok(())
}

/// The folders of one size, below cargo's own for such things.
struct Round {
    datasets: usize,
    home: PathBuf,
}

impl Round {
    fn new(datasets: usize) -> Result<Self> {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("build-{datasets}"));
        clear(&home)?;
        catalogue::generate(datasets, &home.join("portal"))?;
        Ok(Self { datasets, home })
    }

    fn run(&self, rounds: usize) -> Result<()> {
        let (mut cold, mut again, mut floor) = (Vec::new(), Vec::new(), Vec::new());
        // Every run has a folder of its own and none is removed before the end: making files is dear
        // for a while after others were deleted, and whoever comes next would pay.
        for round in 0..rounds {
            let site = self.home.join(format!("site-{round}"));
            let copy = self.home.join(format!("floor-{round}"));
            // The order alternates; the floor needs a site to copy, so the first round builds first.
            if round % 2 == 1 {
                floor.push(self.floor(&copy)?);
            }
            cold.push(self.build(&site)?);
            again.push(self.build(&site)?);
            if round % 2 == 0 {
                floor.push(self.floor(&copy)?);
            }
        }
        let floor = Cost::median(&floor);
        self.tell("build", &Cost::median(&cold), &floor);
        self.tell("again, unchanged", &Cost::median(&again), &floor);
        self.tell("floor", &floor, &floor);
        let (files, bytes) = floor::extent(&self.first_site())?;
        println!("| | {files} files, {} MB | | | | | |", bytes / 1_000_000);
        clear(&self.home)
    }

    fn first_site(&self) -> PathBuf {
        self.home.join("site-0")
    }

    fn build(&self, site: &Path) -> Result<Cost> {
        let portal = self.home.join("portal");
        let program = Path::new(env!("CARGO_BIN_EXE_fichero"));
        self.measured(&[
            program,
            "build".as_ref(),
            "--format".as_ref(),
            "json".as_ref(),
            "--out".as_ref(),
            site,
            &portal,
        ])
    }

    fn floor(&self, to: &Path) -> Result<Cost> {
        let this = std::env::current_exe()?;
        self.reported(&["floor".as_ref(), &self.first_site(), to], &this)
    }

    /// What a command costs, told by a process that has no other child.
    fn measured(&self, command: &[&Path]) -> Result<Cost> {
        let this = std::env::current_exe()?;
        let mut args: Vec<&Path> = vec!["measure".as_ref()];
        args.extend(command);
        self.reported(&args, &this)
    }

    /// What a mode of this program reports, after what others wrote has reached the disk.
    fn reported(&self, args: &[&Path], this: &Path) -> Result<Cost> {
        Command::new("sync").status().context("sync")?;
        let output = Command::new(this)
            .args(args)
            // The history of the repository around it is not this catalogue's.
            .env("GIT_CEILING_DIRECTORIES", &self.home)
            .output()?;
        if !output.status.success() {
            bail!("{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        }
        Cost::parse(&String::from_utf8_lossy(&output.stdout))
    }

    fn tell(&self, what: &str, cost: &Cost, floor: &Cost) {
        println!(
            "| {} | {what} | {:.2} s | {:.2} s | {} MB | {:.2} | {:.2} |",
            self.datasets,
            cost.wall,
            cost.cpu,
            cost.peak / 1024,
            cost.wall / floor.wall,
            cost.cpu / floor.cpu
        );
    }
}

/// Makes sure that a folder is not there.
fn clear(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| folder.display().to_string())
        }
        _ => Ok(()),
    }
}
