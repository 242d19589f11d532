//! Where CKAN takes an action's parameters from: form, address, JSON body, in this order.

use crate::action::Parameters;
use crate::serve::multipart;
use crate::serve::python;
use crate::serve::request::{Method, Request};
use percent_encoding::percent_decode;
use serde_json::Value;

/// How many parameters a form or an address may have.
pub(super) const MOST: usize = 1000;

/// Why there are no parameters: a status and the text that CKAN gives as a bare JSON string.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) text: String,
}

impl Refusal {
    fn json(text: &str) -> Self {
        Self { status: 400, text: format!("Bad request - JSON Error: {text}") }
    }

    fn undecodable() -> Self {
        Self::json(
            "Error decoding JSON data. Error: <BadRequest '400: Bad Request'> JSON data extracted \
             from the request: {}",
        )
    }

    pub(super) fn too_many() -> Self {
        Self { status: 413, text: format!("Bad request - More than {MOST} parameters") }
    }
}

/// What a request asks with. A form's fields count most, then the address, also of a POST, then the
/// body as JSON, whatever it says it is.
///
/// # Errors
/// A body that cannot be understood, or too many parameters.
pub(super) fn parameters(request: &Request) -> Result<Parameters, Refusal> {
    let media = Media::of(request.header("content-type").unwrap_or_default());
    if request.method == Method::Post
        && let Some(form) = form(&media, &request.body)?
    {
        return Ok(form);
    }
    let query = pairs(request.query.as_deref().unwrap_or_default().as_bytes())?;
    if !query.is_empty() {
        return Ok(query);
    }
    let body = request.body.trim_ascii();
    if body.is_empty() {
        return Ok(Parameters::new());
    }
    match object(body) {
        // Without a type it may be a form that nobody declared.
        Err(refusal) if media.kind.is_empty() && body.contains(&b'=') => {
            form(&Media::of(FORM), body)?.ok_or(refusal)
        }
        outcome => outcome,
    }
}

/// The parameters in an address alone.
///
/// # Errors
/// Too many of them.
pub(super) fn of_address(request: &Request) -> Result<Parameters, Refusal> {
    pairs(request.query.as_deref().unwrap_or_default().as_bytes())
}

const FORM: &str = "application/x-www-form-urlencoded";

/// A media type in lower case, and the boundary of its parts.
struct Media<'a> {
    kind: String,
    boundary: Option<&'a str>,
}

impl<'a> Media<'a> {
    fn of(header: &'a str) -> Self {
        let mut parts = header.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
        let boundary = parts.find_map(|part| {
            let (name, value) = part.split_once('=')?;
            name.trim_end().eq_ignore_ascii_case("boundary").then(|| value.trim().trim_matches('"'))
        });
        Self { kind, boundary }
    }
}

/// The fields of a form; none where the body is no form or an empty one. A single field without a
/// value is JSON in the place of its name: what `curl -d '{…}'` sends.
fn form(media: &Media<'_>, body: &[u8]) -> Result<Option<Parameters>, Refusal> {
    let fields = match (media.kind.as_str(), media.boundary) {
        (FORM, _) => {
            // As it is: JSON may hold `=` and `&`.
            if body.trim_ascii_start().starts_with(b"{")
                && let Ok(Value::Object(parameters)) = serde_json::from_slice(body)
            {
                return Ok(Some(parameters));
            }
            pairs(body)?
        }
        ("multipart/form-data", Some(boundary)) => {
            let fields = multipart::fields(body, boundary).map_err(|fault| match fault {
                multipart::Fault::TooMany => Refusal::too_many(),
                multipart::Fault::Broken => Refusal::undecodable(),
            })?;
            gathered(fields.into_iter())?
        }
        _ => return Ok(None),
    };
    match fields.iter().next() {
        None => Ok(None),
        Some((name, Value::String(value)))
            if fields.len() == 1 && matches!(value.as_str(), "" | "1") =>
        {
            object(name.as_bytes()).map(Some)
        }
        Some(_) => Ok(Some(fields)),
    }
}

/// A JSON object.
fn object(text: &[u8]) -> Result<Parameters, Refusal> {
    match serde_json::from_slice(text) {
        Ok(Value::Object(parameters)) => Ok(parameters),
        Ok(other) => Err(Refusal::json(&format!(
            "Request data JSON decoded to {} but it needs to be a dictionary.",
            python::repr(&other)
        ))),
        Err(_) => Err(Refusal::undecodable()),
    }
}

/// `a=1&b=2`, with percent signs and `+` for spaces.
fn pairs(text: &[u8]) -> Result<Parameters, Refusal> {
    let decoded = |part: &[u8]| {
        let spaced: Vec<u8> = part.iter().map(|b| if *b == b'+' { b' ' } else { *b }).collect();
        percent_decode(&spaced).decode_utf8_lossy().into_owned()
    };
    let fields = text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()).map(|pair| {
        let at = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
        (decoded(&pair[..at]), decoded(pair.get(at + 1..).unwrap_or_default()))
    });
    gathered(fields)
}

/// Fields by name: a text, or all of them where a name comes more than once.
fn gathered(fields: impl Iterator<Item = (String, String)>) -> Result<Parameters, Refusal> {
    let mut parameters = Parameters::new();
    for (count, (name, value)) in fields.enumerate() {
        if count == MOST {
            return Err(Refusal::too_many());
        }
        match parameters.get_mut(&name) {
            None => {
                parameters.insert(name, Value::String(value));
            }
            Some(Value::Array(values)) => values.push(Value::String(value)),
            Some(first) => {
                let values = vec![first.take(), Value::String(value)];
                *first = Value::Array(values);
            }
        }
    }
    Ok(parameters)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::net::IpAddr;

    fn asked(method: Method, media: &str, query: &str, body: &str) -> Result<Value, String> {
        let request = Request {
            method,
            verb: String::new(),
            path: String::new(),
            query: Some(query.to_owned()).filter(|query| !query.is_empty()),
            headers: vec![("content-type", media.to_owned())],
            body: body.as_bytes().to_vec(),
            peer: IpAddr::from([127, 0, 0, 1]),
        };
        parameters(&request).map(Value::Object).map_err(|refusal| refusal.text)
    }

    #[test]
    fn parameters_come_from_where_ckan_takes_them() {
        let post = |media: &str, query: &str, body: &str| asked(Method::Post, media, query, body);
        let multipart =
            "--x\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\na b\r\n--x--\r\n";
        for (media, query, body, expected) in [
            (FORM, "", "id=a+b%C3%B1", json!({"id": "a bñ"})),
            (FORM, "q=1", "id=a", json!({"id": "a"})),
            (FORM, "", "id=a&id=b&id=c", json!({"id": ["a", "b", "c"]})),
            (FORM, "", "{\"id\":\"x\"}", json!({"id": "x"})),
            (FORM, "", "{\"id\":\"x=1&y\"}", json!({"id": "x=1&y"})),
            (FORM, "", "%7B%22id%22%3A%22x%22%7D=1", json!({"id": "x"})),
            (FORM, "q=1", "", json!({"q": "1"})),
            ("multipart/form-data; boundary=x", "", multipart, json!({"id": "a b"})),
            ("multipart/form-data; Boundary=\"x\"", "", multipart, json!({"id": "a b"})),
            ("application/json", "q=a&rows=2", "{\"q\":1}", json!({"q": "a", "rows": "2"})),
            ("application/json; charset=utf-8", "", " {\"q\":[1]} ", json!({"q": [1]})),
            ("text/plain", "", "{\"q\":1}", json!({"q": 1})),
            ("", "", "{\"q\":1}", json!({"q": 1})),
            ("", "", "q=a", json!({"q": "a"})),
            ("", "", "", json!({})),
            ("application/json", "", "", json!({})),
        ] {
            assert_eq!(post(media, query, body), Ok(expected), "{media} {query} {body}");
        }
        let get = |query: &str, body: &str| asked(Method::Get, FORM, query, body);
        assert_eq!(get("", "{\"id\":\"x\"}"), Ok(json!({"id": "x"})));
        assert_eq!(get("id=y&&a&=b", "{\"id\":\"x\"}"), Ok(json!({"id": "y", "a": "", "": "b"})));
    }

    #[test]
    fn what_is_no_object_is_refused_in_ckans_words() {
        let said = |body: &str| asked(Method::Post, "application/json", "", body).expect_err(body);
        assert_eq!(
            said("[1, null, {\"a\": \"ñ'\"}]"),
            "Bad request - JSON Error: Request data JSON decoded to [1, None, {'a': \"ñ'\"}] but it \
             needs to be a dictionary."
        );
        assert!(said("{").contains("Error decoding JSON data"));
        assert!(said(&"[".repeat(5000)).contains("Error decoding JSON data"));
        let many = "a=1&".repeat(MOST + 1);
        assert!(asked(Method::Get, "", &many, "").expect_err("too many").contains("1000"));
    }
}
