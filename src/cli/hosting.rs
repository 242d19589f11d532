//! `fichero hosting`: what a host needs to answer CKAN's clients from the files of a site.

use crate::build::{self, Loaded, PortalBroken};
use crate::catalog::Audience;
use crate::cli::layout::Layout;
use crate::cli::output::{Output, Usage};
use crate::publish::hosting::{Table, edge};
use crate::text::Texts;
use anyhow::{Context as _, Result};
use clap::ValueEnum;
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

/// The hosts, as they are typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Host {
    Edge,
}

/// Rules for a host.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    #[arg(value_enum)]
    host: Host,
    #[arg(default_value = ".")]
    dir: PathBuf,
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    layout: Layout,
    #[command(flatten)]
    output: Output,
}

/// Writes the files a host needs into a folder.
///
/// # Errors
/// A portal that cannot be read, and a folder that cannot be written.
pub(super) fn run(args: &Args, texts: &Texts) -> Result<ExitCode> {
    let loaded = build::load(&args.dir, Audience::Public);
    let Loaded { catalog, .. } = loaded.map_err(|error| explained(error, args, texts))?;
    let out = args.out.clone().unwrap_or_else(|| args.dir.join("edge"));
    let site = way(&out, &args.dir.join("public"))?;
    let files = match args.host {
        Host::Edge => edge(&Table::new(&catalog), args.layout.into(), &site)?,
    };
    std::fs::create_dir_all(&out).with_context(|| out.display().to_string())?;
    for made in &files {
        let file = out.join(&made.path);
        std::fs::write(&file, &made.text).with_context(|| file.display().to_string())?;
    }
    let place = out.display().to_string();
    let n = files.len().to_string();
    args.output.say(&texts.get("commands.hosting-done", &[("place", &place), ("n", &n)]));
    Ok(ExitCode::SUCCESS)
}

fn explained(error: anyhow::Error, args: &Args, texts: &Texts) -> anyhow::Error {
    let Some(PortalBroken(diagnostics)) = error.downcast_ref() else { return error };
    args.output.problems(texts, diagnostics);
    Usage::new(texts, "hosting-portal-broken", &[]).into()
}

/// How one folder is reached from another, with `/`.
fn way(from: &Path, to: &Path) -> Result<String> {
    let parts = |path: &Path| -> Result<Vec<String>> {
        let mut parts = Vec::new();
        for part in std::path::absolute(path)?.components() {
            match part {
                Component::ParentDir => _ = parts.pop(),
                Component::CurDir => {}
                part => parts.push(part.as_os_str().to_string_lossy().into_owned()),
            }
        }
        Ok(parts)
    };
    let (from, to) = (parts(from)?, parts(to)?);
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = vec![".."; from.len() - common];
    let down = to[common..].iter().map(String::as_str);
    Ok(up.into_iter().chain(down).collect::<Vec<_>>().join("/"))
}
