//! The site's own files: pages, answers in files, downloads.

use crate::catalog::format;
use crate::plan::urls::href;
use crate::plan::{Kind, Output, Page};
use crate::serve::conditional::{Part, Version, date, is_known, part};
use crate::serve::generation::{Generation, Kept, Ready};
use crate::serve::media::{is_text, media_type, takes_gzip};
use crate::serve::reply::{Body, Reply};
use crate::serve::request::{Method, Request};
use anyhow::Result;
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use std::io::{Seek as _, SeekFrom};
use std::path::Path;
use std::sync::Arc;

/// What pages may load: nothing but the portal's own files, and pictures.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' https: data:; font-src 'self'; connect-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'self'";
/// What a downloaded file may do in a browser: nothing.
const FILE_POLICY: &str = "sandbox; default-src 'none'; frame-ancestors 'none'";
/// A name that carries the hash of what it names never means anything else.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Packing less saves nothing.
const WORTH_PACKING: usize = 1024;

/// The path of an address without its first slash, decoded once; none where no file can be meant:
/// what climbs, is empty in between, or holds what no name may.
pub(super) fn decoded(path: &str) -> Option<String> {
    let path = percent_decode_str(path.strip_prefix('/')?).decode_utf8().ok()?.into_owned();
    let last = path.matches('/').count();
    let fine = path.split('/').enumerate().all(|(i, name)| {
        !matches!(name, "." | "..") && (!name.is_empty() || i == last) && !name.contains('\\')
    });
    (fine && !path.chars().any(char::is_control)).then_some(path)
}

/// Answers with a file of the site; `path` is [`decoded`], `base` what stood before it in the
/// address.
///
/// # Errors
/// Where a template of the theme fails.
pub(super) fn site(
    generation: &Generation,
    request: &Request,
    base: &str,
    path: &str,
    freshness: &str,
) -> Result<Reply> {
    let folder = path.is_empty() || path.ends_with('/');
    let file = if folder { format!("{path}index.html") } else { path.to_owned() };
    let output = generation.output(&file);
    if output.is_some() && !request.method.reads() {
        return Ok(Reply::text(405, "Method Not Allowed").with("allow", "GET, HEAD, OPTIONS"));
    }
    if let Some(output) = output {
        return found(generation, request, base, output, freshness);
    }
    if !folder && generation.output(&format!("{path}/index.html")).is_some() {
        return Ok(redirect(301, request, base, &format!("{path}/")));
    }
    if let Some(file) = generation.former(path) {
        return Ok(rendered(request, 200, media_type(path), &file, FOR_EVER));
    }
    missing(generation, request)
}

/// The page for what is not there.
///
/// # Errors
/// Where its template fails.
pub(super) fn missing(generation: &Generation, request: &Request) -> Result<Reply> {
    let page =
        generation.output("404.html").map(|output| generation.content(output)).transpose()?;
    Ok(match page {
        Some(Kept::File(file)) => rendered(request, 404, media_type("404.html"), &file, "no-store"),
        _ => Reply::text(404, "Not Found"),
    })
}

fn found(
    generation: &Generation,
    request: &Request,
    base: &str,
    output: &Output,
    freshness: &str,
) -> Result<Reply> {
    if let Kind::Html(Page::Redirect(to)) = &output.kind {
        return Ok(redirect(302, request, base, to));
    }
    let kept = match &output.kind {
        Kind::Search(_) => FOR_EVER,
        Kind::Asset(name) if has_hash(name) => FOR_EVER,
        _ => freshness,
    };
    match generation.content(output)? {
        Kept::File(file) => Ok(rendered(request, 200, media_type(&output.path), &file, kept)),
        Kept::Elsewhere(file) => Ok(download(request, &output.path, &file, kept)
            .map_or_else(|| missing(generation, request), Ok)?),
    }
}

/// Whether an asset's name carries a hash: `portal.0123456789abcdef.css`.
fn has_hash(name: &str) -> bool {
    let hash = name.rsplit('.').nth(1).unwrap_or_default();
    hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Leads elsewhere in the site, with what was asked.
fn redirect(status: u16, request: &Request, base: &str, to: &str) -> Reply {
    let query = request.query.as_ref().map_or_else(String::new, |query| format!("?{query}"));
    let place = format!("{base}/{}{query}", href(to));
    Reply::text(status, &place).with("location", place).with("cache-control", "no-cache")
}

/// What was made for a request, or what of it the request wants.
pub(super) fn rendered(
    request: &Request,
    status: u16,
    media: &str,
    file: &Ready,
    kept: &str,
) -> Reply {
    let packs = is_text(media) && file.bytes.len() >= WORTH_PACKING;
    // A part is cut of the bytes as they are.
    let packed =
        packs && takes_gzip(request.header("accept-encoding")) && request.header("range").is_none();
    let tag = format!("\"{}{}\"", file.tag, if packed { "-gz" } else { "" });
    let version = Version { tag: Some(tag), modified: None };
    let bytes = if packed { file.packed() } else { Arc::clone(&file.bytes) };
    let length = bytes.len() as u64;
    let mut reply = Reply::empty(status).with("content-type", media);
    if packed {
        reply = reply.with("content-encoding", "gzip");
    }
    if packs {
        reply = reply.with("vary", "accept-encoding");
    }
    if media.starts_with("text/html") {
        reply = reply.with("content-security-policy", PAGE_POLICY);
    }
    let cut = |range: std::ops::Range<u64>| {
        let index = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
        Some(Body::Bytes(Arc::clone(&bytes), index(range.start)..index(range.end)))
    };
    let whole = reply.with("cache-control", kept);
    versioned(request, whole, &version, length, cut)
        .unwrap_or_else(|| Reply::text(500, "Internal Server Error"))
}

/// A file of the catalogue, streamed; none where it is not there any more.
fn download(request: &Request, path: &str, file: &Path, kept: &str) -> Option<Reply> {
    if !file.symlink_metadata().ok()?.is_file() {
        return None;
    }
    let opened = std::fs::File::open(file).ok()?;
    let metadata = opened.metadata().ok()?;
    let modified = metadata.modified().ok().and_then(|at| Timestamp::try_from(at).ok());
    let (length, moment) = (metadata.len(), modified.map_or(0, Timestamp::as_nanosecond));
    let version = Version {
        tag: Some(format!("\"{length:x}-{moment:x}\"")),
        modified: modified.and_then(|at| Timestamp::from_second(at.as_second()).ok()),
    };
    // In which encoding an institution's text is, nobody said.
    let media = media_type(path).split(';').next().unwrap_or_default();
    let mut reply = Reply::empty(200)
        .with("content-type", media)
        .with("content-security-policy", FILE_POLICY)
        .with("cache-control", kept);
    let name = path.rsplit('/').next().unwrap_or(path);
    if format::is_active(name.trim_end_matches(".txt")) {
        reply = reply.with("content-disposition", "attachment");
    }
    if let Some(date) = version.modified.and_then(date) {
        reply = reply.with("last-modified", date);
    }
    versioned(request, reply, &version, length, |range| {
        let mut opened = opened;
        opened.seek(SeekFrom::Start(range.start)).ok()?;
        Some(Body::File(opened, range.end - range.start))
    })
}

/// What of a version a request wants: nothing where it has it, the whole, or a part. None where it
/// cannot be had.
fn versioned(
    request: &Request,
    mut reply: Reply,
    version: &Version,
    length: u64,
    cut: impl FnOnce(std::ops::Range<u64>) -> Option<Body>,
) -> Option<Reply> {
    if let Some(tag) = &version.tag {
        reply = reply.with("etag", tag);
    }
    if reply.status != 200 || !request.method.reads() {
        reply.body = cut(0..length)?;
        return Some(reply);
    }
    if is_known(request, version) {
        reply.status = 304;
        reply.headers.retain(|(name, _)| !matches!(*name, "content-type" | "content-encoding"));
        return Some(reply);
    }
    reply = reply.with("accept-ranges", "bytes");
    let wanted = match request.method {
        Method::Get => part(request, version, length),
        _ => Part::Whole,
    };
    match wanted {
        Part::Whole => reply.body = cut(0..length)?,
        Part::Range(range) => {
            reply.status = 206;
            let (first, last) = range.into_inner();
            reply = reply.with("content-range", format!("bytes {first}-{last}/{length}"));
            reply.body = cut(first..last + 1)?;
        }
        Part::Outside => {
            return Some(
                Reply::text(416, "Range Not Satisfiable")
                    .with("content-range", format!("bytes */{length}")),
            );
        }
    }
    Some(reply)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_nowhere_but_into_the_site() {
        for (path, expected) in [
            ("/", Some("")),
            ("/dataset/", Some("dataset/")),
            ("/tag/agua%20potable/%C3%B1", Some("tag/agua potable/ñ")),
            ("/a%252e", Some("a%2e")),
            ("/..", None),
            ("/%2e%2e/x", None),
            ("/a/../b", None),
            ("/a/./b", None),
            ("//evil.example", None),
            ("/a//b", None),
            ("/a%2f%2e%2e", None),
            ("/a%00", None),
            ("/a%0d%0ab", None),
            ("/a%5c..%5cb", None),
            ("/%ff", None),
            ("*", None),
        ] {
            assert_eq!(decoded(path).as_deref(), expected, "{path}");
        }
    }
}
