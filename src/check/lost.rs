//! What a catalogue had before a change and lacks after it, without saying where it went.

use crate::catalog::{Catalog, Dataset, Group};
use crate::read::{Kind, Tombstone};
use crate::report::{Finding, Mend, Place};
use std::collections::{BTreeMap, BTreeSet};

/// The end of the message's key behind a kind of record.
const KINDS: [(Kind, &str); 3] =
    [(Kind::Dataset, "dataset"), (Kind::Organization, "organization"), (Kind::Group, "group")];

/// What `now` lacks of `before`. Only datasets whose files are in `changed` are compared.
pub fn findings(before: &Catalog, now: &Catalog, changed: &BTreeSet<String>) -> Vec<Finding> {
    let mut found = Vec::new();
    let known = Known::of(now);
    for old in before.datasets.iter().filter(|old| changed.contains(&old.record.file)) {
        match known.heir(old) {
            Some(new) => compare(old, new, &known, &mut found),
            None if known.is_gone(old.name(), &old.id, Kind::Dataset) => {}
            // A file that cannot be read says so itself.
            None if now.unreadable.iter().any(|name| name == old.name()) => {}
            // `state: deleted` says where it went.
            None if now.withholds(old.name()) => {}
            None => found.push(dataset_lost(old, &known)),
        }
    }
    let groups = [
        (&before.organizations, &now.organizations, Kind::Organization),
        (&before.groups, &now.groups, Kind::Group),
    ];
    for (old, new, kind) in groups {
        lost_groups(old, new, kind, &known, &mut found);
    }
    tombstones(before, now, &known, &mut found);
    pages(before, now, &mut found);
    found
}

/// The files of datasets that went elsewhere, and where each is now.
pub fn moved(before: &Catalog, now: &Catalog) -> BTreeMap<String, String> {
    let files: BTreeSet<&str> = now.datasets.iter().map(|d| d.record.file.as_str()).collect();
    let known = Known::of(now);
    let gone = before.datasets.iter().filter(|old| !files.contains(old.record.file.as_str()));
    gone.filter_map(|old| {
        let heir = known.heir(old).or_else(|| known.by_id.get(old.id.as_str()).copied())?;
        Some((old.record.file.clone(), heir.record.file.clone()))
    })
    .collect()
}

/// Names of which nobody says any more what became of them.
fn tombstones(before: &Catalog, now: &Catalog, known: &Known, found: &mut Vec<Finding>) {
    let of_dataset = |stone: &&Tombstone| stone.kind == Kind::Dataset;
    for old in before.tombstones.iter().filter(of_dataset) {
        let name = old.name.value.as_str();
        let withheld = now.withholds(name) || now.unreadable.iter().any(|other| other == name);
        if !known.leads(name) && !known.is_gone(name, "", Kind::Dataset) && !withheld {
            found.push(
                Finding::new("alias-lost", "catalog/tombstones.yaml", Place::File)
                    .with("name", name)
                    .helped_by("tombstone-lost-help"),
            );
        }
    }
}

/// A dataset that nothing leads to; where another name has its id, that one should say so.
fn dataset_lost(old: &Dataset, known: &Known) -> Finding {
    let heir = known.by_id.get(old.id.as_str());
    let (file, place) = match heir {
        Some(heir) => (&heir.record.file, crate::check::key("aliases")),
        None => (&old.record.file, Place::File),
    };
    let finding = Finding::new("dataset-lost", file, place).with("name", old.name());
    if heir.is_some() { finding.helped_by("dataset-renamed-help") } else { finding }
}

/// What a catalogue has, by names and ids.
struct Known<'c> {
    by_name: BTreeMap<&'c str, &'c Dataset>,
    by_id: BTreeMap<&'c str, &'c Dataset>,
    by_alias: BTreeMap<&'c str, &'c Dataset>,
    tombstones: &'c [Tombstone],
}

impl<'c> Known<'c> {
    fn of(catalog: &'c Catalog) -> Self {
        let mut by_alias = BTreeMap::new();
        for dataset in &catalog.datasets {
            by_alias.extend(dataset.record.aliases.iter().map(|alias| (alias.as_str(), dataset)));
        }
        Self {
            by_name: catalog.datasets.iter().map(|d| (d.name(), d)).collect(),
            by_id: catalog.datasets.iter().map(|d| (d.id.as_str(), d)).collect(),
            by_alias,
            tombstones: &catalog.tombstones,
        }
    }

    /// What a dataset of before is now: that of its name, or what says that it had this name.
    fn heir(&self, old: &Dataset) -> Option<&'c Dataset> {
        let name = old.name();
        self.by_name.get(name).or_else(|| self.by_alias.get(name)).copied()
    }

    fn leads(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
            || self.by_alias.contains_key(name)
            || self.by_id.contains_key(name)
    }

    fn is_gone(&self, name: &str, id: &str, kind: Kind) -> bool {
        let says = |stone: &&Tombstone| {
            stone.kind == kind
                && (stone.name.value == name
                    || stone.id.as_ref().is_some_and(|own| own.value == id))
        };
        self.tombstones.iter().find(says).is_some()
    }
}

/// A dataset before and after: its id, its resources and its former names.
fn compare(old: &Dataset, new: &Dataset, known: &Known, found: &mut Vec<Finding>) {
    let file = &new.record.file;
    if old.id != new.id {
        let place = new.record.id.as_ref().map(|id| id.span);
        let finding = Finding::new("id-changed", file, Place::from(place))
            .with("old", &old.id)
            .with("new", &new.id);
        found.push(if place.is_some() {
            finding.becomes(&old.id)
        } else {
            finding.mended_by(Mend::Insert(Vec::new(), "id", old.id.clone()))
        });
    }
    for alias in &old.record.aliases {
        if !known.leads(&alias.value) && !known.is_gone(&alias.value, "", Kind::Dataset) {
            let finding = Finding::new("alias-lost", file, Place::File).with("name", &alias.value);
            found.push(finding.with("file", file));
        }
    }
    // Ids that were made from addresses change with them: such a resource is known by its name.
    let ids: BTreeSet<&str> = new.resources.iter().map(|r| r.id.as_str()).collect();
    let names: BTreeSet<&str> = new.resources.iter().map(crate::catalog::Resource::title).collect();
    for resource in &old.resources {
        let same_name = resource.record.id.is_none() && names.contains(resource.title());
        if !ids.contains(resource.id.as_str()) && !same_name {
            found.push(
                Finding::new("resource-lost", file, Place::File)
                    .with("name", resource.title())
                    .with("id", &resource.id),
            );
        }
    }
}

fn lost_groups(old: &[Group], new: &[Group], kind: Kind, known: &Known, found: &mut Vec<Finding>) {
    let names: BTreeSet<&str> = new.iter().map(Group::name).collect();
    let aliases: BTreeSet<&str> = new
        .iter()
        .flat_map(|group| group.record.aliases.iter().map(|alias| alias.as_str()))
        .collect();
    for group in old {
        let name = group.name();
        if names.contains(name) || aliases.contains(name) || known.is_gone(name, &group.id, kind) {
            continue;
        }
        let word = KINDS.iter().find(|(of, _)| *of == kind).map_or("", |(_, word)| *word);
        found.push(
            Finding::new("name-lost", &group.record.file, Place::File)
                .with("name", name)
                .with_word("kind", &format!("kind.{word}")),
        );
    }
}

/// Pages that are linked from elsewhere.
fn pages(before: &Catalog, now: &Catalog, found: &mut Vec<Finding>) {
    let slugs: BTreeSet<&str> = now.pages.iter().map(|page| page.slug.as_str()).collect();
    for page in before.pages.iter().filter(|page| !slugs.contains(page.slug.as_str())) {
        found.push(
            Finding::new("name-lost", &page.file, Place::File)
                .with("name", &page.slug)
                .with_word("kind", "kind.page")
                .helped_by("name-lost-page-help"),
        );
    }
}
