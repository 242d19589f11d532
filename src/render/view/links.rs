//! Paths of the site that are not pages: answers of the API, feeds, dumps.

use crate::plan::{Action, urls};
use crate::render::view::Scene;

impl Scene<'_> {
    /// An answer of the API about one thing.
    pub(super) fn api(&self, action: Action, name: &str) -> String {
        self.href(&urls::answer(action, name))
    }

    /// A feed: of `dataset`, `news`, or of one thing, such as `organization/<name>`.
    pub(super) fn feed(&self, of: &str) -> String {
        self.href(&format!("feeds/{of}.atom"))
    }

    /// What leads to a path of the catalogue's own full address.
    pub(super) fn absolute(&self, path: &str) -> String {
        urls::absolute(self.catalog, path)
    }
}
