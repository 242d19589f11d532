//! A new resource at the end of a dataset's file, with its own file copied beside it.

use super::tree::Tree;
use super::{Made, id, insert};
use crate::cli::ask::{Ask, Check, Question};
use crate::cli::files::replace;
use crate::cli::output::at;
use crate::cli::template::Template;
use crate::plan::urls::munge;
use crate::text::Texts;
use crate::text::yaml::block;
use anyhow::{Context as _, Result, bail};
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// A resource.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[arg(long, value_name = "NAME")]
    dataset: Option<String>,
    #[arg(long, value_name = "PATH", conflicts_with = "url")]
    file: Option<PathBuf>,
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[arg(long, value_name = "MARKDOWN")]
    description: Option<String>,
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
    #[arg(default_value = ".")]
    dir: PathBuf,
}

/// Where the bytes are.
enum Place {
    Url(String),
    /// A file of the person's, and the name it gets beside the dataset.
    File(PathBuf, String),
}

/// Adds a resource to a dataset.
pub(super) fn add(args: Args, mut ask: Ask, texts: &Texts) -> Result<Made> {
    let tree = Tree::open(&args.dir, texts)?;
    let known = tree.datasets();
    let check = |name: &str| tree.check_known(name, &known, "dataset");
    let question = Question {
        flag: "--dataset",
        key: "new-ask-dataset",
        check: &check,
        ..Question::default()
    };
    let dataset = ask.answer(args.dataset, &question)?;
    let folder = tree.find_dataset(&dataset).context(dataset.clone())?;
    let record = record(&folder)?;

    let place = ask_place(&mut ask, &folder, (args.file, args.url), texts)?;
    let proposal = match &place {
        Place::Url(url) => last_part(url).to_owned(),
        Place::File(path, _) => last_part(&path.to_string_lossy()).to_owned(),
    };
    let question = Question {
        flag: "--name",
        key: "new-ask-resource-name",
        default: Some(&proposal),
        ..Question::default()
    };
    let name = ask.answer(args.name, &question)?;
    let description = ask.optional(args.description, "--description", "new-ask-description")?;

    let mut template = Template::new(include_str!("../../../assets/new/resource.yaml"));
    template.set("id", &format!("\"{}\"", id()));
    template.set_text("name", Some(name.as_str()).filter(|name| !name.is_empty()));
    if let Some(description) = description {
        template.set("description", &block(&description, 2));
    }
    template.set_text("format", args.format.as_deref());
    match &place {
        Place::Url(url) => template.set_text("url", Some(url)),
        Place::File(_, copy) => template.set_text("path", Some(copy)),
    }

    let text = fs::read_to_string(&record).with_context(|| record.display().to_string())?;
    let shown = record.display().to_string();
    let changed = insert::resource(&shown, &text, &template.into_text()).map_err(|why| {
        let args = [("file", shown.as_str()), ("name", &dataset), ("at", &at(&args.dir))];
        anyhow::anyhow!(texts.get(why, &args))
    })?;

    let mut files = Vec::new();
    if let Place::File(from, copy) = &place {
        let to = folder.join(copy);
        if copy_beside(from, &to, texts)? {
            files.push(to);
        }
    }
    replace(&record, &changed, &id())?;
    files.push(record);
    Ok(Made { files, next: "new-next-resource", name: dataset, dir: args.dir })
}

/// The file that describes the dataset in a folder.
fn record(folder: &Path) -> Result<PathBuf> {
    ["dataset.yaml", "dataset.md"]
        .map(|name| folder.join(name))
        .into_iter()
        .find(|path| path.is_file())
        .with_context(|| folder.join("dataset.yaml").display().to_string())
}

/// Where the bytes are: by flag, else what the person says, a path or an address.
fn ask_place(
    ask: &mut Ask,
    folder: &Path,
    (file, url): (Option<PathBuf>, Option<String>),
    texts: &Texts,
) -> Result<Place> {
    let is_url = |place: &str| {
        let scheme = place.split_once("://").map_or("", |(scheme, _)| scheme);
        ["http", "https", "ftp"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
    };
    let wrong = |why: &str, place: &str| texts.get(why, &[("place", place)]);
    let check_url =
        |url: &str| if is_url(url) { Ok(()) } else { Err(wrong("commands.new-bad-url", url)) };
    let check_file = |path: &str| {
        if Path::new(path).is_file() { Ok(()) } else { Err(wrong("commands.new-no-file", path)) }
    };
    if let Some(url) = url {
        let (flag, key, check): (_, _, Check) = ("--url", "new-ask-place", &check_url);
        let question = Question { flag, key, check, ..Question::default() };
        return Ok(Place::Url(ask.answer(Some(url), &question)?));
    }
    let check = |place: &str| if is_url(place) { Ok(()) } else { check_file(place) };
    let given = file.map(|file| file.to_string_lossy().into_owned());
    let by_flag = given.is_some();
    let check: Check = if by_flag { &check_file } else { &check };
    let question = Question { flag: "--file", key: "new-ask-place", check, ..Question::default() };
    let place = ask.answer(given, &question)?;
    if !by_flag && is_url(&place) {
        return Ok(Place::Url(place));
    }
    let copy = name_beside(Path::new(&place), folder);
    if matches!(copy.as_str(), "dataset.yaml" | "dataset.md") {
        bail!(texts.get("commands.new-reserved-file", &[("name", &copy)]));
    }
    Ok(Place::File(PathBuf::from(place), copy))
}

/// What a file is called in the dataset's folder: its own name if that is where it is.
fn name_beside(file: &Path, folder: &Path) -> String {
    let canonical = |path: &Path| path.canonicalize().ok();
    let name = file.to_string_lossy();
    let name = last_part(&name);
    if canonical(file).is_some() && canonical(file) == canonical(&folder.join(name)) {
        name.to_owned()
    } else {
        munge(name)
    }
}

/// The last part of a path or address.
fn last_part(place: &str) -> &str {
    let place = if place.contains("://") {
        place.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/')
    } else {
        place
    };
    place.rsplit(['/', std::path::MAIN_SEPARATOR]).next().unwrap_or_default()
}

/// Copies a file unless it is there already, and says whether it did; never over another.
fn copy_beside(from: &Path, to: &Path, texts: &Texts) -> Result<bool> {
    let shown = |path: &Path| path.display().to_string();
    let canonical = |path: &Path| path.canonicalize().ok();
    if to.is_file() && canonical(from) == canonical(to) {
        return Ok(false);
    }
    let mut source = File::open(from).with_context(|| shown(from))?;
    let mut target = match OpenOptions::new().write(true).create_new(true).open(to) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let args = [("from", shown(from)), ("path", shown(to))];
            let args = args.each_ref().map(|(name, value)| (*name, value.as_str()));
            bail!(texts.get("commands.new-file-taken", &args));
        }
        opened => opened.with_context(|| shown(to))?,
    };
    io::copy(&mut source, &mut target).with_context(|| shown(to))?;
    Ok(true)
}
