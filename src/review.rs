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

/// Checks the portal in `root`.
///
/// # Errors
/// A folder that cannot be read, and [`NoBase`].
pub fn review(root: &Path, options: &Options) -> Result<Review> {
    let repository = root;
    let staged = data::staged(repository, options)?;
    let root = staged.as_ref().map_or(root, |folder| folder.path());
    let as_of = options.as_of.clone().or_else(|| git::time_of_head(repository));
    let before = match data::base(repository, options) {
        None => None,
        Some(reference) => match Before::of(repository, &reference, options.state) {
            Some(before) => Some(before),
            None => bail!(NoBase(reference)),
        },
    };
    let (loaded, dates) = rayon::join(
        || read::load(root),
        // What a change touches is as new as the change.
        || {
            if before.is_some() {
                catalog::Dates::default()
            } else {
                git::history(repository).dates
            }
        },
    );
    let loaded = loaded?;
    let only = before.as_ref().filter(|_| !options.known).map(Before::datasets_now);
    let past = before.as_ref().map(|before| before.loaded(root, &loaded)).transpose()?;
    let look = Lights {
        root,
        as_of: as_of.as_ref(),
        dates: &dates,
        only: only.as_ref(),
        known: options.known,
    };
    let portal = loaded.portal.clone();
    let mut now = look.state(loaded);
    let datasets = now.catalog.datasets.len();
    let past_only = only.as_ref().and(before.as_ref()).map(Before::datasets_then);
    let was = past.map(|past| Lights { only: past_only.as_ref(), ..look }.state(past));
    let compared = before.as_ref().zip(was.as_ref().map(|was| &was.catalog));
    let grades = look.tables(options, &mut now, compared);
    let (mut new, mut known) = match (&before, was) {
        (Some(before), Some(was)) => look.parted(now, was, before),
        _ => (now.shown(root), Vec::new()),
    };
    for list in [&mut new, &mut known] {
        rules::weigh(list, &portal.rules);
        sort(list);
    }
    let changed = before.map(|before| before.files());
    let folder = git::prefix(repository);
    Ok(Review { portal, new, known, changed, datasets, folder, grades })
}

impl State {
    /// Everything, with its places.
    fn shown(self, root: &Path) -> Vec<Diagnostic> {
        std::mem::forget(self.catalog);
        shown(self.told, self.found, root)
    }
}

/// What was told and found, with its places and with what mends it.
fn shown(told: Vec<Diagnostic>, found: Vec<Finding>, root: &Path) -> Vec<Diagnostic> {
    let open = |file: &str| read::reopen(root, file);
    let mut all = with_fixes(told, &open);
    all.extend(check::located(found, &open));
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
    fn parted(
        &self,
        now: State,
        was: State,
        before: &Before,
    ) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
        let lost = lost::findings(&was.catalog, &now.catalog, &before.datasets_then());
        let (told_new, told_known) = same::part(now.told, &was.told, before.renamed());
        let (mut found_new, found_known) = same::part(now.found, &was.found, before.renamed());
        found_new.extend(lost);
        // The program ends soon: giving back the memory of large catalogues piece by piece would
        // cost more than comparing them.
        std::mem::forget((now.catalog, was.catalog));
        let new = shown(told_new, found_new, self.root);
        let known = if self.known { shown(told_known, found_known, self.root) } else { Vec::new() };
        (new, known)
    }

    /// Adds what the tables of a state say; the grades where they are wanted.
    fn tables(
        &self,
        options: &Options,
        now: &mut State,
        compared: Option<(&Before, &Catalog)>,
    ) -> Option<Vec<Graded>> {
        let data = options.data.as_ref()?;
        let datasets = compared.map(|(before, _)| before.datasets_now());
        let tables = Tables {
            root: self.root,
            data,
            touched: compared.map(|(before, was)| data::touched(&now.catalog, was, before.files())),
            datasets: datasets.as_ref(),
            today: self.as_of.and_then(|date| date.date().parse::<Date>().ok()),
        };
        let (found, grades) = tables.read(&now.catalog);
        now.found.extend(found);
        (data.grades == Grades::Wanted).then_some(grades)
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
