//! The rules as regular expressions, for hosts that have nothing better.
//!
//! They keep to what PCRE, RE2 and JavaScript have in common: no look-around, no back-references.
//! All are read over one text, the action's name, `?`, and the parameters as they came: a query, a
//! form, or a JSON object. No query that is understood begins with white space or `{`.

use crate::publish::hosting::table::Label;
use crate::publish::hosting::value::{FALSE, TRUE, is_plain};
use crate::publish::hosting::{Parameter, Rule, Slot, Table, Values};
use std::fmt::Write as _;

/// JSON's white space.
const WS: &str = r"[ \t\r\n]*";
/// A JSON text without escapes; `\x5c` is the backslash.
const QUOTED: &str = r#""[^"\x5c\x00-\x1f]*""#;
/// A JSON value that holds no others.
const SIMPLE: &str = r#"(?:"[^"\x5c\x00-\x1f]*"|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null|\[[ \t\r\n]*\]|\{[ \t\r\n]*\})"#;
/// What comes before a parameter of a query.
const IN_QUERY: &str = r"^[a-z_]+\?(?:[A-Za-z_][^&]*&)*";
/// What comes before a key of a JSON object.
const IN_JSON: &str = r"^[a-z_]+\?[ \t\r\n]*\{[\s\S]*";

/// How a dialect says that a text ends here, and not before a last line feed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dialect {
    /// The end of a text.
    pub(super) end: &'static str,
}

/// PCRE and RE2, over texts that may hold line feeds.
pub(super) const BOTH: Dialect = Dialect { end: r"\z" };
/// Any engine, over queries: they hold no line feed.
pub(super) const QUERIES: Dialect = Dialect { end: "$" };

impl Dialect {
    /// A flat JSON object; what is no object does not match.
    pub(super) fn flat(self) -> String {
        let pair = format!("{QUOTED}{WS}:{WS}{SIMPLE}{WS}");
        let end = self.end;
        format!(r"^[a-z_]+\?{WS}\{{{WS}(?:{pair}(?:,{WS}{pair})*)?\}}{WS}{end}")
    }

    /// What begins like a JSON object.
    pub(super) fn object(self) -> String {
        format!(r"^[a-z_]+\?{WS}\{{")
    }

    /// A query in which the action understands everything.
    pub(super) fn query(self, rule: &Rule) -> String {
        let parts = alternatives(rule, |names, values| format!("{names}={}", in_query(values)));
        let (action, end) = (rule.action, self.end);
        format!(r"^{action}\?(?:(?:{parts})(?:&|{end}))*{end}")
    }

    /// A flat JSON object in which the action understands everything.
    pub(super) fn json(self, rule: &Rule) -> String {
        let parts =
            alternatives(rule, |names, values| format!(r#""{names}"{WS}:{WS}{}"#, in_json(values)));
        let (action, end) = (rule.action, self.end);
        format!(r"^{action}\?{WS}\{{{WS}(?:(?:{parts}){WS},?{WS})*\}}{WS}{end}")
    }

    /// A choice made twice, in a query and in an object.
    fn twice(self, slot: &Slot) -> [String; 2] {
        let names = group(slot.parameters.iter().map(|name| escaped(name)));
        [
            format!(r"{IN_QUERY}{names}=[^&]*&(?:[^&]*&)*{names}="),
            format!(r#"{IN_JSON}"{names}"{WS}:[\s\S]*"{names}"{WS}:"#),
        ]
    }

    /// Every choice made twice.
    pub(super) fn twice_all(self, table: &Table) -> Vec<String> {
        let mut patterns: Vec<String> = Vec::new();
        for pattern in table.slots.iter().flat_map(|slot| self.twice(slot)) {
            // Two slots may ask the same parameter.
            if !patterns.contains(&pattern) {
                patterns.push(pattern);
            }
        }
        patterns
    }

    /// Where a slot is filled, in a query and in an object, with what it says then. `capture` makes a
    /// group of which the value itself is kept.
    pub(super) fn cases(
        self,
        slot: &Slot,
        capture: impl Fn(&str) -> String,
    ) -> Vec<(String, Label)> {
        let names = group(slot.parameters.iter().map(|name| escaped(name)));
        let mut cases = Vec::new();
        for (values, label) in slot.cases {
            let (query, json) = match label {
                Label::Text(_) => (in_query(*values), in_json(*values)),
                Label::Itself => {
                    let own = capture(&in_query(*values));
                    let json = if *values == Values::Key {
                        format!("\"{own}\"")
                    } else {
                        format!("\"?{own}\"?")
                    };
                    (own, json)
                }
            };
            cases.push((format!("{IN_QUERY}{names}={query}(?:&|{})", self.end), *label));
            cases.push((format!("{IN_JSON}\"{names}\"{WS}:{WS}{json}{WS}[,}}]"), *label));
        }
        cases
    }
}

/// Names that share their last word, each group with that word: `(?:a|b)_create`.
pub(super) fn by_last_word(names: &[&str]) -> Vec<String> {
    let mut groups: Vec<(&str, Vec<String>)> = Vec::new();
    for name in names {
        let (start, last) = name.rsplit_once('_').unwrap_or(("", name));
        match groups.iter_mut().find(|(word, _)| *word == last) {
            Some((_, starts)) => starts.push(start.to_owned()),
            None => groups.push((last, vec![start.to_owned()])),
        }
    }
    groups
        .into_iter()
        .map(|(last, starts)| format!("{}_{last}", group(starts.into_iter())))
        .collect()
}

/// A short pattern of the same names, and of others that end in a word that three of them end in.
pub(super) fn by_ending(names: &[&str]) -> String {
    let ending = |name: &str| name.rsplit_once('_').map_or("", |(_, last)| last).to_owned();
    let mut endings: Vec<String> = Vec::new();
    let mut others: Vec<String> = Vec::new();
    for name in names {
        let last = ending(name);
        let shared = names.iter().filter(|other| ending(other) == last).count() > 2;
        let (list, text) =
            if shared { (&mut endings, last) } else { (&mut others, (*name).to_owned()) };
        if !list.contains(&text) {
            list.push(text);
        }
    }
    others.push(format!("[a-z_]+_{}", group(endings.into_iter())));
    others.join("|")
}

fn alternatives(rule: &Rule, pair: impl Fn(&str, Values) -> String) -> String {
    let parameter = |parameter: &Parameter| {
        let names = parameter.names.iter().map(|name| match name.strip_suffix('*') {
            Some(start) => format!("{}[A-Za-z0-9_]*", escaped(start)),
            None => escaped(name),
        });
        pair(&group(names), parameter.values)
    };
    rule.parameters.iter().map(parameter).collect::<Vec<_>>().join("|")
}

fn group(parts: impl ExactSizeIterator<Item = String>) -> String {
    let single = parts.len() == 1;
    let parts: Vec<String> = parts.collect();
    if single { parts.concat() } else { format!("(?:{})", parts.join("|")) }
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if !(c.is_ascii_alphanumeric() || matches!(c, '_' | ' ' | ',' | ':')) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A text as queries and forms encode it: what stands for itself only so, the rest either way.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for b in text.bytes() {
        let own = escaped(&char::from(b).to_string());
        if is_plain(b) {
            out.push_str(&own);
        } else if b == b' ' {
            out.push_str(r"(?:\+|%20)");
        } else {
            let code = format!("{b:02X}");
            let code: String = code
                .chars()
                .map(|c| match c.to_ascii_lowercase() {
                    lower if lower == c => c.to_string(),
                    lower => format!("[{c}{lower}]"),
                })
                .collect();
            _ = write!(out, "(?:{own}|%{code})");
        }
    }
    out
}

/// A word whatever its case, for engines without a flag of a group's own.
fn any_case(word: &str) -> String {
    word.chars().fold(String::new(), |mut out, c| {
        let upper = c.to_ascii_uppercase();
        if upper == c {
            out.push(c)
        } else {
            _ = write!(out, "[{upper}{c}]")
        }
        out
    })
}

const NATURAL: &str = "(?:0|[1-9][0-9]{0,6})";
const INTEGER: &str = "-?(?:0|[1-9][0-9]{0,6})";
const THOUSANDS: &str = "[1-9][0-9]{3,8}";
const KEY: &str = "[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}";

fn in_query(values: Values) -> String {
    let word = |words: [&str; 6]| format!("(?:{})", words.map(any_case).join("|"));
    match values {
        Values::Any => r"[^&\x00-\x20]*".to_owned(),
        Values::Nothing => String::new(),
        Values::Text(text) => encoded(text),
        Values::On => word(TRUE),
        Values::Off => word(FALSE),
        Values::Natural => NATURAL.to_owned(),
        Values::Integer => INTEGER.to_owned(),
        Values::Thousands => THOUSANDS.to_owned(),
        Values::Key => KEY.to_owned(),
    }
}

fn in_json(values: Values) -> String {
    let either = |pattern: &str| format!("(?:\"{pattern}\"|{pattern})");
    match values {
        Values::Any => SIMPLE.to_owned(),
        Values::Nothing => format!(r#"(?:""|null|\[{WS}\])"#),
        Values::Text(text) if text.bytes().all(|b| b.is_ascii_digit()) => either(text),
        Values::Text(text) => format!("\"{}\"", escaped(text)),
        Values::On => format!(r#"(?:"{}"|true|1)"#, in_query(values)),
        Values::Off => format!(r#"(?:"{}"|false|0)"#, in_query(values)),
        Values::Natural => either(NATURAL),
        Values::Integer => either(INTEGER),
        Values::Thousands => either(THOUSANDS),
        Values::Key => format!("\"{KEY}\""),
    }
}
