//! `fichero describe FILE`: a draft of a table's dictionary, for a person to finish.

use crate::cli::check::limits;
use crate::cli::output::Output;
use crate::report::rules;
use crate::survey::{self, ColumnProfile, Lone, Survey};
use crate::table::habits::{self, Look, Sort};
use crate::table::open;
use crate::table::personal::Kind;
use crate::text::Texts;
use crate::text::yaml::{quoted, scalar};
use anyhow::{Result, bail};
use serde_json::{Map, Value};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// A table to be described.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    file: PathBuf,
    #[command(flatten)]
    output: Output,
}

/// Writes the draft: 0, or 1 where the file cannot be read as a table.
///
/// # Errors
/// A file that is not there.
pub(super) fn run(args: &Args, texts: &Texts) -> Result<ExitCode> {
    let shown = args.file.display().to_string();
    if !args.file.is_file() {
        bail!(texts.get("commands.describe-no-file", &[("file", &shown)]));
    }
    let name = args.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let table = survey::file(&open(&args.file, &name), &limits());
    if let Some(refusal) = table.survey.refusal.as_ref().filter(|_| table.survey.rows == 0) {
        let (why, help) = (refusal.message(&name, texts), refusal.remedy(&name, texts));
        args.output.warn(&format!("{}\n{}", rules::visible(&why), rules::visible(&help)));
        return Ok(ExitCode::from(1));
    }
    let draft = Draft { table: &table, name: &name, texts };
    args.output.result(&draft.json(), |_| draft.yaml());
    Ok(ExitCode::SUCCESS)
}

struct Draft<'a> {
    table: &'a Lone,
    name: &'a str,
    texts: &'a Texts,
}

impl Draft<'_> {
    fn survey(&self) -> &Survey {
        &self.table.survey
    }

    /// The draft as the keys of a resource.
    fn json(&self) -> Value {
        let mut resource = Map::new();
        resource.insert("path".to_owned(), self.name.into());
        for (key, value) in self.reading() {
            resource.insert(key.to_owned(), value);
        }
        let fields = self.survey().columns.iter().map(|column| {
            let mut field = column.field.clone();
            for key in ["title", "description"] {
                field.insert(key.to_owned(), "".into());
            }
            Value::Object(field)
        });
        resource.insert("fields".to_owned(), fields.collect());
        Value::Object(resource)
    }

    /// What a program would have to guess of the file.
    fn reading(&self) -> Vec<(&'static str, Value)> {
        let reading = &self.survey().reading;
        let mut keys = Vec::new();
        if let Some(encoding) = reading.encoding.as_ref().filter(|name| *name != "utf-8") {
            keys.push(("encoding", encoding.as_str().into()));
        }
        let mut dialect = Map::new();
        if let Some(delimiter) = reading.delimiter.filter(|delimiter| *delimiter != ',') {
            dialect.insert("delimiter".to_owned(), delimiter.to_string().into());
        }
        if reading.header_rows != [1] {
            dialect.insert("headerRows".to_owned(), reading.header_rows.clone().into());
        }
        if !dialect.is_empty() {
            keys.push(("dialect", Value::Object(dialect)));
        }
        keys
    }

    fn yaml(&self) -> String {
        let survey = self.survey();
        let (n, rows) = (survey.columns.len().to_string(), survey.rows.to_string());
        let args = [("file", self.name), ("n", &n), ("rows", &rows)];
        let mut out = String::new();
        for line in self.texts.get("commands.describe-head", &args).lines() {
            _ = writeln!(out, "# {line}");
        }
        for (key, value) in self.reading() {
            _ = writeln!(out, "{key}: {}", flow(&value));
        }
        out += "fields:\n";
        for (index, column) in survey.columns.iter().enumerate() {
            for remark in self.remarks(index, column) {
                _ = writeln!(out, "# {remark}");
            }
            let field = &column.field;
            let name = field.get("name").and_then(Value::as_str).unwrap_or_default();
            _ = writeln!(out, "- name: {}", scalar(name));
            out += "  title: \"\"\n  description: \"\"\n";
            for (key, value) in field.iter().filter(|(key, _)| *key != "name") {
                _ = writeln!(out, "  {key}: {}", flow(value));
            }
        }
        out.truncate(out.trim_end().len());
        out
    }

    /// What a person should know of a column before its dictionary is finished.
    fn remarks(&self, index: usize, column: &ColumnProfile) -> Vec<String> {
        let say = |key: &str, args: &[(&str, &str)]| {
            self.texts.get(&format!("commands.describe-{key}"), args)
        };
        let mut remarks = Vec::new();
        for finding in &self.survey().personal.findings {
            if finding.column == index && finding.verdict.kind != Kind::CompanyRut {
                let key = format!("personal.kind.{}", finding.verdict.kind.key());
                remarks.push(say("personal", &[("kind", &self.texts.get(&key, &[]))]));
            }
        }
        if let Some(reason) = kept_as_text(column) {
            remarks.push(say(reason, &[]));
        }
        if column.ambiguous {
            remarks.push(say("ambiguous", &[]));
        }
        let format = column.field.get("format").and_then(Value::as_str);
        if format.is_some_and(|format| format.starts_with("%d")) && !column.day_first {
            remarks.push(say("day-month", &[]));
        }
        if !column.disguised.is_empty() {
            let texts: Vec<String> = column.disguised.keys().map(|text| quoted(text)).collect();
            remarks.push(say("missing", &[("values", &texts.join(", "))]));
        }
        remarks
    }
}

/// Why digits are a text: a number would lose their zeros, or their last digits.
fn kept_as_text(column: &ColumnProfile) -> Option<&'static str> {
    let text = column.field.get("type").and_then(Value::as_str) == Some("string");
    let digits = column.looks.keys().filter(|look| look.sort() == Sort::Number).count();
    if text && habits::is_code(&column.name) && !column.looks.contains_key(&Look::Zeros) {
        return Some("code");
    }
    if !text || digits == 0 || column.looks.contains_key(&Look::Text) {
        return None;
    }
    Some(if column.looks.contains_key(&Look::Zeros) {
        "zeros"
    } else if column.looks.contains_key(&Look::LongDigits) {
        "long"
    } else if column.looks.contains_key(&Look::Unit) {
        "unit"
    } else {
        "mixed"
    })
}

/// A value in YAML on one line.
fn flow(value: &Value) -> String {
    match value {
        Value::String(text) => scalar(text),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(object) => {
            let pairs =
                object.iter().map(|(key, value)| format!("{}: {}", scalar(key), flow(value)));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}
