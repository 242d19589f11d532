//! Runs and phrases in fields of text.

use super::cursor::{is_stars, mask, unescaped};
use super::{Alternative, Node, Refusal, Scope, Syntax};
use crate::search::analysis::Chunk;

/// A longer phrase, or a compound of more parts, is cut.
const MOST_TERMS: usize = 64;

/// Shorter beginnings of words are words.
const SHORTEST_PREFIX: usize = 3;

/// Where words are looked for, and what is known of the text around them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words<'a> {
    pub(super) syntax: &'a Syntax<'a>,
    /// None where no field was said.
    pub(super) scope: Option<Scope>,
    /// Whether capitals mean something.
    pub(super) context: bool,
}

impl Words<'_> {
    fn scope(&self) -> Scope {
        self.scope.unwrap_or_default()
    }

    /// What a run asks for.
    pub(super) fn run(&self, raw: &str) -> Result<Vec<Node>, Refusal> {
        let scope = self.scope();
        if is_stars(raw) || (self.scope.is_none() && raw == "*:*") {
            // The index knows the datasets with a word, not those with any.
            let everywhere = matches!(scope, Scope::Text | Scope::Title);
            return if everywhere {
                Ok(vec![Node::All])
            } else {
                Err(Refusal::new("wildcard", raw))
            };
        }
        let masked = mask(raw);
        // Outside of a field a question mark ends a question.
        let wild = |c: char| c == '*' || (c == '?' && self.scope.is_some());
        let start = masked.trim_end_matches('*');
        if start.contains(wild) {
            return Err(Refusal::new("wildcard", raw));
        }
        let chunks = self.syntax.analyzer.chunks_of(&unescaped(raw), self.context);
        if start.len() < masked.len() {
            return Ok(self.prefix(&chunks));
        }
        Ok(chunks.iter().filter_map(|chunk| self.word(chunk)).collect())
    }

    /// A word in all its forms.
    fn word(&self, chunk: &Chunk) -> Option<Node> {
        let analyzer = self.syntax.analyzer;
        let kept = chunk.words.iter().filter(|word| !word.stop).take(MOST_TERMS);
        let terms: Vec<String> = kept.map(|word| analyzer.stem(&word.text)).collect();
        if terms.is_empty() {
            return None;
        }
        let half = |terms: &[String]| Alternative { weight: 0.5, terms: terms.to_vec() };
        let others = chunk.name().map(|name| analyzer.alternatives(name)).unwrap_or_default();
        let others = others.into_iter().filter(|other| *other != terms).map(half);
        let joined = chunk.joined.iter().map(|joined| vec![analyzer.stem(joined)]);
        let own = std::iter::once(terms.clone()).chain(joined);
        let any = own.map(|terms| Alternative { weight: 1.0, terms }).chain(others).collect();
        Some(Node::Word(self.scope(), any))
    }

    /// Words of which the last is a beginning.
    fn prefix(&self, chunks: &[Chunk]) -> Vec<Node> {
        let words: Vec<_> = chunks.iter().flat_map(|chunk| &chunk.words).collect();
        let last = words.len().saturating_sub(1);
        let mut nodes = Vec::new();
        for (at, word) in words.into_iter().enumerate() {
            let stem = self.syntax.analyzer.stem(&word.text);
            if at == last && word.text.chars().count() >= SHORTEST_PREFIX {
                nodes.push(Node::Prefix(self.scope(), word.text.clone(), stem));
            } else if !word.stop {
                nodes.push(self.plain(vec![stem]));
            }
        }
        nodes
    }

    /// Terms that must all be there, without other forms.
    fn plain(&self, terms: Vec<String>) -> Node {
        Node::Word(self.scope(), vec![Alternative { weight: 1.0, terms }])
    }

    /// Words one after the other.
    pub(super) fn phrase(&self, text: &str) -> Option<Node> {
        let chunks = self.syntax.analyzer.chunks_of(text, self.context);
        let mut terms: Vec<(u32, String)> = Vec::new();
        let words = chunks.into_iter().flat_map(|chunk| chunk.words);
        for (at, word) in (0..).zip(words).filter(|(_, word)| !word.stop).take(MOST_TERMS) {
            terms.push((at, self.syntax.analyzer.stem(&word.text)));
        }
        let first = terms.first()?.0;
        if terms.len() == 1 || self.scope() == Scope::Fields {
            return Some(self.plain(terms.into_iter().map(|(_, term)| term).collect()));
        }
        for (at, _) in &mut terms {
            *at -= first;
        }
        Some(Node::Phrase(self.scope(), terms))
    }
}
