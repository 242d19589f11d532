//! Who has which datasets: tags, formats, licences, organisations, groups.

use crate::catalog::id::Ids;
use crate::catalog::{Catalog, DatasetIx, Format, FormatIx, Relationship, Tag, TagIx, format};
use crate::text::slug;
use std::collections::{BTreeMap, BTreeSet};

/// Fills every list of datasets, and the tags and formats from what the datasets say.
pub(super) fn fill(catalog: &mut Catalog, ids: Ids) {
    let mut tags: BTreeMap<&str, Vec<DatasetIx>> = BTreeMap::new();
    let mut formats: BTreeMap<&str, Vec<DatasetIx>> = BTreeMap::new();
    for (i, dataset) in catalog.datasets.iter().enumerate() {
        let handle = DatasetIx::new(i);
        for tag in &dataset.record.tags {
            add(tags.entry(&tag.name.value).or_default(), handle);
        }
        for resource in dataset.resources.iter().filter(|r| !r.format.trim().is_empty()) {
            add(formats.entry(resource.format.trim()).or_default(), handle);
        }
        if let Some(organization) = dataset.organization {
            catalog.organizations[organization.index()].datasets.push(handle);
        }
        for group in &dataset.groups {
            catalog.groups[group.index()].datasets.push(handle);
        }
        if let Some(license) = dataset.license {
            catalog.licenses[license.index()].datasets.push(handle);
        }
    }
    catalog.tags = tags
        .into_iter()
        .map(|(name, datasets)| Tag { id: ids.tag(name), name: name.to_owned(), datasets })
        .collect();
    let mut slugs = BTreeSet::new();
    // Known formats first: `#CSV` does not take the address of `CSV`.
    let (known, other): (Vec<_>, Vec<_>) =
        formats.into_iter().partition(|(name, _)| format::find(name).is_some());
    catalog.formats = known
        .into_iter()
        .chain(other)
        .map(|(name, datasets)| {
            let slug = unique(&slug(name), &mut slugs);
            Format { slug, name: name.to_owned(), datasets }
        })
        .collect();
    catalog.formats.sort_by(|a, b| a.name.cmp(&b.name));
    point_back(catalog);
    relate_back(catalog);
}

/// Lets every dataset and resource know its tags and format.
fn point_back(catalog: &mut Catalog) {
    for (i, tag) in catalog.tags.iter().enumerate() {
        for dataset in &tag.datasets {
            catalog.datasets[dataset.index()].tags.push(TagIx::new(i));
        }
    }
    let formats: BTreeMap<&str, FormatIx> = catalog
        .formats
        .iter()
        .enumerate()
        .map(|(i, format)| (format.name.as_str(), FormatIx::new(i)))
        .collect();
    for dataset in &mut catalog.datasets {
        for resource in &mut dataset.resources {
            resource.format_ix = formats.get(resource.format.trim()).copied();
        }
    }
}

/// Lets the other side of each relationship know of it, unless its own file says the same.
fn relate_back(catalog: &mut Catalog) {
    let mut implied: Vec<(DatasetIx, Relationship)> = Vec::new();
    for (i, dataset) in catalog.datasets.iter().enumerate() {
        let this = DatasetIx::new(i);
        for relationship in &dataset.relationships {
            let Some(other) = relationship.other.filter(|other| *other != this) else { continue };
            let said = catalog[other].relationships.iter().any(|theirs| {
                theirs.other == Some(this)
                    && theirs.as_subject != relationship.as_subject
                    && theirs.record.kind.value == relationship.record.kind.value
            });
            if !said {
                let record = relationship.record.clone();
                let as_subject = !relationship.as_subject;
                let other_side =
                    Relationship { record, implied: true, as_subject, other: Some(this) };
                implied.push((other, other_side));
            }
        }
    }
    for (dataset, relationship) in implied {
        catalog.datasets[dataset.index()].relationships.push(relationship);
    }
}

/// Datasets come in order, so an equal one can only be the last.
fn add(list: &mut Vec<DatasetIx>, dataset: DatasetIx) {
    if list.last() != Some(&dataset) {
        list.push(dataset);
    }
}

/// Names that differ only in what a slug drops get numbers: `csv`, `csv-2`.
fn unique(slug: &str, taken: &mut BTreeSet<String>) -> String {
    let mut candidate = slug.to_owned();
    let mut n = 2;
    while !taken.insert(candidate.clone()) {
        candidate = format!("{slug}-{n}");
        n += 1;
    }
    candidate
}
