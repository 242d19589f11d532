//! One output → view → bytes.

pub mod html;
pub mod jsonld;
pub mod markdown;
pub mod view;

mod address;
