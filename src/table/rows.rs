//! A source with its layout → a stream of records, whatever the file is.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use crate::read::LFS_POINTER;
use crate::report::Point;
use crate::table::apart;
use crate::table::csv::{Csv, Doubled, Marks, Space};
use crate::table::encoding::{self, Decoded};
use crate::table::fault::{Cause, Place, Stop};
use crate::table::json;
use crate::table::layout::{Dialect, Format, Layout, Quote, Switch};
use crate::table::row::{Merged, Row};
use crate::table::sheet;
use crate::table::sniff;
use crate::table::source::{Limits, Sheets, Source, stop_of};
use crate::table::unpack;

/// Records one after another.
pub trait Rows {
    /// Reads the next record into `row`; `false` at the end.
    ///
    /// # Errors
    /// What makes reading on impossible.
    fn next(&mut self, row: &mut Row) -> Result<bool, Stop>;

    /// The merged cells, known after the last record.
    fn merged(&self) -> Merged {
        Merged::default()
    }
}

/// What was found out about a file while opening it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The encoding by its usual name, for text.
    pub encoding: Option<&'static str>,
    /// Whether it begins with a byte order mark.
    pub byte_order_mark: Option<bool>,
    /// The delimiter, for text with delimiters.
    pub delimiter: Option<char>,
    /// What is wrong with the encoding.
    pub problem: Option<(Cause, Place)>,
}

/// An opened table.
pub struct Opened {
    /// Its records.
    pub rows: Box<dyn Rows>,
    /// What was found out.
    pub facts: Facts,
}

/// How much of a text the delimiter is guessed from.
const SNIFFED: usize = 1 << 16;

/// Opens a table from its beginning.
///
/// # Errors
/// Why it cannot be read at all.
pub fn open(source: &Source, layout: &Layout, limits: &Limits) -> Result<Opened, Stop> {
    if layout.format != Format::Unknown {
        refuse_pointer(source)?;
    }
    let dialect = &layout.dialect;
    let (text, mut facts) = match layout.format {
        Format::Unknown => return Err(Stop::because("format-error", "format-unknown")),
        Format::Sheet(format) => {
            let bytes = packed_whole(source, layout, limits)?;
            let choice = dialect.sheet.as_ref();
            let rows: Box<dyn Rows> = match &limits.sheets {
                Sheets::Apart(program) => {
                    Box::new(apart::read(program, bytes, (format, choice), limits)?)
                }
                Sheets::Here => {
                    let mut rows = sheet::Collected::default();
                    sheet::read_spreadsheet(&bytes, format, choice, limits, &mut rows)?;
                    Box::new(rows.into_rows(limits))
                }
            };
            return Ok(Opened { rows, facts: Facts::default() });
        }
        Format::Delimited | Format::Json | Format::JsonLines => decoded(source, layout, limits)?,
    };
    let rows: Box<dyn Rows> = match layout.format {
        Format::Json => Box::new(json::document(text, dialect, limits)?),
        Format::JsonLines => Box::new(json::Lines::new(text, dialect, limits)),
        _ => {
            let (csv, delimiter) = delimited(text, dialect, limits)?;
            facts.delimiter = Some(delimiter);
            Box::new(csv)
        }
    };
    Ok(Opened { rows, facts })
}

/// Whatever its name says: of what Git LFS left in the place of a file, nothing is data.
fn refuse_pointer(source: &Source) -> Result<(), Stop> {
    let mut start = Vec::with_capacity(LFS_POINTER.len());
    let most = LFS_POINTER.len() as u64;
    source.read()?.take(most).read_to_end(&mut start).map_err(stop_of)?;
    if start == LFS_POINTER {
        return Err(Stop::because("source-error", "lfs-pointer"));
    }
    Ok(())
}

/// The records of a text with delimiters, and which delimiter.
fn delimited(
    mut text: Decoded,
    dialect: &Dialect,
    limits: &Limits,
) -> Result<(Csv<impl Read + use<>>, char), Stop> {
    let mut start = Vec::with_capacity(SNIFFED);
    (&mut text).take(SNIFFED as u64).read_to_end(&mut start).map_err(stop_of)?;
    let marks = marks(dialect, &start);
    let csv = Csv::new(std::io::Cursor::new(start).chain(text), marks, limits);
    Ok((csv, char::from(marks.delimiter)))
}

/// Where cells of a text with delimiters begin, by row and field; nothing of those behind the place
/// where the text cannot be read. The table is read again as far as the last of them.
pub fn points(
    source: &Source,
    layout: &Layout,
    limits: &Limits,
    cells: &BTreeSet<(u64, u32)>,
) -> BTreeMap<(u64, u32), Point> {
    let mut found = BTreeMap::new();
    if cells.is_empty() || layout.format != Format::Delimited {
        return found;
    }
    let opened = decoded(source, layout, limits).and_then(|(text, facts)| {
        let (csv, _) = delimited(text, &layout.dialect, limits)?;
        Ok((csv, facts))
    });
    let Ok((mut csv, facts)) = opened else { return found };
    let marked = facts.byte_order_mark == Some(true) && facts.encoding == Some("utf-8");
    let (mut row, mut last) = (Row::default(), 0);
    let cells: Vec<(u64, u32)> = cells.iter().copied().collect();
    for of_row in cells.chunk_by(|a, b| a.0 == b.0) {
        let number = of_row[0].0;
        while last + 1 < number {
            match csv.next(&mut row) {
                Ok(true) => last += 1,
                _ => return found,
            }
        }
        let fields: Vec<u32> = of_row.iter().map(|(_, field)| *field).collect();
        let Ok(points) = csv.points(&fields) else { return found };
        last = number;
        found.extend(of_row.iter().copied().zip(points));
    }
    for point in found.values_mut().filter(|point| marked && point.line == 1) {
        point.utf8 += MARK;
    }
    found
}

/// Bytes of UTF-8's byte order mark.
const MARK: u32 = 3;

/// A packed file's content, whole.
fn packed_whole(source: &Source, layout: &Layout, limits: &Limits) -> Result<Vec<u8>, Stop> {
    let whole = Limits { bytes: limits.whole.min(limits.bytes), ..limits.clone() };
    let mut bytes = Vec::new();
    let mut content = unpack::unpacked(source, &layout.packing, &whole)?;
    content.read_to_end(&mut bytes).map_err(stop_of)?;
    Ok(bytes)
}

/// The file's text, and what was found out about it.
fn decoded(source: &Source, layout: &Layout, limits: &Limits) -> Result<(Decoded, Facts), Stop> {
    let content = || unpack::unpacked(source, &layout.packing, limits);
    let mut start = Vec::with_capacity(16);
    content()?.take(16).read_to_end(&mut start).map_err(stop_of)?;
    if let Some(reason) = not_text(&start) {
        return Err(Stop::because("format-error", reason));
    }
    let survey = encoding::survey(content()?, layout.encoding.as_deref())?;
    let text = Decoded::new(content()?, &survey);
    let facts = Facts {
        encoding: Some(survey.encoding.name()),
        byte_order_mark: Some(survey.mark > 0),
        problem: survey.problem,
        delimiter: None,
    };
    Ok((text, facts))
}

/// What a file is that only its name calls text.
fn not_text(start: &[u8]) -> Option<&'static str> {
    const OTHERS: [&[u8]; 6] =
        [b"PK\x03\x04", b"\x1f\x8b\x08", b"%PDF-", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"PAR1"];
    let begins =
        |mark: &[u8]| start.get(..mark.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(mark));
    if begins(b"<!doctype html") || begins(b"<html") {
        return Some("web-page");
    }
    OTHERS.iter().any(|mark| start.starts_with(mark)).then_some("not-text")
}

/// The marks that are declared, and the delimiter found if it is not.
fn marks(dialect: &Dialect, start: &[u8]) -> Marks {
    let on = |switch: Switch, usual| switch.or(usual);
    let mut marks = Marks {
        quote: match dialect.quote {
            Quote::Usual => Some(b'"'),
            Quote::With(quote) => Some(quote),
            Quote::None => None,
        },
        escape: dialect.escape,
        double_quote: if on(dialect.double_quote, Switch::On) { Doubled::Yes } else { Doubled::No },
        initial_space: if on(dialect.skip_initial_space, Switch::Off) {
            Space::Skipped
        } else {
            Space::Kept
        },
        ..Marks::with(b',')
    };
    marks.delimiter = dialect.delimiter.unwrap_or_else(|| sniff::delimiter(start, marks));
    if dialect.skip_initial_space == Switch::Usual {
        marks.initial_space = sniff::initial_space(start, marks);
    }
    marks
}
