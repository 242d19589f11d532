//! Each row of the rubric, at its borders.

use crate::{TODAY, assert_sums, assert_told, column, dataset, points, resource, table};
use fichero::table::grade::Criterion::{self, *};
use fichero::table::grade::facts::*;
use fichero::table::grade::grade;
use fichero::table::personal::{
    Column as Cells, Confidence, Crowding, Exception, Judgement, Kind, judge, rut,
};
use jiff::civil::{Date, date};

/// What a criterion brings, in thousandths of a point, where a dataset is changed.
fn of(criterion: Criterion, change: impl FnOnce(&mut Dataset)) -> Option<u32> {
    let mut dataset = dataset();
    change(&mut dataset);
    let grade = grade(&dataset, Some(TODAY));
    assert_told(&grade);
    assert_sums(&grade);
    points(&grade, criterion)
}

/// The same where its table is changed.
fn of_table(criterion: Criterion, change: impl FnOnce(&mut Table)) -> Option<u32> {
    of(criterion, |dataset| {
        let mut table = table();
        change(&mut table);
        dataset.resources = vec![resource(table)];
    })
}

/// The same where its first column is changed.
fn of_column(criterion: Criterion, change: impl FnOnce(&mut Column)) -> Option<u32> {
    of_table(criterion, |table| change(&mut table.columns[0]))
}

/// The same where its resource is changed.
fn of_resource(criterion: Criterion, change: impl FnOnce(&mut Resource)) -> Option<u32> {
    of(criterion, |dataset| change(&mut dataset.resources[0]))
}

fn tally(n: u64) -> Tally {
    Tally { n, first: (n > 0).then_some(7) }
}

/// What a criterion brings at each border of the steps, for so many of a thousand.
fn at_steps(criterion: Criterion, change: impl Fn(&mut Table, Tally)) -> [Option<u32>; 8] {
    [0, 1, 2, 10, 11, 50, 51, 1000].map(|n| of_table(criterion, |table| change(table, tally(n))))
}

/// Steps of a criterion of so many points.
fn steps(points: u32) -> [Option<u32>; 8] {
    [1000, 900, 700, 700, 400, 400, 0, 0].map(|part| Some(part * points))
}

#[test]
fn structure() {
    let content = |content| of_resource(E1, |resource| resource.content = content);
    assert_eq!(content(Content::Unseen), Some(3000));
    assert_eq!(content(Content::Other("XLSX".to_owned())), Some(0));
    assert_eq!(of_table(E1, |table| table.reading = Reading::Unreadable), Some(0));
    assert_eq!(of_table(E2, |table| table.reading = Reading::Unreadable), None);
    let name = || "windows-1252".to_owned();
    let encodings = [
        (Encoding::Utf8, Some(3000)),
        (Encoding::Utf8Mark, Some(2100)),
        (Encoding::Declared(name()), Some(2100)),
        (Encoding::Guessed(name()), Some(1200)),
        (Encoding::Broken { row: 4, byte: 0x92 }, Some(0)),
        (Encoding::Inherent, None),
    ];
    for (encoding, expected) in encodings {
        assert_eq!(of_table(E2, |table| table.encoding = encoding), expected);
    }
    assert_eq!(of_table(E3, |table| table.titles = 1), Some(0));
    assert_eq!(of_table(E3, |table| table.merged = tally(1)), Some(0));
    assert_eq!(of_table(E3, |table| table.footers = tally(1)), Some(0));
    assert_eq!(of_table(E3, |table| (table.titles, table.merged) = (1, tally(1))), Some(0));
    assert_eq!(of_table(E3, |table| table.reading = Reading::Part), None, "who knows its end?");
    let part = |table: &mut Table| (table.titles, table.reading) = (1, Reading::Part);
    assert_eq!(of_table(E3, part), Some(0));
    let label = |label: &str| of_column(E4, |column| column.label = label.to_owned());
    let usable = "a".repeat(64);
    for (name, expected) in [
        ("fecha_2", 3000),
        (usable.as_str(), 3000),
        (&(usable.clone() + "a"), 2000),
        ("Fecha", 2000),
        ("año", 2000),
        ("Unnamed: 0", 2000),
        ("columna1", 2000),
        ("1fecha", 2000),
        ("", 1000),
        ("comuna", 1000),
    ] {
        assert_eq!(label(name), Some(expected), "{name}");
    }
    assert_eq!(at_steps(E5, |table, n| table.ragged = n), steps(3));
    assert_eq!(of_table(E6, |table| table.blank_rows = tally(1)), Some(0));
    assert_eq!(of_table(E6, |table| table.blank_columns = 1), Some(0));
    assert_eq!(at_steps(E7, |table, n| table.repeated = n), steps(2));
    assert_eq!(of_table(E8, |table| table.schema = Schema::Missing), Some(0));
    assert_eq!(of_table(E8, |table| table.schema = Schema::Differs("x".to_owned())), Some(1000));
}

#[test]
fn completeness() {
    let titled =
        |n: usize| of(C1, |dataset| dataset.title = "Añ".repeat(n).chars().take(n).collect());
    assert_eq!([9, 10, 150, 151].map(titled), [7000, 8000, 8000, 7000].map(Some));
    let file = |dataset: &mut Dataset| dataset.title = "atenciones.csv".to_owned();
    assert_eq!(of(C1, file), Some(7000));
    assert_eq!(of(C1, |dataset| dataset.title = "Atenciones".to_owned()), Some(7000), "its stem");
    let described = |n: usize| of(C1, |dataset| dataset.description = "ñ".repeat(n));
    assert_eq!([49, 50, 5000, 5001].map(described), [7000, 8000, 8000, 7000].map(Some));
    assert_eq!(of(C1, |dataset| dataset.organization.clear()), Some(7000));
    assert_eq!(of(C1, |dataset| dataset.contact = Contact::Missing), Some(7000));
    assert_eq!(of(C1, |dataset| dataset.contact = Contact::Person), Some(7000));
    assert_eq!(of(C1, |dataset| dataset.license = License::Missing), Some(7000));
    assert_eq!(of(C1, |dataset| dataset.frequency = Frequency::Missing), Some(7000));
    assert_eq!(of(C1, |dataset| dataset.theme = Theme::Missing), Some(7000));
    assert_eq!(of(C1, |dataset| dataset.theme = Theme::Unknown), Some(7000));
    assert_eq!([2, 3].map(|tags| of(C1, |dataset| dataset.tags = tags)), [7000, 8000].map(Some));
    let undescribed = |n: usize| {
        of_table(C2, |table| {
            table.columns =
                (0..100).map(|at| column(&format!("c_{}", char::from(b'a' + at % 26)))).collect();
            table.columns.iter_mut().take(n).for_each(|column| column.typed = false);
        })
    };
    assert_eq!([0, 1, 2, 5, 6].map(undescribed), [5000, 3500, 2000, 2000, 0].map(Some));
    let text = |text: &str| of_column(C2, |column| column.description = text.to_owned());
    assert_eq!(text(&"a".repeat(15)), Some(5000));
    assert_eq!(text(&"a".repeat(14)), Some(0));
    let copied = |column: &mut Column| column.label.clone_from(&column.description);
    assert_eq!(of_column(C2, copied), Some(0));
    let reworded = |column: &mut Column| {
        column.label = "fecha_de_atencion".to_owned();
        column.description = "Fecha de Atención.".to_owned();
    };
    assert_eq!(of_column(C2, reworded), Some(0), "it says no more than the name");
    // One column of three: a share of 3 % of its cells is a mean of 1 %.
    let missing =
        [0, 30, 31, 150, 151, 600, 601].map(|n| of_column(C3, |column| column.missing = n));
    assert_eq!(missing, [4000, 4000, 3600, 3600, 2800, 2800, 1600].map(Some));
    let all =
        |n| of_table(C3, |table| table.columns.iter_mut().for_each(|column| column.missing = n));
    assert_eq!([500, 501].map(all), [1600, 0].map(Some));
    let optional = |column: &mut Column| (column.missing, column.optional) = (900, true);
    assert_eq!(of_column(C3, optional), Some(4000));
    assert_eq!(of(C4, |dataset| dataset.period = None), Some(1000));
    assert_eq!(of(C4, |dataset| dataset.place.clear()), Some(1000));
    assert_eq!(of_column(C5, |column| column.disguised = Some(("s/i".to_owned(), 3))), Some(0));
}

#[test]
fn coherence() {
    // Three columns of a thousand cells: three thousand are counted.
    let invalid = [0, 3, 4, 30, 31, 150, 151, 3000]
        .map(|n| of_column(H1, |column| column.invalid = tally(n)));
    assert_eq!(invalid, steps(5));
    assert_eq!(of_table(H1, |table| table.schema = Schema::Missing), None);
    let key = |key| of_table(H2, |table| table.key = key);
    let keys = [Key::Unique, Key::Missing, Key::Incomplete(tally(1)), Key::Repeats(tally(1))];
    assert_eq!(keys.map(key), [2000, 0, 0, 0].map(Some));
    assert_eq!(of_table(H2, |table| table.schema = Schema::Missing), None);
    assert_eq!(at_steps(H3, |table, n| table.codes.wrong = n), steps(2));
    assert_eq!(of_table(H3, |table| table.codes = Looked::default()), None);
    assert_eq!(at_steps(H4, |table, n| table.rules.wrong = n), steps(2));
    assert_eq!(of_table(H4, |table| table.rules = Looked::default()), None);
    let days = |from: Date, to: Date| of_table(H5, |table| table.days = Some((from, to)));
    assert_eq!(days(date(2024, 1, 1), date(2024, 12, 31)), Some(2000));
    assert_eq!(days(date(2023, 12, 31), date(2024, 12, 31)), Some(0));
    assert_eq!(days(date(2024, 1, 1), date(2025, 1, 1)), Some(0));
    assert_eq!(of_table(H5, |table| table.declared = Declared::Wrong), Some(0));
    let nothing = |table: &mut Table| (table.days, table.declared) = (None, Declared::Nothing);
    assert_eq!(of_table(H5, nothing), None);
    // Promised every 30 days: late from 31, much from 46, very from 61.
    let age = |days: i64| {
        of(H6, |dataset| {
            dataset.changed = Some(TODAY.saturating_sub(jiff::Span::new().days(days)));
        })
    };
    assert_eq!(
        [0, 30, 31, 45, 46, 60, 61].map(age),
        [2000, 2000, 1400, 1400, 800, 800, 0].map(Some)
    );
    assert_eq!(of(H6, |dataset| dataset.changed = Some(date(2027, 1, 1))), Some(2000));
    assert_eq!(of(H6, |dataset| dataset.frequency = Frequency::Irregular), None);
    assert_eq!(points(&grade(&dataset(), None), H6), None);
}

#[test]
fn accessibility() {
    let format = |format: &str| of_resource(A1, |resource| resource.format = format.to_owned());
    let formats = ["PDF", "DOCX", "", "XLSX", "dbf", "csv", "GeoJSON", "TTL"];
    assert_eq!(formats.map(format), [0, 0, 0, 2000, 2000, 5000, 5000, 5000].map(Some));
    assert_eq!(of(A1, |dataset| dataset.license = License::Closed("cc-nc".to_owned())), Some(0));
    assert_eq!(of(A1, |dataset| dataset.resources.clear()), Some(0));
    let both = |dataset: &mut Dataset| {
        let pdf = Resource { format: "PDF".to_owned(), ..dataset.resources[0].clone() };
        dataset.resources.insert(0, pdf);
    };
    assert_eq!(of(A1, both), Some(5000), "the best one decides");
    let reach = |reach| of_resource(A2, |resource| resource.reach = reach);
    let answered = |status, on| reach(Reach::Answered { status, on });
    assert_eq!([Reach::Altered, Reach::Absent, Reach::Present].map(reach), [0, 0, 4000].map(Some));
    assert_eq!(reach(Reach::Untried), None);
    let statuses = [199, 200, 299, 300, 404].map(|status| answered(status, TODAY));
    assert_eq!(statuses, [0, 4000, 4000, 0, 0].map(Some));
    assert_eq!(answered(200, date(2026, 10, 21)), Some(4000), "30 days ago");
    assert_eq!(answered(200, date(2026, 10, 20)), Some(0), "31 days ago");
    let link = |link| of_resource(A3, |resource| resource.link = link);
    let links = [Link::File, Link::Page, Link::OtherType, Link::OtherName];
    assert_eq!(links.map(link), [2000, 0, 0, 0].map(Some));
    let licensed = |license: fn(String) -> License| of(A4, |d| d.license = license("x".to_owned()));
    assert_eq!(
        [License::Open, License::Unlisted, License::Closed].map(licensed),
        [4000, 0, 0].map(Some)
    );
    assert_eq!(of(A5, |dataset| dataset.identity = Identity::Lost), Some(0));
    assert_eq!(of(A5, |dataset| dataset.identity = Identity::New), None);
    assert_eq!(of_resource(A6, |resource| resource.hash = Hash::Missing), Some(1000));
    assert_eq!(of_resource(A6, |resource| resource.size = None), Some(1000));
    let size = |size| of_resource(A6, |resource| resource.size = Some(size));
    assert_eq!([100_000_000, 100_000_001].map(size), [2000, 1000].map(Some));
    let spared =
        |resource: &mut Resource| (resource.size, resource.relief) = (Some(1 << 30), Relief::Given);
    assert_eq!(of_resource(A6, spared), Some(2000));
    let titled = |title: &str| of(A7, |dataset| dataset.title = title.to_owned());
    let written = ["ATENCIONES DE URGENCIA", "CASEN", "CASEN 2022: ingresos", "2024"];
    assert_eq!(written.map(titled), [0, 0, 1000, 1000].map(Some));
    assert_eq!(of_resource(A7, |resource| resource.name.clear()), Some(0));
}

#[test]
fn a_table_without_rows_has_no_cells_to_judge() {
    let empty = |table: &mut Table| {
        table.records = 0;
        table.columns.iter_mut().for_each(|column| column.cells = 0);
    };
    for criterion in [E5, E6, E7, C3, C5, H1, K1, K4, K5] {
        assert_eq!(of_table(criterion, empty), None, "{criterion:?}");
    }
    assert_eq!(of_table(E4, empty), Some(3000), "it has labels");
}

#[test]
fn consistency() {
    let cells = [0, 3, 4, 30, 31, 150, 151, 3000];
    assert_eq!(cells.map(|n| of_column(K1, |column| column.mixed = tally(n))), steps(3));
    let dates = |dates| of_column(K2, |column| column.dates = Some(dates));
    let ways = [Dates::Iso, Dates::Declared, Dates::Other, Dates::Ambiguous, Dates::Mixed];
    assert_eq!(ways.map(dates), [3000, 2700, 2100, 1200, 0].map(Some));
    assert_eq!(of_table(K2, |t| t.columns.iter_mut().for_each(|c| c.dates = None)), None);
    let numbers = |numbers| of_column(K3, |column| column.numbers = Some(numbers));
    assert_eq!(
        [Numbers::Plain, Numbers::Ambiguous, Numbers::Marked].map(numbers),
        [2000, 800, 0].map(Some)
    );
    assert_eq!(of_table(K3, |t| t.columns.iter_mut().for_each(|c| c.numbers = None)), None);
    assert_eq!(cells.map(|n| of_column(K4, |column| column.variants = Some(tally(n)))), steps(3));
    assert_eq!(of_table(K4, |t| t.columns.iter_mut().for_each(|c| c.variants = None)), None);
    assert_eq!(cells.map(|n| of_column(K5, |column| column.damaged = tally(n))), steps(2));
    assert_eq!(of_column(K6, |column| column.zeros_lost = true), Some(0));
    assert_eq!(of_column(K6, |column| column.rounded = tally(1)), Some(0));
    assert_eq!(of_table(K7, |table| table.before = Before::Changed("x".to_owned())), Some(0));
    assert_eq!(of_table(K7, |table| table.before = Before::Nothing), None);
    assert_eq!(of_table(K1, |table| table.reading = Reading::Part), None);
}

/// What a table with a column of RUNs tells, exceptions being declared.
fn personal(name: &str, exceptions: &[Exception]) -> Judgement {
    let mut cells = Cells::new(name);
    for n in 0..40_u64 {
        let body = 9_000_017 + 911 * n;
        cells.add(&format!("{body}-{}", rut::check(body)));
    }
    judge(&[cells], exceptions, Some(TODAY))
}

#[test]
fn privacy() {
    let with = |judged: Judgement| move |table: &mut Table| table.personal = Some(judged);
    assert_eq!(of_table(P1, with(personal("rut", &[]))), Some(0));
    assert_eq!(of_table(P2, with(personal("rut", &[]))), Some(2000));
    assert_eq!(of_table(P4, with(personal("rut", &[]))), Some(1000));
    let vetoed = personal("folio", &[]);
    assert_eq!(vetoed.findings[0].verdict.confidence, Confidence::Probable);
    assert_eq!(of_table(P1, with(vetoed.clone())), Some(5000));
    assert_eq!(of_table(P2, with(vetoed)), Some(0));
    let exception = Exception {
        column: "rut".to_owned(),
        kind: Some(Kind::Rut),
        reason: "Registro público".to_owned(),
        approved_by: "Unidad de Transparencia".to_owned(),
        until: None,
    };
    assert_eq!(of_table(P1, with(personal("rut", &[exception]))), Some(5000));
    let crowded = |exposed| {
        of_table(P3, |table| {
            table.personal = Some(personal("rut", &[]));
            let columns = vec![0, 1];
            table.crowding = Some(Crowding {
                columns,
                rows: 1000,
                smallest: 1,
                exposed,
                unique: 0,
                remedy: None,
            });
        })
    };
    assert_eq!([0, 1, 10, 50, 51].map(crowded), [2000, 1800, 1400, 800, 0].map(Some));
    let unreviewed = |dataset: &mut Dataset| {
        dataset.review = Review::Missing;
        dataset.resources =
            vec![resource(Table { personal: Some(personal("rut", &[])), ..table() })];
    };
    assert_eq!(of(P4, unreviewed), Some(0));
    assert_eq!(of_table(P1, |table| table.personal = None), None, "nobody looked");
}

#[test]
fn tables_are_averaged_but_the_worst_decides_on_privacy() {
    let two = |second: Table| {
        move |dataset: &mut Dataset| {
            dataset.resources.push(resource(second));
        }
    };
    let titled = Table { titles: 2, ..table() };
    assert_eq!(of(E3, two(titled)), Some(1500));
    let persons = Table { personal: Some(personal("rut", &[])), ..table() };
    assert_eq!(of(P1, two(persons)), Some(0));
}

#[test]
fn caps_hold_whatever_the_points() {
    let capped = |change: &dyn Fn(&mut Dataset)| {
        let mut dataset = dataset();
        change(&mut dataset);
        let grade = grade(&dataset, Some(TODAY));
        assert_told(&grade);
        (grade.tenths, grade.caps.first().map(|cap| (cap.tenths, cap.reason.key)))
    };
    let table_of = |dataset: &mut Dataset, change: &dyn Fn(&mut Table)| {
        change(dataset.resources[0].table.as_mut().expect("it is a table"));
    };
    let unreadable = |d: &mut Dataset| table_of(d, &|table| table.reading = Reading::Unreadable);
    assert_eq!(capped(&unreadable), (20, Some((20, "cap-unreadable"))));
    let persons = |d: &mut Dataset| table_of(d, &|t| t.personal = Some(personal("rut", &[])));
    assert_eq!(capped(&persons), (30, Some((30, "cap-personal"))));
    let none = |dataset: &mut Dataset| dataset.license = License::Missing;
    assert_eq!(capped(&none), (50, Some((50, "cap-license-missing"))));
    let closed = |dataset: &mut Dataset| dataset.license = License::Closed("cc-nc".to_owned());
    assert_eq!(capped(&closed), (50, Some((50, "cap-license-closed"))));
    let excel = |dataset: &mut Dataset| dataset.resources[0].format = "XLSX".to_owned();
    assert_eq!(capped(&excel), (60, Some((60, "cap-format"))));
    let bare = |d: &mut Dataset| {
        table_of(d, &|t| t.columns.iter_mut().for_each(|c| c.description.clear()));
    };
    assert_eq!(capped(&bare), (80, Some((80, "cap-dictionary"))));
    // A link to a table has columns too, though nobody here has read them.
    let link = |dictionary| {
        capped(&|d: &mut Dataset| {
            (d.resources[0].table, d.resources[0].dictionary) = (None, dictionary);
        })
    };
    assert_eq!(link(Dictionary::Missing).1, Some((80, "cap-dictionary")));
    assert_eq!([Dictionary::Given, Dictionary::NotAsked].map(|d| link(d).1), [None, None]);
    let all = |dataset: &mut Dataset| {
        none(dataset);
        bare(dataset);
        persons(dataset);
    };
    assert_eq!(capped(&all), (30, Some((30, "cap-personal"))), "the lowest one");
}
