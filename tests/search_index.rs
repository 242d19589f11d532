//! The search index in files: whatever the catalogue, what is read back is what its texts say, and
//! nothing that is hidden is in it.

#[path = "search_index/decoder.rs"]
mod decoder;
#[path = "search_index/expected.rs"]
mod expected;
mod support;

use decoder::Files;
use fichero::catalog::{Audience, Catalog, assemble};
use fichero::search::analysis::{Analyzer, fold};
use fichero::search::documents::Documents;
use fichero::search::shards::Index;
use fichero::{git, markup::markdown, read};
use serde_json::json;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::Path;
use support::Portal;

const PORTAL: &str = "title: Portal\nbase_url: https://datos.example.org\nlanguages: [es]\n\
                      epoch: 2024-01-01\ndataset_fields: [frequency, cobertura]\n\
                      facets: [organization, groups, tags, res_format, cobertura]\n";
const FOLDER: &str = "catalog/organizations/org/datasets";

fn catalog(root: &Path) -> Catalog {
    let loaded = read::load(root).expect("a portal");
    assemble(loaded, &git::history(root).dates, Audience::Public).0
}

fn index(catalog: &Catalog) -> Index {
    Index::new(&Documents::new(catalog), &analyzer(catalog))
}

fn analyzer(catalog: &Catalog) -> Analyzer {
    Analyzer::new(&catalog.portal.languages, &[])
}

/// A portal with an organisation and these datasets: name and text of the file.
fn portal(datasets: &[(&str, &str)]) -> Portal {
    let portal = Portal::with(&[
        ("catalog/portal.yaml", PORTAL),
        ("catalog/organizations/org/organization.yaml", "title: Organismo\n"),
    ]);
    for (name, text) in datasets {
        portal.write(&format!("{FOLDER}/{name}/dataset.yaml"), text);
    }
    portal
}

/// Everything that the index of a catalogue says is so, and nothing lacks.
fn holds(catalog: &Catalog) -> Files {
    let (documents, analyzer) = (Documents::new(catalog), analyzer(catalog));
    let index = Index::new(&documents, &analyzer);
    let files = Files::new(&index.build, &index.files);
    assert_eq!(files.number("v"), 1);
    assert_eq!(files.number("n"), documents.order.len());
    assert_eq!(files.texts("stop"), analyzer.stop_words());
    assert_eq!(files.texts("unindexed"), &*documents.unindexed);
    assert_eq!(files.manifest["rules"], json!(analyzer.rules()));
    assert_eq!(files.manifest["synonyms"], json!(analyzer.synonyms()));
    texts(&files, &documents, &analyzer);
    facets(&files, &documents);
    sorts(&files, &documents);
    cards(&files, &documents);
    assert!(files.bodies.values().all(|body| body.len() < 1_000_000));
    files
}

fn texts(files: &Files, documents: &Documents, analyzer: &Analyzer) {
    let expected = expected::texts(documents, analyzer);
    assert_eq!(files.manifest["tokens"], json!(expected.tokens));
    let terms = files.terms();
    let router = files.texts("router");
    assert!(terms.iter().map(|term| &term.text).eq(expected.terms.keys()), "other terms");
    for (term, (_, list)) in terms.iter().zip(&expected.terms) {
        assert_eq!(term.list, *list, "{}", term.text);
        let said = |text: &str| router.partition_point(|entry| *entry <= text) - 1;
        assert_eq!(said(&term.text), term.shard, "{}", term.text);
        for (end, _) in term.text.char_indices() {
            let prefix = &term.text[..end];
            let last = router.partition_point(|entry| *entry <= &*format!("{prefix}\u{10ffff}"));
            assert!((said(prefix)..last).contains(&term.shard), "{prefix} of {}", term.text);
        }
    }
    assert_eq!(
        files.texts("big"),
        terms.iter().filter(|term| term.big).map(|term| &term.text).collect::<Vec<_>>()
    );
    let mut ends = files.reader("pos/ends.bin");
    for (title, notes) in &expected.ends {
        assert_eq!((ends.v(), ends.v()), (*title, *notes));
    }
    ends.end();
    assert_eq!(files.spellings(), expected::spellings(documents, analyzer, &expected.terms));
}

fn facets(files: &Files, documents: &Documents) {
    let catalog = documents.catalog;
    let facets = files.facets();
    let names: Vec<&str> = facets.iter().map(|facet| facet.name.as_str()).collect();
    assert_eq!(names, &*documents.facets);
    let mut ids = String::new();
    for facet in &facets {
        let mut counts = vec![(0, None); facet.values.len()];
        for (dataset, set) in facet.of.iter().enumerate() {
            let ordinals = &facet.sets[*set];
            assert!(ordinals.is_sorted());
            let mut values: Vec<&str> =
                ordinals.iter().map(|ordinal| facet.values[*ordinal].text.as_str()).collect();
            values.sort_unstable();
            assert_eq!(values, documents.values(dataset, &facet.name), "{}", facet.name);
            for ordinal in ordinals {
                counts[*ordinal].0 += 1;
                counts[*ordinal].1.get_or_insert(dataset);
            }
        }
        for (value, (count, first)) in facet.values.iter().zip(counts) {
            assert_eq!(value.count, count, "{}", value.text);
            assert!(value.first.is_none() || value.first == first);
            let bodies = match facet.name.as_str() {
                "organization" => &catalog.organizations,
                "groups" => &catalog.groups,
                _ => continue,
            };
            let body = bodies.iter().find(|body| body.name() == value.text).expect("one");
            assert_eq!(value.shown, body.title());
            let _ = writeln!(ids, "{}", body.id);
        }
        assert!(facet.values.is_sorted_by_key(|v| (std::cmp::Reverse(v.count), v.text.clone())));
        let frequency = |set: usize| facet.of.iter().filter(|of| **of == set).count();
        let key = |i: usize| (std::cmp::Reverse(frequency(i)), facet.sets[i].clone());
        assert!((0..facet.sets.len()).map(key).is_sorted());
    }
    assert_eq!(files.bodies["facet/ids.bin"], ids.as_bytes());
    let columns: Vec<_> = facets[..facets.len() - 1].iter().map(|facet| facet.of.clone()).collect();
    assert_eq!(files.blocks(), columns);
}

fn sorts(files: &Files, documents: &Documents) {
    let datasets: Vec<_> = (0..documents.order.len()).map(|i| documents.dataset(i)).collect();
    let texts = |of: fn(&fichero::catalog::Dataset) -> String| {
        datasets.iter().map(|dataset| of(dataset)).collect::<Vec<_>>()
    };
    let ranks = |of| expected::ranks(&texts(of));
    assert_eq!(files.ranks("title"), ranks(|dataset| fold(dataset.title())));
    assert_eq!(files.ranks("name"), ranks(|dataset| dataset.name().to_owned()));
    assert_eq!(files.ranks("id"), ranks(|dataset| dataset.id.clone()));
    let modified: Vec<&str> = datasets.iter().map(|dataset| dataset.modified.as_str()).collect();
    assert_eq!(files.moments("modified"), expected::moments(&modified));
    let created: Vec<&str> = datasets.iter().map(|dataset| dataset.created.as_str()).collect();
    assert_eq!(files.moments("created"), expected::moments(&created));
}

fn cards(files: &Files, documents: &Documents) {
    let catalog = documents.catalog;
    let cards = files.cards();
    assert_eq!(cards.len(), documents.order.len());
    for (i, card) in cards.iter().enumerate() {
        let dataset = documents.dataset(i);
        let notes = dataset.record.notes.as_ref();
        let owner = dataset.organization.map(|owner| &catalog[owner]);
        let mut formats: Vec<&str> = Vec::new();
        for resource in &dataset.resources {
            let format = resource.format.trim();
            if !format.is_empty() && !formats.contains(&format) {
                formats.push(format);
            }
        }
        let license = dataset.license.map(|license| &catalog[license]);
        let expected = json!([
            dataset.name(),
            dataset.title(),
            notes.map_or(String::new(), |notes| markdown::to_plain(notes, 180)),
            owner.map_or("", |owner| owner.name()),
            owner.map_or("", |owner| owner.title()),
            formats,
            dataset.modified.as_str(),
            dataset.resources.len(),
            license.filter(|license| license.open).map_or("", |license| &license.title),
        ]);
        assert_eq!(*card, expected);
    }
}

#[test]
fn the_sample_comes_back_whole() {
    let files = holds(&catalog(Path::new(env!("CARGO_MANIFEST_DIR"))));
    assert!(files.terms().len() > 500);
    assert!(files.texts("router").len() > 1);
}

#[test]
fn an_empty_catalogue_and_one_dataset_have_an_index() {
    let files = holds(&catalog(portal(&[]).path()));
    assert!(files.terms().is_empty() && files.texts("spell").is_empty());
    assert!(!files.bodies.contains_key("docs/0.bin"));
    let files = holds(&catalog(portal(&[("uno", "title: Uno solo\n")]).path()));
    let terms: Vec<String> = files.terms().into_iter().map(|term| term.text).collect();
    assert_eq!(terms, ["organism", "solo", "uno"]);
}

/// Characters beyond the first 65,536, marks, other scripts, ties of spelling and of dates.
#[test]
fn any_script_comes_back() {
    let portal = portal(&[
        (
            "uno",
            "title: 𐐀𐐁𐐂 🎵 música 𝒜\nnotes: 'αβγ αβδ ｶﾞ 𠮷野 PM2.5 casa-s ﬁnal'\n\
             tags: [𠮷野, 𐐀𐐁, música]\nfrequency: 🎉 anual\ncobertura: [𝔘, ﹏, '']\n\
             metadata_modified: 1969-12-31T23:59:59.999999\nresources:\n  - name: 𝟙\n    \
             url: https://example.org/a.csv\n    format: 𝕏\n    fields:\n      - {name: casa-s}\n",
        ),
        (
            "dos",
            "title: MÚSICA mu\u{301}sica Música\nnotes: '𐐀𐐁𐐂 αβγ 東京都 𐐨𐐩𐐪'\ntags: [𠮷野]\n\
             metadata_modified: 2024-02-29T12:00:00.000001\nmetadata_created: 0001-01-01\n",
        ),
        (
            "tres",
            "title: İstanbul\nnotes: istanbul αβγ musica música\n\
             metadata_modified: 2024-02-29T12:00:00\nmetadata_created: 2024-02-29T23:59:59\n",
        ),
    ]);
    let files = holds(&catalog(portal.path()));
    let spellings: Vec<String> = files.spellings().into_iter().map(|(_, word, _)| word).collect();
    assert!(spellings.contains(&"música".to_owned()), "{spellings:?}");
    let terms: BTreeSet<String> = files.terms().into_iter().map(|term| term.text).collect();
    assert!(terms.contains("𠮷野") && terms.contains("𐐨𐐩𐐪"), "{terms:?}");
}

/// Enough for lists of their own, for several parts and blocks, for sets beyond one byte, for two
/// letters in which a prefix of the router differs.
fn many() -> Portal {
    let portal = portal(&[]);
    for i in 0..2_600 {
        let name = format!("serie-{i}");
        let text = format!(
            "title: Serie frecuente {i}\nnotes: de la serie número {i}, serie αβ{i} y αγ{}\n\
             tags: [etiqueta {i}, común]\nmetadata_modified: 2024-01-{:02}T00:00:{:02}\n\
             cobertura: zona {}\nresources:\n  - url: https://example.org/{i}\n    fields:\n      \
             - {{name: columna frecuente}}\n",
            i % 40,
            1 + i % 28,
            i % 60,
            i % 300,
        );
        portal.write(&format!("{FOLDER}/{name}/dataset.yaml"), &text);
    }
    portal
}

#[test]
fn a_frequent_word_has_a_file_of_its_own() {
    let portal = many();
    let catalog = catalog(portal.path());
    let files = holds(&catalog);
    let big = files.texts("big");
    assert!(big.contains(&"seri") && big.contains(&"frecuent"), "{big:?}");
    assert!(files.bodies.contains_key("facet/block/5.bin"));
    let planes: Vec<&serde_json::Value> =
        files.manifest["facets"].as_array().expect("facets").iter().map(|f| &f[1]).collect();
    assert_eq!(planes, [1, 1, 1, 1, 1, 2, 2]);

    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    let several = rayon::ThreadPoolBuilder::new().num_threads(7).build().expect("threads");
    let (first, second) = (one.install(|| index(&catalog)), several.install(|| index(&catalog)));
    assert_eq!(first.build, second.build);
    assert!(first.files == second.files, "other bytes with other threads");
}

#[test]
fn another_catalogue_is_another_build_and_the_former_goes() {
    let portal = portal(&[("uno", "title: Uno solo\n"), ("dos", "title: Dos\n")]);
    let builds = |site: &Path| -> Vec<String> {
        let entries = std::fs::read_dir(site.join("search")).expect("a folder");
        let mut names: Vec<String> =
            entries.flatten().map(|entry| entry.file_name().to_string_lossy().into()).collect();
        names.retain(|name| name != "current.json");
        names
    };
    let first = index(&catalog(portal.path()));
    let site = portal.build();
    assert_eq!(builds(&site), [first.build.as_str()]);
    let before = support::hashes(&site);
    assert_eq!(before, support::hashes(&portal.build()));
    portal.write(&format!("{FOLDER}/dos/dataset.yaml"), "title: Dos\nversion: 'no se busca'\n");
    assert_eq!(index(&catalog(portal.path())).build, first.build, "nothing of the index changed");
    portal.write(&format!("{FOLDER}/dos/dataset.yaml"), "title: Dos más\n");
    let second = index(&catalog(portal.path()));
    assert_ne!(first.build, second.build);
    let site = portal.build();
    assert_eq!(builds(&site), [second.build.as_str()]);
    let current = support::json(&site.join("search/current.json"));
    assert_eq!(current, json!({"v": 1, "build": second.build}));
    for (path, bytes) in &second.files {
        assert_eq!(std::fs::read(site.join(path)).expect(path), *bytes);
    }
}

/// The words of what the public may not see are in no file, neither as bytes nor put together from
/// the prefixes that terms share.
#[test]
fn hidden_datasets_leave_no_word() {
    let canary = |i: usize, hidden: &str| {
        let word = format!("canario{}", ["privado", "borrador", "borrado"][i]);
        format!(
            "title: {word}titulo\nnotes: {word}notas {word}notas\ntags: [{word}etiqueta]\n\
             frequency: {word}frecuencia\ncobertura: {word}cobertura\n{word}clave: x\n\
             extras: [{{key: {word}extra, value: {word}valor}}]\nauthor: {word}autor\nresources:\n  \
             - name: {word}recurso\n    url: https://example.org/{word}\n    format: {word}formato\n    \
             fields: [{{name: {word}columna}}]\n{hidden}\n"
        )
    };
    let portal = portal(&[
        ("visible", "title: Canarias y canario visible\nnotes: canario canario\n"),
        ("visible-dos", "title: Canario visible\n"),
        ("canarioprivadonombre", &canary(0, "private: true")),
        ("canarioborradornombre", &canary(1, "state: draft")),
        ("canarioborradonombre", &canary(2, "state: deleted")),
        ("canarioborradonombre-dos", &canary(2, "state: deleted\nprivate: false")),
    ]);
    let site = portal.build();
    let mut checked = 0;
    for (path, _) in support::hashes(&site) {
        let Some(path) = path.strip_prefix("search/").filter(|path| path.contains('/')) else {
            continue;
        };
        let mut body = Vec::new();
        let file = std::fs::File::open(site.join("search").join(path)).expect(path);
        flate2::read::GzDecoder::new(file).read_to_end(&mut body).expect(path);
        let text = String::from_utf8_lossy(&body).to_lowercase();
        for word in ["privado", "borrador", "borrado"] {
            assert!(!text.contains(word), "{word} in {path}");
        }
        checked += 1;
    }
    assert!(checked > 10, "{checked}");
    let files = holds(&catalog(portal.path()));
    assert_eq!(files.number("n"), 2);
    let mut said: Vec<String> = files.terms().into_iter().map(|term| term.text).collect();
    said.extend(files.spellings().into_iter().map(|(_, word, _)| word));
    for facet in files.facets() {
        said.extend(facet.values.into_iter().flat_map(|value| [value.text, value.shown]));
    }
    assert!(said.iter().any(|word| word.starts_with("canari")));
    for word in said {
        assert!(!word.contains("privad") && !word.contains("borrad"), "{word}");
    }
}
