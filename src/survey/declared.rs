//! How does a resource say that its table lies in the file, and what its columns are?

use crate::read::{self, Field};
use crate::table::{Cause, Checks, Format, Layout, Packing, Schema};
use serde_json::{Map, Value, json};

/// Types of Table Schema.
const TYPES: [&str; 15] = [
    "string",
    "number",
    "integer",
    "boolean",
    "object",
    "array",
    "list",
    "date",
    "time",
    "datetime",
    "year",
    "yearmonth",
    "duration",
    "geopoint",
    "geojson",
];

/// What a resource declares of its table.
#[derive(Clone, Debug)]
pub struct Declared {
    /// Format, packing, encoding and dialect; those that are not declared are found out.
    pub layout: Layout,
    /// Its dictionary as a Table Schema; none where it has none.
    pub dictionary: Option<Value>,
    /// The rules that its rows are to keep.
    pub checks: Checks,
    /// What is wrong with dialect and rules.
    pub problems: Vec<Cause>,
    /// Everything that decides how the table is read, for who keeps what it comes to.
    pub trace: String,
}

impl Declared {
    /// What the record of a resource says of a file; none where it is no table.
    ///
    /// The file's name decides on its format, the record where the name says nothing. Any JSON and
    /// any text may be something else: those are tables where they have a dictionary.
    pub fn of(record: &read::Resource, file: &str, format: &str) -> Option<Self> {
        let mut layout = Layout::of_name(file);
        if layout.format == Format::Unknown && layout.packing == Packing::None {
            layout = Layout { packing: layout.packing, ..Layout::of_format(format) };
        }
        let dictionary = dictionary(record);
        let lower = file.to_ascii_lowercase();
        let inner = lower.trim_end_matches(".gz").trim_end_matches(".zip");
        let certain = match layout.format {
            Format::Unknown => return None,
            Format::Json => false,
            Format::Delimited => inner.rsplit_once('.').is_none_or(|(_, ending)| ending != "txt"),
            Format::JsonLines | Format::Sheet(_) => true,
        };
        if !certain && dictionary.is_none() && !record.custom.contains_key("dialect") {
            return None;
        }
        let text = |key: &str| record.custom.get(key).and_then(Value::as_str);
        layout.encoding = text("encoding").filter(|name| !name.is_empty()).map(str::to_owned);
        if let (Packing::Zip { member }, Some(inner)) = (&mut layout.packing, text("innerpath")) {
            *member = Some(inner.to_owned());
        }
        let mut problems = Vec::new();
        if let Some(dialect) = record.custom.get("dialect").filter(|value| !value.is_null()) {
            problems = layout.dialect.read(dialect).err().unwrap_or_default();
        }
        let rules = record.custom.get("checks").filter(|value| !value.is_null());
        let (mut checks, wrong) = rules.map(Checks::of_rules).unwrap_or_default();
        checks.duplicates = true;
        problems.extend(wrong);
        let null = Value::Null;
        let (asked, rules) = (dictionary.as_ref().unwrap_or(&null), rules.unwrap_or(&null));
        let trace = format!("{layout:?} {asked} {rules}");
        Some(Self { layout, dictionary, checks, problems, trace })
    }

    /// What a file by itself is, by its name.
    pub fn of_file(file: &str) -> Self {
        let layout = Layout::of_name(file);
        let trace = format!("{layout:?}");
        let checks = Checks::of_duplicates();
        Self { layout, dictionary: None, checks, problems: Vec::new(), trace }
    }

    /// The dictionary, ready to hold a table to.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn schema(&self) -> Result<Option<Schema>, Vec<Cause>> {
        self.dictionary.as_ref().map(Schema::from_json).transpose()
    }
}

/// `fields:` as a Table Schema, with the keys and missing values that `schema:` adds; `schema:`
/// alone where it has the columns. Columns are found by their name: `fields:` may name them in any
/// order.
pub(super) fn dictionary(record: &read::Resource) -> Option<Value> {
    let mut schema = match record.custom.get("schema") {
        Some(Value::Object(schema)) => schema.clone(),
        _ => Map::new(),
    };
    if !record.fields.is_empty() {
        let fields = record.fields.iter().map(field).collect();
        schema.insert("fields".to_owned(), Value::Array(fields));
        schema.entry("fieldsMatch").or_insert_with(|| json!("equal"));
    }
    schema.contains_key("fields").then_some(Value::Object(schema))
}

/// A column in Table Schema's words.
fn field(field: &Field) -> Value {
    let mut object = Map::new();
    object.insert("name".to_owned(), field.name.as_str().into());
    // Without a type nothing is asked of the cells; of one that nobody knows the reader tells.
    let kind = field.kind.as_ref().map(|kind| kind.as_str());
    let kind = kind.filter(|kind| TYPES.contains(kind)).unwrap_or("any");
    object.insert("type".to_owned(), kind.into());
    let texts = [("title", &field.title), ("description", &field.description)];
    for (key, text) in texts {
        if let Some(text) = text {
            object.insert(key.to_owned(), text.as_str().into());
        }
    }
    object.extend(field.rest.iter().map(|(key, value)| (key.clone(), value.clone())));
    Value::Object(object)
}
