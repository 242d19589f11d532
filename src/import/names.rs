//! Names, tags and ids that CKAN's rules allow, made from whatever a source has.

pub use crate::read::fields::is_name;

use crate::text::hyphened;
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use uuid::Uuid;

/// Longest name and longest tag.
const LONGEST: usize = 100;

/// A valid name from a title or a file's name; `fallback` where no letter of it is Latin.
pub fn slug(text: &str, fallback: &str) -> String {
    let mut latin = String::with_capacity(text.len());
    for c in text.nfkd().flat_map(char::to_lowercase) {
        match c {
            'ß' => latin.push_str("ss"),
            'æ' => latin.push_str("ae"),
            'œ' => latin.push_str("oe"),
            'ø' => latin.push('o'),
            'đ' | 'ð' => latin.push('d'),
            'ł' => latin.push('l'),
            'ı' => latin.push('i'),
            'þ' => latin.push_str("th"),
            '\'' | '’' => {}
            c => latin.push(c),
        }
    }
    let mut out = hyphened(&latin, |c| c == '_');
    if out.len() >= LONGEST {
        out.truncate(LONGEST);
        // A long title ends with a whole word, where that leaves most of it.
        out.truncate(out.rfind('-').filter(|at| *at >= LONGEST - 30).unwrap_or(LONGEST));
    }
    let out = out.trim_end_matches('-');
    match out.len() {
        0 => fallback.to_owned(),
        _ if is_name(out) => out.to_owned(),
        _ => format!("{fallback}-{out}"),
    }
}

/// Names given so far within one space of names.
#[derive(Debug, Default)]
pub struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    /// Takes a valid name, with `-2`, `-3` … where it is given already.
    pub fn take(&mut self, name: &str) -> String {
        if self.taken.insert(name.to_owned()) {
            return name.to_owned();
        }
        let mut number = 2;
        loop {
            let suffix = format!("-{number}");
            let stem = &name[..name.len().min(LONGEST - suffix.len())];
            let candidate = format!("{}{suffix}", stem.trim_end_matches('-'));
            if self.taken.insert(candidate.clone()) {
                return candidate;
            }
            number += 1;
        }
    }

    /// Takes a former name if it is free.
    pub fn take_alias(&mut self, alias: &str) -> bool {
        is_name(alias) && self.taken.insert(alias.to_owned())
    }
}

/// The tags that CKAN allows instead of one it does not: parts of a list become tags of their own,
/// other characters hyphens. A valid tag gives itself, byte for byte.
pub fn tags(tag: &str) -> Vec<String> {
    if is_tag(tag) {
        return vec![tag.to_owned()];
    }
    tag.split([',', ';', '|', '\n'])
        .map(|part| {
            let mut out = String::new();
            for c in part.nfc() {
                let c = if c.is_whitespace() { ' ' } else { c };
                let c = if is_tag_char(c) { c } else { '-' };
                if !(matches!(c, '-' | ' ') && out.ends_with(c)) {
                    out.push(c);
                }
            }
            let edge = |c: char| matches!(c, '-' | ' ');
            out.trim_matches(edge).chars().take(LONGEST).collect::<String>().trim_end().to_owned()
        })
        .filter(|part| is_tag(part))
        .collect()
}

fn is_tag(tag: &str) -> bool {
    (2..=LONGEST).contains(&tag.chars().count())
        && tag.chars().all(is_tag_char)
        && tag.trim() == tag
}

fn is_tag_char(c: char) -> bool {
    c.is_alphanumeric() && !is_combining_mark(c) || matches!(c, ' ' | '-' | '_' | '.')
}

/// A text as a UUID in its usual form, lower case with hyphens.
pub fn uuid(text: &str) -> Option<String> {
    Uuid::try_parse(text).ok().map(|id| id.as_hyphenated().to_string())
}

/// The same id for the same record of the same kind of source, every time.
pub fn derived_id(kind: &str, key: &str) -> String {
    let seed = format!("{kind}\n{key}");
    Uuid::new_v5(&Uuid::NAMESPACE_URL, seed.as_bytes()).as_hyphenated().to_string()
}

/// Whether a text is one e-mail address, by the rule browsers use.
pub fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.split_once('@') else { return false };
    let label = |part: &str| {
        (1..=63).contains(&part.len())
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    !local.is_empty()
        && local.bytes().all(|b| b.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&b))
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && host.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_names() {
        assert_eq!(slug("Ríos: caudal (2020)", "dataset"), "rios-caudal-2020");
        assert_eq!(slug("athenæum-of-philadelphia", "x"), "athenaeum-of-philadelphia");
        assert_eq!(slug("更新頻度", "dataset"), "dataset");
        assert_eq!(slug("New", "dataset"), "dataset-new");
        assert_eq!(slug(&"á".repeat(300), "x").len(), 100);
        for text in ["", "-", "a", "¡!", "new", "Ünïcode", "a b", &"x-".repeat(80)] {
            assert!(is_name(&slug(text, "dataset")), "{text}");
        }
    }

    #[test]
    fn equal_names_get_numbers() {
        let mut names = Names::default();
        assert_eq!(names.take("a1"), "a1");
        assert_eq!(names.take("a1"), "a1-2");
        assert_eq!(names.take("a1"), "a1-3");
        let long = "y".repeat(100);
        assert_eq!(names.take(&long), long);
        assert_eq!(names.take(&long), format!("{}-2", "y".repeat(98)));
    }

    #[test]
    fn tags_are_repaired() {
        assert_eq!(tags("agua potable"), ["agua potable"]);
        assert_eq!(tags("suelo, agua; aire"), ["suelo", "agua", "aire"]);
        assert_eq!(tags("salud/bienestar"), ["salud-bienestar"]);
        assert_eq!(tags("I+D"), ["I-D"]);
        assert_eq!(tags("x"), Vec::<String>::new());
        assert_eq!(tags("cafe\u{301}"), ["café"]);
    }

    #[test]
    fn emails() {
        for good in ["a@b", "mesa.de+x@datos.example.org"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["", "a", "a@", "a b@c", "a@b..c", ".a@b", "a@-b"] {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
