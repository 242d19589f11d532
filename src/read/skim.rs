//! The few values of a dataset's file by which datasets are compared, without reading all of it.
//!
//! A change is checked beside thousands of files that it does not touch. Of those only names, ids,
//! tags, titles and addresses matter, and nearly all are written in one plain layout. That layout is
//! understood here, line by line; whatever else stands in a file makes it one to be read whole. So
//! what comes of a file that the parser can read is what the parser would say, or nothing. One that it
//! cannot read, for what stands in a part that is passed over, was no better before the change.

use crate::read::keys;
use crate::read::node::{Entry, Node, NodeKind};
use crate::report::Span;

/// Keys of a dataset that are looked at.
const WANTED: [&str; 12] = [
    "id",
    "title",
    "tags",
    "groups",
    "aliases",
    "license_id",
    "owner_org",
    "notes",
    "private",
    "state",
    "name",
    "resources",
];

/// The others that a dataset may have; any further one is for the parser to judge.
const PASSED: [&str; 12] = [
    "author",
    "author_email",
    "maintainer",
    "maintainer_email",
    "url",
    "version",
    "type",
    "extras",
    "metadata_created",
    "metadata_modified",
    "plugin_data",
    "creator_user_id",
];

/// Keys of a resource that are looked at.
const OF_RESOURCE: [&str; 6] = ["id", "name", "url", "path", "format", "state"];

/// The others that a resource may have, beside those that CKAN's have.
const PASSED_OF_RESOURCE: [&str; 9] = [
    "description",
    "mimetype",
    "size",
    "hash",
    "created",
    "last_modified",
    "metadata_modified",
    "fields",
    "views",
];

/// A line without its end.
#[derive(Clone, Copy, Debug)]
struct Line<'t> {
    start: usize,
    indent: usize,
    /// Without indentation and what is blank at its end.
    text: &'t str,
    /// Whether something blank was at its end.
    is_loose: bool,
}

/// What stands behind a key.
enum Value {
    Is(Node),
    /// Nobody wants it.
    Passed,
}

impl Value {
    fn node(self) -> Option<Node> {
        match self {
            Self::Is(node) => Some(node),
            Self::Passed => None,
        }
    }
}

struct Skim<'t, 'd> {
    lines: Vec<Line<'t>>,
    at: usize,
    declared: &'d [&'d str],
}

/// The tree of a file with the keys that are looked at; none where it has to be read whole.
/// `declared` are the keys of the portal's own.
pub(super) fn tree(text: &str, declared: &[&str]) -> Option<Node> {
    // What could hide a dataset where nobody looks is read whole.
    if text.contains('\t') || text.contains('\u{feff}') {
        return None;
    }
    let lines = lines(text);
    let mut skim = Skim { lines, at: 0, declared };
    let entries = skim.mapping()?;
    Some(Node { span: Span::new(0..text.len()), kind: NodeKind::Mapping(entries) })
}

/// The lines that say something.
fn lines(text: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    let mut lines = Vec::with_capacity(text.len() / 32);
    for line in text.split('\n') {
        let content = line.trim_start_matches(' ');
        let indent = line.len() - content.len();
        let is_loose = content.strip_suffix('\r').unwrap_or(content).ends_with([' ', '\u{a0}']);
        lines.push(Line { start: start + indent, indent, text: content.trim_end(), is_loose });
        start += line.len() + 1;
    }
    lines
}

impl<'t> Line<'t> {
    fn is_blank(&self) -> bool {
        self.text.is_empty() || self.text.starts_with('#')
    }

    /// Key and value of `key: value`.
    fn pair(&self) -> Option<Pair<'t>> {
        let colon = self.text.find(':')?;
        let key = &self.text[..colon];
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
        let rest = &self.text[colon + 1..];
        if key.is_empty() || !key.bytes().all(plain) || !(rest.is_empty() || rest.starts_with(' '))
        {
            return None;
        }
        let value = rest.trim_start();
        let at = self.start + self.text.len() - value.len();
        Some(Pair { key, at: self.start, value, value_at: at })
    }
}

/// `key: value` on a line.
#[derive(Clone, Copy, Debug)]
struct Pair<'t> {
    key: &'t str,
    at: usize,
    value: &'t str,
    value_at: usize,
}

impl Pair<'_> {
    fn entry(&self, value: Node) -> Entry {
        let key_span = Span::new(self.at..self.at + self.key.len());
        Entry { key: self.key.to_owned(), key_span, value }
    }
}

impl<'t> Skim<'t, '_> {
    /// The next line that says something, if it stands in at least so far.
    fn next(&mut self, indent: usize) -> Option<Line<'t>> {
        while let Some(line) = self.lines.get(self.at) {
            if !line.is_blank() {
                return Some(*line).filter(|line| line.indent >= indent);
            }
            self.at += 1;
        }
        None
    }

    /// The keys at the margin.
    fn mapping(&mut self) -> Option<Vec<Entry>> {
        let (mut entries, mut seen) = (Vec::new(), Vec::new());
        while let Some(line) = self.next(0) {
            let pair = line.pair().filter(|_| line.indent == 0)?;
            let wanted = WANTED.contains(&pair.key);
            let known = wanted || PASSED.contains(&pair.key) || self.declared.contains(&pair.key);
            if !known || seen.contains(&pair.key) {
                return None;
            }
            seen.push(pair.key);
            self.at += 1;
            let value = match pair.key {
                "resources" if pair.value.is_empty() => Value::Is(self.resources()?),
                "tags" | "groups" | "aliases" if pair.value.is_empty() => Value::Is(self.list()?),
                "notes" if pair.value == "|" => Value::Is(self.block()?),
                _ => self.value(&pair, 1, wanted)?,
            };
            entries.extend(value.node().map(|value| pair.entry(value)));
        }
        Some(entries)
    }

    /// The value of a key whose line is passed; what belongs to it stands in at least `indent`.
    fn value(&mut self, pair: &Pair<'t>, indent: usize, wanted: bool) -> Option<Value> {
        let text = pair.value;
        if text.is_empty() || matches!(text, "|" | "|-" | "|+" | ">" | ">-" | ">+") {
            let is_block = !text.is_empty();
            let skipped = self.skip(indent, is_block)?;
            if wanted && (is_block || skipped) {
                return None;
            }
            let empty = Node {
                span: Span::new(pair.at..pair.at + pair.key.len()),
                kind: NodeKind::Scalar { text: String::new(), plain: true },
            };
            return Some(if wanted { Value::Is(empty) } else { Value::Passed });
        }
        let value = scalar(text, pair.value_at).or_else(|| flow_list(text, pair.value_at))?;
        // What goes on below it is more than a line.
        if self.next(indent).is_some() {
            return None;
        }
        Some(if wanted { Value::Is(value) } else { Value::Passed })
    }

    /// Passes what stands in at least so far, and a list at the margin; tells whether there was
    /// anything.
    fn skip(&mut self, indent: usize, is_block: bool) -> Option<bool> {
        let from = self.at;
        while let Some(line) = self.lines.get(self.at) {
            let item = !is_block && line.indent + 1 == indent && line.text.starts_with('-');
            let belongs = line.indent >= indent || line.text.is_empty() || item;
            if !belongs && (is_block || !line.is_blank()) {
                break;
            }
            // Among extras these hide the dataset; a document's end ends everything.
            let odd = line.text.contains("private") || line.text.contains("state");
            if !is_block && odd {
                return None;
            }
            self.at += 1;
        }
        Some(self.lines[from..self.at].iter().any(|line| !line.is_blank()))
    }

    /// `- item` lines of texts.
    fn list(&mut self) -> Option<Node> {
        let first = self.next(0)?;
        let mut items: Vec<Node> = Vec::new();
        while let Some(line) = self.next(first.indent).filter(|line| line.text.starts_with('-')) {
            let text = line.text.strip_prefix("- ")?.trim_start();
            if line.indent != first.indent || text.contains(": ") || text.ends_with(':') {
                return None;
            }
            items.push(scalar(text, line.start + line.text.len() - text.len())?);
            self.at += 1;
        }
        let end = items.last()?.span.end;
        // Something further in than the dashes is more than a line.
        if first.indent > 0 && self.next(1).is_some() {
            return None;
        }
        let span = Span { start: u32::try_from(first.start).ok()?, end };
        Some(Node { span, kind: NodeKind::Sequence(items) })
    }

    /// A literal block at the margin's first level.
    fn block(&mut self) -> Option<Node> {
        let first = *self.lines.get(self.at).filter(|line| !line.text.is_empty())?;
        let (indent, at) = (first.indent, first.start);
        if indent == 0 {
            return None;
        }
        let mut text = String::new();
        let mut end = at;
        while let Some(line) = self.lines.get(self.at) {
            if line.text.is_empty() {
                // Blanks beyond the block's own indentation would be a part of it.
                if line.indent > indent {
                    return None;
                }
                text.push('\n');
            } else if line.indent >= indent {
                if line.is_loose {
                    return None;
                }
                text.extend(std::iter::repeat_n(' ', line.indent - indent));
                text.push_str(line.text);
                text.push('\n');
                end = line.start + line.text.len();
            } else {
                break;
            }
            self.at += 1;
        }
        text.truncate(text.trim_end_matches('\n').len());
        text.push('\n');
        let kind = NodeKind::Scalar { text, plain: false };
        Some(Node { span: Span::new(at..end), kind })
    }

    /// The entries below `resources:`.
    fn resources(&mut self) -> Option<Node> {
        let first = self.next(0)?;
        let mut items = Vec::new();
        while let Some(line) = self.next(first.indent).filter(|line| line.text.starts_with('-')) {
            if line.indent != first.indent {
                return None;
            }
            items.push(self.resource(line)?);
        }
        if first.indent > 0 && self.next(1).is_some() {
            return None;
        }
        let end = items.last().map(|item: &Node| item.span.end)?;
        let span = Span { start: u32::try_from(first.start).ok()?, end };
        Some(Node { span, kind: NodeKind::Sequence(items) })
    }

    /// One of them, whose first key stands behind its dash.
    fn resource(&mut self, dash: Line<'t>) -> Option<Node> {
        let text = dash.text.strip_prefix("- ")?;
        let indent = dash.indent + 2;
        let mut line = Line { start: dash.start + 2, indent, text, is_loose: false };
        let (mut entries, mut seen) = (Vec::<Entry>::new(), Vec::new());
        loop {
            let pair = line.pair().filter(|_| line.indent == indent)?;
            let wanted = OF_RESOURCE.contains(&pair.key);
            let known = wanted
                || PASSED_OF_RESOURCE.contains(&pair.key)
                || keys::OF_RESOURCES.contains(&pair.key)
                || self.declared.contains(&pair.key);
            if !known || seen.contains(&pair.key) {
                return None;
            }
            seen.push(pair.key);
            self.at += 1;
            let value = self.value(&pair, indent + 1, wanted)?;
            entries.extend(value.node().map(|value| pair.entry(value)));
            match self.next(indent) {
                Some(next) => line = next,
                None => break,
            }
        }
        let end = entries.last().map_or(dash.start, |entry| entry.value.span.end as usize);
        let kind = NodeKind::Mapping(entries);
        Some(Node { span: Span::new(dash.start + 2..end.max(dash.start + 2)), kind })
    }
}

/// A text on one line: plain, or in quotes without an escape.
fn scalar(text: &str, at: usize) -> Option<Node> {
    let node = |value: &str, len: usize, plain| {
        let kind = NodeKind::Scalar { text: value.to_owned(), plain };
        Some(Node { span: Span::new(at..at + len), kind })
    };
    for quote in ['"', '\''] {
        if let Some(rest) = text.strip_prefix(quote) {
            let end = rest.find(quote)?;
            let (value, after) = (&rest[..end], rest[end + 1..].trim_start());
            let comment = after.is_empty() || after.starts_with('#');
            return if value.contains('\\') || !comment {
                None
            } else {
                node(value, end + 2, false)
            };
        }
    }
    let special = |c: char| "[]{}&*!|>%@`,?#-:".contains(c);
    let value = text.split(" #").next().unwrap_or(text).trim_end();
    if value.is_empty()
        || value.starts_with(special)
        || value.contains(": ")
        || value.ends_with(':')
    {
        return None;
    }
    node(value, value.len(), true)
}

/// `[a, b]` of plain texts.
fn flow_list(text: &str, at: usize) -> Option<Node> {
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    if inner.contains(['[', ']', '{', '}', '"', '\'', '#', ':']) {
        return None;
    }
    let mut items = Vec::new();
    let mut start = at + 1;
    for part in inner.split(',') {
        let item = part.trim();
        if item.is_empty() && inner.trim().is_empty() {
            break;
        }
        let lead = part.len() - part.trim_start().len();
        items.push(scalar(item, start + lead)?);
        start += part.len() + 1;
    }
    let kind = NodeKind::Sequence(items);
    Some(Node { span: Span::new(at..at + text.len()), kind })
}

#[cfg(test)]
mod tests {
    use crate::read::{Dataset, Portal};
    use crate::report::Source;
    use proptest::prelude::*;

    /// What datasets are compared by.
    fn compared(dataset: &Dataset) -> String {
        let resources: Vec<_> = dataset
            .resources
            .iter()
            .map(|r| (r.item, &r.id, &r.name, &r.location, &r.format, &r.state))
            .collect();
        format!(
            "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {resources:?}",
            dataset.id,
            dataset.title,
            dataset.tags,
            dataset.groups,
            dataset.aliases,
            dataset.license_id,
            dataset.owner_org,
            dataset.notes.as_ref().map(|notes| (notes.trim().to_owned(), notes.span.start)),
            dataset.visibility,
        )
    }

    /// Whether a text is skimmed, and then as the parser reads it.
    fn is_skimmed(text: &str) -> bool {
        let portal = Portal::default();
        let source = Source::new("catalog/datasets/a/dataset.yaml", text);
        let Some(skimmed) = Dataset::skimmed(&source, "a", None, &portal) else { return false };
        let (whole, _) = Dataset::decode(&source, "a", None, &portal);
        let Some(whole) = whole else { return true };
        assert_eq!(compared(&skimmed), compared(&whole), "{text}");
        true
    }

    #[test]
    fn the_plain_layout_is_skimmed() {
        for text in [
            "title: Camas\n",
            "# nota\ntitle: Camas # otra\nid: \"2d47eef5-77a0-49d8-8156-8732c8bc2278\"\ntags: [uno dos, tres]\n",
            "title: A\r\ntags:\r\n- uno\r\n- dos\r\nnotes: |\r\n  Primera\r\n\r\n  segunda\r\nprivate: true\r\n",
            "title: A\nextras:\n  a: b\nresources:\n  - name: X\n    url: https://a.cl/x.csv\n    fields:\n    - name: cama\n",
            "title: A\nresources:\n- url: https://a.cl/x\n  fields:\n  - name: a\n    type: string\n  format: CSV\n- path: b.csv\n",
        ] {
            assert!(is_skimmed(text), "{text}");
        }
    }

    #[test]
    fn what_is_not_plain_is_for_the_parser() {
        for text in [
            "title: \"a\\\"b\"\n",
            "title: a\n  b\n",
            "title: A\nprivado: true\n",
            "title: A\nextras:\n- key: private\n  value: x\n",
            "title: &a b\n",
            "title: A\nrelationships_as_subject: []\n",
            "title: A\ntags:\n- {name: x}\n",
            "title: A\ntitle: B\n",
            "---\ntitle: A\n",
        ] {
            assert!(!is_skimmed(text), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn a_file_is_skimmed_as_it_is_read_or_not_at_all(lines in prop::collection::vec(
            prop::sample::select(vec![
                "title: Camas", "title: \"Camas: uno\"", "id: 2d47eef5-77a0-49d8-8156-8732c8bc2278",
                "tags: [salud, camas]", "tags:", "- salud", "  - camas # x", "notes: |", "  un texto",
                "    más adentro", "", "notes: corta", "notes: >", "private: true", "state: draft", "state:",
                "groups: []", "aliases: [viejo]", "resources:", "- url: https://a.cl/a.csv", "  name: A # b",
                "  format: CSV", "  - url: https://a.cl/b.csv", "    name: 'B'", "    fields:", "    - name: x",
                "      type: string", "  fields:", "  - name: y", "extras:", "  clave: valor", "author: X",
                "license_id: cc-by", "owner_org: a", "# comentario", "  # dentro", "version: 1.10", "- ",
                "  state: active", "plugin_data: {a: 1}", "-", "title: ", "url: x y", "...",
            ]), 0..14), crlf in any::<bool>()) {
            let text = lines.join(if crlf { "\r\n" } else { "\n" }) + "\n";
            is_skimmed(&text);
        }
    }
}
