//! The last message, and who waits for the next.

use std::sync::Arc;
use tokio::sync::watch;

/// Keeps a message for everybody who comes, and tells those who are there of a new one.
#[derive(Debug)]
pub(in crate::serve) struct Broadcast(watch::Sender<Arc<str>>);

impl Broadcast {
    /// With a first message.
    pub(in crate::serve) fn new(first: String) -> Self {
        Self(watch::Sender::new(first.into()))
    }

    /// Puts another message in its place.
    pub(in crate::serve) fn send(&self, message: String) {
        self.0.send_replace(message.into());
    }

    /// The last message and those that come. Who is slow gets only the newest.
    pub(in crate::serve) fn subscribe(&self) -> Subscription {
        let mut receiver = self.0.subscribe();
        receiver.mark_changed();
        Subscription(receiver)
    }
}

/// Messages for one client.
#[derive(Debug)]
pub(in crate::serve) struct Subscription(watch::Receiver<Arc<str>>);

impl Subscription {
    /// The next message; none when there will be no more.
    pub(super) async fn next(&mut self) -> Option<Arc<str>> {
        self.0.changed().await.ok()?;
        Some(Arc::clone(&self.0.borrow_and_update()))
    }
}
