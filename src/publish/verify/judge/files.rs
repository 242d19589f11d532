//! Whether the files served are those of the manifest.

use crate::fetch::Response;
use crate::publish::verify::check;
use crate::publish::verify::exchange::{Answer as _, Exchange};
use crate::publish::verify::line::{Line, Outcome, of};
use crate::write::Recorded;
use std::io::Read as _;

/// A file, asked for as it is: nothing where it is the manifest's.
pub(in crate::publish::verify) fn judge(
    path: &str,
    entry: &Recorded,
    exchange: &Exchange,
    manifest: &Response,
) -> Vec<Line> {
    of(exchange, |response| {
        let same = response.header("content-encoding").is_none() && entry.is(&response.body);
        if response.status == 200 && same {
            return Vec::new();
        }
        let (check, came) = difference(path, entry, response, manifest);
        let expected = format!("200, {} B, sha256 {}", entry.size, entry.sha256);
        vec![Line::new(check, Outcome::Finding, &exchange.question, came, expected)]
    })
}

/// What is the matter with a file that is not the manifest's.
fn difference(
    path: &str,
    entry: &Recorded,
    response: &Response,
    manifest: &Response,
) -> (&'static check::Check, String) {
    let body = &response.body;
    let brief = response.brief();
    if response.status != 200 {
        return (&check::MISSING, brief);
    }
    if let Some(encoding) = response.header("content-encoding") {
        return (&check::ENCODED, format!("{brief}, content-encoding: {encoding}"));
    }
    if let Some(how) = recoded(entry, body) {
        return (&check::ENCODED, format!("{brief}, {how}"));
    }
    if response.is_html() && path.rsplit('.').next() != Some("html") {
        return (&check::HTML, brief);
    }
    if let Some(sign) = stale(response, manifest) {
        return (&check::STALE, format!("{brief}, {sign}"));
    }
    (&check::ALTERED, brief)
}

/// How somebody on the way wrote the same file otherwise.
fn recoded(entry: &Recorded, body: &[u8]) -> Option<&'static str> {
    if body.strip_prefix(b"\xef\xbb\xbf").is_some_and(|rest| entry.is(rest)) {
        return Some("U+FEFF +");
    }
    if body.starts_with(&[0x1f, 0x8b]) {
        let mut inside = Vec::new();
        let unpacked = flate2::read::MultiGzDecoder::new(body)
            .take(entry.size.saturating_add(1))
            .read_to_end(&mut inside);
        if unpacked.is_ok() && entry.is(&inside) {
            return Some("gzip");
        }
    }
    // An upload in the text mode of FTP.
    let other_ends: Vec<u8> = body
        .iter()
        .enumerate()
        .filter(|(i, byte)| **byte != b'\r' || body.get(i + 1) != Some(&b'\n'))
        .map(|(_, byte)| *byte)
        .collect();
    (other_ends.len() < body.len() && entry.is(&other_ends)).then_some("CRLF")
}

/// The sign that a file is of an earlier build: a cache's age, or a date before the manifest's.
fn stale(response: &Response, manifest: &Response) -> Option<String> {
    let age = response.header("age").and_then(|age| age.trim().parse::<u64>().ok());
    if age.is_some_and(|age| age > 0) {
        return Some(response.told("age"));
    }
    let date = |response: &Response| {
        let text = response.header("last-modified")?;
        jiff::fmt::rfc2822::parse(text).ok().map(|date| date.timestamp())
    };
    let (own, whole) = (date(response)?, date(manifest)?);
    (own < whole).then(|| response.told("last-modified"))
}

/// Whether the pages, the search index and the manifest are of one build.
pub(in crate::publish::verify) fn versions(
    current: &Exchange,
    page: &Exchange,
    in_manifest: impl Fn(&str) -> bool,
) -> Vec<Line> {
    let (Ok(named), Ok(page_said)) = (&current.outcome, &page.outcome) else { return Vec::new() };
    let build = named.json().and_then(|json| json["build"].as_str().map(str::to_owned));
    let Some(build) = build else { return Vec::new() };
    let text = String::from_utf8_lossy(&page_said.body);
    let carried = text.split("data-build=\"").nth(1).and_then(|rest| rest.split('"').next());
    let Some(carried) = carried else { return Vec::new() };
    let fine = carried == build && in_manifest(&build);
    let mut line = Line::judged(
        &check::VERSIONS,
        fine,
        &page.question,
        format!("{}: {carried}", page.question),
        format!("{}: {build}", current.question),
    );
    line.asked.push(current.question.to_string());
    vec![line]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::verify::exchange::Question;
    use sha2::{Digest as _, Sha256};

    const TEXT: &[u8] = b"{\"a\":1}\n";

    #[track_caller]
    fn finds(path: &str, status: u16, headers: &[(&str, &str)], body: &[u8], code: Option<&str>) {
        let entry =
            Recorded { sha256: crate::text::hex(&Sha256::digest(TEXT)), size: TEXT.len() as u64 };
        let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let outcome = Ok(Response { status, headers, body: body.to_vec() });
        let exchange = Exchange { question: Question::get(path), outcome };
        let modified = "Sat, 02 Mar 2024 10:00:00 GMT".to_owned();
        let manifest = Response {
            headers: vec![("last-modified".to_owned(), modified)],
            ..Response::default()
        };
        let lines = judge(path, &entry, &exchange, &manifest);
        assert_eq!(lines.first().map(|line| line.check.code), code, "{lines:?}");
    }

    #[test]
    fn each_difference_has_its_name() {
        let old = [("last-modified", "Fri, 01 Mar 2024 10:00:00 GMT")];
        let new = [("last-modified", "Sat, 02 Mar 2024 10:00:00 GMT")];
        finds("a.json", 200, &[], TEXT, None);
        finds("a.json", 200, &old, TEXT, None);
        finds("a.json", 404, &[], b"", Some("file-missing"));
        finds("a.json", 403, &[], TEXT, Some("file-missing"));
        finds("a.json", 200, &new, b"{\"a\":2}\n", Some("file-altered"));
        finds("a.json", 200, &old, b"{\"a\":2}\n", Some("file-stale"));
        finds("a.json", 200, &[("age", "3600")], b"{\"a\":2}\n", Some("file-stale"));
        finds("a.json", 200, &[("age", "0")], b"{\"a\":2}\n", Some("file-altered"));
        finds("a.json", 200, &[], b"\n<!DOCTYPE html><p>", Some("file-html"));
        finds("a.html", 200, &[], b"<!doctype html><p>", Some("file-altered"));
        finds("a.json", 200, &[], b"{\"a\":1}\r\n", Some("file-encoded"));
        finds("a.json", 200, &[], b"\xef\xbb\xbf{\"a\":1}\n", Some("file-encoded"));
        finds("a.json", 200, &[("content-encoding", "gzip")], b"x", Some("file-encoded"));
    }
}
