//! What CKAN's objects look like: keys, their order, `null` against absent.

pub mod group;
pub mod package;
pub mod search;
pub mod site;
