//! A summary in Markdown for a job's page and for comments: what to mend first, in a person's language.
//!
//! Everything that comes from the catalogue is text: no Markdown, no HTML, no link, and nobody is
//! called by it.

use crate::report::formats::ranked;
use crate::report::{Diagnostic, Outcome};
use crate::text::Texts;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How many bytes the summary of a step may have.
pub const SUMMARY: usize = 1024 * 1024;
/// How many characters a comment may have; a reader is not asked to scroll through more.
pub const COMMENT: usize = 65_536;

/// How many problems are shown without a click.
const FIRST: usize = 5;
/// The longest address that a code links to.
const LONGEST_URL: usize = 400;
/// Room for what closes a text that was cut.
const CLOSING: usize = 400;
/// What an address keeps: nothing of Markdown or HTML is in it.
const URL: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'\'')
    .add(b'(')
    .add(b')')
    .add(b'*')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The summary of a job.
pub fn render(texts: &Texts, outcome: &Outcome) -> String {
    within(texts, outcome, SUMMARY)
}

/// The summary in so many bytes; what does not fit is counted.
pub fn within(texts: &Texts, outcome: &Outcome, limit: usize) -> String {
    let say = |key: &str, n: usize| {
        texts.get(&format!("diagnostics.report.{key}"), &[("n", &n.to_string())])
    };
    let ranked = ranked(outcome);
    let (first, rest) = ranked.split_at(ranked.len().min(FIRST));
    let tail = Some(tail(texts, outcome)).filter(|tail| tail.len() < limit / 2).unwrap_or_default();
    let room = limit.saturating_sub(tail.len() + CLOSING);
    let mut page = Page { texts, outcome, out: String::new(), limit: room };
    _ = writeln!(page.out, "## {}\n", inline(&outcome.counts().summary(texts)));
    let mut untold = page.list(first);
    if untold == 0 && !rest.is_empty() {
        let opening =
            format!("<details><summary>{}</summary>\n\n", inline(&say("others", rest.len())));
        page.out += &opening;
        untold = page.list(rest);
        page.out += "</details>\n\n";
    } else {
        untold += rest.len();
    }
    if untold > 0 {
        _ = writeln!(page.out, "{}\n", inline(&say("untold", untold)));
    }
    page.out += &tail;
    page.out.truncate(page.out.trim_end().len());
    page.out + "\n"
}

/// A text that grows up to its limit.
struct Page<'a> {
    texts: &'a Texts,
    outcome: &'a Outcome,
    out: String,
    limit: usize,
}

impl Page<'_> {
    /// Problems below the names of their files, the file of the best first; gives how many do not fit.
    fn list(&mut self, problems: &[&Diagnostic]) -> usize {
        let mut files: Vec<&str> = Vec::new();
        let mut of_file: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
        for problem in problems {
            let list = of_file.entry(&problem.file).or_default();
            if list.is_empty() {
                files.push(&problem.file);
            }
            list.push(problem);
        }
        let mut told = 0;
        for file in files {
            let mut block = format!("### {}\n\n", code(&self.outcome.path(file)));
            for problem in &of_file[file] {
                block += &self.item(problem);
                if self.out.len() + block.len() + 1 > self.limit {
                    return problems.len() - told;
                }
                self.out += &block;
                block.clear();
                told += 1;
            }
            self.out.push('\n');
        }
        0
    }

    /// A problem as an item of a list, on one line.
    fn item(&self, problem: &Diagnostic) -> String {
        let texts = self.texts;
        let mut item = format!("- **{}**", inline(&problem.severity.word(texts)));
        if problem.excerpt.is_some() {
            let (line, column) = problem.position();
            let place = [("line", line.to_string()), ("column", column.to_string())];
            let place = place.each_ref().map(|(name, value)| (*name, value.as_str()));
            _ = write!(item, ", {}", inline(&texts.get("diagnostics.report.place", &place)));
        }
        let rule = linked(self.outcome, problem.code);
        _ = write!(item, ": {} ({rule})", inline(&problem.message(texts)));
        if let Some(remedy) = problem.remedy(texts) {
            let word = texts.get("diagnostics.severity.help", &[]);
            _ = write!(item, "<br>{}: {}", inline(&word), inline(&remedy));
        }
        item + "\n"
    }
}

/// What was there before, and what this portal makes of rules.
fn tail(texts: &Texts, outcome: &Outcome) -> String {
    let mut out = String::new();
    if !outcome.known.is_empty() {
        let n = outcome.known.len().to_string();
        let known = texts.get("diagnostics.report.known", &[("n", &n)]);
        _ = writeln!(out, "{}\n", inline(&known));
    }
    if !outcome.weights.is_empty() {
        // A long list is a list of names.
        let rule =
            |rule| if outcome.weights.len() > 20 { code(rule) } else { linked(outcome, rule) };
        let list: Vec<String> = outcome
            .weights
            .iter()
            .map(|(code_of, weight)| format!("{} → {}", rule(code_of), code(weight.name())))
            .collect();
        let words = texts.get("diagnostics.report.weights", &[]);
        _ = writeln!(out, "{}: {}\n", inline(&words), list.join(", "));
    }
    out
}

/// A rule's code, with a link to its page.
fn linked(outcome: &Outcome, rule: &str) -> String {
    let url = outcome.page(rule).map(|url| utf8_percent_encode(&url, URL).to_string());
    let is_web = |url: &String| url.starts_with("https://") || url.starts_with("http://");
    match url.filter(|url| url.len() <= LONGEST_URL && is_web(url)) {
        Some(url) => format!("[{}]({url})", code(rule)),
        None => code(rule),
    }
}

/// Any text as code. HTML's element rather than backticks: a text may have backticks itself.
fn code(text: &str) -> String {
    let mut out = String::from("<code>");
    for (_, c, next) in neighbours(text) {
        character(&mut out, c, next);
    }
    out + "</code>"
}

/// Any text as part of a paragraph; what is between two backticks is code.
fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut parts = text.split('`').peekable();
    let mut is_code = false;
    while let Some(part) = parts.next() {
        match (is_code, parts.peek()) {
            (true, Some(_)) => out += &code(part),
            // The last backtick has no other.
            (true, None) => plain(&mut out, &format!("`{part}")),
            (false, _) => plain(&mut out, part),
        }
        is_code = !is_code;
    }
    out
}

/// A text outside of code. A forge turns `@name`, `#1` and their like into links after Markdown is
/// read, so an empty comment keeps the sign from what follows it.
fn plain(out: &mut String, text: &str) {
    for (before, c, next) in neighbours(text) {
        character(out, c, next);
        let calls = match c {
            '@' | '#' | '!' | '$' | '%' | '&' | '~' | '^' | ':' => {
                let is_end = next.is_whitespace() || next.is_ascii_punctuation();
                !is_end || matches!(next, '_' | '-' | '+' | '/' | '"' | '[')
            }
            // GH-1 and the like.
            '-' => before.is_ascii_alphabetic() && next.is_ascii_digit(),
            _ => false,
        };
        if calls {
            out.push_str("<!-- -->");
        }
    }
}

/// Each character with the one before and the one after it, a space where there is none.
fn neighbours(text: &str) -> impl Iterator<Item = (char, char, char)> {
    let before = std::iter::once(' ').chain(text.chars());
    let after = text.chars().skip(1).chain(std::iter::once(' '));
    before.zip(text.chars()).zip(after).map(|((before, c), next)| (before, c, next))
}

/// A character that is nothing but itself: what Markdown or HTML could read is a reference.
fn character(out: &mut String, c: char, next: char) {
    match c {
        ' ' | ',' | ';' | '(' | ')' | '/' | '?' | '=' | '+' | '-' | '%' | '"' | '\'' => out.push(c),
        // `www.` alone makes a link, and so does what comes before `://`.
        '.' if !out.ends_with(['w', 'W']) => out.push(c),
        ':' if next.is_whitespace() => out.push(c),
        c if c.is_control() || c.is_whitespace() => out.push(' '),
        c if c.is_ascii_punctuation() => _ = write!(out, "&#{};", u32::from(c)),
        c => out.push(c),
    }
}
