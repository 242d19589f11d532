//! Text with delimiters → records, as RFC 4180 and Python's `csv` read them.

use std::io::{self, Read};

use crate::report::Point;
use crate::table::fault::{Cause, Place, Stop, number};
use crate::table::row::{Oddity, Row};
use crate::table::rows::Rows;
use crate::table::source::{Limits, stop_of, too_much};

/// The marks of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Marks {
    pub(crate) delimiter: u8,
    pub(crate) quote: Option<u8>,
    pub(crate) escape: Option<u8>,
    pub(crate) double_quote: Doubled,
    pub(crate) initial_space: Space,
}

/// Whether a quote is written twice within quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doubled {
    Yes,
    No,
}

/// What becomes of spaces after a delimiter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Space {
    Kept,
    Skipped,
}

impl Marks {
    /// The usual ones with another delimiter.
    pub(crate) fn with(delimiter: u8) -> Self {
        let (double_quote, initial_space) = (Doubled::Yes, Space::Kept);
        Self { delimiter, quote: Some(b'"'), escape: None, double_quote, initial_space }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// At the beginning of a cell.
    Start,
    Plain,
    Quoted,
    /// After a quote within quotes: it may be the end or the first of two.
    QuoteSeen,
    Escape {
        quoted: Quoting,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quoting {
    Inside,
    Outside,
}

/// How much is read at once.
const BLOCK: usize = 1 << 17;

/// Reads records from UTF-8 text.
pub(crate) struct Csv<R> {
    inner: R,
    marks: Marks,
    block: Vec<u8>,
    at: usize,
    filled: usize,
    ended: Ended,
    record: u64,
    line: u64,
    /// After `\r`, a `\n` belongs to it.
    after_return: bool,
    /// Which bytes end a run within a plain cell.
    special: Box<[bool; 256]>,
    limits: (usize, usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    Not,
    Read,
    Stopped,
}

/// What a byte made of the record.
enum Step {
    On,
    Record,
}

impl<R: Read> Csv<R> {
    pub(crate) fn new(inner: R, marks: Marks, limits: &Limits) -> Self {
        let mut special = Box::new([false; 256]);
        let marked = [Some(marks.delimiter), Some(b'\n'), Some(b'\r'), marks.quote, marks.escape];
        for mark in marked.into_iter().flatten() {
            special[usize::from(mark)] = true;
        }
        Self {
            inner,
            marks,
            block: vec![0; BLOCK],
            at: 0,
            filled: 0,
            ended: Ended::Not,
            record: 0,
            line: 1,
            after_return: false,
            special,
            limits: (limits.record, limits.fields),
        }
    }

    fn fill(&mut self) -> Result<(), Stop> {
        self.at = 0;
        self.filled = loop {
            match self.inner.read(&mut self.block) {
                Ok(read) => break read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.ended = Ended::Stopped;
                    return Err(stop_of(error));
                }
            }
        };
        if self.filled == 0 {
            self.ended = Ended::Read;
        }
        Ok(())
    }

    /// The longest run of bytes that mean themselves.
    fn run(&self, state: State) -> usize {
        let rest = &self.block[self.at..self.filled];
        match state {
            State::Plain => rest.iter().take_while(|b| !self.special[usize::from(**b)]).count(),
            State::Quoted => {
                let (quote, escape) = (self.marks.quote, self.marks.escape);
                let stops =
                    |b: u8| Some(b) == quote || Some(b) == escape || b == b'\n' || b == b'\r';
                rest.iter().take_while(|b| !stops(**b)).count()
            }
            _ => 0,
        }
    }

    fn odd(row: &mut Row, oddity: Oddity) {
        let cell = row.ends.len();
        // One is enough to tell; a file of quotes is not to fill the memory.
        if row.oddities.last() != Some(&(cell, oddity)) && row.oddities.len() < 64 {
            row.oddities.push((cell, oddity));
        }
    }

    /// A line ends here; `\r\n` is one.
    fn count_line(&mut self, byte: u8) {
        if !(byte == b'\n' && self.after_return) {
            self.line += 1;
        }
        self.after_return = byte == b'\r';
    }

    /// What a byte means that is no part of a run.
    fn step(&mut self, byte: u8, state: &mut State, row: &mut Row) -> Step {
        let marks = self.marks;
        match *state {
            State::Quoted if Some(byte) == marks.quote => *state = State::QuoteSeen,
            State::Quoted if Some(byte) == marks.escape => {
                *state = State::Escape { quoted: Quoting::Inside };
            }
            State::Quoted => self.take(byte, row),
            State::Escape { quoted } => {
                self.take(byte, row);
                let inside = quoted == Quoting::Inside;
                *state = if inside { State::Quoted } else { State::Plain };
            }
            State::QuoteSeen if Some(byte) == marks.quote => {
                row.bytes.push(byte);
                *state = State::Quoted;
                if marks.double_quote == Doubled::No {
                    Self::odd(row, Oddity::StrayQuote);
                    *state = State::Plain;
                }
            }
            State::Start if Some(byte) == marks.quote => *state = State::Quoted,
            State::Start if byte == b' ' && marks.initial_space == Space::Skipped => {}
            _ => return self.outside(byte, state, row),
        }
        Step::On
    }

    /// A byte that no quotes enclose.
    fn outside(&mut self, byte: u8, state: &mut State, row: &mut Row) -> Step {
        if byte == self.marks.delimiter {
            row.ends.push(row.bytes.len());
            *state = State::Start;
            return Step::On;
        }
        if byte == b'\n' || byte == b'\r' {
            self.count_line(byte);
            return Step::Record;
        }
        if Some(byte) == self.marks.escape {
            *state = State::Escape { quoted: Quoting::Outside };
            return Step::On;
        }
        if *state == State::QuoteSeen || Some(byte) == self.marks.quote {
            Self::odd(row, Oddity::StrayQuote);
        }
        row.bytes.push(byte);
        *state = State::Plain;
        Step::On
    }

    /// A byte that belongs to the cell, be it a line's end.
    fn take(&mut self, byte: u8, row: &mut Row) {
        if byte == b'\n' || byte == b'\r' {
            self.count_line(byte);
        }
        row.bytes.push(byte);
    }

    /// Whether the record is still one that anybody means.
    fn bounded(&mut self, row: &Row, state: State) -> Result<(), Stop> {
        let (most_bytes, most_fields) = self.limits;
        let place = || Place {
            row: Some(row.number),
            field: Some(number(row.ends.len())),
            line: Some(row.line),
            same_as: None,
        };
        let mut stop = match () {
            () if row.bytes.len() > most_bytes && state == State::Quoted => {
                Stop::new(Cause::new("unclosed-quote"))
            }
            () if row.bytes.len() > most_bytes => too_much("record-bytes", most_bytes),
            () if row.ends.len() > most_fields => too_much("fields", most_fields),
            () => return Ok(()),
        };
        self.ended = Ended::Stopped;
        stop.place = place();
        Err(stop)
    }

    /// Where the cells of some fields of the next record begin, which is passed over; those that it
    /// lacks begin where it ends. The fields count from 1 and are in order.
    pub(crate) fn points(&mut self, fields: &[u32]) -> Result<Vec<Point>, Stop> {
        self.skip_line_feed()?;
        self.record += 1;
        let mut row = Row { number: self.record, line: self.line, ..Row::default() };
        let line = |line: u64| Point::of_line(u32::try_from(line).unwrap_or(u32::MAX));
        let (mut state, mut point) = (State::Start, line(self.line));
        let mut points = Vec::with_capacity(fields.len());
        loop {
            let begun = number(row.ends.len());
            points
                .extend(fields[points.len()..].iter().take_while(|f| **f <= begun).map(|_| point));
            if self.at == self.filled {
                self.bounded(&row, state)?;
                self.fill()?;
                if self.ended == Ended::Read {
                    break;
                }
            }
            let byte = self.block[self.at];
            self.at += 1;
            if let Step::Record = self.step(byte, &mut state, &mut row) {
                break;
            }
            if byte == b'\n' || byte == b'\r' {
                point = line(self.line);
            } else {
                self.after_return = false;
                point.pass(byte);
            }
        }
        points.resize(fields.len(), point);
        Ok(points)
    }

    /// The second byte of `\r\n` belongs to the record before.
    fn skip_line_feed(&mut self) -> Result<(), Stop> {
        if !self.after_return {
            return Ok(());
        }
        if self.at == self.filled {
            self.fill()?;
        }
        if self.block[self.at..self.filled].first() == Some(&b'\n') {
            self.at += 1;
        }
        self.after_return = false;
        Ok(())
    }
}

impl<R: Read> Rows for Csv<R> {
    fn next(&mut self, row: &mut Row) -> Result<bool, Stop> {
        row.clear();
        if self.ended != Ended::Not {
            return Ok(false);
        }
        self.skip_line_feed()?;
        self.record += 1;
        (row.number, row.line) = (self.record, self.line);
        let mut state = State::Start;
        let mut began = false;
        loop {
            if self.at == self.filled {
                self.bounded(row, state)?;
                self.fill()?;
                if self.ended == Ended::Read {
                    break;
                }
            }
            began = true;
            let run = self.run(state);
            if run > 0 {
                row.bytes.extend_from_slice(&self.block[self.at..self.at + run]);
                self.at += run;
                self.after_return = false;
                continue;
            }
            let byte = self.block[self.at];
            self.at += 1;
            if let Step::Record = self.step(byte, &mut state, row) {
                finish(row, state);
                self.bounded(row, state)?;
                return Ok(true);
            }
            if byte != b'\n' && byte != b'\r' {
                self.after_return = false;
            }
        }
        if state == State::Quoted {
            Self::odd(row, Oddity::UnclosedQuote);
        }
        if began {
            finish(row, state);
        }
        Ok(began)
    }
}

/// Ends the last cell. A line without any character has none.
fn finish(row: &mut Row, state: State) {
    let empty = row.ends.is_empty() && row.bytes.is_empty() && state == State::Start;
    if !empty {
        row.ends.push(row.bytes.len());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &[u8], marks: Marks) -> Vec<(u64, Vec<String>)> {
        let mut csv = Csv::new(text, marks, &Limits::default());
        let mut row = Row::default();
        let mut rows = Vec::new();
        while csv.next(&mut row).expect("memory") {
            let cells = (0..row.len()).map(|i| String::from_utf8_lossy(row.cell(i)).into_owned());
            rows.push((row.line, cells.collect()));
        }
        rows
    }

    fn cells(text: &str) -> Vec<Vec<String>> {
        read(text.as_bytes(), Marks::with(b',')).into_iter().map(|(_, cells)| cells).collect()
    }

    #[test]
    fn records_end_with_any_line_end() {
        for end in ["\n", "\r\n", "\r"] {
            let text = format!("a,b{end}{end}\"1{end}2\",{end}x");
            let rows = read(text.as_bytes(), Marks::with(b','));
            let lines: Vec<u64> = rows.iter().map(|(line, _)| *line).collect();
            assert_eq!(lines, [1, 2, 3, 5], "{end:?}");
            assert_eq!(rows[1].1, Vec::<String>::new());
            assert_eq!(rows[2].1, [format!("1{end}2"), String::new()]);
        }
    }

    #[test]
    fn quotes_are_read_as_python_reads_them() {
        assert_eq!(cells("a\"b,\"x\"y,\"\"\"z\"\"\",\"\"\n"), [["a\"b", "xy", "\"z\"", ""]]);
        assert_eq!(cells("1,\"a\n2,b\n"), [["1", "a\n2,b\n"]]);
        assert_eq!(cells("\"\"\n"), [[""]]);
        let mut row = Row::default();
        let text: &[u8] = b"a\"b,c,\"x\"y\n\"open";
        let mut csv = Csv::new(text, Marks::with(b','), &Limits::default());
        assert!(csv.next(&mut row).expect("memory"));
        assert_eq!(row.oddities, [(0, Oddity::StrayQuote), (2, Oddity::StrayQuote)]);
        assert!(csv.next(&mut row).expect("memory"));
        assert_eq!(row.oddities, [(0, Oddity::UnclosedQuote)]);
    }

    #[test]
    fn escapes_and_spaces_follow_the_dialect() {
        let marks = Marks { escape: Some(b'\\'), double_quote: Doubled::No, ..Marks::with(b',') };
        assert_eq!(read(br#"a\,b,"c\"d""#, marks)[0].1, ["a,b", "c\"d"]);
        let marks = Marks { initial_space: Space::Skipped, ..Marks::with(b',') };
        assert_eq!(read(b"a, b, \"c, d\"", marks)[0].1, ["a", "b", "c, d"]);
        let marks = Marks { quote: None, ..Marks::with(b'\t') };
        assert_eq!(read(b"5\" tubo\t\"x\"", marks)[0].1, ["5\" tubo", "\"x\""]);
    }

    #[test]
    fn too_much_ends_in_a_finding() {
        let limits = Limits { record: 1000, fields: 10, ..Limits::default() };
        let stop = |text: &[u8]| {
            let mut csv = Csv::new(text, Marks::with(b','), &limits);
            let mut row = Row::default();
            loop {
                match csv.next(&mut row) {
                    Ok(true) => {}
                    Ok(false) => return None,
                    Err(stop) => return Some((stop.cause.code, stop.place.row)),
                }
            }
        };
        let long = vec![b'x'; 300_000];
        assert_eq!(stop(&long), Some(("table-limit", Some(1))));
        assert_eq!(stop(&[b"a\n\"", &long[..]].concat()), Some(("unclosed-quote", Some(2))));
        assert_eq!(stop(&[b','; 20]), Some(("table-limit", Some(1))));
        assert_eq!(stop(b"a,b\n"), None);
    }

    fn written(rows: &[Vec<String>], marks: Marks) -> String {
        let mut out = String::new();
        for row in rows {
            for (i, cell) in row.iter().enumerate() {
                if i > 0 {
                    out.push(char::from(marks.delimiter));
                }
                out.push('"');
                out.push_str(&cell.replace('"', "\"\""));
                out.push('"');
            }
            out.push_str("\r\n");
        }
        out
    }

    #[test]
    fn a_cell_is_where_it_begins() {
        let text = "a,ñandú,c\r\n\"dos\r\nlíneas 😀\",\"x\",y\nsolo\n";
        let mut csv = Csv::new(text.as_bytes(), Marks::with(b','), &Limits::default());
        let mut at = |fields: &[u32]| -> Vec<(u32, u32, u32, u32)> {
            let points = csv.points(fields).expect("memory");
            points.iter().map(|p| (p.line, p.column, p.utf16, p.utf8)).collect()
        };
        assert_eq!(at(&[1, 3, 4]), [(1, 1, 1, 1), (1, 9, 9, 11), (1, 10, 10, 12)]);
        // The second cell begins on the record's second line.
        assert_eq!(at(&[1, 2, 3]), [(2, 1, 1, 1), (3, 11, 12, 15), (3, 15, 16, 19)]);
        assert_eq!(at(&[2]), [(4, 5, 5, 5)], "a cell that is not there begins where the row ends");
        assert_eq!(at(&[1]), [(5, 1, 1, 1)]);
    }

    /// The byte at a place, found by counting.
    fn byte_at(text: &str, point: Point) -> usize {
        let (mut line, mut begin) = (1, 0);
        for (at, c) in text.char_indices() {
            let rest = &text[at..];
            if line < point.line && (c == '\n' || (c == '\r' && !rest.starts_with("\r\n"))) {
                (line, begin) = (line + 1, at + 1);
            }
        }
        let before: String = text[begin..].chars().take(point.column as usize - 1).collect();
        assert_eq!(before.len() + 1, point.utf8 as usize);
        assert_eq!(before.encode_utf16().count() + 1, point.utf16 as usize);
        begin + before.len()
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes: Vec<u8>, escape: bool, small in 1_usize..40) {
            let limits = Limits { record: small * 10, fields: small, ..Limits::default() };
            let escape = escape.then_some(b'\\');
            let marks = Marks { escape, ..Marks::with(b';') };
            let mut csv = Csv::new(bytes.as_slice(), marks, &limits);
            let mut row = Row::default();
            while csv.next(&mut row).unwrap_or(false) {
                prop_assert!(row.ends.last().is_none_or(|end| *end == row.bytes.len()));
                prop_assert!(row.ends.is_sorted());
            }
        }

        #[test]
        fn every_cell_is_found_where_it_is_written(
            rows in prop::collection::vec(prop::collection::vec("[ -~ñ😀\n\r\",;]{0,12}", 1..5), 1..20),
        ) {
            let marks = Marks::with(b',');
            let text = written(&rows, marks);
            let mut csv = Csv::new(text.as_bytes(), marks, &Limits::default());
            for row in &rows {
                let fields: Vec<u32> = (0..row.len()).map(number).collect();
                let points = csv.points(&fields).expect("memory");
                for (cell, point) in row.iter().zip(points) {
                    let cell = format!("\"{}\"", cell.replace('"', "\"\""));
                    prop_assert!(text[byte_at(&text, point)..].starts_with(&cell), "{point:?}");
                }
            }
        }

        #[test]
        fn what_is_written_is_read(
            rows in prop::collection::vec(prop::collection::vec("[ -~ñ\n\r\",;]{0,12}", 1..5), 1..20),
            semicolon: bool,
        ) {
            let marks = Marks::with(if semicolon { b';' } else { b',' });
            let back = read(written(&rows, marks).as_bytes(), marks);
            prop_assert_eq!(back.into_iter().map(|(_, cells)| cells).collect::<Vec<_>>(), rows);
        }
    }
}
