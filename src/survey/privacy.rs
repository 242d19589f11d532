//! What does a resource declare about the persons in its table?

use crate::read;
use crate::table::personal::{Exception, Kind};
use jiff::civil::Date;
use serde_json::{Map, Value};

/// The key of a resource that says it.
pub const KEY: &str = "privacy";

/// `privacy:` of a resource.
///
/// ```yaml
/// privacy:
///   reviewed_by: Unidad de Transparencia
///   reviewed_on: 2026-05-04
///   basis: Ley 20.285, artículo 7
///   exceptions:
///     - column: nombre
///       kind: name
///       reason: nómina de autoridades, de publicación obligatoria
///       approved_by: Unidad de Transparencia
///       until: 2027-12-31
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declaration {
    /// Who reviewed the table.
    pub reviewed_by: String,
    /// When.
    pub reviewed_on: Option<Date>,
    /// On what ground it is published.
    pub basis: String,
    /// Reasons why columns may be published, in the file's order.
    pub exceptions: Vec<Exception>,
    /// Which entry of the file's list each of them is, from 0.
    pub items: Vec<usize>,
    /// What cannot be understood of it.
    pub problems: Vec<Problem>,
}

/// A part of a declaration that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The entry of `exceptions`, from 0; none where it is about the whole.
    pub item: Option<usize>,
    /// The key.
    pub key: &'static str,
    /// What stands there.
    pub value: String,
}

impl Declaration {
    /// What a resource declares.
    pub fn of(record: &read::Resource) -> Self {
        let mut declaration = Self::default();
        match record.custom.get(KEY) {
            None | Some(Value::Null) => {}
            Some(Value::Object(object)) => declaration.fill(object),
            Some(other) => declaration.wrong(None, KEY, other),
        }
        declaration
    }

    /// Whether somebody reviewed the table, and says who, when and on what ground.
    pub fn is_reviewed(&self) -> bool {
        !self.reviewed_by.is_empty() && self.reviewed_on.is_some() && !self.basis.is_empty()
    }

    fn fill(&mut self, object: &Map<String, Value>) {
        self.reviewed_by = text(object, "reviewed_by");
        self.basis = text(object, "basis");
        self.reviewed_on = self.date(object, "reviewed_on", None);
        match object.get("exceptions") {
            None | Some(Value::Null) => {}
            Some(Value::Array(items)) => {
                for (at, item) in items.iter().enumerate() {
                    self.exception(at, item);
                }
            }
            Some(other) => self.wrong(None, "exceptions", other),
        }
    }

    fn exception(&mut self, at: usize, item: &Value) {
        let Some(object) = item.as_object() else {
            return self.wrong(Some(at), "exceptions", item);
        };
        let kind = match object.get("kind") {
            None | Some(Value::Null) => None,
            Some(value) => match value.as_str().and_then(Kind::of_key) {
                Some(kind) => Some(kind),
                // An exception for a kind that nobody knows must not excuse all kinds.
                None => return self.wrong(Some(at), "kind", value),
            },
        };
        let column = text(object, "column");
        if column.is_empty() {
            let value = object.get("column").cloned().unwrap_or_default();
            return self.wrong(Some(at), "column", &value);
        }
        let before = self.problems.len();
        let until = self.date(object, "until", Some(at));
        if self.problems.len() > before {
            return;
        }
        self.items.push(at);
        self.exceptions.push(Exception {
            column,
            kind,
            reason: text(object, "reason"),
            approved_by: text(object, "approved_by"),
            until,
        });
    }

    fn date(
        &mut self,
        object: &Map<String, Value>,
        key: &'static str,
        item: Option<usize>,
    ) -> Option<Date> {
        let value = object.get(key).filter(|value| !value.is_null())?;
        let date = value.as_str().and_then(|text| text.trim().parse::<Date>().ok());
        if date.is_none() {
            self.wrong(item, key, value);
        }
        date
    }

    fn wrong(&mut self, item: Option<usize>, key: &'static str, value: &Value) {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        self.problems.push(Problem { item, key, value });
    }
}

fn text(object: &Map<String, Value>, key: &str) -> String {
    let value = object.get(key).and_then(Value::as_str);
    value.map(str::trim).unwrap_or_default().to_owned()
}
