//! How good a dataset is, and what would make it better, as its page says it.

use crate::catalog::{DatasetIx, Group};
use crate::plan::urls;
use crate::render::view::values::{Part, parts};
use crate::render::view::{Day, Scene};
use crate::table::grade::{Band, DimensionScore, Reason};
use serde::Serialize;

/// Reasons that are shown; `quality.json` has all.
const SHOWN: usize = 12;

/// The grade of a dataset.
#[derive(Debug, Serialize)]
pub struct GradeView {
    /// From 1 to 10 with one decimal.
    pub number: String,
    /// `excellent`, `good`, `sufficient` or `poor`.
    pub band: &'static str,
    /// The interface's word for it.
    pub word: String,
    /// The six dimensions.
    pub dimensions: Vec<Bar>,
    /// What keeps the grade down whatever the points, the lowest first.
    pub caps: Vec<LossItem>,
    /// Points lost, the dearest first.
    pub losses: Vec<LossItem>,
    /// How many reasons are left out.
    pub more: usize,
    /// The day it is for.
    pub as_of: Option<Day>,
    /// Every criterion, for programs.
    pub json: String,
    /// The grade as a picture.
    pub badge: String,
}

/// Something with a bar.
#[derive(Debug, Serialize)]
pub struct Bar {
    /// What it is.
    pub title: String,
    /// A name for its colour.
    pub key: &'static str,
    /// Its length, from 0 to 100; none where there is nothing to show.
    pub share: Option<u64>,
    /// What it says in words.
    pub said: String,
}

/// A reason to lose points.
#[derive(Debug, Serialize)]
pub struct LossItem {
    /// What is wrong.
    pub message: Vec<Part>,
    /// What to do about it.
    pub remedy: Vec<Part>,
    /// The file's name.
    pub file: String,
    /// The points that mending it brings; may be empty.
    pub gain: String,
}

/// The grades of many datasets.
#[derive(Debug, Serialize)]
pub struct GradesView {
    /// Their mean.
    pub mean: String,
    /// How many are of each band, the best first.
    pub bands: Vec<Bar>,
}

impl Scene<'_> {
    /// The grade of a dataset, where grades are shown.
    pub(super) fn grade(&self, ix: DatasetIx) -> Option<GradeView> {
        if !self.quality.shows_grades() {
            return None;
        }
        let grade = self.quality.grade(ix);
        let dataset = &self.catalog[ix];
        let item = |reason: &Reason, gain| self.loss(reason, gain);
        Some(GradeView {
            number: self.decimal(grade.tenths),
            band: grade.band.key(),
            word: self.band(grade.band),
            dimensions: grade.dimensions.iter().map(|score| self.dimension(score)).collect(),
            caps: grade.caps.iter().map(|cap| item(&cap.reason, None)).collect(),
            losses: grade
                .losses
                .iter()
                .take(SHOWN)
                .map(|loss| item(&loss.reason, Some(loss.gain)))
                .collect(),
            more: grade.losses.len().saturating_sub(SHOWN),
            as_of: grade.as_of.map(|day| self.date(&day.to_string())),
            json: self.href(&urls::quality(dataset)),
            badge: self.href(&urls::badge(dataset)),
        })
    }

    fn band(&self, band: Band) -> String {
        self.texts.get(&format!("grade.band.{}", band.key()), &[])
    }

    fn dimension(&self, score: &DimensionScore) -> Bar {
        let key = score.dimension.key();
        let max = u64::from(score.dimension.points());
        let said = |points: u32| {
            let points = self.points(points);
            self.texts
                .get("portal.quality.points_of", &[("points", &points), ("max", &max.to_string())])
        };
        Bar {
            title: self.texts.get(&format!("grade.dimension.{key}"), &[]),
            key,
            share: score.points.map(|points| u64::from(points) / (10 * max.max(1))),
            said: score.points.map_or_else(|| self.t("quality.not_graded"), said),
        }
    }

    /// Thousandths of points with one decimal, if it is not nought.
    fn points(&self, thousandths: u32) -> String {
        let tenths = (thousandths + 50) / 100;
        match tenths {
            0 if thousandths > 0 => format!("<\u{a0}{}", self.decimal(1)),
            _ if tenths.is_multiple_of(10) => (tenths / 10).to_string(),
            _ => self.decimal(tenths),
        }
    }

    fn loss(&self, reason: &Reason, gain: Option<u32>) -> LossItem {
        let file = reason.place.file.trim_end_matches('/');
        LossItem {
            message: parts(&reason.message(self.texts)),
            remedy: parts(&reason.remedy(self.texts)),
            file: file.rsplit('/').next().unwrap_or_default().to_owned(),
            gain: gain.map_or_else(String::new, |gain| {
                let n = self.points(gain);
                self.texts.get("portal.quality.gain", &[("n", &n)])
            }),
        }
    }

    /// How the grades of an organisation's datasets are distributed, where grades are shown.
    pub(super) fn grades(&self, organization: &Group) -> Option<GradesView> {
        let datasets = &organization.datasets;
        if !self.quality.shows_grades() || datasets.is_empty() {
            return None;
        }
        let tenths: Vec<u32> = datasets.iter().map(|ix| self.quality.mark(*ix).tenths).collect();
        let (sum, n) = (tenths.iter().map(|t| u64::from(*t)).sum::<u64>(), tenths.len() as u64);
        let mean = u32::try_from((2 * sum + n) / (2 * n)).unwrap_or(u32::MAX);
        let bands = [Band::Excellent, Band::Good, Band::Sufficient, Band::Poor];
        let bar = |band: Band| {
            let count = tenths.iter().filter(|tenths| Band::of(**tenths) == band).count() as u64;
            Bar {
                title: self.band(band),
                key: band.key(),
                share: Some(100 * count / n),
                said: self.locale.number(count),
            }
        };
        Some(GradesView { mean: self.decimal(mean), bands: bands.map(bar).into() })
    }
}
