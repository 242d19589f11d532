//! `fichero check FILE`: a table or a data package that is in no catalogue.

use crate::cli::check::{Args, limits};
use crate::report::{Severity, rules};
use crate::survey::{self, Finding, Lone};
use crate::table::personal::{Confidence, Finding as Personal};
use crate::table::{PackageFolder, Source, open};
use crate::text::Texts;
use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

/// The version of the JSON's keys.
const VERSION: u32 = 1;
/// How many bytes a descriptor may have.
const DESCRIPTOR: u64 = 4 << 20;

/// What is to be checked.
pub(super) struct Asked<'a> {
    pub(super) file: &'a Path,
    pub(super) checklist: Option<&'a Path>,
}

/// Checks it: 0 where nothing is an error, 1 where something is.
///
/// # Errors
/// A checklist that is not there, a form that only a portal's check has.
pub(super) fn run(asked: &Asked, args: &Args, texts: &Texts) -> Result<ExitCode> {
    let Some(form) = args.formats.of_lone() else {
        bail!(texts.get("commands.check-lone-format", &[]));
    };
    let name = asked.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let source = open(asked.file, &name);
    let checked = if name.to_ascii_lowercase().ends_with(".json") && is_package(&source) {
        package(&source, asked)?
    } else {
        Ok(vec![survey::file(&source, &limits())])
    };
    let report = Report { name: &name, checked: &checked, texts };
    args.formats.say_lone(&match form {
        LoneForm::Json => report.json().to_string(),
        LoneForm::Text => report.text(args.notes),
    });
    Ok(ExitCode::from(u8::from(report.fails())))
}

/// In which form it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum LoneForm {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// Whether a JSON file describes a package: what has resources is none of a table.
fn is_package(source: &Source) -> bool {
    let named = source.name == "datapackage.json";
    let read = || source.whole(DESCRIPTOR).ok();
    let json = || serde_json::from_slice::<Value>(&read()?).ok();
    named || json().is_some_and(|value| value.get("resources").is_some())
}

fn package(source: &Source, asked: &Asked) -> Result<Result<Vec<Lone>, Vec<Finding>>> {
    let broken = |reason| {
        let cause = crate::table::Cause::new("package-error").because(reason).with("key", "");
        Ok(Err(vec![Finding::of_cause(&cause)]))
    };
    let Ok(bytes) = source.whole(DESCRIPTOR) else { return broken("reference-unreadable") };
    let Ok(descriptor) = serde_json::from_slice::<Value>(&bytes) else {
        return broken("json-broken");
    };
    let checklist = match asked.checklist {
        None => None,
        Some(path) => {
            let shown = || path.display().to_string();
            let bytes = std::fs::read(path).with_context(shown)?;
            Some(serde_json::from_slice::<Value>(&bytes).with_context(shown)?)
        }
    };
    let folder = asked.file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = PackageFolder::new(folder.unwrap_or(Path::new(".")))?;
    Ok(survey::package(&descriptor, checklist.as_ref(), &folder, &limits()))
}

/// What was found, ready to be told.
struct Report<'a> {
    name: &'a str,
    checked: &'a Result<Vec<Lone>, Vec<Finding>>,
    texts: &'a Texts,
}

impl Report<'_> {
    fn fails(&self) -> bool {
        let heavy = |finding: &Finding| finding.severity == Severity::Error;
        match self.checked {
            Err(_) => true,
            Ok(tables) => tables.iter().any(|table| {
                let survey = &table.survey;
                let persons = survey.personal.findings.iter();
                survey.findings.iter().any(heavy)
                    || persons.map(weight).any(|w| w == Severity::Error)
            }),
        }
    }

    fn json(&self) -> Value {
        let (problems, tables) = match self.checked {
            Err(problems) => (problems.as_slice(), [].as_slice()),
            Ok(tables) => ([].as_slice(), tables.as_slice()),
        };
        let problems = problems.iter().map(|finding| self.finding(finding, self.name));
        json!({
            "version": VERSION,
            "file": self.name,
            "fails": self.fails(),
            "findings": problems.collect::<Vec<_>>(),
            "tables": tables.iter().map(|table| self.table(table)).collect::<Vec<_>>(),
        })
    }

    fn table(&self, table: &Lone) -> Value {
        let survey = &table.survey;
        let findings = survey.findings.iter().map(|finding| self.finding(finding, &table.path));
        let errors = table.singles.iter();
        let errors =
            errors.map(|one| json!({"code": one.code, "row": one.row, "field": one.field}));
        let persons = survey.personal.findings.iter().map(|one| self.person(one, table));
        json!({
            "name": table.name,
            "path": table.path,
            "rows": survey.rows,
            "columns": survey.columns.len(),
            "whole": survey.reading.whole,
            "findings": findings.collect::<Vec<_>>(),
            "personal": persons.collect::<Vec<_>>(),
            "errors": errors.collect::<Vec<_>>(),
        })
    }

    fn finding(&self, finding: &Finding, file: &str) -> Value {
        let place = finding.place();
        let (message, help) = self.said(finding, file);
        json!({
            "code": finding.code,
            "severity": finding.severity.name(),
            "row": place.row,
            "field": place.field,
            "line": place.line,
            "count": finding.count,
            "rows": finding.places.iter().map(|place| place.row).collect::<Vec<_>>(),
            "column": finding.column,
            "message": message,
            "help": help,
        })
    }

    fn person(&self, found: &Personal, table: &Lone) -> Value {
        let (message, help) = self.words(found, table);
        json!({
            "code": code(found),
            "severity": weight(found).name(),
            "kind": found.verdict.kind.key(),
            "confidence": found.verdict.confidence.key(),
            "field": found.column + 1,
            "rows": found.verdict.rows,
            "count": found.verdict.matched,
            "message": message,
            "help": help,
        })
    }

    /// What is said of a column that tells of persons, and what to do.
    fn words(&self, found: &Personal, table: &Lone) -> (String, String) {
        let column = table.survey.columns.get(found.column).map_or("", |column| &column.name);
        let kind = self.texts.get(&format!("personal.kind.{}", found.verdict.kind.key()), &[]);
        let rows: Vec<String> = found.verdict.rows.iter().map(u64::to_string).collect();
        let (rows, n) = (rows.join(", "), found.verdict.matched.to_string());
        let args = [("column", column), ("kind", &kind), ("rows", &rows), ("n", &n)];
        let code = code(found);
        let get = |key: &str| self.texts.get(key, &args);
        (
            rules::visible(&get(&format!("diagnostics.{code}"))),
            get(&format!("diagnostics.{code}-help")),
        )
    }

    fn text(&self, notes: bool) -> String {
        let mut out = String::new();
        let help = self.texts.get("diagnostics.severity.help", &[]);
        let mut tell = |severity: Severity, code: &str, place: &str, words: (String, String)| {
            if severity == Severity::Note && !notes {
                return;
            }
            let word = severity.word(self.texts);
            let (message, remedy) = words;
            _ = writeln!(out, "{word}[{code}]: {message}\n --> {place}\n  = {help}: {remedy}\n");
        };
        match self.checked {
            Err(problems) => {
                for finding in problems {
                    let words = self.said(finding, self.name);
                    tell(finding.severity, &finding.code, self.name, words);
                }
            }
            Ok(tables) => {
                for table in tables {
                    for finding in &table.survey.findings {
                        let line = finding.place().line.map(|line| format!(":{line}"));
                        let column = finding.point.filter(|point| point.column > 1);
                        let column = column.map(|point| format!(":{}", point.column));
                        let (line, column) = (line.unwrap_or_default(), column.unwrap_or_default());
                        let place = format!("{}{line}{column}", table.path);
                        let words = self.said(finding, &table.path);
                        tell(finding.severity, &finding.code, &place, words);
                    }
                    for found in &table.survey.personal.findings {
                        if found.verdict.confidence > Confidence::Notice {
                            tell(weight(found), code(found), &table.path, self.words(found, table));
                        }
                    }
                }
            }
        }
        out + &self.summary()
    }

    fn said(&self, finding: &Finding, file: &str) -> (String, String) {
        let (message, remedy) =
            (finding.message(file, self.texts), finding.remedy(file, self.texts));
        (rules::visible(&message), rules::visible(&remedy))
    }

    fn summary(&self) -> String {
        let key =
            if self.fails() { "commands.check-lone-wrong" } else { "commands.check-lone-right" };
        let tables = self.checked.as_deref().unwrap_or_default();
        let rows: u64 = tables.iter().map(|table| table.survey.rows).sum();
        let (n, rows) = (tables.len().to_string(), rows.to_string());
        self.texts.get(key, &[("file", self.name), ("n", &n), ("rows", &rows)])
    }
}

/// The rule that a column with persons' data breaks.
fn code(found: &Personal) -> &'static str {
    match found.verdict.confidence {
        Confidence::Confirmed => "personal-data",
        Confidence::Probable => "personal-data-likely",
        Confidence::Possible | Confidence::Notice => "personal-data-possible",
    }
}

fn weight(found: &Personal) -> Severity {
    rules::find(code(found)).map_or(Severity::Error, |rule| rule.severity)
}
