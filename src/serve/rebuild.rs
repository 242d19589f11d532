//! From changes in files to what is served next.
//!
//! One thread: what changed is read, everything is resolved and planned again, and the new state
//! takes the old one's place at once. The search of a large portal takes seconds: it is made aside,
//! when nothing has changed for a while, and until then the one before answers from its own state.

use crate::action::{Portal, Search};
use crate::build::{self, PortalBroken};
use crate::catalog::{Audience, Catalog};
use crate::datastore::{DataStore, Home, Settings};
use crate::git::{self, Changes, History};
use crate::read::Reader;
use crate::report::Diagnostic;
use crate::search::shards::Index;
use crate::serve::generation::Generation;
use crate::serve::live::{Problems, addition};
use crate::serve::watch::{Batch, PATIENCE, POLL, Poll, QUIET, Watch};
use crate::serve::{App, Event, Options};
use crate::theme::Theme;
use anyhow::{Result, anyhow};
use std::hash::{BuildHasher as _, RandomState};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

/// So long nothing may change before the search is made anew.
const CALM: Duration = Duration::from_millis(1500);

/// What the thread hears of.
pub(super) enum Message {
    Changed(Batch),
    /// The search of a catalogue is ready.
    Searched(Arc<Search>, Arc<Index>),
    /// It could not be made.
    NotSearched,
    /// Git has told what there is since the last commit.
    Told(Box<History>, Option<String>),
}

/// All that is kept from one state to the next.
pub(super) struct Rebuilder {
    root: PathBuf,
    options: Options,
    app: Arc<App>,
    reader: Reader,
    history: History,
    /// The commit that the history is of.
    head: Option<String>,
    changes: Arc<Changes>,
    /// Tables go by their content: one store for all states.
    datastore: DataStore,
    theme: Option<(String, Arc<Theme>)>,
    /// Whether what was read could not be shown, so that it has to be tried again.
    failed: bool,
    search: Making,
    telling: bool,
    to: Sender<Message>,
    /// States that somebody may still be answered from. They are dropped here, not by who answers.
    old: Vec<Arc<Generation>>,
    /// Tells this run's states from another's.
    run: u64,
    count: u64,
}

/// How far the search of the present state is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Making {
    Ready,
    Wanted,
    UnderWay { again: bool },
}

impl Making {
    /// What was made or is being made is of an earlier state.
    fn wanted(self) -> Self {
        match self {
            Self::UnderWay { .. } => Self::UnderWay { again: true },
            _ => Self::Wanted,
        }
    }
}

impl Rebuilder {
    pub(super) fn new(options: Options, app: Arc<App>, to: Sender<Message>) -> Self {
        let root = options.root.clone();
        Self {
            reader: Reader::new(&root),
            history: git::history(&root),
            head: git::head(&root),
            changes: Arc::new(Changes::of(&root)),
            datastore: DataStore::new(&root, Home::beside(&root), Settings::default()),
            theme: None,
            failed: true,
            search: Making::Ready,
            telling: false,
            to,
            old: Vec::new(),
            run: RandomState::new().hash_one(0),
            count: 0,
            root,
            options,
            app,
        }
    }

    /// The first state, its search included.
    pub(super) fn start(&mut self) {
        self.guarded(&Batch::everything());
    }

    /// Follows what changes for as long as somebody tells.
    pub(super) fn follow(&mut self, messages: &Receiver<Message>, mut watch: Option<Watch>) {
        let mut poll = Poll::default();
        poll.batch(&self.root);
        loop {
            let patience = if watch.is_some() { CALM } else { POLL };
            let message = match messages.recv_timeout(patience) {
                Ok(message) => message,
                Err(RecvTimeoutError::Timeout) => {
                    self.forget();
                    self.make_search();
                    if watch.is_none() {
                        let batch = poll.batch(&self.root);
                        self.guarded(&batch);
                    }
                    continue;
                }
                Err(RecvTimeoutError::Disconnected) => return,
            };
            let batch = self.gathered(message, messages);
            if batch.places
                && let Some(Err(reason)) = watch.as_mut().map(Watch::again)
            {
                self.app.tell(&Event::Polling(&reason));
                watch = None;
            }
            if !batch.is_empty() {
                self.guarded(&batch);
                self.forget();
            }
        }
    }

    /// Drops the states that nobody is answered from any more.
    fn forget(&mut self) {
        self.old.retain(|old| Arc::strong_count(old) > 1);
    }

    /// All changes that come together with a first message.
    fn gathered(&mut self, first: Message, messages: &Receiver<Message>) -> Batch {
        let mut batch = Batch::default();
        let started = Instant::now();
        let mut next = Some(first);
        while let Some(message) = next {
            match message {
                Message::Changed(more) => batch.add(more),
                Message::Searched(search, index) => self.searched(search, index),
                // The next change tries again.
                Message::NotSearched => self.search = Making::Ready,
                Message::Told(history, head) => {
                    self.told(*history, head);
                    batch.add(Batch::unknown());
                }
            }
            let more = !batch.is_empty() && started.elapsed() < PATIENCE;
            next = if more { messages.recv_timeout(QUIET).ok() } else { None };
        }
        batch
    }

    /// A new state where there is something new; whatever goes wrong, the last good one stays.
    fn guarded(&mut self, batch: &Batch) {
        let outcome = catch_unwind(AssertUnwindSafe(|| self.rebuild(batch)));
        let outcome = outcome.unwrap_or_else(|_| {
            // What was read may be in pieces.
            self.reader = Reader::new(&self.root);
            Err(anyhow!("{}", self.app.texts.get("commands.serve-panic", &[])))
        });
        if let Err(error) = outcome {
            self.failed = true;
            let problems = match error.downcast::<PortalBroken>() {
                Ok(PortalBroken(diagnostics)) => Problems { diagnostics, failure: None },
                Err(error) => {
                    Problems { failure: Some(format!("{error:#}")), ..Problems::default() }
                }
            };
            let mark = self.app.mark().unwrap_or_else(|| self.next_mark());
            self.app.show(None, &mark, problems);
        }
    }

    fn rebuild(&mut self, batch: &Batch) -> Result<()> {
        let started = Instant::now();
        if batch.git {
            self.ask_git();
        }
        let changed = match &batch.catalog {
            Some(changed) => self.reader.read(changed)?,
            None => false,
        };
        if batch.themes {
            self.theme = None;
        }
        if !changed && !batch.themes && !self.failed {
            return Ok(());
        }
        let read = started.elapsed();
        let started = Instant::now();
        let loaded = self.reader.loaded();
        let settled = build::settle(&self.root, loaded, &self.history, Audience::Public)?;
        let (mut catalog, mut diagnostics) = (settled.catalog, settled.diagnostics);
        if let Some(base_url) = &self.options.base_url {
            catalog.portal.base_url.clone_from(base_url);
        }
        let settle = started.elapsed();
        let started = Instant::now();
        if changed || self.failed {
            self.search = self.search.wanted();
        }
        self.put(&Arc::new(catalog), &mut diagnostics)?;
        self.failed = false;
        let stages = [read, settle, started.elapsed()];
        self.app.tell(&Event::Rebuilt { stages });
        Ok(())
    }

    /// Puts a state of this catalogue in the place of the present one.
    fn put(&mut self, catalog: &Arc<Catalog>, diagnostics: &mut Vec<Diagnostic>) -> Result<()> {
        let theme = self.theme(catalog)?;
        let present = self.app.generation();
        let (portal, index, before) = if let Some(present) = &present {
            let search = Arc::clone(present.portal.search());
            let portal = Portal::searched_by(search, Arc::clone(catalog));
            (portal, Arc::clone(&present.index), present.before.clone())
        } else {
            let portal = Portal::new(Arc::clone(catalog));
            let (index, ()) = rayon::join(|| build::index(catalog), || portal.search().prepare());
            self.search = Making::Ready;
            (portal, Arc::new(index), None)
        };
        let portal =
            portal.with_changes(Arc::clone(&self.changes)).with_datastore(self.datastore.clone());
        let (renderer, contested) = build::planned(&self.root, catalog, &theme, &index)?;
        diagnostics.extend(contested);
        let mark = self.next_mark();
        let generation = Generation::new(portal, renderer, index, before, self.addition(&mark));
        let problems = Problems { diagnostics: std::mem::take(diagnostics), failure: None };
        self.app.show(Some(Arc::new(generation)), &mark, problems);
        self.old.extend(present);
        Ok(())
    }

    /// A search is ready: it answers from now on, even if the catalogue went on meanwhile.
    fn searched(&mut self, search: Arc<Search>, index: Arc<Index>) {
        let again = self.search == Making::UnderWay { again: true };
        self.search = if again { Making::Wanted } else { Making::Ready };
        let Some(present) = self.app.generation() else { return };
        let Ok(theme) = self.theme(&present.portal.catalog) else { return };
        let own = &present.portal.catalog;
        let Ok((renderer, _)) = build::planned(&self.root, own, &theme, &index) else { return };
        let portal = Portal::searched_by(search, Arc::clone(own));
        let portal =
            portal.with_changes(Arc::clone(&self.changes)).with_datastore(self.datastore.clone());
        let generation = Generation::new(
            portal,
            renderer,
            index,
            Some(Arc::clone(&present.index)),
            present.addition.clone(),
        );
        self.app.put(Arc::new(generation));
        self.old.push(present);
    }

    /// Begins to make the search of the present state, if one is wanted and none is being made.
    fn make_search(&mut self) {
        if self.search != Making::Wanted {
            return;
        }
        let Some(present) = self.app.generation() else { return };
        self.search = Making::UnderWay { again: false };
        let (catalog, to) = (Arc::clone(&present.portal.catalog), self.to.clone());
        // One core is left for those who ask.
        let cores = thread::available_parallelism().map_or(1, |cores| cores.get() / 2).max(1);
        thread::spawn(move || {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(cores);
            let pool = pool.start_handler(|_| step_back()).build();
            let make = || {
                let index = build::index(&catalog);
                let search = Search::new(catalog);
                search.prepare();
                (search, index)
            };
            let outcome = pool
                .ok()
                .and_then(|pool| catch_unwind(AssertUnwindSafe(|| pool.install(make))).ok());
            // Nobody listens any more when the program ends.
            _ = to.send(outcome.map_or(Message::NotSearched, |(search, index)| {
                Message::Searched(Arc::new(search), Arc::new(index))
            }));
        });
    }

    /// Asks git again, aside, if another commit is checked out.
    fn ask_git(&mut self) {
        let head = git::head(&self.root);
        if head == self.head || self.telling {
            return;
        }
        self.telling = true;
        let (root, to) = (self.root.clone(), self.to.clone());
        thread::spawn(move || {
            let history = git::history(&root);
            _ = to.send(Message::Told(Box::new(history), head));
        });
    }

    fn told(&mut self, history: History, head: Option<String>) {
        self.telling = false;
        (self.history, self.head) = (history, head);
        self.changes = Arc::new(Changes::of(&self.root));
        // The dates are others, whatever the files say.
        self.failed = true;
    }

    fn theme(&mut self, catalog: &Catalog) -> Result<Arc<Theme>> {
        let lang = build::lang(catalog);
        let key = format!("{} {}", lang.code(), catalog.portal.theme);
        if let Some((_, theme)) = self.theme.as_ref().filter(|(known, _)| *known == key) {
            return Ok(Arc::clone(theme));
        }
        let theme = Arc::new(Theme::load(&self.root, &catalog.portal.theme, lang)?);
        self.theme = Some((key, Arc::clone(&theme)));
        Ok(theme)
    }

    fn addition(&self, mark: &str) -> String {
        if self.options.watch { addition(mark) } else { String::new() }
    }

    fn next_mark(&mut self) -> String {
        self.count += 1;
        format!("{:016x}-{}", self.run, self.count)
    }
}

/// Lets every other thread go first. Where the system does not know such an order, nothing is lost.
#[cfg(target_os = "linux")]
fn step_back() {
    const LAST: i32 = 19;
    _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), LAST);
}

/// Lets every other thread go first, where that is known how.
#[cfg(not(target_os = "linux"))]
fn step_back() {}
