//! The index in files (`README.md` §5): documents → packed files that any host can serve.

pub(crate) mod bytes;
mod cards;
mod container;
mod facets;
mod lexicon;
mod norm;
mod postings;
mod sorts;
mod spell;

pub use sorts::microseconds;

use crate::search::analysis::{Analyzer, Rule, Synonym};
use crate::search::documents::Documents;
use container::IndexFile;
use lexicon::Lexicon;
use postings::Part;
use rayon::prelude::*;
use serde::Serialize;

/// The index as files.
#[derive(Debug, Default)]
pub struct Index {
    /// The build's name: ten hexadecimal digits of a hash over everything.
    pub build: String,
    /// Paths from the site's folder with the bytes, packed, sorted by path.
    pub files: Vec<(String, Vec<u8>)>,
}

/// `manifest.bin`: what is needed before anything can be looked for.
#[derive(Serialize)]
struct Manifest<'a> {
    v: u8,
    n: usize,
    tokens: [u64; 3],
    chunk: usize,
    block: usize,
    router: &'a [String],
    big: &'a [String],
    facets: &'a [(&'a str, usize, usize)],
    stop: Vec<&'a str>,
    rules: &'a [Vec<Rule>; 3],
    synonyms: &'a [Vec<Synonym>],
    unindexed: &'a [String],
    spell: &'a [String],
}

impl Index {
    /// Where the current build's name is.
    pub const CURRENT: &str = "search/current.json";

    /// The index of documents.
    pub fn new(documents: &Documents, analyzer: &Analyzer) -> Self {
        let n = documents.order.len();
        let (mut files, facets) = facets::files(documents);
        files.extend(sorts::files(documents));
        files.extend(cards::files(documents));
        let parts = parts(documents, analyzer);
        let ends = parts.iter().flat_map(|part| part.ends.iter().copied()).collect();
        files.push(IndexFile::new("pos/ends.bin", ends));
        let mut lexicon = Lexicon::new(&parts, n);
        files.append(&mut lexicon.files);
        let (spellings, spell) = spell::files(&parts, &lexicon, analyzer);
        files.extend(spellings);
        let mut tokens = [0; 3];
        for part in &parts {
            tokens.iter_mut().zip(part.tokens).for_each(|(sum, more)| *sum += more);
        }
        drop(parts);
        let manifest = Manifest {
            v: 1,
            n,
            tokens,
            chunk: cards::chunk(n),
            block: facets::BLOCK,
            router: &lexicon.router,
            big: &lexicon.big,
            facets: &facets,
            stop: analyzer.stop_words(),
            rules: analyzer.rules(),
            synonyms: analyzer.synonyms(),
            unindexed: &documents.unindexed,
            spell: &spell,
        };
        let manifest = serde_json::to_vec(&manifest).expect("texts and numbers are JSON");
        files.push(IndexFile::new("manifest.bin", manifest));
        let (build, files) = container::pack(files);
        Self { build, files }
    }

    /// The text of [`Self::CURRENT`].
    pub fn current(&self) -> String {
        format!("{{\"v\":1,\"build\":\"{}\"}}\n", self.build)
    }
}

/// The postings of all datasets, in parts that cores make at the same time.
fn parts(documents: &Documents, analyzer: &Analyzer) -> Vec<Part> {
    let datasets = documents.order.len();
    let size = (datasets / 64).clamp(256, 2048);
    (0..datasets.div_ceil(size))
        .into_par_iter()
        .map(|i| Part::new(documents, analyzer, i * size..((i + 1) * size).min(datasets)))
        .collect()
}
