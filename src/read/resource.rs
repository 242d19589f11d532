//! A resource of a dataset file → [`Resource`], with its fields and views.

use crate::read::Timestamp;
use crate::report::{Span, Spanned};
use serde_json::{Map, Value};

/// A file or an address that belongs to a dataset.
#[derive(Clone, Debug, Default)]
pub struct Resource {
    /// The whole entry in the dataset's file.
    pub span: Span,
    /// UUID, lower case.
    pub id: Option<Spanned<String>>,
    /// `name`.
    pub name: Option<Spanned<String>>,
    /// `description`, Markdown.
    pub description: Option<Spanned<String>>,
    /// `url` or `path`.
    pub location: Location,
    /// `format` as written: absent is derived, empty stays empty.
    pub format: Option<Spanned<String>>,
    /// `mimetype`.
    pub mimetype: Option<Spanned<String>>,
    /// `size`: a whole number of bytes, kept as text if it was written in quotes.
    pub size: Option<Value>,
    /// `hash`.
    pub hash: Option<String>,
    /// `created`.
    pub created: Option<Timestamp>,
    /// `last_modified`.
    pub last_modified: Option<Timestamp>,
    /// `metadata_modified`.
    pub metadata_modified: Option<Timestamp>,
    /// `state`: anything but `active` keeps the resource out of the portal.
    pub state: Option<String>,
    /// Data dictionary: Table Schema's fields.
    pub fields: Vec<Field>,
    /// `views`, in the order they are shown.
    pub views: Vec<View>,
    /// Every other key (`url_type`, `mimetype_inner`, `resource_type`, `cache_url`, `schema`,
    /// `encoding` and whatever else), with its JSON type.
    pub custom: Map<String, Value>,
}

/// Where a resource's bytes are.
#[derive(Clone, Debug, Default)]
pub enum Location {
    /// `url` and `path` are both missing, or both given (a problem says which).
    #[default]
    Missing,
    /// `url`: an address elsewhere, any text as in CKAN.
    Url(Spanned<String>),
    /// `path`: a file in the dataset's folder.
    File {
        /// As written, relative to the dataset's folder, with `/`.
        path: Spanned<String>,
        /// What is there; none where there is nothing, or nothing that may be read.
        file: Option<LocalFile>,
    },
}

/// A resource file in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalFile {
    /// Path from the portal's folder, with `/`.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the bytes.
    pub sha256: [u8; 32],
}

/// A column, in Table Schema's terms.
#[derive(Clone, Debug, Default)]
pub struct Field {
    /// `name`: equal to the file's header.
    pub name: Spanned<String>,
    /// `type`, `string` where it is not given.
    pub kind: Option<Spanned<String>>,
    /// `title`.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `format`, `constraints`, `example` and every further property, with its JSON type.
    pub rest: Map<String, Value>,
}

/// How a resource is shown.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// UUID; derived where it is not given.
    pub id: Option<Spanned<String>>,
    /// `title`.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `view_type`: `datatables_view`, `image_view`, `pdf_view`, `text_view`, `geo_view` …
    pub view_type: Spanned<String>,
    /// The view's own settings.
    pub rest: Map<String, Value>,
}

impl<T: Default> Default for Spanned<T> {
    fn default() -> Self {
        Self { value: T::default(), span: Span::default() }
    }
}
