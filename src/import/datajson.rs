//! data.json, in DCAT-US's form or Argentina's → a harvest.

use crate::catalog::license::recognise;
use crate::import::ckan_record::first;
use crate::import::fetch::{Answer, Client, Patience};
use crate::import::model::{Dataset, Harvest, Owner, Tag, as_text, take, take_records, take_text};
use crate::import::names::{derived_id, is_name, slug, uuid};
use crate::import::report::Outcome;
use crate::import::{files, licenses};
use crate::read::Timestamp;
use anyhow::{Result, bail};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Reads a file.
pub fn read(path: &Path) -> Result<Harvest> {
    let place = files::shown(path);
    Ok(match files::text(path, files::LARGEST_JSON)? {
        Ok(text) => from_text(&text, &place),
        Err(reason) => {
            let mut harvest = Harvest::default();
            harvest.report.note(Outcome::Refused, &place, reason);
            harvest
        }
    })
}

/// Fetches a file.
///
/// # Errors
/// A server that cannot be reached or refuses.
pub fn fetch(url: &str, patience: Patience) -> Result<Harvest> {
    match Client::new(patience).get(url, files::LARGEST_JSON)? {
        Answer::Refused(status) => bail!("{url}: HTTP {status}"),
        Answer::Ok(bytes) => Ok(from_text(&String::from_utf8_lossy(&bytes), url)),
    }
}

/// A catalogue from its text, found at `place`.
pub fn from_text(text: &str, place: &str) -> Harvest {
    let mut harvest = Harvest::default();
    let text = text.trim_start_matches('\u{feff}');
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(catalogue)) => Reading::new(catalogue, place).read(),
        Ok(_) => {
            harvest.report.note(Outcome::Refused, place, "no-record").arg("value", "[…]");
            harvest
        }
        Err(error) => {
            let place = format!("{place}:{}:{}", error.line(), error.column());
            harvest.report.note(Outcome::Refused, &place, "json").arg("reason", error);
            harvest
        }
    }
}

struct Reading<'p> {
    catalogue: Map<String, Value>,
    place: &'p str,
    harvest: Harvest,
    /// Publishers by name.
    publishers: BTreeMap<String, Map<String, Value>>,
    /// Themes by id in lower case.
    themes: BTreeMap<String, Map<String, Value>>,
}

impl<'p> Reading<'p> {
    fn new(mut catalogue: Map<String, Value>, place: &'p str) -> Self {
        let themes = take_records(&mut catalogue, "themeTaxonomy")
            .into_iter()
            .filter_map(|theme| Some((theme.get("id").map(as_text)?.to_lowercase(), theme)))
            .collect();
        Self { catalogue, place, harvest: Harvest::default(), publishers: BTreeMap::new(), themes }
    }

    fn read(mut self) -> Harvest {
        let datasets = take_records(&mut self.catalogue, "dataset");
        if datasets.is_empty() {
            self.harvest.report.note(Outcome::Refused, self.place, "no-datasets");
        }
        let seed = ["identifier", "@id", "homepage", "title"]
            .iter()
            .find_map(|key| self.catalogue.get(*key).map(as_text))
            .unwrap_or_default();
        for (index, dataset) in datasets.into_iter().enumerate() {
            let place = format!("{}#/dataset/{index}", self.place);
            let dataset = self.dataset(dataset, &seed, place);
            self.harvest.datasets.push(dataset);
        }
        self.groups(&seed);
        self.portal();
        self.harvest
    }

    /// The catalogue's own words; what `portal.yaml` has no key for is told.
    fn portal(&mut self) {
        let hint = &mut self.harvest.portal;
        hint.title = take_text(&mut self.catalogue, "title");
        hint.description = take_text(&mut self.catalogue, "description");
        hint.base_url = take_text(&mut self.catalogue, "homepage");
        for (key, value) in std::mem::take(&mut self.catalogue) {
            if key != "dataset" {
                let note = self.harvest.report.note(Outcome::LeftOut, self.place, "catalogue-key");
                note.arg("key", key).arg("value", value);
            }
        }
    }

    fn dataset(&mut self, mut map: Map<String, Value>, seed: &str, place: String) -> Dataset {
        let identifier = map.get("identifier").map(as_text).unwrap_or_default();
        let title = take_text(&mut map, "title").unwrap_or_default();
        let fallback = if title.is_empty() { &identifier } else { &title };
        let key = if identifier.is_empty() { &title } else { &identifier };
        let id =
            uuid(&identifier).unwrap_or_else(|| derived_id("data.json", &format!("{seed}\n{key}")));
        let mut dataset = Dataset {
            name: slug(fallback, "dataset"),
            derived: true,
            alias: Some(identifier.clone()).filter(|alias| is_name(alias)),
            place,
            ..Dataset::default()
        };
        let mut body = Map::new();
        body.insert("id".to_owned(), json!(id));
        body.insert("title".to_owned(), json!(title));
        if uuid(&identifier).as_ref() == Some(&identifier) {
            map.shift_remove("identifier");
            dataset.alias = None;
        }
        for (from, to) in [("description", "notes"), ("landingPage", "url"), ("version", "version")]
        {
            if let Some(text) = take_text(&mut map, from) {
                body.insert(to.to_owned(), json!(text));
            }
        }
        self.license(&mut map, &mut body, &mut dataset);
        contact(&mut map, &mut body);
        for (from, to) in [("issued", "metadata_created"), ("modified", "metadata_modified")] {
            let date = map.get(from).and_then(Value::as_str).filter(|text| is_date(text));
            if let Some(text) = date.map(str::to_owned) {
                map.shift_remove(from);
                body.insert(to.to_owned(), json!(text));
            }
        }
        dataset.owner = self.publisher(&mut map, &dataset.place);
        dataset.tags = texts(&mut map, "keyword").iter().map(|text| Tag::free(text)).collect();
        dataset.groups = self.themes(&mut map);
        dataset.resources =
            take_records(&mut map, "distribution").into_iter().map(distribution).collect();
        if let Some(text) = take_text(&mut map, "accrualPeriodicity") {
            dataset.extras.insert("accrualPeriodicity".to_owned(), json!(text));
        }
        for (key, value) in map {
            if !value.is_null() {
                self.harvest.report.note(Outcome::Kept, &dataset.place, "extra").arg("key", &key);
                dataset.extras.insert(key, value);
            }
        }
        dataset.body = body;
        dataset
    }

    fn license(
        &mut self,
        map: &mut Map<String, Value>,
        body: &mut Map<String, Value>,
        dataset: &mut Dataset,
    ) {
        let Some(text) = take_text(map, "license").filter(|text| !text.trim().is_empty()) else {
            return;
        };
        let report = &mut self.harvest.report;
        let id = licenses::settle(&text, "", &mut self.harvest.licenses);
        body.insert("license_id".to_owned(), json!(id));
        if recognise(&text).is_some() && !licenses::says(&id, &text) {
            let note = report.note(Outcome::Mapped, &dataset.place, "license");
            note.arg("from", &text).arg("to", &id);
            dataset.extras.insert("license".to_owned(), json!(text));
        }
    }

    /// The publisher as an organisation, called by its name. What another dataset's publisher of
    /// that name says differently stays with the dataset.
    fn publisher(&mut self, map: &mut Map<String, Value>, place: &str) -> Option<String> {
        let Some(Value::Object(publisher)) = map.get("publisher") else { return None };
        let name = publisher.get("name").map(as_text).filter(|name| !name.trim().is_empty())?;
        let known = self.publishers.entry(name.clone()).or_insert_with(|| {
            let mut record = publisher.clone();
            record.shift_remove("name");
            let mut body = Map::new();
            body.insert("id".to_owned(), json!(derived_id("data.json publisher", &name)));
            body.insert("title".to_owned(), json!(name));
            record.retain(|_, value| !value.is_null());
            if !record.is_empty() {
                let extras = record.into_iter().map(|(key, value)| (key, json!(as_text(&value))));
                body.insert("extras".to_owned(), Value::Object(extras.collect()));
            }
            let place = format!("{place}/publisher");
            let wanted = slug(&name, "organization");
            self.harvest.organizations.push(Owner {
                place,
                key: name.clone(),
                name: wanted,
                derived: true,
                body,
            });
            publisher.clone()
        });
        if known == publisher {
            map.shift_remove("publisher");
        }
        Some(name)
    }

    /// The groups of a dataset: its themes, and those of its super-themes that the catalogue's own
    /// taxonomy names, whatever their case. A theme that is its group's name needs no extra.
    fn themes(&mut self, map: &mut Map<String, Value>) -> Vec<String> {
        let mut groups = Vec::new();
        let mut said = BTreeSet::new();
        for key in ["theme", "superTheme"] {
            let values: Vec<String> = match map.get(key) {
                Some(Value::Array(items)) if items.iter().all(Value::is_string) => {
                    items.iter().map(as_text).collect()
                }
                Some(Value::String(text)) => vec![text.clone()],
                _ => Vec::new(),
            };
            let mut whole = true;
            for value in values {
                let id = value.to_lowercase();
                let known = self.themes.contains_key(&id);
                whole &= value == id && known;
                if (known || key == "theme") && said.insert(id.clone()) {
                    groups.push(id.clone());
                }
                if !known && key == "theme" {
                    let theme = Map::from_iter([("label".to_owned(), json!(value))]);
                    self.themes.insert(id, theme);
                }
            }
            if whole && key == "theme" && map.get(key).is_some_and(Value::is_array) {
                map.shift_remove(key);
            }
        }
        groups
    }

    fn groups(&mut self, seed: &str) {
        for (key, mut theme) in std::mem::take(&mut self.themes) {
            let title = take_text(&mut theme, "label").unwrap_or_else(|| key.clone());
            let mut body = Map::new();
            let id = derived_id("data.json theme", &format!("{seed}\n{key}"));
            body.insert("id".to_owned(), json!(id));
            body.insert("title".to_owned(), json!(title));
            if let Some(text) = take_text(&mut theme, "description") {
                body.insert("description".to_owned(), json!(text));
            }
            let name = if is_name(&key) { key.clone() } else { slug(&title, "group") };
            let said = theme.get("id").and_then(Value::as_str) == Some(&name);
            let rest: Map<String, Value> = theme
                .into_iter()
                .filter(|(key, value)| !value.is_null() && (key != "id" || !said))
                .map(|(key, value)| (key, json!(as_text(&value))))
                .collect();
            if !rest.is_empty() {
                body.insert("extras".to_owned(), Value::Object(rest));
            }
            let place = format!("{}#/themeTaxonomy", self.place);
            self.harvest.groups.push(Owner { place, key, name, derived: true, body });
        }
    }
}

fn is_date(text: &str) -> bool {
    Timestamp::parse(text).is_some()
}

/// A list of texts; one text alone is a list of one. What is neither stays behind.
fn texts(map: &mut Map<String, Value>, key: &str) -> Vec<String> {
    match map.get(key) {
        Some(Value::String(text)) => {
            let text = text.clone();
            map.shift_remove(key);
            vec![text]
        }
        Some(Value::Array(items)) if items.iter().all(Value::is_string) => {
            let all = items.iter().map(as_text).collect();
            map.shift_remove(key);
            all
        }
        _ => Vec::new(),
    }
}

/// The contact as the maintainer, unless it says more than a name and an address.
fn contact(map: &mut Map<String, Value>, body: &mut Map<String, Value>) {
    let Some(Value::Object(mut point)) = take(map, "contactPoint") else { return };
    let whole = point.clone();
    if let Some(name) = take_text(&mut point, "fn") {
        body.insert("maintainer".to_owned(), json!(name));
    }
    if let Some(mail) = take_text(&mut point, "hasEmail") {
        let mail = mail.strip_prefix("mailto:").unwrap_or(&mail);
        body.insert("maintainer_email".to_owned(), json!(mail));
    }
    point.shift_remove("@type");
    if point.values().any(|value| !value.is_null()) {
        map.insert("contactPoint".to_owned(), Value::Object(whole));
    }
}

/// A distribution as a resource: `accessURL` is its address only where it has no other.
fn distribution(mut map: Map<String, Value>) -> Map<String, Value> {
    map.retain(|_, value| !value.is_null());
    let url = take_text(&mut map, "downloadURL").filter(|url| !url.is_empty());
    let url = match url {
        Some(url) => url,
        None => take_text(&mut map, "accessURL").unwrap_or_default(),
    };
    let mut out = Map::new();
    if let Some(id) = map.get("identifier").and_then(Value::as_str).and_then(uuid) {
        out.insert("id".to_owned(), json!(id));
        if map.get("identifier").and_then(Value::as_str) == Some(&id) {
            map.shift_remove("identifier");
        }
    }
    out.insert("url".to_owned(), json!(url));
    for (from, to) in [
        ("title", "name"),
        ("description", "description"),
        ("format", "format"),
        ("mediaType", "mimetype"),
        ("byteSize", "size"),
    ] {
        if let Some(value) = take(&mut map, from) {
            let value = if to == "size" { value } else { json!(as_text(&value)) };
            out.insert(to.to_owned(), value);
        }
    }
    for (from, to) in [("issued", "created"), ("modified", "last_modified")] {
        let date = map.get(from).and_then(Value::as_str).filter(|text| is_date(text));
        if let Some(text) = date.map(str::to_owned) {
            map.shift_remove(from);
            out.insert(to.to_owned(), json!(text));
        }
    }
    let columns: Vec<Value> =
        take_records(&mut map, "field").into_iter().map(|one| Value::Object(column(one))).collect();
    for (key, value) in map {
        let taken = out.contains_key(&key) || matches!(key.as_str(), "path" | "fields" | "views");
        out.insert(if taken { format!("dcat_{key}") } else { key }, value);
    }
    if !columns.is_empty() {
        out.insert("fields".to_owned(), Value::Array(columns));
    }
    first(out, &["id", "name", "description", "url", "format", "mimetype", "size"])
}

/// A column: what the profile calls its title is the file's header.
fn column(mut map: Map<String, Value>) -> Map<String, Value> {
    map.retain(|_, value| !value.is_null());
    if !map.contains_key("name")
        && let Some(title) = take_text(&mut map, "title")
    {
        map.insert("name".to_owned(), json!(title));
    }
    first(map, &["name", "type", "title", "description"])
}
