//! Over HTTP: one request → one answer, with limits of time and size, and no header, redirect or
//! encoding hidden from the caller.

mod agent;
mod encoding;

pub use agent::{Agent, Limits};
pub use encoding::decoded;

/// How a request asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// For what is there.
    Get,
    /// For its headers alone.
    Head,
    /// Whether another origin's page may ask.
    Options,
    /// With a body.
    Post,
}

impl Method {
    /// As HTTP writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Post => "POST",
        }
    }
}

/// One request.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// How it asks.
    pub method: Method,
    /// The whole address.
    pub url: &'a str,
    /// Headers beside those of the connection.
    pub headers: &'a [(&'static str, String)],
    /// What a POST carries.
    pub body: &'a [u8],
}

impl<'a> Request<'a> {
    /// A GET that takes gzip.
    pub fn get(url: &'a str, headers: &'a [(&'static str, String)]) -> Self {
        Self { method: Method::Get, url, headers, body: &[] }
    }
}

/// What came back, exactly.
#[derive(Clone, Debug, Default)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Names in lower case and values, in the order they came.
    pub headers: Vec<(String, String)>,
    /// The bytes of the body as they were sent, encoded or not.
    pub body: Vec<u8>,
}

impl Response {
    /// The first header of this name, which is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(is, _)| is == name).map(|(_, value)| value.as_str())
    }
}

/// Why no whole answer came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No request can be made: the address is none, or cannot be asked securely.
    Address(String),
    /// The server could not be reached, or its certificate does not hold.
    Unreachable(String),
    /// It took too long.
    TimedOut,
    /// More bytes than allowed: how many are.
    TooLarge(u64),
    /// The answer broke off or is no HTTP.
    Broken(String),
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Address(why) | Self::Unreachable(why) | Self::Broken(why) => f.write_str(why),
            Self::TimedOut => f.write_str("no answer in time"),
            Self::TooLarge(limit) => write!(f, "more than {limit} bytes"),
        }
    }
}

impl std::error::Error for Failure {}
