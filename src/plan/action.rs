//! CKAN's names of the actions, and what each does in a sentence.

use crate::plan::Action;

impl Action {
    /// Every action that files answer, by name.
    pub const ALL: &[Self] = &[
        Self::CurrentPackageListWithResources,
        Self::GroupList,
        Self::GroupListAuthz,
        Self::GroupPackageShow,
        Self::GroupShow,
        Self::HelpShow,
        Self::LicenseList,
        Self::MemberRolesList,
        Self::OrganizationList,
        Self::OrganizationListForUser,
        Self::OrganizationShow,
        Self::PackageList,
        Self::PackageShow,
        Self::ResourceShow,
        Self::ResourceViewList,
        Self::SiteRead,
        Self::StatusShow,
        Self::TagList,
        Self::TagShow,
        Self::VocabularyList,
    ];

    /// As in an address: `package_show`.
    pub fn name(self) -> &'static str {
        match self {
            Self::CurrentPackageListWithResources => "current_package_list_with_resources",
            Self::GroupList => "group_list",
            Self::GroupListAuthz => "group_list_authz",
            Self::GroupPackageShow => "group_package_show",
            Self::GroupShow => "group_show",
            Self::HelpShow => "help_show",
            Self::LicenseList => "license_list",
            Self::MemberRolesList => "member_roles_list",
            Self::OrganizationList => "organization_list",
            Self::OrganizationListForUser => "organization_list_for_user",
            Self::OrganizationShow => "organization_show",
            Self::PackageList => "package_list",
            Self::PackageShow => "package_show",
            Self::ResourceShow => "resource_show",
            Self::ResourceViewList => "resource_view_list",
            Self::SiteRead => "site_read",
            Self::StatusShow => "status_show",
            Self::TagList => "tag_list",
            Self::TagShow => "tag_show",
            Self::VocabularyList => "vocabulary_list",
        }
    }

    /// Whether CKAN answers it without any parameter, so that one file can be the whole answer.
    pub fn needs_no_parameter(self) -> bool {
        !matches!(
            self,
            Self::GroupPackageShow
                | Self::GroupShow
                | Self::HelpShow
                | Self::OrganizationShow
                | Self::PackageShow
                | Self::ResourceShow
                | Self::ResourceViewList
                | Self::TagShow
        )
    }

    /// What it does: the text of `help_show`.
    pub fn help(self) -> &'static str {
        match self {
            Self::CurrentPackageListWithResources => {
                "The ten datasets changed last, whole, newest first."
            }
            Self::GroupList => "Names of all groups, by title.",
            Self::GroupListAuthz => {
                "Groups the caller may edit; a portal of files has no callers, so none."
            }
            Self::GroupPackageShow => {
                "The ten datasets of a group changed last, whole. :param id: name or id of the group."
            }
            Self::GroupShow => "A group. :param id: its name or id.",
            Self::HelpShow => "What an action does. :param name: the action's name.",
            Self::LicenseList => "The register of licences.",
            Self::MemberRolesList => "The roles a member of an organisation may have.",
            Self::OrganizationList => "Names of all organisations, by title.",
            Self::OrganizationListForUser => {
                "Organisations the caller may act for; a portal of files has no callers, so none."
            }
            Self::OrganizationShow => "An organisation. :param id: its name or id.",
            Self::PackageList => "Names of all datasets, by name.",
            Self::PackageShow => "A dataset with its resources. :param id: its name or id.",
            Self::ResourceShow => "A resource. :param id: its id.",
            Self::ResourceViewList => {
                "The views of a resource, in their order. :param id: the resource's id."
            }
            Self::SiteRead => "Whether the caller may read the site: always true.",
            Self::StatusShow => "Title, address and version of the site.",
            Self::TagList => "Names of all free tags, by name.",
            Self::TagShow => "A tag. :param id: its name or id.",
            Self::VocabularyList => "Vocabularies of tags: none.",
        }
    }
}
