//! Diagnostics: what is wrong, where, why, and what to type instead.

mod diagnostic;
mod finding;
mod source;

pub use diagnostic::{Diagnostic, Excerpt, Label, Problems, Severity};
pub use finding::Finding;
pub use source::{Source, Span, Spanned};
