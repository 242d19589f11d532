//! `fichero build`: the portal's folder → its site.

use crate::build::{Built, Options, PortalBroken, Progress, TableRead, build};
use crate::catalog::Audience;
use crate::cli::answers;
use crate::cli::layout::Layout;
use crate::cli::output::{Output, Usage, exit_code};
use crate::report::{Severity, json};
use crate::text::Texts;
use crate::write;
use anyhow::Result;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// The site of a portal.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    #[arg(default_value = ".")]
    dir: PathBuf,
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    #[arg(long, value_name = "FILE")]
    archive: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    layout: Layout,
    #[arg(long)]
    include_private: bool,
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    #[command(flatten)]
    output: Output,
}

/// Builds, tells what happened, and says by the exit code whether the content has errors.
///
/// # Errors
/// Wrong usage, and an environment that does not let us work.
pub(super) fn run(args: &Args, texts: &Texts) -> Result<ExitCode> {
    let options = options(args, texts)?;
    if let Some(jobs) = args.jobs {
        rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global()?;
    }
    let started = Instant::now();
    let bar = progress_bar(&args.output);
    let built = build(&args.dir, &options, &|progress| show(&bar, progress, texts));
    bar.finish_and_clear();
    let built = built.map_err(|error| explained(error, args, texts))?;
    let took = started.elapsed();
    let place = options.out.as_deref().or(options.archive.as_ref().map(|(file, _)| file.as_path()));
    let place = place.map(|place| place.display().to_string()).unwrap_or_default();
    if args.output.is_json() {
        args.output.say(&summary(texts, &built, took, &place).to_string());
    } else {
        args.output.problems(texts, &built.diagnostics);
        args.output.say(&sentence(texts, &built, took, &place));
    }
    Ok(exit_code(&built.diagnostics))
}

/// What stands in the way of a build, with what to do about it.
fn explained(error: anyhow::Error, args: &Args, texts: &Texts) -> anyhow::Error {
    if let Some(PortalBroken(diagnostics)) = error.downcast_ref() {
        args.output.problems(texts, diagnostics);
        return Usage::new(texts, "build-portal-broken", &[]).into();
    }
    match error.downcast_ref::<write::Foreign>() {
        Some(foreign) => {
            Usage::new(texts, "build-foreign", &[("path", &foreign.to_string())]).into()
        }
        None => error,
    }
}

fn options(args: &Args, texts: &Texts) -> Result<Options> {
    let archive = match &args.archive {
        None => None,
        Some(file) => {
            let format = write::Format::of(file);
            let format = format.ok_or_else(|| Usage::new(texts, "build-archive-kind", &[]))?;
            Some((file.clone(), format))
        }
    };
    let base_url = match &args.base_url {
        None => None,
        Some(url) => {
            let plain = url.trim_end_matches('/');
            if !answers::is_site(plain) {
                return Err(Usage::new(texts, "build-base-url-wrong", &[("url", url)]).into());
            }
            Some(plain.to_owned())
        }
    };
    // An archive is instead of a folder, unless both are asked for.
    let out = match (&args.out, &archive) {
        (Some(out), _) => Some(out.clone()),
        (None, Some(_)) => None,
        (None, None) => Some(args.dir.join("public")),
    };
    let audience = if args.include_private { Audience::Members } else { Audience::Public };
    Ok(Options { out, archive, base_url, audience, layout: args.layout.into() })
}

fn progress_bar(output: &Output) -> ProgressBar {
    // Hidden by itself where it is not a terminal.
    let target = if output.is_chatty() {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let style = ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(None, target).with_style(style)
}

fn show(bar: &ProgressBar, progress: Progress, texts: &Texts) {
    match progress {
        Progress::Reading => bar.set_message(texts.get("commands.build-reading", &[])),
        Progress::Writing(files) => {
            bar.set_message(texts.get("commands.build-writing", &[]));
            bar.set_length(files as u64);
        }
        Progress::Written => bar.inc(1),
    }
}

/// Millions of bytes with one decimal.
fn megabytes(bytes: u64) -> String {
    let tenths = bytes / 100_000;
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn sentence(texts: &Texts, built: &Built, took: Duration, place: &str) -> String {
    let changes = &built.changes;
    let args = [
        ("place", place.to_owned()),
        ("datasets", built.datasets.to_string()),
        ("resources", built.resources.to_string()),
        ("files", built.files.to_string()),
        ("megabytes", megabytes(changes.bytes)),
        ("seconds", format!("{:.1}", took.as_secs_f64())),
        ("written", changes.written.to_string()),
        ("unchanged", changes.unchanged.to_string()),
        ("removed", changes.removed.to_string()),
        ("errors", built.count(Severity::Error).to_string()),
        ("warnings", built.count(Severity::Warning).to_string()),
    ];
    let args: Vec<(&str, &str)> =
        args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut text = texts.get("commands.build-done", &args);
    if built.withheld > 0 {
        let n = built.withheld.to_string();
        text += "\n";
        text += &texts.get("commands.build-withheld", &[("n", &n)]);
    }
    if !built.unreadable.is_empty() {
        let n = built.unreadable.len().to_string();
        let names = built.unreadable.join(", ");
        text += "\n";
        text += &texts.get("commands.build-unreadable", &[("n", &n), ("names", &names)]);
    }
    text += &tables(texts, built);
    for path in &changes.kept {
        text += "\n";
        text += &texts.get("commands.build-kept", &[("path", path)]);
    }
    text
}

/// How many tables were read, and which were not.
fn tables(texts: &Texts, built: &Built) -> String {
    if built.tables.is_empty() {
        return String::new();
    }
    let refused = || built.tables.iter().filter(|table| table.refusal.is_some());
    let (n, read) = (built.tables.len(), built.tables.len() - refused().count());
    let args = [("n", n.to_string()), ("read", read.to_string())];
    let args = args.each_ref().map(|(name, value)| (*name, value.as_str()));
    let mut text = format!("\n{}", texts.get("commands.build-tables", &args));
    for table in refused() {
        let reason = table.refusal.as_ref().map(|refusal| refusal.message(&table.file, texts));
        let args = [("file", table.file.as_str()), ("reason", &reason.unwrap_or_default())];
        text += "\n";
        text += &texts.get("commands.build-table-refused", &args);
    }
    text
}

fn table(texts: &Texts, table: &TableRead) -> Value {
    let refusal = table.refusal.as_ref();
    json!({
        "dataset": table.dataset,
        "resource": table.resource,
        "file": table.file,
        "loaded": refusal.is_none(),
        "rows": table.rows,
        "columns": table.columns,
        "code": refusal.map(|refusal| refusal.code.as_str()),
        "reason": refusal.map(|refusal| refusal.message(&table.file, texts)),
        "remedy": refusal.map(|refusal| refusal.remedy(&table.file, texts)),
    })
}

fn summary(texts: &Texts, built: &Built, took: Duration, place: &str) -> Value {
    let changes = &built.changes;
    json!({
        "place": place,
        "datasets": built.datasets,
        "resources": built.resources,
        "withheld": built.withheld,
        "unreadable": built.unreadable,
        "tables": built.tables.iter().map(|one| table(texts, one)).collect::<Vec<_>>(),
        "files": built.files,
        "bytes": changes.bytes,
        "written": changes.written,
        "unchanged": changes.unchanged,
        "removed": changes.removed,
        "kept": changes.kept,
        "seconds": (took.as_secs_f64() * 1000.0).round() / 1000.0,
        "errors": built.count(Severity::Error),
        "warnings": built.count(Severity::Warning),
        "diagnostics": json::values(texts, &built.diagnostics),
    })
}
