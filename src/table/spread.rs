//! Numbers that lie far from the others of their column.

use crate::table::fault::{Cause, Place, Sink};

/// Around what numbers spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Average {
    Mean,
    Median,
    Mode,
}

/// The numbers of a column, kept until all are known.
#[derive(Clone, Debug)]
pub(crate) struct Spread {
    average: Average,
    interval: f64,
    /// What is never too far, and then only the upper bound counts.
    threshold: Option<f64>,
    values: Vec<(f64, u32, u32)>,
}

/// How many numbers are kept: beyond, a column's spread is known well enough.
const KEPT: usize = 4_000_000;

impl Spread {
    pub(crate) fn new(average: Average, interval: f64, threshold: Option<f64>) -> Self {
        Self { average, interval, threshold, values: Vec::new() }
    }

    pub(crate) fn add(&mut self, value: f64, place: Place) {
        let short = |n: Option<u64>| u32::try_from(n.unwrap_or(0)).unwrap_or(u32::MAX);
        if self.values.len() < KEPT {
            self.values.push((value, short(place.row), short(place.line)));
        }
    }

    /// Tells which are too far; frictionless gives them no row, a finding's first place has it.
    pub(crate) fn end(mut self, cause: &Cause, sink: &mut dyn Sink) {
        if self.values.len() < 2 {
            return;
        }
        let (center, deviation) = self.center_and_deviation();
        let reach = deviation * self.interval;
        let (least, most) = match self.threshold {
            Some(threshold) => (f64::NEG_INFINITY, (center + reach).max(threshold)),
            None => (center - reach, center + reach),
        };
        let far = |value: f64| !(least..=most).contains(&value);
        self.values.retain(|(value, ..)| far(*value));
        for (_, _, line) in self.values {
            sink.take(cause.at(Place::of_line(u64::from(line))));
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "there are not so many values")]
    fn center_and_deviation(&self) -> (f64, f64) {
        let mut sorted: Vec<f64> = self.values.iter().map(|(value, ..)| *value).collect();
        sorted.sort_by(f64::total_cmp);
        let count = sorted.len() as f64;
        let mean = sorted.iter().sum::<f64>() / count;
        let squares: f64 = sorted.iter().map(|value| (value - mean).powi(2)).sum();
        let center = match self.average {
            Average::Mean => mean,
            Average::Median => {
                let (low, high) = (sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2]);
                f64::midpoint(low, high)
            }
            Average::Mode => {
                let same = |a: &f64, b: &f64| a.total_cmp(b).is_eq();
                let most = sorted.chunk_by(same).rev().max_by_key(|equal| equal.len());
                most.map_or(mean, |equal| equal[0])
            }
        };
        (center, (squares / (count - 1.0)).sqrt())
    }
}
