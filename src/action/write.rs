//! Actions that are none here: those that write, and those that nobody knows.

use crate::action::fault::Fault;
use crate::action::{Call, Method, Portal};

/// Why a question that no reading action answers is refused.
pub(super) fn refused(_portal: &Portal, call: &Call<'_>) -> Fault {
    if !WRITING.contains(&call.name) {
        return Fault::bad_request(&format!("Action name not known: {}", call.name));
    }
    match call.method {
        Method::Get => Fault::bad_request(
            "JSON Error: Invalid request. Please use POST method for your request",
        ),
        Method::Post => Fault::denied("User  not authorized to create packages"),
    }
}

/// CKAN's actions that write.
const WRITING: [&str; 1] = ["package_create"];
