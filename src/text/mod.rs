//! The message catalogue: what every key says in Spanish, English and Portuguese.
//!
//! One folder a language under `themes/default/strings/`, one file an area (`portal`,
//! `diagnostics`, `rules`, `commands`, `search`, `verify`, `table`, `grade`, `personal`). A key is
//! `area.name`; a value is a text with `{placeholders}`, or a table `{ one = "…", other = "…" }`
//! chosen by the argument `n`. A portal's theme may override any key of the area `portal`.

mod near;
mod slug;
pub mod yaml;

pub use near::{distance, near};
pub use slug::{LONGEST_NAME, hyphened, slug, within};

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// A language the interface speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lang {
    /// Spanish, the default.
    #[default]
    Es,
    /// English.
    En,
    /// Portuguese.
    Pt,
}

impl Lang {
    /// Every language, the default first.
    pub const ALL: [Self; 3] = [Self::Es, Self::En, Self::Pt];

    /// The ISO 639-1 code, as in `<html lang>` and file names.
    pub fn code(self) -> &'static str {
        match self {
            Self::Es => "es",
            Self::En => "en",
            Self::Pt => "pt",
        }
    }

    /// The language of a tag such as `es`, `es-CL` or `pt_BR.UTF-8`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_', '.']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|lang| lang.code().eq_ignore_ascii_case(primary))
    }
}

/// A text of the catalogue, singular and plural told apart where it counts something.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Entry {
    Plain(String),
    Counted { one: String, other: String },
}

/// All texts of one language.
#[derive(Clone, Debug)]
pub struct Texts {
    lang: Lang,
    entries: BTreeMap<String, Entry>,
}

const EMBEDDED: [(Lang, &str, &str); 27] = [
    (Lang::Es, "portal", include_str!("../../themes/default/strings/es/portal.toml")),
    (Lang::Es, "diagnostics", include_str!("../../themes/default/strings/es/diagnostics.toml")),
    (Lang::Es, "rules", include_str!("../../themes/default/strings/es/rules.toml")),
    (Lang::Es, "commands", include_str!("../../themes/default/strings/es/commands.toml")),
    (Lang::Es, "search", include_str!("../../themes/default/strings/es/search.toml")),
    (Lang::Es, "table", include_str!("../../themes/default/strings/es/table.toml")),
    (Lang::Es, "verify", include_str!("../../themes/default/strings/es/verify.toml")),
    (Lang::Es, "grade", include_str!("../../themes/default/strings/es/grade.toml")),
    (Lang::Es, "personal", include_str!("../../themes/default/strings/es/personal.toml")),
    (Lang::En, "portal", include_str!("../../themes/default/strings/en/portal.toml")),
    (Lang::En, "diagnostics", include_str!("../../themes/default/strings/en/diagnostics.toml")),
    (Lang::En, "rules", include_str!("../../themes/default/strings/en/rules.toml")),
    (Lang::En, "commands", include_str!("../../themes/default/strings/en/commands.toml")),
    (Lang::En, "search", include_str!("../../themes/default/strings/en/search.toml")),
    (Lang::En, "table", include_str!("../../themes/default/strings/en/table.toml")),
    (Lang::En, "verify", include_str!("../../themes/default/strings/en/verify.toml")),
    (Lang::En, "grade", include_str!("../../themes/default/strings/en/grade.toml")),
    (Lang::En, "personal", include_str!("../../themes/default/strings/en/personal.toml")),
    (Lang::Pt, "portal", include_str!("../../themes/default/strings/pt/portal.toml")),
    (Lang::Pt, "diagnostics", include_str!("../../themes/default/strings/pt/diagnostics.toml")),
    (Lang::Pt, "rules", include_str!("../../themes/default/strings/pt/rules.toml")),
    (Lang::Pt, "commands", include_str!("../../themes/default/strings/pt/commands.toml")),
    (Lang::Pt, "search", include_str!("../../themes/default/strings/pt/search.toml")),
    (Lang::Pt, "table", include_str!("../../themes/default/strings/pt/table.toml")),
    (Lang::Pt, "verify", include_str!("../../themes/default/strings/pt/verify.toml")),
    (Lang::Pt, "grade", include_str!("../../themes/default/strings/pt/grade.toml")),
    (Lang::Pt, "personal", include_str!("../../themes/default/strings/pt/personal.toml")),
];

impl Texts {
    /// The built-in texts of a language.
    ///
    /// # Panics
    /// If they are not TOML, which a test rules out.
    pub fn embedded(lang: Lang) -> Self {
        let mut texts = Self { lang, entries: BTreeMap::new() };
        for (_, area, toml) in EMBEDDED.iter().filter(|(of, _, _)| *of == lang) {
            texts
                .overlay(area, toml)
                .expect("the embedded catalogue is valid TOML, a test parses it");
        }
        texts
    }

    /// Lets the texts of a TOML file replace or extend those of `area`.
    ///
    /// # Errors
    /// What is wrong with the file, in TOML's own words.
    pub fn overlay(&mut self, area: &str, toml: &str) -> Result<(), String> {
        let table: toml::Table = toml.parse().map_err(|e: toml::de::Error| e.to_string())?;
        for (key, value) in table {
            self.insert(format!("{area}.{key}"), value)?;
        }
        Ok(())
    }

    fn insert(&mut self, key: String, value: toml::Value) -> Result<(), String> {
        match value {
            toml::Value::String(text) => {
                self.entries.insert(key, Entry::Plain(text));
            }
            toml::Value::Table(table) => {
                let form = |name: &str| table.get(name).and_then(toml::Value::as_str);
                if let (Some(one), Some(other)) = (form("one"), form("other")) {
                    let entry = Entry::Counted { one: one.to_owned(), other: other.to_owned() };
                    self.entries.insert(key, entry);
                } else {
                    for (part, value) in table {
                        self.insert(format!("{key}.{part}"), value)?;
                    }
                }
            }
            other => return Err(format!("{key}: a text was expected, not {}", other.type_str())),
        }
        Ok(())
    }

    /// The language of these texts.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Whether the catalogue has the key.
    pub fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// Every key, sorted.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// The text of `key` with its placeholders filled; the key itself where the catalogue lacks it,
    /// so that a missing text is seen and never stops anybody.
    pub fn get(&self, key: &str, args: &[(&str, &str)]) -> String {
        match self.entries.get(key) {
            None => key.to_owned(),
            Some(Entry::Plain(text)) => fill(text, args),
            Some(Entry::Counted { one, other }) => {
                let n = args.iter().find(|(name, _)| *name == "n").map_or("", |(_, n)| n);
                fill(if self.is_one(n) { one } else { other }, args)
            }
        }
    }

    /// The text of `key` with its placeholders open: one, or two where it counts something, that for
    /// one first; none where the catalogue lacks it.
    pub fn forms(&self, key: &str) -> Vec<&str> {
        match self.entries.get(key) {
            None => Vec::new(),
            Some(Entry::Plain(text)) => vec![text],
            Some(Entry::Counted { one, other }) => vec![one, other],
        }
    }

    /// CLDR's plural rules for whole numbers: Portuguese counts zero as one.
    fn is_one(&self, n: &str) -> bool {
        n == "1" || (self.lang == Lang::Pt && n == "0")
    }
}

/// Replaces each `{name}` by its argument; an unknown placeholder stays as it is.
fn fill(text: &str, args: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        let Some(close) = rest.find('}') else { break };
        let name = &rest[1..close];
        match args.iter().find(|(arg, _)| *arg == name) {
            Some((_, value)) => out.push_str(value),
            None => _ = write!(out, "{{{name}}}"),
        }
        rest = &rest[close + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_the_same_keys_and_placeholders() {
        let es = Texts::embedded(Lang::Es);
        for lang in [Lang::En, Lang::Pt] {
            let other = Texts::embedded(lang);
            let missing: Vec<_> = es.keys().filter(|key| !other.has(key)).collect();
            let extra: Vec<_> = other.keys().filter(|key| !es.has(key)).collect();
            assert!(missing.is_empty() && extra.is_empty(), "{lang:?}: {missing:?} {extra:?}");
            for key in es.keys() {
                assert_eq!(
                    placeholders(&es.get(key, &[])),
                    placeholders(&other.get(key, &[])),
                    "{lang:?} {key}"
                );
            }
        }
    }

    fn placeholders(text: &str) -> Vec<String> {
        let mut names: Vec<String> = text
            .split('{')
            .skip(1)
            .filter_map(|part| part.split_once('}').map(|(name, _)| name.to_owned()))
            .collect();
        names.sort();
        names.dedup();
        names
    }

    #[test]
    fn placeholders_are_filled_once_and_never_from_a_value() {
        assert_eq!(fill("a {x} {y}", &[("x", "{y}"), ("y", "2")]), "a {y} 2");
        assert_eq!(fill("open { and {z}", &[]), "open { and {z}");
    }
}
