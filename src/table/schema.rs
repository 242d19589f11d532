//! A Table Schema as JSON → columns and keys that can be checked, or what is wrong with it.

use serde_json::{Map, Value};

use crate::table::constraint::{self, wrong};
use crate::table::fault::{Cause, cut};
use crate::table::field::{Field, Format, Point, Reader, Written};
use crate::table::moment::Pattern;
use crate::table::number::Marks;

/// How labels and fields find each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldsMatch {
    /// The same names in the same order.
    #[default]
    Exact,
    /// The same names in any order.
    Equal,
    /// Every field has a label.
    Subset,
    /// Every label has a field.
    Superset,
    /// At least one of each.
    Partial,
}

/// A reference from columns of this table to columns of another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignKey {
    /// Columns here.
    pub fields: Vec<String>,
    /// The other table; empty for this one.
    pub resource: String,
    /// Columns there.
    pub reference: Vec<String>,
}

/// Columns and keys of a table.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// The columns, in their order.
    pub fields: Vec<Field>,
    /// How they find their labels.
    pub fields_match: FieldsMatch,
    /// The columns that tell rows apart.
    pub primary_key: Vec<String>,
    /// Further columns, alone or together, whose values do not repeat.
    pub unique_keys: Vec<Vec<String>>,
    /// References to other tables.
    pub foreign_keys: Vec<ForeignKey>,
    /// Whether somebody wrote it: a schema made from the labels demands nothing of types.
    pub declared: bool,
}

/// How many columns a schema may have.
const FIELDS: usize = 10_000;

impl Schema {
    /// Reads a descriptor.
    ///
    /// # Errors
    /// Everything that is wrong with it: `schema-error` and `field-error`.
    pub fn from_json(descriptor: &Value) -> Result<Self, Vec<Cause>> {
        let problem = |reason| Cause::new("schema-error").because(reason);
        let Some(object) = descriptor.as_object() else {
            return Err(vec![problem("not-an-object")]);
        };
        let Some(fields) = object.get("fields").and_then(Value::as_array) else {
            return Err(vec![problem("schema-without-fields")]);
        };
        if fields.len() > FIELDS {
            return Err(vec![problem("too-many-fields").with("limit", FIELDS)]);
        }
        let mut schema = Self { declared: true, ..Self::default() };
        let mut problems = Vec::new();
        let missing = match missing_values(object) {
            Missing::Declared(missing) => Some(missing),
            Missing::Undeclared => None,
            Missing::Wrong => {
                problems.push(problem("missing-values"));
                None
            }
        };
        for (index, descriptor) in fields.iter().enumerate() {
            match field(descriptor, index, missing.as_deref()) {
                Ok(field) => schema.fields.push(field),
                Err(wrong) => problems.extend(wrong),
            }
        }
        if problems.is_empty() {
            problems.extend(schema.add_keys(object));
        }
        if problems.is_empty() { Ok(schema) } else { Err(problems) }
    }

    /// A schema that knows no more than the labels.
    pub fn of_labels<'a>(labels: impl IntoIterator<Item = &'a str>) -> Self {
        Self { fields: labels.into_iter().map(Field::untyped).collect(), ..Self::default() }
    }

    /// The place of a column.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    fn add_keys(&mut self, object: &Map<String, Value>) -> Vec<Cause> {
        let problem =
            |reason, key: &str| Cause::new("schema-error").because(reason).with("key", key);
        let mut problems = Vec::new();
        let mut names: Vec<&str> = self.fields.iter().map(|field| field.name.as_str()).collect();
        names.sort_unstable();
        if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            problems.push(problem("field-twice", "fields").with("name", twice[0]));
        }
        self.fields_match = matching(object.get("fieldsMatch")).unwrap_or_else(|| {
            problems.push(problem("unknown-value", "fieldsMatch"));
            FieldsMatch::Exact
        });
        let known = |keys: &[String]| keys.iter().find(|key| self.position(key).is_none()).cloned();
        let mut key = |name: &str, value: Option<&Value>| match value.map(names_of) {
            None => Vec::new(),
            Some(None) => {
                problems.push(problem("not-names", name));
                Vec::new()
            }
            Some(Some(keys)) => {
                if let Some(unknown) = known(&keys) {
                    problems.push(problem("field-unknown", name).with("name", unknown));
                }
                keys
            }
        };
        let primary = key("primaryKey", object.get("primaryKey"));
        let unique: Vec<Vec<String>> = match object.get("uniqueKeys") {
            Some(Value::Array(all)) => all.iter().map(|one| key("uniqueKeys", Some(one))).collect(),
            Some(other) => vec![key("uniqueKeys", Some(other))],
            None => Vec::new(),
        };
        let mut foreign = Vec::new();
        let declared = object.get("foreignKeys").and_then(Value::as_array);
        for one in declared.into_iter().flatten() {
            let fields = key("foreignKeys", one.get("fields").or(Some(&Value::Null)));
            let reference = one.get("reference");
            let resource = reference.and_then(|to| to.get("resource")).and_then(Value::as_str);
            let there = reference.and_then(|to| to.get("fields")).and_then(names_of);
            let resource = resource.unwrap_or_default().to_owned();
            let reference = there.unwrap_or_default();
            let inside = if resource.is_empty() { known(&reference) } else { None };
            foreign.push((ForeignKey { fields, resource, reference }, inside));
        }
        for (one, inside) in &foreign {
            if let Some(unknown) = inside {
                problems.push(problem("field-unknown", "foreignKeys").with("name", unknown));
            } else if one.fields.len() != one.reference.len() {
                problems.push(problem("foreign-key-lengths", "foreignKeys"));
            }
        }
        self.primary_key = primary;
        self.unique_keys = unique.into_iter().filter(|key| !key.is_empty()).collect();
        self.foreign_keys = foreign.into_iter().map(|(one, _)| one).collect();
        problems
    }
}

fn matching(value: Option<&Value>) -> Option<FieldsMatch> {
    let Some(value) = value else { return Some(FieldsMatch::Exact) };
    // Version 2 writes it as a list of one.
    let word = value.as_str().or_else(|| value.as_array()?.first()?.as_str());
    Some(match word? {
        "exact" => FieldsMatch::Exact,
        "equal" => FieldsMatch::Equal,
        "subset" => FieldsMatch::Subset,
        "superset" => FieldsMatch::Superset,
        "partial" => FieldsMatch::Partial,
        _ => return None,
    })
}

/// One name or a list of them.
pub(crate) fn names_of(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(name) => Some(vec![name.clone()]),
        Value::Array(names) => names.iter().map(|n| n.as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}

/// What `missingValues` says.
enum Missing {
    Undeclared,
    Declared(Vec<String>),
    Wrong,
}

/// Texts, or version 2's objects with a value and a label.
fn missing_values(object: &Map<String, Value>) -> Missing {
    let Some(value) = object.get("missingValues") else { return Missing::Undeclared };
    let text = |one: &Value| one.as_str().or_else(|| one.get("value")?.as_str()).map(str::to_owned);
    let texts = value.as_array().and_then(|all| all.iter().map(text).collect());
    texts.map_or(Missing::Wrong, Missing::Declared)
}

/// Reads one column.
fn field(
    descriptor: &Value,
    index: usize,
    missing: Option<&[String]>,
) -> Result<Field, Vec<Cause>> {
    let mut field = Field::untyped(&(index + 1).to_string());
    let Some(object) = descriptor.as_object() else {
        return Err(vec![wrong(&field, "fields", "not-an-object")]);
    };
    match object.get("name").and_then(Value::as_str) {
        Some(name) if !name.is_empty() => name.clone_into(&mut field.name),
        _ => return Err(vec![wrong(&field, "name", "field-without-name")]),
    }
    let name = field.name.clone();
    let (kind, reader) = match reader(object, &field) {
        Ok(reader) => reader,
        Err(problem) => return Err(vec![problem]),
    };
    field = Field::plain(&name, kind, reader);
    let format = object.get("format").and_then(Value::as_str).filter(|f| *f != "default");
    if let Some(format) = format {
        field.wrong_type =
            Cause::of_column("type-error", &name).with("type", format!("{kind}/{format}"));
    }
    field.title = object.get("title").and_then(Value::as_str).map(|title| cut(title, 200));
    let mut problems = Vec::new();
    if object.contains_key("required") {
        problems.push(wrong(&field, "required", "required-misplaced"));
    }
    match (missing_values(object), missing) {
        (Missing::Declared(own), _) => field.missing = own,
        (Missing::Undeclared, Some(missing)) => field.missing = missing.to_vec(),
        (Missing::Undeclared, None) => {}
        (Missing::Wrong, _) => problems.push(wrong(&field, "missingValues", "missing-values")),
    }
    problems.extend(constraint::add(&mut field, object));
    if problems.is_empty() { Ok(field) } else { Err(problems) }
}

/// How a column's cells are read, by its type and format.
fn reader(object: &Map<String, Value>, field: &Field) -> Result<(&'static str, Reader), Cause> {
    let text = |key: &str| object.get(key).and_then(Value::as_str);
    let format = text("format").unwrap_or("default");
    let known = |reader: Option<Reader>| {
        reader.ok_or_else(|| wrong(field, "format", "format-unknown").with("value", format))
    };
    let kind = match object.get("type") {
        None => "any",
        Some(kind) => kind.as_str().unwrap_or_default(),
    };
    Ok(match kind {
        "string" => ("string", known(string(format).map(Reader::String))?),
        "integer" => ("integer", Reader::Integer(marks(object))),
        "number" => ("number", Reader::Number(marks(object))),
        "boolean" => ("boolean", boolean(object, field)?),
        "date" => ("date", known(written(format).map(Reader::Date))?),
        "time" => ("time", known(written(format).map(Reader::Time))?),
        "datetime" => ("datetime", known(written(format).map(Reader::DateTime))?),
        "year" => ("year", Reader::Year),
        "yearmonth" => ("yearmonth", Reader::YearMonth),
        "duration" => ("duration", Reader::Duration),
        "object" => ("object", Reader::Object),
        "array" => ("array", Reader::Array(array_item(object, field)?)),
        "list" => ("list", list(object, field)?),
        "geopoint" => {
            let point = match format {
                "default" => Some(Point::Text),
                "array" => Some(Point::Array),
                "object" => Some(Point::Object),
                _ => None,
            };
            ("geopoint", known(point.map(Reader::GeoPoint))?)
        }
        "geojson" => {
            let reader = match format {
                "default" => Some(Reader::GeoJson),
                "topojson" => Some(Reader::TopoJson),
                _ => None,
            };
            ("geojson", known(reader)?)
        }
        "any" => ("any", Reader::Any),
        other => return Err(wrong(field, "type", "type-unknown").with("value", other)),
    })
}

fn string(format: &str) -> Option<Format> {
    Some(match format {
        "default" => Format::Default,
        "email" => Format::Email,
        "uri" => Format::Uri,
        "uuid" => Format::Uuid,
        "binary" => Format::Binary,
        "wkt" => Format::Wkt,
        _ => return None,
    })
}

fn written(format: &str) -> Option<Written> {
    match format {
        "default" => Some(Written::Iso),
        "any" => Some(Written::Any),
        // Earlier versions of the specification put `fmt:` before a pattern.
        _ => Pattern::new(format.strip_prefix("fmt:").unwrap_or(format)).map(Written::As),
    }
}

fn marks(object: &Map<String, Value>) -> Marks {
    let text = |key: &str| object.get(key).and_then(Value::as_str).map(str::to_owned);
    Marks {
        decimal: text("decimalChar").unwrap_or_else(|| ".".to_owned()),
        group: text("groupChar").unwrap_or_default(),
        bare: object.get("bareNumber").and_then(Value::as_bool).unwrap_or(true),
    }
}

fn boolean(object: &Map<String, Value>, field: &Field) -> Result<Reader, Cause> {
    let values = |key: &str, usual: [&str; 4]| match object.get(key) {
        None => Ok(usual.map(str::to_owned).to_vec()),
        Some(value) => {
            let texts = value.as_array().and_then(|_| names_of(value));
            texts.ok_or_else(|| wrong(field, key, "not-names"))
        }
    };
    Ok(Reader::Boolean {
        yes: values("trueValues", ["true", "True", "TRUE", "1"])?,
        no: values("falseValues", ["false", "False", "FALSE", "0"])?,
    })
}

fn array_item(object: &Map<String, Value>, owner: &Field) -> Result<Option<Box<Field>>, Cause> {
    let Some(Value::Object(item)) = object.get("arrayItem") else { return Ok(None) };
    if item.contains_key("arrayItem") {
        return Err(wrong(owner, "arrayItem", "nested-too-deep"));
    }
    let mut item = item.clone();
    item.entry("name").or_insert_with(|| owner.name.clone().into());
    match field(&item.into(), 0, None) {
        Ok(item) => Ok(Some(Box::new(item))),
        Err(mut problems) => Err(problems.remove(0)),
    }
}

fn list(object: &Map<String, Value>, field: &Field) -> Result<Reader, Cause> {
    let text = |key: &str| object.get(key).and_then(Value::as_str);
    let delimiter = text("delimiter").filter(|mark| !mark.is_empty()).unwrap_or(",").to_owned();
    let item = match text("itemType") {
        None => None,
        Some("string") => Some(Reader::String(Format::Default)),
        Some("integer") => Some(Reader::Integer(Marks::default())),
        Some("number") => Some(Reader::Number(Marks::default())),
        Some("boolean") => Some(boolean(&Map::new(), field)?),
        Some("date") => Some(Reader::Date(Written::Iso)),
        Some("time") => Some(Reader::Time(Written::Iso)),
        Some("datetime") => Some(Reader::DateTime(Written::Iso)),
        Some(other) => {
            return Err(wrong(field, "itemType", "type-unknown").with("value", other));
        }
    };
    Ok(Reader::List { delimiter, item: item.map(Box::new) })
}
