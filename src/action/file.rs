//! The answers that stand in files of the site.

use crate::action::package::ROWS;
use crate::action::scheming;
use crate::action::shape::{group, package, search, site};
use crate::action::{Json, envelope, people};
use crate::catalog::{Catalog, Group};
use crate::plan::{Action, Answer, ListOption, Listing};
use crate::read::profile::Part;
use crate::read::tombstone;

/// The bytes of an answer in a file.
pub fn file(catalog: &Catalog, answer: &Answer) -> Vec<u8> {
    let (action, outcome) = match answer {
        Answer::Plain(action) => (*action, Ok(plain(catalog, *action))),
        Answer::Package(handle) => (Action::PackageShow, Ok(package::package(catalog, *handle))),
        Answer::Resource(handle, i) => {
            let (dataset, resource) = catalog.resource(*handle, *i);
            (Action::ResourceShow, Ok(package::resource(catalog, dataset, resource, *i)))
        }
        Answer::ResourceViews(handle, i) => {
            let (dataset, resource) = catalog.resource(*handle, *i);
            (Action::ResourceViewList, Ok(package::views(dataset, resource)))
        }
        Answer::Organization(handle) => {
            let shown = group::show(catalog, &catalog[*handle], group::ORGANIZATION);
            (Action::OrganizationShow, Ok(shown))
        }
        Answer::Group(handle) => {
            (Action::GroupShow, Ok(group::show(catalog, &catalog[*handle], group::GROUP)))
        }
        Answer::GroupPackages(handle) => {
            let datasets = catalog[*handle].datasets.iter().copied();
            (Action::GroupPackageShow, Ok(group::latest(catalog, datasets, ROWS)))
        }
        Answer::Tag(handle) => (Action::TagShow, Ok(site::tag(&catalog[*handle]))),
        Answer::Help(action) => (Action::HelpShow, Ok(action.help().into())),
        Answer::Schema(part, form) => {
            let action = match part {
                Part::Dataset => Action::SchemingDatasetSchemaShow,
                Part::Organization => Action::SchemingOrganizationSchemaShow,
                Part::Group => Action::SchemingGroupSchemaShow,
            };
            (action, Ok(scheming::schema(catalog, *part, *form)))
        }
        Answer::List(list) => (list.action, Ok(listed(catalog, list))),
        Answer::Found(sort, datasets) => {
            (Action::PackageSearch, Ok(search::everything(catalog, sort, datasets)))
        }
        Answer::NoViews => (Action::ResourceViewList, Ok(Json::List(Vec::new()))),
        Answer::Refused(refusal) => {
            return refusal.body(&catalog.portal.base_url, None).into_bytes();
        }
        Answer::Gone(i) => {
            let stone = &catalog.tombstones[*i];
            let action = match stone.kind {
                tombstone::Kind::Dataset => Action::PackageShow,
                tombstone::Kind::Organization => Action::OrganizationShow,
                tombstone::Kind::Group => Action::GroupShow,
            };
            (action, Err(site::gone(stone)))
        }
    };
    envelope(&catalog.portal.base_url, None, action.name(), outcome).to_ascii()
}

fn listed<'a>(catalog: &'a Catalog, list: &Listing) -> Json<'a> {
    let limit = list.limit.unwrap_or(usize::MAX);
    match list.action {
        Action::OrganizationList => bodies(catalog, group::ORGANIZATION, list),
        Action::GroupList => bodies(catalog, group::GROUP, list),
        Action::TagList => Json::List(catalog.tags.iter().take(limit).map(site::tag).collect()),
        Action::CurrentPackageListWithResources => {
            group::latest(catalog, catalog.dataset_handles(), limit)
        }
        _ => Json::List(catalog.datasets.iter().take(limit).map(|d| d.name().into()).collect()),
    }
}

fn bodies<'a>(catalog: &'a Catalog, kind: group::Kind, list: &Listing) -> Json<'a> {
    let has = |option| list.options.contains(&option);
    let parts = group::Parts {
        count: true,
        extras: has(ListOption::Extras),
        tags: has(ListOption::Tags),
        groups: has(ListOption::Groups),
        datasets: false,
    };
    let mut bodies = group::by_title(kind.bodies(catalog));
    if has(ListOption::ByName) {
        bodies.sort_by_key(|body| body.name());
    }
    let one = |body| {
        if !has(ListOption::AllFields) {
            return Json::from(Group::name(body));
        }
        let users = has(ListOption::Users).then(|| people::of_body(catalog, body));
        group::body(catalog, body, kind, parts, users)
    };
    let limit = list.limit.unwrap_or(usize::MAX);
    Json::List(bodies.into_iter().take(limit).map(one).collect())
}

fn plain(catalog: &Catalog, action: Action) -> Json<'_> {
    match action {
        Action::PackageList => {
            Json::List(catalog.datasets.iter().map(|dataset| dataset.name().into()).collect())
        }
        Action::CurrentPackageListWithResources => {
            group::latest(catalog, catalog.dataset_handles(), ROWS)
        }
        Action::OrganizationList => group::names(&catalog.organizations),
        Action::GroupList => group::names(&catalog.groups),
        Action::TagList => {
            Json::List(catalog.tags.iter().map(|t| t.name.as_str().into()).collect())
        }
        Action::LicenseList => site::licenses(catalog),
        Action::StatusShow => site::status(catalog),
        Action::SiteRead => true.into(),
        Action::MemberRolesList => site::roles(),
        Action::SchemingDatasetSchemaList => scheming::list(catalog, Part::Dataset),
        Action::SchemingGroupSchemaList => scheming::list(catalog, Part::Group),
        Action::SchemingOrganizationSchemaList => scheming::list(catalog, Part::Organization),
        // Vocabularies and what belongs to a caller: a portal of files has neither. The others are
        // never planned without a parameter.
        _ => Json::List(Vec::new()),
    }
}
