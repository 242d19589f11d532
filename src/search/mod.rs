//! Search without a server: one specification (`README.md` beside this file), the native engine for
//! the command line and `serve`, and the index in files for browsers and edge functions.

pub mod analysis;
pub mod autocomplete;
pub mod documents;
pub mod engine;
pub mod language;
pub mod package_search;
pub mod shards;
