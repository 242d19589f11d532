//! Diagnostics: what is wrong, where, why, and what to type instead.

mod diagnostic;
pub mod json;
pub mod short;
mod source;
pub mod text;
mod wording;

pub use diagnostic::{Diagnostic, Excerpt, Label, Problems, Severity};
pub use source::{Source, Span, Spanned};
pub use wording::Counts;
