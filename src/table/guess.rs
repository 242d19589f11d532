//! What a column's cells look like → which type of Table Schema it likely is, and how it is written.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::table::habits::Alike;
use crate::table::lexical::{self, Look};

/// What is known of a column's cells.
pub(crate) struct Cells<'a> {
    /// The column's name.
    pub(crate) name: &'a str,
    /// How many have each look.
    pub(crate) looks: &'a BTreeMap<Look, Alike>,
    /// Some of the different ones.
    pub(crate) texts: &'a [String],
    /// Whether every number has four digits and could be a year.
    pub(crate) years: bool,
    /// Whether some number without marks has more than three digits.
    pub(crate) large: bool,
}

/// How the order of a column's values is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// As numbers with a decimal point.
    Point,
    /// As numbers with a decimal comma.
    Comma,
    /// As moments.
    Moment,
}

/// A column's likely type.
pub(crate) struct Guess {
    /// As a field of Table Schema, without its name.
    pub(crate) field: Map<String, Value>,
    /// Whether the writing could mean something else too.
    pub(crate) ambiguous: bool,
    /// How its values are ordered, if they are.
    pub(crate) range: Option<By>,
}

impl Guess {
    pub(crate) fn of(column: &Cells) -> Self {
        let has = |look| column.looks.contains_key(&look);
        let only = |looks: &[Look]| {
            !column.looks.is_empty() && column.looks.keys().all(|look| looks.contains(look))
        };
        let numbers = [
            Look::Integer,
            Look::Point,
            Look::PointThree,
            Look::PointGroups,
            Look::Comma,
            Look::CommaThree,
            Look::CommaGroups,
        ];
        if only(&numbers) && !lexical::is_code_label(column.name) {
            return Self::number(column);
        }
        let moments = [
            (Look::Date, json!({"type": "date"})),
            (Look::SlashDate, json!({"type": "date", "format": "%d/%m/%Y"})),
            (Look::DashDate, json!({"type": "date", "format": "%d-%m-%Y"})),
            (Look::DotDate, json!({"type": "date", "format": "%d.%m.%Y"})),
            (Look::DateTime, json!({"type": "datetime"})),
            (Look::Time, json!({"type": "time"})),
            (Look::YearMonth, json!({"type": "yearmonth"})),
        ];
        // A spreadsheet says of midnight only the day.
        if only(&[Look::Date, Look::DateTime]) && has(Look::DateTime) {
            return Self::sure(json!({"type": "datetime"}), Some(By::Moment));
        }
        for (look, field) in moments {
            if only(&[look]) {
                return Self::sure(field, Some(By::Moment));
            }
        }
        if only(&[Look::Flag]) {
            return Self::sure(json!({"type": "boolean"}), None);
        }
        if only(&[Look::YesNo]) && has(Look::YesNo) && !column.texts.is_empty() {
            let values = |yes: bool| -> Vec<&String> {
                let no = |text: &str| text.trim().eq_ignore_ascii_case("no");
                column.texts.iter().filter(|text| no(text) != yes).collect()
            };
            let (yes, no) = (values(true), values(false));
            if !yes.is_empty() && !no.is_empty() {
                let field = json!({"type": "boolean", "trueValues": yes, "falseValues": no});
                return Self::sure(field, None);
            }
        }
        Self::sure(json!({"type": "string"}), None)
    }

    /// Which mark is the decimal one: a column that has both tells, else a lone comma is decimal
    /// and a point before three digits stands for thousands.
    fn number(column: &Cells) -> Self {
        let has = |look| column.looks.contains_key(&look);
        if column.looks.len() == 1 && has(Look::Integer) {
            let year = column.years && lexical::is_year_label(column.name);
            let kind = if year { "year" } else { "integer" };
            return Self::sure(json!({"type": kind}), Some(By::Point));
        }
        let comma = has(Look::Comma) || has(Look::PointGroups);
        let point = has(Look::Point) || has(Look::CommaGroups);
        if comma && point {
            return Self::sure(json!({"type": "string"}), None);
        }
        if point {
            let mut field = json!({"type": "number"});
            if has(Look::CommaGroups) || has(Look::CommaThree) {
                field["groupChar"] = ",".into();
            }
            return Self::sure(field, Some(By::Point));
        }
        if !comma
            && has(Look::CommaThree)
            && !has(Look::PointThree)
            && has(Look::Integer)
            && !column.large
        {
            // `1,234` beside `987`, and nothing of four digits without a comma: thousands.
            let field = json!({"type": "integer", "groupChar": ","});
            return Self { ambiguous: true, ..Self::sure(field, Some(By::Point)) };
        }
        let grouped = has(Look::PointGroups) || has(Look::PointThree);
        let decimal = has(Look::Comma)
            || has(Look::CommaThree)
            || column.texts.iter().any(|text| text.contains(','));
        let mut field = json!({"type": if decimal { "number" } else { "integer" }});
        if decimal {
            field["decimalChar"] = ",".into();
        }
        if grouped {
            field["groupChar"] = ".".into();
        }
        let mut guess = Self::sure(field, Some(By::Comma));
        guess.ambiguous = !comma;
        guess
    }

    /// Every way in which its values may be ordered: an ambiguous writing has two.
    pub(crate) fn ways(&self) -> &'static [By] {
        match self.range {
            None => &[],
            Some(By::Point | By::Comma) if self.ambiguous => &[By::Point, By::Comma],
            Some(By::Point) => &[By::Point],
            Some(By::Comma) => &[By::Comma],
            Some(By::Moment) => &[By::Moment],
        }
    }

    fn sure(mut field: Value, range: Option<By>) -> Self {
        let field = field.as_object_mut().map(std::mem::take).unwrap_or_default();
        Self { field, ambiguous: false, range }
    }
}
