//! What a file is by its first bytes.

/// What begins a file of each kind, from its first byte.
const SIGNATURES: [(&[u8], &str); 21] = [
    (b"%PDF-", "PDF"),
    (b"\x1f\x8b", "GZ"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7Z"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"PAR1", "Parquet"),
    (b"SQLite format 3\0", "SQLite"),
    (b"CDF\x01", "NetCDF"),
    (b"CDF\x02", "NetCDF"),
    (b"\x89HDF\r\n\x1a\n", "NetCDF"),
    (b"{\\rtf", "RTF"),
    (b"ID3", "MP3"),
    (b"OggS", "OGG"),
    (b"\0\0'\x0a", "SHP"),
    (b"FGB\x03", "FlatGeobuf"),
    (b"MZ\x90\0", "EXE"),
];

/// What Microsoft's programs wrote until 2007, whichever of them.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// What the first file of an office document is called, and which document it is.
const IN_ARCHIVE: [(&[u8], &str); 9] = [
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "ODS"),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "ODT"),
    (b"mimetypeapplication/vnd.oasis.opendocument.presentation", "ODP"),
    (b"mimetypeapplication/vnd.oasis.opendocument.graphics", "ODG"),
    (b"xl/", "XLSX"),
    (b"word/", "DOCX"),
    (b"ppt/", "PPTX"),
    (b"doc.kml", "KMZ"),
    (b"META-INF/MANIFEST.MF", "JAR"),
];

/// A kind of content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// CKAN's name of the format, where the bytes tell it.
    Is(&'static str),
    /// One of Microsoft's old formats.
    Compound,
    /// Text of no kind that its beginning tells.
    Text,
    /// Bytes that are no text, of a kind that is not known.
    Binary,
}

/// What the first bytes of a file tell.
pub(super) fn content(head: &[u8]) -> Content {
    if let Some((_, name)) = SIGNATURES.iter().find(|(begin, _)| head.starts_with(begin)) {
        return Content::Is(name);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        let found = |name: &[u8]| head.windows(name.len()).any(|window| window == name);
        let inner = IN_ARCHIVE.iter().find(|(name, _)| found(name));
        return Content::Is(inner.map_or("ZIP", |(_, name)| name));
    }
    if head.starts_with(COMPOUND) {
        return Content::Compound;
    }
    markup(head).map_or_else(|| text_or_not(head), Content::Is)
}

/// Whether bytes are text in any usual encoding.
fn text_or_not(head: &[u8]) -> Content {
    let wide = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    if !wide && head.contains(&0) { Content::Binary } else { Content::Text }
}

/// HTML and the kinds of XML, by their first element.
fn markup(head: &[u8]) -> Option<&'static str> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let text = String::from_utf8_lossy(head);
    let mut rest = text.trim_start();
    let is = |rest: &str, begin: &str| {
        rest.get(..begin.len()).is_some_and(|start| start.eq_ignore_ascii_case(begin))
    };
    if is(rest, "<!doctype html") || is(rest, "<html") {
        return Some("HTML");
    }
    if !is(rest, "<?xml") {
        return None;
    }
    // Past the declaration, comments and instructions to the first element.
    while let Some(begin) = rest.find('<') {
        rest = &rest[begin..];
        if rest.starts_with("<?") || rest.starts_with("<!--") {
            let end = if rest.starts_with("<?") { "?>" } else { "-->" };
            rest = rest.find(end).map_or("", |at| &rest[at..]);
            continue;
        }
        if is(rest, "<!doctype html") || is(rest, "<html") {
            return Some("HTML");
        }
        let name = rest[1..].split([' ', '>', '\n', '\r', '\t', '/']).next().unwrap_or_default();
        let local = name.rsplit(':').next().unwrap_or_default();
        return Some(match local.to_ascii_lowercase().as_str() {
            "kml" => "KML",
            "rss" => "RSS",
            "feed" => "Atom Feed",
            "rdf" => "RDF",
            "svg" => "SVG",
            _ => "XML",
        });
    }
    Some("XML")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_bytes_tell() {
        for (head, content) in [
            (&b"%PDF-1.7"[..], Content::Is("PDF")),
            (b"PK\x03\x04\x14\0\0\0[Content_Types].xml xl/workbook.xml", Content::Is("XLSX")),
            (
                b"PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK",
                Content::Is("ODS"),
            ),
            (b"PK\x03\x04....datos.csv", Content::Is("ZIP")),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1xxxx", Content::Compound),
            (b"\xef\xbb\xbf <!DOCTYPE html><html>", Content::Is("HTML")),
            (b"<?xml version='1.0'?>\n<!-- a < b -->\n<kml xmlns=''>", Content::Is("KML")),
            (b"a;b\n1;2\n", Content::Text),
            (b"\xff\xfea\0;\0", Content::Text),
            (b"a\0b", Content::Binary),
            (b"", Content::Text),
        ] {
            assert_eq!(super::content(head), content, "{:?}", String::from_utf8_lossy(head));
        }
    }
}
