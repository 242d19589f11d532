//! What pages show of the work on the portal: the problems, and that there is something new.

use crate::report::{Counts, Diagnostic, json, text};
use crate::serve::reply::Reply;
use crate::serve::request::Request;
use crate::text::Texts;
use serde_json::{Map, Value, json};
use std::net::IpAddr;

/// Addresses below this are the server's own.
pub(super) const RESERVED: &str = "/-/";
const SCRIPT: &str = include_str!("../../assets/live/live.js");
const STYLE: &str = include_str!("../../assets/live/live.css");
/// How many problems a page shows.
const SHOWN: usize = 50;
/// What the page for a portal that cannot be shown may do.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    base-uri 'none'; frame-ancestors 'none'";
/// The texts of the script.
const WORDS: [&str; 9] =
    ["title", "close", "show", "error", "warning", "remedy", "more", "lost", "back"];

/// What is wrong with the portal as it is now.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Problems {
    /// Of the content.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What keeps the portal from being shown as it is now, such as a theme that does not compile.
    pub(super) failure: Option<String>,
}

impl Problems {
    /// How many of each weight.
    pub(super) fn counts(&self) -> Counts {
        let mut counts = Counts::of(&self.diagnostics);
        counts.errors += usize::from(self.failure.is_some());
        counts
    }

    /// All of them for a terminal.
    pub(super) fn text(&self, texts: &Texts) -> String {
        let mut out = text::render(texts, &self.diagnostics, text::Paint::Plain);
        out.extend(self.failure.iter().map(|failure| format!("{failure}\n")));
        out
    }
}

/// What a browser is told: which state there is, and the problems if it may see them.
pub(super) fn message(mark: &str, problems: Option<&Problems>, texts: &Texts) -> String {
    let mut said = Map::new();
    said.insert("mark".into(), mark.into());
    said.insert("lang".into(), texts.lang().code().into());
    let words = WORDS.map(|word| {
        let forms = texts.forms(&format!("commands.serve-live-{word}"));
        (word.to_owned(), json!(forms))
    });
    said.insert("words".into(), Value::Object(words.into_iter().collect()));
    if let Some(problems) = problems {
        let counts = problems.counts();
        let failure = problems.failure.iter().map(|text| {
            json!({"severity": "error", "file": null, "line": null, "column": null, "message": text,
                "help": null})
        });
        let mut sorted: Vec<&Diagnostic> = problems.diagnostics.iter().collect();
        sorted.sort_by_key(|problem| problem.severity);
        let shown: Vec<Diagnostic> = sorted.into_iter().take(SHOWN).cloned().collect();
        let list: Vec<Value> = failure.chain(json::values(texts, &shown)).collect();
        said.insert("errors".into(), counts.errors.into());
        said.insert("warnings".into(), counts.warnings.into());
        said.insert("problems".into(), list.into());
    }
    Value::Object(said).to_string()
}

/// What is added to pages: the script, and which state the page is of.
pub(super) fn addition(mark: &str) -> String {
    format!("<script src=\"{RESERVED}live.js\" data-mark=\"{mark}\" defer></script>\n")
}

/// The script and its style.
pub(super) fn asset(path: &str) -> Option<Reply> {
    let (media, text) = match path.strip_prefix(RESERVED)? {
        "live.js" => ("text/javascript; charset=utf-8", SCRIPT),
        "live.css" => ("text/css; charset=utf-8", STYLE),
        _ => return None,
    };
    Some(Reply::new(200, media, text.as_bytes().to_vec()).with("cache-control", "no-cache"))
}

/// The page in the place of all others while the portal cannot be shown.
pub(super) fn broken(mark: &str, problems: Option<&Problems>, texts: &Texts) -> Reply {
    let said = |key: &str| escaped(&texts.get(&format!("commands.serve-broken-{key}"), &[]));
    let text = problems.map(|problems| escaped(&problems.text(texts))).unwrap_or_default();
    let page = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n{}</head>\n<body>\n<main>\n<h1>{title}</h1>\n<p>{}</p>\n\
         <pre>{text}</pre>\n</main>\n</body>\n</html>\n",
        texts.lang().code(),
        addition(mark),
        said("body"),
        title = said("title"),
    );
    Reply::new(503, "text/html; charset=utf-8", page.into_bytes())
        .with("content-security-policy", POLICY)
        .with("cache-control", "no-store")
}

/// A text that is no markup.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Whether somebody at this machine asks, from a page of this machine: problems may name what is
/// private, so nobody else sees them. A name that leads here from outside, as in an attack by
/// rebinding, and what another server passes on, are no such thing.
pub(super) fn is_own(request: &Request) -> bool {
    let forwarded =
        ["forwarded", "x-forwarded-for"].iter().any(|name| request.header(name).is_some());
    let foreign = matches!(request.header("sec-fetch-site"), Some("cross-site" | "same-site"));
    let host = request.header("host").unwrap_or_default();
    request.peer.to_canonical().is_loopback() && !forwarded && !foreign && is_here(host)
}

/// Whether a `Host` names this machine.
fn is_here(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    let local =
        name.eq_ignore_ascii_case("localhost") || name.to_ascii_lowercase().ends_with(".localhost");
    local || name.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_has_few_names() {
        for host in ["localhost", "localhost:4000", "127.0.0.1:1", "[::1]:4000", "a.localhost:80"] {
            assert!(is_here(host), "{host}");
        }
        for host in ["", "example.org", "localhost.example.org", "10.0.0.1:4000", "[::2]", "127.1"]
        {
            assert!(!is_here(host), "{host}");
        }
    }
}
