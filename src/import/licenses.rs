//! Licences: CKAN's register, texts recognised as one of its entries, and what a portal adds.

use crate::catalog::license::recognise;
use crate::import::names::slug;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// CKAN's built-in register: id, title, address, whether it is open.
pub const REGISTER: [(&str, &str, &str, bool); 15] = [
    ("notspecified", "License not specified", "", false),
    (
        "odc-pddl",
        "Open Data Commons Public Domain Dedication and License (PDDL)",
        "http://www.opendefinition.org/licenses/odc-pddl",
        true,
    ),
    (
        "odc-odbl",
        "Open Data Commons Open Database License (ODbL)",
        "http://www.opendefinition.org/licenses/odc-odbl",
        true,
    ),
    (
        "odc-by",
        "Open Data Commons Attribution License",
        "http://www.opendefinition.org/licenses/odc-by",
        true,
    ),
    ("cc-zero", "Creative Commons CCZero", "http://www.opendefinition.org/licenses/cc-zero", true),
    ("cc-by", "Creative Commons Attribution", "http://www.opendefinition.org/licenses/cc-by", true),
    (
        "cc-by-sa",
        "Creative Commons Attribution Share-Alike",
        "http://www.opendefinition.org/licenses/cc-by-sa",
        true,
    ),
    ("gfdl", "GNU Free Documentation License", "http://www.opendefinition.org/licenses/gfdl", true),
    ("other-open", "Other (Open)", "", true),
    ("other-pd", "Other (Public Domain)", "", true),
    ("other-at", "Other (Attribution)", "", true),
    (
        "uk-ogl",
        "UK Open Government Licence (OGL)",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        true,
    ),
    (
        "cc-nc",
        "Creative Commons Non-Commercial (Any)",
        "http://creativecommons.org/licenses/by-nc/2.0/",
        false,
    ),
    ("other-nc", "Other (Non-Commercial)", "", false),
    ("other-closed", "Other (Not Open)", "", false),
];

/// Whether the register's entry says the text itself, so that nothing more need be kept.
pub fn says(id: &str, text: &str) -> bool {
    REGISTER.iter().any(|(of, title, url, _)| *of == id && [*of, *title, *url].contains(&text))
}

/// The licence id of a text, which may be an address with a title of its own: the register's where
/// it is recognised, else one that the portal declares.
pub fn settle(text: &str, title: &str, licenses: &mut Licenses) -> String {
    let text = text.trim();
    if let Some(id) = recognise(text).or_else(|| recognise(title)) {
        return id.to_owned();
    }
    let is_url = text.starts_with("http://") || text.starts_with("https://");
    let title = if title.is_empty() { text } else { title };
    let named = title.trim_start_matches("https://").trim_start_matches("http://");
    let id = slug(named, "license");
    licenses.met(&id, title, if is_url { text } else { "" }, false);
    id
}

/// One way in which a source describes a licence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Wording {
    title: String,
    url: String,
    open: bool,
}

/// The licences of a source, each in every wording it was met in.
#[derive(Clone, Debug, Default)]
pub struct Licenses {
    wordings: BTreeMap<String, BTreeMap<Wording, usize>>,
    declared: BTreeMap<String, Map<String, Value>>,
}

/// A licence for `portal.yaml`, and how it was chosen.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// Its entry.
    pub entry: Map<String, Value>,
    /// Titles met for the same id and not taken.
    pub others: Vec<String>,
    /// Whether `portal.yaml` has to have it, since CKAN's register does not say the same.
    pub needed: bool,
}

impl Licenses {
    /// A dataset that says this of its licence.
    pub fn met(&mut self, id: &str, title: &str, url: &str, open: bool) {
        let wording = Wording { title: title.to_owned(), url: url.to_owned(), open };
        *self.wordings.entry(id.to_owned()).or_default().entry(wording).or_default() += 1;
    }

    /// An entry of the source's own register, as its `license_list` gives it.
    pub fn declare(&mut self, entry: &Map<String, Value>) -> bool {
        let text = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default();
        let (id, approved) = (text("id"), |key: &str| text(key) == "approved");
        if id.is_empty() {
            return false;
        }
        let open = approved("od_conformance") || approved("osd_conformance");
        let mut ours = entry_of(id, text("title"), text("url"), open);
        for (key, value) in entry {
            if !ours.contains_key(key) {
                ours.insert(key.clone(), value.clone());
            }
        }
        self.declared.insert(id.to_owned(), ours);
        true
    }

    /// Every licence by id, in its most frequent wording. A title that only repeats the id is
    /// CKAN's answer for an unknown licence: such a one needs no entry.
    pub fn chosen(&self) -> Vec<Chosen> {
        let mut chosen: BTreeMap<&str, Chosen> = self
            .declared
            .iter()
            .map(|(id, entry)| {
                let needed = !is_registered(id, entry);
                (id.as_str(), Chosen { entry: entry.clone(), others: Vec::new(), needed })
            })
            .collect();
        for (id, wordings) in &self.wordings {
            if self.declared.contains_key(id) {
                continue;
            }
            let mut ranked: Vec<_> = wordings.iter().collect();
            ranked.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
            let Some((best, _)) = ranked.first() else { continue };
            let entry = entry_of(id, &best.title, &best.url, best.open);
            let others: Vec<String> = ranked[1..]
                .iter()
                .map(|(wording, _)| wording.title.clone())
                .filter(|title| *title != best.title)
                .collect();
            let unknown = best.title == *id && best.url.is_empty();
            let needed = !(unknown || is_registered(id, &entry));
            chosen.insert(id, Chosen { entry, others, needed });
        }
        chosen.into_values().collect()
    }
}

/// Whether CKAN's register says all that the entry does.
pub fn is_registered(id: &str, entry: &Map<String, Value>) -> bool {
    let text = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default();
    REGISTER
        .iter()
        .any(|(of, title, url, _)| *of == id && *title == text("title") && *url == text("url"))
}

fn entry_of(id: &str, title: &str, url: &str, open: bool) -> Map<String, Value> {
    let mut entry = Map::new();
    entry.insert("id".to_owned(), json!(id));
    entry.insert("title".to_owned(), json!(title));
    entry.insert("url".to_owned(), json!(url));
    entry.insert("open".to_owned(), json!(open));
    entry
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_recognised() {
        let cases = [
            ("Creative Commons Attribution", Some("cc-by")),
            ("https://creativecommons.org/licenses/by-sa/4.0/", Some("cc-by-sa")),
            ("http://www.opendefinition.org/licenses/odc-by", Some("odc-by")),
            ("https://opendatacommons.org/licenses/odbl/1-0/", Some("odc-odbl")),
            ("No se especificó la licencia", Some("notspecified")),
            ("There are no restrictions", None),
        ];
        for (text, id) in cases {
            assert_eq!(recognise(text), id, "{text}");
        }
    }

    #[test]
    fn the_most_frequent_wording_is_taken() {
        let mut licenses = Licenses::default();
        licenses.met("cc-by", "Atribuição", "", true);
        for _ in 0..2 {
            licenses.met("cc-by", "Creative Commons Attribution", REGISTER[5].2, true);
        }
        licenses.met("X-1", "X-1", "", false);
        licenses.met("propia", "Licencia propia", "https://example.org/l", true);
        let chosen = licenses.chosen();
        let needed: Vec<_> = chosen.iter().map(|c| (c.needed, c.others.len())).collect();
        assert_eq!(needed, [(false, 0), (false, 1), (true, 0)], "{chosen:?}");
    }
}
