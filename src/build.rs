//! The whole pipeline, from a portal's folder to its site.

use crate::catalog::{self, Audience, Catalog, DatasetIx};
use crate::check;
use crate::plan::layout::{LARGEST_FILE, MOST_FILES};
use crate::plan::{self, Kind, Layout, Page, Site, urls};
use crate::quality::Quality;
use crate::read::{self, Portal, profile};
use crate::render::packs::Packs;
use crate::render::{Content, Renderer};
use crate::report::{Diagnostic, Severity, rules};
use crate::search::{analysis::Analyzer, documents::Documents, shards::Index};
use crate::survey::{self, Finding, Survey};
use crate::theme::Theme;
use crate::write::{self, Changes, Job};
use crate::{git, text::Lang};
use anyhow::Result;
use jiff::civil::Date;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a build is asked for.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The folder to write, none where only an archive is wanted.
    pub out: Option<PathBuf>,
    /// An archive to write.
    pub archive: Option<(PathBuf, write::Format)>,
    /// Another address than `portal.yaml` says, without a slash at the end.
    pub base_url: Option<String>,
    /// Who may see the result.
    pub audience: Audience,
    /// How the files lie.
    pub layout: Layout,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Built {
    /// The portal's language.
    pub lang: Lang,
    /// Datasets in the portal.
    pub datasets: usize,
    /// Their resources.
    pub resources: usize,
    /// Datasets that this audience may not see.
    pub withheld: usize,
    /// Datasets that are not in the portal because their file cannot be read.
    pub unreadable: Vec<String>,
    /// The tables beside their datasets, and what became of reading them.
    pub tables: Vec<TableRead>,
    /// Files of the site, the manifest included.
    pub files: usize,
    /// What happened to the folder, or to the archive where there is no folder.
    pub changes: Changes,
    /// Every problem of the content, sorted by file and place.
    pub diagnostics: Vec<Diagnostic>,
}

/// A table of the portal, and what became of reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRead {
    /// Its dataset's name.
    pub dataset: String,
    /// Its resource's id.
    pub resource: String,
    /// Its file, from the portal's folder.
    pub file: String,
    /// How many rows could be read.
    pub rows: u64,
    /// How many columns it has.
    pub columns: usize,
    /// Why it was not read to its end.
    pub refusal: Option<Finding>,
}

impl Built {
    /// How many problems weigh as much.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|problem| problem.severity == severity).count()
    }
}

const PORTAL: &str = "catalog/portal.yaml";

/// `portal.yaml` or the profile it names has errors: what they say of the whole site cannot be trusted, so nothing is built.
#[derive(Debug)]
pub struct PortalBroken(pub Vec<Diagnostic>);

impl std::fmt::Display for PortalBroken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(PORTAL)
    }
}

impl std::error::Error for PortalBroken {}

/// How far a build is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Reading the catalogue.
    Reading,
    /// So many files are to be written.
    Writing(usize),
    /// One of them is done.
    Written,
}

/// A portal's folder, read.
#[derive(Debug)]
pub struct Loaded {
    /// What the audience may see.
    pub catalog: Catalog,
    /// Every problem of the content, sorted by file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// The commit that is checked out; none where the catalogue or a theme differs from it.
    pub commit: Option<String>,
}

/// Reads the portal in `root`.
///
/// # Errors
/// A folder that cannot be read, and [`PortalBroken`].
pub fn load(root: &Path, audience: Audience) -> Result<Loaded> {
    settle(root, read::load(root)?, &git::history(root), audience)
}

/// Resolves what the files of the portal in `root` say.
///
/// # Errors
/// [`PortalBroken`].
pub fn settle(
    root: &Path,
    loaded: read::Loaded,
    history: &git::History,
    audience: Audience,
) -> Result<Loaded> {
    let (catalog, mut diagnostics, findings) = catalog::assemble(loaded, &history.dates, audience);
    diagnostics.extend(check::located(findings, &|file| read::reopen(root, file)));
    for (code, is) in [("git-shallow", history.shallow), ("git-unreadable", history.unreadable)] {
        if is {
            diagnostics.push(Diagnostic::of_file(Severity::Warning, code, "catalog"));
        }
    }
    rules::weigh(&mut diagnostics, &catalog.portal.rules);
    survey::withhold(&mut diagnostics);
    sort(&mut diagnostics);
    let profile = format!("{}/{}.yaml", profile::FOLDER, catalog.portal.profile.name);
    let decides = |file: &str| file == PORTAL || file == profile;
    if diagnostics.iter().any(|d| d.severity == Severity::Error && decides(&d.file)) {
        return Err(PortalBroken(diagnostics).into());
    }
    Ok(Loaded { catalog, diagnostics, commit: history.commit.clone() })
}

/// Builds the portal in `root`.
///
/// # Errors
/// Only for the environment: a folder that cannot be read or written, a theme that does not compile.
/// What is wrong with the content is in the result.
pub fn build(
    root: &Path,
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Built> {
    progress(Progress::Reading);
    let Loaded { mut catalog, mut diagnostics, commit } = load(root, options.audience)?;
    if let Some(base_url) = &options.base_url {
        catalog.portal.base_url.clone_from(base_url);
    }
    let lang = lang(&catalog);
    let theme = Theme::load(root, &catalog.portal.theme, lang)?;
    let catalog = Arc::new(catalog);
    let (index, quality) = rayon::join(
        || index(&catalog),
        || Quality::new(root, Arc::clone(&catalog), graded_for(root)).read(),
    );
    let (index, quality) = (Arc::new(index), Arc::new(quality));
    let (renderer, contested) = planned(&quality, &Arc::new(theme), &index)?;
    diagnostics.extend(contested);
    let mut of_tables = check::located(quality.findings(), &|file| read::reopen(root, file));
    rules::weigh(&mut of_tables, &catalog.portal.rules);
    diagnostics.extend(of_tables);
    sort(&mut diagnostics);
    let site = renderer.site();
    let packs = match options.layout {
        Layout::Files => None,
        Layout::Sharded => Some(Packs::new(&renderer)?),
    };
    let paths = match &packs {
        None => site.outputs.iter().map(|output| output.path.as_str()).collect(),
        Some(packs) => packs.paths(),
    };
    let content = |i| match &packs {
        None => renderer.content(&site.outputs[i]),
        Some(packs) => packs.content(i),
    };
    let files = paths.len() + 1;
    let changes = write(options, paths, &content, commit.as_deref(), progress)?;
    if options.layout == Layout::Sharded {
        diagnostics.extend(beyond(&catalog, site, files, &changes));
        sort(&mut diagnostics);
    }
    Ok(Built {
        lang,
        datasets: catalog.datasets.len(),
        resources: site
            .outputs
            .iter()
            .filter(|o| matches!(o.kind, Kind::Html(Page::Resource(..))))
            .count(),
        withheld: catalog.withheld,
        unreadable: catalog.unreadable.clone(),
        tables: tables(&quality),
        files,
        changes,
        diagnostics,
    })
}

/// Writes the files at `paths`, which `content` makes, wherever they are wanted.
fn write(
    options: &Options,
    paths: Vec<&str>,
    content: &(dyn Fn(usize) -> Result<Content> + Sync),
    commit: Option<&str>,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Changes> {
    progress(Progress::Writing(paths.len()));
    let done = || progress(Progress::Written);
    let largest = match options.layout {
        Layout::Files => u64::MAX,
        Layout::Sharded => LARGEST_FILE,
    };
    let job = Job { paths, content, done: &done, commit, largest };
    let mut changes = Changes::default();
    if let Some((file, format)) = &options.archive {
        changes = write::archive(file, *format, &job)?;
    }
    if let Some(out) = &options.out {
        changes = write::sync(out, &job)?;
    }
    Ok(changes)
}

/// What is more, or larger, than hosts take that the sharded layout is for.
fn beyond(catalog: &Catalog, site: &Site, files: usize, changes: &Changes) -> Vec<Diagnostic> {
    let warning = |code, file| Diagnostic::of_file(Severity::Warning, code, file);
    let copies =
        || site.outputs.iter().filter(|output| matches!(output.kind, Kind::Copy(..))).count();
    let many = (files > MOST_FILES).then(|| {
        let most = warning("layout-files", "catalog").with("most", MOST_FILES);
        most.with("files", files).with("copies", copies())
    });
    let large = changes.large.iter().map(|(path, size)| {
        let place = site.outputs.binary_search_by(|output| output.path.cmp(path));
        let file = match place.map(|place| &site.outputs[place].kind) {
            Ok(Kind::Copy(handle, i)) => {
                catalog.resource(*handle, *i).1.file().map(|f| f.path.as_str())
            }
            _ => None,
        };
        warning("layout-large", file.unwrap_or("catalog"))
            .with("path", path)
            .with("size", size >> 20)
            .with("most", LARGEST_FILE >> 20)
    });
    many.into_iter().chain(large).collect()
}

/// Plans the site of a catalogue and makes what renders it, beside what is wrong with the plan.
///
/// # Errors
/// Where the theme does not fit.
pub fn planned(
    quality: &Arc<Quality>,
    theme: &Arc<Theme>,
    index: &Arc<Index>,
) -> Result<(Renderer, Vec<Diagnostic>)> {
    let assets: Vec<String> = theme.static_files().into_iter().map(|(path, _)| path).collect();
    let site = Arc::new(plan::site(quality.catalog(), &assets, index));
    let contested = site.contested.iter().map(contested).collect();
    let renderer = Renderer::new(Arc::clone(quality), site, Arc::clone(index), Arc::clone(theme))?;
    Ok((renderer, contested))
}

/// The day that datasets are graded for: that of the commit, for there is no clock here.
pub fn graded_for(root: &Path) -> Option<Date> {
    git::time_of_head(root)?.date().parse().ok()
}

/// What became of reading each table.
fn tables(quality: &Quality) -> Vec<TableRead> {
    let read = |(dataset, i, survey): (DatasetIx, usize, &Survey)| {
        let (dataset, resource) = quality.catalog().resource(dataset, i);
        TableRead {
            dataset: dataset.name().to_owned(),
            resource: resource.id.clone(),
            file: resource.file().map(|file| file.path.clone()).unwrap_or_default(),
            rows: survey.rows,
            columns: survey.columns.len(),
            refusal: survey.refusal.clone(),
        }
    };
    quality.tables().map(read).collect()
}

/// The language of a portal's pages.
pub fn lang(catalog: &Catalog) -> Lang {
    catalog.portal.languages.first().copied().unwrap_or_default()
}

/// What the search page finds the portal's datasets by.
pub fn index(catalog: &Catalog) -> Index {
    let analyzer = Analyzer::new(&catalog.portal.languages, &catalog.portal.synonyms);
    Index::new(&Documents::new(catalog), &analyzer)
}

/// Where the page of a rule is, `{code}` standing for its code; none where the portal has no pages of
/// rules.
pub fn page_of_rule(portal: &Portal) -> Option<String> {
    portal.rule_pages.then(|| format!("{}/{}", portal.base_url, urls::rule("{code}")))
}

/// Two outputs want one path.
fn contested(path: &String) -> Diagnostic {
    Diagnostic::of_file(Severity::Error, "path-contested", "catalog").with("path", path)
}

/// By file and place.
fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics
        .sort_by(|a, b| (&a.file, a.position(), a.code).cmp(&(&b.file, b.position(), b.code)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_files_than_hosts_take_are_told() {
        let told = |files| {
            beyond(&Catalog::default(), &Site::default(), files, &Changes::default())
                .iter()
                .map(|problem| problem.code)
                .collect::<Vec<_>>()
        };
        assert!(told(MOST_FILES).is_empty());
        assert_eq!(told(MOST_FILES + 1), ["layout-files"]);
    }
}
