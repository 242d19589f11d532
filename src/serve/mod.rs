//! `fichero serve`: the portal as it is now, with every reading action of CKAN's API.
//!
//! Nothing is written. A [`Generation`] is one consistent state of the portal, from which pages and
//! answers are made when somebody asks; when files change, another takes its place.
//!
//! ```text
//! http       sockets ⇄ Request, Reply: the only place that knows hyper and tokio; all limits
//! App        Request → Reply: a function of the present Generation
//!   api      below /api, as CKAN takes and answers it
//!   site     files of the site: pages, downloads, conditions and parts
//!   live     below /-/, what pages show of the work: problems, and that there is something new
//! watch      changes of files → batches
//! rebuild    batches → the next Generation
//! ```

mod api;
mod conditional;
mod generation;
mod http;
mod live;
mod media;
mod multipart;
mod parameters;
mod python;
mod rebuild;
mod reply;
mod request;
mod site;
mod watch;

use crate::report::{Counts, Diagnostic};
use crate::text::Texts;
use anyhow::Result;
use api::Place;
use generation::Generation;
use http::{Answered, Broadcast, Service};
use live::Problems;
use rebuild::{Message, Rebuilder};
use reply::{Body, Reply};
use request::{Method, Request};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock, mpsc};
use std::time::Duration;
use watch::Watch;

/// What is served, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// The portal's folder.
    pub root: PathBuf,
    /// Another address than `portal.yaml` says, without a slash at the end.
    pub base_url: Option<String>,
    /// Whether changes of files are followed, and pages show what is wrong and load again.
    pub watch: bool,
}

/// What happens, for who speaks with the person.
#[derive(Debug)]
pub enum Event<'a> {
    /// Requests are answered from now on.
    Ready {
        /// How many datasets there are; none where the portal cannot be shown.
        datasets: Option<usize>,
        /// What is wrong.
        problems: Counts,
    },
    /// What is wrong has changed: problems of the content, and what keeps the portal from being
    /// shown as it is now.
    Problems(&'a [Diagnostic], Option<&'a str>),
    /// Something changed and is shown now: how long it took to read, resolve and plan it.
    Rebuilt {
        /// Of each stage.
        stages: [Duration; 3],
    },
    /// The system does not tell of changes, for this reason: they are looked for.
    Polling(&'a str),
    /// A request was answered.
    Answered {
        /// As in its first line, escaped as it came.
        request: &'a str,
        /// The HTTP status.
        status: u16,
        /// Bytes of the body; none for a stream.
        length: Option<u64>,
        /// How long it took to make.
        took: Duration,
    },
    /// An answer could not be made.
    Failed {
        /// The request's line.
        request: &'a str,
        /// Why.
        reason: &'a str,
    },
}

/// Tells a person what happens.
pub type Tell = Box<dyn Fn(&Event<'_>) + Send + Sync>;

/// Serves the portal to whoever connects to `listener`, until the program is told to stop.
///
/// # Errors
/// Where the system does not let it work. What is wrong with the content is told and shown.
pub fn serve(listener: TcpListener, options: &Options, texts: Texts, tell: Tell) -> Result<()> {
    let app = Arc::new(App {
        now: RwLock::new(State::default()),
        events: [Broadcast::new(String::new()), Broadcast::new(String::new())],
        watch: options.watch,
        texts,
        tell,
    });
    let (to, messages) = mpsc::channel();
    let watch = options.watch.then(|| watched(options, &app, to.clone())).flatten();
    let mut rebuilder = Rebuilder::new(options.clone(), Arc::clone(&app), to);
    rebuilder.start();
    let State { generation, problems, .. } = app.state();
    let datasets = generation.map(|now| now.portal.catalog.datasets.len());
    app.tell(&Event::Ready { datasets, problems: problems.counts() });
    if options.watch {
        std::thread::spawn(move || rebuilder.follow(&messages, watch));
    }
    http::serve(listener, app)
}

/// Watches before anything is read, so that no change is missed.
fn watched(options: &Options, app: &App, to: mpsc::Sender<Message>) -> Option<Watch> {
    let git = crate::git::folder(&options.root);
    let watch = Watch::new(&options.root, git, move |batch| {
        // Nobody listens any more when the program ends.
        _ = to.send(Message::Changed(batch));
    });
    watch.map_err(|reason| app.tell(&Event::Polling(&reason))).ok()
}

/// Everything that answers depend on.
struct App {
    now: RwLock<State>,
    /// What pages are told: those of this machine, and others.
    events: [Broadcast; 2],
    watch: bool,
    texts: Texts,
    tell: Tell,
}

/// What there is now.
#[derive(Clone, Default)]
struct State {
    /// None where the portal has been broken from the start.
    generation: Option<Arc<Generation>>,
    /// The name of the state, for pages to know whether they show it.
    mark: String,
    problems: Arc<Problems>,
}

impl App {
    fn tell(&self, event: &Event<'_>) {
        (self.tell)(event);
    }

    fn state(&self) -> State {
        self.now.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn generation(&self) -> Option<Arc<Generation>> {
        self.state().generation
    }

    /// The name of the present state, if there is one.
    fn mark(&self) -> Option<String> {
        let state = self.state();
        state.generation.map(|_| state.mark)
    }

    /// Answers from another generation, without anybody noticing.
    fn put(&self, generation: Arc<Generation>) {
        self.now.write().unwrap_or_else(PoisonError::into_inner).generation = Some(generation);
    }

    /// Shows another state and its problems to everybody. Without a generation the last one stays.
    fn show(&self, generation: Option<Arc<Generation>>, mark: &str, problems: Problems) {
        let problems = Arc::new(problems);
        let same = self.state().problems == problems;
        if same && generation.is_none() {
            return;
        }
        {
            let mut now = self.now.write().unwrap_or_else(PoisonError::into_inner);
            now.generation = generation.or(now.generation.take());
            mark.clone_into(&mut now.mark);
            now.problems = Arc::clone(&problems);
        }
        let [own, others] = &self.events;
        own.send(live::message(mark, Some(&problems), &self.texts));
        others.send(live::message(mark, None, &self.texts));
        if !same {
            self.tell(&Event::Problems(&problems.diagnostics, problems.failure.as_deref()));
        }
    }

    fn route(&self, request: &Request) -> Result<Reply> {
        if request.method == Method::Options {
            return Ok(preflight(request));
        }
        if request.path.starts_with(live::RESERVED) && self.watch {
            return Ok(self.live(request));
        }
        let state = self.state();
        let Some(generation) = &state.generation else {
            let problems = live::is_own(request).then_some(&*state.problems);
            return Ok(live::broken(&state.mark, problems, &self.texts));
        };
        let Some(path) = site::decoded(&request.path) else {
            return site::missing(generation, request);
        };
        let (base, path) = below(&generation.portal.catalog.portal.base_url, &path);
        if let Some(place) = Place::of(path)
            && let Some(reply) = api::api(&generation.portal, request, place)
        {
            return Ok(reply);
        }
        let freshness = if self.watch { "no-cache" } else { "public, max-age=300" };
        site::site(generation, request, base, path, freshness)
    }

    fn live(&self, request: &Request) -> Reply {
        if !request.method.reads() {
            return Reply::text(405, "Method Not Allowed").with("allow", "GET, HEAD");
        }
        if request.path == "/-/events" {
            let [own, others] = &self.events;
            let events = if live::is_own(request) { own } else { others };
            let mut reply = Reply::empty(200)
                .with("content-type", "text/event-stream")
                .with("cache-control", "no-store");
            if request.method == Method::Get {
                reply.body = Body::Events(events.subscribe());
            }
            return reply;
        }
        live::asset(&request.path).unwrap_or_else(|| Reply::text(404, "Not Found"))
    }
}

/// What stands before a path in addresses, and the path below it: a portal whose address is
/// `https://example.org/datos` answers below `/datos` as well as below `/`.
fn below<'p>(base_url: &'p str, path: &'p str) -> (&'p str, &'p str) {
    let host = base_url.split_once("://").map_or("", |(_, rest)| rest);
    let Some(at) = host.find('/') else { return ("", path) };
    let base = &host[at..];
    match path.strip_prefix(&base[1..]).and_then(|rest| rest.strip_prefix('/')) {
        Some(rest) if base.len() > 1 => (base, rest),
        _ => ("", path),
    }
}

/// What a browser asks before it asks, and what any method may be.
fn preflight(request: &Request) -> Reply {
    let asks = request.header("access-control-request-method").is_some();
    Reply::empty(if asks { 204 } else { 200 })
        .with("allow", "GET, HEAD, POST, OPTIONS")
        .with("access-control-allow-methods", "GET, HEAD, POST, OPTIONS")
        .with("access-control-allow-headers", "Authorization, Content-Type, X-CKAN-API-Key")
        .with("access-control-max-age", "86400")
}

/// With the headers of every answer.
fn with_usual(request: &Request, reply: Reply) -> Reply {
    let reply = reply
        .with("x-content-type-options", "nosniff")
        .with("referrer-policy", "strict-origin-when-cross-origin");
    // What is published is for every page to read; the work on it is not.
    if request.path.starts_with(live::RESERVED) {
        return reply;
    }
    reply.with("access-control-allow-origin", "*")
}

/// A request as in its first line.
fn line(request: &Request) -> String {
    let query = request.query.as_ref().map_or_else(String::new, |query| format!("?{query}"));
    format!("{} {}{query}", request.verb, request.path)
}

impl Service for App {
    fn answer(&self, request: &Request) -> Reply {
        match self.route(request) {
            Ok(reply) => with_usual(request, reply),
            Err(error) => {
                let reason = format!("{error:#}");
                self.tell(&Event::Failed { request: &line(request), reason: &reason });
                self.failed(request)
            }
        }
    }

    fn is_heavy(&self, request: &Request) -> bool {
        let path = request.path.trim_start_matches('/');
        Place::of(path).map_or_else(
            || {
                path.starts_with("dump/")
                    || path.starts_with("sitemap")
                    || path.starts_with("feeds")
            },
            Place::is_heavy,
        )
    }

    fn failed(&self, request: &Request) -> Reply {
        let is_api = Place::of(request.path.trim_start_matches('/')).is_some();
        if !is_api {
            return with_usual(request, Reply::text(500, "Internal Server Error"));
        }
        let base = self.generation().map(|now| now.portal.catalog.portal.base_url.clone());
        let error = serde_json::json!({
            "help": format!("{}/api/3/action/help_show", base.unwrap_or_default()),
            "error": {"message": "Internal Server Error", "__type": "Internal Server Error"},
            "success": false,
        });
        with_usual(request, Reply::json(500, error.to_string().into_bytes()))
    }

    fn refused(&self, request: &Request, status: u16) -> Reply {
        let reason = match status {
            408 => "Request Timeout",
            413 => "Content Too Large",
            414 => "URI Too Long",
            _ => "Bad Request",
        };
        with_usual(request, Reply::text(status, reason))
    }

    fn answered(&self, request: &Request, reply: &Answered) {
        let Answered { status, length, took } = *reply;
        self.tell(&Event::Answered { request: &line(request), status, length, took });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_portal_below_a_folder_answers_there_too() {
        let below = |path| below("https://e.org/datos/x", path);
        assert_eq!(below("datos/x/dataset/"), ("/datos/x", "dataset/"));
        assert_eq!(below("datos/xy"), ("", "datos/xy"));
        assert_eq!(below("dataset/"), ("", "dataset/"));
        assert_eq!(super::below("https://e.org", "a"), ("", "a"));
    }
}
