//! Which problems are one: in many places of a catalogue, or before and after a change.

use crate::catalog::Catalog;
use crate::report::rules::{self, Family};
use crate::report::{Diagnostic, Finding, Place, Spanned, Step};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Leaves of those that are one problem in many places the first, which tells how many more there
/// are. The diagnostics come sorted by file and place.
pub fn gather(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut first: HashMap<(&'static str, String), usize> = HashMap::new();
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len());
    for diagnostic in diagnostics {
        let Some(same) = &diagnostic.same else {
            kept.push(diagnostic);
            continue;
        };
        let key = (diagnostic.code, same.clone());
        if let Some(at) = first.get(&key) {
            kept[*at].more += 1;
        } else {
            first.insert(key, kept.len());
            kept.push(diagnostic);
        }
    }
    kept
}

/// What tells whether two problems are one.
pub trait Told {
    /// The file it is in.
    fn file(&self) -> &str;
    /// The rule.
    fn code(&self) -> &'static str;
    /// What fills its texts.
    fn args(&self) -> &[(&'static str, String)];
}

macro_rules! told {
    ($($kind:ty),*) => {$(impl Told for $kind {
        fn file(&self) -> &str {
            &self.file
        }

        fn code(&self) -> &'static str {
            self.code
        }

        fn args(&self) -> &[(&'static str, String)] {
            &self.args
        }
    })*};
}

told!(Diagnostic, Finding);

/// What tells whether two problems of a table have one cause.
const CAUSE: [&str; 5] = ["column", "reason", "kind", "key", "constraint"];

/// Whether a problem that was there before is this one still. In a table one finding stands for all
/// cells with a cause: where they have become more, somebody added to them.
fn is_still<T: Told>(now: &T, was: &T) -> bool {
    let arg = |of: &T, name: &str| {
        let found = of.args().iter().find(|(own, _)| *own == name);
        found.map(|(_, value)| value.clone())
    };
    let count = |of: &T| arg(of, "n").and_then(|n| n.parse::<u64>().ok());
    let counted = now.code().starts_with("personal-data")
        || rules::find(now.code()).is_some_and(|rule| rule.family == Family::Data);
    !counted
        || (CAUSE.iter().all(|name| arg(now, name) == arg(was, name)) && count(now) <= count(was))
}

/// Problems of which nobody can say that they are the same in a file that is another one: as many
/// persons as before may be other persons.
const OF_PERSONS: [&str; 3] = ["personal-data", "personal-data-likely", "personal-data-possible"];

/// What a change did to files.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// From a file's former path to its present one.
    pub renamed: &'a BTreeMap<String, String>,
    /// Files, by their present paths, that hold other bytes than before.
    pub rewritten: &'a BTreeSet<String>,
}

/// Parts the problems of a catalogue into those that a change brought and those that were there
/// before: of each kind in each file as many are known as there were, of each cause in a table no
/// more cells, and persons only where the file has the same bytes still.
pub fn part<T: Told>(now: Vec<T>, before: &[T], change: Change) -> (Vec<T>, Vec<T>) {
    let Change { renamed, rewritten } = change;
    let mut there: HashMap<(&str, &str), Vec<&T>> = HashMap::new();
    for problem in before {
        let file = renamed.get(problem.file()).map_or(problem.file(), String::as_str);
        there.entry((file, problem.code())).or_default().push(problem);
    }
    let is_new =
        |problem: &T| OF_PERSONS.contains(&problem.code()) && rewritten.contains(problem.file());
    let mut known = vec![false; now.len()];
    // Those that say the very same first, then as many as are left: a text that was too short and
    // still is, is no new problem.
    for exact in [true, false] {
        let open = known.iter_mut().zip(&now).filter(|(known, now)| !**known && !is_new(now));
        for (known, problem) in open {
            let Some(left) = there.get_mut(&(problem.file(), problem.code())) else { continue };
            let is = |other: &&T| {
                if exact { other.args() == problem.args() } else { is_still(problem, *other) }
            };
            let same = left.iter().position(is);
            if let Some(at) = same {
                left.remove(at);
                *known = true;
            }
        }
    }
    let (mut new, mut old) = (Vec::new(), Vec::new());
    for (known, problem) in known.into_iter().zip(now) {
        if known { old.push(problem) } else { new.push(problem) }
    }
    (new, old)
}

/// Of two datasets that one finding is about, it is told at the one that a change touches: whoever
/// proposes the change reads it there.
pub fn turn(finding: &mut Finding, catalog: &Catalog, changed: &BTreeSet<String>) {
    let key = match finding.code {
        "id-taken" => "id",
        "title-twice" => "title",
        "notes-copied" => "notes",
        _ => return,
    };
    let of = |file: &str| catalog.datasets.iter().find(|dataset| dataset.record.file == file);
    let arg = |name| finding.args.iter().position(|(other, _)| *other == name);
    let Some(at) = arg("other") else { return };
    let other = finding.args[at].1.clone();
    if changed.contains(&finding.file) || !changed.contains(&other) {
        return;
    }
    let Some(dataset) = of(&other) else { return };
    let id = arg("id").map(|at| finding.args[at].1.as_str());
    let same = |own: &Option<Spanned<String>>| own.as_ref().is_some_and(|own| id == Some(own));
    let resource = dataset.record.resources.iter().find(|resource| same(&resource.id));
    let mut steps = vec![Step::Key(key.to_owned())];
    if let Some(resource) = resource.filter(|_| key == "id" && !same(&dataset.record.id)) {
        steps.splice(0..0, [Step::Key("resources".to_owned()), Step::Item(resource.item)]);
    }
    finding.place = Place::Path(steps);
    finding.args[at].1 = std::mem::replace(&mut finding.file, other);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Severity;

    fn problem(file: &str, n: u32) -> Diagnostic {
        Diagnostic::of_file(Severity::Warning, "notes-short", file).with("n", n)
    }

    #[test]
    fn only_what_a_change_adds_is_new() {
        let before = [problem("viejo", 10), problem("b", 3)];
        let now = vec![problem("a", 12), problem("b", 3), problem("b", 7), problem("c", 1)];
        let renamed = BTreeMap::from([("viejo".to_owned(), "a".to_owned())]);
        let change = Change { renamed: &renamed, rewritten: &BTreeSet::new() };
        let (new, old) = part(now, &before, change);
        assert_eq!(new, [problem("b", 7), problem("c", 1)]);
        assert_eq!(old, [problem("a", 12), problem("b", 3)]);
    }

    #[test]
    fn one_problem_in_many_places_is_told_once() {
        let of =
            |file: &str, same: &str| Diagnostic { same: Some(same.to_owned()), ..problem(file, 1) };
        let gathered = gather(vec![of("a", "x"), of("b", "x"), of("c", "y"), of("d", "x")]);
        let told: Vec<_> = gathered.iter().map(|d| (d.file.as_str(), d.more)).collect();
        assert_eq!(told, [("a", 2), ("c", 0)]);
    }
}
