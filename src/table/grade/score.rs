//! Which grade do the points make?

use jiff::civil::Date;

use super::facts::{Dataset, Dictionary, License, Reading, Resource, Table};
use super::ledger::{Entry, Ledger, Reason};
use super::rubric::{Criterion, Dimension};
use super::{accessibility, coherence, completeness, consistency, privacy, structure};
use crate::table::personal::Confidence;

/// The grade of a dataset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grade {
    /// The grade in tenths: 74 is 7.4. From 10 to 100.
    pub tenths: u32,
    /// The points in thousandths, before caps: 100 000 is all of them.
    pub points: u32,
    /// What the grade is called.
    pub band: Band,
    /// What keeps the grade down whatever the points, the lowest first.
    pub caps: Vec<Cap>,
    /// The six dimensions.
    pub dimensions: Vec<DimensionScore>,
    /// All criteria.
    pub criteria: Vec<CriterionScore>,
    /// Every point lost, the dearest first.
    pub losses: Vec<Loss>,
    /// The day it was graded for.
    pub as_of: Option<Date>,
}

/// What a grade is called: `grade.band.<key>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// Below 5.
    Poor,
    /// From 5.
    Sufficient,
    /// From 7.
    Good,
    /// From 8.5.
    Excellent,
}

impl Band {
    /// The band of a grade in tenths.
    pub fn of(tenths: u32) -> Self {
        match tenths {
            85.. => Self::Excellent,
            70.. => Self::Good,
            50.. => Self::Sufficient,
            _ => Self::Poor,
        }
    }

    /// The word for it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Poor => "poor",
            Self::Sufficient => "sufficient",
            Self::Good => "good",
            Self::Excellent => "excellent",
        }
    }
}

/// What keeps a grade down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cap {
    /// The most the grade can be, in tenths.
    pub tenths: u32,
    /// Why.
    pub reason: Reason,
}

/// The points of a dimension; none where nothing in it applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DimensionScore {
    /// Which.
    pub dimension: Dimension,
    /// Its thousandths of points, of [`Dimension::points`].
    pub points: Option<u32>,
}

/// The points of a criterion; none where it does not apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CriterionScore {
    /// Which.
    pub criterion: Criterion,
    /// Its thousandths of points, of [`Criterion::points`].
    pub points: Option<u32>,
}

/// Points lost for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// Where they are missing.
    pub criterion: Criterion,
    /// Thousandths of the criterion's points.
    pub points: u32,
    /// Thousandths of the hundred points that mending it brings, other criteria being as they are.
    pub gain: u32,
    /// Why.
    pub reason: Reason,
}

/// Grades a dataset for a day; without one, nothing is judged by its age.
pub fn grade(dataset: &Dataset, as_of: Option<Date>) -> Grade {
    let mut ledger = Ledger::default();
    completeness::judge(dataset, &mut ledger);
    coherence::judge(dataset, as_of, &mut ledger);
    accessibility::judge(dataset, as_of, &mut ledger);
    for (resource, table) in tables(dataset) {
        structure::judge(resource, table, &mut ledger);
        if table.reading == Reading::Unreadable {
            continue;
        }
        completeness::judge_table(resource, table, &mut ledger);
        coherence::judge_table(dataset, resource, table, &mut ledger);
        consistency::judge(resource, table, &mut ledger);
        privacy::judge(dataset, resource, table, &mut ledger);
    }
    let lost = Criterion::ALL.map(|criterion| (criterion, lost(&ledger, criterion)));
    let criteria = lost.map(|(criterion, lost)| CriterionScore {
        criterion,
        points: lost.map(|lost| criterion.points() * 1000 - lost),
    });
    let dimensions = Dimension::ALL.map(|dimension| dimension_score(dimension, &criteria));
    let points = total(&dimensions);
    let caps = caps(dataset);
    // 1 + 9 · points / 100, half up to one decimal.
    let earned = (100_000 + 9 * points + 5_000) / 10_000;
    let tenths = caps.first().map_or(earned, |cap| earned.min(cap.tenths));
    Grade {
        tenths,
        points,
        band: Band::of(tenths),
        caps,
        losses: losses(&ledger, &criteria, &dimensions),
        dimensions: dimensions.to_vec(),
        criteria: criteria.to_vec(),
        as_of,
    }
}

fn tables(dataset: &Dataset) -> impl Iterator<Item = (&Resource, &Table)> {
    dataset.resources.iter().filter_map(|resource| Some((resource, resource.table.as_ref()?)))
}

fn entries(ledger: &Ledger, criterion: Criterion) -> impl Iterator<Item = &Entry> {
    ledger.entries.iter().filter(move |(of, _)| *of == criterion).map(|(_, entry)| entry)
}

/// What a criterion loses: the mean of what it is judged on; of privacy, the most.
fn lost(ledger: &Ledger, criterion: Criterion) -> Option<u32> {
    let totals: Vec<u32> = entries(ledger, criterion).map(Entry::total).collect();
    let most = *totals.iter().max()?;
    if criterion.dimension() == Dimension::Privacy {
        return Some(most);
    }
    let sum: u64 = totals.iter().map(|lost| u64::from(*lost)).sum();
    let count = u64::try_from(totals.len()).unwrap_or(u64::MAX);
    Some(narrow((2 * sum + count) / (2 * count)))
}

fn narrow(n: u64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// What does not apply leaves the denominator of its dimension.
fn dimension_score(dimension: Dimension, criteria: &[CriterionScore]) -> DimensionScore {
    let (mut earned, mut all) = (0_u64, 0_u64);
    for score in criteria.iter().filter(|score| score.criterion.dimension() == dimension) {
        if let Some(points) = score.points {
            earned += u64::from(points);
            all += u64::from(score.criterion.points()) * 1000;
        }
    }
    let weight = u64::from(dimension.points()) * 1000;
    let points = (all > 0).then(|| narrow((2 * weight * earned + all) / (2 * all)));
    DimensionScore { dimension, points }
}

/// A dimension in which nothing applies weighs nothing; the others are scaled to a hundred.
fn total(dimensions: &[DimensionScore]) -> u32 {
    let weight = weight(dimensions);
    let earned: u64 = dimensions.iter().filter_map(|score| score.points).map(u64::from).sum();
    if weight == 0 {
        return 0;
    }
    narrow((2 * earned * 100_000 + weight) / (2 * weight))
}

/// Thousandths of points of the dimensions that apply.
fn weight(dimensions: &[DimensionScore]) -> u64 {
    let applies = dimensions.iter().filter(|score| score.points.is_some());
    applies.map(|score| u64::from(score.dimension.points()) * 1000).sum()
}

/// Every reason with its share of what its criterion loses, and what mending it brings.
fn losses(
    ledger: &Ledger,
    criteria: &[CriterionScore],
    dimensions: &[DimensionScore],
) -> Vec<Loss> {
    let weight = weight(dimensions).max(1);
    let mut losses = Vec::new();
    for score in criteria {
        let criterion = score.criterion;
        let Some(points) = score.points else { continue };
        let of = criteria.iter().filter(|other| {
            other.criterion.dimension() == criterion.dimension() && other.points.is_some()
        });
        let applicable: u64 = of.map(|other| u64::from(other.criterion.points())).sum();
        let lost = u64::from(criterion.points() * 1000 - points);
        let reasons: Vec<&(u32, Reason)> =
            entries(ledger, criterion).flat_map(|entry| &entry.lost).collect();
        let all: u64 = reasons.iter().map(|(part, _)| u64::from(*part)).sum();
        let mut before = 0;
        for (part, reason) in reasons {
            // The parts of a criterion add up to what it loses, to the last thousandth.
            let share = |sum: u64| lost * sum / all.max(1);
            let after = before + u64::from(*part);
            let points = share(after) - share(before);
            before = after;
            let dimension = u64::from(criterion.dimension().points());
            let gain = points * dimension * 100_000 / (applicable.max(1) * weight);
            let reason = reason.clone();
            losses.push(Loss { criterion, points: narrow(points), gain: narrow(gain), reason });
        }
    }
    losses.sort_by(|a, b| {
        let key = |loss: &Loss| (std::cmp::Reverse(loss.gain), loss.criterion);
        key(a).cmp(&key(b)).then_with(|| a.reason.place.cmp(&b.reason.place))
    });
    losses
}

/// What keeps the grade down, the lowest first.
fn caps(dataset: &Dataset) -> Vec<Cap> {
    let mut caps = Vec::new();
    let mut cap = |tenths, reason| caps.push(Cap { tenths, reason });
    for (resource, table) in tables(dataset) {
        if table.reading == Reading::Unreadable {
            cap(20, Reason::new("cap-unreadable", &resource.file));
        }
        for finding in table.personal.iter().flat_map(|personal| &personal.findings) {
            if finding.counts() && finding.verdict.confidence == Confidence::Confirmed {
                cap(30, privacy::reason(resource, table, finding, "cap-personal"));
            }
        }
    }
    match &dataset.license {
        License::Missing => cap(50, Reason::new("cap-license-missing", &dataset.file)),
        License::Closed(name) => {
            cap(50, Reason::new("cap-license-closed", &dataset.file).with("license", name));
        }
        License::Unlisted(_) | License::Open(_) => {}
    }
    if !dataset.resources.iter().any(|resource| accessibility::stars(resource) >= 3) {
        cap(60, Reason::new("cap-format", &dataset.file));
    }
    let described = |table: &Table| table.columns.iter().any(completeness::is_described);
    let dictionaries = || dataset.resources.iter().map(|resource| resource.dictionary);
    let asked =
        tables(dataset).next().is_some() || dictionaries().any(|d| d == Dictionary::Missing);
    let given = tables(dataset).any(|(_, table)| described(table))
        || dataset.resources.iter().any(|r| r.table.is_none() && r.dictionary == Dictionary::Given);
    if asked && !given {
        cap(80, Reason::new("cap-dictionary", &dataset.file));
    }
    caps.sort_by_key(|cap| cap.tenths);
    caps
}
