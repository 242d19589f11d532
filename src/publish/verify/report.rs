//! What is told in the end: to people, and as JSON.
//!
//! The JSON is one object: `url`, `tier` (`"A"`, `"B"`, `"C"` or null), `host` and `recognised_by`
//! (or null), `manifest` (`generator`, `commit`, `files`, or null), `requests`, `bytes`, `findings`
//! (their number) and `checks`, each with `code`, `outcome` (`finding`, `note`, `skipped` or `fine`),
//! `severity` (`error`, `warning` or `note`), `tier` (the tier that stands on it, or null), `title`,
//! `asked` (a list), `came`, `expected`, and, unless it is fine, `message`, `remedy` and `line` (the
//! line of the host's configuration, or null).

use crate::publish::Host;
use crate::publish::verify::check::{Severity, Tier};
use crate::publish::verify::exchange::printable;
use crate::publish::verify::line::{Line, Outcome};
use crate::text::Texts;
use crate::write::Manifest;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// How many questions of one finding a person is shown.
const SHOWN: usize = 5;

/// What a site was made by and from.
#[derive(Clone, Debug)]
pub struct Source {
    /// The program.
    pub generator: String,
    /// The commit.
    pub commit: Option<String>,
    /// How many files there are.
    pub files: usize,
}

impl Source {
    pub(super) fn of(manifest: &Manifest) -> Self {
        Self {
            generator: printable(manifest.generator()),
            commit: manifest.commit().map(printable),
            files: manifest.files().len(),
        }
    }
}

/// What was found out of a host.
#[derive(Clone, Debug)]
pub struct Report {
    /// The site's address.
    pub url: String,
    /// The tier that it reaches; none where not even files can be had.
    pub tier: Option<Tier>,
    /// The host.
    pub host: Option<Host>,
    /// What gave the host away.
    pub by: Option<&'static str>,
    /// What the manifest says of the site.
    pub source: Option<Source>,
    /// How many requests were made.
    pub requests: u64,
    /// How many bytes of bodies came.
    pub bytes: u64,
    /// What was judged.
    pub lines: Vec<Line>,
}

impl Report {
    /// How many things have to be mended.
    pub fn findings(&self) -> usize {
        self.lines.iter().filter(|line| line.is_finding()).count()
    }

    /// For people: what is fine in one line a check, then what is not. Only the latter if `brief`.
    pub fn text(&self, texts: &Texts, brief: bool) -> String {
        let mut out = String::new();
        if !brief {
            out += &self.head(texts);
            for line in self.lines.iter().filter(|line| line.outcome == Outcome::Fine) {
                let title = title(line, texts);
                let asked = asked(line, texts, 1).join(" ");
                _ = writeln!(out, "{}  {title}: {asked} → {}", word("fine", texts), line.came);
            }
        }
        let shown: &[Outcome] = if brief {
            &[Outcome::Finding]
        } else {
            &[Outcome::Skipped, Outcome::Note, Outcome::Finding]
        };
        for outcome in shown {
            for line in self.lines.iter().filter(|line| line.outcome == *outcome) {
                out += &self.told(line, texts);
            }
        }
        if !brief {
            let n = self.findings().to_string();
            _ = writeln!(out, "\n{}", texts.get("verify.findings", &[("n", &n)]));
        }
        out.truncate(out.trim_end().len());
        out
    }

    fn head(&self, texts: &Texts) -> String {
        let tier = match self.tier {
            Some(tier) => texts.get(&format!("verify.tier-{}", tier.letter()), &[]),
            None => texts.get("verify.tier-none", &[]),
        };
        let mut out = format!("{}\n{tier}\n", self.url);
        if let (Some(host), Some(by)) = (self.host, self.by) {
            let args = [("host", host.name()), ("by", by)];
            _ = writeln!(out, "{}", texts.get("verify.host", &args));
            // Why there is no more, where the host has reached all that it can.
            if host.best() < Tier::A {
                let key = format!("verify.cannot.{}", host.name());
                _ = writeln!(out, "{}", texts.get(&key, &[]));
            }
        }
        if let Some(source) = &self.source {
            let (files, commit) =
                (source.files.to_string(), source.commit.as_deref().unwrap_or("–"));
            let args = [("generator", &*source.generator), ("commit", commit), ("files", &files)];
            _ = writeln!(out, "{}", texts.get("verify.source", &args));
        }
        let (requests, bytes) = (self.requests.to_string(), self.bytes.to_string());
        let cost = texts.get("verify.cost", &[("requests", &requests), ("bytes", &bytes)]);
        _ = writeln!(out, "{cost}\n");
        out
    }

    /// What is not fine, with what mends it.
    fn told(&self, line: &Line, texts: &Texts) -> String {
        let weight = match (line.outcome, line.check.severity) {
            (Outcome::Finding, Severity::Error) => "error",
            (Outcome::Finding, _) => "warning",
            (Outcome::Skipped, _) => "skipped",
            _ => "note",
        };
        let weight = word(weight, texts);
        let mut out = format!("\n{weight}[{}]: {}\n", line.check.code, wrong(line, texts));
        let label = |key: &str| texts.get(&format!("verify.{key}"), &[]);
        for asked in asked(line, texts, SHOWN) {
            _ = writeln!(out, "  {}: {asked}", label("asked"));
        }
        for (key, value) in [("came", &line.came), ("expected", &line.expected)] {
            if !value.is_empty() {
                _ = writeln!(out, "  {}: {value}", label(key));
            }
        }
        _ = writeln!(out, "  {}: {}", label("remedy-is"), self.remedy(line, texts));
        if let Some(change) = self.change(line) {
            _ = writeln!(out, "    {change}");
        }
        out
    }

    /// What mends it, and where.
    fn remedy(&self, line: &Line, texts: &Texts) -> String {
        let beyond = |host: Host| {
            let missing = line.absent && line.check.tier.is_some_and(|tier| tier > host.best());
            missing || host.cannot(line.check.remedy)
        };
        match self.host {
            Some(host) if beyond(host) => texts.get(&format!("verify.cannot.{}", host.name()), &[]),
            Some(host) => {
                let place = texts.get(&format!("verify.where.{}", host.name()), &[]);
                let remedy = format!("verify.remedy.{}", line.check.remedy);
                let remedy = texts.get(&remedy, &[("host", host.name())]);
                if self.change(line).is_some() { format!("{remedy}; {place}:") } else { remedy }
            }
            None => {
                let remedy = format!("verify.remedy.{}", line.check.remedy);
                texts.get(&remedy, &[("host", "nginx|apache|htaccess|caddy|edge|…")])
            }
        }
    }

    fn change(&self, line: &Line) -> Option<&'static str> {
        self.host?.line(line.check.remedy).filter(|_| line.outcome != Outcome::Fine)
    }

    /// For programs; the module says what is in it.
    pub fn json(&self, texts: &Texts) -> Value {
        let source = self.source.as_ref().map(|source| {
            json!({
                "generator": source.generator,
                "commit": source.commit,
                "files": source.files,
            })
        });
        json!({
            "url": self.url,
            "tier": self.tier,
            "host": self.host.map(Host::name),
            "recognised_by": self.by,
            "manifest": source,
            "requests": self.requests,
            "bytes": self.bytes,
            "findings": self.findings(),
            "checks": self.lines.iter().map(|line| self.check(line, texts)).collect::<Vec<_>>(),
        })
    }

    fn check(&self, line: &Line, texts: &Texts) -> Value {
        let mut check = json!({
            "code": line.check.code,
            "outcome": line.outcome,
            "severity": line.check.severity,
            "tier": line.check.tier,
            "title": title(line, texts),
            "asked": line.asked,
            "came": line.came,
            "expected": line.expected,
        });
        if line.outcome != Outcome::Fine {
            check["message"] = wrong(line, texts).into();
            check["remedy"] = self.remedy(line, texts).into();
            check["line"] = self.change(line).into();
        }
        check
    }
}

fn word(key: &str, texts: &Texts) -> String {
    texts.get(&format!("verify.{key}"), &[])
}

fn title(line: &Line, texts: &Texts) -> String {
    texts.get(&format!("verify.title.{}", line.check.code), &[])
}

fn wrong(line: &Line, texts: &Texts) -> String {
    texts.get(&format!("verify.wrong.{}", line.check.code), &[])
}

/// The first questions, and how many more there are.
fn asked(line: &Line, texts: &Texts, shown: usize) -> Vec<String> {
    let mut asked: Vec<String> = line.asked.iter().take(shown).map(|one| printable(one)).collect();
    let more = line.asked.len().saturating_sub(shown);
    if more > 0 {
        asked.push(texts.get("verify.more", &[("n", &more.to_string())]));
    }
    asked
}
