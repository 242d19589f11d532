//! Random questions to a table, beside a naive look at its rows.

#[path = "datastore/portal.rs"]
mod portal;
mod support;

use fichero::action::Portal;
use portal::{ask, portal_with, settings};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::cmp::Ordering;
use std::fmt::Write as _;
use std::sync::OnceLock;

const ID: &str = "f0000000-0000-4000-8000-000000000001";
const COLUMNS: [&str; 6] = ["_id", "texto", "número", "entero", "día", "sí"];
const ROWS: usize = 90;

/// A row as the API should give it.
type Row = [Value; 6];

/// Rows with few values, so that they repeat, and gaps.
fn rows() -> Vec<Row> {
    let texts = ["Ñuñoa", "lago \"sur\"", "valle; norte", "a", "A", "árbol"];
    let numbers = ["1.5", "12", "-3.25", "0.1", "1000000"];
    let row = |n: usize| {
        let pick = |step: usize, of: usize| (n * step + n / 7) % (of + 1);
        let text = texts.get(pick(5, texts.len())).map_or(Value::Null, |text| json!(text));
        let number = numbers.get(pick(3, numbers.len()));
        let number = number.map_or(Value::Null, |number| serde_json::from_str(number).expect("it"));
        let whole = if n % 4 == 3 {
            Value::Null
        } else {
            json!(i64::try_from(n * 7 % 5).expect("small") - 2)
        };
        let day = if n.is_multiple_of(9) {
            Value::Null
        } else {
            json!(format!("2024-0{}-15T00:00:00", 1 + n % 6))
        };
        let flag = [json!(true), json!(false), Value::Null][n % 3].clone();
        [json!(n + 1), text, number, whole, day, flag]
    };
    (0..ROWS).map(row).collect()
}

fn csv(rows: &[Row]) -> String {
    let mut text = "texto,número,entero,día,sí\n".to_owned();
    for row in rows {
        let cells = row[1..].iter().map(|cell| match cell {
            Value::Null => String::new(),
            Value::String(text) => format!("\"{}\"", text.replace('"', "\"\"")),
            other => other.to_string(),
        });
        _ = writeln!(text, "{}", cells.collect::<Vec<_>>().join(","));
    }
    text
}

fn table() -> &'static (support::Portal, Portal, Vec<Row>) {
    static TABLE: OnceLock<(support::Portal, Portal, Vec<Row>)> = OnceLock::new();
    TABLE.get_or_init(|| {
        let rows = rows();
        let files = support::Portal::with(&[
            ("catalog/portal.yaml", "title: P\nbase_url: https://datos.example.org\n"),
            ("catalog/organizations/org/organization.yaml", "title: O\n"),
            (
                "catalog/organizations/org/datasets/datos/dataset.yaml",
                &format!(
                    "title: D\nresources:\n  - id: {ID}\n    path: d.csv\n    fields: \
                     [{{name: entero, type: integer}}]\n"
                ),
            ),
            ("catalog/organizations/org/datasets/datos/d.csv", &csv(&rows)),
        ]);
        let store = fichero::datastore::temporary(files.path(), settings()).expect("a folder");
        let portal = portal_with(files.path(), store);
        (files, portal, rows)
    })
}

#[derive(Clone, Debug)]
struct Question {
    filters: Vec<(usize, Vec<usize>)>,
    sort: Vec<(usize, bool, Option<bool>)>,
    fields: Vec<usize>,
    limit: usize,
    offset: usize,
    distinct: bool,
}

fn question() -> impl Strategy<Value = Question> {
    let filters = prop::collection::vec((0..6_usize, prop::collection::vec(0..ROWS, 1..4)), 0..3);
    let sort = prop::collection::vec((0..6_usize, any::<bool>(), any::<Option<bool>>()), 0..3);
    let fields = prop::collection::vec(0..6_usize, 0..4);
    (filters, sort, fields, 0..20_usize, 0..60_usize, prop::bool::weighted(0.2)).prop_map(
        |(filters, sort, mut fields, limit, offset, distinct)| {
            let mut seen = Vec::new();
            fields.retain(|field| {
                !seen.contains(field) && {
                    seen.push(*field);
                    true
                }
            });
            Question { filters, sort, fields, limit, offset, distinct }
        },
    )
}

/// `PostgreSQL`'s order of two values of one column; nothing is apart.
fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::String(a), Value::String(b)) => a.as_bytes().cmp(b.as_bytes()),
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        _ => a.as_f64().partial_cmp(&b.as_f64()).expect("numbers"),
    }
}

fn order(a: &Row, b: &Row, sort: &[(usize, bool, Option<bool>)]) -> Ordering {
    for (column, descending, nothing_first) in sort {
        let (a, b) = (&a[*column], &b[*column]);
        let first = nothing_first.unwrap_or(*descending);
        let order = match (a.is_null(), b.is_null()) {
            (true, true) => Ordering::Equal,
            (true, false) if first => Ordering::Less,
            (true, false) => Ordering::Greater,
            (false, true) if first => Ordering::Greater,
            (false, true) => Ordering::Less,
            _ if *descending => compare(b, a),
            _ => compare(a, b),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    compare(&a[0], &b[0])
}

/// What the question comes to, by looking at every row.
fn naive(rows: &[Row], asked: &Question) -> (Vec<Value>, usize) {
    let fits = |row: &&Row| {
        asked
            .filters
            .iter()
            .all(|(column, of)| of.iter().any(|n| rows[*n][*column] == row[*column]))
    };
    let mut found: Vec<&Row> = rows.iter().filter(fits).collect();
    found.sort_by(|a, b| order(a, b, &asked.sort));
    let all: Vec<usize> = (0..6).collect();
    let fields = if asked.fields.is_empty() { &all } else { &asked.fields };
    let mut given: Vec<Value> = Vec::new();
    for row in found {
        let object: Map<String, Value> =
            fields.iter().map(|i| (COLUMNS[*i].to_owned(), row[*i].clone())).collect();
        let object = Value::Object(object);
        if !asked.distinct || !given.contains(&object) {
            given.push(object);
        }
    }
    let total = given.len();
    (given.into_iter().skip(asked.offset).take(asked.limit).collect(), total)
}

fn parameters(rows: &[Row], asked: &Question) -> Value {
    let mut filters = Map::new();
    for (column, of) in &asked.filters {
        let values: Vec<Value> = of.iter().map(|n| rows[*n][*column].clone()).collect();
        filters.insert(COLUMNS[*column].to_owned(), json!(values));
    }
    let sort = asked.sort.iter().map(|(column, descending, nothing)| {
        let direction = if *descending { " desc" } else { "" };
        let nothing =
            nothing.map_or("", |first| if first { " nulls first" } else { " NULLS LAST" });
        format!("\"{}\"{direction}{nothing}", COLUMNS[*column])
    });
    let sort: Vec<String> = sort.collect();
    let fields: Vec<&str> = asked.fields.iter().map(|i| COLUMNS[*i]).collect();
    json!({
        "resource_id": ID, "filters": filters, "sort": sort.join(", "), "fields": fields,
        "limit": asked.limit, "offset": asked.offset, "distinct": asked.distinct,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_search_is_what_a_look_at_every_row_finds(mut asked in question()) {
        let (_, portal, rows) = table();
        // A filter named twice counts once, and equal rows come in the order of the first of them:
        // both sides need one meaning.
        let mut seen = Vec::new();
        asked.filters.retain(|(column, _)| !seen.contains(column) && { seen.push(*column); true });
        if asked.distinct {
            let fields = asked.fields.clone();
            asked.sort.retain(|(column, ..)| fields.contains(column));
        }
        let (status, answer) = ask(portal, "datastore_search", &parameters(rows, &asked));
        prop_assert_eq!(status, 200, "{}", answer);
        let (records, total) = naive(rows, &asked);
        prop_assert_eq!(&answer["result"]["records"], &json!(records));
        prop_assert_eq!(&answer["result"]["total"], &json!(total));
    }
}
