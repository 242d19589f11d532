//! How many right check digits are too many to be chance?

/// One in how many random values has a right check digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Odds {
    /// Modulus eleven: RUT.
    Eleven,
    /// Luhn's rule: cédula, RUC, card.
    Ten,
    /// Modulus 97: IBAN.
    NinetySeven,
}

impl Odds {
    fn one_in(self) -> u32 {
        match self {
            Self::Eleven => 11,
            Self::Ten => 10,
            Self::NinetySeven => 97,
        }
    }

    /// How much likelier the counts are if the column holds such numbers (98 % right) than if it
    /// holds any, as thousandths of a natural logarithm.
    pub fn evidence(self, tried: usize, right: usize) -> i64 {
        // ln(0.98 · odds) and ln(0.02 / (1 − 1/odds)), in thousandths.
        let (hit, miss) = match self {
            Self::Eleven => (2378, -3817),
            Self::Ten => (2282, -3807),
            Self::NinetySeven => (4555, -3902),
        };
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX / 10_000);
        count(right) * hit + count(tried.saturating_sub(right)) * miss
    }

    /// The least number of right ones among `tried` whose chance is below one in a million, if
    /// there is one: one false alarm in about a million columns.
    pub fn bound(self, tried: usize) -> Option<usize> {
        const RARE: f64 = 1e-6;
        let tried = u32::try_from(tried.min(super::sample::KEPT)).unwrap_or(u32::MAX);
        let p = 1.0 / f64::from(self.one_in());
        // Sums and products of the standard's arithmetic alone: the same on every machine.
        let mut none = 1.0;
        for _ in 0..tried {
            none *= 1.0 - p;
        }
        let mut exactly = vec![none];
        for hits in 0..tried {
            let before = exactly[exactly.len() - 1];
            let next = before * f64::from(tried - hits) / f64::from(hits + 1) * (p / (1.0 - p));
            exactly.push(next);
        }
        let mut tail = 0.0;
        let mut least = None;
        for (hits, chance) in exactly.iter().enumerate().rev() {
            tail += chance;
            if tail >= RARE {
                break;
            }
            least = Some(hits);
        }
        least
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bounds_are_those_of_the_binomial_distribution() {
        let n = [6, 8, 10, 15, 20, 30, 50, 100, 200, 500, 1000];
        let bounds = |odds: Odds| n.map(|n| odds.bound(n));
        let some = |k: [usize; 11]| k.map(Some);
        assert_eq!(bounds(Odds::Eleven), some([6, 7, 8, 10, 11, 13, 18, 26, 41, 80, 138]));
        let mut ten = some([0, 7, 8, 10, 11, 14, 18, 28, 44, 86, 149]);
        ten[0] = None;
        assert_eq!(bounds(Odds::Ten), ten);
        assert_eq!(bounds(Odds::NinetySeven), some([4, 4, 5, 5, 6, 6, 7, 10, 13, 20, 30]));
    }
}
