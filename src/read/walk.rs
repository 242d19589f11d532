//! The folders of a catalogue → the files to read, and everything in them that is not one.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;
use walkdir::{DirEntry, WalkDir};

use crate::read::changed::Stamp;
use crate::read::fields::{is_name, slug};
use crate::report::{Diagnostic, Severity};

/// The folder of the catalogue in the portal's folder.
pub const CATALOG: &str = "catalog";

/// A file of metadata and what it is about. Equal tasks come to the same record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Task {
    /// Path from the portal's folder.
    pub(super) file: String,
    pub(super) stamp: Stamp,
    pub(super) kind: TaskKind,
}

/// What a file is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TaskKind {
    Organization { name: String, members: Option<Stamp> },
    Group { name: String },
    Dataset { name: String, organization: Option<String>, data: Vec<DataFile> },
    Page,
    News,
    Profile { name: String },
    Tombstones,
}

/// A file in a dataset's folder that is not its metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DataFile {
    /// Path from the dataset's folder.
    pub(super) path: String,
    pub(super) stamp: Stamp,
}

impl DataFile {
    /// Bytes of the file.
    pub(super) fn size(&self) -> u64 {
        self.stamp.size()
    }
}

/// What the folders hold.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Found {
    pub(super) tasks: Vec<Task>,
    pub(super) problems: Vec<Diagnostic>,
}

/// A folder that is an organisation or a dataset.
#[derive(Debug, Default)]
struct Folder {
    yaml: Option<Stamp>,
    markdown: Option<Stamp>,
    members: Option<Stamp>,
    /// A file that should have another name, and that name.
    misnamed: Option<(String, &'static str)>,
    data: Vec<DataFile>,
}

#[derive(Default)]
struct Walk {
    found: Found,
    organizations: BTreeMap<String, Folder>,
    /// By path of the folder.
    datasets: BTreeMap<String, Folder>,
    /// The names met at each depth, in lower case.
    siblings: Vec<BTreeMap<String, String>>,
}

/// Walks `root/catalog` in the order of names, never along a link.
pub(super) fn walk(root: &Path) -> anyhow::Result<Found> {
    let top = root.join(CATALOG);
    let mut walk = Walk::default();
    let mut entries = WalkDir::new(&top).follow_links(false).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next() {
        let entry = entry.with_context(|| format!("cannot read the folder {}", top.display()))?;
        if entry.depth() == 0 {
            continue;
        }
        if !walk.visit(&entry, &top) && entry.file_type().is_dir() {
            entries.skip_current_dir();
        }
    }
    Ok(walk.finish())
}

impl Walk {
    /// Notes an entry. False where a folder is not to be entered.
    fn visit(&mut self, entry: &DirEntry, top: &Path) -> bool {
        let inside = entry.path().strip_prefix(top).unwrap_or(entry.path());
        let parts: Option<Vec<&str>> = inside.iter().map(std::ffi::OsStr::to_str).collect();
        let Some(parts) = parts else {
            let shown = inside.to_string_lossy().replace('\\', "/");
            self.tell(Severity::Error, "path-not-utf8", &shown);
            return false;
        };
        let path = parts.join("/");
        let name = parts.last().copied().unwrap_or_default();
        if name == ".git" {
            let folder = path.trim_end_matches("/.git");
            self.tell(Severity::Error, "submodule", folder);
            return false;
        }
        if name.starts_with('.') || is_of_system(name) {
            return false;
        }
        self.collision(&path, name, entry.depth());
        let kind = entry.file_type();
        if kind.is_symlink() {
            self.tell(Severity::Error, "symlink", &path);
            return false;
        }
        if kind.is_dir() {
            if let Some(right) = misplaced(&parts, entry.path()) {
                self.tell(Severity::Error, "place-wrong", &path).arg("right", right);
                return false;
            }
            return self.folder(&parts, &path);
        }
        if !kind.is_file() {
            self.tell(Severity::Error, "special-file", &path);
            return false;
        }
        let stamp = entry.metadata().map_or(Stamp::default(), |metadata| Stamp::new(&metadata));
        self.file(&parts, &path, stamp);
        true
    }

    fn tell(&mut self, severity: Severity, code: &'static str, path: &str) -> &mut Diagnostic {
        let problem = Diagnostic::of_file(severity, code, &format!("{CATALOG}/{path}"));
        let name = path.rsplit('/').next().unwrap_or(path);
        self.found.problems.push(problem.with("name", name));
        self.found.problems.last_mut().expect("one was pushed on the line before")
    }

    /// Two names that differ only in their case are one file on many computers.
    fn collision(&mut self, path: &str, name: &str, depth: usize) {
        self.siblings.resize_with(depth, BTreeMap::new);
        let Some(names) = self.siblings.last_mut() else { return };
        if let Some(other) = names.insert(name.to_lowercase(), name.to_owned()) {
            self.tell(Severity::Error, "name-case", path).arg("other", other);
        }
    }

    fn folder(&mut self, parts: &[&str], path: &str) -> bool {
        match parts {
            ["organizations" | "datasets" | "groups" | "pages" | "news" | "profiles"]
            | ["organizations", _, "datasets"]
            | ["organizations", _, "datasets", _, _, ..]
            | ["datasets", _, _, ..] => true,
            ["organizations", name] => {
                if self.named(name, path) {
                    self.organizations.insert((*name).to_owned(), Folder::default());
                    return true;
                }
                false
            }
            ["organizations", _, "datasets", name] | ["datasets", name] => {
                if self.named(name, path) {
                    self.datasets.insert(path.to_owned(), Folder::default());
                    return true;
                }
                false
            }
            _ => {
                self.tell(Severity::Warning, "folder-outside", path);
                false
            }
        }
    }

    /// Whether a folder's name may be the name of what it holds.
    fn named(&mut self, name: &str, path: &str) -> bool {
        let fine = is_name(name);
        if !fine {
            self.tell(Severity::Error, "folder-name-invalid", path).arg("slug", slug(name));
        }
        fine
    }

    fn file(&mut self, parts: &[&str], path: &str, stamp: Stamp) {
        let (name, folder) = parts.split_last().expect("a file has a name");
        if is_copy(name) {
            self.tell(Severity::Warning, "file-copy", path);
            return;
        }
        match (folder, *name) {
            // Read before all others.
            ([], "portal.yaml") => {}
            ([], "tombstones.yaml") => self.task(path, stamp, TaskKind::Tombstones),
            (["organizations", org], "organization.yaml" | "members.yaml") => {
                if let Some(folder) = self.organizations.get_mut(*org) {
                    let place = match *name {
                        "members.yaml" => &mut folder.members,
                        _ => &mut folder.yaml,
                    };
                    *place = Some(stamp);
                }
            }
            (["organizations", _, "datasets", _, ..] | ["datasets", _, ..], _) => {
                self.dataset_file(parts, path, stamp);
            }
            ([kind @ ("groups" | "pages" | "news" | "profiles")], _) => {
                self.flat_file(kind, name, path, stamp);
            }
            (_, _) => self.outside(folder, name, path),
        }
    }

    /// A file of a folder that holds nothing but files of one kind.
    fn flat_file(&mut self, folder: &str, name: &str, path: &str, stamp: Stamp) {
        match (folder, name.rsplit_once('.')) {
            ("groups", Some((name, "yaml"))) if is_name(name) => {
                self.task(path, stamp, TaskKind::Group { name: name.to_owned() });
            }
            ("profiles", Some((name, "yaml"))) if is_name(name) => {
                self.task(path, stamp, TaskKind::Profile { name: name.to_owned() });
            }
            ("groups" | "profiles", Some((name, "yaml"))) => {
                let slug = format!("{}.yaml", slug(name));
                self.tell(Severity::Error, "file-name-invalid", path).arg("slug", slug);
            }
            ("pages", Some((_, "md"))) => self.task(path, stamp, TaskKind::Page),
            ("news", Some((_, "md"))) => self.task(path, stamp, TaskKind::News),
            _ => self.outside(&[folder], name, path),
        }
    }

    fn dataset_file(&mut self, parts: &[&str], path: &str, stamp: Stamp) {
        let depth = if parts[0] == "datasets" { 2 } else { 4 };
        let folder_path = parts[..depth].join("/");
        let inside = parts[depth..].join("/");
        if inside.chars().any(|c| c.is_control() || c == '\\') {
            self.tell(Severity::Error, "file-name-invalid", path).arg("slug", slug(&inside));
            return;
        }
        let Some(folder) = self.datasets.get_mut(&folder_path) else { return };
        match inside.as_str() {
            "dataset.yaml" => folder.yaml = Some(stamp),
            "dataset.md" => folder.markdown = Some(stamp),
            _ => match meant(&inside, &["dataset.yaml", "dataset.md"]) {
                Some(right) => folder.misnamed = Some((path.to_owned(), right)),
                None => folder.data.push(DataFile { path: inside, stamp }),
            },
        }
    }

    /// A file that nothing here reads.
    fn outside(&mut self, folder: &[&str], name: &str, path: &str) {
        let expected: &[&'static str] = match folder {
            [] => &["portal.yaml", "tombstones.yaml"],
            ["organizations", _] => &["organization.yaml", "members.yaml"],
            _ => &[],
        };
        if let Some(right) = meant(name, expected) {
            if let (["organizations", org], "organization.yaml") = (folder, right)
                && let Some(folder) = self.organizations.get_mut(*org)
            {
                folder.misnamed = Some((path.to_owned(), right));
                return;
            }
            self.tell(Severity::Error, "file-ending", path).arg("slug", right);
            return;
        }
        let lower = name.to_lowercase();
        let ending = match folder {
            ["groups" | "profiles"] => [".yml", ".yaml.txt", ".yml.txt", ".yaml"].as_slice(),
            ["pages" | "news"] => &[".markdown", ".md.txt", ".md"],
            _ => &[],
        };
        match ending.iter().find_map(|ending| lower.strip_suffix(ending)) {
            Some(stem) => {
                let right = if matches!(folder, ["pages" | "news"]) { "md" } else { "yaml" };
                let right = format!("{}.{right}", &name[..stem.len().min(name.len())]);
                self.tell(Severity::Error, "file-ending", path).arg("slug", right);
            }
            None => {
                self.tell(Severity::Warning, "file-outside", path);
            }
        }
    }

    /// Tells of a file that is read under another name, unless one with that name is there.
    fn misnamed(&mut self, folder: &Folder, there: bool) -> bool {
        let Some((path, right)) = &folder.misnamed else { return false };
        let name = path.rsplit('/').next().unwrap_or(path);
        if !there {
            self.tell(Severity::Error, "file-ending", path).arg("slug", right);
        } else if !name.eq_ignore_ascii_case(right) {
            self.tell(Severity::Warning, "file-copy", path);
        }
        true
    }

    fn task(&mut self, path: &str, stamp: Stamp, kind: TaskKind) {
        self.found.tasks.push(Task { file: format!("{CATALOG}/{path}"), stamp, kind });
    }

    /// Whether a dataset is read below the folder of an organisation.
    fn has_datasets(&self, organization: &str) -> bool {
        let of = format!("{organization}/");
        let read = |folder: &Folder| folder.yaml.or(folder.markdown).is_some();
        self.datasets.iter().any(|(path, folder)| path.starts_with(&of) && read(folder))
    }

    fn finish(mut self) -> Found {
        for (name, folder) in std::mem::take(&mut self.organizations) {
            let path = format!("organizations/{name}");
            let misnamed = self.misnamed(&folder, folder.yaml.is_some());
            if let Some(stamp) = folder.yaml {
                let kind = TaskKind::Organization { name, members: folder.members };
                self.task(&format!("{path}/organization.yaml"), stamp, kind);
            } else if !misnamed && !self.has_datasets(&path) {
                // Else the datasets tell that their organisation is missing.
                self.tell(Severity::Error, "organization-without-file", &path);
            }
        }
        for (path, folder) in std::mem::take(&mut self.datasets) {
            let mut parts = path.split('/').rev();
            let name = parts.next().unwrap_or_default().to_owned();
            let organization = parts.nth(1).map(str::to_owned);
            let misnamed = self.misnamed(&folder, folder.yaml.or(folder.markdown).is_some());
            let (file, stamp) = match (folder.yaml, folder.markdown) {
                (None, None) => {
                    if !misnamed {
                        self.tell(Severity::Error, "dataset-without-file", &path);
                    }
                    continue;
                }
                (Some(_), Some(_)) => {
                    // Which of the two is meant, and who may see it, nobody knows.
                    self.tell(Severity::Error, "dataset-twice", &path);
                    continue;
                }
                (Some(stamp), None) => ("dataset.yaml", stamp),
                (None, Some(stamp)) => ("dataset.md", stamp),
            };
            let kind = TaskKind::Dataset { name, organization, data: folder.data };
            self.task(&format!("{path}/{file}"), stamp, kind);
        }
        self.found
    }
}

/// Files that systems leave in every folder that somebody opens.
fn is_of_system(name: &str) -> bool {
    ["thumbs.db", "ehthumbs.db", "desktop.ini"].contains(&name.to_lowercase().as_str())
}

/// Whether a file is what an office program leaves beside an open one, or a copy of the metadata
/// that a browser or file manager numbered.
fn is_copy(name: &str) -> bool {
    if name.starts_with("~$") {
        return true;
    }
    let lower = name.to_lowercase();
    let Some((stem, "yaml" | "yml" | "md")) = lower.rsplit_once('.') else { return false };
    ["dataset", "organization", "members", "portal"].iter().any(|kind| {
        stem.strip_prefix(kind).is_some_and(|rest| {
            let number = rest.trim().strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
            number.is_some_and(|number| number.bytes().all(|b| b.is_ascii_digit()))
                || [" - cop", " copy", " copia", "_copy", "_copia", "-copy", "-copia", "~"]
                    .iter()
                    .any(|mark| rest.starts_with(mark))
        })
    }) || (lower.starts_with("copia de ") || lower.starts_with("copy of "))
}

/// The one of `names` that a file should have: another case, another ending or one ending more.
fn meant(name: &str, names: &[&'static str]) -> Option<&'static str> {
    let lower = name.to_lowercase();
    let plain = lower.strip_suffix(".txt").unwrap_or(&lower);
    names.iter().copied().find(|right| {
        let (stem, ending) = right.rsplit_once('.').unwrap_or((right, ""));
        plain == *right
            || (ending == "yaml" && plain.strip_suffix(".yml") == Some(stem))
            || (ending == "md" && plain.strip_suffix(".markdown") == Some(stem))
    })
}

/// Where a folder with metadata should be: a dataset right below its organisation, a group that
/// has a folder of its own.
fn misplaced(parts: &[&str], folder: &Path) -> Option<String> {
    let has = |name: &str| folder.join(name).is_file();
    match parts {
        ["organizations", org, name]
            if *name != "datasets" && (has("dataset.yaml") || has("dataset.md")) =>
        {
            Some(format!("{CATALOG}/organizations/{org}/datasets/{name}"))
        }
        [name] if has("dataset.yaml") || has("dataset.md") => {
            Some(format!("{CATALOG}/datasets/{name}"))
        }
        ["groups", name]
            if has("group.yaml") || has("organization.yaml") || has(&format!("{name}.yaml")) =>
        {
            Some(format!("{CATALOG}/groups/{name}.yaml"))
        }
        _ => None,
    }
}
