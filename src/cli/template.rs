//! Templates of new files: commented YAML in which some lines get a value.
//!
//! A line `#key: example` is a key that is not used yet, `key: example` one that is. Explanations
//! are comments with a space (`# …`). So a template is a valid file, and taking one `#` away is all
//! that a person needs to do to use a key.

use std::fmt::Write as _;

/// A template that is being filled.
pub(super) struct Template {
    lines: Vec<String>,
}

impl Template {
    /// The template in `text`.
    pub(super) fn new(text: &str) -> Self {
        Self { lines: text.lines().map(str::to_owned).collect() }
    }

    /// Gives `key` a value, already written as YAML; the value stands on the key's line, a block
    /// goes on below it.
    ///
    /// # Panics
    /// Where the template has no line of that key: a test fills every template.
    pub(super) fn set(&mut self, key: &str, yaml: &str) {
        let line = self
            .lines
            .iter_mut()
            .find(|line| {
                line.strip_prefix('#')
                    .unwrap_or(line)
                    .strip_prefix(key)
                    .is_some_and(|rest| rest.starts_with(':'))
            })
            .unwrap_or_else(|| panic!("the template has a line for `{key}`"));
        *line = format!("{key}: {yaml}");
    }

    /// Gives `key` a text if there is one.
    pub(super) fn set_text(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.set(key, &scalar(value));
        }
    }

    /// Gives `key` a list if there is anything in it.
    pub(super) fn set_list(&mut self, key: &str, values: &[String]) {
        if !values.is_empty() {
            self.set(key, &list(values));
        }
    }

    /// The file's text with further lines before its last key, `resources`.
    pub(super) fn into_text_with(mut self, lines: &[String]) -> String {
        let key = self.lines.iter().rposition(|line| line.starts_with("resources:"));
        let at = key.unwrap_or(self.lines.len());
        // What explains the key stays with it.
        let explained = self.lines[..at].iter().rev().take_while(|line| line.starts_with("# "));
        let at = at - explained.count();
        self.lines.splice(at..at, lines.iter().cloned());
        self.into_text()
    }

    /// The file's text.
    pub(super) fn into_text(self) -> String {
        self.lines.join("\n") + "\n"
    }
}

/// A text as a YAML scalar on one line: plain where nobody could take it for anything else.
pub(super) fn scalar(value: &str) -> String {
    if is_plain(value) { value.to_owned() } else { quoted(value) }
}

/// Texts as a YAML list on one line.
pub(super) fn list(values: &[String]) -> String {
    let items: Vec<String> = values.iter().map(|value| scalar(value)).collect();
    format!("[{}]", items.join(", "))
}

/// Markdown as a block below its key, each line `indent` spaces in.
pub(super) fn block(value: &str, indent: usize) -> String {
    let value = value.trim();
    let fits = !value.is_empty() && value.chars().all(|c| c == '\n' || is_shown(c));
    if !fits {
        return quoted(value);
    }
    let margin = " ".repeat(indent);
    let lines: Vec<String> = value
        .lines()
        .map(|line| match line.trim_end() {
            "" => String::new(),
            line => format!("{margin}{line}"),
        })
        .collect();
    format!("|\n{}", lines.join("\n"))
}

/// Whether a character stands in a YAML file as itself, on any screen.
fn is_shown(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

fn is_plain(value: &str) -> bool {
    const WORDS: [&str; 10] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan"];
    let inside = |c: char| {
        c.is_alphanumeric() || matches!(c, ' ' | '.' | '-' | '_' | '/' | '(' | ')' | '+' | '@')
    };
    value.starts_with(char::is_alphabetic)
        && !value.ends_with(' ')
        && value.chars().all(inside)
        && !WORDS.iter().any(|word| value.eq_ignore_ascii_case(word))
}

/// Double quotes; what is not shown is escaped, in the forms that YAML shares with JSON.
pub(super) fn quoted(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('"');
    for c in value.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if is_shown(c) => out.push(c),
            c => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(yaml: &str) -> serde_json::Value {
        serde_yaml::from_str(yaml).unwrap_or_else(|e| panic!("{e}: {yaml:?}"))
    }

    proptest! {
        #[test]
        fn a_text_is_read_back_as_it_was(value in "[\\PC\\n\\t\\u{85}\\u{2028}]{0,40}") {
            prop_assert_eq!(&read(&format!("k: {}", scalar(&value)))["k"], &value);
            prop_assert_eq!(&read(&format!("k: {}", list(std::slice::from_ref(&value))))["k"][0], &value);
        }

        #[test]
        fn markdown_is_read_back_but_for_white_space(value in "[a-zñ:#|> \\-*`\\n\"]{0,80}") {
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            let back = read(&format!("k: {}\nz: 1", block(&value, 2)));
            prop_assert_eq!(words(back["k"].as_str().expect("a text")), words(&value));
        }
    }

    #[test]
    fn what_looks_like_something_else_is_quoted() {
        for word in ["no", "Null", "1.10", "2024-01-01", "a: b", "- x", "", "~", "[x]", "a #b"] {
            assert!(scalar(word).starts_with('"'), "{word}");
        }
        assert_eq!(scalar("Calidad del aire (2024)"), "Calidad del aire (2024)");
    }

    #[test]
    fn a_key_is_set_where_it_stands() {
        let mut template =
            Template::new("# title: el título\n#title: Ejemplo\n#tags: [a]\nurl: x\n");
        template.set_text("title", Some("Año: 1"));
        template.set_list("tags", &[]);
        template.set_text("url", None);
        assert_eq!(
            template.into_text(),
            "# title: el título\ntitle: \"Año: 1\"\n#tags: [a]\nurl: x\n"
        );
    }
}
