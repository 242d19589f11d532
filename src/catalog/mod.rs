//! Records → one immutable [`Catalog`]: references resolved, ids and dates given, everything sorted.
//!
//! A catalogue holds only what its [`Audience`] may see. What is private, a draft or deleted never
//! gets past this module in a build for the public, so nothing after it can leak it.

pub mod format;
pub mod license;

mod assemble;
pub mod id;
mod index;
mod resolve;
mod withheld;

pub use assemble::{Dates, assemble};
pub use withheld::Withheld;

use crate::read::{self, NewsPost, Page, Portal, Timestamp, Tombstone};
use crate::report::Spanned;
use std::ops::Index;
use std::sync::Arc;

/// For whom a catalogue is assembled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Audience {
    /// Everybody: public, active datasets.
    #[default]
    Public,
    /// Members: private datasets and drafts as well, never deleted ones.
    Members,
}

/// Everything a portal shows, resolved and in order.
#[derive(Debug, Default)]
pub struct Catalog {
    /// `portal.yaml`.
    pub portal: Portal,
    /// Sorted by name.
    pub datasets: Vec<Dataset>,
    /// Sorted by name.
    pub organizations: Vec<Group>,
    /// Sorted by name.
    pub groups: Vec<Group>,
    /// CKAN's register in its order, then the portal's own in the file's order.
    pub licenses: Vec<License>,
    /// Sorted by name, by code point.
    pub tags: Vec<Tag>,
    /// Sorted by name.
    pub formats: Vec<Format>,
    /// Sorted by `order`, then title.
    pub pages: Vec<Page>,
    /// Newest first.
    pub news: Vec<NewsPost>,
    /// Newest first.
    pub tombstones: Vec<Tombstone>,
    /// How many datasets this audience may not see.
    pub withheld: usize,
    /// Which they are, for who asks by name or id; only `action` does.
    pub(crate) not_shown: Withheld,
    /// Names of datasets whose file could not be read.
    pub unreadable: Vec<String>,
}

/// A dataset with its references resolved.
#[derive(Debug)]
pub struct Dataset {
    /// What the file says.
    pub record: Arc<read::Dataset>,
    /// UUID: the file's, else derived from portal, organisation and name.
    pub id: String,
    /// Its owner.
    pub organization: Option<OrganizationIx>,
    /// Sorted by the title shown.
    pub groups: Vec<GroupIx>,
    /// None where `license_id` is absent, empty or not in the register.
    pub license: Option<LicenseIx>,
    /// Sorted by name, by code point.
    pub tags: Vec<TagIx>,
    /// From the file, else git's first commit of the folder, else the portal's epoch.
    pub created: Timestamp,
    /// From the file, else git's last commit of the folder, else the portal's epoch.
    pub modified: Timestamp,
    /// Active ones, in the file's order.
    pub resources: Vec<Resource>,
    /// Without those whose other side this audience may not see; those that only the other side
    /// says come last.
    pub relationships: Vec<Relationship>,
}

impl Catalog {
    /// Whether there is a dataset of this name that the audience may not see, for who knows the
    /// name already.
    pub(crate) fn withholds(&self, name: &str) -> bool {
        self.not_shown.dataset(name).is_some()
    }
}

impl Dataset {
    /// The title, the name where there is none, as CKAN does.
    pub fn title(&self) -> &str {
        shown_title(self.record.title.as_ref(), &self.record.name)
    }

    /// The name: what its URL ends with.
    pub fn name(&self) -> &str {
        &self.record.name
    }
}

/// A resource with what is derived filled in.
#[derive(Debug)]
pub struct Resource {
    /// What the file says.
    pub record: Arc<read::Resource>,
    /// UUID: the file's, else derived from the dataset's id and the address.
    pub id: String,
    /// CKAN's name of the format, empty where nobody knows.
    pub format: String,
    /// The page of that format, none where it is empty.
    pub format_ix: Option<FormatIx>,
    /// The file's, else that of its format or of a local file's name.
    pub mimetype: Option<String>,
    /// From the file, else the dataset's.
    pub created: Timestamp,
    /// From the file, else the dataset's.
    pub metadata_modified: Timestamp,
}

impl Resource {
    /// The name; the file's or address's last part, else the format, where there is none.
    pub fn title(&self) -> &str {
        if let Some(name) = self.record.name.as_ref().filter(|name| !name.trim().is_empty()) {
            return name.trim();
        }
        let place = match &self.record.location {
            read::Location::Url(url) => url.split(['?', '#']).next().unwrap_or_default(),
            read::Location::File { path, .. } => path.as_str(),
            read::Location::Missing => "",
        };
        let last = place.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        if last.is_empty() { &self.format } else { last }
    }

    /// The file in the tree, if that is where its bytes are.
    pub fn file(&self) -> Option<&read::LocalFile> {
        match &self.record.location {
            read::Location::File { file, .. } => file.as_ref(),
            _ => None,
        }
    }
}

/// A relationship of a dataset: what its file says, or what another's says of it.
#[derive(Debug)]
pub struct Relationship {
    /// What the file says.
    pub record: read::Relationship,
    /// Whether only the other dataset's file says it.
    pub implied: bool,
    /// Whether this dataset is the subject.
    pub as_subject: bool,
    /// The other dataset; none where its id is of no dataset of this catalogue.
    pub other: Option<DatasetIx>,
}

/// An organisation or a group.
#[derive(Debug)]
pub struct Group {
    /// What the file says; of an organisation without a file only the name.
    pub record: read::Organization,
    /// UUID: the file's, else derived from portal and name.
    pub id: String,
    /// `created`, else the portal's epoch.
    pub created: Timestamp,
    /// Sorted by name.
    pub datasets: Vec<DatasetIx>,
}

impl Group {
    /// The title, the name where there is none.
    pub fn title(&self) -> &str {
        shown_title(self.record.title.as_ref(), &self.record.name)
    }

    /// The name: what its URL ends with.
    pub fn name(&self) -> &str {
        &self.record.name
    }
}

/// A licence of CKAN's register or the portal's own.
#[derive(Clone, Debug)]
pub struct License {
    /// `id`.
    pub id: String,
    /// `title`.
    pub title: String,
    /// `url`, empty where there is none.
    pub url: String,
    /// Whether it conforms to the Open Definition.
    pub open: bool,
    /// The remaining keys of `license_list`, in CKAN's order, each as text.
    pub register: license::Register,
    /// Datasets under it, sorted by name.
    pub datasets: Vec<DatasetIx>,
}

/// A free tag.
#[derive(Clone, Debug)]
pub struct Tag {
    /// As written.
    pub name: String,
    /// UUID derived from portal and name.
    pub id: String,
    /// Sorted by name.
    pub datasets: Vec<DatasetIx>,
}

/// A format that resources have.
#[derive(Clone, Debug)]
pub struct Format {
    /// CKAN's name where it knows the format.
    pub name: String,
    /// The name in an address, each once.
    pub slug: String,
    /// Datasets with such a resource, sorted by name.
    pub datasets: Vec<DatasetIx>,
}

/// A title, the name where there is none.
fn shown_title<'t>(title: Option<&'t Spanned<String>>, name: &'t str) -> &'t str {
    title.map(|title| title.trim()).filter(|title| !title.is_empty()).unwrap_or(name)
}

macro_rules! handles {
    ($($(#[$doc:meta])* $name:ident => $list:ident: $item:ty;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl $name {
            /// The handle of the item at `index` of its list.
            pub(crate) fn new(index: usize) -> Self {
                Self(u32::try_from(index).expect("a catalogue has fewer than 4 billion items"))
            }

            /// The index in its list.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl Index<$name> for Catalog {
            type Output = $item;
            fn index(&self, handle: $name) -> &$item {
                &self.$list[handle.index()]
            }
        }
    )*};
}

handles! {
    /// A dataset of a [`Catalog`].
    DatasetIx => datasets: Dataset;
    /// An organisation of a [`Catalog`].
    OrganizationIx => organizations: Group;
    /// A group of a [`Catalog`].
    GroupIx => groups: Group;
    /// A licence of a [`Catalog`].
    LicenseIx => licenses: License;
    /// A tag of a [`Catalog`].
    TagIx => tags: Tag;
    /// A format of a [`Catalog`].
    FormatIx => formats: Format;
}
