//! What was asked and what came, kept so that it can be judged without a network.

use crate::fetch::{Method, Response, decoded};
use serde_json::Value;

/// The largest answer that is expected of the API.
pub(super) const ANSWER_LIMIT: u64 = 64 << 20;

/// A question to the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) method: Method,
    /// From the site's address on, without a slash before, as an address says it.
    pub(super) path: String,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
    /// How many bytes the answer may have.
    pub(super) limit: u64,
}

impl Question {
    /// Asks as a page of another site does.
    pub(super) fn new(method: Method, path: impl Into<String>) -> Self {
        let headers = vec![("origin", "https://example.org".to_owned())];
        Self { method, path: path.into(), headers, body: Vec::new(), limit: ANSWER_LIMIT }
    }

    pub(super) fn get(path: impl Into<String>) -> Self {
        Self::new(Method::Get, path)
    }

    pub(super) fn post(path: &str, media_type: &str, body: &str) -> Self {
        Self { body: body.into(), ..Self::new(Method::Post, path) }.with("content-type", media_type)
    }

    pub(super) fn json(path: &str, body: &str) -> Self {
        Self::post(path, "application/json", body)
    }

    pub(super) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(super) fn limit(mut self, limit: u64) -> Self {
        self.limit = limit;
        self
    }

    /// The header that makes it another question than the plain one.
    fn manner(&self) -> Option<&(&'static str, String)> {
        const TELLING: [&str; 3] = ["accept-encoding", "if-none-match", "range"];
        let told = |(name, value): &&(&str, String)| TELLING.contains(name) && value != "identity";
        self.headers.iter().find(told)
    }
}

/// As it is told: `POST api/action/package_show {"id":"x"}`.
impl std::fmt::Display for Question {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path =
            if self.path.starts_with("http") { &self.path } else { &format!("/{}", self.path) };
        write!(f, "{} {path}", self.method.name())?;
        if !self.body.is_empty() {
            write!(f, " {}", String::from_utf8_lossy(&self.body))?;
        }
        match self.manner() {
            Some((name, value)) => write!(f, " ({name}: {value})"),
            None => Ok(()),
        }
    }
}

/// Why there is no answer to judge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    Slow,
    Huge(u64),
    Broken(String),
    /// Redirects that do not end.
    Loop,
    /// A redirect to another site: where.
    Away(String),
    /// Not asked any more: too much was asked, or too much went wrong.
    Unasked,
}

/// A question and what came of it.
#[derive(Clone, Debug)]
pub(super) struct Exchange {
    pub(super) question: Question,
    pub(super) outcome: Result<Response, Trouble>,
}

/// What judges want to know of an answer.
pub(super) trait Answer {
    /// `text/html` of `Text/HTML; charset=utf-8`.
    fn media_type(&self) -> String;
    fn is_html(&self) -> bool;
    /// The JSON in it, as lenient a client as `ckanapi` reads it: whatever its type and status.
    fn json(&self) -> Option<Value>;
    /// Status, type and size, for people.
    fn brief(&self) -> String;
    /// A header's value, or that there is none.
    fn told(&self, header: &str) -> String;
}

impl Answer for Response {
    fn media_type(&self) -> String {
        let whole = self.header("content-type").unwrap_or_default();
        whole.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    fn is_html(&self) -> bool {
        let start = self.body.trim_ascii_start();
        let begins = |mark: &str| {
            start.get(..mark.len()).is_some_and(|head| head.eq_ignore_ascii_case(mark.as_bytes()))
        };
        begins("<!doctype html") || begins("<html")
    }

    fn json(&self) -> Option<Value> {
        let body = decoded(self, ANSWER_LIMIT).ok()?;
        serde_json::from_slice(&body).ok()
    }

    fn brief(&self) -> String {
        let media_type = match self.media_type() {
            none if none.is_empty() => String::new(),
            some => format!(" {some}"),
        };
        let first = if self.body.starts_with(b"\xef\xbb\xbf") { ", U+FEFF" } else { "" };
        format!("{}{media_type}, {} B{first}", self.status, self.body.len())
    }

    fn told(&self, header: &str) -> String {
        match self.header(header) {
            Some(value) => format!("{header}: {}", printable(value)),
            None => format!("{header}: –"),
        }
    }
}

/// What a stranger says, on one short line that cannot give a terminal orders.
pub(super) fn printable(text: &str) -> String {
    const LONGEST: usize = 200;
    let mut out: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect();
    if text.chars().nth(LONGEST).is_some() {
        out.push('…');
    }
    out
}
