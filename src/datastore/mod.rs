//! The `DataStore`: tables of the catalogue's files that can be asked, without a server of databases.
//!
//! ```text
//! source   a resource → its file, layout and declared types
//! load     a file → a database file of its rows, once for each content
//! store    which tables there are; loaded at first touch, shared by all states of the catalogue
//! folder   where they lie
//! table    a loaded table: columns, connections, counts
//! search   a question to one table: conditions, words, order, page
//! sql      a SELECT in PostgreSQL's language → one of ours, of a closed list of constructs
//! engine   connections that only read, and what a question may cost
//! ```
//!
//! The engine is `SQLite`, compiled in. Nothing that somebody writes reaches it: statements are made
//! here from what was understood.

mod column;
mod engine;
mod folder;
mod functions;
mod load;
mod moment;
mod pattern;
mod search;
mod source;
pub mod sql;
mod status;
mod store;
mod table;
mod value;
mod words;

pub use column::{Column, ID, Kind};
pub use engine::{Budget, Failure};
pub use folder::Home;
pub use load::Limits;
pub use search::{Page, Place, Query, Sort, rank_name, search, search_list};
pub use status::{Loaded, Refusal, Status};
pub use store::{DataStore, Missing, Settings, temporary};
pub use table::Table;
pub use value::{Cell, Format, Records};
pub use words::Words;
