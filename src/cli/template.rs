//! Templates of new files: commented YAML in which some lines get a value.
//!
//! A line `#key: example` is a key that is not used yet, `key: example` one that is. Explanations
//! are comments with a space (`# …`). So a template is a valid file, and taking one `#` away is all
//! that a person needs to do to use a key.

use crate::text::yaml::{list, scalar};

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

#[cfg(test)]
mod tests {
    use super::*;

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
