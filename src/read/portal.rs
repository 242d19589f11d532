//! `portal.yaml` → [`Portal`].

use crate::read::Timestamp;
use crate::report::{Span, Spanned};
use crate::text::Lang;
use serde_json::{Map, Value};

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
    /// `profile`: `ckan` unless it says otherwise.
    pub profile: String,
    /// `theme`: a folder of `themes/`.
    pub theme: String,
    /// `epoch`: the date of what neither its file nor git dates.
    pub epoch: Timestamp,
    /// `allow_unowned`: whether `catalog/datasets/` may hold datasets without organisation.
    pub allow_unowned: bool,
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
    /// `limits.file_size`: bytes a resource file may have.
    pub largest_file: u64,
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
            profile: "ckan".to_owned(),
            theme: "default".to_owned(),
            epoch: Timestamp::parse("2000-01-01").expect("a date"),
            allow_unowned: true,
            contact_email: None,
            forge: None,
            licenses: Vec::new(),
            facets: ["organization", "groups", "tags", "res_format", "license_id"]
                .map(str::to_owned)
                .to_vec(),
            dataset_fields: Vec::new(),
            largest_file: Self::LARGEST_FILE,
        }
    }
}
