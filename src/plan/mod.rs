//! Catalog → [`Site`]: the complete list of outputs, before any is rendered.

pub mod urls;

mod action;
mod output;
mod site;

pub use output::{Action, Answer, Collection, Feed, Kind, Output, Page};

pub use site::{SITEMAP_SIZE, site, sitemap_pages};

/// Every file the portal consists of, sorted by path, each path once.
#[derive(Debug, Default)]
pub struct Site {
    /// The files.
    pub outputs: Vec<Output>,
    /// Paths that two outputs wanted; the first has them.
    pub contested: Vec<String>,
}

impl Site {
    /// Sorts by path and keeps the first output of each.
    fn new(mut outputs: Vec<Output>) -> Self {
        // The sort is stable: of one path, what was planned first comes first.
        outputs.sort_by(|a, b| a.path.cmp(&b.path));
        let mut contested = Vec::new();
        outputs.dedup_by(|later, first| {
            let same = later.path == first.path;
            if same && later.kind != first.kind {
                contested.push(std::mem::take(&mut later.path));
            }
            same
        });
        Self { outputs, contested }
    }
}
