//! The table's content: what files answer of CKAN's actions.

use crate::publish::hosting::table::Label::{Itself, Text as As};
use crate::publish::hosting::value::Values::{
    Any, Integer, Key, Natural, Nothing, Off, On, Text, Thousands,
};
use crate::publish::hosting::{Files, Parameter, Rule, Slot, Values};

/// Choices, in the order of their names in a file's name.
pub(super) const SLOTS: &[Slot] = &[
    slot("key", &["id", "name_or_id", "name"], &[(Key, Itself)], None),
    slot("order", &["sort"], &[(Text("id asc"), As("id-asc"))], Some("default")),
    slot("rows", &["rows"], &[(Text("100"), As("100")), (Thousands, As("1000"))], Some("10")),
    slot("start", &["start"], &[(Natural, Itself)], Some("0")),
    slot("fields", &["all_fields"], &[(On, As(".all_fields"))], Some("")),
    slot("extras", &["include_extras"], &[(On, As(".extras"))], Some("")),
    slot("groups", &["include_groups"], &[(On, As(".groups"))], Some("")),
    slot("tags", &["include_tags"], &[(On, As(".tags"))], Some("")),
    // What ckanr asks for when nobody tells it otherwise.
    slot("by", &["sort"], &[(Text("name asc"), As(".name"))], Some("")),
    slot("limit", &["limit"], &[(Text("31"), As(".31"))], Some("")),
];

const fn slot(
    name: &'static str,
    parameters: &'static [&'static str],
    cases: &'static [(Values, super::table::Label)],
    default: Option<&'static str>,
) -> Slot {
    Slot { name, parameters, cases, default }
}

const fn p(names: &'static [&'static str], values: Values) -> Parameter {
    Parameter { names, values }
}

const fn rule(action: &'static str, files: Files, parameters: &'static [Parameter]) -> Rule {
    Rule { action, files, parameters }
}

/// What scripts of browsers add so that nothing between answers from memory.
const CACHE_BUSTER: Parameter = p(&["_"], Any);

/// Parameters of `organization_list` and `group_list`. All are listed, up to CKAN's own thousand.
const GROUPS: &[Parameter] = &[
    p(&["all_fields", "include_extras", "include_groups", "include_tags"], On),
    p(&["all_fields", "include_extras", "include_groups", "include_tags"], Off),
    p(&["sort"], Text("name asc")),
    p(&["sort"], Text("title asc")),
    p(&["limit"], Text("31")),
    p(&["limit"], Thousands),
    p(&["limit", "offset"], Nothing),
    p(&["offset"], Text("0")),
    p(&["q", "sort", "order_by", "organizations", "groups"], Nothing),
    // Nobody's membership is published, and nobody follows anybody.
    p(&["include_users", "include_followers", "include_member_count"], Any),
    p(&["include_dataset_count"], On),
    CACHE_BUSTER,
];

/// Parameters of `organization_show` and `group_show`.
const GROUP: &[Parameter] = &[
    p(&["id", "name_or_id"], Key),
    p(&["id", "name_or_id"], Nothing),
    p(&["include_datasets", "include_member_count"], Off),
    p(&["include_dataset_count", "include_extras", "include_groups", "include_tags"], On),
    p(&["include_users", "include_followers", "include_password_hash"], Any),
    CACHE_BUSTER,
];

/// Parameters of actions that have none, or whose answer is the same whatever they are.
const FREE: &[Parameter] = &[CACHE_BUSTER];

/// How files answer, by name of the action.
pub(super) const RULES: &[Rule] = &[
    rule(
        "current_package_list_with_resources",
        Files::List,
        &[
            p(&["limit"], Text("31")),
            p(&["limit"], Text("10")),
            p(&["limit", "offset"], Nothing),
            p(&["offset"], Text("0")),
            CACHE_BUSTER,
        ],
    ),
    rule("group_list", Files::List, GROUPS),
    rule(
        "group_list_authz",
        Files::List,
        &[p(&["available_only", "am_member"], Any), CACHE_BUSTER],
    ),
    rule(
        "group_package_show",
        Files::Show,
        &[
            p(&["id", "name_or_id"], Key),
            p(&["id", "name_or_id"], Nothing),
            p(&["limit"], Text("10")),
            p(&["limit"], Nothing),
            CACHE_BUSTER,
        ],
    ),
    rule("group_show", Files::Show, GROUP),
    rule("help_show", Files::Show, &[p(&["name"], Key), p(&["name"], Nothing), CACHE_BUSTER]),
    rule("license_list", Files::List, FREE),
    rule("member_roles_list", Files::List, &[p(&["group_type"], Any), CACHE_BUSTER]),
    rule("organization_list", Files::List, GROUPS),
    rule(
        "organization_list_for_user",
        Files::List,
        &[
            p(&["id", "permission", "include_dataset_count", "include_member_count"], Any),
            CACHE_BUSTER,
        ],
    ),
    rule("organization_show", Files::Show, GROUP),
    rule(
        "package_list",
        Files::List,
        &[
            p(&["limit"], Text("31")),
            p(&["limit", "offset"], Nothing),
            p(&["offset"], Text("0")),
            p(&["include_private", "include_drafts", "include_deleted"], Any),
            CACHE_BUSTER,
        ],
    ),
    rule(
        "package_search",
        Files::Pages,
        &[
            p(&["sort"], Text("id asc")),
            p(&["sort"], Text("rank")),
            p(&["sort"], Text("score desc, metadata_modified desc")),
            p(&["rows"], Text("100")),
            p(&["rows"], Text("10")),
            p(&["rows"], Thousands),
            p(&["start"], Natural),
            p(&["q"], Text("*:*")),
            p(&["q", "fq", "fq_list", "facet.field", "rows", "start"], Nothing),
            p(&["facet.field"], Text("[]")),
            p(&["facet", "include_private", "include_drafts", "include_deleted"], On),
            p(&["facet", "include_private", "include_drafts", "include_deleted"], Off),
            p(&["facet.limit"], Integer),
            p(&["facet.mincount"], Natural),
            p(&["use_default_schema"], Off),
            p(&["qf", "bf", "boost", "tie", "defType", "mm", "wt", "df", "extras", "ext_*"], Any),
        ],
    ),
    rule(
        "package_show",
        Files::Show,
        &[
            p(&["id", "name_or_id"], Key),
            p(&["id", "name_or_id"], Nothing),
            p(&["use_default_schema"], Off),
            p(
                &[
                    "include_tracking",
                    "include_plugin_data",
                    "include_datasets",
                    "include_users",
                    "include_password_hash",
                ],
                Any,
            ),
            CACHE_BUSTER,
        ],
    ),
    rule(
        "resource_show",
        Files::Show,
        &[
            p(&["id", "name_or_id"], Key),
            p(&["id", "name_or_id"], Nothing),
            p(&["include_tracking"], Any),
            CACHE_BUSTER,
        ],
    ),
    rule(
        "resource_view_list",
        Files::Views,
        &[
            p(&["id", "name_or_id"], Key),
            p(&["id", "name_or_id"], Nothing),
            p(&["limit"], Any),
            CACHE_BUSTER,
        ],
    ),
    rule("site_read", Files::List, FREE),
    rule("status_show", Files::List, FREE),
    rule(
        "tag_list",
        Files::List,
        &[
            p(&["all_fields"], On),
            p(&["all_fields", "q", "query", "vocabulary_id"], Nothing),
            CACHE_BUSTER,
        ],
    ),
    rule(
        "tag_show",
        Files::Show,
        &[
            p(&["id", "name_or_id"], Key),
            p(&["id", "name_or_id", "vocabulary_id"], Nothing),
            p(&["include_datasets"], Off),
            CACHE_BUSTER,
        ],
    ),
    rule("vocabulary_list", Files::List, FREE),
    rule("vocabulary_show", Files::Show, &[p(&["id"], Key), p(&["id"], Nothing), CACHE_BUSTER]),
];

/// CKAN's actions that write, and those of its DataStore.
pub(super) const WRITES: &[&str] = &[
    "activity_create",
    "api_token_create",
    "api_token_revoke",
    "bulk_update_delete",
    "bulk_update_private",
    "bulk_update_public",
    "config_option_update",
    "dashboard_mark_activities_old",
    "datapusher_hook",
    "datapusher_submit",
    "dataset_purge",
    "datastore_create",
    "datastore_delete",
    "datastore_function_create",
    "datastore_function_delete",
    "datastore_records_delete",
    "datastore_run_triggers",
    "datastore_upsert",
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
    "user_generate_apikey",
    "user_invite",
    "user_patch",
    "user_update",
    "vocabulary_create",
    "vocabulary_delete",
    "vocabulary_update",
];
