//! `tombstones.yaml` → [`Tombstone`]s.

use crate::report::Spanned;

/// What was removed, when and why, and what replaces it.
#[derive(Clone, Debug)]
pub struct Tombstone {
    /// What kind of thing it was.
    pub kind: Kind,
    /// The name it had.
    pub name: Spanned<String>,
    /// The id it had.
    pub id: Option<Spanned<String>>,
    /// The title it had.
    pub title: Option<String>,
    /// The day it was removed, `YYYY-MM-DD`.
    pub date: String,
    /// Why, for readers.
    pub reason: String,
    /// Name of what replaces it.
    pub replaced_by: Option<Spanned<String>>,
}

/// What has a name in the portal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A dataset.
    #[default]
    Dataset,
    /// An organisation.
    Organization,
    /// A group.
    Group,
}
