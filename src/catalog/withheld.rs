//! What may not be seen, for the one question that CKAN answers of it: is there such a thing?

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Ids of datasets that the audience of a catalogue may not see. It can be asked for a name or an id
/// that the caller already has; what it holds cannot be listed, printed or copied, so that nothing
/// which is written can come from here.
#[derive(Default)]
pub struct Withheld {
    /// Name or id → id.
    datasets: BTreeMap<String, String>,
    resources: BTreeSet<String>,
}

impl Withheld {
    pub(super) fn add<'r>(
        &mut self,
        name: &str,
        id: &str,
        resources: impl Iterator<Item = &'r str>,
    ) {
        for key in [name, id] {
            self.datasets.insert(key.to_owned(), id.to_owned());
        }
        self.resources.extend(resources.map(str::to_owned));
    }

    /// The id of the dataset with this name or id, if it is withheld.
    pub(crate) fn dataset(&self, key: &str) -> Option<&str> {
        self.datasets.get(key).map(String::as_str)
    }

    /// Whether a resource of this id is withheld.
    pub(crate) fn has_resource(&self, id: &str) -> bool {
        self.resources.contains(id)
    }
}

impl fmt::Debug for Withheld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Withheld").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_answers_what_is_asked_and_shows_nothing() {
        let mut withheld = Withheld::default();
        withheld.add("secreto", "id-1", ["r-1"].into_iter());
        assert_eq!(withheld.dataset("secreto"), Some("id-1"));
        assert_eq!(withheld.dataset("id-1"), Some("id-1"));
        assert_eq!(withheld.dataset("otro"), None);
        assert!(withheld.has_resource("r-1") && !withheld.has_resource("secreto"));
        assert_eq!(format!("{withheld:?}"), "Withheld { .. }");
    }
}
