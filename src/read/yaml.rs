//! YAML text → [`Node`]s: the one file that knows the YAML parser.
//!
//! A catalogue file is a small part of YAML: one document of lists, mappings with text keys and
//! scalars. What could make a file mean something else than it shows (anchors, aliases, tags,
//! directives, a second document, a key given twice) is refused with its place and remedy.

use std::ops::Range;

use granit_parser::{ErrorKind, Event, Options, Parser, ScalarStyle, StructureStyle};

use crate::read::mend::Mended;
use crate::read::node::{Entry, Node, NodeKind};
use crate::read::syntax::{self, Line, Mistake};
use crate::read::{characters, duplicates};
use crate::report::{Diagnostic, Problems, Source, Span};

/// Bytes a file of metadata may have.
pub const LARGEST: usize = 1 << 20;
/// How deep lists and mappings may nest.
pub const DEPTH: usize = 32;
/// How many values a file may have, lists and mappings counted too.
pub const NODES: usize = 100_000;
/// Characters a key may have.
pub const KEY: usize = 256;
/// How many anchors, aliases, tags or bad keys of one file are told one by one.
const TOLD: usize = 20;

/// The tree of a file, none if it is empty or anything is wrong with it (a problem then says what).
pub fn parse(source: &Source) -> (Option<Node>, Vec<Diagnostic>) {
    let mut problems = Problems::new(source);
    if !characters::check(&mut problems) {
        return (None, problems.into_found());
    }
    let node = parse_part(0..source.text.len(), &mut problems);
    let node = node.filter(|_| problems.is_empty());
    (node, problems.into_found())
}

/// The tree of a part of a file whose characters are checked already; spans count from the
/// beginning of the file.
pub(super) fn parse_part(part: Range<usize>, problems: &mut Problems) -> Option<Node> {
    let before = problems.len();
    if part.len() > LARGEST {
        let place = Span::new(part.start..part.start);
        problems.error("file-too-large", place).arg("size", part.len()).arg("limit", LARGEST);
        return None;
    }
    if syntax::merge_conflict(part.clone(), problems) {
        return None;
    }
    let mut text = Mended::new(&problems.source.text[part.clone()]);
    loop {
        let mut builder = Builder {
            problems,
            text: &text,
            base: part.start,
            frames: Vec::new(),
            root: None,
            nodes: 0,
            told: 0,
        };
        let broken = builder.run();
        let root = builder.root.take();
        let Err((kind, at)) = broken else {
            return root.filter(|_| problems.len() == before);
        };
        if matches!(kind, ErrorKind::InvalidQuotedScalarIndent | ErrorKind::TabInIndentation)
            && text.indent(at)
        {
            problems.truncate(before);
            continue;
        }
        if problems.len() > before {
            // A refused mark such as `*` often leaves the parser lost on the same line.
            return None;
        }
        let at = part.start + text.original(at);
        syntax::explain(mistake(&kind), at, part, problems);
        return None;
    }
}

/// A list or mapping whose end is not reached yet.
enum Frame {
    List { start: usize, items: Vec<Node> },
    Mapping { start: usize, flow: bool, entries: Vec<Entry>, key: Option<(String, Span)> },
}

struct Builder<'p, 's> {
    problems: &'p mut Problems<'s>,
    /// What is parsed.
    text: &'p Mended<'p>,
    /// Where the parsed text begins in the file.
    base: usize,
    frames: Vec<Frame>,
    root: Option<Node>,
    nodes: usize,
    told: usize,
}

/// Why no further event is read.
struct Stop;

impl Builder<'_, '_> {
    /// Reads all events, or tells what stopped the parser and where in the parsed text.
    fn run(&mut self) -> Result<(), (ErrorKind, usize)> {
        let text = self.text.text();
        let mut options = Options::default();
        options.disallow_directives = true;
        options.emit_unresolved_aliases = true;
        options.flow_nesting_limit = DEPTH;
        options.block_nesting_limit = DEPTH;
        options.set_emit_comments(false);
        let mut documents = 0;
        for event in Parser::new_from_str_with_options(text, options) {
            let (event, place) = match event {
                Ok((event, place)) => (event, self.range(&place)),
                Err(error) => {
                    let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
                    return Err((error.kind().clone(), at));
                }
            };
            if matches!(event, Event::DocumentStart(..)) {
                documents += 1;
                if documents > 1 {
                    self.problems.error("yaml-second-document", Span::new(place));
                    return Ok(());
                }
                continue;
            }
            if self.step(event, place).is_err() {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Where an event stands in the file; never outside it, nor within a character.
    fn range(&self, place: &granit_parser::Span) -> Range<usize> {
        let text = self.text.text();
        let Range { start, end } = place.byte_range().unwrap_or(0..0);
        let start = text.floor_char_boundary(start.min(text.len()));
        let end = text.floor_char_boundary(end.min(text.len())).max(start);
        self.base + self.text.original(start)..self.base + self.text.original(end)
    }

    fn step(&mut self, event: Event, place: Range<usize>) -> Result<(), Stop> {
        self.refuse_properties(&event, &place);
        match event {
            Event::Scalar(text, style, ..) => {
                let plain = style == ScalarStyle::Plain;
                self.attach(place, NodeKind::Scalar { text: text.into_owned(), plain })
            }
            // Refused above; an empty value keeps the tree in step.
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.attach(place, NodeKind::Scalar { text: String::new(), plain: true })
            }
            Event::SequenceStart(..) => {
                self.open(Frame::List { start: place.start, items: Vec::new() })
            }
            Event::MappingStart(style, ..) => {
                let flow = style == StructureStyle::Flow;
                self.open(Frame::Mapping {
                    start: place.start,
                    flow,
                    entries: Vec::new(),
                    key: None,
                })
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(&place),
            _ => Ok(()),
        }
    }

    fn refuse_properties(&mut self, event: &Event, place: &Range<usize>) {
        // Where an alias leads to an anchor, that anchor is told already.
        let code = if matches!(event, Event::UnresolvedAlias(_)) {
            "yaml-alias"
        } else if event.tag().is_some() {
            "yaml-tag"
        } else if event.anchor_id().is_some() {
            "yaml-anchor"
        } else {
            return;
        };
        let from = syntax::property_before(&self.problems.source.text, self.base, place.start);
        let place = if code == "yaml-alias" { place.clone() } else { from };
        self.tell(code, Span::new(place));
    }

    /// Adds an error that may occur very often in a hostile file.
    fn tell(&mut self, code: &'static str, span: Span) {
        self.told += 1;
        if self.told <= TOLD {
            let source = self.problems.source;
            let text = &source.text[span.range()];
            let problem = self.problems.error(code, span).arg("value", text);
            if matches!(code, "yaml-alias" | "yaml-anchor" | "yaml-tag") {
                let at = span.start as usize;
                let line = Line::of(&source.text, at);
                // What stands before a list or before further keys is no beginning of a text.
                let rest = &source.text[line.start + line.text.len()..];
                let next = rest.trim_start_matches(['\r', '\n']).lines().next().unwrap_or_default();
                let below = next.starts_with([' ', '-']);
                if below && line.pair().is_some_and(|(_, value, _)| value == text) {
                    problem.help("yaml-property-help");
                } else {
                    syntax::in_quotes(&line, at, problem);
                }
            }
        }
    }

    fn open(&mut self, frame: Frame) -> Result<(), Stop> {
        let (Frame::List { start, .. } | Frame::Mapping { start, .. }) = frame;
        if self.frames.len() == DEPTH {
            self.problems.error("yaml-too-deep", Span::new(start..start)).arg("limit", DEPTH);
            return Err(Stop);
        }
        self.frames.push(frame);
        Ok(())
    }

    fn close(&mut self, place: &Range<usize>) -> Result<(), Stop> {
        let Some(frame) = self.frames.pop() else { return Ok(()) };
        let (start, kind) = match frame {
            Frame::List { start, items } => (start, NodeKind::Sequence(items)),
            Frame::Mapping { start, flow, entries, .. } => {
                // Only a block below something else can be an entry whose dash is missing.
                let entry = !flow && !self.frames.is_empty();
                let listed = !flow && matches!(self.frames.last(), Some(Frame::List { .. }));
                duplicates::report(&entries, entry, listed, self.problems);
                (start, NodeKind::Mapping(entries))
            }
        };
        // The parser ends a block where the next thing begins, which is lines too late.
        let last = match &kind {
            NodeKind::Sequence(items) => items.last().map(|node| node.span.end),
            NodeKind::Mapping(entries) => entries.last().map(|entry| entry.value.span.end),
            NodeKind::Scalar { .. } => None,
        };
        let flow_end = self.problems.source.text[place.clone()].ends_with([']', '}']);
        let end = match last {
            Some(last) if !flow_end => last as usize,
            _ => place.end,
        };
        self.attach(start..end.max(start), kind)
    }

    /// Puts a finished node where it belongs: into a list, as a key, as that key's value.
    fn attach(&mut self, place: Range<usize>, kind: NodeKind) -> Result<(), Stop> {
        self.nodes += 1;
        if self.nodes > NODES {
            self.problems.error("yaml-too-many-values", Span::new(place)).arg("limit", NODES);
            return Err(Stop);
        }
        let node = Node { span: Span::new(place), kind };
        match self.frames.last_mut() {
            None => self.root = Some(node),
            Some(Frame::List { items, .. }) => items.push(node),
            Some(Frame::Mapping { entries, key, .. }) => match key.take() {
                Some((key, key_span)) => {
                    let mut value = node;
                    if value.span.start >= value.span.end {
                        // Nothing is written: the key is what a message can point at.
                        value.span = key_span;
                    }
                    entries.push(Entry { key, key_span, value });
                }
                None => self.take_key(node)?,
            },
        }
        Ok(())
    }

    fn take_key(&mut self, node: Node) -> Result<(), Stop> {
        let span = node.span;
        let text = match node.kind {
            NodeKind::Scalar { text, .. } => text,
            NodeKind::Sequence(_) | NodeKind::Mapping(_) => {
                self.tell("yaml-complex-key", span);
                String::new()
            }
        };
        if span.start == span.end {
            self.tell("yaml-empty-key", span);
        }
        if text.len() > KEY && text.chars().count() > KEY {
            self.problems.error("yaml-long-key", span).arg("limit", KEY);
            return Err(Stop);
        }
        if let Some(Frame::Mapping { key, .. }) = self.frames.last_mut() {
            *key = Some((text, span));
        }
        Ok(())
    }
}

/// The parser's many errors as the few mistakes people make.
#[expect(clippy::too_many_lines, reason = "a table, one line a mistake of the parser's")]
fn mistake(kind: &ErrorKind) -> Mistake {
    use ErrorKind as E;
    match kind {
        E::TabNotAllowed
        | E::TabInBlockIndentation
        | E::TabInIndentation
        | E::TabInPlainScalar
        | E::TabAtBlockScalarStart => Mistake::Tab,
        E::MappingValueNotAllowed | E::InvalidColonPlacement => Mistake::Colon,
        E::UnclosedQuotedScalar
        | E::DocumentIndicatorInQuotedScalar
        | E::InvalidQuotedScalarIndent => Mistake::OpenQuote,
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => {
            Mistake::AfterQuote
        }
        E::UnknownQuotedScalarEscape
        | E::InvalidQuotedScalarHexEscape
        | E::InvalidLowSurrogateHexEscape
        | E::InvalidLowSurrogate
        | E::MissingLowSurrogate
        | E::UnpairedLowSurrogate
        | E::InvalidUnicodeEscape => Mistake::Escape,
        E::UnexpectedEofFlowSequence
        | E::UnexpectedEofFlowMapping
        | E::UnexpectedEofImplicitFlowMapping
        | E::ExpectedFlowMappingSeparator
        | E::ExpectedFlowSequenceSeparator
        | E::MisplacedFlowCollectionEnd
        | E::MismatchedFlowCollectionEnd { .. }
        | E::UnclosedFlowCollection { .. }
        | E::BlockEntryInFlowCollection
        | E::InvalidFlowScalarIndent
        | E::FlowMappingValueAdjacentCollection => Mistake::Bracket,
        E::SimpleKeyExpected | E::InvalidSimpleKey => Mistake::NoColon,
        E::UnexpectedCharacter { .. } | E::PlainScalarStartsWithDashFlowIndicator => {
            Mistake::Character
        }
        E::ZeroBlockScalarIndent | E::InvalidBlockScalarHeader | E::InvalidBlockScalarIndent => {
            Mistake::Block
        }
        E::DirectiveDisallowed => Mistake::Directive,
        E::RecursionLimitExceeded => Mistake::Depth,
        E::UnknownAnchor | E::MissingAnchorOrAliasName => Mistake::Alias,
        E::ExpectedTagBang
        | E::UndeclaredTagHandle
        | E::InvalidGlobalTagCharacter
        | E::InvalidTagTerminator
        | E::MissingTagUri
        | E::UnclosedVerbatimTag
        | E::InvalidTagEscape
        | E::InvalidTagUtf8LeadingByte
        | E::InvalidTagUtf8TrailingByte
        | E::InvalidTagUtf8 => Mistake::Tag,
        E::InvalidDocumentEnd | E::MissingDocumentEndBeforeDirective => Mistake::Document,
        E::CommentNotSeparated | E::CommentInterceptedScalar => Mistake::Comment,
        E::BomInsideDocument => Mistake::Mark,
        E::InvalidIndentation
        | E::ExpectedBlockMappingKey
        | E::ExpectedBlockSequenceEntry
        | E::BlockSequenceEntryNotAllowed
        | E::InvalidBlockEntryWhitespace
        | E::MappingKeyNotAllowed
        | E::ExpectedDocumentStart
        | E::ExpectedNodeContent => Mistake::Indentation,
        _ => Mistake::Other,
    }
}
