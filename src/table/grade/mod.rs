//! How good is a dataset, on a scale from 1 to 10, and what would make it better?
//!
//! «nota v1»: six dimensions and a hundred points, a pure function of facts that others gathered.
//! Every point lost has a reason, a place and a remedy; the same facts give the same digits on
//! every machine, for all arithmetic is of whole numbers.
//!
//! ```text
//! facts   what is known of a dataset, its resources and tables
//! rubric  dimensions, criteria and their points
//! structure completeness coherence accessibility consistency privacy   facts → points lost
//! score   points lost → grade            badge   grade → SVG
//! ```

mod accessibility;
mod badge;
mod coherence;
mod completeness;
mod consistency;
pub mod facts;
mod ledger;
mod privacy;
mod rubric;
mod score;
mod structure;

pub use badge::badge;
pub use ledger::{Place, Reason};
pub use rubric::{Criterion, Dimension};
pub use score::{Band, Cap, CriterionScore, DimensionScore, Grade, Loss, grade};
