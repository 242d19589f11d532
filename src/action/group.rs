//! `organization_list`, `group_show` and their kin: CKAN keeps both in one table.

use crate::action::fault::Fault;
use crate::action::package::ROWS;
use crate::action::shape::group::Kind;
use crate::action::{Json, Question, shape};
use crate::catalog::Group;
use crate::read::tombstone;

/// Names, by title.
pub(super) fn list(question: Question<'_>, kind: Kind) -> Result<Json<'_>, Fault> {
    let catalog = &question.portal.catalog;
    let bodies = if kind.is_organization { &catalog.organizations } else { &catalog.groups };
    Ok(shape::group::names(bodies))
}

/// An organisation or a group.
pub(super) fn show(question: Question<'_>, kind: Kind) -> Result<Json<'_>, Fault> {
    let id = question.given.needed("id")?;
    let body = find(question, kind, &id)?;
    Ok(shape::group::show(&question.portal.catalog, body, kind))
}

/// The datasets of a group that changed last.
pub(super) fn packages(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let given = question.given;
    let body = find(question, shape::group::GROUP, &given.needed("id")?)?;
    let limit = given
        .natural("limit")
        .map_err(|_| Fault::said("message", "Limit must be a positive integer"))?;
    let datasets = body.datasets.iter().copied();
    let catalog = &question.portal.catalog;
    Ok(shape::group::latest(catalog, datasets, limit.unwrap_or(ROWS)))
}

/// The organisation or group of an id, name or former name; else why there is none.
pub(super) fn find<'a>(question: Question<'a>, kind: Kind, key: &str) -> Result<&'a Group, Fault> {
    let (names, catalog) = (&question.portal.names, &question.portal.catalog);
    let (found, stones) = if kind.is_organization {
        (names.organization(key).map(|ix| &catalog[ix]), tombstone::Kind::Organization)
    } else {
        (names.group(key).map(|ix| &catalog[ix]), tombstone::Kind::Group)
    };
    found.ok_or_else(|| match names.tombstone(stones, key) {
        Some(stone) => shape::site::gone(&catalog.tombstones[stone]),
        None => Fault::not_found(),
    })
}
