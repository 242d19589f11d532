//! Exchanges → lines: nothing here asks anything.

pub(super) mod api;
pub(super) mod exposure;
pub(super) mod files;
pub(super) mod headers;
