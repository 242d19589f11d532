//! A resource of the catalogue → the file that is loaded, how its table lies in it, which types its data
//! dictionary declares.

use std::path::PathBuf;

use serde_json::{Map, Value as Json, json};
use sha2::{Digest as _, Sha256};
use unicode_normalization::UnicodeNormalization as _;

use crate::catalog::Resource;
use crate::datastore::column::Kind;
use crate::datastore::folder;
use crate::datastore::load::typed;
use crate::datastore::status::Refusal;
use crate::table::{Field, Folder as _, Format, Layout, PackageFolder, Source};

/// Goes into the names of files: what was loaded another way is loaded again.
const VERSION: &str = "1";

/// A table that could be loaded.
#[derive(Clone, Debug)]
pub(super) struct Job {
    /// The portal's folder.
    root: PathBuf,
    /// From there.
    path: String,
    sha256: [u8; 32],
    pub(super) layout: Layout,
    declared: Vec<Declared>,
}

/// What the data dictionary says of a column's type.
#[derive(Clone, Debug)]
struct Declared {
    name: String,
    descriptor: Map<String, Json>,
    kind: Kind,
}

/// What a type of Table Schema depends on.
const WRITING: [&str; 9] = [
    "format",
    "decimalChar",
    "groupChar",
    "bareNumber",
    "trueValues",
    "falseValues",
    "missingValues",
    "delimiter",
    "itemType",
];

impl Job {
    /// The table of a resource; none where it has no file that is a table.
    pub(super) fn of(root: PathBuf, resource: &Resource) -> Option<Self> {
        let file = resource.file()?;
        let layout = layout(resource, &file.path)?;
        let declared = resource.record.fields.iter().filter_map(Declared::of).collect();
        Some(Self { root, path: file.path.clone(), sha256: file.sha256, layout, declared })
    }

    /// A name for what is loaded: another one for other bytes, another layout or other types.
    pub(super) fn key(&self) -> String {
        let mut digest = Sha256::new();
        digest.update(VERSION);
        digest.update(self.sha256);
        digest.update(format!("{:?}", self.layout));
        for declared in &self.declared {
            digest.update(json!([declared.name, declared.descriptor]).to_string());
            digest.update(declared.kind.name());
        }
        crate::text::hex(&digest.finalize()[..20])
    }

    /// The file, if it is still what the catalogue says it is.
    pub(super) fn open(&self) -> Result<Source, Refusal> {
        let unreadable = |_| Refusal::because("scheme-error", "unreadable");
        let inside = PackageFolder::new(&self.root).map_err(unreadable)?;
        let bytes = folder::sha256(&self.root.join(&self.path)).map_err(unreadable)?;
        if bytes != self.sha256 {
            return Err(Refusal::because("source-error", "changed"));
        }
        Ok(inside.source(&self.path))
    }

    /// Where the file is.
    pub(super) fn file(&self) -> PathBuf {
        self.root.join(&self.path)
    }

    /// The type that is declared for a label.
    pub(super) fn declared(&self, label: &str) -> Option<(Field, Kind)> {
        let same = |name: &str| name.trim().nfc().eq(label.trim().nfc());
        let declared = self.declared.iter().find(|declared| same(&declared.name))?;
        let field = typed(Json::Object(declared.descriptor.clone()), label)?;
        Some((field, declared.kind))
    }
}

/// How the table lies in its file; none where it is no table, or a document that only a data dictionary
/// makes one.
fn layout(resource: &Resource, path: &str) -> Option<Layout> {
    let mut layout = Layout::of_name(path);
    let ending = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    if layout.format == Format::Unknown || ending == "txt" {
        let packing = std::mem::take(&mut layout.packing);
        layout = Layout { packing, ..Layout::of_format(&resource.format) };
    }
    let described = !resource.record.fields.is_empty();
    let table = match layout.format {
        Format::Unknown => false,
        Format::Delimited => !resource.format.eq_ignore_ascii_case("txt") || described,
        Format::Sheet(_) => true,
        Format::Json | Format::JsonLines => described,
    };
    if !table {
        return None;
    }
    let custom = &resource.record.custom;
    let encoding = custom.get("encoding").and_then(Json::as_str);
    layout.encoding = encoding.filter(|name| !name.is_empty()).map(str::to_owned);
    if let Some(dialect) = custom.get("dialect") {
        // A dialect that is wrong is told by the checks; what is right of it counts.
        _ = layout.dialect.read(dialect);
    }
    Some(layout)
}

impl Declared {
    fn of(field: &crate::read::Field) -> Option<Self> {
        let rest = |key: &str| field.rest.get(key);
        let told = rest("type_override").and_then(Json::as_str).and_then(Kind::of);
        let kind = field.kind.as_ref().map(|kind| kind.as_str());
        let (kind, own) = match (told, kind) {
            (Some(told), kind) => (told, kind.filter(|kind| of_type(kind) == Some(told))),
            (None, Some(kind)) => (of_type(kind)?, Some(kind)),
            (None, None) => return None,
        };
        let mut descriptor = Map::new();
        descriptor.insert("type".to_owned(), own.unwrap_or_else(|| schema_type(kind)).into());
        let writing = WRITING.iter().filter(|_| own.is_some());
        for key in writing {
            if let Some(value) = rest(key) {
                descriptor.insert((*key).to_owned(), value.clone());
            }
        }
        if own.is_none() && matches!(kind, Kind::Timestamp | Kind::Date | Kind::Time) {
            descriptor.insert("format".to_owned(), "any".into());
        }
        Some(Self { name: field.name.value.clone(), descriptor, kind })
    }
}

/// The type that a type of Table Schema becomes; none where it is to be found out.
fn of_type(kind: &str) -> Option<Kind> {
    Some(match kind {
        "string" | "yearmonth" | "duration" | "geopoint" | "list" => Kind::Text,
        "integer" | "year" => Kind::Int4,
        "number" => Kind::Numeric,
        "boolean" => Kind::Bool,
        "date" => Kind::Date,
        "time" => Kind::Time,
        "datetime" => Kind::Timestamp,
        "object" | "array" | "geojson" => Kind::Json,
        _ => return None,
    })
}

/// How cells of a type are read where only that is known.
fn schema_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "string",
        Kind::Numeric | Kind::Float8 => "number",
        Kind::Int4 | Kind::Int8 => "integer",
        Kind::Bool => "boolean",
        Kind::Timestamp => "datetime",
        Kind::Date => "date",
        Kind::Time => "time",
        Kind::Json => "any",
    }
}
