//! Tables: bytes → records → what is wrong with them, and what is in them.
//!
//! ```text
//! open     a file → Source
//! apart    a spreadsheet → records, by a process of its own
//! rows     Source + Layout → records: csv, json, sheet, unpacked and decoded
//! header   which records hold the labels, and whether they are the schema's
//! validate Source + Layout + Plan → faults, one pass, bounded memory
//! profile  what each column holds, in the same pass        habits    how its cells are written
//! footer   totals and notes below the data                 pairs     columns that belong together
//! guess    its likely type                                 sentinel  values that stand for nothing
//! days     dates of a declared pattern
//! typed    Source + Layout → what each cell is worth, for a database
//! package  datapackage.json → its tables
//! ```
//!
//! Codes and the counting of rows and columns are frictionless's; what it overlooks has codes of our
//! own. A cell's value is never part of a finding, unless the caller lets its column be shown.

pub mod apart;
mod checks;
mod constraint;
mod csv;
mod damage;
mod days;
mod encoding;
mod fault;
mod field;
mod footer;
mod formula;
mod frames;
pub mod grade;
mod guess;
pub mod habits;
mod header;
mod integrity;
mod json;
mod keys;
mod layout;
mod lexical;
mod moment;
mod number;
mod open;
mod package;
mod pairs;
pub mod personal;
mod profile;
mod row;
mod rows;
mod running;
mod schema;
mod sentinel;
mod shape;
mod sheet;
mod sniff;
mod source;
mod spread;
mod typed;
mod unpack;
mod validate;

pub use checks::Checks;
pub use days::{Days, Span};
pub use fault::{
    Cause, Fault, Finding, Place, Saying, Single, Singles, Sink, Spot, Stop, Tally, joined,
    shown_label,
};
pub use field::Field;
pub use frames::{FrameWriter, Frames};
pub use keys::KeySet;
pub use layout::{Dialect, Format, Layout, Packing, Quote, SheetChoice, SheetFormat, Switch};
pub(crate) use moment::civil;
pub use moment::day;
pub use open::{PackageFolder, open};
pub use package::{Folder, Package, Resource};
pub use pairs::{Pair, Pairs, Sense};
pub use profile::{ColumnProfile, Distinct, Keep, Profile, Profiler};
pub use row::{Kind, Merged, Row};
pub use rows::{Facts, Opened, Rows, open as rows, points};
pub use schema::{FieldsMatch, ForeignKey, Schema};
pub use sheet::{TakeRow, read_spreadsheet};
pub use source::{Bytes, Limits, Sheets, Source};
pub use typed::{Digits, Suggested, Typed, Value, moment_of, suggested};
pub use validate::{Expected, Outcome, Plan, Watch, keys_of, validate};
