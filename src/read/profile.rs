//! What the files of a portal may and must say: a profile in the form of ckanext-scheming.
//!
//! A profile comes along with the program ([`SHIPPED`]) or is `catalog/profiles/<name>.yaml`.

mod field;
mod preset;
mod schema;
mod validator;

pub use field::{Choice, Field, Kind, Label};
pub use schema::{Form, Part};

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use serde_json::{Map, Value};

use crate::read::fields::{Fields, Others, check_name};
use crate::read::node::Node;
use crate::read::organization::or_empty;
use crate::read::{keys, yaml};
use crate::report::{Diagnostic, Problems, Source, Span, Spanned};

/// The folder of a portal's own profiles.
pub const FOLDER: &str = "catalog/profiles";

/// The profile of a portal that names none: CKAN's `package_create` as it is.
pub const PLAIN: &str = "ckan";

/// The profiles that come along, each with its file.
pub const SHIPPED: [(&str, &str); 3] = [
    ("cl", include_str!("../../assets/profiles/cl.yaml")),
    (PLAIN, include_str!("../../assets/profiles/ckan.yaml")),
    ("ec", include_str!("../../assets/profiles/ec.yaml")),
];

/// How many items the lists of a profile may have.
pub mod limits {
    /// Fields of a list.
    pub const FIELDS: usize = 200;
    /// `choices` of a field.
    pub const CHOICES: usize = 2_000;
    /// Validators of a field.
    pub const VALIDATORS: usize = 20;
}

/// Which fields files have, and what may stand in them.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// What `portal.yaml` calls it.
    pub name: String,
    /// `dataset_type`.
    pub kind: String,
    /// `dataset_fields`, in the order of forms and pages. CKAN's own are among them.
    pub dataset: Vec<Field>,
    /// `resource_fields`.
    pub resource: Vec<Field>,
    /// `fields`: those of organisations and groups.
    pub body: Vec<Field>,
    /// Whether the file could be read. Where not, nobody knows which keys it would have named.
    pub state: State,
    /// What the file says beside its lists.
    raw: Map<String, Value>,
}

/// How much of a profile is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// All of it.
    Read,
    /// Its file is broken: a key that no field names may be one of its own.
    Broken,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            name: String::new(),
            kind: "dataset".to_owned(),
            dataset: Vec::new(),
            resource: Vec::new(),
            body: Vec::new(),
            state: State::Read,
            raw: Map::new(),
        }
    }
}

impl Profile {
    /// A profile that comes along.
    pub fn shipped(name: &str) -> Option<Arc<Self>> {
        static OTHERS: LazyLock<BTreeMap<&str, Arc<Profile>>> = LazyLock::new(|| {
            SHIPPED.iter().map(|(name, text)| (*name, Profile::embedded(name, text))).collect()
        });
        if name == PLAIN { Some(Self::plain()) } else { OTHERS.get(name).map(Arc::clone) }
    }

    /// CKAN's own, which completes all others.
    pub fn plain() -> Arc<Self> {
        static OWN: LazyLock<Arc<Profile>> = LazyLock::new(|| {
            let text = SHIPPED.iter().find(|(name, _)| *name == PLAIN).map_or("", |(_, text)| text);
            Profile::embedded(PLAIN, text)
        });
        Arc::clone(&OWN)
    }

    fn embedded(name: &str, text: &str) -> Arc<Self> {
        let source = Source::new(format!("{name}.yaml"), text);
        let said = Self::said(&source, name).0;
        Arc::new(said.map_or_else(Self::default, |(profile, lacks)| {
            if name == PLAIN { profile } else { profile.completed(&lacks) }
        }))
    }

    /// What stands for a profile whose file cannot be read: CKAN's own fields, and nothing is said of
    /// others.
    pub fn broken(name: &str) -> Self {
        let plain = Self::plain();
        Self { name: name.to_owned(), state: State::Broken, ..Self::clone(&plain) }
    }

    /// The profile that a file says; none where it is no YAML. Which lists it leaves out is as CKAN
    /// has it.
    pub fn decode(source: &Source, name: &str) -> (Option<Self>, Vec<Diagnostic>) {
        let (said, found) = Self::said(source, name);
        (said.map(|(profile, lacks)| profile.completed(&lacks)), found)
    }

    /// The profile that a file says, and the lists that are not there.
    fn said(source: &Source, name: &str) -> (Option<(Self, Vec<List>)>, Vec<Diagnostic>) {
        let (node, found) = yaml::parse(source);
        let mut problems = Problems::new(source);
        let Some(node) = node else { return (None, or_empty(found, problems)) };
        let said = Fields::of(&node, &mut problems).map(|fields| {
            let mut profile = Self { name: name.to_owned(), ..Self::default() };
            let lacks = profile.fill(&node, fields);
            (profile, lacks)
        });
        (said, problems.into_found())
    }

    fn fill(&mut self, node: &Node, mut fields: Fields) -> Vec<List> {
        if let Value::Object(raw) = node.to_json() {
            self.raw = raw;
        }
        fields.know(&schema::TOP);
        if let Some(kind) = fields.text("dataset_type")
            && check_name(&kind, fields.problems)
        {
            self.kind = kind.value;
        }
        let mut lacks = List::ALL.to_vec();
        lacks.retain(|list| fields.peek(list.key()).is_none());
        if lacks.len() == List::ALL.len() {
            let start = Span { end: fields.span.start, ..fields.span };
            fields.problems.error("profile-invalid", start).arg("reason", "no-fields");
            self.state = State::Broken;
        }
        for list in List::ALL {
            *self.list(list) = list.decode(&mut fields);
            self.raw.shift_remove(list.key());
        }
        fields.finish(Others::Keep, &[]);
        lacks
    }

    fn completed(mut self, lacks: &[List]) -> Self {
        let mut plain = Self::clone(&Self::plain());
        for list in lacks {
            *self.list(*list) = std::mem::take(plain.list(*list));
        }
        self
    }

    fn list(&mut self, list: List) -> &mut Vec<Field> {
        match list {
            List::Dataset => &mut self.dataset,
            List::Resource => &mut self.resource,
            List::Body => &mut self.body,
        }
    }

    /// The field of datasets with a name; `tags` is what CKAN's form calls `tag_string`.
    pub fn dataset_field(&self, name: &str) -> Option<&Field> {
        self.dataset.iter().find(|field| field.key() == name)
    }

    /// The field of resources with a name.
    pub fn resource_field(&self, name: &str) -> Option<&Field> {
        self.resource.iter().find(|field| field.name == name)
    }

    /// Whether every dataset must say something for a key.
    pub fn requires(&self, name: &str) -> bool {
        self.dataset_field(name).is_some_and(|field| field.required)
    }

    /// Whether every resource must say something for a key.
    pub fn requires_of_resources(&self, name: &str) -> bool {
        self.resource_field(name).is_some_and(|field| field.required)
    }

    /// Whether the profile says which values a key of datasets may have.
    pub fn limits(&self, name: &str) -> bool {
        self.dataset_field(name).is_some_and(|field| !field.choices.is_empty())
    }
}

/// A list of fields.
#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    Dataset,
    Resource,
    Body,
}

impl List {
    const ALL: [Self; 3] = [Self::Dataset, Self::Resource, Self::Body];

    fn key(self) -> &'static str {
        match self {
            Self::Dataset => "dataset_fields",
            Self::Resource => "resource_fields",
            Self::Body => "fields",
        }
    }

    /// Names that no profile may give another meaning: they are nobody's to publish.
    fn closed(self) -> &'static [&'static str] {
        match self {
            Self::Dataset => &["extras", "plugin_data", "resources"],
            Self::Resource => &["package_id", "plugin_data", "position"],
            Self::Body => &["extras", "groups", "users"],
        }
    }

    fn decode(self, fields: &mut Fields) -> Vec<Field> {
        let items = fields.list(self.key(), limits::FIELDS);
        field::decode(items, fields.problems, |name: &Spanned<String>| {
            let name = name.value.as_str();
            self.closed().contains(&name) || keys::COMPUTED.contains(&name)
        })
    }
}
