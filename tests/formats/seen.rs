//! What a forge makes of Markdown: which words are read, and what else there is.

use pulldown_cmark::{Event, Options, Parser, Tag};

/// What a reader gets.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Every text, in order, pieces that nothing separates joined, and whether it is code.
    pub texts: Vec<(bool, String)>,
    /// Where links lead.
    pub links: Vec<String>,
    /// HTML as it stands.
    pub html: Vec<String>,
}

impl Seen {
    pub(super) fn of(markdown: &str) -> Self {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_MATH
            | Options::ENABLE_GFM;
        let mut seen = Self::default();
        let (mut joins, mut is_code) = (false, false);
        for event in Parser::new_ext(markdown, options) {
            let is_text = matches!(event, Event::Text(_));
            match event {
                Event::Text(text) if joins => {
                    seen.texts.last_mut().expect("one before").1.push_str(&text);
                }
                Event::Text(text) => seen.texts.push((is_code, text.into_string())),
                Event::Html(html) | Event::InlineHtml(html) => {
                    match html.trim() {
                        "<code>" => is_code = true,
                        "</code>" => is_code = false,
                        _ => {}
                    }
                    seen.html.push(html.trim().to_owned());
                }
                Event::Start(Tag::Link { dest_url, .. }) => seen.links.push(dest_url.into_string()),
                Event::Start(
                    Tag::Heading { .. }
                    | Tag::Paragraph
                    | Tag::List(None)
                    | Tag::Item
                    | Tag::Strong
                    | Tag::HtmlBlock,
                )
                | Event::End(_)
                | Event::SoftBreak => {}
                other => panic!("{other:?} in\n{markdown}"),
            }
            joins = is_text;
        }
        seen
    }

    /// Whether all HTML is ours.
    pub(super) fn foreign(&self) -> Vec<&str> {
        const OURS: [&str; 8] =
            ["<code>", "</code>", "<br>", "<!-- -->", "<summary>", "</summary>", "</details>", ""];
        let ours = |html: &str| OURS.contains(&html) || html.starts_with("<details><summary>");
        self.html.iter().map(String::as_str).filter(|html| !ours(html)).collect()
    }

    /// What would call somebody or name something: outside of code, a sign right before a word.
    pub(super) fn calls(&self) -> Vec<&str> {
        let sign = regex::Regex::new(r#"[@#!$%&~^:][\w"+-]|[A-Za-z]-[0-9]"#).expect("one");
        let outside = self.texts.iter().filter(|(is_code, _)| !is_code);
        outside.map(|(_, text)| text.as_str()).filter(|text| sign.is_match(text)).collect()
    }

    /// Everything that is read, backticks apart.
    pub(super) fn reading(&self) -> String {
        let all: String = self.texts.iter().map(|(_, text)| text.as_str()).collect();
        plain(&all)
    }
}

/// A text without what only shows it: backticks and kinds of space.
pub(super) fn plain(text: &str) -> String {
    let spaced = text.replace('`', "").replace(|c: char| c.is_control() || c.is_whitespace(), " ");
    spaced.trim().to_owned()
}
