//! The one file of `verify` that asks: politely, within bounds, and only the site it was given.

use crate::fetch::{Agent, Failure, Limits, Method, Request, Response};
use crate::publish::verify::exchange::{Exchange, Question, Trouble};
use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

/// How many redirects are followed, all within the site.
const HOPS: usize = 5;
/// How many connections a full verification uses.
const CONNECTIONS: usize = 4;
/// After so many questions without an answer no more are asked.
const ENOUGH: u32 = 5;
/// How often in all the host may ask to be asked again later, and the longest wait it may ask for.
const WAITS: u32 = 3;
const LONGEST_WAIT: u64 = 30;

/// The site's address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Base {
    /// `https://datos.example.org/portal/`.
    pub(super) url: String,
    /// `https://datos.example.org`, without the slash.
    pub(super) origin: String,
    /// `datos.example.org`, without the port.
    pub(super) host: String,
}

impl Base {
    /// Reads an address; none where it is none.
    pub(super) fn of(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let scheme = scheme.to_ascii_lowercase();
        if !matches!(scheme.as_str(), "http" | "https") {
            return None;
        }
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let path = path.trim_end_matches('/');
        let strange = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '?' | '#');
        if authority.contains('@') || url.contains(strange) {
            return None;
        }
        let (name, port) = match authority.rsplit_once(':') {
            Some((name, port)) if !port.contains(']') => (name, Some(port)),
            _ => (authority, None),
        };
        if name.is_empty() || port.is_some_and(|port| port.parse::<u16>().is_err()) {
            return None;
        }
        let origin = format!("{scheme}://{}", authority.to_ascii_lowercase());
        let slash = if path.is_empty() { "" } else { "/" };
        let url = format!("{origin}/{path}{slash}");
        Some(Self { url, origin, host: name.to_ascii_lowercase() })
    }

    pub(super) fn is_secure(&self) -> bool {
        self.url.starts_with("https://")
    }

    /// Whether the address has the port that its scheme has by itself.
    pub(super) fn has_usual_port(&self) -> bool {
        self.origin.ends_with(&format!("://{}", self.host))
    }

    /// Where a redirect leads: an address of the same origin, or another one.
    fn led(&self, from: &str, to: &str) -> Result<String, String> {
        let within = |url: &str| {
            url.strip_prefix(&self.origin)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if to.contains("://") || to.starts_with("//") {
            return if within(to) { Ok(to.to_owned()) } else { Err(to.to_owned()) };
        }
        if to.starts_with('/') {
            return Ok(format!("{}{to}", self.origin));
        }
        let folder = from.split(['?', '#']).next().unwrap_or_default();
        let folder = folder.rsplit_once('/').map_or(folder, |(folder, _)| folder);
        Ok(format!("{folder}/{to}"))
    }
}

/// Asks one site and counts what it cost.
pub(super) struct Asker {
    agent: Agent,
    pub(super) base: Base,
    most_requests: u64,
    most_bytes: u64,
    requests: AtomicU64,
    bytes: AtomicU64,
    unanswered: AtomicU32,
    waits: AtomicU32,
}

impl Asker {
    pub(super) fn new(base: Base, timeout: Duration) -> Self {
        let agent = Agent::new(Limits { timeout, connect: timeout, redirects: 0 });
        let zero = || AtomicU64::new(0);
        Self {
            agent,
            base,
            most_requests: 0,
            most_bytes: 0,
            requests: zero(),
            bytes: zero(),
            unanswered: AtomicU32::new(0),
            waits: AtomicU32::new(0),
        }
    }

    /// How many requests may be made and how many bytes may come.
    pub(super) fn allow(&mut self, requests: u64, bytes: u64) {
        (self.most_requests, self.most_bytes) = (requests, bytes);
    }

    pub(super) fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    pub(super) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// The very first question: a failure to reach the host is told as it is.
    pub(super) fn first(&self, question: Question) -> Result<Exchange, Failure> {
        let url = format!("{}{}", self.base.url, question.path);
        match self.send(&question, &url) {
            Err(failure @ (Failure::Unreachable(_) | Failure::Address(_) | Failure::TimedOut)) => {
                Err(failure)
            }
            _ => Ok(self.ask(question)),
        }
    }

    /// Asks a question and follows where it leads within the site. A POST is led nowhere: CKAN's
    /// clients would not follow either.
    pub(super) fn ask(&self, question: Question) -> Exchange {
        let outcome = self.followed(&question);
        if let Err(Trouble::Slow | Trouble::Broken(_)) = outcome {
            self.unanswered.fetch_add(1, Ordering::Relaxed);
        } else if outcome.is_ok() {
            self.unanswered.store(0, Ordering::Relaxed);
        }
        Exchange { question, outcome }
    }

    fn followed(&self, question: &Question) -> Result<Response, Trouble> {
        let mut url = format!("{}{}", self.base.url, question.path);
        for _ in 0..=HOPS {
            let response = self.patiently(question, &url)?;
            let redirect = matches!(response.status, 301 | 302 | 303 | 307 | 308);
            let to = response.header("location").filter(|_| redirect);
            match to {
                Some(to) if question.method != Method::Post => {
                    url = self.base.led(&url, to).map_err(Trouble::Away)?;
                }
                _ => return Ok(response),
            }
        }
        Err(Trouble::Loop)
    }

    /// Asks again where the host asks for a little patience.
    fn patiently(&self, question: &Question, url: &str) -> Result<Response, Trouble> {
        loop {
            let spent = self.requests() >= self.most_requests || self.bytes() >= self.most_bytes;
            if spent || self.unanswered.load(Ordering::Relaxed) >= ENOUGH {
                return Err(Trouble::Unasked);
            }
            let response = self.send(question, url).map_err(|failure| match failure {
                Failure::TimedOut => Trouble::Slow,
                Failure::TooLarge(limit) => Trouble::Huge(limit),
                other => Trouble::Broken(other.to_string()),
            })?;
            let wait = response.header("retry-after").and_then(|wait| wait.trim().parse().ok());
            let busy = matches!(response.status, 429 | 503);
            match wait {
                Some(wait)
                    if busy
                        && wait <= LONGEST_WAIT
                        && self.waits.fetch_add(1, Ordering::Relaxed) < WAITS =>
                {
                    std::thread::sleep(Duration::from_secs(wait));
                }
                _ => return Ok(response),
            }
        }
    }

    fn send(&self, question: &Question, url: &str) -> Result<Response, Failure> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let mut headers = question.headers.clone();
        if !headers.iter().any(|(name, _)| *name == "accept-encoding") {
            headers.push(("accept-encoding", "identity".to_owned()));
        }
        let request =
            Request { method: question.method, url, headers: &headers, body: &question.body };
        let response = self.agent.send(&request, question.limit)?;
        self.bytes.fetch_add(response.body.len() as u64, Ordering::Relaxed);
        Ok(response)
    }

    /// Asks the same origin without a lock, at the site's address; nothing is followed.
    pub(super) fn without_lock(&self) -> Exchange {
        let url = self.base.url.replacen("https://", "http://", 1);
        let question = Question::get(url.clone());
        let outcome = self.patiently(&question, &url);
        Exchange { question, outcome }
    }

    /// Asks questions over a few connections; `judge` gets each exchange with its number, and what it
    /// gives comes back in the order of the questions.
    pub(super) fn ask_all<T: Send>(
        &self,
        questions: &[Question],
        judge: &(dyn Fn(usize, Exchange) -> T + Sync),
    ) -> Vec<T> {
        let next = AtomicUsize::new(0);
        let work = || {
            let mut done = Vec::new();
            loop {
                let i = next.fetch_add(1, Ordering::Relaxed);
                let Some(question) = questions.get(i) else { return done };
                done.push((i, judge(i, self.ask(question.clone()))));
            }
        };
        let mut done: Vec<(usize, T)> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..CONNECTIONS).map(|_| scope.spawn(work)).collect();
            let finished = workers.into_iter().map(std::thread::ScopedJoinHandle::join);
            finished.flat_map(|done| done.expect("no worker panics")).collect()
        });
        done.sort_by_key(|(i, _)| *i);
        done.into_iter().map(|(_, judged)| judged).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read() {
        let of = |url: &str| Base::of(url).map(|base| (base.url, base.host));
        let is = |url: &str, host: &str| Some((url.to_owned(), host.to_owned()));
        assert_eq!(of("https://a.example"), is("https://a.example/", "a.example"));
        assert_eq!(of("HTTP://A.example:80/b//"), is("http://a.example:80/b/", "a.example"));
        assert_eq!(of("http://[::1]:8000/"), is("http://[::1]:8000/", "[::1]"));
        for none in
            ["a.example", "ftp://a", "https://", "https://a:b/", "http://a/?b", "http://u@a/"]
        {
            assert_eq!(of(none), None, "{none}");
        }
    }

    #[test]
    fn redirects_stay_within_the_origin() {
        let base = Base::of("https://a.example/b").expect("an address");
        let led = |to: &str| base.led("https://a.example/b/c/d?e", to);
        assert_eq!(led("/x"), Ok("https://a.example/x".to_owned()));
        assert_eq!(led("x"), Ok("https://a.example/b/c/x".to_owned()));
        assert_eq!(led("https://a.example/x"), Ok("https://a.example/x".to_owned()));
        for away in
            ["http://a.example/x", "https://a.example.evil/", "//b/x", "https://a.example:1/"]
        {
            assert_eq!(led(away), Err(away.to_owned()));
        }
    }
}
