//! `organization_list`, `group_show` and their kin: CKAN keeps both in one table.

use crate::action::fault::Fault;
use crate::action::package::{MOST_ROWS, ROWS};
use crate::action::shape::group::{Kind, Parts};
use crate::action::{Json, Question, people, shape};
use crate::catalog::Group;
use crate::read::tombstone;
use std::cmp::Reverse;

/// More are not listed at once, whole or not: CKAN has a setting for each, and a portal with more
/// institutions than 25 should not seem to have 25.
const MOST_BODIES: usize = 1000;

/// Names or whole objects, by title where nothing else is asked for.
pub(super) fn list(question: Question<'_>, kind: Kind) -> Result<Json<'_>, Fault> {
    let given = question.given;
    let limit = given.natural("limit")?.unwrap_or(MOST_BODIES).min(MOST_BODIES);
    let offset = given.natural("offset")?.unwrap_or_default();
    let whole = given.flag("all_fields", false)?;
    let parts = Parts {
        count: given.flag("include_dataset_count", true)?,
        extras: given.flag("include_extras", false)?,
        tags: given.flag("include_tags", false)?,
        groups: given.flag("include_groups", false)?,
        datasets: false,
    };
    let with_users = given.flag("include_users", false)?;
    let mut bodies = chosen(question, kind)?;
    sort(question, &mut bodies)?;
    let bodies = bodies.into_iter().skip(offset).take(limit);
    let catalog = &question.portal.catalog;
    let list = bodies.map(|body| {
        if whole {
            let users = with_users.then(|| people::of_body(question, body));
            shape::group::body(catalog, body, kind, parts, users)
        } else {
            body.name().into()
        }
    });
    Ok(Json::List(list.collect()))
}

/// The organisations or groups that were asked for, by title.
fn chosen(question: Question<'_>, kind: Kind) -> Result<Vec<&Group>, Fault> {
    let given = question.given;
    let names = given.names(if kind.is_organization { "organizations" } else { "groups" })?;
    let typed = given.text("q")?.unwrap_or_default().trim().to_lowercase();
    let wanted = given.text("type")?;
    let record_has = |body: &Group| {
        let texts = [&body.record.title, &body.record.description];
        let mut texts = texts.into_iter().flatten().map(|text| text.value.to_lowercase());
        body.name().contains(&typed) || texts.any(|text| text.contains(&typed))
    };
    let bodies = shape::group::by_title(kind.bodies(&question.portal.catalog)).into_iter();
    let found = bodies.filter(|body| {
        names.as_ref().is_none_or(|names| names.iter().any(|name| name == body.name()))
            && wanted.as_ref().is_none_or(|wanted| {
                body.record.kind.as_deref().unwrap_or(kind.name) == wanted.as_ref()
            })
            && (typed.is_empty() || record_has(body))
    });
    Ok(found.collect())
}

/// Sorts as asked; those without datasets have no place in an order by their number, as in CKAN.
fn sort(question: Question<'_>, bodies: &mut Vec<&Group>) -> Result<(), Fault> {
    let given = question.given;
    let asked = given.text("sort")?.filter(|sort| !sort.trim().is_empty());
    let asked = asked.or(given.text("order_by")?).unwrap_or_default();
    let mut criteria = asked.split(',').map(str::trim).filter(|part| !part.is_empty());
    let first = criteria.next().unwrap_or("title asc");
    let mut words = first.split_whitespace();
    let field = words.next().unwrap_or_default();
    let by_count = matches!(field, "packages" | "package_count");
    if !by_count && !matches!(field, "name" | "title") {
        return Err(Fault::said("message", &format!("Cannot sort by field `{field}`")));
    }
    let default = if by_count { "desc" } else { "asc" };
    let direction = words.next().unwrap_or(default).to_lowercase();
    if direction != "asc" && direction != "desc" {
        return Err(Fault::said("message", &format!("Invalid sort direction `{direction}`")));
    }
    if criteria.next().is_some() {
        return Err(Fault::said("message", "Too many sort criteria provided only 1 allowed"));
    }
    let down = direction == "desc";
    match field {
        "name" => bodies.sort_by_key(|body| body.name()),
        "title" => {}
        _ => bodies.retain(|body| !body.datasets.is_empty()),
    }
    match (by_count, down) {
        (true, true) => bodies.sort_by_key(|body| Reverse(body.datasets.len())),
        (true, false) => bodies.sort_by_key(|body| body.datasets.len()),
        (false, true) => bodies.reverse(),
        (false, false) => {}
    }
    Ok(())
}

/// An organisation or a group.
pub(super) fn show(question: Question<'_>, kind: Kind) -> Result<Json<'_>, Fault> {
    let given = question.given;
    let id = given.needed("id")?;
    let parts = Parts {
        count: given.flag("include_dataset_count", true)?,
        extras: given.flag("include_extras", true)?,
        tags: given.flag("include_tags", true)?,
        groups: given.flag("include_groups", true)?,
        datasets: given.flag("include_datasets", false)?,
    };
    let with_users = given.flag("include_users", false)?;
    given.flag("include_followers", true)?;
    let body = find(question, kind, &id)?;
    let users = with_users.then(|| people::of_body(question, body));
    Ok(shape::group::body(&question.portal.catalog, body, kind, parts, users))
}

/// The datasets of a group that changed last.
pub(super) fn packages(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let given = question.given;
    let body = find(question, shape::group::GROUP, &given.needed("id")?)?;
    let limit = given
        .natural("limit")
        .map_err(|_| Fault::said("message", "Limit must be a positive integer"))?;
    let limit = limit.unwrap_or(ROWS).min(MOST_ROWS);
    let datasets = body.datasets.iter().copied();
    Ok(shape::group::latest(&question.portal.catalog, datasets, limit))
}

/// Who and what belongs to an organisation or group: id, kind and role of each.
pub(super) fn members(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let given = question.given;
    let id = given.needed("id")?;
    let kind = given.text("object_type")?;
    let capacity = given.text("capacity")?;
    let (body, owns) = match find(question, shape::group::ORGANIZATION, &id) {
        Ok(body) => (body, "organization"),
        Err(_) => (find(question, shape::group::GROUP, &id)?, "public"),
    };
    let catalog = &question.portal.catalog;
    let datasets = body.datasets.iter().map(|ix| (catalog[*ix].id.clone(), "package", owns));
    let people = people::accounts(question, body).map(|(id, role)| (id, "user", role));
    let wanted = |(_, of, role): &(String, &str, &str)| {
        kind.as_ref().is_none_or(|kind| kind == of)
            && capacity.as_ref().is_none_or(|capacity| capacity == role)
    };
    let list = people.chain(datasets).filter(wanted).map(|(id, of, role)| {
        let shown = match role {
            "admin" => "Admin",
            "editor" => "Editor",
            "member" => "Member",
            other => other,
        };
        Json::List(vec![id.into(), of.into(), shown.into()])
    });
    Ok(Json::List(list.collect()))
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
