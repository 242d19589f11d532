//! In which language a dataset is described, and whether it says so in a code.

use crate::catalog::Dataset;
use crate::check::{Look, beginning, similar};
use crate::report::{Finding, Place, Step};
use crate::text::Lang;
use serde_json::Value;

/// Words that one language has and the two others lack.
const WORDS: [(Lang, &[&str]); 3] = [
    (
        Lang::Es,
        &[
            "el",
            "los",
            "las",
            "del",
            "y",
            "en",
            "una",
            "con",
            "por",
            "que",
            "se",
            "su",
            "sus",
            "es",
            "son",
            "este",
            "esta",
            "entre",
            "desde",
            "hasta",
            "sobre",
            "segun",
            "cada",
            "informacion",
        ],
    ),
    (
        Lang::En,
        &[
            "the", "of", "and", "to", "in", "is", "are", "for", "with", "this", "that", "by",
            "from", "on", "an", "or", "which", "was", "were", "these", "each", "data", "be", "as",
        ],
    ),
    (
        Lang::Pt,
        &[
            "o", "os", "da", "do", "das", "dos", "e", "em", "um", "uma", "com", "por", "que", "no",
            "na", "nos", "nas", "ao", "sao", "este", "foi", "pela", "pelo", "dados",
        ],
    ),
];

/// Fewer words tell no language.
const LEAST: usize = 20;

/// No more words are needed to tell one.
const MOST: usize = 150;

/// Keys in which catalogues say the language of data.
const LANGUAGE: [&str; 3] = ["language", "languages", "idioma"];

pub(super) fn dataset(dataset: &Dataset, look: &Look, found: &mut Vec<Finding>) {
    let record = &dataset.record;
    let portal = &look.catalog.portal.languages;
    if let Some(notes) = &record.notes
        && let Some(is) = language(notes).filter(|is| !portal.contains(is))
        && let Some(first) = portal.first()
    {
        found.push(
            Finding::new("text-language", &record.file, beginning(notes.span))
                .with_word("is", &format!("language.{}", is.code()))
                .with_word("portal", &format!("language.{}", first.code())),
        );
    }
    for (name, value) in record.custom.iter().filter(|(name, _)| LANGUAGE.contains(&name.as_str()))
    {
        let at = |step: Option<Step>| {
            Place::Path([Some(Step::Key(name.clone())), step].into_iter().flatten().collect())
        };
        let wrong = match value {
            Value::String(text) => Some((at(None), text.as_str())).filter(|_| !is_code(text)),
            Value::Array(items) => items.iter().enumerate().find_map(|(i, item)| {
                let text = item.as_str().filter(|text| !is_code(text))?;
                Some((at(Some(Step::Item(i))), text))
            }),
            _ => None,
        };
        if let Some((place, text)) = wrong {
            found.push(Finding::new("language-invalid", &record.file, place).with("value", text));
        }
    }
}

/// The language a text is in; none where it is short or not clear.
fn language(text: &str) -> Option<Lang> {
    let text: String = text.chars().take(MOST * 8).collect();
    let folded = similar::folded(&text);
    let words: Vec<&str> = folded.split(' ').take(MOST).collect();
    if words.len() < LEAST {
        return None;
    }
    // The words that tell are short ones.
    let short: Vec<&str> = words.iter().copied().filter(|word| word.len() <= 6).collect();
    let count = |known: &[&str]| short.iter().filter(|word| known.contains(word)).count();
    let mut counts: Vec<(usize, Lang)> =
        WORDS.iter().map(|(lang, known)| (count(known), *lang)).collect();
    counts.sort_by_key(|(count, lang)| (std::cmp::Reverse(*count), *lang));
    let (best, lang) = *counts.first()?;
    let (second, _) = *counts.get(1)?;
    (best * 8 >= words.len() && best >= second * 2 + 2).then_some(lang)
}

/// Two or three letters with what may follow, or an address of a list of languages.
fn is_code(text: &str) -> bool {
    let text = text.trim();
    let mut parts = text.split(['-', '_']);
    let first = parts.next().unwrap_or_default();
    let letters = |part: &str| part.bytes().all(|b| b.is_ascii_alphanumeric());
    text.starts_with("http")
        || (matches!(first.len(), 2 | 3)
            && first.bytes().all(|b| b.is_ascii_alphabetic())
            && parts.all(|part| (2..=8).contains(&part.len()) && letters(part)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_by_their_small_words() {
        let es = "Este conjunto de datos contiene la información de los establecimientos de salud del país, \
                  con su dirección y los servicios que se prestan en cada uno.";
        let en = "This dataset contains the location of all health centres in the country, together with \
                  the services that are offered in each of them and the hours.";
        let pt = "Este conjunto de dados contém as informações dos estabelecimentos de saúde do país, com \
                  o endereço e os serviços que são prestados em cada um deles.";
        for (text, lang) in [(es, Lang::Es), (en, Lang::En), (pt, Lang::Pt)] {
            assert_eq!(language(text), Some(lang));
        }
        assert_eq!(language("Camas críticas"), None);
        for code in ["es", "es-CL", "qu", "spa", "pt_BR"] {
            assert!(is_code(code), "{code}");
        }
        assert!(!is_code("Español") && !is_code("") && !is_code("es, en"));
    }
}
