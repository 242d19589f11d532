//! A dataset as a commit had it.

use crate::action::shape;
use crate::catalog::{Audience, Catalog, DatasetIx, Dates, assemble};
use crate::git::{Commit, Files, RECORDS};
use crate::read::{self, Loaded, Organization, Portal, Profile, files, profile};
use crate::report::{Source, Span, Spanned};
use serde_json::Value;
use std::sync::Arc;

/// The dataset as `package_show` would have given it after the commit; none where its file was
/// absent, unreadable, private, a draft or deleted, or where its organisation was not active.
///
/// It shows no more than is public today: only fields that the portal declared then and declares
/// now, groups that are there now, and no relationships, whose other side may be hidden.
pub(super) fn read(
    catalog: &Catalog,
    handle: DatasetIx,
    commit: &Commit,
    files: &mut Files<'_>,
) -> Option<Value> {
    let now = &catalog[handle];
    let (folder, _) = now.record.file.rsplit_once('/')?;
    let source =
        RECORDS.iter().find_map(|name| source(files, commit, &format!("{folder}/{name}")))?;
    let portal = portal_then(&catalog.portal, commit, files);
    let owner = now.record.organization.as_deref();
    let (record, _) = read::Dataset::decode(&source, now.name(), owner, &portal);
    let mut record = record?;
    record.relationships_as_subject.clear();
    record.relationships_as_object.clear();
    record.aliases.clear();
    // It is one dataset, also where its file did not yet say its id.
    record.id = Some(Spanned { value: now.id.clone(), span: Span::default() });
    let organizations = owner.and_then(|name| organization(name, &portal, commit, files));
    let groups = catalog.groups.iter().map(|group| group.record.clone());
    let loaded = Loaded {
        portal,
        organizations: organizations.into_iter().collect(),
        groups: groups.collect(),
        datasets: vec![record.into()],
        ..Loaded::default()
    };
    let mut dates = Dates::default();
    dates.folders.insert(folder.to_owned(), (now.created.clone(), commit.time.clone()));
    let (then, ..) = assemble(loaded, &dates, Audience::Public);
    let shown = then.dataset_handles().next()?;
    serde_json::to_value(shape::package::package(&then, shown)).ok()
}

fn source(files: &mut Files<'_>, commit: &Commit, path: &str) -> Option<Source> {
    files::text(path, files.read(&commit.hash, path)?).ok()
}

/// The portal as it is now, with the fields that it declared then as well.
fn portal_then(now: &Portal, commit: &Commit, files: &mut Files<'_>) -> Portal {
    let mut portal = now.clone();
    let then = source(files, commit, "catalog/portal.yaml").map(|source| Portal::decode(&source).0);
    let mut then = then.unwrap_or_default();
    if let Some(name) = &then.profile_named {
        let own = source(files, commit, &format!("{}/{}.yaml", profile::FOLDER, name.value));
        let own = own.and_then(|source| Profile::decode(&source, &name.value).0);
        if let Some(own) = own {
            then.follow(Arc::new(own));
        }
    }
    portal.restrict_to(&then);
    portal
}

fn organization(
    name: &str,
    portal: &Portal,
    commit: &Commit,
    files: &mut Files<'_>,
) -> Option<Organization> {
    let path = format!("catalog/organizations/{name}/organization.yaml");
    Organization::decode(&source(files, commit, &path)?, name, &portal.profile.body).0
}
