//! Columns that belong together: does a period end after it begins, is a place in its country?

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::table::fault::shown_label;
use crate::table::lexical::words;
use crate::table::moment::{self, Rank};
use crate::table::row::Row;

/// What two columns are held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sense {
    /// The first day is not after the last.
    Period,
    /// Latitude and longitude exist.
    World,
    /// They are in Chile.
    Chile,
    /// They are in Ecuador.
    Ecuador,
}

/// Two columns that were held together, row by row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// What they were held to.
    pub sense: Sense,
    /// Their labels.
    pub columns: String,
    /// How many rows could be looked at.
    pub rows: u64,
    /// How many of them do not keep to it.
    pub wrong: u64,
    /// The first of those.
    pub first: Option<u64>,
}

/// The pairs of a table, seen row by row. One that has none costs nothing.
#[derive(Debug, Default)]
pub struct Pairs {
    periods: Vec<Period>,
    places: Vec<Spot>,
}

const BEGINS: [&str; 6] = ["inicio", "inicial", "desde", "comienzo", "begin", "start"];
const ENDS: [&str; 7] = ["fin", "final", "termino", "hasta", "end", "fim", "ate"];
const LATITUDES: [&str; 3] = ["lat", "latitud", "latitude"];
const LONGITUDES: [&str; 5] = ["lon", "lng", "long", "longitud", "longitude"];
/// Words that say nothing of a column.
const IDLE: [&str; 6] = ["de", "del", "la", "el", "do", "da"];

/// South, north, west, east of a country's parts, its islands included.
type Boxes = &'static [[f64; 4]];
const CHILE: Boxes =
    &[[-56.0, -17.4, -75.8, -66.3], [-27.3, -27.0, -109.6, -109.1], [-33.9, -33.5, -80.9, -78.7]];
const ECUADOR: Boxes = &[[-5.1, 1.5, -81.1, -75.1], [-1.5, 1.8, -92.1, -89.1]];
const WORLD: Boxes = &[[-90.0, 90.0, -180.0, 180.0]];
const COUNTRIES: [(Sense, Boxes); 3] =
    [(Sense::World, WORLD), (Sense::Chile, CHILE), (Sense::Ecuador, ECUADOR)];

/// How many rows were looked at, and those that are wrong.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    rows: u64,
    wrong: u64,
    first: Option<u64>,
}

impl Count {
    fn add(&mut self, row: u64, wrong: bool) {
        self.rows += 1;
        if wrong {
            self.wrong += 1;
            self.first = self.first.or(Some(row));
        }
    }

    fn pair(self, sense: Sense, columns: &str) -> Pair {
        let Self { rows, wrong, first } = self;
        Pair { sense, columns: columns.to_owned(), rows, wrong, first }
    }
}

impl Pairs {
    /// The pairs among columns of these names, in this order; of some it is known that their dates
    /// are declared to have the month first.
    pub fn of(names: &[&str], month_first: impl Fn(&str) -> bool) -> Self {
        let title = |pair: [usize; 2]| pair.map(|at| shown_label(names[at])).join(", ");
        let period = |at: [usize; 2]| Period {
            at,
            columns: title(at),
            declared: at.iter().all(|at| month_first(names[*at])),
            ..Period::default()
        };
        let place =
            |at: [usize; 2]| Spot { at, columns: title(at), filled: 0, in_box: Default::default() };
        Self {
            periods: paired(names, &BEGINS, &ENDS).into_iter().map(period).collect(),
            places: paired(names, &LATITUDES, &LONGITUDES).into_iter().map(place).collect(),
        }
    }

    /// Looks at the next row.
    pub fn row(&mut self, row: &Row) {
        for period in &mut self.periods {
            period.row(row);
        }
        for place in &mut self.places {
            place.row(row);
        }
    }

    /// What was seen. Columns that mostly hold something else are no pair; nor is a country told
    /// that most places are not in.
    pub fn finish(self) -> Vec<Pair> {
        let periods = self.periods.into_iter().filter_map(Period::pair);
        periods.chain(self.places.into_iter().flat_map(Spot::pairs)).collect()
    }
}

/// The columns whose names differ in one word, which is one of two lists.
fn paired(names: &[&str], first: &[&str], second: &[&str]) -> Vec<[usize; 2]> {
    let mut alike: BTreeMap<Vec<String>, [Vec<usize>; 2]> = BTreeMap::new();
    for (at, name) in names.iter().enumerate() {
        let words: Vec<String> = words(name).collect();
        for (side, list) in [first, second].into_iter().enumerate() {
            let Some(own) = words.iter().position(|word| list.contains(&word.as_str())) else {
                continue;
            };
            let mut rest = words.clone();
            rest.remove(own);
            rest.retain(|word| !IDLE.contains(&word.as_str()));
            alike.entry(rest).or_default()[side].push(at);
        }
    }
    // Of three columns nobody knows which two belong together.
    let pair = |[first, second]: [Vec<usize>; 2]| match (first.as_slice(), second.as_slice()) {
        ([first], [second]) if first != second => Some([*first, *second]),
        _ => None,
    };
    alike.into_values().filter_map(pair).collect()
}

/// Two columns of dates.
#[derive(Debug, Default)]
struct Period {
    at: [usize; 2],
    columns: String,
    /// Whether their dates are declared to have the month first.
    declared: bool,
    /// Rows in which both hold something.
    filled: u64,
    /// By the reading of their dates: day first, month first.
    read: [Count; 2],
    /// Whether some date can be read in this one way alone.
    only: [bool; 2],
}

impl Period {
    fn row(&mut self, row: &Row) {
        let texts = self.at.map(|at| row.text(at).trim());
        if texts.iter().any(|text| text.is_empty()) {
            return;
        }
        self.filled += 1;
        let read = texts.map(|text| [moment(text, Order::Day), moment(text, Order::Month)]);
        for [day, month] in &read {
            self.only[0] |= day.is_some() && month.is_none();
            self.only[1] |= month.is_some() && day.is_none();
        }
        for (order, count) in self.read.iter_mut().enumerate() {
            if let (Some(begin), Some(end)) = (read[0][order], read[1][order]) {
                count.add(row.number, begin.is_after(end));
            }
        }
    }

    fn pair(self) -> Option<Pair> {
        let count = match self.only {
            _ if self.declared => self.read[1],
            // Written in both ways, nobody knows which is which.
            [true, true] => return None,
            [_, month_first] => self.read[usize::from(month_first)],
        };
        let mostly = count.rows > 0 && count.rows * 2 >= self.filled;
        mostly.then(|| count.pair(Sense::Period, &self.columns))
    }
}

/// Which part of a date comes first.
#[derive(Clone, Copy)]
enum Order {
    Day,
    Month,
}

/// A day, with its time where it is known.
#[derive(Clone, Copy)]
struct Moment {
    day: i64,
    time: Option<Rank>,
}

impl Moment {
    fn is_after(self, end: Self) -> bool {
        let times = self.time.zip(end.time);
        self.day > end.day || times.is_some_and(|(begin, end)| begin > end)
    }
}

fn moment(text: &str, order: Order) -> Option<Moment> {
    if let Some(rank) = moment::datetime(text.as_bytes()) {
        let day = moment::date(text.as_bytes().get(..10)?)?.days();
        return Some(Moment { day, time: Some(rank) });
    }
    // A time that follows says nothing of the day.
    let date = text.split([' ', 'T']).next().unwrap_or_default().as_bytes();
    let other = || match order {
        Order::Day => moment::day_first(date),
        Order::Month => moment::month_first(date),
    };
    moment::date(date).or_else(other).map(|date| Moment { day: date.days(), time: None })
}

/// Two columns of coordinates.
#[derive(Debug)]
struct Spot {
    at: [usize; 2],
    columns: String,
    /// Rows in which both hold something.
    filled: u64,
    in_box: [Count; 3],
}

impl Spot {
    fn row(&mut self, row: &Row) {
        let texts = self.at.map(|at| row.text(at).trim());
        if texts.iter().any(|text| text.is_empty()) {
            return;
        }
        self.filled += 1;
        let [Some(latitude), Some(longitude)] = texts.map(degrees) else { return };
        for ((_, boxes), count) in COUNTRIES.iter().zip(&mut self.in_box) {
            let inside = boxes.iter().any(|[south, north, west, east]| {
                (*south..=*north).contains(&latitude) && (*west..=*east).contains(&longitude)
            });
            count.add(row.number, !inside);
        }
    }

    fn pairs(self) -> Vec<Pair> {
        let Self { columns, filled, in_box, .. } = self;
        let mostly = |count: &Count| {
            count.rows * 2 >= filled && count.rows > 0 && count.wrong * 2 < count.rows
        };
        let told = COUNTRIES.iter().zip(in_box).filter(|(_, count)| mostly(count));
        told.map(|((sense, _), count)| count.pair(*sense, &columns)).collect()
    }
}

/// A coordinate with its point or comma.
fn degrees(text: &str) -> Option<f64> {
    let plain = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b',');
    if text.len() > 32 || !text.bytes().all(plain) {
        return None;
    }
    if text.contains(',') { text.replace(',', ".").parse().ok() } else { text.parse().ok() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::row::Kind;

    fn pairs(names: &[&str], rows: &[[&str; 2]]) -> Vec<Pair> {
        let mut pairs = Pairs::of(names, |name| name.contains("us"));
        for (number, cells) in (2..).zip(rows) {
            let mut row = Row { number, ..Row::default() };
            for cell in cells {
                row.push(cell.as_bytes(), Kind::Text);
            }
            pairs.row(&row);
        }
        pairs.finish()
    }

    fn counts(names: &[&str], rows: &[[&str; 2]]) -> Vec<(Sense, u64, u64, Option<u64>)> {
        let found = pairs(names, rows).into_iter();
        found.map(|pair| (pair.sense, pair.rows, pair.wrong, pair.first)).collect()
    }

    #[test]
    fn names_pair_by_their_words() {
        for (first, second) in [
            ("fecha_inicio", "fecha_fin"),
            ("Fecha de inicio", "Fecha de término"),
            ("desde", "hasta"),
            ("start_date", "end_date"),
            ("vigenciaDesde", "vigenciaHasta"),
        ] {
            assert_eq!(paired(&["x", second, first], &BEGINS, &ENDS), [[2, 1]], "{first}");
        }
        for (first, second) in [
            ("inicio_obra", "fin_contrato"),
            ("iniciofecha", "finfecha"),
            ("fecha_inicio", "financiamiento"),
        ] {
            assert!(paired(&[first, second], &BEGINS, &ENDS).is_empty(), "{first}");
        }
        let three = ["fecha_inicio", "fecha_fin", "fecha_termino"];
        assert!(paired(&three, &BEGINS, &ENDS).is_empty(), "which of them?");
        assert_eq!(paired(&["lat", "long"], &LATITUDES, &LONGITUDES), [[0, 1]]);
        assert!(paired(&["latitud_casa", "longitud"], &LATITUDES, &LONGITUDES).is_empty());
    }

    #[test]
    fn a_period_ends_after_it_begins() {
        let names = ["fecha_inicio", "fecha_fin"];
        let rows = [
            ["2024-01-01", "2024-01-31"],
            ["2024-02-01", "2024-01-31"],
            ["2024-02-01", ""],
            ["2024-02-01", "2024-02-01"],
            ["2024-02-01T10:00:00", "2024-02-01T09:00:00"],
            ["2024-02-01", "2024-02-01T09:00:00"],
        ];
        assert_eq!(counts(&names, &rows), [(Sense::Period, 5, 2, Some(3))]);
        let days = [["05/02/2024", "04/03/2024"], ["31/01/2024 10:00", "01/02/2024 9:00"]];
        assert_eq!(counts(&names, &days), [(Sense::Period, 2, 0, None)]);
        // The third row tells that months come first; the second one is wrong only then.
        let months = [
            ["01/02/2024", "02/01/2024"],
            ["02/01/2024", "01/02/2024"],
            ["01/31/2024", "02/01/2024"],
        ];
        assert_eq!(counts(&names, &months), [(Sense::Period, 3, 1, Some(3))]);
        let both = [["31/01/2024", "02/02/2024"], ["01/31/2024", "02/01/2024"]];
        assert_eq!(counts(&names, &both), []);
        let declared = [["01/02/2024", "02/01/2024"]];
        assert_eq!(counts(&["us_desde", "us_hasta"], &declared), [(Sense::Period, 1, 0, None)]);
        assert_eq!(counts(&["desde", "hasta"], &declared), [(Sense::Period, 1, 1, Some(2))]);
        let numbers = [["1", "2"], ["5", "3"], ["2024-01-02", "2024-01-01"]];
        assert_eq!(counts(&["desde", "hasta"], &numbers), [], "pages of a book");
    }

    #[test]
    fn places_are_in_the_country_of_most() {
        let names = ["latitud", "longitud"];
        let rows = [
            ["-33.45", "-70.66"],
            ["-27,15", "-109,43"],
            ["-70.66", "-33.45"],
            ["0", "0"],
            ["-36.6", "-72.1"],
            ["-53.16", "-70.91"],
            ["", "-70"],
            ["s/i", "-70"],
        ];
        let expected = [(Sense::World, 6, 0, None), (Sense::Chile, 6, 2, Some(4))];
        assert_eq!(counts(&names, &rows), expected);
        let projected = [["6298000", "346000"], ["6297000", "345000"], ["-33.4", "-70.6"]];
        assert_eq!(counts(&names, &projected), []);
        let quito = [["-0.18", "-78.46"], ["-0.7", "-90.3"], ["-2.1", "-279.9"]];
        let expected = [(Sense::World, 3, 1, Some(4)), (Sense::Ecuador, 3, 1, Some(4))];
        assert_eq!(counts(&names, &quito), expected);
    }
}
