//! The entries of a mapping as typed values, each mistake told where it stands.

use serde_json::Value;

use crate::read::meant::{bool_meant, list_meant};
pub use crate::read::meant::{date_meant, email_meant};
pub use crate::read::names::{check_name, is_email, is_name, is_old_id, slug};
use crate::read::node::{Entry, Node, NodeKind};
pub use crate::read::rest::{Others, Rest};
use crate::read::rest::{is_computed, listed};
use crate::read::{Timestamp, comment, keys};
use crate::report::{Problems, Severity, Span, Spanned};

/// Keys whose value is a text that people write freely.
const FREE_TEXTS: [&str; 7] =
    ["title", "notes", "description", "author", "maintainer", "summary", "comment"];

/// A mapping being decoded: getters take entries out, [`Fields::finish`] tells what is left.
#[derive(Debug)]
pub struct Fields<'n, 'p, 's> {
    /// Where the mapping stands.
    pub span: Span,
    /// Where problems go.
    pub problems: &'p mut Problems<'s>,
    entries: &'n [Entry],
    taken: Vec<bool>,
    known: Vec<&'static str>,
    /// What is missing, told at the end unless it is there under a wrong name.
    lacking: Vec<Lack>,
    /// Keys with a value that cannot be read: a problem says so.
    told: Vec<String>,
}

/// Something that must be in a mapping and is not.
#[derive(Debug)]
struct Lack {
    severity: Severity,
    code: &'static str,
    /// Any of these would do.
    keys: &'static [&'static str],
    span: Span,
    /// Fill placeholders.
    args: Vec<(&'static str, String)>,
    /// Another remedy than the code's.
    help: Option<&'static str>,
}

/// What `true`, `false` and everything else come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    /// Absent or null.
    Absent,
    /// `true` or `false`.
    Is(bool),
    /// Something else: a problem says so.
    Unreadable,
}

impl<'n, 'p, 's> Fields<'n, 'p, 's> {
    /// How many keys beyond the known ones a mapping may have.
    pub const MOST: usize = 500;

    /// The entries of `node`; none, with a problem, where it is not a mapping.
    pub fn of(node: &'n Node, problems: &'p mut Problems<'s>) -> Option<Self> {
        let NodeKind::Mapping(entries) = &node.kind else {
            problems.error("not-a-mapping", first_line(node.span)).arg("value", shown(node));
            return None;
        };
        let taken = vec![false; entries.len()];
        let (known, lacking, told) = (Vec::new(), Vec::new(), Vec::new());
        Some(Self { span: node.span, problems, entries, taken, known, lacking, told })
    }

    /// As [`Fields::of`], for an item of a list: a text alone is the value of `key`, as the remedy
    /// says.
    pub fn of_item(
        node: &'n Node,
        problems: &'p mut Problems<'s>,
        key: &'static str,
    ) -> Option<Self> {
        if let NodeKind::Scalar { text, .. } = &node.kind
            && !node.is_null()
        {
            let key = if key == "path" && text.contains("://") { "url" } else { key };
            let problem = problems.error("not-a-mapping", first_line(node.span));
            problem.arg("value", text).arg("write", format!("- {key}: {text}"));
            problem.help("not-a-mapping-item-help");
            return None;
        }
        Self::of(node, problems)
    }

    /// The value of `key`, without anything said about it.
    pub(super) fn peek(&self, key: &str) -> Option<&'n Node> {
        self.entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// The value of `key`, which is known from now on; none if it is absent.
    pub fn take(&mut self, key: &'static str) -> Option<&'n Node> {
        self.known.push(key);
        let at = self.entries.iter().position(|entry| entry.key == key)?;
        self.taken[at] = true;
        Some(&self.entries[at].value)
    }

    /// The value of a key of the profile's own, none if it is absent. Whoever finishes the mapping
    /// names it among the expected.
    pub(super) fn take_own(&mut self, key: &str) -> Option<&'n Node> {
        let at = self.entries.iter().position(|entry| entry.key == key)?;
        self.taken[at] = true;
        Some(&self.entries[at].value)
    }

    /// Whether a getter asked for `key`.
    pub(super) fn knows(&self, key: &str) -> bool {
        self.known.contains(&key)
    }

    /// Notes that a problem tells of the value of `key`.
    pub(super) fn note_told(&mut self, key: impl Into<String>) {
        self.told.push(key.into());
    }

    /// The value of `key` unless it is absent or null.
    pub fn given(&mut self, key: &'static str) -> Option<&'n Node> {
        self.take(key).filter(|node| !node.is_null())
    }

    /// Whether anything is given for `key`.
    pub(super) fn says(&self, key: &str) -> bool {
        self.peek(key).is_some_and(|node| match &node.kind {
            NodeKind::Scalar { text, .. } => !text.trim().is_empty() && !node.is_null(),
            NodeKind::Sequence(items) => !items.is_empty(),
            NodeKind::Mapping(_) => true,
        })
    }

    /// Where `key` is written.
    pub fn key_span(&self, key: &str) -> Option<Span> {
        self.entries.iter().find(|entry| entry.key == key).map(|entry| entry.key_span)
    }

    /// A text; any scalar is one.
    pub fn text(&mut self, key: &'static str) -> Option<Spanned<String>> {
        if FREE_TEXTS.contains(&key) {
            self.lost_text(key);
        }
        let node = self.given(key)?;
        let NodeKind::Scalar { text, .. } = &node.kind else {
            let block =
                FREE_TEXTS.contains(&key) && !matches!(key, "title" | "author" | "maintainer");
            let problem = self.wrong("field-not-text", key, node);
            if block && matches!(node.kind, NodeKind::Sequence(_)) {
                problem.help("field-not-text-block-help");
            }
            return None;
        };
        Some(Spanned { value: text.clone(), span: node.span })
    }

    /// Warns of a text without quotes that goes on behind ` #`, which YAML takes for a comment.
    pub fn lost_text(&mut self, key: &str) {
        let Some(node) = self.peek(key) else { return };
        if let Some((span, line)) = comment::lost(node, key, self.problems.source) {
            let problem = self.problems.warning("text-as-comment", span).arg("key", key);
            problem.line(&line);
        }
    }

    /// A text whose place nobody will ask for.
    pub fn plain(&mut self, key: &'static str) -> Option<String> {
        self.text(key).map(|text| text.value)
    }

    /// A text that must be there and say something.
    pub fn required(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let before = self.problems.len();
        let text = self.text(key).filter(|text| !text.value.trim().is_empty());
        if text.is_none() && self.problems.len() == before {
            self.missing(key);
        }
        text
    }

    /// Tells that `key` is missing.
    pub fn missing(&mut self, key: &'static str) {
        let span = self.key_span(key).unwrap_or(self.start());
        self.lacking.push(Lack {
            severity: Severity::Error,
            code: "field-missing",
            keys: &[],
            span,
            args: vec![("key", key.to_owned())],
            help: None,
        });
    }

    /// Tells with `code` that none of `keys` is there.
    pub fn lacks(
        &mut self,
        severity: Severity,
        code: &'static str,
        keys: &'static [&'static str],
        name: &str,
    ) {
        let args = vec![("name", name.to_owned())];
        self.lacking.push(Lack { severity, code, keys, span: self.start(), args, help: None });
    }

    /// Tells with `code` that there is no title, unless it is there and no text: that is told.
    pub fn lacks_title(&mut self, code: &'static str, name: &str) {
        if self.peek("title").is_none_or(|node| matches!(node.kind, NodeKind::Scalar { .. })) {
            self.lacks(Severity::Warning, code, &["title"], name);
            let markdown = self.problems.source.path.strip_suffix(".md").is_some();
            if let Some(lack) = self.lacking.last_mut().filter(|_| markdown) {
                lack.help = Some("title-in-matter-help");
            }
        }
    }

    /// Tells that there is no title, which the profile `profile` asks for.
    pub(super) fn needs_title(&mut self, profile: &str) {
        if self.peek("title").is_none_or(|node| matches!(node.kind, NodeKind::Scalar { .. })) {
            let args = vec![("key", "title".to_owned()), ("profile", profile.to_owned())];
            let (severity, code, span) = (Severity::Error, "profile-required", self.start());
            self.lacking.push(Lack { severity, code, keys: &["title"], span, args, help: None });
        }
    }

    /// Where the mapping begins.
    fn start(&self) -> Span {
        Span { end: self.span.start, ..self.span }
    }

    /// `true` or `false`.
    pub fn flag(&mut self, key: &'static str) -> Flag {
        let Some(node) = self.given(key) else { return Flag::Absent };
        match &node.kind {
            NodeKind::Scalar { text, .. } if text == "true" => Flag::Is(true),
            NodeKind::Scalar { text, .. } if text == "false" => Flag::Is(false),
            _ => {
                let write = bool_meant(node);
                let problem = self.wrong("field-not-bool", key, node);
                if let Some(write) = write {
                    problem.arg("write", write).help("field-not-bool-meant-help");
                }
                Flag::Unreadable
            }
        }
    }

    /// A whole number.
    pub fn whole<N: std::str::FromStr>(&mut self, key: &'static str) -> Option<Spanned<N>> {
        let node = self.given(key)?;
        let NodeKind::Scalar { text, .. } = &node.kind else {
            self.wrong("field-not-whole", key, node);
            return None;
        };
        if let Ok(value) = text.trim().parse() {
            return Some(Spanned { value, span: node.span });
        }
        self.wrong("field-not-whole", key, node);
        None
    }

    /// A date or a moment; an empty text is none.
    pub fn date(&mut self, key: &'static str) -> Option<Timestamp> {
        let text = self.text(key).filter(|text| !text.value.trim().is_empty())?;
        let date = Timestamp::parse(&text.value);
        if date.is_none() {
            let problem = self.problems.error("field-not-date", text.span);
            problem.arg("key", key).arg("value", &text.value);
            if let Some(write) = date_meant(&text.value) {
                problem.arg("write", write).help("field-not-date-meant-help");
            }
        }
        date
    }

    /// The items of a list; none where the key is absent or null.
    pub fn list(&mut self, key: &'static str, most: usize) -> &'n [Node] {
        let Some(node) = self.given(key) else { return &[] };
        let NodeKind::Sequence(items) = &node.kind else {
            let write = list_meant(key, node);
            let problem = self.wrong("field-not-list", key, node);
            if let Some(write) = write {
                problem.arg("write", write).help("field-not-list-meant-help");
            } else if let NodeKind::Mapping(entries) = &node.kind
                && let Some(first) = entries.first()
            {
                problem.arg("first", &first.key).help("field-not-list-entry-help");
            }
            return &[];
        };
        if items.len() > most {
            let span = items[most].span;
            let problem = self.problems.error("list-too-long", first_line(span));
            problem.arg("key", key).arg("n", items.len()).arg("limit", most);
            return &items[..most];
        }
        items
    }

    /// A list of texts.
    pub fn texts(&mut self, key: &'static str, most: usize) -> Vec<Spanned<String>> {
        let mut texts = Vec::new();
        for item in self.list(key, most) {
            match &item.kind {
                NodeKind::Scalar { text, .. } if !text.is_empty() => {
                    texts.push(Spanned { value: text.clone(), span: item.span });
                }
                _ => {
                    self.wrong("item-not-text", key, item);
                }
            }
        }
        texts
    }

    /// A list of names.
    pub fn names(&mut self, key: &'static str, most: usize) -> Vec<Spanned<String>> {
        let mut names = self.texts(key, most);
        names.retain(|name| check_name(name, self.problems));
        names
    }

    /// A UUID with or without hyphens, in lower case; an empty text is none.
    pub fn uuid(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let mut text = self.text(key).filter(|text| !text.value.trim().is_empty())?;
        let value = text.value.trim();
        if matches!(value.len(), 32 | 36) && uuid::Uuid::try_parse(value).is_ok() {
            text.value = value.to_ascii_lowercase();
            return Some(text);
        }
        let problem = self.problems.error("field-not-uuid", text.span);
        problem.arg("key", key).arg("value", &text.value);
        None
    }

    /// The state of a resource, an organisation or a group: what cannot be read is not active.
    pub(super) fn state(&mut self) -> Option<String> {
        let node = self.given("state")?;
        if let NodeKind::Scalar { text, .. } = &node.kind {
            return Some(text.clone());
        }
        self.wrong("state-unknown", "state", node);
        Some("unreadable".to_owned())
    }

    /// A resource's id: a UUID, or what old CKANs let pass for one, with a warning.
    pub fn resource_id(&mut self) -> Option<Spanned<String>> {
        let old =
            |node: &Node| matches!(&node.kind, NodeKind::Scalar { text, .. } if is_old_id(text));
        if !self.peek("id").is_some_and(old) {
            return self.uuid("id");
        }
        let text = self.text("id")?;
        self.problems.warning("id-not-uuid", text.span).arg("value", &text.value);
        Some(text)
    }

    /// An e-mail address, or an empty text; any other text is kept with a warning.
    pub fn email(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let text = self.text(key)?;
        let address = text.value.trim();
        if address.is_empty() || is_email(address) {
            return Some(text);
        }
        // Kept: old CKANs let it pass, and it may be the only contact there is.
        let problem = self.problems.warning("field-not-email", text.span);
        problem.arg("key", key).arg("value", &text.value);
        if let Some(write) = email_meant(&text.value).filter(|address| is_email(address)) {
            problem.arg("write", write).help("field-not-email-meant-help");
        }
        Some(text)
    }

    /// Any value as JSON.
    pub fn json(&mut self, key: &'static str) -> Option<Value> {
        self.given(key).map(Node::to_json)
    }

    /// Tells what is wrong with the value of `key`.
    pub fn wrong(
        &mut self,
        code: &'static str,
        key: &str,
        node: &Node,
    ) -> &mut crate::report::Diagnostic {
        self.told.push(key.to_owned());
        self.problems.error(code, first_line(node.span)).arg("key", key).arg("value", shown(node))
    }

    /// Makes keys known that no getter asks for, so that misspellings of them are found.
    pub fn know(&mut self, keys: &[&'static str]) {
        self.known.extend(keys);
    }

    /// Tells of the entries nobody asked for, and keeps those that may be kept; `expected` are keys
    /// of the portal's own.
    pub fn finish(mut self, others: Others, expected: &[&str]) -> Rest {
        let rest = self.rest(others, expected);
        for lack in std::mem::take(&mut self.lacking) {
            let there = |key: &str| rest.misspelt.iter().any(|misspelt| misspelt == key);
            let key = lack.args.first().map_or("", |(_, key)| key.as_str());
            if lack.keys.iter().any(|key| there(key)) || (lack.keys.is_empty() && there(key)) {
                continue;
            }
            let problem = self.problems.add(lack.severity, lack.code, lack.span);
            problem.args.extend(lack.args);
            problem.help = lack.help;
        }
        rest
    }

    fn rest(&mut self, others: Others, expected: &[&str]) -> Rest {
        let mut rest = Rest { told: std::mem::take(&mut self.told), ..Rest::default() };
        let known: Vec<&str> = self.known.iter().chain(expected).copied().collect();
        let untaken = self.entries.iter().zip(&self.taken).filter(|(_, taken)| !**taken);
        let untaken: Vec<&Entry> = untaken.map(|(entry, _)| entry).collect();
        let too_many = untaken.len() > Self::MOST;
        if let Some(entry) = untaken.get(Self::MOST) {
            let problem = self.problems.error("too-many-fields", entry.key_span);
            problem.arg("n", untaken.len()).arg("limit", Self::MOST);
            // Nobody knows what the further ones mean: closed when in doubt.
            rest.misspelt.push("private".to_owned());
        }
        for entry in untaken.into_iter().take(Self::MOST) {
            let key = entry.key.as_str();
            let own =
                known.contains(&key) || (!others.drops() && keys::OF_RESOURCES.contains(&key));
            let mut keep = true;
            if own {
                // Known to the portal: nothing to say.
            } else if others.drops() && others != Others::Entry && is_computed(entry) {
                self.problems.warning("field-computed", entry.key_span).arg("key", key);
                keep = false;
            } else if let Some(meant) = keys::meant(key, &known) {
                if others.is_spare(meant) {
                    rest.custom.insert(entry.key.clone(), entry.value.to_json());
                    continue;
                }
                keep = others.keeps(meant);
                let severity = if keep { Severity::Warning } else { Severity::Error };
                let given = self.entries.iter().any(|e| e.key == meant);
                let problem = self.problems.add(severity, "field-misspelt", entry.key_span);
                problem.arg("key", key).arg("meant", meant);
                if given {
                    problem.help("field-misspelt-given-help");
                }
                rest.misspelt.push(meant.to_owned());
            } else if others.tells() && !too_many {
                let problem = self.problems.warning("field-unknown", entry.key_span);
                problem.arg("key", key);
                if matches!(others, Others::Entry | Others::Closed) {
                    problem.arg("words", listed(&known)).help("field-unknown-entry-help");
                }
            }
            if keep {
                rest.custom.insert(entry.key.clone(), entry.value.to_json());
            }
        }
        rest
    }
}

/// A long value is pointed at where it begins: its first bytes are on its first line.
pub(super) fn first_line(span: Span) -> Span {
    const LONG: u32 = 200;
    Span { start: span.start, end: span.end.min(span.start.saturating_add(LONG)) }
}

/// A value in a word.
pub(super) fn shown(node: &Node) -> String {
    match &node.kind {
        NodeKind::Scalar { text, .. } => text.clone(),
        NodeKind::Sequence(_) => "- …".to_owned(),
        NodeKind::Mapping(entries) => {
            format!("{}: …", entries.first().map_or("", |entry| entry.key.as_str()))
        }
    }
}
