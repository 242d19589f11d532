//! What formats are called: CKAN's names, media types, file endings and other spellings.

/// A known format.
#[derive(Debug)]
pub struct Known {
    /// CKAN's name of it.
    pub name: &'static str,
    /// Its media type, empty where it has none.
    pub media_type: &'static str,
    /// File endings without the dot, and other spellings and media types, all in lower case.
    pub spellings: &'static [&'static str],
}

macro_rules! formats {
    ($($name:literal, $media:literal, [$($spelling:literal),*];)*) => {
        /// Every known format.
        pub const KNOWN: &[Known] = &[$(Known {
            name: $name,
            media_type: $media,
            spellings: &[$($spelling),*],
        }),*];
    };
}

formats! {
    "CSV", "text/csv", ["text/comma-separated-values"];
    "TSV", "text/tab-separated-values", ["text/tsv", "tab"];
    "TXT", "text/plain", [];
    "JSON", "application/json", [];
    "GeoJSON", "application/geo+json", ["application/vnd.geo+json"];
    "XML", "application/xml", ["text/xml"];
    "HTML", "text/html", ["htm"];
    "PDF", "application/pdf", [];
    "XLS", "application/vnd.ms-excel", ["excel", "application/msexcel", "application/x-msexcel",
        "application/x-ms-excel", "application/x-excel", "application/x-dos_ms_excel", "application/xls", "application/x-xls"];
    "XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", [];
    "XLSM", "application/vnd.ms-excel.sheet.macroenabled.12", [];
    "XLSB", "application/vnd.ms-excel.sheet.binary.macroenabled.12", [];
    "DOC", "application/msword", [];
    "DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", [];
    "PPT", "application/vnd.ms-powerpoint", [];
    "PPTX", "application/vnd.openxmlformats-officedocument.presentationml.presentation", [];
    "ODS", "application/vnd.oasis.opendocument.spreadsheet", [];
    "ODT", "application/vnd.oasis.opendocument.text", [];
    "ODP", "application/vnd.oasis.opendocument.presentation", [];
    "ODG", "application/vnd.oasis.opendocument.graphics", [];
    "ZIP", "application/zip", ["application/x-zip-compressed"];
    "GZ", "application/gzip", ["application/x-gzip"];
    "TAR", "application/x-tar", [];
    "RAR", "application/rar", ["application/vnd.rar"];
    "RDF", "application/rdf+xml", ["rdf/xml"];
    "N3", "application/x-n3", ["text/n3"];
    "TTL", "text/turtle", ["turtle"];
    "JSON-LD", "application/ld+json", ["jsonld"];
    "OWL", "application/owl+xml", [];
    "SPARQL", "application/sparql-results+xml", [];
    "RSS", "application/rss+xml", [];
    "Atom Feed", "application/atom+xml", ["atom"];
    "ICS", "text/calendar", ["ifb", "ical"];
    "KML", "application/vnd.google-earth.kml+xml", [];
    "KMZ", "application/vnd.google-earth.kmz", ["application/vnd.google-earth.kmz+xml"];
    "SHP", "", ["esri shapefile", "shapefile"];
    "WMS", "", [];
    "WFS", "", [];
    "WMTS", "", [];
    "WCS", "", [];
    "Esri REST", "", ["arcgis_rest"];
    "ArcGIS Map Service", "", [];
    "ArcGIS Map Preview", "", [];
    "ArcGIS Online Map", "", ["web map application"];
    "GPKG", "application/geopackage+sqlite3", ["geopackage"];
    "GTFS", "", [];
    "NetCDF", "application/netcdf", ["application/x-netcdf", "nc"];
    "E00", "application/x-e00", [];
    "MrSID", "image/x-mrsid", [];
    "MXD", "application/x-mxd", [];
    "QGIS", "application/x-qgis", [];
    "dBase", "application/x-dbf", ["dbf"];
    "MDB", "application/x-msaccess", [];
    "SQLite", "application/vnd.sqlite3", ["application/x-sqlite3"];
    "Parquet", "application/vnd.apache.parquet", [];
    "NDJSON", "application/x-ndjson", ["jsonl"];
    "TIFF", "image/tiff", ["tif"];
    "JPEG", "image/jpeg", ["jpg"];
    "PNG", "image/png", [];
    "GIF", "image/gif", [];
    "BMP", "image/x-ms-bmp", ["image/bmp"];
    "WebP", "image/webp", [];
    "SVG", "image/svg+xml", [];
    "MP3", "audio/mpeg", [];
    "MP4", "video/mp4", ["application/mp4"];
    "OGG", "audio/ogg", [];
    "WAV", "audio/x-wav", ["audio/wav"];
    "WebM", "video/webm", [];
    "XSLT", "application/xslt+xml", [];
    "JS", "application/x-javascript", ["text/javascript"];
    "Perl", "text/x-perl", [];
    "TORRENT", "application/x-bittorrent", ["bittorrent"];
    "EXE", "application/x-msdownload", [];
    "BIN", "application/octet-stream", [];
}

/// The format of a name, spelling or media type, whatever its case; none where nobody knows it.
pub fn find(spelling: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| {
        known.name.eq_ignore_ascii_case(spelling)
            || (!known.media_type.is_empty() && known.media_type.eq_ignore_ascii_case(spelling))
            || known.spellings.iter().any(|other| other.eq_ignore_ascii_case(spelling))
    })
}

/// CKAN's clean-up of a format: a known spelling becomes its name, any other stays as it is.
pub fn canonical(format: &str) -> &str {
    find(format).map_or(format, |known| known.name)
}

/// The format that the ending of a path or address tells; a query does not hide it, and of
/// `data.csv.gz` it is what was compressed.
pub fn of_path(path: &str) -> Option<&'static Known> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    // The host's own dots (`example.org`) tell nothing.
    let path = path
        .split_once("://")
        .map_or(path, |(_, rest)| rest.split_once('/').map_or("", |(_, p)| p));
    let file = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let stem = file.strip_suffix(".gz").unwrap_or(&file);
    let (_, ending) = stem.rsplit_once('.').or_else(|| file.rsplit_once('.'))?;
    find(ending).filter(|known| known.name != "BIN")
}

/// Endings of files that a browser runs when it is led to them.
const ACTIVE_IN_BROWSERS: [&str; 22] = [
    "cjs", "css", "hta", "htm", "html", "js", "jsp", "jspx", "mht", "mhtml", "mjs", "py", "rb",
    "sh", "svg", "svgz", "swf", "wasm", "xht", "xhtml", "xml", "xsl",
];

/// Endings, anywhere in a name, of files that a server may run or obey.
const ACTIVE_ON_SERVERS: [&str; 18] = [
    "ashx", "asp", "aspx", "cgi", "config", "htaccess", "htpasswd", "phar", "php", "php3", "php4",
    "php5", "php7", "php8", "phtml", "shtm", "shtml", "xslt",
];

/// Whether a file must not lie on the portal's own address under its own name, since the host of a
/// portal of files may not know that it is data.
pub fn is_active(file: &str) -> bool {
    let file = file.to_ascii_lowercase();
    file.rsplit_once('.').is_some_and(|(_, last)| ACTIVE_IN_BROWSERS.contains(&last))
        || file.split('.').skip(1).any(|part| ACTIVE_ON_SERVERS.contains(&part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_become_ckans_names_and_others_stay() {
        for (from, to) in
            [("csv", "CSV"), ("geojson", "GeoJSON"), ("Excel", "XLS"), ("jpg", "JPEG")]
        {
            assert_eq!(canonical(from), to);
        }
        for same in [".csv", "zip+csv", " CSV", ""] {
            assert_eq!(canonical(same), same);
        }
    }

    #[test]
    fn an_ending_tells_the_format() {
        let of = |path| of_path(path).map(|known| known.name);
        assert_eq!(of("https://example.org/a.csv?x=1.pdf"), Some("CSV"));
        assert_eq!(of("https://example.org/a.csv.gz"), Some("CSV"));
        assert_eq!(of("a.gz"), Some("GZ"));
        assert_eq!(of("c.geojson"), Some("GeoJSON"));
        assert_eq!(of("https://example.js"), None);
        assert_eq!(of("https://example.org/datos"), None);
    }

    #[test]
    fn what_could_run_is_known() {
        for active in ["a.html", "MAPA.SVG", "a.php.csv", "x.xml", ".htaccess", "web.config"] {
            assert!(is_active(active), "{active}");
        }
        for data in ["datos.pl.csv", "a.csv", "mapa.kml", "html", "a.geojson", "informe.pdf"] {
            assert!(!is_active(data), "{data}");
        }
    }
}
