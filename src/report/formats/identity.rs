//! Which problem is the same as one found before, although lines moved.

use crate::report::{Diagnostic, Outcome};
use crate::text::hex;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// Whether a problem came with the change that is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    /// It did, or everything is checked.
    New,
    /// It was there before.
    Known,
}

/// A problem that can be told from every other.
#[derive(Clone, Debug)]
pub(super) struct Identified<'a> {
    pub(super) problem: &'a Diagnostic,
    pub(super) state: State,
    /// 64 hexadecimal digits: no two problems of one check have the same, and a later check of the
    /// same problem gives it again, wherever its line is and in whatever language it is told.
    pub(super) fingerprint: String,
}

/// All problems, known ones too, by file and place. Who compares two reports has to see the known
/// ones, or takes them for mended.
pub(super) fn identified(outcome: &Outcome) -> Vec<Identified<'_>> {
    let new = outcome.diagnostics.iter().map(|problem| (problem, State::New));
    let known = outcome.known.iter().map(|problem| (problem, State::Known));
    let mut all: Vec<(&Diagnostic, State)> = new.chain(known).collect();
    all.sort_by(|(a, _), (b, _)| {
        let place = |d: &Diagnostic| d.position();
        (&a.file, place(a), a.code, &a.args).cmp(&(&b.file, place(b), b.code, &b.args))
    });
    let mut met: BTreeMap<String, usize> = BTreeMap::new();
    let identify = |(problem, state)| {
        let what = digest(&what(outcome, problem));
        let nth = met.entry(what.clone()).or_default();
        let fingerprint = if *nth == 0 { what } else { digest(&[&what, &nth.to_string()]) };
        *nth += 1;
        Identified { problem, state, fingerprint }
    };
    all.into_iter().map(identify).collect()
}

/// The rule, the file and what is named; numbers are places and counts that change by themselves.
fn what<'a>(outcome: &'a Outcome, problem: &'a Diagnostic) -> Vec<&'a str> {
    let mut parts = vec![problem.code, outcome.folder.as_str(), problem.file.as_str()];
    for (name, value) in &problem.args {
        if !value.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | ' ')) {
            parts.extend([*name, value.as_str()]);
        }
    }
    parts
}

/// A hash of parts, each with its length before it, so that no two lists are the same text.
fn digest<S: AsRef<str>>(parts: &[S]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        let part = part.as_ref().as_bytes();
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hex(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Severity, Source, Span};
    use std::collections::BTreeSet;

    fn problem(source: &Source, at: &str, value: &str) -> Diagnostic {
        let start = source.text.find(at).expect("it is there");
        let span = Span::new(start..start + at.len());
        Diagnostic::at(Severity::Warning, "field-unknown", source, span).with("key", value)
    }

    fn fingerprints(diagnostics: Vec<Diagnostic>, known: Vec<Diagnostic>) -> Vec<String> {
        let outcome = Outcome { diagnostics, known, ..Outcome::default() };
        identified(&outcome).into_iter().map(|one| one.fingerprint).collect()
    }

    #[test]
    fn the_same_problem_is_known_again_after_lines_moved() {
        let before = Source::new("a.yaml", "uno: 1\ndos: 2\n");
        let after = Source::new("a.yaml", "# nuevo\n\n\nuno: 1\n  # y otro\ndos: 2\n");
        let of = |source| vec![problem(source, "uno", "uno"), problem(source, "dos", "dos")];
        let first = fingerprints(of(&before), Vec::new());
        assert_eq!(first, fingerprints(of(&after), Vec::new()));
        assert_eq!(first, fingerprints(Vec::new(), of(&after)), "whether it is known or not");
        assert_eq!(first.iter().collect::<BTreeSet<_>>().len(), 2);
        assert!(first.iter().all(|print| print.len() == 64));
    }

    #[test]
    fn equal_problems_are_told_apart_by_their_order() {
        let source = Source::new("a.yaml", "uno: 1\ndos: 2\ntres: 3\n");
        let of = |at: &[&str]| at.iter().map(|at| problem(&source, at, "clave")).collect();
        let all = fingerprints(of(&["uno", "dos", "tres"]), Vec::new());
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 3);
        assert_eq!(all[..2], fingerprints(of(&["uno"]), of(&["tres"])));
    }
}
