//! `fichero verify`: asks a live host what it makes of the site.

use crate::cli::host;
use crate::cli::output::{Output, Usage};
use crate::publish::Host;
use crate::publish::verify::{Extent, Options, Refused, verify};
use crate::text::Texts;
use anyhow::Result;
use indicatif::ProgressBar;
use std::process::ExitCode;
use std::time::Duration;

/// A live site to verify.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    url: String,
    #[arg(long, conflicts_with = "full")]
    quick: bool,
    #[arg(long)]
    full: bool,
    #[arg(long, value_name = "NAME", value_parser = host::one_of(Host::ALL))]
    host: Option<Host>,
    #[arg(long, value_name = "SECONDS", default_value_t = 20,
          value_parser = clap::value_parser!(u64).range(1..=600))]
    timeout: u64,
    #[command(flatten)]
    output: Output,
}

/// Asks, and tells what came: 0 where all is fine, 1 where something is to be mended.
///
/// # Errors
/// An address that is none, a host that cannot be reached.
pub(super) fn run(args: &Args, texts: &Texts) -> Result<ExitCode> {
    let extent = match (args.quick, args.full) {
        (true, _) => Extent::Quick,
        (_, true) => Extent::Full,
        _ => Extent::Usual,
    };
    let options = Options { extent, host: args.host, timeout: Duration::from_secs(args.timeout) };
    let bar = if args.output.is_chatty() { ProgressBar::new(0) } else { ProgressBar::hidden() };
    let report = verify(&args.url, &options, &|done, of| {
        bar.set_length(of as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    let report = report.map_err(|refused| match refused {
        Refused::Address => Usage::new(texts, "verify-bad-url", &[("url", &args.url)]),
        Refused::Unreachable(failure) => {
            let why = failure.to_string();
            Usage::new(texts, "verify-unreachable", &[("url", &args.url), ("why", &why)])
        }
    })?;
    args.output.result(&report.json(texts), |brief| report.text(texts, brief));
    Ok(ExitCode::from(u8::from(report.findings() > 0)))
}
