//! Which rows below the data are none: totals, sources and notes.

use std::collections::BTreeSet;

use crate::table::fault::{Cause, Place, Sink};
use crate::table::row::Row;

/// What a row of totals says in its first cell.
const TOTALS: [&str; 17] = [
    "total",
    "totales",
    "totais",
    "totals",
    "subtotal",
    "subtotales",
    "subtotais",
    "sub total",
    "sub totales",
    "total general",
    "totales generales",
    "total geral",
    "total nacional",
    "total país",
    "gran total",
    "grand total",
    "suma total",
];

/// What a note begins with.
const NOTES: [&str; 15] = [
    "fuente",
    "fuentes",
    "fonte",
    "fontes",
    "source",
    "sources",
    "nota",
    "notas",
    "note",
    "notes",
    "observación",
    "observaciones",
    "elaboración",
    "elaborado",
    "elaboração",
];

/// No total is longer.
const LONGEST: usize = 32;
/// How many totals among the data are remembered.
const MOST: usize = 32;

/// Looks at rows one after another and keeps those at the end that may be no data.
pub(crate) struct Footers {
    width: usize,
    /// Whether any row of data came before.
    some: bool,
    /// Whether rows of data fill one cell now and then.
    sparse: bool,
    /// Whether a blank row separates what comes now from the data.
    apart: bool,
    /// What stands at the end so far, with the text of a total.
    tail: Vec<(Place, Option<String>)>,
    /// Totals that rows of data follow: a kind of things that the table tells of.
    kinds: BTreeSet<String>,
}

/// What a row may be.
enum Sort {
    Blank,
    Total(String),
    Note,
    /// One sentence and nothing else.
    Sentence(Ending),
    /// Anything else, alone.
    Word,
    Datum,
}

/// How a sentence ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    Stop,
    Open,
}

impl Footers {
    /// For a table of so many columns; in one of a single column every row looks like a note.
    pub(crate) fn new(width: usize) -> Self {
        Self {
            width,
            some: false,
            sparse: false,
            apart: false,
            tail: Vec::new(),
            kinds: BTreeSet::new(),
        }
    }

    /// Looks at the next row.
    pub(crate) fn row(&mut self, row: &Row) {
        if self.width < 2 {
            return;
        }
        let total = match sort(row) {
            Sort::Blank => {
                self.apart = true;
                return;
            }
            Sort::Total(text) => Some(text),
            Sort::Note => None,
            Sort::Sentence(ending) if self.is_note(ending) => None,
            Sort::Sentence(_) | Sort::Word => {
                self.sparse = true;
                return self.datum();
            }
            Sort::Datum => return self.datum(),
        };
        // A table of notes alone is a table; one that is full of them too.
        if self.tail.len() >= MOST {
            return self.datum();
        }
        let line = Some(row.line).filter(|line| *line > 0);
        self.tail.push((Place { row: Some(row.number), line, ..Place::default() }, total));
    }

    /// Whether a sentence alone is a note: below a total or another note, or where it ends as one
    /// and a blank row is before it. Any other one may be a row whose further values are missing.
    fn is_note(&self, ending: Ending) -> bool {
        let ends = self.apart && ending == Ending::Stop;
        !self.sparse && (ends || !self.tail.is_empty())
    }

    fn datum(&mut self) {
        (self.some, self.apart) = (true, false);
        if self.tail.is_empty() {
            return;
        }
        for (_, total) in self.tail.drain(..) {
            if self.kinds.len() < MOST {
                self.kinds.extend(total);
            }
        }
    }

    /// Tells what is at the end.
    pub(crate) fn end(self, sink: &mut dyn Sink) {
        let cause = Cause::new("footer-row");
        if !self.some {
            return;
        }
        for (place, total) in &self.tail {
            if total.as_ref().is_none_or(|text| !self.kinds.contains(text)) {
                sink.take(cause.at(*place));
            }
        }
    }
}

fn sort(row: &Row) -> Sort {
    let mut filled = (0..row.len()).filter(|index| !row.cell(*index).trim_ascii().is_empty());
    let Some(first) = filled.next() else { return Sort::Blank };
    let alone = filled.next().is_none();
    // Most rows are told by the first letter of their first cell, without reading it as a text.
    let letter = row.cell(first).trim_ascii_start().first();
    let may = letter.is_some_and(|c| matches!(c, b't' | b'T' | b's' | b'S' | b'g' | b'G'));
    let plain = letter.is_some_and(u8::is_ascii_alphanumeric);
    if !alone && plain && !may {
        return Sort::Datum;
    }
    let text = row.text(first).trim();
    match total(text) {
        Some(text) => Sort::Total(text),
        None if !alone => Sort::Datum,
        None if is_note(text) => Sort::Note,
        None if text.split_whitespace().count() > 2 => Sort::Sentence(ending(text)),
        None => Sort::Word,
    }
}

/// A full stop ends a sentence; that of `S.A.` and `Ltda.` ends the name of a company.
fn ending(text: &str) -> Ending {
    let Some(before) = text.strip_suffix('.') else { return Ending::Open };
    let last = before.split_whitespace().next_back().unwrap_or_default();
    let short = last.starts_with(char::is_uppercase) && last.chars().count() < 5;
    if short || last.contains('.') { Ending::Open } else { Ending::Stop }
}

/// The words of a total, none where it is none.
fn total(text: &str) -> Option<String> {
    // Most cells begin with another letter.
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    let may = matches!(bare.as_bytes(), [b't' | b'T' | b's' | b'S' | b'g' | b'G', ..]);
    if !may || bare.len() > LONGEST {
        return None;
    }
    let words = bare.split(|c: char| c.is_whitespace() || c == '-').filter(|word| !word.is_empty());
    let said = words.collect::<Vec<_>>().join(" ").to_lowercase();
    TOTALS.contains(&said.as_str()).then_some(said)
}

/// `Fuente: …`, `Nota 1: …`, `* …`.
fn is_note(text: &str) -> bool {
    if text.starts_with('*') || text.starts_with("(*") {
        return true;
    }
    let Some((head, _)) = text.split_once(':') else { return false };
    let word = head.split_whitespace().next().unwrap_or_default();
    head.len() <= LONGEST && NOTES.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Fault;
    use crate::table::row::Kind;

    struct Rows(Vec<u64>);

    impl Sink for Rows {
        fn take(&mut self, fault: Fault<'_>) {
            self.0.extend(fault.place.row);
        }
    }

    /// The rows of a table that are told, counted from 1.
    fn told(width: usize, rows: &[&[&str]]) -> Vec<u64> {
        let mut footers = Footers::new(width);
        for (number, cells) in (1..).zip(rows) {
            let mut row = Row { number, ..Row::default() };
            for cell in *cells {
                row.push(cell.as_bytes(), Kind::Text);
            }
            footers.row(&row);
        }
        let mut told = Rows(Vec::new());
        footers.end(&mut told);
        told.0
    }

    #[test]
    fn totals_and_notes_below_the_data_are_told() {
        let data: &[&[&str]] = &[&["Talca", "10", "1"], &["Curicó", "5", "2"]];
        let with = |more: &[&[&str]]| told(3, &[data, more].concat());
        assert_eq!(with(&[]), [0_u64; 0]);
        assert_eq!(with(&[&["TOTAL", "15", "3"]]), [3]);
        assert_eq!(with(&[&["", "Sub-total:", "3"], &["Total general", "15", ""]]), [3, 4]);
        assert_eq!(with(&[&["Fuente: INE"]]), [3]);
        assert_eq!(with(&[&["", "", ""], &["Nota 1: sin Linares", "", ""]]), [4]);
        assert_eq!(with(&[&["Total", "15", "3"], &["Cifras provisorias de 2024", "", ""]]), [3, 4]);
        assert_eq!(with(&[&[], &["Cifras provisorias de 2024."]]), [4]);
        assert_eq!(with(&[&["Nota: sin Linares"], &["Cifras provisorias de 2024"]]), [3, 4]);
    }

    #[test]
    fn data_that_look_like_them_are_not() {
        let data: &[&[&str]] = &[&["Talca", "10", "1"], &["Curicó", "5", "2"]];
        let with = |more: &[&[&str]]| told(3, &[data, more].concat());
        for more in [
            &["Totalidad", "1", "1"][..],
            &["2024", "Total", "3"],
            &["Fuente de agua", "", ""],
            &["Fuente: INE", "3", ""],
            &["Villa Alegre", "", ""],
        ] {
            assert_eq!(with(&[more]), [0_u64; 0], "{more:?}");
        }
        // A row whose other values are missing, whatever is above it.
        for last in [
            "Servicio de Salud Biobío",
            "Aguas del Sur S.A.",
            "Juan Soto y Cía.",
            "Soto Hermanos Ltda.",
        ] {
            assert_eq!(with(&[&["", "", ""], &[last, "", ""]]), [0_u64; 0], "{last}");
        }
        // A total for each year is a kind of rows.
        let years: &[&[&str]] =
            &[&["Mujeres", "5"], &["Total", "9"], &["Mujeres", "6"], &["Total", "11"]];
        assert_eq!(told(2, years), [0_u64; 0]);
        // Where rows of data fill one cell as well, one more of them tells nothing.
        let sparse: &[&[&str]] = &[
            &["Servicio de Salud Maule", "3"],
            &["Servicio de Salud Ñuble", ""],
            &["", ""],
            &["Servicio de Salud Biobío", ""],
        ];
        assert_eq!(told(2, sparse), [0_u64; 0]);
        assert_eq!(told(1, &[&["Talca"], &["Total"]]), [0_u64; 0], "one column");
        assert_eq!(told(2, &[&["Total", "9"]]), [0_u64; 0], "all there is");
    }
}
