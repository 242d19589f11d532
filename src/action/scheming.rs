//! What the files of this portal may say: its profile, as ckanext-scheming's actions give it.

use crate::action::fault::Fault;
use crate::action::{Json, Question};
use crate::catalog::Catalog;
use crate::read::profile::{Form, Part};
use serde_json::{Value, json};

/// The kinds that have a profile.
pub(super) fn list(catalog: &Catalog, part: Part) -> Json<'_> {
    Json::List(vec![catalog.portal.profile.kind_of(part).into()])
}

/// The profile of a kind, with what its presets mean unless somebody wants it as it is written.
pub(super) fn show(question: Question<'_>, part: Part) -> Result<Json<'_>, Fault> {
    let (given, catalog) = (question.given, &question.portal.catalog);
    let kind = given.needed("type")?;
    let form = if given.flag("expanded", true)? { Form::Expanded } else { Form::Raw };
    if kind != catalog.portal.profile.kind_of(part) {
        return Err(Fault::not_found());
    }
    Ok(schema(catalog, part, form))
}

/// The profile, and at the end of the fields of datasets those that `portal.yaml` alone declares.
pub(super) fn schema(catalog: &Catalog, part: Part, form: Form) -> Json<'_> {
    let portal = &catalog.portal;
    let mut schema = portal.profile.schema(part, form, &portal.base_url);
    if let Some(Value::Array(fields)) = schema.get_mut("dataset_fields") {
        let own = portal.dataset_fields.iter();
        let own = own.filter(|name| portal.profile.dataset_field(name).is_none());
        fields.extend(own.map(|name| json!({"field_name": name, "label": name})));
    }
    Json::Owned(schema)
}
