//! `datastore_search_sql`: what a SELECT over tables gives.

use crate::action::datastore::store;
use crate::action::fault::Fault;
use crate::action::{Json, Question};
use crate::datastore::sql::{Lookup, Refusal, Selected, no_relation, select};
use crate::datastore::{Budget, Failure, Missing};

/// What a SELECT gives.
pub(in crate::action) fn search_sql(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let sql = question.given.text("sql")?.filter(|sql| !sql.is_empty());
    let sql = sql.ok_or_else(|| Fault::invalid("sql", &["Missing value"]))?;
    let lookup: &Lookup<'_> = &|name| {
        let portal = question.portal;
        let Some((handle, i)) = portal.names.resource(&portal.catalog, name) else {
            if portal.catalog.not_shown.has_resource(name) {
                return Err(Refusal::Denied("Not authorized to read resource.".to_owned()));
            }
            return Err(no_relation(name));
        };
        let store = store(question).ok_or_else(|| no_relation(name))?;
        store.table(portal.catalog.resource(handle, i).1).map_err(|missing| match missing {
            Missing::Loading => Refusal::Failed(Failure::TooLong),
            Missing::NoTable | Missing::Refused(_) => no_relation(name),
        })
    };
    let selected = match store(question) {
        Some(store) => {
            let budget = store.budget();
            let mut found = None;
            let asked = store.asked(|| {
                found = Some(select(&sql, lookup, budget));
                Ok(())
            });
            match (asked, found) {
                (Ok(()), Some(found)) => found,
                (Err(failure), _) => Err(failure.into()),
                (Ok(()), None) => Err(Failure::TooLong.into()),
            }
        }
        None => select(&sql, lookup, Budget::default()),
    };
    let Selected { records, truncated } = selected.map_err(|refusal| refused(refusal, &sql))?;
    let fields = records.columns.iter().map(|column| {
        let kind = column.kind.name();
        Json::Object(vec![("id", column.name.clone().into()), ("type", kind.into())])
    });
    let fields = Json::List(fields.collect());
    let mut result = vec![("sql", Json::from(sql.into_owned()))];
    if truncated {
        result.push(("records_truncated", true.into()));
    }
    result.push(("records", Json::Records(records)));
    result.push(("fields", fields));
    Ok(Json::Object(result))
}

/// CKAN's words, which are those of its database and of what speaks with it.
fn refused(refusal: Refusal, sql: &str) -> Fault {
    let wrong = |class: &str, text: &str| {
        let query = format!("(psycopg2.errors.{class}) {text}\n\n[SQL: {sql}]");
        Fault::of_statement(&query, sql, text)
    };
    match refusal {
        Refusal::NotSingle => Fault::said_of_query("Query is not a single statement."),
        Refusal::Denied(text) => Fault::denied(&text),
        Refusal::Wrong(class, text) => wrong(class, &text),
        Refusal::Failed(Failure::TooLong) => Fault::said_of_query("Query took too long"),
        Refusal::Failed(Failure::TooLarge) => wrong("OutOfMemory", "out of memory"),
        Refusal::Failed(Failure::Value(text)) => wrong("DataException", &text),
        Refusal::Failed(Failure::Engine(text)) => wrong("InternalError_", &text),
    }
}
