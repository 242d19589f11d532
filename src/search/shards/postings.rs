//! Texts of a run of datasets → for each of their terms, in which datasets it is, how often, where.

use crate::search::analysis::Analyzer;
use crate::search::documents::{Document, Documents};
use crate::search::shards::bytes;
use crate::search::shards::norm::norm;
use crate::search::shards::spell::Spellings;
use std::collections::HashMap;
use std::ops::Range;

/// What is kept of a term in sections of their own, so that gzip sees like bytes together.
pub(super) const SECTIONS: usize = 5;
/// Differences between dataset numbers, the first one of a part left out.
pub(super) const GAPS: usize = 0;
const TF: usize = 1;
const TITLE: usize = 2;
const COLUMNS: usize = 3;
/// Differences between positions.
pub(super) const POSITIONS: usize = 4;

/// The postings of a run of datasets.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// By term.
    pub(super) entries: Vec<Entry>,
    /// All terms, one after the other.
    terms: String,
    /// All sections of all terms, one after the other.
    sections: Vec<u8>,
    /// Terms in text, title and notes.
    pub(super) tokens: [u64; 3],
    /// For each dataset how many positions its title and its notes have.
    pub(super) ends: Vec<u8>,
    /// How words are spelt, and how often.
    pub(super) spellings: Vec<(String, u32)>,
}

/// A term of a part.
#[derive(Debug)]
pub(super) struct Entry {
    term: Range<usize>,
    /// In how many datasets it is.
    pub(super) df: usize,
    /// The first of them.
    pub(super) first: usize,
    /// The last of them.
    pub(super) last: usize,
    start: usize,
    /// Bytes of each section.
    pub(super) sizes: [usize; SECTIONS],
}

impl Part {
    /// The postings of the datasets of a range.
    pub(super) fn new(documents: &Documents, analyzer: &Analyzer, range: Range<usize>) -> Self {
        let mut writer = Writer {
            analyzer,
            ids: HashMap::new(),
            words: HashMap::new(),
            lists: Vec::new(),
            norms: Vec::with_capacity(range.len()),
            start: range.start,
            spellings: Spellings::default(),
            part: Self::default(),
        };
        for number in range {
            writer.dataset(number, &documents.document(number, analyzer));
        }
        writer.finish()
    }

    pub(super) fn term(&self, entry: &Entry) -> &str {
        &self.terms[entry.term.clone()]
    }

    pub(super) fn section(&self, entry: &Entry, section: usize) -> &[u8] {
        let start = entry.start + entry.sizes[..section].iter().sum::<usize>();
        &self.sections[start..start + entry.sizes[section]]
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Title,
    Notes,
    Rest,
    Columns,
}

/// What is known so far of a term in the last dataset that has it.
#[derive(Default)]
struct Posting {
    tf: usize,
    title: usize,
    notes: bool,
    columns: usize,
    position: usize,
}

/// A term's datasets so far; those before the last are written.
#[derive(Default)]
struct List {
    df: usize,
    first: usize,
    last: usize,
    open: Posting,
    sections: [Vec<u8>; SECTIONS],
}

impl List {
    fn open(&mut self, dataset: usize, norm_of_last: impl FnOnce(usize) -> u8) {
        if self.df > 0 && self.last == dataset {
            return;
        }
        if self.df == 0 {
            self.first = dataset;
        } else {
            self.close(norm_of_last(self.last));
            bytes::put(&mut self.sections[GAPS], dataset - self.last - 1);
        }
        self.df += 1;
        self.last = dataset;
    }

    fn close(&mut self, norm: u8) {
        let Posting { tf, title, notes, columns, .. } = std::mem::take(&mut self.open);
        let flags = usize::from(columns > 0) * 4 + usize::from(notes) * 2 + usize::from(title > 0);
        bytes::put(&mut self.sections[TF], tf * 8 + flags);
        if title > 0 {
            bytes::put(&mut self.sections[TITLE], title);
            self.sections[TITLE].push(norm);
        }
        if columns > 0 {
            bytes::put(&mut self.sections[COLUMNS], columns);
        }
    }

    fn add(&mut self, place: Place, position: usize) {
        let open = &mut self.open;
        match place {
            Place::Columns => {
                open.columns += 1;
                return;
            }
            Place::Title => open.title += 1,
            Place::Notes => open.notes = true,
            Place::Rest => {}
        }
        open.tf += 1;
        bytes::put(&mut self.sections[POSITIONS], position - open.position);
        open.position = position;
    }
}

struct Writer<'a> {
    analyzer: &'a Analyzer,
    /// Term → its list.
    ids: HashMap<String, usize>,
    /// Word → the list of its term: stemming is dear, and words come again and again.
    words: HashMap<String, usize>,
    lists: Vec<List>,
    /// Of the titles of the datasets from `start`.
    norms: Vec<u8>,
    start: usize,
    spellings: Spellings,
    part: Part,
}

impl Writer<'_> {
    fn dataset(&mut self, number: usize, document: &Document) {
        let (title, title_tokens) = self.value(number, document.title, Place::Title, 0);
        self.norms.push(norm(u32::try_from(title_tokens).unwrap_or(u32::MAX)));
        let (notes, notes_tokens) = self.value(number, &document.notes, Place::Notes, title + 1);
        let mut tokens = title_tokens + notes_tokens;
        let mut next = title + 1 + notes + 1;
        for text in &document.rest {
            let (positions, more) = self.value(number, text, Place::Rest, next);
            next += positions + 1;
            tokens += more;
        }
        for text in &document.columns {
            self.value(number, text, Place::Columns, 0);
        }
        for (sum, more) in self.part.tokens.iter_mut().zip([tokens, title_tokens, notes_tokens]) {
            *sum += more as u64;
        }
        bytes::put(&mut self.part.ends, title);
        bytes::put(&mut self.part.ends, notes);
    }

    /// Adds a text whose first word has a position, and gives how many positions and terms it has.
    fn value(&mut self, number: usize, text: &str, place: Place, from: usize) -> (usize, usize) {
        if place != Place::Columns {
            self.spellings.count(text);
        }
        let (mut position, mut terms) = (from, 0);
        for chunk in self.analyzer.chunks(text) {
            if let Some(joined) = &chunk.joined {
                self.add(number, joined, place, position);
                terms += 1;
            }
            for word in chunk.words {
                if !word.stop {
                    self.add(number, &word.text, place, position);
                    terms += 1;
                }
                position += 1;
            }
        }
        (position - from, terms)
    }

    fn add(&mut self, dataset: usize, word: &str, place: Place, position: usize) {
        let id = match self.words.get(word) {
            Some(id) => *id,
            None => self.learn(word),
        };
        let list = &mut self.lists[id];
        list.open(dataset, |last| self.norms[last - self.start]);
        list.add(place, position);
    }

    fn learn(&mut self, word: &str) -> usize {
        let next = self.lists.len();
        let id = *self.ids.entry(self.analyzer.stem(word)).or_insert(next);
        if id == next {
            self.lists.push(List::default());
        }
        self.words.insert(word.to_owned(), id);
        id
    }

    /// The lists by term, packed together: thousands of small vectors would take several times the
    /// room.
    fn finish(self) -> Part {
        let Self { ids, mut lists, norms, start, spellings, mut part, .. } = self;
        let mut terms: Vec<(String, usize)> = ids.into_iter().collect();
        terms.sort_unstable();
        part.entries.reserve_exact(terms.len());
        for (term, id) in terms {
            let mut list = std::mem::take(&mut lists[id]);
            list.close(norms[list.last - start]);
            let at = part.terms.len();
            part.terms.push_str(&term);
            part.entries.push(Entry {
                term: at..part.terms.len(),
                df: list.df,
                first: list.first,
                last: list.last,
                start: part.sections.len(),
                sizes: list.sections.each_ref().map(Vec::len),
            });
            list.sections.iter().for_each(|section| part.sections.extend_from_slice(section));
        }
        part.terms.shrink_to_fit();
        part.sections.shrink_to_fit();
        part.spellings = spellings.counted();
        part
    }
}
