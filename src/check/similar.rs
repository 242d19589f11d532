//! Names that people and machines take for one another.

use crate::catalog::{Catalog, Group};
use crate::report::{Finding, Place};
use std::collections::BTreeMap;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Letters of other scripts that look like Latin ones.
const LOOKALIKES: [(char, char); 26] = [
    ('а', 'a'),
    ('е', 'e'),
    ('о', 'o'),
    ('р', 'p'),
    ('с', 'c'),
    ('у', 'y'),
    ('х', 'x'),
    ('і', 'i'),
    ('ѕ', 's'),
    ('ј', 'j'),
    ('к', 'k'),
    ('м', 'm'),
    ('т', 't'),
    ('в', 'b'),
    ('н', 'h'),
    ('α', 'a'),
    ('ε', 'e'),
    ('ο', 'o'),
    ('ρ', 'p'),
    ('τ', 't'),
    ('υ', 'u'),
    ('ν', 'v'),
    ('ι', 'i'),
    ('κ', 'k'),
    ('ı', 'i'),
    ('ɡ', 'g'),
];

/// Shorter titles differ by a letter for good reason.
const SHORTEST: usize = 8;

/// A text without what people write one way or the other: case, accents, signs between words.
pub(super) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut push = |c: char| {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    };
    for c in text.chars() {
        // Most letters are ASCII, and every text of a catalogue comes by here.
        if c.is_ascii() {
            push(c.to_ascii_lowercase());
            continue;
        }
        let plain = std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c));
        for c in plain.flat_map(char::to_lowercase) {
            let latin = LOOKALIKES.iter().find(|(other, _)| *other == c);
            push(latin.map_or(c, |(_, latin)| *latin));
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Institutions whose titles are the same but for a letter.
pub(super) fn organizations(catalog: &Catalog, found: &mut Vec<Finding>) {
    // Two titles within one letter of each other share a form with one letter less, or are equal.
    let mut forms: BTreeMap<String, usize> = BTreeMap::new();
    for (at, organization) in catalog.organizations.iter().enumerate() {
        let title = folded(organization.title());
        let mut shorter = vec![title.clone()];
        if title.chars().count() >= SHORTEST {
            shorter.extend(without_a_letter(&title));
        }
        let other = shorter.iter().find_map(|form| forms.get(form)).copied();
        if let Some(other) = other.map(|at| &catalog.organizations[at])
            && are_confusable(&title, &folded(other.title()))
        {
            found.push(finding(organization, other));
        }
        for form in shorter {
            forms.entry(form).or_insert(at);
        }
    }
}

fn finding(organization: &Group, other: &Group) -> Finding {
    let place = organization.record.title.as_ref().map(|title| title.span);
    Finding::new("organization-similar", &organization.record.file, Place::from(place))
        .with("title", organization.title())
        .with("other", other.title())
        .with("file", &other.record.file)
}

fn without_a_letter(title: &str) -> impl Iterator<Item = String> {
    title.char_indices().map(|(at, c)| {
        let mut shorter = title.to_owned();
        shorter.replace_range(at..at + c.len_utf8(), "");
        shorter
    })
}

/// Whether a reader would take one for the other: `Región 1` and `Región 2`, `Zona I` and `Zona II`
/// are told apart on purpose.
fn are_confusable(a: &str, b: &str) -> bool {
    if crate::text::distance(a, b) > 1 {
        return false;
    }
    let (a, b): (Vec<&str>, Vec<&str>) = (a.split(' ').collect(), b.split(' ').collect());
    let differs = |(a, b): (&&str, &&str)| a != b && (a.len() < 4 || b.len() < 4 || has_digit(a));
    a.len() != b.len() || !a.iter().zip(&b).any(differs)
}

fn has_digit(word: &str) -> bool {
    word.bytes().any(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_alike_is_one_form() {
        for (a, b) in [
            ("Educación", "EDUCACION"),
            ("medio-ambiente", "Medio  ambiente"),
            ("Sаlud", "salud"), // a Cyrillic letter
        ] {
            assert_eq!(folded(a), folded(b));
        }
        assert_ne!(folded("año"), folded("años"));
    }

    #[test]
    fn numbers_tell_institutions_apart() {
        for (a, b, confusable) in [
            ("municipalidad de arica", "municipalidad de arca", true),
            ("municipalidad de arica", "municipalidad de arica", true),
            ("servicio region 1", "servicio region 2", false),
            ("servicio zona i", "servicio zona ii", false),
            ("subsecretaria de salud", "subsecretaria de salud publica", false),
        ] {
            assert_eq!(are_confusable(a, b), confusable, "{a} {b}");
        }
    }
}
