//! Bytes that can be read more than once, and how much of them is too much.

use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::OnceLock;

use crate::table::fault::{Cause, Stop};

/// A reader of a [`Source`].
pub type Bytes = Box<dyn Read + Send>;

type Opener = Box<dyn Fn() -> io::Result<Bytes> + Send + Sync>;

/// A file's bytes, to be opened as often as a rule needs.
pub struct Source {
    /// How findings call it.
    pub name: String,
    /// How many bytes, if that is known.
    pub size: Option<u64>,
    opener: Opener,
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source")
            .field("name", &self.name)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

impl Source {
    /// Opened by `opener`.
    pub fn new(
        name: &str,
        size: Option<u64>,
        opener: impl Fn() -> io::Result<Bytes> + Send + Sync + 'static,
    ) -> Self {
        Self { name: name.to_owned(), size, opener: Box::new(opener) }
    }

    /// Bytes in memory.
    pub fn of_bytes(name: &str, bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        let size = bytes.len() as u64;
        Self::new(name, Some(size), move || Ok(Box::new(io::Cursor::new(Arc::clone(&bytes)))))
    }

    /// From the beginning.
    pub fn read(&self) -> Result<Bytes, Stop> {
        (self.opener)().map_err(|error| {
            let reason = match error.kind() {
                io::ErrorKind::NotFound => "not-found",
                io::ErrorKind::PermissionDenied => "not-allowed",
                _ => "unreadable",
            };
            Stop::because("scheme-error", reason)
        })
    }

    /// All of it, if it is not more than `most`.
    pub fn whole(&self, most: u64) -> Result<Vec<u8>, Stop> {
        let mut bytes = Vec::new();
        let read = self.read()?.take(most.saturating_add(1)).read_to_end(&mut bytes);
        read.map_err(stop_of)?;
        if bytes.len() as u64 > most {
            return Err(too_much("file-bytes", most));
        }
        Ok(bytes)
    }
}

/// What is too much. Every limit ends in a finding.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of a file after unpacking.
    pub bytes: u64,
    /// How many times its packed size a file may unpack to.
    pub ratio: u64,
    /// Bytes of a file that is read whole: spreadsheets, archives, JSON.
    pub whole: u64,
    /// Bytes of a record, and so of a cell.
    pub record: usize,
    /// Columns.
    pub fields: usize,
    /// Rows of a spreadsheet.
    pub sheet_rows: u64,
    /// Cells of a spreadsheet, empty ones within its area too.
    pub sheet_cells: u64,
    /// Where spreadsheets are read.
    pub sheets: Sheets,
}

/// Where spreadsheets are read.
#[derive(Clone, Debug, Default)]
pub enum Sheets {
    /// Here, within limits. A file made to break the library that reads it ends this process.
    #[default]
    Here,
    /// By a process of its own, which this program starts: [`crate::table::apart`].
    Apart(PathBuf),
}

/// Where the program reads spreadsheets.
static USUAL: OnceLock<Sheets> = OnceLock::new();

impl Sheets {
    /// By this program started once more. For the program itself alone: another one that uses the
    /// library does not know the word.
    pub fn apart() -> Self {
        std::env::current_exe().map_or(Self::Here, Self::Apart)
    }

    /// Lets [`Sheets::usual`] be [`Sheets::apart`] from now on: said by the program when it starts.
    pub fn keep_apart() {
        // Whoever comes second says the same.
        let _ = USUAL.set(Self::apart());
    }

    /// Apart where the program itself runs, here where it is a library of another one.
    pub fn usual() -> Self {
        USUAL.get().cloned().unwrap_or_default()
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 4 << 30,
            ratio: 1000,
            whole: 256 << 20,
            record: 4 << 20,
            fields: 10_000,
            sheet_rows: 1_048_576,
            sheet_cells: 20_000_000,
            sheets: Sheets::Here,
        }
    }
}

/// A limit that was reached.
pub(crate) fn too_much(what: &'static str, limit: impl std::fmt::Display) -> Stop {
    Stop::new(Cause::new("table-limit").because(what).with("limit", limit))
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.cause.code)
    }
}

impl std::error::Error for Stop {}

/// An [`io::Error`] that carries a [`Stop`], for readers within readers.
pub(crate) fn carry(stop: Stop) -> io::Error {
    io::Error::other(stop)
}

/// What an [`io::Error`] carries, or that the file could not be read.
pub(crate) fn stop_of(error: io::Error) -> Stop {
    let unreadable = || Stop::because("source-error", "unreadable");
    match error.into_inner() {
        Some(inner) => inner.downcast::<Stop>().map_or_else(|_| unreadable(), |stop| *stop),
        None => unreadable(),
    }
}

/// Stops with a finding after so many bytes.
pub(crate) struct Bounded<R> {
    inner: R,
    left: u64,
    stop: Stop,
    /// What an error of the inner reader means.
    broken: Stop,
}

impl<R: Read> Bounded<R> {
    pub(crate) fn new(inner: R, most: u64, broken: Stop) -> Self {
        Self { inner, left: most, stop: too_much("file-bytes", most), broken }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into).map_err(|_| carry(self.broken.clone()))?;
        let Some(left) = self.left.checked_sub(read as u64) else {
            return Err(carry(self.stop.clone()));
        };
        self.left = left;
        Ok(read)
    }
}
