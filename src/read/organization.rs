//! `organization.yaml`, `groups/*.yaml` → [`Organization`]; `members.yaml` → [`Member`]s.

use crate::read::dataset::{self, limits};
use crate::read::fields::{Fields, Others};
use crate::read::own::{self, Of};
use crate::read::profile::Field;
use crate::read::{Extra, Timestamp, extras, keys, yaml};
use serde_json::{Map, Value};

use crate::report::{Diagnostic, Problems, Source, Span, Spanned};

/// An organisation, or a group: CKAN gives both one shape and one space of names.
#[derive(Clone, Debug, Default)]
pub struct Organization {
    /// Path of the file from the portal's folder, with `/`.
    pub file: String,
    /// The folder's name (of a group the file's).
    pub name: String,
    /// UUID, lower case.
    pub id: Option<Spanned<String>>,
    /// Former names.
    pub aliases: Vec<Spanned<String>>,
    /// `title`.
    pub title: Option<Spanned<String>>,
    /// `description`, Markdown.
    pub description: Option<Spanned<String>>,
    /// `image_url`: an address.
    pub image_url: Option<Spanned<String>>,
    /// `image_display_url` of an import, where it is not `image_url`.
    pub image_display_url: Option<String>,
    /// `created`.
    pub created: Option<Timestamp>,
    /// `type` where it is not `organization` or `group`.
    pub kind: Option<String>,
    /// `approval_status` where it is not `approved`.
    pub approval_status: Option<String>,
    /// `state`: anything but `active` keeps it out of the portal.
    pub state: Option<String>,
    /// `extras`.
    pub extras: Vec<Extra>,
    /// The fields of the portal's profile, and `revision_id`, which CKAN gave until 2.8.
    pub custom: Map<String, Value>,
    /// `groups`: names of the parents.
    pub parents: Vec<Spanned<String>>,
    /// `members.yaml` beside it.
    pub members: Vec<Member>,
}

/// A person with a role in an organisation. The numeric id decides, the login is for display.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// `github`, `gitlab`, `forgejo`, `gitea`.
    pub forge: Spanned<String>,
    /// The account's number on that forge.
    pub id: Spanned<u64>,
    /// The account's present name.
    pub login: Spanned<String>,
    /// What the person may do.
    pub role: Role,
}

/// CKAN's roles in an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Sees private datasets.
    Member,
    /// Adds, edits and deletes datasets.
    Editor,
    /// Manages members and the organisation as well.
    Admin,
}

impl Organization {
    /// Keys of CKAN's answers that say nothing in a file.
    const COMPUTED: [&str; 4] = ["is_organization", "tags", "datasets", "packages"];

    /// The organisation or group that `source` says; `own` are the fields of the portal's profile for
    /// it. None where the file cannot be read as YAML.
    pub fn decode(source: &Source, name: &str, own: &[Field]) -> (Option<Self>, Vec<Diagnostic>) {
        let (node, found) = yaml::parse(source);
        let mut problems = Problems::new(source);
        let Some(node) = node else { return (None, or_empty(found, problems)) };
        let mut organization =
            Self { file: source.path.clone(), name: name.to_owned(), ..Self::default() };
        if let Some(fields) = Fields::of(&node, &mut problems) {
            organization.fill(fields, own);
        }
        (Some(organization), problems.into_found())
    }

    fn fill(&mut self, mut fields: Fields, own: &[Field]) {
        dataset::check_name(&mut fields, &self.name);
        self.id = fields.uuid("id");
        self.aliases = fields.names("aliases", limits::ITEMS);
        self.title = fields.text("title");
        if self.title.as_ref().is_none_or(|title| title.value.trim().is_empty()) {
            fields.lacks_title("organization-without-title", &self.name);
        }
        self.description = fields.text("description");
        self.image_url = fields.text("image_url");
        self.image_display_url = fields.plain("image_display_url");
        self.created = fields.date("created");
        self.kind = fields.plain("type");
        self.approval_status = fields.plain("approval_status");
        self.state = fields.state();
        self.extras = extras::decode_but(&mut fields, extras::Taken::default());
        self.parents = dataset::groups(&mut fields);
        for key in Self::COMPUTED {
            if let (Some(_), Some(span)) = (fields.take(key), fields.key_span(key)) {
                fields.problems.warning("field-computed", span).arg("key", key);
            }
        }
        self.custom = own::decode(&mut fields, own, Of::Dataset);
        let mut expected: Vec<&str> = own.iter().map(|field| field.name.as_str()).collect();
        expected.push("revision_id");
        let mut rest = fields.finish(Others::Warn, &expected);
        // Anything else may be what belongs in `members.yaml`.
        rest.custom.retain(|key, _| key == "revision_id");
        self.custom.append(&mut rest.custom);
        if rest.misspelt.iter().any(|key| keys::closes(key)) {
            self.state = Some("withheld".to_owned());
        }
    }
}

/// The problems of a file without a tree: if there is none, the file says nothing.
pub(super) fn or_empty(found: Vec<Diagnostic>, mut problems: Problems) -> Vec<Diagnostic> {
    if !found.is_empty() {
        return found;
    }
    problems.error("file-empty", Span::default());
    problems.into_found()
}

/// `members.yaml`: nobody where the file is empty.
pub fn members(source: &Source) -> (Vec<Member>, Vec<Diagnostic>) {
    let (node, found) = yaml::parse(source);
    let Some(node) = node else { return (Vec::new(), found) };
    let mut problems = Problems::new(source);
    let mut members: Vec<Member> = Vec::new();
    let items = super::tombstone::items(&node, "members", &mut problems);
    if let Some(item) = items.get(limits::MEMBERS) {
        let span = Span { end: item.span.start, ..item.span };
        let problem = problems.error("list-too-long", span);
        problem.arg("key", "members").arg("n", items.len()).arg("limit", limits::MEMBERS);
    }
    for item in items.iter().take(limits::MEMBERS) {
        let Some(member) = Member::decode(item, &mut problems) else { continue };
        let same = |m: &&Member| m.id.value == member.id.value && *m.forge == *member.forge;
        if let Some(first) = members.iter().find(same) {
            let problem = problems.error("member-twice", member.id.span);
            problem.arg("login", &member.login.value);
            problem.label(source, first.id.span, "label.first-here");
        } else {
            members.push(member);
        }
    }
    (members, problems.into_found())
}

impl Member {
    fn decode(node: &crate::read::node::Node, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::of_item(node, problems, "login")?;
        let forge = fields.required("forge");
        if let Some(forge) = &forge
            && !super::portal::FORGES.contains(&forge.value.as_str())
        {
            let problem = fields.problems.error("forge-unknown", forge.span);
            problem.arg("value", &forge.value);
        }
        if fields.given("id").is_none() {
            fields.missing("id");
        }
        let id = fields.whole("id");
        let login = fields.required("login");
        let role = fields.required("role").and_then(|role| match role.value.as_str() {
            "member" => Some(Role::Member),
            "editor" => Some(Role::Editor),
            "admin" => Some(Role::Admin),
            other => {
                fields.problems.error("role-unknown", role.span).arg("value", other);
                None
            }
        });
        fields.finish(Others::Closed, &[]);
        Some(Self { forge: forge?, id: id?, login: login?, role: role? })
    }
}
