//! What a list of results shows of each dataset, a few datasets a file.

use crate::catalog::Dataset;
use crate::markup::markdown;
use crate::search::documents::Documents;
use crate::search::shards::container::IndexFile;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::HashSet;

/// Characters of an excerpt.
const EXCERPT: usize = 180;

/// A dataset, written as a list.
#[derive(Serialize)]
struct Card<'c>(&'c str, &'c str, String, &'c str, &'c str, Vec<&'c str>, &'c str, usize, &'c str);

/// How many datasets a file has: hosts count files.
pub(super) fn chunk(datasets: usize) -> usize {
    if datasets > 150_000 { 32 } else { 16 }
}

/// The files.
pub(super) fn files(documents: &Documents) -> Vec<IndexFile> {
    let datasets = documents.order.len();
    let chunk = chunk(datasets);
    (0..datasets.div_ceil(chunk))
        .into_par_iter()
        .map(|c| {
            let numbers = c * chunk..((c + 1) * chunk).min(datasets);
            let cards: Vec<Card> =
                numbers.map(|number| card(documents, documents.dataset(number))).collect();
            let body = serde_json::to_vec(&cards).expect("texts and numbers are JSON");
            IndexFile::new(format!("docs/{c}.bin"), body)
        })
        .collect()
}

fn card<'c>(documents: &Documents<'c>, dataset: &'c Dataset) -> Card<'c> {
    let catalog = documents.catalog;
    let notes = dataset.record.notes.as_ref();
    let owner = dataset.organization.map(|ix| &catalog[ix]);
    let license = dataset.license.map(|ix| &catalog[ix]).filter(|license| license.open);
    let mut seen = HashSet::new();
    let formats = dataset.resources.iter().filter_map(|resource| resource.format_ix);
    Card(
        dataset.name(),
        dataset.title(),
        notes.map_or_else(String::new, |notes| markdown::to_plain(notes, EXCERPT)),
        owner.map_or("", |owner| owner.name()),
        owner.map_or("", |owner| owner.title()),
        formats.filter(|ix| seen.insert(*ix)).map(|ix| catalog[ix].name.as_str()).collect(),
        dataset.modified.as_str(),
        dataset.resources.len(),
        license.map_or("", |license| license.title.as_str()),
    )
}
