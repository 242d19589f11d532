//! Whether the API answers as CKAN does.

use crate::fetch::Response;
use crate::publish::verify::check::{self, Check, Tier};
use crate::publish::verify::exchange::{Answer as _, Exchange, printable};
use crate::publish::verify::line::{Line, Outcome, of};
use crate::publish::verify::probe::{Expect, Probe};
use serde_json::Value;
use std::collections::BTreeSet;

/// What an answer turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// What was expected.
    Met,
    /// Another answer than CKAN's.
    Wrong,
    /// No answer of an API: the host knows nothing of such questions.
    Absent,
}

/// Judges the answers to a probe; nothing is said of later pages once one is wrong.
pub(in crate::publish::verify) fn judge(probe: &Probe, exchanges: &[Exchange]) -> Vec<Line> {
    let mut seen = BTreeSet::new();
    let mut lines = Vec::new();
    for (i, exchange) in exchanges.iter().enumerate() {
        let last = i + 1 == exchanges.len();
        lines.extend(of(exchange, |response| {
            let verdict = match &probe.expect {
                Expect::Pages { count, rows } => {
                    let start = if last && i > 0 { *count } else { i * rows };
                    page(response, *count, count.saturating_sub(start).min(*rows), &mut seen)
                }
                other => verdict(other, response),
            };
            vec![line(probe, exchange, response, verdict)]
        }));
        if lines.last().is_some_and(|line| line.outcome != Outcome::Fine) {
            break;
        }
    }
    lines
}

fn line(probe: &Probe, exchange: &Exchange, response: &Response, verdict: Verdict) -> Line {
    let fine = verdict == Verdict::Met;
    let asked = exchange.question.to_string();
    let mut line =
        Line::judged(probe.check, fine, &asked, said(response, &probe.expect), told(&probe.expect));
    line.absent = verdict == Verdict::Absent;
    line
}

/// What came, in a few words: that it is an answer of the API, and which.
fn said(response: &Response, expect: &Expect) -> String {
    let brief = response.brief();
    if *expect == Expect::Preflight {
        let headers = ["access-control-allow-origin", "access-control-allow-methods"];
        let headers = headers.map(|name| response.told(name));
        return format!("{}, {}", response.status, headers.join(", "));
    }
    let Some(json) = response.json() else { return brief };
    let what = match (&json["success"], &json["result"]) {
        (Value::Bool(true), Value::Array(list)) => format!("result: {} items", list.len()),
        (Value::Bool(true), result) if result["count"].is_u64() => {
            let results = result["results"].as_array().map_or(0, Vec::len);
            format!("count: {}, results: {results}", result["count"])
        }
        (Value::Bool(true), result) => format!("result: {}", result["name"]),
        (Value::Bool(false), _) => format!("error: {}", json["error"]["__type"]),
        _ => printable(&json.to_string()),
    };
    printable(&format!("{brief}, {what}"))
}

/// What was expected, in as few.
fn told(expect: &Expect) -> String {
    match expect {
        Expect::Ok => "200".to_owned(),
        Expect::Names(count) => format!("200, result: {count} items"),
        Expect::Object(id) => format!("200, result.id: {id}"),
        Expect::Error(status, kind) => format!("{status}, error: \"{kind}\""),
        Expect::Bare(status) => format!("{status}, \"Bad request - …\""),
        Expect::JsonError => "404 application/json".to_owned(),
        Expect::Pages { count, rows } => {
            format!("count: {count}, {rows} rows, each dataset once, then none")
        }
        Expect::Heeded => "count: 0, or 400 error: \"Search Query Error\"".to_owned(),
        Expect::Preflight => "200 or 204, access-control-allow-origin: *, \
                              access-control-allow-methods: POST, \
                              access-control-allow-headers: Content-Type"
            .to_owned(),
    }
}

fn met(fine: bool) -> Verdict {
    if fine { Verdict::Met } else { Verdict::Wrong }
}

fn verdict(expect: &Expect, response: &Response) -> Verdict {
    let status = response.status;
    match expect {
        Expect::Ok => return met(status == 200),
        Expect::Preflight => return preflight(response),
        Expect::JsonError => {
            let json = response.json().is_some() && response.media_type() == "application/json";
            return if json { met(status == 404) } else { Verdict::Absent };
        }
        _ => {}
    }
    let Some(json) = response.json() else { return no_json(response) };
    if let Expect::Bare(expected) = expect {
        return if json.is_string() { met(status == *expected) } else { Verdict::Wrong };
    }
    let Some(success) = json["success"].as_bool() else { return Verdict::Wrong };
    let result = &json["result"];
    met(match expect {
        Expect::Names(count) => {
            let names = result
                .as_array()
                .is_some_and(|names| names.len() == *count && names.iter().all(Value::is_string));
            status == 200 && success && names
        }
        Expect::Object(id) => status == 200 && success && result["id"] == id.as_str(),
        Expect::Error(expected, kind) => {
            status == *expected && !success && json["error"]["__type"] == *kind
        }
        Expect::Heeded if success => status == 200 && result["count"] == 0,
        Expect::Heeded => json["error"]["__type"].as_str().is_some_and(|t| t.starts_with("Search")),
        _ => false,
    })
}

/// Where the body is no JSON: broken if it means to be, else no API at all.
fn no_json(response: &Response) -> Verdict {
    let meant = response.media_type().ends_with("json") && !response.is_html();
    if meant && response.status < 400 { Verdict::Wrong } else { Verdict::Absent }
}

/// A page of `package_search` with so many datasets that none of the pages before had.
fn page(response: &Response, count: usize, here: usize, seen: &mut BTreeSet<String>) -> Verdict {
    let Some(json) = response.json() else { return no_json(response) };
    let Some(results) = json["result"]["results"].as_array() else {
        return Verdict::Wrong;
    };
    let new = results
        .iter()
        .filter(|dataset| dataset["id"].as_str().is_some_and(|id| seen.insert(id.to_owned())))
        .count();
    met(response.status == 200
        && json["success"] == true
        && json["result"]["count"] == count
        && results.len() == here
        && new == here)
}

fn preflight(response: &Response) -> Verdict {
    let has = |name: &str, word: &str| {
        response.header(name).is_some_and(|list| {
            list.split(',').any(|one| one.trim() == "*" || one.trim().eq_ignore_ascii_case(word))
        })
    };
    if response.header("access-control-allow-methods").is_none() || response.status >= 400 {
        return Verdict::Absent;
    }
    met(matches!(response.status, 200 | 204)
        && has("access-control-allow-origin", "https://example.org")
        && has("access-control-allow-methods", "POST")
        && has("access-control-allow-headers", "content-type"))
}

/// The tier that is reached, and the one that the host plainly means to reach: what is missing up to
/// there is a finding, above it a note. `promised` is what its kind always can.
pub(in crate::publish::verify) fn tiers(lines: &mut [Line], promised: Tier) -> Option<Tier> {
    let answers = |check: &'static Check| {
        lines.iter().any(|line| line.check == check && line.outcome == Outcome::Fine)
    };
    let shown = if answers(&check::POST_SHOW) {
        Tier::A
    } else if answers(&check::GET_SHOW) {
        Tier::B
    } else {
        Tier::C
    };
    let meant = shown.max(promised);
    let mut reached = None;
    for tier in [Tier::C, Tier::B, Tier::A] {
        let of_tier = || lines.iter().filter(|line| line.check.tier == Some(tier));
        if of_tier().next().is_none() || of_tier().any(|line| line.outcome != Outcome::Fine) {
            break;
        }
        reached = Some(tier);
    }
    for line in lines.iter_mut().filter(|line| line.absent && line.check.tier > Some(meant)) {
        line.outcome = Outcome::Note;
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::verify::exchange::Question;

    fn answer(status: u16, media_type: &str, body: &str) -> Response {
        let headers = vec![("content-type".to_owned(), media_type.to_owned())];
        Response { status, headers, body: body.into() }
    }

    #[track_caller]
    fn is(expect: &Expect, status: u16, media_type: &str, body: &str, expected: Verdict) {
        assert_eq!(
            verdict(expect, &answer(status, media_type, body)),
            expected,
            "{expect:?} {body}"
        );
    }

    #[test]
    fn an_answer_is_ckans_another_or_none() {
        let json = "application/json";
        let object = || Expect::Object("a".to_owned());
        let shown = r#"{"success": true, "result": {"id": "a"}}"#;
        is(&object(), 200, json, shown, Verdict::Met);
        // As ckanapi: the type does not matter.
        is(&object(), 200, "application/octet-stream", shown, Verdict::Met);
        is(&object(), 200, json, r#"{"success": true, "result": {"id": "b"}}"#, Verdict::Wrong);
        is(&object(), 200, json, &format!("\u{feff}{shown}"), Verdict::Wrong);
        is(&object(), 200, json, "{\"success\": tr", Verdict::Wrong);
        is(&object(), 200, "text/html", "<!doctype html><p>Hola", Verdict::Absent);
        is(&object(), 501, "text/html", "", Verdict::Absent);
        is(&object(), 405, json, "", Verdict::Absent);
        let unknown = || Expect::Error(404, "Not Found Error");
        let not_found = r#"{"success": false, "error": {"__type": "Not Found Error"}}"#;
        is(&unknown(), 404, json, not_found, Verdict::Met);
        is(&unknown(), 200, json, not_found, Verdict::Wrong);
        is(&unknown(), 200, json, shown, Verdict::Wrong);
        is(&unknown(), 404, "text/html", "<html>", Verdict::Absent);
        is(&Expect::Bare(400), 400, json, "\"Bad request - x\"", Verdict::Met);
        is(&Expect::Bare(400), 400, json, not_found, Verdict::Wrong);
        is(&Expect::JsonError, 404, json, "{}", Verdict::Met);
        is(&Expect::JsonError, 404, "text/html", "<html>", Verdict::Absent);
        is(&Expect::JsonError, 200, json, "{}", Verdict::Wrong);
    }

    #[test]
    fn a_query_that_is_not_heeded_is_wrong() {
        let found = |count| format!(r#"{{"success": true, "result": {{"count": {count}}}}}"#);
        let json = "application/json";
        is(&Expect::Heeded, 200, json, &found(0), Verdict::Met);
        is(&Expect::Heeded, 200, json, &found(3), Verdict::Wrong);
        let refused = r#"{"success": false, "error": {"__type": "Search Query Error"}}"#;
        is(&Expect::Heeded, 400, json, refused, Verdict::Met);
        is(&Expect::Heeded, 404, "text/html", "<html>", Verdict::Absent);
    }

    fn paged(count: usize, pages: &[&[&str]]) -> Vec<Line> {
        let check = &check::GET_PAGES;
        let probe = Probe { check, questions: vec![], expect: Expect::Pages { count, rows: 2 } };
        let exchanges: Vec<Exchange> = pages
            .iter()
            .enumerate()
            .map(|(i, ids)| {
                let results: Vec<_> = ids.iter().map(|id| serde_json::json!({"id": id})).collect();
                let whole = serde_json::json!({
                    "success": true, "result": {"count": count, "results": results}
                });
                let outcome = Ok(answer(200, "application/json", &whole.to_string()));
                Exchange { question: Question::get(i.to_string()), outcome }
            })
            .collect();
        judge(&probe, &exchanges)
    }

    #[test]
    fn pages_hold_each_dataset_once_and_end() {
        let fine = |lines: &[Line]| lines.iter().all(|line| line.outcome == Outcome::Fine);
        assert!(fine(&paged(3, &[&["a", "b"], &["c"], &[]])));
        assert!(fine(&paged(2, &[&["a", "b"], &[]])));
        assert!(fine(&paged(0, &[&[], &[]])));
        // The first page again and again, one dataset twice, an end that never comes.
        assert!(!fine(&paged(3, &[&["a", "b"], &["a", "b"], &["a", "b"]])));
        assert!(!fine(&paged(3, &[&["a", "b"], &["b"], &[]])));
        assert!(!fine(&paged(2, &[&["a", "b"], &["c"]])));
    }

    #[test]
    fn what_is_missing_above_the_tier_meant_is_a_note() {
        let line = |check: &'static Check, fine: bool, absent: bool| {
            let mut line = Line::judged(check, fine, "", "", "");
            line.absent = absent;
            line
        };
        let files = || vec![line(&check::LIST, true, false), line(&check::SHOW, true, false)];
        let with = |more: Vec<Line>, promised| {
            let mut lines = files();
            lines.extend(more);
            let reached = tiers(&mut lines, promised);
            (reached, lines.iter().filter(|line| line.is_finding()).count())
        };
        let none =
            || vec![line(&check::GET_SHOW, false, true), line(&check::POST_SHOW, false, true)];
        assert_eq!(with(none(), Tier::C), (Some(Tier::C), 0));
        assert_eq!(with(none(), Tier::B), (Some(Tier::C), 1));
        assert_eq!(with(none(), Tier::A), (Some(Tier::C), 2));
        let get =
            || vec![line(&check::GET_SHOW, true, false), line(&check::GET_WRITE, false, true)];
        assert_eq!(with(get(), Tier::C), (Some(Tier::C), 1));
        // A wrong answer is one whatever the host means to be.
        assert_eq!(with(vec![line(&check::POST_QUERY, false, false)], Tier::C).1, 1);
    }
}
