//! CKAN's register of licences, and the portal's own on top of it.

use crate::catalog::License;
use crate::read;
use serde_json::Value;

/// The keys of a `license_list` entry beside `id`, `title`, `url`: text, as CKAN gives them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Register {
    /// `domain_content`: `True` or `False`.
    pub domain_content: String,
    /// `domain_data`: `True` or `False`.
    pub domain_data: String,
    /// `domain_software`: `True` or `False`.
    pub domain_software: String,
    /// `family`.
    pub family: String,
    /// `is_generic`: `True` or `False`.
    pub is_generic: String,
    /// `od_conformance`: `approved`, `not reviewed` …
    pub od_conformance: String,
    /// `osd_conformance`.
    pub osd_conformance: String,
    /// `maintainer`.
    pub maintainer: String,
    /// `status`: `active`.
    pub status: String,
}

const OPEN_DEFINITION: &str = "http://www.opendefinition.org/licenses/";

/// id, title, URL (`=` is the Open Definition's page of that id), open, domain flags, generic.
type Row = (&'static str, &'static str, &'static str, bool, &'static str, bool);

const BUILT_IN: [Row; 15] = [
    ("notspecified", "License not specified", "", false, "", true),
    (
        "odc-pddl",
        "Open Data Commons Public Domain Dedication and License (PDDL)",
        "=",
        true,
        "d",
        false,
    ),
    ("odc-odbl", "Open Data Commons Open Database License (ODbL)", "=", true, "d", false),
    ("odc-by", "Open Data Commons Attribution License", "=", true, "d", false),
    ("cc-zero", "Creative Commons CCZero", "=", true, "cd", false),
    ("cc-by", "Creative Commons Attribution", "=", true, "", false),
    ("cc-by-sa", "Creative Commons Attribution Share-Alike", "=", true, "c", false),
    ("gfdl", "GNU Free Documentation License", "=", true, "c", false),
    ("other-open", "Other (Open)", "", true, "c", true),
    ("other-pd", "Other (Public Domain)", "", true, "c", true),
    ("other-at", "Other (Attribution)", "", true, "c", true),
    (
        "uk-ogl",
        "UK Open Government Licence (OGL)",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        true,
        "c",
        false,
    ),
    (
        "cc-nc",
        "Creative Commons Non-Commercial (Any)",
        "http://creativecommons.org/licenses/by-nc/2.0/",
        false,
        "",
        false,
    ),
    ("other-nc", "Other (Non-Commercial)", "", false, "", true),
    ("other-closed", "Other (Not Open)", "", false, "", true),
];

fn python_bool(value: bool) -> String {
    if value { "True" } else { "False" }.to_owned()
}

impl Register {
    fn new(open: bool, domains: &str, generic: bool) -> Self {
        Self {
            domain_content: python_bool(domains.contains('c')),
            domain_data: python_bool(domains.contains('d')),
            domain_software: python_bool(false),
            family: String::new(),
            is_generic: python_bool(generic),
            od_conformance: if open { "approved" } else { "not reviewed" }.to_owned(),
            osd_conformance: "not reviewed".to_owned(),
            maintainer: String::new(),
            status: "active".to_owned(),
        }
    }

    /// Lets further keys of a licence in `portal.yaml` replace what is assumed.
    fn overlay(&mut self, rest: &serde_json::Map<String, Value>) {
        for (key, value) in rest {
            let text = match value {
                Value::Bool(value) => python_bool(*value),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            match key.as_str() {
                "domain_content" => self.domain_content = text,
                "domain_data" => self.domain_data = text,
                "domain_software" => self.domain_software = text,
                "family" => self.family = text,
                "is_generic" => self.is_generic = text,
                "od_conformance" => self.od_conformance = text,
                "osd_conformance" => self.osd_conformance = text,
                "maintainer" => self.maintainer = text,
                "status" => self.status = text,
                _ => {}
            }
        }
    }
}

/// The address of a row: `=` is the Open Definition's page of its id.
fn address(id: &str, url: &str) -> String {
    if url == "=" { format!("{OPEN_DEFINITION}{id}") } else { url.to_owned() }
}

/// CKAN's own register, in its order.
pub fn built_in() -> Vec<License> {
    BUILT_IN
        .iter()
        .map(|(id, title, url, open, domains, generic)| License {
            id: (*id).to_owned(),
            title: (*title).to_owned(),
            url: address(id, url),
            open: *open,
            register: Register::new(*open, domains, *generic),
            datasets: Vec::new(),
        })
        .collect()
}

/// CKAN's register with the portal's own: the same id replaces an entry, another is added.
pub(super) fn register(own: &[read::License]) -> Vec<License> {
    let mut licenses = built_in();
    for entry in own {
        let mut register = Register::new(entry.open, "", false);
        register.overlay(&entry.rest);
        let license = License {
            id: entry.id.value.clone(),
            title: entry.title.clone(),
            url: entry.url.clone(),
            open: entry.open,
            register,
            datasets: Vec::new(),
        };
        match licenses.iter_mut().find(|present| present.id == license.id) {
            Some(present) => *present = license,
            None => licenses.push(license),
        }
    }
    licenses
}

/// Further spellings met in catalogues, lower case, and addresses without scheme, `www.` and the
/// slash at their end: a text equal to one, or an address that starts with one, is that licence.
const SPELLINGS: [(&str, &str); 39] = [
    ("creativecommons.org/licenses/by/", "cc-by"),
    ("creativecommons.org/licenses/by-sa/", "cc-by-sa"),
    ("creativecommons.org/licenses/by-nc/", "cc-nc"),
    ("creativecommons.org/licenses/by-nc-sa/", "cc-nc"),
    ("creativecommons.org/licenses/by-nc-nd/", "cc-nc"),
    ("creativecommons.org/publicdomain/zero/", "cc-zero"),
    ("creativecommons.org/share-your-work/public-domain/cc0", "cc-zero"),
    ("creativecommons.org/publicdomain/mark/", "other-pd"),
    ("opendatacommons.org/licenses/odbl", "odc-odbl"),
    ("opendatacommons.org/licenses/by", "odc-by"),
    ("opendatacommons.org/licenses/pddl", "odc-pddl"),
    ("opendefinition.org/licenses/odc-pddl", "odc-pddl"),
    ("opendefinition.org/licenses/odc-odbl", "odc-odbl"),
    ("opendefinition.org/licenses/odc-by", "odc-by"),
    ("opendefinition.org/licenses/cc-zero", "cc-zero"),
    ("opendefinition.org/licenses/cc-by-sa", "cc-by-sa"),
    ("opendefinition.org/licenses/cc-by", "cc-by"),
    ("opendefinition.org/licenses/gfdl", "gfdl"),
    ("nationalarchives.gov.uk/doc/open-government-licence/", "uk-ogl"),
    ("gnu.org/licenses/fdl", "gfdl"),
    ("uk open government licence", "uk-ogl"),
    ("open data commons public domain dedication and licence (pddl)", "odc-pddl"),
    ("no se especificó la licencia", "notspecified"),
    ("creative commons cc zero", "cc-zero"),
    ("cc0", "cc-zero"),
    ("cc0 1.0", "cc-zero"),
    ("cc0-1.0", "cc-zero"),
    ("cc0 1.0 universal", "cc-zero"),
    ("cc by", "cc-by"),
    ("cc by 4.0", "cc-by"),
    ("cc-by 4.0", "cc-by"),
    ("cc-by-4.0", "cc-by"),
    ("creative commons by 4.0", "cc-by"),
    ("creative commons attribution 4.0 international license", "cc-by"),
    ("cc by-sa", "cc-by-sa"),
    ("cc by-sa 4.0", "cc-by-sa"),
    ("cc-by-sa-4.0", "cc-by-sa"),
    ("odbl-1.0", "odc-odbl"),
    ("license not specified", "notspecified"),
];

/// The id in CKAN's register of a text: an id, a title or an address of the register, or one of
/// the spellings known for it.
pub fn recognise(text: &str) -> Option<&'static str> {
    let text = text.trim();
    let exact = BUILT_IN.iter().find(|(id, title, url, ..)| {
        id.eq_ignore_ascii_case(text)
            || title.eq_ignore_ascii_case(text)
            || (!url.is_empty() && address(id, url).eq_ignore_ascii_case(text))
    });
    if let Some((id, ..)) = exact {
        return Some(id);
    }
    let lower = text.to_lowercase();
    let spelt = SPELLINGS.iter().find(|(spelling, _)| *spelling == lower).map(|(_, id)| *id);
    if spelt.is_some() || !text.contains("://") {
        return spelt;
    }
    let bare = text.trim_start_matches("https://").trim_start_matches("http://");
    let bare = bare.trim_start_matches("www.").to_lowercase();
    // The longest spelling wins: `by-sa` starts like `by`.
    SPELLINGS
        .iter()
        .filter(|(spelling, _)| bare.starts_with(spelling))
        .max_by_key(|(spelling, _)| spelling.len())
        .map(|(_, id)| *id)
}

/// The entry of a register that a text means: a known spelling, or an id or title nearly written.
pub fn meant<'l>(text: &str, register: &'l [License]) -> Option<&'l License> {
    let by_id = |id: &str| register.iter().find(|license| license.id.eq_ignore_ascii_case(id));
    if let Some(found) = by_id(text.trim()).or_else(|| recognise(text).and_then(by_id)) {
        return Some(found);
    }
    let plain = crate::text::hyphened(text, |_| false);
    // Versions and countries make no other licence of CKAN's: `cc-by-4.0`, `CC BY 3.0 CL`.
    let stem = plain.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-');
    if stem.len() > 3
        && let Some(found) =
            recognise(stem).or_else(|| recognise(&stem.replace('-', " "))).and_then(by_id)
    {
        return Some(found);
    }
    let by_title =
        register.iter().find(|license| crate::text::hyphened(&license.title, |_| false) == plain);
    by_title.or_else(|| {
        let ids: Vec<&str> = register.iter().map(|license| license.id.as_str()).collect();
        crate::text::near(&plain, &ids).and_then(by_id)
    })
}
