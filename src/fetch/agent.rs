//! The one file that knows the HTTP library.

use crate::fetch::{Failure, Method, Request, Response};
use std::time::Duration;

/// What a request may cost.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest that one answer may take, its body included.
    pub timeout: Duration,
    /// The longest that a connection may take.
    pub connect: Duration,
    /// How many redirects are followed, to wherever they lead; with 0 the redirect is the answer.
    pub redirects: u32,
}

/// Makes requests over connections that it keeps.
#[derive(Clone, Debug)]
pub struct Agent {
    agent: ureq::Agent,
}

impl Agent {
    /// An agent with these limits.
    pub fn new(limits: Limits) -> Self {
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(limits.timeout))
            .timeout_connect(Some(limits.connect))
            .max_redirects(limits.redirects)
            .max_redirects_will_error(limits.redirects > 0)
            .http_status_as_error(false)
            .user_agent(concat!("fichero/", env!("CARGO_PKG_VERSION")))
            .build()
            .into();
        Self { agent }
    }

    /// Makes a request. `limit` is how many bytes the body may have as it is sent.
    ///
    /// # Errors
    /// [`Failure`]: any status is an answer.
    pub fn send(&self, request: &Request<'_>, limit: u64) -> Result<Response, Failure> {
        let mut response = match request.method {
            Method::Get => with_headers(self.agent.get(request.url), request).call(),
            Method::Head => with_headers(self.agent.head(request.url), request).call(),
            Method::Options => with_headers(self.agent.options(request.url), request).call(),
            Method::Post => with_headers(self.agent.post(request.url), request).send(request.body),
        }
        .map_err(failure)?;
        let headers = response.headers().iter();
        let headers = headers
            .map(|(name, value)| {
                (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect();
        let status = response.status().as_u16();
        let body = response.body_mut().with_config().limit(limit).read_to_vec();
        let body = body.map_err(|error| match failure(error) {
            Failure::Unreachable(why) => Failure::Broken(why),
            other => other,
        })?;
        Ok(Response { status, headers, body })
    }
}

fn with_headers<B>(
    builder: ureq::RequestBuilder<B>,
    request: &Request<'_>,
) -> ureq::RequestBuilder<B> {
    request.headers.iter().fold(builder, |builder, (name, value)| builder.header(*name, value))
}

fn failure(error: ureq::Error) -> Failure {
    match error {
        ureq::Error::BadUri(_) | ureq::Error::Http(_) | ureq::Error::Tls(_) => {
            Failure::Address(error.to_string())
        }
        ureq::Error::Timeout(_) => Failure::TimedOut,
        ureq::Error::BodyExceedsLimit(limit) => Failure::TooLarge(limit),
        ureq::Error::Protocol(_) | ureq::Error::LargeResponseHeader(..) => {
            Failure::Broken(error.to_string())
        }
        other => Failure::Unreachable(other.to_string()),
    }
}
