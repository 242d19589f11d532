//! Ids of what has none: UUIDs of version 5, the same in every build.

use uuid::Uuid;

/// Makes the ids of one portal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ids {
    portal: Uuid,
}

impl Ids {
    /// For the portal at `base_url`, as `portal.yaml` says it.
    pub(super) fn new(base_url: &str) -> Self {
        Self { portal: Uuid::new_v5(&Uuid::NAMESPACE_URL, base_url.as_bytes()) }
    }

    /// Of a dataset in an organisation's folder.
    pub(super) fn dataset(self, organization: Option<&str>, name: &str) -> String {
        self.of(&format!("dataset/{}/{name}", organization.unwrap_or_default()))
    }

    /// Of an organisation.
    pub(super) fn organization(self, name: &str) -> String {
        self.of(&format!("organization/{name}"))
    }

    /// Of a group.
    pub(super) fn group(self, name: &str) -> String {
        self.of(&format!("group/{name}"))
    }

    /// Of a tag.
    pub(super) fn tag(self, name: &str) -> String {
        self.of(&format!("tag/{name}"))
    }

    fn of(self, thing: &str) -> String {
        within(self.portal, thing)
    }
}

/// Of the `nth` resource (from 0) of a dataset with this address.
pub(super) fn resource(dataset: &str, address: &str, nth: usize) -> String {
    within(parent(dataset), &format!("resource/{nth}/{address}"))
}

/// Of a part of something that has an id, such as a view or an extra.
pub fn part(of: &str, name: &str) -> String {
    within(parent(of), name)
}

fn parent(id: &str) -> Uuid {
    Uuid::parse_str(id).unwrap_or_else(|_| Uuid::new_v5(&Uuid::NAMESPACE_OID, id.as_bytes()))
}

fn within(space: Uuid, name: &str) -> String {
    Uuid::new_v5(&space, name.as_bytes()).hyphenated().to_string()
}
