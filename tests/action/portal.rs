//! A small portal with something of everything, and questions to it.

#![allow(dead_code, reason = "each test uses a part of it")]

use crate::support::Portal;
use fichero::action::{self, Call, Method, Parameters};
use fichero::build;
use fichero::catalog::Audience;
use fichero::git::Changes;
use serde_json::Value;
use std::sync::Arc;

const ID: &str = "0d0f3c55-8d0a-4f57-9f54-1f1f5a2b7c10";
const RESOURCE: &str = "5c8e6b0a-2f34-4f38-9f2e-0d8e0a3b1c01";
const VIEW: &str = "6c8e6b0a-2f34-4f38-9f2e-0d8e0a3b1c09";
const SECRET: &str = "0d0f3c55-8d0a-4f57-9f54-1f1f5a2b7c99";
const SECRET_RESOURCE: &str = "5c8e6b0a-2f34-4f38-9f2e-0d8e0a3b1c99";

pub(crate) fn files() -> Portal {
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

pub(crate) fn portal(files: &Portal) -> action::Portal {
    let loaded = build::load(files.path(), Audience::Public).expect("a catalogue");
    action::Portal::new(loaded.catalog).with_changes(Arc::new(Changes::of(files.path())))
}

pub(crate) fn ask_in(
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

pub(crate) fn ask(portal: &action::Portal, name: &str, parameters: &Value) -> (u16, Value) {
    ask_in(portal, name, parameters, Method::Get, None)
}
