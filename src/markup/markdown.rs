//! Markdown → HTML that cannot do anything, and → plain text.
//!
//! The parser's events pass an allow-list: raw HTML becomes text, an address of any scheme but
//! `http`, `https`, `mailto` and `ftp` is dropped, and no image of another host is loaded.

mod depth;

use crate::markup::address;
use pulldown_cmark::{
    Alignment, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd,
};
use std::borrow::Cow;

/// Longer texts are cut: nobody reads them, and they are how a page grows without bound.
const LONGEST: usize = 256 * 1024;
/// Deeper nesting of lists and quotes is flattened.
const DEEPEST: usize = 16;

/// Where a text is shown.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// What leads from the page to the site's folder: `../../`; addresses such as `/dataset/x` of
    /// the text start there.
    pub root: &'a str,
    /// The portal's own address: links below it are not another host's.
    pub base_url: &'a str,
    /// The level of the text's topmost headings.
    pub heading: u8,
}

impl Default for Place<'_> {
    fn default() -> Self {
        Self { root: "/", base_url: "", heading: 3 }
    }
}

/// A text as HTML, its headings from level 3.
pub fn to_html(text: &str) -> String {
    to_html_at(text, &Place::default())
}

/// A text as HTML for a place.
pub fn to_html_at(text: &str, place: &Place) -> String {
    let text = &*cut(text);
    let text = &*depth::limited(text);
    let parser = Parser::new_ext(text, options());
    let mut filter = Filter::new(place);
    let mut events = Vec::with_capacity(64);
    for event in parser {
        filter.pass(event, &mut events);
    }
    let mut html = String::with_capacity(text.len() + text.len() / 2);
    pulldown_cmark::html::push_html(&mut html, events.into_iter());
    html
}

/// The beginning of a text without its markup, on one line, cut between words. Headings and tables
/// are left out, for on one line they read as nonsense; unless there is nothing else.
pub fn to_plain(text: &str, max_chars: usize) -> String {
    // Markup takes room that the plain text does not: four times the length holds enough.
    let from = &text[..text.floor_char_boundary((max_chars * 4 + 400).min(text.len()))];
    let (mut prose, mut rest) = (String::with_capacity(max_chars + 64), String::new());
    let mut aside = 0;
    for event in Parser::new_ext(from, options()) {
        let plain = if aside > 0 { &mut rest } else { &mut prose };
        match event {
            Event::Text(text) | Event::Code(text) => plain.push_str(&text),
            Event::Html(markup) | Event::InlineHtml(markup) => push_untagged(&markup, plain),
            Event::SoftBreak | Event::HardBreak => plain.push(' '),
            Event::Start(Tag::Heading { .. } | Tag::Table(_)) => aside += 1,
            Event::End(end) => {
                if !is_inline(end) {
                    plain.push(' ');
                }
                if matches!(end, TagEnd::Heading(_) | TagEnd::Table) {
                    aside -= 1;
                }
            }
            _ => {}
        }
        if prose.len() > max_chars * 4 + 64 {
            break;
        }
    }
    shorten(if prose.trim().is_empty() { &rest } else { &prose }, max_chars)
}

/// All words of a text without its markup, for searching: headings and tables too, no addresses.
pub fn to_text(text: &str) -> String {
    let text = &*cut(text);
    let text = &*depth::limited(text);
    let mut plain = String::with_capacity(text.len());
    for event in Parser::new_ext(text, options()) {
        match event {
            Event::Text(text) | Event::Code(text) => plain.push_str(&text),
            Event::Html(markup) | Event::InlineHtml(markup) => push_untagged(&markup, &mut plain),
            Event::SoftBreak | Event::HardBreak => plain.push(' '),
            Event::End(end) if !is_inline(end) => plain.push('\n'),
            _ => {}
        }
    }
    plain
}

/// What stands between the tags of raw HTML: old catalogues have descriptions written in it.
fn push_untagged(markup: &str, out: &mut String) {
    for (i, part) in markup.split('<').enumerate() {
        let text = if i == 0 { part } else { part.split_once('>').map_or("", |(_, text)| text) };
        out.push_str(text);
    }
}

/// One line of at most `max_chars` characters, with an ellipsis where something was cut.
pub fn shorten(text: &str, max_chars: usize) -> String {
    let mut line = String::with_capacity(text.len().min(max_chars * 2));
    let mut count = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if count + length + usize::from(count > 0) > max_chars {
            if count == 0 {
                line.extend(word.chars().take(max_chars.saturating_sub(1)));
            }
            line.truncate(line.trim_end_matches([',', ';', ':', '.', '(', '-']).len());
            line.push('…');
            break;
        }
        if count > 0 {
            line.push(' ');
            count += 1;
        }
        line.push_str(word);
        count += length;
    }
    line
}

fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH
}

/// As much as is shown, without control characters, which neither Markdown nor HTML has a use for.
fn cut(text: &str) -> Cow<'_, str> {
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    let text = &text[..text.floor_char_boundary(LONGEST.min(text.len()))];
    if text.contains(control) { text.replace(control, "\u{fffd}").into() } else { text.into() }
}

fn is_inline(end: TagEnd) -> bool {
    matches!(
        end,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
    )
}

/// Lets the harmless events through, one after the other.
struct Filter<'a> {
    place: &'a Place<'a>,
    /// The level of the first heading, and that of the last one written.
    first: Option<u8>,
    last: u8,
    /// What ends each open element, innermost last.
    open: Vec<Closing>,
    /// How many of them are links, and how many blocks of code.
    links: usize,
    codes: usize,
    /// How the columns of the present table are set, the present column, and what a cell is.
    columns: Vec<Alignment>,
    column: usize,
    cell: &'static str,
    /// Text that may hold a bare address: the parser splits it at `_`, `&` and the like.
    pending: String,
}

/// What ends an element.
#[derive(Clone, Copy, PartialEq)]
enum Closing {
    /// As the parser says.
    Same,
    /// A heading of this level.
    Heading(u8),
    /// A link written by hand.
    Link,
    /// Nothing: it was not opened, only its content is shown.
    Nothing,
    /// A part of a table.
    Table,
    /// A block of code, in which nothing is a link.
    Code,
}

impl<'a> Filter<'a> {
    fn new(place: &'a Place<'a>) -> Self {
        let last = place.heading.saturating_sub(1);
        Self {
            place,
            first: None,
            last,
            open: Vec::new(),
            links: 0,
            codes: 0,
            columns: Vec::new(),
            column: 0,
            cell: "td",
            pending: String::new(),
        }
    }

    fn pass<'e>(&mut self, event: Event<'e>, out: &mut Vec<Event<'e>>) {
        if let Event::Text(text) = &event
            && self.may_autolink()
        {
            self.pending.push_str(text);
            return;
        }
        self.flush(out);
        match event {
            Event::Start(tag) => self.start(tag, out),
            Event::End(end) => self.end(end, out),
            Event::Html(text) | Event::InlineHtml(text) => out.push(Event::Text(text)),
            Event::Text(_) | Event::Code(_) | Event::SoftBreak | Event::HardBreak | Event::Rule => {
                out.push(event);
            }
            // Their extensions are off: whatever they hold is text.
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                out.push(Event::Text(text));
            }
            Event::TaskListMarker(_) => {}
        }
    }

    /// Whether a bare address becomes a link: not in code, nor inside a link.
    fn may_autolink(&self) -> bool {
        self.links == 0 && self.codes == 0
    }

    fn start<'e>(&mut self, tag: Tag<'e>, out: &mut Vec<Event<'e>>) {
        let deep = self.open.len() >= DEEPEST;
        let closing = match tag {
            Tag::Heading { level, .. } => {
                let level = self.heading(level);
                out.push(Event::Html(format!("<h{level}>").into()));
                Closing::Heading(level)
            }
            Tag::Link { dest_url, link_type, .. } => self.link(&dest_url, link_type, out),
            Tag::Image { dest_url, .. } => self.image(&dest_url, out),
            Tag::CodeBlock(_) => {
                out.push(Event::Html("<pre><code>".into()));
                Closing::Code
            }
            Tag::Item if self.open.last() == Some(&Closing::Nothing) => Closing::Nothing,
            Tag::List(_)
            | Tag::BlockQuote(_)
            | Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
                if deep =>
            {
                Closing::Nothing
            }
            Tag::Table(columns) => {
                self.columns = columns;
                Self::table("<table>\n", out)
            }
            Tag::TableHead => {
                (self.cell, self.column) = ("th", 0);
                Self::table("<thead><tr>", out)
            }
            Tag::TableRow => {
                (self.cell, self.column) = ("td", 0);
                Self::table("<tr>", out)
            }
            Tag::TableCell => self.table_cell(out),
            Tag::HtmlBlock => {
                out.push(Event::Html("<p>".into()));
                Closing::Same
            }
            Tag::BlockQuote(_) => {
                out.push(Event::Start(Tag::BlockQuote(None)));
                Closing::Same
            }
            Tag::Paragraph
            | Tag::List(_)
            | Tag::Item
            | Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough => {
                out.push(Event::Start(tag));
                Closing::Same
            }
            _ => Closing::Nothing,
        };
        self.links += usize::from(closing == Closing::Link);
        self.codes += usize::from(closing == Closing::Code);
        self.open.push(closing);
    }

    fn end(&mut self, end: TagEnd, out: &mut Vec<Event<'_>>) {
        let closing = self.open.pop().unwrap_or(Closing::Nothing);
        self.links -= usize::from(closing == Closing::Link);
        self.codes -= usize::from(closing == Closing::Code);
        match closing {
            Closing::Heading(level) => out.push(Event::Html(format!("</h{level}>\n").into())),
            Closing::Link => out.push(Event::Html("</a>".into())),
            Closing::Code => out.push(Event::Html("</code></pre>\n".into())),
            Closing::Nothing => {}
            Closing::Table => {
                let html = match end {
                    TagEnd::TableHead => "</tr></thead><tbody>\n",
                    TagEnd::TableRow => "</tr>\n",
                    TagEnd::TableCell if self.cell == "th" => "</th>",
                    TagEnd::TableCell => "</td>",
                    _ => "</tbody></table>\n",
                };
                out.push(Event::Html(html.into()));
            }
            Closing::Same if end == TagEnd::HtmlBlock => out.push(Event::Html("</p>\n".into())),
            Closing::Same => out.push(Event::End(end)),
        }
    }

    /// A part of a table. The parser's own writer sets columns by inline styles, which a page that
    /// allows none would lose; classes stay.
    fn table(html: &'static str, out: &mut Vec<Event<'_>>) -> Closing {
        out.push(Event::Html(html.into()));
        Closing::Table
    }

    fn table_cell(&mut self, out: &mut Vec<Event<'_>>) -> Closing {
        let class = match self.columns.get(self.column) {
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::Center) => " class=\"center\"",
            _ => "",
        };
        let scope = if self.cell == "th" { " scope=\"col\"" } else { "" };
        self.column += 1;
        out.push(Event::Html(format!("<{}{scope}{class}>", self.cell).into()));
        Closing::Table
    }

    /// Headings start at the place's level and never skip one on the way down.
    fn heading(&mut self, level: HeadingLevel) -> u8 {
        let level = level as u8;
        let first = *self.first.get_or_insert(level);
        let wanted = (self.place.heading + level).saturating_sub(first);
        self.last = wanted.max(self.place.heading).min(self.last + 1).min(6);
        self.last
    }

    fn link(&self, url: &str, kind: LinkType, out: &mut Vec<Event<'_>>) -> Closing {
        if self.links > 0 {
            return Closing::Nothing;
        }
        let url = match kind {
            LinkType::Email => Cow::Owned(format!("mailto:{url}")),
            _ => Cow::Borrowed(url),
        };
        match self.address(&url) {
            Some(href) => {
                out.push(Event::Html(self.anchor(&href).into()));
                Closing::Link
            }
            None => Closing::Nothing,
        }
    }

    /// An image of the site is shown, its text as the alternative; one of another host is a link.
    fn image(&self, url: &str, out: &mut Vec<Event<'_>>) -> Closing {
        let Some(href) = self.address(url) else { return Closing::Nothing };
        if address::scheme(&href).is_none() && !href.starts_with("//") {
            let escaped = escape(&href);
            // The parser gives the alternative as content, which an <img> cannot hold: a figure
            // with the text as caption says the same to everybody.
            let html = format!("<img src=\"{escaped}\" alt=\"\" loading=\"lazy\"> ");
            out.push(Event::Html(html.into()));
            return Closing::Nothing;
        }
        if self.links > 0 {
            return Closing::Nothing;
        }
        out.push(Event::Html(self.anchor(&href).into()));
        Closing::Link
    }

    /// The address that a link of the text leads to, none where it must not be one.
    fn address(&self, url: &str) -> Option<String> {
        address::of_text(url, self.place.root, self.place.base_url)
    }

    fn anchor(&self, href: &str) -> String {
        let foreign = address::scheme(href).is_some_and(|scheme| scheme != "mailto")
            && !address::is_below(href, self.place.base_url);
        let rel = if foreign { " rel=\"nofollow noopener\"" } else { "" };
        format!("<a href=\"{}\"{rel}>", escape(href))
    }

    /// Writes the text collected so far, its bare addresses as links.
    fn flush(&mut self, out: &mut Vec<Event<'_>>) {
        if self.pending.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.pending);
        let mut rest = text.as_str();
        while let Some((before, url, after)) = find_address(rest) {
            out.push(Event::Text(CowStr::from(before.to_owned())));
            match self.address(url) {
                Some(href) => {
                    out.push(Event::Html(self.anchor(&href).into()));
                    out.push(Event::Text(CowStr::from(url.to_owned())));
                    out.push(Event::Html("</a>".into()));
                }
                None => out.push(Event::Text(CowStr::from(url.to_owned()))),
            }
            rest = after;
        }
        out.push(Event::Text(CowStr::from(rest.to_owned())));
    }
}

/// The first bare `http://` or `https://` address: what is before it, itself, what is after.
fn find_address(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let at = from + text[from..].find("http")?;
        let tail = &text[at..];
        let body = tail.strip_prefix("https://").or_else(|| tail.strip_prefix("http://"));
        let starts_word = !text[..at].ends_with(|c: char| c.is_alphanumeric());
        if let Some(body) =
            body.filter(|body| starts_word && body.starts_with(char::is_alphanumeric))
        {
            let ends =
                |c: char| c.is_whitespace() || c.is_control() || "<>\"'`|\\^{}«»“”".contains(c);
            let length = body.find(ends).unwrap_or(body.len());
            let url = trim_sentence(&tail[..tail.len() - body.len() + length]);
            return Some((&text[..at], url, &tail[url.len()..]));
        }
        from = at + 4;
    }
}

/// An address without the punctuation of the sentence around it.
fn trim_sentence(mut url: &str) -> &str {
    let count = |c: char| url.matches(c).count();
    let mut unopened = count(')').saturating_sub(count('('));
    loop {
        let mut trimmed =
            url.trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_', '~', ']', '…']);
        if unopened > 0
            && let Some(rest) = trimmed.strip_suffix(')')
        {
            unopened -= 1;
            trimmed = rest;
        }
        if trimmed.len() == url.len() {
            return url;
        }
        url = trimmed;
    }
}

/// A text within quotes of an attribute.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
