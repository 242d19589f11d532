//! HTTP/1.1 over TCP: the only place that knows the libraries for it.
//!
//! Whoever answers is a [`Service`]: a function from a whole, small [`Request`] to a [`Reply`].
//! Everything that costs memory or time is limited here, before it is held.

mod body;
mod broadcast;
mod connection;
mod limits;
mod server;
mod stall;

pub(super) use broadcast::{Broadcast, Subscription};
pub(super) use server::serve;

use crate::serve::reply::Reply;
use crate::serve::request::Request;

/// Who answers requests.
pub(super) trait Service: Send + Sync + 'static {
    /// The answer to a request. A panic within is caught and becomes [`Service::failed`].
    fn answer(&self, request: &Request) -> Reply;

    /// Whether an answer takes long or is large: few of those are made at the same time.
    fn is_heavy(&self, request: &Request) -> bool;

    /// The answer where making one failed.
    fn failed(&self, request: &Request) -> Reply;

    /// The answer to what breaks a limit, by its status.
    fn refused(&self, request: &Request, status: u16) -> Reply;

    /// A request has been answered.
    fn answered(&self, request: &Request, reply: &Answered);
}

/// What was answered, for the log.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answered {
    /// The HTTP status.
    pub(super) status: u16,
    /// Bytes of the body; none where it has no end yet.
    pub(super) length: Option<u64>,
    /// How long it took to make it.
    pub(super) took: std::time::Duration,
}
