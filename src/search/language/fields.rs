//! What the name before a colon means.

use super::{Moment, Scope, Syntax};

/// Keys of CKAN's that datasets or resources have and the index lacks, whatever the portal.
const NEVER_INDEXED: [&str; 11] = [
    "author",
    "author_email",
    "creator_user_id",
    "maintainer",
    "maintainer_email",
    "res_description",
    "res_name",
    "res_type",
    "res_url",
    "url",
    "version",
];

/// A field of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// Words.
    Text(Scope),
    /// Values as they are.
    Exact(String),
    /// Moments.
    Time(Moment),
    /// One dataset by its name.
    Name,
    /// One dataset by its id.
    Id,
    /// The same of every dataset.
    Constant(&'static str),
    /// Datasets have it, the index does not.
    Unindexed,
    /// Nobody has it.
    Unknown,
}

impl Field {
    pub(super) fn of(name: &str, syntax: &Syntax) -> Self {
        let name = name.strip_prefix("extras_").unwrap_or(name);
        let name = if name == "dataset_type" { "type" } else { name };
        match name {
            "text" => return Self::Text(Scope::Text),
            "title" => return Self::Text(Scope::Title),
            "notes" => return Self::Text(Scope::Notes),
            "fields" => return Self::Text(Scope::Fields),
            "metadata_created" => return Self::Time(Moment::Created),
            "metadata_modified" => return Self::Time(Moment::Modified),
            "name" => return Self::Name,
            "id" => return Self::Id,
            _ => {}
        }
        if name == "owner_org" || syntax.facets.iter().any(|facet| facet == name) {
            return Self::Exact(name.to_owned());
        }
        match name {
            "state" => Self::Constant("active"),
            "capacity" => Self::Constant("public"),
            "private" => Self::Constant("false"),
            "type" => Self::Constant("dataset"),
            "entity_type" => Self::Constant("package"),
            _ if NEVER_INDEXED.contains(&name) => Self::Unindexed,
            _ if syntax.unindexed.iter().any(|key| key == name) => Self::Unindexed,
            _ => Self::Unknown,
        }
    }

    /// Whether it can be told which datasets have a value in it.
    pub(super) fn has_any(&self) -> bool {
        !matches!(self, Self::Text(Scope::Notes | Scope::Fields))
    }

    /// Whether the index has an answer for it.
    pub(super) fn is_known(&self) -> bool {
        !matches!(self, Self::Unindexed | Self::Unknown)
    }
}

/// Whether a name that nobody knows was meant as one of a field.
pub(super) fn looks_like_one(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
}
