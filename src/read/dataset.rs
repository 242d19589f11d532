//! A dataset file → [`Dataset`].

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::read::fields::{Fields, Flag, Others, Rest};
use crate::read::node::{Node, NodeKind};
use crate::read::own::{self, Of};
use crate::read::{
    Portal, Resource, Timestamp, extras, keys, matter, meant, profile, skim, tags, vocabulary, yaml,
};
use crate::report::{Diagnostic, Problems, Source, Span, Spanned};

/// How many items the lists of a dataset may have.
pub mod limits {
    /// `resources`.
    pub const RESOURCES: usize = 2_000;
    /// `fields` of all resources together.
    pub const FIELDS: usize = 10_000;
    /// `tags`, `groups`, `aliases`, `extras` and relationships, each.
    pub const ITEMS: usize = 1_000;
    /// `views` of a resource.
    pub const VIEWS: usize = 100;
    /// People of an organisation.
    pub const MEMBERS: usize = 2_000;
    /// Characters of a version.
    pub const VERSION: usize = 100;
}

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
    /// `owner_org` as written, a name or an id: it must agree with `organization`.
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
    /// Keys that the portal's profile has beyond CKAN's, as ckanext-scheming publishes them, and those
    /// that it declares in `dataset_fields`, kept as they are; no other is published.
    pub custom: Map<String, Value>,
    /// Keys of which a problem tells already that they cannot be read, or are there misspelt: nobody
    /// need be told that they are missing. `contacts.0.email` is a key of an entry.
    pub told: Vec<String>,
    /// `plugin_data`: kept, never published.
    pub plugin_data: Option<Value>,
    /// `relationships_as_subject`.
    pub relationships_as_subject: Vec<Relationship>,
    /// `relationships_as_object`.
    pub relationships_as_object: Vec<Relationship>,
    /// `resources`, in the file's order. Shared: what is resolved of a record points to them.
    pub resources: Vec<Arc<Resource>>,
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

impl Dataset {
    /// The dataset that `source` says, below `organization` and with the name of its folder. None
    /// where the file cannot be read as YAML at all.
    pub fn decode(
        source: &Source,
        name: &str,
        organization: Option<&str>,
        portal: &Portal,
    ) -> (Option<Self>, Vec<Diagnostic>) {
        let markdown = source.path.strip_suffix(".md").is_some();
        let (node, body, mut found) = if markdown {
            let (matter, found) = matter::split(source);
            let body = Spanned { value: matter.body.to_owned(), span: matter.body_span };
            (matter.node, Some(body).filter(|body| !body.value.is_empty()), found)
        } else {
            let (node, found) = yaml::parse(source);
            (node, None, found)
        };
        let mut problems = Problems::new(source);
        let Some(node) = node else {
            if found.is_empty() {
                problems.error("file-empty", Span::default());
                found = problems.into_found();
            }
            return (None, found);
        };
        let mut dataset = Self {
            file: source.path.clone(),
            markdown,
            name: name.to_owned(),
            organization: organization.map(str::to_owned),
            ..Self::default()
        };
        if let Some(fields) = Fields::of(&node, &mut problems) {
            dataset.fill(fields, body, portal);
        } else {
            dataset.visibility = Visibility::Private;
            dataset.told.push("private".to_owned());
        }
        found.extend(problems.into_found());
        (Some(dataset), found)
    }

    /// The dataset that `source` says, as far as datasets are compared; none where the file has to be
    /// read whole, or has problems.
    pub(super) fn skimmed(
        source: &Source,
        name: &str,
        organization: Option<&str>,
        portal: &Portal,
    ) -> Option<Self> {
        let mut declared = portal.declared();
        declared.extend(portal.profile.resource.iter().map(|field| field.name.as_str()));
        let node = skim::tree(&source.text, &declared)?;
        let mut problems = Problems::new(source);
        let mut dataset = Self {
            file: source.path.clone(),
            name: name.to_owned(),
            organization: organization.map(str::to_owned),
            ..Self::default()
        };
        dataset.fill(Fields::of(&node, &mut problems)?, None, portal);
        problems.is_empty().then_some(dataset)
    }

    fn fill(&mut self, mut fields: Fields, body: Option<Spanned<String>>, portal: &Portal) {
        check_name(&mut fields, &self.name);
        self.owner_org = fields.text("owner_org");
        self.id = fields.uuid("id");
        self.aliases = fields.names("aliases", limits::ITEMS);
        self.title = fields.text("title");
        if self.title.as_ref().is_none_or(|title| title.value.trim().is_empty()) {
            if portal.profile.requires("title") {
                fields.needs_title(&portal.profile.name);
            } else {
                fields.lacks_title("dataset-without-title", &self.name);
            }
        }
        self.notes = notes(&mut fields, body);
        self.author = fields.text("author");
        self.author_email = fields.email("author_email");
        self.maintainer = fields.text("maintainer");
        self.maintainer_email = fields.email("maintainer_email");
        self.url = fields.text("url");
        self.version = fields.text("version");
        if let Some(version) = &self.version
            && version.value.chars().count() > limits::VERSION
        {
            fields.problems.error("version-too-long", version.span).arg("limit", limits::VERSION);
        }
        self.license_id = fields.text("license_id");
        self.kind = fields.text("type");
        self.visibility = visibility(&mut fields);
        self.creator_user_id = fields.plain("creator_user_id");
        self.metadata_created = fields.date("metadata_created");
        self.metadata_modified = fields.date("metadata_modified");
        self.tags = tags::decode(&mut fields);
        self.groups = groups(&mut fields);
        self.extras = extras::decode(&mut fields, portal);
        self.plugin_data = fields.json("plugin_data");
        self.relationships_as_subject = relationships(&mut fields, "relationships_as_subject");
        self.relationships_as_object = relationships(&mut fields, "relationships_as_object");
        self.resources = resources(&mut fields, &portal.profile.resource);
        // Something stands there that a problem tells of.
        if self.tags.is_empty() && ["tags", "tag_string"].iter().any(|key| fields.says(key)) {
            fields.note_told("tags");
        }
        self.custom = own::decode(&mut fields, &portal.profile.dataset, Of::Dataset);
        let others = match portal.profile.state {
            profile::State::Read => Others::Warn,
            profile::State::Broken => Others::Unsure,
        };
        let rest = fields.finish(others, &portal.declared());
        self.take_rest(rest, &portal.dataset_fields);
    }

    /// Keeps the keys nobody asked for. One that seems to mean who may see the dataset closes it.
    /// Of what nobody asked for, only what the portal declares is published.
    fn take_rest(&mut self, rest: Rest, declared: &[String]) {
        let closing = rest.misspelt.iter().any(|key| keys::closes(key));
        let own = rest.custom.iter().filter(|(key, _)| declared.contains(key));
        self.custom.extend(own.map(|(key, value)| (key.clone(), value.clone())));
        self.told = rest.into_told();
        if closing && self.visibility == Visibility::Public {
            self.visibility = Visibility::Private;
            self.told.push("private".to_owned());
        }
    }
}

/// `name` may be repeated in the file and must then be the folder's.
pub(super) fn check_name(fields: &mut Fields, folder: &str) {
    if let Some(name) = fields.text("name")
        && name.value != folder
    {
        let problem = fields.problems.error("name-not-folder", name.span);
        problem.arg("name", &name.value).arg("folder", folder);
    }
}

/// `notes`, or the text below the front matter, never both.
fn notes(fields: &mut Fields, body: Option<Spanned<String>>) -> Option<Spanned<String>> {
    let notes = fields.text("notes");
    match (notes, body) {
        (Some(notes), Some(body)) => {
            if !notes.value.trim().is_empty() {
                let source = fields.problems.source;
                let problem = fields.problems.error("notes-twice", notes.span);
                let start = Span { end: body.span.start, ..body.span };
                problem.label(source, start, "label.body-here");
            }
            Some(body)
        }
        (notes, body) => body.or(notes),
    }
}

/// Whether somebody seems to have meant to hide it: an empty `private` or `state`, or one among the
/// extras.
fn is_in_doubt(fields: &mut Fields) -> bool {
    let mut in_doubt = false;
    for key in ["private", "state"] {
        if let Some(node) = fields.peek(key).filter(|node| node.is_null()) {
            let span = fields.key_span(key).unwrap_or(node.span);
            fields.problems.error("visibility-empty", span).arg("key", key);
            fields.note_told(key);
            in_doubt = true;
        }
    }
    let extras = fields.peek("extras").map(Node::to_json);
    let hidden = match &extras {
        Some(Value::Object(extras)) => extras.keys().any(|key| keys::closes(key)),
        Some(Value::Array(extras)) => {
            extras.iter().filter_map(|extra| extra["key"].as_str()).any(keys::closes)
        }
        _ => false,
    };
    if hidden {
        fields.note_told("private");
    }
    in_doubt || hidden
}

/// Who may see the dataset. What cannot be read closes it.
fn visibility(fields: &mut Fields) -> Visibility {
    let in_doubt = is_in_doubt(fields);
    let private = fields.flag("private");
    let state = match fields.given("state") {
        None => Visibility::Public,
        Some(node) => match &node.kind {
            NodeKind::Scalar { text, .. } if text == "active" => Visibility::Public,
            NodeKind::Scalar { text, .. } if text == "deleted" => Visibility::Deleted,
            NodeKind::Scalar { text, .. } if text == "draft" => Visibility::Draft,
            _ => {
                let problem = fields.wrong("state-unknown", "state", node);
                if let Some(write) = meant::state_meant(node) {
                    problem.arg("write", write).help("state-meant-help");
                }
                Visibility::Draft
            }
        },
    };
    match (state, private) {
        (Visibility::Public, _) if in_doubt => Visibility::Private,
        (Visibility::Public, Flag::Is(true) | Flag::Unreadable) => Visibility::Private,
        (state, _) => state,
    }
}

/// `groups`: names, or CKAN's `{name: …}`.
pub(super) fn groups(fields: &mut Fields) -> Vec<Spanned<String>> {
    let mut names = Vec::new();
    for item in fields.list("groups", limits::ITEMS) {
        let node = match &item.kind {
            NodeKind::Mapping(entries) => {
                entries.iter().find(|entry| entry.key == "name").map(|entry| &entry.value)
            }
            _ => Some(item),
        };
        match node.map(|node| (&node.kind, node.span)) {
            Some((NodeKind::Scalar { text, .. }, span)) => {
                let name = Spanned { value: text.clone(), span };
                if super::fields::check_name(&name, fields.problems) {
                    names.push(name);
                }
            }
            _ => {
                fields.wrong("item-not-text", "groups", item);
            }
        }
    }
    names
}

fn relationships(fields: &mut Fields, key: &'static str) -> Vec<Relationship> {
    let other_key = if key == "relationships_as_subject" { "object" } else { "subject" };
    let mut relationships = Vec::new();
    for item in fields.list(key, limits::ITEMS) {
        let Some(mut entry) = Fields::of(item, fields.problems) else { continue };
        let kind = entry.required("type");
        if let Some(kind) = &kind {
            let code = "relationship-unknown";
            vocabulary::check(&vocabulary::RELATIONSHIPS, code, kind, entry.problems);
        }
        let other = entry.required(other_key);
        let comment = entry.plain("comment").unwrap_or_default();
        let rest = entry.finish(Others::Keep, &[]).custom;
        if let (Some(kind), Some(other)) = (kind, other) {
            relationships.push(Relationship { kind, other, comment, rest });
        }
    }
    relationships
}

fn resources(fields: &mut Fields, own: &[profile::Field]) -> Vec<Arc<Resource>> {
    let mut columns = 0;
    let mut resources = Vec::new();
    for (at, item) in fields.list("resources", limits::RESOURCES).iter().enumerate() {
        let Some(mut resource) = Resource::decode(item, own, fields.problems) else { continue };
        resource.item = at;
        columns += resource.fields.len();
        resources.push(Arc::new(resource));
        if columns > limits::FIELDS {
            let span = start_of(item);
            let problem = fields.problems.error("list-too-long", span);
            problem.arg("key", "fields").arg("n", columns).arg("limit", limits::FIELDS);
            break;
        }
    }
    resources.shrink_to_fit();
    resources
}

fn start_of(node: &Node) -> Span {
    Span { end: node.span.start, ..node.span }
}
