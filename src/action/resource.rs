//! `resource_show` and its kin.

use crate::action::fault::Fault;
use crate::action::{Json, Question, shape};
use crate::catalog::DatasetIx;

/// A resource.
pub(super) fn show(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let (handle, i) = find(question)?;
    let catalog = &question.portal.catalog;
    let (dataset, resource) = catalog.resource(handle, i);
    Ok(shape::package::resource(catalog, dataset, resource, i))
}

/// The views of a resource, in their order.
pub(super) fn views(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let (handle, i) = find(question)?;
    let (dataset, resource) = question.portal.catalog.resource(handle, i);
    Ok(shape::package::views(dataset, resource))
}

/// The resource of the `id` asked for.
fn find(question: Question<'_>) -> Result<(DatasetIx, usize), Fault> {
    let id = question.given.needed("id")?;
    let portal = question.portal;
    portal.names.resource(&portal.catalog, &id).ok_or_else(Fault::not_found)
}
