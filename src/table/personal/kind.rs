//! What personal data there is, and how sure it is.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A kind of personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Chilean RUN of natural persons.
    Rut,
    /// Chilean RUT of companies: told, no personal data.
    CompanyRut,
    /// Ecuadorian cédula.
    Cedula,
    /// Ecuadorian cédula that lost its first zero.
    TruncatedCedula,
    /// Ecuadorian RUC of natural persons.
    Ruc,
    /// Passport.
    Passport,
    /// Payment card.
    Card,
    /// Bank account.
    Iban,
    /// Telephone.
    Phone,
    /// E-mail address of a person.
    Email,
    /// Name of a person.
    Name,
    /// Where somebody lives.
    Address,
    /// Date of birth.
    Birth,
    /// Precise place.
    Coordinate,
    /// A number that stands for a person's, and may be undone.
    Pseudonym,
    /// What the law protects most, in a table of persons.
    Sensitive,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 16] = [
        Self::Rut,
        Self::CompanyRut,
        Self::Cedula,
        Self::TruncatedCedula,
        Self::Ruc,
        Self::Passport,
        Self::Card,
        Self::Iban,
        Self::Phone,
        Self::Email,
        Self::Name,
        Self::Address,
        Self::Birth,
        Self::Coordinate,
        Self::Pseudonym,
        Self::Sensitive,
    ];

    /// The word for it in files: `personal.kind.<key>` is its name in a language.
    pub fn key(self) -> &'static str {
        match self {
            Self::Rut => "rut",
            Self::CompanyRut => "company-rut",
            Self::Cedula => "cedula",
            Self::TruncatedCedula => "cedula-truncated",
            Self::Ruc => "ruc",
            Self::Passport => "passport",
            Self::Card => "card",
            Self::Iban => "iban",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Name => "name",
            Self::Address => "address",
            Self::Birth => "birth-date",
            Self::Coordinate => "coordinate",
            Self::Pseudonym => "pseudonym",
            Self::Sensitive => "sensitive",
        }
    }

    /// The kind of a key.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// Whether it is a number with a check.
    pub(super) fn is_number(self) -> bool {
        matches!(
            self,
            Self::Rut
                | Self::CompanyRut
                | Self::Cedula
                | Self::TruncatedCedula
                | Self::Ruc
                | Self::Card
                | Self::Iban
        )
    }

    /// Whether a column of things rather than persons speaks against it.
    pub(super) fn is_vetoed_by_things(self) -> bool {
        !matches!(self, Self::Address | Self::Coordinate | Self::Birth | Self::Name)
    }

    /// Whether it alone says that a row is of one person.
    pub(super) fn tells_of_persons(self) -> bool {
        matches!(
            self,
            Self::Rut
                | Self::Cedula
                | Self::TruncatedCedula
                | Self::Ruc
                | Self::Passport
                | Self::Name
                | Self::Birth
        )
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.key())
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let key = String::deserialize(from)?;
        Self::of_key(&key).ok_or_else(|| serde::de::Error::custom("no kind of personal data"))
    }
}

/// How sure a verdict is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// To be known, nothing is wrong: companies' numbers, a name without values, pseudonyms.
    Notice,
    /// Somebody might look.
    Possible,
    /// Somebody has to look.
    Probable,
    /// It is so.
    Confirmed,
}

impl Confidence {
    /// The word for it: `personal.confidence.<key>`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Possible => "possible",
            Self::Probable => "probable",
            Self::Confirmed => "confirmed",
        }
    }
}

/// What a verdict rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Check digits, against chance.
    Check,
    /// How values are written.
    Form,
    /// The column's name alone.
    Label,
}

/// What was found in a column: counts and places, never values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// What it is.
    pub kind: Kind,
    /// How sure.
    pub confidence: Confidence,
    /// What it rests on.
    pub basis: Basis,
    /// Distinct values that could be such, about where there are over a thousand.
    pub tried: u64,
    /// Distinct values that are; of names, addresses and births in a long column at least so many.
    pub matched: u64,
    /// Cells that hold one.
    pub cells: u64,
    /// Those that are right, in a thousand of those that could be.
    pub permille: u64,
    /// The first rows, at most three, counted from 1 after the header.
    pub rows: Vec<u64>,
    /// How much likelier it is than chance: orders verdicts of the same confidence.
    pub(super) evidence: i64,
}

impl Verdict {
    /// A notice that rests on a column's name alone.
    pub(super) fn of_label(kind: Kind, cells: u64) -> Self {
        Self {
            kind,
            confidence: Confidence::Notice,
            basis: Basis::Label,
            tried: 0,
            matched: 0,
            cells,
            permille: 0,
            rows: Vec::new(),
            evidence: 0,
        }
    }
}
