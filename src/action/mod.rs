//! Questions to CKAN's Action API → CKAN's answers, its refusals included.
//!
//! An answer follows CKAN 2.11: keys, their order, `null` against absent, texts, HTTP statuses.
//! [`answer`] is a function of the [`Portal`] and the question alone. One file a family of actions;
//! what the objects look like is in `shape`, which the files of the site share.

pub mod json;
pub mod shape;

mod activity;
mod datastore;
mod endpoint;
mod fault;
mod file;
mod follow;
mod group;
mod names;
mod package;
mod parameters;
mod people;
mod portal;
mod resource;
mod scheming;
mod search;
mod site;
mod tag;
mod write;

pub use endpoint::endpoint;
pub use file::file;
pub use json::Json;
pub use parameters::Parameters;
pub use portal::{Portal, Search};
pub use write::{CLOSED, WRITING};

use crate::catalog::Catalog;
use crate::plan::Action;
use crate::read::profile::Part;
use fault::Fault;
use follow::Followed;
use parameters::Given;
use serde_json::Value;
use shape::group::{GROUP, ORGANIZATION};

/// How a question came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// In an address, or HEAD of one.
    Get,
    /// With a body, or at least able to have one.
    Post,
}

/// A question to the API.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// The action, as in `/api/3/action/<name>`.
    pub name: &'a str,
    /// What it is asked with.
    pub parameters: &'a Parameters,
    /// How it came: CKAN lets nobody write by GET.
    pub method: Method,
    /// The language before `/api` in the address: links in the answer keep it.
    pub locale: Option<&'a str>,
    /// Microseconds since 1970, for `NOW` in queries.
    pub now: i64,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status: 200, 400, 403, 404, 409, or 500 where the index fails.
    pub status: u16,
    /// JSON, ASCII alone.
    pub body: Vec<u8>,
}

impl Reply {
    /// What CKAN says of a question that it cannot even read, such as `JSON Error: …`.
    pub fn bad_request(reason: &str) -> Self {
        let fault = Fault::bad_request(reason);
        Self { status: fault.status, body: Json::Owned(fault.error).to_ascii() }
    }
}

/// A question that has an action, on its way to its answer.
#[derive(Clone, Copy)]
struct Question<'a> {
    portal: &'a Portal,
    given: Given<'a>,
    method: Method,
    now: i64,
}

/// Answers a question. It never fails: what cannot be answered is refused in CKAN's words.
pub fn answer(portal: &Portal, call: &Call<'_>) -> Reply {
    let outcome = match Action::of(call.name) {
        Some(action) => {
            let given = Given(call.parameters);
            let question = Question { portal, given, method: call.method, now: call.now };
            perform(action, question).map(|mut result| {
                datastore::mark(&mut result, portal);
                result
            })
        }
        None => Err(write::refused(portal, call)),
    };
    let status = outcome.as_ref().map_or_else(|fault| fault.status, |_| 200);
    let body = envelope(&portal.catalog.portal.base_url, call.locale, call.name, outcome);
    Reply { status, body: body.to_ascii() }
}

#[expect(clippy::too_many_lines, reason = "a table: every action and what answers it")]
fn perform(action: Action, question: Question<'_>) -> Result<Json<'_>, Fault> {
    use Followed::{Dataset, Group, User};
    match action {
        Action::ActivityDataShow => activity::data(question),
        Action::ActivityShow => activity::show(question),
        Action::CurrentPackageListWithResources => package::latest(question),
        Action::DatasetFolloweeCount
        | Action::FolloweeCount
        | Action::GroupFolloweeCount
        | Action::OrganizationFolloweeCount
        | Action::UserFolloweeCount
        | Action::UserFollowerCount => follow::count(question, User),
        Action::DatasetFolloweeList
        | Action::FolloweeList
        | Action::GroupFolloweeList
        | Action::OrganizationFolloweeList
        | Action::UserFolloweeList
        | Action::UserFollowerList => follow::list(question, User),
        Action::DatastoreInfo => datastore::info(question),
        Action::DatastoreSearch => datastore::search(question),
        Action::DatastoreSearchSql => datastore::search_sql(question),
        Action::DatasetFollowerCount => follow::count(question, Dataset),
        Action::DatasetFollowerList => follow::list(question, Dataset),
        Action::GroupFollowerCount | Action::OrganizationFollowerCount => {
            follow::count(question, Group)
        }
        Action::GroupFollowerList | Action::OrganizationFollowerList => {
            follow::list(question, Group)
        }
        Action::FormatAutocomplete => search::format_autocomplete(question),
        Action::GroupActivityList => activity::of_body(question, GROUP),
        Action::GroupAutocomplete => search::body_autocomplete(question, "groups"),
        Action::GroupList => group::list(question, GROUP),
        // Groups, organisations and vocabularies of a caller's: there is no caller and no vocabulary.
        Action::GroupListAuthz | Action::OrganizationListForUser | Action::VocabularyList => {
            Ok(Json::List(Vec::new()))
        }
        Action::GroupPackageShow => group::packages(question),
        Action::GroupShow => group::show(question, GROUP),
        Action::HelpShow => site::help(question),
        Action::LicenseList => Ok(shape::site::licenses(&question.portal.catalog)),
        Action::MemberList => group::members(question),
        Action::MemberRolesList => Ok(shape::site::roles()),
        Action::OrganizationActivityList => activity::of_body(question, ORGANIZATION),
        Action::OrganizationAutocomplete => search::body_autocomplete(question, "organization"),
        Action::OrganizationList => group::list(question, ORGANIZATION),
        Action::OrganizationShow => group::show(question, ORGANIZATION),
        Action::PackageActivityList => activity::of_package(question),
        Action::PackageAutocomplete => search::package_autocomplete(question),
        Action::PackageList => package::list(question),
        Action::PackageRelationshipsList => package::relationships(question),
        Action::PackageSearch => search::package_search(question),
        Action::PackageShow => package::show(question),
        Action::RecentlyChangedPackagesActivityList => activity::recent(question),
        Action::ResourceSearch => resource::search(question),
        Action::ResourceShow => resource::show(question),
        Action::ResourceViewList => resource::views(question),
        Action::ResourceViewShow => resource::view(question),
        Action::SchemingDatasetSchemaList => {
            Ok(scheming::list(&question.portal.catalog, Part::Dataset))
        }
        Action::SchemingDatasetSchemaShow => scheming::show(question, Part::Dataset),
        Action::SchemingGroupSchemaList => {
            Ok(scheming::list(&question.portal.catalog, Part::Group))
        }
        Action::SchemingGroupSchemaShow => scheming::show(question, Part::Group),
        Action::SchemingOrganizationSchemaList => {
            Ok(scheming::list(&question.portal.catalog, Part::Organization))
        }
        Action::SchemingOrganizationSchemaShow => scheming::show(question, Part::Organization),
        Action::SiteRead => Ok(true.into()),
        Action::StatusShow => Ok(shape::site::status(&question.portal.catalog)),
        Action::TagAutocomplete => search::tag_autocomplete(question),
        Action::TagList => tag::list(question),
        Action::TagSearch => tag::search(question),
        Action::TagShow => tag::show(question),
        Action::UserActivityList => activity::of_user(question),
        Action::UserAutocomplete => people::autocomplete(question),
        Action::UserList => people::list(question),
        Action::UserShow => people::show(question),
        Action::VocabularyShow => tag::vocabulary(question),
    }
}

/// A result as CKAN frames it.
pub fn framed<'a>(catalog: &Catalog, action: &str, result: Json<'a>) -> Json<'a> {
    envelope(&catalog.portal.base_url, None, action, Ok(result))
}

/// CKAN's frame around a result or an error; a mere text stands without it.
fn envelope<'a>(
    site: &str,
    locale: Option<&str>,
    action: &str,
    outcome: Result<Json<'a>, Fault>,
) -> Json<'a> {
    let locale = locale.map_or_else(String::new, |locale| format!("/{locale}"));
    let help = format!("{site}{locale}/api/3/action/help_show?name={action}");
    let (rest, success) = match outcome {
        Ok(result) => (("result", result), true),
        Err(Fault { error: Value::String(text), .. }) => return text.into(),
        Err(fault) => (("error", Json::Owned(fault.error)), false),
    };
    let success = ("success", Json::Bool(success));
    let [second, third] = if rest.0 == "result" { [success, rest] } else { [rest, success] };
    Json::Object(vec![("help", help.into()), second, third])
}
