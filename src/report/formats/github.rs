//! Annotations for GitHub Actions, and for the runners that take the same commands.
//!
//! A step shows ten annotations of each level and drops the rest without a word, so the ten that
//! matter most are given and the rest is counted.

use crate::report::formats::{ranked, with_remedy};
use crate::report::{Diagnostic, Outcome, Severity};
use crate::text::{Texts, hex};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// How many annotations of one level a step shows.
const SHOWN: usize = 10;

/// One command a line, and one line a level for what is left out.
pub fn render(texts: &Texts, outcome: &Outcome) -> String {
    let ranked = ranked(outcome);
    let mut out = String::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let of_level = ranked.iter().filter(|problem| problem.severity == severity);
        for problem in of_level.take(SHOWN) {
            out += &command(texts, outcome, problem);
            out.push('\n');
        }
    }
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let n = ranked.iter().filter(|problem| problem.severity == severity).count();
        if n > SHOWN {
            let key = format!("diagnostics.report.more-{}s", severity.name());
            out += &texts.get(&key, &[("n", &(n - SHOWN).to_string())]);
            out.push('\n');
        }
    }
    out
}

fn command(texts: &Texts, outcome: &Outcome, problem: &Diagnostic) -> String {
    let level = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut out = format!("::{level} file={}", property(&outcome.path(&problem.file)));
    if let Some(place) = &problem.excerpt {
        _ = write!(out, ",line={},endLine={}", place.start.line, place.end.line);
        // Columns of several lines are refused.
        if place.start.line == place.end.line {
            _ = write!(out, ",col={},endColumn={}", place.start.column, place.end.column);
        }
    }
    let title = format!("rules.{}.title", problem.code);
    let title = if texts.has(&title) {
        format!("{} ({})", texts.get(&title, &[]), problem.code)
    } else {
        problem.code.to_owned()
    };
    _ = write!(out, ",title={}::", property(&title));
    out + &data(&with_remedy(texts, problem, "\n"))
}

/// The text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// A text that a runner prints and takes no command from: a file of the catalogue may say `::` or
/// `##[`. The word that ends it is the text's own hash, which a text cannot contain.
pub fn inert(text: &str) -> String {
    let word = &hex(&Sha256::digest(text))[..32];
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    format!("::stop-commands::{word}\n{text}{end}::{word}::\n")
}
