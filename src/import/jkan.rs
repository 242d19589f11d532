//! A JKAN site's folders → a harvest.

use crate::catalog::license;
use crate::import::ckan_record::first;
use crate::import::licenses;
use crate::import::model::{Dataset, Harvest, Owner, Tag, as_text, take, take_records, take_text};
use crate::import::names::{derived_id, is_name};
use crate::import::page::Page;
use crate::import::report::Outcome;
use crate::import::{files, names};
use crate::read::Timestamp;
use anyhow::Result;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Reads the folder that holds `_datasets`, or `_datasets` itself.
pub fn read(source: &Path) -> Result<Harvest> {
    let site = match source.file_name() {
        Some(name) if name == "_datasets" => source.parent().unwrap_or(source).to_owned(),
        _ => source.to_owned(),
    };
    let mut reading = Reading::default();
    reading.portal(&site)?;
    reading.licenses(&site)?;
    reading.owners(&site.join("_organizations"), false)?;
    reading.owners(&site.join("_dataset_categories"), true)?;
    for path in pages(&site.join("_datasets"))? {
        if let Some(page) = Page::read(&path, &mut reading.harvest.report)? {
            let dataset = reading.dataset(page);
            reading.harvest.datasets.push(dataset);
        }
    }
    Ok(reading.harvest)
}

fn pages(folder: &Path) -> Result<Vec<PathBuf>> {
    if folder.is_dir() { files::list(folder, &[".md"]) } else { Ok(Vec::new()) }
}

#[derive(Default)]
struct Reading {
    harvest: Harvest,
    /// Licences of the site by title and by address: title, address.
    licenses: BTreeMap<String, (String, String)>,
}

impl Reading {
    fn portal(&mut self, site: &Path) -> Result<()> {
        let path = site.join("_config.yml");
        if path.is_file()
            && let Some(mut page) = Page::read(&path, &mut self.harvest.report)?
        {
            let hint = &mut self.harvest.portal;
            hint.title = take_text(&mut page.map, "title");
            hint.description = take_text(&mut page.map, "description");
            hint.base_url = take_text(&mut page.map, "url").filter(|url| !url.is_empty());
        }
        Ok(())
    }

    fn licenses(&mut self, site: &Path) -> Result<()> {
        let register = site.join("_data/licenses.yml");
        if register.is_file()
            && let Some(mut page) = Page::read(&register, &mut self.harvest.report)?
        {
            for mut entry in take_records(&mut page.map, "items") {
                let title = take_text(&mut entry, "name").unwrap_or_default();
                let url = take_text(&mut entry, "url").unwrap_or_default();
                self.license(&title, &url);
            }
        }
        for path in pages(&site.join("_licenses"))? {
            if let Some(mut page) = Page::read(&path, &mut self.harvest.report)? {
                let title = take_text(&mut page.map, "title").unwrap_or_default();
                if !self.licenses.contains_key(&title) {
                    self.license(&title, "");
                }
                for key in page.map.keys() {
                    let note =
                        self.harvest.report.note(Outcome::LeftOut, &page.at(key), "license-key");
                    note.arg("key", key);
                }
            }
        }
        Ok(())
    }

    fn license(&mut self, title: &str, url: &str) {
        for key in [title, url].into_iter().filter(|key| !key.is_empty()) {
            let entry = self.licenses.entry(key.to_owned());
            entry.or_insert_with(|| (title.to_owned(), url.to_owned()));
        }
    }

    /// Organisations, or categories as groups; both are called by their titles.
    fn owners(&mut self, folder: &Path, group: bool) -> Result<()> {
        for path in pages(folder)? {
            let Some(mut page) = Page::read(&path, &mut self.harvest.report)? else { continue };
            let title =
                take_text(&mut page.map, "title").or_else(|| take_text(&mut page.map, "name"));
            let title = title.unwrap_or_else(|| page.stem.clone());
            let mut owner = named(&title, &page.stem, page.file.clone(), group);
            for (from, to) in [("description", "description"), ("logo", "image_url")] {
                if let Some(text) = take_text(&mut page.map, from) {
                    owner.body.insert(to.to_owned(), json!(text));
                }
            }
            if !page.body.is_empty() {
                page.map.insert("body".to_owned(), json!(page.body));
            }
            let mut extras = Map::new();
            for (key, value) in std::mem::take(&mut page.map) {
                if !value.is_null() {
                    let note = self.harvest.report.note(Outcome::Kept, &page.at(&key), "extra");
                    note.arg("key", &key);
                    extras.insert(key, json!(as_text(&value)));
                }
            }
            if !extras.is_empty() {
                owner.body.insert("extras".to_owned(), Value::Object(extras));
            }
            self.list(group).push(owner);
        }
        Ok(())
    }

    fn list(&mut self, group: bool) -> &mut Vec<Owner> {
        if group { &mut self.harvest.groups } else { &mut self.harvest.organizations }
    }

    fn dataset(&mut self, mut page: Page) -> Dataset {
        let mut map = std::mem::take(&mut page.map);
        let mut dataset =
            Dataset { name: page.stem.clone(), place: page.file.clone(), ..Dataset::default() };
        let owner = take_text(&mut map, "organization").filter(|title| !title.trim().is_empty());
        let body = &mut dataset.body;
        let seed = format!("{}\n{}", owner.as_deref().unwrap_or_default(), page.stem);
        body.insert("id".to_owned(), json!(derived_id("jkan", &seed)));
        let texts = [
            "title",
            "notes",
            "author",
            "author_email",
            "maintainer",
            "maintainer_email",
            "url",
            "version",
        ];
        for key in texts {
            if let Some(text) = take_text(&mut map, key) {
                body.insert(key.to_owned(), json!(text));
            }
        }
        if !page.body.is_empty() {
            let key =
                if body.get("notes").is_none_or(|text| text == "") { "notes" } else { "body" };
            let of = if key == "notes" { &mut *body } else { &mut map };
            of.insert(key.to_owned(), json!(page.body));
        }
        dates(&mut map, body);
        dataset.owner = owner.map(|title| self.owner(&title, false, &page.at("organization")));
        dataset.groups = names_in(&mut map, "category")
            .iter()
            .map(|title| self.owner(title, true, &page.at("category")))
            .collect();
        dataset.tags = names_in(&mut map, "tags").iter().map(|tag| Tag::free(tag)).collect();
        self.license_of(&mut map, &mut dataset, &page);
        dataset.resources = take_records(&mut map, "resources").into_iter().map(resource).collect();
        for (key, value) in map {
            if !value.is_null() {
                let note = self.harvest.report.note(Outcome::Kept, &page.at(&key), "extra");
                note.arg("key", &key);
                dataset.extras.insert(key, value);
            }
        }
        dataset
    }

    fn license_of(&mut self, map: &mut Map<String, Value>, dataset: &mut Dataset, page: &Page) {
        let Some(text) = take_text(map, "license").filter(|text| !text.trim().is_empty()) else {
            return;
        };
        let (title, url) = self.licenses.get(&text).cloned().unwrap_or_default();
        let known = if url.is_empty() { &text } else { &url };
        let id = licenses::settle(known, &title, &mut self.harvest.licenses);
        dataset.body.insert("license_id".to_owned(), json!(id));
        if license::recognise(&id).is_some() && !licenses::says(&id, &text) {
            let note = self.harvest.report.note(Outcome::Mapped, &page.at("license"), "license");
            note.arg("from", &text).arg("to", &id);
            dataset.extras.insert("license".to_owned(), json!(text));
        }
    }

    /// The key of an organisation or category; one that the site does not describe gets a file
    /// with its title alone, and a line in the report.
    fn owner(&mut self, title: &str, group: bool, place: &str) -> String {
        if !self.list(group).iter().any(|owner| owner.key == title) {
            let owner = named(title, title, place.to_owned(), group);
            self.list(group).push(owner);
            self.harvest.report.note(Outcome::Mapped, place, "owner-made").arg("title", title);
        }
        title.to_owned()
    }
}

fn named(title: &str, stem: &str, place: String, group: bool) -> Owner {
    let kind = if group { "jkan category" } else { "jkan organization" };
    let mut body = Map::new();
    body.insert("id".to_owned(), json!(derived_id(kind, title)));
    body.insert("title".to_owned(), json!(title));
    let derived = stem == title;
    let name = if is_name(stem) { stem.to_owned() } else { names::slug(stem, "organization") };
    let name = if derived { name } else { stem.to_owned() };
    Owner { place, key: title.to_owned(), name, derived, body }
}

/// Dates go where CKAN has them; what is not a date stays behind.
fn dates(map: &mut Map<String, Value>, body: &mut Map<String, Value>) {
    for (from, to) in [
        ("created", "metadata_created"),
        ("metadata_created", "metadata_created"),
        ("metadata_modified", "metadata_modified"),
        ("modified", "metadata_modified"),
    ] {
        let date = map.get(from).and_then(Value::as_str);
        if let Some(text) = date.filter(|text| Timestamp::parse(text).is_some())
            && !body.contains_key(to)
        {
            body.insert(to.to_owned(), json!(text));
            map.shift_remove(from);
        }
    }
}

/// A list of texts, or one text; what is neither stays behind.
fn names_in(map: &mut Map<String, Value>, key: &str) -> Vec<String> {
    let list = match map.get(key) {
        Some(Value::String(text)) if text.trim().is_empty() => Vec::new(),
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(items))
            if items.iter().all(|item| !item.is_array() && !item.is_object()) =>
        {
            items.iter().filter(|item| !item.is_null()).map(as_text).collect()
        }
        _ => return Vec::new(),
    };
    map.shift_remove(key);
    list
}

fn resource(mut map: Map<String, Value>) -> Map<String, Value> {
    for (from, to) in [("title", "name"), ("download_url", "url")] {
        if !map.contains_key(to)
            && let Some(text) = take_text(&mut map, from)
        {
            map.insert(to.to_owned(), json!(text));
        }
    }
    for key in ["name", "description", "url", "format"] {
        if let Some(value) = take(&mut map, key) {
            map.insert(key.to_owned(), json!(as_text(&value)));
        }
    }
    map.entry("url").or_insert_with(|| json!(""));
    for key in ["path", "fields", "views"] {
        if map.contains_key(key) {
            crate::import::shape::rename(&mut map, key, &format!("jkan_{key}"));
        }
    }
    map.retain(|_, value| !value.is_null());
    first(map, &["name", "description", "url", "format"])
}
