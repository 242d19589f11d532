//! Text → terms: folding, splitting, stop words, stems (`README.md` §1). The client does the same
//! from the same table.

use crate::text::Lang;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Longer words are noise: keys, hashes, lines without spaces.
const LONGEST_WORD: usize = 40;

/// What both implementations read: `assets/search/analysis.json`.
#[derive(Debug, Deserialize)]
struct Table {
    stop: BTreeMap<String, String>,
    rules: [Vec<Rule>; 3],
    synonyms: Vec<Vec<String>>,
}

/// A rule of the stemmer: the length a word needs, its ending, letters that must not stand before
/// that, and what takes its place.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Rule(usize, String, String, String);

/// An entry of a set of synonyms: the key of an entry of one chunk, the terms of every entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Synonym(pub Option<String>, pub Vec<String>);

/// Makes terms of texts.
#[derive(Clone, Debug)]
pub struct Analyzer {
    stop: HashSet<String>,
    rules: [Vec<Rule>; 3],
    synonyms: Vec<Vec<Synonym>>,
    /// Key → the sets it is in.
    sets: HashMap<String, Vec<usize>>,
}

/// A word of a chunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Folded, not stemmed.
    pub text: String,
    /// Whether it is a stop word.
    pub stop: bool,
}

/// Letters and numbers that hang together: `PM2.5`, `censo-2017`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Its words, too long ones left out.
    pub words: Vec<Word>,
    /// Its words put together, where it has several.
    pub joined: Option<String>,
}

impl Chunk {
    /// The word that synonyms know it by: the joined one, or the only one.
    pub fn name(&self) -> Option<&str> {
        match (&self.joined, &self.words[..]) {
            (Some(joined), _) => Some(joined),
            (None, [word]) if !word.stop => Some(&word.text),
            _ => None,
        }
    }
}

impl Analyzer {
    /// For a portal: stop words of Spanish and its other languages, and its own synonyms after the
    /// built-in ones.
    pub fn new(languages: &[Lang], synonyms: &[Vec<String>]) -> Self {
        let table: Table = serde_json::from_str(include_str!("../../assets/search/analysis.json"))
            .expect("the table is part of the program");
        let codes: HashSet<&str> =
            languages.iter().map(|lang| lang.code()).chain([Lang::Es.code()]).collect();
        let stop = table
            .stop
            .iter()
            .filter(|(code, _)| codes.contains(code.as_str()))
            .flat_map(|(_, words)| words.split(' ').map(str::to_owned))
            .collect();
        let mut analyzer =
            Self { stop, rules: table.rules, synonyms: Vec::new(), sets: HashMap::new() };
        for set in table.synonyms.iter().chain(synonyms) {
            analyzer.add_synonyms(set);
        }
        analyzer
    }

    fn add_synonyms(&mut self, entries: &[String]) {
        let set: Vec<Synonym> = entries
            .iter()
            .map(|entry| {
                let chunks = self.chunks(entry);
                let key = match &chunks[..] {
                    [chunk] => chunk.name().map(|name| self.key(name)),
                    _ => None,
                };
                let words = chunks.iter().flat_map(|chunk| &chunk.words);
                let kept = words.filter(|word| !word.stop);
                Synonym(key, kept.map(|word| self.stem(&word.text)).collect())
            })
            .filter(|Synonym(_, terms)| !terms.is_empty())
            .collect();
        for Synonym(key, _) in &set {
            let Some(key) = key else { continue };
            let sets = self.sets.entry(key.clone()).or_default();
            if !sets.contains(&self.synonyms.len()) {
                sets.push(self.synonyms.len());
            }
        }
        self.synonyms.push(set);
    }

    /// The stop words, sorted.
    pub fn stop_words(&self) -> Vec<&str> {
        let mut words: Vec<&str> = self.stop.iter().map(String::as_str).collect();
        words.sort_unstable();
        words
    }

    /// The stemmer's passes.
    pub fn rules(&self) -> &[Vec<Rule>; 3] {
        &self.rules
    }

    /// The sets of synonyms.
    pub fn synonyms(&self) -> &[Vec<Synonym>] {
        &self.synonyms
    }

    /// What else a word may be called: the terms of the entries of its sets, each once, without its
    /// own stem.
    pub fn alternatives(&self, word: &str) -> Vec<&[String]> {
        let own = [self.stem(word)];
        let mut found: Vec<&[String]> = Vec::new();
        for set in self.sets.get(&self.key(word)).into_iter().flatten() {
            for Synonym(_, terms) in &self.synonyms[*set] {
                if terms[..] != own && !found.contains(&&terms[..]) {
                    found.push(terms);
                }
            }
        }
        found
    }

    /// The chunks of a text.
    pub fn chunks(&self, text: &str) -> Vec<Chunk> {
        let plain = bare(text);
        self.chunks_within(&plain, context_of(&plain))
    }

    /// The chunks of a part of a text; `context`: whether capitals mean something in the whole, as
    /// [`has_context`] says of it.
    pub fn chunks_of(&self, part: &str, context: bool) -> Vec<Chunk> {
        self.chunks_within(&bare(part), context)
    }

    fn chunks_within(&self, plain: &str, context: bool) -> Vec<Chunk> {
        let mut chunks = Vec::new();
        let mut rest = plain;
        while let Some(start) = rest.find(char::is_alphanumeric) {
            rest = &rest[start..];
            let end = rest.find(|c| !in_chunk(c)).unwrap_or(rest.len());
            let chunk = rest[..end].trim_end_matches(is_connector);
            chunks.push(self.chunk(chunk, context));
            rest = &rest[end..];
        }
        chunks
    }

    fn chunk(&self, text: &str, context: bool) -> Chunk {
        let mut words = Vec::with_capacity(1);
        let (mut parts, mut dropped) = (0, false);
        split(text, |part| {
            parts += 1;
            let folded = lower(part);
            if folded.chars().count() > LONGEST_WORD {
                dropped = true;
                return;
            }
            let mut letters = part.chars();
            let capitals =
                context && letters.clone().count() > 1 && letters.all(char::is_uppercase);
            let stop = !capitals && self.stop.contains(&folded);
            words.push(Word { text: folded, stop });
        });
        let whole = parts > 1 && !dropped && words.iter().any(|word| !word.stop);
        let joined = whole
            .then(|| words.iter().map(|word| word.text.as_str()).collect::<String>())
            .filter(|joined| joined.chars().count() <= LONGEST_WORD);
        Chunk { words, joined }
    }

    /// Gives every term of a text with its position, from 0, and returns how many positions it has.
    pub fn terms(&self, text: &str, mut term: impl FnMut(u32, String)) -> u32 {
        let mut position = 0;
        for chunk in self.chunks(text) {
            if let Some(joined) = &chunk.joined {
                term(position, self.stem(joined));
            }
            for word in chunk.words {
                if !word.stop {
                    term(position, self.stem(&word.text));
                }
                position += 1;
            }
        }
        position
    }

    /// The stem of a folded word.
    pub fn stem(&self, word: &str) -> String {
        let mut stem = word.to_owned();
        if is_stemmed(word) {
            for pass in &self.rules {
                apply(pass, &mut stem);
            }
        }
        stem
    }

    /// The folded word in the singular: what a synonym is looked up by.
    fn key(&self, word: &str) -> String {
        let mut key = word.to_owned();
        if is_stemmed(word) {
            apply(&self.rules[0], &mut key);
        }
        key
    }
}

fn is_stemmed(word: &str) -> bool {
    word.chars().nth(2).is_some() && !word.contains(char::is_numeric)
}

fn apply(pass: &[Rule], word: &mut String) {
    let length = word.chars().count();
    for Rule(least, suffix, not_after, replacement) in pass {
        let Some(stem) = word.strip_suffix(suffix.as_str()) else { continue };
        if length >= *least && !stem.ends_with(|c| not_after.contains(c)) {
            let cut = stem.len();
            word.truncate(cut);
            word.push_str(replacement);
            return;
        }
    }
}

/// A text without marks, its capitals kept.
fn bare(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    text.nfkd().filter(|c| !is_combining_mark(*c)).collect()
}

fn lower(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).map(|c| if c == 'ς' { 'σ' } else { c }).collect()
}

/// A text as titles are compared by and prefixes are looked for: no marks, lower case.
pub fn fold(text: &str) -> String {
    lower(&bare(text))
}

/// Whether capitals mean something in a text: it has lower-case letters, or is one word alone.
pub fn has_context(text: &str) -> bool {
    context_of(&bare(text))
}

fn context_of(plain: &str) -> bool {
    let text = plain.trim_matches(|c: char| !c.is_alphanumeric());
    text.contains(char::is_lowercase) || text.chars().all(char::is_alphanumeric)
}

fn is_connector(c: char) -> bool {
    matches!(c, '-' | '_' | '.' | '/')
}

fn in_chunk(c: char) -> bool {
    c.is_alphanumeric() || is_connector(c)
}

/// Splits a chunk at connectors, at a change of case and between letters and numbers.
fn split(chunk: &str, mut part: impl FnMut(&str)) {
    for run in chunk.split(is_connector).filter(|run| !run.is_empty()) {
        let mut start = 0;
        let mut before: Option<char> = None;
        for (at, c) in run.char_indices() {
            let border = before.is_some_and(|b| {
                b.is_numeric() != c.is_numeric() || (b.is_lowercase() && c.is_uppercase())
            });
            if border {
                part(&run[start..at]);
                start = at;
            }
            before = Some(c);
        }
        part(&run[start..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        Analyzer::new(&[Lang::Es], &[]).terms(text, |at, term| found.push(format!("{at} {term}")));
        found
    }

    #[test]
    fn words_lose_accents_number_and_final_vowel() {
        assert_eq!(terms("Interés, intereses"), ["0 inter", "1 inter"]);
        assert_eq!(terms("la Región de Ñuble"), ["1 region", "3 nubl"]);
        assert_eq!(terms("N° de leyes y ley"), ["0 n", "2 lei", "4 lei"]);
    }

    #[test]
    fn compounds_are_their_parts_and_the_whole() {
        assert_eq!(terms("PM2.5 diario"), ["0 pm25", "0 pm", "1 2", "2 5", "3 diari"]);
        assert_eq!(terms("COVID-19"), ["0 covid19", "0 covid", "1 19"]);
        assert_eq!(terms("ControlCaracoles"), ["0 controlcaracol", "0 control", "1 caracol"]);
    }

    #[test]
    fn capitals_save_a_stop_word_where_they_mean_something() {
        assert_eq!(terms("datos de la UN"), ["0 dato", "3 un"]);
        assert_eq!(terms("DATOS DE LA UN"), ["0 dato"]);
        assert_eq!(terms("(UN)"), ["0 un"]);
    }

    #[test]
    fn synonyms_are_found_by_singular_not_by_stem() {
        let analyzer = Analyzer::new(&[Lang::Es], &[]);
        let other = |word| {
            let found = analyzer.alternatives(word).into_iter();
            found.map(|terms| terms.join(" ")).collect::<Vec<_>>()
        };
        assert!(other("comunas").contains(&"canton".to_owned()));
        assert!(other("covid19").contains(&"coronavirus".to_owned()));
        assert!(other("comun").is_empty());
    }
}
