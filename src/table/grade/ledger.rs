//! Which points are lost, where and why, before they are summed.

use super::rubric::Criterion;
use crate::text::Texts;

/// Where a point was lost.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The row, from 1 after the header.
    pub row: Option<u64>,
    /// The column's name.
    pub column: Option<String>,
}

/// Why a point was lost: `grade.<key>` says what is wrong, `grade.<key>-help` what mends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Lower-case words with hyphens.
    pub key: &'static str,
    /// What fills the placeholders. The value of `kind` is a key of `personal.kind`.
    pub args: Vec<(&'static str, String)>,
    /// Where.
    pub place: Place,
}

impl Reason {
    /// A reason in a file.
    pub(super) fn new(key: &'static str, file: &str) -> Self {
        let place = Place { file: file.to_owned(), ..Place::default() };
        Self { key, args: Vec::new(), place }
    }

    /// Fills a placeholder.
    pub(super) fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// In a column.
    pub(super) fn column(mut self, column: &str) -> Self {
        self.place.column = Some(column.to_owned());
        self.with("column", column)
    }

    /// At a row, which is named if it is known.
    pub(super) fn first(mut self, row: Option<u64>) -> Self {
        self.place.row = row;
        let row = row.map_or_else(|| "?".to_owned(), |row| row.to_string());
        self.with("first", row)
    }

    /// What is wrong.
    pub fn message(&self, texts: &Texts) -> String {
        self.said(texts, &format!("grade.{}", self.key))
    }

    /// What to do.
    pub fn remedy(&self, texts: &Texts) -> String {
        self.said(texts, &format!("grade.{}-help", self.key))
    }

    fn said(&self, texts: &Texts, key: &str) -> String {
        let value = |(name, value): &(&'static str, String)| match *name {
            "kind" => (*name, texts.get(&format!("personal.kind.{value}"), &[])),
            _ => (*name, value.clone()),
        };
        let args: Vec<(&str, String)> = self.args.iter().map(value).collect();
        let args: Vec<(&str, &str)> = args.iter().map(|(n, v)| (*n, v.as_str())).collect();
        texts.get(key, &args)
    }
}

/// What one criterion says of one thing: the dataset, a resource or a table. Points are in
/// thousandths; what is not lost is kept, so that no point goes without a reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) lost: Vec<(u32, Reason)>,
}

impl Entry {
    /// Loses so many thousandths of a point.
    pub(super) fn lose(&mut self, thousandths: u32, reason: Reason) {
        if thousandths > 0 {
            self.lost.push((thousandths, reason));
        }
    }

    pub(super) fn total(&self) -> u32 {
        self.lost.iter().map(|(lost, _)| lost).sum()
    }
}

/// All that is said of a dataset.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger {
    pub(super) entries: Vec<(Criterion, Entry)>,
}

impl Ledger {
    /// Judges a criterion of one thing by what is lost of it.
    pub(super) fn judge(&mut self, criterion: Criterion, lost: Vec<(u32, Reason)>) {
        let mut entry = Entry::default();
        for (lost, reason) in lost {
            entry.lose(lost, reason);
        }
        let all = criterion.points() * 1000;
        debug_assert!(entry.total() <= all, "{criterion:?} loses more than it has");
        self.entries.push((criterion, entry));
    }

    /// Judges a criterion that is kept or lost as a whole; several reasons share the loss.
    pub(super) fn all_or_nothing(&mut self, criterion: Criterion, reasons: Vec<Reason>) {
        let count = u32::try_from(reasons.len()).unwrap_or(u32::MAX);
        let all = criterion.points() * 1000;
        let share = |at: u32| all * (at + 1) / count - all * at / count;
        let lost = (0_u32..).zip(reasons).map(|(at, reason)| (share(at), reason)).collect();
        self.judge(criterion, lost);
    }

    /// Judges a criterion by the share of what is wrong; the reason is asked for where any is.
    pub(super) fn share(
        &mut self,
        criterion: Criterion,
        (wrong, of): (u64, u64),
        reason: impl FnOnce() -> Reason,
    ) {
        let lost = steps(wrong, of) * criterion.points();
        self.judge(criterion, if lost == 0 { Vec::new() } else { vec![(lost, reason())] });
    }
}

/// The one table of shares, as thousandths lost: none 0, up to 0.1 % 100, 1 % 300, 5 % 600, above
/// it all.
pub(super) fn steps(wrong: u64, of: u64) -> u32 {
    let within = |part: u64| u128::from(wrong) * u128::from(part) <= u128::from(of);
    match () {
        () if wrong == 0 => 0,
        () if within(1000) => 100,
        () if within(100) => 300,
        () if within(20) => 600,
        () => 1000,
    }
}

#[cfg(test)]
mod tests {
    use super::steps;

    #[test]
    fn shares_fall_in_steps() {
        let lost = |wrong| steps(wrong, 100_000);
        assert_eq!(
            [0, 1, 100, 101, 1000, 1001, 5000, 5001].map(lost),
            [0, 100, 100, 300, 300, 600, 600, 1000]
        );
        assert_eq!(steps(1, 0), 1000);
        assert_eq!(steps(u64::MAX, u64::MAX), 1000);
    }
}
