//! `package_list`, `package_show` and their kin.

use crate::action::fault::Fault;
use crate::action::{Json, Question, shape};
use crate::catalog::DatasetIx;
use crate::read::tombstone::Kind;

/// `package_search` gives so many where nobody says how many.
pub(super) const ROWS: usize = 10;

/// `ckan.search.rows_max`.
pub(super) const MOST_ROWS: usize = 1000;

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

/// How a dataset is related to others, from its point of view.
pub(super) fn relationships(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let given = question.given;
    let portal = question.portal;
    let catalog = &portal.catalog;
    let find = |key: &str, which: &str| {
        let found = portal.names.dataset(catalog, key);
        found.ok_or_else(|| {
            Fault::missing(&format!("{which} package named in request was not found."))
        })
    };
    let one = find(&given.needed("id")?, "First")?;
    let other = given.text("id2")?.map(|id| find(&id, "Second")).transpose()?;
    let kind = given.text("rel")?.filter(|kind| kind != "relationships");
    let own = &catalog[one];
    let related = own
        .relationships
        .iter()
        .filter(|relationship| other.is_none() || relationship.other == other);
    let list = related.filter_map(|relationship| {
        let said = relationship.record.kind.as_str();
        let seen = if relationship.as_subject { said } else { reversed(said) };
        if kind.as_ref().is_some_and(|kind| kind != seen) {
            return None;
        }
        let object = relationship.other.map(|ix| catalog[ix].name());
        Some(Json::Object(vec![
            ("subject", own.name().into()),
            ("type", seen.into()),
            ("object", object.unwrap_or(relationship.record.other.as_str()).into()),
            ("comment", relationship.record.comment.as_str().into()),
        ]))
    });
    Ok(Json::List(list.collect()))
}

/// CKAN's kinds of relationships, each with what it is from the other side.
const KINDS: [(&str, &str); 4] = [
    ("depends_on", "dependency_of"),
    ("derives_from", "has_derivation"),
    ("links_to", "linked_from"),
    ("child_of", "parent_of"),
];

/// What a relationship is from the other side.
fn reversed(kind: &str) -> &str {
    let sides = KINDS.iter().flat_map(|(one, other)| [(*one, *other), (*other, *one)]);
    sides.into_iter().find(|(one, _)| *one == kind).map_or(kind, |(_, other)| other)
}

/// The dataset of an id, name or former name; else why there is none.
pub(super) fn find(question: Question<'_>, key: &str) -> Result<DatasetIx, Fault> {
    let portal = question.portal;
    let catalog = &portal.catalog;
    if let Some(handle) = portal.names.dataset(catalog, key) {
        return Ok(handle);
    }
    if let Some(id) = catalog.not_shown.dataset(key) {
        return Err(Fault::denied(&format!("User  not authorized to read package {id}")));
    }
    match portal.names.tombstone(Kind::Dataset, key) {
        Some(stone) => Err(shape::site::gone(&catalog.tombstones[stone])),
        None => Err(Fault::not_found()),
    }
}
