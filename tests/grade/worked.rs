//! Three datasets worked by hand, with the sums in the comments.

use crate::{TODAY, assert_sums, assert_told, column, dataset, dimension, resource, table};
use fichero::table::grade::facts::*;
use fichero::table::grade::{Band, Dimension, Grade, grade};
use fichero::table::personal::{Column as Cells, Crowding, judge, rut};
use jiff::civil::date;

fn dimensions(grade: &Grade) -> [Option<u32>; 6] {
    Dimension::ALL.map(|of| dimension(grade, of))
}

fn keys(grade: &Grade) -> Vec<&'static str> {
    grade.losses.iter().map(|loss| loss.reason.key).collect()
}

/// Pharmacies: a good CSV by a link, with what is usually forgotten.
///
/// | criterion | what is so | points |
/// |---|---|---|
/// | E2 | byte order mark | 3 × 0.7 = 2.1 |
/// | E4 | `Dirección Local` | 2 of 3 |
/// | E | 3 + 2.1 + 3 + 2 + 3 + 1 + 2 + 2 | 18.1 of 20 |
/// | C1 | 42 characters of description, 2 tags | 6 of 8 |
/// | C2 | 2 of 8 columns bare: 25 % | 0 of 5 |
/// | C3 | one of 8 columns lacks 12 %: 1.5 % on average | 4 × 0.9 = 3.6 |
/// | C4 | no period | 1 of 2 |
/// | C | 6 + 0 + 3.6 + 1 + 1 | 11.6 of 20 |
/// | H1 | 12 of 8000 cells: 0.15 % | 5 × 0.7 = 3.5 |
/// | H2 | no key | 0 of 2 |
/// | H3 | 1 of 1000 codes: 0.1 % | 2 × 0.9 = 1.8 |
/// | H6 | 40 days where 30 are promised: 1.33 times | 2 × 0.7 = 1.4 |
/// | H | 3.5 + 0 + 1.8 + 2 + 1.4 = 8.7 of 13 (H4 n/a), × 15 / 13 | 10.038 of 15 |
/// | A3 | the link leads to a page | 0 of 2 |
/// | A6 | no hash | 1 of 2 |
/// | A | 5 + 4 + 0 + 4 + 1 + 1 = 15 of 18 (A5 n/a), × 20 / 18 | 16.667 of 20 |
/// | K2 | dates in one other way | 3 × 0.7 = 2.1 |
/// | K4 | 25 of 2000 names: 1.25 % | 3 × 0.4 = 1.2 |
/// | K | 3 + 2.1 + 2 + 1.2 + 2 + 1 = 11.3 of 14 (K7 n/a), × 15 / 14 | 12.107 of 15 |
/// | P | 7 of 7 (P3, P4 n/a), × 10 / 7 | 10 of 10 |
///
/// 18.1 + 11.6 + 10.038 + 16.667 + 12.107 + 10 = 78.512; 1 + 9 × 0.78512 = 8.066 → 8.1.
#[test]
fn pharmacies() {
    let labels = ["id", "nombre", "comuna", "dia", "Dirección Local", "turno", "lat", "lon"];
    let mut columns = labels.map(column).to_vec();
    for (at, column) in columns.iter_mut().enumerate() {
        column.variants = matches!(at, 1 | 2).then(Tally::default);
        column.dates = (at == 3).then_some(Dates::Other);
    }
    columns[2].variants = Some(Tally { n: 25, first: Some(4) });
    columns[5].missing = 120;
    columns[6].invalid = Tally { n: 12, first: Some(90) };
    columns[6].description.clear();
    columns[7].typed = false;
    let table = Table {
        encoding: Encoding::Utf8Mark,
        key: Key::Missing,
        codes: Looked {
            of: 1000,
            wrong: Tally { n: 1, first: Some(8) },
            what: "comuna".to_owned(),
        },
        rules: Looked::default(),
        before: Before::Nothing,
        columns,
        ..table()
    };
    let resource = Resource {
        reach: Reach::Answered { status: 200, on: TODAY },
        link: Link::Page,
        hash: Hash::Missing,
        ..resource(table)
    };
    let dataset = Dataset {
        description: "a".repeat(42),
        tags: 2,
        period: None,
        identity: Identity::New,
        changed: Some(date(2026, 10, 11)),
        resources: vec![resource],
        ..dataset()
    };
    let grade = grade(&dataset, Some(TODAY));
    assert_sums(&grade);
    assert_told(&grade);
    let expected = [18_100, 11_600, 10_038, 16_667, 12_107, 10_000];
    assert_eq!(dimensions(&grade), expected.map(Some));
    assert_eq!((grade.points, grade.tenths, grade.band), (78_512, 81, Band::Good));
    assert!(grade.caps.is_empty());
    // What to mend first: 5 points, 2 of 13 in 15, 2 of 18 in 20, 1.8 of 14 in 15.
    let first = ["columns-undescribed", "key-missing", "link-indirect", "spellings"];
    assert_eq!(keys(&grade)[..4], first);
    let gains: Vec<u32> = grade.losses[..4].iter().map(|loss| loss.gain).collect();
    assert_eq!(gains, [5000, 2307, 2222, 1928]);
}

/// A census as a spreadsheet under a licence that is not open.
///
/// | criterion | what is so | points |
/// |---|---|---|
/// | E3 | 3 title rows, 4 merged cells | 0 of 3 |
/// | E4 | one column without a name, one `Región` | 0 of 3 |
/// | E6 | 2 blank rows | 0 of 1 |
/// | E8 | no schema | 0 of 2 |
/// | E | 3 + 0 + 0 + 3 + 0 + 2 + 0 = 8 of 17 (E2 n/a), × 20 / 17 | 9.412 of 20 |
/// | C1 | no contact, frequency, theme, tags | 4 of 8 |
/// | C2 | 2 of 2 columns bare | 0 of 5 |
/// | C4 | no period, no place | 0 of 2 |
/// | C | 4 + 0 + 4 + 0 + 1 | 9 of 20 |
/// | H | nothing is declared | n/a |
/// | A1 | without an open licence no star | 0 of 5 |
/// | A4 | not open | 0 of 4 |
/// | A7 | capitals | 0 of 1 |
/// | A | 0 + 4 + 2 + 0 + 2 + 0 = 8 of 18 (A5 n/a), × 20 / 18 | 8.889 of 20 |
/// | K1 | 11 of 400 cells: 2.75 % | 3 × 0.4 = 1.2 |
/// | K3 | marks of thousands | 0 of 2 |
/// | K | 1.2 + 0 + 2 + 1 = 4.2 of 8 (K2, K4, K7 n/a), × 15 / 8 | 7.875 of 15 |
/// | P | 7 of 7 | 10 of 10 |
///
/// (9.412 + 9 + 8.889 + 7.875 + 10) × 100 / 85 = 53.148; 1 + 9 × 0.53148 = 5.78 → 5.8, and no more
/// than 5.0 for the licence.
#[test]
fn a_census() {
    let bare = |label: &str, numbers: Option<Numbers>| Column {
        label: label.to_owned(),
        cells: 200,
        numbers,
        ..Column::default()
    };
    let mut columns = vec![bare("Región", None), bare("", Some(Numbers::Marked))];
    columns[1].mixed = Tally { n: 11, first: Some(3) };
    let table = Table {
        encoding: Encoding::Inherent,
        titles: 3,
        merged: Tally { n: 4, first: Some(1) },
        records: 200,
        blank_rows: Tally { n: 2, first: Some(50) },
        personal: table().personal,
        columns,
        ..Table::default()
    };
    let dataset = Dataset {
        title: "POBLACIÓN 2022".to_owned(),
        contact: Contact::Missing,
        license: License::Closed("cc-nc".to_owned()),
        frequency: Frequency::Missing,
        theme: Theme::Missing,
        tags: 0,
        period: None,
        place: String::new(),
        identity: Identity::New,
        resources: vec![Resource { format: "XLSX".to_owned(), ..resource(table) }],
        ..dataset()
    };
    let grade = grade(&dataset, Some(TODAY));
    assert_sums(&grade);
    assert_told(&grade);
    let expected = [Some(9_412), Some(9_000), None, Some(8_889), Some(7_875), Some(10_000)];
    assert_eq!(dimensions(&grade), expected);
    assert_eq!((grade.points, grade.tenths, grade.band), (53_148, 50, Band::Sufficient));
    let caps: Vec<_> = grade.caps.iter().map(|cap| (cap.tenths, cap.reason.key)).collect();
    let expected = [(50, "cap-license-closed"), (60, "cap-format"), (80, "cap-dictionary")];
    assert_eq!(caps, expected);
}

/// A perfect table of persons, with their RUNs.
///
/// | criterion | what is so | points |
/// |---|---|---|
/// | P1 | 40 RUNs, confirmed | 0 of 5 |
/// | P2 | nothing else | 2 of 2 |
/// | P3 | 30 of 1000 rows in small classes: 3 % | 2 × 0.4 = 0.8 |
/// | P4 | nobody reviewed it | 0 of 1 |
/// | P | 0 + 2 + 0.8 + 0 | 2.8 of 10 |
///
/// 90 + 2.8 = 92.8; 1 + 9 × 0.928 = 9.35 → 9.4, and no more than 3.0.
#[test]
fn a_perfect_table_of_persons() {
    let mut cells = Cells::new("atenciones");
    for n in 0..40_u64 {
        let body = 9_000_017 + 911 * n;
        cells.add(&format!("{body}-{}", rut::check(body)));
    }
    let crowding = Crowding {
        columns: vec![0, 1],
        rows: 1000,
        smallest: 2,
        exposed: 30,
        unique: 0,
        remedy: None,
    };
    let table = Table {
        personal: Some(judge(&[Cells::new("fecha"), Cells::new("comuna"), cells], &[], None)),
        crowding: Some(crowding),
        ..table()
    };
    let dataset =
        Dataset { review: Review::Missing, resources: vec![resource(table)], ..dataset() };
    let grade = grade(&dataset, Some(TODAY));
    assert_sums(&grade);
    assert_told(&grade);
    let expected = [20_000, 20_000, 15_000, 20_000, 15_000, 2_800];
    assert_eq!(dimensions(&grade), expected.map(Some));
    assert_eq!((grade.points, grade.tenths, grade.band), (92_800, 30, Band::Poor));
    assert_eq!(keys(&grade), ["personal-confirmed", "crowd-small", "review-missing"]);
    let reason = &grade.caps[0].reason;
    assert_eq!((reason.place.column.as_deref(), reason.place.row), (Some("atenciones"), Some(1)));
}
