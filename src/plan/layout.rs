//! How the files of a site lie at its host: each by itself, or the many small ones in packs.

use crate::plan::{Answer, Kind, Page};

/// How many files a host may be given: what Cloudflare's free plan takes.
pub const MOST_FILES: usize = 20_000;

/// The largest file such a host takes, in bytes.
pub const LARGEST_FILE: u64 = 25 << 20;

/// How a site is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// A file for every address: any host serves it.
    #[default]
    Files,
    /// Pages and answers in packs, from which an edge worker takes them: few files, however many
    /// datasets there are.
    Sharded,
}

/// Whether an output goes into a pack. What stays a file is what a host serves or a worker reads
/// whole (the home page, lists of everything, the search index), and what may be of any size.
pub fn is_packed(kind: &Kind) -> bool {
    match kind {
        Kind::Html(page) => !matches!(
            page,
            Page::Home
                | Page::NotFound
                | Page::Organizations
                | Page::Groups
                | Page::Tags
                | Page::Formats
                | Page::Licenses
                | Page::News
                | Page::Rules
        ),
        Kind::Api(answer) => !matches!(answer, Answer::Plain(_)),
        Kind::Feed(_) | Kind::TableSchema(..) | Kind::Quality(_) | Kind::Badge(_) => true,
        Kind::Dump(_)
        | Kind::Grades
        | Kind::Sitemap(_)
        | Kind::Robots
        | Kind::Copy(..)
        | Kind::SearchBuild
        | Kind::Search(_)
        | Kind::Asset(_)
        | Kind::Empty => false,
    }
}

/// A path's number, by which its pack is found: FNV-1a over its bytes (32 bits), and the last step of
/// `MurmurHash3`, after which every bit depends on each of them. `assets/edge/packs.js` has its twin.
pub fn slot(path: &str) -> u32 {
    let mut hash = path
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    for (shift, factor) in [(16, 0x85eb_ca6b), (13, 0xc2b2_ae35)] {
        hash = (hash ^ hash >> shift).wrapping_mul(factor);
    }
    hash ^ hash >> 16
}

/// Where a pack lies.
pub fn pack(number: usize) -> String {
    format!("packs/{number:04x}.bin")
}

/// Where part `n` of a file lies that would be too large.
pub fn part(path: &str, n: usize) -> String {
    format!("packs/{path}.{n}")
}

/// Says how many packs there are, and what is in parts: path → how many.
pub const PACKS: &str = "packs/index.json";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_paths_are_those_of_the_worker() {
        // The same values stand in tests/edge/packs.test.mjs.
        for (path, number) in [
            ("", 2_872_998_923),
            ("dataset/lluvia/index.html", 536_862_669),
            ("tag/año/index.html", 3_542_883_550),
        ] {
            assert_eq!(slot(path), number, "{path}");
        }
    }
}
