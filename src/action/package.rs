//! `package_list`, `package_show` and their kin.

use crate::action::fault::Fault;
use crate::action::{Json, Question, shape};
use crate::catalog::DatasetIx;
use crate::read::tombstone::Kind;

/// `package_search` gives so many where nobody says how many.
pub(super) const ROWS: usize = 10;

/// `ckan.search.rows_max`.
const MOST_ROWS: usize = 1000;

/// Names of the public datasets, by name.
pub(super) fn list(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let limit = question.given.natural("limit")?;
    let offset = question.given.natural("offset")?.unwrap_or_default();
    let datasets = question.portal.catalog.datasets.iter();
    let names = datasets.skip(offset).take(limit.unwrap_or(usize::MAX));
    Ok(Json::List(names.map(|dataset| dataset.name().into()).collect()))
}

/// The datasets changed last, whole.
pub(super) fn latest(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let given = question.given;
    let limit = given.natural("limit")?.unwrap_or(ROWS).min(MOST_ROWS);
    let mut offset = given.natural("offset")?.unwrap_or_default();
    match given.natural("page")? {
        Some(0) => return Err(Fault::invalid("page", &["Must be a positive integer"])),
        Some(page) => offset = (page - 1).saturating_mul(limit),
        None => {}
    }
    let latest = question.portal.names.latest.iter().skip(offset).take(limit);
    let catalog = &question.portal.catalog;
    Ok(Json::List(latest.map(|ix| shape::package::package(catalog, *ix)).collect()))
}

/// A dataset. Some clients say `name_or_id`, which CKAN looks at and then refuses.
pub(super) fn show(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let given = question.given;
    let key = match given.text("id")? {
        Some(id) => id,
        None => given.needed("name_or_id")?,
    };
    let default_schema = given.flag("use_default_schema", false)?;
    let handle = find(question, &key)?;
    let catalog = &question.portal.catalog;
    Ok(if default_schema {
        shape::package::with_default_schema(catalog, handle)
    } else {
        shape::package::package(catalog, handle)
    })
}

/// The dataset of an id, name or former name; else why there is none.
pub(super) fn find(question: Question<'_>, key: &str) -> Result<DatasetIx, Fault> {
    let portal = question.portal;
    if let Some(handle) = portal.names.dataset(&portal.catalog, key) {
        return Ok(handle);
    }
    match portal.names.tombstone(Kind::Dataset, key) {
        Some(stone) => Err(shape::site::gone(&portal.catalog.tombstones[stone])),
        None => Err(Fault::not_found()),
    }
}
