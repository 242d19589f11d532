//! Actions that are none here: those that write, those that only an account may call, and those
//! that nobody knows.

use crate::action::fault::Fault;
use crate::action::parameters::Given;
use crate::action::{Call, Method, Portal};

/// Why a question that no reading action answers is refused.
pub(super) fn refused(portal: &Portal, call: &Call<'_>) -> Fault {
    if CLOSED.contains(&call.name) {
        return Fault::denied(&account_needed(call.name));
    }
    if !WRITING.contains(&call.name) {
        return Fault::bad_request(&format!("Action name not known: {}", call.name));
    }
    if call.method == Method::Get {
        return Fault::bad_request(
            "JSON Error: Invalid request. Please use POST method for your request",
        );
    }
    Fault::denied(&match call.name {
        "package_create" => "User  not authorized to create packages".to_owned(),
        "user_create" => "User  not authorized to create users".to_owned(),
        "package_update" | "package_patch" => match edited(portal, call) {
            Some(id) => format!("User  not authorized to edit package {id}"),
            None => account_needed(call.name),
        },
        name => account_needed(name),
    })
}

fn account_needed(action: &str) -> String {
    format!("Action {action} requires an authenticated user")
}

/// The id of the dataset that somebody wants to change.
fn edited<'p>(portal: &'p Portal, call: &Call<'_>) -> Option<&'p str> {
    let key = Given(call.parameters).text("id").ok().flatten()?;
    let handle = portal.names.dataset(&portal.catalog, &key)?;
    Some(&portal.catalog[handle].id)
}

/// CKAN's actions that read, but answer nobody without an account.
pub const CLOSED: [&str; 14] = [
    "am_following_dataset",
    "am_following_group",
    "am_following_user",
    "api_token_list",
    "config_option_list",
    "config_option_show",
    "dashboard_activity_list",
    "dashboard_new_activities_count",
    "job_list",
    "job_show",
    "package_collaborator_list",
    "package_collaborator_list_for_user",
    "task_status_show",
    "term_translation_show",
];

/// CKAN's actions that write.
const WRITING: [&str; 72] = [
    "activity_create",
    "api_token_create",
    "api_token_revoke",
    "bulk_update_delete",
    "bulk_update_private",
    "bulk_update_public",
    "config_option_update",
    "dashboard_mark_activities_old",
    "dataset_purge",
    "follow_dataset",
    "follow_group",
    "follow_user",
    "group_create",
    "group_delete",
    "group_member_create",
    "group_member_delete",
    "group_patch",
    "group_purge",
    "group_update",
    "job_cancel",
    "job_clear",
    "member_create",
    "member_delete",
    "organization_create",
    "organization_delete",
    "organization_member_create",
    "organization_member_delete",
    "organization_patch",
    "organization_purge",
    "organization_update",
    "package_collaborator_create",
    "package_collaborator_delete",
    "package_create",
    "package_create_default_resource_views",
    "package_delete",
    "package_owner_org_update",
    "package_patch",
    "package_relationship_create",
    "package_relationship_delete",
    "package_relationship_update",
    "package_resource_reorder",
    "package_revise",
    "package_update",
    "resource_create",
    "resource_create_default_resource_views",
    "resource_delete",
    "resource_patch",
    "resource_update",
    "resource_view_clear",
    "resource_view_create",
    "resource_view_delete",
    "resource_view_reorder",
    "resource_view_update",
    "send_email_notifications",
    "tag_create",
    "tag_delete",
    "task_status_delete",
    "task_status_update",
    "task_status_update_many",
    "term_translation_update",
    "term_translation_update_many",
    "unfollow_dataset",
    "unfollow_group",
    "unfollow_user",
    "user_create",
    "user_delete",
    "user_invite",
    "user_patch",
    "user_update",
    "vocabulary_create",
    "vocabulary_delete",
    "vocabulary_update",
];
