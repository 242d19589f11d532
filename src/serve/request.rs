//! A request, read whole.

use std::net::IpAddr;

/// What a request wants done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Get,
    Head,
    Post,
    Options,
    Other,
}

impl Method {
    /// As in a request's line.
    pub(super) fn of(name: &str) -> Self {
        match name {
            "GET" => Self::Get,
            "HEAD" => Self::Head,
            "POST" => Self::Post,
            "OPTIONS" => Self::Options,
            _ => Self::Other,
        }
    }

    /// Whether something is to be read from its address.
    pub(super) fn reads(self) -> bool {
        matches!(self, Self::Get | Self::Head)
    }
}

/// The headers that anything depends on, in lower case.
pub(super) const HEADERS: [&str; 11] = [
    "accept-encoding",
    "access-control-request-method",
    "content-type",
    "host",
    "forwarded",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "range",
    "sec-fetch-site",
    "x-forwarded-for",
];

/// A request with all of its body, which is never large.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) method: Method,
    /// The method's name as it came, for the log.
    pub(super) verb: String,
    /// The path as it came, percent signs and all.
    pub(super) path: String,
    /// What follows the first `?`.
    pub(super) query: Option<String>,
    /// Some of [`HEADERS`], each once.
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
    /// Who asks.
    pub(super) peer: IpAddr,
}

impl Request {
    /// The value of a header, of several lines joined by commas.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| *own == name).map(|(_, value)| value.as_str())
    }
}
