//! `fichero search`: a question to the catalogue → the datasets that answer it.

use crate::action::{self, shape};
use crate::build::{self, Loaded, PortalBroken};
use crate::catalog::{Audience, Catalog};
use crate::cli::output::{Output, Usage};
use crate::search::analysis::Analyzer;
use crate::search::documents::Documents;
use crate::search::engine::Engine;
use crate::search::language::{Request, Syntax, request};
use crate::search::package_search::{Answer, Facet, package_search};
use crate::text::Texts;
use anyhow::Result;
use serde_json::{Map, Value, json};
use std::path::PathBuf;
use std::process::ExitCode;

/// A search in the catalogue.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    query: String,
    #[arg(default_value = ".")]
    dir: PathBuf,
    #[arg(long, value_name = "FILTER", allow_hyphen_values = true)]
    fq: Vec<String>,
    #[arg(long, value_name = "ORDER")]
    sort: Option<String>,
    #[arg(long, value_name = "N")]
    rows: Option<String>,
    #[arg(long, value_name = "N")]
    start: Option<String>,
    #[arg(long, value_name = "FIELD")]
    facet: Vec<String>,
    #[command(flatten)]
    output: Output,
}

/// The widest each column of the table gets; the last one, the name, is never cut.
const WIDEST: [usize; 5] = [52, 30, 10, 18, usize::MAX];

/// How many values of a facet a person is shown.
const FACET_VALUES: usize = 10;

/// Searches and shows what was found.
///
/// # Errors
/// A question that has no answer, and an environment that does not let us work.
pub(super) fn run(args: &Args, texts: &Texts) -> Result<ExitCode> {
    let loaded = build::load(&args.dir, Audience::Public);
    let Loaded { catalog, .. } = loaded.map_err(|error| explained(error, args, texts))?;
    let documents = Documents::new(&catalog);
    let analyzer = Analyzer::new(&catalog.portal.languages, &catalog.portal.synonyms);
    let syntax = Syntax {
        analyzer: &analyzer,
        facets: &documents.facets,
        unindexed: &documents.unindexed,
        filter: false,
        now: super::now(),
    };
    let request = request(&parameters(args), &syntax)
        .map_err(|refusal| Usage::said(refusal.sentence(texts)))?;
    let engine = Engine::new(&documents, &analyzer)?;
    let answer = package_search(&engine, &documents, &request)?;
    if args.output.is_json() {
        let result = shape::search::package_search(&documents, answer);
        let whole = action::framed(&catalog, "package_search", result);
        args.output.say(&String::from_utf8_lossy(&whole.to_ascii()));
    } else {
        for warning in &request.warnings {
            let field = [("field", warning.field.as_str())];
            args.output.warn(&texts.get("commands.search-unknown-field", &field));
        }
        args.output.say(&shown(texts, &documents, &request, &answer));
    }
    Ok(ExitCode::SUCCESS)
}

fn explained(error: anyhow::Error, args: &Args, texts: &Texts) -> anyhow::Error {
    let Some(PortalBroken(diagnostics)) = error.downcast_ref() else { return error };
    args.output.problems(texts, diagnostics);
    Usage::new(texts, "search-portal-broken", &[]).into()
}

/// The arguments as CKAN's parameters.
fn parameters(args: &Args) -> Map<String, Value> {
    let mut parameters = Map::new();
    let mut add = |name: &str, value: Value| parameters.insert(name.to_owned(), value);
    add("q", json!(args.query));
    if !args.fq.is_empty() {
        add("fq_list", json!(args.fq));
    }
    let single = [("sort", &args.sort), ("rows", &args.rows), ("start", &args.start)];
    for (name, value) in single {
        if let Some(value) = value {
            add(name, json!(value));
        }
    }
    if !args.facet.is_empty() {
        add("facet.field", json!(args.facet));
    }
    parameters
}

/// How many were found, which, and how they are spread.
fn shown(texts: &Texts, documents: &Documents<'_>, request: &Request, answer: &Answer) -> String {
    let word = |key: &str| texts.get(&format!("commands.search-{key}"), &[]);
    if answer.count == 0 {
        return word("nothing");
    }
    let mut lines = vec![count_line(texts, request, answer)];
    if !answer.documents.is_empty() {
        let head = ["title", "organization", "modified", "formats", "name"].map(word);
        let rows = answer.documents.iter().map(|number| row(documents, *number as usize));
        lines.push(String::new());
        lines.extend(table(std::iter::once(head).chain(rows).collect()));
    }
    for facet in &answer.facets {
        lines.push(String::new());
        lines.push(format!("{}:", facet.field));
        lines.extend(values(facet));
    }
    lines.join("\n")
}

fn count_line(texts: &Texts, request: &Request, answer: &Answer) -> String {
    let n = texts.get("commands.search-found", &[("n", &answer.count.to_string())]);
    let given = answer.documents.len();
    if given == 0 || given == answer.count {
        return n;
    }
    let from = request.start.saturating_add(1).to_string();
    let to = request.start.saturating_add(given as u64).to_string();
    texts.get("commands.search-shown", &[("n", &n), ("from", &from), ("to", &to)])
}

/// A dataset: title, organisation, date, formats, name.
fn row(documents: &Documents<'_>, number: usize) -> [String; 5] {
    let dataset = documents.dataset(number);
    let catalog: &Catalog = documents.catalog;
    let owner = dataset.organization.map_or("", |owner| catalog[owner].title());
    let formats = documents.values(number, "res_format").join(", ");
    [dataset.title(), owner, dataset.modified.date(), &formats, dataset.name()].map(plain)
}

/// Rows as lines whose columns stand below each other.
fn table(rows: Vec<[String; 5]>) -> Vec<String> {
    let mut widths = [0; 5];
    for row in &rows {
        for (width, (cell, widest)) in widths.iter_mut().zip(row.iter().zip(WIDEST)) {
            *width = cell.chars().count().min(widest).max(*width);
        }
    }
    let line = |row: [String; 5]| {
        let cells = row.into_iter().zip(widths).map(|(cell, width)| {
            let cell = cut(&cell, width);
            format!("{cell:width$}")
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.into_iter().map(line).collect()
}

fn values(facet: &Facet) -> Vec<String> {
    let shown = facet.values.iter().take(FACET_VALUES);
    let wide = shown.clone().map(|value| value.count.to_string().len()).max().unwrap_or_default();
    let line = |value: &crate::search::package_search::FacetValue| {
        let (name, count) = (plain(&value.display_name), value.count);
        let own = plain(&value.value);
        let own = if own == name { String::new() } else { format!(" ({own})") };
        format!("  {count:wide$}  {name}{own}")
    };
    let mut lines: Vec<String> = shown.map(line).collect();
    if facet.values.len() > FACET_VALUES {
        lines.push("  …".to_owned());
    }
    lines
}

/// A text that fits.
fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let kept: String = text.chars().take(width.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// A text of one line that cannot give the terminal orders.
fn plain(text: &str) -> String {
    text.split(|c: char| c.is_control() || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
