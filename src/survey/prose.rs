//! Which texts of the metadata tell numbers of persons?

use crate::catalog::{Catalog, Dataset};
use crate::read::Field;

use crate::report::{Diagnostic, Excerpt, Finding, Place, Spanned};
use crate::table::personal::{IDENTIFIERS, scan_text, tells_number};
use serde_json::Value;

/// What titles, descriptions and tags of datasets, resources and columns tell of persons: of each kind
/// in each text the first. Whom to write to is said elsewhere, and is nothing that anybody hides.
pub fn texts(catalog: &Catalog, only: impl Fn(&Dataset) -> bool) -> Vec<Finding> {
    let mut found = Vec::new();
    for dataset in catalog.datasets.iter().filter(|dataset| only(dataset)) {
        let record = &dataset.record;
        let tags = record.tags.iter().map(|tag| &tag.name);
        let own = [&record.title, &record.notes].into_iter().flatten().chain(tags);
        let resources = record.resources.iter();
        let named = resources.clone().flat_map(|one| [&one.name, &one.description]).flatten();
        for text in own.chain(named) {
            of_text(text, &record.file, &mut found);
        }
        for field in record.resources.iter().flat_map(|resource| &resource.fields) {
            found.extend(of_field(field, &record.file));
        }
    }
    found
}

/// What is said of a column, which is told at its name.
fn of_field(field: &Field, file: &str) -> Option<Finding> {
    let example = field.rest.get("example").and_then(Value::as_str);
    let texts = [field.title.as_deref(), field.description.as_deref(), example];
    let hits = texts.into_iter().flatten().flat_map(scan_text);
    let mut hits = hits.filter(|hit| IDENTIFIERS.contains(&hit.kind));
    let first = hits.next()?;
    let finding = Finding::new("personal-data-in-text", file, field.name.span);
    Some(finding.with("kind", first.kind.key()).with("n", hits.count() + 1))
}

fn of_text(text: &Spanned<String>, file: &str, found: &mut Vec<Finding>) {
    let hits = scan_text(text);
    for kind in IDENTIFIERS {
        let mut of_kind = hits.iter().filter(|hit| hit.kind == kind);
        let Some(first) = of_kind.next() else { continue };
        let place = Place::Within(text.span, text.value[first.range.clone()].to_owned());
        let finding = Finding::new("personal-data-in-text", file, place);
        found.push(finding.with("kind", kind.key()).with("n", of_kind.count() + 1));
    }
}

/// Leaves out the lines of a report that hold the number of a person: whatever is wrong there, more
/// people read of it than of the file.
pub fn withhold(problems: &mut [Diagnostic]) {
    for problem in problems {
        for (_, value) in problem.args.iter_mut().filter(|(_, value)| tells_number(value)) {
            "…".clone_into(value);
        }
        if problem.excerpt.as_ref().is_some_and(|excerpt| tells_number(&excerpt.text)) {
            problem.excerpt = problem.excerpt.take().map(Excerpt::withheld);
        }
    }
}
