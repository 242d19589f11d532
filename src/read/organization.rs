//! `organization.yaml`, `groups/*.yaml` → [`Organization`]; `members.yaml` → [`Member`]s.

use crate::read::{Extra, Timestamp};
use crate::report::Spanned;

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
