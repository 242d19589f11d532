//! The people of the portal's `members.yaml` as CKAN's users.
//!
//! What a person's file says is their account on a forge and their role. Nothing else is known of
//! them: no mail address, not even its hash, no name but the account's.

use crate::action::fault::Fault;
use crate::action::{Json, Question};
use crate::catalog::{Catalog, Group, id};
use crate::read::{Member, Role};
use std::collections::BTreeMap;

/// Everybody, found by id and name.
#[derive(Debug, Default)]
pub(super) struct People {
    /// Sorted by name.
    all: Vec<Person>,
    keys: BTreeMap<String, usize>,
}

/// Somebody with an account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Person {
    /// What the account is called.
    pub(super) name: String,
    /// UUID of portal, forge and the account's number.
    pub(super) id: String,
}

impl People {
    pub(super) fn new(catalog: &Catalog) -> Self {
        let members = catalog.organizations.iter().flat_map(|body| &body.record.members);
        let mut all: Vec<Person> = members.map(|member| person(catalog, member)).collect();
        all.sort();
        all.dedup();
        let mut keys = BTreeMap::new();
        for (i, person) in all.iter().enumerate() {
            keys.entry(person.id.clone()).or_insert(i);
        }
        for (i, person) in all.iter().enumerate() {
            keys.entry(person.name.clone()).or_insert(i);
        }
        Self { all, keys }
    }

    /// The person of an id or name.
    pub(super) fn find(&self, key: &str) -> Option<&Person> {
        self.keys.get(key).map(|at| &self.all[*at])
    }
}

fn person(catalog: &Catalog, member: &Member) -> Person {
    let account = format!("user/{}/{}", member.forge.value, member.id.value);
    let id = id::part(&catalog.portal.base_url, &account);
    // A login is no mail address; where somebody wrote one, it is not passed on.
    let name = member.login.split('@').next().unwrap_or_default().to_owned();
    Person { name, id }
}

/// A user's keys in the order of `user_show`.
fn user(person: &Person) -> Vec<(&'static str, Json<'static>)> {
    vec![
        ("id", person.id.clone().into()),
        ("name", person.name.clone().into()),
        ("fullname", Json::Null),
        ("created", Json::Null),
        ("about", Json::Null),
        ("last_active", Json::Null),
        ("activity_streams_email_notifications", false.into()),
        ("sysadmin", false.into()),
        ("state", "active".into()),
        ("image_url", Json::Null),
        ("display_name", person.name.clone().into()),
        ("email_hash", Json::Null),
        ("number_created_packages", Json::Int(0)),
        ("image_display_url", Json::Null),
    ]
}

/// The people of an organisation, as its `users`: with their roles, keys sorted.
pub(super) fn of_body(catalog: &Catalog, body: &Group) -> Json<'static> {
    let users = body.record.members.iter().map(|member| {
        let mut entries = user(&person(catalog, member));
        entries.push(("capacity", role(member.role).into()));
        entries.sort_by_key(|(key, _)| *key);
        Json::Object(entries)
    });
    Json::List(users.collect())
}

/// The accounts of an organisation, each with a role.
pub(super) fn accounts<'a>(
    question: Question<'a>,
    body: &'a Group,
) -> impl Iterator<Item = (String, &'static str)> {
    let catalog = &question.portal.catalog;
    let members = body.record.members.iter();
    members.map(|member| (person(catalog, member).id, role(member.role)))
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Admin => "admin",
        Role::Editor => "editor",
        Role::Member => "member",
    }
}

/// Everybody, by name.
pub(super) fn list(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let given = question.given;
    if given.value("email").is_some() {
        return Err(Fault::closed());
    }
    let typed = given.text("q")?.unwrap_or_default().to_lowercase();
    let whole = given.flag("all_fields", true)?;
    let fits = |person: &&Person| person.name.to_lowercase().contains(&typed);
    let people = question.portal.names.people.all.iter().filter(fits);
    let list = people
        .map(|person| if whole { Json::Object(user(person)) } else { person.name.as_str().into() });
    Ok(Json::List(list.collect()))
}

/// Somebody. Who asks has no account here, so that nobody is meant where no id is given.
pub(super) fn show(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let given = question.given;
    let id = given.text("id")?.ok_or_else(Fault::not_found)?;
    let person = question.portal.names.people.find(&id).ok_or_else(Fault::not_found)?;
    let mut entries = user(person);
    if given.flag("include_num_followers", false)? {
        entries.push(("num_followers", Json::Int(0)));
    }
    if given.flag("include_datasets", false)? {
        entries.push(("datasets", Json::List(Vec::new())));
    }
    Ok(Json::Object(entries))
}

/// People by a part of their name.
pub(super) fn autocomplete(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let typed = question.given.needed("q")?.to_lowercase();
    let limit = question.given.natural("limit")?.unwrap_or(20);
    let people = question.portal.names.people.all.iter();
    let found = people.filter(|person| person.name.to_lowercase().contains(&typed)).take(limit);
    let list = found.map(|person| {
        Json::Object(vec![
            ("id", person.id.clone().into()),
            ("name", person.name.clone().into()),
            ("fullname", Json::Null),
        ])
    });
    Ok(Json::List(list.collect()))
}
