//! The site as `fichero serve` shows it: the same files as a build, with what HTTP adds to them.

#[path = "serve/server.rs"]
mod server;
mod support;

use flate2::read::GzDecoder;
use server::{Answer, Server, portal};
use std::io::Read as _;

fn unpacked(answer: &Answer) -> Vec<u8> {
    let mut bytes = Vec::new();
    GzDecoder::new(&answer.body[..]).read_to_end(&mut bytes).expect("gzip");
    bytes
}

fn with(server: &Server, target: &str, header: &str) -> Answer {
    server.ask(&format!("GET {target} HTTP/1.1\n{header}"), "")
}

#[test]
fn every_file_of_a_build_is_served_as_it_is() {
    let portal = portal();
    let site = portal.build();
    let server = Server::with(portal.path(), &["--no-watch"]);
    let mut seen = 0;
    for entry in walkdir::WalkDir::new(&site) {
        let entry = entry.expect("a file");
        let path = entry.path().strip_prefix(&site).expect("within").to_string_lossy().into_owned();
        if !entry.file_type().is_file() || path == "manifest.json" {
            continue;
        }
        let built = std::fs::read(entry.path()).expect("a file");
        let target = format!("/{}", fichero::plan::urls::href(&path));
        let answer = server.get(&target);
        if answer.status == 302 {
            let page = String::from_utf8_lossy(&built);
            assert!(page.contains("http-equiv=\"refresh\""), "{path} is a redirect");
            continue;
        }
        let alone = path.split('/').count() == 4 && path.starts_with("api/3/action/");
        assert_eq!(answer.status, 200, "{path}");
        // Files know of no DataStore; what serves them has one.
        let inactive = String::from_utf8_lossy(&answer.body)
            .replace("\"datastore_active\": true", "\"datastore_active\": false")
            .replace("\"datastore_active\":true", "\"datastore_active\":false");
        let same = answer.body == built || inactive.as_bytes() == built;
        assert!(alone || same, "{path} differs");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{path}");
        seen += 1;
    }
    assert!(seen > 60, "{seen} files");
}

#[test]
fn folders_former_names_and_ids_lead_to_pages() {
    let portal = portal();
    let server = Server::of(portal.path());
    for (target, status, location) in [
        ("/dataset", 301, "/dataset/"),
        ("/dataset?q=agua&page=2", 301, "/dataset/?q=agua&page=2"),
        ("/dataset/lluvia", 301, "/dataset/lluvia/"),
        ("/dataset/precipitacion", 301, "/dataset/precipitacion/"),
        ("/dataset/precipitacion/", 302, "/dataset/lluvia/"),
        ("/dataset/0d0f3c55-8d0a-4f57-9f54-1f1f5a2b7c10/", 302, "/dataset/lluvia/"),
        ("/tag/v%C3%ADas", 301, "/tag/v%C3%ADas/"),
    ] {
        let answer = server.get(target);
        assert_eq!(
            (answer.status, answer.header("location")),
            (status, Some(location)),
            "{target}"
        );
    }
    let missing = server.get("/no/existe");
    assert_eq!(missing.status, 404);
    assert!(missing.text().contains("<html"));
    assert_eq!(missing.header("content-type"), Some("text/html; charset=utf-8"));
}

#[test]
fn a_portal_below_a_folder_is_served_below_it_too() {
    let portal = portal();
    portal.replace("catalog/portal.yaml", &|text| text.replace(".org\n", ".org/datos\n"));
    let server = Server::of(portal.path());
    for target in ["/datos/", "/", "/datos/api/3/action/site_read", "/api/3/action/site_read"] {
        assert_eq!(server.get(target).status, 200, "{target}");
    }
    let former = server.get("/datos/dataset/precipitacion/");
    assert_eq!(former.header("location"), Some("/datos/dataset/lluvia/"));
}

#[test]
fn pages_say_what_they_may_load_and_how_long_they_last() {
    let portal = portal();
    let server = Server::of(portal.path());
    let page = server.get("/dataset/lluvia/");
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self'"));
    assert_eq!(page.header("cache-control"), Some("no-cache"));
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    let html = page.text();
    let style = html.split("href=\"").find(|rest| rest.contains(".css\"")).expect("a style");
    let style = style.split('"').next().expect("quoted").trim_start_matches("../");
    let style = server.get(&format!("/{style}"));
    assert_eq!(style.header("content-type"), Some("text/css; charset=utf-8"));
    assert!(style.header("cache-control").is_some_and(|kept| kept.contains("immutable")));
    let alone = Server::with(portal.path(), &["--no-watch"]);
    let page = alone.get("/dataset/lluvia/");
    assert_eq!(page.header("cache-control"), Some("public, max-age=300"));
    assert!(!page.text().contains("/-/live.js"));
    assert_eq!(alone.get("/-/events").status, 404);
}

#[test]
fn who_has_it_already_gets_nothing_again() {
    let portal = portal();
    let server = Server::of(portal.path());
    let answer = "/api/3/action/package_show?id=lluvia";
    for target in ["/dataset/lluvia/", "/dump/datasets.jsonl.gz", "/sitemap.xml", answer] {
        let plain = server.get(target);
        let tag = plain.header("etag").expect("a tag").to_owned();
        assert!(tag.starts_with('"') && tag.ends_with('"'), "{tag} is strong");
        let again = with(&server, target, &format!("if-none-match: \"x\", {tag}"));
        assert_eq!((again.status, again.body.len()), (304, 0), "{target}");
        assert_eq!(again.header("etag"), Some(tag.as_str()));
        assert_eq!(with(&server, target, "if-none-match: \"x\"").status, 200);
    }
    let page = "/dataset/lluvia/";
    let packed = with(&server, page, "accept-encoding: br, gzip");
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert_eq!(packed.header("vary"), Some("accept-encoding"));
    let plain = server.get(page);
    assert_eq!(plain.header("vary"), Some("accept-encoding"));
    assert_ne!(plain.header("etag"), packed.header("etag"), "one tag an encoding");
    assert_eq!(unpacked(&packed), plain.body);
    let tag = packed.header("etag").expect("a tag");
    let again = with(&server, page, &format!("accept-encoding: gzip\nif-none-match: {tag}"));
    assert_eq!(again.status, 304);
    assert_eq!(with(&server, page, "accept-encoding: gzip;q=0").header("content-encoding"), None);
    let dump = with(&server, "/dump/datasets.jsonl.gz", "accept-encoding: gzip");
    assert_eq!(dump.header("content-encoding"), None, "packed once is enough");
    assert_eq!(dump.header("content-type"), Some("application/gzip"));
    assert!(String::from_utf8_lossy(&unpacked(&dump)).contains("\"lluvia\""));
    let action = with(&server, "/api/3/action/package_show?id=lluvia", "accept-encoding: gzip");
    assert_eq!(action.header("content-encoding"), Some("gzip"));
    let shown: serde_json::Value = serde_json::from_slice(&unpacked(&action)).expect("JSON");
    assert_eq!(shown["result"]["name"], "lluvia");
}

#[test]
fn parts_of_files_are_cut_as_asked() {
    let portal = portal();
    let server = Server::of(portal.path());
    let shown = server.get("/api/3/action/package_show?id=lluvia").json();
    let path = |i: usize| {
        let url = shown["result"]["resources"][i]["url"].as_str().expect("an address").to_owned();
        url.trim_start_matches("https://datos.example.org").to_owned()
    };
    let csv = path(0);
    let original =
        std::fs::read(portal.path().join("catalog/organizations/obras/datasets/lluvia/serie.csv"))
            .expect("a file");
    let whole = server.get(&csv);
    assert_eq!((whole.status, whole.body == original), (200, true));
    assert_eq!(whole.header("content-type"), Some("text/csv"));
    assert_eq!(whole.header("accept-ranges"), Some("bytes"));
    assert!(
        whole.header("content-security-policy").is_some_and(|policy| policy.contains("sandbox"))
    );
    let (tag, date) = (whole.header("etag").expect("a tag"), whole.header("last-modified"));
    let date = date.expect("a date");
    let length = original.len();
    for (header, status, bytes) in [
        ("range: bytes=0-9".to_owned(), 206, &original[..10]),
        ("range: bytes=-5".into(), 206, &original[length - 5..]),
        (format!("range: bytes={}-", length - 1), 206, &original[length - 1..]),
        (format!("range: bytes=3-7\nif-range: {tag}"), 206, &original[3..8]),
        (format!("range: bytes=3-7\nif-range: {date}"), 206, &original[3..8]),
        ("range: bytes=3-7\nif-range: \"other\"".into(), 200, &original[..]),
        ("range: bytes=3-7, 9-10".into(), 200, &original[..]),
        (format!("if-none-match: {tag}"), 304, &[]),
        (format!("if-modified-since: {date}"), 304, &[]),
        (format!("range: bytes=0-9\nif-none-match: {tag}"), 304, &[]),
    ] {
        let answer = with(&server, &csv, &header);
        assert_eq!(answer.status, status, "{header}");
        assert!(answer.body == bytes, "{header}: {} bytes", answer.body.len());
    }
    let outside = with(&server, &csv, &format!("range: bytes={length}-"));
    assert_eq!(outside.status, 416);
    assert_eq!(outside.header("content-range"), Some(format!("bytes */{length}").as_str()));
    let head = server.ask(&format!("HEAD {csv} HTTP/1.1\nrange: bytes=0-9"), "");
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), Some(length.to_string().as_str()));
    let page = with(&server, "/dataset/lluvia/", "accept-encoding: gzip\nrange: bytes=0-14");
    assert_eq!((page.status, page.body.as_slice()), (206, b"<!doctype html>".as_slice()));
    // What a browser would run is text, and is saved instead of shown.
    let active = server.get(&path(1));
    assert_eq!(active.header("content-type"), Some("text/plain"));
    assert_eq!(active.header("content-disposition"), Some("attachment"));
}

#[test]
fn a_file_that_goes_while_it_is_served_ends_the_answer() {
    let portal = portal();
    let server = Server::with(portal.path(), &["--no-watch"]);
    let shown = server.get("/api/3/action/package_show?id=lluvia").json();
    let url = shown["result"]["resources"][0]["url"].as_str().expect("an address").to_owned();
    let csv = url.trim_start_matches("https://datos.example.org").to_owned();
    let file = portal.path().join("catalog/organizations/obras/datasets/lluvia/serie.csv");
    std::fs::remove_file(&file).expect("a file");
    assert_eq!(server.get(&csv).status, 404);
    #[cfg(unix)]
    {
        portal.write("secreto.txt", "fuera del catálogo");
        std::os::unix::fs::symlink(portal.path().join("secreto.txt"), &file).expect("a link");
        assert_eq!(server.get(&csv).status, 404, "links are not followed");
    }
}
