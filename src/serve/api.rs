//! Requests below `/api`, as CKAN takes them.

use crate::action::{self, Call, Parameters, Portal};
use crate::plan::Action;
use crate::serve::generation::Ready;
use crate::serve::parameters::{Refusal, of_address, parameters};
use crate::serve::reply::Reply;
use crate::serve::request::{Method, Request};
use crate::serve::site::rendered;
use serde_json::Value;

/// An answer may be kept, but is asked for again: it is told then whether it is still the same.
const KEPT: &str = "public, max-age=0, must-revalidate";
/// Longer names of functions are nobody's.
const LONGEST_CALLBACK: usize = 128;

/// A path below `/api`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place<'p> {
    /// The language before it.
    pub(super) locale: Option<&'p str>,
    /// What follows `/api`, with its slash.
    pub(super) rest: &'p str,
}

impl<'p> Place<'p> {
    /// Of a decoded path; none where it leads elsewhere.
    pub(super) fn of(path: &'p str) -> Option<Self> {
        let (first, after) = path.split_once('/').unwrap_or((path, ""));
        if first == "api" {
            return Some(Self { locale: None, rest: &path["api".len()..] });
        }
        let rest = after.strip_prefix("api")?;
        let inside = rest.is_empty() || rest.starts_with('/');
        (inside && is_locale(first)).then_some(Self { locale: Some(first), rest })
    }

    /// The action that is asked for; what has a dot in its name is a file beside the actions.
    pub(super) fn action(self) -> Option<&'p str> {
        let name = self.rest.strip_prefix("/3/action/").or(self.rest.strip_prefix("/action/"))?;
        (!name.is_empty() && !name.contains(['/', '.'])).then_some(name)
    }

    /// Whether an answer takes long: everything but single things.
    pub(super) fn is_heavy(self) -> bool {
        self.action().is_some_and(|name| !name.ends_with("_show")) || self.rest.contains("/util/")
    }
}

/// Whether a text looks like CKAN's languages: `es`, `pt_BR`, `sr_Latn`.
fn is_locale(text: &str) -> bool {
    let (language, region) = text.split_once('_').map_or((text, None), |(l, r)| (l, Some(r)));
    let letters = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphabetic());
    (2..=3).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_lowercase())
        && region.is_none_or(|region| (2..=4).contains(&region.len()) && letters(region))
}

/// Answers a request below `/api`; none where only a file of the site can.
pub(super) fn api(portal: &Portal, request: &Request, place: Place<'_>) -> Option<Reply> {
    if let Some(name) = place.action() {
        if !request.method.reads() && request.method != Method::Post {
            return Some(
                Reply::text(405, "Method Not Allowed").with("allow", "GET, HEAD, POST, OPTIONS"),
            );
        }
        let answer =
            asked(portal, request, name, place.locale).unwrap_or_else(|refusal| refused(&refusal));
        return Some(answer.to(request));
    }
    if !request.method.reads() {
        return None;
    }
    let answer = match of_address(request) {
        Ok(parameters) => Answer::json(action::endpoint(portal, place.rest, &parameters)?),
        Err(refusal) => refused(&refusal),
    };
    Some(answer.to(request))
}

/// What the API says.
struct Answer {
    status: u16,
    media: &'static str,
    body: Vec<u8>,
}

impl Answer {
    fn json(reply: action::Reply) -> Self {
        Self { status: reply.status, media: "application/json;charset=utf-8", body: reply.body }
    }

    /// As the request takes it: packed, or only that it is the same as before.
    fn to(self, request: &Request) -> Reply {
        rendered(request, self.status, self.media, &Ready::new(self.body), KEPT)
    }
}

fn asked(
    portal: &Portal,
    request: &Request,
    name: &str,
    locale: Option<&str>,
) -> Result<Answer, Refusal> {
    // What is no reading action is refused whatever it is asked with, as CKAN does.
    let mut parameters = match parameters(request) {
        Err(_) if Action::of(name).is_none() => Parameters::new(),
        parameters => parameters?,
    };
    let callback = parameters.shift_remove("callback");
    let callback = callback.as_ref().and_then(Value::as_str).filter(|_| request.method.reads());
    // A reading action takes what stands in the address, however it came.
    let in_address =
        request.method.reads() || (request.query.is_some() && Action::of(name).is_some());
    let method = if in_address { action::Method::Get } else { action::Method::Post };
    let call = Call { name, parameters: &parameters, method, locale, now: now() };
    let reply = action::answer(portal, &call);
    match callback {
        Some(function) if reply.status == 200 => wrapped(function, &reply.body),
        _ => Ok(Answer::json(reply)),
    }
}

/// JSONP. CKAN writes any text as the function, escaped for a page; a script of the portal's own
/// address must not say what a stranger wants, so only names are taken.
fn wrapped(function: &str, body: &[u8]) -> Result<Answer, Refusal> {
    let letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '.');
    let fine = !function.is_empty()
        && function.len() <= LONGEST_CALLBACK
        && function.chars().all(letter)
        && !function.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    if !fine {
        let text = "Bad request - callback: the name of a function was expected".to_owned();
        return Err(Refusal { status: 400, text });
    }
    let mut script = Vec::with_capacity(function.len() + body.len() + 3);
    script.extend_from_slice(function.as_bytes());
    script.push(b'(');
    script.extend_from_slice(body);
    script.extend_from_slice(b");");
    Ok(Answer { status: 200, media: "application/javascript;charset=utf-8", body: script })
}

/// A refusal before the action runs: a bare text.
fn refused(refusal: &Refusal) -> Answer {
    let body = action::Json::from(refusal.text.as_str()).to_ascii();
    Answer::json(action::Reply { status: refusal.status, body })
}

/// What `NOW` means in a query.
#[expect(clippy::disallowed_methods, reason = "somebody asks now, and nothing is kept")]
fn now() -> i64 {
    jiff::Timestamp::now().as_microsecond()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_below_the_api_are_told_apart() {
        for (path, expected) in [
            ("api", Some((None, "", None))),
            ("api/3", Some((None, "/3", None))),
            (
                "api/3/action/package_show",
                Some((None, "/3/action/package_show", Some("package_show"))),
            ),
            ("api/action/x", Some((None, "/action/x", Some("x")))),
            ("api/1/action/x", Some((None, "/1/action/x", None))),
            ("api/3/action/x/", Some((None, "/3/action/x/", None))),
            ("api/3/action/", Some((None, "/3/action/", None))),
            ("api/3/action/x/y.json", Some((None, "/3/action/x/y.json", None))),
            ("es/api/action/x", Some((Some("es"), "/action/x", Some("x")))),
            ("pt_BR/api", Some((Some("pt_BR"), "", None))),
            ("dataset/api", None),
            ("es/apis", None),
            ("apis/3", None),
        ] {
            let place = Place::of(path);
            assert_eq!(place.map(|p| (p.locale, p.rest, p.action())), expected, "{path}");
        }
    }
}
