//! What one judgement says.

use crate::publish::verify::check::{self, Check, Severity};
use crate::publish::verify::exchange::{Answer as _, Exchange, Trouble};
use serde::Serialize;

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
        asked: impl ToString,
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
        asked: impl ToString,
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
                return Self::new(&check::UNASKED, Outcome::Skipped, asked, "", "");
            }
        };
        Self::new(check, Outcome::Finding, &exchange.question, came, expected)
    }

    pub(super) fn is_finding(&self) -> bool {
        self.outcome == Outcome::Finding
    }
}

/// Judges an answer, or says why there is none.
pub(super) fn of(
    exchange: &Exchange,
    judge: impl FnOnce(&crate::fetch::Response) -> Vec<Line>,
) -> Vec<Line> {
    match &exchange.outcome {
        Ok(response) => judge(response),
        Err(trouble) => vec![Line::trouble(exchange, trouble)],
    }
}

/// A status that was not the one hoped for.
pub(super) fn unwelcome(
    check: &'static Check,
    exchange: &Exchange,
    response: &crate::fetch::Response,
    expected: &str,
) -> Line {
    Line::judged(check, false, &exchange.question, response.brief(), expected)
}

/// Lines that say one thing of several questions become one; where a question has a deeper trouble,
/// what follows from it is left out.
pub(super) fn settled(lines: Vec<Line>) -> Vec<Line> {
    let deep = |line: &Line| {
        let rank = |codes: &[&Check]| codes.iter().any(|check| check.code == line.check.code);
        if rank(&[&check::SLOW, &check::HUGE, &check::BROKEN, &check::REDIRECT, &check::UNASKED]) {
            0
        } else if line.check.code.starts_with("file-") {
            1
        } else {
            2
        }
    };
    let depth: std::collections::BTreeMap<String, u8> = lines
        .iter()
        .filter(|line| line.outcome != Outcome::Fine && deep(line) < 2)
        .fold(Default::default(), |mut depth: std::collections::BTreeMap<_, _>, line| {
            for asked in &line.asked {
                let least = depth.entry(asked.clone()).or_insert(2);
                *least = deep(line).min(*least);
            }
            depth
        });
    let mut settled: Vec<Line> = Vec::new();
    for line in lines {
        let shallow = |asked: &String| depth.get(asked).is_some_and(|least| *least < deep(&line));
        if line.outcome != Outcome::Fine && line.asked.iter().any(shallow) {
            continue;
        }
        let same = |other: &&mut Line| {
            other.check == line.check
                && other.outcome == line.outcome
                && (line.outcome == Outcome::Fine
                    || (other.expected == line.expected && other.came == line.came))
        };
        match settled.iter_mut().find(same) {
            Some(other) => {
                for asked in line.asked {
                    if !other.asked.contains(&asked) {
                        other.asked.push(asked);
                    }
                }
            }
            None => settled.push(line),
        }
    }
    settled
}
