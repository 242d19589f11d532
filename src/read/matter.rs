//! Markdown with front matter: the YAML between two lines `---`, and the text after it.

use crate::read::node::{Node, NodeKind};
use crate::read::{characters, yaml};
use crate::report::{Diagnostic, Problems, Source, Span};

/// A Markdown file taken apart.
#[derive(Debug)]
pub struct Matter<'s> {
    /// The front matter: a mapping without entries where the file has none; none where something
    /// is wrong with it.
    pub node: Option<Node>,
    /// What follows the front matter, without the line ends around it.
    pub body: &'s str,
    /// Where the body stands.
    pub body_span: Span,
}

/// Takes a Markdown file apart. Spans count from the beginning of the file.
pub fn split(source: &Source) -> (Matter<'_>, Vec<Diagnostic>) {
    let mut problems = Problems::new(source);
    let text = source.text.as_str();
    let readable = characters::check(&mut problems);
    let Some(start) = opening(text) else {
        let node = (readable && problems.is_empty()).then(|| empty(0));
        return (matter(node, text, 0), problems.into_found());
    };
    let Some((end, body)) = closing(text, start) else {
        problems.error("front-matter-open", Span::new(0..3));
        return (matter(None, "", text.len()), problems.into_found());
    };
    let node = readable.then(|| {
        let before = problems.len();
        let node = yaml::parse_part(start..end, &mut problems);
        node.or_else(|| (problems.len() == before).then(|| empty(start)))
    });
    let node = node.flatten().filter(|_| problems.is_empty());
    (matter(node, &text[body..], body), problems.into_found())
}

fn matter(node: Option<Node>, body: &str, at: usize) -> Matter<'_> {
    let lead = body.len() - body.trim_start_matches(['\r', '\n']).len();
    let body = body.trim_start_matches(['\r', '\n']).trim_end();
    Matter { node, body, body_span: Span::new(at + lead..at + lead + body.len()) }
}

fn empty(at: usize) -> Node {
    Node { span: Span::new(at..at), kind: NodeKind::Mapping(Vec::new()) }
}

/// Where the text after a first line `---` begins.
fn opening(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("---")?;
    let line = rest.find('\n').map_or(rest, |i| &rest[..=i]);
    line.trim().is_empty().then_some(3 + line.len())
}

/// Where the front matter ends and where the body begins.
fn closing(text: &str, start: usize) -> Option<(usize, usize)> {
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            return Some((at, at + line.len()));
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Source {
        Source::new("a.md", text)
    }

    #[test]
    fn places_count_from_the_beginning_of_the_file() {
        let source = source("---\r\ntitle: Año\r\n---\r\n\r\nHola **mundo**\r\n");
        let (matter, problems) = split(&source);
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(matter.body, "Hola **mundo**");
        assert_eq!(&source.text[matter.body_span.range()], matter.body);
        let Some(Node { kind: NodeKind::Mapping(entries), .. }) = matter.node else { panic!() };
        assert_eq!(&source.text[entries[0].key_span.range()], "title");
        assert_eq!(&source.text[entries[0].value.span.range()], "Año");
    }

    #[test]
    fn a_file_without_front_matter_is_all_body() {
        let source = source("# Hola\n---\n");
        let (matter, problems) = split(&source);
        assert!(problems.is_empty());
        assert_eq!(matter.body, "# Hola\n---");
    }

    #[test]
    fn a_missing_end_is_told_once() {
        let source = source("---\ntitle: a\n");
        let (matter, problems) = split(&source);
        assert!(matter.node.is_none());
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].code, "front-matter-open");
    }
}
