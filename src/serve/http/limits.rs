//! What a client may cost.

use std::time::Duration;

/// Bytes of a request's line and headers; more is answered with 431.
pub(super) const HEAD: usize = 16 << 10;
/// Headers of a request; more is answered with 431.
pub(super) const HEADERS: usize = 100;
/// Bytes of a request's target; more is answered with 414.
pub(super) const TARGET: usize = 8 << 10;
/// Bytes of a request's body; more is answered with 413.
pub(super) const BODY: u64 = 1 << 20;
/// Bodies up to this size are read at once; larger ones wait for one of [`BODIES`] places.
pub(super) const SMALL_BODY: u64 = 16 << 10;
/// How many larger bodies are held at the same time.
pub(super) const BODIES: usize = 64;
/// How many heavy answers are made or, if they are large, sent at the same time.
pub(super) const HEAVY: usize = 48;
/// An answer of more bytes keeps its place among the heavy ones until it is sent.
pub(super) const LARGE: u64 = 256 << 10;
/// Streams of events at the same time: one a browser's tab.
pub(super) const STREAMS: usize = 200;

/// For a request's line and headers, and between requests on one connection.
pub(super) const HEAD_TIME: Duration = Duration::from_secs(15);
/// For a request's body.
pub(super) const BODY_TIME: Duration = Duration::from_secs(20);
/// For a client to take anything of what is sent.
pub(super) const STALL_TIME: Duration = Duration::from_secs(20);
/// For answers under way when the server stops.
pub(super) const STOP_TIME: Duration = Duration::from_secs(3);
/// What is too large is read and forgotten for so long, so that the client hears why.
pub(super) const FORGET_TIME: Duration = Duration::from_secs(2);
/// And so much of it.
pub(super) const FORGET: u64 = 32 << 20;

/// Connections at the same time, if the system allows as many files.
const CONNECTIONS: usize = 4096;
/// Files that the program needs for itself.
const OWN_FILES: usize = 128;

/// How many connections are served at the same time. Each may need a file beside its socket; the
/// rest waits in the system's queue.
pub(super) fn connections() -> usize {
    (open_files().saturating_sub(OWN_FILES) / 2).clamp(16, CONNECTIONS)
}

/// How many files the system lets this process open.
#[cfg(unix)]
fn open_files() -> usize {
    use nix::sys::resource::{Resource, getrlimit};
    let soft = getrlimit(Resource::RLIMIT_NOFILE).map_or(1024, |(soft, _)| soft);
    usize::try_from(soft).unwrap_or(usize::MAX)
}

/// How many files the system lets this process open.
#[cfg(not(unix))]
fn open_files() -> usize {
    8192
}
