//! What `fichero check --fix` changes: files, each at once, until nothing mechanical is left.

use crate::check;
use crate::cli::files;
use crate::git;
use crate::report::{Diagnostic, Edit, Source, edit};
use crate::review::{self, Options, Review};
use crate::text::Texts;
use anyhow::{Context as _, Result};
use similar::TextDiff;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// A problem mended may uncover another; more rounds than these would be a mistake of ours.
const ROUNDS: usize = 8;

/// How many slips of one file are mended at once.
const SLIPS: usize = 500;

/// Part of the name of the file beside one that is written.
const MARK: &str = "fichero-check";

/// Files that changed, with their texts before and after.
type Changes = BTreeMap<String, (String, String)>;

/// What is to be mended.
pub(super) struct Wanted<'a> {
    pub(super) dir: &'a Path,
    pub(super) options: &'a Options,
    /// Whether files in another encoding are written again as UTF-8.
    pub(super) to_utf8: bool,
}

/// What came of it.
pub(super) struct Mended {
    /// Files that changed, with their text before and after.
    files: Changes,
    /// Whether nothing was written but shown.
    tried: bool,
    /// What is left to do.
    pub(super) left: Review,
}

impl Wanted<'_> {
    /// Mends the files themselves; `review` is what is wrong with them.
    pub(super) fn made(&self, review: Review) -> Result<Mended> {
        let (files, left) = self.rounds(self.dir, review)?;
        Ok(Mended { files, tried: false, left })
    }

    /// Mends copies, to show what would be done.
    pub(super) fn tried(&self, review: Review) -> Result<Mended> {
        let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
        let dir = folder.path().join(&review.folder);
        copy(&self.dir.join("catalog"), &dir.join("catalog"))?;
        // What a change brought shows against the same history, at the same place in it.
        if let Some(repository) = self.options.base.as_ref().and_then(|_| git::folder(self.dir)) {
            let link = format!("gitdir: {}\n", repository.display());
            fs::write(folder.path().join(".git"), link).context("cannot write a link to git")?;
        }
        let (files, _) = self.rounds(&dir, review)?;
        let left = review::review(self.dir, self.options)?;
        Ok(Mended { files, tried: true, left })
    }

    /// Round after round until nothing changes.
    fn rounds(&self, dir: &Path, mut review: Review) -> Result<(Changes, Review)> {
        let mut changed = Changes::new();
        for _ in 0..ROUNDS {
            let round = self.round(dir, &review.new)?;
            if round.is_empty() {
                break;
            }
            for (file, (before, after)) in round {
                changed
                    .entry(file)
                    .and_modify(|texts| texts.1.clone_from(&after))
                    .or_insert((before, after));
            }
            review = review::review(dir, self.options)?;
        }
        Ok((changed, review))
    }

    /// What every file with something mechanical becomes, once.
    fn round(&self, dir: &Path, problems: &[Diagnostic]) -> Result<Changes> {
        let mut changed = Changes::new();
        let mut names: BTreeSet<&str> = BTreeSet::new();
        for problem in problems.iter().filter(|problem| self.mends(problem)) {
            names.insert(&problem.file);
        }
        for name in names {
            let path = dir.join(name);
            let Ok(bytes) = fs::read(&path) else { continue };
            let own = || problems.iter().filter(|problem| problem.file == name);
            let (before, after) = match String::from_utf8(bytes) {
                Ok(text) => {
                    let source = Source::new(name, text.as_str());
                    let Some(after) = mended(&source, own()) else { continue };
                    (text, after)
                }
                Err(error) if self.to_utf8 => {
                    let text = decoded(error.as_bytes());
                    (String::from_utf8_lossy(error.as_bytes()).into_owned(), text)
                }
                Err(_) => continue,
            };
            files::replace(&path, &after, MARK)?;
            changed.insert(name.to_owned(), (before, after));
        }
        Ok(changed)
    }

    fn mends(&self, problem: &Diagnostic) -> bool {
        !problem.fix.is_empty() || (self.to_utf8 && problem.code == "not-utf8")
    }
}

/// The file's text after all that can be mended together; none where nothing can.
fn mended<'p>(source: &Source, problems: impl Iterator<Item = &'p Diagnostic>) -> Option<String> {
    let mut edits: Vec<Edit> = Vec::new();
    let mut unread = false;
    for problem in problems.filter(|problem| !problem.fix.is_empty()) {
        let mut more = edits.clone();
        more.extend(problem.fix.iter().filter(|edit| !edits.contains(edit)).cloned());
        let sound = edit::apply(&source.text, &more)
            .is_some_and(|text| check::keeps_keys(source, &source.with_text(text)));
        // What does not go together with the others has its turn in the next round.
        if sound {
            edits = more;
            unread |= problem.code.starts_with("yaml-");
        }
    }
    let text = edit::apply(&source.text, &edits).filter(|text| *text != source.text)?;
    let mut source = source.with_text(text);
    // A reader of YAML stops at the first slip: each that is mended uncovers the next.
    if unread {
        for _ in 0..SLIPS {
            let next = edit::apply(&source.text, &check::slips(&source));
            let Some(text) = next.filter(|text| *text != source.text) else { break };
            source = source.with_text(text);
        }
    }
    Some(source.whole())
}

/// The text of bytes that are not UTF-8: UTF-16 where a mark says so, else Windows-1252, in which
/// every byte is something.
fn decoded(bytes: &[u8]) -> String {
    let encoding =
        encoding_rs::Encoding::for_bom(bytes).map_or(encoding_rs::WINDOWS_1252, |(e, _)| e);
    encoding.decode(bytes).0.into_owned()
}

impl Mended {
    /// What was done, or would be: the changes as a diff where nothing was written.
    pub(super) fn told(&self, texts: &Texts) -> String {
        let n = self.files.len().to_string();
        if !self.tried {
            let mut out = texts.get("commands.check-fixed", &[("n", &n)]);
            for file in self.files.keys() {
                let _ = write!(out, "\n  {file}");
            }
            return out;
        }
        let mut out = String::new();
        for (file, (before, after)) in &self.files {
            let diff = TextDiff::from_lines(before, after);
            let (a, b) = (format!("a/{file}"), format!("b/{file}"));
            let _ = write!(out, "{}", diff.unified_diff().context_radius(2).header(&a, &b));
        }
        out + &texts.get("commands.check-would-fix", &[("n", &n)])
    }
}

/// Copies a catalogue. Data files are hard links where the system can: they are never written.
fn copy(from: &Path, to: &Path) -> Result<()> {
    let shown = |path: &Path| path.display().to_string();
    for entry in walkdir::WalkDir::new(from).follow_links(false) {
        let entry = entry.with_context(|| shown(from))?;
        let rest: PathBuf = entry.path().strip_prefix(from)?.to_owned();
        let target = to.join(rest);
        if entry.file_type().is_dir() {
            fs::create_dir_all(&target).with_context(|| shown(&target))?;
        } else if entry.file_type().is_file() && fs::hard_link(entry.path(), &target).is_err() {
            fs::copy(entry.path(), &target).with_context(|| shown(&target))?;
        }
    }
    Ok(())
}
