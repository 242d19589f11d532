//! Why a file is not YAML: from where the parser gave up to what somebody typed wrong.

use std::ops::Range;

use crate::read::{keys, slips, yaml};
use crate::report::{Diagnostic, Problems, Span};

/// The mistakes people make, as far as the parser tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mistake {
    Tab,
    Colon,
    OpenQuote,
    AfterQuote,
    Escape,
    Bracket,
    NoColon,
    Character,
    Block,
    Directive,
    Depth,
    Alias,
    Tag,
    Document,
    Comment,
    Mark,
    Indentation,
    Other,
}

/// A line of the file without its end.
#[derive(Clone, Debug)]
pub(super) struct Line<'t> {
    pub(super) start: usize,
    pub(super) text: &'t str,
}

impl<'t> Line<'t> {
    /// The line that holds the byte `at`.
    pub(super) fn of(text: &'t str, at: usize) -> Self {
        let at = text.floor_char_boundary(at.min(text.len()));
        let start = text[..at].rfind('\n').map_or(0, |i| i + 1);
        let end = text[at..].find('\n').map_or(text.len(), |i| at + i);
        Self { start, text: text[start..end].trim_end_matches('\r') }
    }

    /// The nearest line before this one that says something.
    pub(super) fn before(&self, text: &'t str) -> Option<Self> {
        let mut line = self.clone();
        while line.start > 0 {
            line = Self::of(text, line.start - 1);
            if !line.is_blank() {
                return Some(line);
            }
        }
        None
    }

    fn is_blank(&self) -> bool {
        let text = self.text.trim();
        text.is_empty() || text.starts_with('#')
    }

    /// The tab among the white space it begins with.
    fn tab(&self) -> Option<usize> {
        let indent = self.text.len() - self.text.trim_start_matches([' ', '\t']).len();
        self.text[..indent].find('\t').map(|i| self.start + i)
    }

    /// Key and value of a line `key: value`, also behind a dash, with the place of the value.
    pub(super) fn pair(&self) -> Option<(&'t str, &'t str, usize)> {
        let body = self.text.trim_start();
        let body = body.strip_prefix("- ").map_or(body, str::trim_start);
        let (key, value) = body.split_once(": ")?;
        let at = self.text.len() - value.len() + (value.len() - value.trim_start().len());
        Some((key, value.trim(), self.start + at))
    }

    pub(super) fn span(&self) -> Span {
        let indent = self.text.len() - self.text.trim_start().len();
        Span::new(self.start + indent..self.start + self.text.trim_end().len().max(indent))
    }
}

/// Adds the one problem that tells why the parser could not read on at `at`.
pub(super) fn explain(mistake: Mistake, at: usize, part: Range<usize>, problems: &mut Problems) {
    let whole = &problems.source.text[..part.end];
    // At the end of the text the mistake is on the last line that says something.
    let at = if at >= part.end { whole.trim_end().len().max(part.start) } else { at };
    let line = Line::of(whole, at);
    let here = {
        let at = whole.floor_char_boundary(at);
        Span::new(at..at + whole[at..].chars().next().map_or(0, char::len_utf8))
    };
    match mistake {
        Mistake::Depth => {
            problems.error("yaml-too-deep", here).arg("limit", yaml::DEPTH);
            return;
        }
        Mistake::Directive => {
            problems.error("yaml-directive", line.span());
            return;
        }
        Mistake::Indentation | Mistake::Bracket | Mistake::Colon => {
            if let Some(at) = open_bracket(whole, &line).filter(|at| *at >= part.start) {
                bracket(&Line::of(whole, at), Span::new(at..at + 1), problems);
                return;
            }
        }
        _ => {}
    }
    if slips::tell(whole, &line, problems) {
        return;
    }
    if line.pair().is_some_and(|(key, ..)| key.chars().count() > yaml::KEY) {
        problems.error("yaml-long-key", line.span()).arg("limit", yaml::KEY);
        return;
    }
    if let Some(tab) = tab_near(whole, &line) {
        problems.error("yaml-tab", Span::new(tab..tab + 1));
        return;
    }
    if let Some((quote, c)) = open_quote(whole, &line, mistake).filter(|(at, _)| *at >= part.start)
    {
        problems.error("yaml-open-quote", Span::new(quote..quote + 1)).arg("quote", c);
        return;
    }
    tell(mistake, &line, here, part.end, problems);
}

/// Adds the problem of a mistake that is where the parser stopped.
fn tell(mistake: Mistake, line: &Line, here: Span, end: usize, problems: &mut Problems) {
    let whole = &problems.source.text[..end];
    match mistake {
        Mistake::Tab => {
            // The parser may still stand at the end of the line before.
            let next = whole[here.start as usize..].find('\t').map(|i| here.start as usize + i);
            problems.error("yaml-tab", next.map_or(here, |at| Span::new(at..at + 1)));
        }
        Mistake::Colon => colon(whole, line, here, problems),
        Mistake::OpenQuote | Mistake::AfterQuote => after_quote(line, here, problems),
        Mistake::Escape => escape(line, here, problems),
        Mistake::NoColon => no_colon(whole, line, here, problems),
        Mistake::Indentation | Mistake::Other => indentation(whole, line, here, problems),
        Mistake::Character | Mistake::Alias | Mistake::Tag => {
            let value = line.text.get(here.start as usize - line.start..).unwrap_or_default();
            let anchor = line.pair().is_some_and(|(_, value, _)| value.starts_with('&'))
                || line.text.trim_start().trim_start_matches("- ").starts_with('&');
            let code = match mistake {
                Mistake::Alias if anchor => "yaml-anchor",
                Mistake::Character => "yaml-character",
                Mistake::Alias => "yaml-alias",
                _ => "yaml-tag",
            };
            if code == "yaml-character" {
                let quoted = quoted(line.pair().map_or(value, |pair| pair.1));
                problems.error(code, here).arg("value", first_char(value)).arg("quoted", quoted);
                return;
            }
            let word = value.split_whitespace().next().unwrap_or(value);
            let problem = problems.error(code, here).arg("value", word);
            in_quotes(line, here.start as usize, problem);
        }
        Mistake::Bracket => bracket(line, here, problems),
        Mistake::Block => {
            problems.error("yaml-block", here);
        }
        Mistake::Document => {
            problems.error("yaml-second-document", line.span());
        }
        Mistake::Comment => {
            problems.error("yaml-comment", here);
        }
        Mistake::Mark => {
            problems.error("text-control-character", here).arg("code", "U+FEFF");
        }
        Mistake::Depth | Mistake::Directive => {}
    }
}

/// A tab in the indentation of the line or of the one before: whatever the parser says, that is it.
fn tab_near(whole: &str, line: &Line) -> Option<usize> {
    line.tab().or_else(|| line.before(whole).and_then(|before| before.tab()))
}

/// A quote that opens a value which does not end on its line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Opening {
    /// Where the quote is.
    pub(super) at: usize,
    /// Which one it is.
    pub(super) quote: char,
    /// Bytes before it on its line.
    pub(super) column: usize,
}

impl Opening {
    fn on(line: &Line) -> Option<Self> {
        let (_, value, at) = line.pair().or_else(|| item(line))?;
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let open = closing(&value[1..], quote).is_none();
        open.then(|| Self { at, quote, column: at - line.start })
    }
}

/// The nearest line above the one at `at` that opens a quote without closing it.
pub(super) fn opening_before(text: &str, at: usize) -> Option<Opening> {
    const FAR: usize = 5000;
    let mut line = Line::of(text, at);
    for _ in 0..FAR {
        line = line.before(text)?;
        if let Some(found) = Opening::on(&line) {
            return Some(found);
        }
    }
    None
}

/// A quote that was opened on this line or before it and never closed: the parser notices only
/// where the next quote or a key comes.
fn open_quote(whole: &str, line: &Line, mistake: Mistake) -> Option<(usize, char)> {
    let found = match mistake {
        Mistake::OpenQuote => Opening::on(line).or_else(|| opening_before(whole, line.start)),
        Mistake::Colon => Opening::on(line),
        // The parser stands at the quote that closes too late: look where it was opened.
        Mistake::AfterQuote | Mistake::Escape => {
            let found = opening_before(whole, line.start)?;
            let between = &whole[found.at + 1..line.start];
            closing(between, found.quote).is_none().then_some(found)
        }
        _ => None,
    }?;
    Some((found.at, found.quote))
}

/// The value of a line `- value`.
fn item<'t>(line: &Line<'t>) -> Option<(&'t str, &'t str, usize)> {
    let value = line.text.trim_start().strip_prefix("- ")?;
    let at = line.text.len() - value.trim_start().len();
    Some(("", value.trim(), line.start + at))
}

/// Where a text in quotes ends; `rest` is what follows the opening quote.
pub(super) fn closing(rest: &str, quote: char) -> Option<usize> {
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if quote == '"' && c == '\\' {
            chars.next();
        } else if c == quote {
            // Two single quotes are one that is meant.
            if quote == '\'' && chars.peek().is_some_and(|(_, next)| *next == quote) {
                chars.next();
            } else {
                return Some(at);
            }
        }
    }
    None
}

/// Whether a line begins like `key: value`.
pub(super) fn is_pair(line: &str) -> bool {
    let line = line.trim_start();
    let line = line.strip_prefix("- ").unwrap_or(line);
    line.split_once(':').is_some_and(|(key, value)| {
        is_key(key) && (value.is_empty() || value.starts_with(char::is_whitespace))
    })
}

/// `title: Buses: routes`, or a key indented below a value.
fn colon(whole: &str, line: &Line, here: Span, problems: &mut Problems) {
    let indent = |line: &Line| line.text.len() - line.text.trim_start().len();
    match line.pair() {
        Some((key, value, at)) if here.start as usize >= at && !value.is_empty() => {
            let problem = problems.error("yaml-colon", here);
            // Quotes that only a printer knows mean the straight ones.
            let bare = value.strip_prefix(['“', '”', '„', '«', '‘']);
            let bare = bare.map(|rest| rest.strip_suffix(['”', '“', '»', '’']).unwrap_or(rest));
            problem.line(&format!("{key}: {}", quoted(bare.unwrap_or(value))));
        }
        _ => match line.before(whole) {
            Some(before) if indent(line) > indent(&before) => {
                indentation(whole, line, here, problems);
            }
            _ => no_colon(whole, line, here, problems),
        },
    }
}

/// `tags: [a, b` with the next key below: the parser waits for the bracket.
fn open_bracket(whole: &str, line: &Line) -> Option<usize> {
    let mut line = line.clone();
    for _ in 0..20 {
        let value = line.pair().or_else(|| item(&line));
        if let Some((_, value, at)) = value
            && let Some(open) = value.chars().next().filter(|c| matches!(c, '[' | '{'))
        {
            let close = if open == '[' { ']' } else { '}' };
            return (!value.contains(close)).then_some(at);
        }
        line = line.before(whole)?;
    }
    None
}

fn after_quote(line: &Line, here: Span, problems: &mut Problems) {
    let (key, value) = line.pair().map_or(("", line.text.trim()), |(key, value, _)| (key, value));
    let quote = value.chars().next().unwrap_or('"');
    // Quotes around all of it are the value's; those around its beginning belong to the text.
    let around = value.len() > 1 && value.ends_with(quote);
    let inner = if around { value.trim_matches(quote) } else { value };
    // The other kind of quote has no trouble with the one that is in the text.
    let fixed = if quote == '\'' && !inner.contains('"') {
        format!("\"{}\"", inner.replace("''", "'"))
    } else {
        format!("'{}'", inner.replace('\'', "''"))
    };
    let line = if key.is_empty() { fixed } else { format!("{key}: {fixed}") };
    problems.error("yaml-after-quote", here).line(&line);
}

/// `"C:\datos"`: a backslash begins an escape between double quotes.
fn escape(line: &Line, here: Span, problems: &mut Problems) {
    let (key, value) = line.pair().map_or(("", line.text.trim()), |(key, value, _)| (key, value));
    let inner = value.trim_matches('"').replace('\'', "''");
    let fixed = if key.is_empty() { format!("'{inner}'") } else { format!("{key}: '{inner}'") };
    problems.error("yaml-escape", here).arg("line", fixed);
}

/// A line that should be `key: value` and is not.
fn no_colon(whole: &str, line: &Line, here: Span, problems: &mut Problems) {
    if dash_without_space(line.text.trim_start()) {
        indentation(whole, line, here, problems);
        return;
    }
    for line in [Some(line.clone()), line.before(whole)].into_iter().flatten() {
        let body = line.text.trim();
        let body = body.strip_prefix("- ").unwrap_or(body);
        if line.pair().is_some() || body.ends_with(':') || body.starts_with(['"', '\'', '[', '{']) {
            continue;
        }
        if dash_without_space(body) {
            continue;
        }
        if let Some((key, value)) = body.split_once(':')
            && is_key(key)
            && !value.starts_with("//")
        {
            let problem = problems.error("yaml-no-space", line.span());
            problem.line(&format!("{key}: {}", value.trim()));
            return;
        }
        let word = body.split([' ', '\t', '=']).next().unwrap_or_default();
        if keys::is_key(word) {
            let value = body[word.len()..].trim_start().trim_start_matches('=').trim();
            let problem = problems.error("yaml-no-colon", line.span());
            problem.line(format!("{word}: {value}").trim_end());
            return;
        }
    }
    if line.pair().is_none() && !line.text.trim_start().starts_with('-') {
        problems.error("yaml-loose-text", line.span());
        return;
    }
    indentation(whole, line, here, problems);
}

pub(super) fn is_key(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

fn indentation(whole: &str, line: &Line, here: Span, problems: &mut Problems) {
    let body = line.text.trim_start();
    if body.starts_with('-') && !body.starts_with("- ") && body.len() > 1 && !body.starts_with("--")
    {
        let rest = body.trim_start_matches('-').trim_start();
        problems.error("yaml-no-space", line.span()).arg("line", format!("- {rest}"));
        return;
    }
    if let Some((key, value, at)) = line.pair()
        && let Some(value) = unreadable_value(value)
    {
        let span = Span::new(at..at + value.len());
        let text = format!("{key}: {}", quoted(value));
        // A single item beside its key.
        let item = value.strip_prefix("- ").map(str::trim).filter(|item| !needs_quotes(item));
        match item.filter(|_| keys::is_list(key)) {
            Some(item) => {
                let problem = problems.error("yaml-value", span).help("yaml-value-list-help");
                problem.line(&format!("{key}: [{item}]"));
            }
            None => {
                problems.error("yaml-value", span).line(&text);
            }
        }
        return;
    }
    let span = if line.is_blank() { here } else { line.span() };
    let spaces = line.text.len() - body.len();
    let source = problems.source;
    let before = line.before(whole);
    let problem = problems.error("yaml-indentation", span).arg("spaces", spaces);
    if let Some(before) = before {
        problem.label(source, before.span(), "label.line-before");
    }
}

/// `- a` or `[x] y` after a key: neither text nor a list.
fn unreadable_value(value: &str) -> Option<&str> {
    let list = value.starts_with("- ") || value == "-";
    let bracketed = value.starts_with(['[', '{']) && !value.ends_with([']', '}']);
    (list || bracketed).then_some(value)
}

fn dash_without_space(body: &str) -> bool {
    body.len() > 1 && body.starts_with('-') && !body.starts_with("- ") && !body.starts_with("--")
}

fn bracket(line: &Line, here: Span, problems: &mut Problems) {
    let (key, value) = line.pair().map_or(("", line.text.trim()), |(key, value, _)| (key, value));
    let text = if key.is_empty() { quoted(value) } else { format!("{key}: {}", quoted(value)) };
    problems.error("yaml-bracket", here).line(&text);
}

/// A text in the quotes that suit it.
pub(super) fn quoted(value: &str) -> String {
    let value = value.trim();
    if value.contains('"') || value.contains('\\') {
        format!("'{}'", value.replace('\'', "''"))
    } else {
        format!("\"{value}\"")
    }
}

/// Whether a text means something else without quotes.
pub(super) fn needs_quotes(text: &str) -> bool {
    let odd_start = text.starts_with(|c: char| "-?:,[]{}#&*!|>'\"%@`".contains(c));
    let odd_inside =
        text.contains(": ") || text.contains(" #") || text.contains([',', '[', ']', '{', '}']);
    text.is_empty() || odd_start || odd_inside || text.ends_with(':')
}

fn first_char(text: &str) -> String {
    text.chars().next().map(String::from).unwrap_or_default()
}

/// Fills in the line with its value in quotes, where that value begins at `at` with a sign that means
/// something to YAML.
pub(super) fn in_quotes(line: &Line, at: usize, problem: &mut Diagnostic) {
    if let Some((key, value, _)) = line.pair().filter(|(.., start)| *start == at) {
        problem.help("yaml-quotes-help").line(&format!("{key}: {}", quoted(value)));
    }
}

/// The anchor or tag before a value, which the parser's place of that value leaves out.
pub(super) fn property_before(text: &str, base: usize, at: usize) -> Range<usize> {
    let at = text.floor_char_boundary(at.min(text.len()));
    let before = &text[base.min(at)..at];
    // Of a list the parser gives the place of its first item.
    let trimmed = before.trim_end_matches(|c: char| c.is_whitespace() || c == '-');
    let start = trimmed
        .rfind(char::is_whitespace)
        .map_or(0, |i| i + trimmed[i..].chars().next().map_or(1, char::len_utf8));
    let word = &trimmed[start..];
    if word.starts_with(['&', '!']) {
        let from = at - before.len() + start;
        return from..from + word.len();
    }
    // The place of the value begins with its property.
    let rest = &text[at..];
    let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
    at..at + length
}

/// Reports the marks that git leaves where two people changed the same lines.
pub(super) fn merge_conflict(part: Range<usize>, problems: &mut Problems) -> bool {
    let text = &problems.source.text[part.clone()];
    let at = if text.starts_with("<<<<<<< ") {
        0
    } else if let Some(at) = text.find("\n<<<<<<< ") {
        at + 1
    } else {
        return false;
    };
    let line = Line::of(&problems.source.text, part.start + at);
    problems.error("git-conflict", line.span());
    true
}
