//! JSON values → YAML text that our reader gives back exactly.
//!
//! Written here rather than left to a library because files of a catalogue promise more than YAML
//! does: direction marks and other invisible characters only as escapes, texts that another reader
//! would take for dates or numbers in quotes, block scalars only where they keep every space, and
//! no anchors, tags or folded lines.

use crate::read::yaml;
use crate::report::Source;
use serde_json::{Map, Value};
use std::fmt::Write as _;

/// Whether a key is short enough for our reader, and to stand before its colon in any YAML.
pub(super) fn is_key(key: &str) -> bool {
    let mut out = String::new();
    line_scalar(&mut out, key);
    key.chars().count() <= yaml::KEY && out.chars().count() <= 1000
}

/// Whether our reader gives back exactly `map` from `text`; what it says against it otherwise.
pub(super) fn verify(text: &str, map: &Map<String, Value>) -> Result<(), String> {
    let source = Source::new("", text);
    let (node, problems) = yaml::parse(&source);
    if let Some(problem) = problems.first() {
        return Err(problem.code.to_owned());
    }
    match node.map(|node| node.to_json()) {
        Some(Value::Object(read)) if read == *map => Ok(()),
        _ => Err("differs".to_owned()),
    }
}

/// The document whose top is a mapping.
pub(super) fn document(map: &Map<String, Value>) -> String {
    let mut out = String::new();
    if map.is_empty() {
        out.push_str("{}\n");
    }
    mapping(&mut out, map, 0, false);
    out
}

/// The entries of a mapping, `indent` columns in; `inline` where the first follows a `- `.
fn mapping(out: &mut String, map: &Map<String, Value>, indent: usize, mut inline: bool) {
    for (key, value) in map {
        if !std::mem::take(&mut inline) {
            pad(out, indent);
        }
        line_scalar(out, key);
        out.push(':');
        match value {
            Value::Object(inner) if !inner.is_empty() => {
                out.push('\n');
                mapping(out, inner, indent + 2, false);
            }
            Value::Array(items) if !items.is_empty() => {
                out.push('\n');
                sequence(out, items, indent + 2, false);
            }
            other => {
                out.push(' ');
                leaf(out, other, indent + 2);
            }
        }
    }
}

fn sequence(out: &mut String, items: &[Value], indent: usize, mut inline: bool) {
    for item in items {
        if !std::mem::take(&mut inline) {
            pad(out, indent);
        }
        out.push_str("- ");
        match item {
            Value::Object(inner) if !inner.is_empty() => mapping(out, inner, indent + 2, true),
            Value::Array(inner) if !inner.is_empty() => sequence(out, inner, indent + 2, true),
            other => leaf(out, other, indent + 2),
        }
    }
}

fn pad(out: &mut String, indent: usize) {
    out.extend(std::iter::repeat_n(' ', indent));
}

/// A value without parts, with the line's end.
fn leaf(out: &mut String, value: &Value, indent: usize) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(flag) => _ = write!(out, "{flag}"),
        Value::Number(number) => _ = write!(out, "{number}"),
        Value::String(text) if is_block(text) => return block(out, text, indent),
        Value::String(text) => line_scalar(out, text),
        Value::Array(_) => out.push_str("[]"),
        Value::Object(_) => out.push_str("{}"),
    }
    out.push('\n');
}

/// Whether a literal block keeps the text exactly: several lines, no carriage return or invisible
/// character, nothing that indentation detection or trailing-break rules could touch.
fn is_block(text: &str) -> bool {
    text.trim_end_matches('\n').contains('\n')
        && !text.ends_with("\n\n")
        && !text.starts_with([' ', '\t', '\n'])
        && text.chars().all(|c| c == '\n' || !is_hidden(c))
        && !text.lines().any(|line| !line.is_empty() && line.trim().is_empty())
}

fn block(out: &mut String, text: &str, indent: usize) {
    out.push_str(if text.ends_with('\n') { "|\n" } else { "|-\n" });
    for line in text.lines() {
        if !line.is_empty() {
            pad(out, indent);
            out.push_str(line);
        }
        out.push('\n');
    }
}

/// A text on one line, with quotes only where they are needed.
fn line_scalar(out: &mut String, text: &str) {
    if text.chars().any(is_hidden) || has_odd_edge(text) {
        double_quoted(out, text);
    } else if is_plain(text) {
        out.push_str(text);
    } else if text.contains(['"', '\\']) {
        let _ = write!(out, "'{}'", text.replace('\'', "''"));
    } else {
        let _ = write!(out, "\"{text}\"");
    }
}

/// Blanks other than a space at either end look like nothing at all: they are escaped.
fn has_odd_edge(text: &str) -> bool {
    text.starts_with(odd_blank) || text.ends_with(odd_blank)
}

fn odd_blank(c: char) -> bool {
    c != ' ' && c.is_whitespace()
}

fn double_quoted(out: &mut String, text: &str) {
    let odd_edge = has_odd_edge(text);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if is_hidden(c) || (odd_edge && odd_blank(c)) => escape(out, c),
            _ => out.push(c),
        }
    }
    out.push('"');
}

fn escape(out: &mut String, c: char) {
    let code = u32::from(c);
    let _ = match code {
        0..=0xff => write!(out, "\\x{code:02X}"),
        0x100..=0xffff => write!(out, "\\u{code:04X}"),
        _ => write!(out, "\\U{code:08X}"),
    };
}

/// Characters that a reader of the file cannot see, or that YAML does not allow as they are.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e000}'..='\u{f8ff}'
            | '\u{e0000}'..='\u{10ffff}')
}

/// Whether the text may stand without quotes and mean itself to every reader of YAML.
fn is_plain(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let starts = first.is_alphabetic()
        || first.is_ascii_digit()
        || matches!(first, '_' | '/' | '(' | '+' | '¿' | '¡' | '$' | '.' | '«' | '“');
    starts
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && !looks_typed(text)
}

/// Whether some reader would take the text for null, a boolean, a number, a date or a time.
fn looks_typed(text: &str) -> bool {
    const WORDS: [&str; 12] =
        ["null", "true", "false", "yes", "no", "on", "off", "y", "n", ".nan", ".inf", "+.inf"];
    if WORDS.iter().any(|word| word.eq_ignore_ascii_case(text)) {
        return true;
    }
    let digits = text.bytes().any(|b| b.is_ascii_digit());
    let hexadecimal = text.starts_with("0x") || text.starts_with("+0x");
    let starts = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '.'));
    let numeric = |c: char| c.is_ascii_digit() || " +-_.:,eEtToOzZ".contains(c);
    digits && starts && (hexadecimal || text.chars().all(numeric))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn yaml(value: &Value) -> String {
        document(value.as_object().expect("an object"))
    }

    #[test]
    fn shapes() {
        let value = json!({
            "id": "x", "empty": "", "null": null, "list": [], "map": {},
            "tags": ["agua", "a: b", "- c"],
            "resources": [{"name": "n", "deep": {"a": [[1, 2.5], true]}}],
        });
        let expected = "id: x\nempty: \"\"\n\"null\": null\nlist: []\nmap: {}\ntags:\n  - agua\n  \
            - \"a: b\"\n  - \"- c\"\nresources:\n  - name: \"n\"\n    deep:\n      a:\n        \
            - - 1\n          - 2.5\n        - true\n";
        assert_eq!(yaml(&value), expected);
    }

    #[test]
    fn scalars() {
        let line = |text: &str| {
            let mut out = String::new();
            line_scalar(&mut out, text);
            out
        };
        for plain in ["Ríos", "v1.2", "https://example.org/a?b=c#d", "2 ríos", "a, b"] {
            assert_eq!(line(plain), plain);
        }
        for quoted in ["1.10", "2024-01-02", "2024-01-02T03:04:05.1", "no", "0x1F", "12:30", "007"]
        {
            assert_eq!(line(quoted), format!("\"{quoted}\""));
        }
        assert_eq!(line("\"so\", it's"), "'\"so\", it''s'");
        assert_eq!(line("a\u{202e}b"), "\"a\\u202Eb\"");
        assert_eq!(line("Periodicidade\u{a0}"), "\"Periodicidade\\xA0\"");
        assert_eq!(line("a\r\nb"), "\"a\\r\\nb\"");
    }

    #[test]
    fn blocks_only_where_they_keep_everything() {
        assert_eq!(yaml(&json!({"a": "x\n\ny  \n"})), "a: |\n  x\n\n  y  \n");
        assert_eq!(yaml(&json!({"a": "x\ny"})), "a: |-\n  x\n  y\n");
        for text in ["x\n", " x\ny", "x\n \ny", "x\ny\n\n", "\nx\ny", "x\r\ny"] {
            assert!(!is_block(text), "{text:?}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]
        #[test]
        fn our_reader_gives_it_back(
            keys in proptest::collection::vec("\\PC{1,12}|[a-z: #'\"-]{1,8}", 1..5),
            texts in proptest::collection::vec(
                "[ \t\r\na:#'\"\\\\|>&*!%@{}\\[\\],?é\u{202e}\u{85}-]{0,24}|\\PC{0,20}|[0-9eE.:+-]{1,10}",
                1..5,
            ),
        ) {
            let mut map = Map::new();
            for (index, key) in keys.iter().enumerate() {
                let text = json!(texts[index % texts.len()]);
                map.insert(key.clone(), json!({"a": text, "b": [text, [text], {"c": text}]}));
                map.insert(format!("{key}-"), text);
            }
            proptest::prop_assert_eq!(verify(&document(&map), &map), Ok(()), "{}", document(&map));
        }
    }
}
