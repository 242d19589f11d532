//! `datastore_active`: which resources of an answer have a table that can be asked.

use crate::action::json::Json;
use crate::action::portal::Portal;

/// Says so of every resource in an answer.
pub(in crate::action) fn mark(answer: &mut Json<'_>, portal: &Portal) {
    let Some(store) = &portal.datastore else { return };
    match answer {
        Json::List(items) => items.iter_mut().for_each(|item| mark(item, portal)),
        Json::Table(entries) => entries.iter_mut().for_each(|(_, value)| mark(value, portal)),
        Json::Object(entries) => {
            let id = entries.iter().find_map(|(key, value)| match value {
                Json::Text(id) if *key == "id" => Some(id.to_string()),
                _ => None,
            });
            for (key, value) in entries {
                if *key != "datastore_active" {
                    mark(value, portal);
                    continue;
                }
                let catalog = &portal.catalog;
                let found = id.as_deref().and_then(|id| portal.names.resource(catalog, id));
                let is = |(handle, i)| store.is_active(catalog.resource(handle, i).1);
                *value = Json::Bool(found.is_some_and(is));
            }
        }
        _ => {}
    }
}
