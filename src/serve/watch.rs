//! What changes in a portal's folder, told in batches.

use crate::read::Changed;
use notify::event::{AccessKind, AccessMode};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// A save comes as several events: so long nothing more has to come before it is looked at.
pub(super) const QUIET: Duration = Duration::from_millis(12);
/// But changes that never end are looked at after so long.
pub(super) const PATIENCE: Duration = Duration::from_millis(400);
/// How often everything is looked through where the system does not tell of changes.
pub(super) const POLL: Duration = Duration::from_secs(2);

/// What changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Batch {
    /// Paths in the catalogue, from the portal's folder.
    paths: BTreeSet<String>,
    /// Whether anything in the catalogue may have changed.
    everything: bool,
    /// Whether a theme changed.
    pub(super) themes: bool,
    /// Whether the repository did something, such as a commit.
    pub(super) git: bool,
    /// Whether a folder that is watched came or went.
    pub(super) places: bool,
}

impl Batch {
    /// Whatever there is.
    pub(super) fn everything() -> Self {
        Self { themes: true, ..Self::unknown() }
    }

    /// Whatever there is but themes.
    pub(super) fn unknown() -> Self {
        Self { everything: true, git: true, ..Self::default() }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.paths.extend(other.paths);
        self.everything |= other.everything;
        self.themes |= other.themes;
        self.git |= other.git;
        self.places |= other.places;
    }

    /// Whether nothing changed that matters.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What changed in the catalogue; none where nothing did.
    pub(super) fn catalog(&self) -> Option<Changed> {
        if self.everything {
            return Some(Changed::Everything);
        }
        (!self.paths.is_empty()).then(|| Changed::Paths(self.paths.clone()))
    }
}

/// Where to look for changes.
struct Places {
    root: PathBuf,
    /// The repository's own folder.
    git: Option<PathBuf>,
}

impl Places {
    /// What an event says; an empty batch where it is of no interest.
    fn batch(&self, event: &notify::Result<notify::Event>) -> Batch {
        let Ok(event) = event else { return Batch::everything() };
        if event.need_rescan() {
            return Batch::everything();
        }
        // To read a file is no change, to close one after writing is.
        if let EventKind::Access(kind) = event.kind
            && kind != AccessKind::Close(AccessMode::Write)
        {
            return Batch::default();
        }
        let mut batch = Batch::default();
        event.paths.iter().for_each(|path| batch.add(self.path(path)));
        batch
    }

    fn path(&self, path: &Path) -> Batch {
        if self.git.as_ref().is_some_and(|git| path.parent() == Some(git)) {
            return Batch { git: true, ..Batch::default() };
        }
        let Ok(inside) = path.strip_prefix(&self.root) else { return Batch::default() };
        let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
        match parts.first().map(AsRef::as_ref) {
            // The folder itself came or went.
            Some("catalog" | "themes") if parts.len() == 1 => {
                Batch { places: true, ..Batch::everything() }
            }
            Some("catalog") => Batch { paths: [parts.join("/")].into(), ..Batch::default() },
            Some("themes") => Batch { themes: true, ..Batch::default() },
            _ => Batch::default(),
        }
    }
}

/// Looks for what changed, where the system does not tell.
#[derive(Debug, Default)]
pub(super) struct Poll {
    themes: Vec<(PathBuf, u64, Option<SystemTime>)>,
}

impl Poll {
    /// What may have changed since it was asked last. The catalogue's reader looks by itself.
    pub(super) fn batch(&mut self, root: &Path) -> Batch {
        let files = walkdir::WalkDir::new(root.join("themes")).sort_by_file_name().into_iter();
        let now = files
            .filter_map(|entry| {
                let entry = entry.ok()?;
                let metadata = entry.metadata().ok()?;
                Some((entry.into_path(), metadata.len(), metadata.modified().ok()))
            })
            .collect();
        let themes = now != self.themes;
        self.themes = now;
        Batch { themes, ..Batch::unknown() }
    }
}

/// Watches until it is dropped.
pub(super) struct Watch {
    watcher: RecommendedWatcher,
    root: PathBuf,
}

impl Watch {
    /// Watches the portal in `root`, and `git`, the repository's own folder. `tell` gets what
    /// changed, from a thread of its own.
    ///
    /// # Errors
    /// Why the system does not tell of changes, such as its limit of folders to watch.
    pub(super) fn new(
        root: &Path,
        git: Option<PathBuf>,
        tell: impl Fn(Batch) + Send + 'static,
    ) -> Result<Self, String> {
        let root = root.canonicalize().map_err(|error| error.to_string())?;
        let places = Places { root: root.clone(), git: git.clone() };
        let watcher = notify::recommended_watcher(move |event| {
            let batch = places.batch(&event);
            if !batch.is_empty() {
                tell(batch);
            }
        });
        let mut watch =
            Self { watcher: watcher.map_err(|error| error.to_string())?, root: root.clone() };
        watch.add(&root, RecursiveMode::NonRecursive)?;
        if let Some(git) = git {
            watch.add(&git, RecursiveMode::NonRecursive)?;
        }
        watch.again()?;
        Ok(watch)
    }

    /// Watches the folders that may have come anew.
    ///
    /// # Errors
    /// As for [`Self::new`].
    pub(super) fn again(&mut self) -> Result<(), String> {
        for folder in ["catalog", "themes"].map(|name| self.root.join(name)) {
            if folder.is_dir() {
                self.add(&folder, RecursiveMode::Recursive)?;
            }
        }
        Ok(())
    }

    fn add(&mut self, folder: &Path, mode: RecursiveMode) -> Result<(), String> {
        self.watcher.watch(folder, mode).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{CreateKind, Flag};

    #[test]
    fn events_become_what_has_to_be_looked_at() {
        let places = Places { root: "/p".into(), git: Some("/r/.git".into()) };
        let batch = |kind: EventKind, path: &str| {
            places.batch(&Ok(notify::Event::new(kind).add_path(path.into())))
        };
        let made = EventKind::Create(CreateKind::File);
        let file = batch(made, "/p/catalog/groups/a.yaml");
        let paths = BTreeSet::from(["catalog/groups/a.yaml".to_owned()]);
        assert_eq!(file.catalog(), Some(Changed::Paths(paths)));
        assert_eq!(batch(made, "/p/catalog").catalog(), Some(Changed::Everything));
        assert!(batch(made, "/p/themes/default/static/a.css").themes);
        assert!(batch(made, "/r/.git/HEAD").git);
        assert!(batch(made, "/p/public/index.html").is_empty());
        let read = EventKind::Access(AccessKind::Open(AccessMode::Read));
        assert!(batch(read, "/p/catalog/groups/a.yaml").is_empty());
        let lost = notify::Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert_eq!(places.batch(&Ok(lost)), Batch::everything());
    }
}
