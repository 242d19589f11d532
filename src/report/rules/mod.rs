//! The table of rules: what is checked, how much it weighs, and an example of each.
//!
//! The texts of a rule are in the message catalogue: `rules.<code>.title`, `.why` and `.repair`, and
//! what is said of a place that breaks it is `diagnostics.<code>` with its remedy.

mod data;
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
mod settings;
mod syntax;
mod texts;
mod urls;

use crate::report::{Diagnostic, Severity};
use crate::text::Texts;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Lines of an example, as one text.
macro_rules! lines {
    [$first:literal $(, $line:literal)* $(,)?] => {
        concat!($first $(, "\n", $line)*)
    };
}
use lines;

/// One rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

impl Rule {
    /// What the rule asks for, in a short phrase.
    pub fn title(&self, texts: &Texts) -> String {
        self.text("title", texts)
    }

    /// What goes wrong where it is broken.
    pub fn why(&self, texts: &Texts) -> String {
        self.text("why", texts)
    }

    /// How what breaks it is mended.
    pub fn repair(&self, texts: &Texts) -> String {
        self.text("repair", texts)
    }

    /// The key of what is said of a place that breaks it. Tables have texts of their own, which also
    /// serve where there is no catalogue.
    pub fn message(&self) -> String {
        let words = if self.family == Family::Data { "table" } else { "diagnostics" };
        format!("{words}.{}", self.code)
    }

    fn text(&self, part: &str, texts: &Texts) -> String {
        texts.get(&format!("rules.{}.{part}", self.code), &[])
    }
}

/// What breaks a rule, and the same as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// What the two texts are.
    pub shows: Shows,
    /// What breaks the rule.
    pub wrong: &'static str,
    /// What does not.
    pub right: &'static str,
}

/// What an example consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// Nothing: neither a file nor its name shows what the rule is about.
    Nothing,
    /// A part of a file, by its path from the portal's folder; `dataset.yaml` and `dataset.md` are
    /// those of any dataset.
    Part(&'static str),
    /// Files and folders, a path from the portal's folder on each line; that of a folder ends in `/`.
    Paths,
}

impl Example {
    /// What neither a part of a file nor a list of paths shows.
    pub const NONE: Self = Self { shows: Shows::Nothing, wrong: "", right: "" };

    /// A part of a dataset's file.
    const fn dataset(wrong: &'static str, right: &'static str) -> Self {
        Self::of("dataset.yaml", wrong, right)
    }

    /// A part of a file.
    const fn of(file: &'static str, wrong: &'static str, right: &'static str) -> Self {
        Self { shows: Shows::Part(file), wrong, right }
    }

    /// Names of files and folders.
    const fn paths(wrong: &'static str, right: &'static str) -> Self {
        Self { shows: Shows::Paths, wrong, right }
    }

    /// Whether there is anything to show.
    pub fn is_some(&self) -> bool {
        self.shows != Shows::Nothing
    }
}

/// A text of an example as it can be shown: characters that nobody sees, or that would change how the
/// rest is seen, by their numbers.
pub fn visible(text: &str) -> String {
    let hidden = |c: char| {
        (c.is_control() && c != '\n')
            || (c.is_whitespace() && !matches!(c, ' ' | '\n'))
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            '\t' => out.push_str("‹TAB›"),
            c if hidden(c) => _ = write!(out, "‹U+{:04X}›", u32::from(c)),
            c => out.push(c),
        }
        out
    })
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

            /// The family's name for programs, and in the message catalogue below `rules.family.`.
            pub fn key(self) -> &'static str {
                match self {$(Self::$name => $key,)*}
            }
        }

        impl Family {
            /// What people call it.
            pub fn title(self, texts: &Texts) -> String {
                texts.get(&format!("rules.family.{}", self.key()), &[])
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
    /// What is in tables.
    Data "data";
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
        data::RULES,
        privacy::RULES,
        lost::RULES,
        profiles::RULES,
        settings::RULES,
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
    use crate::text::Lang;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_is_one_rule_and_every_rule_is_told() {
        let texts = Texts::embedded(Lang::Es);
        let codes: BTreeSet<&str> = all().map(|rule| rule.code).collect();
        assert_eq!(codes.len(), all().count(), "a code is there twice");
        let silent: Vec<_> =
            all().filter(|rule| !texts.has(&rule.message())).map(|rule| rule.code).collect();
        assert!(silent.is_empty(), "no message: {silent:?}");
    }

    #[test]
    fn every_rule_is_explained_in_every_language() {
        let mut expected: BTreeSet<String> =
            Family::ALL.iter().map(|family| format!("rules.family.{}", family.key())).collect();
        for rule in all() {
            expected.extend(
                ["title", "why", "repair"].map(|part| format!("rules.{}.{part}", rule.code)),
            );
        }
        for lang in Lang::ALL {
            let texts = Texts::embedded(lang);
            let keys = texts.keys().filter(|key| key.starts_with("rules."));
            let told: BTreeSet<String> = keys.map(str::to_owned).collect();
            let missing: Vec<_> = expected.difference(&told).collect();
            let surplus: Vec<_> = told.difference(&expected).collect();
            assert!(missing.is_empty() && surplus.is_empty(), "{lang:?}: {missing:?} {surplus:?}");
            for key in told {
                let text = texts.get(&key, &[]);
                assert!(
                    !text.trim().is_empty() && !text.contains(['{', '}', '\n']),
                    "{lang:?} {key}"
                );
                assert!(
                    text.matches('`').count().is_multiple_of(2),
                    "{lang:?} {key}: an open backtick"
                );
                let part = key.rsplit('.').next().unwrap_or_default();
                let sentence = matches!(part, "why" | "repair");
                assert_eq!(sentence, text.ends_with('.'), "{lang:?} {key}: its full stop");
            }
        }
    }

    #[test]
    fn titles_tell_rules_apart() {
        for lang in Lang::ALL {
            let texts = Texts::embedded(lang);
            let titles: BTreeSet<String> = all().map(|rule| rule.title(&texts)).collect();
            assert_eq!(titles.len(), all().count(), "{lang:?}: a title is there twice");
            let long: Vec<_> = titles.iter().filter(|title| title.chars().count() > 80).collect();
            assert!(long.is_empty(), "{lang:?}: {long:?}");
        }
    }

    #[test]
    fn examples_show_a_difference() {
        for rule in all().filter(|rule| rule.example.is_some()) {
            let Example { wrong, right, shows } = rule.example;
            assert!(wrong != right && !right.trim().is_empty(), "{}", rule.code);
            for text in [wrong, right] {
                assert!(!text.ends_with('\n'), "{}: an empty line at the end", rule.code);
                let wide = text.lines().any(|line| line.chars().count() > 76);
                assert!(!wide, "{}: too wide for a terminal", rule.code);
            }
            if let Shows::Part(file) = shows {
                assert!(!file.is_empty() && !file.ends_with('/'), "{}", rule.code);
            }
        }
    }
}
