//! Activities: what happened to the datasets, from the history of their files.
//!
//! A commit that changed a dataset is an activity of it, with the dataset as that commit had it.
//! Where a history says nothing of a dataset's beginning, its date of creation does. Versions that
//! the public could not see then are left out, and so are datasets that it may not see now.

mod version;

use crate::action::fault::Fault;
use crate::action::parameters::Given;
use crate::action::shape::group::Kind;
use crate::action::{Json, Portal, Question, group, package, shape};
use crate::catalog::{Catalog, DatasetIx, id};
use crate::git::{Changes, Commit, Files};
use crate::read::Timestamp;
use std::collections::{BTreeMap, HashMap};

/// `ckan.activity_list_limit` and its maximum.
const LIMIT: usize = 31;
const MOST: usize = 100;

/// More versions are not looked at for one question.
const MOST_VERSIONS: usize = 1000;

/// What happened to the datasets of a catalogue.
#[derive(Debug, Default)]
pub(super) struct Activities {
    /// Newest first.
    events: Vec<Event>,
    /// Of each dataset, newest first.
    of: BTreeMap<DatasetIx, Vec<usize>>,
    /// Of each author, newest first.
    by: BTreeMap<String, Vec<usize>>,
    /// By the id of the activity.
    ids: HashMap<String, usize>,
}

#[derive(Debug)]
struct Event {
    time: Timestamp,
    dataset: DatasetIx,
    is_new: bool,
    /// Index of the commit; none where only the dataset's own date tells of it.
    commit: Option<u32>,
}

impl Event {
    fn kind(&self) -> &'static str {
        if self.is_new { "new package" } else { "changed package" }
    }

    fn id(&self, catalog: &Catalog, changes: &Changes) -> String {
        let hash = self.commit(changes).map_or("new", |commit| commit.hash.as_str());
        id::part(&catalog[self.dataset].id, &format!("activity/{hash}"))
    }

    fn commit<'c>(&self, changes: &'c Changes) -> Option<&'c Commit> {
        Some(&changes.log().commits[self.commit? as usize])
    }
}

impl Activities {
    pub(super) fn new(catalog: &Catalog, changes: &Changes) -> Self {
        let events = events(catalog, changes);
        let mut activities = Self::default();
        for (i, event) in events.iter().enumerate() {
            activities.of.entry(event.dataset).or_default().push(i);
            if let Some(commit) = event.commit(changes) {
                activities.by.entry(commit.author.clone()).or_default().push(i);
            }
            activities.ids.insert(event.id(catalog, changes), i);
        }
        Self { events, ..activities }
    }

    fn of(&self, dataset: DatasetIx) -> &[usize] {
        self.of.get(&dataset).map_or(&[], Vec::as_slice)
    }
}

/// Everything that happened, newest first; of one moment, by dataset.
fn events(catalog: &Catalog, changes: &Changes) -> Vec<Event> {
    let log = changes.log();
    let mut folders: HashMap<&str, DatasetIx> = HashMap::new();
    for handle in catalog.dataset_handles() {
        if let Some((folder, _)) = catalog[handle].record.file.rsplit_once('/') {
            folders.insert(folder, handle);
        }
    }
    let mut begun = vec![false; catalog.datasets.len()];
    let mut events = Vec::new();
    for change in &log.changes {
        let folder = log.folders[change.folder as usize].as_str();
        let Some(dataset) = folders.get(folder).copied() else { continue };
        begun[dataset.index()] |= change.is_new;
        let time = log.commits[change.commit as usize].time.clone();
        let commit = Some(change.commit);
        events.push(Event { time, dataset, is_new: change.is_new, commit });
    }
    let unknown = catalog.dataset_handles().filter(|dataset| !begun[dataset.index()]);
    events.extend(unknown.map(|dataset| {
        let time = catalog[dataset].created.clone();
        Event { time, dataset, is_new: true, commit: None }
    }));
    events.sort_by(|a, b| {
        let key = |event: &Event| (event.is_new, event.dataset);
        b.time.cmp(&a.time).then_with(|| key(a).cmp(&key(b)))
    });
    events
}

/// Those of a dataset.
pub(super) fn of_package(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let dataset = package::find(question, &question.given.needed("id")?)?;
    let activities = question.portal.activities();
    list(question, activities.of(dataset).iter().copied())
}

/// Those of the datasets of an organisation or group.
pub(super) fn of_body(question: Question<'_>, kind: Kind) -> Result<Json<'_>, Fault> {
    let body = group::find(question, kind, &question.given.needed("id")?)?;
    let activities = question.portal.activities();
    let mut own: Vec<usize> =
        body.datasets.iter().flat_map(|dataset| activities.of(*dataset)).copied().collect();
    own.sort_unstable();
    list(question, own.into_iter())
}

/// Those of somebody, by the name that commits give their author or an id.
pub(super) fn of_user(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let key = question.given.needed("id")?;
    let activities = question.portal.activities();
    let person = question.portal.names.people.find(&key);
    let name = person.map_or(&*key, |person| person.name.as_str());
    let own = activities.by.get(name).or_else(|| {
        let mut authors = activities.by.iter();
        authors.find(|(author, _)| author_id(question.portal, author) == *key).map(|(_, own)| own)
    });
    match own {
        Some(own) => list(question, own.iter().copied()),
        None if person.is_some() => list(question, std::iter::empty()),
        None => Err(Fault::not_found()),
    }
}

/// Those of all datasets.
pub(super) fn recent(question: Question<'_>) -> Result<Json<'_>, Fault> {
    list(question, 0..question.portal.activities().events.len())
}

/// One, by its id.
pub(super) fn show(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let (event, package) = one(question)?;
    Ok(activity(question.portal, event, package))
}

/// What one holds of its object.
pub(super) fn data(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let kind = question.given.text("object_type")?;
    let (event, package) = one(question)?;
    match kind.as_deref() {
        None => Ok(held(question.portal, event, package)),
        Some("package") => Ok(package),
        Some(_) => Err(Fault::not_found()),
    }
}

fn one(question: Question<'_>) -> Result<(&Event, Json<'_>), Fault> {
    let id = question.given.needed("id")?;
    let activities = question.portal.activities();
    let at = activities.ids.get(&*id).ok_or_else(Fault::not_found)?;
    let event = &activities.events[*at];
    let mut files = question.portal.changes.files();
    let package = package_then(question.portal, event, &mut files);
    Ok((event, package.ok_or_else(Fault::not_found)?))
}

/// What is asked of a list.
struct Wanted {
    limit: usize,
    offset: usize,
    after: Option<Timestamp>,
    before: Option<Timestamp>,
    only: Option<Vec<String>>,
    not: Option<Vec<String>>,
}

impl Wanted {
    fn of(given: Given<'_>) -> Result<Self, Fault> {
        let moment = |name| -> Result<Option<Timestamp>, Fault> {
            let Some(text) = given.text(name)? else { return Ok(None) };
            let whole = text.trim().split('.').next().unwrap_or_default();
            let moment = whole.parse().ok().and_then(Timestamp::from_unix);
            moment.map(Some).ok_or_else(|| Fault::invalid(name, &["Invalid integer"]))
        };
        Ok(Self {
            limit: given.natural("limit")?.unwrap_or(LIMIT).min(MOST),
            offset: given.natural("offset")?.unwrap_or_default(),
            after: moment("after")?,
            before: moment("before")?,
            only: given.names("activity_types")?,
            not: given.names("exclude_activity_types")?,
        })
    }

    fn has(&self, event: &Event) -> bool {
        let named = |kinds: &Vec<String>| kinds.iter().any(|kind| kind == event.kind());
        self.after.as_ref().is_none_or(|after| event.time > *after)
            && self.before.as_ref().is_none_or(|before| event.time < *before)
            && self.only.as_ref().is_none_or(named)
            && !self.not.as_ref().is_some_and(named)
    }
}

/// The activities asked for, of those that may be meant, newest first.
fn list(question: Question<'_>, meant: impl Iterator<Item = usize>) -> Result<Json<'_>, Fault> {
    let wanted = Wanted::of(question.given)?;
    let portal = question.portal;
    let events = &portal.activities().events;
    let meant = meant.map(|at| &events[at]).filter(|event| wanted.has(event));
    let mut files = portal.changes.files();
    let mut shown = Vec::new();
    let mut passed = 0;
    let mut looked = 0;
    for event in meant {
        if shown.len() >= wanted.limit || looked >= MOST_VERSIONS || files.is_used_up() {
            break;
        }
        if event.commit.is_none() && passed < wanted.offset {
            // Nothing has to be read to know that it counts.
            passed += 1;
            continue;
        }
        looked += 1;
        let Some(package) = package_then(portal, event, &mut files) else { continue };
        if passed < wanted.offset {
            passed += 1;
        } else {
            shown.push(activity(portal, event, package));
        }
    }
    Ok(Json::List(shown))
}

/// The dataset as it was; none where the public could not see it, or nobody can tell.
fn package_then<'a>(portal: &'a Portal, event: &Event, files: &mut Files<'_>) -> Option<Json<'a>> {
    let catalog = &portal.catalog;
    match event.commit(&portal.changes) {
        None => Some(shape::package::package(catalog, event.dataset)),
        Some(commit) => version::read(catalog, event.dataset, commit, files).map(Json::Owned),
    }
}

fn activity<'a>(portal: &'a Portal, event: &Event, package: Json<'a>) -> Json<'a> {
    let catalog = &portal.catalog;
    let dataset = &catalog[event.dataset];
    let user = match event.commit(&portal.changes) {
        Some(commit) => author_id(portal, &commit.author).into(),
        None => Json::maybe(dataset.record.creator_user_id.as_deref()),
    };
    Json::Object(vec![
        ("id", event.id(catalog, &portal.changes).into()),
        ("timestamp", event.time.to_string().into()),
        ("user_id", user),
        ("object_id", dataset.id.as_str().into()),
        ("activity_type", event.kind().into()),
        ("data", held(portal, event, package)),
        ("permission_labels", Json::List(vec!["public".into()])),
    ])
}

fn held<'a>(portal: &'a Portal, event: &Event, package: Json<'a>) -> Json<'a> {
    let actor = event.commit(&portal.changes).map(|commit| Json::from(commit.author.clone()));
    Json::Object(vec![("package", package), ("actor", actor.unwrap_or(Json::Null))])
}

/// The id of whom commits call so: a member's own, where a member is called so.
fn author_id(portal: &Portal, author: &str) -> String {
    let member = portal.names.people.find(author);
    let derived = || id::part(&portal.catalog.portal.base_url, &format!("author/{author}"));
    member.map_or_else(derived, |person| person.id.clone())
}
