//! Diagnostics: what is wrong, where, why, and what to type instead.

mod diagnostic;
mod source;

pub use diagnostic::{Diagnostic, Excerpt, Label, Problems, Severity};
pub use source::{Source, Span, Spanned};
