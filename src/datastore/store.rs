//! Which tables can be asked: each is loaded when it is first touched, once for each content.

use std::collections::BTreeMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::catalog::Resource;
use crate::datastore::engine::{Budget, Failure, Places};
use crate::datastore::folder::{Home, stamp};
use crate::datastore::load::{Limits, load};
use crate::datastore::source::Job;
use crate::datastore::status::{Refusal, Status};
use crate::datastore::table::Table;

/// How a store works.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// What may be loaded.
    pub limits: Limits,
    /// What a question may cost.
    pub budget: Budget,
    /// How long a question waits for a table that is being loaded.
    pub wait: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self { limits: Limits::default(), budget: Budget::default(), wait: Duration::from_secs(30) }
    }
}

/// The tables of a portal's files. It may serve one state of the catalogue after another: tables go by
/// their content.
#[derive(Clone, Debug)]
pub struct DataStore {
    own: Arc<Own>,
}

#[derive(Debug)]
struct Own {
    root: PathBuf,
    home: Home,
    settings: Settings,
    tables: Mutex<Tables>,
    /// One table is loaded at a time, so that memory stays small.
    loading: Mutex<()>,
    asking: Places,
}

#[derive(Debug, Default)]
struct Tables {
    entries: BTreeMap<String, Arc<Entry>>,
    /// The names, the one touched last at the end.
    order: Vec<String>,
}

/// Entries beyond are forgotten; their files stay.
const KEPT: usize = 256;
/// Questions that are answered at the same time.
const ASKING: usize = 4;

#[derive(Debug)]
struct Entry {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Clone, Debug)]
enum State {
    Loading,
    Ready(Arc<Table>),
    Refused(Refusal),
}

/// Why a table cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// The resource is no table.
    NoTable,
    /// It cannot be loaded.
    Refused(Refusal),
    /// It is still being loaded.
    Loading,
}

impl DataStore {
    /// Of the portal in `root`, with a home for what is loaded.
    pub fn new(root: &Path, home: Home, settings: Settings) -> Self {
        let own = Own {
            root: root.to_owned(),
            home,
            settings,
            tables: Mutex::default(),
            loading: Mutex::new(()),
            asking: Places::new(ASKING),
        };
        Self { own: Arc::new(own) }
    }

    /// What a question may cost.
    pub fn budget(&self) -> Budget {
        self.own.settings.budget
    }

    /// Whether a resource is a table that can be asked, as far as is known without loading it.
    pub fn is_active(&self, resource: &Resource) -> bool {
        let Some(job) = Job::of(self.own.root.clone(), resource) else { return false };
        let entries = &self.own.lock().entries;
        let refused = |entry: &Arc<Entry>| matches!(entry.now(), State::Refused(_));
        // Most tables were never touched, and a name is made of a hash.
        entries.is_empty() || !entries.get(&job.key()).is_some_and(refused)
    }

    /// What is known of a resource's table; none where it is no table or was never touched.
    pub fn status(&self, resource: &Resource) -> Option<Status> {
        let key = Job::of(self.own.root.clone(), resource)?.key();
        let entry = self.own.lock().entries.get(&key).cloned()?;
        Some(match entry.now() {
            State::Loading => Status::Loading,
            State::Ready(table) => Status::Loaded(table.loaded()),
            State::Refused(refusal) => Status::Refused(refusal),
        })
    }

    /// The table of a resource. Whoever is first makes it loaded; others wait with it.
    ///
    /// # Errors
    /// Why it cannot be asked.
    pub fn table(&self, resource: &Resource) -> Result<Arc<Table>, Missing> {
        let job = Job::of(self.own.root.clone(), resource).ok_or(Missing::NoTable)?;
        let key = job.key();
        let (entry, is_first) = self.own.entry(&key);
        if is_first {
            let (own, entry, key) = (Arc::clone(&self.own), Arc::clone(&entry), key.clone());
            let begun = thread::Builder::new().name("datastore".to_owned()).spawn({
                let entry = Arc::clone(&entry);
                move || entry.set(own.made(&job, &key))
            });
            if begun.is_err() {
                entry.set(State::Refused(Refusal::engine()));
            }
        }
        match entry.settled(self.own.settings.wait) {
            State::Ready(table) => Ok(table),
            State::Loading => Err(Missing::Loading),
            State::Refused(refusal) => {
                if refusal.may_pass() {
                    self.own.lock().entries.remove(&key);
                }
                Err(Missing::Refused(refusal))
            }
        }
    }

    /// Asks while not too many others do.
    ///
    /// # Errors
    /// Where it takes too long until it is its turn, and what `ask` says.
    pub fn asked<T>(&self, ask: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
        let budget = self.own.settings.budget;
        let _place = self.own.asking.take(budget.time).ok_or(Failure::TooLong)?;
        ask()
    }
}

impl Entry {
    fn now(&self) -> State {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, state: State) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = state;
        self.changed.notify_all();
    }

    /// What it comes to, if it does in time.
    fn settled(&self, wait: Duration) -> State {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let loading = |state: &mut State| matches!(state, State::Loading);
        let waited = self.changed.wait_timeout_while(state, wait, loading);
        waited.unwrap_or_else(PoisonError::into_inner).0.clone()
    }
}

impl Own {
    fn lock(&self) -> std::sync::MutexGuard<'_, Tables> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The entry of a name, and whether it is new.
    fn entry(&self, key: &str) -> (Arc<Entry>, bool) {
        let mut tables = self.lock();
        tables.order.retain(|other| other != key);
        tables.order.push(key.to_owned());
        if let Some(entry) = tables.entries.get(key) {
            return (Arc::clone(entry), false);
        }
        if tables.order.len() > KEPT {
            let oldest = tables.order.remove(0);
            tables.entries.remove(&oldest);
        }
        let entry = Arc::new(Entry { state: Mutex::new(State::Loading), changed: Condvar::new() });
        tables.entries.insert(key.to_owned(), Arc::clone(&entry));
        (entry, true)
    }

    /// The table, from its file if there is one, else loaded now.
    fn made(&self, job: &Job, key: &str) -> State {
        if self.home.has(key) {
            match Table::open(self.home.file(key)) {
                Ok(table) => return State::Ready(Arc::new(table)),
                Err(_) => self.home.remove(key),
            }
        }
        let _one = self.loading.lock().unwrap_or_else(PoisonError::into_inner);
        let Ok(part) = self.home.part(key) else { return State::Refused(Refusal::engine()) };
        // What reads spreadsheets may panic at one that is in pieces.
        let loaded = catch_unwind(AssertUnwindSafe(|| self.loaded(job, &part)));
        let loaded = loaded.unwrap_or_else(|_| Err(Refusal::because("source-error", "unreadable")));
        let kept = loaded.and_then(|()| {
            let file = self.home.keep(&part, key).map_err(|_| Refusal::engine())?;
            Table::open(file)
        });
        match kept {
            Ok(table) => State::Ready(Arc::new(table)),
            Err(refusal) => {
                Home::drop_part(&part);
                State::Refused(refusal)
            }
        }
    }

    fn loaded(&self, job: &Job, part: &Path) -> Result<(), Refusal> {
        let before = stamp(&job.file());
        load(job, &self.settings.limits, part)?;
        if stamp(&job.file()) != before {
            return Err(Refusal::because("source-error", "changed"));
        }
        Ok(())
    }
}

/// A store whose tables go away with it.
///
/// # Errors
/// Where the system gives no folder.
pub fn temporary(root: &Path, settings: Settings) -> io::Result<DataStore> {
    Ok(DataStore::new(root, Home::temporary()?, settings))
}
