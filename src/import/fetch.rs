//! Politely over HTTP: one request at a time with a pause, patience with a server that is busy,
//! limits of time and size.

use crate::fetch::{Agent, Failure, Limits, Request, Response, decoded};
use anyhow::{Context as _, Result, bail};
use std::time::Duration;

/// How long to wait for what.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// How often a request is made before its failure counts.
    pub tries: u32,
    /// The wait after the first failure; each further one doubles it.
    pub wait: Duration,
    /// The pause between two requests.
    pub pause: Duration,
    /// The longest that one answer may take.
    pub timeout: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            tries: 5,
            wait: Duration::from_secs(2),
            pause: Duration::from_millis(250),
            timeout: Duration::from_mins(2),
        }
    }
}

/// Longest wait that a server may ask for.
const LONGEST_WAIT: Duration = Duration::from_mins(5);

/// A client of one server.
#[derive(Debug)]
pub struct Client {
    agent: Agent,
    patience: Patience,
}

/// What a server answered in the end.
#[derive(Debug)]
pub enum Answer {
    /// 200, with the body.
    Ok(Vec<u8>),
    /// A refusal that asking again does not change.
    Refused(u16),
}

/// What one request gave.
enum Attempt {
    Done(Answer),
    Again { why: String, wait: Option<Duration> },
}

impl Client {
    /// A client with this much patience.
    pub fn new(patience: Patience) -> Self {
        let agent = Agent::new(Limits {
            timeout: patience.timeout,
            connect: Duration::from_secs(20),
            redirects: 10,
        });
        Self { agent, patience }
    }

    /// Asks for an address, again while the server is busy or out of reach.
    ///
    /// # Errors
    /// The last failure, once patience is at its end.
    pub fn get(&self, url: &str, limit: u64) -> Result<Answer> {
        let mut wait = self.patience.wait;
        let mut last = String::new();
        for attempt in 0..self.patience.tries.max(1) {
            if attempt > 0 {
                std::thread::sleep(wait);
                wait = wait.saturating_mul(2).min(LONGEST_WAIT);
            }
            match self.attempt(url, limit)? {
                Attempt::Done(answer) => {
                    std::thread::sleep(self.patience.pause);
                    return Ok(answer);
                }
                Attempt::Again { why, wait: asked } => {
                    last = why;
                    wait = asked.map_or(wait, |asked| asked.min(LONGEST_WAIT));
                }
            }
        }
        bail!("{url}: {last}, {} times", self.patience.tries);
    }

    fn attempt(&self, url: &str, limit: u64) -> Result<Attempt> {
        let headers = [("accept-encoding", "gzip".to_owned())];
        let response = match self.agent.send(&Request::get(url, &headers), limit) {
            Ok(response) => response,
            Err(failure) => return again(failure, url),
        };
        let status = response.status;
        if status == 429 || status >= 500 {
            return Ok(Attempt::Again { why: format!("HTTP {status}"), wait: asked(&response) });
        }
        if status != 200 {
            return Ok(Attempt::Done(Answer::Refused(status)));
        }
        match decoded(&response, limit) {
            Ok(bytes) => Ok(Attempt::Done(Answer::Ok(bytes))),
            Err(failure) => again(failure, url),
        }
    }
}

/// The wait that a busy server asks for, in seconds.
fn asked(response: &Response) -> Option<Duration> {
    response.header("retry-after")?.trim().parse().ok().map(Duration::from_secs)
}

/// A failure that another try may mend, or that none does.
fn again(failure: Failure, url: &str) -> Result<Attempt> {
    match failure {
        Failure::Address(_) => Err(failure).with_context(|| url.to_owned()),
        Failure::TooLarge(limit) => bail!("{url}: an answer of over {} MiB", limit >> 20),
        other => Ok(Attempt::Again { why: other.to_string(), wait: None }),
    }
}
