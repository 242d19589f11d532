//! A portal with tables of every kind that a clerk saves, and questions to it.

#![allow(dead_code, reason = "each test uses a part of it")]

use crate::support::Portal;
use fichero::action::{self, Call, Method, Parameters};
use fichero::build;
use fichero::catalog::Audience;
use fichero::datastore::{Budget, DataStore, Home, Settings, temporary};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

/// Files of one dataset: a name, its content, what its entry says beside the path.
const FILES: [(&str, &str, &str); 9] = [
    (
        "estaciones.csv",
        "Código;Estación;Fecha;Caudal (m³/s);Activa;Nota;Puesto\n\
         001;\"Ñuñoa; norte\";31/12/2023;1.234,5;true;\"dijo \"\"sí\"\"\";3\n\
         002;Lago Sur;01/01/2024;0,25;false;;1\n\
         010;valle;15/02/2024;;true;\"línea uno\nlínea dos\";\n\
         011;Árbol;;-7;;lluvia fuerte;2\n",
        "fields: [{name: Estación, title: La estación, description: Su nombre}, \
         {name: Puesto, type: integer}]",
    ),
    ("gemelos.csv", "a,a,,_id,A\n1,2,3,4,5\n6,7,8,9,10\n", ""),
    ("vacio.csv", "x,y\n", ""),
    (
        "tipos.csv",
        "dia,cuando,anio,si,lista,n\n2024-01-02,2024-01-02T10:20:30.5,2024,Sí,\"[1, 2]\",2147483648\n\
         2023-05-06,2023-05-06 00:00:00,2023,No,\"{\"\"a\"\": null}\",1\n",
        "fields: [{name: dia, type: date}, {name: anio, type: year}, \
         {name: si, type: boolean, trueValues: [Sí], falseValues: ['No']}, {name: lista, type: array}, \
         {name: n, type: integer}]",
    ),
    ("largos.csv", "x,y\n0.12345678901234567,12345678901234567890\n1,2\n", ""),
    ("dudas.csv", "a,b,c\n1.234,s/i,Sí\n2.345,5,No\n", ""),
    (
        "ventas.csv",
        "estacion,monto,dia\nLago Sur,10,2024-01-05\nLago Sur,30,2024-01-20\nvalle,5,2024-02-01\n\
         valle,,2024-02-02\n",
        "",
    ),
    ("rota.csv", "a,b\n1,2\n3,4,5\n", ""),
    (
        "forzada.csv",
        "codigo,total\n0001,7\n0002,x\n",
        "fields: [{name: codigo, type_override: numeric}, {name: total, type: number}]",
    ),
];

/// The id of the table in the file of that place.
pub(crate) fn id(name: &str) -> String {
    let place = FILES.iter().position(|(file, ..)| file.split('.').next() == Some(name));
    format!("e0000000-0000-4000-8000-00000000000{}", place.expect("a file"))
}

/// An id that a text names as `<name>`.
pub(crate) fn with_ids(text: &str) -> String {
    let mut text = text.to_owned();
    for (file, ..) in FILES {
        let name = file.split('.').next().expect("a name");
        text = text.replace(&format!("<{name}>"), &id(name));
    }
    text
}

pub(crate) const PRIVATE: &str = "e1000000-0000-4000-8000-000000000001";
pub(crate) const ELSEWHERE: &str = "e2000000-0000-4000-8000-000000000002";
const FOLDER: &str = "catalog/organizations/aguas/datasets";

pub(crate) fn files() -> Portal {
    let mut entries = format!("  - {{id: {ELSEWHERE}, url: 'https://example.org/a.csv'}}\n");
    for (file, _, more) in FILES {
        let id = id(file.split('.').next().expect("a name"));
        let more = if more.is_empty() { String::new() } else { format!("    {more}\n") };
        let _ = write!(entries, "  - id: {id}\n    path: {file}\n{more}");
    }
    let portal = Portal::with(&[
        ("catalog/portal.yaml", "title: Prueba\nbase_url: https://datos.example.org\n"),
        ("catalog/organizations/aguas/organization.yaml", "title: Aguas\n"),
        (
            "catalog/organizations/aguas/datasets/tablas/dataset.yaml",
            &format!("title: Tablas\nresources:\n{entries}"),
        ),
        (
            "catalog/organizations/aguas/datasets/reservado/dataset.yaml",
            &format!("title: R\nprivate: true\nresources:\n  - {{id: {PRIVATE}, path: r.csv}}\n"),
        ),
        ("catalog/organizations/aguas/datasets/reservado/r.csv", "secreto\n1\n"),
    ]);
    for (file, text, _) in FILES {
        portal.write(&format!("{FOLDER}/tablas/{file}"), text);
    }
    portal
}

pub(crate) fn settings() -> Settings {
    let budget = Budget { time: Duration::from_secs(1), bytes: 8 << 20 };
    Settings { budget, ..Settings::default() }
}

pub(crate) fn portal_with(files: &Path, store: DataStore) -> action::Portal {
    let loaded = build::load(files, Audience::Public).expect("a catalogue");
    action::Portal::new(loaded.catalog).with_datastore(store)
}

pub(crate) fn portal(files: &Portal) -> action::Portal {
    portal_with(files.path(), temporary(files.path(), settings()).expect("a folder"))
}

/// With a store in the portal's own folder.
pub(crate) fn beside(files: &Portal) -> action::Portal {
    let store = DataStore::new(files.path(), Home::beside(files.path()), settings());
    portal_with(files.path(), store)
}

pub(crate) fn ask_by(
    portal: &action::Portal,
    name: &str,
    parameters: &Value,
    method: Method,
) -> (u16, Value) {
    let empty = Parameters::new();
    let parameters = parameters.as_object().unwrap_or(&empty);
    let call = Call { name, parameters, method, locale: None, now: 0 };
    let reply = action::answer(portal, &call);
    assert!(reply.body.is_ascii(), "{name}");
    (reply.status, serde_json::from_slice(&reply.body).expect("JSON"))
}

pub(crate) fn ask(portal: &action::Portal, name: &str, parameters: &Value) -> (u16, Value) {
    ask_by(portal, name, parameters, Method::Get)
}
