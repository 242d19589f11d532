//! The table of rules: which question to CKAN's API which file answers. Every emitter reads it; its
//! JSON form is for interpreters in other languages.

use crate::action::WRITING;
use crate::catalog::Catalog;
use crate::plan::{Refusal, urls};
use crate::publish::hosting::{Values, actions};
use serde_json::{Value, json};

/// What a site's files answer, and how what they cannot answer is refused.
#[derive(Clone, Debug)]
pub struct Table {
    /// Path of the site without slashes at its ends: empty, or `portal`.
    pub base: String,
    /// The site's full address, without a slash at the end.
    pub site: String,
    /// Parameters that choose between files.
    pub slots: &'static [Slot],
    /// One rule a read action that files answer, by name.
    pub rules: &'static [Rule],
    /// Actions that write: none is allowed.
    pub writes: &'static [&'static str],
}

/// A choice between files.
#[derive(Debug, PartialEq, Eq)]
pub struct Slot {
    /// What stands for it in a path: `{key}`.
    pub name: &'static str,
    /// The parameters it may be given by; two of them, or one twice, are refused.
    pub parameters: &'static [&'static str],
    /// Values and what each puts into the path; a value of no case puts `default`.
    pub cases: &'static [(Values, Label)],
    /// What is put where no parameter is given; none where one is needed.
    pub default: Option<&'static str>,
}

/// What a value puts into a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// This text.
    Text(&'static str),
    /// The value itself.
    Itself,
}

/// Where the answers of an action lie, below `api/3/action/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Files {
    /// `<action>`, or with options `<action>.<option>….json`.
    List,
    /// `<action>/{key}.json`.
    Show,
    /// `<action>/{key}.json`; without that file an empty list where `resource_show/{key}.json` is.
    Views,
    /// `<action>/{order}/{rows}/{start}.json`.
    Pages,
}

impl Files {
    /// In configurations and in the table's JSON form.
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Show => "show",
            Self::Views => "views",
            Self::Pages => "pages",
        }
    }
}

/// How files answer an action.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// CKAN's name of the action.
    pub action: &'static str,
    /// Where its answers lie.
    pub files: Files,
    /// The parameters that are understood, with the values that are; all others are refused. A
    /// parameter may stand here several times.
    pub parameters: &'static [Parameter],
}

/// Parameters, and values that they may have.
#[derive(Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Names; one that ends in `*` stands for all that begin so.
    pub names: &'static [&'static str],
    /// The values.
    pub values: Values,
}

impl Rule {
    /// Which of the slots the action's path has.
    pub fn has(&self, slot: &Slot) -> bool {
        match self.files {
            Files::List => slot.default == Some(""),
            Files::Show | Files::Views => slot.name == "key",
            Files::Pages => ["order", "rows", "start"].contains(&slot.name),
        }
    }

    /// The path of an answer, from the site's folder, with slots in braces; `{options}` stands for
    /// all optional ones in the table's order.
    pub fn path(&self) -> String {
        let action = self.action;
        match self.files {
            Files::List => format!("api/3/action/{action}{{options}}.json"),
            Files::Show | Files::Views => format!("api/3/action/{action}/{{key}}.json"),
            Files::Pages => format!("api/3/action/{action}/{{order}}/{{rows}}/{{start}}.json"),
        }
    }

    /// How a question is refused that no file answers.
    pub fn unsupported(&self) -> Refusal {
        if self.files == Files::Pages { Refusal::Search } else { Refusal::Unsupported }
    }

    /// How a question is refused whose file is not there.
    pub fn absent(&self) -> Refusal {
        match self.files {
            Files::Show | Files::Views => Refusal::NotFound,
            Files::List | Files::Pages => self.unsupported(),
        }
    }
}

/// What a language of an address prefix looks like: `es`, `pt_BR`.
pub(super) const LOCALE: &str = "[a-z]{2,3}(?:_[A-Z][A-Za-z]{1,3})?";

/// What the name of an action looks like.
pub(super) const ACTION: &str = "[a-z_]{3,64}";

/// How many bytes of a body are read.
pub(super) const LARGEST_BODY: usize = 16_384;

impl Table {
    /// The rules for a portal's site.
    pub fn new(catalog: &Catalog) -> Self {
        Self::at(&catalog.portal.base_url)
    }

    /// The rules for a site at an address without a slash at the end.
    pub fn at(site: &str) -> Self {
        let rest = site.split_once("://").map_or("", |(_, rest)| rest);
        let base = rest.split_once('/').map_or("", |(_, path)| path.trim_matches('/'));
        Self {
            base: base.to_owned(),
            site: site.to_owned(),
            slots: actions::SLOTS,
            rules: actions::RULES,
            writes: &WRITING,
        }
    }

    /// Whether the site's address can stand in any host's language as it is.
    pub fn is_plain(&self) -> bool {
        self.site.chars().all(|c| c.is_ascii_alphanumeric() || "-._~/:[]".contains(c))
    }

    /// What stands before every path of the site in an address: nothing, or `/portal`.
    pub(super) fn prefix(&self) -> String {
        if self.base.is_empty() { String::new() } else { format!("/{}", self.base) }
    }

    /// The rule of a read action that files answer.
    pub fn rule(&self, action: &str) -> Option<&'static Rule> {
        self.rules.iter().find(|rule| rule.action == action)
    }

    /// What a question without file, or one that is not allowed, is answered: JSON. Where `action`
    /// is none, it cannot be named.
    pub fn body(&self, refusal: Refusal, action: Option<&str>) -> String {
        refusal.body(&self.site, action)
    }

    /// For interpreters: everything above, and the texts of refusals with `{action}` in the place of
    /// the action's name.
    pub fn to_json(&self) -> Value {
        let slots: Vec<Value> = self.slots.iter().map(Slot::to_json).collect();
        let rules: serde_json::Map<String, Value> =
            self.rules.iter().map(|rule| (rule.action.to_owned(), rule.to_json())).collect();
        let refusals: serde_json::Map<String, Value> = Refusal::ALL
            .iter()
            .map(|refusal| {
                let body = self.body(*refusal, Some("{action}"));
                (refusal.name().to_owned(), json!({"status": refusal.status(), "body": body}))
            })
            .collect();
        json!({
            "base": self.base,
            "site": self.site,
            "locale": LOCALE,
            "action": ACTION,
            "largest_body": LARGEST_BODY,
            "no_views": urls::NO_VIEWS,
            "slots": slots,
            "rules": rules,
            "writes": self.writes,
            "refusals": refusals,
        })
    }
}

impl Slot {
    fn to_json(&self) -> Value {
        let cases: Vec<Value> = self
            .cases
            .iter()
            .map(|(values, label)| match label {
                Label::Text(text) => json!([values.to_json(), text]),
                Label::Itself => json!([values.to_json(), null]),
            })
            .collect();
        json!({
            "name": self.name,
            "parameters": self.parameters,
            "cases": cases,
            "default": self.default,
        })
    }
}

impl Rule {
    fn to_json(&self) -> Value {
        let parameters: Vec<Value> = self
            .parameters
            .iter()
            .map(|parameter| json!([parameter.names, parameter.values.to_json()]))
            .collect();
        json!({
            "files": self.files.name(),
            "path": self.path(),
            "parameters": parameters,
            "unsupported": self.unsupported().name(),
            "absent": self.absent().name(),
        })
    }
}
