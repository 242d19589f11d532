//! What CKAN answers below `/api` beside actions: its versions, and what its forms complete words
//! with.

use crate::action::{Call, Json, Method, Parameters, Portal, Reply, answer};
use serde_json::Value;

/// Answers an address below `/api` that is no action's, `path` being what stands after `/api`; none
/// where there is nothing.
pub fn endpoint(portal: &Portal, path: &str, parameters: &Parameters) -> Option<Reply> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let version = match path.strip_suffix('/').unwrap_or(path) {
        "" | "1" => Some(1),
        "2" => Some(2),
        "3" => Some(3),
        _ => None,
    };
    if let Some(version) = version {
        let body = Json::Object(vec![("version", Json::Int(version))]).to_ascii();
        return Some(Reply { status: 200, body });
    }
    let util = ["util/", "1/util/", "2/util/"].iter().find_map(|start| path.strip_prefix(start))?;
    let form = FORMS.iter().find(|form| form.path == util)?;
    Some(form.complete(portal, parameters))
}

/// What completes a field of a form.
struct Form {
    /// After `/api/util/`.
    path: &'static str,
    /// The action that does the work.
    action: &'static str,
    /// What holds the letters that were typed.
    typed: &'static str,
    wrapped: Wrapped,
}

/// How the results stand in the answer.
#[derive(Clone, Copy)]
enum Wrapped {
    /// As they are.
    No,
    /// In a set.
    Set,
    /// In a set, each under a key.
    Keyed(&'static str),
}

const FORMS: [Form; 6] = [
    Form {
        path: "dataset/autocomplete",
        action: "package_autocomplete",
        typed: "incomplete",
        wrapped: Wrapped::Set,
    },
    Form {
        path: "tag/autocomplete",
        action: "tag_autocomplete",
        typed: "incomplete",
        wrapped: Wrapped::Keyed("Name"),
    },
    Form {
        path: "resource/format_autocomplete",
        action: "format_autocomplete",
        typed: "incomplete",
        wrapped: Wrapped::Keyed("Format"),
    },
    Form {
        path: "organization/autocomplete",
        action: "organization_autocomplete",
        typed: "q",
        wrapped: Wrapped::No,
    },
    Form {
        path: "group/autocomplete",
        action: "group_autocomplete",
        typed: "q",
        wrapped: Wrapped::No,
    },
    Form {
        path: "user/autocomplete",
        action: "user_autocomplete",
        typed: "q",
        wrapped: Wrapped::No,
    },
];

impl Form {
    fn complete(&self, portal: &Portal, parameters: &Parameters) -> Reply {
        let typed = parameters.get(self.typed).and_then(Value::as_str).unwrap_or_default().trim();
        let found =
            if typed.is_empty() { Ok(Vec::new()) } else { self.found(portal, typed, parameters) };
        let found = match found {
            Ok(found) => found,
            Err(reply) => return reply,
        };
        let set = |items: Vec<Json<'static>>| {
            let items = Json::Object(vec![("Result", Json::List(items))]);
            Json::Object(vec![("ResultSet", items)])
        };
        let items = found.into_iter().map(Json::Owned);
        let body = match self.wrapped {
            Wrapped::No => Json::List(items.collect()),
            Wrapped::Set => set(items.collect()),
            Wrapped::Keyed(key) => set(items.map(|item| Json::Object(vec![(key, item)])).collect()),
        };
        Reply { status: 200, body: body.to_ascii() }
    }

    /// What the action finds; its whole answer where it refuses.
    fn found(
        &self,
        portal: &Portal,
        typed: &str,
        parameters: &Parameters,
    ) -> Result<Vec<Value>, Reply> {
        let mut asked = Parameters::new();
        asked.insert("q".to_owned(), typed.into());
        if let Some(limit) = parameters.get("limit") {
            asked.insert("limit".to_owned(), limit.clone());
        }
        let call = Call {
            name: self.action,
            parameters: &asked,
            method: Method::Get,
            locale: None,
            now: 0,
        };
        let reply = answer(portal, &call);
        let answer: Option<Value> = serde_json::from_slice(&reply.body).ok();
        match answer.and_then(|mut answer| answer.get_mut("result").map(Value::take)) {
            Some(Value::Array(items)) => Ok(items),
            _ => Err(reply),
        }
    }
}
