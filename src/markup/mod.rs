//! Texts that people write: Markdown, and the addresses in it that may become links; and XML, in which
//! any text is safe.

pub mod address;
pub mod markdown;
pub(crate) mod xml;
