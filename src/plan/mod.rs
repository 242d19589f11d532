//! Catalog → [`Site`]: the complete list of outputs, before any is rendered.

pub mod urls;

mod output;

pub use output::{Action, Answer, Collection, Feed, Kind, Output, Page};

/// Every file the portal consists of, sorted by path, each path once.
#[derive(Debug, Default)]
pub struct Site {
    /// The files.
    pub outputs: Vec<Output>,
}
