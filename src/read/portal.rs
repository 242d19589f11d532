//! `portal.yaml` → [`Portal`].

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::read::fields::{self, Fields, Flag, Others};
use crate::read::node::{Node, NodeKind};
use crate::read::organization::or_empty;
use crate::read::{Profile, Timestamp, yaml};
use crate::report::rules::{self, Weight, Weights};
use crate::report::{Diagnostic, Problems, Source, Span, Spanned};
use crate::text::{self, Lang};

/// Forges that members and the catalogue may be on.
pub(super) const FORGES: [&str; 4] = ["github", "gitlab", "forgejo", "gitea"];

/// What `portal.yaml` says of the portal as a whole.
#[derive(Clone, Debug)]
pub struct Portal {
    /// `title`.
    pub title: String,
    /// `description`, Markdown.
    pub description: String,
    /// `base_url` without a slash at the end: `https://datos.example.org` or `…/portal`.
    pub base_url: String,
    /// `languages`: the first is the interface's.
    pub languages: Vec<Lang>,
    /// `profile`: which fields files have. One of the portal's own is read by whoever reads folders.
    pub profile: Arc<Profile>,
    /// The name of the profile as it is written; none where the file names none.
    pub profile_named: Option<Spanned<String>>,
    /// `theme`: a folder of `themes/`.
    pub theme: String,
    /// `epoch`: the date of what neither its file nor git dates.
    pub epoch: Timestamp,
    /// `allow_unowned`: whether `catalog/datasets/` may hold datasets without organisation. Where the
    /// file does not say it, they may unless the profile wants an owner.
    pub allow_unowned: bool,
    /// Whether the file says so.
    pub allow_unowned_said: bool,
    /// `contact_email`.
    pub contact_email: Option<String>,
    /// `forge`.
    pub forge: Option<Forge>,
    /// `licenses`: the portal's own; an id of CKAN's register replaces that entry.
    pub licenses: Vec<License>,
    /// `facets`: what the search page offers, in CKAN's names.
    pub facets: Vec<String>,
    /// `dataset_fields`: top-level keys that datasets may have beyond CKAN's.
    pub dataset_fields: Vec<String>,
    /// `synonyms`: names of one thing, which a search for one of them finds too.
    pub synonyms: Vec<Vec<String>>,
    /// `limits.file_size`: bytes a resource file may have.
    pub largest_file: u64,
    /// `rules`: what the portal makes of rules.
    pub rules: Weights,
    /// `rule_pages`: whether the site has a page for each rule.
    pub rule_pages: bool,
    /// `grades`: what the site does with them.
    pub grades: Grades,
}

/// Whether a site shows how good its datasets are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grades {
    /// On pages and in files for programs.
    Shown,
    /// Nowhere.
    Hidden,
}

/// Where the catalogue's repository lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forge {
    /// `kind`: `github`, `gitlab`, `forgejo` or `gitea`.
    pub kind: String,
    /// `url` of the repository.
    pub url: String,
    /// `branch` that is deployed.
    pub branch: String,
}

/// A licence of the portal's own.
#[derive(Clone, Debug)]
pub struct License {
    /// The entry in `portal.yaml`.
    pub span: Span,
    /// `id`.
    pub id: Spanned<String>,
    /// `title`.
    pub title: String,
    /// `url`, empty where there is none.
    pub url: String,
    /// `open`: conforms to the Open Definition.
    pub open: bool,
    /// Further keys of CKAN's register (`family`, `domain_data` …), as text.
    pub rest: Map<String, Value>,
}

impl Portal {
    /// Whether the site shows how good its datasets are.
    pub fn shows_grades(&self) -> bool {
        self.grades == Grades::Shown
    }

    /// Sets of synonyms that are read.
    const MOST_SETS: usize = 1000;

    /// Names in a set.
    const LARGEST_SET: usize = 20;

    /// 50 MB: what the forges take without complaint.
    pub const LARGEST_FILE: u64 = 50_000_000;
}

impl Default for Portal {
    fn default() -> Self {
        Self {
            title: "Portal de datos abiertos".to_owned(),
            description: String::new(),
            base_url: "http://localhost:4000".to_owned(),
            languages: vec![Lang::Es],
            profile: Profile::plain(),
            profile_named: None,
            theme: "default".to_owned(),
            epoch: Timestamp::parse("2000-01-01").expect("a date"),
            allow_unowned: true,
            allow_unowned_said: false,
            contact_email: None,
            forge: None,
            licenses: Vec::new(),
            facets: ["organization", "groups", "tags", "res_format", "license_id"]
                .map(str::to_owned)
                .to_vec(),
            dataset_fields: Vec::new(),
            synonyms: Vec::new(),
            largest_file: Self::LARGEST_FILE,
            rules: Weights::new(),
            rule_pages: false,
            grades: Grades::Shown,
        }
    }
}

impl Portal {
    /// What `portal.yaml` says, its defaults where it says nothing or cannot be read.
    pub fn decode(source: &Source) -> (Self, Vec<Diagnostic>) {
        let (node, found) = yaml::parse(source);
        let mut problems = Problems::new(source);
        let Some(node) = node else { return (Self::default(), or_empty(found, problems)) };
        let mut portal = Self::default();
        if let Some(fields) = Fields::of(&node, &mut problems) {
            portal.fill(fields);
        }
        (portal, problems.into_found())
    }

    fn fill(&mut self, mut fields: Fields) {
        if let Some(title) = fields.required("title") {
            self.title = title.value;
        }
        self.description = fields.plain("description").unwrap_or_default();
        self.base_url(&mut fields);
        self.languages(&mut fields);
        self.names(&mut fields);
        if let Some(epoch) = fields.date("epoch") {
            self.epoch = epoch;
        }
        // Unreadable is refused: nobody shall publish without an owner by mistake.
        match fields.flag("allow_unowned") {
            Flag::Is(allowed) => self.allow_unowned = allowed,
            Flag::Unreadable => self.allow_unowned = false,
            Flag::Absent => {}
        }
        self.allow_unowned_said = fields.peek("allow_unowned").is_some();
        self.follow(Arc::clone(&self.profile));
        self.contact_email = fields.email("contact_email").map(|email| email.value);
        self.forge = fields.given("forge").and_then(|node| Forge::decode(node, fields.problems));
        for item in fields.list("licenses", 500) {
            self.licenses.extend(License::decode(item, fields.problems));
        }
        if fields.given("facets").is_some() {
            self.facets = values(fields.texts("facets", 50));
        }
        self.dataset_fields = values(fields.texts("dataset_fields", 200));
        for set in fields.list("synonyms", Self::MOST_SETS) {
            self.synonyms.extend(synonyms(set, fields.problems));
        }
        if let Some(node) = fields.given("limits")
            && let Some(mut limits) = Fields::of(node, fields.problems)
        {
            if let Some(size) = limits.whole("file_size") {
                self.largest_file = size.value;
            }
            limits.finish(Others::Closed, &[]);
        }
        if let Some(node) = fields.given("rules") {
            self.rules = weights(node, fields.problems);
        }
        self.rule_pages = fields.flag("rule_pages") == Flag::Is(true);
        if fields.flag("grades") == Flag::Is(false) {
            self.grades = Grades::Hidden;
        }
        fields.finish(Others::Closed, &[]);
    }

    /// Takes another profile.
    pub(crate) fn follow(&mut self, profile: Arc<Profile>) {
        if !self.allow_unowned_said {
            self.allow_unowned = !profile.requires("owner_org");
        }
        self.profile = profile;
    }

    /// Forgets the fields of datasets and organisations that an older portal did not declare.
    pub(crate) fn restrict_to(&mut self, older: &Self) {
        let declared = older.declared();
        self.dataset_fields.retain(|field| declared.contains(&field.as_str()));
        let profile = Arc::make_mut(&mut self.profile);
        profile.dataset.retain(|field| declared.contains(&field.name.as_str()));
        let then = &older.profile.body;
        profile.body.retain(|field| then.iter().any(|other| other.name == field.name));
    }

    /// Keys of datasets that the portal declares: in its profile, and beyond.
    pub fn declared(&self) -> Vec<&str> {
        let profile = self.profile.dataset.iter().map(|field| field.name.as_str());
        profile.chain(self.dataset_fields.iter().map(String::as_str)).collect()
    }

    fn base_url(&mut self, fields: &mut Fields) {
        let Some(url) = fields.required("base_url") else { return };
        let text = url.value.trim().trim_end_matches('/');
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let fine = host.is_some_and(|host| {
            !host.is_empty()
                && !host.starts_with('/')
                && !host.contains(|c: char| {
                    c.is_whitespace() || c.is_control() || "?#\"<>\\@".contains(c)
                })
        });
        if fine {
            text.clone_into(&mut self.base_url);
        } else {
            fields.problems.error("base-url-invalid", url.span).arg("value", &url.value);
        }
    }

    fn languages(&mut self, fields: &mut Fields) {
        let mut languages = Vec::new();
        for tag in fields.texts("languages", 20) {
            match Lang::from_tag(&tag.value) {
                Some(lang) if languages.contains(&lang) => {}
                Some(lang) => languages.push(lang),
                None => {
                    let problem = fields.problems.error("language-unknown", tag.span);
                    problem.arg("value", &tag.value);
                }
            }
        }
        if !languages.is_empty() {
            self.languages = languages;
        }
    }

    fn names(&mut self, fields: &mut Fields) {
        for key in ["profile", "theme"] {
            let Some(name) = fields.text(key) else { continue };
            if !fields::check_name(&name, fields.problems) {
                continue;
            }
            if key == "theme" {
                self.theme = name.value;
                continue;
            }
            if let Some(profile) = Profile::shipped(&name.value) {
                self.profile = profile;
            }
            self.profile_named = Some(name);
        }
    }
}

/// What the portal makes of rules: `code: error`, `warning`, `note` or `off`.
fn weights(node: &Node, problems: &mut Problems) -> Weights {
    let mut weights = Weights::new();
    let NodeKind::Mapping(entries) = &node.kind else {
        let problem = problems.error("not-a-mapping", fields::first_line(node.span));
        problem.arg("value", fields::shown(node));
        return weights;
    };
    for entry in entries {
        let Some(rule) = rules::find(&entry.key) else {
            let codes: Vec<&str> = rules::all().map(|rule| rule.code).collect();
            let problem = problems.error("rule-unknown", entry.key_span).arg("rule", &entry.key);
            if let Some(meant) = text::near(&entry.key, &codes) {
                problem.arg("meant", meant).help("rule-unknown-meant-help");
            }
            continue;
        };
        let word = fields::shown(&entry.value);
        let Some(weight) = Weight::of(&word) else {
            let problem = problems.error("rule-severity", fields::first_line(entry.value.span));
            problem.arg("rule", rule.code).arg("value", word);
            continue;
        };
        if rule.firm && weight != Weight::Is(rule.severity) {
            problems.error("rule-firm", entry.value.span).arg("rule", rule.code);
            continue;
        }
        weights.insert(rule.code, weight);
    }
    weights
}

/// A set of names of one thing.
fn synonyms(node: &Node, problems: &mut Problems) -> Option<Vec<String>> {
    let names: Option<Vec<String>> = match &node.kind {
        NodeKind::Sequence(items) => items.iter().map(name).collect(),
        _ => None,
    };
    // Searches find a set by its names of one word.
    let found =
        |names: &[String]| names.iter().any(|name| !name.trim().contains(char::is_whitespace));
    let names =
        names.filter(|names| (2..=Portal::LARGEST_SET).contains(&names.len()) && found(names));
    if names.is_none() {
        let problem = problems.error("synonyms-not-a-set", fields::first_line(node.span));
        problem.arg("value", fields::shown(node)).arg("limit", Portal::LARGEST_SET);
    }
    names
}

/// A text that says something.
fn name(node: &Node) -> Option<String> {
    match &node.kind {
        NodeKind::Scalar { text, .. } if !node.is_null() && !text.trim().is_empty() => {
            Some(text.clone())
        }
        _ => None,
    }
}

fn values(texts: Vec<Spanned<String>>) -> Vec<String> {
    texts.into_iter().map(|text| text.value).collect()
}

impl Forge {
    fn decode(node: &Node, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::of(node, problems)?;
        let kind = fields.required("kind");
        let url = fields.required("url");
        let branch = fields.plain("branch").unwrap_or_else(|| "main".to_owned());
        fields.finish(Others::Closed, &[]);
        let (kind, url) = (kind?, url?);
        if !FORGES.contains(&kind.value.as_str()) {
            problems.error("forge-unknown", kind.span).arg("value", &kind.value);
            return None;
        }
        if !url.value.starts_with("https://") && !url.value.starts_with("http://") {
            problems.error("url-invalid", url.span).arg("value", &url.value);
            return None;
        }
        let url = url.value.trim_end_matches('/').trim_end_matches(".git").to_owned();
        Some(Self { kind: kind.value, url, branch })
    }
}

impl License {
    fn decode(node: &Node, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::of(node, problems)?;
        let id = fields.required("id");
        let title = fields.required("title").map(|title| title.value);
        let url = fields.plain("url").unwrap_or_default();
        let open = fields.flag("open") == Flag::Is(true);
        let rest = fields.finish(Others::Keep, &[]).custom;
        let id = id?;
        let title = title.unwrap_or_else(|| id.value.clone());
        Some(Self { span: node.span, id, title, url, open, rest })
    }
}
