//! Records as bytes: how a process that reads a spreadsheet hands its rows to another one.
//!
//! A frame is a byte for what it is, then numbers in little endian. Who reads them trusts none: a
//! frame that is not one ends the table with a finding.

use std::io::{self, Read, Write};

use crate::table::fault::{Cause, Stop};
use crate::table::row::{Kind, Merged, Row};
use crate::table::rows::Rows;
use crate::table::source::{Limits, stop_of, too_much};

const ROW: u8 = b'r';
const STOP: u8 = b's';
const END: u8 = b'e';
const MERGED: u8 = b'm';

const KINDS: [Kind; 9] = [
    Kind::Text,
    Kind::Number,
    Kind::Boolean,
    Kind::Date,
    Kind::DateTime,
    Kind::Time,
    Kind::Json,
    Kind::Null,
    Kind::Error,
];

/// What may stop the reading of a spreadsheet: code and reason.
const STOPS: [(&str, &str); 11] = [
    ("format-error", "sheet-broken"),
    ("format-error", "sheet-missing"),
    ("compression-error", "sheet-broken"),
    ("compression-error", "zip-damaged"),
    ("source-error", "sheet-broken"),
    ("source-error", "empty"),
    ("table-limit", "file-bytes"),
    ("table-limit", "zip-members"),
    ("table-limit", "sheet-rows"),
    ("table-limit", "sheet-cells"),
    ("table-limit", "fields"),
];

/// Writes records to a process that waits for them.
pub struct FrameWriter<W> {
    inner: W,
}

impl<W: Write> FrameWriter<W> {
    /// Writes to `inner`, which should be buffered.
    pub fn new(inner: W) -> Self {
        Self { inner }
    }

    /// Writes a record.
    pub fn row(&mut self, row: &Row) -> io::Result<()> {
        let long = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes();
        self.inner.write_all(&[ROW])?;
        self.inner.write_all(&row.number.to_le_bytes())?;
        self.inner.write_all(&long(row.len()))?;
        for index in 0..row.len() {
            let kind = KINDS.iter().position(|kind| *kind == row.kind(index)).unwrap_or(0);
            self.inner.write_all(&[u8::try_from(kind).unwrap_or(0)])?;
            self.inner.write_all(&long(row.cell(index).len()))?;
            self.inner.write_all(row.cell(index))?;
        }
        Ok(())
    }

    /// Writes that cells are merged.
    pub fn merged(&mut self, merged: Merged) -> io::Result<()> {
        self.inner.write_all(&[MERGED])?;
        self.inner.write_all(&merged.n.to_le_bytes())?;
        self.inner.write_all(&merged.first.to_le_bytes())
    }

    /// Writes how it ended, and gives back what was written to.
    pub fn end(mut self, result: &Result<(), Stop>) -> io::Result<W> {
        let Err(stop) = result else {
            self.inner.write_all(&[END])?;
            self.inner.flush()?;
            return Ok(self.inner);
        };
        let same = |(code, reason): &(&str, &str)| {
            stop.cause.code == *code && stop.cause.reason == Some(*reason)
        };
        let which = STOPS.iter().position(same).unwrap_or(0);
        let limit = stop.cause.args.iter().find(|(name, _)| *name == "limit");
        let limit = limit.and_then(|(_, value)| value.parse::<u64>().ok()).unwrap_or(0);
        self.inner.write_all(&[STOP, u8::try_from(which).unwrap_or(0)])?;
        self.inner.write_all(&limit.to_le_bytes())?;
        self.inner.flush()?;
        Ok(self.inner)
    }
}

/// Reads what a [`FrameWriter`] wrote.
pub struct Frames<R> {
    inner: R,
    ended: bool,
    merged: Merged,
    limits: Limits,
}

impl<R: Read> Frames<R> {
    /// Reads from `inner`, which should be buffered.
    pub fn new(inner: R, limits: &Limits) -> Self {
        Self { inner, ended: false, merged: Merged::default(), limits: limits.clone() }
    }

    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], Stop> {
        let mut bytes = [0; N];
        self.inner.read_exact(&mut bytes).map_err(ended)?;
        Ok(bytes)
    }

    fn length(&mut self) -> Result<usize, Stop> {
        Ok(u32::from_le_bytes(self.bytes()?) as usize)
    }

    fn row(&mut self, row: &mut Row) -> Result<(), Stop> {
        row.number = u64::from_le_bytes(self.bytes()?);
        let cells = self.length()?;
        if cells > self.limits.fields {
            return Err(too_much("fields", self.limits.fields));
        }
        for _ in 0..cells {
            let [kind] = self.bytes()?;
            let length = self.length()?;
            if row.bytes.len() + length > self.limits.record {
                return Err(too_much("record-bytes", self.limits.record));
            }
            let start = row.bytes.len();
            row.bytes.resize(start + length, 0);
            self.inner.read_exact(&mut row.bytes[start..]).map_err(ended)?;
            row.ends.push(row.bytes.len());
            row.kinds.push(KINDS.get(usize::from(kind)).copied().unwrap_or_default());
        }
        Ok(())
    }
}

/// Why there is no more: what the reader knows, or that a process died without an end.
fn ended(error: io::Error) -> Stop {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Stop::because("format-error", "sheet-broken"),
        _ => stop_of(error),
    }
}

impl<R: Read> Rows for Frames<R> {
    fn next(&mut self, row: &mut Row) -> Result<bool, Stop> {
        row.clear();
        (row.line, row.number) = (0, 0);
        if self.ended {
            return Ok(false);
        }
        let [mut what] = self.bytes()?;
        while what == MERGED {
            let n = u64::from_le_bytes(self.bytes()?);
            self.merged = Merged { n, first: u64::from_le_bytes(self.bytes()?) };
            [what] = self.bytes()?;
        }
        if what == ROW {
            self.row(row)?;
            return Ok(true);
        }
        self.ended = true;
        if what == END {
            return Ok(false);
        }
        let [which] = self.bytes()?;
        let limit = u64::from_le_bytes(self.bytes()?);
        let (code, reason) = STOPS.get(usize::from(which)).copied().unwrap_or(STOPS[0]);
        Err(Stop::new(Cause::new(code).because(reason).with("limit", limit)))
    }

    fn merged(&self) -> Merged {
        self.merged
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_as_they_were() {
        let mut row = Row { number: 7, ..Row::default() };
        row.push("ñ\n".as_bytes(), Kind::Text);
        row.push(b"", Kind::Null);
        row.push(b"1.5", Kind::Number);
        let mut writer = FrameWriter::new(Vec::new());
        writer.row(&row).expect("memory");
        let merged = Merged { n: 2, first: 7 };
        writer.merged(merged).expect("memory");
        let stop = too_much("sheet-rows", 9);
        let bytes = writer.end(&Err(stop.clone())).expect("memory");
        let mut frames = Frames::new(bytes.as_slice(), &Limits::default());
        let mut back = Row::default();
        assert_eq!(frames.next(&mut back), Ok(true));
        assert_eq!(back, row);
        assert_eq!(frames.next(&mut back), Err(stop));
        assert_eq!(frames.merged(), merged);
        let mut cut = Frames::new(&bytes[..9], &Limits::default());
        assert_eq!(cut.next(&mut back).map_err(|stop| stop.cause.code), Err("format-error"));
    }

    #[test]
    fn lengths_are_not_believed() {
        let bytes = [&[ROW][..], &[0; 8], &1_u32.to_le_bytes(), &[0], &[0xff; 4]].concat();
        let mut frames = Frames::new(bytes.as_slice(), &Limits::default());
        let stop = frames.next(&mut Row::default()).expect_err("too long");
        assert_eq!(stop.cause.code, "table-limit");
    }
}
