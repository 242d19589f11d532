//! `fichero check`: what is wrong with the catalogue, or with what a change does to it.

mod fix;
mod grade;
mod lone;

pub(super) use lone::LoneForm;

use crate::build;
use crate::cli::format::{Formats, Told};
use crate::cli::output::Usage;
use crate::git::State;
use crate::quality;
use crate::read::Timestamp;
use crate::report::Outcome;
use crate::review::{self, Data, Grades, NoBase, Options, Review};
use crate::table::{Limits, Sheets};
use crate::text::{Lang, Texts};
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// A catalogue to check.
#[derive(clap::Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(crate) struct Args {
    #[arg(default_value = ".")]
    dir: PathBuf,
    #[arg(long, value_name = "REF")]
    base: Option<String>,
    #[arg(long, requires = "base")]
    known: bool,
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    #[arg(long, conflicts_with = "fix")]
    staged: bool,
    #[arg(long)]
    no_data: bool,
    #[arg(long, conflicts_with = "no_data")]
    grade: bool,
    #[arg(long, value_name = "FILE")]
    checklist: Option<PathBuf>,
    #[arg(long)]
    notes: bool,
    #[arg(long)]
    fix: bool,
    #[arg(long, requires = "fix")]
    dry_run: bool,
    #[arg(long, requires = "fix")]
    to_utf8: bool,
    #[command(flatten)]
    formats: Formats,
}

/// Checks, mends where asked, and tells what is left: 0 where nothing is an error, 1 where
/// something is.
///
/// # Errors
/// A folder without a portal, a base that git does not know, a date that is none.
pub(super) fn run(args: &Args, asked: Option<Lang>, texts: &Texts) -> Result<ExitCode> {
    args.formats.check(texts)?;
    if args.dir.is_file() {
        return lone::run(
            &lone::Asked { file: &args.dir, checklist: args.checklist.as_deref() },
            args,
            texts,
        );
    }
    let options = options(args, texts)?;
    let explained = |error: anyhow::Error| match error.downcast_ref() {
        Some(NoBase(base)) => Usage::new(texts, "check-no-base", &[("base", base)]).into(),
        None => error,
    };
    let review = review::review(&args.dir, &options).map_err(explained)?;
    let own = review.portal.languages.first().copied().unwrap_or_default();
    let texts = if asked.is_some() { texts.clone() } else { Texts::embedded(own) };
    if args.fix {
        let wanted = fix::Wanted { dir: &args.dir, options: &options, to_utf8: args.to_utf8 };
        let mended = if args.dry_run { wanted.tried(review)? } else { wanted.made(review)? };
        args.formats.say(&mended.told(&texts));
        return tell(mended.left, args, &texts);
    }
    tell(review, args, &texts)
}

fn options(args: &Args, texts: &Texts) -> Result<Options> {
    let as_of = match &args.as_of {
        None => None,
        Some(text) => match Timestamp::parse(text) {
            Some(date) => Some(date),
            None => return Err(Usage::new(texts, "check-no-date", &[("date", text)]).into()),
        },
    };
    let state = if args.staged { State::Staged } else { State::Folder };
    let data = (!args.no_data).then(|| data(&args.dir, args.grade));
    Ok(Options { base: args.base.clone(), known: args.known, as_of, state, data })
}

/// How the tables of a portal are read: what they came to is kept beside the catalogue.
fn data(dir: &Path, grade: bool) -> Data {
    Data {
        memory: quality::memory(dir),
        limits: limits(),
        grades: if grade { Grades::Wanted } else { Grades::Unasked },
    }
}

/// As many as usual, and spreadsheets in a process of their own.
pub(super) fn limits() -> Limits {
    Limits { sheets: Sheets::apart(), ..Limits::default() }
}

/// Tells what was found, in every form that is wanted.
fn tell(mut review: Review, args: &Args, texts: &Texts) -> Result<ExitCode> {
    // The program ends soon: giving back the memory of large catalogues piece by piece would cost
    // more than checking them.
    std::mem::forget(std::mem::take(&mut review.catalogs));
    let page = build::page_of_rule(&review.portal);
    let datasets = review.datasets;
    let grades = review.grades.take().map(|grades| grade::told(&grades, texts));
    let mut outcome = review.outcome(page);
    outcome.grades = grades;
    let counts = outcome.summary(texts);
    let heard = if args.notes { None } else { Some(outcome.without_notes()) };
    let heard = heard.as_ref().unwrap_or(&outcome);
    args.formats.write(texts, &Told { all: &outcome, heard })?;
    args.formats.say(&summary(heard, &counts, datasets, texts));
    Ok(ExitCode::from(u8::from(outcome.fails())))
}

/// What a person is told at the end: how much there is, what can be mended, and what the portal
/// makes of rules.
fn summary(outcome: &Outcome, counts: &str, datasets: usize, texts: &Texts) -> String {
    let n = datasets.to_string();
    let mut lines = grade::lines(outcome, texts);
    lines.extend([texts.get("commands.check-done", &[("n", &n), ("problems", counts)])]);
    let fixable = outcome.diagnostics.iter().filter(|problem| !problem.fix.is_empty()).count();
    if fixable > 0 {
        let n = fixable.to_string();
        lines.push(texts.get("commands.check-fixable", &[("n", &n)]));
    }
    if !outcome.weights.is_empty() {
        let changed = outcome.weights.iter();
        let changed: Vec<String> =
            changed.map(|(code, weight)| format!("{code}: {}", weight.name())).collect();
        lines.push(texts.get("commands.check-weights", &[("rules", &changed.join(", "))]));
    }
    lines.join("\n")
}
