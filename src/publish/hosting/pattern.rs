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

/// What begins like a JSON object.
pub(super) const OBJECT: &str = r"^[a-z_]+\?[ \t\r\n]*\{";

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

    /// A query in which the action understands everything.
    pub(super) fn query(self, rule: &Rule) -> String {
        let parts = alternatives(rule, |names, values| format!("{names}={}", in_query(values)));
        let (action, end) = (rule.action, self.end);
        format!(r"^{action}\?(?:(?:{parts})(?:&|{end}))*{end}")
    }

    /// A flat JSON object in which the action understands everything. Each text is read in one way
    /// only, so that no engine tries many before it gives up.
    pub(super) fn json(self, rule: &Rule) -> String {
        let parts =
            alternatives(rule, |names, values| format!(r#""{names}"{WS}:{WS}{}"#, in_json(values)));
        let (action, end) = (rule.action, self.end);
        format!(r"^{action}\?{WS}\{{{WS}(?:(?:{parts}){WS}(?:,{WS})?)*\}}{WS}{end}")
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
            let (query, object) = match label {
                Label::Text(_) => (in_query(*values), in_json(*values)),
                Label::Itself => {
                    let own = capture(&in_query(*values));
                    let mark = if *values == Values::Key { "\"" } else { "\"?" };
                    let object = format!("{mark}{own}{mark}");
                    (own, object)
                }
            };
            cases.push((format!("{IN_QUERY}{names}={query}(?:&|{})", self.end), *label));
            cases.push((format!("{IN_JSON}\"{names}\"{WS}:{WS}{object}{WS}[,}}]"), *label));
        }
        cases
    }
}

/// Every choice made twice.
pub(super) fn twice_all(table: &Table) -> Vec<String> {
    let mut patterns: Vec<String> = Vec::new();
    for pattern in table.slots.iter().flat_map(twice) {
        // Two slots may ask the same parameter.
        if !patterns.contains(&pattern) {
            patterns.push(pattern);
        }
    }
    patterns
}

/// A choice made twice, in a query and in an object.
fn twice(slot: &Slot) -> [String; 2] {
    let names = group(slot.parameters.iter().map(|name| escaped(name)));
    [
        format!(r"{IN_QUERY}{names}=[^&]*&(?:[^&]*&)*{names}="),
        format!(r#"{IN_JSON}"{names}"{WS}:[\s\S]*"{names}"{WS}:"#),
    ]
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
    let last_word = |name: &str| name.rsplit_once('_').map_or("", |(_, last)| last).to_owned();
    let mut endings: Vec<String> = Vec::new();
    let mut alone: Vec<String> = Vec::new();
    for name in names {
        let word = last_word(name);
        let shared = names.iter().filter(|other| last_word(other) == word).count() > 2;
        let (kept, text) =
            if shared { (&mut endings, word) } else { (&mut alone, (*name).to_owned()) };
        if !kept.contains(&text) {
            kept.push(text);
        }
    }
    alone.push(format!("[a-z_]+_{}", group(endings.into_iter())));
    alone.join("|")
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
            out.push(c);
        } else {
            _ = write!(out, "[{upper}{c}]");
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
        Values::Nothing | Values::Unsaid => String::new(),
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
        Values::Unsaid => format!(r#"(?:""|null|\[{WS}\]|false|0)"#),
        Values::Natural => either(NATURAL),
        Values::Integer => either(INTEGER),
        Values::Thousands => either(THOUSANDS),
        Values::Key => format!("\"{KEY}\""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Refusal;
    use crate::publish::hosting::{Decision, Files, Request, decide};
    use proptest::prelude::*;
    use regex::Regex;

    /// What a host of patterns makes of a question: as `nginx.conf` and `Caddyfile` put them together.
    fn by_patterns(table: &Table, action: &str, parameters: &str) -> Decision {
        let is = |pattern: &str, text: &str| Regex::new(pattern).expect(pattern).is_match(text);
        let asked = format!("{action}?{parameters}");
        let rule = table.rule(action).expect("a rule");
        let flat = !is(OBJECT, &asked) || is(&BOTH.flat(), &asked);
        let understood = is(&BOTH.query(rule), &asked) || is(&BOTH.json(rule), &asked);
        let twice = twice_all(table).iter().any(|pattern| is(pattern, &asked));
        if !flat || !understood || twice {
            return Decision::Refused(rule.unsupported());
        }
        let mut path = rule.path();
        let mut options = String::new();
        for slot in table.slots.iter().filter(|slot| rule.has(slot)) {
            let found = BOTH.cases(slot, |value| format!("({value})")).into_iter().find_map(
                |(pattern, label)| {
                    let found = Regex::new(&pattern).expect("a pattern").captures(&asked)?;
                    Some(match label {
                        Label::Text(text) => text.to_owned(),
                        Label::Itself => found[1].to_owned(),
                    })
                },
            );
            let Some(label) = found.or_else(|| slot.default.map(str::to_owned)) else {
                return Decision::Refused(Refusal::Missing);
            };
            options.push_str(&label);
            path = path.replace(&format!("{{{}}}", slot.name), &label);
        }
        match rule.files {
            Files::List if options.is_empty() => {
                Decision::File(format!("api/3/action/{action}"), rule.absent())
            }
            Files::Views => {
                let resource = path.replacen(action, "resource_show", 1);
                Decision::Views(path, resource)
            }
            _ => Decision::File(path.replace("{options}", &options), rule.absent()),
        }
    }

    fn actions() -> impl Strategy<Value = &'static str> {
        let names: Vec<_> =
            Table::at("https://a.example").rules.iter().map(|rule| rule.action).collect();
        prop::sample::select(names)
    }

    /// Names and values that mean something somewhere, and such that mean mischief.
    fn names() -> impl Strategy<Value = &'static str> {
        prop::sample::select(vec![
            "id",
            "id",
            "name_or_id",
            "name",
            "rows",
            "start",
            "sort",
            "q",
            "fq",
            "limit",
            "offset",
            "all_fields",
            "include_extras",
            "include_users",
            "include_private",
            "facet",
            "facet.field",
            "use_default_schema",
            "_",
            "ext_x",
            "ext-x",
            "foo",
            "ID",
            "",
        ])
    }

    fn values() -> impl Strategy<Value = &'static str> {
        prop::sample::select(vec![
            "",
            "a",
            "a-b.c_d",
            "..",
            "a/b",
            ".a",
            "100",
            "1000",
            "31",
            "10",
            "0",
            "007",
            "12345678",
            "true",
            "False",
            "t",
            "*:*",
            "%2A:%2a",
            "id asc",
            "id+asc",
            "id%20asc",
            "%69d",
            "a%2Db",
            "[]",
            "%5B%5D",
            "null",
            "x&id=y",
            "\"id\":\"z\"",
            "ñ",
            "a\n",
            "a b",
            "\\u0061",
            "-1",
        ])
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1500))]

        #[test]
        fn queries_are_read_alike(
            action in actions(),
            pairs in prop::collection::vec((names(), values()), 0..4),
            ends in prop::sample::select(vec!["", "&", "&&", "="]),
        ) {
            let query: Vec<String> =
                pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let query = query.join("&") + ends;
            let table = Table::at("https://a.example");
            let request =
                Request { method: "GET", action, query: &query, content_type: "", body: b"" };
            prop_assert_eq!(decide(&table, &request), by_patterns(&table, action, &query), "{}", query);
        }

        #[test]
        fn bodies_are_read_alike(
            action in actions(),
            pairs in prop::collection::vec((names(), values(), 0..4), 0..4),
            shape in prop::sample::select(vec![
                "{}", "{ }", "{}}", "{,}", "{} x", " {}\n", "{{}}", "[{}]x",
            ]),
            between in prop::sample::select(vec![",", " ,\t", ",,", " ", ";"]),
        ) {
            let pair = |(name, value, kind): &(&str, &str, i32)| match kind {
                0 => format!("\"{name}\":\"{value}\""),
                1 => format!("\"{name}\" : {value}"),
                2 => format!("\"{name}\":\t{{}}"),
                _ => format!("\"{name}\":[\"{value}\"]"),
            };
            let pairs: Vec<String> = pairs.iter().map(pair).collect();
            let inner = pairs.join(between);
            let body = shape.replacen(['}', ' '], "}", 1);
            let body = body.replacen('{', &format!("{{{inner}"), 1);
            let table = Table::at("https://a.example");
            let request = Request {
                method: "POST",
                action,
                query: "",
                content_type: "application/json",
                body: body.as_bytes(),
            };
            let decided = decide(&table, &request);
            prop_assume!(decided != Decision::Refused(Refusal::NotJson));
            prop_assert_eq!(decided, by_patterns(&table, action, &body), "{}", body);
        }
    }
}
