//! Postings of all parts → the files of terms, of long lists and of positions, and who finds which.

use crate::search::shards::bytes;
use crate::search::shards::container::IndexFile;
use crate::search::shards::postings::{Entry, GAPS, POSITIONS, Part, SECTIONS};
use rayon::prelude::*;
use std::collections::HashMap;

/// A shard ends with the term that brings it to so many bytes.
const SHARD: usize = 12_000;

/// All terms of the index.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    /// Shards, long lists, positions.
    pub(super) files: Vec<IndexFile>,
    /// For each shard a text that is not after its first term and after every term before.
    pub(super) router: Vec<String>,
    /// Terms whose list has a file of its own, in order.
    pub(super) big: Vec<String>,
    /// In how many datasets each term is.
    pub(super) df: HashMap<String, usize>,
}

impl Lexicon {
    /// Joins the parts of an index of so many datasets.
    pub(super) fn new(parts: &[Part], datasets: usize) -> Self {
        let mut pieces: Vec<Piece> = parts
            .iter()
            .flat_map(|part| part.entries.iter().map(move |entry| Piece { part, entry }))
            .collect();
        pieces
            .par_sort_unstable_by(|a, b| (a.term(), a.entry.first).cmp(&(b.term(), b.entry.first)));
        let mut writer = Writer {
            longest: if datasets > 200_000 { 6_000 } else { 4_000 },
            shard: Shard::default(),
            last: String::new(),
            done: Self::default(),
        };
        for pieces in pieces.chunk_by(|a, b| a.term() == b.term()) {
            writer.term(pieces);
        }
        writer.finish()
    }
}

/// What a part has of a term.
#[derive(Clone, Copy)]
struct Piece<'p> {
    part: &'p Part,
    entry: &'p Entry,
}

impl<'p> Piece<'p> {
    fn term(&self) -> &'p str {
        self.part.term(self.entry)
    }
}

/// The sections of lists, one list after the other.
#[derive(Default)]
struct Sections([Vec<u8>; SECTIONS]);

impl Sections {
    fn add(&mut self, pieces: &[Piece]) {
        let mut next = 0;
        for Piece { part, entry } in pieces {
            bytes::put(&mut self.0[GAPS], entry.first - next);
            next = entry.last + 1;
            for (section, out) in self.0.iter_mut().enumerate() {
                out.extend_from_slice(part.section(entry, section));
            }
        }
    }

    /// Bytes of the lists without positions.
    fn size(&self) -> usize {
        self.0[..POSITIONS].iter().map(Vec::len).sum()
    }

    fn put_sizes(&self, out: &mut Vec<u8>) {
        self.0[..POSITIONS].iter().for_each(|section| bytes::put(out, section.len()));
    }

    fn put_lists(&self, out: &mut Vec<u8>) {
        self.0[..POSITIONS].iter().for_each(|section| out.extend_from_slice(section));
    }

    fn into_positions(self) -> Vec<u8> {
        let [.., positions] = self.0;
        positions
    }
}

/// Bytes of a list without positions.
fn size(pieces: &[Piece]) -> usize {
    let mut next = 0;
    let mut sum = 0;
    for Piece { entry, .. } in pieces {
        sum += bytes::size(entry.first - next) + entry.sizes[..POSITIONS].iter().sum::<usize>();
        next = entry.last + 1;
    }
    sum
}

/// A file of terms.
#[derive(Default)]
struct Shard {
    count: usize,
    first_big: usize,
    terms: Vec<u8>,
    df: Vec<u8>,
    lists: Sections,
}

struct Writer {
    /// A longer list has a file of its own.
    longest: usize,
    shard: Shard,
    /// The term before.
    last: String,
    done: Lexicon,
}

impl Writer {
    fn term(&mut self, pieces: &[Piece]) {
        let term = pieces[0].term();
        let df = pieces.iter().map(|piece| piece.entry.df).sum::<usize>();
        let begins = self.shard.count == 0;
        let common = bytes::common(&self.last, term);
        if begins {
            let first = self.done.router.is_empty();
            let end = term[common..].chars().next().map_or(common, |next| common + next.len_utf8());
            self.done.router.push(if first { String::new() } else { term[..end].to_owned() });
            self.shard.first_big = self.done.big.len();
        }
        let common = if begins { 0 } else { common };
        bytes::put(&mut self.shard.terms, common);
        bytes::put_text(&mut self.shard.terms, &term[common..]);
        let big = size(pieces) > self.longest;
        bytes::put(&mut self.shard.df, df * 2 + usize::from(big));
        if big {
            self.big(term, pieces);
        } else {
            self.shard.lists.add(pieces);
        }
        self.shard.count += 1;
        self.done.df.insert(term.to_owned(), df);
        term.clone_into(&mut self.last);
        if self.shard.size() >= SHARD {
            self.cut();
        }
    }

    fn big(&mut self, term: &str, pieces: &[Piece]) {
        let k = self.done.big.len();
        let mut lists = Sections::default();
        lists.add(pieces);
        let mut body = Vec::with_capacity(lists.size() + 16);
        lists.put_sizes(&mut body);
        lists.put_lists(&mut body);
        self.done.files.push(IndexFile::new(format!("big/{k}.bin"), body));
        self.done.files.push(IndexFile::new(format!("posbig/{k}.bin"), lists.into_positions()));
        self.done.big.push(term.to_owned());
    }

    fn cut(&mut self) {
        let i = self.done.router.len() - 1;
        let shard = std::mem::take(&mut self.shard);
        self.done.files.push(IndexFile::new(format!("lex/{i}.bin"), shard.body()));
        self.done.files.push(IndexFile::new(format!("pos/{i}.bin"), shard.lists.into_positions()));
    }

    fn finish(mut self) -> Lexicon {
        if self.shard.count > 0 {
            self.cut();
        }
        self.done
    }
}

impl Shard {
    fn size(&self) -> usize {
        self.terms.len() + self.df.len() + self.lists.size()
    }

    fn body(&self) -> Vec<u8> {
        let mut body = Vec::with_capacity(self.size() + 32);
        self.lists.put_sizes(&mut body);
        for number in [self.count, self.first_big, self.terms.len(), self.df.len()] {
            bytes::put(&mut body, number);
        }
        body.extend_from_slice(&self.terms);
        body.extend_from_slice(&self.df);
        self.lists.put_lists(&mut body);
        body
    }
}
