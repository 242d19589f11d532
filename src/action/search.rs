//! `package_search` and what completes words while they are typed.

use crate::action::fault::Fault;
use crate::action::{Json, Question, Search, shape};
use crate::search::engine::Engine;
use crate::search::language::{Syntax, request};
use crate::search::{autocomplete, package_search};

/// A search.
pub(super) fn package_search(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let search = &*question.portal.search;
    let documents = search.documents();
    let syntax = Syntax {
        analyzer: search.analyzer(),
        facets: &documents.facets,
        unindexed: &documents.unindexed,
        filter: false,
        now: question.now,
    };
    let request = request(question.given.0, &syntax)?;
    let found = package_search::package_search(engine(search)?, &documents, &request);
    Ok(shape::search::package_search(&documents, found.map_err(|_| Fault::search())?))
}

/// Datasets by the beginning of a title.
pub(super) fn package_autocomplete(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let typed = question.given.needed("q")?;
    let limit = question.given.natural("limit")?.unwrap_or(10);
    let search = &*question.portal.search;
    let documents = search.documents();
    let engine = engine(search)?;
    let found = autocomplete::packages(engine, &documents, search.analyzer(), &typed, limit);
    Ok(shape::search::package_autocomplete(&documents, &found.map_err(|_| Fault::search())?))
}

/// Tags by a part of their name. CKAN takes `query` as well as `q`, and nothing for nothing.
pub(super) fn tag_autocomplete(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let given = question.given;
    let typed = given.text("query")?.or(given.text("q")?).unwrap_or_default();
    let found = values(question, "tags", &typed, 10)?;
    Ok(shape::search::names(found.into_iter().map(|(name, _)| name)))
}

/// Formats in lower case.
pub(super) fn format_autocomplete(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let typed = question.given.needed("q")?;
    let limit = question.given.natural("limit")?.unwrap_or(5);
    let search = &*question.portal.search;
    let found = autocomplete::formats(engine(search)?, &search.documents(), &typed, limit);
    Ok(shape::search::names(found.map_err(|_| Fault::search())?))
}

/// Organisations or groups by a part of their name or title; `facet` is the field of datasets that
/// names them.
pub(super) fn body_autocomplete<'a>(
    question: Question<'a>,
    facet: &'static str,
) -> Result<Json<'a>, Fault> {
    let typed = question.given.needed("q")?;
    let found = values(question, facet, &typed, 20)?;
    Ok(shape::search::bodies(question.portal.search.documents().catalog, facet, &found))
}

/// The values of a facet that what was typed is a part of, each with its title.
fn values(
    question: Question<'_>,
    facet: &str,
    typed: &str,
    limit: usize,
) -> Result<Vec<(String, String)>, Fault> {
    let limit = question.given.natural("limit")?.unwrap_or(limit);
    let search = &*question.portal.search;
    let found = autocomplete::values(engine(search)?, &search.documents(), facet, typed, limit);
    found.map_err(|_| Fault::search())
}

fn engine(search: &Search) -> Result<&Engine, Fault> {
    search.engine().ok_or_else(Fault::search)
}
