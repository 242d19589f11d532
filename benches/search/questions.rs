//! Random questions to a catalogue, as its readers would type them: parameters of `package_search`.

use crate::words::Chance;
use fichero::search::analysis::fold;
use fichero::search::documents::Documents;
use serde_json::{Map, Value, json};

const SORTS: [&str; 10] = [
    "metadata_modified desc",
    "metadata_modified asc",
    "title asc",
    "title_string desc",
    "name asc",
    "name desc",
    "id asc",
    "metadata_created desc",
    "title asc, metadata_modified desc",
    "metadata_created asc, score desc",
];

/// How many kinds of questions there are; they come in turn.
pub(crate) const KINDS: usize = 24;

/// The facets that every question asks for.
pub(crate) const FACETS: [&str; 5] =
    ["organization", "groups", "res_format", "license_id", "frequency"];

/// Question `n`, always the same.
pub(crate) fn question(documents: &Documents, n: usize) -> Map<String, Value> {
    let mut chance = Chance::new(7_000_000 + n as u64);
    let mut source = Source::new(documents, &mut chance);
    while source.title.len() < 2 || source.all.len() < 6 {
        source = Source::new(documents, &mut chance);
    }
    let mut params = Map::new();
    let mut filters = Vec::new();
    let mut q = source.kind(n % KINDS, &mut chance, &mut filters);
    if chance.percent(40) {
        q = without_accents(&q);
    }
    params.insert("q".to_owned(), json!(q));
    if chance.percent(12) {
        filters.push(source.filter(&mut chance));
    }
    if !filters.is_empty() {
        params.insert("fq".to_owned(), json!(filters));
    }
    if chance.percent(35) {
        params.insert("sort".to_owned(), json!(chance.of(&SORTS)));
    }
    if chance.percent(10) {
        params.insert("start".to_owned(), json!(chance.between(0, 30)));
    }
    let mut facets = FACETS.to_vec();
    if chance.percent(30) {
        facets.push("tags");
    }
    params.insert("facet.field".to_owned(), json!(facets));
    params.insert("facet.limit".to_owned(), json!(-1));
    params
}

/// Accents go, operators stay.
fn without_accents(q: &str) -> String {
    let plain = |word: &str| if word.is_ascii() { word.to_owned() } else { fold(word) };
    q.split(' ').map(plain).collect::<Vec<_>>().join(" ")
}

/// A dataset that a question is about, so that there is something to find.
struct Source<'d, 'c> {
    documents: &'d Documents<'c>,
    number: usize,
    title: Vec<&'c str>,
    all: Vec<&'c str>,
}

impl<'d, 'c> Source<'d, 'c> {
    fn new(documents: &'d Documents<'c>, chance: &mut Chance) -> Self {
        let number = chance.between(0, documents.order.len() - 1);
        let dataset = documents.dataset(number);
        let title = words(dataset.title());
        let notes = dataset.record.notes.as_ref().map_or("", |notes| notes.as_str());
        let all = title.iter().copied().chain(words(notes)).collect();
        Self { documents, number, title, all }
    }

    fn word(&self, chance: &mut Chance) -> String {
        let list = if chance.percent(60) { &self.title } else { &self.all };
        (*chance.of(list)).to_owned()
    }

    fn words(&self, count: usize, between: &str, chance: &mut Chance) -> String {
        (0..count).map(|_| self.word(chance)).collect::<Vec<_>>().join(between)
    }

    fn phrase(&self, chance: &mut Chance) -> String {
        let list = if chance.percent(50) { &self.title } else { &self.all };
        let count = chance.between(2, 3).min(list.len());
        let at = chance.between(0, list.len() - count);
        format!("\"{}\"", list[at..at + count].join(" "))
    }

    fn prefix(&self, chance: &mut Chance) -> String {
        let length = chance.between(3, 6);
        let word: String = self.word(chance).chars().take(length).collect();
        word + "*"
    }

    fn value(&self, facet: &str) -> Option<&'c str> {
        self.documents.values(self.number, facet).first().copied()
    }

    fn filter(&self, chance: &mut Chance) -> String {
        let facet = *chance.of(&[
            "organization",
            "groups",
            "tags",
            "res_format",
            "license_id",
            "frequency",
        ]);
        let value = self.value(facet).unwrap_or("ninguno");
        match chance.between(0, 6) {
            0 => format!("-{facet}:\"{value}\""),
            1 => format!("{facet}:(\"{value}\" OR \"otro\")"),
            2 => format!(
                "{facet}:{}*",
                value.chars().take(3).filter(|c| c.is_alphanumeric()).collect::<String>()
            ),
            3 => format!("{facet}:[* TO *]"),
            4 => format!("{facet}:\"{value}\" OR title:{}", self.word(chance)),
            _ => format!("{facet}:\"{value}\""),
        }
    }

    fn range(&self, chance: &mut Chance) -> String {
        let dataset = self.documents.dataset(self.number);
        let moment = dataset.modified.as_str();
        let (day, year) = (dataset.modified.date(), &moment[..4]);
        match chance.between(0, 7) {
            0 => format!("metadata_modified:[{moment}Z TO *]"),
            1 => format!("metadata_modified:{{* TO {moment}Z}}"),
            2 => format!("metadata_modified:[{day} TO {day}]"),
            3 => format!("metadata_modified:[{year} TO {year}-06}}"),
            4 => "metadata_modified:[NOW-5YEARS/DAY TO NOW]".to_owned(),
            5 => format!("metadata_created:{}", dataset.created.date()),
            6 => format!(
                "metadata_created:[{}Z/DAY TO {}Z+20DAYS]",
                dataset.created, dataset.created
            ),
            _ => format!("-metadata_modified:[{day}T12:00:00Z TO *]"),
        }
    }

    fn kind(&self, kind: usize, chance: &mut Chance, filters: &mut Vec<String>) -> String {
        match kind {
            0..=3 => self.word(chance),
            4..=6 => self.words(2, " ", chance),
            7 | 8 => self.words(3, " ", chance),
            9 => {
                let count = chance.between(4, 9);
                self.words(count, " ", chance)
            }
            10 => self.words(3, " OR ", chance),
            11 => format!("{} -{}", self.word(chance), self.word(chance)),
            12 | 13 => self.phrase(chance),
            14 => self.prefix(chance),
            15 => format!("{} {}", self.word(chance), self.prefix(chance)),
            16 => format!(
                "({} OR {}) AND NOT ({} AND {})",
                self.word(chance),
                self.prefix(chance),
                self.word(chance),
                self.word(chance)
            ),
            17 => format!("title:{} OR notes:({})", self.word(chance), self.words(2, " ", chance)),
            18 => format!("title:{} +notes:{}", self.phrase(chance), self.phrase(chance)),
            19 => format!(
                "+{} {} \"{}\"^2.5",
                self.word(chance),
                self.phrase(chance),
                self.word(chance)
            ),
            20 => {
                filters.push(self.filter(chance));
                self.word(chance)
            }
            21 => {
                filters.push(self.range(chance));
                if chance.percent(50) { self.word(chance) } else { "*:*".to_owned() }
            }
            22 => {
                let field = chance.of(&["fields:rut", "fields:codigo", "rut", "fields:lat*"]);
                format!(
                    "{field} {}",
                    if chance.percent(50) { self.word(chance) } else { String::new() }
                )
            }
            _ => {
                let dataset = self.documents.dataset(self.number);
                match chance.between(0, 3) {
                    0 => format!("name:{}", dataset.name()),
                    1 => format!("id:{} OR {}", dataset.id, self.word(chance)),
                    2 => dataset.name().to_owned(),
                    _ => self.range(chance),
                }
            }
        }
    }
}

/// The words of a text without what the query language would read into it.
fn words(text: &str) -> Vec<&str> {
    text.split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| word.chars().count() > 2 && word.chars().all(char::is_alphanumeric))
        .collect()
}
