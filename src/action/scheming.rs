//! What the files of this portal may say, in the form of ckanext-scheming's profiles: CKAN's own
//! fields, and those that `portal.yaml` declares.

use crate::action::fault::Fault;
use crate::action::{Json, Question};

/// A profile.
#[derive(Clone, Copy)]
pub(super) enum Profile {
    Dataset,
    Organization,
    Group,
}

impl Profile {
    fn name(self) -> &'static str {
        match self {
            Self::Dataset => "dataset",
            Self::Organization => "organization",
            Self::Group => "group",
        }
    }
}

/// The fields of a dataset's file, each with CKAN's label and the preset that fits.
const DATASET: [(&str, &str, &str); 12] = [
    ("title", "Title", "title"),
    ("name", "URL", "dataset_slug"),
    ("notes", "Description", "markdown"),
    ("tag_string", "Tags", "tag_string_autocomplete"),
    ("license_id", "License", ""),
    ("owner_org", "Organization", "dataset_organization"),
    ("url", "Source", ""),
    ("version", "Version", ""),
    ("author", "Author", ""),
    ("author_email", "Author Email", ""),
    ("maintainer", "Maintainer", ""),
    ("maintainer_email", "Maintainer Email", ""),
];

const RESOURCE: [(&str, &str, &str); 4] = [
    ("url", "URL", "resource_url_upload"),
    ("name", "Name", ""),
    ("description", "Description", "markdown"),
    ("format", "Format", "resource_format_autocomplete"),
];

const BODY: [(&str, &str, &str); 4] = [
    ("title", "Name", "title"),
    ("name", "URL", "dataset_slug"),
    ("description", "Description", "markdown"),
    ("image_url", "Image URL", ""),
];

/// The kinds that have a profile.
pub(super) fn list(profile: Profile) -> Json<'static> {
    Json::List(vec![profile.name().into()])
}

/// The profile of a kind.
pub(super) fn show(question: Question<'_>, profile: Profile) -> Result<Json<'_>, Fault> {
    let given = question.given;
    let kind = given.needed("type")?;
    given.flag("expanded", true)?;
    if kind != profile.name() {
        return Err(Fault::not_found());
    }
    let head = |key| vec![("scheming_version", Json::Int(2)), (key, Json::from(profile.name()))];
    Ok(Json::Object(match profile {
        Profile::Dataset => {
            let mut shown = head("dataset_type");
            shown.push(("about_url", question.portal.catalog.portal.base_url.as_str().into()));
            let own = question.portal.catalog.portal.dataset_fields.iter();
            let mut dataset: Vec<_> = DATASET.into_iter().map(field).collect();
            dataset.extend(own.map(|name| {
                Json::Object(vec![
                    ("field_name", name.as_str().into()),
                    ("label", name.as_str().into()),
                ])
            }));
            shown.push(("dataset_fields", Json::List(dataset)));
            shown.push(("resource_fields", Json::List(RESOURCE.into_iter().map(field).collect())));
            shown
        }
        Profile::Organization | Profile::Group => {
            let key =
                if matches!(profile, Profile::Group) { "group_type" } else { "organization_type" };
            let mut shown = head(key);
            shown.push(("about_url", question.portal.catalog.portal.base_url.as_str().into()));
            shown.push(("fields", Json::List(BODY.into_iter().map(field).collect())));
            shown
        }
    }))
}

fn field((name, label, preset): (&'static str, &'static str, &'static str)) -> Json<'static> {
    let mut entries = vec![("field_name", Json::from(name)), ("label", label.into())];
    if !preset.is_empty() {
        entries.push(("preset", preset.into()));
    }
    Json::Object(entries)
}
