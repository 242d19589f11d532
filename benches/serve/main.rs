//! What `fichero serve` can bear: `cargo bench --bench serve -- 10000 600`.
//!
//! A synthetic catalogue of so many datasets is served, and `wrk` asks on the loopback: one dataset,
//! beside nginx with the same answer as a file, and varied searches. Then clients that are slow or
//! break off, while others are answered; memory under load for so many seconds; and how long it takes
//! from an edit of one dataset to the event that lets pages load again. Nothing is asserted.

#![expect(clippy::print_stdout, reason = "figures are what this is for")]
#![allow(dead_code, reason = "the other benches use the rest of what they share")]

#[path = "../build/catalogue.rs"]
mod catalogue;
mod clients;
mod edits;
mod nginx;
#[path = "../build/words.rs"]
mod words;

use anyhow::{Context as _, Result, bail};
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Seconds of each run of `wrk`.
const RUN: u64 = 10;
/// How many searches differ.
const QUERIES: usize = 500;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let number = |i: usize, usual| args.get(i).map_or(Ok(usual), |arg| arg.parse::<usize>());
    let (datasets, seconds) = (number(0, 10_000)?, number(1, 60)? as u64);
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("serve-{datasets}"));
    if home.exists() {
        fs::remove_dir_all(&home)?;
    }
    let portal = home.join("portal");
    catalogue::generate(datasets, &portal)?;
    let started = Instant::now();
    let server = Server::start(&portal)?;
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!(
        "{datasets} datasets, ready after {:.1} s, {} MB",
        seconds_of(started),
        server.memory()?
    );
    println!("load before: {}", load.trim());

    let name = one_name(&portal)?;
    let target = format!("/api/3/action/package_show?id={name}");
    let body = get(server.address, &target)?;
    let nginx = nginx::Nginx::start(&home, &body)?;
    println!("\n| | connections | requests/s | p50 | p99 |\n|---|---|---|---|---|");
    for connections in [8, 64] {
        wrk("package_show", &format!("http://{}{target}", server.address), connections, RUN, None)?;
        wrk("nginx, the same as a file", &nginx.address, connections, RUN, None)?;
    }
    let script = searches(&home, &portal)?;
    for connections in [1, 8] {
        let url = format!("http://{}", server.address);
        wrk("package_search", &url, connections, RUN, Some(&script))?;
    }
    drop(nginx);
    clients::hold_up(&server, &target)?;
    edits::follow(&server, &portal, 30)?;
    memory(&server, &script, seconds)
}

fn seconds_of(started: Instant) -> f64 {
    started.elapsed().as_secs_f64()
}

/// `fichero serve`, ended with the value.
struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    fn start(portal: &Path) -> Result<Self> {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fichero"))
            .args(["serve", "--port", "0", "--lang", "en", "--quiet"])
            .args(["--format", "json"])
            .arg(portal)
            .env("GIT_CEILING_DIRECTORIES", portal)
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("a pipe")?).read_line(&mut line)?;
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next());
        let address = address.with_context(|| format!("an address: {line:?}"))?.parse()?;
        Ok(Self { child, address })
    }

    /// Resident memory in MB.
    fn memory(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let size = line.and_then(|line| line.split_whitespace().next()).context("VmRSS")?;
        Ok(size.parse::<u64>()? / 1024)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// The body of an answer.
fn get(address: SocketAddr, target: &str) -> Result<Vec<u8>> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    write!(stream, "GET {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").context("no answer")?;
    if !bytes.starts_with(b"HTTP/1.1 200") {
        bail!("{target}: {}", String::from_utf8_lossy(&bytes[..end]));
    }
    Ok(bytes.split_off(end + 4))
}

/// The file of every dataset, in order.
fn dataset_files(portal: &Path) -> Vec<PathBuf> {
    walkdir::WalkDir::new(portal.join("catalog"))
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name() == "dataset.yaml")
        .map(walkdir::DirEntry::into_path)
        .collect()
}

fn one_name(portal: &Path) -> Result<String> {
    let file = dataset_files(portal).into_iter().nth(7).context("a dataset")?;
    let folder = file.parent().and_then(Path::file_name).context("a folder")?;
    Ok(folder.to_string_lossy().into_owned())
}

/// A script for `wrk` with searches of one to three words of titles, filters, facets and orders.
fn searches(home: &Path, portal: &Path) -> Result<PathBuf> {
    let files = dataset_files(portal);
    let mut script = "local paths = {\n".to_owned();
    for i in 0..QUERIES {
        let text = fs::read_to_string(&files[i * 97 % files.len()])?;
        let title =
            text.lines().find_map(|line| line.strip_prefix("title: ")).context("a title")?;
        let words: Vec<&str> = title.split_whitespace().take(1 + i % 3).collect();
        let more = ["", "&fq=res_format:CSV", "&sort=metadata_modified+desc", "&rows=20&start=20"];
        let facets = "&facet.field=%5B%22tags%22,%22organization%22,%22res_format%22%5D";
        let facets = if i % 2 == 0 { facets } else { "" };
        let query = percent_encoding::utf8_percent_encode(
            &words.join(" "),
            percent_encoding::NON_ALPHANUMERIC,
        );
        script += &format!(
            "\"/api/3/action/package_search?q={query}{}{facets}\",\n",
            more[i / 3 % more.len()]
        );
    }
    script += "}\nlocal i = 0\nfunction request()\n  i = i % #paths + 1\n  \
               return wrk.format('GET', paths[i])\nend\n";
    let file = home.join("searches.lua");
    fs::write(&file, script)?;
    Ok(file)
}

/// Runs `wrk` and prints what it measured.
fn wrk(what: &str, url: &str, connections: usize, run: u64, script: Option<&Path>) -> Result<()> {
    let mut command = Command::new("wrk");
    command.args(["--latency", "-t", "1", "-c", &connections.to_string()]);
    command.args(["-d", &format!("{run}s")]);
    if let Some(script) = script {
        command.arg("-s").arg(script);
    }
    let output = command.arg(url).output().context("wrk: apt install wrk")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let field = |name: &str| {
        let line = text.lines().find_map(|line| line.trim().strip_prefix(name));
        line.map_or("?", str::trim).to_owned()
    };
    let bad = field("Non-2xx or 3xx responses:");
    let note = if bad == "?" { String::new() } else { format!(", {bad} refused") };
    println!(
        "| {what}{note} | {connections} | {} | {} | {} |",
        field("Requests/sec:"),
        field("50%"),
        field("99%")
    );
    Ok(())
}

/// Memory while it is asked without a pause.
fn memory(server: &Server, script: &Path, seconds: u64) -> Result<()> {
    println!("\n| after | memory |\n|---|---|");
    println!("| 0 s | {} MB |", server.memory()?);
    let steps = 10.min(seconds).max(1);
    let address = format!("http://{}", server.address);
    for step in 1..=steps {
        let status = Command::new("wrk")
            .args(["-t", "1", "-c", "16", "-d", &format!("{}s", seconds / steps), "-s"])
            .arg(script)
            .arg(&address)
            .stdout(Stdio::null())
            .status()?;
        if !status.success() {
            bail!("wrk: {status}");
        }
        println!("| {} s | {} MB |", step * seconds / steps, server.memory()?);
    }
    Ok(())
}
