//! What is asked for and cannot be had, in people's words and in CKAN's.

use crate::text::{Lang, Texts};
use serde_json::{Value, json};
use std::fmt;
use std::sync::LazyLock;

/// Longer parts of a query are not repeated whole.
const LONGEST_TEXT: usize = 80;

static ENGLISH: LazyLock<Texts> = LazyLock::new(|| Texts::embedded(Lang::En));

/// Why a query has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// `wildcard`, `regex`, `field`, `range`, `date`, `depth`, `local`, `magic`; of parameters
    /// `sort`, `number`, `parameter`, `facet`.
    pub code: &'static str,
    /// The part that is refused.
    pub text: String,
    /// The parameter it stands in.
    pub parameter: &'static str,
}

impl Refusal {
    /// A part of `q`.
    pub(super) fn new(code: &'static str, text: impl AsRef<str>) -> Self {
        Self::of("q", code, text)
    }

    /// A part of a parameter.
    pub(super) fn of(parameter: &'static str, code: &'static str, text: impl AsRef<str>) -> Self {
        let text = text.as_ref().chars().take(LONGEST_TEXT).collect();
        Self { code, text, parameter }
    }

    /// A sentence that says what to type instead.
    pub fn sentence(&self, texts: &Texts) -> String {
        let args = [("text", self.text.as_str()), ("parameter", self.parameter)];
        texts.get(&format!("search.refused-{}", self.code), &args)
    }

    /// The HTTP status of CKAN's answer.
    pub fn status(&self) -> u16 {
        if matches!(self.code, "sort" | "parameter") { 400 } else { 409 }
    }

    /// The `error` of CKAN's answer.
    pub fn error(&self) -> Value {
        let message = match self.code {
            "number" => {
                return json!({self.parameter: self.of_number(), "__type": "Validation Error"});
            }
            "facet" => {
                return json!({self.parameter: [self.to_string()], "__type": "Validation Error"});
            }
            "sort" => "Invalid \"sort\" parameter".to_owned(),
            "parameter" => format!("Invalid search parameters: [{}]", self.text),
            "local" => format!("Local parameters are not supported in param '{}'.", self.parameter),
            "magic" => format!("Magic fields are not supported in param '{}'.", self.parameter),
            _ => self.to_string(),
        };
        let quote = if message.contains('\'') { '"' } else { '\'' };
        let (kind, start) = match self.status() {
            400 => ("Search Query Error", "Search Query is invalid"),
            _ => ("Search Error", "Search error"),
        };
        json!({"__type": kind, "message": format!("{start}: {quote}{message}{quote}")})
    }

    fn of_number(&self) -> Vec<&'static str> {
        let digits = self.text.trim().strip_prefix('-');
        if digits.is_some_and(|digits| digits.starts_with(|c: char| c.is_ascii_digit())) {
            vec!["Must be a natural number"]
        } else if self.parameter == "rows" {
            vec!["Invalid integer", "Please enter an integer value"]
        } else {
            vec!["Invalid integer"]
        }
    }
}

/// In English.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence(&ENGLISH))
    }
}

impl std::error::Error for Refusal {}
