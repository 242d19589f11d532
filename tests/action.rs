//! Questions to CKAN's API in tables: what is asked, which status and which part of the answer.

mod support;

use fichero::action::{self, Call, Method, Parameters, Search, endpoint};
use fichero::build;
use fichero::catalog::Audience;
use fichero::git::Changes;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use support::Portal;

const ID: &str = "0d0f3c55-8d0a-4f57-9f54-1f1f5a2b7c10";
const RESOURCE: &str = "5c8e6b0a-2f34-4f38-9f2e-0d8e0a3b1c01";
const VIEW: &str = "6c8e6b0a-2f34-4f38-9f2e-0d8e0a3b1c09";
const SECRET: &str = "0d0f3c55-8d0a-4f57-9f54-1f1f5a2b7c99";
const SECRET_RESOURCE: &str = "5c8e6b0a-2f34-4f38-9f2e-0d8e0a3b1c99";

fn files() -> Portal {
    let portal = Portal::with(&[
        (
            "catalog/portal.yaml",
            "title: Prueba\nbase_url: https://datos.example.org\nepoch: 2024-01-01\n\
             languages: [es, en]\ndataset_fields: [tema, temas]\n",
        ),
        (
            "catalog/organizations/aguas/organization.yaml",
            "title: Servicio de Aguas\ndescription: Ríos y lagos\naliases: [aguas-viejas]\n",
        ),
        (
            "catalog/organizations/aguas/members.yaml",
            "- {forge: github, id: 7, login: ana, role: admin}\n\
             - {forge: github, id: 8, login: blas, role: editor}\n",
        ),
        ("catalog/organizations/clima/organization.yaml", "title: Instituto del Clima\n"),
        ("catalog/organizations/nadie/organization.yaml", "title: Archivo Vacío\n"),
        ("catalog/groups/agua.yaml", "title: Agua\ngroups: [aire]\n"),
        ("catalog/groups/aire.yaml", "title: Aire\n"),
        (
            "catalog/tombstones.yaml",
            "- {kind: dataset, name: cerrado, date: 2024-02-03, reason: Ya no se mide.}\n",
        ),
    ]);
    let dataset = |place: &str, text: &str| {
        portal.write(&format!("catalog/organizations/{place}/dataset.yaml"), text);
    };
    dataset(
        "aguas/datasets/calidad-agua",
        &format!(
            "title: Calidad del agua\nid: {ID}\ntags: [agua, calidad]\ngroups: [agua]\n\
             metadata_created: 2023-01-01\nmetadata_modified: 2024-03-01\nlicense_id: cc-by\n\
             aliases: [calidad]\ntema: Ríos\ntemas: [uno, dos]\n\
             relationships_as_subject: [{{type: depends_on, object: rios, comment: porque sí}}]\n\
             resources:\n  - {{id: {RESOURCE}, url: 'https://example.org/a.csv', name: Serie, size: 10,\n     \
             views: [{{id: {VIEW}, view_type: table, title: Tabla}}]}}\n  \
             - {{url: 'https://example.org/a.xlsx', name: Planilla}}\n"
        ),
    );
    dataset(
        "aguas/datasets/rios",
        "title: Ríos y embalses\nmetadata_created: 2023-02-01\nmetadata_modified: 2024-02-01\n\
         tags: [agua]\nresources: [{url: 'https://example.org/r.csv'}]\n",
    );
    dataset(
        "clima/datasets/lluvia",
        "title: Lluvia diaria\nmetadata_created: 2023-03-01\nmetadata_modified: 2024-05-01\n",
    );
    dataset(
        "clima/datasets/confidencial",
        &format!(
            "title: Asunto reservado\nid: {SECRET}\nprivate: true\ntags: [tapado]\n\
             resources: [{{id: {SECRET_RESOURCE}, url: 'https://example.org/x.csv'}}]\n"
        ),
    );
    dataset("clima/datasets/borrador", "title: Sin terminar\nstate: draft\n");
    portal
}

fn portal(files: &Portal) -> action::Portal {
    let loaded = build::load(files.path(), Audience::Public).expect("a catalogue");
    action::Portal::new(loaded.catalog).with_changes(Arc::new(Changes::of(files.path())))
}

fn ask_in(
    portal: &action::Portal,
    name: &str,
    parameters: &Value,
    method: Method,
    locale: Option<&str>,
) -> (u16, Value) {
    let empty = Parameters::new();
    let parameters = parameters.as_object().unwrap_or(&empty);
    let reply = action::answer(portal, &Call { name, parameters, method, locale, now: 0 });
    assert!(reply.body.is_ascii(), "{name}");
    (reply.status, serde_json::from_slice(&reply.body).expect("JSON"))
}

fn ask(portal: &action::Portal, name: &str, parameters: &Value) -> (u16, Value) {
    ask_in(portal, name, parameters, Method::Get, None)
}

/// The result where there is one, else the error without its kind, else the whole.
fn short(answer: &Value) -> Value {
    if let Some(result) = answer.get("result") {
        return result.clone();
    }
    match answer.get("error") {
        Some(error) => {
            let mut error = error.clone();
            error.as_object_mut().expect("an object").shift_remove("__type");
            error
        }
        None => answer.clone(),
    }
}

/// Asks each question and compares status and answer.
fn hold(table: &[(&str, Value, u16, Value)]) {
    let files = files();
    let portal = portal(&files);
    for (name, parameters, status, expected) in table {
        let (is, answer) = ask(&portal, name, parameters);
        assert_eq!((is, &short(&answer)), (*status, expected), "{name} {parameters}");
    }
}

/// Asks each question and compares status and what is found at a JSON pointer in the result.
fn hold_at(table: &[(&str, Value, &str, Value)]) {
    let files = files();
    let portal = portal(&files);
    for (name, parameters, at, expected) in table {
        let (status, answer) = ask(&portal, name, parameters);
        assert_eq!(status, 200, "{name} {parameters}: {answer}");
        let found = answer["result"].pointer(at).unwrap_or(&Value::Null);
        assert_eq!(found, expected, "{name} {parameters} {at}");
    }
}

#[test]
fn datasets_are_listed_and_shown() {
    let natural = json!({"limit": ["Must be a natural number"]});
    hold(&[
        ("package_list", json!({}), 200, json!(["calidad-agua", "lluvia", "rios"])),
        ("package_list", json!({"offset": "1"}), 200, json!(["lluvia", "rios"])),
        ("package_list", json!({"limit": 1, "offset": 1.0}), 200, json!(["lluvia"])),
        ("package_list", json!({"limit": ""}), 200, json!(["calidad-agua", "lluvia", "rios"])),
        ("package_list", json!({"limit": 0}), 200, json!([])),
        (
            "package_list",
            json!({"include_private": true}),
            200,
            json!(["calidad-agua", "lluvia", "rios"]),
        ),
        ("package_list", json!({"limit": "-1"}), 409, natural.clone()),
        ("package_list", json!({"limit": -1}), 409, natural),
        ("package_list", json!({"limit": [1]}), 409, json!({"limit": ["Invalid integer"]})),
        ("package_list", json!({"limit": 1.5}), 409, json!({"limit": ["Invalid integer"]})),
        ("package_show", json!({}), 409, json!({"name_or_id": ["Missing value"]})),
        ("package_show", json!({"id": null}), 409, json!({"name_or_id": ["Missing value"]})),
        (
            "package_show",
            json!({"id": ["a", "b"]}),
            409,
            json!({"id": ["Must be a Unicode string value"]}),
        ),
        (
            "package_show",
            json!({"id": {"a": 1}}),
            409,
            json!({"id": ["Must be a Unicode string value"]}),
        ),
        ("package_show", json!({"id": "nada"}), 404, json!({"message": "Not found"})),
        ("package_show", json!({"id": ""}), 404, json!({"message": "Not found"})),
        ("package_show", json!({"id": ID.to_uppercase()}), 404, json!({"message": "Not found"})),
        (
            "package_show",
            json!({"id": "cerrado"}),
            404,
            json!({"message": "Not found: removed 2024-02-03: Ya no se mide."}),
        ),
        (
            "package_show",
            json!({"id": "confidencial"}),
            403,
            json!({"message": format!("Access denied: User  not authorized to read package {SECRET}")}),
        ),
        (
            "package_show",
            json!({"id": SECRET}),
            403,
            json!({"message": format!("Access denied: User  not authorized to read package {SECRET}")}),
        ),
        (
            "package_show",
            json!({"id": "rios", "use_default_schema": "tal vez"}),
            409,
            json!({"message": "Parameter is not an bool"}),
        ),
        (
            "current_package_list_with_resources",
            json!({"page": 0}),
            409,
            json!({"page": ["Must be a positive integer"]}),
        ),
        ("current_package_list_with_resources", json!({"limit": 0}), 200, json!([])),
    ]);
    let custom = json!([
        {"key": "tema", "value": "Ríos"}, {"key": "temas", "value": "[\"uno\",\"dos\"]"}
    ]);
    hold_at(&[
        ("package_show", json!({"id": ID}), "/name", json!("calidad-agua")),
        ("package_show", json!({"name_or_id": "rios"}), "/name", json!("rios")),
        ("package_show", json!({"id": "calidad"}), "/id", json!(ID)),
        ("package_show", json!({"id": "calidad-agua"}), "/tema", json!("Ríos")),
        (
            "package_show",
            json!({"id": "calidad-agua", "use_default_schema": "YES"}),
            "/tema",
            Value::Null,
        ),
        (
            "package_show",
            json!({"id": "calidad-agua", "use_default_schema": true}),
            "/extras",
            custom,
        ),
        ("current_package_list_with_resources", json!({"limit": 1}), "/0/name", json!("lluvia")),
        (
            "current_package_list_with_resources",
            json!({"limit": 1, "page": 2}),
            "/0/name",
            json!("calidad-agua"),
        ),
        (
            "current_package_list_with_resources",
            json!({"limit": 1, "offset": 2}),
            "/0/name",
            json!("rios"),
        ),
    ]);
}

#[test]
fn relationships_are_seen_from_both_sides() {
    let one = |subject, kind, object| json!([{"subject": subject, "type": kind, "object": object, "comment": "porque sí"}]);
    hold(&[
        (
            "package_relationships_list",
            json!({"id": ID}),
            200,
            one("calidad-agua", "depends_on", "rios"),
        ),
        (
            "package_relationships_list",
            json!({"id": "rios", "id2": ID}),
            200,
            one("rios", "dependency_of", "calidad-agua"),
        ),
        ("package_relationships_list", json!({"id": "rios", "rel": "links_to"}), 200, json!([])),
        ("package_relationships_list", json!({"id": "rios", "id2": "lluvia"}), 200, json!([])),
        (
            "package_relationships_list",
            json!({"id": "confidencial"}),
            404,
            json!({"message": "Not found: First package named in request was not found."}),
        ),
        (
            "package_relationships_list",
            json!({"id": "rios", "id2": "no"}),
            404,
            json!({"message": "Not found: Second package named in request was not found."}),
        ),
        ("package_relationships_list", json!({}), 409, json!({"id": ["Missing value"]})),
    ]);
}

#[test]
fn resources_and_views_are_shown_and_searched() {
    let said = |text: &str| json!({"query": text});
    hold(&[
        ("resource_show", json!({}), 409, json!({"id": ["Missing value"]})),
        ("resource_show", json!({"id": "Serie"}), 404, json!({"message": "Not found"})),
        (
            "resource_show",
            json!({"id": SECRET_RESOURCE}),
            403,
            json!({"message": format!("Access denied: User  not authorized to read resource {SECRET_RESOURCE}")}),
        ),
        (
            "resource_view_list",
            json!({"id": SECRET_RESOURCE}),
            403,
            json!({"message": format!("Access denied: User  not authorized to read resource {SECRET_RESOURCE}")}),
        ),
        ("resource_view_list", json!({"id": "x"}), 404, json!({"message": "Not found"})),
        (
            "resource_view_show",
            json!({"id": "x"}),
            404,
            json!({"message": "Not found: Resource view not found, cannot check auth."}),
        ),
        ("resource_search", json!({}), 409, said("Missing value")),
        ("resource_search", json!({"query": "csv"}), 409, said("Must be <field>:<value> pair(s)")),
        ("resource_search", json!({"query": [1]}), 409, said("Must be <field>:<value> pair(s)")),
        (
            "resource_search",
            json!({"query": {"a": 1}}),
            409,
            said("Must be <field>:<value> pair(s)"),
        ),
        (
            "resource_search",
            json!({"query": "id:x"}),
            409,
            said("Field \"id\" not recognised in resource_search."),
        ),
        ("resource_search", json!({"query": "size:x"}), 409, json!({"size": ["Invalid integer"]})),
        (
            "resource_search",
            json!({"query": "created:x"}),
            409,
            json!({"created": ["Date format incorrect"]}),
        ),
        (
            "resource_search",
            json!({"query": "name:no hay"}),
            200,
            json!({"count": 0, "results": []}),
        ),
        ("resource_search", json!({"query": "url:x.csv"}), 200, json!({"count": 0, "results": []})),
    ]);
    hold_at(&[
        ("resource_show", json!({"id": RESOURCE}), "/package_id", json!(ID)),
        ("resource_view_list", json!({"id": RESOURCE}), "/0/title", json!("Tabla")),
        ("resource_view_show", json!({"id": VIEW}), "/resource_id", json!(RESOURCE)),
        ("resource_search", json!({"query": "url:EXAMPLE"}), "/count", json!(3)),
        (
            "resource_search",
            json!({"query": ["format:csv", "name:ser"]}),
            "/results/0/id",
            json!(RESOURCE),
        ),
        ("resource_search", json!({"query": ["format:csv", "format:xls"]}), "/count", json!(1)),
        ("resource_search", json!({"query": "size:10"}), "/count", json!(1)),
        (
            "resource_search",
            json!({"query": "url:example", "limit": 1, "offset": 2}),
            "/results/1",
            Value::Null,
        ),
        (
            "resource_search",
            json!({"query": "url:example", "order_by": "name", "limit": 1}),
            "/results/0/name",
            json!("Planilla"),
        ),
        ("resource_search", json!({"query": "created:2023-01-01"}), "/count", json!(2)),
    ]);
}

#[test]
fn organizations_and_groups_are_listed_and_shown() {
    let message = |text: &str| json!({"message": text});
    hold(&[
        ("organization_list", json!({}), 200, json!(["nadie", "clima", "aguas"])),
        (
            "organization_list",
            json!({"sort": "name desc"}),
            200,
            json!(["nadie", "clima", "aguas"]),
        ),
        (
            "organization_list",
            json!({"sort": "title DESC"}),
            200,
            json!(["aguas", "clima", "nadie"]),
        ),
        ("organization_list", json!({"order_by": "name"}), 200, json!(["aguas", "clima", "nadie"])),
        ("organization_list", json!({"sort": "package_count"}), 200, json!(["aguas", "clima"])),
        ("organization_list", json!({"sort": "packages asc"}), 200, json!(["clima", "aguas"])),
        ("organization_list", json!({"q": "LAGO"}), 200, json!(["aguas"])),
        (
            "organization_list",
            json!({"organizations": "aguas,nadie"}),
            200,
            json!(["nadie", "aguas"]),
        ),
        ("organization_list", json!({"organizations": ["clima"]}), 200, json!(["clima"])),
        ("organization_list", json!({"organizations": "[\"clima\"]"}), 200, json!(["clima"])),
        ("organization_list", json!({"type": "otra"}), 200, json!([])),
        ("organization_list", json!({"limit": 1, "offset": 1}), 200, json!(["clima"])),
        (
            "organization_list",
            json!({"sort": "name backwards"}),
            409,
            message("Invalid sort direction `backwards`"),
        ),
        (
            "organization_list",
            json!({"sort": "name, title"}),
            409,
            message("Too many sort criteria provided only 1 allowed"),
        ),
        ("organization_list", json!({"limit": "x"}), 409, json!({"limit": ["Invalid integer"]})),
        ("organization_list", json!({"all_fields": "x"}), 409, message("Parameter is not an bool")),
        (
            "organization_list",
            json!({"organizations": 5}),
            409,
            json!({"organizations": ["Not a list"]}),
        ),
        (
            "organization_list",
            json!({"organizations": "[5"}),
            409,
            json!({"organizations": ["Could not parse as valid JSON"]}),
        ),
        ("group_list", json!({}), 200, json!(["agua", "aire"])),
        ("group_list", json!({"groups": "aire"}), 200, json!(["aire"])),
        ("organization_show", json!({}), 409, json!({"id": ["Missing value"]})),
        ("organization_show", json!({"id": "agua"}), 404, message("Not found")),
        ("group_show", json!({"id": "aguas"}), 404, message("Not found")),
        (
            "organization_show",
            json!({"id": "aguas", "include_extras": "x"}),
            409,
            message("Parameter is not an bool"),
        ),
        (
            "group_package_show",
            json!({"id": "agua", "limit": "x"}),
            409,
            message("Limit must be a positive integer"),
        ),
        ("group_package_show", json!({"id": "agua", "limit": 0}), 200, json!([])),
        ("group_package_show", json!({"id": "nada"}), 404, message("Not found")),
        ("organization_list_for_user", json!({"id": "ana"}), 200, json!([])),
        ("group_list_authz", json!({}), 200, json!([])),
        ("organization_autocomplete", json!({}), 409, json!({"q": ["Missing value"]})),
    ]);
    hold_at(&[
        ("organization_list", json!({"all_fields": "True"}), "/0/name", json!("nadie")),
        (
            "organization_list",
            json!({"all_fields": true, "include_users": true}),
            "/2/users/0/name",
            json!("ana"),
        ),
        ("organization_list", json!({"all_fields": true}), "/2/extras", Value::Null),
        (
            "organization_list",
            json!({"all_fields": true, "include_dataset_count": false}),
            "/0/package_count",
            Value::Null,
        ),
        ("organization_show", json!({"id": "aguas-viejas"}), "/package_count", json!(2)),
        ("organization_show", json!({"id": "aguas"}), "/users", Value::Null),
        (
            "organization_show",
            json!({"id": "aguas", "include_groups": "no"}),
            "/groups",
            Value::Null,
        ),
        (
            "organization_show",
            json!({"id": "aguas", "include_datasets": 1}),
            "/packages/0/name",
            json!("calidad-agua"),
        ),
        (
            "organization_show",
            json!({"id": "aguas", "include_datasets": 1}),
            "/packages/0/resources",
            Value::Null,
        ),
        (
            "organization_show",
            json!({"id": "aguas", "include_datasets": 1}),
            "/packages/0/temas",
            Value::Null,
        ),
        ("group_show", json!({"id": "agua"}), "/groups/0/name", json!("aire")),
        ("group_package_show", json!({"id": "agua"}), "/0/name", json!("calidad-agua")),
        ("group_autocomplete", json!({"q": "AGU"}), "/0/name", json!("agua")),
    ]);
}

#[test]
fn tags_and_vocabularies() {
    let all = json!(["agua", "calidad"]);
    let nowhere = json!({"message": "Not found: could not find vocabulary 'zz'"});
    hold(&[
        ("tag_list", json!({}), 200, all.clone()),
        ("tag_list", json!({"limit": 1}), 200, all.clone()),
        ("tag_list", json!({"all_fields": "false"}), 200, all),
        ("tag_list", json!({"q": "CALI"}), 200, json!(["calidad"])),
        ("tag_list", json!({"query": "a", "limit": 1, "offset": 1}), 200, json!(["calidad"])),
        ("tag_list", json!({"vocabulary_id": "zz"}), 404, nowhere.clone()),
        ("tag_search", json!({}), 200, json!({"count": 0, "results": []})),
        (
            "tag_search",
            json!({"query": {"a": 1}}),
            409,
            json!({"query": ["Must be a Unicode string value"]}),
        ),
        ("tag_search", json!({"query": "a", "vocabulary_id": "zz"}), 404, nowhere),
        ("tag_show", json!({}), 409, json!({"id": ["Missing value"]})),
        ("tag_show", json!({"id": "tapado"}), 404, json!({"message": "Not found"})),
        ("tag_autocomplete", json!({}), 200, json!([])),
        ("tag_autocomplete", json!({"query": "ag"}), 200, json!(["agua"])),
        ("tag_autocomplete", json!({"q": "tap"}), 200, json!([])),
        ("vocabulary_list", json!({}), 200, json!([])),
        ("vocabulary_show", json!({}), 409, json!({"id": "id not in data"})),
        (
            "vocabulary_show",
            json!({"id": "zz"}),
            404,
            json!({"message": "Not found: Could not find vocabulary \"zz\""}),
        ),
    ]);
    hold_at(&[
        ("tag_search", json!({"query": ["a", "cal"]}), "/count", json!(1)),
        ("tag_list", json!({"all_fields": true}), "/0/display_name", json!("agua")),
        ("tag_show", json!({"id": "agua"}), "/packages", Value::Null),
        (
            "tag_show",
            json!({"id": "agua", "include_datasets": true}),
            "/packages/1/name",
            json!("rios"),
        ),
    ]);
}

#[test]
fn the_site_speaks_of_itself() {
    hold(&[
        ("site_read", json!({}), 200, json!(true)),
        ("help_show", json!({}), 409, json!({"name": ["Missing value"]})),
        (
            "help_show",
            json!({"name": "no"}),
            404,
            json!({"message": "Not found: Action function not found"}),
        ),
        ("help_show", json!({"name": "license_list"}), 200, json!("The register of licences.")),
        ("scheming_dataset_schema_list", json!({}), 200, json!(["dataset"])),
        ("scheming_group_schema_list", json!({}), 200, json!(["group"])),
        ("scheming_organization_schema_show", json!({}), 409, json!({"type": ["Missing value"]})),
        (
            "scheming_dataset_schema_show",
            json!({"type": "otro"}),
            404,
            json!({"message": "Not found"}),
        ),
        (
            "no_such_thing",
            json!({}),
            400,
            json!("Bad request - Action name not known: no_such_thing"),
        ),
        (
            "datastore_search",
            json!({}),
            400,
            json!("Bad request - Action name not known: datastore_search"),
        ),
        (
            "dashboard_activity_list",
            json!({}),
            403,
            json!({"message": "Access denied: Action dashboard_activity_list requires an authenticated user"}),
        ),
    ]);
    hold_at(&[
        ("status_show", json!({}), "/site_url", json!("https://datos.example.org")),
        ("license_list", json!({}), "/0/id", json!("notspecified")),
        ("member_roles_list", json!({}), "/0", json!({"text": "Admin", "value": "admin"})),
        (
            "scheming_dataset_schema_show",
            json!({"type": "dataset"}),
            "/dataset_fields/12/field_name",
            json!("tema"),
        ),
        (
            "scheming_dataset_schema_show",
            json!({"type": "dataset"}),
            "/resource_fields/0/field_name",
            json!("url"),
        ),
        (
            "scheming_organization_schema_show",
            json!({"type": "organization"}),
            "/fields/0/field_name",
            json!("title"),
        ),
    ]);
}

#[test]
fn people_have_a_name_and_a_role_and_nothing_else() {
    hold(&[
        ("user_list", json!({"all_fields": false}), 200, json!(["ana", "blas"])),
        ("user_list", json!({"all_fields": false, "q": "BL"}), 200, json!(["blas"])),
        (
            "user_list",
            json!({"email": "ana@example.org"}),
            403,
            json!({"message": "Access denied"}),
        ),
        ("user_show", json!({}), 404, json!({"message": "Not found"})),
        ("user_show", json!({"id": "zz"}), 404, json!({"message": "Not found"})),
        ("user_autocomplete", json!({}), 409, json!({"q": ["Missing value"]})),
        ("member_list", json!({"id": "nada"}), 404, json!({"message": "Not found"})),
        ("member_list", json!({"id": "agua"}), 200, json!([[ID, "package", "public"]])),
        ("member_list", json!({"id": "nadie"}), 200, json!([])),
        ("user_follower_count", json!({"id": "ana"}), 200, json!(0)),
        ("user_follower_list", json!({"id": "zz"}), 409, json!({"id": ["Not found: User"]})),
        ("dataset_follower_count", json!({"id": "rios"}), 200, json!(0)),
        (
            "dataset_follower_list",
            json!({"id": "confidencial"}),
            409,
            json!({"id": ["Not found: Dataset"]}),
        ),
        ("organization_follower_count", json!({"id": "aguas"}), 200, json!(0)),
        ("group_follower_list", json!({"id": "agua"}), 200, json!([])),
        ("followee_count", json!({"id": "blas"}), 200, json!(0)),
        ("group_follower_count", json!({}), 409, json!({"id": ["Missing value"]})),
    ]);
    hold_at(&[
        ("user_list", json!({}), "/1/display_name", json!("blas")),
        ("user_show", json!({"id": "ana"}), "/email_hash", Value::Null),
        ("user_autocomplete", json!({"q": "an"}), "/0/name", json!("ana")),
        ("member_list", json!({"id": "aguas", "object_type": "user"}), "/0/2", json!("Admin")),
        ("member_list", json!({"id": "aguas", "capacity": "editor"}), "/1", Value::Null),
        (
            "member_list",
            json!({"id": "aguas", "object_type": "package"}),
            "/0/2",
            json!("organization"),
        ),
    ]);
}

#[test]
fn searches_are_ckans_and_more_tolerant() {
    hold(&[
        (
            "package_search",
            json!({"rows": "x"}),
            409,
            json!({"rows": ["Invalid integer", "Please enter an integer value"]}),
        ),
        (
            "package_search",
            json!({"sort": "colour"}),
            400,
            json!({"message": "Search Query is invalid: 'Invalid \"sort\" parameter'"}),
        ),
        (
            "package_search",
            json!({"q": "{!func}x"}),
            409,
            json!({"message": "Search error: \"Local parameters are not supported in param 'q'.\""}),
        ),
        ("package_autocomplete", json!({}), 409, json!({"q": ["Missing value"]})),
        (
            "format_autocomplete",
            json!({"q": "x", "limit": "-2"}),
            409,
            json!({"limit": ["Must be a natural number"]}),
        ),
        ("format_autocomplete", json!({"q": ""}), 200, json!(["csv", "xlsx"])),
    ]);
    hold_at(&[
        (
            "package_search",
            json!({"facet.field": "tags"}),
            "/facets/tags",
            json!({"agua": 2, "calidad": 1}),
        ),
        ("package_search", json!({"q": "confidencial reservado tapado"}), "/count", json!(0)),
        ("package_search", json!({"fq": "organization:clima"}), "/count", json!(1)),
        ("package_search", json!({"include_private": true}), "/count", json!(3)),
    ]);
}

#[test]
fn who_writes_is_refused_in_ckans_words() {
    let files = files();
    let portal = portal(&files);
    let post = |name: &str, parameters: Value| {
        let (status, answer) = ask_in(&portal, name, &parameters, Method::Post, None);
        (status, short(&answer)["message"].as_str().unwrap_or_default().to_owned())
    };
    let denied = |text: &str| (403, format!("Access denied: {text}"));
    assert_eq!(
        post("package_create", json!({})),
        denied("User  not authorized to create packages")
    );
    assert_eq!(post("package_patch", json!({"id": "rios"})).1.split(' ').nth(8), Some("package"),);
    assert_eq!(
        post("package_update", json!({"id": "confidencial"})),
        denied("Action package_update requires an authenticated user")
    );
    assert_eq!(
        post("organization_create", json!({})),
        denied("Action organization_create requires an authenticated user")
    );
    let (status, answer) = ask(&portal, "resource_create", &json!({}));
    assert_eq!(status, 400);
    let text = "Bad request - JSON Error: Invalid request. Please use POST method for your request";
    assert_eq!(answer, text);
}

#[test]
fn a_language_before_the_address_stays_in_links() {
    let files = files();
    let portal = portal(&files);
    let help =
        |locale| ask_in(&portal, "site_read", &json!({}), Method::Get, locale).1["help"].clone();
    assert_eq!(help(None), "https://datos.example.org/api/3/action/help_show?name=site_read");
    assert_eq!(
        help(Some("es")),
        "https://datos.example.org/es/api/3/action/help_show?name=site_read"
    );
}

#[test]
fn forms_are_completed_and_versions_told() {
    let files = files();
    let portal = portal(&files);
    let get = |path: &str, parameters: Value| {
        let reply = endpoint(&portal, path, parameters.as_object().expect("an object"))?;
        Some((reply.status, serde_json::from_slice::<Value>(&reply.body).expect("JSON")))
    };
    let ok = |value: Value| Some((200, value));
    let set = |items: Value| ok(json!({"ResultSet": {"Result": items}}));
    for (path, version) in [("", 1), ("/", 1), ("/3", 3), ("/3/", 3)] {
        assert_eq!(get(path, json!({})), ok(json!({"version": version})), "{path}");
    }
    for path in
        ["/4", "/util/status", "/3/action", "/util/tag/autocomplete/", "/9/util/tag/autocomplete"]
    {
        assert_eq!(get(path, json!({})), None, "{path}");
    }
    for prefix in ["/util", "/1/util", "/2/util"] {
        let path = format!("{prefix}/tag/autocomplete");
        assert_eq!(
            get(&path, json!({"incomplete": "ag"})),
            set(json!([{"Name": "agua"}])),
            "{path}"
        );
    }
    assert_eq!(get("/util/tag/autocomplete", json!({})), set(json!([])));
    assert_eq!(
        get("/util/resource/format_autocomplete", json!({"incomplete": "cs"})),
        set(json!([{"Format": "csv"}]))
    );
    let lluvia = json!([{
        "name": "lluvia", "title": "Lluvia diaria", "match_field": "name", "match_displayed": "lluvia"
    }]);
    assert_eq!(get("/2/util/dataset/autocomplete", json!({"incomplete": "llu"})), set(lluvia));
    assert_eq!(
        get("/util/organization/autocomplete", json!({"q": "clima"})).expect("it").1[0]["name"],
        "clima"
    );
    assert_eq!(
        get("/util/user/autocomplete", json!({"q": "bla"})).expect("it").1[0]["name"],
        "blas"
    );
    assert_eq!(
        get("/util/group/autocomplete", json!({"q": "x", "limit": "y"})).expect("it").0,
        409
    );
}

/// A search may be of an older catalogue than the rest: each answers of its own, never of both.
#[test]
fn parts_of_two_catalogues_never_mix() {
    let files = files();
    let old = portal(&files);
    std::fs::remove_dir_all(files.path().join("catalog/organizations/aguas/datasets/calidad-agua"))
        .expect("it is there");
    let new = portal(&files).with_search(Arc::clone(old.search()));
    let names = |portal: &action::Portal| {
        let (_, answer) = ask(portal, "package_search", &json!({"sort": "name asc"}));
        let results = answer["result"]["results"].as_array().expect("a list").clone();
        results.iter().map(|dataset| dataset["name"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ask(&new, "package_list", &json!({})).1["result"], json!(["lluvia", "rios"]));
    assert_eq!(names(&new), ["calidad-agua", "lluvia", "rios"]);
    let fresh = Arc::new(Search::new(Arc::clone(&new.catalog)));
    fresh.prepare();
    assert_eq!(names(&new.with_search(fresh)), ["lluvia", "rios"]);
}

fn git(dir: &Path, args: &[&str]) {
    let run = Command::new("git")
        .args(["-c", "user.name=Ana Pérez", "-c", "user.email=ana.secreta@example.org"])
        .args(args)
        .current_dir(dir)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .expect("git runs");
    assert!(run.status.success(), "{args:?}: {}", String::from_utf8_lossy(&run.stderr));
}

fn commit(dir: &Path, message: &str, date: &str) {
    git(dir, &["add", "-A"]);
    let run = Command::new("git")
        .args(["-c", "user.name=Ana Pérez", "-c", "user.email=ana.secreta@example.org"])
        .args(["commit", "-q", "-m", message])
        .current_dir(dir)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_AUTHOR_DATE", date)
        .env("GIT_COMMITTER_DATE", date)
        .output()
        .expect("git runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

/// Made, hidden for a while with a field that nobody declared, shown again: only what was public
/// then, as it was then.
#[test]
fn activities_come_from_git_and_show_what_was_public_then() {
    let files = files();
    let dir = files.path();
    let lluvia = "catalog/organizations/clima/datasets/lluvia/dataset.yaml";
    git(dir, &["init", "-q"]);
    commit(dir, "todo", "2024-06-01T10:00:00Z");
    files.write(lluvia, "title: Lluvia oculta\nprivate: true\n");
    commit(dir, "oculta", "2024-06-02T10:00:00Z");
    files.write(lluvia, "title: Lluvia nueva\ninterno: no es de nadie\n");
    commit(dir, "nueva", "2024-06-03T10:00:00+02:00");
    files.write("catalog/organizations/clima/organization.yaml", "title: Otro nombre\n");
    files.write("catalog/organizations/aguas/datasets/rios/dataset.yaml", "title: Ríos otra vez\n");
    commit(dir, "rios", "2024-06-04T10:00:00Z");
    let portal = portal(&files);
    let list = |name: &str, parameters: Value| {
        let (status, answer) = ask(&portal, name, &parameters);
        assert_eq!(status, 200, "{name} {parameters} {answer}");
        answer["result"].as_array().expect("a list").clone()
    };
    let seen = |activities: &[Value]| -> Vec<String> {
        let line = |activity: &Value| {
            let package = &activity["data"]["package"];
            let [time, kind, title] =
                [&activity["timestamp"], &activity["activity_type"], &package["title"]]
                    .map(|text| text.as_str().unwrap_or_default());
            format!("{time} {kind} {title}")
        };
        activities.iter().map(line).collect()
    };
    let of_lluvia = list("package_activity_list", json!({"id": "lluvia"}));
    assert_eq!(
        seen(&of_lluvia),
        [
            "2024-06-03T08:00:00 changed package Lluvia nueva",
            "2024-06-01T10:00:00 new package Lluvia diaria"
        ]
    );
    assert_eq!(of_lluvia[0]["data"]["actor"], "Ana Pérez");
    assert_eq!(of_lluvia[0]["permission_labels"], json!(["public"]));
    assert_eq!(of_lluvia[1]["data"]["package"]["organization"]["title"], "Instituto del Clima");
    assert_eq!(of_lluvia[0]["data"]["package"]["metadata_modified"], "2024-06-03T08:00:00");
    let text = serde_json::to_string(&of_lluvia).expect("JSON");
    assert!(
        !text.contains("interno") && !text.contains("oculta") && !text.contains("secreta"),
        "{text}"
    );

    let recent = list("recently_changed_packages_activity_list", json!({"limit": 2}));
    assert_eq!(
        seen(&recent),
        [
            "2024-06-04T10:00:00 changed package Ríos otra vez",
            "2024-06-03T08:00:00 changed package Lluvia nueva"
        ]
    );
    let page = json!({"limit": 1, "offset": 1});
    assert_eq!(list("recently_changed_packages_activity_list", page), recent[1..]);
    let after = json!({"after": 1_717_495_000});
    assert_eq!(list("recently_changed_packages_activity_list", after), recent[..1]);
    let of_clima = list("organization_activity_list", json!({"id": "clima"}));
    assert_eq!(of_clima, of_lluvia);
    let only = json!({"id": "clima", "activity_types": "new package"});
    assert_eq!(list("organization_activity_list", only), of_lluvia[1..]);
    assert_eq!(list("group_activity_list", json!({"id": "agua"})).len(), 1);
    assert_eq!(list("user_activity_list", json!({"id": "Ana Pérez"})).len(), 5);
    assert_eq!(list("user_activity_list", json!({"id": "blas"})).len(), 0);

    let id = of_lluvia[1]["id"].clone();
    let (_, shown) = ask(&portal, "activity_show", &json!({"id": id}));
    assert_eq!(shown["result"], of_lluvia[1]);
    let (_, data) =
        ask(&portal, "activity_data_show", &json!({"id": id, "object_type": "package"}));
    assert_eq!(data["result"], of_lluvia[1]["data"]["package"]);
    for (name, parameters, status) in [
        ("activity_show", json!({"id": "x"}), 404),
        ("package_activity_list", json!({"id": "confidencial"}), 403),
        ("package_activity_list", json!({"id": "nada"}), 404),
        ("package_activity_list", json!({"id": "rios", "after": "ayer"}), 409),
        ("package_activity_list", json!({"id": "rios", "limit": "x"}), 409),
        ("user_activity_list", json!({"id": "zz"}), 404),
        ("organization_activity_list", json!({}), 409),
    ] {
        assert_eq!(ask(&portal, name, &parameters).0, status, "{name} {parameters}");
    }
}

/// What is cut off is not told as a beginning.
#[test]
fn a_history_that_is_cut_off_tells_no_beginning() {
    let files = files();
    let dir = files.path();
    git(dir, &["init", "-q"]);
    commit(dir, "todo", "2024-06-01T10:00:00Z");
    files.write("catalog/organizations/aguas/datasets/rios/dataset.yaml", "title: Ríos otra vez\n");
    commit(dir, "rios", "2024-06-04T10:00:00Z");
    let cut = tempfile::tempdir().expect("a folder");
    let source = format!("file://{}", dir.display());
    git(cut.path(), &["clone", "-q", "--depth", "1", &source, "."]);
    let loaded = build::load(cut.path(), Audience::Public).expect("a catalogue");
    let portal =
        action::Portal::new(loaded.catalog).with_changes(Arc::new(Changes::of(cut.path())));
    let (_, answer) = ask(&portal, "package_activity_list", &json!({"id": "lluvia"}));
    assert_eq!(answer["result"][0]["timestamp"], "2023-03-01T00:00:00", "its file's own date");
    assert_eq!(answer["result"].as_array().map(Vec::len), Some(1));
}
