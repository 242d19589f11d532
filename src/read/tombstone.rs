//! `tombstones.yaml` → [`Tombstone`]s.

use crate::read::fields::{self, Fields, Others};
use crate::read::node::{Node, NodeKind};
use crate::read::yaml;
use crate::report::{Diagnostic, Problems, Source, Spanned};

/// What was removed, when and why, and what replaces it.
#[derive(Clone, Debug)]
pub struct Tombstone {
    /// What kind of thing it was.
    pub kind: Kind,
    /// The name it had.
    pub name: Spanned<String>,
    /// The id it had.
    pub id: Option<Spanned<String>>,
    /// The title it had.
    pub title: Option<String>,
    /// The day it was removed, `YYYY-MM-DD`.
    pub date: String,
    /// Why, for readers.
    pub reason: String,
    /// Name of what replaces it.
    pub replaced_by: Option<Spanned<String>>,
}

/// What has a name in the portal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A dataset.
    #[default]
    Dataset,
    /// An organisation.
    Organization,
    /// A group.
    Group,
}

/// `tombstones.yaml`: nothing was removed where the file is empty.
pub fn tombstones(source: &Source) -> (Vec<Tombstone>, Vec<Diagnostic>) {
    let (node, found) = yaml::parse(source);
    let Some(node) = node else { return (Vec::new(), found) };
    let mut problems = Problems::new(source);
    let tombstones = items(&node, "tombstones", &mut problems)
        .iter()
        .filter_map(|item| Tombstone::decode(item, &mut problems))
        .collect();
    (tombstones, problems.into_found())
}

/// The entries of a file that is one list.
pub(super) fn items<'n>(node: &'n Node, key: &'static str, problems: &mut Problems) -> &'n [Node] {
    match &node.kind {
        NodeKind::Sequence(items) => items,
        _ if node.is_null() => &[],
        _ => {
            let span = crate::report::Span { end: node.span.start, ..node.span };
            problems.error("file-not-list", span).arg("key", key);
            &[]
        }
    }
}

impl Tombstone {
    fn decode(node: &Node, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::of(node, problems)?;
        let kind = match fields.text("kind") {
            None => Kind::Dataset,
            Some(kind) => match kind.value.as_str() {
                "dataset" => Kind::Dataset,
                "organization" => Kind::Organization,
                "group" => Kind::Group,
                other => {
                    fields.problems.error("kind-unknown", kind.span).arg("value", other);
                    Kind::Dataset
                }
            },
        };
        let name = fields.required("name").filter(|n| fields::check_name(n, fields.problems));
        let id = fields.uuid("id");
        let title = fields.plain("title");
        if fields.given("date").is_none() {
            fields.missing("date");
        }
        let date = fields.date("date").map(|date| date.date().to_owned());
        let reason = fields.required("reason").map(|reason| reason.value).unwrap_or_default();
        let replaced_by = fields.text("replaced_by").filter(|name| !name.value.is_empty());
        fields.finish(Others::Closed, &[]);
        let date = date.unwrap_or_default();
        Some(Self { kind, name: name?, id, title, date, reason, replaced_by })
    }
}
