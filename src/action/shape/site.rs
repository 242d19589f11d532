//! The portal itself, licences, roles, tags, and what was removed.

use crate::action::fault::Fault;
use crate::action::json::Json;
use crate::catalog::{Catalog, Tag};
use crate::read::Tombstone;

/// The version of CKAN whose contract the answers follow: clients read it.
const CKAN_VERSION: &str = "2.11.6";

/// `status_show`.
pub fn status(catalog: &Catalog) -> Json<'_> {
    let portal = &catalog.portal;
    let lang = portal.languages.first().copied().unwrap_or_default();
    Json::Object(vec![
        ("site_title", portal.title.as_str().into()),
        ("site_description", portal.description.as_str().into()),
        ("site_url", portal.base_url.as_str().into()),
        ("error_emails_to", "".into()),
        ("locale_default", lang.code().into()),
        ("extensions", Json::List(Vec::new())),
        ("ckan_version", CKAN_VERSION.into()),
    ])
}

/// `license_list`.
pub fn licenses(catalog: &Catalog) -> Json<'_> {
    let list = catalog.licenses.iter().map(|license| {
        let register = &license.register;
        Json::Object(vec![
            ("domain_content", register.domain_content.as_str().into()),
            ("id", license.id.as_str().into()),
            ("domain_data", register.domain_data.as_str().into()),
            ("domain_software", register.domain_software.as_str().into()),
            ("family", register.family.as_str().into()),
            ("is_generic", register.is_generic.as_str().into()),
            ("od_conformance", register.od_conformance.as_str().into()),
            ("osd_conformance", register.osd_conformance.as_str().into()),
            ("maintainer", register.maintainer.as_str().into()),
            ("status", register.status.as_str().into()),
            ("url", license.url.as_str().into()),
            ("title", license.title.as_str().into()),
        ])
    });
    Json::List(list.collect())
}

/// `member_roles_list`.
pub fn roles() -> Json<'static> {
    let role = |text: &'static str, value: &'static str| {
        Json::Object(vec![("text", text.into()), ("value", value.into())])
    };
    Json::List(vec![role("Admin", "admin"), role("Editor", "editor"), role("Member", "member")])
}

/// A tag.
pub fn tag(tag: &Tag) -> Json<'_> {
    Json::Object(vec![
        ("id", tag.id.as_str().into()),
        ("name", tag.name.as_str().into()),
        ("vocabulary_id", Json::Null),
        ("display_name", tag.name.as_str().into()),
    ])
}

/// What was removed: not found, and why, and what replaces it.
pub(in crate::action) fn gone(stone: &Tombstone) -> Fault {
    let mut detail = format!("removed {}: {}", stone.date, stone.reason.trim());
    if let Some(new) = &stone.replaced_by {
        detail.push_str(" Replaced by: ");
        detail.push_str(&new.value);
    }
    Fault::missing(&detail)
}
