//! The native engine against the specification, over random catalogues and questions.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "counts and scores of a few datasets are small"
)]
#![allow(clippy::format_push_string, reason = "files of a few lines")]

#[path = "search_engine/reference.rs"]
mod reference;
mod support;

use fichero::catalog::{self, Audience, Catalog, Dates};
use fichero::read;
use fichero::search::analysis::{Analyzer, fold};
use fichero::search::documents::Documents;
use fichero::search::engine::{Engine, Found, Question};
use fichero::search::language::{
    Alternative, Direction, Moment, Node, Occur, Scope, SortKey, Test,
};
use fichero::text::Lang;
use proptest::prelude::*;
use reference::{Doc, Reference, micros};
use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;
use support::Portal;

const WORDS: [&str; 18] = [
    "agua",
    "aguas",
    "río",
    "lluvia",
    "aire",
    "calidad",
    "Región",
    "regional",
    "censo",
    "2017",
    "PM2.5",
    "COVID-19",
    "la",
    "de",
    "estación",
    "estaciones",
    "red-norte",
    "nivel",
];

const PORTAL: &str = "title: Prueba\nbase_url: https://datos.example.org\nepoch: 2024-01-01\n\
                      facets: [tema]\n";

/// A dataset's texts: indexes of words.
#[derive(Clone, Debug)]
struct Plan {
    title: Vec<usize>,
    notes: Vec<usize>,
    columns: Vec<usize>,
    tags: Vec<usize>,
    owner: usize,
    formats: Vec<usize>,
    theme: usize,
    license: usize,
    day: u8,
}

const FORMATS: [&str; 4] = ["CSV", "XLSX", "JSON", ""];
const LICENSES: [&str; 3] = ["cc-by", "odc-pddl", ""];

fn say(words: &[usize]) -> String {
    words.iter().map(|word| WORDS[*word]).collect::<Vec<_>>().join(" ")
}

fn plan() -> impl Strategy<Value = Plan> {
    let words = |most| prop::collection::vec(0..WORDS.len(), 0..most);
    (
        // Some titles are so long that their length is rounded.
        prop_oneof![9 => words(6), 1 => words(90)],
        words(14),
        words(5),
        words(3),
        0..4_usize,
        prop::collection::vec(0..FORMATS.len(), 0..3),
        0..4_usize,
        0..3_usize,
        1..9_u8,
    )
        .prop_map(|(title, notes, columns, tags, owner, formats, theme, license, day)| Plan {
            title,
            notes,
            columns,
            tags,
            owner,
            formats,
            theme,
            license,
            day,
        })
}

fn write(portal: &Portal, number: usize, plan: &Plan) {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let tags: Vec<&str> = plan.tags.iter().map(|word| WORDS[*word]).collect();
    let mut text = format!(
        "title: {}\nnotes: {}\ntags: {}\naliases: [antes-{number}]\n",
        quoted(&say(&plan.title)),
        quoted(&say(&plan.notes)),
        serde_json::json!(tags),
    );
    text += &format!("metadata_created: 2023-01-0{}T10:00:00\n", 9 - plan.day);
    text += &format!("metadata_modified: 2024-01-0{}T10:00:00.5\n", plan.day);
    text += &format!("license_id: {}\n", quoted(LICENSES[plan.license]));
    if plan.theme > 0 {
        text += &format!("extras: [{{key: tema, value: tema {}}}]\n", plan.theme);
    }
    text += "resources:\n";
    text += "- url: https://example.org/todo.csv\n  name: todo\n  fields:\n  - {name: zona}\n";
    for word in &plan.columns {
        text += &format!("  - {{name: c{word}, title: {}}}\n", quoted(WORDS[*word]));
    }
    for format in &plan.formats {
        text += &format!(
            "- url: https://example.org/{number}\n  format: {}\n",
            quoted(FORMATS[*format])
        );
    }
    let owner = plan.owner;
    let place = if owner == 0 { String::new() } else { format!("organizations/org-{owner}/") };
    portal.write(&format!("catalog/{place}datasets/conjunto-{number}/dataset.yaml"), &text);
}

fn catalog_of(plans: &[Plan]) -> Catalog {
    let portal = Portal::with(&[("catalog/portal.yaml", PORTAL)]);
    for owner in 1..4 {
        let file = format!("catalog/organizations/org-{owner}/organization.yaml");
        portal.write(&file, &format!("title: Servicio {owner}\n"));
    }
    for (number, plan) in plans.iter().enumerate() {
        write(&portal, number, plan);
    }
    load(&portal)
}

fn load(portal: &Portal) -> Catalog {
    let loaded = read::load(portal.path()).expect("a readable folder");
    catalog::assemble(loaded, &Dates::default(), Audience::Public).0
}

fn scope() -> impl Strategy<Value = Scope> {
    prop_oneof![
        5 => Just(Scope::Text),
        2 => Just(Scope::Title),
        1 => Just(Scope::Notes),
        1 => Just(Scope::Fields),
    ]
}

/// A term of the words, or one that no dataset has.
fn term() -> impl Strategy<Value = String> {
    let analyzer = Analyzer::new(&[Lang::Es], &[]);
    let mut terms = vec!["nadie".to_owned(), "c3".to_owned(), "zon".to_owned()];
    for word in WORDS {
        analyzer.terms(word, |_, term| terms.push(term));
    }
    prop::sample::select(terms)
}

fn word() -> impl Strategy<Value = Node> {
    let terms = prop_oneof![
        3 => prop::collection::vec(term(), 1..2),
        1 => prop::collection::vec(term(), 2..3),
    ];
    let alternative = (prop_oneof![Just(1.0), Just(0.5)], terms)
        .prop_map(|(weight, terms)| Alternative { weight, terms });
    (scope(), prop::collection::vec(alternative, 1..4))
        .prop_map(|(scope, alternatives)| Node::Word(scope, alternatives))
}

fn prefix() -> impl Strategy<Value = Node> {
    let prefixes = ["agu", "reg", "est", "estac", "cov", "covid", "201", "estacion", "xyz", "niv"];
    (scope(), prop::sample::select(prefixes.to_vec())).prop_map(|(scope, prefix)| {
        let stem = Analyzer::new(&[Lang::Es], &[]).stem(prefix);
        Node::Prefix(scope, prefix.to_owned(), stem)
    })
}

fn phrase() -> impl Strategy<Value = Node> {
    let rest = prop::collection::vec((1..3_u32, term()), 1..3);
    (scope(), term(), rest).prop_map(|(scope, first, rest)| {
        let mut terms = vec![(0, first)];
        let mut at = 0;
        for (gap, term) in rest {
            at += gap;
            terms.push((at, term));
        }
        Node::Phrase(scope, terms)
    })
}

fn value() -> impl Strategy<Value = Node> {
    let fields =
        ["organization", "tags", "res_format", "license_id", "tema", "groups", "owner_org"];
    let values = [
        "org-1", "org-2", "agua", "Agua", "csv", "CSV", "xlsx", "CC-BY", "tema 1", "tema 2", "nada",
    ];
    let patterns = ["*", "org-?", "a*", "*A*", "c*", "*ema*", "??SX", "*-*", ""];
    let test = prop_oneof![
        prop::sample::select(values.to_vec()).prop_map(|value| Test::Is(value.to_owned())),
        prop::sample::select(patterns.to_vec()).prop_map(|pattern| Test::Like(pattern.to_owned())),
        Just(Test::Any),
    ];
    (prop::sample::select(fields.to_vec()), test)
        .prop_map(|(field, test)| Node::Value(field.to_owned(), test))
}

fn range() -> impl Strategy<Value = Node> {
    let moment = |day: u8, year: u16| {
        let text = format!("{year}-01-0{day}T10:00:00.5");
        micros(&read::Timestamp::parse(&text).expect("a moment"))
    };
    let bounds = (any::<bool>(), prop::option::of(1..9_u8), prop::option::of(1..9_u8));
    bounds.prop_map(move |(created, from, to)| {
        let (field, year) =
            if created { (Moment::Created, 2023) } else { (Moment::Modified, 2024) };
        let bound = |day: Option<u8>| day.map(|day| moment(day, year));
        Node::Range(field, bound(from), bound(to))
    })
}

fn leaf() -> impl Strategy<Value = Node> {
    let key = |to: fn(String) -> Node| {
        (0..9_usize, prop::sample::select(vec!["conjunto", "antes"]))
            .prop_map(move |(number, first)| to(format!("{first}-{number}")))
    };
    prop_oneof![
        1 => Just(Node::All),
        1 => Just(Node::Nothing),
        8 => word(),
        3 => prefix(),
        4 => phrase(),
        3 => value(),
        2 => range(),
        1 => key(Node::Name),
        1 => key(Node::Id),
    ]
}

fn tree() -> impl Strategy<Value = Node> {
    leaf().prop_recursive(3, 20, 5, |inner| {
        let occur = prop_oneof![
            2 => Just(Occur::Must),
            1 => Just(Occur::Not),
            4 => Just(Occur::Should),
        ];
        let clauses = prop::collection::vec((occur, inner.clone()), 0..6);
        prop_oneof![
            6 => (clauses, 0..4_usize)
                .prop_map(|(clauses, minimum)| Node::Bool { clauses, minimum }),
            1 => (prop_oneof![Just(3.0), Just(0.25), Just(0.0)], inner)
                .prop_map(|(weight, node)| Node::Boost(weight, Box::new(node))),
        ]
    })
}

fn sort() -> impl Strategy<Value = Vec<(SortKey, Direction)>> {
    let key = prop::sample::select(
        &[
            SortKey::Score,
            SortKey::Modified,
            SortKey::Created,
            SortKey::Title,
            SortKey::Name,
            SortKey::Id,
        ][..],
    );
    let way = prop_oneof![Just(Direction::Asc), Just(Direction::Desc)];
    prop::collection::vec((key, way), 0..4)
}

/// A document as a key of the sort sees it, the score rounded.
fn compare(key: SortKey, a: (&Doc, i64), b: (&Doc, i64)) -> Ordering {
    match key {
        SortKey::Score => a.1.cmp(&b.1),
        SortKey::Modified => a.0.modified.cmp(&b.0.modified),
        SortKey::Created => a.0.created.cmp(&b.0.created),
        SortKey::Title => a.0.folded.cmp(&b.0.folded),
        SortKey::Name => a.0.name.cmp(&b.0.name),
        SortKey::Id => a.0.id.cmp(&b.0.id),
    }
}

/// What the specification answers.
fn expected(reference: &Reference, question: &Question<'_>) -> Found {
    let usual = if question.tree.scores() { SortKey::Score } else { SortKey::Modified };
    let usual = [(usual, Direction::Desc)];
    let sort = if question.sort.is_empty() { &usual } else { question.sort };
    let ranked = question.tree.scores() && sort.iter().any(|(key, _)| *key == SortKey::Score);
    let mut hits: Vec<(usize, f64)> = Vec::new();
    for (number, doc) in reference.docs.iter().enumerate() {
        let passes = question.filters.iter().all(|filter| reference.score(filter, doc).is_some());
        if let (true, Some(score)) = (passes, reference.score(question.tree, doc)) {
            hits.push((number, if ranked { score } else { 0.0 }));
        }
    }
    let mut facets = Vec::new();
    for facet in question.facets {
        let all = reference.docs.iter().flat_map(|doc| doc.values.get(facet).into_iter().flatten());
        let mut counts: BTreeMap<String, u64> = all.map(|value| (value.clone(), 0)).collect();
        for (number, _) in &hits {
            for value in reference.docs[*number].values.get(facet).into_iter().flatten() {
                *counts.entry(value.clone()).or_default() += 1;
            }
        }
        let mut counts: Vec<(String, u64)> =
            counts.into_iter().filter(|(_, count)| *count >= question.least).collect();
        counts.sort_by_key(|(_, count)| Reverse(*count));
        facets.push((facet.clone(), counts));
    }
    let seen = |hit: &(usize, f64)| (&reference.docs[hit.0], (hit.1 * 1000.0).round() as i64);
    hits.sort_by(|a, b| {
        let mut by = sort.iter().map(|(key, way)| match way {
            Direction::Asc => compare(*key, seen(a), seen(b)),
            Direction::Desc => compare(*key, seen(b), seen(a)),
        });
        by.find(|order| order.is_ne()).unwrap_or(Ordering::Equal).then(a.0.cmp(&b.0))
    });
    let count = hits.len();
    let page = hits.into_iter().skip(question.start).take(question.rows);
    let (documents, scores) = page.map(|(number, score)| (number as u32, score)).unzip();
    Found { count, documents, scores, facets }
}

fn facets() -> Vec<String> {
    let names =
        ["organization", "groups", "license_id", "res_format", "tema", "owner_org", "tags", "nada"];
    names.map(str::to_owned).to_vec()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_answers_what_the_specification_says(
        plans in prop::collection::vec(plan(), 0..14),
        questions in prop::collection::vec(
            (
                tree(),
                prop::collection::vec(tree(), 0..2),
                sort(),
                0..4_usize,
                0..12_usize,
                0..3_u64,
            ),
            20,
        ),
    ) {
        let catalog = catalog_of(&plans);
        let documents = Documents::new(&catalog);
        let analyzer = Analyzer::new(&[Lang::Es], &[]);
        let engine = Engine::new(&documents, &analyzer).expect("an index");
        let reference = Reference::new(&documents, &analyzer);
        prop_assert_eq!(engine.len(), plans.len());
        let facets = facets();
        for (tree, filters, sort, start, rows, least) in &questions {
            let (start, rows, least) = (*start, *rows, *least);
            let question =
                Question { tree, filters, sort, start, rows, facets: &facets, least };
            let found = engine.search(&question).expect("an answer");
            let wanted = expected(&reference, &question);
            let seen = format!("{}\n{found:?}\n{wanted:?}", tree.to_json());
            prop_assert_eq!(found.count, wanted.count, "{}", seen);
            prop_assert_eq!(&found.documents, &wanted.documents, "{}", seen);
            prop_assert_eq!(&found.facets, &wanted.facets, "{}", seen);
            for (own, other) in found.scores.iter().zip(&wanted.scores) {
                prop_assert!((own - other).abs() < 1e-3, "{}", seen);
            }
        }
    }
}

#[test]
fn titles_are_sorted_without_regard_to_accents_and_capitals() {
    let portal = Portal::with(&[("catalog/portal.yaml", PORTAL)]);
    for (name, title) in [("a1", "Ñandú"), ("a2", "agua"), ("a3", "Água"), ("a4", "Nutria")] {
        let file = format!("catalog/datasets/{name}/dataset.yaml");
        portal.write(&file, &format!("title: {title}\nmetadata_modified: 2024-01-01\n"));
    }
    let catalog = load(&portal);
    let documents = Documents::new(&catalog);
    let engine = Engine::new(&documents, &Analyzer::new(&[Lang::Es], &[])).expect("an index");
    let sort = [(SortKey::Title, Direction::Asc)];
    let question = Question { sort: &sort, rows: 10, ..Question::of(&Node::All) };
    let found = engine.search(&question).expect("an answer");
    let titles: Vec<&str> =
        found.documents.iter().map(|n| documents.dataset(*n as usize).title()).collect();
    assert_eq!(titles, ["agua", "Água", "Ñandú", "Nutria"]);
    assert_eq!(fold("Ñandú"), "nandu");
}
