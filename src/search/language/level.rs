//! Items side by side, and what `AND`, `OR`, `+` and `-` make of them.

use super::cursor::Operator;
use super::{Node, Occur};

/// The query itself or a group.
#[derive(Debug, Default)]
pub(super) struct Level {
    items: Vec<Item>,
    /// What stands before the next item.
    pending: Option<Operator>,
    and: bool,
    or: bool,
}

#[derive(Debug)]
struct Item {
    after_or: bool,
    occur: Occur,
    /// None if it vanished; several if it was a run of several words.
    nodes: Vec<Node>,
}

impl Level {
    /// An operator; it counts if items come before and after it.
    pub(super) fn operator(&mut self, operator: Operator) {
        self.pending = Some(operator);
    }

    pub(super) fn item(&mut self, occur: Occur, nodes: Vec<Node>) {
        let operator = self.pending.take().filter(|_| !self.items.is_empty());
        self.and |= operator == Some(Operator::And);
        self.or |= operator == Some(Operator::Or);
        self.items.push(Item { after_or: operator == Some(Operator::Or), occur, nodes });
    }

    /// What the items ask for together; `loose`: whether some bare ones may be missing.
    pub(super) fn node(self, loose: bool) -> Option<Node> {
        match (self.and, self.or) {
            (true, true) => self.parts(),
            (false, true) => self.any(),
            (false, false) if loose => most(self.items),
            (_, false) => all(self.items),
        }
    }

    /// `OR` parts, each with everything that stands in it.
    fn parts(self) -> Option<Node> {
        let mut parts: Vec<Vec<Item>> = Vec::new();
        for item in self.items {
            match parts.last_mut() {
                Some(part) if !item.after_or => part.push(item),
                _ => parts.push(vec![item]),
            }
        }
        let clauses: Vec<_> =
            parts.into_iter().filter_map(all).map(|node| (Occur::Should, node)).collect();
        joined(clauses, 1)
    }

    fn any(self) -> Option<Node> {
        let clauses: Vec<_> = self.items.into_iter().filter_map(Item::clause).collect();
        let required = clauses.iter().any(|(occur, _)| *occur == Occur::Must);
        let bare = clauses.iter().any(|(occur, _)| *occur == Occur::Should);
        joined(clauses, usize::from(bare && !required))
    }
}

impl Item {
    /// The item as one clause.
    fn clause(self) -> Option<(Occur, Node)> {
        Some((self.occur, together(self.nodes)?))
    }
}

/// One node that asks for all of them.
pub(super) fn together(nodes: Vec<Node>) -> Option<Node> {
    joined(nodes.into_iter().map(|node| (Occur::Must, node)).collect(), 0)
}

/// Every item is required that is not excluded.
fn all(items: Vec<Item>) -> Option<Node> {
    let mut clauses = Vec::with_capacity(items.len());
    for item in items {
        if item.occur == Occur::Not {
            clauses.extend(item.clause());
        } else {
            clauses.extend(item.nodes.into_iter().map(|node| (Occur::Must, node)));
        }
    }
    joined(clauses, 0)
}

/// CKAN's minimum match, `2<-1 5<80%`.
fn most(items: Vec<Item>) -> Option<Node> {
    let mut clauses = Vec::with_capacity(items.len());
    for item in items {
        if item.occur == Occur::Not {
            clauses.extend(item.clause());
        } else {
            let occur = item.occur;
            clauses.extend(item.nodes.into_iter().map(|node| (occur, node)));
        }
    }
    let bare = clauses.iter().filter(|(occur, _)| *occur == Occur::Should).count();
    let minimum = match bare {
        0..=2 => bare,
        3..=5 => bare - 1,
        _ => bare * 4 / 5,
    };
    joined(clauses, minimum)
}

/// A boolean node; a single clause that is not excluded stands alone.
fn joined(mut clauses: Vec<(Occur, Node)>, minimum: usize) -> Option<Node> {
    match &clauses[..] {
        [] => None,
        [(Occur::Must | Occur::Should, _)] => clauses.pop().map(|(_, node)| node),
        _ => Some(Node::Bool { clauses, minimum }),
    }
}
