//! One client: its requests one after the other, each within its limits.

use crate::serve::http::body::{self, Outgoing};
use crate::serve::http::limits;
use crate::serve::http::stall::Stalling;
use crate::serve::http::{Answered, Service};
use crate::serve::reply::{Body, Reply};
use crate::serve::request::{HEADERS, Method, Request};
use hyper::body::Incoming;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper::service::service_fn;
use hyper::{Response, StatusCode};
use hyper_util::rt::TokioTimer;
use std::convert::Infallible;
use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

/// What all clients share.
pub(super) struct Places {
    /// For larger bodies of requests.
    bodies: Semaphore,
    /// For answers that take long or are large.
    heavy: Arc<Semaphore>,
    /// For streams of events.
    streams: Arc<Semaphore>,
}

impl Places {
    pub(super) fn new() -> Self {
        Self {
            bodies: Semaphore::new(limits::BODIES),
            heavy: Arc::new(Semaphore::new(limits::HEAVY)),
            streams: Arc::new(Semaphore::new(limits::STREAMS)),
        }
    }
}

/// Answers one client until it leaves, breaks a rule, or the server stops.
pub(super) async fn serve_connection(
    socket: TcpStream,
    peer: IpAddr,
    service: Arc<impl Service>,
    places: Arc<Places>,
    mut stopping: watch::Receiver<bool>,
) {
    // Answers are written whole: waiting to fill a packet would only delay them.
    _ = socket.set_nodelay(true);
    let mut stopped = stopping.clone();
    let respond = service_fn(|request: hyper::Request<Incoming>| {
        let (service, places) = (Arc::clone(&service), Arc::clone(&places));
        async move { Ok::<_, Infallible>(respond(request, peer, service, places).await) }
    });
    let mut builder = hyper::server::conn::http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(limits::HEAD_TIME)
        .max_buf_size(limits::HEAD)
        .max_headers(limits::HEADERS);
    let mut connection = std::pin::pin!(builder.serve_connection(Stalling::new(socket), respond));
    // What goes wrong here is the client's affair: it left, or spoke no HTTP and was told so.
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stopping.wait_for(|stop| *stop) => connection.as_mut().graceful_shutdown(),
    }
    // Who has asked nothing is not waited for.
    tokio::select! {
        _ = connection.as_mut() => {}
        () = async {
            _ = stopped.wait_for(|stop| *stop).await;
            tokio::time::sleep(limits::STOP_TIME).await;
        } => {}
    }
}

async fn respond(
    request: hyper::Request<Incoming>,
    peer: IpAddr,
    service: Arc<impl Service>,
    places: Arc<Places>,
) -> Response<Outgoing> {
    let started = Instant::now();
    let (parts, incoming) = request.into_parts();
    let mut request = Request {
        method: Method::of(parts.method.as_str()),
        verb: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().map(str::to_owned),
        headers: kept(&parts.headers),
        body: Vec::new(),
        peer,
    };
    let length = request.path.len() + request.query.as_ref().map_or(0, String::len);
    let read = if length > limits::TARGET {
        Err(414)
    } else {
        let expects = parts.headers.contains_key(hyper::header::EXPECT);
        body::read(incoming, &places.bodies, expects).await
    };
    let (reply, held) = match read {
        Ok(body) => {
            request.body = body;
            let whole = Arc::new(request);
            let answer = answer(&whole, &service, &places).await;
            return told(answer, &whole, &*service, started);
        }
        Err(status) => (service.refused(&request, status).with("connection", "close"), Vec::new()),
    };
    told((reply, held), &request, &*service, started)
}

type Held = Vec<OwnedSemaphorePermit>;

/// The answer for the wire, after the log has it.
fn told(
    (reply, held): (Reply, Held),
    request: &Request,
    service: &impl Service,
    started: Instant,
) -> Response<Outgoing> {
    let length = reply.body.length();
    service.answered(request, &Answered { status: reply.status, length, took: started.elapsed() });
    written(reply, request.method == Method::Head, held)
}

/// Makes the answer: at once where that takes microseconds, else on a thread that may be blocked.
async fn answer<S: Service>(
    request: &Arc<Request>,
    service: &Arc<S>,
    places: &Places,
) -> (Reply, Held) {
    if !service.is_heavy(request) {
        let reply = caught(&**service, request);
        return match reply.body {
            Body::Events(_) => streamed(reply, places),
            _ => (reply, Vec::new()),
        };
    }
    let place = Arc::clone(&places.heavy).acquire_owned().await.ok();
    let (own, asked) = (Arc::clone(service), Arc::clone(request));
    let made = tokio::task::spawn_blocking(move || caught(&*own, &asked)).await;
    let reply = made.unwrap_or_else(|_| service.failed(request));
    let large = reply.body.length().is_some_and(|length| length > limits::LARGE);
    (reply, place.filter(|_| large).into_iter().collect())
}

/// A stream of events, unless there are too many.
fn streamed(reply: Reply, places: &Places) -> (Reply, Held) {
    match Arc::clone(&places.streams).try_acquire_owned() {
        Ok(place) => (reply, vec![place]),
        Err(_) => (Reply::text(503, "Service Unavailable"), Vec::new()),
    }
}

/// A request that brings the program to a stop brings only its own answer to a stop.
fn caught(service: &impl Service, request: &Request) -> Reply {
    catch_unwind(AssertUnwindSafe(|| service.answer(request)))
        .unwrap_or_else(|_| service.failed(request))
}

/// The headers that anything depends on; those of several lines joined.
fn kept(headers: &HeaderMap) -> Vec<(&'static str, String)> {
    let mut kept = Vec::new();
    for name in HEADERS {
        let mut lines = headers
            .get_all(name)
            .iter()
            .map(|value| value.as_bytes().iter().map(|byte| char::from(*byte)).collect::<String>());
        if let Some(first) = lines.next() {
            kept.push((name, lines.fold(first, |all, line| all + ", " + &line)));
        }
    }
    kept
}

/// The answer for the wire. A header that could not be said is left out: its value came of the
/// catalogue, and nothing else may come of it.
fn written(reply: Reply, head: bool, places: Vec<OwnedSemaphorePermit>) -> Response<Outgoing> {
    let length = reply.body.length();
    let body = if head { Body::None } else { reply.body };
    let mut response = Response::new(Outgoing::new(body, places));
    *response.status_mut() =
        StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    for (name, value) in reply.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.append(HeaderName::from_static(name), value);
        }
    }
    if let Some(length) = length {
        headers.insert(hyper::header::CONTENT_LENGTH, length.into());
    }
    response
}
