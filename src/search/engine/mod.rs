//! The native engine: an index in memory that answers as `README.md` §4 says.
//!
//! It is made of the same documents and the same terms as the index in files, so that a page that
//! searches by itself and this program give one answer.

mod collect;
mod excluded;
mod feed;
mod fields;
mod pattern;
mod query;

use crate::search::analysis::Analyzer;
use crate::search::documents::Documents;
use crate::search::language::{Direction, Node, SortKey};
use anyhow::Result;
use collect::Hits;
use fields::Fields;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::{DocId, Index, Searcher, Term};

/// More rows are never given.
pub const MOST_ROWS: usize = 1000;

/// More keys of a sort are not looked at.
const MOST_KEYS: usize = 4;

/// What is asked of the engine.
#[derive(Clone, Copy, Debug)]
pub struct Question<'q> {
    /// What datasets match, and how well.
    pub tree: &'q Node,
    /// What else must hold; it does not score.
    pub filters: &'q [Node],
    /// The first key counts most; none: the usual order.
    pub sort: &'q [(SortKey, Direction)],
    /// How many hits are passed over.
    pub start: usize,
    /// How many are wanted, at most [`MOST_ROWS`].
    pub rows: usize,
    /// The exact fields to count by.
    pub facets: &'q [String],
    /// How many hits a value needs to be counted; with 0 every value is.
    pub least: u64,
}

impl<'q> Question<'q> {
    /// How many datasets match, and nothing else.
    pub fn of(tree: &'q Node) -> Self {
        Self { tree, filters: &[], sort: &[], start: 0, rows: 0, facets: &[], least: 1 }
    }
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// How many datasets match.
    pub count: usize,
    /// The numbers of those wanted, in order.
    pub documents: Vec<u32>,
    /// Their scores.
    pub scores: Vec<f64>,
    /// Of each field asked for.
    pub facets: Vec<(String, Counts)>,
}

/// Values and how many hits have each, the most frequent first, then by value.
pub type Counts = Vec<(String, u64)>;

/// An index in memory.
pub struct Engine {
    searcher: Searcher,
    fields: Fields,
    datasets: u32,
    /// Tokens of the fields that score.
    tokens: Tokens,
}

/// How many terms the fields have in all.
#[derive(Clone, Copy, Debug, Default)]
struct Tokens {
    text: u64,
    title: u64,
    notes: u64,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("datasets", &self.datasets).finish_non_exhaustive()
    }
}

impl Engine {
    /// Indexes the documents.
    ///
    /// # Errors
    /// Where the index cannot be made.
    pub fn new(documents: &Documents<'_>, analyzer: &Analyzer) -> Result<Self> {
        let (schema, fields) = Fields::new(&documents.facets);
        let (index, tokens) = feed::index(documents, analyzer, schema, &fields)?;
        Ok(Self { searcher: searcher(&index)?, fields, datasets: count(documents)?, tokens })
    }

    /// How many datasets there are.
    pub fn len(&self) -> usize {
        self.datasets as usize
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.datasets == 0
    }

    /// Answers a question.
    ///
    /// # Errors
    /// Where the index fails.
    pub fn search(&self, question: &Question<'_>) -> Result<Found> {
        let sort = sort_keys(question);
        let scoring = question.tree.scores() && sort.iter().any(|(key, _)| *key == SortKey::Score);
        let hits = if self.is_empty() { Vec::new() } else { self.hits(question, scoring)? };
        let facets = self.count_facets(&hits, question)?;
        let count = hits.len();
        let page = self.page(hits, &sort, question)?;
        let (documents, scores) = page.into_iter().unzip();
        Ok(Found { count, documents, scores, facets })
    }

    /// Every hit, in order of the documents.
    fn hits(&self, question: &Question<'_>, scoring: bool) -> Result<Vec<(DocId, f32)>> {
        let query = self.query(question.tree, question.filters)?;
        Ok(self.searcher.search_with_statistics_provider(&*query, &Hits { scoring }, self)?)
    }
}

/// The keys of a sort. The usual one is the score where there is one, else what changed last.
fn sort_keys(question: &Question<'_>) -> Vec<(SortKey, Direction)> {
    if question.sort.is_empty() {
        let key = if question.tree.scores() { SortKey::Score } else { SortKey::Modified };
        return vec![(key, Direction::Desc)];
    }
    question.sort.iter().take(MOST_KEYS).copied().collect()
}

fn count(documents: &Documents<'_>) -> Result<u32> {
    Ok(u32::try_from(documents.order.len())?)
}

fn searcher(index: &Index) -> Result<Searcher> {
    let reader = index.reader_builder().reload_policy(tantivy::ReloadPolicy::Manual);
    Ok(reader.try_into()?.searcher())
}

/// The figures that scores depend on.
impl Bm25StatisticsProvider for Engine {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        Ok(match field {
            field if field == self.fields.text => self.tokens.text,
            field if field == self.fields.title => self.tokens.title,
            field if field == self.fields.notes => self.tokens.notes,
            // An average of 1 makes K 1.2: a column's name counts the same in a wide table.
            _ => u64::from(self.datasets),
        })
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(u64::from(self.datasets))
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        self.searcher.doc_freq(term)
    }
}
