//! Which files of the manifest are asked for, and which of them stand for their kind.

use crate::catalog::format;
use crate::write::Manifest;
use std::collections::BTreeMap;

/// A kind of file that hosts have to treat in a way of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A page for readers.
    Page,
    /// An answer of the API whose file has no extension.
    Answer,
    /// An answer of the API for one object.
    Json,
    /// A style sheet, its hash in its name.
    Style,
    /// A script, its hash in its name.
    Script,
    /// The script that other sites load, whose name stays.
    Loader,
    /// An image of the theme.
    Image,
    /// An Atom feed.
    Feed,
    /// The sitemap.
    Sitemap,
    /// A dump, packed by itself.
    Dump,
    /// Which search index is current.
    Current,
    /// A file of the search index, whose folder is named by its hash.
    Index,
    /// A table that somebody published.
    Csv,
    /// A file that a browser might run, published as text.
    Active,
}

impl Kind {
    /// What a file is, by its path.
    pub(super) fn of(path: &str) -> Option<Self> {
        let name = path.rsplit('/').next().unwrap_or_default();
        let ending = name.rsplit_once('.').map(|(_, ending)| ending);
        let hashed = name.split('.').nth_back(1).is_some_and(|part| {
            part.len() == 16 && part.bytes().all(|byte| byte.is_ascii_hexdigit())
        });
        let api = path.starts_with("api/3/action/") || path.starts_with("api/action/");
        Some(match ending {
            _ if path.contains("/download/") => match ending? {
                "csv" => Self::Csv,
                _ if format::is_active(name.trim_end_matches(".txt")) => Self::Active,
                _ => return None,
            },
            None if api => Self::Answer,
            Some("json") if api => Self::Json,
            _ if path == "search/current.json" => Self::Current,
            _ if path.starts_with("search/") => Self::Index,
            Some("html") if path != "404.html" => Self::Page,
            Some("css") if hashed => Self::Style,
            Some("js") if hashed => Self::Script,
            _ if path == "assets/search.js" => Self::Loader,
            Some("svg") => Self::Image,
            Some("atom") => Self::Feed,
            _ if path == "sitemap.xml" => Self::Sitemap,
            Some("gz") if path.starts_with("dump/") => Self::Dump,
            _ => return None,
        })
    }
}

/// Which files are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// The lists of the API, what names the search index, and one file of each kind.
    Quick,
    /// Some more, chosen by their hashes.
    #[default]
    Usual,
    /// Every file.
    Full,
}

/// How many files are chosen beside those that are always asked for.
const CHOSEN: usize = 64;
/// How many files stand for their kind.
const OF_A_KIND: usize = 2;

/// A file too large to be fetched for its hash.
pub(super) const LARGEST: u64 = 256 << 20;

/// The paths to ask for, sorted, each with its kind if it stands for it.
pub(super) fn chosen(manifest: &Manifest, extent: Extent) -> BTreeMap<&str, Option<Kind>> {
    let mut chosen: BTreeMap<&str, Option<Kind>> = BTreeMap::new();
    let mut of_kind: BTreeMap<Kind, usize> = BTreeMap::new();
    let mut others: Vec<(&str, &str)> = Vec::new();
    for (path, entry) in manifest.files() {
        // Hosts keep files to themselves whose names begin with a dot, and are right to.
        if entry.size > LARGEST || path.split('/').any(|part| part.starts_with('.')) {
            continue;
        }
        let kind = Kind::of(path);
        let seen = kind.map(|kind| of_kind.entry(kind).or_default());
        let stands = seen.is_some_and(|seen| {
            *seen += 1;
            *seen <= OF_A_KIND
        });
        let always = matches!(kind, Some(Kind::Answer | Kind::Current));
        match extent {
            _ if always || stands => _ = chosen.insert(path, kind),
            Extent::Quick => {}
            Extent::Usual => others.push((entry.sha256.as_str(), path)),
            Extent::Full => _ = chosen.insert(path, None),
        }
    }
    // Hashes are as good as dice, and the same for everybody.
    others.sort_unstable();
    chosen.extend(others.into_iter().take(CHOSEN).map(|(_, path)| (path, None)));
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_tells_the_kind() {
        for (path, kind) in [
            ("index.html", Some(Kind::Page)),
            ("404.html", None),
            ("api/3/action/tag_list", Some(Kind::Answer)),
            ("api/3/action/package_show/a.json", Some(Kind::Json)),
            ("assets/portal.55ae9afdf84b1c77.css", Some(Kind::Style)),
            ("assets/search.js", Some(Kind::Loader)),
            ("search/current.json", Some(Kind::Current)),
            ("search/afcd5a7ea8/lex/0", Some(Kind::Index)),
            ("dump/datasets.jsonl.gz", Some(Kind::Dump)),
            ("dataset/a/resource/b/download/c.csv", Some(Kind::Csv)),
            ("dataset/a/resource/b/download/c.xml.txt", Some(Kind::Active)),
            ("dataset/a/resource/b/download/c.txt", None),
            ("dataset/a/resource/b/download/c.json", None),
        ] {
            assert_eq!(Kind::of(path), kind, "{path}");
        }
    }
}
