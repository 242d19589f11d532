//! Followers: a portal of files knows of none, but it knows what could be followed.

use crate::action::fault::Fault;
use crate::action::{Json, Question};

/// What is followed, or follows.
#[derive(Clone, Copy)]
pub(super) enum Followed {
    Dataset,
    /// An organisation or a group.
    Group,
    User,
}

/// How many follow it.
pub(super) fn count(question: Question<'_>, followed: Followed) -> Result<Json<'_>, Fault> {
    check(question, followed)?;
    Ok(Json::Int(0))
}

/// Who follows it.
pub(super) fn list(question: Question<'_>, followed: Followed) -> Result<Json<'_>, Fault> {
    check(question, followed)?;
    Ok(Json::List(Vec::new()))
}

/// Whether there is such a thing.
fn check(question: Question<'_>, followed: Followed) -> Result<(), Fault> {
    let id = question.given.needed("id")?;
    let (names, catalog) = (&question.portal.names, &question.portal.catalog);
    let (found, what) = match followed {
        Followed::Dataset => (names.dataset(catalog, &id).is_some(), "Dataset"),
        Followed::Group => {
            (names.group(&id).is_some() || names.organization(&id).is_some(), "Group")
        }
        Followed::User => (names.people.find(&id).is_some(), "User"),
    };
    if found { Ok(()) } else { Err(Fault::invalid("id", &[&format!("Not found: {what}")])) }
}
