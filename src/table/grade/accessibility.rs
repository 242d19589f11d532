//! May and can anybody take it?

use jiff::civil::Date;

use super::Criterion::{A1, A2, A3, A4, A5, A6, A7};
use super::facts::{Dataset, Hash, Identity, License, Link, Linked, Reach, Relief, Resource};
use super::ledger::{Ledger, Reason};

/// A larger file is hard to download.
const LARGE: u64 = 100_000_000;
/// An older check of a link says nothing of today.
const FRESH: i32 = 30;

/// The stars of Berners-Lee's scheme that a resource has, its licence being open.
pub(super) fn stars(resource: &Resource) -> u32 {
    let format = resource.format.to_uppercase();
    let structured = [
        "CSV",
        "TSV",
        "JSON",
        "JSONL",
        "NDJSON",
        "GEOJSON",
        "XML",
        "ODS",
        "PARQUET",
        "GPKG",
        "KML",
        "GML",
        "GTFS",
        "NETCDF",
        "SQLITE",
        "FLATGEOBUF",
        "ICS",
        "ATOM FEED",
        "RSS",
        "WFS",
        "SHP",
    ];
    let linked = ["RDF", "TTL", "N3", "JSON-LD", "OWL", "N-TRIPLES", "SPARQL"];
    let closed = ["XLS", "XLSX", "XLSM", "XLSB", "DBF", "MDB", "ACCDB", "SAV", "DTA", "DWG", "E00"];
    let base = match format.as_str() {
        format if linked.contains(&format) => 4,
        format if structured.contains(&format) => 3,
        format if closed.contains(&format) => 2,
        _ => 1,
    };
    match resource.linked {
        Linked::Linked if base >= 3 => 5,
        Linked::Identified if base >= 3 => 4.max(base),
        _ => base,
    }
}

pub(super) fn judge(dataset: &Dataset, as_of: Option<Date>, ledger: &mut Ledger) {
    let because = |key| Reason::new(key, &dataset.file);
    format(dataset, ledger);
    let license = match &dataset.license {
        License::Missing => vec![because("license-missing")],
        License::Closed(name) => vec![because("license-closed").with("license", name)],
        License::Unlisted(name) => vec![because("license-unlisted").with("license", name)],
        License::Open(_) => Vec::new(),
    };
    ledger.all_or_nothing(A4, license);
    match dataset.identity {
        Identity::New => {}
        Identity::Kept => ledger.judge(A5, Vec::new()),
        Identity::Lost => ledger.all_or_nothing(A5, vec![because("id-changed")]),
    }
    titles(dataset, ledger);
    for resource in &dataset.resources {
        reach(resource, as_of, ledger);
        link(resource, ledger);
        size(resource, ledger);
    }
}

/// The best resource decides.
fn format(dataset: &Dataset, ledger: &mut Ledger) {
    let Some(best) = dataset.resources.iter().rev().max_by_key(|resource| stars(resource)) else {
        return ledger.all_or_nothing(A1, vec![Reason::new("resources-missing", &dataset.file)]);
    };
    if !dataset.license.is_open() {
        return ledger.all_or_nothing(A1, vec![Reason::new("license-bars", &dataset.file)]);
    }
    let format = if best.format.is_empty() { "?" } else { &best.format };
    let reason = Reason::new("format-closed", &best.file).with("format", format);
    let lost = match stars(best) {
        0 | 1 => 1000,
        2 => 600,
        _ => 0,
    };
    ledger.judge(A1, vec![(lost * A1.points(), reason)]);
}

fn reach(resource: &Resource, as_of: Option<Date>, ledger: &mut Ledger) {
    let because = |key| Reason::new(key, &resource.file);
    let wrong = match resource.reach {
        Reach::Untried => return,
        Reach::Present => Vec::new(),
        Reach::Altered => vec![because("hash-differs")],
        Reach::Absent => vec![because("file-absent")],
        Reach::Answered { status, on } if !(200..300).contains(&status) => {
            vec![because("link-broken").with("status", status).with("date", on)]
        }
        Reach::Answered { on, .. } => match as_of.map(|as_of| (as_of - on).get_days()) {
            Some(age) if age > FRESH => {
                vec![because("link-stale").with("date", on).with("n", age)]
            }
            _ => Vec::new(),
        },
    };
    ledger.all_or_nothing(A2, wrong);
}

fn link(resource: &Resource, ledger: &mut Ledger) {
    let because = |key| Reason::new(key, &resource.file);
    let wrong = match resource.link {
        Link::Unknown => return,
        Link::File => Vec::new(),
        Link::Page => vec![because("link-indirect")],
        Link::OtherName => vec![because("name-differs").with("format", &resource.format)],
        Link::OtherType => vec![because("media-differs").with("format", &resource.format)],
    };
    ledger.all_or_nothing(A3, wrong);
}

/// One point for size and hash, one for a size that can be downloaded.
fn size(resource: &Resource, ledger: &mut Ledger) {
    let because = |key| Reason::new(key, &resource.file);
    let mut lost = Vec::new();
    if resource.size.is_none() || resource.hash == Hash::Missing {
        lost.push((1000, because("sum-missing")));
    }
    if let Some(size) = resource.size.filter(|size| *size > LARGE)
        && resource.relief == Relief::None
    {
        lost.push((1000, because("size-large").with("n", size / 1_000_000)));
    }
    ledger.judge(A6, lost);
}

fn titles(dataset: &Dataset, ledger: &mut Ledger) {
    let mut wrong = Vec::new();
    let title = dataset.title.trim();
    if title.is_empty() {
        return;
    }
    let letters = || title.chars().filter(|c| c.is_alphabetic());
    let capitals = letters().count() > 0 && letters().all(char::is_uppercase);
    let words = title.split_whitespace().count();
    if capitals {
        let key = if words == 1 { "title-acronym" } else { "title-capitals" };
        wrong.push(Reason::new(key, &dataset.file));
    }
    let unnamed = dataset.resources.iter().filter(|resource| resource.name.trim().is_empty());
    wrong.extend(unnamed.map(|resource| Reason::new("resource-unnamed", &resource.file)));
    ledger.all_or_nothing(A7, wrong);
}
