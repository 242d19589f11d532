//! The `DataStore`'s actions: what stands in the tables of the catalogue's files.

mod active;
mod info;
mod search;
mod sql;

pub(super) use active::mark;
pub(super) use info::info;
pub(super) use search::search;
pub(super) use sql::search_sql;

use crate::action::Question;
use crate::action::fault::Fault;
use crate::action::json::Json;
use crate::catalog::Resource;
use crate::datastore::{Column, DataStore, Failure, Missing, Table};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// The list of all tables, asked as if it were one.
const TABLES: &str = "_table_metadata";

/// A resource with its table.
struct Found<'a> {
    resource: &'a Resource,
    table: Arc<Table>,
}

/// The table of a resource's id; `missing` says that there is none.
fn table<'a>(
    question: Question<'a>,
    id: &str,
    missing: &dyn Fn() -> Fault,
) -> Result<Found<'a>, Fault> {
    let portal = question.portal;
    let catalog = &portal.catalog;
    let Some((handle, i)) = portal.names.resource(catalog, id) else {
        if catalog.not_shown.has_resource(id) {
            return Err(Fault::denied(&format!("User  not authorized to read resource {id}")));
        }
        return Err(missing());
    };
    let resource = catalog.resource(handle, i).1;
    let store = store(question).ok_or_else(missing)?;
    match store.table(resource) {
        Ok(table) => Ok(Found { resource, table }),
        Err(Missing::Loading) => Err(Fault::said_of_query("Search took too long")),
        Err(Missing::NoTable | Missing::Refused(_)) => Err(missing()),
    }
}

fn store(question: Question<'_>) -> Option<&DataStore> {
    question.portal.datastore.as_ref()
}

/// A column, with what the data dictionary says of it.
fn field(resource: &Resource, column: &Column, kind: &str) -> Vec<(&'static str, Json<'static>)> {
    let mut entries =
        vec![("id", Json::from(column.name.clone())), ("type", Json::from(kind.to_owned()))];
    if let Some(info) = described(resource, column) {
        entries.push(("info", Json::Owned(info)));
    }
    entries
}

/// What the data dictionary says of a column.
fn described(resource: &Resource, column: &Column) -> Option<Value> {
    let own = resource.record.fields.iter().find(|field| column.is_called(&field.name))?;
    let mut info = Map::new();
    for (key, text) in [("label", &own.title), ("notes", &own.description)] {
        if let Some(text) = text {
            info.insert(key.to_owned(), json!(text));
        }
    }
    if let Some(kind) = own.rest.get("type_override") {
        info.insert("type_override".to_owned(), kind.clone());
    }
    (!info.is_empty()).then_some(Value::Object(info))
}

/// Why a table gives no answer.
fn failed(failure: Failure, statement: &str) -> Fault {
    match failure {
        Failure::TooLong => Fault::said_of_query("Search took too long"),
        Failure::TooLarge => Fault::said_of_query("Search needs too much memory"),
        Failure::Value(orig) | Failure::Engine(orig) => {
            Fault::of_statement("Invalid query", statement, &orig)
        }
    }
}
