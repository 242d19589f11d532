//! From an edit to the event that lets pages load again.

use crate::clients::milliseconds;
use crate::{Server, dataset_files, get};
use anyhow::{Context as _, Result};
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Edits so many datasets, one after the other, as an editor does: a new file over the old one.
pub(crate) fn follow(server: &Server, portal: &Path, edits: usize) -> Result<()> {
    let mut stream = TcpStream::connect(server.address)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    stream.write_all(b"GET /-/events HTTP/1.1\r\nhost: localhost\r\n\r\n")?;
    let mut lines = BufReader::new(stream).lines();
    let mut next = || -> Result<String> {
        loop {
            let line = lines.next().context("no more events")??;
            if let Some(said) = line.strip_prefix("data: ") {
                let said: serde_json::Value = serde_json::from_str(said)?;
                return Ok(said["mark"].as_str().context("a mark")?.to_owned());
            }
        }
    };
    let mut mark = next()?;
    let files = dataset_files(portal);
    let (mut told, mut shown) = (Vec::new(), Vec::new());
    for i in 0..edits {
        let file = &files[(i * 331 + 5) % files.len()];
        let text = fs::read_to_string(file)?;
        let word = format!("Editado{i}");
        let text = text.replacen("title: ", &format!("title: {word} "), 1);
        let aside = file.with_file_name(".dataset.yaml.tmp");
        fs::write(&aside, text)?;
        let started = Instant::now();
        fs::rename(&aside, file)?;
        loop {
            let now = next()?;
            if now != mark {
                mark = now;
                break;
            }
        }
        told.push(started.elapsed());
        let name = file.parent().and_then(Path::file_name).context("a folder")?.to_string_lossy();
        let page = get(server.address, &format!("/dataset/{name}/"))?;
        shown.push(started.elapsed());
        anyhow::ensure!(String::from_utf8_lossy(&page).contains(&word), "{name} is as it was");
        // As fast as nobody types, but not one long edit; some come while the search is being made.
        sleep(Duration::from_millis(if i % 5 == 4 { 3000 } else { 400 }));
    }
    for (what, mut times) in [("the event", told), ("the page, loaded", shown)] {
        times.sort();
        println!(
            "edit → {what}: p50 {:.0} ms, p95 {:.0} ms, longest {:.0} ms, of {edits}",
            milliseconds(times[edits / 2]),
            milliseconds(times[edits * 95 / 100]),
            milliseconds(times[edits - 1]),
        );
    }
    Ok(())
}
