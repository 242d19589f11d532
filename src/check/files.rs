//! Whether the files beside a dataset are what their resources say.

use crate::catalog::{Dataset, Resource, format};
use crate::check::formats::are_kin;
use crate::check::magic::{self, Content};
use crate::check::{Look, key};
use crate::read::{LocalFile, Location};
use crate::report::{Finding, Span};

/// How a pointer of Git LFS begins.
const LFS: &[u8] = b"version https://git-lfs.github.com/spec/";

/// Formats that are text, each told by nothing in its first bytes.
const TEXTS: [&str; 15] = [
    "CSV",
    "TSV",
    "TXT",
    "JSON",
    "GeoJSON",
    "NDJSON",
    "XML",
    "KML",
    "RDF",
    "TTL",
    "N3",
    "HTML",
    "RSS",
    "Atom Feed",
    "ICS",
];

/// Formats of which the first bytes always tell whether a file is one.
const TOLD: [&str; 18] = [
    "PDF", "XLSX", "ODS", "ODT", "ODP", "DOCX", "PPTX", "ZIP", "GZ", "RAR", "KMZ", "PNG", "JPEG",
    "GIF", "TIFF", "Parquet", "GPKG", "SQLite",
];

/// Formats of the old kind that one signature serves.
const COMPOUND: [&str; 4] = ["XLS", "DOC", "PPT", "MSI"];

pub(super) fn dataset(dataset: &Dataset, look: &Look, found: &mut Vec<Finding>) {
    let file = &dataset.record.file;
    if dataset.record.resources.is_empty() {
        found.push(Finding::new("resources-missing", file, key("resources")));
    }
    for resource in &dataset.resources {
        let Location::File { path, file: Some(local) } = &resource.record.location else {
            continue;
        };
        if let Some(finding) = of_file(resource, local, (file, path.span), look) {
            found.push(finding.with("path", &path.value));
        }
    }
}

fn of_file(
    resource: &Resource,
    local: &LocalFile,
    (file, span): (&str, Span),
    look: &Look,
) -> Option<Finding> {
    if local.size == 0 {
        return Some(Finding::new("data-file-empty", file, span));
    }
    let head = (look.head)(local)?;
    if head.starts_with(LFS) {
        return Some(Finding::new("data-file-lfs", file, span));
    }
    let is = belied(&resource.format, magic::content(&head))?;
    let place = resource.record.format.as_ref().map_or(span, |format| format.span);
    let finding = Finding::new("format-differs", file, place);
    let finding = finding.with("said", &resource.format).with("is", is);
    let named = format::of_path(&local.path).is_some_and(|known| known.name == is);
    Some(match is {
        // The file's name and what is in it agree: only the word is wrong.
        _ if named && resource.record.format.is_some() => {
            finding.helped_by("format-differs-name-help").becomes(is)
        }
        "HTML" => finding.helped_by("format-differs-page-help"),
        _ => finding,
    })
}

/// What a file is where it is not what is said of it.
fn belied(said: &str, content: Content) -> Option<&'static str> {
    match content {
        Content::Is("JAR" | "FlatGeobuf" | "EXE" | "7Z" | "RTF") if !TEXTS.contains(&said) => None,
        // A page instead of the file is what servers send when something went wrong.
        Content::Is("HTML")
            if said != "HTML"
                && (TEXTS.contains(&said) || TOLD.contains(&said) || COMPOUND.contains(&said)) =>
        {
            Some("HTML")
        }
        Content::Is(is)
            if TEXTS.contains(&said) || TOLD.contains(&said) || COMPOUND.contains(&said) =>
        {
            let packed = matches!(said, "ZIP") && is_archive(is);
            let text_in_archive = TEXTS.contains(&said) && matches!(is, "ZIP" | "GZ" | "RAR");
            let exact = matches!(
                (said, is),
                ("XLS", "XLSX") | ("DOC", "DOCX") | ("PPT", "PPTX") | ("XLSX", "ODS")
            );
            let kin = !exact
                && are_kin(said, is)
                && !(TOLD.contains(&said) && is_archive(is) && said != "ZIP");
            (said != is && !packed && (text_in_archive || !kin)).then_some(is)
        }
        Content::Compound if TEXTS.contains(&said) || TOLD.contains(&said) => Some("XLS"),
        Content::Text if TOLD.contains(&said) || COMPOUND.contains(&said) => Some("TXT"),
        _ => None,
    }
}

/// Kinds of files that are ZIP archives within.
fn is_archive(is: &str) -> bool {
    matches!(is, "ZIP" | "XLSX" | "ODS" | "ODT" | "ODP" | "ODG" | "DOCX" | "PPTX" | "KMZ" | "JAR")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_believed_before_what_is_said_of_it() {
        for (said, content, is) in [
            ("CSV", Content::Text, None),
            ("CSV", Content::Is("ODS"), Some("ODS")),
            ("CSV", Content::Is("ZIP"), Some("ZIP")),
            ("CSV", Content::Compound, Some("XLS")),
            ("CSV", Content::Is("HTML"), Some("HTML")),
            ("XLS", Content::Is("HTML"), Some("HTML")),
            ("XLS", Content::Compound, None),
            ("XLS", Content::Is("XLSX"), Some("XLSX")),
            ("XLSX", Content::Is("ODS"), Some("ODS")),
            ("XLSX", Content::Is("ZIP"), Some("ZIP")),
            ("XLSX", Content::Is("XLSX"), None),
            ("ZIP", Content::Is("XLSX"), None),
            ("SHP", Content::Is("ZIP"), None),
            ("GPKG", Content::Is("SQLite"), None),
            ("PDF", Content::Text, Some("TXT")),
            ("JSON", Content::Is("XML"), Some("XML")),
            ("KML", Content::Is("XML"), None),
            ("", Content::Is("PDF"), None),
        ] {
            assert_eq!(belied(said, content), is, "{said} {content:?}");
        }
    }
}
