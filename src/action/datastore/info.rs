//! `datastore_info`: how large a table is, and what its columns are.

use crate::action::datastore::{Found, field, table};
use crate::action::fault::Fault;
use crate::action::{Json, Question};

/// A table and its columns.
pub(in crate::action) fn info(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let given = question.given;
    let id = given.text("id")?.or(given.text("resource_id")?);
    let id = id.ok_or_else(|| Fault::invalid("id", &["Missing value"]))?;
    let missing = || Fault::missing(&format!("Resource/Alias \"{id}\" was not found."));
    let Found { resource, table } = table(question, &id, &missing)?;
    let bytes = Json::Int(table.bytes);
    let meta = Json::Object(vec![
        ("id", Json::Text(id.into_owned().into())),
        ("count", Json::Int(table.rows)),
        ("table_type", "BASE TABLE".into()),
        ("size", bytes.clone()),
        ("db_size", bytes),
        // There are none: every question looks at all rows.
        ("idx_size", Json::Int(0)),
        ("aliases", Json::List(Vec::new())),
    ]);
    let with_schema = given.loose("include_fields_schema", true);
    let fields = table.columns.iter().map(|column| {
        let mut entries = field(resource, column, column.kind.name());
        if with_schema {
            let schema = Json::Object(vec![
                ("native_type", column.kind.native().into()),
                ("notnull", false.into()),
                ("index_name", Json::Null),
                ("is_index", false.into()),
                ("uniquekey", false.into()),
            ]);
            entries.push(("schema", schema));
        }
        Json::Object(entries)
    });
    let mut result = Vec::new();
    if given.loose("include_meta", true) {
        result.push(("meta", meta));
    }
    result.push(("fields", Json::List(fields.collect())));
    Ok(Json::Object(result))
}
