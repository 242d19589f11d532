//! The grades of datasets, as a check tells them.

use crate::report::{self, Loss, Outcome};
use crate::review::Graded;
use crate::text::Texts;

/// So many things to mend are told of a dataset, and so many on a terminal.
const LOSSES: usize = 10;
const SHOWN: usize = 3;

/// Grades in a person's language.
pub(super) fn told(grades: &[Graded], texts: &Texts) -> Vec<report::Graded> {
    grades.iter().map(|graded| one(graded, texts)).collect()
}

fn one(graded: &Graded, texts: &Texts) -> report::Graded {
    let grade = &graded.grade;
    let caps = grade.caps.iter().map(|cap| Loss {
        criterion: None,
        hundredths: cap.tenths * 10,
        file: cap.reason.place.file.clone(),
        message: cap.reason.message(texts),
        help: cap.reason.remedy(texts),
    });
    let losses = grade.losses.iter().take(LOSSES).map(|loss| Loss {
        criterion: Some(loss.criterion.id()),
        // A hundred points are nine grades.
        hundredths: loss.gain * 9 / 1000,
        file: loss.reason.place.file.clone(),
        message: loss.reason.message(texts),
        help: loss.reason.remedy(texts),
    });
    report::Graded {
        dataset: graded.dataset.clone(),
        file: graded.file.clone(),
        tenths: grade.tenths,
        band: grade.band.key(),
        losses: caps.chain(losses).collect(),
    }
}

/// A line a dataset, with what would make it better; none where no grades were asked for.
pub(super) fn lines(outcome: &Outcome, texts: &Texts) -> Vec<String> {
    let mark = texts.get("grade.decimal", &[]);
    let mark = mark.chars().next().unwrap_or('.');
    let mut lines = Vec::new();
    for graded in outcome.grades.iter().flatten() {
        let band = texts.get(&format!("grade.band.{}", graded.band), &[]);
        let grade = graded.shown(mark);
        let args = [("dataset", graded.dataset.as_str()), ("grade", &grade), ("band", &band)];
        lines.push(texts.get("commands.check-grade", &args));
        let shown = graded.losses.iter().take(SHOWN);
        lines.extend(shown.map(|loss| format!("  - {}: {}", loss.message, loss.help)));
    }
    lines
}
