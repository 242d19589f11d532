//! The table's content: what files answer of CKAN's actions.

use crate::publish::hosting::table::Label::{Itself, Text as As};
use crate::publish::hosting::value::Values::{
    Any, Integer, Key, Natural, Nothing, Off, On, Text, Thousands, Unsaid,
};
use crate::publish::hosting::{Files, Parameter, Rule, Slot, Values};

/// Choices, in the order of their names in a file's name.
pub(super) const SLOTS: &[Slot] = &[
    slot("key", &["id", "name_or_id", "name", "type"], &[(Key, Itself)], None),
    slot("order", &["sort"], &[(Text("id asc"), As("id-asc"))], Some("default")),
    slot("rows", &["rows"], &[(Text("100"), As("100")), (Thousands, As("1000"))], Some("10")),
    slot("start", &["start"], &[(Natural, Itself)], Some("0")),
    slot("fields", &["all_fields"], &[(On, As(".all_fields"))], Some("")),
    slot("extras", &["include_extras"], &[(On, As(".extras"))], Some("")),
    slot("groups", &["include_groups"], &[(On, As(".groups"))], Some("")),
    slot("tags", &["include_tags"], &[(On, As(".tags"))], Some("")),
    slot("users", &["include_users"], &[(On, As(".users"))], Some("")),
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

/// What links and scripts add that means nothing to CKAN, which looks at no name that it does not
/// know: `_`, `t`, `ts` and `v` keep what is between from answering from memory.
const IDLE: Parameter =
    p(&["_", "t", "ts", "v", "utm_*", "apikey", "api_key", "format", "pretty", "lang"], Any);

/// Parameters of `organization_list` and `group_list`. All are listed, up to CKAN's own thousand.
const GROUPS: &[Parameter] = &[
    p(&["all_fields", "include_extras", "include_groups", "include_tags", "include_users"], On),
    p(&["all_fields", "include_extras", "include_groups", "include_tags", "include_users"], Off),
    p(&["sort"], Text("name asc")),
    p(&["sort"], Text("title asc")),
    p(&["limit"], Text("31")),
    p(&["limit"], Thousands),
    p(&["limit", "offset"], Nothing),
    p(&["offset"], Text("0")),
    p(&["q", "sort", "order_by", "organizations", "groups"], Nothing),
    // Nobody follows anybody.
    p(&["include_followers", "include_member_count"], Any),
    p(&["include_dataset_count"], On),
    IDLE,
];

/// Parameters of `organization_show` and `group_show`.
const GROUP: &[Parameter] = &[
    p(&["id"], Key),
    p(&["id"], Nothing),
    p(&["include_datasets", "include_member_count", "include_users"], Off),
    p(&["include_dataset_count", "include_extras", "include_groups", "include_tags"], On),
    p(&["include_followers", "include_password_hash"], Any),
    IDLE,
];

/// Parameters of the actions that give a profile. As it is written, only a program gives it.
const SCHEMA: &[Parameter] = &[p(&["type"], Key), p(&["expanded"], On), IDLE];

/// Parameters of actions that have none, or whose answer is the same whatever they are.
const FREE: &[Parameter] = &[IDLE];

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
            IDLE,
        ],
    ),
    rule("group_list", Files::List, GROUPS),
    rule("group_list_authz", Files::List, &[p(&["available_only", "am_member"], Any), IDLE]),
    rule(
        "group_package_show",
        Files::Show,
        &[
            p(&["id"], Key),
            p(&["id"], Nothing),
            p(&["limit"], Text("10")),
            p(&["limit"], Nothing),
            IDLE,
        ],
    ),
    rule("group_show", Files::Show, GROUP),
    rule("help_show", Files::Show, &[p(&["name"], Key), p(&["name"], Nothing), IDLE]),
    rule("license_list", Files::List, FREE),
    rule("member_roles_list", Files::List, &[p(&["group_type"], Any), IDLE]),
    rule("organization_list", Files::List, GROUPS),
    rule(
        "organization_list_for_user",
        Files::List,
        &[p(&["id", "permission", "include_dataset_count", "include_member_count"], Any), IDLE],
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
            IDLE,
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
            IDLE,
        ],
    ),
    rule(
        "resource_show",
        Files::Show,
        &[p(&["id"], Key), p(&["id"], Nothing), p(&["include_tracking"], Any), IDLE],
    ),
    rule(
        "resource_view_list",
        Files::Views,
        &[p(&["id"], Key), p(&["id"], Nothing), p(&["limit"], Any), IDLE],
    ),
    rule("scheming_dataset_schema_list", Files::List, FREE),
    rule("scheming_dataset_schema_show", Files::Show, SCHEMA),
    rule("scheming_group_schema_list", Files::List, FREE),
    rule("scheming_group_schema_show", Files::Show, SCHEMA),
    rule("scheming_organization_schema_list", Files::List, FREE),
    rule("scheming_organization_schema_show", Files::Show, SCHEMA),
    rule("site_read", Files::List, FREE),
    rule("status_show", Files::List, FREE),
    rule(
        "tag_list",
        Files::List,
        &[
            // CKAN does not read this as a switch: a text `false` is a yes. It is refused here, since
            // all other actions take it for a no.
            p(&["all_fields"], On),
            p(&["all_fields"], Unsaid),
            p(&["q", "query", "vocabulary_id"], Nothing),
            IDLE,
        ],
    ),
    rule(
        "tag_show",
        Files::Show,
        &[
            p(&["id"], Key),
            p(&["id", "vocabulary_id"], Nothing),
            p(&["include_datasets"], Off),
            IDLE,
        ],
    ),
    rule("vocabulary_list", Files::List, FREE),
    rule("vocabulary_show", Files::Show, &[p(&["id"], Key), p(&["id"], Nothing), IDLE]),
];
