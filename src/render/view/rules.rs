//! What the portal checks its catalogue by: the list of rules, and a page for each.

use crate::plan::urls;
use crate::render::view::values::capitalised;
use crate::render::view::{Scene, View};
use crate::report::rules::{self, Family, Rule, Shows, Weight};
use crate::theme::Html;
use serde::Serialize;

/// `/rules/`.
#[derive(Debug, Serialize)]
pub struct RulesPage {
    /// The families, each with its rules.
    pub families: Vec<RuleFamily>,
}

/// Rules that are about one thing.
#[derive(Debug, Serialize)]
pub struct RuleFamily {
    /// Its name in addresses: `syntax`.
    pub name: &'static str,
    /// Its title.
    pub title: String,
    /// Its rules.
    pub items: Vec<RuleItem>,
}

/// A rule in a list.
#[derive(Debug, Serialize)]
pub struct RuleItem {
    /// Its code.
    pub code: &'static str,
    /// What it asks for.
    pub title: String,
    /// Its page.
    pub href: String,
    /// How much it weighs in this portal.
    pub weight: RuleWeight,
}

/// How much a rule weighs.
#[derive(Debug, Serialize)]
pub struct RuleWeight {
    /// `error`, `warning`, `note` or `off`.
    pub name: &'static str,
    /// The word for it.
    pub title: String,
}

/// `/rules/<code>/`.
#[derive(Debug, Serialize)]
pub struct RulePage {
    /// It, as in lists.
    pub item: RuleItem,
    /// What it is about.
    pub family: String,
    /// What goes wrong where it is broken.
    pub why: Html,
    /// How what breaks it is mended.
    pub repair: Html,
    /// What breaks it, and what does not.
    pub example: Option<RuleExample>,
    /// Whether no portal may make it lighter.
    pub firm: bool,
    /// What it weighs elsewhere, where this portal changed that.
    pub usual: Option<String>,
}

/// What breaks a rule, and the same as it should be.
#[derive(Debug, Serialize)]
pub struct RuleExample {
    /// The file that it is a part of; none where it is a list of files.
    pub file: Option<&'static str>,
    /// What breaks the rule.
    pub wrong: String,
    /// What does not.
    pub right: String,
}

impl Scene<'_> {
    fn rule(&self, rule: &'static Rule) -> RuleItem {
        RuleItem {
            code: rule.code,
            title: capitalised(&rule.title(self.texts)),
            href: self.href(&urls::rule(rule.code)),
            weight: self.weight(self.weighs(rule)),
        }
    }

    /// What a rule weighs in this portal.
    fn weighs(&self, rule: &Rule) -> Weight {
        let usual = Weight::Is(rule.severity);
        self.catalog.portal.rules.get(rule.code).copied().unwrap_or(usual)
    }

    pub(super) fn weight(&self, weight: Weight) -> RuleWeight {
        let title = match weight {
            Weight::Is(severity) => severity.word(self.texts),
            Weight::Off => self.t("rules.off"),
        };
        RuleWeight { name: weight.name(), title }
    }
}

pub(in crate::render) fn rules(scene: &Scene) -> View<RulesPage> {
    let family = |family: &Family| RuleFamily {
        name: family.key(),
        title: family.title(scene.texts),
        items: rules::all()
            .filter(|rule| rule.family == *family)
            .map(|rule| scene.rule(rule))
            .collect(),
    };
    let families = Family::ALL.iter().map(family).collect();
    let head = scene.head(&scene.t("rules.title"), "rules").about(scene.t("rules.lead"));
    head.with(RulesPage { families })
}

pub(in crate::render) fn rule(scene: &Scene, rule: &'static Rule) -> View<RulePage> {
    let item = scene.rule(rule);
    let why = rule.why(scene.texts);
    let shown = rule.example;
    let example = shown.is_some().then(|| RuleExample {
        file: match shown.shows {
            Shows::Part(file) => Some(file),
            Shows::Paths | Shows::Nothing => None,
        },
        wrong: rules::visible(shown.wrong),
        right: rules::visible(shown.right),
    });
    let changed = scene.weighs(rule) != Weight::Is(rule.severity);
    let head = scene
        .head(&item.title, "rules")
        .step(scene.t("rules.title"), scene.href(urls::RULES))
        .about(crate::markup::markdown::to_plain(&why, 200));
    head.with(RulePage {
        family: rule.family.title(scene.texts),
        why: scene.markdown(&why, 2),
        repair: scene.markdown(&rule.repair(scene.texts), 2),
        example,
        firm: rule.firm,
        usual: changed.then(|| rule.severity.word(scene.texts)),
        item,
    })
}
