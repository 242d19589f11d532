//! Everything that a check found, ready for any of its forms.

use crate::report::rules::Weights;
use crate::report::{Counts, Diagnostic, Severity};
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
    /// Where the page of a rule is, `{code}` standing for it; none where there are none.
    pub page_of_rule: Option<String>,
}

impl Outcome {
    /// How many problems of each weight there are, known ones left out.
    pub fn counts(&self) -> Counts {
        Counts::of(&self.diagnostics)
    }

    /// Whether the content has errors.
    pub fn fails(&self) -> bool {
        self.diagnostics.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// Whether the change touches the file of a problem.
    pub fn touches(&self, problem: &Diagnostic) -> bool {
        self.changed.as_ref().is_none_or(|changed| changed.contains(&problem.file))
    }

    /// The address of a rule's page.
    pub fn page(&self, code: &str) -> Option<String> {
        self.page_of_rule.as_ref().map(|page| page.replace("{code}", code))
    }
}
