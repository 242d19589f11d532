//! A catalogue → the surveys of its tables: in parallel, each remembered, memory bounded.

use crate::catalog::{Catalog, Dataset, DatasetIx, Resource};
use crate::survey::memo::Memo;
use crate::survey::one::{Ask, Reference, read};
use crate::survey::{Declared, Survey};
use crate::table::{self, Format, Limits, Packing};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// Where files are, and which are wanted.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// The portal's folder.
    pub root: &'a Path,
    /// A folder where surveys are kept from one time to the next, as `.fichero/survey`; it may be
    /// deleted at any time.
    pub memory: Option<&'a Path>,
    /// The data files that are wanted, by their path from the portal's folder; none: all.
    pub only: Option<&'a BTreeSet<String>>,
    /// How much is too much, and where spreadsheets are read.
    pub limits: &'a Limits,
}

/// The surveys of a catalogue's tables.
#[derive(Clone, Debug, Default)]
pub struct Surveys {
    datasets: Vec<Vec<Option<Arc<Survey>>>>,
}

impl Surveys {
    /// Reads every table of the catalogue that lies beside its dataset. The order of work decides
    /// nothing.
    pub fn of(catalog: &Catalog, options: &Options) -> Self {
        let room = Room::default();
        let memo = options.memory.map(Memo::at);
        let of = |dataset: &Dataset| {
            let tables = tables(dataset);
            let wanted = |index: &usize| {
                let file = dataset.resources[*index].file();
                file.is_some_and(|file| options.only.is_none_or(|only| only.contains(&file.path)))
            };
            let one = |index| {
                let table = tables.iter().find(|table| table.index == index)?;
                let asked =
                    Asked { table, tables: &tables, root: options.root, limits: options.limits };
                Some(Arc::new(asked.remembered(memo.as_ref(), &room)))
            };
            let indices = 0..dataset.resources.len();
            indices.map(|index| Some(index).filter(wanted).and_then(one)).collect()
        };
        Self { datasets: catalog.datasets.par_iter().map(of).collect() }
    }

    /// Those of some data files of the catalogue they are of.
    #[must_use]
    pub fn of_files(&self, catalog: &Catalog, files: &BTreeSet<String>) -> Self {
        let is_one =
            |resource: &Resource| resource.file().is_some_and(|file| files.contains(&file.path));
        let of = |(dataset, surveys): (&Dataset, &Vec<Option<Arc<Survey>>>)| {
            let both = dataset.resources.iter().zip(surveys);
            both.map(|(resource, survey)| survey.clone().filter(|_| is_one(resource))).collect()
        };
        Self { datasets: catalog.datasets.iter().zip(&self.datasets).map(of).collect() }
    }

    /// The survey of a dataset's resource, by its place in [`Dataset::resources`]; none where it is
    /// no table beside its dataset, or was not wanted.
    pub fn get(&self, dataset: DatasetIx, resource: usize) -> Option<&Survey> {
        self.datasets.get(dataset.index())?.get(resource)?.as_deref()
    }

    /// Every survey, by dataset and place of the resource.
    pub fn iter(&self) -> impl Iterator<Item = (DatasetIx, usize, &Survey)> {
        self.datasets.iter().enumerate().flat_map(|(dataset, resources)| {
            resources.iter().enumerate().filter_map(move |(resource, survey)| {
                Some((DatasetIx::new(dataset), resource, survey.as_deref()?))
            })
        })
    }
}

/// Reads one table; none where the resource is no table beside its dataset.
pub fn survey(root: &Path, dataset: &Dataset, resource: usize, limits: &Limits) -> Option<Survey> {
    let tables = tables(dataset);
    let table = tables.iter().find(|table| table.index == resource)?;
    Some(Asked { table, tables: &tables, root, limits }.survey())
}

/// A resource that is a table beside its dataset.
struct Table<'d> {
    index: usize,
    resource: &'d Resource,
    file: &'d crate::read::LocalFile,
    declared: Declared,
}

fn tables(dataset: &Dataset) -> Vec<Table<'_>> {
    let table = |(index, resource): (usize, &'_ Resource)| {
        let file = resource.file()?;
        let declared = Declared::of(&resource.record, &file.path, &resource.format)?;
        Some((index, declared))
    };
    let found = dataset.resources.iter().enumerate().filter_map(|(index, resource)| {
        let (index, declared) = table((index, resource))?;
        Some(Table { index, resource, file: resource.file()?, declared })
    });
    found.collect()
}

/// A table with the others of its dataset, which it may refer to.
struct Asked<'a> {
    table: &'a Table<'a>,
    tables: &'a [Table<'a>],
    root: &'a Path,
    limits: &'a Limits,
}

impl Asked<'_> {
    fn survey(&self) -> Survey {
        let open = |table: &Table| table::open(&self.root.join(&table.file.path), &table.file.path);
        let others: BTreeMap<String, Reference> = self
            .named()
            .into_iter()
            .map(|(name, table)| {
                (name, Reference { source: open(table), declared: &table.declared })
            })
            .collect();
        let source = open(self.table);
        let declared = &self.table.declared;
        read(&Ask { source: &source, declared, others: &others, limits: self.limits })
    }

    /// The tables of the dataset by what foreign keys may call them: their name, the end of their
    /// path.
    fn named(&self) -> BTreeMap<String, &Table<'_>> {
        let mut named = BTreeMap::new();
        for table in self.tables {
            let file = table.file.path.rsplit('/').next().unwrap_or_default();
            named.entry(file.to_owned()).or_insert(table);
        }
        for table in self.tables {
            if let Some(name) = &table.resource.record.name {
                named.insert(name.value.clone(), table);
            }
        }
        named
    }

    /// What it came to before, or comes to now.
    fn remembered(&self, memo: Option<&Memo>, room: &Room) -> Survey {
        let trace = memo.map(|_| self.trace()).unwrap_or_default();
        if let Some(survey) = memo.and_then(|memo| memo.recall(&trace)) {
            return survey;
        }
        let survey = room.with(self.cost(), || self.survey());
        if let Some(memo) = memo.filter(|_| survey.is_lasting()) {
            memo.keep(&trace, &survey);
        }
        survey
    }

    /// Everything that the survey depends on.
    fn trace(&self) -> Vec<u8> {
        let mut trace = Vec::new();
        let mut add = |bytes: &[u8]| {
            trace.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
            trace.extend_from_slice(bytes);
        };
        add(&self.table.file.sha256);
        add(self.table.declared.trace.as_bytes());
        let keys = self.table.declared.dictionary.as_ref();
        if keys.is_some_and(|schema| schema.get("foreignKeys").is_some()) {
            for (name, other) in self.named() {
                add(name.as_bytes());
                add(&other.file.sha256);
                add(other.declared.trace.as_bytes());
            }
        }
        trace
    }

    /// How much memory reading it may take, roughly: what cannot be read piece by piece is held
    /// whole, and more than once.
    fn cost(&self) -> u64 {
        const PIECES: u64 = 64 << 20;
        let layout = &self.table.declared.layout;
        let whole = matches!(layout.format, Format::Sheet(_) | Format::Json);
        let times = match (whole, &layout.packing) {
            (false, Packing::None | Packing::Gzip) => 1,
            (false, _) => 4,
            (true, _) => 20,
        };
        if times == 1 { PIECES } else { PIECES + self.table.file.size.saturating_mul(times) }
    }
}

/// The memory that tables under way may take together. One that needs more waits until it is alone.
struct Room {
    free: Mutex<u64>,
    changed: Condvar,
}

impl Default for Room {
    fn default() -> Self {
        Self { free: Mutex::new(Self::ALL), changed: Condvar::new() }
    }
}

impl Room {
    const ALL: u64 = 1 << 30;

    fn with<T>(&self, cost: u64, work: impl FnOnce() -> T) -> T {
        let cost = cost.min(Self::ALL);
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        while *free < cost {
            free = self.changed.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
        *free -= cost;
        drop(free);
        let taken = Taken { room: self, cost };
        let result = work();
        drop(taken);
        result
    }
}

/// Gives back what was taken, also where the work panics.
struct Taken<'a> {
    room: &'a Room,
    cost: u64,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        *self.room.free.lock().unwrap_or_else(PoisonError::into_inner) += self.cost;
        self.room.changed.notify_all();
    }
}
