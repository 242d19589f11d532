//! What an index must say, found slowly: every text of every dataset, one after the other.

use crate::decoder::{Moments, Posting};
use fichero::search::analysis::{Analyzer, fold};
use fichero::search::documents::Documents;
use std::collections::{BTreeMap, BTreeSet};
use tantivy::fieldnorm::FieldNormReader;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Terms → postings, tokens of text, title and notes, positions of titles and notes.
#[derive(Default)]
pub(crate) struct Texts {
    pub(crate) terms: BTreeMap<String, Vec<Posting>>,
    pub(crate) tokens: [u64; 3],
    pub(crate) ends: Vec<(usize, usize)>,
}

pub(crate) fn texts(documents: &Documents, analyzer: &Analyzer) -> Texts {
    let mut texts = Texts::default();
    for dataset in 0..documents.order.len() {
        let document = documents.document(dataset, analyzer);
        let mut found: BTreeMap<String, Posting> = BTreeMap::new();
        let mut length = 0;
        let values = [document.title, &document.notes].into_iter();
        let values = values.chain(document.rest.iter().map(AsRef::as_ref));
        let mut next = 0;
        let mut counts = Vec::new();
        for (place, text) in values.enumerate() {
            let positions = analyzer.terms(text, |position, term| {
                let posting = found.entry(term).or_default();
                posting.tf += 1;
                posting.positions.push(next + position as usize);
                posting.title += usize::from(place == 0);
                posting.notes |= place == 1;
                length += u32::from(place == 0);
                texts.tokens[0] += 1;
                texts.tokens[1] += u64::from(place == 0);
                texts.tokens[2] += u64::from(place == 1);
            });
            next += positions as usize + 1;
            counts.push(positions as usize);
        }
        for text in &document.columns {
            analyzer.terms(text, |_, term| found.entry(term).or_default().columns += 1);
        }
        for (term, mut posting) in found {
            posting.dataset = dataset;
            if posting.title > 0 {
                posting.norm = FieldNormReader::fieldnorm_to_id(length);
            }
            texts.terms.entry(term).or_default().push(posting);
        }
        texts.ends.push((counts[0], counts[1]));
    }
    texts
}

/// Sorted spellings: first letter, word, logarithm.
pub(crate) fn spellings(
    documents: &Documents,
    analyzer: &Analyzer,
    terms: &BTreeMap<String, Vec<Posting>>,
) -> Vec<(String, String, u32)> {
    let stop: BTreeSet<&str> = analyzer.stop_words().into_iter().collect();
    let mut counts: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for dataset in 0..documents.order.len() {
        let document = documents.document(dataset, analyzer);
        let mut values = vec![document.title.to_owned(), document.notes.clone()];
        values.extend(document.rest.iter().map(ToString::to_string));
        for value in values {
            for word in value.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c)) {
                let word = word.nfc().collect::<String>().to_lowercase();
                let folded = fold(&word);
                if folded.chars().count() >= 3
                    && !word.contains(char::is_numeric)
                    && !stop.contains(&*folded)
                {
                    *counts.entry(analyzer.stem(&folded)).or_default().entry(word).or_default() +=
                        1;
                }
            }
        }
    }
    let mut found: Vec<(String, String, u32)> = Vec::new();
    for (term, words) in counts {
        let df = terms.get(&term).map_or(0, Vec::len);
        let most = words.values().max().expect("one at least");
        if let Some((word, _)) = words.iter().find(|(_, count)| *count == most)
            && df >= 2
        {
            found.push((fold(word), word.clone(), df.ilog2()));
        }
    }
    found.sort();
    found
        .into_iter()
        .map(|(folded, word, log)| (folded.chars().take(1).collect(), word, log))
        .collect()
}

/// Dense ranks.
pub(crate) fn ranks<K: Ord + Clone>(keys: &[K]) -> Vec<usize> {
    let distinct: BTreeSet<K> = keys.iter().cloned().collect();
    let distinct: Vec<K> = distinct.into_iter().collect();
    keys.iter().map(|key| distinct.binary_search(key).expect("it is one")).collect()
}

pub(crate) fn moments(texts: &[&str]) -> Moments {
    let moments: Vec<i64> = texts
        .iter()
        .map(|text| format!("{text}Z").parse::<jiff::Timestamp>().expect(text).as_microsecond())
        .collect();
    let distinct: BTreeSet<i64> = moments.iter().copied().collect();
    let mut days: BTreeMap<i64, usize> = BTreeMap::new();
    for moment in distinct {
        *days.entry(moment.div_euclid(86_400_000_000)).or_default() += 1;
    }
    let ranks = ranks(&moments).into_iter().map(|rank| i64::try_from(rank).expect("small"));
    (days.into_iter().collect(), ranks.collect())
}
