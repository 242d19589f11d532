//! The pieces a query is written in: operators, signs, field names, runs, quotes, ranges, weights.

/// What ends a run of characters, beside white space.
const BORDERS: [char; 5] = ['(', ')', '"', '^', '~'];

/// A heavier weight than this says no more.
const HEAVIEST: f64 = 1000.0;

/// `AND` or `OR` between two items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    And,
    Or,
}

/// What of a query is still to be read.
#[derive(Debug)]
pub(super) struct Cursor<'t> {
    rest: &'t str,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { rest: text }
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    pub(super) fn starts_with(&self, text: &str) -> bool {
        self.rest.starts_with(text)
    }

    /// Leaves the first `bytes` behind and gives them.
    fn take(&mut self, bytes: usize) -> &'t str {
        let (taken, rest) = self.rest.split_at(bytes);
        self.rest = rest;
        taken
    }

    /// Reads `text` if it comes next.
    pub(super) fn eat(&mut self, text: &str) -> bool {
        let there = self.rest.starts_with(text);
        if there {
            self.take(text.len());
        }
        there
    }

    pub(super) fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// `AND`, `&&`, `OR` or `||`, standing alone.
    pub(super) fn operator(&mut self) -> Option<Operator> {
        const WORDS: [(&str, Operator); 4] = [
            ("AND", Operator::And),
            ("&&", Operator::And),
            ("OR", Operator::Or),
            ("||", Operator::Or),
        ];
        let (word, operator) = WORDS.into_iter().find(|(word, _)| self.is_word(word))?;
        self.take(word.len());
        Some(operator)
    }

    /// Whether `word` comes next and ends there.
    fn is_word(&self, word: &str) -> bool {
        let after = self.rest.strip_prefix(word).map(|rest| rest.chars().next());
        after.is_some_and(|next| {
            next.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | ')' | '"'))
        })
    }

    /// `+`, `-`, `!` right before something, and `NOT`: whether there are any, and whether one of
    /// them excludes.
    pub(super) fn signs(&mut self) -> Option<bool> {
        let mut excludes = None;
        loop {
            let mut next = self.rest.chars();
            let sign = next.next().filter(|c| matches!(c, '+' | '-' | '!'));
            if let Some(sign) = sign
                && next.next().is_some_and(|c| !c.is_whitespace() && c != ')')
            {
                self.take(1);
                excludes = Some(excludes == Some(true) || sign != '+');
            } else if self.is_word("NOT") {
                self.take("NOT".len());
                self.skip_space();
                excludes = Some(true);
            } else {
                return excludes;
            }
        }
    }

    /// What stands before the colon of what may be a field.
    pub(super) fn name(&self) -> Option<&'t str> {
        let end = self
            .rest
            .find(|c: char| c.is_whitespace() || BORDERS.contains(&c) || matches!(c, ':' | '\\'))?;
        (end > 0 && self.rest[end..].starts_with(':')).then(|| &self.rest[..end])
    }

    /// What comes after `bytes` more.
    pub(super) fn peek_after(&self, bytes: usize) -> Option<char> {
        self.rest.get(bytes..)?.chars().next()
    }

    /// Leaves a name and its colon behind.
    pub(super) fn skip_name(&mut self, name: &str) {
        self.take(name.len() + 1);
    }

    /// Characters up to a border, escapes as they are written.
    pub(super) fn run(&mut self) -> &'t str {
        let end = end(self.rest, |c| c.is_whitespace() || BORDERS.contains(&c));
        self.take(end)
    }

    /// What is between quotes, after the first one; an open quote ends with the text.
    pub(super) fn quoted(&mut self) -> &'t str {
        let end = end(self.rest, |c| c == '"');
        let text = self.take(end);
        self.eat("\"");
        text
    }

    /// A range, its brackets with it; an open one ends with the text.
    pub(super) fn range(&mut self) -> &'t str {
        let end = self.rest.find([']', '}']).map_or(self.rest.len(), |at| at + 1);
        self.take(end)
    }

    /// `^weight` and `~number`, of which the last weight counts.
    pub(super) fn weight(&mut self) -> f64 {
        let mut weight = 1.0;
        while let Some(mark) = self.peek().filter(|c| matches!(c, '^' | '~')) {
            self.take(1);
            let end = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
            let mut length = end(self.rest);
            if let Some(after) = self.rest[length..].strip_prefix('.') {
                length += 1 + end(after);
            }
            let number = self.take(length).parse::<f64>();
            if let ('^', Ok(number)) = (mark, number) {
                weight = number.min(HEAVIEST);
            }
        }
        weight
    }
}

/// Where the first character stands that `is_end` and has no `\` before it.
fn end(text: &str, is_end: impl Fn(char) -> bool) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if is_end(c) {
            return at;
        }
    }
    text.len()
}

/// A text as it is meant: `\` takes the next character as it is.
pub(super) fn unescaped(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut chars = raw.chars();
    while let Some(c) = chars.next() {
        text.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    text
}

/// A pattern in which only what `*` and `?` could be mistaken for stays escaped.
pub(super) fn pattern(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut chars = raw.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            text.push(c);
        } else if let Some(next) = chars.next() {
            if matches!(next, '*' | '?' | '\\') {
                text.push('\\');
            }
            text.push(next);
        }
    }
    text
}

/// A text without what is escaped, to look for wildcards in.
pub(super) fn mask(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut chars = raw.chars();
    while let Some(c) = chars.next() {
        text.push(if c == '\\' && chars.next().is_some() { '.' } else { c });
    }
    text
}

/// Whether a text is only `*`.
pub(super) fn is_stars(raw: &str) -> bool {
    !raw.is_empty() && raw.chars().all(|c| c == '*')
}
