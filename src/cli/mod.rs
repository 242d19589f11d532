//! The command line, one file a command.

pub mod import;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Open-data portals without a server.
#[derive(Debug, Parser)]
#[command(name = "fichero", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Writes another catalogue's records as files of this one.
    Import(import::Args),
}

/// Runs the program.
#[allow(clippy::print_stderr)]
pub fn run() -> ExitCode {
    let Command::Import(args) = Cli::parse().command;
    match import::run(args) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("fichero: {error:#}");
            ExitCode::from(2)
        }
    }
}
