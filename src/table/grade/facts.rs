//! What is known of a dataset before it is graded.

use jiff::civil::Date;

use crate::table::personal::{Crowding, Judgement};

/// The metadata of a dataset.
#[derive(Clone, Debug, Default)]
pub struct Dataset {
    /// The file that describes it, for places.
    pub file: String,
    /// Its title.
    pub title: String,
    /// Its description, as plain text.
    pub description: String,
    /// Who publishes it; empty where nobody is named.
    pub organization: String,
    /// Who answers questions.
    pub contact: Contact,
    /// What may be done with it.
    pub license: License,
    /// How often it changes.
    pub frequency: Frequency,
    /// Its theme.
    pub theme: Theme,
    /// How many tags it has.
    pub tags: usize,
    /// The time the data are of.
    pub period: Option<Period>,
    /// The place the data are of; empty where none is named.
    pub place: String,
    /// What became of its identifier and address since the version before.
    pub identity: Identity,
    /// Whether somebody reviewed it for personal data, and says so.
    pub review: Review,
    /// When its data last changed.
    pub changed: Option<Date>,
    /// Its resources.
    pub resources: Vec<Resource>,
}

/// Who answers questions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Contact {
    /// Nobody is named.
    #[default]
    Missing,
    /// The address of a person, who will leave some day.
    Person,
    /// The address of an office.
    Office,
}

/// What may be done with the data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum License {
    /// Nothing is said.
    #[default]
    Missing,
    /// Not what open data allow.
    Closed(String),
    /// Open by its own words, in no list of known licences.
    Unlisted(String),
    /// Open and known.
    Open(String),
}

impl License {
    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Unlisted(_) | Self::Open(_))
    }
}

/// How often the data change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Frequency {
    /// Nothing is said.
    #[default]
    Missing,
    /// Irregularly, never or continuously: nothing can be late.
    Irregular,
    /// Every so many days.
    Days(u32),
}

/// The theme of a dataset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// None.
    #[default]
    Missing,
    /// One that the portal does not have.
    Unknown,
    /// One of the portal's.
    Known,
}

/// From a day to a day, either of them open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
}

/// What became of identifier and address since the version before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Identity {
    /// There was none before, or nobody knows: not judged.
    #[default]
    New,
    /// They stayed, or the former ones still lead here.
    Kept,
    /// The former ones lead nowhere.
    Lost,
}

/// Whether somebody reviewed the data for persons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Review {
    /// Nobody says so.
    #[default]
    Missing,
    /// With who, when and on what ground.
    Stated,
}

/// A resource.
#[derive(Clone, Debug, Default)]
pub struct Resource {
    /// Its file or address, for places.
    pub file: String,
    /// Its name; empty where it has none.
    pub name: String,
    /// The format it says it has, in CKAN's spelling.
    pub format: String,
    /// What its bytes are.
    pub content: Content,
    /// Whether it can be had.
    pub reach: Reach,
    /// Where its link leads.
    pub link: Link,
    /// Its size in bytes.
    pub size: Option<u64>,
    /// Whether its SHA-256 is declared or was computed.
    pub hash: Hash,
    /// What spares readers a large file.
    pub relief: Relief,
    /// How far its values are identified by addresses: the fourth and fifth star.
    pub linked: Linked,
    /// Whether its columns are described, be it a file or a link.
    pub dictionary: Dictionary,
    /// What it holds, if it is a table.
    pub table: Option<Table>,
}

/// Whether the columns of a resource are described.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dictionary {
    /// Its format has no columns.
    #[default]
    NotAsked,
    /// Some are.
    Given,
    /// None is.
    Missing,
}

/// What the bytes of a resource are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Content {
    /// Nobody looked.
    #[default]
    Unseen,
    /// What format and ending say.
    AsDeclared,
    /// Another format.
    Other(String),
}

/// Whether a resource can be had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// Nobody tried.
    #[default]
    Untried,
    /// Its file is there and is the declared one.
    Present,
    /// Its file is there and has another hash than declared.
    Altered,
    /// Its file is not there.
    Absent,
    /// Its link was tried.
    Answered {
        /// What the server answered.
        status: u16,
        /// When.
        on: Date,
    },
}

/// Where the link of a resource leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Link {
    /// Nobody knows.
    #[default]
    Unknown,
    /// To the file.
    File,
    /// To a page.
    Page,
    /// To a file of another media type than declared.
    OtherType,
    /// To a file that its name calls something else than its format or media type do.
    OtherName,
}

/// Whether a hash is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hash {
    /// It is not.
    #[default]
    Missing,
    /// It is declared, or was computed.
    Known,
}

/// What spares readers a large file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Relief {
    /// Nothing.
    #[default]
    None,
    /// It is compressed, divided, or also there as Parquet.
    Given,
}

/// How far values are identified by addresses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Linked {
    /// Not.
    #[default]
    None,
    /// Its key is an address, or its dictionary says of which kind things are.
    Identified,
    /// It leads to other datasets.
    Linked,
}

/// What a table holds.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// How far it was read.
    pub reading: Reading,
    /// How its letters are written.
    pub encoding: Encoding,
    /// Rows above the header.
    pub titles: u64,
    /// Merged cells.
    pub merged: Tally,
    /// Rows of totals, and notes below the data.
    pub footers: Tally,
    /// Records without the header.
    pub records: u64,
    /// Records with more or fewer cells than the header.
    pub ragged: Tally,
    /// Blank rows.
    pub blank_rows: Tally,
    /// Blank columns.
    pub blank_columns: u64,
    /// Records that repeat an earlier one.
    pub repeated: Tally,
    /// Its schema.
    pub schema: Schema,
    /// Its primary key.
    pub key: Key,
    /// Foreign keys and official codes that were looked up, and those that do not exist.
    pub codes: Looked,
    /// Rows that rules were applied to, and those that break one.
    pub rules: Looked,
    /// The days that its data are of.
    pub days: Option<(Date, Date)>,
    /// Whether size, hash and rows are as declared.
    pub declared: Declared,
    /// Its columns against the version before.
    pub before: Before,
    /// Its columns.
    pub columns: Vec<Column>,
    /// What it tells of persons; none where nobody looked.
    pub personal: Option<Judgement>,
    /// How rows share combinations, in a table of persons.
    pub crowding: Option<Crowding>,
}

/// How far a table was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    /// To its end.
    #[default]
    Whole,
    /// Up to a limit: what counts rows is not judged.
    Part,
    /// Not at all.
    Unreadable,
}

/// How letters are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    #[default]
    Utf8,
    /// UTF-8 with a byte order mark.
    Utf8Mark,
    /// Another one, declared.
    Declared(String),
    /// Another one, guessed.
    Guessed(String),
    /// Mixed or none.
    Broken {
        /// The first row that cannot be read.
        row: u64,
        /// Its first wrong byte.
        byte: u8,
    },
    /// Of a format in which it does not matter.
    Inherent,
}

/// How many there are, and where the first one is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many.
    pub n: u64,
    /// The row of the first.
    pub first: Option<u64>,
}

/// How many were looked up, and how many were wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// How many.
    pub of: u64,
    /// How many were wrong, and where.
    pub wrong: Tally,
    /// The column or the rule.
    pub what: String,
}

/// A table's schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Schema {
    /// None is declared.
    #[default]
    Missing,
    /// The header has a column that it does not, or the other way round.
    Differs(String),
    /// Declared, and the header is as it says.
    Kept,
}

impl Table {
    /// Whether nothing is said of its cells: of a part nobody knows the rest, and without a row there
    /// is none.
    pub(super) fn is_unjudged(&self) -> bool {
        self.reading == Reading::Part || self.records == 0
    }
}

/// A table's primary key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Key {
    /// None is declared.
    #[default]
    Missing,
    /// Some rows have none.
    Incomplete(Tally),
    /// Some values repeat.
    Repeats(Tally),
    /// Complete and unique.
    Unique,
}

/// Whether size, hash and rows are as declared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Declared {
    /// Nothing is declared.
    #[default]
    Nothing,
    /// They are.
    Right,
    /// They are not.
    Wrong,
}

/// The columns against the version before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Before {
    /// There was none.
    #[default]
    Nothing,
    /// They are the same, or a note tells what changed.
    Same,
    /// This one was removed, renamed or has another type.
    Changed(String),
}

/// A column.
#[derive(Clone, Debug, Default)]
pub struct Column {
    /// Its name in the header.
    pub label: String,
    /// What its schema says it means.
    pub description: String,
    /// Whether its schema says a type.
    pub typed: bool,
    /// Whether its schema says that it may be empty.
    pub optional: bool,
    /// Its cells.
    pub cells: u64,
    /// Those that are empty or declared to be missing.
    pub missing: u64,
    /// What stands for missing without being declared, and how often.
    pub disguised: Option<(String, u64)>,
    /// Cells that break the declared type or a constraint.
    pub invalid: Tally,
    /// Cells of another sort than most.
    pub mixed: Tally,
    /// How its dates are written; none where it has none.
    pub dates: Option<Dates>,
    /// How its numbers are written; none where it has none.
    pub numbers: Option<Numbers>,
    /// Cells that spell a name otherwise than most; none where it holds no names.
    pub variants: Option<Tally>,
    /// Cells with edge spaces, control characters or letters gone wrong.
    pub damaged: Tally,
    /// Whether its codes look as if a spreadsheet took their zeros.
    pub zeros_lost: bool,
    /// Codes that became numbers such as `1.2E+10`.
    pub rounded: Tally,
}

/// How a column's dates are written, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dates {
    /// 2024-03-31.
    Iso,
    /// In one other way, declared.
    Declared,
    /// In one other way.
    Other,
    /// Day and month cannot be told apart.
    Ambiguous,
    /// In several ways.
    Mixed,
}

/// How a column's numbers are written, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Numbers {
    /// Digits and one decimal mark.
    Plain,
    /// 1.234 may be a thousand or one and a bit.
    Ambiguous,
    /// With marks of thousands, currencies or percents, or several decimal marks.
    Marked,
}
