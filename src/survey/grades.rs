//! A catalogue and the surveys of its tables → the grade of each dataset.

use crate::catalog::{self, Catalog, DatasetIx, format};
use crate::check::{Promise, last_change, promised, told_period, told_place};
use crate::markup::markdown;
use crate::read::{Location, Timestamp};
use crate::survey::facts::{self as of_table, Beside};
use crate::survey::privacy::Declaration;
use crate::survey::{Sense, Survey, Surveys, declared};
use crate::table::grade::facts::{
    Contact, Content, Dataset, Declared, Dictionary, Frequency, Hash, Identity, License, Link,
    Period, Reach, Relief, Resource, Review, Theme,
};
use crate::table::grade::{Grade, grade};
use crate::table::personal::email;
use crate::table::{Format, Layout};
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
    let country = country(&catalog.portal.base_url);
    let resources = dataset.resources.iter().zip(&declarations).enumerate();
    let resources = resources.map(|(index, (resource, privacy))| {
        let survey = surveys.get(handle, index);
        self::resource(resource, &record.file, survey, &Told { privacy, as_of, country })
    });
    let mut resources: Vec<Resource> = resources.collect();
    // Who finds the file large takes the other one.
    if resources.iter().any(|resource| resource.format.eq_ignore_ascii_case("parquet")) {
        for resource in &mut resources {
            resource.relief = Relief::Given;
        }
    }
    let reviewed = declarations.iter().any(Declaration::is_reviewed);
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
        changed: last_change(dataset, &catalog.portal.epoch).and_then(day),
        resources,
    }
}

/// What is told beside a resource's table.
struct Told<'a> {
    privacy: &'a Declaration,
    as_of: Option<Date>,
    country: Option<Sense>,
}

/// Whether a format is one of tables, wherever the file lies.
fn tabular(format: &str) -> bool {
    matches!(Layout::of_format(format).format, Format::Delimited | Format::Sheet(_))
}

/// The country that a portal's address is of.
fn country(base_url: &str) -> Option<Sense> {
    let host = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    let host = host.split(['/', ':']).next().unwrap_or_default();
    match host.rsplit('.').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "cl" => Some(Sense::Chile),
        "ec" => Some(Sense::Ecuador),
        _ => None,
    }
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
    let schema = declared::dictionary(record);
    let beside = Beside {
        schema: schema.as_ref(),
        encoding: encoding.filter(|name| !name.is_empty()),
        privacy: told.privacy,
        today: told.as_of,
        country: told.country,
    };
    let table = survey.map(|survey| of_table::table(survey, &beside));
    let table = table.map(|mut table| {
        table.declared = survey.map_or(Declared::Nothing, |survey| file_as(record, local, survey));
        table
    });
    let address = match &record.location {
        Location::Url(url) => url.value.as_str(),
        _ => dataset,
    };
    Resource {
        file: local.map_or(address, |file| file.path.as_str()).to_owned(),
        name: record.name.as_ref().map(|name| name.value.clone()).unwrap_or_default(),
        format: resource.format.clone(),
        content: survey.map_or(Content::Unseen, |survey| content(survey, &resource.format)),
        reach: reach(record, local),
        link: local.map_or(Link::Unknown, |file| link(resource, file)),
        size: local.map(|file| file.size).or(record.size.as_ref().and_then(Value::as_u64)),
        hash: if local.is_some() || record.hash.is_some() { Hash::Known } else { Hash::Missing },
        relief: relief(record, local),
        dictionary: match () {
            () if !tabular(&resource.format) => Dictionary::NotAsked,
            () if record.fields.iter().any(|field| field.description.is_some()) => {
                Dictionary::Given
            }
            () => Dictionary::Missing,
        },
        table,
        ..Resource::default()
    }
}

/// What the bytes are, as they were read, against the format that is told of them.
fn content(survey: &Survey, format: &str) -> Content {
    let refused = survey.refusal.as_ref().filter(|refusal| refusal.code == "format-error");
    if refused.and_then(|refusal| refusal.reason.as_deref()) == Some("web-page") {
        return Content::Other("HTML".to_owned());
    }
    let alike = READ_AS.iter().find(|(read, _)| *read == survey.reading.format);
    let told = READ_AS.iter().any(|(_, formats)| formats.contains(&format));
    match alike {
        Some((read, formats)) if told && !formats.contains(&format) => {
            Content::Other(read.to_uppercase())
        }
        _ => Content::AsDeclared,
    }
}

/// What a table was read as, and the formats that are read so.
const READ_AS: [(&str, &[&str]); 6] = [
    ("csv", &["CSV", "TSV"]),
    ("json", &["JSON"]),
    ("jsonl", &["JSONL", "NDJSON", "JSON"]),
    ("xlsx", &["XLSX", "XLSM"]),
    ("xls", &["XLS"]),
    ("ods", &["ODS"]),
];

/// Whether a file's name, its format and its media type say the same. What a name leaves open, as that
/// of an archive does, says nothing.
fn link(resource: &catalog::Resource, file: &crate::read::LocalFile) -> Link {
    const OPEN: [&str; 7] = ["ZIP", "GZ", "TAR", "RAR", "JSON", "XML", "TXT"];
    let Some(named) = format::of_path(&file.path).filter(|known| !OPEN.contains(&known.name))
    else {
        return Link::File;
    };
    let media = resource.record.mimetype.as_ref().map(|media| media.value.as_str());
    let media = media.map(|media| media.split(';').next().unwrap_or_default().trim());
    let told = [Some(resource.format.as_str()), media];
    let differs = told.into_iter().flatten().filter_map(format::find);
    let differs = differs.into_iter().any(|known| known.name != named.name);
    if differs { Link::OtherName } else { Link::File }
}

/// Whether size, hash and rows are those declared.
fn file_as(
    record: &crate::read::Resource,
    local: Option<&crate::read::LocalFile>,
    survey: &Survey,
) -> Declared {
    let number = |value: &Value| value.as_u64().or_else(|| value.as_str()?.trim().parse().ok());
    let told = |key: &str| record.custom.get(key).and_then(number);
    let mut compared = Vec::new();
    if let Some(file) = local {
        let sizes = [record.size.as_ref().and_then(number), told("bytes")];
        compared.extend(sizes.into_iter().flatten().map(|size| size == file.size));
        compared.extend(is_hash(record, file));
    }
    compared.extend(told("rows").map(|rows| rows == survey.rows));
    match (compared.is_empty(), compared.contains(&false)) {
        (true, _) => Declared::Nothing,
        (_, true) => Declared::Wrong,
        (_, false) => Declared::Right,
    }
}

/// Whether a file has the declared SHA-256: of the algorithms only this one was computed.
fn is_hash(record: &crate::read::Resource, file: &crate::read::LocalFile) -> Option<bool> {
    let hash = record.hash.as_deref()?.trim();
    let hash = hash.strip_prefix("sha256:").unwrap_or(hash);
    (hash.len() == 64).then(|| hash.eq_ignore_ascii_case(&hex(&file.sha256)))
}

fn reach(record: &crate::read::Resource, local: Option<&crate::read::LocalFile>) -> Reach {
    match (&record.location, local) {
        (Location::File { .. }, Some(file)) => {
            if is_hash(record, file) == Some(false) {
                Reach::Altered
            } else {
                Reach::Present
            }
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
