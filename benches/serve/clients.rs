//! Clients that are slow, and clients that break off.

use crate::{Server, get};
use anyhow::Result;
use std::io::Write as _;
use std::net::TcpStream;
use std::time::{Duration, Instant};

const EACH: usize = 1000;

/// Opens a thousand of each kind, and measures how long others wait meanwhile.
pub(crate) fn hold_up(server: &Server, target: &str) -> Result<()> {
    let before = server.memory()?;
    let mut held = Vec::new();
    for i in 0..EACH {
        let mut slow = TcpStream::connect(server.address)?;
        let begun = match i % 4 {
            0 => "GET / HTTP/1.1\r\nhost: x\r\nx-slow: ".to_owned(),
            1 => "POST /api/3/action/package_search HTTP/1.1\r\nhost: x\r\n\
                  content-length: 100\r\n\r\n{"
                .to_owned(),
            2 => "GET /api/3/action/package_list HTTP/1.1\r\nhost: x\r\n\r\n".repeat(8),
            _ => String::new(),
        };
        slow.write_all(begun.as_bytes())?;
        held.push(slow);
        let mut broken = TcpStream::connect(server.address)?;
        broken.write_all(
            ["GET /data", "\u{16}\u{3}\u{1}", "POST / HTTP/1.1\r\n\r", ""][i % 4].as_bytes(),
        )?;
    }
    let mut times = Vec::new();
    for _ in 0..200 {
        let started = Instant::now();
        get(server.address, target)?;
        times.push(started.elapsed());
    }
    times.sort();
    println!(
        "\n{EACH} slow and {EACH} broken clients: package_show on a new connection p50 {:.1} ms, \
         p99 {:.1} ms; memory {before} → {} MB",
        milliseconds(times[100]),
        milliseconds(times[198]),
        server.memory()?
    );
    drop(held);
    std::thread::sleep(Duration::from_secs(1));
    Ok(())
}

pub(crate) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
