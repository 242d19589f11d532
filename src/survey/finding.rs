//! What is wrong with a table, as data that can be kept and told later.

use crate::report::{Point, Severity};
use crate::table::{self, Cause, Place, Saying};
use crate::text::Texts;
use serde::{Deserialize, Serialize};

/// One cause, how often it occurs and where first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Stable, lower-case words with hyphens: `type-error`. Frictionless's where it has one.
    pub code: String,
    /// How much it weighs where no portal says otherwise.
    pub severity: Severity,
    /// The column's label, where it is about one column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Why, where one code has several reasons: a key below `table.reason.`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What fills the texts; never a cell's value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<(String, String)>,
    /// How often.
    pub count: u64,
    /// The first places, at most three.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
    /// Where in the text the cell of the first of them begins, for text with delimiters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<Point>,
}

impl Finding {
    /// A mistake without a place, such as one of the dictionary.
    pub fn of_cause(cause: &Cause) -> Self {
        Self {
            code: cause.code.to_owned(),
            severity: cause.severity(),
            column: cause.column.clone(),
            reason: cause.reason.map(str::to_owned),
            args: cause.args.iter().map(|(n, value)| ((*n).to_owned(), value.clone())).collect(),
            count: 1,
            places: Vec::new(),
            point: None,
        }
    }

    /// Where it is first.
    pub fn place(&self) -> Place {
        self.places.first().copied().unwrap_or_default()
    }

    /// What fills a placeholder.
    pub fn arg(&self, name: &str) -> Option<&str> {
        self.args.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// What is wrong, in a person's language, `file` being the table's.
    pub fn message(&self, file: &str, texts: &Texts) -> String {
        self.said(file, |saying| saying.message(texts))
    }

    /// What to do about it.
    pub fn remedy(&self, file: &str, texts: &Texts) -> String {
        self.said(file, |saying| saying.remedy(texts))
    }

    fn said(&self, file: &str, say: impl Fn(&Saying) -> String) -> String {
        let args: Vec<_> =
            self.args.iter().map(|(n, value)| (n.as_str(), value.as_str())).collect();
        say(&Saying {
            code: &self.code,
            column: self.column.as_deref(),
            reason: self.reason.as_deref(),
            args: &args,
            file,
            count: self.count,
            places: &self.places,
        })
    }
}

impl From<table::Finding> for Finding {
    fn from(finding: table::Finding) -> Self {
        let places = finding.spots.iter().map(|spot| spot.place).collect();
        Self { count: finding.count, places, ..Self::of_cause(&finding.cause) }
    }
}
