//! What one judgement says.

use crate::fetch::Response;
use crate::publish::verify::check::{self, Check, Severity};
use crate::publish::verify::exchange::{Answer as _, Exchange, Trouble};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// To be mended.
    Finding,
    /// Not so, and not to be mended: the host cannot, or does not promise it.
    Note,
    /// Not to be judged.
    Skipped,
    /// As it should be.
    Fine,
}

/// A line of the report.
#[derive(Clone, Debug)]
pub struct Line {
    /// What was checked.
    pub check: &'static Check,
    /// How it is.
    pub outcome: Outcome,
    /// Every question that got this answer.
    pub asked: Vec<String>,
    /// What came, in the words of HTTP.
    pub came: String,
    /// What was expected, in the words of HTTP.
    pub expected: String,
    /// The host does not answer such questions at all, rather than wrongly.
    pub absent: bool,
}

impl Line {
    pub(super) fn new(
        check: &'static Check,
        outcome: Outcome,
        asked: &(impl ToString + ?Sized),
        came: impl Into<String>,
        expected: impl Into<String>,
    ) -> Self {
        let outcome = match (outcome, check.severity) {
            (Outcome::Finding, Severity::Note) => Outcome::Note,
            (outcome, _) => outcome,
        };
        let (came, expected) = (came.into(), expected.into());
        Self { check, outcome, asked: vec![asked.to_string()], came, expected, absent: false }
    }

    /// Fine or a finding.
    pub(super) fn judged(
        check: &'static Check,
        fine: bool,
        asked: &(impl ToString + ?Sized),
        came: impl Into<String>,
        expected: impl Into<String>,
    ) -> Self {
        let outcome = if fine { Outcome::Fine } else { Outcome::Finding };
        Self::new(check, outcome, asked, came, expected)
    }

    /// What is said where there is no answer to judge.
    pub(super) fn trouble(exchange: &Exchange, trouble: &Trouble) -> Self {
        let (check, came, expected) = match trouble {
            Trouble::Slow => (&check::SLOW, "…".to_owned(), "200".to_owned()),
            Trouble::Huge(limit) => (&check::HUGE, format!("> {limit} B"), format!("≤ {limit} B")),
            Trouble::Broken(why) => (&check::BROKEN, why.clone(), "200".to_owned()),
            Trouble::Loop => (&check::REDIRECT, "301, 301, 301 …".to_owned(), "200".to_owned()),
            Trouble::Away(to) => (&check::REDIRECT, format!("→ {to}"), "200".to_owned()),
            Trouble::Unasked => {
                let asked = exchange.question.to_string();
                return Self::new(&check::UNASKED, Outcome::Skipped, &asked, "", "");
            }
        };
        Self::new(check, Outcome::Finding, &exchange.question, came, expected)
    }

    pub(super) fn is_finding(&self) -> bool {
        self.outcome == Outcome::Finding
    }
}

/// Judges an answer, or says why there is none.
pub(super) fn of(exchange: &Exchange, judge: impl FnOnce(&Response) -> Vec<Line>) -> Vec<Line> {
    match &exchange.outcome {
        Ok(response) => judge(response),
        Err(trouble) => vec![Line::trouble(exchange, trouble)],
    }
}

/// A status that was not the one hoped for.
pub(super) fn unwelcome(
    check: &'static Check,
    exchange: &Exchange,
    response: &Response,
    expected: &str,
) -> Line {
    Line::judged(check, false, &exchange.question, response.brief(), expected)
}

/// How deep a trouble lies: what lies deeper is why the rest is so.
fn depth(line: &Line) -> u8 {
    let transport = [&check::SLOW, &check::HUGE, &check::BROKEN, &check::REDIRECT, &check::UNASKED];
    if transport.contains(&line.check) { 2 } else { u8::from(is_of_file(line.check)) }
}

fn is_of_file(check: &Check) -> bool {
    check.code.starts_with("file-")
}

/// Lines that say one thing of several questions become one; where a question has a deeper trouble,
/// what follows from it is left out.
pub(super) fn settled(lines: Vec<Line>) -> Vec<Line> {
    let mut deepest: BTreeMap<String, u8> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.outcome != Outcome::Fine) {
        for asked in &line.asked {
            let known = deepest.entry(asked.clone()).or_default();
            *known = depth(line).max(*known);
        }
    }
    let follows = |line: &Line| {
        let deeper = |asked: &String| deepest.get(asked).is_some_and(|known| *known > depth(line));
        line.outcome != Outcome::Fine && line.asked.iter().any(deeper)
    };
    let mut settled: Vec<Line> = Vec::new();
    let mut told: BTreeSet<(usize, String)> = BTreeSet::new();
    for mut line in lines.into_iter().filter(|line| !follows(line)) {
        let place = settled.iter().position(|other| is_one(other, &line));
        let at = place.unwrap_or(settled.len());
        line.asked.retain(|asked| told.insert((at, asked.clone())));
        match place {
            Some(at) => settled[at].asked.append(&mut line.asked),
            None => settled.push(line),
        }
    }
    settled
}

/// Whether two lines are one thing said of two questions. Each file has a size of its own.
fn is_one(a: &Line, b: &Line) -> bool {
    let same = a.came == b.came && a.expected == b.expected;
    a.check == b.check
        && a.outcome == b.outcome
        && (a.outcome == Outcome::Fine || is_of_file(a.check) || same)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(check: &'static Check, fine: bool, asked: &str, came: &str) -> Line {
        Line::judged(check, fine, asked, came, "")
    }

    fn told(lines: Vec<Line>) -> Vec<(&'static str, usize)> {
        settled(lines).iter().map(|line| (line.check.code, line.asked.len())).collect()
    }

    #[test]
    fn one_thing_is_said_once() {
        let lines = vec![
            line(&check::CORS, true, "a", "x"),
            line(&check::CORS, true, "b", "y"),
            line(&check::CORS, false, "c", "x"),
            line(&check::CORS, false, "d", "y"),
            line(&check::CORS, false, "e", "y"),
            line(&check::MISSING, false, "f", "x"),
            line(&check::MISSING, false, "f", "y"),
        ];
        assert_eq!(told(lines), [("cors", 2), ("cors", 1), ("cors", 2), ("file-missing", 1)]);
    }

    #[test]
    fn what_follows_from_a_deeper_trouble_is_left_out() {
        let lines = vec![
            line(&check::TYPE, false, "a", ""),
            line(&check::CORS, true, "a", ""),
            line(&check::HTML, false, "a", ""),
            line(&check::TYPE, false, "b", ""),
            line(&check::ALTERED, false, "b", ""),
            line(&check::SLOW, false, "b", ""),
        ];
        assert_eq!(told(lines), [("cors", 1), ("file-html", 1), ("slow", 1)]);
    }
}
