//! One output → its bytes: pure, one small file per format.

pub mod json;

mod api;
mod feed;
mod markdown;
mod sitemap;
mod xml;
