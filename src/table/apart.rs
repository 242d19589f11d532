//! Spreadsheets read by another process: what a hostile one breaks is not ours.
//!
//! The libraries that read spreadsheets were not made for hostile files, and a process that asks for
//! too much memory is ended, which nothing in it can prevent. So this program starts itself as
//! `fichero __sheet`, which limits its own memory and time, and takes the rows from it. Whatever
//! becomes of that process is a finding about the file.

use std::io::{self, BufReader, Read, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::table::fault::Stop;
use crate::table::frames::Frames;
use crate::table::layout::{SheetChoice, SheetFormat};
use crate::table::source::{Limits, carry, too_much};

/// The word that makes the program read one spreadsheet and nothing else.
pub const WORD: &str = "__sheet";
/// Bytes of memory that it may have.
pub const MEMORY: u64 = 2 << 30;
/// Seconds that it may compute.
pub const SECONDS: u64 = 60;

/// How long it is waited for in all. What it waits for us does not count.
const PATIENCE: Duration = Duration::from_mins(2);
/// Bytes that come at a time, and how many such pieces are on their way.
const PIECE: usize = 64 << 10;
const PIECES: usize = 16;

/// Reads a sheet by starting `program`.
pub(crate) fn read(
    program: &Path,
    bytes: Vec<u8>,
    (format, choice): (SheetFormat, Option<&SheetChoice>),
    limits: &Limits,
) -> Result<Frames<BufReader<Answer>>, Stop> {
    let failed = |_| Stop::because("format-error", "sheet-process");
    let mut child = Command::new(program)
        .args(arguments(format, choice, limits))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(failed)?;
    if let Some(stdin) = child.stdin.take() {
        thread::spawn(move || give(stdin, &bytes));
    }
    let (sender, pieces) = sync_channel(PIECES);
    if let Some(stdout) = child.stdout.take() {
        thread::spawn(move || take(stdout, &sender));
    }
    let answer = Answer { child, pieces, piece: Vec::new(), at: 0, patience: PATIENCE };
    Ok(Frames::new(BufReader::new(answer), limits))
}

/// What the process is told; [`Order::of`] reads it.
fn arguments(format: SheetFormat, choice: Option<&SheetChoice>, limits: &Limits) -> Vec<String> {
    let format = match format {
        SheetFormat::Xlsx => "xlsx",
        SheetFormat::Xls => "xls",
        SheetFormat::Ods => "ods",
    };
    let choice = match choice {
        None => "first".to_owned(),
        Some(SheetChoice::Number(number)) => format!("number={number}"),
        Some(SheetChoice::Name(name)) => format!("name={name}"),
    };
    let Limits { ratio, whole, record, fields, sheet_rows, sheet_cells, .. } = limits;
    let limits = format!("{ratio},{whole},{record},{fields},{sheet_rows},{sheet_cells}");
    vec![WORD.to_owned(), format.to_owned(), choice, limits]
}

/// What the process is to read.
#[derive(Debug)]
pub struct Order {
    /// The format.
    pub format: SheetFormat,
    /// Which sheet.
    pub choice: Option<SheetChoice>,
    /// How much is too much.
    pub limits: Limits,
}

impl Order {
    /// The order that the words after [`WORD`] give; none if they give none.
    pub fn of(words: &[String]) -> Option<Self> {
        let [format, choice, limits] = words else { return None };
        let format = match format.as_str() {
            "xlsx" => SheetFormat::Xlsx,
            "xls" => SheetFormat::Xls,
            "ods" => SheetFormat::Ods,
            _ => return None,
        };
        let choice = match choice.split_once('=') {
            None => None,
            Some(("number", number)) => Some(SheetChoice::Number(number.parse().ok()?)),
            Some((_, name)) => Some(SheetChoice::Name(name.to_owned())),
        };
        let numbers: Vec<u64> = limits.split(',').map(|n| n.parse().ok()).collect::<Option<_>>()?;
        let [ratio, whole, record, fields, sheet_rows, sheet_cells] = numbers[..] else {
            return None;
        };
        let limits = Limits {
            ratio,
            whole,
            record: usize::try_from(record).ok()?,
            fields: usize::try_from(fields).ok()?,
            sheet_rows,
            sheet_cells,
            ..Limits::default()
        };
        Some(Self { format, choice, limits })
    }
}

/// Gives the process the file. One that has ended does not want it any more.
fn give(mut stdin: ChildStdin, bytes: &[u8]) {
    _ = stdin.write_all(bytes);
}

/// Takes what the process says, as fast as somebody reads it.
fn take(mut stdout: ChildStdout, sender: &SyncSender<Vec<u8>>) {
    loop {
        let mut piece = vec![0; PIECE];
        match stdout.read(&mut piece) {
            Ok(0) | Err(_) => return,
            Ok(read) => piece.truncate(read),
        }
        if sender.send(piece).is_err() {
            return;
        }
    }
}

/// What the process says, read as it comes. The process ends with this value.
pub(crate) struct Answer {
    child: Child,
    pieces: Receiver<Vec<u8>>,
    piece: Vec<u8>,
    at: usize,
    patience: Duration,
}

impl Read for Answer {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at == self.piece.len() {
            let asked = Instant::now();
            match self.pieces.recv_timeout(self.patience) {
                Ok(piece) => (self.piece, self.at) = (piece, 0),
                Err(RecvTimeoutError::Timeout) => return Err(carry(late())),
                Err(RecvTimeoutError::Disconnected) => {
                    return match self.child.wait().ok().and_then(why) {
                        Some(stop) => Err(carry(stop)),
                        None => Ok(0),
                    };
                }
            }
            self.patience = self.patience.saturating_sub(asked.elapsed());
        }
        let count = into.len().min(self.piece.len() - self.at);
        into[..count].copy_from_slice(&self.piece[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

fn late() -> Stop {
    too_much("sheet-time", SECONDS)
}

/// Why a process ended that did not come to its end.
fn why(status: ExitStatus) -> Option<Stop> {
    if status.success() {
        return None;
    }
    Some(match signal(status) {
        Some(Signal::Time) => late(),
        Some(Signal::Memory) => too_much("sheet-memory", MEMORY >> 20),
        None => Stop::because("format-error", "sheet-broken"),
    })
}

/// What the system ended a process for.
enum Signal {
    /// It computed too long.
    Time,
    /// It wanted more memory than it may have, or broke in another way.
    Memory,
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<Signal> {
    use std::os::unix::process::ExitStatusExt as _;
    const XCPU: i32 = 24;
    Some(if status.signal()? == XCPU { Signal::Time } else { Signal::Memory })
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<Signal> {
    None
}
