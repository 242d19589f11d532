//! The theme inside the binary.

use crate::theme::module::Module;

/// Templates of the built-in theme, by name.
pub(super) const TEMPLATES: &[(&str, &str)] = &templates();

/// Static files of the built-in theme, by name.
pub(super) const STATICS: &[(&str, &[u8])] = &[
    ("favicon.svg", include_bytes!("../../themes/default/static/favicon.svg")),
    ("hero.svg", include_bytes!("../../themes/default/static/hero.svg")),
    ("portal.css", include_bytes!("../../themes/default/static/portal.css")),
    ("quality.css", include_bytes!("../../themes/default/static/quality.css")),
];

/// Scripts of the built-in theme: each is published with the modules it imports as one file.
pub(super) const SCRIPTS: [&str; 2] = ["search-page.js", "search.js"];

macro_rules! modules {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../assets/", $name)))),*]
    };
}

/// What scripts are made of: the search client, the page that uses it, and the edge worker.
pub(super) const MODULES: &[Module] = modules![
    "edge.js",
    "edge/actions.js",
    "edge/asked.js",
    "edge/bodies.js",
    "edge/given.js",
    "edge/packs.js",
    "edge/pages.js",
    "edge/reply.js",
    "edge/searched.js",
    "edge/site.js",
    "edge/tags.js",
    "edge/util.js",
    "search-page.js",
    "search-page/facets.js",
    "search-page/results.js",
    "search-page/say.js",
    "search-page/state.js",
    "search.js",
    "search/actions.js",
    "search/analysis.js",
    "search/dates.js",
    "search/evaluate.js",
    "search/facets.js",
    "search/files.js",
    "search/highlight.js",
    "search/lexicon.js",
    "search/query.js",
    "search/refusal.js",
    "search/request.js",
    "search/sorts.js",
    "search/spell.js",
];

macro_rules! embed {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../themes/default/templates/", $name)))),*]
    };
}

const fn templates() -> [(&'static str, &'static str); 25] {
    embed![
        "dataset.html",
        "datasets.html",
        "footer.html",
        "formats.html",
        "grade.html",
        "group.html",
        "groups.html",
        "home.html",
        "layout.html",
        "licenses.html",
        "listing.html",
        "macros.html",
        "news.html",
        "news_post.html",
        "not_found.html",
        "pager.html",
        "redirect.html",
        "resource.html",
        "resource_row.html",
        "rule.html",
        "rules.html",
        "table.html",
        "tags.html",
        "text.html",
        "tombstone.html",
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn names(folder: &str) -> Vec<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .expect("the folder is in the repository")
            .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn every_file_of_the_theme_is_in_the_binary() {
        assert_eq!(
            names("themes/default/templates"),
            TEMPLATES.iter().map(|(name, _)| *name).collect::<Vec<_>>()
        );
        assert_eq!(
            names("themes/default/static"),
            STATICS.iter().map(|(name, _)| *name).collect::<Vec<_>>()
        );
        for folder in ["edge", "search-page", "search"] {
            let ours = MODULES.iter().filter_map(|(name, _)| name.strip_prefix(folder));
            let ours: Vec<&str> = ours.filter_map(|name| name.strip_prefix('/')).collect();
            let mut there = names(&format!("assets/{folder}"));
            there.retain(|name| Path::new(name).extension().is_some_and(|ending| ending == "js"));
            assert_eq!(there, ours);
        }
    }
}
