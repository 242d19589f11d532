//! What a check found, in the forms that people and machines read: one file a form.

pub mod github;
pub mod gitlab;
mod identity;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod rdjson;
pub mod sarif;
pub mod short;
pub mod text;

use crate::report::{Diagnostic, Outcome, rules};
use crate::text::Texts;

/// The problems in the order in which mending them helps most: errors first, within a weight those of
/// files that the change touches, then what would be lost or published by mistake, then what says how
/// it is mended.
fn ranked(outcome: &Outcome) -> Vec<&Diagnostic> {
    let mut problems: Vec<&Diagnostic> = outcome.diagnostics.iter().collect();
    problems.sort_by_cached_key(|problem| {
        let firm = rules::find(problem.code).is_some_and(|rule| rule.firm);
        (problem.severity, !outcome.touches(problem), !firm, problem.fix.is_empty())
    });
    problems
}

/// The message and, after `between`, the remedy.
fn with_remedy(texts: &Texts, problem: &Diagnostic, between: &str) -> String {
    let message = problem.message(texts);
    match problem.remedy(texts) {
        None => message,
        Some(remedy) => {
            let word = texts.get("diagnostics.severity.help", &[]);
            format!("{message}{between}{word}: {remedy}")
        }
    }
}
