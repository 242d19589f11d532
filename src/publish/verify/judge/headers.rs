//! Whether files come with the headers that browsers and programs need.

use crate::fetch::{Response, decoded};
use crate::publish::verify::check;
use crate::publish::verify::exchange::{Answer as _, Exchange, printable};
use crate::publish::verify::line::{Line, Outcome, of, unwelcome};
use crate::publish::verify::specimen::Kind;
use crate::write::Recorded;

/// The types that a kind may come as, and whether it needs `charset=utf-8`: RFC 8259, RFC 4287,
/// RFC 7111 (a table without it is ASCII), RFC 9239.
fn types(kind: Kind) -> Option<(&'static [&'static str], bool)> {
    Some(match kind {
        Kind::Page => (&["text/html"], false),
        Kind::Answer | Kind::Json | Kind::Current => (&["application/json"], false),
        Kind::Style => (&["text/css"], false),
        Kind::Script | Kind::Loader => (&["text/javascript", "application/javascript"], false),
        Kind::Image => (&["image/svg+xml"], false),
        Kind::Feed => (&["application/atom+xml", "application/xml", "text/xml"], false),
        Kind::Sitemap => (&["application/xml", "text/xml"], false),
        Kind::Dump => (&["application/gzip", "application/x-gzip"], false),
        Kind::Csv => (&["text/csv"], true),
        Kind::Active => (&["text/plain"], false),
        Kind::Index => return None,
    })
}

/// How long anything that changes may be kept, in seconds.
const FRESH: u64 = 3600;
/// How long anything that never changes should be kept, in seconds.
const LASTING: u64 = 31_536_000;
/// Below this many bytes packing is not worth it.
const WORTH_PACKING: u64 = 1400;

/// Everything that the headers of a file say.
pub(in crate::publish::verify) fn judge(kind: Kind, exchange: &Exchange) -> Vec<Line> {
    let Ok(response) = &exchange.outcome else { return Vec::new() };
    if response.status != 200 {
        return Vec::new();
    }
    let mut lines: Vec<Line> = [
        content_type(kind, exchange, response),
        cors(kind, exchange, response),
        Some(nosniff(exchange, response)),
        Some(cache(kind, exchange, response)),
        csp(kind, exchange, response),
        active(kind, exchange, response),
    ]
    .into_iter()
    .flatten()
    .collect();
    lines.sort_by_key(|line| line.outcome);
    lines
}

fn content_type(kind: Kind, exchange: &Exchange, response: &Response) -> Option<Line> {
    let (allowed, charset) = types(kind)?;
    let whole = response.header("content-type").unwrap_or_default().to_ascii_lowercase();
    let named = whole.split("charset=").nth(1).map(|rest| rest.trim_matches(['"', ' ', ';']));
    let right = match named {
        Some(named) => named == "utf-8",
        // A table in another encoding had better not be called UTF-8.
        None => !charset || std::str::from_utf8(&response.body).is_err(),
    };
    let fine = allowed.contains(&response.media_type().as_str()) && right;
    let expected =
        format!("content-type: {}{}", allowed[0], if charset { "; charset=utf-8" } else { "" });
    let came = response.told("content-type");
    Some(Line::judged(&check::TYPE, fine, &exchange.question, came, expected))
}

/// What pages of other sites read: answers, dumps, tables, and the search.
fn cors(kind: Kind, exchange: &Exchange, response: &Response) -> Option<Line> {
    let read = matches!(
        kind,
        Kind::Answer
            | Kind::Json
            | Kind::Dump
            | Kind::Csv
            | Kind::Current
            | Kind::Index
            | Kind::Loader
    );
    let header = "access-control-allow-origin";
    let fine = matches!(response.header(header), Some("*" | "https://example.org"));
    let expected = format!("{header}: *");
    read.then(|| {
        Line::judged(&check::CORS, fine, &exchange.question, response.told(header), expected)
    })
}

fn nosniff(exchange: &Exchange, response: &Response) -> Line {
    let header = "x-content-type-options";
    let fine = response.header(header).is_some_and(|value| value.eq_ignore_ascii_case("nosniff"));
    let expected = format!("{header}: nosniff");
    Line::judged(&check::NOSNIFF, fine, &exchange.question, response.told(header), expected)
}

/// What changes must be asked for again soon, what never changes need not be.
fn cache(kind: Kind, exchange: &Exchange, response: &Response) -> Line {
    let header = "cache-control";
    let value = response.header(header).unwrap_or_default().to_ascii_lowercase();
    let directives: Vec<&str> = value.split(',').map(str::trim).collect();
    let max_age = directives.iter().find_map(|one| one.strip_prefix("max-age=")?.parse().ok());
    let has = |name: &str| directives.contains(&name);
    let (check, fine, expected) = if matches!(kind, Kind::Style | Kind::Script | Kind::Index) {
        let fine = has("immutable") && max_age >= Some(LASTING);
        (&check::LASTING, fine, format!("{header}: public, max-age={LASTING}, immutable"))
    } else {
        let again = has("no-cache") || has("no-store");
        let fine = again || !has("immutable") && max_age.is_some_and(|age: u64| age <= FRESH);
        (&check::FRESH, fine, format!("{header}: max-age ≤ {FRESH}"))
    };
    Line::judged(check, fine, &exchange.question, response.told(header), expected)
}

/// Pages let no script in but the portal's own.
fn csp(kind: Kind, exchange: &Exchange, response: &Response) -> Option<Line> {
    let header = "content-security-policy";
    let policy = response.header(header).unwrap_or_default();
    let directive = |name: &str| {
        policy.split(';').map(str::trim).find_map(|one| one.strip_prefix(name)?.strip_prefix(' '))
    };
    let scripts = directive("script-src").or_else(|| directive("default-src"));
    let open = ["'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:", "data:"];
    let closed = |list: &str| !list.split_ascii_whitespace().any(|source| open.contains(&source));
    let expected = format!("{header}: default-src 'self'; …");
    (kind == Kind::Page).then(|| {
        let fine = scripts.is_some_and(closed);
        Line::judged(&check::CSP, fine, &exchange.question, response.told(header), expected)
    })
}

/// Types that a browser runs with the rights of the portal's address.
const RUN: [&str; 6] = [
    "text/html",
    "application/xhtml+xml",
    "image/svg+xml",
    "application/xml",
    "text/xml",
    "text/javascript",
];

/// What others published must not run at the portal's address.
fn active(kind: Kind, exchange: &Exchange, response: &Response) -> Option<Line> {
    let harmless = !RUN.contains(&response.media_type().as_str());
    let header = |name: &str| response.header(name).unwrap_or_default().to_ascii_lowercase();
    let kept = header("content-disposition").starts_with("attachment")
        || header("content-security-policy")
            .split(';')
            .any(|one| one.trim().starts_with("sandbox"));
    let fine = harmless || kept;
    let expected = "content-type: text/plain, or content-disposition: attachment";
    let published = matches!(kind, Kind::Active | Kind::Csv);
    published.then(|| {
        let came = response.told("content-type");
        Line::judged(&check::ACTIVE, fine, &exchange.question, came, expected)
    })
}

/// A file asked for packed: whether it is, whether what is in it is the file, whether caches are
/// told. `required` where every host should be able to.
pub(in crate::publish::verify) fn packed(
    entry: &Recorded,
    required: bool,
    exchange: &Exchange,
) -> Vec<Line> {
    of(exchange, |response| {
        let asked = &exchange.question;
        let encoding = response.header("content-encoding");
        if response.status != 200 {
            return vec![unwelcome(&check::COMPRESSION, exchange, response, "200")];
        }
        let Some(encoding) = encoding else {
            let worth = required && entry.size >= WORTH_PACKING;
            let outcome = if worth { Outcome::Finding } else { Outcome::Fine };
            let came = response.told("content-encoding");
            let expected = "content-encoding: gzip";
            return vec![Line::new(&check::COMPRESSION, outcome, asked, came, expected)];
        };
        let encoding = printable(encoding);
        let body = decoded(response, exchange.question.limit);
        let same = body.as_ref().is_ok_and(|body| entry.is(body));
        if !same {
            let came = match &body {
                Ok(body) if body.starts_with(&[0x1f, 0x8b]) => format!("{encoding} × 2"),
                Ok(body) => format!("{encoding}, {} B", body.len()),
                Err(failure) => format!("{encoding}: {failure}"),
            };
            let expected = format!("{} B, sha256 {}", entry.size, entry.sha256);
            return vec![Line::new(&check::ENCODED, Outcome::Finding, asked, came, expected)];
        }
        let varies = response.headers.iter().any(|(name, value)| {
            let value = value.to_ascii_lowercase();
            name == "vary"
                && value.split(',').any(|one| matches!(one.trim(), "accept-encoding" | "*"))
        });
        let size = format!("{encoding}, {} B → {} B", response.body.len(), entry.size);
        vec![
            Line::new(&check::COMPRESSION, Outcome::Fine, asked, size, "content-encoding: gzip"),
            Line::judged(
                &check::VARY,
                varies,
                asked,
                response.told("vary"),
                "vary: Accept-Encoding",
            ),
        ]
    })
}

/// What identifies this version of a file, for a second question.
pub(in crate::publish::verify) fn condition(response: &Response) -> Option<(&'static str, &str)> {
    let etag = response.header("etag").map(|etag| ("if-none-match", etag));
    etag.or_else(|| Some(("if-modified-since", response.header("last-modified")?)))
}

/// Whether what was not changed is not sent again; none where it had nothing to be known by.
pub(in crate::publish::verify) fn not_modified(
    first: &Exchange,
    second: Option<&Exchange>,
) -> Vec<Line> {
    let expected = "304";
    match second {
        Some(second) => of(second, |response| {
            let fine = response.status == 304;
            let came = response.brief();
            vec![Line::judged(&check::VALIDATOR, fine, &second.question, came, expected)]
        }),
        None => of(first, |response| {
            let came = format!("{}, {}", response.told("etag"), response.told("last-modified"));
            vec![Line::judged(&check::VALIDATOR, false, &first.question, came, "etag")]
        }),
    }
}

/// How many bytes of a file the question for a part asks for.
pub(in crate::publish::verify) const PART: u64 = 100;

/// Whether a download that broke off can go on.
pub(in crate::publish::verify) fn range(exchange: &Exchange) -> Vec<Line> {
    of(exchange, |response| {
        let fine = response.status == 206 && response.body.len() as u64 == PART;
        let (came, expected) = (response.brief(), format!("206, {PART} B"));
        vec![Line::judged(&check::RANGE, fine, &exchange.question, came, expected)]
    })
}

/// What the host says of itself.
pub(in crate::publish::verify) fn server(exchange: &Exchange) -> Vec<Line> {
    let Ok(response) = &exchange.outcome else { return Vec::new() };
    let tells = |name: &&str| {
        let value = response.header(name).unwrap_or_default();
        value.split('/').skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let telling = ["server", "x-powered-by"].into_iter().find(tells);
    let came = response.told(telling.unwrap_or("server"));
    vec![Line::judged(&check::SERVER, telling.is_none(), &exchange.question, came, "server: …")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::verify::exchange::Question;

    fn exchange(headers: &[(&str, &str)]) -> Exchange {
        let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let outcome = Ok(Response { status: 200, headers, body: b"a,b\n".to_vec() });
        Exchange { question: Question::get("a"), outcome }
    }

    #[track_caller]
    fn finds(kind: Kind, headers: &[(&str, &str)], expected: &[&str]) {
        let lines = judge(kind, &exchange(headers));
        let found: Vec<&str> =
            lines.iter().filter(|line| line.is_finding()).map(|line| line.check.code).collect();
        assert_eq!(found, expected, "{headers:?}");
    }

    const NOSNIFF: (&str, &str) = ("x-content-type-options", "nosniff");
    const CORS: (&str, &str) = ("access-control-allow-origin", "*");
    const SOON: (&str, &str) = ("cache-control", "public, max-age=300");

    #[test]
    fn each_header_is_missed() {
        let json = ("content-type", "application/json; charset=utf-8");
        finds(Kind::Answer, &[json, CORS, NOSNIFF, SOON], &[]);
        finds(Kind::Answer, &[CORS, NOSNIFF, SOON], &["content-type"]);
        finds(Kind::Answer, &[json, NOSNIFF, SOON], &["cors"]);
        finds(Kind::Answer, &[json, CORS, SOON], &["nosniff"]);
        finds(Kind::Answer, &[json, CORS, NOSNIFF], &["cache-fresh"]);
        let long = ("cache-control", "max-age=86400");
        finds(Kind::Answer, &[json, CORS, NOSNIFF, long], &["cache-fresh"]);
        let latin = ("content-type", "application/json; charset=iso-8859-1");
        finds(Kind::Answer, &[latin, CORS, NOSNIFF, SOON], &["content-type"]);
    }

    #[test]
    fn a_policy_keeps_strange_scripts_out() {
        let html = ("content-type", "text/html");
        let is = |policy: &str, found: &[&str]| {
            let csp = ("content-security-policy", policy);
            finds(Kind::Page, &[html, NOSNIFF, SOON, csp], found);
        };
        is("default-src 'self'", &[]);
        is("default-src *; script-src 'self' 'wasm-unsafe-eval'", &[]);
        is("default-src 'self'; script-src 'self' 'unsafe-inline'", &["csp"]);
        is("default-src https:", &["csp"]);
        is("img-src 'self'", &["csp"]);
    }

    #[test]
    fn what_never_changes_is_kept() {
        let css = ("content-type", "text/css");
        let lasting = ("cache-control", "public, max-age=31536000, immutable");
        finds(Kind::Style, &[css, NOSNIFF, lasting], &[]);
        finds(Kind::Style, &[css, NOSNIFF, SOON], &["cache-lasting"]);
    }

    #[test]
    fn what_would_run_is_told() {
        let all = |media_type| [("content-type", media_type), NOSNIFF, SOON];
        finds(Kind::Active, &all("text/plain"), &[]);
        finds(Kind::Active, &all("text/html"), &["content-type", "active"]);
        let mut kept = all("text/html").to_vec();
        kept.push(("content-disposition", "attachment; filename=a"));
        finds(Kind::Active, &kept, &["content-type"]);
        let csv = |media_type| [("content-type", media_type), NOSNIFF, SOON, CORS];
        finds(Kind::Csv, &csv("text/csv; charset=utf-8"), &[]);
        finds(Kind::Csv, &csv("text/csv"), &["content-type"]);
    }
}
