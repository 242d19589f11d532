//! Does a table or a text tell of persons?
//!
//! Numbers are told by their check digits: among the distinct values of a column that could be
//! such a number, many more must be right than chance allows. Names, addresses and the like have no
//! check and count only where the column's name says so. Values are never kept nor told: a verdict
//! has counts, a share and the numbers of the first rows.
//!
//! ```text
//! rut cedula card iban phone email passport person address birth place   what one value is
//! label     what a column's name promises
//! sample    distinct values in bounded memory        chance   how many right ones are too many
//! column    values → tallies                         decide   tallies and label → verdicts
//! table     the columns of a table together, with what was declared
//! scan      free text: notes, descriptions, READMEs  crowd    who stands out by a combination
//! ```

pub mod address;
pub mod birth;
pub mod card;
pub mod cedula;
pub mod chance;
mod column;
mod crowd;
mod decide;
pub mod digits;
pub mod email;
pub mod iban;
mod kind;
pub mod label;
pub mod passport;
pub mod person;
pub mod phone;
pub mod place;
pub mod rut;
pub mod sample;
mod scan;
mod shape;
mod table;
mod tally;
mod words;

pub use column::Column;
pub use crowd::{Crowd, Crowding, Step};
pub use kind::{Basis, Confidence, Kind, Verdict};
pub use label::split_ruts;
pub use scan::{Hit, IDENTIFIERS, scan_text, tells_number};
pub use table::{Exception, Finding, Judgement, Rows, Standing, judge};
