//! CKAN's autocompletes (`README.md` §6), from the index alone.

use crate::search::analysis::{Analyzer, fold};
use crate::search::documents::Documents;
use crate::search::engine::{Engine, MOST_ROWS, Question};
use crate::search::language::{Alternative, Node, Occur, Scope};
use anyhow::Result;

/// Words that begin with fewer characters are too many to look for.
const SHORTEST_PREFIX: usize = 3;

/// A dataset that somebody may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Its document.
    pub document: u32,
    /// Whether its name contains what was typed.
    pub in_name: bool,
}

/// `package_autocomplete`: datasets by the beginning of a title.
///
/// # Errors
/// Where the index fails.
pub fn packages(
    engine: &Engine,
    documents: &Documents<'_>,
    analyzer: &Analyzer,
    typed: &str,
    limit: usize,
) -> Result<Vec<Suggestion>> {
    let tree = title_tree(analyzer, typed);
    let found = engine.search(&Question { rows: limit.min(MOST_ROWS), ..Question::of(&tree) })?;
    let typed = typed.trim().to_lowercase();
    let suggestion = |document: u32| {
        let name = documents.dataset(document as usize).name();
        Suggestion { document, in_name: name.contains(&typed) }
    };
    Ok(found.documents.into_iter().map(suggestion).collect())
}

/// What a title is asked for while its words are typed.
fn title_tree(analyzer: &Analyzer, typed: &str) -> Node {
    let mut words: Vec<_> =
        analyzer.chunks(typed).into_iter().flat_map(|chunk| chunk.words).collect();
    let plain = |word: &str| {
        let terms = vec![analyzer.stem(word)];
        Node::Word(Scope::Title, vec![Alternative { weight: 1.0, terms }])
    };
    let last = words.pop();
    words.retain(|word| !word.stop);
    let mut clauses: Vec<(Occur, Node)> =
        words.iter().map(|word| (Occur::Must, plain(&word.text))).collect();
    match last {
        Some(word) if word.text.chars().count() >= SHORTEST_PREFIX => {
            let stem = analyzer.stem(&word.text);
            clauses.push((Occur::Must, Node::Prefix(Scope::Title, word.text, stem)));
        }
        Some(word) if !word.stop => {
            let occur = if clauses.is_empty() { Occur::Must } else { Occur::Should };
            clauses.push((occur, plain(&word.text)));
        }
        _ => {}
    }
    match clauses.len() {
        0 => Node::Nothing,
        1 => clauses.swap_remove(0).1,
        _ => Node::Bool { clauses, minimum: 0 },
    }
}

/// Values of a facet whose value or title contains what was typed: value, title.
///
/// # Errors
/// Where the index fails.
pub fn values(
    engine: &Engine,
    documents: &Documents<'_>,
    facet: &str,
    typed: &str,
    limit: usize,
) -> Result<Vec<(String, String)>> {
    let typed = fold(typed.trim());
    if facet == "tags" && typed.is_empty() {
        return Ok(Vec::new());
    }
    let facets = [facet.to_owned()];
    let found = engine.search(&Question { facets: &facets, ..Question::of(&Node::All) })?;
    let values =
        found.facets.into_iter().flat_map(|(_, values)| values).filter_map(|(value, _)| {
            let title = documents.display_name(facet, &value).to_owned();
            let fits = fold(&value).contains(&typed) || fold(&title).contains(&typed);
            fits.then_some((value, title))
        });
    Ok(values.take(limit.min(MOST_ROWS)).collect())
}

/// `format_autocomplete`: formats in lower case, each once.
///
/// # Errors
/// Where the index fails.
pub fn formats(
    engine: &Engine,
    documents: &Documents<'_>,
    typed: &str,
    limit: usize,
) -> Result<Vec<String>> {
    let mut formats: Vec<String> = Vec::new();
    for (value, _) in values(engine, documents, "res_format", typed, MOST_ROWS)? {
        let format = value.to_lowercase();
        if !formats.contains(&format) {
            formats.push(format);
        }
    }
    formats.truncate(limit);
    Ok(formats)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    fn tree(typed: &str) -> String {
        title_tree(&Analyzer::new(&[Lang::Es], &[]), typed).to_json().to_string()
    }

    #[test]
    fn the_last_word_is_still_being_typed() {
        assert_eq!(tree("Llu"), r#"{"prefix":"llu","stem":"llu","in":"title"}"#);
        assert_eq!(tree("pm"), r#"{"word":[[1,["pm"]]],"in":"title"}"#);
        assert_eq!(
            tree("calidad del ai"),
            r#"{"bool":[["+",{"word":[[1,["calidad"]]],"in":"title"}],["",{"word":[[1,["ai"]]],"in":"title"}]],"mm":0}"#
        );
        assert_eq!(tree("agua de"), r#"{"word":[[1,["agua"]]],"in":"title"}"#);
        assert_eq!(
            tree("censo-2017"),
            r#"{"bool":[["+",{"word":[[1,["cens"]]],"in":"title"}],["+",{"prefix":"2017","stem":"2017","in":"title"}]],"mm":0}"#
        );
        assert_eq!(tree("de "), r#"{"none":1}"#);
        assert_eq!(tree("¿?"), r#"{"none":1}"#);
    }
}
