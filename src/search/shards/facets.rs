//! What hits are counted by: the values of each facet, and which of them each dataset has.

use crate::catalog::Group;
use crate::search::documents::Documents;
use crate::search::shards::bytes;
use crate::search::shards::container::IndexFile;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::HashMap;

/// Datasets of a block.
pub(super) const BLOCK: usize = 512;

/// A facet: values, sets of values, and the set of each dataset.
struct Facet<'c> {
    name: &'c str,
    /// By count, descending, then value.
    values: Vec<Value<'c>>,
    /// Ordinals of values, by frequency, descending, then content.
    sets: Vec<Vec<u32>>,
    /// Dataset → its set.
    of: Vec<u32>,
}

#[derive(Clone, Copy)]
struct Value<'c> {
    text: &'c str,
    count: usize,
    first: usize,
}

/// What is numbered in the order it is met.
struct Met<K> {
    numbers: HashMap<K, u32>,
}

impl<K: std::hash::Hash + Eq> Met<K> {
    /// The number of an item, and whether it is new.
    fn number(&mut self, item: K) -> (usize, bool) {
        let next = u32::try_from(self.numbers.len()).expect("no more than datasets have values");
        let number = *self.numbers.entry(item).or_insert(next);
        (number as usize, number == next)
    }
}

/// Numbers in another order: `order[new]` is the former number.
fn places(order: &[u32]) -> Vec<u32> {
    let mut places = vec![0; order.len()];
    for (new, former) in (0u32..).zip(order) {
        places[*former as usize] = new;
    }
    places
}

impl<'c> Facet<'c> {
    fn new(documents: &'c Documents, name: &'c str) -> Self {
        let (mut met, mut met_sets) =
            (Met { numbers: HashMap::new() }, Met { numbers: HashMap::new() });
        let mut values: Vec<Value> = Vec::new();
        let mut sets: Vec<(usize, Vec<u32>)> = Vec::new();
        let mut of = Vec::with_capacity(documents.order.len());
        for dataset in 0..documents.order.len() {
            let set: Vec<u32> = documents
                .values(dataset, name)
                .into_iter()
                .map(|text| {
                    let (number, new) = met.number(text);
                    if new {
                        values.push(Value { text, count: 0, first: dataset });
                    }
                    values[number].count += 1;
                    u32::try_from(number).expect("it was one")
                })
                .collect();
            let (number, new) = met_sets.number(set.clone());
            if new {
                sets.push((0, set));
            }
            sets[number].0 += 1;
            of.push(u32::try_from(number).expect("it was one"));
        }
        Self { name, values, sets: Vec::new(), of }.ordered(sets)
    }

    /// Gives values and sets their final numbers.
    fn ordered(mut self, mut sets: Vec<(usize, Vec<u32>)>) -> Self {
        let mut order: Vec<u32> = (0u32..).take(self.values.len()).collect();
        order.sort_unstable_by_key(|number| {
            let value = &self.values[*number as usize];
            (Reverse(value.count), value.text)
        });
        let place = places(&order);
        self.values = order.iter().map(|number| self.values[*number as usize]).collect();
        for (_, set) in &mut sets {
            for number in set.iter_mut() {
                *number = place[*number as usize];
            }
            set.sort_unstable();
        }
        let mut order: Vec<u32> = (0u32..).take(sets.len()).collect();
        order.sort_unstable_by(|a, b| {
            let (a, b) = (&sets[*a as usize], &sets[*b as usize]);
            (Reverse(a.0), &a.1).cmp(&(Reverse(b.0), &b.1))
        });
        let place = places(&order);
        self.of.iter_mut().for_each(|number| *number = place[*number as usize]);
        self.sets =
            order.iter().map(|number| std::mem::take(&mut sets[*number as usize].1)).collect();
        self
    }

    fn planes(&self) -> usize {
        bytes::planes(self.sets.len())
    }

    fn put_dictionary(&self, documents: &'c Documents, out: &mut Vec<u8>) {
        bytes::put(out, self.values.len());
        for value in &self.values {
            bytes::put_text(out, value.text);
            let shown = documents.display_name(self.name, value.text);
            bytes::put_text(out, if shown == value.text { "" } else { shown });
            bytes::put(out, value.count);
            if self.name == "organization" {
                bytes::put(out, value.first);
            }
        }
        bytes::put(out, self.sets.len());
        for set in &self.sets {
            bytes::put(out, set.len());
            let mut last = 0;
            for ordinal in set {
                bytes::put(out, (ordinal - last) as usize);
                last = *ordinal;
            }
        }
    }
}

/// The files, and for each facet its name, planes and number of values.
pub(super) fn files<'c>(
    documents: &'c Documents,
) -> (Vec<IndexFile>, Vec<(&'c str, usize, usize)>) {
    let facets: Vec<Facet> =
        documents.facets.par_iter().map(|name| Facet::new(documents, name)).collect();
    let mut files = Vec::new();
    let (mut dictionary, mut tags) = (Vec::new(), Vec::new());
    for (place, facet) in facets.iter().enumerate() {
        let out = if facet.name == "tags" { &mut tags } else { &mut dictionary };
        facet.put_dictionary(documents, out);
        let mut column = Vec::new();
        bytes::put_planes(&mut column, &facet.of, facet.planes());
        files.push(IndexFile::new(format!("facet/{place}.bin"), column));
    }
    files.push(IndexFile::new("facet/dict.bin", dictionary));
    files.push(IndexFile::new("facet/tags.bin", tags));
    files.push(IndexFile::new("facet/ids.bin", ids(documents, &facets)));
    let datasets = documents.order.len();
    for (block, start) in (0..datasets).step_by(BLOCK).enumerate() {
        let end = (start + BLOCK).min(datasets);
        let mut body = Vec::new();
        for facet in facets.iter().filter(|facet| facet.name != "tags") {
            bytes::put_planes(&mut body, &facet.of[start..end], facet.planes());
        }
        files.push(IndexFile::new(format!("facet/block/{block}.bin"), body));
    }
    let said = facets.iter().map(|facet| (facet.name, facet.planes(), facet.values.len()));
    (files, said.collect())
}

/// Ids of organisations, then of groups, as their dictionaries are ordered.
fn ids(documents: &Documents, facets: &[Facet]) -> Vec<u8> {
    let catalog = documents.catalog;
    let mut out = String::new();
    let lists: [(&str, &[Group]); 2] =
        [("organization", &catalog.organizations), ("groups", &catalog.groups)];
    for (name, list) in lists {
        let facet = facets.iter().find(|facet| facet.name == name);
        for value in facet.into_iter().flat_map(|facet| &facet.values) {
            if let Ok(at) = list.binary_search_by(|body| body.name().cmp(value.text)) {
                out.push_str(&list[at].id);
            }
            out.push('\n');
        }
    }
    out.into_bytes()
}
