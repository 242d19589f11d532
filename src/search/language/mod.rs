//! CKAN's query language (`README.md` §2): text → [`Node`], parameters → [`Request`].

mod cursor;
mod dates;
mod fields;
mod level;
mod parser;
mod refusal;
mod request;
mod sort;
mod tree;
mod values;
mod words;

use crate::search::analysis::Analyzer;
pub use parser::parse;
pub use refusal::Refusal;
pub use request::{Facets, Request, request};
pub use sort::{DEFAULT_SORT, Direction, SortKey};
pub use tree::{Alternative, Moment, Node, Occur, Scope, Test};

/// What a portal's queries are read with.
#[derive(Clone, Copy, Debug)]
pub struct Syntax<'a> {
    /// Makes words of texts.
    pub analyzer: &'a Analyzer,
    /// Exact fields that hits are counted by.
    pub facets: &'a [String],
    /// Keys that datasets have and the index lacks.
    pub unindexed: &'a [String],
    /// Whether the text is a filter (`fq`): every bare item is required.
    pub filter: bool,
    /// What `NOW` is, in microseconds since 1970.
    pub now: i64,
}

/// A query that was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// What it asks for.
    pub tree: Node,
    /// What the person should know, in the order of the text, each once.
    pub warnings: Vec<Warning>,
}

/// Something in a query that cannot be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// `unknown-field`: no dataset has it, so that nothing matches.
    pub code: &'static str,
    /// The field.
    pub field: String,
}

impl Warning {
    /// Adds the warning of a field that no dataset has, unless it is there.
    fn add(warnings: &mut Vec<Self>, field: &str) {
        if warnings.iter().all(|warning| warning.field != field) {
            warnings.push(Self { code: "unknown-field", field: field.to_owned() });
        }
    }
}
