//! The theme inside the binary.

use crate::theme::module::Module;

/// Templates of the built-in theme, by name.
pub(super) const TEMPLATES: &[(&str, &str)] = &templates();

/// Static files of the built-in theme, by name.
pub(super) const STATICS: &[(&str, &[u8])] = &[
    ("favicon.svg", include_bytes!("../../themes/default/static/favicon.svg")),
    ("hero.svg", include_bytes!("../../themes/default/static/hero.svg")),
    ("portal.css", include_bytes!("../../themes/default/static/portal.css")),
];

/// Scripts of the built-in theme: each is published with the modules it imports as one file.
pub(super) const SCRIPTS: [&str; 2] = ["search-page.js", "search.js"];

macro_rules! modules {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../assets/", $name)))),*]
    };
}

/// What scripts are made of: the search client, and the page that uses it.
pub(super) const MODULES: &[Module] = modules![
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

const fn templates() -> [(&'static str, &'static str); 21] {
    embed![
        "dataset.html",
        "datasets.html",
        "footer.html",
        "formats.html",
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
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default").join(folder);
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .expect("the folder is in the repository")
            .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn every_file_of_the_theme_is_in_the_binary() {
        assert_eq!(names("templates"), TEMPLATES.iter().map(|(name, _)| *name).collect::<Vec<_>>());
        assert_eq!(names("static"), STATICS.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    }
}
