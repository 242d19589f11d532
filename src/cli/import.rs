//! `fichero import`: takes over another catalogue and tells what became of every part of it.

use crate::import::ckan_site::Site;
use crate::import::fetch::Patience;
use crate::import::report::{Note, Outcome, Report};
use crate::import::{self, Harvest};
use crate::text::{Lang, Texts};
use anyhow::{Context as _, Result};
use clap::{Subcommand, ValueEnum};
use indicatif::ProgressBar;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// `fichero import`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    from: From,
}

#[derive(Debug, Subcommand)]
enum From {
    /// A CKAN: its address, a dump of ckanapi (.jsonl, .jsonl.gz), a JSON answer, or a folder of them.
    Ckan(Source),
    /// A JKAN site: the folder that holds `_datasets`.
    Jkan(Source),
    /// The Registry of Open Data on AWS: the folder that holds `datasets/*.yaml`.
    OpenDataRegistry(Source),
    /// A data.json of DCAT-US or of Argentina's profile: a file or its address.
    Datajson(Source),
}

#[derive(Debug, clap::Args)]
struct Source {
    /// Where the catalogue is.
    from: String,
    /// The portal's folder.
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Replaces files that hold another record.
    #[arg(long)]
    overwrite: bool,
    /// Writes every line of the report to a file, one JSON object a line.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Shows no progress.
    #[arg(long)]
    quiet: bool,
    /// How the report is printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Language of the report: es, en or pt.
    #[arg(long, value_name = "LANG")]
    lang: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// Counts, and the first lines of each kind.
    #[default]
    Text,
    /// Every line as a JSON object.
    Json,
}

/// Lines of one kind that the printed report shows.
const SHOWN: usize = 5;

/// Imports, prints the report, and gives 0, or 1 if anything was refused.
pub(super) fn run(args: Args) -> Result<ExitCode> {
    let patience = Patience::default();
    let (source, report) = match args.from {
        From::Ckan(source) if is_address(&source.from) => {
            let mut progress = progress(source.quiet);
            let mut site = Site::new(&source.from, &source.dir, patience, &mut progress);
            let report = import::write(site.read()?, &source.dir, source.overwrite)?;
            site.forget()?;
            (source, report)
        }
        From::Ckan(source) => written(source, import::ckan::read)?,
        From::Datajson(source) if is_address(&source.from) => {
            let url = source.from.clone();
            written(source, |_| import::datajson::fetch(&url, patience))?
        }
        From::Datajson(source) => written(source, import::datajson::read)?,
        From::Jkan(source) => written(source, import::jkan::read)?,
        From::OpenDataRegistry(source) => written(source, import::open_data_registry::read)?,
    };
    tell(&source, &report)?;
    Ok(ExitCode::from(u8::from(report.has_refusals())))
}

fn is_address(source: &str) -> bool {
    source.starts_with("http://") || source.starts_with("https://")
}

fn written(
    source: Source,
    read: impl FnOnce(&Path) -> Result<Harvest>,
) -> Result<(Source, Report)> {
    let harvest = read(Path::new(&source.from))?;
    let report = import::write(harvest, &source.dir, source.overwrite)?;
    Ok((source, report))
}

/// Shows how far the reading is, on a terminal only.
fn progress(quiet: bool) -> impl FnMut(&str, usize) {
    let bar = if quiet { ProgressBar::hidden() } else { ProgressBar::new_spinner() };
    move |action, records| {
        bar.set_message(format!("{action}: {records}"));
        bar.tick();
    }
}

/// Writes the report where it was asked for, and prints it.
fn tell(source: &Source, report: &Report) -> Result<()> {
    let texts = Texts::embedded(lang(source.lang.as_deref()));
    if let Some(path) = &source.report {
        let mut file = std::io::BufWriter::new(
            std::fs::File::create(path).with_context(|| path.display().to_string())?,
        );
        json_lines(report, &texts, &mut file)?;
        file.flush()?;
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match source.format {
        Format::Text => summary(report, &texts, &mut out)?,
        Format::Json => json_lines(report, &texts, &mut out)?,
    }
    out.flush()?;
    Ok(())
}

fn lang(asked: Option<&str>) -> Lang {
    let from = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let tag = asked.map(str::to_owned).or_else(|| from("LC_ALL")).or_else(|| from("LANG"));
    tag.and_then(|tag| Lang::from_tag(&tag)).unwrap_or_default()
}

fn json_lines(report: &Report, texts: &Texts, out: &mut impl Write) -> Result<()> {
    for note in &report.notes {
        writeln!(out, "{}", note.to_json(texts))?;
    }
    Ok(())
}

/// Counts by outcome, and below each its reasons with their first places.
fn summary(report: &Report, texts: &Texts, out: &mut impl Write) -> Result<()> {
    for outcome in Outcome::ALL {
        let count = report.count(outcome).to_string();
        let key = format!("commands.import-outcome-{}", outcome.code());
        writeln!(out, "{}", texts.get(&key, &[("n", &count)]))?;
        let mut kinds: BTreeMap<&str, Vec<&Note>> = BTreeMap::new();
        for note in report.notes.iter().filter(|note| note.outcome == outcome) {
            kinds.entry(&note.key).or_default().push(note);
        }
        for notes in kinds.values() {
            let shown = if outcome == Outcome::Refused { usize::MAX } else { SHOWN };
            for note in notes.iter().take(shown) {
                writeln!(out, "  {}: {}", note.place, note.text(texts))?;
            }
            if notes.len() > shown {
                let rest = (notes.len() - shown).to_string();
                writeln!(out, "  {}", texts.get("commands.import-more", &[("n", &rest)]))?;
            }
        }
    }
    Ok(())
}
