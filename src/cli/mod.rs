//! The command line: one file a command, and nothing else prints or asks.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line tells what it did")]

mod ask;
mod build;
mod import;
mod init;
mod new;
mod output;
mod template;

use crate::text::{Lang, Texts};
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use std::ffi::OsString;
use std::process::ExitCode;

/// The exit code of wrong usage and of an environment that does not let us work.
const USAGE: u8 = 2;

#[derive(Parser)]
#[command(name = "fichero", version, disable_help_subcommand = true)]
struct Cli {
    #[arg(long, global = true, value_name = "es|en|pt")]
    lang: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Build(build::Args),
    Import(import::Args),
    Init(init::Args),
    #[command(subcommand)]
    New(new::Args),
}

/// Runs a command line, the program's name first.
///
/// 0 is fine, 1 problems in the content, 2 wrong usage or an environment that does not let us work.
pub fn run(args: impl Iterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.collect();
    let texts = Texts::embedded(language(&args));
    let mut command = localised(Cli::command(), None, "", &texts);
    let parsed = command
        .try_get_matches_from_mut(args)
        .and_then(|mut matches| Cli::from_arg_matches_mut(&mut matches));
    let outcome = match parsed {
        Ok(Cli { command: Command::Build(args), .. }) => build::run(&args, &texts),
        Ok(Cli { command: Command::Import(args), .. }) => import::run(args, &texts),
        Ok(Cli { command: Command::Init(args), .. }) => init::run(args, &texts),
        Ok(Cli { command: Command::New(args), .. }) => new::run(args, &texts),
        Err(error) => {
            // Nobody is left to tell if even the message cannot be printed.
            let _ = error.print();
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
    let asked = args.find_map(|arg| arg.strip_prefix("--lang").map(|rest| rest.strip_prefix('=')));
    let asked = match asked {
        Some(Some(tag)) => Some(tag),
        Some(None) => args.next(),
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

/// Gives each command and argument its help from the message catalogue: `new-dataset-help` and
/// `new-dataset-arg-title`, or `new-arg-title` where several commands share it.
fn localised(
    command: clap::Command,
    parent: Option<&str>,
    path: &str,
    texts: &Texts,
) -> clap::Command {
    let key = |end: &str| format!("commands.{path}{end}");
    let about = key("help");
    let mut command = if texts.has(&about) {
        let about = texts.get(&about, &[]);
        command.about(about)
    } else {
        command
    };
    let ids: Vec<String> = command.get_arguments().map(|arg| arg.get_id().to_string()).collect();
    for id in ids {
        let own = key(&format!("arg-{id}"));
        let known = if texts.has(&own) {
            Some(own)
        } else {
            parent.map(|parent| format!("commands.{parent}arg-{id}")).filter(|key| texts.has(key))
        };
        if let Some(key) = known {
            command = command.mut_arg(id, |arg| arg.help(texts.get(&key, &[])));
        }
    }
    let names: Vec<String> =
        command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        let below = format!("{path}{name}-");
        command = command.mut_subcommand(name, |sub| localised(sub, Some(path), &below, texts));
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_and_argument_has_its_help() {
        fn check(command: &clap::Command, path: &str) {
            assert!(path.is_empty() || command.get_about().is_some(), "{path} has no help");
            for arg in command.get_arguments() {
                assert!(arg.get_help().is_some(), "{path} {} has no help", arg.get_id());
            }
            for sub in command.get_subcommands() {
                check(sub, &format!("{path} {}", sub.get_name()));
            }
        }
        for lang in Lang::ALL {
            let texts = Texts::embedded(lang);
            let command = localised(Cli::command(), None, "", &texts);
            command.clone().debug_assert();
            check(&command, "");
        }
    }
}
