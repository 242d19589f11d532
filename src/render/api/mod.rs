//! CKAN's answers as files, in CKAN's words and order.

mod group;
mod package;
pub mod search;

use crate::catalog::{Catalog, Tag};
use crate::plan::{Action, Answer, Collection, urls};
use crate::read::tombstone;
use crate::render::gzip;
use crate::render::json::Json;
use rayon::prelude::*;
use std::fmt::Write as _;

/// The version of CKAN whose contract the answers follow: clients read it.
const CKAN_VERSION: &str = "2.11.6";

/// The bytes of an answer.
pub(super) fn answer(catalog: &Catalog, answer: &Answer) -> Vec<u8> {
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
            (Action::GroupPackageShow, Ok(group::latest(catalog, datasets)))
        }
        Answer::Tag(handle) => (Action::TagShow, Ok(tag(&catalog[*handle]))),
        Answer::Help(action) => (Action::HelpShow, Ok(action.help().into())),
        Answer::Gone(i) => gone(catalog, *i),
    };
    envelope(catalog, action.name(), outcome).to_ascii()
}

/// CKAN's frame around a result, or around the message of an object that is not there.
fn envelope<'a>(catalog: &Catalog, action: &str, outcome: Result<Json<'a>, String>) -> Json<'a> {
    let site = &catalog.portal.base_url;
    let help = format!("{site}/api/3/action/help_show?name={action}");
    match outcome {
        Ok(result) => {
            Json::Object(vec![("help", help.into()), ("success", true.into()), ("result", result)])
        }
        Err(message) => Json::Object(vec![
            ("help", help.into()),
            (
                "error",
                Json::Object(vec![
                    ("__type", "Not Found Error".into()),
                    ("message", message.into()),
                ]),
            ),
            ("success", false.into()),
        ]),
    }
}

fn plain(catalog: &Catalog, action: Action) -> Json<'_> {
    match action {
        Action::PackageList => {
            Json::List(catalog.datasets.iter().map(|dataset| dataset.name().into()).collect())
        }
        Action::CurrentPackageListWithResources => {
            group::latest(catalog, catalog.dataset_handles())
        }
        Action::OrganizationList => group::names(&catalog.organizations),
        Action::GroupList => group::names(&catalog.groups),
        Action::TagList => {
            Json::List(catalog.tags.iter().map(|t| t.name.as_str().into()).collect())
        }
        Action::LicenseList => licenses(catalog),
        Action::StatusShow => status(catalog),
        Action::SiteRead => true.into(),
        Action::MemberRolesList => roles(),
        // Vocabularies and what belongs to a caller: a portal of files has neither. The others are
        // never planned without a parameter.
        _ => Json::List(Vec::new()),
    }
}

fn status(catalog: &Catalog) -> Json<'_> {
    let portal = &catalog.portal;
    let lang = portal.languages.first().copied().unwrap_or_default();
    Json::Object(vec![
        ("site_title", portal.title.as_str().into()),
        ("site_description", portal.description.as_str().into()),
        ("site_url", portal.base_url.as_str().into()),
        ("error_emails_to", "".into()),
        ("locale_default", lang.code().into()),
        ("extensions", Json::List(Vec::new())),
        ("ckan_version", CKAN_VERSION.into()),
    ])
}

fn licenses(catalog: &Catalog) -> Json<'_> {
    let list = catalog.licenses.iter().map(|license| {
        let register = &license.register;
        Json::Object(vec![
            ("domain_content", register.domain_content.as_str().into()),
            ("id", license.id.as_str().into()),
            ("domain_data", register.domain_data.as_str().into()),
            ("domain_software", register.domain_software.as_str().into()),
            ("family", register.family.as_str().into()),
            ("is_generic", register.is_generic.as_str().into()),
            ("od_conformance", register.od_conformance.as_str().into()),
            ("osd_conformance", register.osd_conformance.as_str().into()),
            ("maintainer", register.maintainer.as_str().into()),
            ("status", register.status.as_str().into()),
            ("url", license.url.as_str().into()),
            ("title", license.title.as_str().into()),
        ])
    });
    Json::List(list.collect())
}

fn roles() -> Json<'static> {
    let role = |text: &'static str, value: &'static str| {
        Json::Object(vec![("text", text.into()), ("value", value.into())])
    };
    Json::List(vec![role("Admin", "admin"), role("Editor", "editor"), role("Member", "member")])
}

fn tag(tag: &Tag) -> Json<'_> {
    Json::Object(vec![
        ("id", tag.id.as_str().into()),
        ("name", tag.name.as_str().into()),
        ("vocabulary_id", Json::Null),
        ("display_name", tag.name.as_str().into()),
    ])
}

/// What was removed: not found, and why, and what replaces it.
fn gone(catalog: &Catalog, i: usize) -> (Action, Result<Json<'_>, String>) {
    let stone = &catalog.tombstones[i];
    let action = match stone.kind {
        tombstone::Kind::Dataset => Action::PackageShow,
        tombstone::Kind::Organization => Action::OrganizationShow,
        tombstone::Kind::Group => Action::GroupShow,
    };
    let mut message = format!("Not found: removed {}: {}", stone.date, stone.reason.trim());
    if let Some(new) = &stone.replaced_by {
        message.push_str(" Replaced by: ");
        message.push_str(&new.value);
    }
    (action, Err(message))
}

/// How many objects of a dump are packed together.
const DUMP_CHUNK: usize = 256;

/// A dump in the form `ckanapi dump` writes and `ckanapi load` reads.
pub(super) fn dump(catalog: &Catalog, collection: Collection) -> Vec<u8> {
    match collection {
        Collection::Datasets => {
            let handles: Vec<_> = catalog.dataset_handles().collect();
            lines(&handles, |handle| package::package(catalog, *handle))
        }
        Collection::Organizations => {
            let kind = group::ORGANIZATION;
            lines(&catalog.organizations, |organization| group::show(catalog, organization, kind))
        }
        Collection::Groups => {
            lines(&catalog.groups, |group| group::show(catalog, group, group::GROUP))
        }
    }
}

fn lines<'a, T: Sync>(items: &'a [T], json: impl Fn(&'a T) -> Json<'a> + Sync) -> Vec<u8> {
    gzip::join(items.par_chunks(DUMP_CHUNK).map(|chunk| {
        let mut text = Vec::new();
        for item in chunk {
            text.extend(json(item).to_sorted());
            text.push(b'\n');
        }
        text
    }))
}

/// The data dictionary of a resource, in Table Schema's form.
pub(super) fn table_schema(
    catalog: &Catalog,
    handle: crate::catalog::DatasetIx,
    i: usize,
) -> Vec<u8> {
    let (dataset, resource) = catalog.resource(handle, i);
    let fields = resource.record.fields.iter().map(|field| {
        let kind = field.kind.as_ref().map_or("string", |kind| kind.as_str());
        let mut entries = vec![("name", Json::from(field.name.as_str())), ("type", kind.into())];
        let texts = [("title", &field.title), ("description", &field.description)];
        entries.extend(
            texts.into_iter().filter_map(|(key, text)| Some((key, text.as_deref()?.into()))),
        );
        entries.extend(field.rest.iter().map(|(key, value)| (key.as_str(), Json::Value(value))));
        Json::Object(entries)
    });
    let about = urls::absolute(catalog, &urls::resource(dataset, resource));
    let schema =
        Json::Object(vec![("fields", Json::List(fields.collect())), ("homepage", about.into())]);
    escaped(&serde_json::to_string_pretty(&schema).expect("keys are texts"))
}

/// JSON over several lines, escaped as the answers are: what is escaped stands only within texts.
fn escaped(json: &str) -> Vec<u8> {
    let mut out = String::with_capacity(json.len() + json.len() / 8);
    for c in json.chars() {
        if c.is_ascii() && !matches!(c, '<' | '>' | '&' | '\u{7f}') {
            out.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]).iter() {
            let _ = write!(out, "\\u{unit:04x}");
        }
    }
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_readable_answer_is_harmless_too() {
        let text = "ñ😀</script>&\"\n\u{7f}";
        let json = serde_json::to_string_pretty(&serde_json::json!({ "a": text })).expect("JSON");
        let out = String::from_utf8(escaped(&json)).expect("text");
        assert!(out.is_ascii() && !out.contains(['<', '>', '&']) && out.lines().count() == 3);
        let back: serde_json::Value = serde_json::from_str(&out).expect("valid JSON");
        assert_eq!(back["a"], text);
    }
}
