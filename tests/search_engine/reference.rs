//! `src/search/README.md` §4, word by word, over plain lists of terms: slow, and easy to check.

use fichero::read::Timestamp;
use fichero::search::analysis::{Analyzer, fold};
use fichero::search::documents::Documents;
use fichero::search::language::{Alternative, Moment, Node, Occur, Scope, Test};
use std::collections::{BTreeMap, BTreeSet};

type Terms = Vec<(u32, String)>;

/// What is known of a dataset.
pub(crate) struct Doc {
    text: Terms,
    title: Terms,
    notes: Terms,
    columns: Terms,
    pub(crate) values: BTreeMap<String, Vec<String>>,
    pub(crate) name: String,
    pub(crate) id: String,
    aliases: Vec<String>,
    pub(crate) folded: String,
    pub(crate) modified: i64,
    pub(crate) created: i64,
}

/// All of them.
pub(crate) struct Reference {
    pub(crate) docs: Vec<Doc>,
}

impl Reference {
    pub(crate) fn new(documents: &Documents<'_>, analyzer: &Analyzer) -> Self {
        let docs = (0..documents.order.len()).map(|n| Doc::new(documents, analyzer, n)).collect();
        Self { docs }
    }

    /// The score of a dataset, none if it does not match.
    pub(crate) fn score(&self, node: &Node, doc: &Doc) -> Option<f64> {
        match node {
            Node::All => Some(0.0),
            Node::Nothing => None,
            Node::Bool { clauses, minimum } => self.boolean(clauses, *minimum, doc),
            Node::Word(scope, alternatives) => {
                largest(alternatives.iter().filter_map(|one| self.alternative(*scope, one, doc)))
            }
            Node::Prefix(scope, prefix, stem) => {
                let terms = self.expansions(prefix, stem);
                largest(terms.iter().filter_map(|term| self.term(*scope, term, doc)))
            }
            Node::Phrase(scope, terms) => self.phrase(*scope, terms, doc),
            Node::Value(field, test) => doc.has(field, test).then_some(0.0),
            Node::Range(moment, from, to) => {
                let at = match moment {
                    Moment::Created => doc.created,
                    Moment::Modified => doc.modified,
                };
                (from.is_none_or(|from| at >= from) && to.is_none_or(|to| at <= to)).then_some(0.0)
            }
            Node::Name(name) => (doc.name == *name || doc.aliases.contains(name)).then_some(0.0),
            Node::Id(id) => (doc.id == *id || doc.aliases.contains(id)).then_some(0.0),
            Node::Boost(weight, node) => Some(weight * self.score(node, doc)?),
        }
    }

    fn boolean(&self, clauses: &[(Occur, Node)], minimum: usize, doc: &Doc) -> Option<f64> {
        let (mut sum, mut optional) = (0.0, 0);
        for (occur, node) in clauses {
            match (occur, self.score(node, doc)) {
                (Occur::Must, None) | (Occur::Not, Some(_)) => return None,
                (Occur::Must, Some(score)) => sum += score,
                (Occur::Should, Some(score)) => {
                    sum += score;
                    optional += 1;
                }
                _ => {}
            }
        }
        (optional >= minimum).then_some(sum)
    }

    fn alternative(&self, scope: Scope, one: &Alternative, doc: &Doc) -> Option<f64> {
        let scores = one.terms.iter().map(|term| self.term(scope, term, doc));
        let sum: Option<f64> = scores.sum();
        Some(one.weight * sum?)
    }

    fn term(&self, scope: Scope, term: &str, doc: &Doc) -> Option<f64> {
        let text = self.line(|doc| &doc.text, term, doc, self.k_text());
        let title = self.line(|doc| &doc.title, term, doc, self.k_title(doc)).map(|s| 2.0 * s);
        let columns = self.line(|doc| &doc.columns, term, doc, 1.2).map(|s| 0.5 * s);
        match scope {
            Scope::Text => {
                let lines = [text, title, columns];
                lines.iter().any(Option::is_some).then(|| lines.iter().flatten().sum())
            }
            Scope::Title => title,
            Scope::Notes => text.filter(|_| doc.notes.iter().any(|(_, other)| other == term)),
            Scope::Fields => columns,
        }
    }

    /// `2.2·idf·tf/(tf + K)`.
    fn line(&self, field: impl Fn(&Doc) -> &Terms, term: &str, doc: &Doc, k: f64) -> Option<f64> {
        let tf = field(doc).iter().filter(|(_, other)| other == term).count() as f64;
        (tf > 0.0).then(|| 2.2 * self.idf(field, term) * tf / (tf + k))
    }

    fn idf(&self, field: impl Fn(&Doc) -> &Terms, term: &str) -> f64 {
        let with = |doc: &&Doc| field(doc).iter().any(|(_, other)| other == term);
        let df = self.docs.iter().filter(with).count() as f64;
        (1.0 + (self.docs.len() as f64 - df + 0.5) / (df + 0.5)).ln()
    }

    fn average(&self, field: impl Fn(&Doc) -> &Terms) -> f64 {
        let tokens: usize = self.docs.iter().map(|doc| field(doc).len()).sum();
        tokens as f64 / self.docs.len() as f64
    }

    fn k_text(&self) -> f64 {
        1.2 * (0.25 + 0.75 / self.average(|doc| &doc.text))
    }

    fn k_notes(&self) -> f64 {
        1.2 * (0.25 + 0.75 / self.average(|doc| &doc.notes))
    }

    fn k_title(&self, doc: &Doc) -> f64 {
        1.2 * (0.25 + 0.75 * norm(doc.title.len()) / self.average(|doc| &doc.title))
    }

    fn phrase(&self, scope: Scope, terms: &[(u32, String)], doc: &Doc) -> Option<f64> {
        let (field, k, weight): (fn(&Doc) -> &Terms, f64, f64) = match scope {
            Scope::Text => (|doc| &doc.text, self.k_text(), 1.0),
            Scope::Title => (|doc| &doc.title, self.k_title(doc), 2.0),
            Scope::Notes => (|doc| &doc.notes, self.k_notes(), 1.0),
            Scope::Fields => {
                let terms = terms.iter().map(|(_, term)| term.clone()).collect();
                return self.alternative(scope, &Alternative { weight: 1.0, terms }, doc);
            }
        };
        let there: BTreeSet<(u32, &str)> =
            field(doc).iter().map(|(at, term)| (*at, term.as_str())).collect();
        let last = field(doc).iter().map(|(at, _)| *at).max()?;
        let starts = (0..=last).filter(|start| {
            terms.iter().all(|(offset, term)| there.contains(&(start + offset, term)))
        });
        let n = starts.count() as f64;
        let idf: f64 = terms.iter().map(|(_, term)| self.idf(field, term)).sum();
        (n > 0.0).then(|| weight * 2.2 * idf * n / (n + k))
    }

    fn expansions(&self, prefix: &str, stem: &str) -> Vec<String> {
        let mut frequencies: BTreeMap<&str, usize> = BTreeMap::new();
        for doc in &self.docs {
            let terms: BTreeSet<&str> =
                doc.text.iter().chain(&doc.columns).map(|(_, term)| term.as_str()).collect();
            for term in terms.into_iter().filter(|term| term.starts_with(prefix) || *term == stem) {
                *frequencies.entry(term).or_default() += 1;
            }
        }
        let mut terms: Vec<(&str, usize)> = frequencies.into_iter().collect();
        terms.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        terms.into_iter().take(24).map(|(term, _)| term.to_owned()).collect()
    }
}

impl Doc {
    fn new(documents: &Documents<'_>, analyzer: &Analyzer, number: usize) -> Self {
        let texts = documents.document(number, analyzer);
        let dataset = documents.dataset(number);
        let mut whole = vec![texts.title, &texts.notes];
        whole.extend(texts.rest.iter().map(|text| &**text));
        let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for facet in documents.facets.iter() {
            let own = documents.values(number, facet).into_iter().map(str::to_owned);
            values.insert(facet.clone(), own.collect());
        }
        let owner = dataset.organization.map(|owner| documents.catalog[owner].id.clone());
        values.insert("owner_org".to_owned(), owner.into_iter().collect());
        Self {
            text: positions(analyzer, &whole),
            title: positions(analyzer, &[texts.title]),
            notes: positions(analyzer, &[&texts.notes]),
            columns: positions(analyzer, &texts.columns),
            values,
            name: dataset.name().to_owned(),
            id: dataset.id.clone(),
            aliases: dataset.record.aliases.iter().map(|alias| alias.value.clone()).collect(),
            folded: fold(dataset.title()),
            modified: micros(&dataset.modified),
            created: micros(&dataset.created),
        }
    }

    fn has(&self, field: &str, test: &Test) -> bool {
        let any_case = matches!(field, "res_format" | "license_id");
        let form = |text: &str| if any_case { text.to_lowercase() } else { text.to_owned() };
        self.values.get(field).into_iter().flatten().any(|value| match test {
            Test::Any => true,
            Test::Is(wanted) => form(value) == form(wanted),
            Test::Like(pattern) => {
                let (value, pattern): (Vec<char>, Vec<char>) =
                    (form(value).chars().collect(), form(pattern).chars().collect());
                like(&value, &pattern)
            }
        })
    }
}

fn like(value: &[char], pattern: &[char]) -> bool {
    match (pattern.split_first(), value.split_first()) {
        (None, _) => value.is_empty(),
        (Some(('*', rest)), None) => like(value, rest),
        (Some(('*', rest)), Some((_, after))) => like(value, rest) || like(after, pattern),
        (Some((c, rest)), Some((v, after))) => (*c == '?' || c == v) && like(after, rest),
        (Some(_), None) => false,
    }
}

fn positions(analyzer: &Analyzer, values: &[&str]) -> Terms {
    let mut terms = Vec::new();
    let mut base = 0;
    for value in values {
        base += 1 + analyzer.terms(value, |at, term| terms.push((base + at, term)));
    }
    terms
}

/// A length as it is kept in a byte: exact below 40, then to four binary digits above 24.
fn norm(length: usize) -> f64 {
    if length < 40 {
        return length as f64;
    }
    let rest = length - 24;
    let shift = rest.ilog2() - 3;
    (24 + (rest >> shift << shift)) as f64
}

pub(crate) fn micros(moment: &Timestamp) -> i64 {
    let utc: jiff::Timestamp = moment.rfc3339().parse().expect("a moment");
    utc.as_microsecond()
}

fn largest(scores: impl Iterator<Item = f64>) -> Option<f64> {
    scores.reduce(f64::max)
}
