//! The whole of `fichero check`: a portal's folder, and what a change to it brings → [`Outcome`].

mod before;
mod data;

use crate::catalog::{self, Audience, Catalog};
use crate::check::{self, Look, lost, same};
use crate::git::{self, State as Of};
use crate::read::{self, Loaded, LocalFile, Timestamp};
use crate::report::{Diagnostic, Finding, Outcome, Source, rules};
use crate::survey;
use crate::table::Limits;
use crate::table::grade::Grade;
use anyhow::{Result, bail};
use before::Before;
use data::Tables;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What the state is compared with: a branch, a tag, a commit.
    pub base: Option<String>,
    /// Whether problems that were there before are wanted too.
    pub known: bool,
    /// The day that promises are measured by; the date of the commit that is checked out where
    /// nobody says one.
    pub as_of: Option<Timestamp>,
    /// Which state is checked: what is staged is compared with the commit that is checked out where no
    /// base is named.
    pub state: Of,
    /// How the tables are read; none: they are not.
    pub data: Option<Data>,
}

/// How tables are read.
#[derive(Clone, Debug, Default)]
pub struct Data {
    /// A folder where what tables came to is kept for the next time.
    pub memory: Option<PathBuf>,
    /// How much is too much, and where spreadsheets are read.
    pub limits: Limits,
    /// Whether datasets are graded.
    pub grades: Grades,
}

/// Whether datasets are graded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grades {
    /// They are not.
    #[default]
    Unasked,
    /// Those that are checked are.
    Wanted,
}

/// A dataset with its grade.
#[derive(Clone, Debug)]
pub struct Graded {
    /// Its name.
    pub dataset: String,
    /// Its file.
    pub file: String,
    /// Its grade.
    pub grade: Grade,
}

/// A base that git does not know.
#[derive(Debug)]
pub struct NoBase(pub String);

impl std::fmt::Display for NoBase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoBase {}

/// What a review found, not yet gathered: each place of each problem by itself.
#[derive(Debug)]
pub struct Review {
    /// The portal's languages and what it makes of rules are in it.
    pub portal: read::Portal,
    /// Problems that the change brought; all where nothing is compared.
    pub new: Vec<Diagnostic>,
    /// Problems that were there before.
    pub known: Vec<Diagnostic>,
    /// Files that the change touches.
    pub changed: Option<BTreeSet<String>>,
    /// How many datasets there are.
    pub datasets: usize,
    /// The portal's folder from the top of its repository.
    pub folder: String,
    /// What was looked at: now, and before.
    pub catalogs: Vec<Catalog>,
    /// The grades of the datasets, by name; none where they were not asked for.
    pub grades: Option<Vec<Graded>>,
}

impl Review {
    /// Ready to be told: one problem in many places once.
    pub fn outcome(self, page_of_rule: Option<String>) -> Outcome {
        Outcome {
            diagnostics: same::gather(self.new),
            known: same::gather(self.known),
            changed: self.changed,
            weights: self.portal.rules,
            folder: self.folder,
            page_of_rule,
            grades: None,
        }
    }
}

/// One state of a portal: what its reader says, and what is found in what was read.
struct State {
    catalog: Catalog,
    told: Vec<Diagnostic>,
    found: Vec<Finding>,
}

/// What is to be told, and what it was found in.
struct Told {
    new: Vec<Diagnostic>,
    known: Vec<Diagnostic>,
    catalogs: Vec<Catalog>,
}

/// Where the files of a state are, and the history it belongs to.
#[derive(Clone, Copy)]
struct Places<'a> {
    files: &'a Path,
    repository: &'a Path,
}

/// What is read of a portal, and of what it was before.
struct Read {
    now: Loaded,
    past: Option<Loaded>,
    dates: catalog::Dates,
}

/// Checks the portal in `root`.
///
/// # Errors
/// A folder that cannot be read, and [`NoBase`].
pub fn review(root: &Path, options: &Options) -> Result<Review> {
    let staged = data::staged(root, options)?;
    let files = staged.as_ref().map_or(root, |folder| folder.path());
    let places = Places { files, repository: root };
    let reference = data::base(root, options);
    let (before, (as_of, folder)) = rayon::join(
        || reference.as_ref().map(|base| Before::of(root, base, options.state)),
        || (options.as_of.clone().or_else(|| git::time_of_head(root)), git::prefix(root)),
    );
    let before = match (before, &reference) {
        (Some(None), Some(reference)) => bail!(NoBase(reference.clone())),
        (before, _) => before.flatten(),
    };
    let Read { now, past, dates } = read(places, before.as_ref(), options)?;
    let only = before.as_ref().filter(|_| !options.known).and_then(Before::datasets_now);
    let look = Lights {
        root: files,
        as_of: as_of.as_ref(),
        dates: &dates,
        only: only.as_ref(),
        known: options.known,
    };
    let portal = now.portal.clone();
    let datasets = now.datasets.len();
    let past_only = before.as_ref().filter(|_| only.is_some()).map(Before::datasets_then);
    let then = Lights { only: past_only.as_ref(), ..look };
    let (mut now, mut was) = rayon::join(|| look.state(now), || past.map(|past| then.state(past)));
    let compared = before.as_ref().zip(was.as_mut());
    let grades = look.tables(&mut now, compared, options)?;
    let Told { mut new, mut known, catalogs } = if let (Some(before), Some(was)) = (&before, was) {
        look.parted(now, was, before)
    } else {
        let State { catalog, told, found } = now;
        let new = shown(told, found, root);
        Told { new, known: Vec::new(), catalogs: vec![catalog] }
    };
    for list in [&mut new, &mut known] {
        rules::weigh(list, &portal.rules);
        sort(list);
    }
    let changed = before.map(|before| before.files());
    Ok(Review { portal, new, known, changed, datasets, folder, catalogs, grades })
}

/// Reads a portal and what it was before. What a change touches is as new as the change, and of all
/// else only what it is compared by matters.
fn read(places: Places, before: Option<&Before>, options: &Options) -> Result<Read> {
    let Places { files: root, repository } = places;
    let skims = before.filter(|_| !options.known);
    let load = || match skims {
        Some(before) => read::load_around(root, &|file| before.is_changed(file)),
        None => read::load(root),
    };
    let (now, (parts, dates)) = rayon::join(load, || {
        let parts = before.map(|before| before.parts(root));
        let dates = match skims {
            Some(_) => catalog::Dates::default(),
            None => git::history(repository).dates,
        };
        (parts.transpose(), dates)
    });
    let (now, parts) = (now?, parts?);
    let past = before.zip(parts).map(|(before, parts)| before.whole(&now, parts));
    Ok(Read { now, past, dates })
}

/// What was told and found, with its places and with what mends it.
fn shown(told: Vec<Diagnostic>, found: Vec<Finding>, root: &Path) -> Vec<Diagnostic> {
    let open = |file: &str| read::reopen(root, file);
    let mut all = with_fixes(told, &open);
    all.extend(check::located(found, &open));
    survey::withhold(&mut all);
    all
}

/// By which lights states are looked at.
#[derive(Clone, Copy)]
struct Lights<'a> {
    root: &'a Path,
    as_of: Option<&'a Timestamp>,
    dates: &'a catalog::Dates,
    only: Option<&'a BTreeSet<String>>,
    known: bool,
}

impl Lights<'_> {
    /// The problems that a change brought, and those that were there before if they are wanted.
    fn parted(&self, now: State, mut was: State, before: &Before) -> Told {
        let lost = lost::findings(&was.catalog, &now.catalog, &before.datasets_then());
        let mut moved = lost::moved(&was.catalog, &now.catalog);
        moved.extend(before.renamed().clone());
        let published = data::published(&was.catalog, &now.catalog, &moved);
        was.told.retain(|problem| !published.contains(&problem.file));
        was.found.retain(|problem| !published.contains(&problem.file));
        let rewritten = data::rewritten(&was.catalog, &now.catalog, before);
        let change = same::Change { renamed: &moved, rewritten: &rewritten };
        let (told_new, told_known) = same::part(now.told, &was.told, change);
        let (mut found_new, found_known) = same::part(now.found, &was.found, change);
        let files = before.files();
        for finding in &mut found_new {
            same::turn(finding, &now.catalog, &files);
        }
        found_new.extend(lost);
        let new = shown(told_new, found_new, self.root);
        let known = if self.known { shown(told_known, found_known, self.root) } else { Vec::new() };
        Told { new, known, catalogs: vec![now.catalog, was.catalog] }
    }

    /// What is wrong with the tables, and was before, added to what was found, and the grades where
    /// they are wanted.
    fn tables(
        &self,
        now: &mut State,
        compared: Option<(&Before, &mut State)>,
        options: &Options,
    ) -> Result<Option<Vec<Graded>>> {
        let Some(data) = options.data.as_ref() else { return Ok(None) };
        let datasets = compared.as_ref().and_then(|(before, _)| before.datasets_now());
        let tables = Tables {
            root: self.root,
            data,
            touched: compared
                .as_ref()
                .map(|(before, was)| data::touched(&now.catalog, &was.catalog, before)),
            datasets: datasets.as_ref(),
            today: self.as_of.and_then(|date| date.date().parse::<Date>().ok()),
        };
        let (mut found, grades) = tables.read(&now.catalog);
        data::once(&mut found, &now.found);
        if let Some((before, was)) = compared.filter(|_| !found.is_empty()) {
            let mut old = tables.before(&was.catalog, before)?;
            data::once(&mut old, &was.found);
            was.found.extend(old);
        }
        now.found.extend(found);
        Ok((data.grades == Grades::Wanted).then_some(grades))
    }

    fn state(&self, loaded: Loaded) -> State {
        let (catalog, told, mut found) = catalog::assemble(loaded, self.dates, Audience::Members);
        let head = |file: &LocalFile| read::head(self.root, &file.path, check::HEAD);
        found.extend(check::findings(&Look {
            catalog: &catalog,
            as_of: self.as_of,
            head: &head,
            only: self.only,
        }));
        let wanted = |dataset: &catalog::Dataset| {
            self.only.is_none_or(|only| only.contains(&dataset.record.file))
        };
        found.extend(survey::declarations(&catalog, wanted));
        found.extend(survey::texts(&catalog, wanted));
        State { catalog, told, found }
    }
}

/// Gives what the reader told the changes that mend it.
fn with_fixes(mut told: Vec<Diagnostic>, open: &dyn Fn(&str) -> Option<Source>) -> Vec<Diagnostic> {
    // The problems of one file stand together.
    for of_file in told.chunk_by_mut(|a, b| a.file == b.file) {
        let Some(source) = open(&of_file[0].file) else { continue };
        for diagnostic in of_file {
            diagnostic.fix = check::mechanical(diagnostic, &source);
        }
    }
    told
}

/// By file and place.
fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics
        .sort_by(|a, b| (&a.file, a.position(), a.code).cmp(&(&b.file, b.position(), b.code)));
}
