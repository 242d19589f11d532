//! `datastore_search_sql`: a SELECT over tables.

use crate::action::fault::Fault;
use crate::action::{Json, Question};

/// What a SELECT gives.
pub(in crate::action) fn search_sql(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let _ = question.given.needed("sql")?;
    Err(Fault::closed())
}
