//! Everything that a check found, ready for any of its forms.

use crate::report::rules::Weights;
use crate::report::{Counts, Diagnostic, Severity};
use crate::text::Texts;
use std::collections::BTreeSet;

/// What a check found.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The problems, sorted by file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// Those that were there before the change that is checked: told on request, never failing.
    pub known: Vec<Diagnostic>,
    /// The files that the change touches, from the portal's folder; none where everything is checked.
    pub changed: Option<BTreeSet<String>>,
    /// What the portal makes of rules.
    pub weights: Weights,
    /// The portal's folder from the top of its repository, with `/` at its end; empty where it is the
    /// top. Forges count paths from there.
    pub folder: String,
    /// Where the page of a rule is, `{code}` standing for it; none where there are none.
    pub page_of_rule: Option<String>,
    /// The grades of datasets; none where they were not asked for.
    pub grades: Option<Vec<Graded>>,
}

/// A dataset's grade, ready to be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Graded {
    /// Its name.
    pub dataset: String,
    /// Its file.
    pub file: String,
    /// The grade in tenths, from 10 to 100.
    pub tenths: u32,
    /// What it is called, for programs.
    pub band: &'static str,
    /// What keeps it down, or would raise it most, the first first.
    pub losses: Vec<Loss>,
}

/// Points that a dataset lost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loss {
    /// The criterion; none for what keeps the grade down whatever the points.
    pub criterion: Option<&'static str>,
    /// How much better the grade would be without it in hundredths, or, where it keeps the grade down,
    /// what it keeps it at.
    pub hundredths: u32,
    /// Where.
    pub file: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Graded {
    /// The grade as people write it where the decimal mark is `mark`.
    pub fn shown(&self, mark: char) -> String {
        format!("{}{mark}{}", self.tenths / 10, self.tenths % 10)
    }
}

impl Outcome {
    /// How many problems of each weight there are, known ones left out.
    pub fn counts(&self) -> Counts {
        Counts::of(&self.diagnostics)
    }

    /// The counts in words, and how many problems were there before.
    pub fn summary(&self, texts: &Texts) -> String {
        let counts = self.counts().summary(texts);
        if self.known.is_empty() {
            return counts;
        }
        let n = self.known.len().to_string();
        let known = texts.get("diagnostics.report.known", &[("n", &n)]);
        format!("{counts} ({known})")
    }

    /// The same without notes.
    #[must_use]
    pub fn without_notes(&self) -> Self {
        let heard = |problems: &[Diagnostic]| {
            let heard = problems.iter().filter(|problem| problem.severity != Severity::Note);
            heard.cloned().collect()
        };
        let (diagnostics, known) = (heard(&self.diagnostics), heard(&self.known));
        Self {
            diagnostics,
            known,
            changed: self.changed.clone(),
            weights: self.weights.clone(),
            folder: self.folder.clone(),
            page_of_rule: self.page_of_rule.clone(),
            grades: self.grades.clone(),
        }
    }

    /// Whether the content has errors.
    pub fn fails(&self) -> bool {
        self.diagnostics.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// Whether the change touches the file of a problem.
    pub fn touches(&self, problem: &Diagnostic) -> bool {
        self.changed.as_ref().is_none_or(|changed| changed.contains(&problem.file))
    }

    /// The path of a file from the top of the repository.
    pub fn path(&self, file: &str) -> String {
        format!("{}{file}", self.folder)
    }

    /// The address of a rule's page.
    pub fn page(&self, code: &str) -> Option<String> {
        self.page_of_rule.as_ref().map(|page| page.replace("{code}", code))
    }
}
