//! Files of the catalogue → typed records, with every problem of every file.
//!
//! Nothing here fails because of what a file says: problems are [`Diagnostic`]s beside the records.

mod changed;
mod characters;
mod comment;
pub mod dataset;
mod duplicates;
mod extras;
pub mod fields;
pub mod files;
mod folder;
mod keys;
mod load;
pub mod matter;
mod meant;
mod mend;
mod names;
pub mod node;
pub mod organization;
mod own;
pub mod page;
pub mod portal;
pub mod profile;
pub mod resource;
mod rest;
mod skim;
mod slips;
mod syntax;
mod tags;
pub mod timestamp;
pub mod tombstone;
mod vocabulary;
pub mod walk;
pub mod yaml;

pub use changed::Changed;
pub use dataset::{Dataset, Extra, Relationship, Tag, Visibility};
pub use extras::RESERVED as RESERVED_EXTRAS;
pub use files::{blank, head, lay_out, reopen};
pub use load::{Reader, load, load_around, portal};
pub use organization::{Member, Organization, Role};
pub use page::{NewsPost, Page};
pub use portal::{Forge, Grades, License, Portal};
pub use profile::Profile;
pub use resource::{Field, LFS_POINTER, LocalFile, Location, Resource, View};
pub use timestamp::Timestamp;
pub use tombstone::{Kind, Tombstone};

/// A portal's folder of what can be made again. It is no part of the catalogue.
pub const OWN: &str = ".fichero";

use crate::report::Diagnostic;
use std::sync::Arc;

/// Every record of a catalogue, each list sorted by file, with all problems met on the way.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// `portal.yaml`, or its defaults where it is missing or unreadable (then a problem says so).
    pub portal: Portal,
    /// `organizations/*/organization.yaml` with the members beside it.
    pub organizations: Vec<Organization>,
    /// `groups/*.yaml`: the same shape as an organisation, without members.
    pub groups: Vec<Organization>,
    /// Every dataset that could be read, however incomplete.
    pub datasets: Vec<Arc<Dataset>>,
    /// `pages/*.md`.
    pub pages: Vec<Page>,
    /// `news/*.md`.
    pub news: Vec<NewsPost>,
    /// `tombstones.yaml`.
    pub tombstones: Vec<Tombstone>,
    /// Folders of datasets whose file could not be read at all, each with its name.
    pub unreadable: Vec<(String, String)>,
    /// All problems, sorted by file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// How many files of metadata were read.
    pub files: usize,
}
