//! `fichero serve`: the portal's folder → its site and API on this machine, as they are now.

use crate::cli::answers;
use crate::cli::output::{Output, Usage, at};
use crate::serve::{Event, Options, Tell, serve};
use crate::text::Texts;
use anyhow::{Context as _, Result};
use std::io::{ErrorKind, Write as _};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// The portal, served.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    #[arg(default_value = ".")]
    dir: PathBuf,
    #[arg(long, value_name = "N", default_value_t = 4000)]
    port: u16,
    #[arg(long, default_value = "127.0.0.1")]
    host: String,
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    #[arg(long)]
    no_watch: bool,
    #[arg(long, short)]
    verbose: bool,
}

/// Serves until it is told to stop.
///
/// # Errors
/// Wrong usage, a port that is taken, and an environment that does not let us work.
pub(super) fn run(args: &Args, texts: &Texts) -> Result<ExitCode> {
    if !args.dir.join("catalog").is_dir() {
        let dir = args.dir.display().to_string();
        let said = [("dir", dir.as_str()), ("at", &at(&args.dir))];
        return Err(Usage::new(texts, "new-no-portal", &said).into());
    }
    let base_url = match &args.base_url {
        None => None,
        Some(url) => {
            let plain = url.trim_end_matches('/').to_owned();
            if !answers::is_site(&plain) {
                return Err(Usage::new(texts, "build-base-url-wrong", &[("url", url)]).into());
            }
            Some(plain)
        }
    };
    let listener = TcpListener::bind((args.host.as_str(), args.port))
        .map_err(|error| refused(&error, args, texts))?;
    let address = format!("http://{}/", listener.local_addr().context("the own address")?);
    let options = Options { root: args.dir.clone(), base_url, watch: !args.no_watch };
    serve(listener, &options, texts.clone(), teller(args.verbose, address, texts.clone()))?;
    Ok(ExitCode::SUCCESS)
}

/// Why nobody can be answered at this address, with what to type.
fn refused(error: &std::io::Error, args: &Args, texts: &Texts) -> Usage {
    let (port, other) =
        (args.port.to_string(), args.port.checked_add(1).unwrap_or(4000).to_string());
    let reason = error.to_string();
    let said = [
        ("host", args.host.as_str()),
        ("port", &port),
        ("other", &other),
        ("at", &at(&args.dir)),
        ("reason", &reason),
    ];
    let key = match error.kind() {
        ErrorKind::AddrInUse => "serve-port-taken",
        ErrorKind::PermissionDenied => "serve-port-forbidden",
        _ => "serve-address-wrong",
    };
    Usage::new(texts, key, &said)
}

/// What a person hears.
fn teller(verbose: bool, address: String, texts: Texts) -> Tell {
    let output = Output::default();
    Box::new(move |event| {
        let say = |key: &str, said: &[(&str, &str)]| texts.get(&format!("commands.{key}"), said);
        match event {
            Event::Ready { datasets, problems } => {
                let key = if datasets.is_some() { "serve-ready" } else { "serve-broken" };
                let n = datasets.unwrap_or_default().to_string();
                let problems = problems.summary(&texts);
                let said = [("address", address.as_str()), ("n", &n), ("problems", &problems)];
                output.say(&say(key, &said));
            }
            Event::Problems(diagnostics, failure) => {
                output.problems(&texts, diagnostics);
                if diagnostics.is_empty() && failure.is_none() {
                    output.warn(&say("serve-mended", &[]));
                }
                if let Some(failure) = failure {
                    output.warn(failure);
                }
            }
            Event::Rebuilt { stages } if verbose => {
                let stages = stages.map(milliseconds).join(" + ");
                output.warn(&say("serve-rebuilt", &[("stages", &stages)]));
            }
            Event::Polling(reason) => {
                output.warn(&say("serve-polling", &[("reason", reason)]));
            }
            Event::Answered { request, status, length, took } if verbose => {
                let length = length.map_or_else(|| "-".to_owned(), |length| length.to_string());
                // A log that nobody reads any more is no reason to stop.
                _ = writeln!(
                    std::io::stderr().lock(),
                    "{status} {length} {} ms {}",
                    milliseconds(*took),
                    request.escape_debug(),
                );
            }
            Event::Failed { request, reason } => {
                let request = request.escape_debug().to_string();
                output.warn(&say("serve-failed", &[("request", &request), ("reason", reason)]));
            }
            Event::Rebuilt { .. } | Event::Answered { .. } => {}
        }
    })
}

/// Milliseconds with one decimal.
fn milliseconds(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1000.0)
}
