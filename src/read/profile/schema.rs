//! A profile as JSON, in the form that ckanext-scheming's actions give.

use serde_json::{Map, Value, json};

use crate::read::profile::{Field, Profile, preset};

/// Keys at the top of a profile that no getter asks for.
pub(super) const TOP: [&str; 9] = [
    "about",
    "about_url",
    "after_validators",
    "before_validators",
    "draft_fields_required",
    "form_languages",
    "group_type",
    "organization_type",
    "scheming_version",
];

/// What a schema is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Datasets and their resources.
    Dataset,
    /// Organisations.
    Organization,
    /// Groups.
    Group,
}

impl Part {
    /// The key that names the kind.
    fn key(self) -> &'static str {
        match self {
            Self::Dataset => "dataset_type",
            Self::Organization => "organization_type",
            Self::Group => "group_type",
        }
    }
}

/// How much a schema says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As the file says it.
    Raw,
    /// With the keys of presets in each field.
    Expanded,
}

impl Profile {
    /// The kind of a part: what its `type` is.
    pub fn kind_of(&self, part: Part) -> &str {
        match part {
            Part::Dataset => &self.kind,
            Part::Organization => "organization",
            Part::Group => "group",
        }
    }

    /// The schema of a part; `home` is the address where nothing else is given.
    pub fn schema(&self, part: Part, form: Form, home: &str) -> Value {
        let mut schema = Map::new();
        schema.insert("scheming_version".to_owned(), json!(2));
        schema.insert(part.key().to_owned(), json!(self.kind_of(part)));
        schema.insert("about_url".to_owned(), json!(home));
        let lists: &[(&str, &[Field])] = match part {
            Part::Dataset => {
                &[("dataset_fields", &self.dataset), ("resource_fields", &self.resource)]
            }
            Part::Organization | Part::Group => &[("fields", &self.body)],
        };
        // What the file says of itself, in its order.
        for (key, value) in &self.raw {
            if !matches!(&**key, "dataset_type" | "organization_type" | "group_type") {
                schema.insert(key.clone(), value.clone());
            }
        }
        for (key, fields) in lists {
            let fields = fields.iter().map(|field| entry(field, form)).collect();
            schema.insert((*key).to_owned(), Value::Array(fields));
        }
        Value::Object(schema)
    }
}

fn entry(field: &Field, form: Form) -> Value {
    if form == Form::Raw {
        return Value::Object(field.raw.clone());
    }
    let mut entry = preset::merged(&field.raw);
    if !field.subfields.is_empty() {
        let subfields = field.subfields.iter().map(|field| self::entry(field, form)).collect();
        entry.insert("repeating_subfields".to_owned(), Value::Array(subfields));
    }
    Value::Object(entry)
}
