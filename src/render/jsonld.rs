//! schema.org's description of a dataset, for search engines.

use crate::catalog::{Catalog, Dataset, Resource};
use crate::markup::{address, markdown};
use crate::plan::urls;
use crate::read::Location;
use serde_json::{Map, Value, json};

/// A dataset as schema.org's `Dataset`.
pub fn dataset(catalog: &Catalog, dataset: &Dataset) -> Value {
    let record = &dataset.record;
    let url = urls::absolute(catalog, &urls::dataset(dataset));
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| {
        if !value.is_null() {
            out.insert(key.to_owned(), value);
        }
    };
    put("@context", "https://schema.org/".into());
    put("@type", "Dataset".into());
    put("@id", url.as_str().into());
    put("url", url.as_str().into());
    put("name", dataset.title().into());
    // Search engines want 50 to 5000 characters: a title says more than nothing.
    let notes = record.notes.as_ref().map(|notes| markdown::to_plain(notes, 4900));
    let described = notes.filter(|notes| !notes.is_empty());
    put("description", described.unwrap_or_else(|| dataset.title().to_owned()).into());
    put("identifier", dataset.id.as_str().into());
    put("inLanguage", catalog.portal.languages.first().map(|lang| lang.code()).into());
    let keywords: Vec<&str> = dataset.tags.iter().map(|ix| catalog[*ix].name.as_str()).collect();
    put("keywords", if keywords.is_empty() { Value::Null } else { keywords.into() });
    put("datePublished", dataset.created.date().into());
    put("dateModified", dataset.modified.date().into());
    put("version", record.version.as_ref().map(|version| version.as_str()).into());
    put("license", license(catalog, dataset).into());
    put("isAccessibleForFree", true.into());
    put("creator", creator(catalog, dataset));
    put("publisher", publisher(catalog, dataset));
    put("includedInDataCatalog", in_catalog(catalog));
    put("sameAs", record.url.as_deref().and_then(|url| address::external(url)).into());
    let distribution: Vec<Value> =
        dataset.resources.iter().filter_map(|r| download(catalog, dataset, r)).collect();
    put("distribution", if distribution.is_empty() { Value::Null } else { distribution.into() });
    Value::Object(out)
}

/// Where the grade of a dataset is told to programs.
pub(super) fn quality(catalog: &Catalog, dataset: &Dataset) -> Value {
    json!({
        "@type": "CreativeWork",
        "name": "quality.json",
        "encodingFormat": "application/json",
        "url": urls::absolute(catalog, &urls::quality(dataset)),
    })
}

/// JSON-LD as a script element holds it: nothing in it can end the element.
pub(super) fn embedded(value: &Value) -> String {
    let json = value.to_string();
    let mut out = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            c => out.push(c),
        }
    }
    out
}

fn license(catalog: &Catalog, dataset: &Dataset) -> Option<String> {
    let license = &catalog[dataset.license?];
    let own = urls::absolute(catalog, &urls::license(license, 1));
    Some(address::external(&license.url).unwrap_or(own))
}

fn publisher(catalog: &Catalog, dataset: &Dataset) -> Value {
    let Some(organization) = dataset.organization.map(|ix| &catalog[ix]) else {
        return Value::Null;
    };
    json!({
        "@type": "Organization",
        "name": organization.title(),
        "url": urls::absolute(catalog, &urls::organization(organization, 1)),
    })
}

/// The author the file names, else the organisation.
fn creator(catalog: &Catalog, dataset: &Dataset) -> Value {
    let author = dataset.record.author.as_ref().map(|author| author.trim());
    match author.filter(|author| !author.is_empty()) {
        // Whether an author is a person or an office, a catalogue does not say.
        Some(author) => json!({ "@type": "Organization", "name": author }),
        None => publisher(catalog, dataset),
    }
}

fn in_catalog(catalog: &Catalog) -> Value {
    json!({
        "@type": "DataCatalog",
        "name": catalog.portal.title,
        "url": urls::absolute(catalog, ""),
    })
}

/// A resource that can be fetched as schema.org's `DataDownload`.
fn download(catalog: &Catalog, dataset: &Dataset, resource: &Resource) -> Option<Value> {
    let url = match &resource.record.location {
        Location::Missing => None,
        Location::Url(url) => {
            address::external(url).filter(|url| !url.to_ascii_lowercase().starts_with("mailto:"))
        }
        Location::File { .. } => {
            urls::download(dataset, resource).map(|file| urls::absolute(catalog, &file))
        }
    }?;
    let mut out = json!({ "@type": "DataDownload", "contentUrl": url, "name": resource.title() });
    let mut put = |key: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            out[key] = value.into();
        }
    };
    put("encodingFormat", resource.mimetype.clone().or_else(|| Some(resource.format.clone())));
    put("contentSize", resource.file().map(|file| format!("{} B", file.size)));
    put("dateModified", resource.record.last_modified.as_ref().map(|t| t.date().to_owned()));
    Some(out)
}
