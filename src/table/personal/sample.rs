//! Which distinct values were seen, in bounded memory and without keeping them?

/// How many distinct values are kept.
pub const KEPT: usize = 1024;

/// The distinct values with the smallest traces: all of them up to [`KEPT`], an even sample of
/// them beyond. Two samples of parts make the sample of the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    /// Sorted; the lowest bit says whether the value passed.
    traces: Vec<u64>,
    dropped: bool,
}

/// Whether a value passed its check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It did not.
    Failed,
    /// It did.
    Passed,
}

impl Sample {
    /// Adds a value by its trace.
    pub fn add(&mut self, trace: u64, outcome: Outcome) {
        self.add_marked(trace & !1 | u64::from(outcome == Outcome::Passed));
    }

    fn add_marked(&mut self, trace: u64) {
        let full = self.traces.len() == KEPT;
        if full && self.traces[KEPT - 1] < trace {
            self.dropped = true;
            return;
        }
        if let Err(at) = self.traces.binary_search(&trace) {
            if full {
                self.traces.pop();
                self.dropped = true;
            }
            self.traces.insert(at, trace);
        }
    }

    /// Adds what another part of the column held.
    pub fn merge(&mut self, other: &Self) {
        other.traces.iter().for_each(|trace| self.add_marked(*trace));
        self.dropped |= other.dropped;
    }

    /// How many values are kept.
    pub fn kept(&self) -> usize {
        self.traces.len()
    }

    /// How many of those kept passed.
    pub fn passed(&self) -> usize {
        self.traces.iter().filter(|trace| **trace & 1 == 1).count()
    }

    /// Whether every distinct value is kept.
    pub fn is_whole(&self) -> bool {
        !self.dropped
    }

    /// How many distinct values there are, about, where not all are kept.
    pub fn distinct(&self) -> u64 {
        match self.traces.last() {
            Some(last) if self.dropped => {
                let kept = u128::try_from(self.traces.len() - 1).unwrap_or(0);
                let all = (kept << 64) / u128::from(*last).max(1);
                u64::try_from(all).unwrap_or(u64::MAX)
            }
            _ => u64::try_from(self.traces.len()).unwrap_or(u64::MAX),
        }
    }
}

/// The trace of a number: the same for the same number, spread evenly.
pub fn trace(number: u64) -> u64 {
    let mut x = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// The trace of a text, capitals and small letters of ASCII alike.
pub fn trace_text(text: &str) -> u64 {
    let fold = |sum: u64, byte: u8| {
        (sum ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0000_0100_0000_01b3)
    };
    trace(text.trim().bytes().fold(0xcbf2_9ce4_8422_2325, fold))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_sample_tells_the_number_and_the_share_within_some_percent() {
        let mut sample = Sample::default();
        for n in 0..200_000_u64 {
            let outcome = if n % 4 == 0 { Outcome::Passed } else { Outcome::Failed };
            sample.add(trace(n), outcome);
            sample.add(
                trace(n / 2 * 2),
                if n / 2 % 2 == 0 { Outcome::Passed } else { Outcome::Failed },
            );
        }
        assert!(!sample.is_whole() && sample.kept() == KEPT);
        assert!((180_000..220_000).contains(&sample.distinct()), "{}", sample.distinct());
        let share = sample.passed() * 1000 / sample.kept();
        assert!((200..300).contains(&share), "{share}");
    }

    #[test]
    fn parts_make_the_whole() {
        let all = |range: std::ops::Range<u64>| {
            let mut sample = Sample::default();
            range.for_each(|n| sample.add(trace(n), Outcome::Passed));
            sample
        };
        let mut parts = all(0..3000);
        parts.merge(&all(2000..9000));
        assert_eq!(parts, all(0..9000));
    }
}
