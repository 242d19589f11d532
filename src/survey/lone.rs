//! Tables that are in no catalogue: a file by itself, a data package.

use crate::report::rules;
use crate::survey::one::{Ask, Heard, Watching, findings_of, point, read};
use crate::survey::{Declared, Finding, Survey};
use crate::table::{
    Cause, Checks, Fault, Folder, Limits, Package, Place, Single, Singles, Sink, Source,
};
use serde_json::Value;
use std::collections::BTreeMap;

/// A table that is in no catalogue.
#[derive(Clone, Debug)]
pub struct Lone {
    /// Its name in a package; empty for a file by itself.
    pub name: String,
    /// Its file.
    pub path: String,
    /// What it holds, and what is wrong with it.
    pub survey: Survey,
    /// Every single error, as frictionless counts them, up to [`SINGLES`].
    pub singles: Vec<Single>,
}

/// So many errors of a table are told one by one.
pub const SINGLES: usize = 1000;

/// Reads a file by itself.
pub fn file(source: &Source, limits: &Limits) -> Lone {
    let declared = Declared::of_file(&source.name);
    let others = BTreeMap::new();
    let survey = read(&Ask { source, declared: &declared, others: &others, limits });
    let mut singles = Vec::new();
    for finding in &survey.findings {
        let Some(rule) = rules::find(&finding.code) else { continue };
        let single = |place: &Place| Single { code: rule.code, row: place.row, field: place.field };
        singles.extend(finding.places.iter().map(single));
    }
    Lone { name: String::new(), path: source.name.clone(), survey, singles }
}

/// Reads the tables of a package, each held to its schema and to the checklist.
///
/// # Errors
/// What is wrong with the descriptor or the checklist.
pub fn package(
    descriptor: &Value,
    checklist: Option<&Value>,
    folder: &dyn Folder,
    limits: &Limits,
) -> Result<Vec<Lone>, Vec<Finding>> {
    let told = |causes: Vec<Cause>| causes.iter().map(Finding::of_cause).collect::<Vec<_>>();
    let mut package = Package::from_json(descriptor, folder).map_err(told)?;
    package.limits = limits.clone();
    let checks = checklist.map(Checks::from_json).transpose().map_err(told)?.unwrap_or_default();
    let mut tables = Vec::new();
    for resource in package.resources.iter().filter(|resource| resource.tabular) {
        let mut sink = Both { heard: Heard::of(&resource.place), singles: Singles::up_to(SINGLES) };
        let mut watch = Watching::default();
        let outcome = package.watch(resource, folder, &checks, &mut sink, &mut watch);
        let mut survey = watch.finish();
        (survey.findings, survey.refusal) = findings_of(sink.heard, &outcome);
        survey.rows = outcome.rows;
        survey.reading = crate::survey::one::reading(&resource.layout, &outcome);
        survey.reading.dictionary = resource.schema.is_some();
        point((&resource.source(folder), &resource.layout), limits, &mut survey);
        tables.push(Lone {
            name: resource.name.clone(),
            path: resource.place.clone(),
            survey,
            singles: sink.singles.found,
        });
    }
    Ok(tables)
}

/// Hears of faults by cause and one by one.
struct Both {
    heard: Heard,
    singles: Singles,
}

impl Sink for Both {
    fn take(&mut self, fault: Fault<'_>) {
        self.heard.take(fault);
        self.singles.take(fault);
    }
}
