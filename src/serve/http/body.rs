//! Bodies on their way: a request's read within its limits, an answer's sent piece by piece.

use crate::serve::http::Subscription;
use crate::serve::http::limits::{BODY, BODY_TIME, FORGET, FORGET_TIME, SMALL_BODY};
use crate::serve::reply::Body;
use hyper::body::{Bytes, Frame, Incoming, SizeHint};
use std::convert::AsRef;
use std::fs::File;
use std::future::poll_fn;
use std::io::{self, Read as _};
use std::ops::Range;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::{interval, timeout};

/// How much of a file is read at once.
const PIECE: usize = 128 << 10;
/// An event stream says something at least so often, so that a client that has gone is noticed.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);

/// Reads a request's body.
///
/// # Errors
/// The status that tells why not: 413, 408, or 400 where the client breaks off.
pub(super) async fn read(body: Incoming, large: &Semaphore, expects: bool) -> Result<Vec<u8>, u16> {
    let declared = hyper::body::Body::size_hint(&body);
    if declared.lower() > BODY {
        // Who asks first is told before sending anything.
        if !expects {
            forget(body).await;
        }
        return Err(413);
    }
    let whole = async {
        let small = declared.upper().is_some_and(|upper| upper <= SMALL_BODY);
        let _place = if small { None } else { large.acquire().await.ok() };
        gather(body).await
    };
    match timeout(BODY_TIME, whole).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err((status, rest))) => {
            if let Some(rest) = rest {
                forget(rest).await;
            }
            Err(status)
        }
        Err(_) => Err(408),
    }
}

async fn gather(mut body: Incoming) -> Result<Vec<u8>, (u16, Option<Incoming>)> {
    let mut bytes = Vec::new();
    while let Some(piece) = piece(&mut body).await {
        let Ok(piece) = piece else { return Err((400, None)) };
        if bytes.len() + piece.len() > usize::try_from(BODY).unwrap_or(usize::MAX) {
            return Err((413, Some(body)));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

/// Reads and drops what is too large. A connection closed at once would take the answer with it.
async fn forget(mut body: Incoming) {
    let all = async {
        let mut size = 0;
        while let Some(Ok(piece)) = piece(&mut body).await {
            size += piece.len() as u64;
            if size > FORGET {
                return;
            }
        }
    };
    _ = timeout(FORGET_TIME, all).await;
}

/// The next bytes of a body; none at its end.
async fn piece(body: &mut Incoming) -> Option<hyper::Result<Bytes>> {
    loop {
        let next = poll_fn(|context| hyper::body::Body::poll_frame(Pin::new(&mut *body), context));
        match next.await? {
            // What follows a body in pieces is of no use here.
            Ok(frame) => {
                if let Ok(bytes) = frame.into_data() {
                    return Some(Ok(bytes));
                }
            }
            Err(error) => return Some(Err(error)),
        }
    }
}

/// The body of an answer.
pub(super) struct Outgoing {
    from: From,
    /// Places that are free again when all is sent.
    _places: Vec<OwnedSemaphorePermit>,
}

enum From {
    Bytes(Option<Bytes>),
    /// Pieces that somebody reads, and how much is still to come where that is known.
    Pieces(mpsc::Receiver<io::Result<Bytes>>, Option<u64>),
}

/// A part of bytes that others share.
struct Part(Arc<Vec<u8>>, Range<usize>);

impl AsRef<[u8]> for Part {
    fn as_ref(&self) -> &[u8] {
        &self.0[self.1.clone()]
    }
}

impl Outgoing {
    /// Starts to send. `places` are kept until the end.
    pub(super) fn new(body: Body, places: Vec<OwnedSemaphorePermit>) -> Self {
        let from = match body {
            Body::None => From::Bytes(None),
            Body::Bytes(bytes, range) if range.is_empty() => {
                drop(bytes);
                From::Bytes(None)
            }
            Body::Bytes(bytes, range) => From::Bytes(Some(Bytes::from_owner(Part(bytes, range)))),
            Body::File(file, length) => {
                let (sender, receiver) = mpsc::channel(2);
                tokio::spawn(read_file(file, length, sender));
                From::Pieces(receiver, Some(length))
            }
            Body::Events(subscription) => {
                let (sender, receiver) = mpsc::channel(1);
                tokio::spawn(tell_events(subscription, sender));
                From::Pieces(receiver, None)
            }
        };
        Self { from, _places: places }
    }
}

/// Reads a file ahead of what is sent, two pieces at most.
async fn read_file(mut file: File, mut left: u64, to: mpsc::Sender<io::Result<Bytes>>) {
    while left > 0 {
        let wanted = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
        let read = tokio::task::spawn_blocking(move || {
            let mut piece = vec![0; wanted];
            let size = file.read(&mut piece)?;
            piece.truncate(size);
            Ok::<_, io::Error>((file, piece))
        });
        let piece = match read.await.unwrap_or_else(|error| Err(io::Error::other(error))) {
            Ok((rest, piece)) => {
                file = rest;
                piece
            }
            Err(error) => {
                _ = to.send(Err(error)).await;
                return;
            }
        };
        if piece.is_empty() {
            // Cut meanwhile: the client must not take what it has for the whole.
            _ = to.send(Err(io::ErrorKind::UnexpectedEof.into())).await;
            return;
        }
        left -= piece.len() as u64;
        if to.send(Ok(piece.into())).await.is_err() {
            return;
        }
    }
}

/// Every message as a server-sent event, with comments in between that nobody reads.
async fn tell_events(mut subscription: Subscription, to: mpsc::Sender<io::Result<Bytes>>) {
    let mut silence = interval(SIGN_OF_LIFE);
    // Who loses the connection comes back soon.
    _ = to.send(Ok("retry: 1000\n\n".into())).await;
    loop {
        let said = tokio::select! {
            message = subscription.next() => match message {
                Some(message) => format!("data: {message}\n\n"),
                None => return,
            },
            _ = silence.tick() => ":\n\n".to_owned(),
            () = to.closed() => return,
        };
        if to.send(Ok(said.into())).await.is_err() {
            return;
        }
    }
}

impl hyper::body::Body for Outgoing {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let piece = match &mut self.from {
            From::Bytes(bytes) => bytes.take().map(Ok),
            From::Pieces(pieces, left) => {
                let piece = ready!(pieces.poll_recv(context));
                if let (Some(Ok(piece)), Some(left)) = (&piece, left) {
                    *left = left.saturating_sub(piece.len() as u64);
                }
                piece
            }
        };
        Poll::Ready(piece.map(|piece| piece.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        matches!(&self.from, From::Bytes(None) | From::Pieces(_, Some(0)))
    }

    fn size_hint(&self) -> SizeHint {
        match &self.from {
            From::Bytes(bytes) => {
                SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
            }
            From::Pieces(_, Some(left)) => SizeHint::with_exact(*left),
            From::Pieces(_, None) => SizeHint::default(),
        }
    }
}
