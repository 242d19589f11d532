//! CKAN's `package_search`: a request → what its answer says.

use crate::search::documents::Documents;
use crate::search::engine::{Engine, Question};
use crate::search::language::{Request, Warning};
use anyhow::Result;

/// What is answered to a search.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// How many datasets match.
    pub count: usize,
    /// The documents asked for, in order.
    pub documents: Vec<u32>,
    /// The order, as the answer repeats it.
    pub sort: String,
    /// In the order they were asked for, each once.
    pub facets: Vec<Facet>,
    /// What of each dataset is asked for; none is everything.
    pub only: Option<Vec<String>>,
    /// What the person should know.
    pub warnings: Vec<Warning>,
}

/// How hits are spread over a field's values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// The field.
    pub field: String,
    /// By count descending, then value.
    pub values: Vec<FacetValue>,
}

/// A value of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetValue {
    /// As it is compared.
    pub value: String,
    /// As it is called.
    pub display_name: String,
    /// How many hits have it.
    pub count: u64,
}

/// Answers a request.
///
/// # Errors
/// Where the index fails.
pub fn package_search(
    engine: &Engine,
    documents: &Documents<'_>,
    request: &Request,
) -> Result<Answer> {
    let mut fields: Vec<String> = Vec::new();
    for field in &request.facets.fields {
        if !fields.contains(field) {
            fields.push(field.clone());
        }
    }
    let found = engine.search(&Question {
        tree: &request.query,
        filters: &request.filters,
        sort: if request.default_sort { &[] } else { &request.sort },
        start: usize::try_from(request.start).unwrap_or(usize::MAX),
        rows: usize::try_from(request.rows).unwrap_or(usize::MAX),
        facets: &fields,
        least: request.facets.least,
    })?;
    let limit = request.facets.limit.and_then(|limit| usize::try_from(limit).ok());
    let named = |field: &str, value: String, count| {
        let display_name = documents.display_name(field, &value).to_owned();
        FacetValue { value, display_name, count }
    };
    let facets = found.facets.into_iter().map(|(field, values)| {
        let values = values.into_iter().take(limit.unwrap_or(usize::MAX));
        let values = values.map(|(value, count)| named(&field, value, count)).collect();
        Facet { field, values }
    });
    Ok(Answer {
        count: found.count,
        documents: found.documents,
        sort: request.sort_text.clone(),
        facets: facets.collect(),
        only: request.only.clone(),
        warnings: request.warnings.clone(),
    })
}
