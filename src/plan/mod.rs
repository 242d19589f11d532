//! Catalog → [`Site`]: the complete list of outputs, before any is rendered.

pub mod layout;
pub mod urls;

mod action;
mod answers;
mod output;
mod refusal;
mod site;

pub use action::Action;
pub use answers::listed;
pub use layout::Layout;
pub use output::{Answer, Collection, Feed, Kind, ListOption, Listing, Output, Page};

pub use refusal::Refusal;
pub use site::{SITEMAP_SIZE, site, sitemap_pages};

use std::collections::HashSet;

/// Every file the portal consists of, sorted by path, each path once.
#[derive(Debug, Default)]
pub struct Site {
    /// The files.
    pub outputs: Vec<Output>,
    /// Paths that two outputs wanted, or that would be a file and a folder at once; the first has
    /// them.
    pub contested: Vec<String>,
}

impl Site {
    /// Sorts by path and keeps the first output of each.
    fn new(mut outputs: Vec<Output>) -> Self {
        let mut contested = Vec::new();
        if nests(&outputs) {
            contested = unnest(&mut outputs);
        }
        // The sort is stable: of one path, what was planned first comes first.
        outputs.sort_by(|a, b| a.path.cmp(&b.path));
        outputs.dedup_by(|later, first| {
            let same = later.path == first.path;
            if same && later.kind != first.kind {
                contested.push(std::mem::take(&mut later.path));
            }
            same
        });
        contested.sort();
        contested.dedup();
        Self { outputs, contested }
    }
}

/// The folders that a path lies in, outermost first.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(end, _)| &path[..end])
}

/// Whether the path of one output is a folder of another's.
fn nests(outputs: &[Output]) -> bool {
    let files: HashSet<&str> = outputs.iter().map(|output| output.path.as_str()).collect();
    let mut last = "";
    outputs.iter().any(|output| {
        let folder = output.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        // Much of what is planned together lies together.
        let new = folder != last;
        last = folder;
        new && folders(&output.path).any(|folder| files.contains(folder))
    })
}

/// Takes out every output that an earlier one leaves no room for, and gives their paths.
fn unnest(outputs: &mut Vec<Output>) -> Vec<String> {
    let (mut files, mut within) = (HashSet::new(), HashSet::new());
    let mut lost = Vec::new();
    outputs.retain(|output| {
        let path = &output.path;
        if within.contains(path) || folders(path).any(|folder| files.contains(folder)) {
            lost.push(path.clone());
            return false;
        }
        within.extend(folders(path).map(str::to_owned));
        files.insert(path.clone());
        true
    });
    lost
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(paths: &[&str]) -> (Vec<String>, Vec<String>) {
        let output = |path: &&str| Output { path: (*path).to_owned(), kind: Kind::Empty };
        let site = Site::new(paths.iter().map(output).collect());
        (site.outputs.into_iter().map(|output| output.path).collect(), site.contested)
    }

    #[test]
    fn a_path_is_a_file_or_a_folder() {
        let is = |paths: &[&str], kept: &[&str], lost: &[&str]| {
            let (outputs, contested) = planned(paths);
            assert_eq!(outputs, kept);
            assert_eq!(contested, lost);
        };
        is(&["a", "a-b", "a/b", "a/b/c"], &["a", "a-b"], &["a/b", "a/b/c"]);
        is(&["a/b/c", "a", "a/b"], &["a/b/c"], &["a", "a/b"]);
        is(&["b/a", "ab", "b/a"], &["ab", "b/a"], &[]);
    }
}
