//! What each column of a table holds: its likely type, its gaps, its values.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::table::fault::{cut, cut_into};
use crate::table::guess::{By, Cells, Guess};
use crate::table::habits::{self, Alike};
use crate::table::keys::{self, Seen};
use crate::table::lexical::{self, Look};
use crate::table::moment;
use crate::table::number::{self, Marks};
use crate::table::personal;
use crate::table::row::Row;
use crate::table::sentinel;
use crate::table::validate::Watch;

/// What is kept of a table's values.
#[derive(Clone, Debug)]
pub struct Keep {
    /// How many first rows.
    pub rows: usize,
    /// Up to how many different values of a column are counted exactly.
    pub distinct: usize,
    /// Up to how many different values each one's frequency is counted.
    pub counted: usize,
    /// How many of the most frequent values are given.
    pub frequent: usize,
    /// Columns whose values are never kept: those of personal data.
    pub hidden: BTreeSet<String>,
}

impl Default for Keep {
    fn default() -> Self {
        let hidden = BTreeSet::new();
        Self { rows: 20, distinct: 50_000, counted: 1000, frequent: 10, hidden }
    }
}

/// Looks at rows one after another.
#[derive(Debug, Default)]
pub struct Profiler {
    keep: Keep,
    rows: u64,
    columns: Vec<Column>,
    first: Vec<Vec<String>>,
}

/// What a table holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// How many rows.
    pub rows: u64,
    /// Its columns.
    pub columns: Vec<ColumnProfile>,
    /// The first rows; cells of hidden columns are empty.
    pub first: Vec<Vec<String>>,
}

/// What a column holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ColumnProfile {
    /// Its name.
    pub name: String,
    /// Whether its values are left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
    /// Its likely type with how it is written: a draft of a Table Schema field.
    pub field: Map<String, Value>,
    /// Whether the writing could mean something else too, as `1.234` can.
    pub ambiguous: bool,
    /// Empty cells.
    pub missing: u64,
    /// Cells with a text that stands for nothing, such as `s/i`, by text.
    pub disguised: BTreeMap<String, u64>,
    /// How many different values.
    pub distinct: Distinct,
    /// The least and the greatest value, as they are written; for numbers and moments.
    pub range: Option<(String, String)>,
    /// The shortest and the longest value in characters.
    pub lengths: Option<(usize, usize)>,
    /// The most frequent values, the most frequent first; none where nearly all differ.
    pub frequent: Vec<(String, u64)>,
    /// How many cells have each look.
    pub looks: BTreeMap<Look, Alike>,
    /// How many cells spell a name otherwise than most do; none where too many differ to be counted,
    /// or they are no names.
    pub variants: Option<Alike>,
    /// Whether some date can only have its day first, as `31/01/2020`; of `01/02/2020` nobody knows.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub day_first: bool,
    /// The first and the last day as `2020-01-31`, where only a declared pattern tells which they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<(String, String)>,
    /// Cells with spaces before or after what they hold.
    pub padded: Alike,
    /// A value such as `9999` that is far from all others, and how often it occurs; none where too
    /// many differ to be counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sentinel: Option<(String, u64)>,
}

/// How many different values there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Distinct {
    /// So many.
    Exactly(u64),
    /// More than were counted.
    MoreThan(u64),
}

impl Default for Distinct {
    fn default() -> Self {
        Self::Exactly(0)
    }
}

impl Profile {
    /// Leaves out the values of a column, as if it had been hidden from the beginning.
    pub fn hide(&mut self, column: usize) {
        let Some(profile) = self.columns.get_mut(column) else { return };
        profile.hidden = true;
        profile.range = None;
        profile.sentinel = None;
        profile.days = None;
        profile.frequent.clear();
        // How its values are written may tell some of them: `trueValues`.
        profile.field.retain(|key, _| matches!(key.as_str(), "name" | "type"));
        for cell in self.first.iter_mut().filter_map(|row| row.get_mut(column)) {
            cell.clear();
        }
    }
}

#[derive(Debug, Default)]
struct Column {
    name: String,
    hidden: bool,
    missing: u64,
    disguised: BTreeMap<String, u64>,
    looks: BTreeMap<Look, Alike>,
    seen: Seen,
    distinct: u64,
    counts: Vec<u64>,
    /// The row of each text's first cell.
    firsts: Vec<u64>,
    texts: Vec<String>,
    /// [`By`] each reading.
    ranges: [Range; 3],
    lengths: Option<(usize, usize)>,
    day_first: bool,
    padded: Alike,
    wholes: Wholes,
    scratch: Vec<u8>,
}

/// What the whole numbers of a column are like.
#[derive(Debug)]
struct Wholes {
    /// Whether every cell has four digits and could be a year.
    years: bool,
    /// Whether some number without marks has more than three digits.
    large: bool,
}

impl Default for Wholes {
    fn default() -> Self {
        Self { years: true, large: false }
    }
}

impl Wholes {
    fn add(&mut self, look: Look, text: &str) {
        self.large |= look == Look::Integer && text.trim().trim_start_matches('-').len() > 3;
        self.years &= look == Look::Integer
            && matches!(text.as_bytes(), [b'1', b'8' | b'9', _, _] | [b'2', b'0' | b'1', _, _]);
    }
}

/// The least and the greatest of a column by one way of reading it.
#[derive(Clone, Debug, Default)]
struct Range {
    least: Option<(f64, String)>,
    most: Option<(f64, String)>,
}

impl Range {
    fn add(&mut self, value: f64, text: &str) {
        // In a sorted column every value is the greatest so far.
        let put = |end: &mut Option<(f64, String)>| {
            let (own, shown) = end.get_or_insert_default();
            *own = value;
            cut_into(shown, text, 40);
        };
        if self.least.as_ref().is_none_or(|(least, _)| value < *least) {
            put(&mut self.least);
        }
        if self.most.as_ref().is_none_or(|(most, _)| value > *most) {
            put(&mut self.most);
        }
    }

    fn texts(&self) -> Option<(String, String)> {
        Some((self.least.as_ref()?.1.clone(), self.most.as_ref()?.1.clone()))
    }
}

impl Profiler {
    /// Keeps what it is told to.
    pub fn new(keep: Keep) -> Self {
        Self { keep, ..Self::default() }
    }

    /// What was seen.
    pub fn finish(self) -> Profile {
        let keep = &self.keep;
        let columns = self.columns.into_iter().map(|column| column.profile(keep)).collect();
        Profile { rows: self.rows, columns, first: self.first }
    }
}

impl Watch for Profiler {
    fn begin(&mut self, names: &[&str]) {
        let column = |name: &&str| Column {
            name: (*name).to_owned(),
            hidden: self.keep.hidden.contains(*name),
            ..Column::default()
        };
        self.columns = names.iter().map(column).collect();
    }

    fn row(&mut self, row: &Row) {
        if row.is_blank() {
            return;
        }
        self.rows += 1;
        if self.first.len() < self.keep.rows {
            let cell = |(index, column): (usize, &Column)| {
                if column.hidden { String::new() } else { kept(row.text(index), 200) }
            };
            self.first.push(self.columns.iter().enumerate().map(cell).collect());
        }
        let texts = row.texts().chain(std::iter::repeat(""));
        for (column, text) in self.columns.iter_mut().zip(texts) {
            column.cell(text, row.number, &self.keep);
        }
    }
}

impl Column {
    fn cell(&mut self, text: &str, row: u64, keep: &Keep) {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            self.missing += 1;
            return;
        }
        if trimmed.len() != text.len() {
            self.padded.add(row);
        }
        if lexical::is_nothing(trimmed) {
            *self.disguised.entry(trimmed.to_owned()).or_default() += 1;
            return;
        }
        let look = lexical::look(trimmed);
        self.looks.entry(look).or_default().add(row);
        if matches!(look, Look::SlashDate | Look::DashDate | Look::DotDate) {
            let past = |tens: u8, ones: u8| ones.is_ascii_digit() && (tens, ones) > (b'1', b'2');
            self.day_first |= matches!(trimmed.as_bytes(), [a, b, ..] if past(*a, *b));
        }
        self.wholes.add(look, text);
        let length = if text.is_ascii() { text.len() } else { text.chars().count() };
        let (least, most) = self.lengths.unwrap_or((length, length));
        self.lengths = Some((least.min(length), most.max(length)));
        self.count(text, row, keep);
        if !self.hidden {
            self.extend(look, text);
        }
    }

    fn count(&mut self, text: &str, row: u64, keep: &Keep) {
        if self.distinct > keep.distinct as u64 {
            return;
        }
        let next = u32::try_from(self.distinct).unwrap_or(u32::MAX);
        match self.seen.before(keys::hash(text.as_bytes()), next) {
            None => {
                if self.texts.len() < keep.counted && !self.hidden {
                    self.texts.push(kept(text, 80));
                    self.counts.push(1);
                    self.firsts.push(row);
                }
                self.distinct += 1;
            }
            Some(index) => {
                if let Some(count) = self.counts.get_mut(index as usize) {
                    *count += 1;
                }
            }
        }
    }

    fn extend(&mut self, look: Look, text: &str) {
        let bytes = text.trim().as_bytes();
        let marks = |decimal: &str, group: &str| Marks {
            decimal: decimal.to_owned(),
            group: group.to_owned(),
            bare: true,
        };
        let scratch = &mut self.scratch;
        let mut read = |marks| {
            number::marked(bytes, &marks, scratch, number::number).map(|number| number.float())
        };
        match look {
            Look::Integer => {
                if let Some(value) = number::integer(bytes).map(|number| number.float()) {
                    self.ranges[By::Point as usize].add(value, text);
                    self.ranges[By::Comma as usize].add(value, text);
                }
            }
            Look::Point
            | Look::CommaGroups
            | Look::PointThree
            | Look::CommaThree
            | Look::Comma
            | Look::PointGroups => {
                let (point, comma) = (read(marks(".", ",")), read(marks(",", ".")));
                for (range, value) in [(By::Point, point), (By::Comma, comma)] {
                    if let Some(value) = value {
                        self.ranges[range as usize].add(value, text);
                    }
                }
            }
            Look::Date | Look::SlashDate | Look::DashDate | Look::DotDate => {
                let date = moment::date(bytes).or_else(|| moment::day_first(bytes));
                if let Some(date) = date {
                    self.ranges[By::Moment as usize].add(rough(date.rank()), text);
                }
            }
            Look::DateTime | Look::Time | Look::YearMonth => {
                let rank = moment::datetime(bytes).or_else(|| moment::time(bytes));
                if let Some(rank) = rank.or_else(|| moment::yearmonth(bytes)) {
                    self.ranges[By::Moment as usize].add(rough(rank), text);
                }
            }
            _ => {}
        }
    }

    /// Among codes of so many letters `ND` and `NA` are codes too: North Dakota and Namibia.
    fn take_back_codes(&mut self, keep: &Keep) {
        let text = self.looks.len() == 1 && self.looks.contains_key(&Look::Text);
        let long = self.lengths.filter(|(least, most)| least == most && *most <= 3);
        let Some((long, _)) = long.filter(|_| text && self.distinct >= 5) else { return };
        let capital = |text: &str| text.bytes().all(|byte| byte.is_ascii_uppercase());
        if !self.texts.iter().all(|text| capital(text)) {
            return;
        }
        let codes = self.disguised.extract_if(.., |text, _| text.len() == long && capital(text));
        for (code, n) in codes {
            self.distinct += 1;
            if let Some(alike) = self.looks.get_mut(&Look::Text) {
                alike.n += n;
            }
            if self.texts.len() < keep.counted && !self.hidden {
                self.texts.push(code);
                self.counts.push(n);
                self.firsts.push(0);
            }
        }
    }

    /// Of words, how many spell one as few others do.
    fn variants(&self) -> Option<Alike> {
        let words = [Look::Text, Look::YesNo].iter().any(|look| self.looks.contains_key(look));
        let ways = self.counts.iter().zip(&self.firsts);
        let ways = ways.map(|(n, first)| Alike { n: *n, first: *first });
        words.then(|| habits::variants(self.texts.iter().map(String::as_str).zip(ways)))
    }

    fn sentinel(&self, ways: &[By]) -> Option<(String, u64)> {
        let texts = self.texts.iter().map(String::as_str);
        let all: Vec<(&str, u64)> = texts.zip(self.counts.iter().copied()).collect();
        sentinel::found(&all, ways).map(|(text, n)| (text.to_owned(), n))
    }

    fn profile(mut self, keep: &Keep) -> ColumnProfile {
        self.take_back_codes(keep);
        let guess = Guess::of(&Cells {
            name: &self.name,
            looks: &self.looks,
            texts: &self.texts,
            years: self.wholes.years,
            large: self.wholes.large,
        });
        let range = guess.range.and_then(|by| self.ranges[by as usize].texts());
        let many = self.distinct > keep.distinct as u64;
        let distinct = if many {
            Distinct::MoreThan(keep.distinct as u64)
        } else {
            Distinct::Exactly(self.distinct)
        };
        let counted = self.distinct <= keep.counted as u64;
        let repeats = self.counts.iter().any(|count| *count > 1);
        let known = counted && !self.hidden;
        let variants = if known { self.variants() } else { None };
        let ways = guess.ways();
        let sentinel = if known && !ways.is_empty() { self.sentinel(ways) } else { None };
        let mut frequent: Vec<(String, u64)> = self.texts.into_iter().zip(self.counts).collect();
        frequent.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        frequent.truncate(if counted && repeats { keep.frequent } else { 0 });
        // The name comes first, as people write it.
        let mut field = Map::from_iter([("name".to_owned(), self.name.clone().into())]);
        field.extend(guess.field);
        if !self.disguised.is_empty() {
            let texts = std::iter::once("").chain(self.disguised.keys().map(String::as_str));
            field.insert("missingValues".to_owned(), texts.collect::<Vec<_>>().into());
        }
        ColumnProfile {
            name: self.name,
            hidden: self.hidden,
            field,
            ambiguous: guess.ambiguous,
            missing: self.missing,
            disguised: self.disguised,
            distinct,
            range,
            lengths: self.lengths,
            frequent,
            looks: self.looks,
            variants,
            day_first: self.day_first,
            days: None,
            padded: self.padded,
            sentinel,
        }
    }
}

/// The beginning of a cell. Of a person's number that is cut in two nobody could tell afterwards what it
/// is, so a text that would be cut is kept only if it holds none.
fn kept(text: &str, most: usize) -> String {
    let secret = text.len() > most && personal::tells_number(text);
    if secret { "…".to_owned() } else { cut(text, most) }
}

/// Near enough to order moments.
#[expect(clippy::cast_precision_loss, reason = "microseconds do not matter in a profile")]
fn rough(rank: moment::Rank) -> f64 {
    rank as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Layout, Plan, Source, Tally, validate};

    fn profile(text: &str, keep: Keep) -> Profile {
        let source = Source::of_bytes("a.csv", text.as_bytes());
        let mut profiler = Profiler::new(keep);
        let mut tally = Tally::of("a.csv");
        validate(
            &source,
            &Layout::of_name("a.csv"),
            &Plan::default(),
            &mut tally,
            Some(&mut profiler),
        );
        profiler.finish()
    }

    fn profile_of(text: &str) -> Profile {
        profile(text, Keep::default())
    }

    fn field(label: &str, values: &[&str]) -> String {
        let text = format!("{label};x\n{};1\n", values.join(";1\n"));
        let profile = profile(&text, Keep::default());
        Value::Object(profile.columns[0].field.clone()).to_string()
    }

    #[test]
    fn types_are_those_of_spanish_offices() {
        for (label, values, expected) in [
            (
                "monto",
                &["1,5", "2", "1.234,5"][..],
                r#""type":"number","decimalChar":",","groupChar":".""#,
            ),
            ("monto", &["1.5", "2"], r#""type":"number""#),
            ("monto", &["1.234", "12.000"], r#""type":"integer","groupChar":".""#),
            ("fecha", &["31/12/2020", "1/2/2021"], r#""type":"date","format":"%d/%m/%Y""#),
            ("n", &["1", "2"], r#""type":"integer""#),
            ("codigo_comuna", &["13101", "5101"], r#""type":"string""#),
            ("n", &["001", "010"], r#""type":"string""#),
            ("rut", &["12.345.678-5", "9.876.543-3"], r#""type":"string""#),
            ("telefono", &["912345678", "987654321"], r#""type":"string""#),
            ("Año", &["2020", "2021"], r#""type":"year""#),
            (
                "activo",
                &["Sí", "No"],
                r#""type":"boolean","trueValues":["Sí"],"falseValues":["No"]"#,
            ),
            ("n", &["1", "s/i"], r#""type":"integer","missingValues":["","s/i"]"#),
            ("n", &["1", "dos"], r#""type":"string""#),
        ] {
            let expected = format!(r#"{{"name":"{label}",{expected}}}"#);
            assert_eq!(field(label, values), expected);
        }
    }

    #[test]
    fn commas_between_thousands_are_no_decimals() {
        let text = "a;n\nx;1,272\ny;472\nz;76,639\n";
        let profile = profile(text, Keep::default());
        let n = &profile.columns[1];
        assert_eq!(n.range, Some(("472".to_owned(), "76,639".to_owned())));
        assert_eq!(
            Value::Object(n.field.clone()).to_string(),
            r#"{"name":"n","type":"integer","groupChar":","}"#
        );
        assert!(n.ambiguous);
        let decimal = profile_of("a;n\nx;1,272\ny;4720\nz;6,639\n");
        assert_eq!(decimal.columns[1].field["decimalChar"], ",");
    }

    #[test]
    fn no_amount_with_marks_of_thousands_stands_for_nothing() {
        let sentinel = |values: &[&str]| {
            let text = format!("monto;x\n{};1\n", values.join(";1\n"));
            profile_of(&text).columns[0].sentinel.clone()
        };
        assert_eq!(sentinel(&["1.250.000", "4.530.000", "980.500", "2.100.000", "99999"]), None);
        assert_eq!(sentinel(&["12.500", "45.300", "8.750", "23.100", "9999"]), None);
        assert_eq!(sentinel(&["12,500", "45,300", "8,750", "23,100", "9999"]), None);
        let found = |n| Some(("9999".to_owned(), n));
        assert_eq!(sentinel(&["1", "12", "50", "33", "27", "9999", "9999"]), found(2));
        assert_eq!(sentinel(&["1,5", "12,25", "50", "33,1", "27", "9999"]), found(1));
    }

    #[test]
    fn two_letters_among_codes_of_two_letters_are_a_code() {
        let codes = "estado;n\nAL;1\nAK;2\nND;3\nTX;4\nUT;5\nWA;6\nND;7\n";
        let profile = profile_of(codes);
        let column = &profile.columns[0];
        assert_eq!((column.distinct, column.disguised.len()), (Distinct::Exactly(6), 0));
        assert_eq!(column.frequent.first(), Some(&("ND".to_owned(), 2)));
        let words = profile_of("estado;n\nbueno;1\nND;2\nmalo;3\nregular;4\notro;5\nmás;6\n");
        assert_eq!(words.columns[0].disguised, BTreeMap::from([("ND".to_owned(), 1)]));
    }

    #[test]
    fn midnight_is_a_moment_among_moments() {
        let profile = profile_of("a;t\nx;2024-01-01\ny;2024-01-02T10:00:00\n");
        assert_eq!(profile.columns[1].field["type"], "datetime");
    }

    #[test]
    fn values_are_counted_unless_they_are_hidden() {
        let text = "c;rut\nb;1-9\na;1-9\nb;2-7\n;3-5\n";
        let hidden = BTreeSet::from(["rut".to_owned()]);
        let profile = profile(text, Keep { hidden, ..Keep::default() });
        let [c, rut] = profile.columns.as_slice() else { panic!("two columns") };
        assert_eq!(c.frequent, [("b".to_owned(), 2), ("a".to_owned(), 1)]);
        assert_eq!((c.missing, c.distinct), (1, Distinct::Exactly(2)));
        assert_eq!((rut.distinct, rut.frequent.len()), (Distinct::Exactly(3), 0));
        assert!(!format!("{profile:?}").contains("1-9"));
    }

    #[test]
    fn ranges_follow_the_writing() {
        let text = "monto;fecha\n1.234,5;31/12/2019\n99;1/2/2021\n-3;15/01/2020\n";
        let profile = profile(text, Keep::default());
        let range = |index: usize| profile.columns[index].range.clone().expect("a range");
        assert_eq!(range(0), ("-3".to_owned(), "1.234,5".to_owned()));
        assert_eq!(range(1), ("31/12/2019".to_owned(), "1/2/2021".to_owned()));
    }
}
