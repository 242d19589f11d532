//! `fichero explain`: the code of a rule → what it asks for, why, how to mend it, and an example.

use crate::cli::output::{Output, Usage};
use crate::report::rules::{self, Family, Rule, Shows};
use crate::text::{Texts, near};
use anyhow::Result;
use serde_json::{Value, json};
use std::process::ExitCode;

/// An explanation of a rule, or a list of all.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    #[arg(value_name = "RULE")]
    code: Option<String>,
    #[command(flatten)]
    output: Output,
}

/// How wide the text is at most.
const WIDTH: usize = 80;

/// Explains.
///
/// # Errors
/// A code that no rule has.
pub(super) fn run(args: &Args, texts: &Texts) -> Result<ExitCode> {
    let output = &args.output;
    match &args.code {
        None if output.is_json() => {
            let all: Vec<Value> = rules::all().map(|rule| object(rule, texts)).collect();
            output.say(&Value::from(all).to_string());
        }
        None => output.say(&list(texts)),
        Some(code) => {
            let rule = find(code, texts)?;
            let json = output.is_json();
            output.say(&if json { object(rule, texts).to_string() } else { page(rule, texts) });
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The rule with a code, also as messages show it: `error[yaml-colon]`.
fn find(typed: &str, texts: &Texts) -> Result<&'static Rule> {
    let inner = typed.split_once('[').and_then(|(_, rest)| rest.split_once(']'));
    let code = inner.map_or(typed, |(code, _)| code).trim().to_lowercase();
    if let Some(rule) = rules::find(&code) {
        return Ok(rule);
    }
    let codes: Vec<&str> = rules::all().map(|rule| rule.code).collect();
    let usage = match near(&code, &codes) {
        Some(meant) => {
            Usage::new(texts, "explain-unknown-meant", &[("code", typed), ("meant", meant)])
        }
        None => Usage::new(texts, "explain-unknown", &[("code", typed)]),
    };
    Err(usage.into())
}

/// What programs get of a rule.
fn object(rule: &Rule, texts: &Texts) -> Value {
    let example = rule.example;
    let (file, paths) = match example.shows {
        Shows::Nothing => (None, false),
        Shows::Part(file) => (Some(file), false),
        Shows::Paths => (None, true),
    };
    let shown = json!({
        "file": file,
        "paths": paths,
        "wrong": example.wrong,
        "right": example.right,
    });
    json!({
        "code": rule.code,
        "family": rule.family.key(),
        "severity": rule.severity.name(),
        "firm": rule.firm,
        "title": rule.title(texts),
        "why": rule.why(texts),
        "repair": rule.repair(texts),
        "example": example.is_some().then_some(shown),
    })
}

/// Every rule in a line, family by family.
fn list(texts: &Texts) -> String {
    let mut lines = Vec::new();
    for family in Family::ALL {
        let own: Vec<&Rule> = rules::all().filter(|rule| rule.family == *family).collect();
        let widest = own.iter().map(|rule| rule.code.len()).max().unwrap_or_default();
        lines.push(family.title(texts));
        for rule in own {
            let severity = rule.severity.word(texts);
            let start = format!("  {severity:7}  {:widest$}  ", rule.code);
            lines.extend(wrapped(&start, &rule.title(texts)));
        }
        lines.push(String::new());
    }
    lines.extend(wrapped("", &texts.get("commands.explain-more", &[])));
    lines.join("\n")
}

/// All there is to say of a rule.
fn page(rule: &Rule, texts: &Texts) -> String {
    let word = |key: &str| texts.get(&format!("commands.explain-{key}"), &[]);
    let mut lines = wrapped("", &format!("{}: {}", rule.code, rule.title(texts)));
    lines.push(format!("{} · {}", rule.severity.word(texts), rule.family.title(texts)));
    for (key, text) in [("why", rule.why(texts)), ("repair", rule.repair(texts))] {
        lines.extend([String::new(), word(key)]);
        lines.extend(wrapped("  ", &text));
    }
    let example = rule.example;
    let wrong = match example.shows {
        Shows::Nothing => None,
        Shows::Part(file) => Some(texts.get("commands.explain-wrong", &[("file", file)])),
        Shows::Paths => Some(word("wrong-paths")),
    };
    if let Some(wrong) = wrong {
        for (label, text) in [(wrong, example.wrong), (word("right"), example.right)] {
            lines.extend([String::new(), label]);
            lines.extend(indented(&rules::visible(text)));
        }
    }
    lines.extend([String::new(), word("portal")]);
    if rule.firm {
        lines.extend(wrapped("  ", &word("firm")));
    } else {
        lines.extend(wrapped("  ", &word("loose")));
        lines.extend(indented(&format!("rules:\n  {}: off", rule.code)));
    }
    lines.join("\n")
}

fn indented(text: &str) -> impl Iterator<Item = String> {
    text.lines().map(|line| format!("    {line}").trim_end().to_owned())
}

/// A text behind `start`, broken at spaces, its further lines below its first word.
fn wrapped(start: &str, text: &str) -> Vec<String> {
    let indent = start.chars().count();
    let mut lines = Vec::new();
    let mut line = start.to_owned();
    let mut empty = true;
    for word in text.split(' ') {
        let longer = line.chars().count() + usize::from(!empty) + word.chars().count();
        if !empty && longer > WIDTH {
            lines.push(std::mem::replace(&mut line, " ".repeat(indent)));
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line += word;
        empty = false;
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    #[test]
    fn no_line_is_wider_than_a_terminal() {
        for lang in Lang::ALL {
            let texts = Texts::embedded(lang);
            let pages = rules::all().map(|rule| page(rule, &texts));
            for text in pages.chain([list(&texts)]) {
                let wide = text.lines().find(|line| line.chars().count() > WIDTH);
                assert_eq!(wide, None, "{lang:?}");
                let end = text.lines().find(|line| line.ends_with(' '));
                assert_eq!(end, None, "{lang:?}");
            }
        }
    }

    #[test]
    fn a_code_is_found_as_it_is_shown() {
        let texts = Texts::embedded(Lang::Es);
        for typed in ["yaml-colon", "error[yaml-colon]", "[yaml-colon]:", "YAML-Colon"] {
            assert_eq!(find(typed, &texts).expect("a rule").code, "yaml-colon", "{typed}");
        }
        let said = |typed: &str| find(typed, &texts).expect_err("no rule").to_string();
        assert!(said("yaml-coln").contains("yaml-colon"));
        assert!(said("nada").contains("fichero explain"));
    }
}
