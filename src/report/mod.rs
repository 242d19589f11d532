//! Diagnostics: what is wrong, where, why, and what to type instead.

mod diagnostic;
pub mod edit;
mod finding;
pub mod formats;
mod outcome;
pub mod rules;
mod source;
mod wording;

pub use diagnostic::{Cell, Diagnostic, Excerpt, Label, Problems, Severity};
pub use edit::Edit;
pub use finding::{Finding, Mend, Place, Step};
pub use formats::{github, gitlab, json, junit, markdown, rdjson, sarif, short, text};
pub use outcome::{Graded, Loss, Outcome};
pub use source::{BYTE_ORDER_MARK, Point, Source, Span, Spanned};
pub use wording::Counts;
