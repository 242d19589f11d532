//! `fichero action`: a question to CKAN's API, answered from the files, as `ckanapi action` asks it.

use crate::action::{self, Call, Method, Parameters, Portal, Reply};
use crate::build::{self, Loaded, PortalBroken};
use crate::catalog::Audience;
use crate::cli::output::{Output, Usage};
use crate::datastore::{DataStore, Home, Settings};
use crate::git::Changes;
use crate::text::Texts;
use anyhow::Result;
use serde_json::{Value, map::Entry};
use std::io::Read as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// A question to the API.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    name: String,
    #[arg(value_name = "PARAMETER")]
    parameters: Vec<String>,
    #[arg(long, default_value = ".")]
    dir: PathBuf,
    #[arg(short = 'i', long, conflicts_with = "parameters")]
    input_json: bool,
    #[command(flatten)]
    output: Output,
}

/// More than this is no question.
const LONGEST_INPUT: u64 = 1 << 20;

/// Who asks for one answer waits until a large table is loaded.
const PATIENCE: Duration = Duration::from_mins(10);

/// Answers, and tells the result; 1 where the answer is an error.
///
/// # Errors
/// Parameters that cannot be read, and an environment that does not let us work.
pub(super) fn run(args: &Args, texts: &Texts) -> Result<ExitCode> {
    let parameters = if args.input_json { input(texts)? } else { typed(args, texts)? };
    let loaded = build::load(&args.dir, Audience::Public);
    let Loaded { catalog, .. } = loaded.map_err(|error| explained(error, args, texts))?;
    let settings = Settings { wait: PATIENCE, ..Settings::default() };
    let portal = Portal::new(catalog)
        .with_changes(Arc::new(Changes::of(&args.dir)))
        .with_datastore(DataStore::new(&args.dir, Home::beside(&args.dir), settings));
    let call = Call {
        name: &args.name,
        parameters: &parameters,
        method: Method::Post,
        locale: None,
        now: super::now(),
    };
    let Reply { status, body } = action::answer(&portal, &call);
    let answer: Value = serde_json::from_slice(&body)?;
    let refusal = (status != 200).then(|| refusal(&answer));
    if args.output.is_json() {
        args.output.say(&String::from_utf8_lossy(&body));
    } else if refusal.is_none() {
        args.output.say(&pretty(&answer["result"])?);
    }
    let Some(refusal) = refusal else { return Ok(ExitCode::SUCCESS) };
    let status = status.to_string();
    let reason = harmless(&refusal);
    let said = [("status", status.as_str()), ("reason", reason.as_str())];
    super::output::error(&texts.get("commands.action-refused", &said));
    Ok(ExitCode::FAILURE)
}

fn explained(error: anyhow::Error, args: &Args, texts: &Texts) -> anyhow::Error {
    let Some(PortalBroken(diagnostics)) = error.downcast_ref() else { return error };
    args.output.problems(texts, diagnostics);
    Usage::new(texts, "action-portal-broken", &[]).into()
}

/// The object on standard input.
fn input(texts: &Texts) -> Result<Parameters> {
    let mut text = String::new();
    std::io::stdin().lock().take(LONGEST_INPUT).read_to_string(&mut text)?;
    match serde_json::from_str(&text) {
        Ok(Value::Object(parameters)) => Ok(parameters),
        _ => Err(Usage::new(texts, "action-bad-input", &[]).into()),
    }
}

/// `key=text` and `key:JSON`; of a key given twice, a list.
fn typed(args: &Args, texts: &Texts) -> Result<Parameters> {
    let wrong = |key, parameter: &str| Usage::new(texts, key, &[("parameter", parameter)]);
    let mut parameters = Parameters::new();
    for parameter in &args.parameters {
        let at = parameter.find(['=', ':', '@']).filter(|at| *at > 0);
        let at = at.ok_or_else(|| wrong("action-bad-parameter", parameter))?;
        let (key, value) = (&parameter[..at], &parameter[at + 1..]);
        let value = match parameter.as_bytes()[at] {
            b'=' => Value::from(value),
            b':' => serde_json::from_str(value).map_err(|_| wrong("action-bad-json", parameter))?,
            _ => return Err(wrong("action-no-files", parameter).into()),
        };
        match parameters.entry(key) {
            Entry::Vacant(entry) => _ = entry.insert(value),
            Entry::Occupied(mut entry) => match entry.get_mut() {
                Value::Array(values) => values.push(value),
                first => *first = Value::Array(vec![first.take(), value]),
            },
        }
    }
    Ok(parameters)
}

/// Why there is no result, in CKAN's words on one line.
fn refusal(answer: &Value) -> String {
    let Value::Object(error) = &answer["error"] else {
        return answer.as_str().unwrap_or_default().to_owned();
    };
    let kind = error.get("__type").and_then(Value::as_str).unwrap_or_default();
    let words = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    };
    let said = error.iter().filter(|(key, _)| *key != "__type").map(|(key, value)| {
        if key == "message" { words(value) } else { format!("{key}: {}", words(value)) }
    });
    format!("{kind}: {}", said.collect::<Vec<_>>().join(", "))
}

/// As `ckanapi action` prints it: keys sorted, letters as they are.
fn pretty(result: &Value) -> Result<String> {
    let mut result = result.clone();
    result.sort_all_objects();
    Ok(harmless(&serde_json::to_string_pretty(&result)?))
}

/// A text with nothing in it that gives a terminal orders. In JSON, line breaks stand between the
/// values alone.
fn harmless(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() && c != '\n' {
            out.extend(format!("\\u{:04x}", u32::from(c)).chars());
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_terminal_gets_text_and_no_orders() {
        let shown =
            pretty(&json!({"b": "ñ\u{9b}\u{7f}", "a": [], "c": {}})).expect("keys are texts");
        assert_eq!(shown, "{\n  \"a\": [],\n  \"b\": \"ñ\\u009b\\u007f\",\n  \"c\": {}\n}");
    }
}
