//! `fichero hosting`: what a host needs to answer CKAN's clients from the files of a site.

use crate::build::{self, Loaded, PortalBroken};
use crate::catalog::Audience;
use crate::cli::host;
use crate::cli::layout::Layout;
use crate::cli::output::{Output, Usage};
use crate::publish::Host;
use crate::publish::hosting::{self, File, Place, Table, edge};
use crate::text::Texts;
use anyhow::{Context as _, Result};
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

/// Rules for a host.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    #[arg(value_parser = host::one_of(hosting::RULED.into_iter().chain([Host::Edge])))]
    host: Host,
    #[arg(default_value = ".")]
    dir: PathBuf,
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    layout: Layout,
    #[arg(long, value_name = "FOLDER")]
    root: Option<String>,
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    #[command(flatten)]
    output: Output,
}

/// Prints the file a host needs, or writes what it needs into a folder.
///
/// # Errors
/// Wrong usage, a portal that cannot be read, and a folder that cannot be written.
pub(super) fn run(args: &Args, texts: &Texts) -> Result<ExitCode> {
    let host = args.host.name();
    if args.layout == Layout::Sharded && hosting::RULED.contains(&args.host) {
        return Err(Usage::new(texts, "hosting-no-code", &[("host", host)]).into());
    }
    let loaded = build::load(&args.dir, Audience::Public);
    let Loaded { catalog, .. } = loaded.map_err(|error| explained(error, args, texts))?;
    let table = Table::new(&catalog);
    if !table.is_plain() {
        return Err(Usage::new(texts, "hosting-address", &[("url", &table.site)]).into());
    }
    let place = place(args, &table.site, texts)?;
    let (files, out) = if let Some(files) = hosting::files(args.host, &table, &place) {
        (files, args.out.clone())
    } else {
        let out = args.out.clone().unwrap_or_else(|| args.dir.join("edge"));
        let site = way(&out, &args.dir.join("public"))?;
        (edge(&table, args.layout.into(), &site)?, Some(out))
    };
    let Some(out) = out else {
        let [file] = files.as_slice() else {
            return Err(Usage::new(texts, "hosting-several", &[("host", host)]).into());
        };
        print!("{}", file.text);
        return Ok(ExitCode::SUCCESS);
    };
    write(&out, &files)?;
    let place = out.display().to_string();
    let names: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let told = [("place", place.as_str()), ("names", &names.join(", "))];
    args.output.say(&texts.get("commands.hosting-done", &told));
    Ok(ExitCode::SUCCESS)
}

fn write(out: &Path, files: &[File]) -> Result<()> {
    std::fs::create_dir_all(out).with_context(|| out.display().to_string())?;
    for made in files {
        let file = out.join(&made.path);
        std::fs::write(&file, &made.text).with_context(|| file.display().to_string())?;
    }
    Ok(())
}

/// Where the host finds the site: what is typed, else what is usual there.
fn place(args: &Args, site: &str, texts: &Texts) -> Result<Place> {
    let mut place = Place::usual(args.host, site);
    for (given, own, name) in
        [(&args.root, &mut place.root, "--root"), (&args.listen, &mut place.listen, "--listen")]
    {
        let Some(given) = given else { continue };
        // It stands within quotes of the host's own language.
        let fits = |c: char| c.is_alphanumeric() || "/.-_:[]~* \\".contains(c);
        if given.is_empty() || !given.chars().all(fits) {
            let told = [("arg", name), ("value", given.as_str())];
            return Err(Usage::new(texts, "usage-bad-value", &told).into());
        }
        given.trim_end_matches('/').clone_into(own);
    }
    Ok(place)
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
