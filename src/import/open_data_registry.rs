//! The Registry of Open Data on AWS, `datasets/*.yaml` → a harvest.

use crate::catalog::license;
use crate::import::ckan_record::first;
use crate::import::licenses;
use crate::import::model::{Dataset, Harvest, Owner, Tag, as_text, take_records, take_text};
use crate::import::names::{derived_id, is_email, slug};
use crate::import::page::Page;
use crate::import::report::Outcome;
use crate::import::{files, shape};
use anyhow::Result;
use serde_json::{Map, Value, json};
use std::path::Path;

/// Reads the folder that holds `datasets`, or that folder itself.
pub fn read(source: &Path) -> Result<Harvest> {
    let inner = source.join("datasets");
    let folder = if inner.is_dir() { inner.as_path() } else { source };
    let mut harvest = Harvest::default();
    harvest.portal.title = Some("Registry of Open Data on AWS".to_owned());
    for path in files::list(folder, &[".yaml", ".yml"])? {
        if let Some(page) = Page::read(&path, &mut harvest.report)? {
            let dataset = dataset(page, &mut harvest);
            harvest.datasets.push(dataset);
        }
    }
    Ok(harvest)
}

fn dataset(mut page: Page, harvest: &mut Harvest) -> Dataset {
    let mut map = std::mem::take(&mut page.map);
    let mut dataset =
        Dataset { name: page.stem.clone(), place: page.file.clone(), ..Dataset::default() };
    let body = &mut dataset.body;
    let id = derived_id("registry.opendata.aws", &page.stem);
    body.insert("id".to_owned(), json!(id));
    for (from, to) in [("Name", "title"), ("Description", "notes"), ("Documentation", "url")] {
        if let Some(text) = take_text(&mut map, from) {
            body.insert(to.to_owned(), json!(text));
        }
    }
    if let Some(contact) = take_text(&mut map, "Contact") {
        let address = contact.trim().strip_prefix("mailto:").unwrap_or(contact.trim());
        if is_email(address) {
            body.insert("maintainer_email".to_owned(), json!(address));
        } else {
            body.insert("maintainer".to_owned(), json!(contact));
        }
    }
    if let Some(text) = take_text(&mut map, "UpdateFrequency") {
        dataset.extras.insert("frequency".to_owned(), json!(text));
    }
    managed_by(&mut map, &mut dataset, harvest, &page);
    license(&mut map, &mut dataset, harvest, &page);
    if let Some(Value::Array(tags)) = map.get("Tags")
        && tags.iter().all(|tag| !tag.is_array() && !tag.is_object())
    {
        dataset.tags =
            tags.iter().filter(|tag| !tag.is_null()).map(|tag| Tag::free(&as_text(tag))).collect();
        map.shift_remove("Tags");
    }
    dataset.resources = take_records(&mut map, "Resources").into_iter().map(resource).collect();
    for (key, value) in map {
        if !value.is_null() {
            harvest.report.note(Outcome::Kept, &page.at(&key), "extra").arg("key", &key);
            dataset.extras.insert(key, value);
        }
    }
    dataset
}

/// `ManagedBy` as the organisation, called by its title; what a title does not say is kept.
fn managed_by(
    map: &mut Map<String, Value>,
    dataset: &mut Dataset,
    harvest: &mut Harvest,
    page: &Page,
) {
    let Some(text) = take_text(map, "ManagedBy").filter(|text| !text.trim().is_empty()) else {
        return;
    };
    let (title, url) = match link(text.trim()) {
        Some((label, url)) => (label.to_owned(), Some(url)),
        None => (without_links(&text), None),
    };
    let title = if title.is_empty() { text.clone() } else { title };
    dataset.owner = Some(title.clone());
    let known = harvest.organizations.iter().position(|owner| owner.key == title);
    let known = known.unwrap_or_else(|| {
        let mut body = Map::new();
        body.insert("id".to_owned(), json!(derived_id("registry.opendata.aws owner", &title)));
        body.insert("title".to_owned(), json!(title));
        let place = page.at("ManagedBy");
        let name = slug(&title, "organization");
        harvest.organizations.push(Owner { place, key: title.clone(), name, derived: true, body });
        harvest.organizations.len() - 1
    });
    let body = &mut harvest.organizations[known].body;
    if let Some(url) = url
        && !body.contains_key("extras")
    {
        body.insert("extras".to_owned(), json!({ "url": url }));
    }
    let said = match url {
        Some(url) => body.get("extras").is_some_and(|extras| extras["url"] == url),
        None => title == text,
    };
    if !said {
        harvest.report.note(Outcome::Kept, &page.at("ManagedBy"), "extra").arg("key", "ManagedBy");
        dataset.extras.insert("ManagedBy".to_owned(), json!(text));
    }
}

/// A licence's text maps to the register where it is, or links to, one of its entries.
fn license(
    map: &mut Map<String, Value>,
    dataset: &mut Dataset,
    harvest: &mut Harvest,
    page: &Page,
) {
    let Some(text) = map.get("License").and_then(Value::as_str) else { return };
    let mut found: Vec<&str> = addresses(text).filter_map(license::recognise).collect();
    found.dedup();
    let label = link(text.trim()).and_then(|(label, _)| license::recognise(label));
    let id = match (license::recognise(text).or(label), found.as_slice()) {
        (Some(id), _) => id,
        (None, [id]) => id,
        _ => return,
    };
    dataset.body.insert("license_id".to_owned(), json!(id));
    let note = harvest.report.note(Outcome::Mapped, &page.at("License"), "license");
    note.arg("from", text).arg("to", id);
    if licenses::says(id, text) {
        map.shift_remove("License");
    }
}

/// Label and address of a text that is one Markdown link and nothing else.
fn link(text: &str) -> Option<(&str, &str)> {
    let (label, url) = text.strip_prefix('[')?.strip_suffix(')')?.split_once("](")?;
    let whole = !label.contains(['[', ']']) && !url.contains(['(', ')', ' ']);
    (whole && !label.is_empty()).then_some((label, url))
}

/// A text with each Markdown link as its label.
fn without_links(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        let Some((label, tail)) = after.split_once("](") else { break };
        let Some((_, behind)) = tail.split_once(')') else { break };
        out.push_str(before);
        out.push_str(label);
        rest = behind;
    }
    out.push_str(rest);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn addresses(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| {
        c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>' | '"' | '\'' | '[' | ']')
    })
    .filter(|part| part.starts_with("http://") || part.starts_with("https://"))
    .map(|part| part.trim_end_matches(['.', ',', ';']))
}

/// A resource with an address that its ARN, or its own words, give.
fn resource(mut map: Map<String, Value>) -> Map<String, Value> {
    map.retain(|_, value| !value.is_null());
    let arn = map.get("ARN").map(as_text).unwrap_or_default();
    let url = address_of(arn.trim())
        .or_else(|| map.get("ControlledAccess").and_then(Value::as_str).map(str::to_owned))
        .unwrap_or_default();
    if let Some(text) = take_text(&mut map, "Description") {
        map.insert("description".to_owned(), json!(text));
    }
    for key in ["url", "path", "fields", "views"] {
        if map.contains_key(key) {
            shape::rename(&mut map, key, &format!("aws_{key}"));
        }
    }
    map.insert("url".to_owned(), json!(url));
    first(map, &["description", "url"])
}

/// The public address of a bucket or a part of one; no other service has one.
fn address_of(arn: &str) -> Option<String> {
    let path = arn.strip_prefix("arn:aws:s3:::")?;
    let (bucket, prefix) = path.split_once('/').unwrap_or((path, ""));
    let valid =
        |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.' | '_');
    (!bucket.is_empty() && bucket.chars().all(valid))
        .then(|| format!("https://{bucket}.s3.amazonaws.com/{prefix}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_have_addresses() {
        let of = |arn| address_of(arn);
        assert_eq!(
            of("arn:aws:s3:::b-1/a/b/").as_deref(),
            Some("https://b-1.s3.amazonaws.com/a/b/")
        );
        assert_eq!(of("arn:aws:s3:::b-1").as_deref(), Some("https://b-1.s3.amazonaws.com/"));
        assert_eq!(of("arn:aws:sns:us-east-1:1:New"), None);
        assert_eq!(of("arn:aws:s3:::"), None);
    }

    #[test]
    fn links_give_titles() {
        assert_eq!(link("[NOAA](http://www.noaa.gov/)"), Some(("NOAA", "http://www.noaa.gov/")));
        assert_eq!(link("[a](b) and [c](d)"), None);
        assert_eq!(without_links("[A](http://a) and [B](http://b), C"), "A and B, C");
    }
}
