//! The command line: one file a command, and nothing else prints or asks.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line tells what it did")]

mod action;
mod answers;
mod ask;
mod build;
mod check;
mod describe;
mod explain;
mod files;
mod format;
mod host;
mod hosting;
mod import;
mod init;
mod layout;
mod new;
mod output;
mod search;
mod serve;
mod sheet;
mod template;
mod usage;
mod verify;

use crate::table::Sheets;
use crate::text::{Lang, Texts};
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use std::ffi::OsString;
use std::process::ExitCode;

/// The exit code of wrong usage and of an environment that does not let us work.
const USAGE: u8 = 2;

#[derive(Parser)]
#[command(name = "fichero", version, disable_help_subcommand = true)]
struct Cli {
    #[arg(long, global = true, value_name = "es|en|pt", value_parser = tag)]
    lang: Option<Lang>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Action(action::Args),
    Build(build::Args),
    Check(check::Args),
    Describe(describe::Args),
    Explain(explain::Args),
    Hosting(hosting::Args),
    Import(import::Args),
    Init(init::Args),
    #[command(subcommand)]
    New(new::Args),
    Search(search::Args),
    Serve(serve::Args),
    Verify(verify::Args),
}

/// Runs a command line, the program's name first.
///
/// 0 is fine, 1 problems in the content, 2 wrong usage or an environment that does not let us work.
pub fn run(args: impl Iterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.collect();
    Sheets::keep_apart();
    // The program itself starts this one.
    if args.get(1).is_some_and(|word| word == crate::table::apart::WORD) {
        let words = args[2..].iter().map(|word| word.to_string_lossy().into_owned());
        return sheet::run(&words.collect::<Vec<_>>());
    }
    let texts = Texts::embedded(language(&args));
    let mut command = usage::localised(Cli::command(), &texts);
    let parsed = command
        .try_get_matches_from_mut(&args)
        .and_then(|mut matches| Cli::from_arg_matches_mut(&mut matches));
    let outcome = match parsed {
        Ok(Cli { command: Command::Action(args), .. }) => action::run(&args, &texts),
        Ok(Cli { command: Command::Build(args), .. }) => build::run(&args, &texts),
        Ok(Cli { command: Command::Check(args), lang }) => check::run(&args, lang, &texts),
        Ok(Cli { command: Command::Describe(args), .. }) => describe::run(&args, &texts),
        Ok(Cli { command: Command::Explain(args), .. }) => explain::run(&args, &texts),
        Ok(Cli { command: Command::Hosting(args), .. }) => hosting::run(&args, &texts),
        Ok(Cli { command: Command::Import(args), .. }) => import::run(args, &texts),
        Ok(Cli { command: Command::Init(args), .. }) => init::run(args, &texts),
        Ok(Cli { command: Command::New(args), .. }) => new::run(args, &texts),
        Ok(Cli { command: Command::Search(args), .. }) => search::run(&args, &texts),
        Ok(Cli { command: Command::Serve(args), .. }) => serve::run(&args, &texts),
        Ok(Cli { command: Command::Verify(args), .. }) => verify::run(&args, &texts),
        Err(error) => {
            let typed: Vec<_> = args.iter().map(|arg| arg.to_string_lossy().into_owned()).collect();
            match usage::complaint(&error, &command, &typed, &texts) {
                Some(complaint) => eprintln!("fichero: {complaint}"),
                // Nobody is left to tell if even the help cannot be printed.
                None => _ = error.print(),
            }
            return ExitCode::from(if error.use_stderr() { USAGE } else { 0 });
        }
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("fichero: {error:#}");
        ExitCode::from(USAGE)
    })
}

/// The language of the messages: `--lang`, else `FICHERO_LANG`, else the system's, else Spanish. It is
/// looked for before the arguments are parsed, for what the parser itself has to say.
fn language(args: &[OsString]) -> Lang {
    let mut args = args.iter().filter_map(|arg| arg.to_str());
    let asked = match args.find(|arg| *arg == "--lang" || arg.starts_with("--lang=")) {
        Some(arg) => arg.strip_prefix("--lang=").or_else(|| args.next()),
        None => None,
    };
    if let Some(lang) = asked.and_then(Lang::from_tag) {
        return lang;
    }
    ["FICHERO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find_map(|tag| Lang::from_tag(&tag))
        .unwrap_or_default()
}

/// A language that the messages can be in.
fn tag(text: &str) -> Result<Lang, String> {
    Lang::from_tag(text).ok_or_else(|| text.to_owned())
}

/// What `NOW` means in a query: nothing that is kept depends on it.
#[expect(clippy::disallowed_methods, reason = "a person asks now, and nothing is written")]
fn now() -> i64 {
    jiff::Timestamp::now().as_microsecond()
}
