//! A resource of a dataset file → [`Resource`], with its fields and views.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization as _;

use crate::read::dataset::limits;
use crate::read::fields::{Fields, Others};
use crate::read::node::{Node, NodeKind};
use crate::read::own::{self, Of};
use crate::read::{Timestamp, keys, profile, vocabulary};
use crate::report::{Problems, Severity, Span, Spanned};

/// A file or an address that belongs to a dataset.
#[derive(Clone, Debug, Default)]
pub struct Resource {
    /// The whole entry in the dataset's file.
    pub span: Span,
    /// Which entry of the file's list it is, from 0: one that cannot be read counts too.
    pub item: usize,
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
    /// `encoding` and whatever else), with its JSON type; those of the portal's profile as
    /// ckanext-scheming publishes them.
    pub custom: Map<String, Value>,
    /// As in a dataset: keys of which a problem tells already.
    pub told: Vec<String>,
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

/// How a pointer begins that Git LFS left in the place of a file.
pub const LFS_POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";

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

impl Resource {
    /// The resource that an entry of `resources` says; none where it is not a mapping.
    /// `own` are the fields of the portal's profile.
    pub fn decode(node: &Node, own: &[profile::Field], problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::of_item(node, problems, "path")?;
        fields.lost_text("name");
        let location = location(&mut fields);
        let others = Others::Resource {
            url: fields.given("url").is_some_and(|node| !is_empty(node)),
            path: fields.given("path").is_some_and(|node| !is_empty(node)),
        };
        let mut resource = Self {
            span: node.span,
            id: fields.resource_id(),
            name: fields.text("name"),
            description: fields.text("description"),
            location,
            format: fields.text("format"),
            mimetype: fields.text("mimetype"),
            size: size(&mut fields),
            hash: fields.plain("hash"),
            created: fields.date("created"),
            last_modified: fields.date("last_modified"),
            metadata_modified: fields.date("metadata_modified"),
            state: fields.state(),
            ..Self::default()
        };
        for item in fields.list("fields", limits::FIELDS) {
            resource.fields.extend(Field::decode(item, fields.problems));
        }
        names_twice(&resource.fields, fields.problems);
        for item in fields.list("views", limits::VIEWS) {
            resource.views.extend(View::decode(item, fields.problems));
        }
        resource.custom = own::decode(&mut fields, own, Of::Resource);
        let expected: Vec<&str> = own.iter().map(|field| field.name.as_str()).collect();
        let mut rest = fields.finish(others, &expected);
        resource.custom.append(&mut rest.custom);
        // Never published, here as in a dataset.
        resource.custom.shift_remove("plugin_data");
        let hidden = |value: &Value| *value != Value::Bool(false) && !value.is_null();
        if rest.misspelt.iter().any(|key| keys::closes(key))
            || resource.custom.get("private").is_some_and(hidden)
        {
            resource.state = Some("withheld".to_owned());
        }
        resource.told = rest.into_told();
        Some(resource)
    }
}

fn is_empty(node: &Node) -> bool {
    matches!(&node.kind, NodeKind::Scalar { text, .. } if text.trim().is_empty())
}

/// `url` or `path`: one of them, never both.
fn location(fields: &mut Fields) -> Location {
    let url_span = fields.key_span("url");
    let url = fields.text("url");
    let path = fields.text("path").filter(|path| !path.value.is_empty());
    match (url, path) {
        (Some(url), Some(path)) if !url.value.is_empty() => {
            let source = fields.problems.source;
            let problem = fields.problems.error("resource-url-and-path", path.span);
            problem.arg("path", &path.value).arg("url", &url.value);
            problem.label(source, url_span.unwrap_or(url.span), "label.url-here");
            Location::Missing
        }
        (_, Some(path)) => {
            if let Some(code) = bad_path(&path.value) {
                let problem = fields.problems.error(code, path.span).arg("path", &path.value);
                problem.arg("write", path.value.replace('\\', "/"));
            }
            // The same name in the form of characters that addresses are published in.
            let value = path.value.nfc().collect();
            Location::File { path: Spanned { value, ..path }, file: None }
        }
        (Some(url), None) => Location::Url(Spanned { value: url.value.trim().to_owned(), ..url }),
        (None, None) => {
            let keys = &["url", "path"];
            fields.lacks(Severity::Error, "resource-without-location", keys, "");
            Location::Missing
        }
    }
}

/// Why a path may not be followed; none if it leads to a file below the dataset's folder.
pub(super) fn bad_path(path: &str) -> Option<&'static str> {
    if path.contains('\\') {
        return Some("path-backslash");
    }
    let drive = path.as_bytes().get(1) == Some(&b':');
    if path.starts_with('/') || drive || path.split('/').any(|part| part == "..") {
        return Some("path-outside");
    }
    if path.contains("://") {
        return Some("path-is-url");
    }
    let odd = |part: &str| part.is_empty() || part.starts_with('.');
    let unsafe_name = path.len() > 255 || path.chars().any(char::is_control);
    if unsafe_name || path.split('/').any(odd) {
        return Some("path-invalid");
    }
    None
}

/// A whole number, kept as text if it was written in quotes.
fn size(fields: &mut Fields) -> Option<Value> {
    let node = fields.given("size")?;
    match &node.kind {
        NodeKind::Scalar { text, .. } if text.is_empty() => None,
        NodeKind::Scalar { text, plain } if text.bytes().all(|b| b.is_ascii_digit()) => {
            match text.parse::<u64>() {
                Ok(number) if *plain => Some(Value::from(number)),
                Ok(_) => Some(Value::from(text.as_str())),
                Err(_) => {
                    fields.wrong("field-not-whole", "size", node);
                    None
                }
            }
        }
        _ => {
            fields.wrong("field-not-whole", "size", node).help("size-help");
            None
        }
    }
}

/// Warns of columns with one name.
fn names_twice(fields: &[Field], problems: &mut Problems) {
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    for Field { name, .. } in fields.iter().filter(|field| !field.name.is_empty()) {
        if let Some(span) = first.get(name.value.as_str()) {
            let source = problems.source;
            let problem = problems.warning("field-name-twice", name.span);
            problem.arg("name", &name.value).label(source, *span, "label.first-here");
        } else {
            first.insert(&name.value, name.span);
        }
    }
}

impl Field {
    /// The column that an entry of `fields` says.
    fn decode(node: &Node, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::of_item(node, problems, "name")?;
        let field = Self {
            name: fields.required("name").unwrap_or_default(),
            kind: fields.text("type"),
            title: fields.plain("title"),
            description: fields.plain("description"),
            rest: Map::new(),
        };
        fields.know(&["format", "constraints", "example", "missingValues"]);
        if let Some(kind) = &field.kind {
            vocabulary::check(
                &vocabulary::FIELD_TYPES,
                "field-type-unknown",
                kind,
                fields.problems,
            );
        }
        Some(Self { rest: fields.finish(Others::Keep, &[]).custom, ..field })
    }
}

impl View {
    /// The view that an entry of `views` says.
    fn decode(node: &Node, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::of_item(node, problems, "view_type")?;
        let view = Self {
            id: fields.uuid("id"),
            title: fields.plain("title"),
            description: fields.plain("description"),
            view_type: fields.required("view_type").unwrap_or_default(),
            rest: Map::new(),
        };
        Some(Self { rest: fields.finish(Others::Keep, &[]).custom, ..view })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_below_the_dataset_are_followed() {
        for good in ["datos.csv", "2024/datos.csv", "año 2024.csv"] {
            assert_eq!(bad_path(good), None, "{good}");
        }
        for bad in [
            "/etc/passwd",
            "../x.csv",
            "a/../../x",
            "C:/x",
            "a\\b",
            ".env",
            "a/.git/x",
            "a//b",
            "https://x/y",
            "a\nb",
        ] {
            assert!(bad_path(bad).is_some(), "{bad}");
        }
    }
}
