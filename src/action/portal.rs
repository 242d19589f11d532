//! What questions are answered from.

use crate::action::activity::Activities;
use crate::action::names::Names;
use crate::catalog::Catalog;
use crate::datastore::DataStore;
use crate::git::Changes;
use crate::search::analysis::Analyzer;
use crate::search::documents::{Documents, Listing};
use crate::search::engine::Engine;
use std::sync::{Arc, OnceLock};

/// A portal as it answers: owned, so that a server can keep it and put another in its place.
pub struct Portal {
    /// What there is.
    pub catalog: Arc<Catalog>,
    pub(super) names: Names,
    pub(super) search: Arc<Search>,
    pub(super) changes: Arc<Changes>,
    pub(super) datastore: Option<DataStore>,
    activities: OnceLock<Activities>,
}

impl Portal {
    /// Of a catalogue. The index for searches is made when somebody first searches.
    pub fn new(catalog: impl Into<Arc<Catalog>>) -> Self {
        let catalog: Arc<Catalog> = catalog.into();
        let search = Arc::new(Search::new(Arc::clone(&catalog)));
        Self::searched_by(search, catalog)
    }

    /// With another search to answer, such as that of the catalogue before the last edit, while the
    /// new one is still being [prepared](Search::prepare). It answers from its own catalogue: what it
    /// finds is whole, and as old as it is.
    pub fn searched_by(search: Arc<Search>, catalog: Arc<Catalog>) -> Self {
        Self {
            names: Names::new(&catalog),
            search,
            changes: Arc::default(),
            datastore: None,
            activities: OnceLock::new(),
            catalog,
        }
    }

    /// With the history of its files, which is read when somebody asks what happened. One history
    /// may serve several portals, until there is a new commit.
    #[must_use]
    pub fn with_changes(self, changes: Arc<Changes>) -> Self {
        Self { changes, activities: OnceLock::new(), ..self }
    }

    /// With the tables of its files. One store may serve several portals.
    #[must_use]
    pub fn with_datastore(self, datastore: DataStore) -> Self {
        Self { datastore: Some(datastore), ..self }
    }

    pub(super) fn activities(&self) -> &Activities {
        self.activities.get_or_init(|| Activities::new(&self.catalog, &self.changes))
    }

    /// The search that answers here.
    pub fn search(&self) -> &Arc<Search> {
        &self.search
    }
}

/// A catalogue that can be searched. It keeps the catalogue that its index was made of, so that the
/// two always fit.
pub struct Search {
    catalog: Arc<Catalog>,
    listing: Listing,
    analyzer: Analyzer,
    /// None where the index could not be made.
    engine: OnceLock<Option<Engine>>,
}

impl Search {
    /// Of a catalogue. The index is made later.
    pub fn new(catalog: Arc<Catalog>) -> Self {
        let listing = Listing::new(&catalog);
        let analyzer = Analyzer::new(&catalog.portal.languages, &catalog.portal.synonyms);
        Self { catalog, listing, analyzer, engine: OnceLock::new() }
    }

    /// Makes the index now, which takes seconds for a large catalogue; whoever searches meanwhile
    /// waits for it.
    pub fn prepare(&self) {
        self.engine();
    }

    pub(super) fn documents(&self) -> Documents<'_> {
        self.listing.of(&self.catalog)
    }

    pub(super) fn analyzer(&self) -> &Analyzer {
        &self.analyzer
    }

    pub(super) fn engine(&self) -> Option<&Engine> {
        let made = self.engine.get_or_init(|| Engine::new(&self.documents(), &self.analyzer).ok());
        made.as_ref()
    }
}
