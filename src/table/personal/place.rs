//! Is this pair of numbers a place in Chile or Ecuador, and precise enough to find a house?

/// A country whose outline is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Country {
    /// With its islands.
    Chile,
    /// With Galápagos.
    Ecuador,
}

/// A coordinate, in millionths of a degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coordinate {
    /// Its value.
    pub micro: i64,
    /// How exactly it is written.
    pub precision: Precision,
}

/// How exactly a coordinate is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// To eleven metres or better: a house is found.
    House,
    /// To a hundred metres or worse.
    Area,
}

/// Boxes of south, north, west and east, in hundredths of a degree.
const CHILE: [[i64; 4]; 3] = [
    [-5600, -1740, -7580, -6630],
    // Easter Island.
    [-2730, -2700, -10_960, -10_910],
    // Juan Fernández.
    [-3390, -3350, -8090, -7870],
];
const ECUADOR: [[i64; 4]; 3] = [
    [-510, 110, -8110, -7510],
    // North of the first degree only the coast around San Lorenzo.
    [110, 150, -7940, -7510],
    // Galápagos.
    [-150, 180, -9210, -8910],
];

/// A coordinate in degrees: with a point or a comma, or in degrees, minutes and seconds.
pub fn read(cell: &str) -> Option<Coordinate> {
    let cell = cell.trim();
    if cell.contains('°') { sexagesimal(cell) } else { decimal(cell) }
}

fn decimal(cell: &str) -> Option<Coordinate> {
    let (negative, text) = match cell.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest),
        None => (false, cell.strip_prefix('+').unwrap_or(cell)),
    };
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty()
        || whole.len() > 9
        || fraction.len() > 20
        || !all_digits(whole)
        || !all_digits(fraction)
    {
        return None;
    }
    let micro = fraction.bytes().chain(std::iter::repeat(b'0')).take(6);
    let micro =
        micro.fold(whole.parse::<i64>().ok()?, |sum, byte| sum * 10 + i64::from(byte - b'0'));
    // Metres of a projection, and degrees that lost their point, are as exact.
    let precise = fraction.len() >= 4 || (fraction.is_empty() && whole.len() >= 6);
    Some(Coordinate {
        micro: if negative { -micro } else { micro },
        precision: if precise { Precision::House } else { Precision::Area },
    })
}

/// `33°26'56"S`: the letter says which side; O and W are both west.
fn sexagesimal(cell: &str) -> Option<Coordinate> {
    let side = cell.trim_end().chars().last()?.to_ascii_uppercase();
    let mut parts = cell
        .split(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','))
        .filter(|part| !part.is_empty())
        .map(|part| decimal(part).map(|read| read.micro));
    let degrees = parts.next()??;
    let minutes = parts.next().unwrap_or(Some(0))?;
    let seconds = parts.next();
    let precision = if seconds.is_some() { Precision::House } else { Precision::Area };
    let micro = degrees + minutes / 60 + seconds.unwrap_or(Some(0))? / 3600;
    let negative = matches!(side, 'S' | 'O' | 'W') || cell.starts_with('-');
    Some(Coordinate { micro: if negative { -micro } else { micro }, precision })
}

impl Country {
    /// Whether a place lies in the country.
    pub fn holds(self, latitude: Coordinate, longitude: Coordinate) -> bool {
        let boxes = match self {
            Self::Chile => &CHILE,
            Self::Ecuador => &ECUADOR,
        };
        let (lat, lon) = (latitude.micro, longitude.micro);
        boxes.iter().any(|outline| {
            let [south, north, west, east] = outline.map(|hundredths| hundredths * 10_000);
            (south..=north).contains(&lat) && (west..=east).contains(&lon)
        })
    }
}
