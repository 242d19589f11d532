//! What cannot be answered, in CKAN's words and with its HTTP statuses.

use crate::search::language::Refusal;
use serde_json::{Map, Value, json};

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The HTTP status.
    pub(super) status: u16,
    /// What `error` says, or a text that is the whole answer.
    pub(super) error: Value,
}

impl Fault {
    /// Nothing has that name or id.
    pub(super) fn not_found() -> Self {
        Self { status: 404, error: json!({"__type": "Not Found Error", "message": "Not found"}) }
    }

    /// What is not found, said in more words.
    pub(super) fn missing(detail: &str) -> Self {
        let message = format!("Not found: {detail}");
        Self { status: 404, error: json!({"__type": "Not Found Error", "message": message}) }
    }

    /// Nobody without an account may do that.
    pub(super) fn denied(detail: &str) -> Self {
        let message = format!("Access denied: {detail}");
        Self { status: 403, error: json!({"__type": "Authorization Error", "message": message}) }
    }

    /// Nobody without an account may do that, and no more is said.
    pub(super) fn closed() -> Self {
        let message = "Access denied";
        Self { status: 403, error: json!({"__type": "Authorization Error", "message": message}) }
    }

    /// A parameter will not do: its name, and what is wrong with it.
    pub(super) fn invalid(name: &str, wrong: &[&str]) -> Self {
        Self::validation(name, json!(wrong))
    }

    /// A parameter will not do; CKAN says some of these without a list.
    pub(super) fn said(name: &str, wrong: &str) -> Self {
        Self::validation(name, json!(wrong))
    }

    /// What is wrong with a question to a table.
    pub(super) fn said_of_query(wrong: &str) -> Self {
        Self::invalid("query", &[wrong])
    }

    /// The same, with what was tried and why it failed.
    pub(super) fn of_statement(wrong: &str, statement: &str, orig: &str) -> Self {
        let error = json!({
            "query": [wrong],
            "info": {"statement": [statement], "params": [{}], "orig": [orig]},
            "__type": "Validation Error",
        });
        Self { status: 409, error }
    }

    fn validation(name: &str, wrong: Value) -> Self {
        let mut error = Map::new();
        error.insert(name.to_owned(), wrong);
        error.insert("__type".to_owned(), json!("Validation Error"));
        Self { status: 409, error: Value::Object(error) }
    }

    /// The question itself cannot be read: a text is the whole answer.
    pub(super) fn bad_request(text: &str) -> Self {
        Self { status: 400, error: Value::String(format!("Bad request - {text}")) }
    }

    /// The index in memory does not answer.
    pub(super) fn search() -> Self {
        let message = "Unable to connect to the search server";
        Self {
            status: 500,
            error: json!({"__type": "Search Connection Error", "message": message}),
        }
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self { status: refusal.status(), error: refusal.error() }
    }
}
