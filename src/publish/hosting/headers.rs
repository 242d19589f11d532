//! What goes with an answer: lifetimes, permissions, types.

/// A header of every answer.
pub(super) const EVERYWHERE: [(&str, &str); 3] = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    // Everything is public: any page may read it.
    ("Access-Control-Allow-Origin", "*"),
];

/// What a browser that asks first is told.
pub(super) const PREFLIGHT: [(&str, &str); 3] = [
    ("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS"),
    ("Access-Control-Allow-Headers", "Authorization, Content-Type, X-CKAN-API-Key"),
    ("Access-Control-Max-Age", "86400"),
];

/// Methods of an action.
pub(super) const ALLOW: &str = "GET, HEAD, POST, OPTIONS";

/// Methods of pages and files.
pub(super) const ALLOW_PAGE: &str = "GET, HEAD";

/// `Content-Security-Policy` of pages: what comes of the site itself, pictures of anybody.
pub(super) const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' https: http: data:; font-src 'self'; connect-src 'self'; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'self'";

/// `Content-Security-Policy` of files that institutions gave: nothing of them runs.
pub(super) const FILE_POLICY: &str = "sandbox; default-src 'none'; frame-ancestors 'none'";

/// `Cache-Control` of pages and answers.
pub(super) const LIFETIME: &str = "public, max-age=300, stale-while-revalidate=3600";

/// `Cache-Control` of what has its own hash in its name.
pub(super) const FOREVER: &str = "public, max-age=31536000, immutable";

/// `Cache-Control` of refusals.
pub(super) const NO_STORE: &str = "no-store";

/// Paths below the site of what has its own hash in its name.
pub(super) const HASHED: &str = r"(?:assets/[^/]+\.[0-9a-f]{16}\.[a-z0-9]+|search/[0-9a-f]{10}/.+)";

/// Paths below the site of files that institutions gave.
pub(super) const DOWNLOAD: &str = "dataset/[^/]+/resource/[^/]+/download/[^/]+";

/// Endings of files that a browser opens as a page, or runs.
pub(super) const ACTIVE: &str =
    r"\.(?:x?html?|mht|mhtml|svgz?|xml|xslt?|m?js|css|pdf|swf|wasm|txt)";

/// Media types, and endings of names that have them.
pub(super) const MEDIA: &[(&str, &[&str])] = &[
    ("text/html", &["html"]),
    ("text/css", &["css"]),
    ("text/javascript", &["js", "mjs"]),
    ("text/plain", &["txt"]),
    ("text/csv", &["csv"]),
    ("text/tab-separated-values", &["tsv", "tab"]),
    ("text/calendar", &["ics"]),
    ("text/turtle", &["ttl"]),
    ("application/json", &["json"]),
    ("application/geo+json", &["geojson"]),
    ("application/ld+json", &["jsonld"]),
    ("application/x-ndjson", &["ndjson", "jsonl"]),
    ("application/xml", &["xml"]),
    ("application/atom+xml", &["atom"]),
    ("application/rdf+xml", &["rdf"]),
    ("application/pdf", &["pdf"]),
    ("application/zip", &["zip"]),
    ("application/gzip", &["gz"]),
    ("application/x-7z-compressed", &["7z"]),
    ("application/vnd.ms-excel", &["xls"]),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &["xlsx"]),
    ("application/vnd.oasis.opendocument.spreadsheet", &["ods"]),
    ("application/vnd.oasis.opendocument.text", &["odt"]),
    ("application/msword", &["doc"]),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", &["docx"]),
    ("application/vnd.google-earth.kml+xml", &["kml"]),
    ("application/vnd.google-earth.kmz", &["kmz"]),
    ("application/geopackage+sqlite3", &["gpkg"]),
    ("application/vnd.apache.parquet", &["parquet"]),
    ("image/svg+xml", &["svg"]),
    ("image/png", &["png"]),
    ("image/jpeg", &["jpg", "jpeg"]),
    ("image/gif", &["gif"]),
    ("image/webp", &["webp"]),
    ("image/tiff", &["tif", "tiff"]),
    ("font/woff2", &["woff2"]),
];

/// Types that are worth compressing on the way.
pub(super) const COMPRESSED: &[&str] = &[
    "application/json",
    "application/geo+json",
    "application/ld+json",
    "application/x-ndjson",
    "application/xml",
    "application/atom+xml",
    "application/rdf+xml",
    "image/svg+xml",
    "text/css",
    "text/csv",
    "text/html",
    "text/javascript",
    "text/plain",
    "text/tab-separated-values",
    "text/turtle",
];
