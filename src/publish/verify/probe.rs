//! The questions to the API, as data: CKAN's clients' own, and what CKAN would answer.

use crate::fetch::Method;
use crate::publish::verify::check::{self, Check};
use crate::publish::verify::exchange::Question;
use serde_json::Value;

/// What is known of the catalogue before the questions are asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sample {
    /// How many public datasets there are.
    pub(super) count: usize,
    /// One of them.
    pub(super) name: String,
    pub(super) id: String,
    /// The ids of its organisation and of its first resource.
    pub(super) organization: Option<String>,
    pub(super) resource: Option<String>,
}

impl Sample {
    /// From the names that `package_list` gives and one of the datasets; none where the dataset is
    /// none.
    pub(super) fn of(names: &[Value], dataset: &Value) -> Option<Self> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        Some(Self {
            count: names.len(),
            name: text(&dataset["name"])?,
            id: text(&dataset["id"])?,
            organization: text(&dataset["organization"]["id"]),
            resource: text(&dataset["resources"][0]["id"]),
        })
    }
}

/// What an answer has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expect {
    /// 200 and nothing further: HEAD.
    Ok,
    /// A list of so many names.
    Names(usize),
    /// The object with this id.
    Object(String),
    /// CKAN's error: status and type.
    Error(u16, &'static str),
    /// A bare JSON string with a status.
    Bare(u16),
    /// JSON with status 404, whatever it says.
    JsonError,
    /// Pages of all datasets by so many rows, the last one empty.
    Pages { count: usize, rows: usize },
    /// Nothing found, or a refusal: what the question says was heeded.
    Heeded,
    /// What a browser asks before a POST.
    Preflight,
}

/// Questions with one expectation.
#[derive(Clone, Debug)]
pub(super) struct Probe {
    pub(super) check: &'static Check,
    pub(super) questions: Vec<Question>,
    pub(super) expect: Expect,
}

/// A word that no dataset has, as short as a reader's.
const NO_WORD: &str = "zzqjxwvk";
/// An id that no dataset has.
const NO_ID: &str = "00000000-0000-4000-8000-000000000000";

const V3: &str = "api/3/action";
const OLD: &str = "api/action";
const FORM: &str = "application/x-www-form-urlencoded";

fn one(check: &'static Check, question: Question, expect: Expect) -> Probe {
    Probe { check, questions: vec![question], expect }
}

/// Questions that files answer.
pub(super) fn files(sample: &Sample) -> Vec<Probe> {
    let Sample { count, name, id, .. } = sample;
    let object = || Expect::Object(id.clone());
    vec![
        one(&check::LIST, Question::get(format!("{V3}/package_list")), Expect::Names(*count)),
        one(&check::TWIN, Question::get(format!("{OLD}/package_list")), Expect::Names(*count)),
        one(&check::SHOW, Question::get(format!("{V3}/package_show/{name}.json")), object()),
        one(&check::SHOW, Question::get(format!("{V3}/package_show/{id}.json")), object()),
        one(&check::HEAD, Question::new(Method::Head, format!("{V3}/package_list")), Expect::Ok),
    ]
}

/// Questions by GET.
pub(super) fn get(sample: &Sample) -> Vec<Probe> {
    let Sample { name, id, .. } = sample;
    let ask = |rest: &str| Question::get(format!("{V3}/{rest}"));
    let shown = |place: &str, key: &str, is: &str| {
        one(&check::GET_SHOW, Question::get(format!("{place}?id={key}")), Expect::Object(is.into()))
    };
    let mut probes = vec![
        shown(&format!("{V3}/package_show"), name, id),
        shown(&format!("{OLD}/package_show"), id, id),
    ];
    for (action, key) in
        [("organization_show", &sample.organization), ("resource_show", &sample.resource)]
    {
        probes.extend(key.iter().map(|key| shown(&format!("{V3}/{action}"), key, key)));
    }
    let unknown = ask(&format!("package_show?id={NO_ID}"));
    let validation = Expect::Error(409, "Validation Error");
    let nothing = Question::get("api/3/no-such-thing");
    probes.extend([
        one(&check::GET_MISSING, ask("package_show"), validation),
        one(&check::GET_UNKNOWN, unknown, Expect::Error(404, "Not Found Error")),
        one(&check::GET_ACTION, ask("no_such_action"), Expect::Bare(400)),
        one(&check::GET_WRITE, ask("package_create"), Expect::Bare(400)),
        one(&check::JSON_ERROR, nothing, Expect::JsonError),
        // As a harvester pages.
        pages(&check::GET_PAGES, sample.count, 100, &|start| {
            ask(&format!("package_search?rows=100&start={start}&sort=id+asc"))
        }),
        one(&check::GET_QUERY, ask(&format!("package_search?q={NO_WORD}")), Expect::Heeded),
    ]);
    probes
}

/// Questions by POST, at the address that `ckanapi` uses.
pub(super) fn post(sample: &Sample) -> Vec<Probe> {
    let Sample { count, name, id, .. } = sample;
    let show = format!("{OLD}/package_show");
    let show = show.as_str();
    let object = || Expect::Object(id.clone());
    let json = |rest: &str, body: &str| Question::json(&format!("{OLD}/{rest}"), body);
    let unknown = json("package_show", &format!(r#"{{"id": "{NO_ID}"}}"#));
    let preflight = Question::new(Method::Options, format!("{V3}/package_show"))
        .with("access-control-request-method", "POST")
        .with("access-control-request-headers", "content-type");
    // As ckanr asks: the parameters in the address, no body.
    let bodiless = Question::post(&format!("{show}?id={name}"), FORM, "");
    vec![
        one(&check::POST_LIST, json("package_list", "{}"), Expect::Names(*count)),
        one(&check::POST_SHOW, Question::json(show, &format!(r#"{{"id": "{name}"}}"#)), object()),
        one(&check::POST_SHOW, Question::json(show, &format!(r#"{{"id": "{id}"}}"#)), object()),
        one(&check::POST_SHOW, Question::post(show, FORM, &format!("id={name}")), object()),
        one(&check::POST_SHOW, bodiless, object()),
        one(&check::POST_UNKNOWN, unknown, Expect::Error(404, "Not Found Error")),
        one(
            &check::POST_WRITE,
            json("package_create", "{}"),
            Expect::Error(403, "Authorization Error"),
        ),
        // As `ckanapi search datasets` pages.
        pages(&check::POST_PAGES, sample.count, 1000, &|start| {
            json("package_search", &format!(r#"{{"rows": 1000, "start": {start}}}"#))
        }),
        one(
            &check::POST_QUERY,
            json("package_search", &format!(r#"{{"q": "{NO_WORD}"}}"#)),
            Expect::Heeded,
        ),
        one(&check::PREFLIGHT, preflight, Expect::Preflight),
    ]
}

/// The first page, the second if there is one, and the empty one after the last.
fn pages(
    check: &'static Check,
    count: usize,
    rows: usize,
    ask: &dyn Fn(usize) -> Question,
) -> Probe {
    let past = count.div_ceil(rows).max(1) * rows;
    let mut starts = vec![0, rows, past];
    starts.dedup();
    let questions = starts.into_iter().map(ask).collect();
    Probe { check, questions, expect: Expect::Pages { count, rows } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_pages_show_how_a_host_pages() {
        let starts = |count: usize| {
            let probe = pages(&check::GET_PAGES, count, 100, &|n| Question::get(n.to_string()));
            probe.questions.into_iter().map(|question| question.path).collect::<Vec<_>>()
        };
        assert_eq!(starts(0), ["0", "100"]);
        assert_eq!(starts(100), ["0", "100"]);
        assert_eq!(starts(101), ["0", "100", "200"]);
        assert_eq!(starts(100_001), ["0", "100", "100100"]);
    }
}
