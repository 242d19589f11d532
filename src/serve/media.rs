//! What a path is served as: its type, whether it is packed, how long it may be kept.

/// The media type of a path of the site. Files of the API without an ending are JSON.
pub(super) fn media_type(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending.to_ascii_lowercase().as_str() {
        "" | "json" if path.starts_with("api/") => "application/json;charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json; charset=utf-8",
        "geojson" => "application/geo+json; charset=utf-8",
        "atom" => "application/atom+xml; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "txt" | "md" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "tsv" => "text/tab-separated-values; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "gz" => "application/gzip",
        _ => "application/octet-stream",
    }
}

/// Whether packing makes it smaller: texts, not what is packed already.
pub(super) fn is_text(media_type: &str) -> bool {
    let kind = media_type.split(';').next().unwrap_or_default();
    kind.starts_with("text/")
        || kind.ends_with("json")
        || kind.ends_with("xml")
        || kind == "application/javascript"
}

/// Whether a request takes gzip: it is named, or everything is, and not with the weight nought.
pub(super) fn takes_gzip(accept: Option<&str>) -> bool {
    let mut any = false;
    for choice in accept.unwrap_or_default().split(',') {
        let mut parts = choice.split(';').map(str::trim);
        let coding = parts.next().unwrap_or_default();
        let weight = parts.find_map(|part| {
            let (name, weight) = part.split_once('=')?;
            name.trim().eq_ignore_ascii_case("q").then(|| weight.trim().parse::<f32>())
        });
        let wanted = !matches!(weight, Some(Ok(weight)) if weight <= 0.0);
        if ["gzip", "x-gzip"].iter().any(|own| coding.eq_ignore_ascii_case(own)) {
            return wanted;
        }
        any |= coding == "*" && wanted;
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_have_their_types() {
        for (path, expected) in [
            ("index.html", "text/html; charset=utf-8"),
            ("api/3/action/package_list", "application/json;charset=utf-8"),
            ("dump/datasets.jsonl.gz", "application/gzip"),
            ("dataset/x/resource/y/download/a.b.CSV", "text/csv; charset=utf-8"),
            ("search/0123/manifest.bin", "application/octet-stream"),
            (".nojekyll", "application/octet-stream"),
        ] {
            assert_eq!(media_type(path), expected, "{path}");
        }
        assert!(is_text(media_type("a.svg")) && is_text(media_type("a.geojson")));
        assert!(!is_text(media_type("a.gz")) && !is_text(media_type("a.pdf")));
    }

    #[test]
    fn gzip_is_sent_to_who_takes_it() {
        for (accept, takes) in [
            (None, false),
            (Some("gzip"), true),
            (Some("br, GZIP;q=0.5"), true),
            (Some("gzip;q=0, *"), false),
            (Some("*;q=0.1"), true),
            (Some("identity, *;q=0"), false),
            (Some("gzipped"), false),
        ] {
            assert_eq!(takes_gzip(accept), takes, "{accept:?}");
        }
    }
}
