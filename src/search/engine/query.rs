//! What a query asks for → the index's own queries.

use crate::search::engine::Engine;
use crate::search::engine::excluded::Excluded;
use crate::search::engine::fields::Exact;
use crate::search::engine::pattern::is_like;
use crate::search::language::{Alternative, Moment, Node, Occur, Scope, Test};
use std::cmp::Reverse;
use std::ops::Bound;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery,
    ExistsQuery, PhraseQuery, Query, RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Result, Term};

type Clause = (tantivy::query::Occur, Box<dyn Query>);

/// How many words a prefix may stand for.
const EXPANSIONS: usize = 24;

/// What a word in the title counts besides, and in a column.
const TITLE: f32 = 2.0;
const COLUMNS: f32 = 0.5;

impl Engine {
    /// A question as a query: its tree, which scores, and its filters, which do not.
    pub(super) fn query(&self, tree: &Node, filters: &[Node]) -> Result<Box<dyn Query>> {
        let mut clauses = vec![must(self.node(tree)?)];
        for filter in filters {
            clauses.push(must(unscored(self.node(filter)?)));
        }
        Ok(boolean(clauses, 0))
    }

    fn node(&self, node: &Node) -> Result<Box<dyn Query>> {
        Ok(match node {
            Node::All => all(),
            Node::Nothing => Box::new(EmptyQuery),
            Node::Bool { clauses, minimum } => self.clauses(clauses, *minimum)?,
            Node::Word(scope, alternatives) => {
                largest(alternatives.iter().filter_map(|one| self.alternative(*scope, one)))
            }
            Node::Prefix(scope, prefix, stem) => {
                let terms = self.expansions(prefix, stem)?;
                largest(terms.iter().map(|term| self.term(*scope, term)))
            }
            Node::Phrase(scope, terms) => self.phrase(*scope, terms),
            Node::Value(field, test) => unscored(self.value(field, test)?),
            Node::Range(moment, from, to) => unscored(self.range(*moment, *from, *to)),
            Node::Name(name) => unscored(exactly(self.fields.name, name)),
            Node::Id(id) => unscored(exactly(self.fields.id, id)),
            Node::Boost(weight, node) => boosted(self.node(node)?, weight_of(*weight)),
        })
    }

    fn clauses(&self, clauses: &[(Occur, Node)], minimum: usize) -> Result<Box<dyn Query>> {
        let mut parts = Vec::with_capacity(clauses.len() + 1);
        for (occur, node) in clauses {
            let query = self.node(node)?;
            parts.push(match occur {
                Occur::Must => must(query),
                Occur::Not => (
                    tantivy::query::Occur::MustNot,
                    Box::new(Excluded(unscored(query))) as Box<dyn Query>,
                ),
                Occur::Should => should(query),
            });
        }
        // Where nothing has to match, everything does that is not excluded.
        if minimum == 0 && !clauses.iter().any(|(occur, _)| *occur == Occur::Must) {
            parts.push(must(all()));
        }
        Ok(boolean(parts, minimum))
    }

    /// All the terms of an alternative, none where it has no terms.
    fn alternative(&self, scope: Scope, alternative: &Alternative) -> Option<Box<dyn Query>> {
        let weight = weight_of(alternative.weight);
        let query = match &alternative.terms[..] {
            [] => return None,
            [term] => self.term(scope, term),
            terms => boolean(terms.iter().map(|term| must(self.term(scope, term))).collect(), 0),
        };
        Some(boosted(query, weight))
    }

    fn term(&self, scope: Scope, term: &str) -> Box<dyn Query> {
        let fields = &self.fields;
        let of = |field| -> Box<dyn Query> {
            let term = Term::from_field_text(field, term);
            Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
        };
        match scope {
            Scope::Text => boolean(
                vec![
                    should(of(fields.text)),
                    should(boosted(of(fields.title), TITLE)),
                    should(boosted(of(fields.columns), COLUMNS)),
                ],
                1,
            ),
            Scope::Title => boosted(of(fields.title), TITLE),
            Scope::Notes => {
                let there = exactly(fields.notes, term);
                boolean(vec![must(of(fields.text)), must(unscored(there))], 0)
            }
            Scope::Fields => boosted(of(fields.columns), COLUMNS),
        }
    }

    /// The terms that a prefix stands for, the most frequent first.
    fn expansions(&self, prefix: &str, stem: &str) -> Result<Vec<String>> {
        let index = self.searcher.segment_reader(0).inverted_index(self.fields.any)?;
        let terms = index.terms();
        let mut found: Vec<(Reverse<u32>, String)> = Vec::new();
        let mut stream = terms.range().ge(prefix.as_bytes()).into_stream()?;
        while let Some((key, info)) = stream.next() {
            if !key.starts_with(prefix.as_bytes()) {
                break;
            }
            found.push((Reverse(info.doc_freq), String::from_utf8_lossy(key).into_owned()));
        }
        if !stem.starts_with(prefix)
            && let Some(info) = terms.get(stem)?
        {
            found.push((Reverse(info.doc_freq), stem.to_owned()));
        }
        found.sort_unstable();
        found.truncate(EXPANSIONS);
        Ok(found.into_iter().map(|(_, term)| term).collect())
    }

    fn phrase(&self, scope: Scope, terms: &[(u32, String)]) -> Box<dyn Query> {
        let fields = &self.fields;
        let (field, weight) = match scope {
            Scope::Text => (fields.text, 1.0),
            Scope::Title => (fields.title, TITLE),
            Scope::Notes => (fields.notes, 1.0),
            // Columns have no positions.
            Scope::Fields => {
                let terms = terms.iter().map(|(_, term)| term.clone()).collect();
                let all = Alternative { weight: 1.0, terms };
                return largest(self.alternative(scope, &all));
            }
        };
        let of = |term: &str| Term::from_field_text(field, term);
        let query: Box<dyn Query> = match terms {
            [] => Box::new(EmptyQuery),
            [(_, term)] => Box::new(TermQuery::new(of(term), IndexRecordOption::WithFreqs)),
            _ => {
                let terms = terms.iter().map(|(offset, term)| (*offset as usize, of(term)));
                Box::new(PhraseQuery::new_with_offset(terms.collect()))
            }
        };
        boosted(query, weight)
    }

    fn value(&self, field: &str, test: &Test) -> Result<Box<dyn Query>> {
        let Some(exact) = self.fields.exact(field) else { return Ok(Box::new(EmptyQuery)) };
        Ok(match test {
            Test::Any => Box::new(ExistsQuery::new(exact.column.clone(), false)),
            Test::Is(value) if !exact.any_case => exactly(exact.field, value),
            Test::Is(value) => {
                let value = value.to_lowercase();
                self.among(exact, &|other| other == value)?
            }
            Test::Like(pattern) if exact.any_case => {
                let pattern = pattern.to_lowercase();
                self.among(exact, &|value| is_like(value, &pattern))?
            }
            Test::Like(pattern) => self.among(exact, &|value| is_like(value, pattern))?,
        })
    }

    /// Datasets with one of the field's values that are as wanted; given in lower case where capitals
    /// do not count.
    fn among(&self, exact: &Exact, wanted: &dyn Fn(&str) -> bool) -> Result<Box<dyn Query>> {
        let index = self.searcher.segment_reader(0).inverted_index(exact.field)?;
        let mut stream = index.terms().stream()?;
        let mut terms = Vec::new();
        while stream.advance() {
            let value = String::from_utf8_lossy(stream.key());
            let fits = if exact.any_case { wanted(&value.to_lowercase()) } else { wanted(&value) };
            if fits {
                terms.push(Term::from_field_text(exact.field, &value));
            }
        }
        Ok(if terms.is_empty() { Box::new(EmptyQuery) } else { Box::new(TermSetQuery::new(terms)) })
    }

    fn range(&self, moment: Moment, from: Option<i64>, to: Option<i64>) -> Box<dyn Query> {
        let field = match moment {
            Moment::Created => self.fields.created,
            Moment::Modified => self.fields.modified,
        };
        if from.is_none() && to.is_none() {
            return Box::new(AllQuery);
        }
        let bound = |at: Option<i64>| {
            at.map_or(Bound::Unbounded, |at| Bound::Included(Term::from_field_i64(field, at)))
        };
        Box::new(RangeQuery::new(bound(from), bound(to)))
    }
}

fn exactly(field: Field, value: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, value), IndexRecordOption::Basic))
}

fn all() -> Box<dyn Query> {
    unscored(Box::new(AllQuery))
}

fn unscored(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

fn boosted(query: Box<dyn Query>, weight: f32) -> Box<dyn Query> {
    if weight.to_bits() == 1.0_f32.to_bits() {
        query
    } else {
        Box::new(BoostQuery::new(query, weight))
    }
}

/// A weight that keeps scores finite.
#[allow(clippy::cast_possible_truncation, reason = "weights are small and need few digits")]
fn weight_of(weight: f64) -> f32 {
    if weight.is_finite() { weight.clamp(-1e6, 1e6) as f32 } else { 1.0 }
}

fn must(query: Box<dyn Query>) -> Clause {
    (tantivy::query::Occur::Must, query)
}

fn should(query: Box<dyn Query>) -> Clause {
    (tantivy::query::Occur::Should, query)
}

fn boolean(mut clauses: Vec<Clause>, minimum: usize) -> Box<dyn Query> {
    if minimum == 0 && clauses.len() == 1 && clauses[0].0 == tantivy::query::Occur::Must {
        return clauses.swap_remove(0).1;
    }
    Box::new(BooleanQuery::with_minimum_required_clauses(clauses, minimum))
}

/// Whatever matches any, as well as it matches the best.
fn largest(queries: impl IntoIterator<Item = Box<dyn Query>>) -> Box<dyn Query> {
    let mut queries: Vec<_> = queries.into_iter().collect();
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.swap_remove(0),
        _ => Box::new(DisjunctionMaxQuery::new(queries)),
    }
}
