//! What an output file is, not yet what it says.

use crate::catalog::{DatasetIx, FormatIx, GroupIx, LicenseIx, OrganizationIx, TagIx};
use crate::plan::{Action, Refusal};
use crate::read::profile::{Form, Part};
use crate::report::rules::Rule;

/// A file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Path from the site's folder, `/` between folders, never starting with one.
    pub path: String,
    /// What it holds.
    pub kind: Kind,
}

/// What an output holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A page for readers.
    Html(Page),
    /// An answer of CKAN's API.
    Api(Answer),
    /// All objects of a kind, one JSON a line, gzip.
    Dump(Collection),
    /// An Atom feed.
    Feed(Feed),
    /// The sitemap: its index, or part `n` of it.
    Sitemap(Option<usize>),
    /// `robots.txt`.
    Robots,
    /// The data dictionary of a resource as a Table Schema: dataset, index of the resource.
    TableSchema(DatasetIx, usize),
    /// The grade of a dataset, for programs.
    Quality(DatasetIx),
    /// The grade of a dataset as a small picture.
    Badge(DatasetIx),
    /// The grades of all datasets, a row each.
    Grades,
    /// A resource's own file, copied: dataset, index of the resource.
    Copy(DatasetIx, usize),
    /// Which build of the search index is current.
    SearchBuild,
    /// A file of the search index: its place in the index.
    Search(usize),
    /// A static file of the theme, by its name.
    Asset(String),
    /// An empty file that tells a host something, such as `.nojekyll`.
    Empty,
}

/// A page for readers. Lists count their pages from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// `/`.
    Home,
    /// `/dataset/`.
    Datasets(usize),
    /// `/dataset/<name>/`.
    Dataset(DatasetIx),
    /// `/dataset/<name>/resource/<id>/`: dataset, index of the resource.
    Resource(DatasetIx, usize),
    /// `/organization/`.
    Organizations,
    /// `/organization/<name>/`.
    Organization(OrganizationIx, usize),
    /// `/group/`.
    Groups,
    /// `/group/<name>/`.
    Group(GroupIx, usize),
    /// `/tag/`.
    Tags,
    /// `/tag/<name>/`.
    Tag(TagIx, usize),
    /// `/format/`.
    Formats,
    /// `/format/<slug>/`.
    Format(FormatIx, usize),
    /// `/license/`.
    Licenses,
    /// `/license/<id>/`.
    License(LicenseIx, usize),
    /// `/pages/<slug>/`: index in the catalogue's pages.
    Text(usize),
    /// `/news/`.
    News,
    /// `/news/<slug>/`: index in the catalogue's news.
    NewsPost(usize),
    /// `/rules/`.
    Rules,
    /// `/rules/<code>/`.
    Rule(&'static Rule),
    /// `/404.html`.
    NotFound,
    /// A former name or an id: leads to a path of the site.
    Redirect(String),
    /// What was removed: index in the catalogue's tombstones.
    Tombstone(usize),
}

/// An answer of CKAN's API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// An action that needs no parameter.
    Plain(Action),
    /// `package_show`.
    Package(DatasetIx),
    /// `resource_show`: dataset, index of the resource.
    Resource(DatasetIx, usize),
    /// `resource_view_list`: dataset, index of the resource.
    ResourceViews(DatasetIx, usize),
    /// `organization_show`.
    Organization(OrganizationIx),
    /// `group_show`.
    Group(GroupIx),
    /// `group_package_show`.
    GroupPackages(GroupIx),
    /// `tag_show`.
    Tag(TagIx),
    /// `scheming_dataset_schema_show` and its likes.
    Schema(Part, Form),
    /// `help_show` of an action.
    Help(Action),
    /// `package_show` of what was removed: index in the catalogue's tombstones.
    Gone(usize),
    /// `organization_list`, `group_list`, `package_list`, `tag_list` and
    /// `current_package_list_with_resources` with parameters that clients are known to send.
    List(Listing),
    /// A page of `package_search`: the order as the answer repeats it, the datasets.
    Found(&'static str, Vec<DatasetIx>),
    /// `resource_view_list` of a resource without views.
    NoViews,
    /// What hosts answer where no file does.
    Refused(Refusal),
}

/// A list as it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Whose list.
    pub action: Action,
    /// What is asked for beside names by title.
    pub options: &'static [ListOption],
    /// `limit`.
    pub limit: Option<usize>,
}

/// What a list may be asked for, in the order of their names in a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListOption {
    /// `all_fields`: objects instead of names.
    AllFields,
    /// `include_extras`.
    Extras,
    /// `include_groups`.
    Groups,
    /// `include_tags`.
    Tags,
    /// `include_users`.
    Users,
    /// `sort=name asc`.
    ByName,
}

impl ListOption {
    /// In a path, after a dot.
    pub fn name(self) -> &'static str {
        match self {
            Self::AllFields => "all_fields",
            Self::Extras => "extras",
            Self::Groups => "groups",
            Self::Tags => "tags",
            Self::Users => "users",
            Self::ByName => "name",
        }
    }
}

/// The kinds of objects that are dumped whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Collection {
    /// Datasets.
    Datasets,
    /// Organisations.
    Organizations,
    /// Groups.
    Groups,
}

/// What a feed follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Feed {
    /// All datasets.
    Datasets,
    /// Those of an organisation.
    Organization(OrganizationIx),
    /// Those of a group.
    Group(GroupIx),
    /// Those with a tag.
    Tag(TagIx),
    /// The portal's news.
    News,
}
