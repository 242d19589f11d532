//! Keys, repeated rows and references: what a row may not have in common with others.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::table::fault::{Cause, Fault, Place, Sink};
use crate::table::field::Field;
use crate::table::keys::{self, Holes, KeySet, Seen};
use crate::table::row::Row;
use crate::table::schema::Schema;

/// What is not to repeat.
enum What {
    /// A key; `field` where the finding names one column.
    Key {
        columns: Vec<usize>,
        field: Option<usize>,
        nulls: Option<Cause>,
    },
    Row,
}

struct Rule {
    what: What,
    cause: Cause,
    seen: Seen,
    hits: Vec<Hit>,
}

/// A row whose hash was there before.
#[derive(Clone, Copy)]
struct Hit {
    row: u32,
    first: u32,
    line: u64,
}

/// A reference, with what it may refer to.
struct Reference<'a> {
    columns: Vec<usize>,
    keys: &'a KeySet,
    cause: Cause,
}

/// All rules of a table that look at more than one row.
pub(crate) struct Integrity<'a> {
    rules: Vec<Rule>,
    references: Vec<Reference<'a>>,
    key: Vec<u8>,
    scratch: Vec<u8>,
}

/// How many repetitions are confirmed by reading again; what is beyond is told by its hash alone.
const CONFIRMED: usize = 1 << 20;

/// Whether whole records are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Duplicates {
    Told,
    Ignored,
}

impl<'a> Integrity<'a> {
    pub(crate) fn new(
        schema: &Schema,
        fields: &[Field],
        duplicates: Duplicates,
        references: &'a BTreeMap<usize, KeySet>,
    ) -> Self {
        let columns = |names: &[String]| -> Option<Vec<usize>> {
            let place = |name: &String| fields.iter().position(|field| field.name == *name);
            names.iter().map(place).collect()
        };
        let joined = |names: &[String]| names.join(", ");
        let mut rules = Vec::new();
        let mut add = |what, cause| {
            rules.push(Rule { what, cause, seen: Seen::default(), hits: Vec::new() });
        };
        for (index, field) in fields.iter().enumerate() {
            if let Some(cause) = &field.unique {
                add(
                    What::Key { columns: vec![index], field: Some(index), nulls: None },
                    cause.clone(),
                );
            }
        }
        if let Some(columns) = columns(&schema.primary_key).filter(|columns| !columns.is_empty()) {
            let cause = |reason| {
                Cause::new("primary-key").because(reason).with("key", joined(&schema.primary_key))
            };
            let nulls = Some(cause("key-empty"));
            add(What::Key { columns, field: None, nulls }, cause("key-repeated"));
        }
        for names in &schema.unique_keys {
            if let Some(columns) = columns(names) {
                let cause = Cause::new("unique-key").with("key", joined(names));
                add(What::Key { columns, field: None, nulls: None }, cause);
            }
        }
        if duplicates == Duplicates::Told {
            add(What::Row, Cause::new("duplicate-row"));
        }
        let references = schema.foreign_keys.iter().enumerate().filter_map(|(index, one)| {
            let cause = Cause::new("foreign-key")
                .with("key", joined(&one.fields))
                .with("table", &one.resource)
                .with("reference", joined(&one.reference));
            Some(Reference { columns: columns(&one.fields)?, keys: references.get(&index)?, cause })
        });
        let references = references.collect();
        Self { rules, references, key: Vec::new(), scratch: Vec::new() }
    }

    /// Looks at a row. Repetitions are kept until they are confirmed.
    pub(crate) fn row(&mut self, row: &Row, fields: &[Field], sink: &mut dyn Sink) {
        let place = |field: Option<usize>, same_as: Option<u32>| Place {
            row: Some(row.number),
            field: field.map(crate::table::fault::number),
            line: Some(row.line).filter(|line| *line > 0),
            same_as: same_as.map(u64::from),
        };
        let number = u32::try_from(row.number).unwrap_or(u32::MAX);
        for rule in &mut self.rules {
            match &rule.what {
                What::Key { columns, nulls, .. } => {
                    let holes = keys::key(row, fields, columns, &mut self.key, &mut self.scratch);
                    match (holes, nulls) {
                        (Holes::None, _) => {}
                        (Holes::Some | Holes::All, Some(cause)) => {
                            sink.take(cause.at(place(None, None)));
                            continue;
                        }
                        _ => continue,
                    }
                }
                What::Row if row.is_blank() => continue,
                What::Row => keys::whole(row, &mut self.key),
            }
            let Some(first) = rule.seen.before(keys::hash(&self.key), number) else { continue };
            if rule.hits.len() < CONFIRMED {
                rule.hits.push(Hit { row: number, first, line: row.line });
            } else {
                sink.take(rule.cause.at(place(rule.what.field(), Some(first))));
            }
        }
        for reference in &self.references {
            let columns = &reference.columns;
            let holes = keys::key(row, fields, columns, &mut self.key, &mut self.scratch);
            if holes != Holes::All && !reference.keys.has(keys::hash(&self.key)) {
                sink.take(reference.cause.at(place(None, None)));
            }
        }
    }

    /// Whether the rows have to be read again.
    pub(crate) fn needs_confirming(&self) -> bool {
        self.rules.iter().any(|rule| !rule.hits.is_empty())
    }

    /// Starts the second reading; the memory of the first is given back.
    pub(crate) fn confirming(mut self) -> Confirming {
        for rule in &mut self.rules {
            rule.seen = Seen::default();
        }
        let rules = self.rules.into_iter().filter(|rule| !rule.hits.is_empty());
        let pending = rules.map(|rule| {
            let mut firsts: Vec<u32> = rule.hits.iter().map(|hit| hit.first).collect();
            firsts.sort_unstable();
            firsts.dedup();
            let digests = vec![[0; 32]; firsts.len()];
            Pending { rule, firsts, digests, first: 0, hit: 0 }
        });
        Confirming { pending: pending.collect(), key: Vec::new(), scratch: Vec::new() }
    }
}

impl What {
    fn field(&self) -> Option<usize> {
        match self {
            Self::Key { field, .. } => *field,
            Self::Row => None,
        }
    }
}

struct Pending {
    rule: Rule,
    /// The rows that others repeat, with the digest of what they hold.
    firsts: Vec<u32>,
    digests: Vec<[u8; 32]>,
    first: usize,
    hit: usize,
}

/// The second reading: rows with the same hash are compared by what they hold.
pub(crate) struct Confirming {
    pending: Vec<Pending>,
    key: Vec<u8>,
    scratch: Vec<u8>,
}

impl Confirming {
    /// Looks at a row again.
    pub(crate) fn row(&mut self, row: &Row, fields: &[Field], sink: &mut dyn Sink) {
        let number = u32::try_from(row.number).unwrap_or(u32::MAX);
        for pending in &mut self.pending {
            let is_first = pending.firsts.get(pending.first) == Some(&number);
            let hit = pending.rule.hits.get(pending.hit).copied().filter(|hit| hit.row == number);
            if !is_first && hit.is_none() {
                continue;
            }
            match &pending.rule.what {
                What::Key { columns, .. } => {
                    keys::key(row, fields, columns, &mut self.key, &mut self.scratch);
                }
                What::Row => keys::whole(row, &mut self.key),
            }
            let digest: [u8; 32] = Sha256::digest(&self.key).into();
            if is_first {
                pending.digests[pending.first] = digest;
                pending.first += 1;
            }
            let Some(hit) = hit else { continue };
            pending.hit += 1;
            let same = pending
                .firsts
                .binary_search(&hit.first)
                .is_ok_and(|at| pending.digests[at] == digest);
            if same {
                let field = pending.rule.what.field().map(crate::table::fault::number);
                let line = Some(hit.line).filter(|line| *line > 0);
                let same_as = Some(u64::from(hit.first));
                let place = Place { row: Some(row.number), field, line, same_as };
                sink.take(Fault { cause: &pending.rule.cause, place, value: None });
            }
        }
    }
}
