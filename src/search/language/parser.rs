//! Text → tree.

use super::cursor::{Cursor, is_stars, mask, pattern, unescaped};
use super::fields::{Field, looks_like_one};
use super::level::{Level, together};
use super::words::Words;
use super::{Node, Occur, Parsed, Refusal, Syntax, Test, Warning, dates};
use crate::search::analysis::has_context;

/// What comes after so many leaves of a tree is ignored.
const MOST_LEAVES: usize = 64;

/// Groups within groups.
const DEEPEST: usize = 32;

/// Reads a query, or a filter.
///
/// # Errors
/// What it asks for and cannot have.
pub fn parse(text: &str, syntax: &Syntax) -> Result<Parsed, Refusal> {
    let mut parser = Parser {
        cursor: Cursor::new(text),
        syntax,
        context: has_context(text),
        leaves: 0,
        fielded: false,
        warnings: Vec::new(),
    };
    let tree = parser.level(None, 0)?.unwrap_or(Node::All);
    Ok(Parsed { tree, warnings: parser.warnings })
}

struct Parser<'t> {
    cursor: Cursor<'t>,
    syntax: &'t Syntax<'t>,
    /// Whether capitals mean something.
    context: bool,
    leaves: usize,
    /// Whether a field was named anywhere.
    fielded: bool,
    warnings: Vec<Warning>,
}

impl Parser<'_> {
    /// The query (depth 0) or a group; `field` is what its bare items are looked for in.
    fn level(&mut self, field: Option<&Field>, depth: usize) -> Result<Option<Node>, Refusal> {
        let mut level = Level::default();
        loop {
            self.cursor.skip_space();
            if self.cursor.eat(")") {
                if depth == 0 {
                    continue;
                }
                break;
            }
            if self.cursor.peek().is_none() || self.leaves == MOST_LEAVES {
                break;
            }
            if let Some(operator) = self.cursor.operator() {
                level.operator(operator);
                continue;
            }
            let occur = match self.cursor.signs() {
                None => Occur::Should,
                Some(false) => Occur::Must,
                Some(true) => Occur::Not,
            };
            let nodes = self.item(field, depth)?;
            level.item(occur, nodes);
        }
        Ok(level.node(depth == 0 && !self.syntax.filter && !self.fielded))
    }

    fn item(&mut self, field: Option<&Field>, depth: usize) -> Result<Vec<Node>, Refusal> {
        if self.cursor.starts_with("{!") {
            return Err(Refusal::new("local", self.cursor.run()));
        }
        let own = self.field()?;
        let nodes = self.value(own.as_ref().or(field), depth)?;
        let weight = self.cursor.weight();
        #[allow(clippy::float_cmp, reason = "1 is what stands there if nothing was said")]
        if weight == 1.0 {
            return Ok(nodes);
        }
        let boosted = together(nodes).map(|node| Node::Boost(weight, Box::new(node)));
        Ok(boosted.into_iter().collect())
    }

    /// The field that an item names, its colon with it.
    fn field(&mut self) -> Result<Option<Field>, Refusal> {
        let Some(name) = self.cursor.name() else { return Ok(None) };
        if matches!(name, "_query_" | "_val_") {
            return Err(Refusal::new("magic", name));
        }
        let field = Field::of(name, self.syntax);
        if !field.is_known() {
            // `https://…`, `Lima: …` and the like are text.
            let next = self.cursor.peek_after(name.len() + 1);
            if next.is_none_or(|c| c.is_whitespace() || matches!(c, '/' | ')')) {
                return Ok(None);
            }
            if field == Field::Unindexed {
                return Err(Refusal::new("field", name));
            }
            if !looks_like_one(name) {
                return Ok(None);
            }
            Warning::add(&mut self.warnings, name);
        }
        self.fielded = true;
        self.cursor.skip_name(name);
        if field.is_known() {
            self.cursor.skip_space();
        }
        Ok(Some(field))
    }

    fn value(&mut self, field: Option<&Field>, depth: usize) -> Result<Vec<Node>, Refusal> {
        match self.cursor.peek() {
            None | Some(')') => Ok(Vec::new()),
            Some('(') => self.group(field, depth),
            Some('"') => {
                self.cursor.eat("\"");
                let text = unescaped(self.cursor.quoted());
                let node = self.quoted(field, &text)?;
                Ok(self.leaves(node))
            }
            Some('[' | '{') if field.is_some() => {
                let range = self.cursor.range();
                let node = self.range(field, range)?;
                Ok(self.leaves(Some(node)))
            }
            Some(_) => {
                let raw = self.cursor.run();
                let nodes = self.run(field, raw)?;
                Ok(self.leaves(nodes))
            }
        }
    }

    fn group(&mut self, field: Option<&Field>, depth: usize) -> Result<Vec<Node>, Refusal> {
        if depth == DEEPEST {
            return Err(Refusal::new("depth", ""));
        }
        self.cursor.eat("(");
        let node = self.level(field, depth + 1)?;
        let unknown = field == Some(&Field::Unknown);
        Ok(if unknown { vec![Node::Nothing] } else { node.into_iter().collect() })
    }

    /// Leaves of the tree as long as there is room for them.
    fn leaves(&mut self, nodes: impl IntoIterator<Item = Node>) -> Vec<Node> {
        let kept: Vec<Node> = nodes.into_iter().take(MOST_LEAVES - self.leaves).collect();
        self.leaves += kept.len();
        kept
    }

    fn words(&self, field: Option<&Field>) -> Words<'_> {
        let scope = if let Some(Field::Text(scope)) = field { Some(*scope) } else { None };
        Words { syntax: self.syntax, scope, context: self.context }
    }

    fn quoted(&self, field: Option<&Field>, text: &str) -> Result<Option<Node>, Refusal> {
        match field {
            None | Some(Field::Text(_)) => Ok(self.words(field).phrase(text)),
            Some(field) => self.exactly(field, text).map(Some),
        }
    }

    fn run(&self, field: Option<&Field>, raw: &str) -> Result<Vec<Node>, Refusal> {
        if raw.is_empty() {
            return Ok(Vec::new());
        }
        let regex = match field {
            None => raw.len() > 2 && raw.starts_with('/') && raw.ends_with('/'),
            Some(_) => raw.starts_with('/'),
        };
        if regex {
            return Err(Refusal::new("regex", raw));
        }
        match field {
            None | Some(Field::Text(_)) => self.words(field).run(raw),
            Some(field) if is_stars(raw) => Ok(vec![any(field)]),
            Some(field) if mask(raw).contains(['*', '?']) => match field {
                Field::Exact(name) => Ok(vec![Node::Value(name.clone(), Test::Like(pattern(raw)))]),
                Field::Name | Field::Id => Err(Refusal::new("wildcard", raw)),
                _ => Ok(vec![self.exactly(field, &unescaped(raw))?]),
            },
            Some(field) => Ok(vec![self.exactly(field, &unescaped(raw))?]),
        }
    }

    /// What a value asks for that is meant as it stands.
    fn exactly(&self, field: &Field, text: &str) -> Result<Node, Refusal> {
        Ok(match field {
            Field::Exact(name) => Node::Value(name.clone(), Test::Is(text.to_owned())),
            Field::Time(moment) => {
                let (from, to) = dates::period(text, self.syntax.now)
                    .ok_or_else(|| Refusal::new("date", text))?;
                Node::Range(*moment, Some(from), Some(to))
            }
            Field::Name => Node::Name(text.to_owned()),
            Field::Id => Node::Id(text.to_owned()),
            Field::Constant(value) if text.eq_ignore_ascii_case(value) => Node::All,
            _ => Node::Nothing,
        })
    }

    fn range(&self, field: Option<&Field>, raw: &str) -> Result<Node, Refusal> {
        let refused = |code| Refusal::new(code, raw);
        let inner = &raw[1..].trim_end_matches([']', '}']);
        let words: Vec<&str> = inner.split_whitespace().take(4).collect();
        let bounds = if let [from, "TO", to] = words[..] { Some((from, to)) } else { None };
        match field {
            Some(Field::Time(moment)) => {
                let (from, to) = bounds.ok_or_else(|| refused("date"))?;
                let open = raw.starts_with('{');
                let (from, to) =
                    dates::between(from, open, to, raw.ends_with('}'), self.syntax.now)
                        .ok_or_else(|| refused("date"))?;
                Ok(Node::Range(*moment, from, to))
            }
            Some(Field::Unknown) => Ok(Node::Nothing),
            Some(field) if bounds == Some(("*", "*")) && field.has_any() => Ok(any(field)),
            _ => Err(refused("range")),
        }
    }
}

/// The datasets that have a value in a field.
fn any(field: &Field) -> Node {
    match field {
        Field::Exact(name) => Node::Value(name.clone(), Test::Any),
        Field::Time(moment) => Node::Range(*moment, None, None),
        Field::Unknown => Node::Nothing,
        _ => Node::All,
    }
}
