//! What the portal's profile asks of a dataset: what must be there, and which values may.
//!
//! What the reader tells is not told again: keys with a value of the wrong shape, misspelt keys, a
//! resource without address, an e-mail address of CKAN's own fields, a title that the profile wants.
//! The name and the owner are the folders', and `private` says `false` where a file does not say it:
//! none of the three can be missing. Datasets without owner are told of where owners are resolved.

mod meant;
mod value;

use crate::read::profile::{Field, Kind, Profile};
use crate::read::{Dataset, Location, Resource};
use crate::report::{Finding, Mend, Place, Step};
use serde_json::Value;

/// How many problems of one dataset are told; who has more mends these first.
const MOST: usize = 200;

/// Tells what a dataset's file says that the profile does not allow, and what it does not say that
/// the profile asks for.
pub fn findings(profile: &Profile, dataset: &Dataset, found: &mut Vec<Finding>) {
    let mut told = Told { profile: &profile.name, file: &dataset.file, found, left: MOST };
    for field in &profile.dataset {
        let key = field.key();
        if !is_told(&dataset.told, key) {
            let at = vec![Step::Key(key.to_owned())];
            look(field, of_dataset(dataset, key), &at, &dataset.told, &mut told);
        }
    }
    for resource in &dataset.resources {
        for field in &profile.resource {
            if is_told(&resource.told, &field.name) {
                continue;
            }
            let at = vec![
                Step::Key("resources".to_owned()),
                Step::Item(resource.item),
                Step::Key(field.name.clone()),
            ];
            look(field, of_resource(resource, &field.name), &at, &resource.told, &mut told);
        }
    }
}

/// Whether what a profile's finding tells is what another one tells, too: a key that is missing or
/// says nothing, a value that is none.
pub(super) fn covers(of_profile: &Finding, other: &Finding) -> bool {
    let Place::Path(steps) = &of_profile.place else { return false };
    // What is none of a field's choices, or no value of its kind, is wrong once.
    let values = ["profile-choice", "profile-value"];
    if values.contains(&of_profile.code) && of_profile.place == other.place {
        return other.code != of_profile.code;
    }
    let keys: &[&str] = match other.code {
        "notes-missing" => &["notes"],
        "license-missing" | "license-not-open" => &["license_id"],
        "tags-missing" => &["tags"],
        "contact-missing" => &["author_email", "maintainer_email"],
        "resource-without-name" => &["name"],
        "resource-without-description" => &["description"],
        _ => return false,
    };
    let Some((Step::Key(key), above)) = steps.split_last() else { return false };
    let in_resource = matches!(&other.place, Place::Path(at) if at == above);
    keys.contains(&key.as_str()) && (above.is_empty() || in_resource)
}

/// Where findings go.
struct Told<'a> {
    profile: &'a str,
    file: &'a str,
    found: &'a mut Vec<Finding>,
    left: usize,
}

impl Told<'_> {
    fn add(&mut self, code: &'static str, at: &[Step], fill: impl FnOnce(Finding) -> Finding) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        let key = at.iter().rev().find_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Item(_) => None,
        });
        let finding = Finding::new(code, self.file, Place::Path(at.to_vec()));
        let finding = finding.with("key", key.unwrap_or_default()).with("profile", self.profile);
        self.found.push(fill(finding));
    }
}

fn is_told(told: &[String], key: &str) -> bool {
    told.iter().any(|other| other == key)
}

/// What stands for a field.
#[derive(Clone, Copy)]
enum Given<'a> {
    /// It has what it needs, or somebody else sees to it.
    Settled,
    /// Nothing.
    Absent,
    /// A text of CKAN's own.
    Text(&'a str),
    /// A text of CKAN's own that the reader looks at itself: only whether it is among the choices is
    /// asked here.
    Read(&'a str),
    /// A value of the profile's own.
    Own(&'a Value),
}

fn of_dataset<'a>(dataset: &'a Dataset, key: &str) -> Given<'a> {
    let text = match key {
        "title" => {
            return dataset.title.as_deref().map_or(Given::Settled, |text| Given::Read(text));
        }
        "name" | "owner_org" | "private" | "state" | "id" => return Given::Settled,
        "author_email" | "maintainer_email" | "version" => {
            let text = match key {
                "author_email" => &dataset.author_email,
                "maintainer_email" => &dataset.maintainer_email,
                _ => &dataset.version,
            };
            return text.as_deref().map_or(Given::Absent, |text| Given::Read(text));
        }
        "tags" => return listed(dataset.tags.len()),
        "groups" => return listed(dataset.groups.len()),
        "notes" => &dataset.notes,
        "author" => &dataset.author,
        "maintainer" => &dataset.maintainer,
        "url" => &dataset.url,
        "license_id" => &dataset.license_id,
        "type" => &dataset.kind,
        "metadata_created" => return listed(dataset.metadata_created.iter().len()),
        "metadata_modified" => return listed(dataset.metadata_modified.iter().len()),
        _ => return dataset.custom.get(key).map_or(Given::Absent, Given::Own),
    };
    text.as_deref().map_or(Given::Absent, |text| Given::Text(text))
}

fn of_resource<'a>(resource: &'a Resource, key: &str) -> Given<'a> {
    let text = match key {
        // A resource without address is told of by the reader.
        "url" | "path" | "id" | "state" | "fields" | "views" => return Given::Settled,
        "name" => &resource.name,
        "description" => &resource.description,
        "mimetype" => &resource.mimetype,
        "format" => match &resource.format {
            // What an address ends with says it.
            None if has_ending(&resource.location) => return Given::Settled,
            format => format,
        },
        "size" => return listed(resource.size.iter().len()),
        "hash" => return resource.hash.as_deref().map_or(Given::Absent, Given::Text),
        "created" => return listed(resource.created.iter().len()),
        "last_modified" => return listed(resource.last_modified.iter().len()),
        _ => return resource.custom.get(key).map_or(Given::Absent, Given::Own),
    };
    text.as_deref().map_or(Given::Absent, |text| Given::Text(text))
}

fn listed<'a>(items: usize) -> Given<'a> {
    if items == 0 { Given::Absent } else { Given::Settled }
}

fn has_ending(location: &Location) -> bool {
    let place = match location {
        Location::Url(url) => url.split(['?', '#']).next().unwrap_or_default(),
        Location::File { path, .. } => path.as_str(),
        Location::Missing => return false,
    };
    let last = place.rsplit('/').next().unwrap_or_default();
    place.contains('/') && last.contains('.') || matches!(location, Location::File { .. })
}

/// Looks at one field at the end of some steps.
fn look(field: &Field, given: Given, at: &[Step], already: &[String], told: &mut Told) {
    match given {
        Given::Settled => {}
        Given::Absent => missing(field, at, told),
        // An empty title is told of by the reader.
        Given::Read(text) if text.trim().is_empty() && field.name == "title" => {}
        Given::Read(text) => {
            said(field, text, at, told);
        }
        Given::Text(text) => text_of(field, text, at, told),
        Given::Own(Value::String(text)) => text_of(field, text, at, told),
        Given::Own(own) => structure(field, own, at, already, told),
    }
}

fn text_of(field: &Field, text: &str, at: &[Step], told: &mut Told) {
    if said(field, text, at, told) == Said::Anything {
        value::text(field.kind, text, at, told);
    }
}

/// What a text comes to.
#[derive(PartialEq, Eq)]
enum Said {
    /// It had to be one of the choices, or says nothing: that is all there is to ask.
    Enough,
    /// It may be anything of its kind.
    Anything,
}

/// Tells of a text that says nothing, or is not one of the choices.
fn said(field: &Field, text: &str, at: &[Step], told: &mut Told) -> Said {
    if text.trim().is_empty() {
        missing(field, at, told);
    } else if field.choices.is_empty() {
        return Said::Anything;
    } else {
        choice(field, text, at, told);
    }
    Said::Enough
}

fn missing(field: &Field, at: &[Step], told: &mut Told) {
    if field.required {
        told.add("profile-required", at, |finding| finding);
    }
}

/// A value that is no text.
fn structure(field: &Field, own: &Value, at: &[Step], already: &[String], told: &mut Told) {
    match (own, field.kind) {
        (Value::Null, _) => missing(field, at, told),
        (Value::Array(items), Kind::Entries | Kind::Choices | Kind::Texts) if items.is_empty() => {
            missing(field, at, told);
        }
        (Value::Array(items), Kind::Entries) => entries(field, items, at, already, told),
        (Value::Array(items), Kind::Choices | Kind::Texts) => {
            for (i, item) in items.iter().enumerate() {
                let Value::String(text) = item else { continue };
                let mut at = at.to_vec();
                at.push(Step::Item(i));
                if field.kind == Kind::Choices && !field.choices.is_empty() {
                    choice(field, text, &at, told);
                }
            }
        }
        (Value::Object(_), Kind::Object) => {}
        (Value::Number(_) | Value::Bool(_), kind) => {
            let text = own.to_string();
            if field.choices.is_empty() {
                value::text(kind, &text, at, told);
            } else {
                choice(field, &text, at, told);
            }
        }
        (own, kind) => value::wrong(kind, &own.to_string(), at, told),
    }
}

/// The entries of a field, each with its subfields.
fn entries(field: &Field, items: &[Value], at: &[Step], already: &[String], told: &mut Told) {
    for (i, item) in items.iter().enumerate() {
        // One that is no mapping is told of by the reader.
        let Value::Object(entry) = item else { continue };
        for subfield in &field.subfields {
            if is_told(already, &format!("{}.{i}.{}", field.name, subfield.name)) {
                continue;
            }
            let mut at = at.to_vec();
            at.extend([Step::Item(i), Step::Key(subfield.name.clone())]);
            let given = entry.get(&subfield.name).map_or(Given::Absent, Given::Own);
            look(subfield, given, &at, already, told);
        }
    }
}

/// A text that has to be one of the choices.
fn choice(field: &Field, text: &str, at: &[Step], told: &mut Told) {
    if field.choices.iter().any(|choice| choice.value == text) {
        return;
    }
    // An item of a list has no key before it.
    let help = match at.last() {
        Some(Step::Item(_)) => "profile-choice-meant-item-help",
        _ => "profile-choice-meant-help",
    };
    told.add("profile-choice", at, |finding| {
        let finding = finding.with("value", text).with("words", words(field));
        match meant::choice(field, text) {
            Some(choice) => finding
                .with("meant", &choice.value)
                .helped_by(help)
                .mended_by(Mend::Value(choice.value.clone())),
            None => finding,
        }
    });
}

/// The choices in a message: as many as a line holds.
fn words(field: &Field) -> String {
    const LINE: usize = 110;
    let mut words = String::new();
    for choice in &field.choices {
        let separator = if words.is_empty() { "" } else { ", " };
        if words.chars().count() + separator.len() + choice.value.chars().count() > LINE {
            words.push_str(" …");
            break;
        }
        words.push_str(separator);
        words.push_str(&choice.value);
    }
    words
}
