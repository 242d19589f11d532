//! What a query asks for, after analysis.

use serde_json::{Value, json};

/// Whether a clause has to match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occur {
    /// `+`: it must.
    Must,
    /// `-`: it must not.
    Not,
    /// Bare: it may, and counts towards the minimum.
    Should,
}

/// Where a word is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Everywhere.
    #[default]
    Text,
    /// In titles.
    Title,
    /// In descriptions.
    Notes,
    /// In the columns of resources.
    Fields,
}

/// The fields that hold a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// `metadata_created`.
    Created,
    /// `metadata_modified`.
    Modified,
}

/// What a word may be: all of these terms.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// What its score counts: 1, of a synonym half.
    pub weight: f64,
    /// All of them must be there.
    pub terms: Vec<String>,
}

/// What the values of an exact field are asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// One is this.
    Is(String),
    /// One is like this: `*` stands for anything, `?` for a character.
    Like(String),
    /// There is one.
    Any,
}

/// A query.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Every dataset.
    All,
    /// None.
    Nothing,
    /// Every `Must`, no `Not`, at least `minimum` of the `Should`.
    Bool {
        /// In the order they were written.
        clauses: Vec<(Occur, Node)>,
        /// How many of the `Should` clauses must match.
        minimum: usize,
    },
    /// A word in any of its forms.
    Word(Scope, Vec<Alternative>),
    /// Words that begin so; the stem of the beginning itself.
    Prefix(Scope, String, String),
    /// Terms one after the other: offset from the first, term.
    Phrase(Scope, Vec<(u32, String)>),
    /// Values of an exact field.
    Value(String, Test),
    /// Moments between two, both included, in microseconds since 1970.
    Range(Moment, Option<i64>, Option<i64>),
    /// The dataset of a name.
    Name(String),
    /// The dataset of an id.
    Id(String),
    /// Another weight.
    Boost(f64, Box<Node>),
}

impl Node {
    /// Whether datasets may match it better and worse.
    pub fn scores(&self) -> bool {
        match self {
            Self::Word(..) | Self::Prefix(..) | Self::Phrase(..) => true,
            Self::Boost(_, node) => node.scores(),
            Self::Bool { clauses, .. } => {
                clauses.iter().any(|(occur, node)| *occur != Occur::Not && node.scores())
            }
            _ => false,
        }
    }

    /// As the README writes trees.
    pub fn to_json(&self) -> Value {
        match self {
            Self::All => json!({"all": 1}),
            Self::Nothing => json!({"none": 1}),
            Self::Bool { clauses, minimum } => {
                let clauses: Vec<Value> = clauses
                    .iter()
                    .map(|(occur, node)| json!([occur.sign(), node.to_json()]))
                    .collect();
                json!({"bool": clauses, "mm": minimum})
            }
            Self::Word(scope, any) => {
                let any: Vec<Value> =
                    any.iter().map(|one| json!([number(one.weight), one.terms])).collect();
                json!({"word": any, "in": scope.name()})
            }
            Self::Prefix(scope, prefix, stem) => {
                json!({"prefix": prefix, "stem": stem, "in": scope.name()})
            }
            Self::Phrase(scope, terms) => json!({"phrase": terms, "in": scope.name()}),
            Self::Value(field, Test::Is(value)) => json!({"is": value, "field": field}),
            Self::Value(field, Test::Like(pattern)) => json!({"like": pattern, "field": field}),
            Self::Value(field, Test::Any) => json!({"any": 1, "field": field}),
            Self::Range(field, from, to) => {
                json!({"from": from, "to": to, "field": field.name()})
            }
            Self::Name(name) => json!({"key": name, "field": "name"}),
            Self::Id(id) => json!({"key": id, "field": "id"}),
            Self::Boost(weight, node) => json!({"boost": number(*weight), "of": node.to_json()}),
        }
    }
}

/// A whole number without a point, as JavaScript writes it.
#[allow(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 1e15 { json!(value as i64) } else { json!(value) }
}

impl Occur {
    fn sign(self) -> &'static str {
        match self {
            Self::Must => "+",
            Self::Not => "-",
            Self::Should => "",
        }
    }
}

impl Scope {
    /// The field's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Title => "title",
            Self::Notes => "notes",
            Self::Fields => "fields",
        }
    }
}

impl Moment {
    /// CKAN's name of the field.
    pub fn name(self) -> &'static str {
        match self {
            Self::Created => "metadata_created",
            Self::Modified => "metadata_modified",
        }
    }
}
