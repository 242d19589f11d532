//! The checks that a checklist asks for beyond the schema, and which findings it wants to hear.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::table::fault::{Cause, Fault, Place, Sink, Stop};
use crate::table::field::Field;
use crate::table::formula::Formula;
use crate::table::running::{Run, Running};
use crate::table::spread::Average;

/// What a checklist asks for.
#[derive(Clone, Debug, Default)]
pub struct Checks {
    /// Whether whole rows that repeat are told.
    pub duplicates: bool,
    list: Vec<Check>,
    pick: Vec<String>,
    skip: Vec<String>,
}

/// One check, as declared.
#[derive(Clone, Debug)]
pub(crate) enum Check {
    Ascii,
    Truncated,
    DeviatedValue { field: String, interval: f64, average: Option<Average> },
    DeviatedCell { interval: f64, ignored: Vec<String> },
    Forbidden { field: String, values: Vec<Value> },
    Required { field: String, values: Vec<Value> },
    Sequential { field: String },
    Formula { text: String, formula: Option<Formula> },
    Dimensions { rows: Bounds, fields: Bounds },
}

/// How many there are to be; 0 is not checked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    exactly: u64,
    least: u64,
    most: u64,
}

/// How many checks a checklist may have.
const MOST: usize = 100;

/// What the check of a rule is called.
const FORMULA: &str = "row-constraint";

impl Checks {
    /// Only whether whole rows repeat.
    pub fn of_duplicates() -> Self {
        Self { duplicates: true, ..Self::default() }
    }

    /// The rules that every row of a table is to keep, and what is wrong with those that are no such
    /// rules. One that is declared again is held once; more than a hundred are not held at all.
    pub fn of_rules(declared: &Value) -> (Self, Vec<Cause>) {
        let (mut checks, mut problems) = (Self::default(), Vec::new());
        let (none, empty) = (Vec::new(), Map::new());
        let all = declared.as_array().unwrap_or(&none);
        if !declared.is_array() {
            problems.push(Cause::new("check-error").because("not-a-list").with("check", "checks"));
        }
        let (mut said, mut different) = (BTreeSet::new(), 0);
        for one in all {
            let one = one.as_object().unwrap_or(&empty);
            let kind = one.get("type").and_then(Value::as_str).unwrap_or_default();
            let text = one.get("formula").and_then(Value::as_str).filter(|_| kind == FORMULA);
            if text.is_some_and(|text| !said.insert(text.trim())) {
                continue;
            }
            let wrong = |reason, check: &str| {
                Cause::new("check-error").because(reason).with("check", check)
            };
            different += 1;
            if different > MOST {
                let first = text.unwrap_or(kind);
                problems.push(wrong("too-many-checks", first).with("limit", MOST));
                break;
            }
            match Check::read(one) {
                Ok(Check::Formula { text, formula: None }) => {
                    problems.push(wrong("check-formula", &text));
                }
                Ok(rule @ Check::Formula { .. }) => checks.list.push(rule),
                Ok(_) => problems.push(wrong("check-unknown", kind)),
                Err(problem) => problems.push(problem),
            }
        }
        (checks, problems)
    }

    /// How many rules every row is held to.
    pub fn rules(&self) -> usize {
        self.list.iter().filter(|check| matches!(check, Check::Formula { .. })).count()
    }

    /// Reads a checklist.
    ///
    /// # Errors
    /// Everything that is wrong with it: `checklist-error` and `check-error`.
    pub fn from_json(descriptor: &Value) -> Result<Self, Vec<Cause>> {
        let Some(object) = descriptor.as_object() else {
            return Err(vec![Cause::new("checklist-error").because("not-an-object")]);
        };
        let mut checks = Self::default();
        let mut problems = Vec::new();
        for (key, list) in [("pickErrors", &mut checks.pick), ("skipErrors", &mut checks.skip)] {
            match object.get(key).map(crate::table::schema::names_of) {
                None => {}
                Some(Some(names)) => *list = names,
                Some(None) => {
                    problems
                        .push(Cause::new("checklist-error").because("not-names").with("key", key));
                }
            }
        }
        let declared = object.get("checks").and_then(Value::as_array);
        let declared = declared.map_or(&[][..], Vec::as_slice);
        if declared.len() > MOST {
            let cause = Cause::new("checklist-error").because("too-many-checks");
            problems.push(cause.with("check", "checks").with("limit", MOST));
        }
        for one in declared.iter().take(MOST) {
            let none = Map::new();
            let one = one.as_object().unwrap_or(&none);
            if one.get("type").and_then(Value::as_str) == Some("duplicate-row") {
                checks.duplicates = true;
                continue;
            }
            match Check::read(one) {
                Ok(check) => checks.list.push(check),
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() { Ok(checks) } else { Err(problems) }
    }

    /// Lets through only what the checklist wants to hear.
    pub(crate) fn choose<'a>(&'a self, sink: &'a mut dyn Sink) -> Chosen<'a> {
        Chosen { checks: self, sink }
    }

    /// Makes the checks ready for a table.
    ///
    /// # Errors
    /// A check that this table cannot be held to.
    pub(crate) fn start<'a>(
        &'a self,
        fields: &'a [Field],
        columns: usize,
        sink: &mut dyn Sink,
    ) -> Result<Running<'a>, Stop> {
        let list: Vec<Run> =
            self.list.iter().map(|check| Run::start(check, fields)).collect::<Result<_, _>>()?;
        for check in &self.list {
            if let Check::Dimensions { fields, .. } = check {
                fields.hold("fields", columns as u64, sink);
            }
        }
        Ok(Running::new(list))
    }
}

/// A sink that hears only what was chosen.
pub(crate) struct Chosen<'a> {
    checks: &'a Checks,
    sink: &'a mut dyn Sink,
}

impl Sink for Chosen<'_> {
    fn take(&mut self, fault: Fault<'_>) {
        let named = |list: &[String]| {
            list.iter().any(|name| {
                name == fault.cause.code || tags(fault.cause.code).contains(&name.as_str())
            })
        };
        let Checks { pick, skip, .. } = self.checks;
        if (pick.is_empty() || named(pick)) && !named(skip) {
            self.sink.take(fault);
        }
    }
}

/// The families that a code belongs to, as checklists name them.
fn tags(code: &str) -> &'static [&'static str] {
    match code {
        "hash-count" | "byte-count" => &["#file"],
        "field-count" | "row-count" | "table-dimensions" | "deviated-value" | "deviated-cell"
        | "required-value" | "merged-cells" => &["#table"],
        "unmatched-header" | "title-rows" => &["#table", "#header"],
        "extra-label" | "missing-label" | "blank-label" | "duplicate-label" | "incorrect-label" => {
            &["#table", "#header", "#label"]
        }
        "blank-row" | "primary-key" | "unique-key" | "foreign-key" | "duplicate-row"
        | "footer-row" | "row-constraint" => &["#table", "#row"],
        "extra-cell"
        | "missing-cell"
        | "type-error"
        | "constraint-error"
        | "unique-error"
        | "ascii-value"
        | "truncated-value"
        | "forbidden-value"
        | "sequential-value"
        | "mojibake"
        | "replacement-character"
        | "control-character"
        | "stray-quote"
        | "unclosed-quote"
        | "formula-error" => &["#table", "#row", "#cell"],
        _ => &[],
    }
}

impl Check {
    fn read(object: &Map<String, Value>) -> Result<Self, Cause> {
        let kind = object.get("type").and_then(Value::as_str).unwrap_or_default();
        let wrong = |key: &str| {
            Cause::new("check-error").because("unknown-value").with("check", kind).with("key", key)
        };
        let text = |key: &str| object.get(key).and_then(Value::as_str).map(str::to_owned);
        let field = || text("fieldName").ok_or_else(|| wrong("fieldName"));
        let values = || {
            object.get("values").and_then(Value::as_array).cloned().ok_or_else(|| wrong("values"))
        };
        let interval = || match object.get("interval") {
            None => Ok(3.0),
            Some(value) => value.as_f64().ok_or_else(|| wrong("interval")),
        };
        let count = |key: &str| object.get(key).and_then(Value::as_u64).unwrap_or(0);
        let bounds = |what: &str| Bounds {
            exactly: count(&format!("num{what}")),
            least: count(&format!("min{what}")),
            most: count(&format!("max{what}")),
        };
        Ok(match kind {
            "ascii-value" => Self::Ascii,
            "truncated-value" => Self::Truncated,
            "deviated-value" => {
                let average = match text("average").as_deref() {
                    None | Some("mean") => Some(Average::Mean),
                    Some("median") => Some(Average::Median),
                    Some("mode") => Some(Average::Mode),
                    Some(_) => None,
                };
                Self::DeviatedValue { field: field()?, interval: interval()?, average }
            }
            "deviated-cell" => {
                let ignored = object.get("ignoreFields").and_then(crate::table::schema::names_of);
                Self::DeviatedCell { interval: interval()?, ignored: ignored.unwrap_or_default() }
            }
            "forbidden-value" => Self::Forbidden { field: field()?, values: values()? },
            "required-value" => Self::Required { field: field()?, values: values()? },
            "sequential-value" => Self::Sequential { field: field()? },
            FORMULA => {
                let text = text("formula").ok_or_else(|| wrong("formula"))?;
                Self::Formula { formula: Formula::new(&text), text }
            }
            "table-dimensions" => {
                Self::Dimensions { rows: bounds("Rows"), fields: bounds("Fields") }
            }
            _ => {
                return Err(Cause::new("check-error").because("check-unknown").with("check", kind));
            }
        })
    }
}

impl Bounds {
    pub(crate) fn hold(self, what: &'static str, is: u64, sink: &mut dyn Sink) {
        let rules = [
            ("exactly", self.exactly, is != self.exactly),
            ("at-least", self.least, is < self.least),
            ("at-most", self.most, is > self.most),
        ];
        for (rule, bound, _) in rules.into_iter().filter(|(_, bound, broken)| *bound > 0 && *broken)
        {
            let reason = match (what, rule) {
                ("fields", "exactly") => "fields-exactly",
                ("fields", "at-least") => "fields-at-least",
                ("fields", _) => "fields-at-most",
                (_, "exactly") => "rows-exactly",
                (_, "at-least") => "rows-at-least",
                _ => "rows-at-most",
            };
            let cause = Cause::new("table-dimensions").because(reason);
            let cause = cause.with("expected", bound).with("is", is);
            sink.take(cause.at(Place::default()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rules(formulas: impl Iterator<Item = String>) -> (Checks, Vec<Cause>) {
        let all: Vec<Value> =
            formulas.map(|text| json!({"type": "row-constraint", "formula": text})).collect();
        Checks::of_rules(&Value::Array(all))
    }

    #[test]
    fn rules_beyond_the_limit_are_told() {
        let all = json!({"checks": vec![json!({"type": "ascii-value"}); MOST + 1]});
        let wrong = Checks::from_json(&all).expect_err("too many");
        assert_eq!(wrong.iter().map(|c| c.reason).collect::<Vec<_>>(), [Some("too-many-checks")]);
        let (checks, problems) = rules((0..100).map(|n| format!("a > {n}")));
        assert_eq!((checks.rules(), problems), (100, Vec::new()));
        let (checks, problems) = rules((0..150).map(|n| format!("a > {n}")));
        assert_eq!(checks.rules(), 100);
        let expected = Cause::new("check-error").because("too-many-checks");
        assert_eq!(problems, [expected.with("check", "a > 100").with("limit", 100)]);
    }

    #[test]
    fn a_rule_declared_again_is_held_once() {
        let (checks, problems) = rules((0..300).map(|n| format!(" a > {}", n % 2)));
        assert_eq!((checks.rules(), problems), (2, Vec::new()));
    }
}
