//! `datastore_search`: rows of a table by conditions and words.

use crate::action::datastore::{Found, TABLES, failed, field, store, table};
use crate::action::fault::Fault;
use crate::action::{Json, Method, Question};
use crate::catalog::Catalog;
use crate::datastore::{
    Cell, Column, DataStore, Format, ID, Kind, Page, Place, Query, Sort, Words, rank_name,
    search as ask, search_list,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// How many rows where nobody says it, and at most.
const ROWS: usize = 100;
const MOST_ROWS: usize = 32_000;
/// Values of one condition, and conditions.
const MOST_VALUES: usize = 10_000;

/// What may be asked with.
const KNOWN: [&str; 15] = [
    "distinct",
    "fields",
    "filters",
    "full_text",
    "id",
    "include_total",
    "language",
    "limit",
    "offset",
    "plain",
    "q",
    "records_format",
    "resource_id",
    "sort",
    "total_estimation_threshold",
];

/// What is asked, as CKAN repeats it.
struct Asked {
    echo: BTreeMap<&'static str, Value>,
    query: Query,
}

/// Rows of a table.
pub(in crate::action) fn search(question: Question<'_>) -> Result<Json<'_>, Fault> {
    let given = question.given;
    let id = given.text("resource_id")?.or(given.text("id")?);
    let id = id.filter(|id| !id.is_empty());
    let id = id.ok_or_else(|| Fault::invalid("resource_id", &["Missing value"]))?;
    if let Some(key) = given.0.keys().find(|key| !KNOWN.contains(&key.as_str())) {
        return Err(invalid("__extras", key));
    }
    let mut asked = Asked { echo: BTreeMap::new(), query: Query::default() };
    asked.echo.insert("resource_id", json!(id));
    asked.numbers(question)?;
    asked.switches(question)?;
    if id == TABLES {
        return tables(question, asked);
    }
    let missing = || Fault::missing(&format!("Resource \"{id}\" was not found."));
    let Found { resource, table } = table(question, &id, &missing)?;
    let given_fields = asked.read(question, &table.columns)?;
    let (limit, offset) = (asked.query.limit, asked.query.offset);
    let store = store(question).ok_or_else(missing)?;
    let budget = store.budget();
    let page = store.asked(|| ask(&table, &asked.query, budget));
    let page = page.map_err(|failure| failed(failure, "datastore_search"))?;
    let fields = asked.query.fields.iter().map(|place| {
        let entries = match place {
            Place::Id => vec![("id", ID.into()), ("type", "int".into())],
            Place::Column(index) => {
                let column = &table.columns[*index];
                field(resource, column, column.kind.name())
            }
            Place::Rank(index) => {
                let column = asked.query.words.get(*index).and_then(|(_, column)| *column);
                let name = rank_name(&table.columns, column);
                vec![("id", Json::from(name)), ("type", "float".into())]
            }
        };
        Json::Object(entries)
    });
    let fields = Json::List(fields.collect());
    let links = links(question, limit, offset);
    Ok(answered(asked.echo, given_fields, fields, page, links))
}

/// Whether `fields` was asked for: it then stands among what is repeated.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fields {
    Asked,
    All,
}

/// The answer in CKAN's order: what was asked, by name, then what was found.
fn answered<'a>(
    mut echo: BTreeMap<&'static str, Value>,
    given: Fields,
    fields: Json<'a>,
    page: Page,
    links: Json<'a>,
) -> Json<'a> {
    if given == Fields::Asked {
        echo.insert("fields", Value::Null);
    }
    let mut entries: Vec<(&str, Json<'a>)> = Vec::with_capacity(echo.len() + 5);
    let mut fields = Some(fields);
    for (key, value) in echo {
        let value = match (key, fields.take_if(|_| key == "fields")) {
            ("fields", Some(fields)) => fields,
            _ => Json::Owned(value),
        };
        entries.push((key, value));
    }
    entries.push(("records", Json::Records(page.records)));
    entries.extend(fields.map(|fields| ("fields", fields)));
    entries.push(("_links", links));
    if let Some(total) = page.total {
        entries.push(("total", Json::Int(total)));
        entries.push(("total_was_estimated", false.into()));
    }
    Json::Object(entries)
}

impl Asked {
    fn numbers(&mut self, question: Question<'_>) -> Result<(), Fault> {
        let given = question.given;
        let limit = given.natural("limit")?.unwrap_or(ROWS).min(MOST_ROWS);
        self.echo.insert("limit", json!(limit));
        self.query.limit = limit;
        if let Some(value) = given.value("offset") {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            if text.trim().parse::<i64>().is_ok_and(|number| number < 0) {
                return Err(invalid("offset", text.trim()));
            }
            if let Some(offset) = given.natural("offset")? {
                self.echo.insert("offset", json!(offset));
                self.query.offset = offset;
            }
        }
        let threshold = given.natural("total_estimation_threshold")?;
        self.echo.insert("total_estimation_threshold", json!(threshold));
        Ok(())
    }

    fn switches(&mut self, question: Question<'_>) -> Result<(), Fault> {
        let given = question.given;
        self.query.total = given.loose("include_total", true);
        self.echo.insert("include_total", json!(self.query.total));
        for key in ["distinct", "plain"] {
            if given.value(key).is_some() {
                self.echo.insert(key, json!(given.loose(key, false)));
            }
        }
        self.query.distinct = given.loose("distinct", false);
        for key in ["language", "full_text"] {
            if let Some(text) = given.text(key)? {
                self.echo.insert(key, json!(text));
            }
        }
        let format = given.text("records_format")?.filter(|format| !format.is_empty());
        let format = format.as_deref().unwrap_or("objects");
        self.query.format = match format {
            "objects" => Format::Objects,
            "lists" => Format::Lists,
            "csv" => Format::Csv,
            "tsv" => Format::Tsv,
            _ => {
                let text = "Value must be one of ['objects', 'lists', 'csv', 'tsv']";
                return Err(Fault::invalid("records_format", &[text]));
            }
        };
        self.echo.insert("records_format", json!(format));
        Ok(())
    }

    /// What depends on the columns.
    fn read(&mut self, question: Question<'_>, columns: &[Column]) -> Result<Fields, Fault> {
        self.filters(question, columns)?;
        self.words(question, columns)?;
        let ranks = (0..self.query.words.len()).map(Place::Rank);
        let all = std::iter::once(Place::Id).chain((0..columns.len()).map(Place::Column));
        let all: Vec<Place> = all.chain(ranks).collect();
        let given = question.given;
        let asked = listed(given.value("fields"), "fields", ',')?;
        let fields = match asked {
            Some(names) if !names.is_empty() => {
                let place = |name: &String| self.place(name, columns);
                let unknown = names.iter().find(|name| place(name).is_none());
                if let Some(unknown) = unknown {
                    return Err(invalid("fields", unknown));
                }
                self.query.fields = names.iter().filter_map(place).collect();
                Fields::Asked
            }
            _ => {
                self.query.fields = all;
                Fields::All
            }
        };
        self.sort(question, columns)?;
        Ok(fields)
    }

    fn place(&self, name: &str, columns: &[Column]) -> Option<Place> {
        if name == ID {
            return Some(Place::Id);
        }
        let of_name = |column: &Column| column.name == name;
        let column = columns.iter().position(of_name).map(Place::Column);
        column.or_else(|| {
            let mut words = self.query.words.iter();
            words.position(|(_, column)| rank_name(columns, *column) == name).map(Place::Rank)
        })
    }

    fn filters(&mut self, question: Question<'_>, columns: &[Column]) -> Result<(), Fault> {
        let wrong = || Fault::invalid("filters", &["Cannot parse JSON"]);
        let filters = match question.given.value("filters") {
            None => return Ok(()),
            Some(Value::String(text)) if text.trim().is_empty() => return Ok(()),
            Some(Value::String(text)) => serde_json::from_str(text).map_err(|_| wrong())?,
            Some(value) => value.clone(),
        };
        let Value::Object(filters) = filters else {
            let first = filters.as_array().and_then(|items| items.first()).unwrap_or(&filters);
            return Err(invalid("filters", &plain(first)));
        };
        for (name, value) in &filters {
            let Some(place @ (Place::Id | Place::Column(_))) = self.place(name, columns) else {
                return Err(invalid("filters", name));
            };
            let values = match value {
                Value::Array(values) => values.clone(),
                value => vec![value.clone()],
            };
            let nested = values.iter().any(|value| value.is_object() || value.is_array());
            if nested || values.len() > MOST_VALUES {
                return Err(invalid("filters", name));
            }
            self.query.filters.push((place, values));
        }
        self.echo.insert("filters", Value::Object(filters));
        Ok(())
    }

    fn words(&mut self, question: Question<'_>, columns: &[Column]) -> Result<(), Fault> {
        let given = question.given;
        let plain_words = given.loose("plain", true);
        let words = |text: &str| {
            if plain_words {
                return Ok(Words::plain(text));
            }
            let wrong =
                |orig: String| Fault::of_statement("Invalid query", "datastore_search", &orig);
            Words::query(text).map_err(wrong)
        };
        if let Some(text) = given.text("full_text")?.filter(|text| !text.is_empty()) {
            self.query.words.push((words(&text)?, None));
        }
        let q = match given.value("q") {
            None => return Ok(()),
            // A text may be the JSON of an object.
            Some(Value::String(text)) => match serde_json::from_str::<Map<String, Value>>(text) {
                Ok(object) => Value::Object(object),
                Err(_) => Value::String(text.clone()),
            },
            Some(value @ Value::Object(_)) => value.clone(),
            Some(value) => Value::String(plain(value)),
        };
        match &q {
            Value::Object(by_column) => {
                for (name, text) in by_column {
                    let index = columns.iter().position(|column| column.name == *name);
                    let (Some(index), Some(text)) = (index, text.as_str()) else {
                        return Err(invalid("q", name));
                    };
                    self.query.words.push((words(text)?, Some(index)));
                }
            }
            Value::String(text)
                if !text.is_empty()
                // CKAN ranks by the one of the two alone.
                && self.query.words.is_empty() =>
            {
                self.query.words.push((words(text)?, None));
            }
            _ => {}
        }
        self.echo.insert("q", q);
        Ok(())
    }

    fn sort(&mut self, question: Question<'_>, columns: &[Column]) -> Result<(), Fault> {
        let value = question.given.value("sort");
        let clauses = listed(value, "sort", ',')?.unwrap_or_default();
        for clause in &clauses {
            let sort = self.clause(clause, columns).ok_or_else(|| invalid("sort", clause))?;
            self.query.sort.push(sort);
        }
        if let Some(value) = value.filter(|_| !clauses.is_empty()) {
            self.echo.insert("sort", value.clone());
        }
        if clauses.is_empty() {
            let ranks = (0..self.query.words.len()).map(Place::Rank);
            let best = |by| Sort { by, descending: true, nothing_first: None };
            self.query.sort = ranks.map(best).collect();
        }
        Ok(())
    }

    /// `column`, `"column" desc`, `column asc nulls last`.
    fn clause(&self, clause: &str, columns: &[Column]) -> Option<Sort> {
        let mut rest = clause.trim();
        let mut nothing_first = None;
        let mut descending = false;
        for (ending, first) in [("first", true), ("last", false)] {
            let before = without(rest, ending).and_then(|rest| without(rest, "nulls"));
            if let Some(before) = before {
                (rest, nothing_first) = (before, Some(first));
                break;
            }
        }
        for (ending, down) in [("asc", false), ("desc", true)] {
            if let Some(before) = without(rest, ending) {
                (rest, descending) = (before, down);
                break;
            }
        }
        let quoted = rest.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let by = self.place(quoted.unwrap_or(rest), columns)?;
        Some(Sort { by, descending, nothing_first })
    }
}

/// What stands before a last word.
fn without<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let at = text.len().checked_sub(word.len())?;
    let (before, last) = (text.get(..at)?, text.get(at..)?);
    let trimmed = before.trim_end();
    (last.eq_ignore_ascii_case(word) && trimmed.len() < before.len() && !trimmed.is_empty())
        .then_some(trimmed)
}

/// A list, or a text with marks between its items; the quotes around an item are taken off.
fn listed(value: Option<&Value>, name: &str, mark: char) -> Result<Option<Vec<String>>, Fault> {
    let bare = |text: &str| {
        let text = text.trim();
        let quoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        quoted.unwrap_or(text).to_owned()
    };
    Ok(match value {
        None => None,
        Some(Value::String(text)) if text.is_empty() => None,
        Some(Value::String(text)) => Some(text.split(mark).map(bare).collect()),
        Some(Value::Array(items)) if items.len() <= MOST_VALUES => {
            let texts = items.iter().map(|item| item.as_str().map(str::to_owned));
            let texts: Option<Vec<String>> = texts.collect();
            Some(texts.ok_or_else(|| Fault::invalid(name, &["Not a string"]))?)
        }
        Some(_) => return Err(Fault::invalid(name, &["Not a list"])),
    })
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// CKAN's word for what a table does not know.
fn invalid(name: &str, value: &str) -> Fault {
    Fault::invalid(name, &[&format!("invalid value \"{value}\"")])
}

/// As Python writes what stands in an address.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'_').remove(b'.').remove(b'-').remove(b'~');

/// Addresses of the first, the next and the page before: the caller's own question with another
/// offset. What came in a body is not repeated.
fn links<'a>(question: Question<'_>, limit: usize, offset: usize) -> Json<'a> {
    let mut own: Vec<(String, String)> = Vec::new();
    if question.method == Method::Get {
        for (key, value) in question.given.0 {
            let last = value.as_array().map_or(Some(value), |items| items.last());
            let text = last.map(plain).filter(|text| !text.is_empty());
            own.extend(text.map(|text| (key.clone(), text)));
        }
    }
    let encoded = |text: &str| {
        let parts = text.split(' ').map(|part| utf8_percent_encode(part, PLAIN).to_string());
        parts.collect::<Vec<_>>().join("+")
    };
    let address = |offset: Option<usize>| {
        let mut pairs: Vec<(&str, String)> = own
            .iter()
            .filter(|(key, _)| offset.is_some() || key != "offset")
            .map(|(key, value)| (key.as_str(), value.clone()))
            .collect();
        if let Some(offset) = offset {
            match pairs.iter_mut().find(|(key, _)| *key == "offset") {
                Some((_, value)) => *value = offset.to_string(),
                None => pairs.push(("offset", offset.to_string())),
            }
        }
        let pairs = pairs.iter().map(|(key, value)| format!("{}={}", encoded(key), encoded(value)));
        let query = pairs.collect::<Vec<_>>().join("&");
        let mark = if query.is_empty() { "" } else { "?" };
        Json::from(format!("/api/3/action/datastore_search{mark}{query}"))
    };
    let mut links =
        vec![("start", address(None)), ("next", address(Some(offset.saturating_add(limit))))];
    if offset > limit {
        links.push(("prev", address(Some(offset - limit))));
    }
    Json::Object(links)
}

/// The list of all tables.
fn tables(question: Question<'_>, mut asked: Asked) -> Result<Json<'_>, Fault> {
    let column = |name: &str, kind| Column { name: name.to_owned(), kind };
    let columns =
        [column("name", Kind::Text), column("oid", Kind::Int8), column("alias_of", Kind::Text)];
    let given = asked.read(question, &columns)?;
    let catalog: &Catalog = &question.portal.catalog;
    let names = store(question).map(|store| active(catalog, store)).unwrap_or_default();
    let rows = (1..)
        .zip(names)
        .map(|(oid, name)| vec![Cell::Text(name.to_owned()), Cell::Int(oid), Cell::Null]);
    let budget = store(question).map(DataStore::budget).unwrap_or_default();
    let page = search_list(&columns, rows, &asked.query, budget);
    let page = page.map_err(|failure| failed(failure, "datastore_search"))?;
    let fields = page.records.columns.iter().map(|column| {
        let kind = match column.name.as_str() {
            ID => "int",
            "oid" => "oid",
            "name" | "alias_of" => "name",
            _ => "float",
        };
        Json::Object(vec![("id", column.name.clone().into()), ("type", kind.into())])
    });
    let fields = Json::List(fields.collect());
    let links = links(question, asked.query.limit, asked.query.offset);
    Ok(answered(asked.echo, given, fields, page, links))
}

/// The ids of all resources that can be asked.
fn active<'a>(catalog: &'a Catalog, store: &DataStore) -> Vec<&'a str> {
    let resources = catalog.datasets.iter().flat_map(|dataset| &dataset.resources);
    resources.filter(|one| store.is_active(one)).map(|resource| resource.id.as_str()).collect()
}
