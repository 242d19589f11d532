//! The rule of a `row-constraint`: a small part of Python's expressions over a row's values.

use std::cmp::Ordering;

use crate::table::field::{Cast, Field};
use crate::table::row::Row;

/// An expression, ready to be held against rows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Formula(Node);

#[derive(Clone, Debug, PartialEq)]
enum Node {
    Name(String),
    Number(f64),
    Text(String),
    Flag(bool),
    Nothing,
    Not(Box<Node>),
    Minus(Box<Node>),
    Pair(Operator, Box<Node>, Box<Node>),
    /// `a < b <= c`
    Chain(Vec<(Operator, Node)>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    And,
    Or,
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
    Plus,
    Minus,
    Times,
    Over,
    Rest,
}

#[derive(Clone, Debug, PartialEq)]
enum Worth {
    Nothing,
    Flag(bool),
    Number(f64),
    Text(String),
    Rank(i128),
}

/// How long and how deep a formula may be.
const LONGEST: usize = 4096;
const DEEPEST: usize = 64;

impl Formula {
    /// None if it is not understood.
    pub(crate) fn new(text: &str) -> Option<Self> {
        let mut reading = Reading { rest: text, depth: 0 };
        let node = if text.len() <= LONGEST { reading.either()? } else { return None };
        reading.rest.trim().is_empty().then_some(Self(node))
    }

    /// Whether a row keeps it; one on which it cannot be computed does not.
    pub(crate) fn holds(&self, row: &Row, fields: &[Field]) -> bool {
        self.0.worth(row, fields).is_some_and(|worth| worth.is_true())
    }
}

struct Reading<'a> {
    rest: &'a str,
    depth: usize,
}

impl Reading<'_> {
    fn word(&mut self, word: &str) -> bool {
        self.rest = self.rest.trim_start();
        let Some(rest) = self.rest.strip_prefix(word) else { return false };
        let letters = word.ends_with(|c: char| c.is_alphabetic());
        if letters && rest.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
            return false;
        }
        self.rest = rest;
        true
    }

    fn either(&mut self) -> Option<Node> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let mut node = self.both()?;
        while self.word("or") {
            node = pair(Operator::Or, node, self.both()?);
        }
        self.depth -= 1;
        Some(node)
    }

    fn both(&mut self) -> Option<Node> {
        let mut node = self.negated()?;
        while self.word("and") {
            node = pair(Operator::And, node, self.negated()?);
        }
        Some(node)
    }

    fn negated(&mut self) -> Option<Node> {
        let mut count = 0;
        while self.word("not") {
            count += 1;
        }
        let node = self.compared()?;
        Some((0..count % 2).fold(node, |node, _| Node::Not(Box::new(node))))
    }

    fn compared(&mut self) -> Option<Node> {
        const SIGNS: [(&str, Operator); 6] = [
            ("==", Operator::Equal),
            ("!=", Operator::Unequal),
            ("<=", Operator::AtMost),
            (">=", Operator::AtLeast),
            ("<", Operator::Less),
            (">", Operator::Greater),
        ];
        let mut chain = vec![(Operator::Equal, self.sum()?)];
        while let Some((_, operator)) = SIGNS.into_iter().find(|(sign, _)| self.word(sign)) {
            chain.push((operator, self.sum()?));
        }
        if chain.len() == 1 { chain.pop().map(|(_, node)| node) } else { Some(Node::Chain(chain)) }
    }

    fn sum(&mut self) -> Option<Node> {
        let mut node = self.product()?;
        loop {
            let operator = match () {
                () if self.word("+") => Operator::Plus,
                () if self.word("-") => Operator::Minus,
                () => return Some(node),
            };
            node = pair(operator, node, self.product()?);
        }
    }

    fn product(&mut self) -> Option<Node> {
        let mut node = self.single()?;
        loop {
            let operator = match () {
                () if self.word("*") => Operator::Times,
                () if self.word("/") => Operator::Over,
                () if self.word("%") => Operator::Rest,
                () => return Some(node),
            };
            node = pair(operator, node, self.single()?);
        }
    }

    fn single(&mut self) -> Option<Node> {
        if self.word("-") {
            self.depth += 1;
            let node = if self.depth > DEEPEST { None } else { self.single() };
            self.depth -= 1;
            return node.map(|node| Node::Minus(Box::new(node)));
        }
        if self.word("(") {
            let node = self.either()?;
            return self.word(")").then_some(node);
        }
        self.rest = self.rest.trim_start();
        let first = self.rest.chars().next()?;
        if first == '"' || first == '\'' {
            let (text, rest) = self.rest[1..].split_once(first)?;
            self.rest = rest;
            return (!text.contains('\\')).then(|| Node::Text(text.to_owned()));
        }
        let number = first.is_ascii_digit() || first == '.';
        let belongs = |c: char| {
            if number { c.is_ascii_digit() || c == '.' } else { c.is_alphanumeric() || c == '_' }
        };
        let end = self.rest.find(|c| !belongs(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        match word {
            "" => None,
            _ if number => word.parse().ok().map(Node::Number),
            "True" => Some(Node::Flag(true)),
            "False" => Some(Node::Flag(false)),
            "None" => Some(Node::Nothing),
            name => Some(Node::Name(name.to_owned())),
        }
    }
}

fn pair(operator: Operator, left: Node, right: Node) -> Node {
    Node::Pair(operator, Box::new(left), Box::new(right))
}

impl Node {
    fn worth(&self, row: &Row, fields: &[Field]) -> Option<Worth> {
        let of = |node: &Self| node.worth(row, fields);
        Some(match self {
            Self::Name(name) => {
                let index = fields.iter().position(|field| field.name == *name)?;
                let mut scratch = Vec::new();
                match fields[index].read(row.cell(index), row.kind(index), &mut scratch) {
                    None | Some(Cast::Null) => Worth::Nothing,
                    Some(Cast::Number(number)) => Worth::Number(number.float()),
                    Some(Cast::Rank(rank)) => Worth::Rank(rank),
                    Some(Cast::Flag(flag)) => Worth::Flag(flag),
                    Some(_) => Worth::Text(row.text(index).to_owned()),
                }
            }
            Self::Number(number) => Worth::Number(*number),
            Self::Text(text) => Worth::Text(text.clone()),
            Self::Flag(flag) => Worth::Flag(*flag),
            Self::Nothing => Worth::Nothing,
            Self::Not(node) => Worth::Flag(!of(node)?.is_true()),
            Self::Minus(node) => Worth::Number(-of(node)?.number()?),
            Self::Pair(Operator::And, left, right) => {
                let left = of(left)?;
                if left.is_true() { of(right)? } else { left }
            }
            Self::Pair(Operator::Or, left, right) => {
                let left = of(left)?;
                if left.is_true() { left } else { of(right)? }
            }
            Self::Pair(operator, left, right) => of(left)?.computed(*operator, &of(right)?)?,
            Self::Chain(chain) => {
                let mut left = of(&chain.first()?.1)?;
                for (operator, node) in &chain[1..] {
                    let right = of(node)?;
                    if !left.compared(*operator, &right)? {
                        return Some(Worth::Flag(false));
                    }
                    left = right;
                }
                Worth::Flag(true)
            }
        })
    }
}

impl Worth {
    fn is_true(&self) -> bool {
        match self {
            Self::Nothing => false,
            Self::Flag(flag) => *flag,
            Self::Number(number) => *number != 0.0,
            Self::Text(text) => !text.is_empty(),
            Self::Rank(_) => true,
        }
    }

    fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Flag(flag) => Some(f64::from(u8::from(*flag))),
            _ => None,
        }
    }

    fn computed(&self, operator: Operator, other: &Self) -> Option<Self> {
        if let (Operator::Plus, Self::Text(a), Self::Text(b)) = (operator, self, other) {
            return Some(Self::Text([a.as_str(), b].concat()));
        }
        let (a, b) = (self.number()?, other.number()?);
        Some(Self::Number(match operator {
            Operator::Plus => a + b,
            Operator::Minus => a - b,
            Operator::Times => a * b,
            Operator::Over if b != 0.0 => a / b,
            Operator::Rest if b != 0.0 => a.rem_euclid(b),
            _ => return None,
        }))
    }

    fn compared(&self, operator: Operator, other: &Self) -> Option<bool> {
        let order = match (self, other) {
            (Self::Text(a), Self::Text(b)) => Some(a.cmp(b)),
            (Self::Rank(a), Self::Rank(b)) => Some(a.cmp(b)),
            _ => match (self.number(), other.number()) {
                (Some(a), Some(b)) => a.partial_cmp(&b),
                _ => None,
            },
        };
        match operator {
            Operator::Equal => Some(order.map_or(self == other, Ordering::is_eq)),
            Operator::Unequal => Some(order.map_or(self != other, Ordering::is_ne)),
            Operator::Less => Some(order?.is_lt()),
            Operator::AtMost => Some(order?.is_le()),
            Operator::Greater => Some(order?.is_gt()),
            Operator::AtLeast => Some(order?.is_ge()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Kind;
    use crate::table::field::Reader;
    use crate::table::number::Marks;

    fn holds(formula: &str) -> Option<bool> {
        let fields =
            ["a", "b"].map(|n| Field::plain(n, "number", Reader::Number(Marks::default())));
        let mut row = Row::default();
        row.push(b"3", Kind::Text);
        row.push(b"4.5", Kind::Text);
        Formula::new(formula).map(|formula| formula.holds(&row, &fields))
    }

    #[test]
    fn formulas_are_python_s() {
        for text in [
            "a < b",
            "a + 1.5 == b",
            "not a > b and b != 2",
            "(a * 2 - 1) / 5 == 1",
            "1 < a <= 3",
            "a % 2 == 1 or c == 1",
            "-a < 0",
            "'x' + 'y' == \"xy\"",
            "a != None",
        ] {
            assert_eq!(holds(text), Some(true), "{text}");
        }
        for text in ["a > b", "c == 1", "a < 'x'", "a / 0 == 1"] {
            assert_eq!(holds(text), Some(false), "{text}");
        }
        for text in
            ["", "a <", "a = b", "__import__('os')", "(a", &"(".repeat(5000), &"-".repeat(500)]
        {
            assert_eq!(holds(text), None, "{text}");
        }
    }
}
