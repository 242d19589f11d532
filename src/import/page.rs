//! A YAML or Markdown file of a source → its keys, each with its place.

use crate::import::files;
use crate::import::report::{Outcome, Report};
use crate::read::node::{Node, NodeKind};
use crate::read::{matter, yaml};
use crate::report::Source;
use anyhow::Result;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;

/// A file's mapping.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// The file.
    pub(super) file: String,
    /// Its name without ending.
    pub(super) stem: String,
    /// Its keys; scalars as the text that was written, null where nothing was.
    pub(super) map: Map<String, Value>,
    /// What follows the front matter of a Markdown file.
    pub(super) body: String,
    lines: BTreeMap<String, u32>,
}

impl Page {
    /// Reads a file; none, with the reasons in the report, if anything is wrong with it.
    pub(super) fn read(path: &Path, report: &mut Report) -> Result<Option<Self>> {
        let file = files::shown(path);
        let text = match files::text(path, files::LARGEST_YAML)? {
            Ok(text) => text,
            Err(reason) => {
                report.note(Outcome::Refused, &file, reason);
                return Ok(None);
            }
        };
        let source = Source::new(file.clone(), text);
        let (node, body, problems) =
            if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("md")) {
                let (matter, problems) = matter::split(&source);
                (matter.node, matter.body.to_owned(), problems)
            } else {
                let (node, problems) = yaml::parse(&source);
                (node, String::new(), problems)
            };
        report.diagnostics(problems);
        let Some(node) = node else { return Ok(None) };
        let NodeKind::Mapping(entries) = &node.kind else {
            report.note(Outcome::Refused, &file, "no-record").arg("value", "[…]");
            return Ok(None);
        };
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let mut page = Self { file, stem: stem.unwrap_or_default(), body, ..Self::default() };
        for entry in entries {
            page.lines.insert(entry.key.clone(), source.position(entry.key_span.start).0);
            page.map.insert(entry.key.clone(), value(&entry.value));
        }
        Ok(Some(page))
    }

    /// Where a key is written.
    pub(super) fn at(&self, key: &str) -> String {
        match self.lines.get(key) {
            Some(line) => format!("{}:{line}", self.file),
            None => self.file.clone(),
        }
    }
}

/// A scalar as it was written; lists and mappings with the types that YAML gives their parts.
fn value(node: &Node) -> Value {
    match &node.kind {
        NodeKind::Scalar { .. } if node.is_null() => Value::Null,
        NodeKind::Scalar { text, .. } => Value::String(text.clone()),
        _ => node.to_json(),
    }
}
