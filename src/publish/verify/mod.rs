//! A live host → what it makes of a site: which tier it reaches, and what is wrong.
//!
//! ```text
//! manifest, package_list ──▶ probe, specimen   which questions, as data
//!                              │ ask            the only I/O
//!                              ▼
//!                           Exchange
//!                              │ judge          pure
//!                              ▼
//!                           Line ── host ──▶ report   with the line of configuration that mends it
//! ```

pub mod check;
pub mod host;
pub mod report;

mod ask;
mod exchange;
mod judge;
mod line;
mod probe;
mod specimen;

pub use line::{Line, Outcome};
pub use specimen::Extent;

use crate::fetch::{Failure, Response};
use crate::plan::urls;
use crate::publish::Host;
use crate::write::{MANIFEST, Manifest};
use ask::{Asker, Base};
use check::Tier;
use exchange::{Answer as _, Exchange, Question};
use judge::{api, exposure, files, headers};
use probe::{Probe, Sample};
use report::{Report, Source};
use serde_json::Value;
use specimen::Kind;
use std::time::Duration;

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How many files are compared.
    pub extent: Extent,
    /// The host, where its answers do not tell.
    pub host: Option<Host>,
    /// The longest that one answer may take.
    pub timeout: Duration,
}

/// Why nothing could be verified.
#[derive(Debug)]
pub enum Refused {
    /// The address is none of `http` or `https`.
    Address,
    /// The host could not be reached.
    Unreachable(Failure),
}

/// The largest manifest that is read: about a million files.
const LARGEST_MANIFEST: u64 = 256 << 20;
/// How much more than its own size a file may take.
const SLACK: u64 = 1 << 20;
/// How many requests are made beside those for files, at most, with every redirect.
const REQUESTS: u64 = 200;
/// How many bytes may come beside the files.
const BYTES: u64 = 512 << 20;

/// Asks the site at `url` and judges its answers. `progress` is told how many files have been
/// compared, and of how many.
///
/// # Errors
/// [`Refused`]: whatever a host that can be reached answers is in the report.
pub fn verify(
    url: &str,
    options: &Options,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Report, Refused> {
    let base = Base::of(url).ok_or(Refused::Address)?;
    let mut asker = Asker::new(base, options.timeout);
    asker.allow(REQUESTS, BYTES);
    let first = asker
        .first(Question::get(MANIFEST).limit(LARGEST_MANIFEST))
        .map_err(Refused::Unreachable)?;
    let manifest = first.outcome.as_ref().ok().and_then(|response| Manifest::parse(&response.body));
    if let (Some(manifest), Extent::Full) = (&manifest, options.extent) {
        let sizes = manifest.files().map(|(_, entry)| entry.size + SLACK / 64);
        asker.allow(REQUESTS + 2 * manifest.files().len() as u64, BYTES + sizes.sum::<u64>());
    }
    let (host, by) = recognised(&asker, &first, options.host);
    let mut lines = vec![manifest_line(&first, manifest.as_ref())];
    if let (Some(manifest), Ok(response)) = (&manifest, &first.outcome) {
        lines.extend(compared(&asker, manifest, response, options.extent, progress));
    }
    let mut answers = answers(&asker);
    let promised = match options.host {
        Some(host) => host.best(),
        None => host.map_or(Tier::C, Host::promised),
    };
    let tier = api::tiers(&mut answers, promised);
    lines.extend(answers);
    lines.extend(exposures(&asker, &first));
    let lines = line::settled(lines);
    Ok(Report {
        url: asker.base.url.clone(),
        tier,
        host,
        by,
        source: manifest.as_ref().map(Source::of),
        requests: asker.requests(),
        bytes: asker.bytes(),
        lines: within_reach(lines, host),
    })
}

/// The host, and what gave it away.
fn recognised(
    asker: &Asker,
    first: &Exchange,
    named: Option<Host>,
) -> (Option<Host>, Option<&'static str>) {
    let found = first.outcome.as_ref().ok();
    let found = found.and_then(|response| Host::recognised(&asker.base.host, response));
    match (named, found) {
        (Some(host), _) => (Some(host), Some("--host")),
        (None, Some((host, header))) => (Some(host), Some(header)),
        (None, None) => (None, None),
    }
}

/// What the host cannot is no finding.
fn within_reach(mut lines: Vec<Line>, host: Option<Host>) -> Vec<Line> {
    for line in &mut lines {
        if line.is_finding() && host.is_some_and(|host| host.cannot(line.check.remedy)) {
            line.outcome = Outcome::Note;
        }
    }
    lines
}

fn manifest_line(first: &Exchange, manifest: Option<&Manifest>) -> Line {
    let response = match &first.outcome {
        Ok(response) => response,
        Err(trouble) => return Line::trouble(first, trouble),
    };
    let came = match manifest {
        Some(manifest) => format!("{}, {} files", response.brief(), manifest.files().len()),
        None => response.brief(),
    };
    let fine = manifest.is_some() && response.status == 200;
    Line::judged(&check::MANIFEST, fine, &first.question, came, "200 application/json")
}

/// The address that a file is read at: that of a page is its folder's.
fn address(path: &str) -> String {
    let folder = match path.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
        _ => path,
    };
    urls::href(folder)
}

/// The files of the manifest against those served, and how they are served.
fn compared(
    asker: &Asker,
    manifest: &Manifest,
    response: &Response,
    extent: Extent,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Vec<Line> {
    let chosen: Vec<(&str, Option<Kind>)> =
        specimen::chosen(manifest, extent).into_iter().collect();
    let questions: Vec<Question> = chosen
        .iter()
        .filter_map(|(path, _)| Some((path, manifest.file(path)?)))
        .map(|(path, entry)| Question::get(address(path)).limit(entry.size + SLACK))
        .collect();
    let count = std::sync::atomic::AtomicUsize::new(0);
    let judged = asker.ask_all(&questions, &|i, exchange| {
        let (path, kind) = chosen[i];
        let mut lines = manifest
            .file(path)
            .map_or_else(Vec::new, |entry| files::judge(path, entry, &exchange, response));
        let equal = lines.is_empty();
        if let Some(kind) = kind {
            lines.extend(headers::judge(kind, &exchange));
        }
        progress(count.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1, questions.len());
        (equal, lines, kind.map(|kind| (kind, path, exchange)))
    });
    let equal = judged.iter().filter(|(equal, ..)| *equal).count();
    let mut lines = Vec::new();
    let mut specimens = Vec::new();
    for (_, told, specimen) in judged {
        lines.extend(told);
        specimens.extend(specimen);
    }
    if equal == questions.len() {
        let came = format!("{equal} of {} files, sha256 equal", manifest.files().len());
        lines.push(Line::judged(&check::FILES, true, "GET …", came, ""));
    } else if has_moved(asker, response) {
        let question = format!("GET /{MANIFEST}");
        lines.retain(|line| !line.check.code.starts_with("file-"));
        lines.push(Line::judged(&check::MOVING, false, &question, "sha256 ≠", "sha256 ="));
    }
    let large = manifest.files().filter(|(_, entry)| entry.size > specimen::LARGEST).count();
    if large > 0 {
        let expected = format!("≤ {} B", specimen::LARGEST);
        lines.push(Line::judged(&check::LARGE, false, &format!("{large} files"), "", expected));
    }
    lines.extend(versions(&specimens, manifest, asker));
    lines.extend(packed(asker, manifest, &specimens));
    lines.extend(again(asker, manifest, &specimens));
    lines
}

/// Whether the manifest is another one by now: somebody published meanwhile.
fn has_moved(asker: &Asker, response: &Response) -> bool {
    let now = asker.ask(Question::get(MANIFEST).limit(LARGEST_MANIFEST));
    now.outcome.is_ok_and(|now| now.status == 200 && now.body != response.body)
}

type Specimens<'m> = [(Kind, &'m str, Exchange)];

/// The pages of search and the index they are for.
fn versions(specimens: &Specimens<'_>, manifest: &Manifest, asker: &Asker) -> Vec<Line> {
    let current = specimens.iter().find(|(kind, ..)| *kind == Kind::Current);
    let Some((_, _, current)) = current else { return Vec::new() };
    let page = asker.ask(Question::get("dataset/"));
    files::versions(current, &page, |build| {
        let folder = format!("search/{build}/");
        manifest.files().any(|(path, _)| path.starts_with(&folder))
    })
}

/// Files of the kinds that are worth packing, asked for packed.
fn packed(asker: &Asker, manifest: &Manifest, specimens: &Specimens<'_>) -> Vec<Line> {
    let worth = [Kind::Page, Kind::Answer, Kind::Json, Kind::Style, Kind::Script];
    let mut lines = Vec::new();
    for kind in worth {
        // What does not come plain will not come packed.
        let comes = |exchange: &Exchange| {
            exchange.outcome.as_ref().is_ok_and(|response| response.status == 200)
        };
        let of_kind = specimens.iter().filter(|(of, _, exchange)| *of == kind && comes(exchange));
        let entry = |path: &str| manifest.file(path);
        let largest = of_kind.max_by_key(|(_, path, _)| entry(path).map(|entry| entry.size));
        let Some((_, path, _)) = largest else { continue };
        let Some(entry) = entry(path) else { continue };
        for (encoding, required) in [("gzip", true), ("br", false)] {
            let question = Question::get(address(path)).with("accept-encoding", encoding);
            let exchange = asker.ask(question.limit(entry.size + SLACK));
            lines.extend(headers::packed(entry, required, &exchange));
        }
    }
    lines
}

/// A second question for what is known, and one for a part.
fn again(asker: &Asker, manifest: &Manifest, specimens: &Specimens<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    let answer = specimens.iter().find(|(kind, ..)| *kind == Kind::Answer);
    if let Some((_, path, exchange)) = answer
        && let Ok(response) = &exchange.outcome
    {
        let second = headers::condition(response)
            .map(|(name, value)| asker.ask(Question::get(address(path)).with(name, value)));
        lines.extend(headers::not_modified(exchange, second.as_ref()));
    }
    let large = |path: &str| manifest.file(path).is_some_and(|entry| entry.size > headers::PART);
    let download = [Kind::Dump, Kind::Csv]
        .into_iter()
        .find_map(|kind| specimens.iter().find(|(of, path, _)| *of == kind && large(path)));
    if let Some((_, path, exchange)) = download {
        let part = format!("bytes=0-{}", headers::PART - 1);
        let question = Question::get(address(path)).limit(exchange.question.limit);
        lines.extend(headers::range(&asker.ask(question.with("range", &part))));
    }
    lines
}

/// CKAN's questions.
fn answers(asker: &Asker) -> Vec<Line> {
    let Some(sample) = sample(asker) else {
        let exchange = asker.ask(Question::get("api/3/action/package_list"));
        let came = match &exchange.outcome {
            Ok(response) => response.brief(),
            Err(trouble) => return vec![Line::trouble(&exchange, trouble)],
        };
        return vec![Line::judged(
            &check::LIST,
            false,
            &exchange.question,
            came,
            "200, result: […]",
        )];
    };
    let groups = [probe::files(&sample), probe::get(&sample), probe::post(&sample)];
    groups.into_iter().flatten().flat_map(|probe| answered(asker, &probe)).collect()
}

fn answered(asker: &Asker, probe: &Probe) -> Vec<Line> {
    let exchanges: Vec<Exchange> =
        probe.questions.iter().map(|question| asker.ask(question.clone())).collect();
    api::judge(probe, &exchanges)
}

/// What the API tells of its catalogue; none where it has no datasets or no API.
fn sample(asker: &Asker) -> Option<Sample> {
    let json = |path: &str| {
        let exchange = asker.ask(Question::get(path));
        let mut json = exchange.outcome.ok()?.json()?;
        Some(json["result"].take())
    };
    let names = json("api/3/action/package_list")?;
    let names = names.as_array()?;
    let name = urls::href(names.iter().find_map(Value::as_str)?);
    let shown = json(&format!("api/3/action/package_show/{name}.json"))
        .filter(Value::is_object)
        .or_else(|| json(&format!("api/3/action/package_show?id={name}")))?;
    Sample::of(names, &shown)
}

/// What should not be there, what is missing, and how the site is reached.
fn exposures(asker: &Asker, first: &Exchange) -> Vec<Line> {
    let mut lines = Vec::new();
    for (path, marks) in exposure::EXPOSED {
        lines.extend(exposure::exposed(&asker.ask(Question::get(path)), marks));
    }
    lines.extend(exposure::listing(&asker.ask(Question::get("assets/")), "search.js"));
    lines.extend(exposure::not_found(&asker.ask(Question::get("no-such-page/"))));
    lines.extend(headers::server(first));
    let public = exposure::is_public(&asker.base.host);
    if public && asker.base.is_secure() {
        lines.extend(exposure::hsts(first));
        if asker.base.has_usual_port() {
            let plain = asker.without_lock();
            lines.extend(exposure::https(&asker.base.url, Some(&plain)));
        }
    } else if public {
        lines.extend(exposure::https(&asker.base.url, None));
    }
    let status = asker.ask(Question::get("api/3/action/status_show"));
    let said = status.outcome.ok().and_then(|response| response.json());
    if let Some(said) = said.as_ref().and_then(|json| json["result"]["site_url"].as_str()) {
        lines.push(exposure::base_url(said, &asker.base.url, public));
    }
    lines
}
