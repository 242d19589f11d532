//! Names, titles and tags that are there twice or nearly so, and ids that nobody wrote down.

use crate::catalog::Dataset;
use crate::check::{Look, beginning, resource, similar};
use crate::read::Location;
use crate::report::{Finding, Mend, Place};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, HashMap};

/// Characters from which on equal descriptions are no accident.
const COPIED: usize = 80;

pub(super) fn dataset(dataset: &Dataset, found: &mut Vec<Finding>) {
    ids(dataset, found);
    resource_names(dataset, found);
}

/// Ids that the portal had to make, each with what writes it down.
fn ids(dataset: &Dataset, found: &mut Vec<Finding>) {
    let record = &dataset.record;
    let mut finding = Finding::new("id-missing", &record.file, Place::File);
    if record.id.is_none() {
        finding = finding.mended_by(Mend::Insert(Vec::new(), "id", dataset.id.clone()));
    }
    for made in &dataset.resources {
        if made.record.id.is_some() {
            continue;
        }
        let place = resource(made.record.item);
        finding = finding.mended_by(Mend::Insert(place, "id", made.id.clone()));
    }
    if !finding.mend.is_empty() {
        found.push(finding);
    }
}

/// Two resources that readers cannot tell from each other. Where the address is the same as well,
/// that is what is told.
fn resource_names(dataset: &Dataset, found: &mut Vec<Finding>) {
    let mut seen: BTreeMap<(String, &str), &Location> = BTreeMap::new();
    for resource in &dataset.resources {
        let Some(name) = resource.record.name.as_ref().filter(|name| !name.trim().is_empty())
        else {
            continue;
        };
        let location = &resource.record.location;
        let first =
            *seen.entry((similar::folded(name), resource.format.as_str())).or_insert(location);
        if !std::ptr::eq(first, location) && address(first) != address(location) {
            let file = &dataset.record.file;
            found.push(Finding::new("resource-name-twice", file, name.span).with("name", &**name));
        }
    }
}

fn address(location: &Location) -> &str {
    match location {
        Location::Url(url) => url,
        Location::File { path, .. } => path,
        Location::Missing => "",
    }
}

/// What shows only where datasets are compared.
pub(super) fn catalog(look: &Look, found: &mut Vec<Finding>) {
    tags(look, found);
    titles(look, found);
    notes(look, found);
}

/// Tags that differ in case, accents or what stands between words: the form with all accents is the
/// one, of several that which is used most.
fn tags(look: &Look, found: &mut Vec<Finding>) {
    let catalog = look.catalog;
    let mut forms: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, tag) in catalog.tags.iter().enumerate() {
        forms.entry(similar::folded(&tag.name)).or_default().push(at);
    }
    for same in forms.into_values().filter(|same| same.len() > 1) {
        let uses = |at: &usize| catalog.tags[*at].datasets.len();
        // What has its accents is right however few write it so.
        let accents = |at: &usize| catalog.tags[*at].name.chars().filter(|c| !c.is_ascii()).count();
        let Some(best) = same.iter().max_by_key(|at| (accents(at), uses(at), usize::MAX - **at))
        else {
            continue;
        };
        let meant = &catalog.tags[*best];
        for tag in same.iter().filter(|at| *at != best).map(|at| &catalog.tags[*at]) {
            for dataset in tag.datasets.iter().map(|ix| &catalog[*ix].record) {
                let Some(written) = dataset.tags.iter().find(|t| t.name.value == tag.name) else {
                    continue;
                };
                let both = dataset.tags.iter().any(|t| t.name.value == meant.name);
                let finding = Finding::new("tag-variants", &dataset.file, written.name.span)
                    .with("tag", &tag.name)
                    .with("other", &meant.name)
                    .with("n", meant.datasets.len())
                    .same_as(&tag.name);
                found.push(if both {
                    finding.helped_by("tag-variants-both-help")
                } else {
                    finding.becomes(&meant.name)
                });
            }
        }
    }
}

/// Datasets of one institution with one title.
fn titles(look: &Look, found: &mut Vec<Finding>) {
    let mut seen: HashMap<(Option<usize>, String), &Dataset> = HashMap::new();
    for dataset in &look.catalog.datasets {
        let Some(title) = dataset.record.title.as_ref().filter(|t| !t.trim().is_empty()) else {
            continue;
        };
        let owner = dataset.organization.map(crate::catalog::OrganizationIx::index);
        let first = *seen.entry((owner, similar::folded(title))).or_insert(dataset);
        if !std::ptr::eq(first, dataset) {
            found.push(
                Finding::new("title-twice", &dataset.record.file, title.span)
                    .with("title", title.trim())
                    .with("other", &first.record.file),
            );
        }
    }
}

/// Descriptions that stand word for word in another dataset.
fn notes(look: &Look, found: &mut Vec<Finding>) {
    let mut seen: HashMap<[u8; 32], &Dataset> = HashMap::new();
    for dataset in &look.catalog.datasets {
        let Some(notes) = dataset.record.notes.as_ref() else { continue };
        let text = notes.trim();
        if text.len() < COPIED {
            continue;
        }
        let hash: [u8; 32] = Sha256::digest(text).into();
        let first = *seen.entry(hash).or_insert(dataset);
        if !std::ptr::eq(first, dataset) {
            found.push(
                Finding::new("notes-copied", &dataset.record.file, beginning(notes.span))
                    .with("other", &first.record.file)
                    .same_as(&first.record.file),
            );
        }
    }
}
