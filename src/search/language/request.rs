//! The parameters of CKAN's `package_search`.

use super::fields::Field;
use super::sort::{self, DEFAULT_SORT, Direction, SortKey};
use super::values::{Values, quoted};
use super::{Node, Refusal, Syntax, Warning, parse};
use serde_json::{Map, Value, json};

/// `ckan.search.rows_max`.
const MOST_ROWS: u64 = 1000;

/// Parameters that have a meaning here.
const KNOWN: [&str; 11] = [
    "q",
    "fq",
    "fq_list",
    "sort",
    "rows",
    "start",
    "facet",
    "facet.field",
    "facet.limit",
    "facet.mincount",
    "fl",
];

/// CKAN's parameters that change nothing here; so are those that begin with `ext_`.
const IGNORED: [&str; 13] = [
    "include_private",
    "include_drafts",
    "include_deleted",
    "use_default_schema",
    "qf",
    "bf",
    "boost",
    "tie",
    "defType",
    "mm",
    "wt",
    "df",
    "extras",
];

/// A search as it was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// `q`.
    pub query: Node,
    /// `fq` and `fq_list`, without those that ask for nothing.
    pub filters: Vec<Node>,
    /// `sort`.
    pub sort: Vec<(SortKey, Direction)>,
    /// `sort` as the answer repeats it.
    pub sort_text: String,
    /// Whether `sort` is the default, said or not.
    pub default_sort: bool,
    /// `start`: hits to leave out.
    pub start: u64,
    /// `rows`: hits to give.
    pub rows: u64,
    /// `facet.…`.
    pub facets: Facets,
    /// `fl`: what of each dataset is asked for; none is everything.
    pub only: Option<Vec<String>>,
    /// What the person should know.
    pub warnings: Vec<Warning>,
}

/// How hits are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facets {
    /// `facet.field`: by which fields; one that no dataset has counts nothing.
    pub fields: Vec<String>,
    /// `facet.limit`: how many values; none is all.
    pub limit: Option<u64>,
    /// `facet.mincount`: how many hits a value needs.
    pub least: u64,
}

/// Reads the parameters of a search; of `syntax` whether it is a filter does not matter.
///
/// # Errors
/// The first parameter that has no answer.
pub fn request(parameters: &Map<String, Value>, syntax: &Syntax) -> Result<Request, Refusal> {
    let values = Values(parameters);
    let rows = values.natural("rows", 10)?.min(MOST_ROWS);
    let start = values.natural("start", 0)?;
    let limit = u64::try_from(values.whole("facet.limit")?.unwrap_or(50)).ok();
    let least = values.natural("facet.mincount", 1)?;
    let mut fields = values.names("facet.field")?;
    refuse_unknown(parameters)?;
    let only = Some(values.names("fl")?).filter(|names| !names.is_empty());
    let asked = values.text("sort")?.filter(|text| text != "rank");
    let sort_text = asked.unwrap_or_else(|| DEFAULT_SORT.to_owned());
    let sort = sort::keys(&sort_text)?;
    let default_sort =
        sort == [(SortKey::Score, Direction::Desc), (SortKey::Modified, Direction::Desc)];

    let text = values.text("q")?.unwrap_or_default();
    let parsed = parse(&text, &Syntax { filter: false, ..*syntax })?;
    let mut warnings = parsed.warnings;
    let filters = filters(&values, syntax, &mut warnings)?;
    if values.is_off("facet") {
        fields.clear();
    }
    for field in &fields {
        check_facet(field, syntax, &mut warnings)?;
    }
    let facets = Facets { fields, limit, least };
    let query = parsed.tree;
    Ok(Request {
        query,
        filters,
        sort,
        sort_text,
        default_sort,
        start,
        rows,
        facets,
        only,
        warnings,
    })
}

fn refuse_unknown(parameters: &Map<String, Value>) -> Result<(), Refusal> {
    let known =
        |name: &str| KNOWN.contains(&name) || IGNORED.contains(&name) || name.starts_with("ext_");
    let mut unknown: Vec<String> =
        parameters.keys().filter(|name| !known(name)).map(|name| quoted(name)).collect();
    if unknown.is_empty() {
        return Ok(());
    }
    unknown.sort_unstable();
    Err(Refusal::of("", "parameter", unknown.join(", ")))
}

fn filters(
    values: &Values,
    syntax: &Syntax,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<Node>, Refusal> {
    let mut filters = Vec::new();
    for name in ["fq", "fq_list"] {
        for text in values.texts(name)? {
            let parsed = parse(&text, &Syntax { filter: true, ..*syntax })
                .map_err(|refusal| Refusal { parameter: name, ..refusal })?;
            parsed.warnings.iter().for_each(|warning| Warning::add(warnings, &warning.field));
            if parsed.tree != Node::All {
                filters.push(parsed.tree);
            }
        }
    }
    Ok(filters)
}

/// Hits are counted by the portal's facets; nobody has an unknown field; the rest is refused.
fn check_facet(name: &str, syntax: &Syntax, warnings: &mut Vec<Warning>) -> Result<(), Refusal> {
    if syntax.facets.iter().any(|facet| facet == name) {
        return Ok(());
    }
    if Field::of(name, syntax) != Field::Unknown {
        return Err(Refusal::of("facet.field", "facet", name));
    }
    Warning::add(warnings, name);
    Ok(())
}

impl Request {
    /// As the test vectors write it.
    pub fn to_json(&self) -> Value {
        let filters: Vec<Value> = self.filters.iter().map(Node::to_json).collect();
        let sort: Vec<[&str; 2]> =
            self.sort.iter().map(|(key, direction)| [key.name(), direction.name()]).collect();
        let warnings: Vec<Value> = self
            .warnings
            .iter()
            .map(|warning| json!({"code": warning.code, "field": warning.field}))
            .collect();
        json!({
            "q": self.query.to_json(),
            "fq": filters,
            "sort": sort,
            "sort_text": self.sort_text,
            "default_sort": self.default_sort,
            "start": self.start,
            "rows": self.rows,
            "facets": {
                "fields": self.facets.fields,
                "limit": self.facets.limit,
                "least": self.facets.least,
            },
            "fl": self.only,
            "warnings": warnings,
        })
    }
}
