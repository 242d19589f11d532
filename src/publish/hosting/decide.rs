//! What the rules make of a request: the meaning that every emitter has to keep to.

use crate::plan::Refusal;
use crate::publish::hosting::parameters::{self, Parameters};
use crate::publish::hosting::table::{LARGEST_BODY, Label};
use crate::publish::hosting::value::Sent;
use crate::publish::hosting::{Files, Rule, Slot, Table};

/// A request for an action.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// `GET`, `POST` …
    pub method: &'a str,
    /// The action's name as the address says it.
    pub action: &'a str,
    /// After the question mark, still encoded.
    pub query: &'a str,
    /// `Content-Type`, empty where there is none.
    pub content_type: &'a str,
    /// The body.
    pub body: &'a [u8],
}

/// What becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// This file of the site answers; without it the answer is that refusal.
    File(String, Refusal),
    /// The file answers; without it an empty list where the second is, else nothing is found.
    Views(String, String),
    /// There is no answer.
    Refused(Refusal),
    /// A browser asks whether it may ask.
    Preflight,
}

/// Decides on a request.
pub fn decide(table: &Table, request: &Request<'_>) -> Decision {
    let reads = matches!(request.method, "GET" | "HEAD");
    match request.method {
        "OPTIONS" => return Decision::Preflight,
        "POST" if request.body.len() > LARGEST_BODY => return Decision::Refused(Refusal::TooLarge),
        "GET" | "HEAD" | "POST" => {}
        _ => return Decision::Refused(Refusal::Method),
    }
    if table.writes.contains(&request.action) {
        return Decision::Refused(if reads { Refusal::WriteByGet } else { Refusal::Write });
    }
    let Some(rule) = table.rule(request.action) else {
        return Decision::Refused(Refusal::Unknown);
    };
    let sent = if reads { parameters::of_query(request.query) } else { posted(request) };
    let Some(sent) = sent else {
        let known = reads || is_query(request) || is_form(request) || starts_object(request.body);
        return Decision::Refused(if known { rule.unsupported() } else { Refusal::NotJson });
    };
    path(table, rule, &sent).unwrap_or_else(Decision::Refused)
}

/// A form's fields come before the query, the query before a JSON body.
fn posted<'a>(request: &Request<'a>) -> Option<Parameters<'a>> {
    let body = std::str::from_utf8(request.body).ok()?;
    if is_query(request) {
        parameters::of_query(request.query)
    } else if starts_object(request.body) {
        parameters::of_json(body)
    } else if body.is_empty() || is_form(request) {
        parameters::of_query(body)
    } else {
        None
    }
}

fn is_form(request: &Request<'_>) -> bool {
    let kind = request.content_type.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// Whether a `POST` is answered from its query.
fn is_query(request: &Request<'_>) -> bool {
    !request.query.is_empty() && !(is_form(request) && !request.body.is_empty())
}

fn starts_object(body: &[u8]) -> bool {
    body.iter().find(|b| !b" \t\r\n".contains(b)) == Some(&b'{')
}

/// The file that answers an action with these parameters.
fn path(table: &Table, rule: &Rule, sent: &Parameters<'_>) -> Result<Decision, Refusal> {
    if !sent.iter().all(|(name, value)| rule.understands(name, *value)) {
        return Err(rule.unsupported());
    }
    let mut path = rule.path();
    let mut options = String::new();
    for slot in table.slots {
        let label = slot.label(sent).map_err(|Twice| rule.unsupported())?;
        if !rule.has(slot) {
            continue;
        }
        let label = label.ok_or(Refusal::Missing)?;
        if rule.files == Files::List {
            options.push_str(label);
        } else {
            path = path.replace(&format!("{{{}}}", slot.name), label);
        }
    }
    Ok(match rule.files {
        Files::List if options.is_empty() => {
            Decision::File(format!("api/3/action/{}", rule.action), rule.absent())
        }
        Files::List => Decision::File(path.replace("{options}", &options), rule.absent()),
        Files::Show | Files::Pages => Decision::File(path, rule.absent()),
        Files::Views => {
            let resource = path.replacen(rule.action, "resource_show", 1);
            Decision::Views(path, resource)
        }
    })
}

impl Rule {
    /// Whether a parameter may be given, with this value.
    fn understands(&self, name: &str, value: Sent<'_>) -> bool {
        self.parameters.iter().any(|parameter| {
            parameter.values.contain(value)
                && parameter.names.iter().any(|known| match known.strip_suffix('*') {
                    Some(start) => name.strip_prefix(start).is_some_and(|rest| {
                        rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
                    }),
                    None => *known == name,
                })
        })
    }
}

/// A choice that was made twice.
struct Twice;

impl Slot {
    /// What the slot says in the path.
    fn label<'a>(&self, sent: &Parameters<'a>) -> Result<Option<&'a str>, Twice> {
        let mut given = sent.iter().filter(|(name, _)| self.parameters.contains(name));
        let first = given.next();
        if given.next().is_some() {
            return Err(Twice);
        }
        let Some((_, value)) = first else { return Ok(self.default) };
        let case = self.cases.iter().find(|(values, _)| values.contain(*value));
        Ok(match (case, value) {
            (Some((_, Label::Text(text))), _) => Some(text),
            (
                Some((_, Label::Itself)),
                Sent::Encoded(text) | Sent::Text(text) | Sent::Bare(text),
            ) => Some(text),
            (None, _) => self.default,
        })
    }
}
