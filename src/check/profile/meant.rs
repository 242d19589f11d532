//! The choice that a value means: written otherwise, by its label, or by another word for the same.

use crate::read::profile::{Choice, Field};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Words for one thing, folded: frequencies as people, Chile, Ecuador, ISO 8601 and the European list
/// say them, and licences. Each word is in one set.
const SETS: [&[&str]; 18] = [
    &[
        "real time",
        "realtime",
        "tiempo real",
        "en tiempo real",
        "tempo real",
        "em tempo real",
        "continuous",
        "continua",
        "continuo",
        "continuamente",
        "cont",
        "update cont",
    ],
    &["1d", "daily", "diaria", "diario", "diariamente", "cada dia", "todos los dias", "p1d"],
    &["7d", "1w", "weekly", "semanal", "semanalmente", "cada semana", "p1w", "p7d"],
    &["15d", "2w", "biweekly", "fortnightly", "quincenal", "quinzenal", "p15d", "p2w"],
    &["1m", "monthly", "mensual", "mensal", "mensualmente", "mensalmente", "cada mes", "p1m"],
    &["2m", "bimonthly", "bimestral", "cada dos meses", "p2m"],
    &["3m", "quarterly", "trimestral", "trimestralmente", "cada tres meses", "p3m"],
    &["4m", "triannual", "cuatrimestral", "quadrimestral", "cada cuatro meses", "p4m"],
    &[
        "6m",
        "semiannual",
        "semiannually",
        "biannual",
        "half yearly",
        "semestral",
        "semestralmente",
        "cada seis meses",
        "p6m",
    ],
    &[
        "1y",
        "1a",
        "12m",
        "annual",
        "annually",
        "yearly",
        "anual",
        "anualmente",
        "cada ano",
        "todos los anos",
        "p1y",
        "p12m",
    ],
    &["2y", "biennial", "bienal", "cada dos anos", "p2y"],
    &["irregular", "irreg", "eventual", "eventualmente", "variable", "as needed"],
    &["never", "nunca", "none", "ninguna", "not updated", "no se actualiza"],
    &[
        "cc zero",
        "cc0",
        "cc 0",
        "creative commons zero",
        "creative commons cero",
        "creative commons cc0",
        "creative commons cc zero",
    ],
    &[
        "cc by",
        "creative commons by",
        "creative commons attribution",
        "creative commons atribucion",
        "creative commons atribuicao",
        "creative commons reconocimiento",
    ],
    &["cc by sa", "creative commons by sa", "creative commons attribution share alike"],
    &["odc by", "open data commons attribution", "open data commons attribution license"],
    &[
        "odc pddl",
        "pddl",
        "open data commons pddl",
        "open data commons public domain dedication and license",
    ],
];

/// The choice of a field that a text means.
pub(super) fn choice<'f>(field: &'f Field, text: &str) -> Option<&'f Choice> {
    // Whoever writes a whole page into a field means none of them.
    if text.len() > 200 {
        return None;
    }
    field.meant(text).or_else(|| {
        let set = set(text)?;
        let same = |word: &str| self::set(word) == Some(set);
        let by_value = field.only(|choice| same(&choice.value));
        by_value.or_else(|| field.only(|choice| choice.label.all().any(same)))
    })
}

/// The set that a text is in: as it is, or without a version, a country, or `R/` before it.
fn set(text: &str) -> Option<usize> {
    // An address of the European lists ends with the code.
    let text = if text.contains("://") {
        text.trim_end_matches('/').rsplit(['/', '#']).next().unwrap_or_default()
    } else {
        text
    };
    let folded = folded(text);
    let find = |word: &str| SETS.iter().position(|words| words.contains(&word));
    let repeated = folded.strip_prefix("r ").unwrap_or(&folded);
    find(repeated).or_else(|| {
        // `cc by 4 0`, `cc by 3 0 cl`, `cc0 1 0 universal`
        let end = folded.find(' ')?;
        let version = folded[end..].find(|c: char| c.is_ascii_digit())? + end;
        find(folded[..version].trim_end())
    })
}

/// Lower case without accents, one blank for everything between words.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Profile;

    #[test]
    fn each_word_is_in_one_set_and_folded() {
        let all: Vec<&str> = SETS.iter().flat_map(|set| set.iter().copied()).collect();
        let mut once = all.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), all.len());
        for word in all {
            assert_eq!(folded(word), word);
        }
    }

    #[test]
    fn words_of_other_catalogues_lead_to_the_profiles() {
        let (chile, ecuador) = (Profile::shipped("cl"), Profile::shipped("ec"));
        let meant = |profile: &Option<std::sync::Arc<Profile>>, key: &str, text: &str| {
            let field = profile.as_ref().and_then(|p| p.dataset_field(key)).expect("a field");
            choice(field, text).map(|choice| choice.value.clone()).unwrap_or_default()
        };
        for (text, chilean, ecuadorian) in [
            ("Anual", "1y", "annual"),
            ("R/P1Y", "1y", "annual"),
            ("yearly", "1y", "annual"),
            ("1Y", "1y", "annual"),
            ("MENSUAL", "1m", "monthly"),
            ("mensaul", "1m", "monthly"),
            ("diária", "1d", "daily"),
            ("http://publications.europa.eu/resource/authority/frequency/WEEKLY", "7d", "weekly"),
            ("Trimestral", "3m", ""),
            ("Tiempo real", "", "real-time"),
            ("en tiempo  real", "", "real-time"),
            ("a veces", "", ""),
            ("", "", ""),
        ] {
            assert_eq!(meant(&chile, "frequency", text), chilean, "{text}");
            assert_eq!(meant(&ecuador, "frequency", text), ecuadorian, "{text}");
        }
        for (text, id) in [
            ("CC-BY", "cc-by"),
            ("CC BY 4.0", "cc-by"),
            ("cc-by-3.0-cl", "cc-by"),
            ("Creative Commons Atribución", "cc-by"),
            ("Creative Commons Attribution 4.0 International", "cc-by"),
            ("CC0", "cc-zero"),
            ("CC0-1.0", "cc-zero"),
            ("PDDL", "odc-pddl"),
            ("odc_by", "odc-by"),
            ("cc-by-sa", ""),
            ("CC BY-SA 4.0", ""),
            ("CC-BY-NC-4.0", ""),
            ("gfdl", ""),
        ] {
            assert_eq!(meant(&chile, "license_id", text), id, "{text}");
        }
    }
}
