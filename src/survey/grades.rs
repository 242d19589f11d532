//! A catalogue and the surveys of its tables → the grade of each dataset.

use crate::catalog::{self, Catalog, DatasetIx};
use crate::check::{Promise, promised, told_period, told_place};
use crate::markup::markdown;
use crate::read::{Location, Timestamp};
use crate::survey::facts::{self as of_table, Beside};
use crate::survey::privacy::Declaration;
use crate::survey::{Survey, Surveys};
use crate::table::grade::facts::{
    Contact, Content, Dataset, Frequency, Hash, Identity, License, Link, Period, Reach, Relief,
    Resource, Review, Theme,
};
use crate::table::grade::{Grade, grade};
use crate::table::personal::email;
use crate::text::hex;
use jiff::civil::Date;
use rayon::prelude::*;
use serde_json::Value;

/// The grade of every dataset, in the catalogue's order, on a day.
pub fn grades(catalog: &Catalog, surveys: &Surveys, as_of: Option<Date>) -> Vec<Grade> {
    let one = |index| grade(&facts(catalog, DatasetIx::new(index), surveys, as_of), as_of);
    (0..catalog.datasets.len()).into_par_iter().map(one).collect()
}

/// What is known of a dataset before it is graded.
pub fn facts(
    catalog: &Catalog,
    handle: DatasetIx,
    surveys: &Surveys,
    as_of: Option<Date>,
) -> Dataset {
    let dataset = &catalog[handle];
    let record = &dataset.record;
    let notes = record.notes.as_ref().map(|notes| markdown::to_text(notes));
    let declarations: Vec<Declaration> =
        dataset.resources.iter().map(|resource| Declaration::of(&resource.record)).collect();
    let organization = dataset.organization.map(|owner| catalog[owner].title().to_owned());
    let resources = dataset.resources.iter().zip(&declarations).enumerate();
    let resources = resources.map(|(index, (resource, privacy))| {
        let survey = surveys.get(handle, index);
        self::resource(resource, &record.file, survey, &Told { privacy, as_of })
    });
    let resources: Vec<Resource> = resources.collect();
    let reviewed = declarations.iter().any(Declaration::is_reviewed);
    let dated = record.metadata_modified.is_some() || dataset.modified != catalog.portal.epoch;
    let own = record.resources.iter().filter_map(|resource| resource.last_modified.as_ref());
    let last = dated.then_some(&dataset.modified).into_iter().chain(own).max();
    Dataset {
        file: record.file.clone(),
        title: record.title.as_ref().map(|title| title.value.clone()).unwrap_or_default(),
        description: notes.unwrap_or_default(),
        organization: organization.unwrap_or_default(),
        contact: contact(dataset),
        license: license(catalog, dataset),
        frequency: match promised(dataset) {
            None => Frequency::Missing,
            Some(Promise::None) => Frequency::Irregular,
            Some(Promise::Days(days)) => Frequency::Days(days),
        },
        theme: theme(dataset),
        tags: dataset.tags.len(),
        period: told_period(dataset).map(|(from, to)| Period { from: start(from), to: end(to) }),
        place: told_place(dataset).unwrap_or_default().to_owned(),
        identity: Identity::New,
        review: if reviewed { Review::Stated } else { Review::Missing },
        changed: last.and_then(day),
        resources,
    }
}

/// What is told beside a resource's table.
struct Told<'a> {
    privacy: &'a Declaration,
    as_of: Option<Date>,
}

fn resource(
    resource: &catalog::Resource,
    dataset: &str,
    survey: Option<&Survey>,
    told: &Told,
) -> Resource {
    let record = &resource.record;
    let local = resource.file();
    let encoding = record.custom.get("encoding").and_then(Value::as_str);
    let beside = Beside {
        fields: &record.fields,
        encoding: encoding.filter(|name| !name.is_empty()),
        privacy: told.privacy,
        today: told.as_of,
    };
    let address = match &record.location {
        Location::Url(url) => url.value.as_str(),
        _ => dataset,
    };
    Resource {
        file: local.map_or(address, |file| file.path.as_str()).to_owned(),
        name: record.name.as_ref().map(|name| name.value.clone()).unwrap_or_default(),
        format: resource.format.clone(),
        content: survey.map_or(Content::Unseen, content),
        reach: reach(record, local),
        link: if local.is_some() { Link::File } else { Link::Unknown },
        size: local.map(|file| file.size).or(record.size.as_ref().and_then(Value::as_u64)),
        hash: if local.is_some() || record.hash.is_some() { Hash::Known } else { Hash::Missing },
        relief: relief(record, local),
        table: survey.map(|survey| of_table::table(survey, &beside)),
        ..Resource::default()
    }
}

fn content(survey: &Survey) -> Content {
    let refused = survey.refusal.as_ref().filter(|refusal| refusal.code == "format-error");
    match refused.and_then(|refusal| refusal.reason.as_deref()) {
        Some("web-page") => Content::Other("HTML".to_owned()),
        _ => Content::AsDeclared,
    }
}

fn reach(record: &crate::read::Resource, local: Option<&crate::read::LocalFile>) -> Reach {
    match (&record.location, local) {
        (Location::File { .. }, Some(file)) => {
            let hash = record.hash.as_deref().map(str::trim).unwrap_or_default();
            let hash = hash.strip_prefix("sha256:").unwrap_or(hash);
            // Of the algorithms only this one was computed.
            let differs = hash.len() == 64 && !hash.eq_ignore_ascii_case(&hex(&file.sha256));
            if differs { Reach::Altered } else { Reach::Present }
        }
        (Location::File { .. }, None) => Reach::Absent,
        _ => Reach::Untried,
    }
}

fn relief(record: &crate::read::Resource, local: Option<&crate::read::LocalFile>) -> Relief {
    let packed = |file: &crate::read::LocalFile| {
        let name = file.path.to_ascii_lowercase();
        [".gz", ".zip", ".parquet", ".xlsx"].iter().any(|ending| name.ends_with(ending))
    };
    let declared = record.custom.get("compression").is_some_and(|value| !value.is_null());
    if declared || local.is_some_and(packed) { Relief::Given } else { Relief::None }
}

/// An office's address is better than a person's.
fn contact(dataset: &catalog::Dataset) -> Contact {
    let record = &dataset.record;
    let own = [&record.maintainer_email, &record.author_email];
    let own = own.into_iter().flatten().map(|address| address.value.clone());
    let further = record.custom.iter().filter_map(|(key, value)| {
        let named = key.contains("email") || key.contains("mail") || key.contains("contact");
        named.then(|| value.to_string())
    });
    let mut best = Contact::Missing;
    for text in own.chain(further) {
        for address in email::all(&text) {
            if address.account == email::Account::Role || !email::names_somebody(address.text) {
                return Contact::Office;
            }
            best = Contact::Person;
        }
    }
    best
}

fn license(catalog: &Catalog, dataset: &catalog::Dataset) -> License {
    let id = dataset.record.license_id.as_ref().map(|id| id.trim()).filter(|id| !id.is_empty());
    let Some(handle) = dataset.license else {
        // A licence that is in no register tells nobody what is allowed.
        return id.map_or(License::Missing, |id| License::Closed(id.to_owned()));
    };
    let license = &catalog[handle];
    let known = crate::catalog::license::built_in().iter().any(|known| known.id == license.id);
    match (license.open, known) {
        (true, true) => License::Open(license.id.clone()),
        (true, false) => License::Unlisted(license.id.clone()),
        (false, _) => License::Closed(license.id.clone()),
    }
}

fn theme(dataset: &catalog::Dataset) -> Theme {
    let record = &dataset.record;
    let key = |key: &str| matches!(key, "theme" | "themes" | "tema" | "temas" | "category");
    let own = record.custom.iter().find(|(name, _)| key(name)).map(|(_, value)| value);
    let named = own.is_some_and(|value| match value {
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(all) => !all.is_empty(),
        _ => false,
    });
    match (dataset.groups.is_empty(), record.groups.is_empty()) {
        _ if named => Theme::Known,
        (false, _) => Theme::Known,
        (true, false) => Theme::Unknown,
        (true, true) => Theme::Missing,
    }
}

fn day(date: &Timestamp) -> Option<Date> {
    date.date().parse().ok()
}

/// The first day of a year, a month or a day.
fn start(text: &str) -> Option<Date> {
    let text = text.get(..10).unwrap_or(text);
    let whole = [text.to_owned(), format!("{text}-01"), format!("{text}-01-01")];
    whole.iter().find_map(|text| text.parse().ok())
}

/// The last one.
fn end(text: &str) -> Option<Date> {
    let first = start(text)?;
    match text.len() {
        4 => Date::new(first.year(), 12, 31).ok(),
        7 => Some(first.last_of_month()),
        _ => Some(first),
    }
}
