//! Whether the files beside a dataset are what their resources say.

use crate::catalog::{Dataset, Resource, format};
use crate::check::magic::{self, Content};
use crate::check::{Look, key};
use crate::read::{LFS_POINTER, LocalFile, Location};
use crate::report::{Finding, Span};

/// How the files of a format begin.
#[derive(Clone, Copy)]
enum Begins {
    /// As text, which tells little.
    Text,
    /// With a signature that all of them have.
    Signed,
    /// With a signature, and with anything else within but these.
    Packs(&'static [&'static str]),
    /// As everything that Microsoft's programs wrote until 2007.
    Compound,
}

/// What nobody takes for another thing by mistake: what packs it, and what runs.
const PASSED: [&str; 7] = ["7Z", "EXE", "FlatGeobuf", "GZ", "JAR", "RAR", "RTF"];

/// Elements of XML of which one may hold another.
const XML: &[&str] = &["Atom Feed", "KML", "RDF", "RSS", "SVG", "XML"];

/// What is no file packed by GZ or RAR: a page, or an archive of another kind.
const APART: &[&str] = &["DOCX", "HTML", "KMZ", "ODG", "ODP", "ODS", "ODT", "PPTX", "XLSX", "ZIP"];

/// Formats whose files tell by their first bytes whether they are what is said: how they begin, and
/// what they may be.
const FORMATS: [(&str, Begins, &[&str]); 37] = [
    ("Atom Feed", Begins::Text, XML),
    ("CSV", Begins::Text, &[]),
    ("DOC", Begins::Compound, &["ZIP"]),
    ("DOCX", Begins::Signed, &["DOCX"]),
    ("GIF", Begins::Signed, &["GIF"]),
    ("GPKG", Begins::Signed, &["SQLite"]),
    ("GZ", Begins::Packs(APART), &["GZ"]),
    ("GeoJSON", Begins::Text, &[]),
    ("HTML", Begins::Text, &["HTML", "XML"]),
    ("ICS", Begins::Text, &["RDF"]),
    ("JPEG", Begins::Signed, &["JPEG"]),
    ("JSON", Begins::Text, &[]),
    ("KML", Begins::Text, &["Atom Feed", "KML", "KMZ", "RDF", "RSS", "SVG", "XML"]),
    ("KMZ", Begins::Signed, &["KML", "KMZ"]),
    ("MSI", Begins::Compound, &["ZIP"]),
    ("N3", Begins::Text, &["RDF"]),
    ("NDJSON", Begins::Text, &[]),
    ("ODP", Begins::Signed, &["ODP"]),
    ("ODS", Begins::Signed, &["ODS"]),
    ("ODT", Begins::Signed, &["ODT"]),
    ("PDF", Begins::Signed, &["PDF"]),
    ("PNG", Begins::Signed, &["PNG"]),
    ("PPT", Begins::Compound, &["ZIP"]),
    ("PPTX", Begins::Signed, &["PPTX"]),
    ("Parquet", Begins::Signed, &["Parquet"]),
    ("RAR", Begins::Packs(APART), &["RAR"]),
    ("RDF", Begins::Text, XML),
    ("RSS", Begins::Text, XML),
    ("SQLite", Begins::Signed, &["SQLite"]),
    ("TIFF", Begins::Signed, &["TIFF"]),
    ("TSV", Begins::Text, &[]),
    ("TTL", Begins::Text, &["RDF"]),
    ("TXT", Begins::Text, &["RDF"]),
    ("XLS", Begins::Compound, &["ZIP"]),
    ("XLSX", Begins::Signed, &["XLSX"]),
    ("XML", Begins::Text, XML),
    ("ZIP", Begins::Packs(&["HTML"]), &["ZIP"]),
];

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
    if head.starts_with(LFS_POINTER) {
        return Some(Finding::new("data-file-lfs", file, span));
    }
    let is =
        belied(&resource.format, magic::content(&head)).filter(|is| !is_packed(&local.path, is))?;
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
    let (_, begins, own) = FORMATS.iter().find(|(name, ..)| *name == said)?;
    match content {
        Content::Is(is) => {
            let passes = match begins {
                Begins::Text => is == "7Z",
                Begins::Signed | Begins::Compound => PASSED.contains(&is),
                Begins::Packs(not) => !not.contains(&is),
            };
            (!passes && !own.contains(&is)).then_some(is)
        }
        Content::Compound => (!matches!(begins, Begins::Compound)).then_some("XLS"),
        Content::Text => (!matches!(begins, Begins::Text)).then_some("TXT"),
        Content::Binary => None,
    }
}

/// Whether a file says by its name that it packs another one in what its bytes are.
fn is_packed(path: &str, is: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    matches!(lower.rsplit_once('.'), Some((_, "gz")) if is == "GZ")
        || matches!(lower.rsplit_once('.'), Some((_, "zip")) if is == "ZIP")
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
