//! What a resource's page shows of its table.

use crate::catalog::{DatasetIx, Resource};
use crate::markup::markdown::shorten;
use crate::read::Field;
use crate::render::view::resource::{FieldRow, field_row, kind_word};
use crate::render::view::rules::RuleWeight;
use crate::render::view::values::{Part, parts};
use crate::render::view::{Fact, Scene};
use crate::report;
use crate::report::rules::Weight;
use crate::survey::{self, ColumnProfile, Distinct, Finding, Reading, Survey};
use crate::table::shown_label;
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The rows that are shown, columns of them, and characters of a cell.
const ROWS: usize = 10;
const COLUMNS: usize = 40;
const CELL: usize = 80;

/// Columns that are described, frequent values of one, and characters of a value.
const DESCRIBED: usize = 250;
const FREQUENT: usize = 3;
const VALUE: usize = 40;

/// Findings that are shown.
const FINDINGS: usize = 50;

/// A table, read from its file.
#[derive(Debug, Serialize)]
pub struct TableView {
    /// `whole`, `part` (its end could not be read) or `refused`.
    pub state: &'static str,
    /// Why it was not read to its end.
    pub refusal: Option<FindingItem>,
    /// How it was read, and how large it is.
    pub reading: Vec<Fact>,
    /// Its columns with what the dictionary says of them; none where it could not be read.
    pub columns: Vec<ColumnRow>,
    /// How many further columns it has.
    pub more_columns: usize,
    /// Whether the dictionary says anything of any column beside its type.
    pub described: bool,
    /// The first rows.
    pub preview: Option<Preview>,
    /// What is wrong with it beside [`refusal`](Self::refusal), by place.
    pub findings: Vec<FindingItem>,
    /// How many findings are left out.
    pub more_findings: usize,
}

/// A column of a table.
#[derive(Debug, Serialize)]
pub struct ColumnRow {
    /// What the dictionary says of it; of a column that it does not name, what it likely is.
    pub field: FieldRow,
    /// Whether the type is that of the dictionary; else it was found out.
    pub declared: bool,
    /// What it holds; none where it seems personal, or is not in the file.
    pub summary: Option<Summary>,
    /// Whether it seems personal: nothing is shown of it.
    pub withheld: bool,
}

/// What a column holds.
#[derive(Debug, Serialize)]
pub struct Summary {
    /// The share of empty cells.
    pub missing: String,
    /// Texts that stand for nothing, such as `s/i`, with how often.
    pub disguised: Vec<Fact>,
    /// How many different values it has.
    pub distinct: String,
    /// The least value; may be empty.
    pub least: String,
    /// The greatest value; may be empty.
    pub most: String,
    /// The most frequent values, with how often.
    pub frequent: Vec<Fact>,
}

/// The first rows of a table.
#[derive(Debug, Serialize)]
pub struct Preview {
    /// The columns shown.
    pub columns: Vec<PreviewColumn>,
    /// The rows; the cell of a column that is withheld is none.
    pub rows: Vec<Vec<Option<String>>>,
    /// How many columns are left out.
    pub more: usize,
}

/// A column of the first rows.
#[derive(Debug, Serialize)]
pub struct PreviewColumn {
    /// Its label.
    pub name: String,
    /// Whether it holds numbers.
    pub number: bool,
    /// Whether it seems personal.
    pub withheld: bool,
}

/// What is wrong with a table.
#[derive(Debug, Serialize)]
pub struct FindingItem {
    /// Stable, lower-case words with hyphens.
    pub code: String,
    /// How much it weighs.
    pub weight: RuleWeight,
    /// What is wrong.
    pub message: Vec<Part>,
    /// What to do about it.
    pub remedy: Vec<Part>,
}

impl Scene<'_> {
    /// The table of a dataset's resource; none where it has none beside its dataset.
    pub(super) fn table(&self, ix: DatasetIx, index: usize) -> Option<TableView> {
        let survey = self.quality.survey(ix, index)?;
        let resource = &self.catalog[ix].resources[index];
        let file = resource.file().map_or("", |file| file.path.as_str());
        let file = file.rsplit('/').next().unwrap_or_default();
        let told = |finding: &Finding| self.finding(finding, file);
        let others = || survey.findings.iter().filter(|f| survey.refusal.as_ref() != Some(f));
        let persons = survey::persons(&self.catalog[ix], index, survey, self.quality.as_of());
        let persons = persons.into_iter().map(|finding| self.person(finding));
        let mut findings: Vec<FindingItem> = persons.chain(others().map(told)).collect();
        let more_findings = findings.len().saturating_sub(FINDINGS);
        findings.truncate(FINDINGS);
        let columns = self.columns(survey, &resource.record.fields);
        let described = |column: &ColumnRow| {
            let field = &column.field;
            field.title.is_some() || field.description.is_some() || !field.notes.is_empty()
        };
        Some(TableView {
            state: match &survey.refusal {
                None => "whole",
                Some(_) if survey.rows > 0 => "part",
                Some(_) => "refused",
            },
            refusal: survey.refusal.as_ref().map(told),
            reading: self.reading(survey, resource),
            described: columns.iter().any(described),
            more_columns: columns.len().saturating_sub(DESCRIBED),
            columns: columns.into_iter().take(DESCRIBED).collect(),
            preview: preview(survey),
            findings,
            more_findings,
        })
    }

    fn finding(&self, finding: &Finding, file: &str) -> FindingItem {
        FindingItem {
            code: finding.code.clone(),
            weight: self.weight(Weight::Is(finding.severity)),
            message: parts(&finding.message(file, self.texts)),
            remedy: parts(&finding.remedy(file, self.texts)),
        }
    }

    fn person(&self, finding: report::Finding) -> FindingItem {
        let problem = finding.located(None);
        FindingItem {
            code: problem.code.to_owned(),
            weight: self.weight(Weight::Is(problem.severity)),
            message: parts(&problem.message(self.texts)),
            remedy: parts(&problem.remedy(self.texts).unwrap_or_default()),
        }
    }

    fn reading(&self, survey: &Survey, resource: &Resource) -> Vec<Fact> {
        let Reading { encoding, delimiter, header_rows, packed, .. } = &survey.reading;
        let mut facts = Vec::new();
        let mut add = |key: &str, value: String| {
            let label = self.t(&format!("table.{key}"));
            facts.push(Fact { label, value, href: None });
        };
        if !survey.columns.is_empty() {
            add("rows", self.locale.number(survey.rows));
            add("columns", self.locale.number(survey.columns.len() as u64));
        }
        let packed = packed.as_ref().map(|packed| format!(" ({})", packed.to_ascii_uppercase()));
        let format = if resource.format.is_empty() {
            survey.reading.format.to_ascii_uppercase()
        } else {
            resource.format.clone()
        };
        add("format", format + &packed.unwrap_or_default());
        if let Some(encoding) = encoding {
            let mark = survey.reading.byte_order_mark == Some(true);
            let mark = if mark { self.t("table.with_mark") } else { String::new() };
            add("encoding", format!("{}{mark}", encoding_name(encoding)));
        }
        if let Some(delimiter) = delimiter {
            add("delimiter", self.delimiter(*delimiter));
        }
        if !survey.columns.is_empty() {
            let rows: Vec<String> = header_rows.iter().map(u64::to_string).collect();
            let args = [("n", rows.len().to_string()), ("rows", rows.join(", "))];
            let args = args.each_ref().map(|(name, value)| (*name, value.as_str()));
            let key = if rows.is_empty() { "no_header" } else { "header_rows" };
            add("header", self.texts.get(&format!("portal.table.{key}"), &args));
        }
        facts
    }

    fn delimiter(&self, delimiter: char) -> String {
        let key = match delimiter {
            ',' => "comma",
            ';' => "semicolon",
            '\t' => "tab",
            '|' => "bar",
            ' ' => "space",
            other => return other.to_string(),
        };
        self.t(&format!("table.{key}"))
    }

    /// The columns of the file, then those that only the dictionary has.
    fn columns(&self, survey: &Survey, fields: &[Field]) -> Vec<ColumnRow> {
        if survey.columns.is_empty() {
            return Vec::new();
        }
        let mut labelled: BTreeMap<String, &Field> = BTreeMap::new();
        for field in fields {
            labelled.entry(shown_label(&field.name)).or_insert(field);
        }
        let of = |profile: &ColumnProfile| {
            let field = labelled.get(&profile.name).copied();
            let likely = profile.field.get("type").and_then(Value::as_str).unwrap_or("string");
            ColumnRow {
                field: field.map_or_else(
                    || FieldRow {
                        name: profile.name.clone(),
                        title: None,
                        kind: if profile.hidden { String::new() } else { kind_word(self, likely) },
                        description: None,
                        notes: Vec::new(),
                    },
                    |field| field_row(self, field),
                ),
                declared: field.is_some_and(|field| field.kind.is_some()),
                summary: (!profile.hidden).then(|| self.summary(profile, survey.filled)),
                withheld: profile.hidden,
            }
        };
        let there: BTreeSet<&str> = survey.columns.iter().map(|own| own.name.as_str()).collect();
        let absent = |field: &&Field| !there.contains(shown_label(&field.name).as_str());
        let absent = fields.iter().filter(absent).map(|field| ColumnRow {
            field: field_row(self, field),
            declared: field.kind.is_some(),
            summary: None,
            withheld: false,
        });
        survey.columns.iter().map(of).chain(absent).collect()
    }

    fn summary(&self, profile: &ColumnProfile, rows: u64) -> Summary {
        let number = |n| self.locale.number(n);
        let (least, most) = profile.range.clone().unwrap_or_default();
        // Of values that occur once it says nothing which ones are shown.
        let repeated = profile.frequent.iter().filter(|(_, count)| *count > 1);
        let frequent = repeated.take(FREQUENT).map(|(value, count)| Fact {
            label: shorten(value, VALUE),
            value: number(*count),
            href: None,
        });
        let disguised = profile.disguised.iter().take(FREQUENT).map(|(text, count)| Fact {
            label: shorten(text, VALUE),
            value: number(*count),
            href: None,
        });
        Summary {
            missing: self.share(profile.missing, rows),
            disguised: disguised.collect(),
            distinct: match profile.distinct {
                Distinct::Exactly(n) => number(n),
                Distinct::MoreThan(n) => {
                    self.texts.get("portal.table.more_than", &[("n", &number(n))])
                }
            },
            least: shorten(&least, VALUE),
            most: shorten(&most, VALUE),
            frequent: frequent.collect(),
        }
    }

    /// A part of a whole in percent: none is 0 %, and only all is 100 %.
    fn share(&self, part: u64, all: u64) -> String {
        if all == 0 {
            return "—".to_owned();
        }
        let exact = u128::from(part.min(all)) * 1000;
        let permille = (exact + u128::from(all) / 2) / u128::from(all);
        let permille = u32::try_from(permille).unwrap_or(1000);
        match permille {
            0 if part > 0 => format!("<\u{a0}{}\u{a0}%", self.decimal(1)),
            1000 if part < all => format!("{}\u{a0}%", self.decimal(999)),
            _ if permille.is_multiple_of(10) => format!("{}\u{a0}%", permille / 10),
            _ => format!("{}\u{a0}%", self.decimal(permille)),
        }
    }

    /// Tenths as people of the language write them: 7,4.
    pub(super) fn decimal(&self, tenths: u32) -> String {
        let mark = self.t("number.decimal");
        format!("{}{mark}{}", self.locale.number(u64::from(tenths / 10)), tenths % 10)
    }
}

/// The usual way to write the name of an encoding.
fn encoding_name(name: &str) -> String {
    match name.split_once('-') {
        Some(("windows", page)) => format!("Windows-{page}"),
        _ => name.to_ascii_uppercase(),
    }
}

fn preview(survey: &Survey) -> Option<Preview> {
    if survey.first.is_empty() || survey.columns.is_empty() {
        return None;
    }
    let column = |profile: &ColumnProfile| PreviewColumn {
        name: profile.name.clone(),
        number: matches!(
            profile.field.get("type").and_then(Value::as_str),
            Some("integer" | "number")
        ),
        withheld: profile.hidden,
    };
    let columns: Vec<PreviewColumn> = survey.columns.iter().take(COLUMNS).map(column).collect();
    let cell = |cell: &Option<String>| cell.as_ref().map(|text| shorten(text, CELL));
    let row = |row: &Vec<Option<String>>| row.iter().take(columns.len()).map(cell).collect();
    Some(Preview {
        rows: survey.first.iter().take(ROWS).map(row).collect(),
        more: survey.columns.len().saturating_sub(COLUMNS),
        columns,
    })
}
