//! How a column's cells are written: how many of each look, and which spell a name as few others do.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use crate::table::lexical;

pub use crate::table::lexical::Look;

/// Whether a column's label says that its digits are a code and no amount.
pub fn is_code(label: &str) -> bool {
    lexical::is_code_label(label)
}

/// How many cells look alike, and which row is the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alike {
    /// How many.
    pub n: u64,
    /// The row of the first one.
    pub first: u64,
}

impl Alike {
    /// Counts one more.
    pub(crate) fn add(&mut self, row: u64) {
        if self.n == 0 {
            self.first = row;
        }
        self.n += 1;
    }
}

/// The sort of things that a look is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// Digits, with or without marks.
    Number,
    /// Dates and times.
    Moment,
    /// Yes or no.
    Flag,
    /// Anything else.
    Text,
}

impl Look {
    /// What it is a look of.
    pub fn sort(self) -> Sort {
        match self {
            Self::Integer
            | Self::Zeros
            | Self::LongDigits
            | Self::Point
            | Self::PointThree
            | Self::PointGroups
            | Self::Comma
            | Self::CommaThree
            | Self::CommaGroups
            | Self::Unit
            | Self::Scientific => Sort::Number,
            Self::Date
            | Self::SlashDate
            | Self::DashDate
            | Self::DotDate
            | Self::MonthFirst
            | Self::DateTime
            | Self::Time
            | Self::YearMonth => Sort::Moment,
            Self::Flag | Self::YesNo => Sort::Flag,
            Self::Text => Sort::Text,
        }
    }
}

/// The cells of another sort than most of a column, where most are no texts: among texts anything may
/// stand.
pub fn mixed(looks: &BTreeMap<Look, Alike>) -> Alike {
    let mut sorts: BTreeMap<Sort, u64> = BTreeMap::new();
    for (look, alike) in looks {
        *sorts.entry(look.sort()).or_default() += alike.n;
    }
    let most = sorts.iter().max_by_key(|(sort, n)| (**n, std::cmp::Reverse(**sort)));
    let Some((most, _)) = most.filter(|(sort, _)| **sort != Sort::Text) else {
        return Alike::default();
    };
    let others = looks.iter().filter(|(look, _)| look.sort() != *most).map(|(_, alike)| *alike);
    others.reduce(|a, b| Alike { n: a.n + b.n, first: a.first.min(b.first) }).unwrap_or_default()
}

/// How many cells spell a name otherwise than most do that mean the same: with other capitals, without
/// accents, with further spaces.
pub fn variants<'t>(spelt: impl IntoIterator<Item = (&'t str, Alike)>) -> Alike {
    let mut same: BTreeMap<String, Vec<Alike>> = BTreeMap::new();
    for (text, alike) in spelt {
        same.entry(folded(text)).or_default().push(alike);
    }
    let others = same.values_mut().flat_map(|ways| {
        ways.sort_by_key(|way| (std::cmp::Reverse(way.n), way.first));
        ways[1..].iter()
    });
    let both = |a: Alike, b: Alike| Alike { n: a.n + b.n, first: a.first.min(b.first) };
    others.copied().reduce(both).unwrap_or_default()
}

/// Lower case, without accents but that of `ñ`, one space between words.
fn folded(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let lower = words.join(" ").to_lowercase();
    // The tilde of `ñ` makes another letter: `ano` is no `año`.
    let mut out = String::with_capacity(lower.len());
    for c in lower.nfc() {
        match c {
            'ñ' => out.push(c),
            c => out.extend(c.nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c))),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelt_in_one_way_or_counted() {
        let alike = |n, first| Alike { n, first };
        let all = [
            ("Maipú", alike(10, 2)),
            ("MAIPU", alike(2, 9)),
            ("maipú ", alike(1, 7)),
            ("Ñuñoa", alike(4, 3)),
            ("Nunoa", alike(1, 4)),
        ];
        assert_eq!(variants(all), alike(3, 7));
        assert_eq!(variants([("a", alike(1, 2)), ("b", alike(1, 3))]), Alike::default());
    }

    #[test]
    fn what_is_unlike_most_is_counted_but_among_texts() {
        let alike = |n, first| Alike { n, first };
        let looks = |all: &[(Look, Alike)]| all.iter().copied().collect::<BTreeMap<_, _>>();
        let numbers = looks(&[
            (Look::Integer, alike(90, 2)),
            (Look::Comma, alike(5, 4)),
            (Look::Text, alike(3, 9)),
            (Look::Date, alike(1, 7)),
        ]);
        assert_eq!(mixed(&numbers), alike(4, 7));
        assert_eq!(mixed(&looks(&[(Look::Text, alike(9, 2)), (Look::Integer, alike(2, 3))])).n, 0);
        assert_eq!(mixed(&BTreeMap::new()).n, 0);
    }
}
