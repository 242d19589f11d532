//! Templates, compiled once, with the functions they may call.

use crate::text::Texts;
use crate::theme::Locale;
use anyhow::{Result, anyhow};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Value, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::sync::Arc;

/// What a page may cost: a loop without end in a theme stops here, no honest page comes near.
const FUEL: u64 = 5_000_000;
/// How deep templates may include and call each other.
const DEPTH: usize = 64;

/// Markup that is safe already: made by us, or from Markdown by the allow-list.
#[derive(Clone, Debug)]
pub struct Html(Value);

impl Html {
    /// Says that `markup` needs no escaping.
    pub(crate) fn safe(markup: String) -> Self {
        Self(Value::from_safe_string(markup))
    }
}

impl Serialize for Html {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// Compiles every template.
///
/// # Errors
/// What is wrong with a template, with its file and line.
pub(super) fn compile(
    templates: BTreeMap<String, String>,
    texts: &Texts,
    assets: BTreeMap<String, String>,
) -> Result<Environment<'static>> {
    let mut environment = Environment::new();
    environment.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()
            .map_err(|error| anyhow!("{error}"))?,
    );
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(DEPTH);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_formatter(write);
    let locale = Locale::new(texts);
    let numbers = locale.clone();
    environment.add_filter("number", move |n: u64| numbers.number(n));
    environment.add_function("t", translator(texts.clone(), locale));
    environment.add_function("asset", move |state: &State, name: &str| asset(state, &assets, name));
    for (name, source) in templates {
        environment.add_template_owned(name, source).map_err(|error| explain(&error))?;
    }
    Ok(environment)
}

/// Writes a value into a page: none as nothing, a text escaped, markup as it is.
///
/// Texts are most of what there is to write. The engine's own escaping also writes every `/` as
/// six bytes, which within quotes guards against nothing and makes pages of links a third longer.
fn write(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    match value.as_str() {
        Some(text) if !value.is_safe() && matches!(state.auto_escape(), AutoEscape::Html) => {
            let shown = visible(text);
            let mut rest = &*shown;
            while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
                out.write_str(&rest[..at])?;
                out.write_str(match rest.as_bytes()[at] {
                    b'&' => "&amp;",
                    b'<' => "&lt;",
                    b'>' => "&gt;",
                    b'"' => "&quot;",
                    _ => "&#39;",
                })?;
                rest = &rest[at + 1..];
            }
            Ok(out.write_str(rest)?)
        }
        _ if value.is_none() => Ok(()),
        _ => minijinja::escape_formatter(out, state, value),
    }
}

/// A text without control characters and without marks that show it in another order than it is
/// written in: both can make one thing look like another.
fn visible(text: &str) -> Cow<'_, str> {
    let hidden = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if text.is_ascii() && !text.bytes().any(|b| b.is_ascii_control() && !b"\n\r\t".contains(&b)) {
        return text.into();
    }
    if text.contains(hidden) { text.replace(hidden, "\u{fffd}").into() } else { text.into() }
}

/// What went wrong in a template and where, with what led there.
pub(crate) fn explain(error: &Error) -> anyhow::Error {
    let mut text = String::new();
    if let (Some(name), Some(line)) = (error.name(), error.line()) {
        _ = write!(text, "{name}:{line}: ");
    }
    _ = write!(text, "{}", error.kind());
    if let Some(detail) = error.detail() {
        _ = write!(text, ": {detail}");
    }
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        _ = write!(text, "; {inner}");
        cause = inner.source();
    }
    anyhow!(text)
}

/// `t(key, n=…, …)`: a text of the interface. Whole numbers are written as the language writes them.
fn translator(
    texts: Texts,
    locale: Locale,
) -> impl Fn(&str, Kwargs) -> Result<Value, Error> + Send + Sync + 'static {
    // Most texts have no placeholder: they are kept ready, and using one copies nothing.
    let ready: HashMap<String, Value> = texts
        .keys()
        .filter_map(|key| {
            let text = texts.get(key, &[("n", "{n}")]);
            let name = key.strip_prefix("portal.")?;
            (!text.contains('{')).then(|| (name.to_owned(), Value::from(Arc::<str>::from(text))))
        })
        .collect();
    move |key, kwargs| {
        if let Some(text) = ready.get(key) {
            return Ok(text.clone());
        }
        let full = format!("portal.{key}");
        if !texts.has(&full) {
            let detail = format!("the texts lack `{key}`: add it to strings/*/portal.toml");
            return Err(Error::new(ErrorKind::InvalidOperation, detail));
        }
        let mut args = Vec::new();
        for name in kwargs.args() {
            let value: Value = kwargs.get(name)?;
            let text = match u64::try_from(value.clone()) {
                Ok(n) if value.kind() == ValueKind::Number => locale.number(n),
                _ => value.to_string(),
            };
            args.push((name, text));
        }
        let args: Vec<(&str, &str)> = args.iter().map(|(k, v)| (*k, v.as_str())).collect();
        Ok(Value::from(texts.get(&full, &args)))
    }
}

/// `asset(name)`: the address of a static file of the theme, from the page that asks.
fn asset(state: &State, assets: &BTreeMap<String, String>, name: &str) -> Result<String, Error> {
    let Some(path) = assets.get(name) else {
        let known = assets.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        let detail = format!("the theme has no static file `{name}`, only {known}");
        return Err(Error::new(ErrorKind::InvalidOperation, detail));
    };
    let root = state.lookup("site").and_then(|site| site.get_attr("root").ok());
    Ok(format!("{}{path}", root.as_ref().and_then(Value::as_str).unwrap_or_default()))
}
