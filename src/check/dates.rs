//! Dates that cannot be, and promises of freshness that are not kept.

use crate::catalog::Dataset;
use crate::check::frequency::{self, Promise};
use crate::check::{Look, in_resource, key};
use crate::read::Timestamp;
use crate::report::{Finding, Place, Step};
use jiff::civil::Date;
use serde_json::Value;

/// Keys in which catalogues say how often data changes, folded.
const FREQUENCY: [&str; 14] = [
    "frequency",
    "accrual_periodicity",
    "accrualperiodicity",
    "update_frequency",
    "updatefrequency",
    "update frequency",
    "frecuencia",
    "frecuencia de actualizacion",
    "frecuencia_actualizacion",
    "frequencia",
    "frequencia de atualizacao",
    "periodicidad",
    "periodicidade",
    "periodicidade de atualizacao",
];

/// Keys in which they say which time the data is about.
const PERIOD: [&str; 5] =
    ["period", "temporal", "temporal_coverage", "periodo", "cobertura temporal"];

/// Keys of the two ends of that time, where they stand apart.
const ENDS: [(&str, &str); 6] = [
    ("temporal_start", "temporal_end"),
    ("temporal start", "temporal end"),
    ("period_start", "period_end"),
    ("fecha_inicio", "fecha_fin"),
    ("fecha inicio", "fecha fin"),
    ("data_inicio", "data_fim"),
];

/// A longer text is an explanation, no frequency.
const LONGEST_FREQUENCY: usize = 60;

/// A key of the dataset's own and its text.
struct Said<'d> {
    place: Place,
    text: &'d str,
}

/// The first of some keys that the dataset's file has, for itself or among the extras.
fn said<'d>(dataset: &'d Dataset, keys: &[&str]) -> Option<Said<'d>> {
    let is = |name: &str| {
        keys.contains(&super::similar::folded(name).as_str())
            || keys.contains(&name.to_lowercase().as_str())
    };
    let record = &dataset.record;
    let own = record.custom.iter().find_map(|(name, value)| match value {
        Value::String(text) if is(name) => Some(Said { place: key(name), text }),
        _ => None,
    });
    own.or_else(|| {
        let extra = record.extras.iter().find(|extra| is(&extra.key.value))?;
        let steps = vec![Step::Key("extras".to_owned()), Step::Key(extra.key.value.clone())];
        Some(Said { place: Place::Path(steps), text: &extra.value })
    })
}

/// Keys in which they say which place it is about.
const PLACE: [&str; 10] = [
    "spatial",
    "spatial_coverage",
    "spatial_text",
    "geographic_coverage",
    "cobertura geografica",
    "cobertura_geografica",
    "cobertura espacial",
    "cobertura_espacial",
    "cobertura territorial",
    "territorio",
];

/// How often a dataset promises to change; none where it says nothing. What nobody understands
/// promises nothing that could be measured.
pub fn promised(dataset: &Dataset) -> Option<Promise> {
    let text = said(dataset, &FREQUENCY)?.text.trim();
    (!text.is_empty()).then(|| frequency::promise(text).unwrap_or(Promise::None))
}

/// The first and the last time that a dataset says it is about, as written; the same twice where it
/// is one.
pub fn told_period(dataset: &Dataset) -> Option<(&str, &str)> {
    let text = said(dataset, &PERIOD)?.text.trim();
    let (from, to) = text.split_once('/').unwrap_or((text, text));
    (!text.is_empty()).then(|| (from.trim(), to.trim()))
}

/// The place that a dataset says it is about.
pub fn told_place(dataset: &Dataset) -> Option<&str> {
    let text = said(dataset, &PLACE)?.text.trim();
    (!text.is_empty()).then_some(text)
}

pub(super) fn dataset(dataset: &Dataset, look: &Look, found: &mut Vec<Finding>) {
    if let Some(as_of) = look.as_of {
        future(dataset, as_of, found);
    }
    order(dataset, found);
    freshness(dataset, look, found);
    period(dataset, found);
}

/// Dates that the file says, each with its place.
fn dates(dataset: &Dataset) -> impl Iterator<Item = (Place, &'static str, &Timestamp)> {
    let record = &dataset.record;
    let own = [
        ("metadata_created", &record.metadata_created),
        ("metadata_modified", &record.metadata_modified),
    ];
    let own = own.into_iter().filter_map(|(name, date)| Some((key(name), name, date.as_ref()?)));
    let resources = record.resources.iter().flat_map(|resource| {
        let dates = [("created", &resource.created), ("last_modified", &resource.last_modified)];
        dates.into_iter().filter_map(move |(name, date)| {
            Some((Place::Path(in_resource(resource.item, name)), name, date.as_ref()?))
        })
    });
    own.chain(resources)
}

fn future(dataset: &Dataset, as_of: &Timestamp, found: &mut Vec<Finding>) {
    for (place, name, date) in dates(dataset).filter(|(_, _, date)| date.date() > as_of.date()) {
        found.push(
            Finding::new("date-future", &dataset.record.file, place)
                .with("key", name)
                .with("value", date.date())
                .with("today", as_of.date()),
        );
    }
}

fn order(dataset: &Dataset, found: &mut Vec<Finding>) {
    let record = &dataset.record;
    let mut compare = |place,
                       keys: (&'static str, &'static str),
                       first: &Option<Timestamp>,
                       last: &Option<Timestamp>| {
        let (Some(first), Some(last)) = (first, last) else { return };
        // CKANs round the two differently within one day.
        if last.date() < first.date() {
            found.push(
                Finding::new("date-order", &record.file, place)
                    .with("key", keys.1)
                    .with("value", last.date())
                    .with("first", keys.0)
                    .with("other", first.date()),
            );
        }
    };
    compare(
        key("metadata_modified"),
        ("metadata_created", "metadata_modified"),
        &record.metadata_created,
        &record.metadata_modified,
    );
    for resource in &record.resources {
        let place = Place::Path(in_resource(resource.item, "last_modified"));
        compare(place, ("created", "last_modified"), &resource.created, &resource.last_modified);
    }
}

/// When the data changed for the last time, as far as anybody says: where every resource tells it of
/// itself, a corrected description is no change. None where there is no date but the portal's own.
pub fn last_change<'d>(dataset: &'d Dataset, epoch: &Timestamp) -> Option<&'d Timestamp> {
    let record = &dataset.record;
    let told = || record.resources.iter().map(|resource| resource.last_modified.as_ref());
    if !record.resources.is_empty() && told().all(|date| date.is_some()) {
        return told().flatten().max();
    }
    let dated = record.metadata_modified.is_some() || dataset.modified != *epoch;
    dated.then_some(&dataset.modified).into_iter().chain(told().flatten()).max()
}

/// Late is what is older than one and a half of the time that was promised.
fn freshness(dataset: &Dataset, look: &Look, found: &mut Vec<Finding>) {
    let Some(said) = said(dataset, &FREQUENCY) else { return };
    let file = &dataset.record.file;
    if said.text.trim().is_empty() || said.text.chars().count() > LONGEST_FREQUENCY {
        return;
    }
    let Some(promise) = frequency::promise(said.text) else {
        // A profile's list of frequencies says what is wrong by itself.
        if look.catalog.portal.profile.limits("frequency") {
            return;
        }
        found.push(
            Finding::new("frequency-unknown", file, said.place)
                .with("value", said.text)
                .same_as(said.text),
        );
        return;
    };
    let (Promise::Days(promised), Some(as_of)) = (promise, look.as_of) else { return };
    let last = last_change(dataset, &look.catalog.portal.epoch);
    let Some(days) = last.and_then(|last| days_between(last, as_of)) else { return };
    if days > promised + promised / 2 + 1 {
        let modified = last.map_or("", |last| last.date());
        found.push(
            Finding::new("data-late", file, said.place)
                .with("frequency", said.text.trim())
                .with("modified", modified)
                .with("days", days)
                .with("today", as_of.date()),
        );
    }
}

/// Whole days from one date to a later one.
fn days_between(first: &Timestamp, last: &Timestamp) -> Option<u32> {
    let day = |date: &Timestamp| date.date().parse::<Date>().ok();
    let days = (day(last)? - day(first)?).get_days();
    u32::try_from(days).ok()
}

/// A time `2020-01-01/2019-12-31`, or one whose ends stand under keys of their own.
fn period(dataset: &Dataset, found: &mut Vec<Finding>) {
    let together = said(dataset, &PERIOD).and_then(|said| {
        let (start, end) = said.text.split_once('/')?;
        Some((said.place, start.trim(), end.trim()))
    });
    let apart = ENDS.iter().find_map(|(start, end)| {
        let (start, end) = (said(dataset, &[start])?, said(dataset, &[end])?);
        Some((end.place, start.text.trim(), end.text.trim()))
    });
    for (place, start, end) in together.into_iter().chain(apart) {
        let least = start.len().min(end.len()).min(10);
        if is_date(start) && is_date(end) && end[..least] < start[..least] {
            found.push(
                Finding::new("period-order", &dataset.record.file, place)
                    .with("start", start)
                    .with("end", end),
            );
        }
    }
}

/// Whether a text begins with a year and has nothing but digits and what stands between them.
fn is_date(text: &str) -> bool {
    let year = text.get(..4).is_some_and(|year| year.bytes().all(|b| b.is_ascii_digit()));
    year && text.bytes().all(|b| b.is_ascii_digit() || b"-T:.Z".contains(&b))
}
