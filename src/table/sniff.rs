//! Which delimiter a file uses, found by trying each, and whether spaces follow it.

use crate::table::csv::{Csv, Marks, Space};
use crate::table::row::Row;
use crate::table::rows::Rows as _;
use crate::table::source::Limits;

/// The delimiters that are tried, the likelier first.
const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How many records are looked at.
const RECORDS: usize = 200;

/// The delimiter that gives the most records of the same, greatest width; a comma if none does.
///
/// A comma loses to any other one where it stands between digits only: there it is a decimal mark.
pub(crate) fn delimiter(start: &[u8], marks: Marks) -> u8 {
    let scores: Vec<(u8, Score)> = CANDIDATES
        .into_iter()
        .filter_map(|delimiter| Some((delimiter, score(start, Marks { delimiter, ..marks })?)))
        .collect();
    let decimal = scores.len() > 1 && commas_are_decimal(start);
    let candidates = scores.iter().filter(|(delimiter, _)| !(decimal && *delimiter == b','));
    let best = candidates.reduce(|best, next| if next.1 > best.1 { next } else { best });
    best.map_or(b',', |(delimiter, _)| *delimiter)
}

/// Whether spaces stand between delimiters and quotes, as in `1, "a"`: then they are not the cells'.
pub(crate) fn initial_space(start: &[u8], marks: Marks) -> Space {
    let Some(quote) = marks.quote else { return Space::Kept };
    let (mut apart, mut close) = (0, 0);
    for four in start.windows(4).filter(|four| four[0] == marks.delimiter) {
        close += usize::from(four[1] == quote);
        apart += usize::from(four[1] == b' ' && four[2] == quote && four[3] != quote);
    }
    if apart > 0 && close == 0 { Space::Skipped } else { Space::Kept }
}

/// How well a delimiter fits: compared from the first number on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Score {
    /// Tenths of the records that have the usual width.
    regular: usize,
    width: usize,
}

fn score(start: &[u8], marks: Marks) -> Option<Score> {
    let limits = Limits { record: start.len() + 1, fields: start.len() + 1, ..Limits::default() };
    let mut csv = Csv::new(start, marks, &limits);
    let mut row = Row::default();
    let mut widths = Vec::new();
    while widths.len() < RECORDS && csv.next(&mut row).unwrap_or(false) {
        if !row.is_empty() {
            widths.push(row.len());
        }
    }
    // What is looked at may end within a record.
    if widths.len() > 2 && widths.len() < RECORDS {
        widths.pop();
    }
    widths.sort_unstable();
    let usual = widths.chunk_by(|a, b| a == b).max_by_key(|same| (same.len(), same[0]))?;
    let width = *usual.first().filter(|width| **width > 1)?;
    Some(Score { regular: usual.len() * 10 / widths.len(), width })
}

fn commas_are_decimal(start: &[u8]) -> bool {
    let digit = |at: Option<usize>| at.and_then(|at| start.get(at)).is_some_and(u8::is_ascii_digit);
    let mut commas = start.iter().enumerate().filter(|(_, byte)| **byte == b',').map(|(at, _)| at);
    commas.all(|at| digit(at.checked_sub(1)) && digit(Some(at + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> char {
        char::from(delimiter(text.as_bytes(), Marks::with(b',')))
    }

    #[test]
    fn the_delimiter_is_the_regular_one() {
        assert_eq!(found("id,name\n1,a\n2,b\n"), ',');
        assert_eq!(found("id;monto\n1;1,5\n2;2,75\n3;3,0\n"), ';');
        assert_eq!(found("id\tname\n1\ta\n"), '\t');
        assert_eq!(found("a|b\n1|2\n"), '|');
        assert_eq!(found("nombre;texto\nAna;\"uno, dos, tres\"\nLuis;sí, claro\n"), ';');
        assert_eq!(found("solo\n1\n2\n"), ',');
        assert_eq!(found(""), ',');
        assert_eq!(found("lat,lon\n1,2\n3,4\n"), ',');
    }

    #[test]
    fn spaces_before_quotes_are_nobody_s() {
        let space = |text: &str| initial_space(text.as_bytes(), Marks::with(b','));
        assert_eq!(space("\"a\", \"b\"\n1, \"x\"\n"), Space::Skipped);
        assert_eq!(space("a,b\n1, x\n"), Space::Kept);
        assert_eq!(space("\"{\"\"a\"\": 1, \"\"b\"\": 2}\",x\n"), Space::Kept);
    }
}
