//! The grade of a dataset for programs, and of all datasets as a table.
//!
//! ```text
//! {"rubric": "nota v1", "as_of": "2026-11-20",              none where no commit dates the data
//!  "dataset": {"id", "name", "title", "url"},
//!  "grade": 7.4, "band": {"key", "title"}, "points": 71.235,
//!  "caps": [{"grade", "key", "evidence", "message", "recommendation"}],   the lowest first
//!  "dimensions": [{"key", "title", "points", "max"}],
//!  "criteria": [{"id", "dimension", "title", "points", "max", "applicable", "gain",
//!                "evidence": [{"file", "row", "column", "count", "message"}], "recommendation"}]}
//! ```
//!
//! Points are of the hundred; `gain` is what mending a criterion brings of them; `points` is `null`
//! where nothing applies. The dearest reason of a criterion comes first and gives the
//! recommendation.

use crate::catalog::DatasetIx;
use crate::plan::urls;
use crate::quality::{Mark, Quality};
use crate::render::table_schema::escaped;
use crate::table::grade::{Band, Cap, Criterion, Dimension, Grade, Loss, Reason, badge};
use crate::text::Texts;
use serde_json::{Map, Number, Value, json};

/// The name of the rubric, as it is documented.
const RUBRIC: &str = "nota v1";

/// The grade of a dataset, for programs.
pub(super) fn quality(quality: &Quality, handle: DatasetIx, texts: &Texts) -> Vec<u8> {
    let catalog = quality.catalog();
    let dataset = &catalog[handle];
    let grade = quality.grade(handle);
    let dimensions = grade.dimensions.iter().map(|score| {
        json!({
            "key": score.dimension.key(),
            "title": texts.get(&format!("grade.dimension.{}", score.dimension.key()), &[]),
            "points": score.points.map(thousandths),
            "max": score.dimension.points(),
        })
    });
    let criteria: Vec<Value> =
        Criterion::ALL.iter().map(|of| criterion(&grade, *of, texts)).collect();
    let value = json!({
        "rubric": RUBRIC,
        "as_of": grade.as_of.map(|day| day.to_string()),
        "dataset": {
            "id": dataset.id,
            "name": dataset.name(),
            "title": dataset.title(),
            "url": urls::absolute(catalog, &urls::dataset(dataset)),
        },
        "grade": tenths(grade.tenths),
        "band": {
            "key": grade.band.key(),
            "title": texts.get(&format!("grade.band.{}", grade.band.key()), &[]),
        },
        "points": thousandths(grade.points),
        "caps": grade.caps.iter().map(|cap| self::cap(cap, texts)).collect::<Vec<_>>(),
        "dimensions": dimensions.collect::<Vec<_>>(),
        "criteria": criteria,
    });
    let mut out = escaped(&serde_json::to_string_pretty(&value).expect("keys are texts"));
    out.push(b'\n');
    out
}

fn cap(cap: &Cap, texts: &Texts) -> Value {
    json!({
        "grade": tenths(cap.tenths),
        "key": cap.reason.key,
        "evidence": [evidence(&cap.reason, texts)],
        "message": cap.reason.message(texts),
        "recommendation": cap.reason.remedy(texts),
    })
}

fn criterion(grade: &Grade, criterion: Criterion, texts: &Texts) -> Value {
    let score = grade.criteria.iter().find(|score| score.criterion == criterion);
    let points = score.and_then(|score| score.points);
    let losses: Vec<&Loss> =
        grade.losses.iter().filter(|loss| loss.criterion == criterion).collect();
    let gain: u32 = losses.iter().map(|loss| loss.gain).sum();
    let evidence: Vec<Value> = losses.iter().map(|loss| evidence(&loss.reason, texts)).collect();
    json!({
        "id": criterion.id(),
        "dimension": criterion.dimension().key(),
        "title": texts.get(&format!("grade.criterion.{}", criterion.id()), &[]),
        "points": points.map(thousandths),
        "max": criterion.points(),
        "applicable": points.is_some(),
        "gain": thousandths(gain),
        "evidence": evidence,
        "recommendation": losses.first().map(|loss| loss.reason.remedy(texts)),
    })
}

/// Where a reason is and how often, as far as it is known.
fn evidence(reason: &Reason, texts: &Texts) -> Value {
    let mut out = Map::new();
    out.insert("file".to_owned(), reason.place.file.as_str().into());
    if let Some(row) = reason.place.row {
        out.insert("row".to_owned(), row.into());
    }
    if let Some(column) = &reason.place.column {
        out.insert("column".to_owned(), column.as_str().into());
    }
    let count = reason.args.iter().find(|(name, _)| *name == "n");
    if let Some(count) = count.and_then(|(_, count)| count.parse::<u64>().ok()) {
        out.insert("count".to_owned(), count.into());
    }
    out.insert("message".to_owned(), reason.message(texts).into());
    Value::Object(out)
}

/// A number with as many decimals as are said, without a binary fraction on the way.
fn decimal(value: u32, scale: u32) -> Value {
    let width = scale.ilog10() as usize;
    let text = format!("{}.{:0width$}", value / scale, value % scale);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    text.parse::<Number>().map_or(Value::Null, Value::Number)
}

fn tenths(value: u32) -> Value {
    decimal(value, 10)
}

fn thousandths(value: u32) -> Value {
    decimal(value, 1000)
}

/// The grade of a dataset as a small picture.
pub(super) fn picture(quality: &Quality, handle: DatasetIx, texts: &Texts) -> Vec<u8> {
    let tenths = quality.mark(handle).tenths;
    let grade = Grade {
        tenths,
        points: 0,
        band: Band::of(tenths),
        caps: Vec::new(),
        dimensions: Vec::new(),
        criteria: Vec::new(),
        losses: Vec::new(),
        as_of: None,
    };
    badge(&grade, texts).into_bytes()
}

/// The grades of all datasets, a row each, by name.
pub(super) fn table(quality: &Quality) -> Vec<u8> {
    let catalog = quality.catalog();
    let mut head = vec!["name", "title", "organization", "grade", "band", "cap"];
    head.extend(Dimension::ALL.map(Dimension::key));
    head.extend(["losses", "as_of", "url"]);
    // One after the other: threads of the pool must not wait for tables that the pool itself reads.
    let named = |handle: DatasetIx| (catalog[handle].name(), row(quality, handle));
    let mut rows: Vec<(&str, String)> = catalog.dataset_handles().map(named).collect();
    rows.sort();
    let mut out = line(head.into_iter().map(str::to_owned));
    for (_, row) in rows {
        out += &row;
    }
    out.into_bytes()
}

fn row(quality: &Quality, handle: DatasetIx) -> String {
    let catalog = quality.catalog();
    let dataset = &catalog[handle];
    let Mark { tenths, dimensions, cap, losses } = quality.mark(handle);
    let owner = dataset.organization.map_or("", |owner| catalog[owner].name());
    let said = |value: Option<u32>, scale| {
        value.map_or_else(String::new, |value| decimal(value, scale).to_string())
    };
    let texts = [dataset.name(), dataset.title(), owner].map(plain).into_iter();
    let grade = [said(Some(tenths), 10), Band::of(tenths).key().to_owned(), said(cap, 10)];
    let dimensions = dimensions.map(|points| said(points, 1000));
    let rest = [
        losses.to_string(),
        quality.as_of().map_or_else(String::new, |day| day.to_string()),
        urls::absolute(catalog, &urls::dataset(dataset)),
    ];
    line(texts.chain(grade).chain(dimensions).chain(rest))
}

/// A text that a spreadsheet will not take for a formula.
fn plain(text: &str) -> String {
    let runs = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if runs { format!("'{text}") } else { text.to_owned() }
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let quoted = |cell: String| {
        if cell.contains(['"', ',', '\n', '\r']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell
        }
    };
    let mut line = cells.map(quoted).collect::<Vec<_>>().join(",");
    line += "\r\n";
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_no_binary_fraction_and_cells_run_nothing() {
        assert_eq!(tenths(74).to_string(), "7.4");
        assert_eq!(tenths(100).to_string(), "10");
        assert_eq!(thousandths(71_035).to_string(), "71.035");
        assert_eq!(thousandths(0).to_string(), "0");
        assert_eq!(plain("=1+1"), "'=1+1");
        assert_eq!(plain("Agua"), "Agua");
        let cells = ["a,\"b\"", "c\nd", "e"].map(str::to_owned);
        assert_eq!(line(cells.into_iter()), "\"a,\"\"b\"\"\",\"c\nd\",e\r\n");
    }
}
