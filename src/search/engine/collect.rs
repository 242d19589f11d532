//! Hits → their page, and how many have each value.

use crate::search::engine::fields::RANKS;
use crate::search::engine::{Counts, Engine, MOST_KEYS, MOST_ROWS, Question};
use crate::search::language::{Direction, SortKey};
use anyhow::{Context as _, Result};
use std::sync::Arc;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::ColumnValues;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

/// Takes every hit, with its score if that is wanted.
pub(super) struct Hits {
    pub(super) scoring: bool,
}

pub(super) struct Taken(Vec<(DocId, Score)>);

impl Collector for Hits {
    type Fruit = Vec<(DocId, Score)>;
    type Child = Taken;

    fn for_segment(&self, _: SegmentOrdinal, _: &SegmentReader) -> tantivy::Result<Taken> {
        Ok(Taken(Vec::new()))
    }

    fn requires_scoring(&self) -> bool {
        self.scoring
    }

    fn merge_fruits(&self, segments: Vec<Self::Fruit>) -> tantivy::Result<Self::Fruit> {
        Ok(segments.into_iter().flatten().collect())
    }
}

impl SegmentCollector for Taken {
    type Fruit = Vec<(DocId, Score)>;

    fn collect(&mut self, document: DocId, score: Score) {
        self.0.push((document, score));
    }

    fn harvest(self) -> Self::Fruit {
        self.0
    }
}

/// A key of the sort: of what each hit has, smallest first.
enum Key {
    Score(Direction),
    Moment(Arc<dyn ColumnValues<i64>>, Direction),
    Rank(Arc<dyn ColumnValues<u64>>, Direction),
}

impl Key {
    fn of(&self, document: DocId, score: f64) -> i64 {
        let (value, direction) = match self {
            Self::Score(direction) => (thousandths(score), direction),
            Self::Moment(column, direction) => (column.get_val(document), direction),
            Self::Rank(column, direction) => (column.get_val(document).cast_signed(), direction),
        };
        if *direction == Direction::Desc { value.saturating_neg() } else { value }
    }
}

/// A score as it is compared: what differs by less is equal, so that a different way of adding up
/// makes no different order.
#[allow(clippy::cast_possible_truncation, reason = "scores are small, and the cast saturates")]
fn thousandths(score: f64) -> i64 {
    (score * 1000.0).round() as i64
}

impl Engine {
    /// The hits that are wanted, in order.
    pub(super) fn page(
        &self,
        hits: Vec<(DocId, Score)>,
        sort: &[(SortKey, Direction)],
        question: &Question<'_>,
    ) -> Result<Vec<(DocId, f64)>> {
        let end = question.start.saturating_add(question.rows.min(MOST_ROWS)).min(hits.len());
        if question.start >= end {
            return Ok(Vec::new());
        }
        let keys =
            sort.iter().map(|(key, way)| self.key(*key, *way)).collect::<Result<Vec<_>>>()?;
        let mut sorted: Vec<([i64; MOST_KEYS], DocId, f64)> = hits
            .into_iter()
            .map(|(document, score)| {
                let score = f64::from(score);
                let mut place = [0; MOST_KEYS];
                for (at, key) in place.iter_mut().zip(&keys) {
                    *at = key.of(document, score);
                }
                (place, document, score)
            })
            .collect();
        let by = |a: &([i64; MOST_KEYS], DocId, f64), b: &([i64; MOST_KEYS], DocId, f64)| {
            (a.0, a.1).cmp(&(b.0, b.1))
        };
        if end < sorted.len() {
            sorted.select_nth_unstable_by(end, by);
            sorted.truncate(end);
        }
        sorted.sort_unstable_by(by);
        let page = sorted.into_iter().skip(question.start);
        Ok(page.map(|(_, document, score)| (document, score)).collect())
    }

    fn key(&self, key: SortKey, direction: Direction) -> Result<Key> {
        let columns = self.searcher.segment_reader(0).fast_fields();
        let rank = |i: usize| -> Result<Key> {
            Ok(Key::Rank(columns.column_first_or_default(RANKS[i])?, direction))
        };
        Ok(match key {
            SortKey::Score => Key::Score(direction),
            SortKey::Modified => {
                Key::Moment(columns.column_first_or_default("modified")?, direction)
            }
            SortKey::Created => Key::Moment(columns.column_first_or_default("created")?, direction),
            SortKey::Title => rank(0)?,
            SortKey::Name => rank(1)?,
            SortKey::Id => rank(2)?,
        })
    }

    /// How many hits have each value of each field.
    pub(super) fn count_facets(
        &self,
        hits: &[(DocId, Score)],
        question: &Question<'_>,
    ) -> Result<Vec<(String, Counts)>> {
        let counts = |facet: &String| self.counts(hits, facet, question.least);
        question.facets.iter().map(|facet| Ok((facet.clone(), counts(facet)?))).collect()
    }

    fn counts(&self, hits: &[(DocId, Score)], facet: &str, least: u64) -> Result<Counts> {
        let (Some(exact), false) = (self.fields.exact(facet), self.is_empty()) else {
            return Ok(Vec::new());
        };
        let columns = self.searcher.segment_reader(0).fast_fields();
        let Some(column) = columns.str(&exact.column)? else { return Ok(Vec::new()) };
        let mut counts = vec![0_u64; column.num_terms()];
        for (document, _) in hits {
            for value in column.term_ords(*document) {
                let place = usize::try_from(value)?;
                *counts.get_mut(place).context("a value of the column")? += 1;
            }
        }
        let mut found = Vec::new();
        for (ordinal, count) in counts.into_iter().enumerate().filter(|(_, count)| *count >= least)
        {
            let mut value = String::new();
            column.ord_to_str(ordinal as u64, &mut value)?;
            found.push((value, count));
        }
        // Values come in their own order, so equal counts keep it.
        found.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        Ok(found)
    }
}
