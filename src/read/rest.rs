//! What becomes of entries of a mapping that nobody asked for.

use serde_json::{Map, Value};

use crate::read::keys;
use crate::read::node::{Entry, NodeKind};

/// What becomes of the entries that no getter asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Others {
    /// Kept with a warning; what seems a misspelling is an error and not kept.
    Warn,
    /// As `Warn`, where nobody can say which further keys there are: those are not told of.
    Unsure,
    /// As `Warn`, for an entry of a field of the profile.
    Entry,
    /// As `Warn`, where there is no place for further keys.
    Closed,
    /// Kept; what seems a misspelling is a warning.
    Keep,
    /// As `Keep`, but what seems to say where a resource is counts where nothing else says it: then
    /// it is an error and not kept. Beside an address it is kept without a word.
    Resource {
        /// Whether `url` is given.
        url: bool,
        /// Whether `path` is.
        path: bool,
    },
}

impl Others {
    /// Whether a key that means `meant` is kept though it is told of.
    pub(super) fn keeps(self, meant: &str) -> bool {
        match self {
            Self::Warn | Self::Unsure | Self::Entry | Self::Closed => false,
            Self::Keep => true,
            Self::Resource { url, path } => url || path || !matches!(meant, "url" | "path"),
        }
    }

    /// Whether CKAN drops what it does not know here.
    pub(super) fn drops(self) -> bool {
        matches!(self, Self::Warn | Self::Unsure | Self::Entry | Self::Closed)
    }

    /// Whether a key that nobody knows is told of.
    pub(super) fn tells(self) -> bool {
        matches!(self, Self::Warn | Self::Entry | Self::Closed)
    }

    /// Whether a key that means `meant` says where a resource is although its address says that.
    pub(super) fn is_spare(self, meant: &str) -> bool {
        matches!(self, Self::Resource { url: true, .. }) && matches!(meant, "url" | "path")
    }
}

/// What is left when a mapping is finished.
#[derive(Debug, Default)]
pub struct Rest {
    /// Keys nobody knows, with their JSON values.
    pub custom: Map<String, Value>,
    /// Known keys that misspelt ones mean.
    pub misspelt: Vec<String>,
    /// Keys that a problem tells of: their value cannot be read.
    pub told: Vec<String>,
}

impl Rest {
    /// Keys of which nobody need be told once more that they are missing.
    pub fn into_told(self) -> Vec<String> {
        let mut told = self.told;
        told.extend(self.misspelt);
        told.sort();
        told.dedup();
        told
    }
}

/// Each word once, as many as a line holds.
pub(super) fn listed(words: &[&str]) -> String {
    const LINE: usize = 110;
    let mut line = String::new();
    for (at, word) in words.iter().enumerate().filter(|(at, word)| !words[..*at].contains(word)) {
        if line.len() + word.len() > LINE {
            return line + " …";
        }
        line = if at == 0 { (*word).to_owned() } else { format!("{line}, {word}") };
    }
    line
}

/// What CKAN computes. `organization` is, unless somebody writes a name there and means `owner_org`.
pub(super) fn is_computed(entry: &Entry) -> bool {
    let name = entry.key == "organization"
        && matches!(entry.value.kind, NodeKind::Scalar { .. })
        && !entry.value.is_null();
    keys::COMPUTED.contains(&entry.key.as_str()) && !name
}
