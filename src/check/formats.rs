//! Whether a resource says its format in the word that everybody uses, and means its file.

use crate::catalog::format::{self, Known};
use crate::catalog::{Dataset, Resource};
use crate::markup::address::Parts;
use crate::read::Location;
use crate::report::{Finding, Mend, Place};

/// Names that CKAN's table lacks and catalogues use in one sense.
const OTHERS: [&str; 21] = [
    "API",
    "APP",
    "COG",
    "DTA",
    "DWG",
    "DXF",
    "ECW",
    "GDB",
    "GeoParquet",
    "GML",
    "GPX",
    "GTFS-RT",
    "GeoTIFF",
    "LAS",
    "MBTiles",
    "OAI-PMH",
    "OData",
    "PMTiles",
    "SAV",
    "YAML",
    "Zarr",
];

/// What people write and what they mean, folded to letters and digits.
const MEANT: [(&str, &str); 36] = [
    ("7z", "7Z"),
    ("access", "MDB"),
    ("aplicacion", "APP"),
    ("app", "APP"),
    ("application", "APP"),
    ("arcgisgeoservicesrestapi", "Esri REST"),
    ("archivocsv", "CSV"),
    ("commaseparatedvalues", "CSV"),
    ("csvzip", "ZIP"),
    ("cvs", "CSV"),
    ("esrishape", "SHP"),
    ("excelxls", "XLS"),
    ("excelxlsx", "XLSX"),
    ("filegeodatabase", "GDB"),
    ("geodatabase", "GDB"),
    ("geojason", "GeoJSON"),
    ("geoservice", "Esri REST"),
    ("htlm", "HTML"),
    ("jason", "JSON"),
    ("microsoftexcel", "XLS"),
    ("msexcel", "XLS"),
    ("paginaweb", "HTML"),
    ("planilha", "XLSX"),
    ("planilla", "XLSX"),
    ("planillaexcel", "XLSX"),
    ("png24", "PNG"),
    ("rest", "API"),
    ("restapi", "API"),
    ("shape", "SHP"),
    ("shapefilezip", "SHP"),
    ("shpzip", "SHP"),
    ("sitioweb", "HTML"),
    ("textoplano", "TXT"),
    ("website", "HTML"),
    ("xmls", "XML"),
    ("xslx", "XLSX"),
];

/// Endings of pages that make their answer anew each time: they tell no format.
const DYNAMIC: [&str; 4] = ["HTML", "JS", "BIN", "Perl"];

/// What a format's file may be packed in.
const PACKED: [&str; 5] = ["ZIP", "GZ", "TAR", "RAR", "7Z"];

pub(super) fn dataset(dataset: &Dataset, found: &mut Vec<Finding>) {
    let file = &dataset.record.file;
    for resource in &dataset.resources {
        said(resource, file, found);
        contradictions(resource, file, found);
        unsaid(resource, resource.record.item, file, found);
    }
}

/// The word itself.
fn said(resource: &Resource, file: &str, found: &mut Vec<Finding>) {
    let Some(said) = resource.record.format.as_ref().filter(|said| !said.trim().is_empty()) else {
        return;
    };
    let text = said.value.as_str();
    if format::find(text).is_some() || OTHERS.contains(&text) {
        return;
    }
    let finding = match meant(text) {
        Some(name) => {
            Finding::new("format-misspelt", file, said.span).with("meant", name).becomes(name)
        }
        None => Finding::new("format-unknown", file, said.span),
    };
    found.push(finding.with("value", text).same_as(text));
}

/// What a spelling means; none where nobody can say.
pub(super) fn meant(text: &str) -> Option<&'static str> {
    let known = |text: &str| {
        let other = || OTHERS.iter().copied().find(|other| other.eq_ignore_ascii_case(text));
        format::find(text).map(|known| known.name).or_else(other)
    };
    let trimmed = text.trim_matches(|c: char| !c.is_alphanumeric());
    let plain: String =
        super::similar::folded(text).chars().filter(char::is_ascii_alphanumeric).collect();
    let spelt = |text: &str| MEANT.iter().find(|(spelling, _)| *spelling == text).map(|(_, m)| *m);
    if let Some(name) = known(trimmed).or_else(|| known(&plain)).or_else(|| spelt(&plain)) {
        return Some(name);
    }
    // Of `zip+csv` the file is what packs the other; of `CSV (UTF-8)` the one that is known.
    let parts: Vec<&str> = trimmed
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|part| !part.is_empty())
        .collect();
    let mut names: Vec<&str> = parts.iter().filter_map(|part| known(part)).collect();
    if let Some(packed) = names.iter().find(|name| PACKED.contains(name)) {
        return Some(packed);
    }
    names.dedup();
    match names[..] {
        // One word among few: in a sentence it may be there by chance.
        [name] if parts.len() <= 2 => Some(name),
        _ => None,
    }
}

/// The word beside the file's name, and the media type beside the word.
fn contradictions(resource: &Resource, file: &str, found: &mut Vec<Finding>) {
    let record = &resource.record;
    let ending = match &record.location {
        Location::Url(url) => ending_of_url(&url.value).map(|known| (known, url.value.as_str())),
        Location::File { path, .. } => {
            format::of_path(path).map(|known| (known, path.value.as_str()))
        }
        Location::Missing => None,
    };
    let said = record.format.as_ref().and_then(|said| Some((format::find(said)?, said.span)));
    if let (Some((said, span)), Some((ending, name))) = (said, ending)
        && !are_kin(said.name, ending.name)
    {
        let last = name.split(['?', '#']).next().unwrap_or_default();
        let last = last.rsplit('/').next().unwrap_or(last);
        found.push(
            Finding::new("format-contradicts", file, span)
                .with("said", said.name)
                .with("is", ending.name)
                .with("name", last),
        );
    }
    let (Some(media), Some(known)) = (&record.mimetype, format::find(&resource.format)) else {
        return;
    };
    let other = format::find(media.trim());
    let bare = media.split(';').next().unwrap_or_default().trim();
    let wrong = match other.or_else(|| format::find(bare)) {
        Some(other) => !are_kin(known.name, other.name),
        None => false,
    };
    if wrong && !media.trim().is_empty() && !known.media_type.is_empty() {
        found.push(
            Finding::new("mimetype-differs", file, media.span)
                .with("value", &media.value)
                .with("format", known.name)
                .with("meant", known.media_type),
        );
    }
}

/// The format of an address's ending, unless a program answers there.
fn ending_of_url(url: &str) -> Option<&'static Known> {
    if url.contains('?') {
        return None;
    }
    format::of_path(url).filter(|known| !DYNAMIC.contains(&known.name))
}

/// Whether a file may be called one thing and another: what is packed, and what is a kind of it.
fn are_kin(said: &str, is: &str) -> bool {
    const KINDS: [&[&str]; 12] = [
        &["JSON", "GeoJSON", "JSON-LD", "NDJSON", "TXT"],
        &[
            "XML",
            "KML",
            "RDF",
            "RSS",
            "Atom Feed",
            "GML",
            "OWL",
            "XSLT",
            "WMS",
            "WFS",
            "SPARQL",
            "SVG",
        ],
        &["KML", "KMZ"],
        &["CSV", "TSV", "TXT"],
        &["XLS", "XLSX", "XLSM", "XLSB"],
        &["DOC", "DOCX"],
        &["PPT", "PPTX"],
        &["RDF", "TTL", "N3", "JSON-LD", "OWL"],
        &["SQLite", "GPKG"],
        &["SHP", "dBase"],
        &["TXT", "RDF", "TTL", "N3", "ICS", "GTFS"],
        &["HTML", "XML"],
    ];
    said == is
        || PACKED.contains(&is)
        || PACKED.contains(&said)
        || KINDS.iter().any(|kinds| kinds.contains(&said) && kinds.contains(&is))
}

/// What the file does not say and the portal derives, or cannot.
fn unsaid(resource: &Resource, position: usize, file: &str, found: &mut Vec<Finding>) {
    let record = &resource.record;
    let place = || Place::Path(super::resource(position));
    if resource.format.is_empty() {
        let leads = match &record.location {
            Location::Url(url) => Parts::of(&url.value).is_some_and(|parts| parts.is_web()),
            Location::File { .. } => true,
            Location::Missing => false,
        };
        // Of an address that leads nowhere that is what is told.
        if leads {
            found.push(Finding::new("format-missing", file, place()).same_as(file));
        }
        return;
    }
    let mut finding = Finding::new("mimetype-missing", file, place())
        .with("format", &resource.format)
        .same_as(file);
    let steps = || super::resource(position);
    if record.format.is_none() {
        finding = finding.mended_by(Mend::Insert(steps(), "format", resource.format.clone()));
    }
    if let (None, Some(media)) = (&record.mimetype, &resource.mimetype) {
        finding = finding.mended_by(Mend::Insert(steps(), "mimetype", media.clone()));
    }
    if !finding.mend.is_empty() {
        found.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_real_catalogues_are_understood_or_refused() {
        for (text, name) in [
            (".csv", Some("CSV")),
            ("CSV.", Some("CSV")),
            ("cvs", Some("CSV")),
            ("Comma separated values", Some("CSV")),
            ("zip+csv", Some("ZIP")),
            ("ZIP + XML", Some("ZIP")),
            ("XSLX", Some("XLSX")),
            ("HT ML", Some("HTML")),
            ("gdb", Some("GDB")),
            ("PNG 24", Some("PNG")),
            ("geoservice", Some("Esri REST")),
            ("xmls", Some("XML")),
            ("CSV (UTF-8)", Some("CSV")),
            ("CSV, JSON", None),
            ("Ponto de Acesso à API", None),
            ("spv", None),
            ("URL", None),
        ] {
            assert_eq!(meant(text), name, "{text}");
        }
    }
}
