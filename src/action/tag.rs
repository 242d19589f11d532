//! `tag_list`, `tag_show` and their kin; vocabularies, of which there are none.

use crate::action::fault::Fault;
use crate::action::package::MOST_ROWS;
use crate::action::{Json, Question, shape};
use crate::catalog::Tag;
use serde_json::Value;

/// Names of the free tags, or whole tags, by name: CKAN has them in the order of their random ids.
pub(super) fn list(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let given = question.given;
    no_vocabulary(question)?;
    // CKAN does not read this as a switch, and R's ckanr sends `false` where it wants whole tags.
    let whole = given.says("all_fields");
    let terms = terms(question)?;
    // CKAN pages only through what was asked for by name.
    let (limit, offset) = if terms.is_empty() { (None, None) } else { page(question)? };
    let tags = found(question, &terms).skip(offset.unwrap_or_default());
    let list = tags
        .take(limit.unwrap_or(usize::MAX))
        .map(|tag| if whole { shape::site::tag(tag) } else { tag.name.as_str().into() });
    Ok(Json::List(list.collect()))
}

/// Tags by a part of their name: how many, and which.
pub(super) fn search(question: Question<'_>) -> Result<Json<'_>, Fault> {
    no_vocabulary(question)?;
    let terms = terms(question)?;
    let (limit, offset) = page(question)?;
    // Who asks for nothing finds nothing.
    let count = if terms.is_empty() { 0 } else { found(question, &terms).count() };
    let page = found(question, &terms).take(count).skip(offset.unwrap_or_default());
    let results = page.take(limit.unwrap_or(usize::MAX)).map(|tag| {
        Json::Object(vec![
            ("id", tag.id.as_str().into()),
            ("name", tag.name.as_str().into()),
            ("vocabulary_id", Json::Null),
        ])
    });
    let results = Json::List(results.collect());
    Ok(Json::Object(vec![("count", count.into()), ("results", results)]))
}

/// A tag, with its datasets where they are asked for.
pub(super) fn show(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let given = question.given;
    let id = given.needed("id")?;
    let with_datasets = given.flag("include_datasets", false)?;
    no_vocabulary(question)?;
    let catalog = &question.portal.catalog;
    let handle = question.portal.names.tag(catalog, &id).ok_or_else(Fault::not_found)?;
    let tag = &catalog[handle];
    let mut shown = shape::site::tag(tag);
    if let (true, Json::Object(entries)) = (with_datasets, &mut shown) {
        let datasets = tag.datasets.iter().copied();
        entries.push(("packages", shape::group::latest(catalog, datasets, MOST_ROWS)));
    }
    Ok(shown)
}

/// A vocabulary: there is none.
pub(super) fn vocabulary(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let id = question.given.text("id")?;
    let id = id.ok_or_else(|| Fault::said("id", "id not in data"))?;
    Err(Fault::missing(&format!("Could not find vocabulary \"{id}\"")))
}

/// Whatever vocabulary is meant, it is not here.
fn no_vocabulary(question: Question<'_>) -> Result<(), Fault> {
    match question.given.text("vocabulary_id")?.filter(|id| !id.is_empty()) {
        Some(id) => Err(Fault::missing(&format!("could not find vocabulary '{id}'"))),
        None => Ok(()),
    }
}

/// What must be in a name, in lower case.
fn terms(question: Question<'_>) -> Result<Vec<String>, Fault> {
    let given = question.given;
    let name = if given.value("query").is_some() { "query" } else { "q" };
    let terms = match given.value(name) {
        Some(Value::Array(_)) => given.names(name)?.unwrap_or_default(),
        _ => given.text(name)?.into_iter().map(std::borrow::Cow::into_owned).collect(),
    };
    let terms = terms.into_iter().map(|term| term.trim().to_lowercase());
    Ok(terms.filter(|term| !term.is_empty()).collect())
}

fn found<'a>(question: Question<'a>, terms: &[String]) -> impl Iterator<Item = &'a Tag> {
    question.portal.catalog.tags.iter().filter(|tag| {
        let name = tag.name.to_lowercase();
        terms.iter().all(|term| name.contains(term))
    })
}

/// `limit` and `offset`.
fn page(question: Question<'_>) -> Result<(Option<usize>, Option<usize>), Fault> {
    Ok((question.given.natural("limit")?, question.given.natural("offset")?))
}
