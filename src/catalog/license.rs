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

/// CKAN's own register, in its order.
pub fn built_in() -> Vec<License> {
    BUILT_IN
        .iter()
        .map(|(id, title, url, open, domains, generic)| License {
            id: (*id).to_owned(),
            title: (*title).to_owned(),
            url: if *url == "=" { format!("{OPEN_DEFINITION}{id}") } else { (*url).to_owned() },
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
