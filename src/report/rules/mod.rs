//! The table of rules: what is checked, how much it weighs, and an example of each.
//!
//! The texts of a rule are in the message catalogue: `rules.<code>.title`, `.why` and `.repair`, and
//! what is said of a place that breaks it is `diagnostics.<code>` with its remedy.

mod dates;
mod fields;
mod files;
mod languages;
mod licenses;
mod lost;
mod names;
mod places;
mod privacy;
mod profiles;
mod references;
mod rules;
mod syntax;
mod texts;
mod urls;

use crate::report::{Diagnostic, Severity};
use std::collections::BTreeMap;

/// One rule.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Stable, lower-case words with hyphens: `yaml-duplicate-key`.
    pub code: &'static str,
    /// What it is about.
    pub family: Family,
    /// How much a breach weighs where the portal says nothing. A single breach may weigh less.
    pub severity: Severity,
    /// Whether a portal may not make it lighter: what breaks it is lost, hidden or published by
    /// mistake, and nobody would be told.
    pub firm: bool,
    /// What it looks like.
    pub example: Example,
}

/// A part of a file that breaks a rule, and the same as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// The file from the portal's folder; `dataset.yaml` is that of any dataset. Empty where no file
    /// shows it.
    pub file: &'static str,
    /// What breaks the rule.
    pub wrong: &'static str,
    /// What does not.
    pub right: &'static str,
}

impl Example {
    /// What no part of a file shows.
    pub const NONE: Self = Self { file: "", wrong: "", right: "" };

    /// Of a dataset's file.
    pub(super) const fn dataset(wrong: &'static str, right: &'static str) -> Self {
        Self { file: "dataset.yaml", wrong, right }
    }
}

macro_rules! families {
    ($($(#[$doc:meta])* $name:ident $key:literal;)*) => {
        /// What rules are about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Family {$(
            $(#[$doc])*
            $name,
        )*}

        impl Family {
            /// Every family, in the order they are shown.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The family's name in the message catalogue, below `rules.family.`.
            pub fn key(self) -> &'static str {
                match self {$(Self::$name => $key,)*}
            }
        }
    };
}

families! {
    /// What makes a file YAML, and text.
    Syntax "syntax";
    /// What the fields of a record may say.
    Fields "fields";
    /// Where files lie, and how they are called.
    Places "places";
    /// What one file says of another.
    References "references";
    /// Names and ids: each once, each told apart.
    Names "names";
    /// Under which licence data is published.
    Licenses "licenses";
    /// Addresses of resources.
    Urls "urls";
    /// Dates and promised frequency.
    Dates "dates";
    /// Data files, their formats and media types.
    Files "files";
    /// What people read.
    Texts "texts";
    /// In which language it is said.
    Languages "languages";
    /// What must not be published.
    Privacy "privacy";
    /// What was there before a change and is not any more.
    Lost "lost";
    /// What the portal's profile asks for.
    Profiles "profiles";
    /// The rules themselves.
    Rules "rules";
}

/// Every rule, family by family.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    const TABLES: &[&[Rule]] = &[
        syntax::RULES,
        fields::RULES,
        places::RULES,
        references::RULES,
        names::RULES,
        licenses::RULES,
        urls::RULES,
        dates::RULES,
        files::RULES,
        texts::RULES,
        languages::RULES,
        privacy::RULES,
        lost::RULES,
        profiles::RULES,
        rules::RULES,
    ];
    TABLES.iter().flat_map(|table| table.iter())
}

/// The rule with a code.
pub fn find(code: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.code == code)
}

/// What a portal makes of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// It is told, and weighs so much.
    Is(Severity),
    /// It is not told.
    Off,
}

impl Weight {
    /// The word in `portal.yaml`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Is(severity) => severity.name(),
            Self::Off => "off",
        }
    }

    /// What a word in `portal.yaml` means.
    pub fn of(word: &str) -> Option<Self> {
        match word {
            "error" => Some(Self::Is(Severity::Error)),
            "warning" => Some(Self::Is(Severity::Warning)),
            "note" => Some(Self::Is(Severity::Note)),
            "off" => Some(Self::Off),
            _ => None,
        }
    }
}

/// What a portal says of rules, by code. Firm rules are not in it.
pub type Weights = BTreeMap<&'static str, Weight>;

/// Gives diagnostics the weight that the portal wants, and drops those it does not want to hear of.
pub fn weigh(diagnostics: &mut Vec<Diagnostic>, weights: &Weights) {
    diagnostics.retain_mut(|diagnostic| match weights.get(diagnostic.code) {
        Some(Weight::Off) => false,
        Some(Weight::Is(severity)) => {
            diagnostic.severity = *severity;
            true
        }
        None => true,
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Lang, Texts};
    use std::collections::BTreeSet;

    #[test]
    fn every_code_is_one_rule_and_every_rule_is_told() {
        let texts = Texts::embedded(Lang::Es);
        let codes: BTreeSet<&str> = all().map(|rule| rule.code).collect();
        assert_eq!(codes.len(), all().count(), "a code is there twice");
        let silent: Vec<_> =
            codes.iter().filter(|code| !texts.has(&format!("diagnostics.{code}"))).collect();
        assert!(silent.is_empty(), "no message: {silent:?}");
    }
}
