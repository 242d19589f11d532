//! `fichero new`: an organisation, a group, a dataset or a resource, asked for or given by flags.

mod insert;
mod profile;
mod record;
mod resource;
mod tree;

use crate::cli::ask::Ask;
use crate::cli::output::at;
use crate::text::Texts;
use anyhow::Result;
use std::path::PathBuf;
use std::process::ExitCode;

/// What is to be made.
#[derive(clap::Subcommand)]
pub(crate) enum Args {
    Organization(record::Args),
    Group(record::Args),
    Dataset(record::DatasetArgs),
    Resource(resource::Args),
}

/// What was made: the files, and what to do next as a key below `commands.` with its arguments.
struct Made {
    files: Vec<PathBuf>,
    next: &'static str,
    name: String,
    /// The portal's folder, as it was given.
    dir: PathBuf,
}

/// Makes it and says what to do next.
///
/// # Errors
/// Wrong or missing answers, names that are taken, files that cannot be written.
pub(super) fn run(args: Args, texts: &Texts) -> Result<ExitCode> {
    let ask = Ask::person(texts);
    let made = match args {
        Args::Organization(args) => record::organization(args, ask, texts)?,
        Args::Group(args) => record::group(args, ask, texts)?,
        Args::Dataset(args) => record::dataset(args, ask, texts)?,
        Args::Resource(args) => resource::add(args, ask, texts)?,
    };
    for file in &made.files {
        println!("{}", texts.get("commands.new-written", &[("file", &file.display().to_string())]));
    }
    let args = [("name", made.name.as_str()), ("at", &at(&made.dir))];
    println!("{}", texts.get(&format!("commands.{}", made.next), &args));
    Ok(ExitCode::SUCCESS)
}

/// A new id; later ones sort last.
#[expect(clippy::disallowed_methods, reason = "a new file, not a build, takes a new id")]
fn id() -> String {
    uuid::Uuid::now_v7().to_string()
}
