//! How words are mostly spelt, for suggestions: a file for each first letter.

use crate::search::analysis::{Analyzer, fold};
use crate::search::shards::bytes;
use crate::search::shards::container::IndexFile;
use crate::search::shards::lexicon::Lexicon;
use crate::search::shards::postings::Part;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Longer runs are no words of the index, however they are written.
const LONGEST: usize = 160;
/// Words of fewer datasets are mostly slips themselves.
const LEAST: usize = 2;
/// Shorter words are not suggested.
const SHORTEST: usize = 3;
/// How many characters a line may take over from the one before.
const COMMON: usize = 60;
/// Scripts of many signs would take a file for each.
const LETTERS: usize = 200;

/// The words of texts as they are written.
#[derive(Debug, Default)]
pub(super) struct Spellings(HashMap<String, u32>);

impl Spellings {
    /// Counts the words of a text.
    pub(super) fn count(&mut self, text: &str) {
        let words = text.split(|c: char| !(c.is_alphanumeric() || is_combining_mark(c)));
        for word in words.filter(|word| word.len() >= SHORTEST && word.len() <= LONGEST) {
            if let Some(count) = self.0.get_mut(word) {
                *count += 1;
            } else {
                self.0.insert(word.to_owned(), 1);
            }
        }
    }

    /// The spellings with how often they are, sorted.
    pub(super) fn counted(self) -> Vec<(String, u32)> {
        let words = self.0.into_iter().filter(|(word, _)| !word.contains(char::is_numeric));
        let lower =
            words.map(|(word, count)| (word.nfc().flat_map(char::to_lowercase).collect(), count));
        let mut spellings: Vec<(String, u32)> = lower.collect();
        spellings.sort_unstable();
        spellings.dedup_by(|later, first| {
            let same = later.0 == first.0;
            if same {
                first.1 = first.1.saturating_add(later.1);
            }
            same
        });
        spellings.shrink_to_fit();
        spellings
    }
}

/// A term's best spelling.
struct Best<'p> {
    term: String,
    count: u64,
    spelling: &'p str,
    folded: String,
    df: usize,
}

/// The files, and the letters they are for.
pub(super) fn files(
    parts: &[Part],
    lexicon: &Lexicon,
    analyzer: &Analyzer,
) -> (Vec<IndexFile>, Vec<String>) {
    let mut letters: Vec<(char, Vec<Best>)> = Vec::new();
    for best in best(parts, lexicon, analyzer) {
        let Some(letter) = best.folded.chars().next() else { continue };
        match letters.last_mut() {
            Some((same, list)) if *same == letter => list.push(best),
            _ => letters.push((letter, vec![best])),
        }
    }
    if letters.len() > LETTERS {
        // The sort is stable: of letters with equally many words the first ones stay.
        letters.sort_by_key(|(_, list)| Reverse(list.len()));
        letters.truncate(LETTERS);
        letters.sort_by_key(|(letter, _)| *letter);
    }
    let file = |(i, (_, list)): (usize, &(char, Vec<Best>))| {
        IndexFile::new(format!("spell/{i}.bin"), lines(list))
    };
    let files = letters.iter().enumerate().map(file).collect();
    (files, letters.iter().map(|(letter, _)| letter.to_string()).collect())
}

/// Of each term the most frequent spelling, by folded form.
fn best<'p>(parts: &'p [Part], lexicon: &Lexicon, analyzer: &Analyzer) -> Vec<Best<'p>> {
    let stop: HashSet<&str> = analyzer.stop_words().into_iter().collect();
    let mut all: Vec<(&str, u32)> = parts
        .iter()
        .flat_map(|part| part.spellings.iter().map(|(word, count)| (word.as_str(), *count)))
        .collect();
    all.par_sort_unstable();
    let same: Vec<&[(&str, u32)]> = all.chunk_by(|a, b| a.0 == b.0).collect();
    let mut best: Vec<Best> = same
        .into_par_iter()
        .filter_map(|same| {
            let spelling = same[0].0;
            let folded = fold(spelling);
            if folded.chars().count() < SHORTEST || stop.contains(folded.as_str()) {
                return None;
            }
            let term = analyzer.stem(&folded);
            let df = lexicon.df.get(&term).copied().filter(|df| *df >= LEAST)?;
            let count = same.iter().map(|(_, count)| u64::from(*count)).sum();
            Some(Best { term, count, spelling, folded, df })
        })
        .collect();
    best.sort_unstable_by(|a, b| {
        (&a.term, Reverse(a.count), a.spelling).cmp(&(&b.term, Reverse(b.count), b.spelling))
    });
    best.dedup_by(|later, first| later.term == first.term);
    best.sort_unstable_by(|a, b| (&a.folded, a.spelling).cmp(&(&b.folded, b.spelling)));
    best
}

fn lines(words: &[Best]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut last = "";
    for Best { spelling, df, .. } in words {
        let alike = bytes::common(last, spelling);
        let common = spelling[..alike].chars().count().min(COMMON);
        let rest = spelling.char_indices().nth(common).map_or("", |(at, _)| &spelling[at..]);
        let sign = b' ' + u8::try_from(common).expect("at most sixty");
        out.push(sign);
        out.extend_from_slice(format!("{rest}\t{}\n", df.ilog2()).as_bytes());
        last = spelling;
    }
    out
}
