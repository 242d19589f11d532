//! What of each dataset is searched, counted and sorted by (`README.md` §3), in the order of the
//! index.

use crate::catalog::{Catalog, Dataset, DatasetIx, OrganizationIx};
use crate::markup::markdown;
use crate::search::analysis::{Analyzer, fold};
use serde_json::Value;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashSet};

/// Facets of every portal, tags last since they have files of their own.
const ALWAYS: [&str; 5] = ["organization", "groups", "license_id", "res_format", "frequency"];

/// Texts of an extra or a declared field that are longer are no values to search in.
const LONGEST_VALUE: usize = 2000;

/// What makes documents of a catalogue's datasets: kept beside it, so that [`Listing::of`] costs
/// nothing.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// Document number → dataset.
    order: Vec<DatasetIx>,
    facets: Vec<String>,
    unindexed: Vec<String>,
}

/// The datasets of a catalogue as documents.
#[derive(Debug)]
pub struct Documents<'c> {
    /// Where they come from.
    pub catalog: &'c Catalog,
    /// Document number → dataset.
    pub order: Cow<'c, [DatasetIx]>,
    /// Exact fields that hits are counted by, `tags` last.
    pub facets: Cow<'c, [String]>,
    /// Keys that datasets have and the index lacks.
    pub unindexed: Cow<'c, [String]>,
}

/// A dataset's texts.
#[derive(Debug, Default)]
pub struct Document<'c> {
    /// The title shown.
    pub title: &'c str,
    /// The description without markup.
    pub notes: String,
    /// What else the field `text` has.
    pub rest: Vec<Cow<'c, str>>,
    /// Names, titles and descriptions of the resources' columns.
    pub columns: Vec<&'c str>,
}

impl Listing {
    /// For a catalogue.
    pub fn new(catalog: &Catalog) -> Self {
        let mut order: Vec<DatasetIx> = catalog.dataset_handles().collect();
        order.sort_by_cached_key(|ix| {
            let dataset = &catalog[*ix];
            let owner = dataset.organization.map_or(usize::MAX, OrganizationIx::index);
            (owner, Reverse(dataset.modified.clone()), *ix)
        });
        let facets = facets(catalog);
        let unindexed = unindexed(catalog, &facets);
        Self { order, facets, unindexed }
    }

    /// The documents of the catalogue that this was made for.
    pub fn of<'c>(&'c self, catalog: &'c Catalog) -> Documents<'c> {
        Documents {
            catalog,
            order: Cow::Borrowed(&self.order),
            facets: Cow::Borrowed(&self.facets),
            unindexed: Cow::Borrowed(&self.unindexed),
        }
    }
}

impl<'c> Documents<'c> {
    /// The documents of a catalogue.
    pub fn new(catalog: &'c Catalog) -> Self {
        let Listing { order, facets, unindexed } = Listing::new(catalog);
        Self {
            catalog,
            order: Cow::Owned(order),
            facets: Cow::Owned(facets),
            unindexed: Cow::Owned(unindexed),
        }
    }

    /// The dataset of a document.
    pub fn dataset(&self, number: usize) -> &'c Dataset {
        &self.catalog[self.order[number]]
    }

    /// The texts of a document.
    pub fn document(&self, number: usize, analyzer: &Analyzer) -> Document<'c> {
        let dataset = self.dataset(number);
        let record = &dataset.record;
        let title = dataset.title();
        let mut rest: Vec<Cow<'c, str>> = new_words(dataset, analyzer);
        let mut add = |text: &'c str| {
            if !text.trim().is_empty() && text.len() <= LONGEST_VALUE {
                rest.push(Cow::Borrowed(text));
            }
        };
        if let Some(owner) = dataset.organization {
            add(self.catalog[owner].title());
        }
        dataset.groups.iter().for_each(|group| add(self.catalog[*group].title()));
        dataset.tags.iter().for_each(|tag| add(&self.catalog[*tag].name));
        for person in [&record.author, &record.maintainer].into_iter().flatten() {
            add(person);
        }
        for resource in &dataset.resources {
            resource.record.name.iter().for_each(|name| add(name));
        }
        for extra in &record.extras {
            add(&extra.value);
        }
        record.custom.values().for_each(|value| texts(value, &mut add));
        let described = dataset.resources.iter().filter_map(|r| r.record.description.as_ref());
        rest.extend(described.map(|text| Cow::Owned(markdown::to_text(text))));
        let mut columns = Vec::new();
        for field in dataset.resources.iter().flat_map(|resource| &resource.record.fields) {
            columns.push(field.name.as_str());
            columns.extend(field.title.as_deref());
            columns.extend(field.description.as_deref());
        }
        let notes = record.notes.as_ref().map_or_else(String::new, |text| markdown::to_text(text));
        Document { title, notes, rest, columns }
    }

    /// The values that a document has in a facet, each once, sorted.
    pub fn values(&self, number: usize, facet: &str) -> Vec<&'c str> {
        let dataset = self.dataset(number);
        let catalog = self.catalog;
        let mut values: Vec<&str> = match facet {
            "organization" => dataset.organization.iter().map(|ix| catalog[*ix].name()).collect(),
            "groups" => dataset.groups.iter().map(|ix| catalog[*ix].name()).collect(),
            "tags" => dataset.tags.iter().map(|ix| catalog[*ix].name.as_str()).collect(),
            "license_id" => {
                let given = dataset.record.license_id.iter().map(|id| id.as_str());
                given.filter(|id| !id.is_empty()).collect()
            }
            "res_format" => {
                dataset.resources.iter().map(|resource| resource.format.trim()).collect()
            }
            _ => own_values(dataset, facet),
        };
        values.retain(|value| !value.is_empty());
        values.sort_unstable();
        values.dedup();
        values
    }

    /// What a value of a facet is called: titles of organisations, groups and licences.
    pub fn display_name<'v>(&self, facet: &str, value: &'v str) -> &'v str
    where
        'c: 'v,
    {
        let catalog = self.catalog;
        let body = |list: &'c [crate::catalog::Group]| {
            let at = list.binary_search_by(|body| body.name().cmp(value)).ok()?;
            Some(list[at].title())
        };
        let found = match facet {
            "organization" => body(&catalog.organizations),
            "groups" => body(&catalog.groups),
            "license_id" => {
                let license = catalog.licenses.iter().find(|license| license.id == value);
                license.map(|license| license.title.as_str())
            }
            _ => None,
        };
        found.unwrap_or(value)
    }
}

/// The words of a dataset's name that its title lacks.
fn new_words<'c>(dataset: &'c Dataset, analyzer: &Analyzer) -> Vec<Cow<'c, str>> {
    let mut known = HashSet::new();
    analyzer.terms(dataset.title(), |_, term| {
        known.insert(term);
    });
    let parts = dataset.name().split(['-', '_']).filter(|part| !part.is_empty());
    parts.filter(|part| !known.contains(&analyzer.stem(&fold(part)))).map(Cow::Borrowed).collect()
}

/// Every text within a value.
fn texts<'c>(value: &'c Value, add: &mut impl FnMut(&'c str)) {
    match value {
        Value::String(text) => add(text),
        Value::Array(items) => items.iter().for_each(|item| texts(item, add)),
        Value::Object(map) => map.values().for_each(|item| texts(item, add)),
        _ => {}
    }
}

/// The values of a key of the dataset's own or of an extra.
fn own_values<'c>(dataset: &'c Dataset, key: &str) -> Vec<&'c str> {
    let record = &dataset.record;
    if key == "type" {
        return vec![record.kind.as_ref().map_or("dataset", |kind| kind.as_str())];
    }
    let extra = record.extras.iter().find(|extra| extra.key.as_str() == key);
    let mut values: Vec<&str> = extra.map(|extra| extra.value.as_str()).into_iter().collect();
    match record.custom.get(key) {
        Some(Value::Array(items)) => values.extend(items.iter().filter_map(Value::as_str)),
        Some(Value::String(text)) => values.push(text),
        _ => {}
    }
    values.into_iter().map(str::trim).collect()
}

fn facets(catalog: &Catalog) -> Vec<String> {
    let mut facets: Vec<String> = ALWAYS.map(str::to_owned).to_vec();
    let other =
        |dataset: &Dataset| dataset.record.kind.as_ref().is_some_and(|k| *k.value != *"dataset");
    if catalog.datasets.iter().any(other) {
        facets.push("type".to_owned());
    }
    for facet in &catalog.portal.facets {
        if !facets.contains(facet) && facet != "tags" {
            facets.push(facet.clone());
        }
    }
    facets.push("tags".to_owned());
    facets
}

fn unindexed(catalog: &Catalog, facets: &[String]) -> Vec<String> {
    let mut keys: BTreeSet<&str> = BTreeSet::new();
    for dataset in &catalog.datasets {
        keys.extend(dataset.record.extras.iter().map(|extra| extra.key.as_str()));
        keys.extend(dataset.record.custom.keys().map(String::as_str));
    }
    let missing = keys.into_iter().filter(|key| !facets.iter().any(|facet| facet == key));
    missing.map(str::to_owned).collect()
}
