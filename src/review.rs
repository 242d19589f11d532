//! The whole of `fichero check`: a portal's folder, and what a change to it brings → [`Outcome`].

mod before;

use crate::catalog::{self, Audience, Catalog};
use crate::check::{self, Look, lost, same};
use crate::git;
use crate::read::{self, Loaded, LocalFile, Timestamp};
use crate::report::{Diagnostic, Finding, Outcome, Source, rules};
use anyhow::{Result, bail};
use before::Before;
use std::collections::BTreeSet;
use std::path::Path;

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
    let (before, (as_of, folder)) = rayon::join(
        || options.base.as_ref().map(|reference| Before::of(root, reference)),
        || (options.as_of.clone().or_else(|| git::time_of_head(root)), git::prefix(root)),
    );
    let before = match (before, &options.base) {
        (Some(None), Some(reference)) => bail!(NoBase(reference.clone())),
        (before, _) => before.flatten(),
    };
    // What a change touches is as new as the change, and of all else only what it is compared by
    // matters.
    let skims = before.as_ref().filter(|_| !options.known);
    let load = || match skims {
        Some(before) => read::load_around(root, &|file| before.is_changed(file)),
        None => read::load(root),
    };
    let (loaded, (parts, dates)) = rayon::join(load, || {
        let parts = before.as_ref().map(|before| before.parts(root));
        let dates =
            if skims.is_some() { catalog::Dates::default() } else { git::history(root).dates };
        (parts.transpose(), dates)
    });
    let (loaded, parts) = (loaded?, parts?);
    let past = before.as_ref().zip(parts).map(|(before, parts)| before.whole(&loaded, parts));
    let only = before.as_ref().filter(|_| !options.known).map(Before::datasets_now);
    let look = Lights {
        root,
        as_of: as_of.as_ref(),
        dates: &dates,
        only: only.as_ref(),
        known: options.known,
    };
    let portal = loaded.portal.clone();
    let datasets = loaded.datasets.len();
    let (mut new, mut known) = match (&before, past) {
        (Some(before), Some(past)) => {
            let past_only = only.as_ref().map(|_| before.datasets_then());
            let then = Lights { only: past_only.as_ref(), ..look };
            let (now, was) = rayon::join(|| look.state(loaded), || then.state(past));
            look.parted(now, was, before)
        }
        _ => (look.state(loaded).shown(root), Vec::new()),
    };
    for list in [&mut new, &mut known] {
        rules::weigh(list, &portal.rules);
        sort(list);
    }
    let changed = before.map(|before| before.files());
    Ok(Review { portal, new, known, changed, datasets, folder })
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

    fn state(&self, loaded: Loaded) -> State {
        let (catalog, told, mut found) = catalog::assemble(loaded, self.dates, Audience::Members);
        let head = |file: &LocalFile| read::head(self.root, &file.path, check::HEAD);
        found.extend(check::findings(&Look {
            catalog: &catalog,
            as_of: self.as_of,
            head: &head,
            only: self.only,
        }));
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
