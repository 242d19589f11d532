//! A dataset file → [`Dataset`].

use crate::read::{Resource, Timestamp};
use crate::report::Spanned;
use serde_json::{Map, Value};

/// A dataset as its file says it: the parameters of CKAN's `package_create`, none resolved.
///
/// `None` is a key that is absent or `null`, `Some("")` one that is given empty: CKAN tells them apart.
#[derive(Clone, Debug, Default)]
pub struct Dataset {
    /// Path of the file from the portal's folder, with `/`.
    pub file: String,
    /// Whether the file is Markdown with front matter (its body is then `notes`).
    pub markdown: bool,
    /// The folder's name, 2–100 characters of `a-z0-9_-`.
    pub name: String,
    /// The folder of the organisation that holds it, none below `catalog/datasets/`.
    pub organization: Option<String>,
    /// `owner_org`: that organisation again, by name or id, where the file repeats it.
    pub owner_org: Option<Spanned<String>>,
    /// UUID, lower case.
    pub id: Option<Spanned<String>>,
    /// Former names, each a valid name.
    pub aliases: Vec<Spanned<String>>,
    /// `title`.
    pub title: Option<Spanned<String>>,
    /// `notes`, Markdown.
    pub notes: Option<Spanned<String>>,
    /// `author`.
    pub author: Option<Spanned<String>>,
    /// `author_email`.
    pub author_email: Option<Spanned<String>>,
    /// `maintainer`.
    pub maintainer: Option<Spanned<String>>,
    /// `maintainer_email`.
    pub maintainer_email: Option<Spanned<String>>,
    /// `url`: where the dataset is explained; not checked, as in CKAN.
    pub url: Option<Spanned<String>>,
    /// `version`, at most 100 characters.
    pub version: Option<Spanned<String>>,
    /// `license_id`.
    pub license_id: Option<Spanned<String>>,
    /// `type`, `dataset` where it is not given.
    pub kind: Option<Spanned<String>>,
    /// From `private` and `state`, closed where either is unreadable.
    pub visibility: Visibility,
    /// `creator_user_id` of the CKAN it came from.
    pub creator_user_id: Option<String>,
    /// `metadata_created`.
    pub metadata_created: Option<Timestamp>,
    /// `metadata_modified`.
    pub metadata_modified: Option<Timestamp>,
    /// `tags`, in the file's order, each once.
    pub tags: Vec<Tag>,
    /// `groups`: names.
    pub groups: Vec<Spanned<String>>,
    /// `extras`: unique keys, values text.
    pub extras: Vec<Extra>,
    /// Keys of the portal's `dataset_fields`, and any other unknown key, kept as they are.
    pub custom: Map<String, Value>,
    /// `plugin_data`: kept, never published.
    pub plugin_data: Option<Value>,
    /// `relationships_as_subject`.
    pub relationships_as_subject: Vec<Relationship>,
    /// `relationships_as_object`.
    pub relationships_as_object: Vec<Relationship>,
    /// `resources`, in the file's order.
    pub resources: Vec<Resource>,
}

/// Who may see a dataset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Visibility {
    /// Everybody: `private: false` (or absent) and `state: active` (or absent).
    #[default]
    Public,
    /// `private: true`, or a `private` that cannot be read: closed when in doubt.
    Private,
    /// `state: draft`, or a state that CKAN does not know.
    Draft,
    /// `state: deleted`.
    Deleted,
}

/// A tag: 2–100 characters, letters, digits, space, `-`, `_`, `.`.
#[derive(Clone, Debug)]
pub struct Tag {
    /// As written.
    pub name: Spanned<String>,
    /// Of an imported tag that belongs to a vocabulary.
    pub vocabulary_id: Option<String>,
}

/// A key and value of the dataset's own.
#[derive(Clone, Debug)]
pub struct Extra {
    /// Unique within the dataset.
    pub key: Spanned<String>,
    /// Always text.
    pub value: String,
}

/// A relationship between two datasets, in CKAN's terms (`depends_on`, `derives_from`, `links_to`,
/// `child_of`, `parent_of` …).
#[derive(Clone, Debug)]
pub struct Relationship {
    /// `type`.
    pub kind: Spanned<String>,
    /// Name or id of the other dataset.
    pub other: Spanned<String>,
    /// `comment`.
    pub comment: String,
    /// Every other key (`id`, `revision_id` …), with its JSON type.
    pub rest: Map<String, Value>,
}
