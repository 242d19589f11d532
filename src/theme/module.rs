//! Joins a script with the modules it imports, so that a browser fetches one file.

use anyhow::{Context as _, Result, ensure};

/// A module of ours: its path below `assets/`, and its source.
pub(super) type Module = (&'static str, &'static str);

/// The module at `entry` with all it imports, directly or not, each once and before those that use
/// it; without comments and white space that only people read. What the entry exports stays
/// exported. All of them share one scope, so their top-level names must differ.
///
/// # Errors
/// An import of what is not among the modules, or one that gives another name.
pub(super) fn join(entry: &str, modules: &[Module]) -> Result<String> {
    let mut joined = Joined { modules, seen: Vec::new(), text: String::new() };
    joined.add(entry, true)?;
    Ok(joined.text)
}

struct Joined<'m> {
    modules: &'m [Module],
    seen: Vec<String>,
    text: String,
}

impl Joined<'_> {
    fn add(&mut self, path: &str, entry: bool) -> Result<()> {
        if self.seen.iter().any(|seen| seen == path) {
            return Ok(());
        }
        self.seen.push(path.to_owned());
        let found = self.modules.iter().find(|(name, _)| *name == path);
        let (_, source) = found.with_context(|| format!("no script `{path}`"))?;
        let mut body = String::with_capacity(source.len());
        for piece in pieces(source) {
            match piece {
                Piece::Import(statement) => {
                    let from =
                        quoted(&statement).with_context(|| format!("{path}: {statement}"))?;
                    self.add(&resolve(path, from), false)?;
                    let export = statement.starts_with("export");
                    ensure!(
                        export || !statement.contains(" as "),
                        "{path}: one scope for all: import `{statement}` under its own name"
                    );
                    if export && entry {
                        body.push_str(statement.split(" from ").next().unwrap_or_default());
                        body.push_str(";\n");
                    }
                }
                Piece::Exports(statement) => {
                    if entry {
                        body.push_str(&statement);
                        body.push('\n');
                    }
                }
                Piece::Line(line) => {
                    body.push_str(if entry { line } else { without_export(line) });
                    body.push('\n');
                }
            }
        }
        self.text.push_str(&body);
        Ok(())
    }
}

/// A part of a module, comments left out.
enum Piece<'s> {
    /// `import … from '…';` or `export … from '…';`, on one line.
    Import(String),
    /// `export { … };`, on one line.
    Exports(String),
    /// Anything else.
    Line(&'s str),
}

fn pieces(source: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut statement: Option<String> = None;
    let (mut comment, mut template) = (false, false);
    for line in source.lines() {
        // White space within a template is text.
        if template {
            template = odd_backticks(line) != template;
            pieces.push(Piece::Line(line));
            continue;
        }
        let mut line = line.trim();
        if comment || line.starts_with("/*") {
            comment = !line.contains("*/");
            line = line.split_once("*/").map_or("", |(_, rest)| rest.trim());
        }
        if line.is_empty() || line.starts_with("//") {
            continue;
        }
        let begins = line.starts_with("import ") || line.starts_with("export {");
        if begins || statement.is_some() {
            let mut text = statement.take().map_or_else(String::new, |text| text + " ");
            text.push_str(line);
            if !text.ends_with(';') {
                statement = Some(text);
            } else if quoted(&text).is_some() {
                pieces.push(Piece::Import(text));
            } else {
                pieces.push(Piece::Exports(text));
            }
            continue;
        }
        template = odd_backticks(line);
        pieces.push(Piece::Line(line));
    }
    pieces
}

fn odd_backticks(line: &str) -> bool {
    line.matches('`').count() % 2 == 1
}

/// What stands between the last quotes of a statement.
fn quoted(statement: &str) -> Option<&str> {
    let end = statement.rfind(['\'', '"'])?;
    let start = statement[..end].rfind(['\'', '"'])?;
    Some(&statement[start + 1..end])
}

/// `./b.js`, said by `search/a.js`, is `search/b.js`.
fn resolve(from: &str, path: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn without_export(line: &str) -> &str {
    line.strip_prefix("export ").unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODULES: [Module; 4] = [
        (
            "a.js",
            "// says\nimport { b } from './a/b.js';\nimport {\n  c,\n} from \"./a/c.js\";\n\n\
             export { d } from './a/d.js';\n/**\n * Adds.\n */\nexport function a() {\n  \
             return `x\n  // kept\n` + b + c; // tail\n}\n/** @type {number} */ let z = 1;\n",
        ),
        ("a/b.js", "import { c } from './c.js';\nexport const b = c;\n"),
        ("a/c.js", "export const c = 1;\nexport {\n  e };\n"),
        ("a/d.js", "import { c } from '../a/c.js';\nexport class d {}\n"),
    ];

    #[test]
    fn each_module_stands_once_and_before_those_that_use_it() {
        let text = join("a.js", &MODULES).expect("it joins");
        assert_eq!(
            text,
            "const c = 1;\nconst b = c;\nclass d {}\nexport { d };\nexport function a() {\n\
             return `x\n  // kept\n` + b + c; // tail\n}\nlet z = 1;\n"
        );
    }

    #[test]
    fn what_cannot_be_joined_is_said() {
        let problem = |source: &'static str| {
            let error = join("a.js", &[("a.js", source), ("b.js", "")]);
            error.expect_err("it must not join").to_string()
        };
        assert!(problem("import { x } from './c.js';").contains("no script `c.js`"));
        assert!(problem("import * as b from './b.js';").contains("own name"));
    }
}
