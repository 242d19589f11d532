//! What a dataset is graded, criterion by criterion and as a whole.

#[path = "grade/badge.rs"]
mod badge;
#[path = "grade/rows.rs"]
mod rows;
#[path = "grade/worked.rs"]
mod worked;

use fichero::table::grade::facts::{
    Before, Column, Contact, Content, Dataset, Dates, Declared, Encoding, Frequency, Hash,
    Identity, Key, License, Link, Looked, Numbers, Period, Reach, Reading, Relief, Resource,
    Review, Schema, Table, Tally, Theme,
};
use fichero::table::grade::{Criterion, Dimension, Grade, grade};
use fichero::table::personal::Judgement;
use fichero::text::{Lang, Texts};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use std::sync::LazyLock;

const TODAY: Date = date(2026, 11, 20);

/// A column that leaves nothing to wish.
fn column(label: &str) -> Column {
    Column {
        label: label.to_owned(),
        description: "Cuántas atenciones hubo ese día".to_owned(),
        typed: true,
        cells: 1000,
        dates: Some(Dates::Iso),
        numbers: Some(Numbers::Plain),
        variants: Some(Tally::default()),
        ..Column::default()
    }
}

/// A table that leaves nothing to wish.
fn table() -> Table {
    Table {
        records: 1000,
        schema: Schema::Kept,
        key: Key::Unique,
        codes: Looked { of: 1000, ..Looked::default() },
        rules: Looked { of: 1000, ..Looked::default() },
        days: Some((date(2024, 1, 1), date(2024, 12, 31))),
        declared: Declared::Right,
        before: Before::Same,
        columns: vec![column("fecha"), column("comuna"), column("atenciones")],
        personal: Some(Judgement::default()),
        ..Table::default()
    }
}

/// A resource that leaves nothing to wish.
fn resource(table: Table) -> Resource {
    Resource {
        file: "datasets/atenciones/atenciones.csv".to_owned(),
        name: "Atenciones por día y comuna".to_owned(),
        format: "CSV".to_owned(),
        content: Content::AsDeclared,
        reach: Reach::Present,
        link: Link::File,
        size: Some(40_000),
        hash: Hash::Known,
        relief: Relief::None,
        table: Some(table),
        ..Resource::default()
    }
}

/// A dataset that leaves nothing to wish.
fn dataset() -> Dataset {
    Dataset {
        file: "datasets/atenciones/dataset.yaml".to_owned(),
        title: "Atenciones de urgencia por comuna".to_owned(),
        description: "Atenciones de urgencia de cada día en los hospitales públicos, por comuna."
            .to_owned(),
        organization: "Ministerio de Salud".to_owned(),
        contact: Contact::Office,
        license: License::Open("cc-by".to_owned()),
        frequency: Frequency::Days(30),
        theme: Theme::Known,
        tags: 3,
        period: Some(Period { from: Some(date(2024, 1, 1)), to: Some(date(2024, 12, 31)) }),
        place: "Chile".to_owned(),
        identity: Identity::Kept,
        review: Review::Stated,
        changed: Some(date(2026, 11, 1)),
        resources: vec![resource(table())],
    }
}

/// The points of a criterion in thousandths, none where it does not apply.
fn points(grade: &Grade, criterion: Criterion) -> Option<u32> {
    grade.criteria.iter().find(|score| score.criterion == criterion)?.points
}

fn dimension(grade: &Grade, dimension: Dimension) -> Option<u32> {
    grade.dimensions.iter().find(|score| score.dimension == dimension)?.points
}

/// Every reason has its words in every language, and leaves no placeholder open.
fn assert_told(grade: &Grade) {
    static ALL: LazyLock<[Texts; 3]> = LazyLock::new(|| Lang::ALL.map(Texts::embedded));
    for texts in &*ALL {
        let caps = grade.caps.iter().map(|cap| &cap.reason);
        for reason in caps.chain(grade.losses.iter().map(|loss| &loss.reason)) {
            for (key, said) in [
                (format!("grade.{}", reason.key), reason.message(texts)),
                (format!("grade.{}-help", reason.key), reason.remedy(texts)),
            ] {
                assert!(texts.has(&key), "{key}");
                assert!(!said.contains('{'), "{key}: {said}");
            }
            assert!(!reason.place.file.is_empty(), "{}", reason.key);
        }
    }
}

/// The parts of every criterion add up to what it loses.
fn assert_sums(grade: &Grade) {
    for score in &grade.criteria {
        let lost: u32 = grade
            .losses
            .iter()
            .filter(|loss| loss.criterion == score.criterion)
            .map(|loss| loss.points)
            .sum();
        let kept = score.points.unwrap_or(score.criterion.points() * 1000);
        assert_eq!(kept + lost, score.criterion.points() * 1000, "{}", score.criterion.id());
    }
}

#[test]
fn the_rubric_has_a_hundred_points() {
    let points = Dimension::ALL.map(Dimension::points);
    assert_eq!(points, [20, 20, 15, 20, 15, 10]);
    let texts = Texts::embedded(Lang::Es);
    for criterion in Criterion::ALL {
        assert!(texts.has(&format!("grade.criterion.{}", criterion.id())));
    }
    for dimension in Dimension::ALL {
        assert!(texts.has(&format!("grade.dimension.{}", dimension.key())));
    }
}

#[test]
fn nothing_to_wish_is_a_ten() {
    let grade = grade(&dataset(), Some(TODAY));
    assert_eq!((grade.tenths, grade.points), (100, 100_000));
    assert!(grade.losses.is_empty() && grade.caps.is_empty(), "{:?}", grade.losses);
    let not_judged: Vec<_> =
        grade.criteria.iter().filter(|s| s.points.is_none()).map(|s| s.criterion).collect();
    assert_eq!(not_judged, [Criterion::P3, Criterion::P4]);
}

#[test]
fn nothing_at_all_is_graded_too() {
    let nothing = grade(&Dataset::default(), None);
    assert_eq!(nothing.tenths, 10);
    let bare = Table { schema: Schema::Missing, ..Table::default() };
    let resources = vec![Resource { file: "a".to_owned(), ..resource(bare) }];
    let file = "b".to_owned();
    let grade = grade(&Dataset { file, resources, ..Dataset::default() }, None);
    assert_told(&grade);
    assert_sums(&grade);
}

fn tallies() -> impl Strategy<Value = Tally> {
    (0_u64..200, 0_u64..3).prop_map(|(n, first)| Tally { n, first: (n > 0).then_some(first + 1) })
}

proptest! {
    #[test]
    fn every_point_lost_has_a_reason_and_the_sums_hold(
        rows in prop::collection::vec((tallies(), tallies(), tallies(), tallies(), 0_u64..1500), 0..4),
        titles in 0_u64..3, merged in 0_u64..3, tags in 0_usize..5, days in 0_u32..90, broken in any::<bool>(),
    ) {
        let mut dataset = Dataset { tags, frequency: Frequency::Days(days), ..dataset() };
        dataset.resources = rows.iter().map(|(ragged, repeated, invalid, mixed, missing)| {
            let first = Column { invalid: *invalid, mixed: *mixed, missing: *missing, ..column("fecha") };
            let reading = if broken { Reading::Unreadable } else { Reading::Whole };
            resource(Table {
                titles, merged: Tally { n: merged, first: None }, footers: *ragged, ragged: *ragged, repeated: *repeated, blank_rows: *mixed,
                blank_columns: merged, columns: vec![first, column("fecha"), column("Año 2")], reading,
                encoding: Encoding::Guessed("windows-1252".to_owned()), ..table()
            })
        }).collect();
        let grade = grade(&dataset, Some(TODAY));
        assert_sums(&grade);
        assert_told(&grade);
        prop_assert!((10..=100).contains(&grade.tenths) && grade.points <= 100_000);
        prop_assert!(grade.losses.is_sorted_by(|a, b| a.gain >= b.gain));
        // What mending everything brings is what is missing, but for what rounding takes.
        let gain: u32 = grade.losses.iter().map(|loss| loss.gain).sum();
        let missing = 100_000 - grade.points;
        prop_assert!(gain <= missing + 10 && missing <= gain + 100, "{gain} {missing}");
    }
}
