//! Spreadsheets → records. What a file claims of its size is checked before anything is built of it.
//!
//! The libraries below were not made for hostile files: who reads a contribution calls
//! [`read_spreadsheet`] in a process of its own with limits of memory and time, writes the rows with
//! a [`FrameWriter`] and reads them with [`Frames`].

use std::io::{self, Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, Dimensions, ExcelDateTime, Ods, Range, Reader as _, Xls, Xlsx};
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use crate::table::fault::Stop;
use crate::table::frames::{FrameWriter, Frames};
use crate::table::layout::{SheetChoice, SheetFormat};
use crate::table::row::{Kind, Merged, Row};
use crate::table::source::{Limits, too_much};

/// Who takes a spreadsheet's rows.
pub trait TakeRow {
    /// Takes one.
    ///
    /// # Errors
    /// What ends the reading.
    fn take(&mut self, row: &Row) -> Result<(), Stop>;

    /// Takes that cells are merged, after the last row.
    ///
    /// # Errors
    /// What ends the reading.
    fn merged(&mut self, merged: Merged) -> Result<(), Stop>;
}

impl<W: io::Write> TakeRow for FrameWriter<W> {
    fn take(&mut self, row: &Row) -> Result<(), Stop> {
        self.row(row).map_err(|_| broken("format-error"))
    }

    fn merged(&mut self, merged: Merged) -> Result<(), Stop> {
        self.merged(merged).map_err(|_| broken("format-error"))
    }
}

/// Rows kept in memory, closely packed.
pub(crate) struct Collected(FrameWriter<Vec<u8>>);

impl Default for Collected {
    fn default() -> Self {
        Self(FrameWriter::new(Vec::new()))
    }
}

impl Collected {
    pub(crate) fn into_rows(self, limits: &Limits) -> Frames<Cursor<Vec<u8>>> {
        let bytes = self.0.end(&Ok(())).expect("memory can always be written");
        Frames::new(Cursor::new(bytes), limits)
    }
}

impl TakeRow for Collected {
    fn take(&mut self, row: &Row) -> Result<(), Stop> {
        self.0.take(row)
    }

    fn merged(&mut self, merged: Merged) -> Result<(), Stop> {
        TakeRow::merged(&mut self.0, merged)
    }
}

/// Merged cells of more sheets are not counted.
const SHEETS: usize = 10_000;

fn broken(code: &'static str) -> Stop {
    Stop::because(code, "sheet-broken")
}

/// Reads one sheet, the first one if none is chosen.
///
/// Rows are counted from the sheet's first one. Each is as wide as the widest one, so that a cell that
/// nobody filled is empty and not missing; what is empty at the end is left out.
///
/// # Errors
/// Why it cannot be read, or which limit it breaks.
pub fn read_spreadsheet(
    bytes: &[u8],
    format: SheetFormat,
    choice: Option<&SheetChoice>,
    limits: &Limits,
    into: &mut dyn TakeRow,
) -> Result<(), Stop> {
    let mut merged = Vec::new();
    if format != SheetFormat::Xls {
        hold_archive(bytes, format, limits, &mut merged)?;
    }
    let mut rows = Building { row: Row::default(), width: 0, cells: 0, last: 0, limits, into };
    let mut read = || match format {
        SheetFormat::Xlsx => xlsx(bytes, choice, &mut rows),
        SheetFormat::Xls => xls(bytes, choice, &mut rows),
        SheetFormat::Ods => ods(bytes, choice, &mut rows, &merged),
    };
    // A library that stumbles over a file is a finding about the file.
    catch_unwind(AssertUnwindSafe(&mut read)).unwrap_or_else(|_| Err(broken("format-error")))
}

/// Unpacks every member once and counts, before a library trusts their sizes.
/// Of an `OpenDocument` it gives the merged cells of each sheet.
fn hold_archive(
    bytes: &[u8],
    format: SheetFormat,
    limits: &Limits,
    merged: &mut Vec<Merged>,
) -> Result<(), Stop> {
    let code = if format == SheetFormat::Ods { "compression-error" } else { "format-error" };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken(code))?;
    if archive.len() > 10_000 {
        return Err(too_much("zip-members", 10_000));
    }
    let most = limits.whole.min((bytes.len() as u64).saturating_mul(limits.ratio).max(1 << 20));
    let mut left = most;
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(|_| broken(code))?;
        if file.size() > left {
            return Err(too_much("file-bytes", most));
        }
        let content =
            format == SheetFormat::Ods && file.name().is_ok_and(|name| name == "content.xml");
        let mut bounded = file.take(left + 1);
        let read = if content {
            hold_ods(&mut bounded, limits, merged)?;
            io::copy(&mut bounded, &mut io::sink()).map_err(|_| broken(code))?;
            left + 1 - bounded.limit()
        } else {
            io::copy(&mut bounded, &mut io::sink()).map_err(|_| broken(code))?
        };
        left = left.checked_sub(read).ok_or_else(|| too_much("file-bytes", most))?;
    }
    Ok(())
}

/// Counts the cells that an `OpenDocument` sheet would have with all its repetitions.
fn hold_ods(content: &mut dyn Read, limits: &Limits, merged: &mut Vec<Merged>) -> Result<(), Stop> {
    let mut reader = quick_xml::Reader::from_reader(io::BufReader::new(content));
    let (mut buffer, mut total, mut width) = (Vec::new(), 0_u64, 0_u64);
    let (mut rows, mut empty_rows, mut cells, mut empty_cells) = (1, 0_u64, 0_u64, 0_u64);
    let mut row = 1_u64;
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(|_| broken("format-error"))?;
        let (element, closed) = match &event {
            Event::Eof => return Ok(()),
            Event::Start(element) => (element, false),
            Event::Empty(element) => (element, true),
            Event::End(element) if element.local_name().as_ref() == "table-row" => {
                row = row.saturating_add(rows);
                if cells > 0 {
                    width = width.max(cells);
                    let all = rows + std::mem::take(&mut empty_rows);
                    total = total.saturating_add(width.saturating_mul(all));
                    if total > limits.sheet_cells {
                        return Err(too_much("sheet-cells", limits.sheet_cells));
                    }
                } else {
                    empty_rows = empty_rows.saturating_add(rows);
                }
                continue;
            }
            _ => continue,
        };
        match element.local_name().as_ref() {
            "table" if merged.len() < SHEETS => {
                row = 1;
                merged.push(Merged::default());
            }
            "table-row" if closed => {
                row = row.saturating_add(repeated(element, "number-rows-repeated"));
            }
            "table-row" => {
                (cells, empty_cells) = (0, 0);
                rows = repeated(element, "number-rows-repeated");
            }
            "table-cell" | "covered-table-cell" => {
                let count = repeated(element, "number-columns-repeated");
                let spans = ["number-columns-spanned", "number-rows-spanned"];
                if spans.iter().any(|span| repeated(element, span) > 1)
                    && let Some(merged) = merged.last_mut()
                {
                    merged.add(row);
                }
                if attribute(element, "value-type").is_some()
                    || attribute(element, "formula").is_some()
                {
                    cells = cells.saturating_add(count + std::mem::take(&mut empty_cells));
                } else {
                    empty_cells = empty_cells.saturating_add(count);
                }
            }
            _ => {}
        }
    }
}

fn attribute(element: &BytesStart, name: &str) -> Option<String> {
    let mut attributes = element.attributes().flatten();
    let found = attributes.find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(found.value.as_ref().to_owned())
}

fn repeated(element: &BytesStart, name: &str) -> u64 {
    attribute(element, name).and_then(|count| count.parse().ok()).unwrap_or(1)
}

/// Makes records of cells.
struct Building<'a> {
    row: Row,
    width: usize,
    cells: u64,
    /// The last row that was given away.
    last: u64,
    limits: &'a Limits,
    into: &'a mut dyn TakeRow,
}

impl Building<'_> {
    /// Makes every row as wide as to a column from 0.
    fn widen(&mut self, column: u32) -> Result<(), Stop> {
        self.width = self.width.max(column as usize + 1);
        if self.width > self.limits.fields {
            return Err(too_much("fields", self.limits.fields));
        }
        Ok(())
    }

    /// Adds a cell at a row and column from 0.
    fn cell(&mut self, at: (u32, u32), text: &str, kind: Kind) -> Result<(), Stop> {
        let (number, column) = (u64::from(at.0) + 1, at.1 as usize);
        if number > self.limits.sheet_rows {
            return Err(too_much("sheet-rows", self.limits.sheet_rows));
        }
        if number < self.row.number || (number == self.row.number && column < self.row.len()) {
            return Err(broken("format-error"));
        }
        if number > self.row.number {
            self.give()?;
            self.row.number = number;
        }
        while self.row.len() < column {
            self.row.push(b"", Kind::Null);
        }
        self.row.push(text.as_bytes(), kind);
        if self.row.bytes.len() > self.limits.record {
            return Err(too_much("record-bytes", self.limits.record));
        }
        Ok(())
    }

    /// Gives away that cells are merged.
    fn merged(&mut self, merged: Merged) -> Result<(), Stop> {
        if merged.n == 0 { Ok(()) } else { self.into.merged(merged) }
    }

    /// Gives the row away, and the empty ones before it.
    fn give(&mut self) -> Result<(), Stop> {
        if self.row.number == 0 {
            return Ok(());
        }
        let number = self.row.number;
        let rows = number - self.last;
        self.cells += rows.saturating_mul(self.width as u64);
        if self.cells > self.limits.sheet_cells {
            return Err(too_much("sheet-cells", self.limits.sheet_cells));
        }
        let mut empty = Row::default();
        for between in self.last + 1..number {
            empty.number = between;
            self.into.take(&empty)?;
        }
        while self.row.len() < self.width {
            self.row.push(b"", Kind::Null);
        }
        self.into.take(&self.row)?;
        self.last = number;
        self.row.clear();
        Ok(())
    }
}

/// The chosen one of a book's sheets.
fn chosen(names: &[String], choice: Option<&SheetChoice>) -> Result<String, Stop> {
    let name = match choice {
        None => names.first(),
        Some(SheetChoice::Number(number)) => number.checked_sub(1).and_then(|i| names.get(i)),
        Some(SheetChoice::Name(name)) => names.iter().find(|other| *other == name),
    };
    name.cloned().ok_or_else(|| Stop::because("format-error", "sheet-missing"))
}

fn xlsx(bytes: &[u8], choice: Option<&SheetChoice>, rows: &mut Building) -> Result<(), Stop> {
    let wrong = |_| broken("format-error");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(wrong)?;
    let name = chosen(&book.sheet_names(), choice)?;
    // The first reading tells the width, which the file's own claim only exaggerates.
    {
        let mut cells = book.worksheet_cells_reader(&name).map_err(wrong)?;
        while let Some(cell) = cells.next_cell().map_err(wrong)? {
            if *cell.get_value() != DataRef::Empty {
                rows.widen(cell.get_position().1)?;
            }
        }
    }
    let mut cells = book.worksheet_cells_reader(&name).map_err(wrong)?;
    while let Some(cell) = cells.next_cell().map_err(wrong)? {
        let at = cell.get_position();
        match cell.get_value() {
            DataRef::Empty => {}
            DataRef::SharedString(text) => rows.cell(at, text, Kind::Text)?,
            other => {
                let (text, kind) = typed(&Data::from(other.clone()));
                rows.cell(at, &text, kind)?;
            }
        }
    }
    drop(cells);
    rows.give()?;
    // Rows that were read are rows, whatever is wrong with what follows them.
    let regions = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
    rows.merged(regions_of(&regions))
}

fn xls(bytes: &[u8], choice: Option<&SheetChoice>, rows: &mut Building) -> Result<(), Stop> {
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|_| broken("source-error"))?;
    let name = chosen(&book.sheet_names(), choice)?;
    range(&book.worksheet_range(&name).map_err(|_| broken("source-error"))?, rows)?;
    let regions = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
    rows.merged(regions_of(&regions))
}

fn ods(
    bytes: &[u8],
    choice: Option<&SheetChoice>,
    rows: &mut Building,
    merged: &[Merged],
) -> Result<(), Stop> {
    let mut book: Ods<_> = Ods::new(Cursor::new(bytes)).map_err(|_| broken("format-error"))?;
    let names = book.sheet_names();
    let name = chosen(&names, choice)?;
    range(&book.worksheet_range(&name).map_err(|_| broken("format-error"))?, rows)?;
    let at = names.iter().position(|other| *other == name);
    rows.merged(at.and_then(|at| merged.get(at)).copied().unwrap_or_default())
}

/// The regions that are of more than one cell.
fn regions_of(regions: &[Dimensions]) -> Merged {
    let mut merged = Merged::default();
    for region in regions.iter().filter(|region| region.start != region.end) {
        merged.add(u64::from(region.start.0) + 1);
    }
    merged
}

fn range(range: &Range<Data>, rows: &mut Building) -> Result<(), Stop> {
    let (Some((top, left)), Some((_, right))) = (range.start(), range.end()) else { return Ok(()) };
    rows.widen(right)?;
    for (row, column, value) in range.used_cells() {
        let at = |start: u32, offset: usize| start + u32::try_from(offset).unwrap_or(u32::MAX / 2);
        let (text, kind) = typed(value);
        rows.cell((at(top, row), at(left, column)), &text, kind)?;
    }
    rows.give()
}

/// A value as text, with what it is.
fn typed(value: &Data) -> (String, Kind) {
    match value {
        Data::Empty => (String::new(), Kind::Null),
        Data::Int(number) => (number.to_string(), Kind::Number),
        Data::Float(number) => (number.to_string(), Kind::Number),
        Data::Bool(flag) => (flag.to_string(), Kind::Boolean),
        Data::Error(error) => (error.to_string(), Kind::Error),
        Data::DateTime(moment) => dated(moment),
        Data::DateTimeIso(text) => {
            let text = text.split('.').next().unwrap_or_default();
            let midnight = text.strip_suffix("T00:00:00");
            match (midnight, text.contains('T')) {
                (Some(date), _) => (date.to_owned(), Kind::Date),
                (None, true) => (text.to_owned(), Kind::DateTime),
                (None, false) => (text.to_owned(), Kind::Date),
            }
        }
        Data::String(text) | Data::DurationIso(text) => (text.clone(), Kind::Text),
    }
}

fn dated(moment: &ExcelDateTime) -> (String, Kind) {
    let number = moment.as_f64();
    if moment.is_duration() || !(0.0..2_958_466.0).contains(&number) {
        return (number.to_string(), Kind::Number);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    match () {
        () if number < 1.0 => (time, Kind::Time),
        () if number.fract() == 0.0 => (date, Kind::Date),
        () => (format!("{date}T{time}"), Kind::DateTime),
    }
}
