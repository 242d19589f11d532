//! What the script of the search page is told: texts, facets, formats.

use crate::render::jsonld;
use crate::render::view::{Scene, listing};
use crate::theme::Html;
use serde_json::{Map, Value, json};

/// Facets that every portal's search offers, beside those of `portal.yaml`.
const ALWAYS: [&str; 6] =
    ["organization", "groups", "tags", "res_format", "license_id", "frequency"];

/// How many formats have their colour and their page on cards that the script makes.
const FORMATS: usize = 150;

/// Texts of lists that the script shows as well.
const SHARED: [&str; 11] = [
    "count.datasets",
    "count.resources",
    "list.all",
    "list.formats",
    "list.more_formats",
    "list.next",
    "list.page",
    "list.pages",
    "list.position",
    "list.previous",
    "list.updated",
];

impl Scene<'_> {
    /// JSON for a script element.
    pub(super) fn search_data(&self) -> Html {
        let data = json!({
            "facets": self.search_facets(),
            "formats": self.search_formats(),
            "group": self.t("number.group"),
            "texts": self.search_texts(),
            "title": self.catalog.portal.title,
        });
        Html::safe(jsonld::embedded(&data))
    }

    /// Name and title of each facet, those of `portal.yaml` first.
    fn search_facets(&self) -> Vec<[String; 2]> {
        let own = self.catalog.portal.facets.iter().map(String::as_str);
        let mut names: Vec<&str> = Vec::new();
        for name in own.chain(ALWAYS) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.into_iter().map(|name| [name.to_owned(), self.facet_title(name)]).collect()
    }

    /// What a facet is called.
    pub(super) fn facet_title(&self, name: &str) -> String {
        match name {
            "organization" => self.t("nav.organizations"),
            "groups" => self.t("nav.groups"),
            "tags" => self.t("tags.title"),
            "res_format" => self.t("formats.title"),
            "license_id" => self.t("licenses.title"),
            key => match self.catalog.portal.profile.dataset_field(key) {
                Some(field) => self.label_of(field),
                None => self.label(key),
            },
        }
    }

    /// The kind of thing and the page of the most frequent formats.
    fn search_formats(&self) -> Map<String, Value> {
        let mut formats: Vec<_> = self.catalog.formats.iter().collect();
        formats.sort_by_key(|format| std::cmp::Reverse(format.datasets.len()));
        formats.truncate(FORMATS);
        formats
            .into_iter()
            .map(|format| {
                let known = json!([listing::family(&format.name), format.slug]);
                (format.name.clone(), known)
            })
            .collect()
    }

    /// Texts by their keys; those that count as a pair, for one and for others.
    fn search_texts(&self) -> Map<String, Value> {
        let own = self.texts.keys().filter_map(|key| key.strip_prefix("portal."));
        let keys = own.filter(|key| key.starts_with("search.")).chain(SHARED);
        keys.map(|key| {
            let forms = self.texts.forms(&format!("portal.{key}"));
            let value = match forms.as_slice() {
                [text] => json!(text),
                forms => json!(forms),
            };
            (key.strip_prefix("search.").unwrap_or(key).to_owned(), value)
        })
        .collect()
    }
}
