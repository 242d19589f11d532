//! How a question is refused that no file answers: CKAN's codes and words, for hosts to give.

use serde_json::json;

/// Why a question has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// There is no such object.
    NotFound,
    /// The parameter that names the object is missing.
    Missing,
    /// A parameter that the files cannot honour, or a body that is not understood.
    Unsupported,
    /// A search that the files cannot answer.
    Search,
    /// An action that writes.
    Write,
    /// An action that writes, asked for by `GET`.
    WriteByGet,
    /// No action, or none that files can answer.
    Unknown,
    /// A body that is no JSON object and no form.
    NotJson,
    /// A method that no action has.
    Method,
    /// A body beyond what is read.
    TooLarge,
    /// A page below `/api` that is no action.
    NoPage,
}

impl Refusal {
    /// Every one.
    pub const ALL: &[Self] = &[
        Self::NotFound,
        Self::Missing,
        Self::Unsupported,
        Self::Search,
        Self::Write,
        Self::WriteByGet,
        Self::Unknown,
        Self::NotJson,
        Self::Method,
        Self::TooLarge,
        Self::NoPage,
    ];

    /// In names of files and in the table's JSON form.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Missing => "missing",
            Self::Unsupported => "unsupported",
            Self::Search => "search",
            Self::Write => "write",
            Self::WriteByGet => "write_by_get",
            Self::Unknown => "unknown",
            Self::NotJson => "not_json",
            Self::Method => "method",
            Self::TooLarge => "too_large",
            Self::NoPage => "no_page",
        }
    }

    /// HTTP's code.
    pub fn status(self) -> u16 {
        match self {
            Self::NotFound | Self::NoPage => 404,
            Self::Missing | Self::Unsupported => 409,
            Self::Search | Self::WriteByGet | Self::Unknown | Self::NotJson => 400,
            Self::Write => 403,
            Self::Method => 405,
            Self::TooLarge => 413,
        }
    }

    /// The answer: JSON, of ASCII alone. `action` is named where it is known.
    pub fn body(self, site: &str, action: Option<&str>) -> String {
        let (kind, message) = match self {
            Self::NotFound | Self::NoPage => ("Not Found Error", "Not found"),
            Self::Missing => ("Validation Error", ""),
            Self::Unsupported => ("Validation Error", NOT_FROM_FILES),
            Self::Search => ("Search Query Error", SEARCH_NOT_FROM_FILES),
            Self::Write => ("Authorization Error", "Access denied"),
            Self::Method => ("Validation Error", "Method not allowed"),
            Self::TooLarge => ("Validation Error", "Request too large"),
            Self::WriteByGet => return bare(WRITE_BY_GET),
            Self::NotJson => return bare(NOT_JSON),
            Self::Unknown => {
                let name = action.map(|action| format!(": {action}")).unwrap_or_default();
                return bare(&format!("Action name not known{name}"));
            }
        };
        let error = if message.is_empty() {
            // CKAN names the key that is missing, and before the kind.
            let (key, what) = match action {
                Some("package_show") => ("name_or_id", json!(["Missing value"])),
                Some("help_show") => ("name", json!(["Missing value"])),
                Some(action) if action.starts_with("scheming_") => {
                    ("type", json!(["Missing value"]))
                }
                Some("vocabulary_show") => ("id", json!("id not in data")),
                _ => ("id", json!(["Missing value"])),
            };
            json!({key: what, "__type": kind})
        } else {
            json!({"__type": kind, "message": message})
        };
        let name = action.map(|action| format!("?name={action}")).unwrap_or_default();
        let help = format!("{site}/api/3/action/help_show{name}");
        json!({"help": help, "error": error, "success": false}).to_string()
    }
}

const NOT_FROM_FILES: &str = "This portal answers from files: not with these parameters";
const SEARCH_NOT_FROM_FILES: &str =
    "Search Query is invalid: 'This portal answers from files: not with these parameters'";
const WRITE_BY_GET: &str = "JSON Error: Invalid request. Please use POST method for your request";
const NOT_JSON: &str = "JSON Error: Error decoding JSON data. Error: <BadRequest '400: Bad Request'> \
                        JSON data extracted from the request: {}";

/// CKAN's answer before an action runs: a JSON text without a frame.
fn bare(text: &str) -> String {
    json!(format!("Bad request - {text}")).to_string()
}
