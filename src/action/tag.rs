//! `tag_list`, `tag_show` and their kin.

use crate::action::fault::Fault;
use crate::action::{Json, Question, shape};

/// Names of the free tags, by name: CKAN has them in the order of their random ids.
pub(super) fn list(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let tags = question.portal.catalog.tags.iter();
    Ok(Json::List(tags.map(|tag| tag.name.as_str().into()).collect()))
}

/// A tag.
pub(super) fn show(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let id = question.given.needed("id")?;
    let portal = question.portal;
    let handle = portal.names.tag(&portal.catalog, &id).ok_or_else(Fault::not_found)?;
    Ok(shape::site::tag(&portal.catalog[handle]))
}
