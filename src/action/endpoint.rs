//! What CKAN answers below `/api` beside actions.

use crate::action::{Json, Parameters, Portal, Reply};

/// Answers an address below `/api` that is no action's, `path` being what stands after `/api`; none
/// where there is nothing.
pub fn endpoint(_portal: &Portal, path: &str, _parameters: &Parameters) -> Option<Reply> {
    let version = match path.trim_matches('/') {
        "" | "1" => 1,
        "2" => 2,
        "3" => 3,
        _ => return None,
    };
    let body = Json::Object(vec![("version", Json::Int(version))]).to_ascii();
    Some(Reply { status: 200, body })
}
