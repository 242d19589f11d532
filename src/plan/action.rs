//! The actions of CKAN that read: their names, and what each does.

/// How far a file can be the whole answer to an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Files {
    /// CKAN answers it without any parameter: one file for all.
    One,
    /// A file for each object, or for each question that many ask.
    Each,
    /// Whoever asks says what for: only a program answers.
    None,
}

macro_rules! actions {
    ($($action:ident $name:literal $files:ident $help:literal;)*) => {
        /// An action that reads. What each does is the text of `help_show`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Action {
            $(#[doc = concat!("`", $name, "`.")] $action,)*
        }

        impl Action {
            /// Every action that reads, by name.
            pub const ALL: &[Self] = &[$(Self::$action,)*];

            /// As in an address: `package_show`.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$action => $name,)*
                }
            }

            /// What it does: the text of `help_show`.
            pub fn help(self) -> &'static str {
                match self {
                    $(Self::$action => $help,)*
                }
            }

            fn files(self) -> Files {
                match self {
                    $(Self::$action => Files::$files,)*
                }
            }
        }
    };
}

actions! {
    ActivityDataShow "activity_data_show" None
        "What an activity holds of its object. :param id: the activity's id. :param object_type: package or group.";
    ActivityShow "activity_show" None
        "An activity. :param id: its id.";
    CurrentPackageListWithResources "current_package_list_with_resources" One
        "The datasets changed last, whole, newest first. :param limit: how many, 10 by default. :param offset: how many are passed over before.";
    DatasetFolloweeCount "dataset_followee_count" None
        "How many datasets a user follows: nobody follows anything here.";
    DatasetFolloweeList "dataset_followee_list" None
        "The datasets that a user follows: nobody follows anything here.";
    DatasetFollowerCount "dataset_follower_count" None
        "How many follow a dataset: nobody follows anything here. :param id: its name or id.";
    DatasetFollowerList "dataset_follower_list" None
        "Who follows a dataset: nobody follows anything here. :param id: its name or id.";
    DatastoreInfo "datastore_info" None
        "A table: how many rows it has, its columns with their types and what the data dictionary says of them. :param id: the resource's id. :param include_meta: false for the columns alone. :param include_fields_schema: false for less about each.";
    DatastoreSearch "datastore_search" None
        "Rows of a table. :param resource_id: the resource's id. :param filters: columns with a value or a list of values. :param q: words, or columns with words. :param full_text: words as well. :param plain: false for a query with &, |, ! and word:*. :param distinct: true for equal rows once. :param fields: only these columns. :param sort: columns, each with asc or desc. :param limit: how many, 100 by default, 32000 at most. :param offset: how many are passed over before. :param include_total: false for no count. :param records_format: objects, lists, csv or tsv.";
    DatastoreSearchSql "datastore_search_sql" None
        "What a SELECT over tables gives. :param sql: one SELECT in PostgreSQL's language; tables are called by the resources' ids, in double quotes.";
    FolloweeCount "followee_count" None
        "How many things a user follows: nobody follows anything here.";
    FolloweeList "followee_list" None
        "What a user follows: nobody follows anything here.";
    FormatAutocomplete "format_autocomplete" None
        "Formats in lower case, the most frequent first. :param q: a part of the format. :param limit: how many, 5 by default.";
    GroupActivityList "group_activity_list" None
        "What happened to a group's datasets, newest first. :param id: the group's name or id. :param limit: how many, 31 by default, 100 at most. :param offset: how many are passed over before.";
    GroupAutocomplete "group_autocomplete" None
        "Groups by a part of their name or title. :param q: that part. :param limit: how many, 20 by default.";
    GroupFolloweeCount "group_followee_count" None
        "How many groups a user follows: nobody follows anything here.";
    GroupFolloweeList "group_followee_list" None
        "The groups that a user follows: nobody follows anything here.";
    GroupFollowerCount "group_follower_count" None
        "How many follow a group: nobody follows anything here. :param id: its name or id.";
    GroupFollowerList "group_follower_list" None
        "Who follows a group: nobody follows anything here. :param id: its name or id.";
    GroupList "group_list" One
        "Names of the groups, by title. :param all_fields: whole groups instead. :param sort: name, title or package_count, and asc or desc. :param limit: how many, 1000 at most. :param offset: how many are passed over before. :param groups: only those with these names. :param q: only those with this in name, title or description.";
    GroupListAuthz "group_list_authz" One
        "Groups that the caller may edit; here are no callers, so none.";
    GroupPackageShow "group_package_show" Each
        "The datasets of a group changed last, whole. :param id: the group's name or id. :param limit: how many, 10 by default.";
    GroupShow "group_show" Each
        "A group. :param id: its name or id. :param include_datasets: its ten datasets changed last as well.";
    HelpShow "help_show" Each
        "What an action does. :param name: the action's name.";
    LicenseList "license_list" One
        "The register of licences.";
    MemberList "member_list" None
        "Who and what belongs to an organisation or group: id, kind, role of each. :param id: its name or id. :param object_type: user, package or group. :param capacity: a role.";
    MemberRolesList "member_roles_list" One
        "The roles that a member of an organisation may have.";
    OrganizationActivityList "organization_activity_list" None
        "What happened to an organisation's datasets, newest first. :param id: the organisation's name or id. :param limit: how many, 31 by default, 100 at most. :param offset: how many are passed over before.";
    OrganizationAutocomplete "organization_autocomplete" None
        "Organisations by a part of their name or title. :param q: that part. :param limit: how many, 20 by default.";
    OrganizationFolloweeCount "organization_followee_count" None
        "How many organisations a user follows: nobody follows anything here.";
    OrganizationFolloweeList "organization_followee_list" None
        "The organisations that a user follows: nobody follows anything here.";
    OrganizationFollowerCount "organization_follower_count" None
        "How many follow an organisation: nobody follows anything here. :param id: its name or id.";
    OrganizationFollowerList "organization_follower_list" None
        "Who follows an organisation: nobody follows anything here. :param id: its name or id.";
    OrganizationList "organization_list" One
        "Names of the organisations, by title. :param all_fields: whole organisations instead. :param sort: name, title or package_count, and asc or desc. :param limit: how many, 1000 at most. :param offset: how many are passed over before. :param organizations: only those with these names. :param q: only those with this in name, title or description.";
    OrganizationListForUser "organization_list_for_user" One
        "Organisations that the caller may act for; here are no callers, so none.";
    OrganizationShow "organization_show" Each
        "An organisation. :param id: its name or id. :param include_datasets: its ten datasets changed last as well.";
    PackageActivityList "package_activity_list" None
        "What happened to a dataset, newest first. :param id: its name or id. :param limit: how many, 31 by default, 100 at most. :param offset: how many are passed over before. :param after: only later, as seconds since 1970. :param before: only earlier, as seconds since 1970.";
    PackageAutocomplete "package_autocomplete" None
        "Datasets by the beginning of a title. :param q: that beginning. :param limit: how many, 10 by default.";
    PackageList "package_list" One
        "Names of the datasets, by name. :param limit: how many. :param offset: how many are passed over before.";
    PackageRelationshipsList "package_relationships_list" None
        "How a dataset is related to others. :param id: its name or id. :param id2: only to this one. :param rel: only of this kind.";
    PackageSearch "package_search" Each
        "Searches the datasets. :param q: words, field:value, ranges. :param fq: filters. :param sort: fields, each with asc or desc. :param rows: how many, 10 by default, 1000 at most. :param start: how many are passed over before. :param facet.field: fields to count hits by. :param facet.limit: how many values of each. :param facet.mincount: how many hits a value needs. :param fl: only these fields of each dataset.";
    PackageShow "package_show" Each
        "A dataset with its resources. :param id: its name or id. :param use_default_schema: the portal's own fields as extras.";
    RecentlyChangedPackagesActivityList "recently_changed_packages_activity_list" None
        "What happened to all datasets, newest first. :param limit: how many, 31 by default, 100 at most. :param offset: how many are passed over before.";
    ResourceSearch "resource_search" None
        "Resources by their fields. :param query: field:text, one or several. :param order_by: a field. :param limit: how many. :param offset: how many are passed over before.";
    ResourceShow "resource_show" Each
        "A resource. :param id: its id.";
    ResourceViewList "resource_view_list" Each
        "The views of a resource, in their order. :param id: the resource's id.";
    ResourceViewShow "resource_view_show" None
        "A view of a resource. :param id: the view's id.";
    SchemingDatasetSchemaList "scheming_dataset_schema_list" One
        "The kinds of datasets that have a profile.";
    SchemingDatasetSchemaShow "scheming_dataset_schema_show" Each
        "The fields that datasets have. :param type: the kind of dataset. :param expanded: false for the profile as it is written, without what its presets mean.";
    SchemingGroupSchemaList "scheming_group_schema_list" One
        "The kinds of groups that have a profile.";
    SchemingGroupSchemaShow "scheming_group_schema_show" Each
        "The fields that groups have. :param type: the kind of group. :param expanded: as for datasets.";
    SchemingOrganizationSchemaList "scheming_organization_schema_list" One
        "The kinds of organisations that have a profile.";
    SchemingOrganizationSchemaShow "scheming_organization_schema_show" Each
        "The fields that organisations have. :param type: the kind of organisation. :param expanded: as for datasets.";
    SiteRead "site_read" One
        "Whether the caller may read the site: always true.";
    StatusShow "status_show" One
        "Title, address and version of the site.";
    TagAutocomplete "tag_autocomplete" None
        "Tags by a part of their name, the most frequent first. :param q: that part. :param limit: how many, 10 by default.";
    TagList "tag_list" One
        "Names of the free tags, by name. :param query: only those with this in their name. :param all_fields: whole tags instead.";
    TagSearch "tag_search" None
        "Tags by a part of their name. :param query: that part, or several. :param limit: how many. :param offset: how many are passed over before.";
    TagShow "tag_show" Each
        "A tag. :param id: its name or id. :param include_datasets: its datasets as well, 1000 at most.";
    UserActivityList "user_activity_list" None
        "What a user did, newest first. :param id: the user's name or id. :param limit: how many, 31 by default, 100 at most. :param offset: how many are passed over before.";
    UserAutocomplete "user_autocomplete" None
        "Users by a part of their name. :param q: that part. :param limit: how many, 20 by default.";
    UserFolloweeCount "user_followee_count" None
        "How many users a user follows: nobody follows anything here.";
    UserFolloweeList "user_followee_list" None
        "The users that a user follows: nobody follows anything here.";
    UserFollowerCount "user_follower_count" None
        "How many follow a user: nobody follows anything here.";
    UserFollowerList "user_follower_list" None
        "Who follows a user: nobody follows anything here.";
    UserList "user_list" None
        "The people who work on the catalogue. :param q: only those with this in their name. :param all_fields: false for names alone.";
    UserShow "user_show" None
        "One of the people who work on the catalogue. :param id: the name or id.";
    VocabularyList "vocabulary_list" One
        "Vocabularies of tags: none.";
    VocabularyShow "vocabulary_show" Each
        "A vocabulary of tags. :param id: its name or id.";
}

impl Action {
    /// The action of a name.
    pub fn of(name: &str) -> Option<Self> {
        let at = Self::ALL.binary_search_by(|action| action.name().cmp(name)).ok()?;
        Some(Self::ALL[at])
    }

    /// Whether CKAN answers it without any parameter, so that one file can be the whole answer.
    pub fn needs_no_parameter(self) -> bool {
        self.files() == Files::One
    }

    /// Whether files answer it, as far as they can.
    pub fn is_in_files(self) -> bool {
        self.files() != Files::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_found_by_name() {
        for action in Action::ALL {
            assert_eq!(Action::of(action.name()), Some(*action));
        }
        assert_eq!(Action::of("package_create"), None);
    }
}
