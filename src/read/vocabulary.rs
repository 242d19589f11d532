//! Words that only a list allows, and those of other languages that mean them.

use crate::report::{Problems, Spanned};
use crate::text::near;

/// The words allowed, and others with the one that each means.
pub(super) struct Vocabulary {
    words: &'static [&'static str],
    synonyms: &'static [(&'static str, &'static str)],
}

/// Types of Table Schema's fields.
pub(super) const FIELD_TYPES: Vocabulary = Vocabulary {
    words: &[
        "string",
        "number",
        "integer",
        "boolean",
        "object",
        "array",
        "list",
        "date",
        "time",
        "datetime",
        "year",
        "yearmonth",
        "duration",
        "geopoint",
        "geojson",
        "any",
    ],
    synonyms: &[
        ("año", "year"),
        ("ano", "year"),
        ("anio", "year"),
        ("bool", "boolean"),
        ("booleano", "boolean"),
        ("cadena", "string"),
        ("char", "string"),
        ("data", "date"),
        ("decimal", "number"),
        ("double", "number"),
        ("duracion", "duration"),
        ("duración", "duration"),
        ("entero", "integer"),
        ("fecha", "date"),
        ("fechahora", "datetime"),
        ("fecha y hora", "datetime"),
        ("float", "number"),
        ("hora", "time"),
        ("int", "integer"),
        ("inteiro", "integer"),
        ("lista", "list"),
        ("lógico", "boolean"),
        ("logico", "boolean"),
        ("numeric", "number"),
        ("numerico", "number"),
        ("numérico", "number"),
        ("numero", "number"),
        ("número", "number"),
        ("objeto", "object"),
        ("real", "number"),
        ("text", "string"),
        ("texto", "string"),
        ("timestamp", "datetime"),
        ("varchar", "string"),
    ],
};

/// Types of CKAN's relationships between datasets.
pub(super) const RELATIONSHIPS: Vocabulary = Vocabulary {
    words: &[
        "depends_on",
        "dependency_of",
        "derives_from",
        "has_derivation",
        "links_to",
        "linked_from",
        "child_of",
        "parent_of",
    ],
    synonyms: &[
        ("depende de", "depends_on"),
        ("dependencia de", "dependency_of"),
        ("deriva de", "derives_from"),
        ("derivado de", "derives_from"),
        ("derived from", "derives_from"),
        ("enlaza a", "links_to"),
        ("enlazado desde", "linked_from"),
        ("enlazado por", "linked_from"),
        ("es hijo de", "child_of"),
        ("es padre de", "parent_of"),
        ("filho de", "child_of"),
        ("hijo de", "child_of"),
        ("hija de", "child_of"),
        ("madre de", "parent_of"),
        ("pai de", "parent_of"),
        ("padre de", "parent_of"),
        ("relacionado con", "links_to"),
        ("tiene derivado", "has_derivation"),
        ("vinculado a", "links_to"),
    ],
};

/// Warns with `code` of a word that is not in the list, and says which one was meant.
pub(super) fn check(
    list: &Vocabulary,
    code: &'static str,
    word: &Spanned<String>,
    problems: &mut Problems,
) {
    let value = word.value.trim();
    if value.is_empty() || list.words.contains(&value) {
        return;
    }
    let lower = value.to_lowercase();
    let spaced = lower.replace(['_', '-'], " ");
    let joined = spaced.replace(' ', "_");
    let synonym = list.synonyms.iter().find(|(other, _)| *other == lower || *other == spaced);
    let same = list.words.iter().copied().find(|word| *word == joined);
    let meant = same.or(synonym.map(|(_, means)| *means)).or_else(|| near(&joined, list.words));
    let problem = problems.warning(code, word.span).arg("value", value);
    match meant {
        Some(meant) => problem.arg("meant", meant).help("word-meant-help"),
        None => problem.arg("words", list.words.join(", ")),
    };
}
