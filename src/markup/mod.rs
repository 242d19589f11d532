//! Texts that people write: Markdown, and the addresses in it that may become links.

pub mod address;
pub mod markdown;
