//! Documents → index: terms come from our own analysis, and a document's number is its place.

use crate::catalog::Dataset;
use crate::read::Timestamp;
use crate::search::analysis::{Analyzer, fold};
use crate::search::documents::Documents;
use crate::search::engine::fields::Fields;
use crate::search::engine::{Tokens, count};
use anyhow::Result;
use rayon::prelude::*;
use tantivy::schema::{Field, Schema};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{Index, SingleSegmentIndexWriter, TantivyDocument};

/// Enough for the largest portal: a full buffer would change nothing but speed.
const BUFFER: usize = 256 << 20;

/// So many documents are analysed at once, and then indexed in their order.
const BATCH: u32 = 2048;

/// The index of the documents, in memory, in one segment: the index's number of a document is ours.
pub(super) fn index(
    documents: &Documents<'_>,
    analyzer: &Analyzer,
    schema: Schema,
    fields: &Fields,
) -> Result<(Index, Tokens)> {
    let builder = Index::builder().schema(schema);
    let directory = tantivy::directory::RamDirectory::create();
    let mut writer: SingleSegmentIndexWriter =
        builder.single_segment_index_writer(directory, BUFFER)?;
    let ranks = Ranks::new(documents);
    let mut tokens = Tokens::default();
    let all = count(documents)?;
    for start in (0..all).step_by(BATCH as usize) {
        let end = all.min(start + BATCH);
        let batch: Vec<(TantivyDocument, Tokens)> = (start..end)
            .into_par_iter()
            .map(|number| document(documents, analyzer, fields, &ranks, number as usize))
            .collect();
        for (document, more) in batch {
            tokens.text += more.text;
            tokens.title += more.title;
            tokens.notes += more.notes;
            writer.add_document(document)?;
        }
    }
    Ok((writer.finalize()?, tokens))
}

fn document(
    documents: &Documents<'_>,
    analyzer: &Analyzer,
    fields: &Fields,
    ranks: &Ranks,
    number: usize,
) -> (TantivyDocument, Tokens) {
    let texts = documents.document(number, analyzer);
    let dataset = documents.dataset(number);
    let whole = [texts.title, &texts.notes].into_iter().chain(texts.rest.iter().map(AsRef::as_ref));
    let text = terms(analyzer, whole);
    let title = terms(analyzer, [texts.title]);
    let notes = terms(analyzer, [texts.notes.as_str()]);
    let columns = terms(analyzer, texts.columns);
    let tokens =
        Tokens { text: text.len() as u64, title: title.len() as u64, notes: notes.len() as u64 };
    let any = text.iter().chain(&columns).cloned().collect();
    let mut document = TantivyDocument::default();
    let mut add = |field: Field, tokens: Vec<Token>| {
        document.add_pre_tokenized_text(field, PreTokenizedString { text: String::new(), tokens });
    };
    add(fields.any, any);
    add(fields.text, text);
    add(fields.title, title);
    add(fields.notes, notes);
    add(fields.columns, columns);
    add_values(&mut document, documents, fields, number);
    add_keys(&mut document, dataset, fields);
    document.add_i64(fields.modified, micros(&dataset.modified));
    document.add_i64(fields.created, micros(&dataset.created));
    for (field, rank) in fields.ranks.iter().zip(&ranks.0) {
        document.add_u64(*field, rank[number]);
    }
    (document, tokens)
}

/// The terms of a field's values. Positions run on, with a gap of 1 between values.
fn terms<'t>(analyzer: &Analyzer, values: impl IntoIterator<Item = &'t str>) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut base = 0;
    for value in values {
        let positions = analyzer.terms(value, |at, text| {
            let position = (base + at) as usize;
            tokens.push(Token { position, text, offset_from: 0, offset_to: 0, position_length: 1 });
        });
        base += positions + 1;
    }
    tokens
}

fn add_values(
    document: &mut TantivyDocument,
    documents: &Documents<'_>,
    fields: &Fields,
    number: usize,
) {
    for (facet, exact) in documents.facets.iter().zip(&fields.exact) {
        for value in documents.values(number, facet) {
            document.add_text(exact.field, value);
        }
    }
    let owner = documents.dataset(number).organization;
    if let (Some(owner), Some(exact)) = (owner, fields.exact.last()) {
        document.add_text(exact.field, &documents.catalog[owner].id);
    }
}

fn add_keys(document: &mut TantivyDocument, dataset: &Dataset, fields: &Fields) {
    document.add_text(fields.name, dataset.name());
    document.add_text(fields.id, &dataset.id);
    for alias in &dataset.record.aliases {
        document.add_text(fields.name, &alias.value);
        document.add_text(fields.id, &alias.value);
    }
}

/// Microseconds since 1970.
fn micros(moment: &Timestamp) -> i64 {
    let utc = moment.as_str().parse::<jiff::civil::DateTime>();
    let zoned = utc.and_then(|utc| utc.to_zoned(jiff::tz::TimeZone::UTC));
    zoned.map_or(0, |zoned| zoned.timestamp().as_microsecond())
}

/// Document number → place, by title, name and id; equal texts share one.
struct Ranks([Vec<u64>; 3]);

impl Ranks {
    fn new(documents: &Documents<'_>) -> Self {
        let all = || (0..documents.order.len()).map(|number| documents.dataset(number));
        let titles = all().map(|dataset| fold(dataset.title())).collect();
        let names = all().map(|dataset| dataset.name().to_owned()).collect();
        let ids = all().map(|dataset| dataset.id.clone()).collect();
        Self([titles, names, ids].map(|texts: Vec<String>| rank(&texts)))
    }
}

fn rank(texts: &[String]) -> Vec<u64> {
    let mut sorted: Vec<&String> = texts.iter().collect();
    sorted.par_sort_unstable();
    sorted.dedup();
    texts.iter().map(|text| sorted.partition_point(|other| *other < text) as u64).collect()
}
