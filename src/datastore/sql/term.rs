//! An expression with its type, and which types go together.

use crate::datastore::column::Kind;
use crate::datastore::functions::{not_of, truth};
use crate::datastore::moment;

use super::Refusal;

/// An expression in our statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) sql: String,
    /// None of a text or NULL that takes the type of what it stands beside.
    pub(super) kind: Option<Kind>,
    /// The text, where it is one.
    pub(super) literal: Option<String>,
    /// What `PostgreSQL` calls a column of it.
    pub(super) name: Option<String>,
}

impl Term {
    pub(super) fn of(sql: impl Into<String>, kind: Kind) -> Self {
        Self { sql: sql.into(), kind: Some(kind), literal: None, name: None }
    }

    pub(super) fn null() -> Self {
        Self { sql: "NULL".to_owned(), kind: None, literal: None, name: None }
    }

    pub(super) fn text(text: &str) -> Self {
        let sql = format!("'{}'", text.replace('\'', "''"));
        Self { sql, kind: None, literal: Some(text.to_owned()), name: None }
    }

    pub(super) fn called(self, name: &str) -> Self {
        Self { name: Some(name.to_owned()), ..self }
    }

    /// The type by which `PostgreSQL` speaks of it.
    pub(super) fn type_name(&self) -> &'static str {
        self.kind.map_or("unknown", Kind::native)
    }

    /// As a text, however it is stored.
    pub(super) fn as_text(&self) -> String {
        match self.kind {
            None | Some(Kind::Text | Kind::Timestamp | Kind::Date | Kind::Time | Kind::Json) => {
                self.sql.clone()
            }
            Some(Kind::Bool) => {
                format!("(CASE {} WHEN 0 THEN 'false' WHEN 1 THEN 'true' END)", self.sql)
            }
            Some(_) => format!("pg_text({})", self.sql),
        }
    }

    /// A text becomes what the other side is.
    pub(super) fn taken_for(self, kind: Kind) -> Result<Self, Refusal> {
        if self.kind.is_some() {
            return Ok(self);
        }
        let Some(text) = &self.literal else { return Ok(Self { kind: Some(kind), ..self }) };
        let wrong =
            |kind: Kind| Refusal::Wrong("InvalidTextRepresentation", not_of(kind.native(), text));
        let quoted = |text: String| format!("'{}'", text.replace('\'', "''"));
        let sql = match kind {
            Kind::Text | Kind::Json => self.sql,
            Kind::Numeric | Kind::Float8 => {
                let plain = text.trim();
                let looks = plain.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
                let number = plain.parse::<f64>().ok().filter(|n| looks && n.is_finite());
                format!("{:?}", number.ok_or_else(|| wrong(kind))?)
            }
            Kind::Int4 | Kind::Int8 => {
                text.trim().parse::<i64>().map_err(|_| wrong(kind))?.to_string()
            }
            Kind::Bool => u8::from(truth(text).ok_or_else(|| wrong(kind))?).to_string(),
            Kind::Timestamp | Kind::Date | Kind::Time => {
                let into = match kind {
                    Kind::Date => moment::Kind::Date,
                    Kind::Time => moment::Kind::Time,
                    _ => moment::Kind::Timestamp,
                };
                quoted(moment::cast(text, into).ok_or_else(|| wrong(kind))?)
            }
        };
        Ok(Self { sql, kind: Some(kind), literal: None, name: self.name })
    }

    /// Where a type is needed, one of texts.
    pub(super) fn settled(self) -> Self {
        Self { kind: Some(self.kind.unwrap_or(Kind::Text)), ..self }
    }

    /// What an operator needs that knows this type alone.
    pub(super) fn needs(self, kind: Kind, what: &str) -> Result<Self, Refusal> {
        let term = self.taken_for(kind)?;
        let is = term.kind == Some(kind) || (kind.is_number() && term.is_number());
        if is {
            return Ok(term);
        }
        let text = format!(
            "argument of {what} must be type {}, not type {}",
            kind.native(),
            term.type_name()
        );
        Err(Refusal::Wrong("DatatypeMismatch", text))
    }

    pub(super) fn is_number(&self) -> bool {
        self.kind.is_some_and(Kind::is_number)
    }
}

/// No operator of that name knows these types.
pub(super) fn no_operator(left: &Term, operator: &str, right: &Term) -> Refusal {
    let text =
        format!("operator does not exist: {} {operator} {}", left.type_name(), right.type_name());
    Refusal::Wrong("UndefinedFunction", text)
}

/// Two sides of one type, so that they can be compared.
pub(super) fn same(left: Term, operator: &str, right: Term) -> Result<(Term, Term), Refusal> {
    let (left, right) = match (left.kind, right.kind) {
        (None, None) => (left.settled(), right.settled()),
        (Some(kind), None) => (left, right.taken_for(kind)?),
        (None, Some(kind)) => (left.taken_for(kind)?, right),
        _ => (left, right),
    };
    let moment = |term: &Term| Term::of(format!("pg_timestamp({})", term.sql), Kind::Timestamp);
    match (left.kind, right.kind) {
        (Some(Kind::Json), _) | (_, Some(Kind::Json)) => Err(no_operator(&left, operator, &right)),
        (Some(a), Some(b)) if a == b || (a.is_number() && b.is_number()) => Ok((left, right)),
        (Some(Kind::Date), Some(Kind::Timestamp)) => Ok((moment(&left), right)),
        (Some(Kind::Timestamp), Some(Kind::Date)) => {
            let right = moment(&right);
            Ok((left, right))
        }
        _ => Err(no_operator(&left, operator, &right)),
    }
}

/// Several results that become one: of the type that is known of any of them.
pub(super) fn united(terms: Vec<Term>, what: &str) -> Result<(Vec<Term>, Option<Kind>), Refusal> {
    let mut kind: Option<Kind> = None;
    for term in &terms {
        kind = match (kind, term.kind) {
            (known, None) => known,
            (None, some) => some,
            (Some(a), Some(b)) if a == b => Some(a),
            (Some(a), Some(b)) if a.is_number() && b.is_number() => Some(wider(a, b)),
            (Some(Kind::Date), Some(Kind::Timestamp))
            | (Some(Kind::Timestamp), Some(Kind::Date)) => Some(Kind::Timestamp),
            (Some(a), Some(b)) => {
                let text =
                    format!("{what} types {} and {} cannot be matched", a.native(), b.native());
                return Err(Refusal::Wrong("DatatypeMismatch", text));
            }
        };
    }
    let Some(kind) = kind else { return Ok((terms, None)) };
    let terms = terms.into_iter().map(|term| term.taken_for(kind));
    let into = |term: Term| match (kind, term.kind) {
        (Kind::Timestamp, Some(Kind::Date)) => {
            Term::of(format!("pg_timestamp({})", term.sql), Kind::Timestamp)
        }
        // Whole numbers beside others are divided as those are.
        (Kind::Numeric | Kind::Float8, Some(Kind::Int4 | Kind::Int8)) => {
            Term::of(format!("pg_number({})", term.sql), kind)
        }
        _ => term,
    };
    let terms: Vec<Term> = terms.map(|term| term.map(into)).collect::<Result<_, _>>()?;
    Ok((terms, Some(kind)))
}

/// The type of what two numbers make.
pub(super) fn wider(a: Kind, b: Kind) -> Kind {
    let order = [Kind::Int4, Kind::Int8, Kind::Numeric, Kind::Float8];
    let rank = |kind| order.iter().position(|one| *one == kind).unwrap_or(0);
    order[rank(a).max(rank(b))]
}
