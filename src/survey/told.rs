//! Surveys → problems of the catalogue: of the data files, and of what is declared of them.

use crate::catalog::{Catalog, Dataset, Resource};
use crate::read::{Field, LocalFile};
use crate::report::rules::{self, Rule};
use crate::report::{Cell, Finding, Place, Point, Step};
use crate::survey::privacy::{self, Declaration};
use crate::survey::{self, Survey, Surveys};
use crate::table::personal::{Confidence, Standing, Verdict};
use crate::table::{ColumnProfile, joined, shown_label};
use jiff::civil::Date;
use serde_json::Value;
use std::collections::BTreeMap;

/// What placeholders of the texts of tables are called.
const NAMES: [&str; 18] = [
    "check",
    "constraint",
    "encoding",
    "expected",
    "first",
    "formula",
    "header",
    "is",
    "key",
    "label",
    "limit",
    "merged",
    "name",
    "reference",
    "table",
    "titles",
    "type",
    "value",
];

/// Everything that surveys say of the catalogue, in no particular order; exceptions are held to a
/// day.
pub fn findings(catalog: &Catalog, surveys: &Surveys, today: Option<Date>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (handle, index, survey) in surveys.iter() {
        let dataset = &catalog[handle];
        let resource = &dataset.resources[index];
        let Some(file) = resource.file() else { continue };
        let of = Of { dataset, resource, file };
        let columns = Columns::of(survey, resource);
        let told = survey.findings.iter().filter_map(|finding| of.table(&columns, finding));
        found.extend(told);
        of.persons(survey, today, &mut found);
    }
    found
}

/// What the table of a dataset's resource tells of persons, where nobody answers for it on that day.
pub fn persons(
    dataset: &Dataset,
    index: usize,
    survey: &Survey,
    today: Option<Date>,
) -> Vec<Finding> {
    let resource = &dataset.resources[index];
    let Some(file) = resource.file() else { return Vec::new() };
    let mut found = Vec::new();
    Of { dataset, resource, file }.persons(survey, today, &mut found);
    found.retain(|finding| finding.file == file.path);
    found
}

/// Problems of declarations about persons, whether their tables were read or not.
pub fn declarations(catalog: &Catalog, only: impl Fn(&Dataset) -> bool) -> Vec<Finding> {
    let mut found = Vec::new();
    for dataset in catalog.datasets.iter().filter(|dataset| only(dataset)) {
        for resource in &dataset.resources {
            let declared = Declaration::of(&resource.record);
            found.extend(declared.problems.iter().map(|problem| {
                let mut steps = in_resource(resource, &[privacy::KEY]);
                if let Some(item) = problem.item {
                    steps.extend([Step::Key("exceptions".to_owned()), Step::Item(item)]);
                }
                if problem.key != privacy::KEY
                    && !(problem.item.is_some() && problem.key == "exceptions")
                {
                    steps.push(Step::Key(problem.key.to_owned()));
                }
                let finding =
                    Finding::new("privacy-unreadable", &dataset.record.file, Place::Path(steps))
                        .with("key", problem.key)
                        .with("value", &problem.value);
                match problem.key {
                    "kind" => finding.helped_by("privacy-kind-help"),
                    "reviewed_on" | "until" => finding.helped_by("privacy-date-help"),
                    _ => finding,
                }
            }));
        }
    }
    found
}

/// The survey of a resource is about a file of a dataset.
struct Of<'a> {
    dataset: &'a Dataset,
    resource: &'a Resource,
    file: &'a LocalFile,
}

/// The columns of a table and their fields, by their labels as they are shown: the first one of
/// each. There may be thousands of them.
#[derive(Default)]
struct Columns<'a> {
    profiles: BTreeMap<&'a str, &'a ColumnProfile>,
    fields: BTreeMap<String, (usize, &'a Field)>,
}

impl<'a> Columns<'a> {
    fn of(survey: &'a Survey, resource: &'a Resource) -> Self {
        let mut columns = Self::default();
        for profile in &survey.columns {
            columns.profiles.entry(&profile.name).or_insert(profile);
        }
        for (at, field) in resource.record.fields.iter().enumerate() {
            columns.fields.entry(shown_label(&field.name)).or_insert((at, field));
        }
        columns
    }
}

impl Of<'_> {
    /// A finding of the table, or of its dictionary.
    fn table(&self, columns: &Columns, finding: &survey::Finding) -> Option<Finding> {
        let rule = rules::find(&finding.code)?;
        // The reader tells of a column that is declared twice.
        if finding.reason.as_deref() == Some("field-twice")
            && !self.resource.record.fields.is_empty()
        {
            return None;
        }
        let place = finding.place();
        let line = || place.line.and_then(|line| u32::try_from(line).ok()).map(Point::of_line);
        let cell = Cell { row: place.row, field: place.field, at: finding.point.or_else(line) };
        let place = self.dictionary(columns, rule, finding).unwrap_or(Place::Cell(cell));
        let file = match &place {
            Place::Cell(_) => &self.file.path,
            _ => &self.dataset.record.file,
        };
        let shown = |number: Option<u64>| number.map(|n| n.to_string()).unwrap_or_default();
        let first = finding.place();
        let mut told = Finding::new(rule.code, file, place)
            .with("n", finding.count)
            .with("column", finding.column.as_deref().unwrap_or_default())
            .with("row", shown(first.row))
            .with("field", shown(first.field.map(u64::from)))
            .with("line", shown(first.line))
            .with("same", shown(first.same_as))
            .with("rows", joined(finding.places.iter().filter_map(|place| place.row)))
            .with("fields", joined(finding.places.iter().filter_map(|p| p.field.map(u64::from))))
            .with("file", &self.file.path);
        if let Some(reason) = &finding.reason {
            told = told.with("reason", reason);
        }
        for (name, value) in &finding.args {
            if let Some(name) = NAMES.iter().find(|own| *own == name) {
                told = told.with(name, value);
            }
        }
        Some(match rule.code {
            // One column that nobody described is a slip; many are a dictionary not written yet.
            "extra-label" => told.same_as(&self.file.path),
            "type-error" => match written(columns, finding) {
                Some(write) => told.with("write", write).helped_by("type-error-written-help"),
                None => told,
            },
            "source-error" if finding.reason.as_deref() == Some("lfs-pointer") => {
                told.helped_by("data-file-lfs-help")
            }
            _ => told,
        })
    }

    /// Where a mistake of the declaration is: it is no mistake of the data.
    fn dictionary(
        &self,
        columns: &Columns,
        rule: &Rule,
        finding: &survey::Finding,
    ) -> Option<Place> {
        let record = &self.resource.record;
        let key = finding.arg("key");
        let mut steps = match rule.code {
            "check-error" => {
                let mut steps = in_resource(self.resource, &["checks"]);
                steps.extend(self.check(finding.arg("check")).map(Step::Item));
                steps
            }
            "dialect-error" => in_resource(self.resource, &["dialect"]),
            "encoding-error" if finding.reason.as_deref() == Some("encoding-unknown") => {
                in_resource(self.resource, &["encoding"])
            }
            "schema-error" if record.custom.contains_key("schema") => {
                in_resource(self.resource, &["schema"])
            }
            "schema-error" | "field-error" => in_resource(self.resource, &["fields"]),
            _ => return None,
        };
        let has = |key: &&str| {
            let schema = record.custom.get("schema").filter(|_| rule.code == "schema-error");
            rule.code == "dialect-error" || schema.is_some_and(|schema| schema.get(*key).is_some())
        };
        steps.extend(key.filter(has).map(|key| Step::Key(key.to_owned())));
        let field = finding.column.as_ref().and_then(|column| columns.fields.get(column));
        if let ("field-error", Some((at, _))) = (rule.code, field) {
            steps.push(Step::Item(*at));
        }
        Some(Place::Path(steps))
    }

    /// Which of the declared checks has that text.
    fn check(&self, text: Option<&str>) -> Option<usize> {
        let checks = self.resource.record.custom.get("checks")?.as_array()?;
        let has = |value: &Value| value.as_str() == text;
        checks.iter().position(|check| check.as_object().is_some_and(|all| all.values().any(has)))
    }

    /// What the table tells of persons, and what is wrong with its exceptions.
    fn persons(&self, survey: &Survey, today: Option<Date>, found: &mut Vec<Finding>) {
        let declared = Declaration::of(&self.resource.record);
        let name = |at: usize| survey.columns.get(at).map_or("", |column| column.name.as_str());
        let mut judged = survey.personal.clone();
        judged.declare(name, &declared.exceptions, today);
        let mut faulty: Vec<(usize, &'static str)> = Vec::new();
        for finding in &judged.findings {
            match finding.standing {
                Standing::Excused(_) => continue,
                Standing::Expired(at) => faulty.push((at, "privacy-exception-ended")),
                Standing::Incomplete(at) => faulty.push((at, "privacy-exception-incomplete")),
                Standing::Open => {}
            }
            found.extend(self.person(survey, finding.column, &finding.verdict));
        }
        // Of a table that was not read to its end nobody knows which exceptions it needs.
        if survey.refusal.is_none() {
            faulty.extend(judged.idle.iter().map(|at| (*at, "privacy-exception-idle")));
        }
        faulty.sort_unstable();
        faulty.dedup();
        for (at, code) in faulty {
            let (exception, item) = (&declared.exceptions[at], declared.items[at]);
            let mut steps = in_resource(self.resource, &[privacy::KEY, "exceptions"]);
            steps.push(Step::Item(item));
            let until = exception.until.map(|until| until.to_string()).unwrap_or_default();
            found.push(
                Finding::new(code, &self.dataset.record.file, Place::Path(steps))
                    .with("column", &exception.column)
                    .with("until", until),
            );
        }
    }

    /// One column that tells of persons; notices are the pages' to show.
    fn person(&self, survey: &Survey, column: usize, verdict: &Verdict) -> Option<Finding> {
        let code = match verdict.confidence {
            Confidence::Confirmed => "personal-data",
            Confidence::Probable => "personal-data-likely",
            Confidence::Possible => "personal-data-possible",
            Confidence::Notice => return None,
        };
        let cell = Cell {
            row: verdict.rows.first().copied(),
            field: u32::try_from(column + 1).ok(),
            at: survey.heads.get(&column).copied(),
        };
        let rows: Vec<String> = verdict.rows.iter().map(u64::to_string).collect();
        let label = survey.columns.get(column).map_or("", |column| column.name.as_str());
        Some(
            Finding::new(code, &self.file.path, Place::Cell(cell))
                .with("column", label)
                .with("kind", verdict.kind.key())
                .with("n", verdict.matched)
                .with("rows", rows.join(", ")),
        )
    }
}

/// What the field of a column lacks, where its values are of its type and written another way.
fn written(columns: &Columns, finding: &survey::Finding) -> Option<String> {
    const WAYS: [&str; 3] = ["format", "decimalChar", "groupChar"];
    let column = finding.column.as_deref()?;
    let seems = &columns.profiles.get(column)?.field;
    let (_, field) = columns.fields.get(column)?;
    let (kind, seems_of) = (field.kind.as_ref()?.as_str(), seems.get("type")?.as_str()?);
    if kind != seems_of && (kind, seems_of) != ("number", "integer") {
        return None;
    }
    let ways = WAYS.iter().filter_map(|key| Some((key, seems.get(*key)?)));
    let ways = ways.filter(|(key, value)| field.rest.get(**key) != Some(*value));
    let ways: Vec<String> = ways.map(|(key, value)| format!("{key}: {value}")).collect();
    (!ways.is_empty()).then(|| ways.join(", "))
}

/// The steps to a key below a resource.
fn in_resource(resource: &Resource, keys: &[&str]) -> Vec<Step> {
    let mut steps = vec![Step::Key("resources".to_owned()), Step::Item(resource.record.item)];
    steps.extend(keys.iter().map(|key| Step::Key((*key).to_owned())));
    steps
}
